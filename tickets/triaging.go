package tickets

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Triage has the triager read the ticket and stores what is allowed of its
// answer: skills that exist, bounded texts, and nothing a person has set. Read
// anew, a ticket that its owner has done nothing with may go back into the queue.
// It does nothing for a ticket that has been triaged. attempt counts the tries of
// the durable step from 0. An error means: try again.
func (s *Service) Triage(ctx context.Context, id ID, attempt int) error {
	t, err := s.store.Ticket(ctx, id)
	if err != nil || t.Triage.State == TriageDone {
		return err
	}
	skills, categories, err := s.choices(ctx)
	if err != nil {
		return err
	}
	started := s.clock()
	a, err := s.triager.Triage(ctx, t.request(skills, categories, attempt))
	if err != nil {
		return fmt.Errorf("triage of %s: %w", t.Number, err)
	}
	took, read := s.clock().Sub(started), t
	_, err = s.updateKnowing(ctx, id, s.askStaff(ctx), func(t *Ticket, people []Candidate, now time.Time) error {
		switch {
		case t.Triage.State == TriageDone:
			return ErrUnchanged
		case t.Title != read.Title || t.Body != read.Body:
			return fmt.Errorf("triage of %s: it was edited while it was read", t.Number)
		}
		before := t.Skills
		t.apply(a, skills, now)
		t.Triage.Latency = took
		if !slices.Equal(t.facts(), read.facts()) { // it goes on meanwhile as it was read
			t.readAgain(now)
		}
		return t.outgrow(before, people, now)
	})
	return err
}

// Retriage asks for a fresh triage. What the requester adds before anybody has
// claimed the ticket is read without being asked for, see Reply and Amend.
func (s *Service) Retriage(ctx context.Context, a Actor, ref Ref) (Ticket, error) {
	if err := a.mustModerate(); err != nil {
		return Ticket{}, err
	}
	return s.update(ctx, ref, func(t *Ticket, now time.Time) error {
		if t.Triage.State == TriagePending {
			return ErrUnchanged
		}
		t.record(a, now, "retriaged", "")
		t.readAgain(now)
		t.Triage.At = time.Time{} // whoever asked for it sees that it is under way
		return nil
	})
}

// readAgain asks for a fresh triage, unless one is under way.
func (t *Ticket) readAgain(now time.Time) {
	if t.Triage.State != TriagePending {
		t.Triage.State = TriagePending
		t.emit(TicketCreated, now)
	}
}

// addedTo asks for a fresh triage when its requester has said more of a ticket
// that nobody has claimed. Whoever has claimed it reads for themselves, and its
// fields do not change under their hands.
func (t *Ticket) addedTo(by UserID, now time.Time) {
	if by == t.Requester.ID && t.Status == Open && t.ClaimedAt.IsZero() {
		t.readAgain(now)
	}
}

// A category is on offer while one of a year's tickets has it, and of many the
// most frequent are.
const (
	categoryLife  = 365 * 24 * time.Hour
	maxCategories = 100
)

// choices are what a triager may choose from: the desk's skills, and the
// categories that its people have come to use, the most frequent first.
func (s *Service) choices(ctx context.Context) ([]Skill, []string, error) {
	skills, err := s.Skills(ctx)
	if err != nil {
		return nil, nil, err
	}
	categories, err := s.categories.get("", s.clock(), func() ([]string, error) {
		counts, err := s.store.Count(ctx, Filter{CreatedFrom: s.now().Add(-categoryLife)}, ByCategory)
		delete(counts, "")
		names := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
			return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
		})
		return names[:min(len(names), maxCategories)], err
	})
	return skills, categories, err
}

func (t *Ticket) request(skills []Skill, categories []string, attempt int) Request {
	return Request{
		ID: t.ID, Title: t.Title, Body: t.Body, Urgency: t.Urgency, Requester: t.Requester.ID,
		CreatedAt: t.CreatedAt, Skills: skills, Categories: categories, Attempt: attempt, Facts: t.facts(),
	}
}

// facts are what the requester has added, oldest first.
func (t *Ticket) facts() (facts []string) {
	for _, c := range t.Comments {
		if c.By.ID == t.Requester.ID && !c.Deleted && !c.Internal {
			facts = append(facts, c.Text)
		}
	}
	return facts
}

