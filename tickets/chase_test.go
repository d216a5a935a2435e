package tickets_test

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"

	"github.com/beckon-desk/beckon/tickets"
	"github.com/beckon-desk/beckon/tickets/sqlite"
)

// office is a desk on a real store whose clock stands still until it is moved.
type office struct {
	t     *testing.T
	desk  *tickets.Service
	store *sqlite.Store
	now   time.Time
	sent  map[tickets.Platform]*sink
}

// plain triages everything the same way.
type plain struct{}

func (plain) Triage(context.Context, tickets.Request) (tickets.Assessment, error) {
	return tickets.Assessment{Priority: tickets.Medium}, nil
}

func newOffice(t *testing.T) *office {
	t.Helper()
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "desk.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	o := &office{t: t, store: store, now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), sent: map[tickets.Platform]*sink{tickets.Mail: {}, tickets.Slack: {}}}
	o.desk = tickets.New(tickets.Config{
		Store: store, Triager: plain{}, Clock: func() time.Time { return o.now }, BcryptCost: bcrypt.MinCost,
		Notifiers: map[tickets.Platform]tickets.Notifier{tickets.Mail: o.sent[tickets.Mail], tickets.Slack: o.sent[tickets.Slack]},
		URL:       "https://desk.test", LinkKey: []byte("a key for tests"),
	})
	return o
}

// sink keeps what it is given to send.
type sink struct{ messages []tickets.Message }

func (s *sink) Reaches(tickets.User) bool { return true }

func (s *sink) Notify(_ context.Context, m tickets.Message) (tickets.Place, error) {
	s.messages = append(s.messages, m)
	return tickets.Place{Platform: tickets.Mail, Message: m.Key}, nil
}

func (s *sink) kinds(to tickets.UserID) (kinds []tickets.NoticeKind) {
	for _, m := range s.messages {
		if m.To.ID == to {
			kinds = append(kinds, m.Kind)
		}
	}
	return kinds
}

