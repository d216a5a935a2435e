package tickets_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/tickets"
)

// tries has somebody try at Maya's account with a wrong password until they are
// slowed down, and returns how often they could.
func (d *workDesk) tries(from tickets.Device) (n int) {
	d.t.Helper()
	for {
		_, err := d.LogIn(d.ctx, "maya@desk.test", "a guess", from)
		if tickets.KindOf(err) == tickets.TooMany {
			return n
		}
		wants(d.t, err, tickets.Unauthenticated, "wrong")
		n++
	}
}

func TestStrangersKeepNobodyOut(t *testing.T) {
	d := newWorkDesk(t)
	_, err := d.SetPassword(d.ctx, d.link(d.maya, tickets.LinkPassword), "her own one")
	d.must(err)
	hers := tickets.Device{User: d.maya.User.ID, ID: "her browser"}
	comes := func(from tickets.Device) error {
		_, err := d.LogIn(d.ctx, "maya@desk.test", "her own one", from)
		return err
	}
	if n := d.tries(tickets.Device{}); n != 10 {
		t.Errorf("strangers have %d tries, want 10", n)
	}
	wants(t, comes(tickets.Device{}), tickets.TooMany, "Wait")
	wants(t, comes(tickets.Device{User: d.jon.User.ID, ID: "his browser"}), tickets.TooMany, "Wait")
	d.must(comes(hers))
	for range 2 { // each browser has its own
		if n := d.tries(hers); n != 10 {
			t.Errorf("her browser has %d tries, want 10", n)
		}
		wants(t, comes(hers), tickets.TooMany, "Wait")
		hers.ID += ", the other"
	}
	d.must(d.ChangePassword(d.ctx, d.maya, "her own one", "a new password", ""))
	for range 10 {
		wants(t, d.ChangePassword(d.ctx, d.maya, "a guess", "a thief's password", ""), tickets.Invalid, "present password")
	}
	wants(t, d.ChangePassword(d.ctx, d.maya, "a guess", "a thief's password", ""), tickets.TooMany, "Wait")
}

func TestManyWrongPasswordsAreInTheAudit(t *testing.T) {
	d := newWorkDesk(t)
	_, err := d.SetPassword(d.ctx, d.link(d.maya, tickets.LinkPassword), "her own one")
	d.must(err)
	fails := func(n int) {
		t.Helper()
		for range n {
			_, err := d.LogIn(d.ctx, "maya@desk.test", "a guess", tickets.Device{})
			wants(t, err, tickets.Unauthenticated, "wrong")
			d.clock = d.clock.Add(30 * time.Second) // just slow enough
		}
	}
	check := func(when string, want ...string) {
		t.Helper()
		page, err := d.Audit(d.ctx, d.admin, tickets.AuditFilter{Verb: "refused"})
		d.must(err)
		var got []string
		for _, e := range page.Entries {
			got = append(got, fmt.Sprint(e.By.Name, " ", e.Verb, " ", e.Person.Name, " ", e.Via, ": ", e.Text))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", when, diff)
		}
	}
	fails(9)
	check("few")
	_, err = d.LogIn(d.ctx, "maya@desk.test", "her own one", tickets.Device{})
	d.must(err)
	fails(9)
	check("few, and few since she was there")
	fails(1)
	first := " refused Maya web: 10 wrong passwords since 2026-03-02 10:04 UTC"
	check("many", first)
	fails(119)
	check("more, within the hour", first)
	fails(2)
	check("an hour later", " refused Maya web: 120 wrong passwords since 2026-03-02 10:09 UTC", first)
	for range 20 {
		_, err := d.LogIn(d.ctx, "nobody@desk.test", "a guess", tickets.Device{})
		if k := tickets.KindOf(err); k != tickets.Unauthenticated && k != tickets.TooMany {
			t.Errorf("nobody: %v", err)
		}
	}
}
