package mongo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"github.com/beckon-desk/beckon/tickets"
)

// ticketFind is what lists and counts of tickets choose, sort and group by. No
// field is ever left out: so that what a ticket lacks can be asked for, and a
// record that is no ticket (see names.go) is in no list.
type ticketFind struct {
	Status   tickets.Status   `bson:"status"`
	Priority tickets.Priority `bson:"priority"`
	Assignee tickets.UserID   `bson:"assignee"` // "" for nobody
	By       tickets.UserID   `bson:"requester"`
	Skills   []string         `bson:"skills"`
	Labels   []string         `bson:"labels"` // "skill:VPN", "tag:vip", "category:network"
	Category string           `bson:"category"`
	Platform tickets.Platform `bson:"platform"`
	Moving   bool             `bson:"moving"`
	Day      string           `bson:"day"`      // of creation
	Resolved string           `bson:"resolved"` // as timeKey; "" for not yet

	// Each order of a list is one text that sorts like it, with the id at the
	// end: so a page begins after the key of the last one's end.
	Created string `bson:"created"`
	Updated string `bson:"updated"`
	Queue   string `bson:"queue"` // high first, then oldest
	Due     string `bson:"due"`   // what has no due time last
}

// aboutTicket says what the store needs to know of a ticket.
func aboutTicket(t *tickets.Ticket) about {
	a := about{id: string(t.ID), outbox: &t.Outbox, names: []string{numberName(t.Number)}, terms: termsOf(t.Words())}
	if t.IntakeKey != "" {
		a.names = append(a.names, intakeName(t.IntakeKey))
	}
	for _, th := range t.Threads {
		a.names = append(a.names, threadName(th))
	}
	a.names = unique(a.names)
	mark := tickets.Mark{Rank: t.Priority.Rank(), At: t.CreatedAt, ID: t.ID}
	f := ticketFind{
		Status: t.Status, Priority: t.Priority, By: t.Requester.ID, Skills: unique(t.Skills), Labels: t.Labels(),
		Category: t.Category, Platform: t.Origin.Platform, Moving: t.Moving(), Day: t.CreatedAt.UTC().Format(time.DateOnly),
		Created: createdKey(mark), Queue: queueKey(mark), Updated: createdKey(tickets.Mark{At: t.UpdatedAt, ID: t.ID}),
		Due: dueKey(tickets.Mark{At: t.DueBy(), ID: t.ID}),
	}
	if t.Assignee != nil {
		f.Assignee = t.Assignee.ID
	}
	if !t.ResolvedAt.IsZero() {
		f.Resolved = timeKey(t.ResolvedAt)
	}
	a.find = f
	return a
}

func numberName(n tickets.Number) string  { return "number:" + strconv.FormatInt(int64(n), 10) }
func intakeName(key string) string        { return "intake:" + key }
func threadName(th tickets.Thread) string { return "thread:" + string(th) }

// epoch is where timeKey begins to count, so that it never counts below zero.
var epoch = time.Time{}.UnixMilli()

// timeKey returns the time, in milliseconds, as a text that sorts like it.
func timeKey(t time.Time) string { return fmt.Sprintf("%015d", t.UnixMilli()-epoch) }

func createdKey(m tickets.Mark) string { return timeKey(m.At) + " " + string(m.ID) }

// never sorts after every timeKey.
const never = "~"

func dueKey(m tickets.Mark) string {
	if m.At.IsZero() {
		return never + " " + string(m.ID)
	}
	return createdKey(m)
}

func queueKey(m tickets.Mark) string {
	return strconv.Itoa(len(tickets.Priorities)-1-m.Rank) + " " + createdKey(m)
}

// unique returns the values in order, each once; never nil.
func unique[S ~string](values []S) []S {
	out := append([]S{}, values...)
	slices.Sort(out)
	return slices.Compact(out)
}

// maxTerm bounds a term, in bytes, as some servers bound what an index holds.
const maxTerm = 200

