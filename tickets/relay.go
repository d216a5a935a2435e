package tickets

import (
	"context"
	"errors"
	"log/slog"
	"time"
)

// Relay publishes pending events, oldest first, until its context ends. While
// the publisher is down nothing is written and nothing is dropped: it waits,
// longer each time up to Slowest, and goes on where it was. An event the
// publisher refuses for good (ErrPermanent) is parked.
type Relay struct {
	Store     EventStore
	Publisher Publisher
	Pending   <-chan struct{}  // signalled when there may be something to do
	Poll      time.Duration    // how often to look without a signal; 0 means 1 s
	Slowest   time.Duration    // longest wait while the publisher is down; 0 means 5 s
	Clock     func() time.Time // nil for the machine's clock
	Log       *slog.Logger     // nil for the default logger
}

// relayBatch is how many events are published in one call.
const relayBatch = 200

// gather is the least time between two publications. One event by itself leaves
// at once; of a burst, what comes within it leaves together.
const gather = 100 * time.Millisecond

// Run relays until ctx ends.
func (r *Relay) Run(ctx context.Context) {
	if r.Clock == nil {
		r.Clock = time.Now
	}
	if r.Log == nil {
		r.Log = slog.Default()
	}
	poll, slowest := orElse(r.Poll, time.Second), orElse(r.Slowest, 5*time.Second)
	wait := time.Duration(0)
	for ctx.Err() == nil {
		n, err := r.step(ctx)
		switch {
		case err != nil && ctx.Err() == nil:
			wait = min(max(2*wait, 50*time.Millisecond), slowest)
			r.Log.Warn("events wait in the outbox", "err", err, "retry in", wait)
			_ = Sleep(ctx, wait)
		case n == 0:
			wait = 0
			select {
			case <-ctx.Done():
			case <-r.Pending:
			case <-time.After(poll):
			}
		case n < relayBatch:
			wait = 0
			_ = Sleep(ctx, gather)
		}
	}
}

// step publishes one batch and returns how many events it settled.
func (r *Relay) step(ctx context.Context) (int, error) {
	events, err := r.Store.PendingEvents(ctx, EventFilter{Due: r.Clock(), Limit: relayBatch})
	if err != nil || len(events) == 0 {
		return 0, err
	}
	err = r.Publisher.Publish(ctx, events)
	if err == nil {
		return len(events), r.Store.SettleEvents(ctx, delivered(events))
	}
	if !errors.Is(err, ErrPermanent) {
		return 0, err
	}
	return r.oneByOne(ctx, events)
}

// oneByOne finds the events a refused batch was refused for, and parks them.
func (r *Relay) oneByOne(ctx context.Context, events []Event) (int, error) {
	for i, e := range events {
		err := r.Publisher.Publish(ctx, []Event{e})
		if err != nil && !errors.Is(err, ErrPermanent) {
			return i, err
		}
		outcome := Settlement{Event: e, Delivered: err == nil}
		if err != nil {
			outcome.Event.Parked, outcome.Event.Error = true, err.Error()
			outcome.Event.Attempts++
			r.Log.Error("event parked", "event", e.ID, "name", e.Name, "err", err)
		}
		if err := r.Store.SettleEvents(ctx, []Settlement{outcome}); err != nil {
			return i, err
		}
	}
	return len(events), nil
}

func delivered(events []Event) []Settlement {
	out := make([]Settlement, len(events))
	for i, e := range events {
		out[i] = Settlement{Event: e, Delivered: true}
	}
	return out
}

func orElse(d, other time.Duration) time.Duration {
	if d > 0 {
		return d
	}
	return other
}