func (o *office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

// hires adds somebody with office hours in UTC, 9 to 17 on weekdays.
func (o *office) hires(name string, role tickets.Role) tickets.Actor {
	o.t.Helper()
	u, err := o.desk.AddUser(o.t.Context(), strings.ToLower(name)+"@desk.test", name, string(role), nil)
	o.must(err)
	hours := tickets.Hours{Days: []time.Weekday{1, 2, 3, 4, 5}, Start: 9 * 60, End: 17 * 60}
	return o.sets(tickets.Actor{User: u}, tickets.UserPatch{Hours: &hours})
}

// sets changes somebody, as they would themselves.
func (o *office) sets(a tickets.Actor, p tickets.UserPatch) tickets.Actor {
	o.t.Helper()
	u, err := o.desk.SetUser(o.t.Context(), a, a.User.ID, p)
	o.must(err)
	return tickets.Actor{User: u, Via: tickets.Web}
}

// assigned opens a ticket and has it triaged, assigned and planned.
func (o *office) assigned(by tickets.Actor) tickets.Ticket {
	o.t.Helper()
	t, err := o.desk.Open(o.t.Context(), by, tickets.NewTicket{Title: "VPN drops"})
	o.must(err)
	o.must(o.desk.Triage(o.t.Context(), t.ID, 0))
	o.must(o.desk.Assign(o.t.Context(), t.ID))
	return o.planned(t)
}

func (o *office) planned(t tickets.Ticket) tickets.Ticket {
	o.t.Helper()
	o.must(o.desk.Plan(o.t.Context(), t.ID))
	return o.reads(t)
}

func (o *office) reads(t tickets.Ticket) tickets.Ticket {
	o.t.Helper()
	t, err := o.store.Ticket(o.t.Context(), t.ID)
	o.must(err)
	return t
}

// chased moves the clock to a time of that Monday and lets the timer act, as
// often as it would wake.
func (o *office) chased(t tickets.Ticket, clock string) tickets.Ticket {
	o.t.Helper()
	at, err := time.Parse("15:04", clock)
	o.must(err)
	o.now = time.Date(o.now.Year(), o.now.Month(), o.now.Day(), at.Hour(), at.Minute(), 0, 0, time.UTC)
	o.must(o.desk.Chase(o.t.Context(), t.ID))
	o.must(o.desk.Chase(o.t.Context(), t.ID))
	return o.planned(t)
}

func told(t tickets.Ticket, kind tickets.NoticeKind) (n int) {
	for _, notice := range t.Notices {
		if notice.Kind == kind {
			n++
		}
	}
	return n
}

func TestATicketNobodyActsOnIsNudgedThenHandedOnThenEscalated(t *testing.T) {
	o := newOffice(t)
	ann := o.hires("Ann", tickets.Requester)
	o.hires("Maya", tickets.Moderator)
	o.hires("Jon", tickets.Moderator)
	o.hires("Ada", tickets.Admin)
	ticket := o.assigned(ann)
	first := ticket.Assignee.Name

	if ticket = o.chased(ticket, "09:59"); told(ticket, tickets.NoticeNudged) != 0 {
		t.Fatal("nudged before the hour was over")
	}
	if ticket = o.chased(ticket, "10:00"); told(ticket, tickets.NoticeNudged) != 1 || ticket.Assignee.Name != first {
		t.Fatalf("after an hour: %d nudges, with %s; want 1, with %s", told(ticket, tickets.NoticeNudged), ticket.Assignee.Name, first)
	}
	if ticket = o.chased(ticket, "11:00"); ticket.Assignee.Name == first || !ticket.Routing.Refusals[0].Late || told(ticket, tickets.NoticeAssigned) != 2 {
		t.Fatalf("after another hour it is with %s, refused by %+v; want it handed on", ticket.Assignee.Name, ticket.Routing.Refusals)
	}
	second := ticket.Assignee.Name
	if ticket = o.chased(ticket, "12:00"); told(ticket, tickets.NoticeNudged) != 2 {
		t.Errorf("%s was not nudged", second)
	}
	for range 2 {
		if ticket = o.chased(ticket, "13:00"); ticket.Assignee.Name != second || told(ticket, tickets.NoticeEscalated) != 1 {
			t.Errorf("at the end it is with %s and the admins were told %d times; want %s, once", ticket.Assignee.Name, told(ticket, tickets.NoticeEscalated), second)
		}
		o.now = o.now.AddDate(0, 0, 1)
	}
}

func TestTheTimerEndsWhenSomebodyActs(t *testing.T) {
	for name, acts := range map[string]func(*office, tickets.Actor, tickets.ID) error{
		"claims": func(o *office, a tickets.Actor, id tickets.ID) error {
			_, err := o.desk.Claim(o.t.Context(), a, id)
			return err
		},
		"replies": func(o *office, a tickets.Actor, id tickets.ID) error {
			_, err := o.desk.Reply(o.t.Context(), a, id, tickets.NewComment{Text: "Looking."})
			return err
		},
		"resolves": func(o *office, a tickets.Actor, id tickets.ID) error {
			_, err := o.desk.Resolve(o.t.Context(), a, id, "Fixed.")
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			ann, maya := o.hires("Ann", tickets.Requester), o.hires("Maya", tickets.Moderator)
			ticket := o.assigned(ann)
			o.must(acts(o, maya, ticket.ID))
			o.planned(ticket)
			if ticket = o.chased(ticket, "16:00"); told(ticket, tickets.NoticeNudged)+told(ticket, tickets.NoticeEscalated) != 0 {
				t.Errorf("chased all the same: %+v", ticket.Routing.Chase)
			}
		})
	}
}

func TestAnInternalNoteDoesNotEndTheTimer(t *testing.T) {
	o := newOffice(t)
	ann, maya := o.hires("Ann", tickets.Requester), o.hires("Maya", tickets.Moderator)
	ticket := o.assigned(ann)
	_, err := o.desk.Reply(t.Context(), maya, ticket.ID, tickets.NewComment{Text: "Who knows this?", Internal: true})
	o.must(err)
	if ticket = o.chased(ticket, "10:00"); told(ticket, tickets.NoticeNudged) != 1 {
		t.Error("not nudged")
	}
}

