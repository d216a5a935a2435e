package tickets_test

import (
	"slices"
	"testing"

	"github.com/beckon-desk/beckon/tickets"
)

func TestWhoHadATicketTakenFromThemHandedNothingOnOnceThatIsUndone(t *testing.T) {
	nobody, open, inProgress := tickets.UserID(""), tickets.Open, tickets.InProgress
	for name, status := range map[string]*tickets.Status{"to the queue": &open, "by whoever took it": &inProgress} {
		t.Run(name, func(t *testing.T) {
			d := newWorkDesk(t)
			ticket := d.assigned()
			_, undo, err := d.SetMany(d.ctx, d.jon, []tickets.Number{ticket.Number}, tickets.Bulk{Status: status, Assignee: &nobody})
			d.must(err)
			if got := d.stored(ticket.ID); len(got.Routing.Refusals) != 1 || got.AssignedTo(d.maya.User.ID) {
				t.Fatalf("it is with %v, handed on by %v", got.Assignee, got.Routing.Refusals)
			}
			_, err = d.UndoMany(d.ctx, d.jon, undo.Token)
			d.must(err)
			if got := d.stored(ticket.ID); len(got.Routing.Refusals) != 0 || !got.AssignedTo(d.maya.User.ID) {
				t.Errorf("undone, it is with %v, handed on by %v; want with Maya, by nobody", got.Assignee, got.Routing.Refusals)
			}
		})
	}
}

func TestWhatWasInTheQueueIsThereAgain(t *testing.T) {
	resolved := tickets.Resolved
	for name, b := range map[string]func(*workDesk) tickets.Bulk{
		"after it was given to somebody": func(d *workDesk) tickets.Bulk { return tickets.Bulk{Assignee: &d.maya.User.ID} },
		"after it was resolved":          func(*workDesk) tickets.Bulk { return tickets.Bulk{Status: &resolved} },
	} {
		t.Run(name, func(t *testing.T) {
			d := newWorkDesk(t)
			ticket := d.opens("VPN drops")
			_, undo, err := d.SetMany(d.ctx, d.jon, []tickets.Number{ticket.Number}, b(d))
			d.must(err)
			_, err = d.UndoMany(d.ctx, d.jon, undo.Token)
			d.must(err)
			events, err := d.store.PendingEvents(d.ctx, tickets.EventFilter{Limit: 100})
			d.must(err)
			queued := slices.ContainsFunc(events, func(e tickets.Event) bool { return e.Name == tickets.TicketQueued })
			if got := d.stored(ticket.ID); got.Assignee != nil || got.Status != tickets.Open || !got.ResolvedAt.IsZero() || len(got.Routing.Why) != 0 || !queued {
				t.Errorf("it is %s with %v because %v, and the router is asked: %t; want it open with nobody, and asked", got.Status, got.Assignee, got.Routing.Why, queued)
			}
		})
	}
}
