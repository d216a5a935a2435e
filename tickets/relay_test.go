package tickets_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

// engine is a publisher that fails as told. It tells of every call, and waits
// until it has been heard.
type engine struct {
	fail  func(call int, events []tickets.Event) error
	calls chan published
	n     int
}

type published struct {
	events []tickets.Event
	err    error
}

func (e *engine) Publish(ctx context.Context, events []tickets.Event) error {
	e.n++
	var err error
	if e.fail != nil {
		err = e.fail(e.n, events)
	}
	select {
	case e.calls <- published{events, err}:
	case <-ctx.Done():
	}
	return err
}

// relays runs a relay on the office's records until the test ends.
func (p *phone) relays(e *engine) {
	p.t.Helper()
	e.calls = make(chan published)
	ctx, cancel := context.WithCancel(p.t.Context())
	done := make(chan struct{})
	r := &tickets.Relay{
		Store: p.records, Publisher: e, Pending: p.desk.Pending(), Poll: time.Millisecond, Slowest: 2 * time.Millisecond,
		Clock: func() time.Time { return p.now }, Log: slog.New(slog.DiscardHandler),
	}
	go func() {
		defer close(done)
		r.Run(ctx)
	}()
	p.t.Cleanup(func() { cancel(); <-done })
}

// took gathers what the engine accepts until it has the number of events.
func (e *engine) took(t *testing.T, want int) (ids []string) {
	t.Helper()
	limit := time.After(time.Minute)
	for len(ids) < want {
		select {
		case call := <-e.calls:
			for _, event := range call.events {
				if call.err == nil {
					ids = append(ids, event.ID)
				}
			}
		case <-limit:
			t.Fatalf("the engine took %d events, want %d", len(ids), want)
		}
	}
	return ids
}

// waiting are the ids of the events in the outbox.
func (p *phone) waiting(parked bool) (ids []string) {
	p.t.Helper()
	events, err := p.store.PendingEvents(p.t.Context(), tickets.EventFilter{Parked: parked, Limit: tickets.MaxPage})
	p.must(err)
	for _, e := range events {
		ids = append(ids, e.ID)
	}
	return ids
}

// busy is an office with several events of several tickets in the outbox.
func busy(t *testing.T) *phone {
	p := newPhone(t)
	for range 3 {
		p.assigned(p.ann)
	}
	return p
}

func TestTheRelayKeepsTheOrderThroughFailures(t *testing.T) {
	p := busy(t)
	want := p.waiting(false)
	e := &engine{fail: func(call int, _ []tickets.Event) error {
		if call < 4 {
			return errors.New("connection refused")
		}
		return nil
	}}
	p.relays(e)
	if got := e.took(t, len(want)); !slices.Equal(got, want) {
		t.Errorf("the engine got %v, want %v", got, want)
	}
}

func TestALostReplyOfTheEngineRepeatsTheSameIDs(t *testing.T) {
	p := busy(t)
	want := p.waiting(false)
	var first []string
	e := &engine{fail: func(call int, events []tickets.Event) error {
		if call == 1 {
			for _, e := range events {
				first = append(first, e.ID)
			}
			return errors.New("unexpected EOF")
		}
		return nil
	}}
	p.relays(e)
	if again := e.took(t, len(want)); !slices.Equal(again, first) {
		t.Errorf("after the lost reply of %v it was told %v", first, again)
	}
}

func TestARefusedEventIsParkedAndCanBeRetried(t *testing.T) {
	p := busy(t)
	ada := p.hires("Ada", tickets.Admin)
	all := p.waiting(false)
	bad := all[2]
	var refusing atomic.Bool
	refusing.Store(true)
	e := &engine{fail: func(_ int, events []tickets.Event) error {
		if refusing.Load() && slices.ContainsFunc(events, func(e tickets.Event) bool { return e.ID == bad }) {
			return fmt.Errorf("%w: 400 bad event", tickets.ErrPermanent)
		}
		return nil
	}}
	p.relays(e)
	want := slices.DeleteFunc(slices.Clone(all), func(id string) bool { return id == bad })
	if got := e.took(t, len(want)); !slices.Equal(got, want) {
		t.Errorf("the engine got %v, want all but the refused: %v", got, want)
	}
	parked, err := p.desk.Events(t.Context(), ada, true)
	if err != nil || len(parked) != 1 || parked[0].ID != bad || parked[0].Error == "" {
		t.Fatalf("parked are %+v, %v; want %s, with the reason", parked, err, bad)
	}
	refusing.Store(false)
	p.must(p.desk.RetryEvent(t.Context(), ada, bad))
	if got := e.took(t, 1); got[0] != bad {
		t.Errorf("retried, the engine got %v, want %s", got, bad)
	}
}

func TestTheRelayOutlastsTheStore(t *testing.T) {
	p := busy(t)
	want := p.waiting(false)
	p.records.fall(true)
	_, err := p.desk.Open(t.Context(), p.ann, tickets.NewTicket{Title: "VPN drops"})
	if tickets.KindOf(err) != tickets.Unavailable || tickets.MessageOf(err) != errDown.Message {
		t.Errorf("with the records down opening a ticket is %v; want Unavailable and the sentence for people", err)
	}
	e := &engine{}
	p.relays(e)
	p.records.fall(false)
	if got := e.took(t, len(want)); !slices.Equal(got, want) {
		t.Errorf("afterwards the engine got %v, want %v", got, want)
	}
}

func TestATimerInTheOutboxHidesNothingThatWaits(t *testing.T) {
	p := newPhone(t)
	ticket := p.assigned(p.ann)
	events, err := p.store.PendingEvents(t.Context(), tickets.EventFilter{Limit: tickets.MaxPage})
	p.must(err)
	for _, e := range events {
		p.must(p.store.SettleEvents(t.Context(), []tickets.Settlement{{Event: e, Delivered: true}}))
	}
	lags := func(want time.Duration) {
		t.Helper()
		if got, err := p.desk.Lag(t.Context()); err != nil || got != want {
			t.Errorf("the outbox lags %v, %v; want %v", got, err, want)
		}
	}
	_, err = p.store.UpdateTicket(t.Context(), ticket.ID, func(t *tickets.Ticket) error {
		t.Outbox = []tickets.Event{{ID: "1", Name: tickets.TicketChase, Ticket: t.ID, At: p.now.Add(time.Hour)}}
		return nil
	})
	p.must(err)
	lags(0)
	_, err = p.store.UpdateTicket(t.Context(), ticket.ID, func(t *tickets.Ticket) error {
		t.Outbox = append(t.Outbox, tickets.Event{ID: "2", Name: tickets.TicketNotice, Ticket: t.ID, At: p.now})
		return nil
	})
	p.must(err)
	p.now = p.now.Add(10 * time.Minute)
	lags(10 * time.Minute)
}
