package tickets

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Routing is what the router decided for a ticket, and what people said to it.
type Routing struct {
	Why       []string  `json:"why,omitempty"`       // reasons for the present assignee, or for nobody, short phrases
	RunnersUp []Person  `json:"runnersUp,omitempty"` // who would be next, best first, at most 3
	Refusals  []Refusal `json:"refusals,omitempty"`  // who handed it on
	Alerted   bool      `json:"alerted,omitempty"`   // admins have been told that nobody can take it
	QueuedAt  time.Time `json:"queuedAt,omitzero"`   // since when it has waited for somebody
}

// Refusal records that a person handed the ticket on, and why.
type Refusal struct {
	By     Person    `json:"by"`
	Reason string    `json:"reason,omitempty"`
	At     time.Time `json:"at"`
}

func (r Routing) clone() Routing {
	r.Why, r.RunnersUp, r.Refusals = slices.Clone(r.Why), slices.Clone(r.RunnersUp), slices.Clone(r.Refusals)
	return r
}

func (r Routing) refusedBy(id UserID) bool {
	return slices.ContainsFunc(r.Refusals, func(f Refusal) bool { return f.By.ID == id })
}

// Candidate is somebody who might take a ticket, with their present load.
type Candidate struct {
	User User
	Live int // live tickets assigned to them now
}

// Decision is who gets a ticket, why, and who would have been next.
type Decision struct {
	To        *User    // nil when nobody can take it
	Why       []string // short phrases, most important first
	RunnersUp []Person // best first, at most 3
}

// Route decides who gets the ticket. Moderators who have at least one of its
// skills (all of them, when it asks for none) come first: the one who has most
// of them, then the least loaded against capacity, then the one whose last turn
// is longest ago. When none of those can, an admin takes it by the same order;
// when no admin can either, nobody does. Never somebody who is away, full,
// deactivated, or has handed the ticket on. The order of people does not matter.
func Route(t Ticket, people []Candidate, now time.Time) Decision {
	ranked := make([]ranking, 0, len(people))
	for _, c := range people {
		if r, ok := rank(t, c, now); ok {
			ranked = append(ranked, r)
		}
	}
	slices.SortFunc(ranked, ranking.compare)
	if len(ranked) == 0 {
		return Decision{Why: nobodyBecause(t, people, now)}
	}
	best := ranked[0]
	d := Decision{To: &best.User, Why: best.why(t)}
	for _, r := range ranked[1:min(4, len(ranked))] {
		d.RunnersUp = append(d.RunnersUp, r.User.Person())
	}
	return d
}

// ranking is a candidate who may take the ticket, and how well they would do.
type ranking struct {
	Candidate
	fits    bool     // a moderator with a needed skill, or no skill is needed
	matched []string // the needed skills they have
	load    float64  // live tickets against capacity, 0 to 1
}

func rank(t Ticket, c Candidate, now time.Time) (ranking, bool) {
	if !eligible(t, c, now) {
		return ranking{}, false
	}
	r := ranking{Candidate: c, load: float64(c.Live) / float64(c.User.capacity())}
	for _, s := range t.Skills {
		if slices.ContainsFunc(c.User.Skills, func(has string) bool { return skillKey(has) == skillKey(s) }) {
			r.matched = append(r.matched, s)
		}
	}
	r.fits = len(r.matched) > 0 || c.User.Role == Moderator && len(t.Skills) == 0
	return r, r.fits || c.User.Role == Admin
}

func eligible(t Ticket, c Candidate, now time.Time) bool {
	u := c.User
	return u.Moderates() && c.Live < u.capacity() && !u.AwayAt(now) &&
		!t.Routing.refusedBy(u.ID) && t.Requester.ID != u.ID
}

func (a ranking) compare(b ranking) int {
	return cmp.Or(
		-compareBool(a.fits, b.fits),
		-compareBool(a.User.Role == Moderator, b.User.Role == Moderator),
		-cmp.Compare(len(a.matched), len(b.matched)),
		cmp.Compare(a.load, b.load),
		a.User.LastTurn.Compare(b.User.LastTurn),
		cmp.Compare(a.User.ID, b.User.ID),
	)
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

func (r ranking) why(t Ticket) []string {
	var why []string
	switch {
	case len(r.matched) > 0:
		why = append(why, "knows "+strings.Join(r.matched, ", "))
	case len(t.Skills) > 0:
		why = append(why, "nobody free knows "+strings.Join(t.Skills, " or ")+", so an admin")
	case r.User.Role == Admin:
		why = append(why, "no moderator is free, so an admin")
	}
	if r.Live == 0 {
		return append(why, "has nothing open")
	}
	return append(why, fmt.Sprintf("has %d of %d open", r.Live, r.User.capacity()))
}

func nobodyBecause(t Ticket, people []Candidate, now time.Time) []string {
	var full, away, refused int
	for _, c := range people {
		switch {
		case !c.User.Moderates():
		case t.Routing.refusedBy(c.User.ID):
			refused++
		case c.User.AwayAt(now):
			away++
		case c.Live >= c.User.capacity():
			full++
		}
	}
	var why []string
	for _, n := range []struct {
		count int
		words string
	}{{refused, "handed it on"}, {away, "away"}, {full, "full"}} {
		if n.count > 0 {
			why = append(why, fmt.Sprintf("%d %s", n.count, n.words))
		}
	}
	if len(why) == 0 {
		why = []string{"no moderator has these skills and there is no admin"}
	}
	return why
}

func (u User) capacity() int {
	if u.Capacity > 0 {
		return u.Capacity
	}
	return DefaultCapacity
}

// AwayAt reports whether the person is on leave or outside working hours.
func (u User) AwayAt(now time.Time) bool {
	for _, s := range u.Away {
		if !now.Before(s.From) && now.Before(s.To) {
			return true
		}
	}
	return !u.Hours.Contain(now.In(u.Location()))
}

// Contain reports whether a local time lies within the hours. A night shift
// belongs to the day on which it starts.
func (h Hours) Contain(local time.Time) bool {
	if len(h.Days) == 0 && h.Start == h.End {
		return true
	}
	minute := local.Hour()*60 + local.Minute()
	day := local.Weekday()
	on := func(d time.Weekday) bool { return len(h.Days) == 0 || slices.Contains(h.Days, d) }
	if h.Start < h.End {
		return on(day) && minute >= h.Start && minute < h.End
	}
	return on(day) && minute >= h.Start || on((day+6)%7) && minute < h.End
}
