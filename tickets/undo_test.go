package tickets_test

import (
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
