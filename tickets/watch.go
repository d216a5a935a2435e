package tickets

import (
	"context"
	"time"
)

// Skew is how far apart the clocks of instances may be, together with how late
// a write may be stored: whoever looks for what has changed since a moment looks
// that much further back.
const Skew = 30 * time.Second

// lookAround is how often one looks for what other instances have changed.
const lookAround = 500 * time.Millisecond

// watch tells the listeners what other instances have changed, until ctx ends.
// Polling asks nothing of a store that a list does not ask; change streams, which
// some servers have, would save half a second and be a second way to be tested.
func (s *Service) watch(ctx context.Context) {
	tick := time.NewTicker(lookAround)
	defer tick.Stop()
	late := false
	for since := s.now(); ; {
		begun := s.now()
		err := s.lookAround(ctx, since.Add(-Skew))
		switch {
		case ctx.Err() != nil:
			return
		case err == nil:
			since = begun
		case !late:
			s.log.Warn("what other instances change shows late", "err", err)
		}
		late = err != nil
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// lookAround tells the listeners of every change since a moment that they have
// not been told of.
func (s *Service) lookAround(ctx context.Context, since time.Time) error {
	for t, err := range EachTicket(ctx, s.store, Filter{UpdatedFrom: since, Sort: LeastUpdated}) {
		if err != nil {
			return err
		}
		s.live.publish(t.update())
	}
	s.live.forget(since)
	return nil
}
