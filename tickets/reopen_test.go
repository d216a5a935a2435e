package tickets_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/crypto/bcrypt"

	"github.com/beckon-desk/beckon/tickets"
)

// tenOClock is an hour after the office opens, on a Monday.
var tenOClock = time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)

func TestAReopenedTicketGoesBackToItsOwnerIfTheyAreThere(t *testing.T) {
	off, requester, one := false, tickets.Requester, 1
	friday := tickets.Hours{Days: []time.Weekday{time.Friday}, Start: 9 * 60, End: 17 * 60}
	const noon = 12 * time.Hour
	for name, tt := range map[string]struct {
		becomes tickets.UserPatch
		owner   string
		why     string // the first reason; "" for what it was
		way     reopening
	}{
		"there":               {tickets.UserPatch{}, "Maya", "", itIsBack},
		"full":                {tickets.UserPatch{Capacity: &one}, "Maya", "", itIsBack},
		"on leave":            {tickets.UserPatch{Away: &[]tickets.Span{{From: tenOClock, To: tenOClock.AddDate(0, 0, 7).Add(noon)}}}, "Jon", "was with Maya, who is away until 2026-03-10", itIsBack},
		"away for an hour":    {tickets.UserPatch{Away: &[]tickets.Span{{From: tenOClock, To: tenOClock.Add(time.Hour)}}}, "Jon", "was with Maya, who is away", itIsBack},
		"away for good":       {tickets.UserPatch{Away: &[]tickets.Span{{From: tenOClock, To: tenOClock.AddDate(5, 0, 0)}}}, "Jon", "was with Maya, who is away", itIsBack},
		"outside their hours": {tickets.UserPatch{Hours: &friday}, "Maya", "", itIsBack},
		"and it is pressing":  {tickets.UserPatch{Hours: &friday}, "Jon", "was with Maya, who is away until 2026-03-06", pressing},
		"deactivated":         {tickets.UserPatch{Active: &off}, "Jon", "was with Maya, who moderates no more", itIsBack},
		"a moderator no more": {tickets.UserPatch{Role: &requester}, "Jon", "was with Maya, who moderates no more", itIsBack},
	} {
		t.Run(name, func(t *testing.T) {
			o, got := reopened(t, tt.becomes, tt.way)
			if who := o.owner(got); who != tt.owner || !got.Status.Live() {
				t.Fatalf("it is %s and with %q, want live and with %s", got.Status, who, tt.owner)
			}
			if tt.why != "" && got.Routing.Why[0] != tt.why {
				t.Errorf("the reasons are %q, want first %q", got.Routing.Why, tt.why)
			}
			if tt.why == "" && strings.Contains(strings.Join(got.Routing.Why, "; "), "was with") {
				t.Errorf("the reasons are %q", got.Routing.Why)
			}
			if told := told(got, tickets.NoticeReopened); (told == 1) != (tt.owner == "Maya") {
				t.Errorf("its former owner is told %d times that it is back", told)
			}
		})
	}
}

func TestByWhicheverWayItIsReopened(t *testing.T) {
	leave := tickets.UserPatch{Away: &[]tickets.Span{{From: tenOClock, To: tenOClock.AddDate(0, 0, 7)}}}
	for name, reopen := range reopenings {
		t.Run(name, func(t *testing.T) {
			if o, got := reopened(t, leave, reopen); o.owner(got) != "Jon" {
				t.Errorf("it is %s and with %q, want Jon", got.Status, o.owner(got))
			}
		})
	}
}

// reopened is a ticket of Ann's that Maya has resolved, who then becomes something
// else, and that is reopened in a way while Jon is there too.
func reopened(t *testing.T, becomes tickets.UserPatch, reopen reopening) (*office, tickets.Ticket) {
	o := newOffice(t)
	ann, maya, ada := o.hires("Ann", tickets.Requester), o.hires("Maya", tickets.Moderator), o.hires("Ada", tickets.Admin)
	ticket := o.assigned(ann)
	_, err := o.desk.Claim(t.Context(), maya, ticket.ID)
	o.must(err)
	_, err = o.desk.Resolve(t.Context(), maya, ticket.ID, "")
	o.must(err)
	o.assigned(ann) // so that she has one
	o.hires("Jon", tickets.Moderator)
	_, err = o.desk.SetUser(t.Context(), ada, maya.User.ID, becomes)
	o.must(err)
	o.now = tenOClock
	o.must(reopen(o, ann, ada, ticket))
	o.must(o.desk.Assign(t.Context(), ticket.ID))
	return o, o.planned(ticket)
}

type reopening func(o *office, ann, ada tickets.Actor, t tickets.Ticket) error

