package tickets_test

import (
	"slices"
	"testing"

	"github.com/beckon-desk/beckon/tickets"
)

func TestModeratorsSeeWhenATicketIsDue(t *testing.T) {
	o := newOffice(t)
	ann, maya := o.hires("Ann", tickets.Requester), o.hires("Maya", tickets.Moderator)
	kolkata := "Asia/Kolkata"
	maya = o.sets(maya, tickets.UserPatch{TimeZone: &kolkata})
	ticket := o.assigned(ann) // Monday 9:00 UTC, medium: to the end of Tuesday
	due := tickets.CardField{Label: "Due", Value: "Tue 3 Mar, 22:30"}
	if got := tickets.CardFor(ticket, maya.User, "").Fields; !slices.Contains(got, due) {
		t.Errorf("Maya's card says %v, want %v in it", got, due)
	}
	_, err := o.desk.Reply(t.Context(), maya, ticket.ID, tickets.NewComment{Text: "Which floor?", Waiting: true})
	o.must(err)
	if got := o.reads(ticket); !got.Due.At.IsZero() {
		t.Errorf("while it waits on Ann it is due on %s", got.Due.At)
	}
	seen, err := o.desk.Get(t.Context(), ann, ticket.ID)
	if o.must(err); seen.Due != (tickets.Due{}) {
		t.Errorf("Ann sees %+v", seen.Due)
	}
}