// termsOf returns the terms of a text as they are searched for, each once.
func termsOf(text string) []string {
	terms := tickets.Terms(text)
	for i, t := range terms {
		terms[i] = cut(t)
	}
	return unique(terms)
}

// cut returns a term, or the beginning of one that is too long.
func cut(term string) string {
	if len(term) <= maxTerm {
		return term
	}
	end := 0
	for i := range term { // at the start of a character
		if i > maxTerm {
			break
		}
		end = i
	}
	return term[:end]
}

// CreateTicket implements tickets.Store.
func (s *Store) CreateTicket(ctx context.Context, t tickets.Ticket) (tickets.Ticket, error) {
	call, cancel := s.limit(ctx)
	defer cancel()
	created, err := s.createTicket(call, t.Clone())
	return answer(ctx, created, err)
}

func (s *Store) createTicket(ctx context.Context, t tickets.Ticket) (_ tickets.Ticket, err error) {
	if t.Number, err = s.nextNumber(ctx); err != nil {
		return tickets.Ticket{}, err
	}
	created, err := s.tickets.create(ctx, t)
	if t.IntakeKey == "" || !exists(err) {
		return created, err
	}
	_, first, lookup := s.tickets.byName(ctx, intakeName(t.IntakeKey))
	if lookup != nil {
		return tickets.Ticket{}, err // it was the id or a thread that was taken
	}
	return first, err
}

// ImportTicket implements tickets.Importer. The counter goes first: so that
// nobody is given the number meanwhile.
func (s *Store) ImportTicket(ctx context.Context, t tickets.Ticket) error {
	if t.Number <= 0 {
		return &tickets.Error{Kind: tickets.Invalid, Message: "A ticket to import needs its number."}
	}
	call, cancel := s.limit(ctx)
	defer cancel()
	_, err := s.meta.UpdateOne(call, bson.D{{Key: "_id", Value: desk}, {Key: "number", Value: bson.D{{Key: "$lt", Value: int64(t.Number)}}}}, set("number", int64(t.Number)))
	if err == nil {
		_, err = s.tickets.create(call, t.Clone())
	}
	return explain(ctx, err)
}

// Ticket implements tickets.Store.
func (s *Store) Ticket(ctx context.Context, ref tickets.Ref) (tickets.Ticket, error) {
	call, cancel := s.limit(ctx)
	defer cancel()
	id, name := ticketRef(ref)
	_, t, err := s.tickets.read(call, id, name)
	if err != nil {
		return tickets.Ticket{}, fmt.Errorf("ticket %v: %w", ref, explain(ctx, err))
	}
	return t, nil
}

// ticketRef returns the id a reference is, or else the name.
func ticketRef(ref tickets.Ref) (id, name string) {
	switch ref := ref.(type) {
	case tickets.ID:
		return string(ref), ""
	case tickets.Number:
		return "", numberName(ref)
	case tickets.Thread:
		return "", threadName(ref)
	case tickets.IntakeKey:
		return "", intakeName(string(ref))
	}
	return "", ""
}

// UpdateTicket implements tickets.Store. Within a process, changes of one ticket
// take turns; change runs again only when another process wrote in between.
func (s *Store) UpdateTicket(ctx context.Context, ref tickets.Ref, change func(*tickets.Ticket) error) (tickets.Ticket, error) {
	call, cancel := s.limit(ctx)
	defer cancel()
	id, name := ticketRef(ref)
	t, err := s.tickets.update(call, id, name, change, func(old, t *tickets.Ticket) {
		t.ID, t.Number, t.IntakeKey, t.CreatedAt = old.ID, old.Number, old.IntakeKey, old.CreatedAt
	})
	return answer(ctx, t, err)
}

// exists reports whether an error says that something is there already.
func exists(err error) bool {
	return errors.Is(err, tickets.ErrExists) || mongo.IsDuplicateKeyError(err)
}