func TestWithNobodyElseTheAdminsAreToldAndItStays(t *testing.T) {
	o := newOffice(t)
	ticket := o.assigned(o.hires("Ann", tickets.Requester))
	if ticket.Assignee != nil {
		t.Fatal("somebody has it")
	}
	o.hires("Maya", tickets.Moderator)
	o.must(o.desk.Assign(t.Context(), ticket.ID))
	ticket = o.planned(ticket)
	ticket = o.chased(ticket, "10:00")
	if ticket = o.chased(ticket, "11:00"); ticket.Assignee.Name != "Maya" || told(ticket, tickets.NoticeEscalated) != 1 || len(ticket.Routing.Refusals) != 0 {
		t.Errorf("it is with %s, refused by %v, escalated %d times; want Maya, nobody, once", ticket.Assignee.Name, ticket.Routing.Refusals, told(ticket, tickets.NoticeEscalated))
	}
	for _, n := range ticket.Notices { // its reader may be the one who has not acted
		if n.Kind == tickets.NoticeEscalated && n.Text != "" {
			t.Errorf("beside the card it says %q", n.Text)
		}
	}
}

func TestWhoHasGoneAwayIsNotNudgedButRelieved(t *testing.T) {
	o := newOffice(t)
	ann, maya := o.hires("Ann", tickets.Requester), o.hires("Maya", tickets.Moderator)
	ticket := o.assigned(ann)
	o.hires("Jon", tickets.Moderator)
	away := []tickets.Span{{From: o.now, To: o.now.AddDate(0, 0, 7)}}
	o.sets(maya, tickets.UserPatch{Away: &away})
	if ticket = o.chased(ticket, "10:00"); ticket.Assignee.Name != "Jon" || told(ticket, tickets.NoticeNudged) != 0 {
		t.Errorf("it is with %s after %d nudges, want Jon after none", ticket.Assignee.Name, told(ticket, tickets.NoticeNudged))
	}
}

func TestPatienceIsCountedInWorkingTimeAndByPriority(t *testing.T) {
	o := newOffice(t)
	ann, maya := o.hires("Ann", tickets.Requester), o.hires("Maya", tickets.Moderator)
	o.now = time.Date(2026, 3, 2, 16, 30, 0, 0, time.UTC)
	ticket := o.assigned(ann)
	want := func(at string) {
		t.Helper()
		if got := ticket.Routing.Chase.At.Format("2 15:04"); got != at {
			t.Errorf("nudged on %s, want %s", got, at)
		}
	}
	want("3 09:30")
	high := tickets.High
	_, err := o.desk.Set(t.Context(), maya, ticket.ID, tickets.Patch{Priority: &high})
	o.must(err)
	ticket = o.planned(ticket)
	want("2 16:45")
}

func TestMoreTimeIsHadTwice(t *testing.T) {
	o := newOffice(t)
	ann, maya := o.hires("Ann", tickets.Requester), o.hires("Maya", tickets.Moderator)
	ticket := o.assigned(ann)
	if _, err := o.desk.Postpone(t.Context(), maya, ticket.ID); tickets.KindOf(err) != tickets.Conflict {
		t.Errorf("more time before the nudge: %v, want a conflict", err)
	}
	ticket = o.chased(ticket, "10:00")
	if got := tickets.CardFor(ticket, maya.User, "").Buttons; !slices.Contains(got, tickets.VerbPostpone) {
		t.Errorf("the nudge's buttons are %v", got)
	}
	for _, until := range []string{"11:30", "12:15"} {
		o.now = o.now.Add(30 * time.Minute)
		if until == "12:15" {
			o.now = o.now.Add(15 * time.Minute)
		}
		stored, err := o.desk.Postpone(t.Context(), maya, ticket.ID)
		o.must(err)
		if got := stored.Routing.Chase.At.Format("15:04"); got != until {
			t.Errorf("more time until %s, want %s", got, until)
		}
	}
	if _, err := o.desk.Postpone(t.Context(), maya, ticket.ID); tickets.KindOf(err) != tickets.Conflict {
		t.Errorf("a third time: %v, want a conflict", err)
	}
	if got := tickets.CardFor(o.reads(ticket), maya.User, "").Buttons; slices.Contains(got, tickets.VerbPostpone) {
		t.Errorf("the button stays: %v", got)
	}
	jon := o.hires("Jon", tickets.Moderator)
	if _, err := o.desk.Postpone(t.Context(), jon, ticket.ID); tickets.KindOf(err) != tickets.Forbidden {
		t.Errorf("by somebody else: %v, want forbidden", err)
	}
}

