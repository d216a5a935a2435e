package tickets

import (
	"context"
	"slices"
)

// rememberedTickets is how far back a triager's memory reaches: fresh
// corrections beat old history.
const rememberedTickets = 5_000

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

// Recall has the triager learn the desk's newest resolved tickets, oldest
// first, as at the start of the program: the tickets themselves are its memory.
func (s *Service) Recall(ctx context.Context) error {
	learner, ok := s.triager.(Learner)
	if !ok {
		return nil
	}
	var past []Ticket
	for t, err := range EachTicket(ctx, s.store, Filter{Status: []Status{Resolved, Closed}}) {
		if err != nil {
			return err
		}
		if past = append(past, t); len(past) == rememberedTickets {
			break
		}
	}
	for _, t := range slices.Backward(past) {
		if err := learner.Learn(ctx, t); err != nil {
			return err
		}
	}
	return nil
}
