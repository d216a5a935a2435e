package tickets

import (
	"context"
	"time"
)

// rememberedTickets is how far back a triager's memory reaches: fresh
// corrections beat old history. knownTickets is how far back it knows which
// tickets are alike.
const (
	rememberedTickets = 5_000
	knownTickets      = 100_000
)

// Learn lets the triager learn from what people finally set on a resolved
// ticket. It does nothing when the triager does not learn.
func (s *Service) Learn(ctx context.Context, id ID) error {
	learner, ok := s.triager.(Learner)
	if !ok {
		return nil
	}
	t, err := s.store.Ticket(ctx, id)
	if err != nil || t.Status.Live() {
		return err
	}
	return learner.Learn(ctx, t)
}

// Recall has the triager learn the desk's newest resolved tickets, and know the
// open ones and the older ones too, oldest first, as at the start of the
// program: the tickets themselves are its memory.
func (s *Service) Recall(ctx context.Context) error {
	learner, _ := s.triager.(Learner)
	observer, _ := s.triager.(Observer)
	if learner == nil && observer == nil {
		return nil
	}
	known, err := s.newest(ctx, knownTickets, Filter{})
	if err != nil {
		return err
	}
	learned, err := s.newest(ctx, rememberedTickets, Filter{Status: []Status{Resolved, Closed}})
	if err != nil {
		return err
	}
	for t, err := range EachTicket(ctx, s.store, Filter{CreatedFrom: known, Sort: OldestFirst}) {
		switch {
		case err != nil:
		case learner != nil && !t.Status.Live() && !t.CreatedAt.Before(learned):
			err = learner.Learn(ctx, t)
		case observer != nil:
			err = observer.Observe(ctx, t)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// newest returns when the first of the newest n tickets that f chooses was
// opened, zero when there are no more than n.
func (s *Service) newest(ctx context.Context, n int, f Filter) (time.Time, error) {
	counts, err := s.store.Count(ctx, f, ByNothing)
	if err != nil || counts[""] <= n {
		return time.Time{}, err
	}
	for t, err := range EachTicket(ctx, s.store, f) {
		if n--; err != nil || n == 0 {
			return t.CreatedAt, err
		}
	}
	return time.Time{}, nil
}
