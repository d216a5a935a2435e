package local

import (
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/beckon-desk/beckon/tickets"
)

// Triager is the desk's own triager: it answers without any network and learns from resolved tickets.
type Triager struct {
	model  *Model
	lookup Lookup

	mu     sync.Mutex
	skills []Skill // those the model knows
}

// Lookup returns a ticket as it now stands, or an error when it cannot be had.
type Lookup func(ctx context.Context, id tickets.ID) (tickets.Ticket, error)

var (
	_ tickets.Triager  = (*Triager)(nil)
	_ tickets.Learner  = (*Triager)(nil)
	_ tickets.Observer = (*Triager)(nil)
)

// NewTriager returns a triager that has learned nothing. With a nil lookup it names no similar tickets.
func NewTriager(lookup Lookup) *Triager {
	return &Triager{model: New(priorities(), nil), lookup: lookup}
}

func priorities() []string {
	names := make([]string, len(tickets.Priorities))
	for i, p := range tickets.Priorities {
		names[i] = string(p)
	}
	return names
}

// Triage assesses a ticket. It fails only when ctx is done.
func (tr *Triager) Triage(ctx context.Context, r tickets.Request) (tickets.Assessment, error) {
	if err := ctx.Err(); err != nil {
		return tickets.Assessment{}, err
	}
	tr.setSkills(r.Skills)
	t := Ticket{ID: string(r.ID), Title: r.Title, Body: strings.Join(append([]string{r.Body}, r.Facts...), "\n"),
		Requester: string(r.Requester), At: r.CreatedAt}
	p := tr.model.Predict(t)
	a := tickets.Assessment{Summary: Summary(t.Title, t.Body), Sentiment: Sentiment(t.Title + "\n" + t.Body),
		Language: Language(t.Title + "\n" + t.Body), Confidence: map[tickets.Field]float64{}, By: "local",
		Model: "local-1"}
	a.Skills, a.Confidence[tickets.FieldSkills] = chooseSkills(p, r.Skills)
	a.Priority, a.Reason, a.Confidence[tickets.FieldPriority] = choosePriority(p, r.Urgency)
	a.Category, a.Confidence[tickets.FieldCategory] = chooseCategory(t, p.Category, r.Categories)
	if a.Category == "" {
		delete(a.Confidence, tickets.FieldCategory)
	}
	near := tr.similar(ctx, t)
	for _, s := range near {
		a.Similar = append(a.Similar, s.Similar)
	}
	a.Notes = notes(a.Similar)
	a.Draft = draft(t, a.Language, near)
	tr.model.Observe(t)
	return a, nil
}

// setSkills tells the model of a changed list of skills.
func (tr *Triager) setSkills(list []tickets.Skill) {
	own := make([]Skill, len(list))
	for i, s := range list {
		own[i] = Skill{s.Name, s.Aliases, s.Description}
	}
	tr.mu.Lock()
	defer tr.mu.Unlock()
	if !slices.EqualFunc(own, tr.skills, sameSkill) {
		tr.model.SetSkills(own)
		tr.skills = own
	}
}

func sameSkill(a, b Skill) bool {
	return a.Name == b.Name && a.Description == b.Description && slices.Equal(a.Aliases, b.Aliases)
}

// Learn takes in what became of a ticket: the skills, the priority, the category and the person it ended with.
func (tr *Triager) Learn(ctx context.Context, t tickets.Ticket) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	o := Outcome{Skills: t.Skills, Priority: string(t.Priority), Category: t.Category}
	if t.Assignee != nil {
		o.Assignee = string(t.Assignee.ID)
	}
	tr.model.Learn(asRead(t), o, t.ResolvedAt)
	return nil
}

// Observe takes in a ticket so that others can be found similar to it, and learns nothing from it.
func (tr *Triager) Observe(ctx context.Context, t tickets.Ticket) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	tr.model.Observe(asRead(t))
	return nil
}

func asRead(t tickets.Ticket) Ticket {
	return Ticket{ID: string(t.ID), Title: t.Title, Body: t.Body, Requester: string(t.Requester.ID), At: t.CreatedAt}
}

// likeness is a similar ticket, whole.
type likeness struct {
	tickets.Similar
	ticket tickets.Ticket
}

// similar returns the nearest tickets as they now stand. One that cannot be read is left out: it is only a hint.
func (tr *Triager) similar(ctx context.Context, t Ticket) []likeness {
	if tr.lookup == nil {
		return nil
	}
	var out []likeness
	for _, s := range tr.model.Similar(t, similarShown) {
		found, err := tr.lookup(ctx, tickets.ID(s.ID))
		if err != nil {
			continue
		}
		out = append(out, likeness{tickets.Similar{Number: found.Number, Title: found.Title, Status: found.Status, Score: s.Score}, found})
	}
	return out
}

const similarShown = 5
