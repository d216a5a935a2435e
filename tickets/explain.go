package tickets

import (
	"context"
	"fmt"
	"time"
)

// Explanation is what would become of a ticket if it were opened at a moment.
type Explanation struct {
	At       time.Time
	Ticket   Ticket // as triage and routing would leave it; it is not stored and has no number
	People   []Standing
	Decision Decision
	Notices  []WouldTell
}

// WouldTell is one notice that would go out to one person.
type WouldTell struct {
	Kind    NoticeKind
	To      Person
	Receipt Receipt // its Channel, and in State and Error whether and why not
}

// Explain triages and routes a ticket with the words of text as if it were
// opened at a moment, and stores and sends nothing. Loads are the present ones.
// Its requester is nobody, so what the requester would be told is left out. It
// is Invalid, at field at, before 2000 and from 2100 on. Admins only.
func (s *Service) Explain(ctx context.Context, a Actor, text string, at time.Time) (Explanation, error) {
	if err := a.mustAdmin(); err != nil {
		return Explanation{}, err
	}
	if err := inReach("at", at); err != nil {
		return Explanation{}, err
	}
	at = at.UTC().Truncate(time.Millisecond)
	t := Ticket{ID: ID(newULID(s.now())), Status: Open, Priority: Medium, CreatedAt: at, UpdatedAt: at, Routing: Routing{QueuedAt: at}}
	t.Title, t.Body = Headline(text)
	if err := t.Validate(); err != nil {
		return Explanation{}, err
	}
	skills, categories, err := s.choices(ctx)
	if err != nil {
		return Explanation{}, err
	}
	assessment, err := s.triager.Triage(ctx, t.request(skills, categories, 0))
	if err != nil {
		return Explanation{}, fmt.Errorf("triage of an explained ticket: %w", err)
	}
	t.apply(assessment, skills, at)
	people, err := s.candidates(ctx)
	if err != nil {
		return Explanation{}, err
	}
	e := Explanation{At: at, People: Standings(t, people, at), Decision: Route(t, people, at)}
	if err := t.follow(e.Decision, at); err != nil {
		return Explanation{}, err
	}
	rules, err := s.rules(ctx)
	if err != nil {
		return Explanation{}, err
	}
	t.reckon(rules, at)
	e.Ticket = t
	e.Notices, err = s.wouldTell(ctx, t, at)
	return e, err
}

// wouldTell plans the ticket's notices as Plan does, and keeps none of it.
func (s *Service) wouldTell(ctx context.Context, t Ticket, at time.Time) ([]WouldTell, error) {
	var tell []WouldTell
	for _, n := range t.Notices {
		people, err := s.recipients(ctx, t, n)
		if err != nil {
			return nil, err
		}
		for _, u := range people {
			for _, r := range s.receipts(n, t, u, at) {
				tell = append(tell, WouldTell{Kind: n.Kind, To: u.Person(), Receipt: r})
			}
		}
	}
	return tell, nil
}
