package transfer

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/beckon-desk/beckon/tickets"
)

// everything is a store as a source. The store may be at work: what is read
// still fits together, as if each record had been written when its turn came.
func everything(s Store) source {
	return func(ctx context.Context, each func(item) error) error {
		r := reading{Store: s, each: each, seen: map[any]bool{}}
		for _, part := range []func(context.Context) error{
			r.documents, r.users, r.tickets,
			r.users, // who came since, or was passed over because of a new name
			r.files, // after the tickets: so that what a ticket names is there
			r.events,
		} {
			if err := part(ctx); err != nil {
				return err
			}
		}
		return nil
	}
}

// reading is a store that is being read through.
type reading struct {
	Store
	each func(item) error
	seen map[any]bool // the people and tickets that were read, and what nobody shares with them
}

// first reports whether nothing that was read has the key, and notes that
// something has it now.
func first[S ~string](r *reading, key S) bool {
	key = S(strings.Clone(string(key))) // or else it would hold all of its record in memory
	if r.seen[key] {
		return false
	}
	r.seen[key] = true
	return true
}

func (r *reading) documents(ctx context.Context) error {
	return r.documentsThat(ctx, func(name string) bool { return !stays(name) && !holdsFile(name) })
}

func (r *reading) files(ctx context.Context) error { return r.documentsThat(ctx, holdsFile) }

func holdsFile(name string) bool { return strings.HasPrefix(name, tickets.FileDocuments) }

func (r *reading) documentsThat(ctx context.Context, wanted func(name string) bool) error {
	names, err := r.DocumentNames(ctx)
	if err != nil {
		return err
	}
	for _, name := range names {
		if !wanted(name) {
			continue
		}
		body, err := r.Document(ctx, name, nil)
		if err == nil && body != nil {
			err = r.each(item{Document: &document{name, body}})
		}
		if err != nil {
			return fmt.Errorf("document %s: %w", name, err)
		}
	}
	return nil
}

// users reads everybody who was not read before. They come by name: somebody who
// is renamed meanwhile may come twice. A chat account or an address that changes
// hands stays with whom it was read with.
func (r *reading) users(ctx context.Context) error {
	for u, err := range tickets.EachUser(ctx, r, tickets.UserFilter{}) {
		if err == nil && first(r, u.ID) {
			u.Outbox = nil
			if u.Email != "" && !first(r, u.Email) {
				u.Email = ""
			}
			u.Identities = slices.DeleteFunc(u.Identities, func(i tickets.Identity) bool { return !first(r, i.Key()) })
			err = r.each(item{User: &u})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// tickets reads oldest first: what is opened meanwhile comes at the end.
func (r *reading) tickets(ctx context.Context) error {
	for t, err := range tickets.EachTicket(ctx, r, tickets.Filter{Sort: tickets.OldestFirst}) {
		if err == nil {
			t, err = r.Ticket(ctx, t.ID) // a list gives rows
		}
		if err == nil {
			first(r, t.ID)
			err = r.each(item{Ticket: &t})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// events leaves out those of tickets and people that came too late to be read.
func (r *reading) events(ctx context.Context) error {
	all, err := pending(ctx, r)
	for i, e := range all {
		if err == nil && (r.seen[e.Ticket] || r.seen[e.User]) {
			err = r.each(item{Event: &all[i]})
		}
	}
	return err
}

// pending returns every event not yet delivered, parked or not.
func pending(ctx context.Context, s tickets.EventStore) ([]tickets.Event, error) {
	waiting, err := s.PendingEvents(ctx, tickets.EventFilter{Limit: math.MaxInt32})
	if err != nil {
		return nil, err
	}
	parked, err := s.PendingEvents(ctx, tickets.EventFilter{Parked: true, Limit: math.MaxInt32})
	return append(waiting, parked...), err
}

// sizeOf returns about how many records a store holds, 0 when it cannot say.
func sizeOf(ctx context.Context, s Store) int {
	n, err := s.Count(ctx, tickets.Filter{}, tickets.ByNothing)
	if err != nil {
		return 0 // the read that follows says what is wrong
	}
	return n[""]
}
