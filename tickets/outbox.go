package tickets

import (
	"context"
	"slices"
	"time"
)

// Events returns events not yet delivered, oldest first, MaxPage at most: those
// given up on when parked, else those that wait. Admins only.
func (s *Service) Events(ctx context.Context, a Actor, parked bool) ([]Event, error) {
	if err := a.mustAdmin(); err != nil {
		return nil, err
	}
	return s.store.PendingEvents(ctx, EventFilter{Parked: parked, Limit: MaxPage})
}

// RetryEvent lets the relay try a parked event again. Admins only.
func (s *Service) RetryEvent(ctx context.Context, a Actor, id string) error {
	events, err := s.Events(ctx, a, true)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(events, func(e Event) bool { return e.ID == id })
	if i < 0 {
		return fail(NotFound, "There is no such parked event. It may have been delivered meanwhile.")
	}
	e := events[i]
	e.Parked, e.Attempts, e.NextAt, e.Error = false, 0, time.Time{}, ""
	if err := s.store.SettleEvents(ctx, []Settlement{{Event: e}}); err != nil {
		return err
	}
	s.wake()
	return nil
}

// Lag returns for how long the oldest undelivered event has waited, parked ones
// aside; 0 when none waits. What lies ahead, as a return timer that stands before
// others in the outbox, does not wait yet.
func (s *Service) Lag(ctx context.Context) (lag time.Duration, err error) {
	events, err := s.store.PendingEvents(ctx, EventFilter{Limit: MaxPage})
	for _, e := range events {
		lag = max(lag, s.now().Sub(e.At))
	}
	return lag, err
}

// Parked returns how many events the relay has given up on, [MaxPage] at most: an
// admin sees and retries them.
func (s *Service) Parked(ctx context.Context) (int, error) {
	events, err := s.store.PendingEvents(ctx, EventFilter{Parked: true, Limit: MaxPage})
	return len(events), err
}

// Moving returns how many tickets [Ticket.Moving] reports: they still have to be
// triaged, told of or redrawn.
func (s *Service) Moving(ctx context.Context) (int, error) {
	n, err := s.store.Count(ctx, Filter{Moving: true}, ByNothing)
	return n[""], err
}
