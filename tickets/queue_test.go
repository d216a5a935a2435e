package tickets_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

// opens has somebody open a ticket, which is triaged and not yet assigned.
func (o *office) opens(by tickets.Actor, title string) tickets.Ticket {
	o.t.Helper()
	o.now = o.now.Add(time.Second)
	t, err := o.desk.Open(o.t.Context(), by, tickets.NewTicket{Title: title})
	o.must(err)
	o.must(o.desk.Triage(o.t.Context(), t.ID, 0))
	return t
}

// owner is who has a ticket; "" for nobody.
func (o *office) owner(t tickets.Ticket) string {
	o.t.Helper()
	if t = o.reads(t); t.Assignee != nil {
		return t.Assignee.Name
	}
	return ""
}

func TestANewcomerDoesNotOvertakeWhoWaits(t *testing.T) {
	o := newOffice(t)
	ann, maya := o.hires("Ann", tickets.Requester), o.hires("Maya", tickets.Moderator)
	one := 1
	maya = o.sets(maya, tickets.UserPatch{Capacity: &one})
	first, second := o.opens(ann, "first"), o.opens(ann, "second")
	o.must(o.desk.Assign(t.Context(), first.ID))
	o.must(o.desk.Assign(t.Context(), second.ID))
	_, err := o.desk.Resolve(t.Context(), maya, first.ID, "")
	o.must(err)
	third := o.opens(ann, "third")
	o.must(o.desk.Assign(t.Context(), third.ID))
	if got := []string{o.owner(second), o.owner(third)}; got[0] != "Maya" || got[1] != "" {
		t.Errorf("the second ticket is with %q and the third with %q, want Maya and nobody", got[0], got[1])
	}
	if got := receipts(o.reads(second), tickets.NoticeAssigned); len(got) == 0 {
		t.Error("Maya is not told of the one that she got instead")
	}
}

func TestWhoFillsUpOnWhatWaitsGetsNoNewOneToo(t *testing.T) {
	o := newOffice(t)
	ann, maya, jon := o.hires("Ann", tickets.Requester), o.hires("Maya", tickets.Moderator), o.hires("Jon", tickets.Moderator)
	one, two, away := 1, 2, []tickets.Span{{From: o.now, To: o.now.Add(time.Hour)}}
	o.sets(maya, tickets.UserPatch{Capacity: &one, Away: &away})
	o.sets(jon, tickets.UserPatch{Capacity: &two, Away: &away})
	waiting := []tickets.Ticket{o.opens(ann, "first"), o.opens(ann, "second"), o.opens(ann, "third")}
	for _, w := range waiting {
		o.must(o.desk.Assign(t.Context(), w.ID))
	}
	o.now = away[0].To
	late := o.opens(ann, "late")
	o.must(o.desk.Assign(t.Context(), late.ID))
	has := map[string]int{}
	for _, w := range waiting {
		has[o.owner(w)]++
	}
	if has["Maya"] != 1 || has["Jon"] != 2 || o.owner(late) != "" {
		t.Errorf("of those that waited they have %v, and the late one is with %q; want all three shared out by room, and the late one to wait", has, o.owner(late))
	}
}

func TestManyThatNobodyCanTakeHoldUpNobodyBehindThem(t *testing.T) {
	o := newOffice(t)
	ann, maya := o.hires("Ann", tickets.Requester), o.hires("Maya", tickets.Moderator)
	for i := range tickets.MaxPage + 1 { // her own, which she is never given
		_, err := o.store.CreateTicket(t.Context(), tickets.Ticket{
			ID: tickets.ID(fmt.Sprintf("OWN%04d", i)), Title: "Maya's own", Status: tickets.Open, Priority: tickets.Medium, Requester: maya.User.Person(),
			Triage: tickets.Triage{State: tickets.TriageDone}, CreatedAt: o.now, UpdatedAt: o.now, Version: 1,
		})
		o.must(err)
	}
	last := o.opens(ann, "VPN drops")
	_, err := o.desk.Sweep(t.Context(), time.Minute)
	o.must(err)
	if got := o.owner(last); got != "Maya" {
		t.Errorf("the last of %d is with %q, want Maya", tickets.MaxPage+2, got)
	}
}

func TestWhoModeratesNoMoreKeepsNoTicket(t *testing.T) {
	gone, requester := false, tickets.Requester
	for name, tt := range map[string]struct {
		becomes tickets.UserPatch
		waits   bool
		want    string // who has it then
	}{
		"deactivated":                           {tickets.UserPatch{Active: &gone}, false, "Jon"},
		"no moderator any more":                 {tickets.UserPatch{Role: &requester}, false, "Jon"},
		"still there":                           {tickets.UserPatch{}, false, "Maya"},
		"deactivated, Ann is yet to answer":     {tickets.UserPatch{Active: &gone}, true, "Maya"},
		"still there, and Ann is yet to answer": {tickets.UserPatch{}, true, "Maya"},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			ann, maya, boss := o.hires("Ann", tickets.Requester), o.hires("Maya", tickets.Moderator), o.hires("Ada", tickets.Admin)
			ticket := o.assigned(ann)
			o.hires("Jon", tickets.Moderator)
			_, err := o.desk.Claim(t.Context(), maya, ticket.ID)
			o.must(err)
			_, err = o.desk.Reply(t.Context(), maya, ticket.ID, tickets.NewComment{Text: "Which gateway?", Waiting: tt.waits})
			o.must(err)
			_, err = o.desk.SetUser(t.Context(), boss, maya.User.ID, tt.becomes)
			o.must(err)
			for range 2 {
				_, err = o.desk.Sweep(t.Context(), 0)
				o.must(err)
			}
			if got := o.owner(ticket); got != tt.want {
				t.Errorf("it is with %q, want %q", got, tt.want)
			}
		})
	}
}

func TestWhoIsChosenByHandIsNotShownTheRoutersNextBest(t *testing.T) {
	o := newOffice(t)
	ann, jon, maya := o.hires("Ann", tickets.Requester), o.hires("Jon", tickets.Moderator), o.hires("Maya", tickets.Moderator)
	ticket := o.assigned(ann)
	other := maya.User.ID
	if ticket.AssignedTo(other) {
		other = jon.User.ID
	}
	if len(ticket.Routing.RunnersUp) == 0 {
		t.Fatal("the router names nobody who would be next")
	}
	_, err := o.desk.Set(t.Context(), o.hires("Ada", tickets.Admin), ticket.ID, tickets.Patch{Assignee: &other})
	o.must(err)
	if got := o.reads(ticket).Routing; len(got.RunnersUp) != 0 || got.Why[0] != "chosen by Ada" {
		t.Errorf("the routing is %+v, want chosen by Ada and nobody next", got)
	}
}
