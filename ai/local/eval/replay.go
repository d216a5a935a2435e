package eval

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

// Replay is a desk's own past to put before a triager.
type Replay struct {
	Triager string // its name, for the report
	Tried
	Ask    tickets.Triager  // one that is a tickets.Learner is taught each ticket once it was resolved, never before
	Past   []tickets.Ticket // resolved ones, in any order
	Last   int              // how many, the newest, are asked about; the others are only learned from
	Skills []tickets.Skill  // the desk's list, as it is today
}

// Run asks about each ticket as it was when it came, in the order they came, and compares the answers with what was
// proposed then and with what the ticket ended with. An answer that is not the triager's own (Assessment.Fallback) is
// left out of the comparison and counted as passed over. It fails when ctx is done, or when nothing was resolved.
func (r Replay) Run(ctx context.Context) (*Past, error) {
	past := slices.Clone(r.Past)
	slices.SortStableFunc(past, func(a, b tickets.Ticket) int { return a.CreatedAt.Compare(b.CreatedAt) })
	if len(past) == 0 {
		return nil, errors.New("no ticket of this desk has been resolved yet; there is nothing to replay")
	}
	asked := past[len(past)-min(len(past), max(1, r.Last)):]
	out := &Past{Triager: r.Triager, Tried: r.Tried, PassedOver: map[string]int{}, Changes: []Changed{}, Fields: []Standing{{Field: tickets.FieldPriority}, {Field: tickets.FieldSkills}, {Field: tickets.FieldCategory}}}
	lessons, categories := r.lessons(past), categoriesOf(past)
	var took []time.Duration
	for _, t := range asked {
		for len(lessons) > 0 && !lessons[0].ResolvedAt.After(t.CreatedAt) {
			if err := r.Ask.(tickets.Learner).Learn(ctx, lessons[0]); err != nil {
				return nil, err
			}
			out.Learned++
			lessons = lessons[1:]
		}
		start := time.Now()
		a, err := r.Ask.Triage(ctx, asItCame(t, r.Skills, categories))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", t.Number, err)
		}
		if a.Fallback != "" {
			out.PassedOver[a.Fallback]++
			continue
		}
		took = append(took, time.Since(start))
		out.see(t, a)
	}
	slices.Sort(took)
	if n := len(took); n > 0 {
		out.Milliseconds, out.Slow = millis(took[n/2]), millis(took[n*95/100])
	}
	return out, nil
}

func millis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// lessons returns what may be learned, in the order it became known; nothing for a triager that does not learn.
func (r Replay) lessons(past []tickets.Ticket) []tickets.Ticket {
	if _, learns := r.Ask.(tickets.Learner); !learns {
		return nil
	}
	known := slices.Clone(past)
	slices.SortStableFunc(known, func(a, b tickets.Ticket) int { return a.ResolvedAt.Compare(b.ResolvedAt) })
	return known
}

// categoriesOf are those the desk's tickets have, which may be chosen from as in the desk.
func categoriesOf(past []tickets.Ticket) []string {
	var names []string
	for _, t := range past {
		if t.Category != "" && !slices.Contains(names, t.Category) {
			names = append(names, t.Category)
		}
	}
	return names
}

// asItCame is what the triager would have been given. A failure that may pass is not waited for: the attempt is not the
// first.
func asItCame(t tickets.Ticket, skills []tickets.Skill, categories []string) tickets.Request {
	return tickets.Request{ID: t.ID, Title: t.Title, Body: t.Body, Urgency: t.Urgency, Requester: t.Requester.ID, CreatedAt: t.CreatedAt,
		Skills: skills, Categories: categories, Attempt: 1}
}

// Past is what replaying a desk's tickets showed.
type Past struct {
	Triager string `json:"triager"`
	Model   string `json:"model,omitempty"`
	Tried
	Tickets      int            `json:"tickets"`    // answered
	Learned      int            `json:"learned"`    // resolved before the last of them came, and learned from
	PassedOver   map[string]int `json:"passedOver"` // why the triager did not answer, and how often
	Fields       []Standing     `json:"fields"`
	Changes      []Changed      `json:"changes"`
	Milliseconds float64        `json:"milliseconds"` // to answer, in the median
	Slow         float64        `json:"slow"`         // milliseconds that 95 in 100 answers took no longer than
	TokensIn     int            `json:"tokensIn"`
	TokensOut    int            `json:"tokensOut"`
}

// Standing is how a field's proposals compare with what the tickets ended with: for all of them, and for those whose field
// a person has set, which is the harder and the fairer judge, as a field that nobody touched keeps what was proposed.
type Standing struct {
	Field    tickets.Field `json:"field"`
	All      Verdicts      `json:"all"`
	ByPeople Verdicts      `json:"byPeople"`
}

// Verdicts counts tickets.
type Verdicts struct {
	N    int `json:"n"`
	Then int `json:"then"` // what was proposed then stood
	Now  int `json:"now"`  // what is proposed now would have
}

// Changed is a field of a ticket that would have been proposed otherwise.
type Changed struct {
	Number tickets.Number `json:"number"`
	Field  tickets.Field  `json:"field"`
	Before string         `json:"before"` // proposed then
	After  string         `json:"after"`  // proposed now
	Final  string         `json:"final"`  // what the ticket ended with
}

// Better reports whether the change is to what the ticket ended with.
func (c Changed) Better() bool { return c.After == c.Final }

// Worse reports whether the change is away from what the ticket ended with.
func (c Changed) Worse() bool { return c.Before == c.Final }

func (p *Past) see(t tickets.Ticket, a tickets.Assessment) {
	p.Tickets++
	p.Model, p.Prompt = cmp.Or(a.Model, p.Model), cmp.Or(a.Prompt, p.Prompt)
	p.TokensIn += a.TokensIn
	p.TokensOut += a.TokensOut
	then := t.Triage.Proposed
	for i, c := range []Changed{
		{Before: string(then.Priority), After: string(a.Priority), Final: string(t.Priority)},
		{Before: listed(then.Skills), After: listed(a.Skills), Final: listed(t.Skills)},
		{Before: then.Category, After: a.Category, Final: t.Category},
	} {
		if c.Before == "" && c.After == "" && c.Final == "" {
			continue
		}
		s := &p.Fields[i]
		s.All.see(c)
		if t.Has(s.Field) {
			s.ByPeople.see(c)
		}
		if c.Before != c.After {
			c.Number, c.Field = t.Number, s.Field
			p.Changes = append(p.Changes, c)
		}
	}
}

func (v *Verdicts) see(c Changed) {
	v.N++
	if c.Before == c.Final {
		v.Then++
	}
	if c.After == c.Final {
		v.Now++
	}
}
