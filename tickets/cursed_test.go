package tickets_test

import (
	"context"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"

	"github.com/beckon-desk/beckon/tickets"
)

// cursed is a store that cannot write one ticket any more, as when it has grown
// too large.
type cursed struct {
	tickets.Store
	ticket tickets.ID
}

func (c *cursed) UpdateTicket(ctx context.Context, ref tickets.Ref, change func(*tickets.Ticket) error) (tickets.Ticket, error) {
	if ref == c.ticket {
		return tickets.Ticket{}, &tickets.Error{Kind: tickets.Conflict, Message: "This has grown too large to keep more in it."}
	}
	return c.Store.UpdateTicket(ctx, ref, change)
}

// TestATicketThatCannotBeWrittenHoldsUpNoOther has something to do about two
// tickets, of which the older cannot be written.
func TestATicketThatCannotBeWrittenHoldsUpNoOther(t *testing.T) {
	sweep := func(desk *tickets.Service, _ tickets.Ticket) error {
		_, err := desk.Sweep(t.Context(), time.Minute)
		return err
	}
	for name, tt := range map[string]struct {
		before func(*office, tickets.Ticket) // to both
		does   func(*tickets.Service, tickets.Ticket) error
		fails  bool
		done   func(*office, tickets.Ticket) bool
	}{
		"the sweep gives the other to who is free": {func(*office, tickets.Ticket) {}, sweep, true,
			func(o *office, other tickets.Ticket) bool { return o.owner(other) == "Maya" }},
		"the other is assigned when it comes": {func(*office, tickets.Ticket) {},
			func(desk *tickets.Service, other tickets.Ticket) error { return desk.Assign(t.Context(), other.ID) }, false,
			func(o *office, other tickets.Ticket) bool { return o.owner(other) == "Maya" }},
		"the sweep nudges about the other": {
			func(o *office, ticket tickets.Ticket) {
				o.must(o.desk.Assign(t.Context(), ticket.ID))
				o.now = o.now.Add(2 * time.Hour)
			}, sweep, true,
			func(o *office, other tickets.Ticket) bool { return len(changes(o.reads(other), "nudged")) == 1 }},
		"the sweep has the other triaged": {
			func(o *office, ticket tickets.Ticket) {
				_, err := o.desk.Retriage(t.Context(), tickets.Actor{User: tickets.User{ID: "ada", Role: tickets.Admin}}, ticket.ID)
				o.must(err)
				o.now = o.now.Add(2 * time.Hour)
			}, sweep, true,
			func(o *office, other tickets.Ticket) bool { return !o.reads(other).SweptAt.IsZero() }},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			ann := o.hires("Ann", tickets.Requester)
			old, other := o.opens(ann, "VPN drops"), o.opens(ann, "Printer jams")
			o.hires("Maya", tickets.Moderator)
			tt.before(o, old)
			tt.before(o, other)
			desk := tickets.New(tickets.Config{
				Store: &cursed{o.store, old.ID}, Triager: plain{}, Clock: func() time.Time { return o.now }, BcryptCost: bcrypt.MinCost,
				Notifiers: map[tickets.Platform]tickets.Notifier{tickets.Mail: o.sent[tickets.Mail]},
			})
			if err := tt.does(desk, other); (err != nil) != tt.fails {
				t.Errorf("it ends with %v", err)
			}
			if !tt.done(o, other) {
				t.Error("nothing was done about the other")
			}
		})
	}
}