// Bounds of what a triager may put on a ticket, in characters.
const (
	maxSummary = 500
	maxNotes   = 4_000
	maxReason  = 300
	maxDraft   = 4_000
	maxSimilar = 5
	maxSkills  = 5
)

// apply stores what is allowed of an assessment.
func (t *Ticket) apply(a Assessment, desk []Skill, now time.Time) {
	if _, err := ParsePriority(string(a.Priority)); err != nil {
		a.Priority = Medium
	}
	skills, _ := known(desk, a.Skills)
	skills = skills[:min(len(skills), maxSkills)]
	if !t.Has(FieldPriority) {
		t.Priority = a.Priority
	}
	if !t.Has(FieldSkills) {
		t.Skills = skills
	}
	if !t.Has(FieldSummary) {
		t.Summary = bounded(CleanLine(a.Summary), maxSummary)
	}
	if !t.Has(FieldNotes) {
		t.Notes = bounded(CleanText(a.Notes), maxNotes)
	}
	if !t.Has(FieldCategory) {
		t.Category = a.Category
	}
	t.Triage = Triage{
		State: TriageDone, By: a.By, Model: a.Model, Prompt: a.Prompt, Fallback: bounded(a.Fallback, maxReason), Cause: a.Cause,
		Reason: bounded(CleanLine(a.Reason), maxReason), Confidence: leastSure(a.Confidence), Confidences: a.Confidence,
		Sentiment: a.Sentiment, Language: a.Language, Draft: bounded(CleanText(a.Draft), maxDraft),
		Similar:  a.Similar[:min(len(a.Similar), maxSimilar)],
		Proposed: Proposal{Priority: a.Priority, Skills: skills, Category: a.Category},
		TokensIn: a.TokensIn, TokensOut: a.TokensOut, At: now,
	}
	by := cmp.Or(a.By, "triage")
	t.record(beckon, now, "triaged", "by %s: priority %s; skills %s", by, t.Priority, listed(t.Skills))
}

// leastSure is the confidence in the assessment as a whole: no field is surer.
func leastSure(c map[Field]float64) float64 {
	least := 1.0
	for _, v := range c {
		least = min(least, max(0, v))
	}
	if len(c) == 0 {
		return 0
	}
	return least
}

func bounded(s string, limit int) string {
	if utf8.RuneCountInString(s) <= limit {
		return s
	}
	return strings.TrimSpace(string([]rune(s)[:limit-1])) + "…"
}

// tookTurn remembers when somebody last got a ticket.
func (s *Service) tookTurn(ctx context.Context, id UserID) error {
	_, err := s.store.UpdateUser(ctx, id, func(u *User) error {
		u.LastTurn = s.now()
		return nil
	})
	return err
}

// follow carries out the router's decision.
func (t *Ticket) follow(d Decision, now time.Time) error {
	if d.To == nil {
		if t.Routing.waits(d) {
			return ErrUnchanged
		}
		t.Routing.Why = d.Why
		if !t.Routing.Alerted {
			t.Routing.Alerted = true
			t.record(beckon, now, "queued", "%s", strings.Join(d.Why, "; "))
			t.note(NoticeUnrouted, "", Person{}, strings.Join(d.Why, "; "), now)
		}
		return nil
	}
	t.give(*d.To, now)
	t.Routing.Why, t.Routing.RunnersUp, t.Routing.Alerted = d.Why, d.RunnersUp, false
	t.record(beckon, now, "assigned", "to %s: %s", d.To.Name, strings.Join(d.Why, "; "))
	t.note(NoticeAssigned, d.To.ID, Person{}, "", now)
	return nil
}

// candidates returns everybody who moderates, with their present load; never nil.
func (s *Service) candidates(ctx context.Context) ([]Candidate, error) {
	live, err := s.store.Count(ctx, Filter{Status: liveStatuses}, ByAssignee)
	if err != nil {
		return nil, err
	}
	rules, err := s.rules(ctx)
	if err != nil {
		return nil, err
	}
	people := []Candidate{}
	for u, err := range EachUser(ctx, s.store, UserFilter{Roles: []Role{Moderator, Admin}, Active: true}) {
		if err != nil {
			return nil, err
		}
		people = append(people, Candidate{User: u, Live: live[string(u.ID)], Lead: rules.Leads[StepDeclined] == u.ID, Holidays: rules.Holidays})
	}
	return people, nil
}
