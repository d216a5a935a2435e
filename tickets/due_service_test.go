package tickets_test

import (
	"maps"
	"slices"
	"testing"
	"time"

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

// overdue are the names of those who are to be told that a ticket is overdue.
func (o *office) overdue(t tickets.Ticket) (names []string) {
	o.t.Helper()
	for _, n := range o.planned(t).Notices {
		for _, r := range n.Receipts {
			if n.Kind != tickets.NoticeOverdue {
				continue
			}
			u, err := o.store.User(o.t.Context(), r.To)
			o.must(err)
			names = append(names, u.Name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names) // over several channels
}

// at moves the clock to a time of a day in March 2026, and has the durable
// engine wake the desk for the ticket.
func (o *office) at(t tickets.Ticket, day int, clock string) tickets.Ticket {
	o.t.Helper()
	o.now = time.Date(2026, 3, day, 0, 0, 0, 0, time.UTC)
	return o.chased(t, clock)
}

func TestAMissedDueTimeIsToldOnce(t *testing.T) {
	o := newOffice(t)
	ann, maya := o.hires("Ann", tickets.Requester), o.hires("Maya", tickets.Moderator)
	o.hires("Ada", tickets.Admin)
	o.hires("Bea", tickets.Admin)
	ticket := o.assigned(ann) // due at the end of Tuesday
	_, err := o.desk.Claim(t.Context(), maya, ticket.ID)
	o.must(err)
	if ticket = o.at(ticket, 3, "16:59"); len(o.overdue(ticket)) != 0 {
		t.Fatalf("told a minute early: %v", o.overdue(ticket))
	}
	for _, day := range []int{3, 4, 5} {
		ticket = o.at(ticket, day, "17:00")
		if got, want := o.overdue(ticket), []string{"Ada", "Bea", "Maya"}; !slices.Equal(got, want) || told(ticket, tickets.NoticeOverdue) != 2 {
			t.Errorf("on the %dth %v have been told by %d notices; want %v, by 2", day, got, told(ticket, tickets.NoticeOverdue), want)
		}
	}
}

func TestWhoIsToldOfAMissedDueTime(t *testing.T) {
	away := []tickets.Span{{From: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)}}
	for name, tt := range map[string]struct {
		lead  string
		owner string // who claims it
		away  string
		want  []string
	}{
		"the owner and every admin":                   {"", "Maya", "", []string{"Ada", "Bea", "Maya"}},
		"an owner who is an admin, once":              {"", "Ada", "", []string{"Ada", "Bea"}},
		"the owner and the lead":                      {"Jon", "Maya", "", []string{"Jon", "Maya"}},
		"every admin while the lead is away":          {"Jon", "Maya", "Jon", []string{"Ada", "Bea", "Maya"}},
		"every admin of what the lead has themselves": {"Maya", "Maya", "", []string{"Ada", "Bea", "Maya"}},
		"the lead alone of what nobody has":           {"Jon", "", "Maya", []string{"Jon"}},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			ann, ada := o.hires("Ann", tickets.Requester), o.hires("Ada", tickets.Admin)
			people := map[string]tickets.Actor{"Ada": ada, "Bea": o.hires("Bea", tickets.Admin), "Maya": o.hires("Maya", tickets.Moderator), "Jon": o.hires("Jon", tickets.Moderator)}
			if tt.lead != "" {
				_, err := o.desk.SetRules(t.Context(), ada, tickets.Rules{Leads: map[tickets.Step]tickets.UserID{tickets.StepOverdue: people[tt.lead].User.ID}})
				o.must(err)
			}
			ticket, err := o.desk.Open(t.Context(), ann, tickets.NewTicket{Title: "VPN drops"})
			o.must(err)
			o.must(o.desk.Triage(t.Context(), ticket.ID, 0))
			if tt.owner != "" {
				_, err = o.desk.Claim(t.Context(), people[tt.owner], ticket.ID)
				o.must(err)
			}
			if tt.away != "" {
				o.sets(people[tt.away], tickets.UserPatch{Away: &away})
			}
			o.now = time.Date(2026, 3, 4, 9, 0, 0, 0, time.UTC) // when people are at work
			o.must(o.desk.Chase(t.Context(), ticket.ID))
			if got := o.overdue(ticket); !slices.Equal(got, tt.want) {
				t.Errorf("told are %v, want %v", got, tt.want)
			}
		})
	}
}

