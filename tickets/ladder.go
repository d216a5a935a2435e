package tickets

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"
)

// What goes wrong with a ticket goes up a step: to the lead whom the rules name
// for it, or else to every admin.

// Step is a way for a ticket to go wrong.
type Step string

// The steps of the ladder.
const (
	StepDeclined   Step = "declined"   // handed on three times: only its lead, or an admin, gets it now
	StepUnattended Step = "unattended" // nobody has acted on it, nor the next best
	StepOverdue    Step = "overdue"    // it is not resolved by its due time
)

// Steps lists every step.
var Steps = []Step{StepDeclined, StepUnattended, StepOverdue}

// lead is who is told of a step, "" for every admin: when the rules name
// nobody, or somebody who is away, no moderator any more, or has the ticket.
func (r Rules) lead(step Step, t *Ticket, people []Candidate, now time.Time) UserID {
	id := r.Leads[step]
	i := slices.IndexFunc(people, func(c Candidate) bool { return c.User.ID == id })
	if i < 0 || t.AssignedTo(id) || people[i].away(now) {
		return ""
	}
	return id
}

// checkLeads returns the names of the leads. Whoever is named for a step must
// be an active moderator or admin.
func (s *Service) checkLeads(ctx context.Context, r Rules) (map[UserID]string, error) {
	names := map[UserID]string{"": "any admin"}
	for step, id := range r.Leads {
		if !slices.Contains(Steps, step) {
			return nil, invalid("leads", "Leads are set for declined, unattended and overdue.")
		}
		if id == "" {
			continue
		}
		u, err := s.store.User(ctx, id)
		switch {
		case err != nil && !errors.Is(err, ErrNotFound):
			return nil, err
		case err != nil || !u.Moderates():
			return nil, invalid("leads", "A lead must be an active moderator or admin.")
		}
		names[id] = u.Name
	}
	return names, nil
}

// newLeads says in short phrases whose place who has taken.
func (r Rules) newLeads(was Rules, names map[UserID]string) []string {
	var said []string
	for _, step := range Steps {
		if id := r.Leads[step]; id != was.Leads[step] {
			said = append(said, fmt.Sprintf("%s tickets go to %s", step, names[id]))
		}
	}
	return said
}

// named are the steps for which somebody is named.
func named(leads map[Step]UserID) map[Step]UserID {
	leads = maps.Clone(leads)
	maps.DeleteFunc(leads, func(_ Step, id UserID) bool { return id == "" })
	return leads
}

// away reports whether the candidate is away, outside working hours, or off
// since it is a holiday of the desk.
func (c *Candidate) away(now time.Time) bool {
	return c.User.AwayAt(now) || len(c.Holidays) > 0 && !c.User.calendar(c.Holidays).Contains(now)
}