func itIsBack(o *office, ann, _ tickets.Actor, t tickets.Ticket) error {
	_, err := o.desk.Reopen(o.t.Context(), ann, t.ID, "It is back.")
	return err
}

func pressing(o *office, ann, ada tickets.Actor, t tickets.Ticket) error {
	high := tickets.High
	if _, err := o.desk.Set(o.t.Context(), ada, t.ID, tickets.Patch{Priority: &high}); err != nil {
		return err
	}
	return itIsBack(o, ann, ada, t)
}

// reopenings are the ways to bring a resolved ticket back.
var reopenings = map[string]reopening{
	"reopened": itIsBack,
	"answered": func(o *office, ann, _ tickets.Actor, t tickets.Ticket) error {
		_, err := o.desk.Reply(o.t.Context(), ann, t.ID, tickets.NewComment{Text: "It is back."})
		return err
	},
	"set open": func(o *office, _, ada tickets.Actor, t tickets.Ticket) error {
		open := tickets.Open
		_, err := o.desk.Set(o.t.Context(), ada, t.ID, tickets.Patch{Status: &open})
		return err
	},
	"set open among many": func(o *office, _, ada tickets.Actor, t tickets.Ticket) error {
		open := tickets.Open
		_, _, err := o.desk.SetMany(o.t.Context(), ada, []tickets.Number{t.Number}, tickets.Bulk{Status: &open})
		return err
	},
}

// awayAfterwards is an office in which Maya has resolved a ticket of Ann's, and is away.
func awayAfterwards(t *testing.T) (o *office, ann, maya tickets.Actor, ticket tickets.Ticket) {
	o = newOffice(t)
	ann, maya = o.hires("Ann", tickets.Requester), o.hires("Maya", tickets.Moderator)
	ticket = o.assigned(ann)
	_, err := o.desk.Resolve(t.Context(), maya, ticket.ID, "")
	o.must(err)
	maya = o.sets(maya, tickets.UserPatch{Away: &[]tickets.Span{{From: tenOClock, To: tenOClock.AddDate(0, 0, 2)}}})
	o.now = tenOClock
	return o, ann, maya, ticket
}

func TestAReopenedTicketThatNobodyCanTakeWaitsAndAdminsHearWhy(t *testing.T) {
	o, ann, _, ticket := awayAfterwards(t)
	later := o.opens(ann, "Printer")
	o.must(o.desk.Assign(t.Context(), later.ID))
	_, err := o.desk.Reopen(t.Context(), ann, ticket.ID, "")
	o.must(err)
	o.must(o.desk.Assign(t.Context(), ticket.ID))
	want := []string{"was with Maya, who is away until 2026-03-04", "1 away"}
	if diff := cmp.Diff(want, o.reads(ticket).Routing.Why); diff != "" {
		t.Errorf("why it waits (-want +got):\n%s", diff)
	}
	one := 1
	o.sets(o.hires("Jon", tickets.Moderator), tickets.UserPatch{Capacity: &one})
	_, err = o.desk.Sweep(t.Context(), time.Minute)
	o.must(err)
	if o.owner(ticket) != "Jon" || o.owner(later) != "" {
		t.Errorf("the reopened one is with %q, the newer with %q; want the older first", o.owner(ticket), o.owner(later))
	}
	if got := o.reads(ticket).Routing; got.Was != "" || got.Why[0] != want[0] {
		t.Errorf("it is routed as %+v, want the reason kept, for this once", got)
	}
}

func TestAdminsHearAgainOfATicketThatHadSomebodyMeanwhile(t *testing.T) {
	o := newOffice(t)
	ann, maya := o.hires("Ann", tickets.Requester), o.hires("Maya", tickets.Moderator)
	maya = o.sets(maya, tickets.UserPatch{Away: &[]tickets.Span{{From: o.now, To: o.now.AddDate(0, 0, 2)}}})
	ticket := o.assigned(ann)
	for _, do := range []func() error{
		func() error { _, err := o.desk.Claim(t.Context(), maya, ticket.ID); return err }, // from her holiday
		func() error { _, err := o.desk.Resolve(t.Context(), maya, ticket.ID, ""); return err },
		func() error { _, err := o.desk.Reopen(t.Context(), ann, ticket.ID, ""); return err },
		func() error { return o.desk.Assign(t.Context(), ticket.ID) },
	} {
		o.must(do())
	}
	if got := told(o.reads(ticket), tickets.NoticeUnrouted); got != 2 {
		t.Errorf("admins are told %d times that nobody can take it, want twice", got)
	}
}

