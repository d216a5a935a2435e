package storetest

import (
	"errors"
	"testing"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

func testTicket(t *testing.T, d desk) {
	d.run(t, "keeps every field, in UTC and milliseconds", func(d desk) {
		given, want := fullTicket(d.t)
		created := must[tickets.Ticket](d.t)(d.CreateTicket(d.ctx, given))
		want.Number = created.Number
		same(d.t, created, want)
		same(d.t, d.reads(given.ID), want)
	})
	d.run(t, "keeps zero times zero", func(d desk) {
		got := d.reads(d.opens().ID)
		if !got.AssignedAt.IsZero() || !got.ResolvedAt.IsZero() || !got.Routing.QueuedAt.IsZero() {
			d.t.Errorf("times that were never set came back as %v, %v, %v", got.AssignedAt, got.ResolvedAt, got.Routing.QueuedAt)
		}
	})
	d.run(t, "is found by id, number, intake key and every thread", func(d desk) {
		d.opens()
		want := d.opens(intake("slack:Ev1"), threads("slack:T:C:1", "slack:T:D:2"))
		for _, ref := range []tickets.Ref{want.ID, want.Number, tickets.IntakeKey("slack:Ev1"), tickets.Thread("slack:T:C:1"), tickets.Thread("slack:T:D:2")} {
			same(d.t, d.reads(ref).ID, want.ID)
		}
	})
	d.run(t, "is not found by anything else", func(d desk) {
		d.opens()
		for _, ref := range []tickets.Ref{tickets.ID("nobody"), tickets.ID(""), tickets.Number(0), tickets.Number(99), tickets.Thread("slack:T:C:1"), tickets.Thread(""), tickets.IntakeKey("slack:Ev1"), tickets.IntakeKey("")} {
			if _, err := d.Ticket(d.ctx, ref); !errors.Is(err, tickets.ErrNotFound) {
				d.t.Errorf("Ticket(%T %v) = %v, want ErrNotFound", ref, ref, err)
			}
			_, err := d.UpdateTicket(d.ctx, ref, func(*tickets.Ticket) error {
				d.t.Errorf("UpdateTicket(%T %v) called change", ref, ref)
				return nil
			})
			if !errors.Is(err, tickets.ErrNotFound) {
				d.t.Errorf("UpdateTicket(%T %v) = %v, want ErrNotFound", ref, ref, err)
			}
		}
	})
	d.run(t, "gets a number larger than every earlier one", func(d desk) {
		last := tickets.Number(0)
		for range 5 {
			n := d.opens().Number
			if n <= last {
				d.t.Fatalf("number %v after %v", n, last)
			}
			last = n
		}
	})
	d.run(t, "of a delivery that comes again is the first", func(d desk) {
		first := d.opens(intake("slack:Ev1"), causes("e1"))
		again, err := d.CreateTicket(d.ctx, ticket(intake("slack:Ev1"), causes("e2"), title("again")))
		if !errors.Is(err, tickets.ErrExists) {
			d.t.Errorf("got %v, want ErrExists", err)
		}
		same(d.t, again, first)
		same(d.t, d.pending(), []string{"e1"})
		same(d.t, d.total(), 1)
	})
	d.run(t, "without an intake key is never a repeat", func(d desk) {
		d.opens()
		d.opens()
		same(d.t, d.total(), 2)
	})
	d.run(t, "whose id or thread is taken is refused, and leaves nothing", func(d desk) {
		first := d.opens(threads("slack:T:C:1"))
		for _, clash := range []tickets.Ticket{
			ticket(func(t *tickets.Ticket) { t.ID = first.ID }, causes("e1")),
			ticket(threads("slack:T:C:0", "slack:T:C:1"), causes("e2"), title("zebra")),
		} {
			if got, err := d.CreateTicket(d.ctx, clash); !errors.Is(err, tickets.ErrExists) || got.ID != "" {
				d.t.Errorf("got %q, %v; want no ticket and ErrExists", got.ID, err)
			}
		}
		same(d.t, d.total(), 1)
		same(d.t, d.pending(), nil)
		same(d.t, d.titles(tickets.Filter{Query: "zebra"}), nil)
		d.opens(threads("slack:T:C:0")) // free: the refused ticket has not taken it
	})
	d.run(t, "that was returned can be changed without changing what is stored", func(d desk) {
		given, want := fullTicket(d.t)
		created := must[tickets.Ticket](d.t)(d.CreateTicket(d.ctx, given))
		want.Number = created.Number
		for _, mine := range []tickets.Ticket{given, created, d.reads(want.ID), d.rows(tickets.Filter{})[0]} {
			scribble(mine)
		}
		same(d.t, d.reads(want.ID), want)
	})
}

// scribble overwrites everything that is reached through slices, maps and pointers.
func scribble(t tickets.Ticket) {
	t.Assignee.Name = "scribble"
	t.Skills[0], t.Tags[0], t.Locked[0], t.Threads[0], t.Followers[0] = "scribble", "scribble", "scribble", "scribble", "scribble"
	t.Triage.Similar[0].Title, t.Triage.Proposed.Skills[0] = "scribble", "scribble"
	t.Routing.Why[0], t.Routing.RunnersUp[0].Name, t.Routing.Refusals[0].Reason = "scribble", "scribble", "scribble"
	for field := range t.Triage.Confidences {
		t.Triage.Confidences[field] = -1
	}
	for i := range t.Comments {
		t.Comments[i].Text = "scribble"
	}
	for i := range t.History {
		t.History[i].Text = "scribble"
	}
	for i := range t.Notices {
		t.Notices[i].Text, t.Notices[i].Receipts[0].Error = "scribble", "scribble"
	}
}

func testUpdate(t *testing.T, d desk) {
	d.run(t, "keeps every field, in UTC and milliseconds", func(d desk) {
		created := d.opens()
		given, want := fullTicket(d.t)
		want.ID, want.Number, want.IntakeKey, want.CreatedAt = created.ID, created.Number, "", created.CreatedAt
		updated := d.changes(created.Number, func(t *tickets.Ticket) {
			given.ID, given.Number, given.IntakeKey, given.CreatedAt = t.ID, t.Number, t.IntakeKey, t.CreatedAt
			*t = given
		})
		same(d.t, updated, want)
		same(d.t, d.reads(created.ID), want)
	})
	d.run(t, "reaches the ticket by any name", func(d desk) {
		created := d.opens(threads("slack:T:C:1"))
		for _, ref := range []tickets.Ref{created.ID, created.Number, tickets.Thread("slack:T:C:1")} {
			same(d.t, d.changes(ref, func(t *tickets.Ticket) { t.Version++ }).ID, created.ID)
		}
		same(d.t, d.reads(created.ID).Version, 4)
	})
	d.run(t, "cannot change id, number, intake key or time of creation", func(d desk) {
		want := d.opens(intake("slack:Ev1"))
		got := d.changes(want.ID, func(t *tickets.Ticket) {
			t.ID, t.Number, t.IntakeKey, t.CreatedAt = "other", 77, "other", dawn.Add(time.Hour)
		})
		same(d.t, got, want)
		same(d.t, d.reads(want.ID), want)
	})
	d.run(t, "that fails returns its error as it is and writes nothing", func(d desk) {
		want := d.opens()
		mine := errors.New("mine")
		_, err := d.UpdateTicket(d.ctx, want.ID, func(t *tickets.Ticket) error {
			t.Title = "changed"
			causes("e1")(t)
			return mine
		})
		if err != mine { // as it is, not wrapped
			d.t.Errorf("got %v, want the very error", err)
		}
		same(d.t, d.reads(want.ID), want)
		same(d.t, d.pending(), nil)
	})
	d.run(t, "that panics writes nothing, and the ticket can be changed after", func(d desk) {
		want := d.opens()
		func() {
			defer func() { same[any](d.t, recover(), "boom") }()
			_, _ = d.UpdateTicket(d.ctx, want.ID, func(t *tickets.Ticket) error {
				t.Title = "changed"
				panic("boom")
			})
		}()
		same(d.t, d.reads(want.ID), want)
		same(d.t, d.changes(want.ID, title("after")).Title, "after")
	})
	d.run(t, "with nothing to change returns what is stored", func(d desk) {
		given, want := fullTicket(d.t)
		want.Number = must[tickets.Ticket](d.t)(d.CreateTicket(d.ctx, given)).Number
		got, err := d.UpdateTicket(d.ctx, want.ID, func(t *tickets.Ticket) error {
			scribble(*t)
			t.Title = "changed"
			causes("e1")(t)
			return errors.Join(errors.New("wrapped"), tickets.ErrUnchanged)
		})
		same(d.t, must[tickets.Ticket](d.t)(got, err), want)
		same(d.t, d.reads(want.ID), want)
		same(d.t, d.pending(), nil)
	})
	d.run(t, "that takes another ticket's thread is refused, and leaves nothing", func(d desk) {
		d.opens(threads("slack:T:C:1"))
		want := d.opens(threads("slack:T:C:2"))
		_, err := d.UpdateTicket(d.ctx, want.ID, func(t *tickets.Ticket) error {
			t.Threads = append(t.Threads, "slack:T:C:1")
			t.Title = "changed"
			causes("e1")(t)
			return nil
		})
		if !errors.Is(err, tickets.ErrExists) {
			d.t.Errorf("got %v, want ErrExists", err)
		}
		same(d.t, d.reads(want.ID), want)
		same(d.t, d.pending(), nil)
	})
	d.run(t, "that gives a thread up frees it", func(d desk) {
		first := d.opens(threads("slack:T:C:1", "slack:T:C:2"))
		d.changes(first.ID, threads("slack:T:C:2"))
		second := d.opens(threads("slack:T:C:1"))
		same(d.t, d.reads(tickets.Thread("slack:T:C:1")).ID, second.ID)
		same(d.t, d.reads(tickets.Thread("slack:T:C:2")).ID, first.ID)
	})
	d.run(t, "moves the ticket from list to list", func(d desk) {
		created := d.opens(func(t *tickets.Ticket) { t.Skills, t.Tags, t.Category = []string{"VPN", "Java"}, []string{"a"}, "net" })
		d.changes(created.ID, func(t *tickets.Ticket) {
			t.Skills, t.Tags, t.Category, t.Status, t.Priority = []string{"Java", "Go"}, nil, "", tickets.Resolved, tickets.High
			t.Assignee, t.ResolvedAt = &tickets.Person{ID: "m"}, dawn
		})
		for _, old := range []tickets.Filter{
			{Skills: []string{"VPN"}}, {Tags: []string{"a"}}, {Category: "net"}, {Status: []tickets.Status{tickets.Open}},
			{Priority: []tickets.Priority{tickets.Medium}}, {Unassigned: true},
		} {
			same(d.t, len(d.rows(old)), 0)
		}
		for _, now := range []tickets.Filter{
			{Skills: []string{"Java"}}, {Skills: []string{"Go"}, Status: []tickets.Status{tickets.Resolved}}, {Assignee: "m"},
			{Priority: []tickets.Priority{tickets.High}}, {ResolvedFrom: dawn}, {Skills: []string{"Go"}, Sort: tickets.HighestFirst},
		} {
			same(d.t, len(d.rows(now)), 1)
		}
	})
}

func threads(keys ...tickets.Thread) func(*tickets.Ticket) {
	return func(t *tickets.Ticket) { t.Threads = keys }
}

func intake(key string) func(*tickets.Ticket) {
	return func(t *tickets.Ticket) { t.IntakeKey = key }
}

func title(s string) func(*tickets.Ticket) { return func(t *tickets.Ticket) { t.Title = s } }

// causes puts events with these ids into the outbox.
func causes(ids ...string) func(*tickets.Ticket) {
	return func(t *tickets.Ticket) {
		for _, id := range ids {
			t.Outbox = append(t.Outbox, tickets.Event{ID: id, Name: tickets.TicketCreated, Ticket: t.ID, At: dawn})
		}
	}
}
