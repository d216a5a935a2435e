package tickets

import "context"

// glance is how many tickets NextFor looks at: those that are being read, to find
// somebody for them, are passed over.
const glance = 5

// NextFor returns the row of the ticket that a moderator should take up next: of
// those they were given and have not claimed the most urgent, the oldest of
// these; else such a one that waits for anybody. It is ErrNotFound when nothing
// waits.
func (s *Service) NextFor(ctx context.Context, a Actor) (Ticket, error) {
	if err := a.mustModerate(); err != nil {
		return Ticket{}, err
	}
	for _, f := range []Filter{{Assignee: a.User.ID}, {Unassigned: true}} {
		f.Status, f.Sort, f.Limit = []Status{Open}, HighestFirst, glance
		page, err := s.store.Tickets(ctx, f)
		if err != nil {
			return Ticket{}, err
		}
		for _, t := range page.Tickets {
			if t.Assignee != nil || t.Triage.State == TriageDone {
				return t, nil
			}
		}
	}
	return Ticket{}, ErrNotFound
}
