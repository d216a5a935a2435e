package tickets

import (
	"context"
	"slices"
	"time"
)

// Follow has the actor told of replies and the resolution from now on, or no
// longer. Whoever may see a ticket may follow it.
func (s *Service) Follow(ctx context.Context, a Actor, ref Ref, on bool) (Ticket, error) {
	t, err := s.update(ctx, ref, func(t *Ticket, _ time.Time) error {
		if err := a.maySee(t); err != nil {
			return err
		}
		i := slices.Index(t.Followers, a.User.ID)
		switch {
		case on == (i >= 0):
			return ErrUnchanged
		case on:
			t.Followers = append(t.Followers, a.User.ID)
		default:
			t.Followers = slices.Delete(t.Followers, i, i+1)
		}
		return nil
	})
	return t.as(a.User), err
}

// Rate records how well the requester's ticket was handled, 1 to 5, once it is
// resolved. A later rating replaces an earlier one.
func (s *Service) Rate(ctx context.Context, a Actor, ref Ref, rating int) (Ticket, error) {
	if rating < 1 || rating > 5 {
		return Ticket{}, invalid("rating", "A rating is a whole number from 1 to 5.")
	}
	t, err := s.update(ctx, ref, func(t *Ticket, now time.Time) error {
		if err := a.maySee(t); err != nil {
			return err
		}
		switch {
		case t.Requester.ID != a.User.ID:
			return fail(Forbidden, "Only %s can rate %s.", t.Requester.Name, t.Number)
		case t.Status.Live():
			return fail(Conflict, "%s is still %s. Rate it once it is resolved.", t.Number, t.Status.Words())
		case t.Rating == rating:
			return ErrUnchanged
		}
		t.Rating = rating
		t.record(a, now, "rated", "%d of 5", rating)
		return nil
	})
	return t.as(a.User), err
}
