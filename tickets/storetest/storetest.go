// Package storetest is what every tickets.Store must do, as one suite. A
// store's own test is one call of Run.
//
// The suite states the contract of each method, fills every field there is (so
// that a store that forgets a new one fails), and goes where stores differ:
// time zones, ties, contention, words that look like operators. It judges
// lists and counts by a model that filters and sorts in plain Go.
package storetest

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/beckon-desk/beckon/tickets"
)

// Run runs the suite. open returns a new, empty store and has it closed when
// the test ends.
func Run(t *testing.T, open func(t *testing.T) tickets.Store) {
	for _, group := range []struct {
		name string
		test func(*testing.T, desk)
	}{
		{"a ticket", testTicket},
		{"an update", testUpdate},
		{"tickets under contention", testContention},
		{"a list", testList},
		{"a search", testSearch},
		{"a person", testUser},
		{"people under contention", testUserContention},
		{"a list of people", testUsers},
		{"the outbox", testOutbox},
		{"a document", testDocument},
		{"an import", testImport},
		{"a caller who has given up", testCancelled},
	} {
		t.Run(group.name, func(t *testing.T) { group.test(t, desk{open: open}) })
	}
}

// desk opens stores and makes what the tests put into them.
type desk struct {
	tickets.Store
	t    *testing.T
	ctx  context.Context
	open func(*testing.T) tickets.Store
}

// run runs a subtest with an empty store.
func (d desk) run(t *testing.T, name string, test func(d desk)) {
	t.Run(name, func(t *testing.T) {
		test(desk{Store: d.open(t), t: t, ctx: t.Context(), open: d.open})
	})
}

// dawn is when the tests' first ticket was made.
var dawn = time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)

var serial atomic.Int64

// newID returns an identifier of the shape of a ULID, larger than all before.
func newID() string { return fmt.Sprintf("01J%023d", serial.Add(1)) }

// ticket makes a ticket that differs from a plain one as the changes say.
func ticket(changes ...func(*tickets.Ticket)) tickets.Ticket {
	t := tickets.Ticket{
		ID: tickets.ID(newID()), Title: "The printer is on fire", Status: tickets.Open, Priority: tickets.Medium,
		Triage: tickets.Triage{State: tickets.TriageDone}, Origin: tickets.Place{Platform: tickets.Web},
		Requester: tickets.Person{ID: "01JEMPLOYEE000000000000000", Name: "Eve"},
		CreatedAt: dawn, UpdatedAt: dawn, Version: 1,
	}
	for _, change := range changes {
		change(&t)
	}
	return t
}

// user makes a person that differs from a plain one as the changes say.
func user(changes ...func(*tickets.User)) tickets.User {
	u := tickets.User{ID: tickets.UserID(newID()), Name: "Ada", Role: tickets.Requester, CreatedAt: dawn, UpdatedAt: dawn, Version: 1}
	for _, change := range changes {
		change(&u)
	}
	return u
}

// opens stores a ticket.
func (d desk) opens(changes ...func(*tickets.Ticket)) tickets.Ticket {
	d.t.Helper()
	return must[tickets.Ticket](d.t)(d.CreateTicket(d.ctx, ticket(changes...)))
}

// joins stores a person.
func (d desk) joins(changes ...func(*tickets.User)) tickets.User {
	d.t.Helper()
	return must[tickets.User](d.t)(d.CreateUser(d.ctx, user(changes...)))
}

// reads returns a ticket as stored.
func (d desk) reads(ref tickets.Ref) tickets.Ticket {
	d.t.Helper()
	return must[tickets.Ticket](d.t)(d.Ticket(d.ctx, ref))
}

// changes updates a ticket.
func (d desk) changes(ref tickets.Ref, change func(*tickets.Ticket)) tickets.Ticket {
	d.t.Helper()
	return must[tickets.Ticket](d.t)(d.UpdateTicket(d.ctx, ref, func(t *tickets.Ticket) error {
		change(t)
		return nil
	}))
}

// must returns a function that passes a value on and fails on an error.
func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// same fails unless got is want; a nil slice or map is an empty one.
func same[T any](t *testing.T, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
