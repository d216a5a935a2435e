package tickets

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// Routing is what the router decided for a ticket, and what people said to it.
type Routing struct {
	Why       []string  `json:"why,omitempty"`       // reasons for the present assignee, or for nobody, short phrases
	RunnersUp []Person  `json:"runnersUp,omitempty"` // who would be next, best first, at most 3
	Was       string    `json:"was,omitempty"`       // with whom, before it was reopened or read anew, and why not now; until somebody has it
	Refusals  []Refusal `json:"refusals,omitempty"`  // who handed it on
	Alerted   bool      `json:"alerted,omitempty"`   // admins have been told that nobody can take it
	QueuedAt  time.Time `json:"queuedAt,omitzero"`   // since when it has waited for somebody
	Chase     Chase     `json:"chase,omitzero"`      // the return timer
	Wake      time.Time `json:"wake,omitzero"`       // until when the durable engine waits for the ticket's next deadline
}

// Refusal records that a person handed the ticket on, and why.
type Refusal struct {
	By     Person    `json:"by"`
	Reason string    `json:"reason,omitempty"`
	At     time.Time `json:"at"`
	Late   bool      `json:"late,omitempty"` // by the return timer: they did nothing
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
	User     User
	Live     int      // live tickets assigned to them now
	Lead     bool     // gets, like an admin, what has been handed on too often, and before any admin
	Holidays []string // dates like 2026-12-25 on which they do not work
}

// Decision is who gets a ticket, why, and who would have been next.
type Decision struct {
	To        *User    // nil when nobody can take it
	Why       []string // short phrases, most important first
	RunnersUp []Person // best first, at most 3
}

const (
	// usualShare is how many live tickets make a full day's work for somebody
	// without a capacity of their own. Load counts against it; it bars nobody.
	usualShare = 20
	// handOns is how often a ticket is handed on before only its lead, or else an admin, gets it.
	handOns = 3
)

// Route decides who gets the ticket: the eligible person who stands best, see
// Standings. When nobody is eligible, nobody gets it. The order of people does
// not matter.
func Route(t Ticket, people []Candidate, now time.Time) Decision {
	ranked := Standings(t, people, now)
	n := slices.IndexFunc(ranked, func(s Standing) bool { return s.Barred != "" })
	if n < 0 {
		n = len(ranked)
	}
	if n == 0 {
		return Decision{Why: t.Routing.after(nobodyBecause(t, ranked))}
	}
	to := *ranked[0].User
	d := Decision{To: &to, Why: t.Routing.after(ranked[0].why(t))}
	for _, s := range ranked[1:min(4, n)] {
		d.RunnersUp = append(d.RunnersUp, s.User.Person())
	}
	return d
}

// Standing is how well one person would do for one ticket.
type Standing struct {
	User   *User    // within the people given
	Barred string   // why they cannot get it, such as "away"; "" when they can
	Knows  []string // the needed skills they have
	Fit    float64  // 0 to 1: how much of what is needed they know, rare skills counting more
	Live   int      // their live tickets
	Share  int      // what Live counts against: their capacity, else the usual share
	Score  float64  // 0 to 1: fit, halved by every half share of live tickets
	Leads  bool     // it has been handed on too often, and they are its lead
}

// Standings returns how everybody stands towards the ticket, best first, the
// barred last. Moderators who know one of its skills (all of them, when it asks
// for none) come first, by score; then admins, who take what nobody else can.
// Equal scores go to the least loaded, then to whose last turn is longest ago.
// Barred is whoever is away or on holiday, full or deactivated, opened or handed
// on the ticket, or, once it has been handed on three times, is neither its lead,
// who then comes first, nor an admin.
func Standings(t Ticket, people []Candidate, now time.Time) []Standing {
	needs := needsOf(t, people)
	all := make([]Standing, len(people))
	for i := range people {
		all[i] = needs.stand(&t, &people[i], now)
	}
	slices.SortFunc(all, Standing.compare)
	return all
}

// needs are a ticket's skills and what each weighs.
type needs struct {
	keys    []string
	weights []float64
	total   float64
}

// needsOf weighs the ticket's skills: the fewer active moderators have one, the
// more it counts. What nobody has tells nobody apart, and does not count.
func needsOf(t Ticket, people []Candidate) needs {
	n := needs{keys: make([]string, len(t.Skills)), weights: make([]float64, len(t.Skills))}
	for i, s := range t.Skills {
		n.keys[i] = skillKey(s)
	}
	have, moderators := make([]int, len(n.keys)), 0
	for p := range people {
		u := &people[p].User
		if !u.Moderates() {
			continue
		}
		moderators++
		for i, key := range n.keys {
			if hasSkill(u, key) {
				have[i]++
			}
		}
	}
	for i := range n.weights {
		if have[i] > 0 {
			n.weights[i] = 1 + math.Log(float64(moderators)/float64(have[i]))
			n.total += n.weights[i]
		}
	}
	return n
}

