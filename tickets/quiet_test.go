package tickets_test

import (
	"errors"
	"testing"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

// nights are quiet from 22 to 8.
var nights = tickets.Preferences{Quiet: tickets.Hours{Start: 22 * 60, End: 8 * 60}}

// receipts returns the receipts of a kind of notice.
func receipts(t tickets.Ticket, kind tickets.NoticeKind) (rs []tickets.Receipt) {
	for _, n := range t.Notices {
		if n.Kind == kind {
			rs = append(rs, n.Receipts...)
		}
	}
	return rs
}

// delivers tries to send every message of the ticket, as runs would that woke now.
func (o *office) delivers(t tickets.Ticket) tickets.Ticket {
	o.t.Helper()
	for _, n := range t.Notices {
		for _, r := range n.Receipts {
			o.must(o.desk.Deliver(o.t.Context(), t.ID, r.ID))
		}
	}
	return o.reads(t)
}

// nightOwls is a desk at 23 o'clock whose moderator works then, quietly.
func nightOwls(t *testing.T) (o *office, ann, maya tickets.Actor) {
	o = newOffice(t)
	ann, maya = o.hires("Ann", tickets.Requester), o.hires("Maya", tickets.Moderator)
	always := tickets.Hours{}
	maya = o.sets(maya, tickets.UserPatch{Hours: &always, Preferences: &nights})
	o.now = time.Date(2026, 3, 2, 23, 0, 0, 0, time.UTC)
	return o, ann, maya
}

// later is the ticket an hour later, when whoever has it has had their time.
func (o *office) later(t tickets.Ticket) tickets.Ticket {
	o.t.Helper()
	o.now = o.now.Add(time.Hour)
	o.must(o.desk.Chase(o.t.Context(), t.ID))
	return o.planned(t)
}

// sleeps adds an admin who is away and is told nothing at night.
func (o *office) sleeps(name string) tickets.Actor {
	o.t.Helper()
	away := []tickets.Span{{From: o.now, To: o.now.AddDate(0, 0, 1)}}
	return o.sets(o.hires(name, tickets.Admin), tickets.UserPatch{Away: &away, Preferences: &nights})
}

func TestNoticesWaitForTheEndOfQuietHours(t *testing.T) {
	o, ann, maya := nightOwls(t)
	ticket := o.delivers(o.assigned(ann))
	if got := o.sent[tickets.Mail].kinds(maya.User.ID); len(got) != 0 {
		t.Fatalf("at 23:00 Maya was sent %v", got)
	}
	for _, r := range receipts(ticket, tickets.NoticeAssigned) {
		if r.State != tickets.ReceiptDue || r.NotBefore.Format("2 15:04") != "3 08:00" {
			t.Errorf("the receipt is %s, not before %s; want due on the 3rd at 8:00", r.State, r.NotBefore)
		}
	}
	if n, err := o.desk.Sweep(t.Context(), 0); err != nil || n != 0 {
		t.Errorf("the sweep set %d tickets going, %v; want none: nothing is stuck", n, err)
	}
	o.now = time.Date(2026, 3, 3, 8, 0, 0, 0, time.UTC)
	if n, err := o.desk.Sweep(t.Context(), 0); err != nil || n != 1 {
		t.Errorf("in the morning the sweep set %d tickets going, %v; want 1", n, err)
	}
	o.delivers(ticket)
	if got := o.sent[tickets.Mail].kinds(maya.User.ID); len(got) != 1 {
		t.Errorf("in the morning Maya was sent %v, want one mail", got)
	}
}

func TestHighPriorityBreaksQuietHours(t *testing.T) {
	o, ann, maya := nightOwls(t)
	ticket := o.delivers(o.assigned(ann))
	high := tickets.High
	_, err := o.desk.Set(t.Context(), maya, ticket.ID, tickets.Patch{Priority: &high})
	o.must(err)
	o.delivers(ticket)
	if got := o.sent[tickets.Mail].kinds(maya.User.ID); len(got) != 1 {
		t.Errorf("Maya was sent %v, want one mail", got)
	}
}

func TestWhatIsOvertakenInQuietHoursIsNeverSent(t *testing.T) {
	declined := func(o *office, maya tickets.Actor, t tickets.Ticket) error {
		_, err := o.desk.Decline(o.t.Context(), maya, t.ID, "")
		return err
	}
	resolved := func(o *office, a tickets.Actor, t tickets.Ticket) error {
		_, err := o.desk.Resolve(o.t.Context(), a, t.ID, "")
		return err
	}
	isBack := func(o *office, ann, maya tickets.Actor, t tickets.Ticket) error { // the night after she was told of it
		o.now = o.now.Add(10 * time.Hour)
		o.delivers(t)
		o.now = o.now.Add(14 * time.Hour)
		return errors.Join(resolved(o, maya, t), itIsBack(o, ann, maya, t))
	}
	for name, tt := range map[string]struct {
		kind tickets.NoticeKind
		by   func(o *office, ann, maya tickets.Actor, t tickets.Ticket) error
	}{
		"a new ticket is handed on": {tickets.NoticeAssigned, func(o *office, _, maya tickets.Actor, t tickets.Ticket) error {
			return declined(o, maya, t)
		}},
		"a new ticket is resolved": {tickets.NoticeAssigned, func(o *office, ann, _ tickets.Actor, t tickets.Ticket) error {
			return resolved(o, ann, t)
		}},
		"a reopened ticket is handed on": {tickets.NoticeReopened, func(o *office, ann, maya tickets.Actor, t tickets.Ticket) error {
			return errors.Join(isBack(o, ann, maya, t), declined(o, maya, o.planned(t)))
		}},
		"a reopened ticket is resolved": {tickets.NoticeReopened, func(o *office, ann, maya tickets.Actor, t tickets.Ticket) error {
			return errors.Join(isBack(o, ann, maya, t), resolved(o, ann, o.planned(t)))
		}},
		"a nudged ticket is claimed": {tickets.NoticeNudged, func(o *office, _, maya tickets.Actor, t tickets.Ticket) error {
			_, err := o.desk.Claim(o.t.Context(), maya, o.later(t).ID)
			return err
		}},
		"a nudged ticket is handed on": {tickets.NoticeNudged, func(o *office, _, maya tickets.Actor, t tickets.Ticket) error {
			return declined(o, maya, o.later(t))
		}},
		"an escalated ticket is claimed": {tickets.NoticeEscalated, func(o *office, _, maya tickets.Actor, t tickets.Ticket) error {
			o.sleeps("Ada")
			_, err := o.desk.Claim(o.t.Context(), maya, o.later(o.later(t)).ID)
			return err
		}},
		"an escalated ticket is handed on": {tickets.NoticeEscalated, func(o *office, _, maya tickets.Actor, t tickets.Ticket) error {
			o.sleeps("Ada")
			return declined(o, maya, o.later(o.later(t)))
		}},
		"an escalated ticket is somebody else's": {tickets.NoticeEscalated, func(o *office, _, maya tickets.Actor, t tickets.Ticket) error {
			ada := o.sleeps("Ada").User.ID
			t = o.later(o.later(t))
			o.now = o.now.Add(time.Minute)
			_, err := o.desk.Set(o.t.Context(), maya, t.ID, tickets.Patch{Assignee: &ada})
			return err
		}},
		"an escalated ticket is resolved": {tickets.NoticeEscalated, func(o *office, _, maya tickets.Actor, t tickets.Ticket) error {
			o.sleeps("Ada")
			return resolved(o, maya, o.later(o.later(t)))
		}},
		"an overdue ticket is resolved": {tickets.NoticeOverdue, func(o *office, _, maya tickets.Actor, t tickets.Ticket) error {
			o.now = o.now.AddDate(0, 0, 2)
			o.must(o.desk.Chase(o.t.Context(), t.ID))
			return resolved(o, maya, o.planned(t))
		}},
		"a claim is given up": {tickets.NoticeClaimed, func(o *office, _, maya tickets.Actor, t tickets.Ticket) error {
			_, err := o.desk.Claim(o.t.Context(), maya, t.ID)
			_, given := o.desk.Release(o.t.Context(), maya, o.planned(t).ID, "")
			return errors.Join(err, given)
		}},
		"a reply comes before the ticket is given back": {tickets.NoticeReplied, func(o *office, ann, maya tickets.Actor, t tickets.Ticket) error {
			_, err := o.desk.Claim(o.t.Context(), maya, t.ID)
			_, replied := o.desk.Reply(o.t.Context(), ann, t.ID, tickets.NewComment{Text: "It is the blue one."})
			_, given := o.desk.Release(o.t.Context(), maya, o.planned(t).ID, "")
			return errors.Join(err, replied, given)
		}},
		"a resolution is taken back": {tickets.NoticeResolved, func(o *office, _, maya tickets.Actor, t tickets.Ticket) error {
			status := tickets.Resolved
			_, undo, err := o.desk.SetMany(o.t.Context(), maya, []tickets.Number{t.Number}, tickets.Bulk{Status: &status})
			o.planned(t)
			_, undone := o.desk.UndoMany(o.t.Context(), maya, undo.Token)
			return errors.Join(err, undone)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			o, ann, maya := nightOwls(t)
			ann = o.sets(ann, tickets.UserPatch{Preferences: &nights})
			ticket := o.assigned(ann)
			o.must(tt.by(o, ann, maya, ticket))
			ticket = o.planned(ticket)
			o.now = o.now.Add(12 * time.Hour)
			ticket = o.delivers(ticket)
			told := receipts(ticket, tt.kind)
			if len(told) == 0 {
				t.Fatal("there was nothing to tell")
			}
			for _, r := range told {
				if r.State != tickets.ReceiptSkipped || r.Error == "" {
					t.Errorf("the receipt is %s, %q; want skipped, with the reason", r.State, r.Error)
				}
			}
		})
	}
}

func TestWhatIsLateWaitsForTheEndOfQuietHoursToo(t *testing.T) {
	o, ann, maya := nightOwls(t)
	o.now = time.Date(2026, 3, 2, 21, 59, 0, 0, time.UTC)
	ticket := o.assigned(ann)
	o.now = time.Date(2026, 3, 2, 22, 1, 0, 0, time.UTC) // the mail server was down meanwhile, say
	ticket = o.delivers(ticket)
	if got := o.sent[tickets.Mail].kinds(maya.User.ID); len(got) != 0 {
		t.Fatalf("at 22:01 Maya was sent %v", got)
	}
	for _, r := range receipts(ticket, tickets.NoticeAssigned) {
		if r.State != tickets.ReceiptDue || r.NotBefore.Format("2 15:04") != "3 08:00" {
			t.Errorf("the receipt is %s, not before %s; want due on the 3rd at 8:00", r.State, r.NotBefore)
		}
	}
	o.now = time.Date(2026, 3, 3, 8, 0, 0, 0, time.UTC)
	o.delivers(ticket)
	if got := o.sent[tickets.Mail].kinds(maya.User.ID); len(got) != 1 {
		t.Errorf("in the morning Maya was sent %v, want one mail", got)
	}
}

func TestWhoIsQuietAlwaysIsToldAfterAWeek(t *testing.T) {
	o, ann, maya := nightOwls(t)
	maya = o.sets(maya, tickets.UserPatch{Preferences: &tickets.Preferences{Quiet: tickets.Hours{End: 24 * 60}}})
	ticket := o.assigned(ann)
	o.now = o.now.AddDate(0, 0, 6)
	ticket = o.delivers(ticket)
	if got := o.sent[tickets.Mail].kinds(maya.User.ID); len(got) != 0 {
		t.Fatalf("after six days Maya was sent %v", got)
	}
	o.now = o.now.AddDate(0, 0, 3)
	o.delivers(ticket)
	if got := o.sent[tickets.Mail].kinds(maya.User.ID); len(got) != 1 {
		t.Errorf("after nine days Maya was sent %v, want one mail", got)
	}
}
