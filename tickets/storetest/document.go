package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"
	"testing"

	"github.com/beckon-desk/beckon/tickets"
)

func testDocument(t *testing.T, d desk) {
	put := func(d desk, name, body string) {
		d.t.Helper()
		got := must[[]byte](d.t)(d.Document(d.ctx, name, func([]byte) ([]byte, error) { return []byte(body), nil }))
		same(d.t, string(got), body)
	}
	d.run(t, "that nobody wrote is nil", func(d desk) {
		if got := must[[]byte](d.t)(d.Document(d.ctx, "skills", nil)); got != nil {
			d.t.Errorf("got %q", got)
		}
		_, err := d.Document(d.ctx, "skills", func(old []byte) ([]byte, error) {
			if old != nil {
				d.t.Errorf("change got %q", old)
			}
			return nil, tickets.ErrUnchanged
		})
		same(d.t, err, nil)
	})
	d.run(t, "is what was written last, under its own name", func(d desk) {
		put(d, "skills", "one")
		put(d, "lease/x", "\x00\xff binary")
		put(d, "skills", "two")
		same(d.t, string(must[[]byte](d.t)(d.Document(d.ctx, "skills", nil))), "two")
		same(d.t, string(must[[]byte](d.t)(d.Document(d.ctx, "lease/x", nil))), "\x00\xff binary")
	})
	d.run(t, "of a megabyte is what was written, to the byte", func(d desk) {
		want := make([]byte, 1<<20)
		for n := range 11 { // what a file of the largest size holds
			for i := range want {
				want[i] = byte(i >> (n % 8) * (n + 1))
			}
			put(d, fmt.Sprintf("file/x/%d", n), string(want))
		}
		if !bytes.Equal(must[[]byte](d.t)(d.Document(d.ctx, "file/x/10", nil)), want) {
			d.t.Error("what is read is not what was written")
		}
		must[[]byte](d.t)(d.Document(d.ctx, "file/x/10", func([]byte) ([]byte, error) { return nil, nil }))
		same(d.t, len(must[[]string](d.t)(d.imports().DocumentNames(d.ctx))), 10)
	})
	d.run(t, "that is empty is there, and one made nil is gone", func(d desk) {
		put(d, "note", "")
		if got := must[[]byte](d.t)(d.Document(d.ctx, "note", nil)); got == nil {
			d.t.Error("an empty document is nil")
		}
		must[[]byte](d.t)(d.Document(d.ctx, "note", func([]byte) ([]byte, error) { return nil, nil }))
		if got := must[[]byte](d.t)(d.Document(d.ctx, "note", nil)); got != nil {
			d.t.Errorf("got %q", got)
		}
		put(d, "note", "again")
	})
	d.run(t, "is left alone by a change that fails, or has nothing to do", func(d desk) {
		put(d, "skills", "kept")
		mine := errors.New("mine")
		for _, verdict := range []error{mine, tickets.ErrUnchanged} {
			got, err := d.Document(d.ctx, "skills", func(old []byte) ([]byte, error) {
				copy(old, "XXXX")
				return []byte("changed"), verdict
			})
			if verdict == mine && err != mine { // as it is, not wrapped
				d.t.Errorf("got %v, want the very error", err)
			}
			if verdict == tickets.ErrUnchanged {
				same(d.t, string(must[[]byte](d.t)(got, err)), "kept")
			}
		}
		same(d.t, string(must[[]byte](d.t)(d.Document(d.ctx, "skills", nil))), "kept")
	})
	d.run(t, "loses no change under contention", func(d desk) {
		errs := crowd(50, func(int) error {
			_, err := d.Document(d.ctx, "counter", func(old []byte) ([]byte, error) {
				n, _ := strconv.Atoi(string(old)) // nothing yet is 0
				return []byte(strconv.Itoa(n + 1)), nil
			})
			return err
		})
		same(d.t, winners(d.t, errs, nil), 50)
		same(d.t, string(must[[]byte](d.t)(d.Document(d.ctx, "counter", nil))), "50")
	})
}

func testCancelled(t *testing.T, d desk) {
	d.run(t, "gets an answer that says so, and has changed nothing", func(d desk) {
		kept, person := d.opens(), d.joins()
		ctx, cancel := context.WithCancel(d.ctx)
		cancel()
		never := func() { d.t.Error("change was called") }
		for name, call := range map[string]func() error{
			"CreateTicket": func() error { _, err := d.CreateTicket(ctx, ticket()); return err },
			"Ticket":       func() error { _, err := d.Ticket(ctx, kept.ID); return err },
			"Tickets":      func() error { _, err := d.Tickets(ctx, tickets.Filter{}); return err },
			"UpdateTicket": func() error {
				_, err := d.UpdateTicket(ctx, kept.ID, func(*tickets.Ticket) error { never(); return nil })
				return err
			},
			"Count":      func() error { _, err := d.Count(ctx, tickets.Filter{}, tickets.ByStatus); return err },
			"CreateUser": func() error { _, err := d.CreateUser(ctx, user()); return err },
			"User":       func() error { _, err := d.User(ctx, person.ID); return err },
			"Users":      func() error { _, err := d.Users(ctx, tickets.UserFilter{}); return err },
			"UpdateUser": func() error {
				_, err := d.UpdateUser(ctx, person.ID, func(*tickets.User) error { never(); return nil })
				return err
			},
			"PendingEvents": func() error { _, err := d.PendingEvents(ctx, tickets.EventFilter{}); return err },
			"SettleEvents": func() error {
				return d.SettleEvents(ctx, []tickets.Settlement{{Event: tickets.Event{ID: "1"}, Delivered: true}})
			},
			"Document": func() error {
				_, err := d.Document(ctx, "x", func([]byte) ([]byte, error) { never(); return []byte("x"), nil })
				return err
			},
		} {
			if err := call(); !errors.Is(err, context.Canceled) {
				d.t.Errorf("%s: got %v, want context.Canceled", name, err)
			}
		}
		same(d.t, d.total(), 1)
		same(d.t, len(d.people(tickets.UserFilter{})), 1)
		same(d.t, d.reads(kept.ID), kept)
	})
}
