package tickets

import (
	"context"
	"errors"
	"time"
)

// NewTicket is what somebody asks for.
type NewTicket struct {
	Title   string    // one line; see MaxTitle
	Body    string    // Markdown; see MaxBody
	Urgency Priority  // as the requester feels it; "" when not asked
	Files   []FileID  // that the actor has uploaded, MaxFiles at most
	Origin  Place     // where it was asked
	Key     string    // stable key of the delivery; a repeat returns the ticket that exists
	Message bool      // its words are a chat message, which its author may yet edit or delete; it has a Key
	At      time.Time // of a Message: when it was written, by the platform's clock
}

// Open stores a new ticket for the actor and sets its triage going. A repeat
// with the same Key returns the first ticket and no error.
func (s *Service) Open(ctx context.Context, a Actor, n NewTicket) (Ticket, error) {
	if !a.User.Active() {
		return Ticket{}, fail(Forbidden, "This account is deactivated. Ask an admin to bring it back.")
	}
	now := s.now()
	t := Ticket{
		ID: ID(newULID(now)), IntakeKey: n.Key, Title: n.Title, Body: n.Body, Status: Open,
		Priority: Medium, Urgency: n.Urgency, Origin: n.Origin, Requester: a.User.Person(),
		Triage: Triage{State: TriagePending}, Routing: Routing{QueuedAt: now},
		CreatedAt: now, UpdatedAt: now, Version: 1,
	}
	if t.Origin.Platform == "" {
		t.Origin.Platform = a.Via
	}
	if n.Urgency != "" {
		if _, err := ParsePriority(string(n.Urgency)); err != nil {
			return Ticket{}, invalid("urgency", "Urgency must be one of low, medium, high.")
		}
	}
	t.Normalise()
	if err := t.Validate(); err != nil {
		return Ticket{}, err
	}
	var err error
	if t.Files, err = s.claimFiles(ctx, a, t.ID, n.Files); err != nil {
		if first, found := s.openedBy(ctx, n.Key); found { // with these files
			return first.as(a.User), nil
		}
		return Ticket{}, err
	}
	t.addThread(t.Origin.Thread())
	if n.Message {
		t.addThread(saidAs(n.Key))
		t.Asked.At = n.At.UTC().Truncate(time.Millisecond)
	}
	t.record(a, now, "opened", "%s", fileNames(t.Files))
	t.emit(TicketCreated, now)
	t.note(NoticeOpened, a.User.ID, Person{}, "", now) // planned with the assignment
	stored, err := s.store.CreateTicket(ctx, t)
	if errors.Is(err, ErrExists) && stored.ID != "" {
		return stored.as(a.User), nil
	}
	if err != nil {
		return Ticket{}, err
	}
	s.changed(stored)
	s.named(ctx, stored, stored.Files)
	return stored.as(a.User), nil
}

// openedBy returns the ticket that a delivery has opened before.
func (s *Service) openedBy(ctx context.Context, key string) (Ticket, bool) {
	if key == "" {
		return Ticket{}, false
	}
	t, err := s.store.Ticket(ctx, IntakeKey(key))
	return t, err == nil
}
