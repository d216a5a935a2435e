package tickets

import (
	"slices"
	"time"
)

// What a requester adds may show that a ticket needs something else than it seemed
// to. Where the router had given it to somebody who has done nothing with it yet,
// who knows nothing of what it needs now, while somebody who is there does, it is
// routed anew, once for each reading. What a person has chosen stays as it is.

// outgrow puts a ticket that was just read anew back into the queue, if it is to
// be routed anew. before are the skills it had.
func (t *Ticket) outgrow(before []string, people []Candidate, now time.Time) error {
	if sameSet(before, t.Skills) || !t.unattended() || !t.untouched() {
		return nil
	}
	if people == nil {
		return errAskStaff
	}
	i := slices.IndexFunc(people, func(c Candidate) bool { return t.AssignedTo(c.User.ID) })
	next := Route(*t, people, now).To
	if i < 0 || next == nil || t.knownTo(&people[i].User) || !t.knownTo(next) {
		return nil
	}
	t.queueFrom("knows none of "+listed(t.Skills), now)
	return nil
}

// untouched reports whether the router gave the ticket to its owner, who has done
// nothing with it since.
func (t *Ticket) untouched() bool {
	for _, c := range slices.Backward(t.History) {
		switch {
		case t.AssignedTo(c.By.ID) || c.Verb == "undone":
			return false
		case c.Verb == "assigned":
			return c.By.ID == ""
		}
	}
	return false
}

// knownTo reports whether somebody has one of the ticket's skills.
func (t *Ticket) knownTo(u *User) bool {
	return slices.ContainsFunc(t.Skills, func(s string) bool { return hasSkill(u, skillKey(s)) })
}
