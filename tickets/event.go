package tickets

import (
	"context"
	"time"
)

// Event tells the durable flow that something wants doing. It carries ids, never
// documents: the flow reads what is stored when it acts.
type Event struct {
	ID      string    `json:"id"` // ULID; the publisher's deduplication id
	Name    EventName `json:"name"`
	Ticket  ID        `json:"ticket,omitempty"`
	User    UserID    `json:"user,omitempty"`
	Receipt string    `json:"receipt,omitempty"` // of TicketDeliver
	At      time.Time `json:"at"`                // when it was caused; when it lies ahead, the flow acts on it then

	Attempts int       `json:"attempts,omitempty"` // failed publications so far
	NextAt   time.Time `json:"nextAt,omitzero"`    // not before this
	Error    string    `json:"error,omitempty"`    // the last failure
	Parked   bool      `json:"parked,omitempty"`   // given up on; an admin may retry it
}

// EventName says what an event asks for.
type EventName string

// The events.
const (
	TicketCreated  EventName = "ticket/created"  // triage, then assign
	TicketQueued   EventName = "ticket/queued"   // has no assignee any more: assign
	TicketNotice   EventName = "ticket/notice"   // somebody is to be told, or cards redrawn
	TicketDeliver  EventName = "ticket/deliver"  // send the message of one receipt
	TicketChase    EventName = "ticket/chase"    // a deadline of the ticket is reached at the event's At, if it has not moved: nobody has acted on it, or its time is over
	TicketResolved EventName = "ticket/resolved" // learn from it
	UserSignup     EventName = "user/signup"     // welcome mail
	UserDigest     EventName = "user/digest"     // mail them the tickets they have
	UserPassword   EventName = "user/password"   // mail a one-time password link
	UserAccess     EventName = "user/access"     // mail them who can come in with their account since
)

// EventFilter chooses pending events, oldest first.
type EventFilter struct {
	Due    time.Time // those with NextAt at or before this; zero for all
	Parked bool      // the parked ones instead of the rest
	Limit  int       // 0 means DefaultPage
}

// Settlement is the outcome of publishing one pending event.
type Settlement struct {
	Event     Event // as it is to be kept when not delivered
	Delivered bool  // it is gone from the outbox
}

// EventStore is the outbox.
type EventStore interface {
	// PendingEvents returns events not yet delivered, in the order they were
	// caused; those of one ticket or person are always in that order.
	PendingEvents(ctx context.Context, f EventFilter) ([]Event, error)

	// SettleEvents forgets the delivered events and keeps the others with
	// their new Attempts, NextAt, Error and Parked. Unknown events are ignored.
	SettleEvents(ctx context.Context, outcomes []Settlement) error
}

// DocumentStore keeps named documents of a megabyte or so at most: the skill
// list, settings, leases, the local triager's memory, what files hold.
type DocumentStore interface {
	// Document reads the named document (nil when there is none), lets change
	// make the new one, and writes it if nobody else wrote in between;
	// otherwise it starts again. It returns what is then stored. A nil change,
	// or one that returns ErrUnchanged, only reads; one that makes a nil document
	// removes it. Any other error is returned as it is and nothing is written.
	Document(ctx context.Context, name string, change func(old []byte) ([]byte, error)) ([]byte, error)
}

// Store keeps everything the desk knows.
type Store interface {
	TicketStore
	UserStore
	EventStore
	DocumentStore
}

// Publisher hands events to the durable flow. It must accept an ID it has seen
// before without acting twice.
type Publisher interface {
	Publish(ctx context.Context, events []Event) error
}

func (t *Ticket) emit(name EventName, now time.Time) {
	for _, e := range t.Outbox {
		if e.Name == name {
			return // one is enough: the flow reads what is stored
		}
	}
	t.Outbox = append(t.Outbox, Event{ID: newULID(now), Name: name, Ticket: t.ID, At: now})
}

// emitDelivery asks for the message of one receipt to be sent, as soon as it may be.
func (t *Ticket) emitDelivery(r Receipt, now time.Time) {
	at := now
	if r.held(now) {
		at = r.NotBefore
	}
	t.Outbox = append(t.Outbox, Event{ID: newULID(now), Name: TicketDeliver, Ticket: t.ID, Receipt: r.ID, At: at})
}