func TestTheSweepFindsWhatNothingWokeUsFor(t *testing.T) {
	o := newOffice(t)
	ann := o.hires("Ann", tickets.Requester)
	o.hires("Maya", tickets.Moderator)
	ticket := o.assigned(ann)
	o.now = o.now.Add(2 * time.Hour)
	_, err := o.desk.Sweep(t.Context(), time.Minute)
	o.must(err)
	if ticket = o.reads(ticket); told(ticket, tickets.NoticeNudged) != 1 {
		t.Error("the lost run was not made up for")
	}
}

func TestNoPatienceMeansNoTimer(t *testing.T) {
	o := newOffice(t)
	ann, ada := o.hires("Ann", tickets.Requester), o.hires("Ada", tickets.Admin)
	_, err := o.desk.SetRules(t.Context(), ada, tickets.Rules{Patience: map[tickets.Priority]tickets.Length{tickets.Medium: 0}})
	o.must(err)
	o.hires("Maya", tickets.Moderator)
	if ticket := o.assigned(ann); !ticket.Routing.Chase.At.IsZero() {
		t.Errorf("a timer runs until %s", ticket.Routing.Chase.At)
	}
}

func TestATimerSwitchedOffWhileItRunsDoesNothing(t *testing.T) {
	o := newOffice(t)
	ann, ada := o.hires("Ann", tickets.Requester), o.hires("Ada", tickets.Admin)
	o.hires("Maya", tickets.Moderator)
	ticket := o.assigned(ann)
	_, err := o.desk.SetRules(t.Context(), ada, tickets.Rules{Patience: map[tickets.Priority]tickets.Length{tickets.Medium: 0}})
	o.must(err)
	if ticket = o.chased(ticket, "10:00"); told(ticket, tickets.NoticeNudged) != 0 || !ticket.Routing.Chase.At.IsZero() {
		t.Errorf("nudged %d times, and the timer runs until %s", told(ticket, tickets.NoticeNudged), ticket.Routing.Chase.At)
	}
}

func TestTheSweepSetsTimersThatAreMissing(t *testing.T) {
	o := newOffice(t)
	ann, ada := o.hires("Ann", tickets.Requester), o.hires("Ada", tickets.Admin)
	o.hires("Maya", tickets.Moderator)
	set := func(patience tickets.Length) {
		_, err := o.desk.SetRules(t.Context(), ada, tickets.Rules{Patience: map[tickets.Priority]tickets.Length{tickets.Medium: patience}})
		o.must(err)
	}
	set(0)
	ticket := o.assigned(ann)
	set(tickets.Length(2 * time.Hour))
	_, err := o.desk.Sweep(t.Context(), time.Minute)
	o.must(err)
	if got := o.reads(ticket).Routing.Chase.At.Format("15:04"); got != "11:00" {
		t.Errorf("the timer runs until %s, want 11:00", got)
	}
}

func TestWhatIsSetOpenAgainHasItsTimerAgain(t *testing.T) {
	o := newOffice(t)
	ann, maya := o.hires("Ann", tickets.Requester), o.hires("Maya", tickets.Moderator)
	ticket := o.assigned(ann)
	_, err := o.desk.Claim(t.Context(), maya, ticket.ID)
	o.must(err)
	o.now = o.now.Add(2 * time.Hour)
	open := tickets.Open
	_, err = o.desk.Set(t.Context(), maya, ticket.ID, tickets.Patch{Status: &open})
	o.must(err)
	if ticket = o.planned(ticket); told(ticket, tickets.NoticeNudged) != 0 || ticket.Routing.Chase.At.Format("15:04") != "12:00" {
		t.Errorf("nudged on %s after %d nudges, want 12:00 after none", ticket.Routing.Chase.At, told(ticket, tickets.NoticeNudged))
	}
}