func hasSkill(u *User, key string) bool {
	return slices.ContainsFunc(u.Skills, func(s string) bool { return isSkill(s, key) })
}

func (n needs) stand(t *Ticket, c *Candidate, now time.Time) Standing {
	s := Standing{User: &c.User, Live: c.Live, Share: c.User.Capacity}
	if s.Share == 0 {
		s.Share = usualShare
	}
	if s.Barred = bar(t, c, now); s.Barred != "" {
		return s
	}
	s.Leads = c.Lead && len(t.Routing.Refusals) >= handOns
	known := 0.0
	for i, key := range n.keys {
		if hasSkill(&c.User, key) {
			s.Knows = append(s.Knows, t.Skills[i])
			known += n.weights[i]
		}
	}
	switch {
	case len(s.Knows) > 0:
		s.Fit = known / n.total
	case len(n.keys) == 0:
		s.Fit = 1
	case c.User.Role != Admin && !s.Leads:
		s.Barred = "knows none of it"
	}
	s.Score = s.Fit * math.Exp2(-2*s.load())
	return s
}

// bar says why somebody cannot get the ticket, whatever they know.
func bar(t *Ticket, c *Candidate, now time.Time) string {
	u := &c.User
	switch {
	case !u.Active():
		return "deactivated"
	case !u.Moderates():
		return "no moderator"
	case t.Requester.ID == u.ID:
		return "asked for it"
	case t.Routing.refusedBy(u.ID):
		return "handed it on"
	case c.away(now):
		return c.off(now)
	case c.Live >= u.capacity():
		return "full"
	case len(t.Routing.Refusals) >= handOns && u.Role != Admin && !c.Lead:
		return "only a lead or admin now"
	}
	return ""
}

// off says why somebody is not at work, "" when they are.
func (c *Candidate) off(now time.Time) string {
	switch {
	case c.User.AwayAt(now):
		return "away"
	case c.away(now):
		return "on holiday"
	}
	return ""
}

func (s Standing) load() float64 { return float64(s.Live) / float64(s.Share) }

func (s Standing) compare(o Standing) int {
	return cmp.Or(
		compareBool(s.Barred != "", o.Barred != ""),
		-compareBool(s.Leads, o.Leads),
		-compareBool(s.User.Role == Moderator, o.User.Role == Moderator),
		-cmp.Compare(s.Score, o.Score),
		cmp.Compare(s.load(), o.load()),
		s.User.LastTurn.Compare(o.User.LastTurn),
		cmp.Compare(s.User.ID, o.User.ID),
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

// why says in short phrases why this person, who stands best, gets the ticket.
func (s Standing) why(t Ticket) []string {
	var why []string
	handedOn := len(t.Routing.Refusals) >= handOns
	if handedOn {
		whom := "an admin"
		if s.Leads {
			whom = "the lead"
		}
		why = append(why, fmt.Sprintf("handed on %d times, so %s", len(t.Routing.Refusals), whom))
	}
	switch {
	case len(s.Knows) > 0:
		why = append(why, "knows "+strings.Join(s.Knows, ", "))
	case handedOn:
	case len(t.Skills) > 0:
		why = append(why, "nobody free knows "+strings.Join(t.Skills, " or ")+", so an admin")
	case s.User.Role == Admin:
		why = append(why, "no moderator is free, so an admin")
	}
	return append(why, s.busy())
}

// after returns reasons that begin with why the ticket is not where it was.
func (r Routing) after(why []string) []string {
	if r.Was == "" {
		return why
	}
	return append([]string{r.Was}, why...)
}

func (s Standing) busy() string {
	switch {
	case s.Live == 0:
		return "has nothing open"
	case s.Live > s.Share:
		return fmt.Sprintf("has %d open", s.Live)
	}
	return fmt.Sprintf("has %d of %d open", s.Live, s.Share)
}

func nobodyBecause(t Ticket, barred []Standing) []string {
	counts := map[string]int{}
	for _, s := range barred {
		counts[s.Barred]++
	}
	var why []string
	if n := len(t.Routing.Refusals); n >= handOns {
		why = append(why, fmt.Sprintf("handed on %d times, so only a lead or admin", n))
	}
	for _, words := range []string{"handed it on", "away", "on holiday", "full"} {
		if n := counts[words]; n > 0 {
			why = append(why, fmt.Sprintf("%d %s", n, words))
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
