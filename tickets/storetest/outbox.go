package storetest

import (
	"testing"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

// pending returns the ids of the events in the outbox, in order.
func (d desk) pending() []string { return d.pendingOf(tickets.EventFilter{Limit: 1000}) }

func (d desk) pendingOf(f tickets.EventFilter) []string {
	d.t.Helper()
	var ids []string
	for _, e := range must[[]tickets.Event](d.t)(d.PendingEvents(d.ctx, f)) {
		ids = append(ids, e.ID)
	}
	return ids
}

func (d desk) settles(outcomes ...tickets.Settlement) {
	d.t.Helper()
	if err := d.SettleEvents(d.ctx, outcomes); err != nil {
		d.t.Fatal(err)
	}
}

func testOutbox(t *testing.T, d desk) {
	d.run(t, "gets what a write causes, and the write's result has none of it", func(d desk) {
		created := d.opens(causes("z", "a"))
		updated := d.changes(created.ID, func(t *tickets.Ticket) {
			same(d.t, t.Outbox, nil)
			causes("m")(t)
		})
		joined := d.joins(invites("u"))
		for _, outbox := range [][]tickets.Event{created.Outbox, updated.Outbox, joined.Outbox, d.reads(created.ID).Outbox, d.rows(tickets.Filter{})[0].Outbox} {
			same(d.t, outbox, nil)
		}
		same(d.t, d.pending(), []string{"z", "a", "m", "u"})
	})
	d.run(t, "keeps every field of an event, in UTC and milliseconds", func(d desk) {
		var given, want tickets.Event
		fill(d.t, &given)
		fill(d.t, &want)
		kept(&want)
		d.opens(func(t *tickets.Ticket) { t.Outbox = []tickets.Event{given} })
		got := must[[]tickets.Event](d.t)(d.PendingEvents(d.ctx, tickets.EventFilter{Parked: true}))
		same(d.t, got, []tickets.Event{want})
	})
	d.run(t, "gives the oldest first, as many as asked", func(d desk) {
		first, second := d.opens(causes("1")), d.opens(causes("2"))
		d.changes(first.ID, func(t *tickets.Ticket) { causes("3")(t) })
		d.changes(second.ID, func(t *tickets.Ticket) { causes("4")(t) })
		same(d.t, d.pending(), []string{"1", "2", "3", "4"})
		same(d.t, d.pendingOf(tickets.EventFilter{Limit: 3}), []string{"1", "2", "3"})
		for range tickets.DefaultPage {
			d.opens(causes(newID()))
		}
		same(d.t, len(d.pendingOf(tickets.EventFilter{})), tickets.DefaultPage)
	})
	d.run(t, "forgets what was delivered", func(d desk) {
		d.opens(causes("1", "2", "3"))
		d.settles(tickets.Settlement{Event: tickets.Event{ID: "1"}, Delivered: true}, tickets.Settlement{Event: tickets.Event{ID: "3"}, Delivered: true})
		same(d.t, d.pending(), []string{"2"})
	})
	d.run(t, "ignores the settlement of an unknown event, and of none", func(d desk) {
		d.opens(causes("1"))
		d.settles()
		d.settles(
			tickets.Settlement{Event: tickets.Event{ID: "gone"}, Delivered: true},
			tickets.Settlement{Event: tickets.Event{ID: "gone", Attempts: 1}},
			tickets.Settlement{Event: tickets.Event{ID: "1", Attempts: 2}},
		)
		got := must[[]tickets.Event](d.t)(d.PendingEvents(d.ctx, tickets.EventFilter{}))
		same(d.t, len(got), 1)
		same(d.t, got[0].Attempts, 2)
	})
	d.run(t, "holds back what is not due", func(d desk) {
		created := d.opens(causes("now", "later"))
		d.settles(tickets.Settlement{Event: tickets.Event{
			ID: "later", NextAt: dawn.Add(time.Minute).In(elsewhere), Attempts: 3, Error: "no answer",
			Name: "changed", Ticket: "changed", At: dawn.Add(time.Hour), // not the settlement's to change
		}})
		same(d.t, d.pendingOf(tickets.EventFilter{Due: dawn}), []string{"now"})
		same(d.t, d.pendingOf(tickets.EventFilter{Due: dawn.Add(time.Minute).In(elsewhere)}), []string{"now", "later"})
		same(d.t, d.pending(), []string{"now", "later"})
		same(d.t, must[[]tickets.Event](d.t)(d.PendingEvents(d.ctx, tickets.EventFilter{}))[1], tickets.Event{
			ID: "later", Name: tickets.TicketCreated, Ticket: created.ID, At: dawn,
			NextAt: dawn.Add(time.Minute), Attempts: 3, Error: "no answer",
		})
	})
	d.run(t, "keeps the parked apart, until they are not", func(d desk) {
		d.opens(causes("1", "2"))
		d.settles(tickets.Settlement{Event: tickets.Event{ID: "1", Parked: true}})
		same(d.t, d.pending(), []string{"2"})
		same(d.t, d.pendingOf(tickets.EventFilter{Parked: true}), []string{"1"})
		d.settles(tickets.Settlement{Event: tickets.Event{ID: "1"}})
		same(d.t, d.pending(), []string{"1", "2"})
	})
	d.run(t, "survives later changes of its ticket", func(d desk) {
		created := d.opens(causes("1"))
		d.settles(tickets.Settlement{Event: tickets.Event{ID: "1", Attempts: 1}})
		d.changes(created.ID, title("changed"))
		same(d.t, d.pending(), []string{"1"})
	})
}