func TestTheDueTimeStandsStillWhileTheTicketWaitsOnItsRequester(t *testing.T) {
	o := newOffice(t)
	ann, maya := o.hires("Ann", tickets.Requester), o.hires("Maya", tickets.Moderator)
	ticket := o.assigned(ann) // due at the end of Tuesday
	reply := func(a tickets.Actor, waiting bool) {
		_, err := o.desk.Reply(t.Context(), a, ticket.ID, tickets.NewComment{Text: "Which floor?", Waiting: waiting})
		o.must(err)
		ticket = o.planned(ticket)
	}
	ticket = o.at(ticket, 2, "13:00")
	reply(maya, true)
	if ticket = o.at(ticket, 4, "09:00"); told(ticket, tickets.NoticeOverdue) != 0 {
		t.Fatal("told while it waits on Ann")
	}
	reply(ann, false) // 12 hours of business later
	if ticket = o.at(ticket, 5, "12:59"); told(ticket, tickets.NoticeOverdue) != 0 {
		t.Errorf("told before %s", ticket.Due.At)
	}
	if ticket = o.at(ticket, 5, "13:00"); told(ticket, tickets.NoticeOverdue) == 0 {
		t.Errorf("not told at %s", ticket.Due.At)
	}
	// It waits once more, beyond its time: that is no other due time.
	before := told(ticket, tickets.NoticeOverdue)
	reply(maya, true)
	ticket = o.at(ticket, 5, "16:00")
	reply(ann, false)
	if ticket = o.at(ticket, 6, "16:00"); told(ticket, tickets.NoticeOverdue) != before {
		t.Error("told twice of one due time")
	}
	// A lower priority gives it time again, which may be missed again.
	low := tickets.Low
	_, err := o.desk.Set(t.Context(), maya, ticket.ID, tickets.Patch{Priority: &low})
	o.must(err)
	if ticket = o.planned(ticket); ticket.Due.At.Before(o.now) {
		t.Fatalf("low priority is due at %s", ticket.Due.At)
	}
	if ticket = o.at(ticket, 20, "10:00"); told(ticket, tickets.NoticeOverdue) != 2*before {
		t.Errorf("told %d times, want %d", told(ticket, tickets.NoticeOverdue), 2*before)
	}
}

func TestWhatIsResolvedIsNotOverdue(t *testing.T) {
	o := newOffice(t)
	ann, maya := o.hires("Ann", tickets.Requester), o.hires("Maya", tickets.Moderator)
	ticket := o.assigned(ann)
	_, err := o.desk.Resolve(t.Context(), maya, ticket.ID, "")
	o.must(err)
	if ticket = o.at(ticket, 10, "10:00"); told(ticket, tickets.NoticeOverdue) != 0 {
		t.Error("told of a ticket that is resolved")
	}
}

// waits are the times for which the durable engine was asked to wake the desk.
func (o *office) waits() (times []string) {
	o.t.Helper()
	events, err := o.store.PendingEvents(o.t.Context(), tickets.EventFilter{Limit: 100})
	o.must(err)
	for _, e := range events {
		if e.Name == tickets.TicketChase {
			times = append(times, e.At.Format("Mon 15:04"))
		}
	}
	return times
}

func TestOneRunAtATimeWaitsForATicket(t *testing.T) {
	o := newOffice(t)
	ann, maya := o.hires("Ann", tickets.Requester), o.hires("Maya", tickets.Moderator)
	ticket := o.assigned(ann)
	if got, want := o.waits(), []string{"Mon 10:00"}; !slices.Equal(got, want) {
		t.Fatalf("waits for %v, want %v: when Maya is to be nudged", got, want)
	}
	_, err := o.desk.Claim(t.Context(), maya, ticket.ID)
	o.must(err)
	ticket = o.planned(ticket)
	if got, want := o.waits(), []string{"Mon 10:00"}; !slices.Equal(got, want) {
		t.Errorf("claimed, it waits for %v, want %v: a claim costs nothing", got, want)
	}
	ticket = o.chased(ticket, "10:00")
	if got, want := o.waits(), []string{"Mon 10:00", "Tue 17:00"}; !slices.Equal(got, want) {
		t.Errorf("woken, it waits for %v, want %v: when it is due", got, want)
	}
	high := tickets.High
	_, err = o.desk.Set(t.Context(), maya, ticket.ID, tickets.Patch{Priority: &high})
	o.must(err)
	if got, want := o.waits(), []string{"Mon 10:00", "Tue 17:00", "Mon 13:00"}; !slices.Equal(got, want) {
		t.Errorf("more pressing, it waits for %v, want %v", got, want)
	}
	ticket = o.chased(ticket, "13:00")
	if told(ticket, tickets.NoticeOverdue) == 0 {
		t.Error("not told")
	}
	o.at(ticket, 3, "17:00")
	if got := o.waits(); len(got) != 3 {
		t.Errorf("in the end it waits for %v", got)
	}
}