func TestWhoReopensTheirOwnKeepsItThoughAway(t *testing.T) {
	o, _, maya, ticket := awayAfterwards(t)
	_, err := o.desk.Reopen(t.Context(), maya, ticket.ID, "")
	o.must(err)
	if got := o.owner(ticket); got != "Maya" {
		t.Errorf("it is with %q, want Maya", got)
	}
}

func TestAReopenedTicketGoesToWhomItIsHandedAtOnce(t *testing.T) {
	o, _, maya, ticket := awayAfterwards(t)
	ada, open := o.hires("Ada", tickets.Admin), tickets.Open
	_, err := o.desk.Set(t.Context(), ada, ticket.ID, tickets.Patch{Status: &open, Assignee: &maya.User.ID})
	o.must(err)
	if got := o.owner(ticket); got != "Maya" {
		t.Errorf("it is with %q, want Maya, whom an admin chose", got)
	}
}

// meanwhile is a store in which something happens before the next change of a
// ticket, and that counts how often people are looked up.
type meanwhile struct {
	tickets.Store
	happens func()
	lookups int
}

func (m *meanwhile) UpdateTicket(ctx context.Context, ref tickets.Ref, change func(*tickets.Ticket) error) (tickets.Ticket, error) {
	if happens := m.happens; happens != nil {
		m.happens = nil
		happens()
	}
	return m.Store.UpdateTicket(ctx, ref, change)
}

func (m *meanwhile) Users(ctx context.Context, f tickets.UserFilter) (tickets.UserPage, error) {
	m.lookups++
	return m.Store.Users(ctx, f)
}

func (o *office) over(m *meanwhile) *tickets.Service {
	m.Store = o.store
	return tickets.New(tickets.Config{Store: m, Triager: plain{}, Clock: func() time.Time { return o.now }, BcryptCost: bcrypt.MinCost})
}

func TestAReplyReopensWhatIsResolvedAtTheSameMoment(t *testing.T) {
	o := newOffice(t)
	ann, maya := o.hires("Ann", tickets.Requester), o.hires("Maya", tickets.Moderator)
	ticket := o.assigned(ann)
	o.hires("Jon", tickets.Moderator)
	maya = o.sets(maya, tickets.UserPatch{Away: &[]tickets.Span{{From: o.now, To: o.now.AddDate(0, 0, 2)}}})
	desk := o.over(&meanwhile{happens: func() {
		_, err := o.desk.Resolve(t.Context(), maya, ticket.ID, "")
		o.must(err)
	}})
	_, err := desk.Reply(t.Context(), ann, ticket.ID, tickets.NewComment{Text: "Still down."})
	o.must(err)
	o.must(desk.Assign(t.Context(), ticket.ID))
	if got := o.owner(ticket); got != "Jon" {
		t.Errorf("it is with %q, want Jon: Maya is on leave", got)
	}
}

func TestWhoIsThereIsAskedOnlyToReopen(t *testing.T) {
	waiting, open := tickets.Waiting, tickets.Open
	for name, tt := range map[string]struct {
		resolved bool
		does     func(*tickets.Service, tickets.Actor, tickets.Ticket) error
		lookups  int
	}{
		"a reply": {false, func(desk *tickets.Service, ada tickets.Actor, ticket tickets.Ticket) error {
			_, err := desk.Reply(t.Context(), ada, ticket.ID, tickets.NewComment{Text: "Which floor?"})
			return err
		}, 0},
		"a status set by hand": {false, func(desk *tickets.Service, ada tickets.Actor, ticket tickets.Ticket) error {
			_, err := desk.Set(t.Context(), ada, ticket.ID, tickets.Patch{Status: &waiting})
			return err
		}, 0},
		"reopening by hand": {true, func(desk *tickets.Service, ada tickets.Actor, ticket tickets.Ticket) error {
			_, err := desk.Set(t.Context(), ada, ticket.ID, tickets.Patch{Status: &open})
			return err
		}, 1},
		"reopening many": {true, func(desk *tickets.Service, ada tickets.Actor, ticket tickets.Ticket) error {
			_, _, err := desk.SetMany(t.Context(), ada, []tickets.Number{1, 2}, tickets.Bulk{Status: &open})
			return err
		}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			ann, maya, ada := o.hires("Ann", tickets.Requester), o.hires("Maya", tickets.Moderator), o.hires("Ada", tickets.Admin)
			var ticket tickets.Ticket
			for range 2 {
				if ticket = o.assigned(ann); tt.resolved {
					_, err := o.desk.Resolve(t.Context(), maya, ticket.ID, "")
					o.must(err)
				}
			}
			m := &meanwhile{}
			o.must(tt.does(o.over(m), ada, ticket))
			if m.lookups != tt.lookups {
				t.Errorf("people were looked up %d times, want %d", m.lookups, tt.lookups)
			}
		})
	}
}
