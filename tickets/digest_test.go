package tickets_test

import (
	"strings"
	"testing"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

// digests sweeps at a moment, sends what was asked for, and returns the texts
// of the digests somebody has had so far.
func (o *office) digests(a tickets.Actor, at time.Time) (texts []string) {
	o.t.Helper()
	o.now = at
	_, err := o.desk.Sweep(o.t.Context(), 0)
	o.must(err)
	o.must(o.desk.MailDigest(o.t.Context(), a.User.ID))
	for _, m := range o.sent[tickets.Mail].messages {
		if m.Kind == tickets.NoticeDigest && m.To.ID == a.User.ID {
			texts = append(texts, m.Text)
		}
	}
	return texts
}

func TestOneDigestOnTheMorningOfEveryWorkingDay(t *testing.T) {
	o := newOffice(t)
	ann, maya := o.hires("Ann", tickets.Requester), o.hires("Maya", tickets.Moderator)
	berlin := "Europe/Berlin"
	maya = o.sets(maya, tickets.UserPatch{TimeZone: &berlin, Preferences: &tickets.Preferences{Digest: true}})
	_, err := o.desk.SetRules(t.Context(), o.hires("Ada", tickets.Admin), tickets.Rules{Holidays: []string{"2026-03-11"}, Patience: map[tickets.Priority]tickets.Length{tickets.Medium: 0}})
	o.must(err)
	o.now = time.Date(2026, 3, 5, 13, 0, 0, 0, time.UTC) // a Thursday
	o.assigned(ann)
	for _, tt := range []struct {
		at   time.Time
		want int
	}{
		{time.Date(2026, 3, 6, 6, 59, 0, 0, time.UTC), 0}, // 7:59 in Berlin
		{time.Date(2026, 3, 6, 7, 0, 0, 0, time.UTC), 1},
		{time.Date(2026, 3, 6, 7, 10, 0, 0, time.UTC), 1},
		{time.Date(2026, 3, 6, 10, 59, 0, 0, time.UTC), 1},
		{time.Date(2026, 3, 7, 8, 0, 0, 0, time.UTC), 1},   // Saturday
		{time.Date(2026, 3, 9, 11, 30, 0, 0, time.UTC), 1}, // past noon
		{time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC), 2},
		{time.Date(2026, 3, 11, 9, 0, 0, 0, time.UTC), 2}, // a holiday of the desk
		{time.Date(2026, 3, 12, 9, 0, 0, 0, time.UTC), 3},
	} {
		got := o.digests(maya, tt.at)
		if len(got) != tt.want {
			t.Errorf("by %s there were %d digests, want %d", tt.at, len(got), tt.want)
		}
		if len(got) > 0 && !strings.HasPrefix(got[0], "#1 VPN drops (medium, open, 18 h old)") {
			t.Errorf("the digest says %q", got[0])
		}
	}
}

func TestNoDigestOfNothing(t *testing.T) {
	o := newOffice(t)
	maya := o.sets(o.hires("Maya", tickets.Moderator), tickets.UserPatch{Preferences: &tickets.Preferences{Digest: true}})
	if got := o.digests(maya, time.Date(2026, 3, 6, 9, 0, 0, 0, time.UTC)); len(got) != 0 {
		t.Errorf("the digest says %q", got)
	}
	u, err := o.store.User(t.Context(), maya.User.ID)
	if o.must(err); u.Digest.State != tickets.ReceiptSkipped {
		t.Errorf("its receipt is %s, want skipped", u.Digest.State)
	}
}

func TestTheDigestIsStoppedByItsLink(t *testing.T) {
	o := newOffice(t)
	ann := o.hires("Ann", tickets.Requester)
	maya := o.sets(o.hires("Maya", tickets.Moderator), tickets.UserPatch{Preferences: &tickets.Preferences{Digest: true}})
	o.assigned(ann)
	o.digests(maya, time.Date(2026, 3, 6, 9, 0, 0, 0, time.UTC))
	_, err := o.desk.Unsubscribe(t.Context(), o.stopLink())
	o.must(err)
	if got := o.digests(maya, time.Date(2026, 3, 9, 9, 0, 0, 0, time.UTC)); len(got) != 1 {
		t.Errorf("she has had %d digests, want the first only", len(got))
	}
}

func TestNoDigestForWhoIsNoLongerToHaveIt(t *testing.T) {
	requester, inactive := tickets.Requester, false
	for name, becomes := range map[string]tickets.UserPatch{
		"moderates no more": {Role: &requester},
		"is deactivated":    {Active: &inactive},
		"wants none":        {Preferences: &tickets.Preferences{}},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			ann, ada := o.hires("Ann", tickets.Requester), o.hires("Ada", tickets.Admin)
			maya := o.sets(o.hires("Maya", tickets.Moderator), tickets.UserPatch{Preferences: &tickets.Preferences{Digest: true}})
			o.assigned(ann)
			o.now = time.Date(2026, 3, 6, 9, 0, 0, 0, time.UTC)
			_, err := o.desk.Sweep(t.Context(), 0) // asks for it
			o.must(err)
			_, err = o.desk.SetUser(t.Context(), ada, maya.User.ID, becomes)
			o.must(err)
			o.must(o.desk.MailDigest(t.Context(), maya.User.ID))
			if got := o.sent[tickets.Mail].kinds(maya.User.ID); len(got) != 0 {
				t.Errorf("she is mailed %v", got)
			}
			u, err := o.store.User(t.Context(), maya.User.ID)
			if o.must(err); u.Digest.State != tickets.ReceiptSkipped {
				t.Errorf("its receipt is %s, want skipped", u.Digest.State)
			}
		})
	}
}
