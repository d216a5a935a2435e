package tickets_test

import (
	"errors"
	"testing"

	"github.com/beckon-desk/beckon/tickets"
)

func TestNextIsOnesOwnThenWhatWaitsForAnybodyTheMostUrgentFirst(t *testing.T) {
	o := newOffice(t)
	ann, maya, jon := o.hires("Ann", tickets.Requester), o.hires("Maya", tickets.Moderator), o.hires("Jon", tickets.Moderator)
	next := func(want string) {
		t.Helper()
		got, err := o.desk.NextFor(t.Context(), maya)
		if err != nil && !errors.Is(err, tickets.ErrNotFound) {
			t.Fatal(err)
		}
		if got.Title != want {
			t.Errorf("next for Maya is %q, want %q", got.Title, want)
		}
	}
	opens := func(title string, to *tickets.UserID, priority tickets.Priority) tickets.Ticket {
		t.Helper()
		ticket, err := o.desk.Open(t.Context(), ann, tickets.NewTicket{Title: title, Key: title})
		o.must(err)
		o.must(o.desk.Triage(t.Context(), ticket.ID, 0))
		ticket, err = o.desk.Set(t.Context(), maya, ticket.ID, tickets.Patch{Assignee: to, Priority: &priority})
		o.must(err)
		return ticket
	}
	nobody := tickets.UserID("")
	next("")
	opens("Jon's", &jon.User.ID, tickets.High)
	next("")
	opens("anybody's", &nobody, tickets.High)
	next("anybody's")
	opens("hers", &maya.User.ID, tickets.Low)
	next("hers")
	urgent := opens("hers and urgent", &maya.User.ID, tickets.High)
	next("hers and urgent")
	_, err := o.desk.Claim(t.Context(), maya, urgent.ID)
	o.must(err)
	next("hers")
	if _, err := o.desk.NextFor(t.Context(), ann); tickets.KindOf(err) != tickets.Forbidden {
		t.Errorf("an employee got %v, want Forbidden", err)
	}
}