func TestTheSweepTellsOfAMissedDueTime(t *testing.T) {
	for name, acts := range map[string]func(*office, tickets.Actor, tickets.Ticket){
		"of a ticket in work": func(o *office, maya tickets.Actor, ticket tickets.Ticket) {
			_, err := o.desk.Claim(o.t.Context(), maya, ticket.ID)
			o.must(err)
		},
		"of a ticket nobody has": func(o *office, maya tickets.Actor, ticket tickets.Ticket) {
			away := []tickets.Span{{From: o.now, To: o.now.AddDate(0, 1, 0)}}
			_, err := o.desk.Release(o.t.Context(), maya, ticket.ID, "")
			o.must(err)
			o.sets(maya, tickets.UserPatch{Away: &away})
		},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			ann, maya := o.hires("Ann", tickets.Requester), o.hires("Maya", tickets.Moderator)
			ticket := o.assigned(ann)
			acts(o, maya, ticket)
			o.now = o.now.AddDate(0, 0, 2)
			for range 2 {
				_, err := o.desk.Sweep(t.Context(), time.Minute)
				o.must(err)
				o.now = o.now.Add(2 * time.Minute)
			}
			if n := len(changes(o.reads(ticket), "overdue")); n != 1 {
				t.Errorf("the history says %d times that it is overdue, want once", n)
			}
		})
	}
}

func TestLeadsAreNamedByTheRules(t *testing.T) {
	o := newOffice(t)
	ann, ada, maya := o.hires("Ann", tickets.Requester), o.hires("Ada", tickets.Admin), o.hires("Maya", tickets.Moderator)
	set := func(leads map[tickets.Step]tickets.UserID) (map[tickets.Step]tickets.UserID, error) {
		r, err := o.desk.SetRules(t.Context(), ada, tickets.Rules{Leads: leads})
		return r.Leads, err
	}
	for name, bad := range map[string]map[tickets.Step]tickets.UserID{
		"an unknown step": {"lost": maya.User.ID}, "an unknown person": {tickets.StepOverdue: "nobody"}, "a requester": {tickets.StepOverdue: ann.User.ID},
	} {
		if _, err := set(bad); tickets.KindOf(err) != tickets.Invalid {
			t.Errorf("%s: %v, want invalid", name, err)
		}
	}
	want := map[tickets.Step]tickets.UserID{tickets.StepOverdue: maya.User.ID}
	for _, leads := range []map[tickets.Step]tickets.UserID{{tickets.StepOverdue: maya.User.ID, tickets.StepDeclined: ""}, nil} { // left out, they stay
		if got, err := set(leads); err != nil || !maps.Equal(got, want) {
			t.Errorf("set to %v they are %v, %v; want %v", leads, got, err, want)
		}
	}
	if got, err := set(map[tickets.Step]tickets.UserID{}); err != nil || len(got) != 0 {
		t.Errorf("taken off, they are %v, %v", got, err)
	}
	u, err := o.store.User(t.Context(), ada.User.ID)
	o.must(err)
	var said []string
	for _, c := range u.History {
		if c.Verb == "routing" {
			said = append(said, c.Text)
		}
	}
	if want := []string{"overdue tickets go to Maya", "overdue tickets go to any admin"}; !slices.Equal(said, want) {
		t.Errorf("the audit says %q, want %q", said, want)
	}
}

func TestTheLeadIsToldOfWhatNobodyActsOn(t *testing.T) {
	o := newOffice(t)
	ann, ada := o.hires("Ann", tickets.Requester), o.hires("Ada", tickets.Admin)
	o.hires("Maya", tickets.Moderator)
	ticket := o.assigned(ann)
	lead := o.hires("Lee", tickets.Moderator)
	_, err := o.desk.SetRules(t.Context(), ada, tickets.Rules{Leads: map[tickets.Step]tickets.UserID{tickets.StepUnattended: lead.User.ID}})
	o.must(err)
	full := 1
	o.sets(lead, tickets.UserPatch{Capacity: &full})
	_ = o.assigned(ann) // which makes somebody busy
	for _, clock := range []string{"10:00", "11:00", "12:00", "13:00", "14:00"} {
		ticket = o.chased(ticket, clock)
	}
	for _, n := range ticket.Notices {
		if n.Kind == tickets.NoticeEscalated && n.To == lead.User.ID {
			return
		}
	}
	t.Errorf("Lee was not told; it is with %s, %v", ticket.Assignee.Name, ticket.Routing.Refusals)
}
