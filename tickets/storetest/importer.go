package storetest

import (
	"errors"
	"testing"

	"github.com/beckon-desk/beckon/tickets"
)

// imports returns the store's Importer, which every store has.
func (d desk) imports() tickets.Importer {
	d.t.Helper()
	i, ok := d.Store.(tickets.Importer)
	if !ok {
		d.t.Fatalf("%T is no tickets.Importer", d.Store)
	}
	return i
}

func numbered(n tickets.Number) func(*tickets.Ticket) {
	return func(t *tickets.Ticket) { t.Number = n }
}

func testImport(t *testing.T, d desk) {
	d.run(t, "keeps every field, the number too", func(d desk) {
		given, want := fullTicket(d.t)
		given.Number, want.Number = 4711, 4711
		same(d.t, d.imports().ImportTicket(d.ctx, given), nil)
		same(d.t, d.reads(want.ID), want)
		same(d.t, d.reads(tickets.Number(4711)), want)
	})
	d.run(t, "makes its events pending", func(d desk) {
		same(d.t, d.imports().ImportTicket(d.ctx, ticket(numbered(1), causes("e1", "e2"))), nil)
		same(d.t, d.pending(), []string{"e1", "e2"})
	})
	d.run(t, "leaves larger numbers to the tickets opened later", func(d desk) {
		for _, n := range []tickets.Number{70, 7} {
			same(d.t, d.imports().ImportTicket(d.ctx, ticket(numbered(n))), nil)
		}
		if n := d.opens().Number; n <= 70 {
			d.t.Errorf("number %v after 70", n)
		}
	})
	d.run(t, "whose id, number, intake key or thread is taken is refused, and leaves nothing", func(d desk) {
		first := d.opens(threads("slack:T:C:1"), intake("slack:Ev1"))
		for name, clash := range map[string]func(*tickets.Ticket){
			"id":         func(t *tickets.Ticket) { t.ID = first.ID },
			"number":     numbered(first.Number),
			"intake key": intake("slack:Ev1"),
			"thread":     threads("slack:T:C:0", "slack:T:C:1"),
		} {
			err := d.imports().ImportTicket(d.ctx, ticket(numbered(99), causes("e1"), clash))
			if !errors.Is(err, tickets.ErrExists) {
				d.t.Errorf("%s: got %v, want ErrExists", name, err)
			}
		}
		same(d.t, d.total(), 1)
		same(d.t, d.pending(), nil)
		same(d.t, d.imports().ImportTicket(d.ctx, ticket(numbered(99), threads("slack:T:C:0"))), nil)
	})
	d.run(t, "without a number is refused", func(d desk) {
		for _, n := range []tickets.Number{0, -1} {
			if err := d.imports().ImportTicket(d.ctx, ticket(numbered(n))); tickets.KindOf(err) != tickets.Invalid {
				d.t.Errorf("number %v: got %v, want Invalid", n, err)
			}
		}
		same(d.t, d.total(), 0)
	})
	d.run(t, "finds the name of every document", func(d desk) {
		same(d.t, must[[]string](d.t)(d.imports().DocumentNames(d.ctx)), nil)
		for _, name := range []string{"skills", "lease/x", "Zoë", "gone"} {
			must[[]byte](d.t)(d.Document(d.ctx, name, func([]byte) ([]byte, error) { return []byte{}, nil }))
		}
		must[[]byte](d.t)(d.Document(d.ctx, "gone", func([]byte) ([]byte, error) { return nil, nil }))
		same(d.t, must[[]string](d.t)(d.imports().DocumentNames(d.ctx)), []string{"Zoë", "lease/x", "skills"})
	})
}
