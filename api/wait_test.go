package api

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/tickets"
)

func TestPlaceInTheQueue(t *testing.T) {
	d := newDesk(t)
	mo, ann, bob := d.hires("Mo", tickets.Moderator), d.signsUp("Ann"), d.signsUp("Bob")
	opens := func(title string) string {
		d.clock.pass(time.Second)
		return bob.opens(title)
	}
	older, claimed, urgent := opens("Older"), opens("Claimed"), opens("Urgent")
	mine := ann.opens("Mine")
	d.clock.pass(time.Second)
	later, unimportant := opens("Later and urgent"), opens("Unimportant")
	mo.posts(claimed+"/claim", "").mustBe(200)
	mo.patches(urgent, `{"priority":"high"}`).mustBe(200)
	mo.patches(later, `{"priority":"high"}`).mustBe(200)
	mo.patches(unimportant, `{"priority":"low"}`).mustBe(200)
	for _, tt := range []struct {
		path string
		who  *person
		want int
	}{
		{urgent, bob, 0}, {later, bob, 1}, {older, bob, 2}, {mine, ann, 3}, {mine, mo, 3}, {unimportant, bob, 4},
	} {
		wait := tt.who.gets(tt.path).mustBe(200).ticket().Wait
		if wait == nil || wait.Ahead != tt.want {
			t.Errorf("%s: got %+v, want %d ahead", tt.path, wait, tt.want)
		}
	}
	if wait := bob.gets(claimed).mustBe(200).ticket().Wait; wait != nil {
		t.Errorf("a claimed ticket: got %+v, want no wait", wait)
	}
}

func TestUsualWait(t *testing.T) {
	d := newDesk(t)
	mo, ann := d.hires("Mo", tickets.Moderator, "VPN", "Printer"), d.signsUp("Ann")
	// answered opens a ticket that is claimed after some minutes, and resolves it.
	answered := func(skill string, minutes int) {
		path := ann.opens("Help with " + skill)
		mo.patches(path, `{"skills":["`+skill+`"]}`).mustBe(200)
		d.clock.pass(time.Duration(minutes) * time.Minute)
		d.nextMorning(mo, ann)
		mo.posts(path+"/claim", "").mustBe(200)
		mo.posts(path+"/resolve", "").mustBe(200)
	}
	usual := func(skill string) *usualView {
		path := ann.opens("Mine about " + skill)
		mo.patches(path, `{"skills":["`+skill+`"]}`).mustBe(200)
		wait := ann.gets(path).mustBe(200).ticket().Wait
		if wait == nil {
			t.Fatal("got no wait")
		}
		return wait.Usual
	}
	for range 4 {
		answered("VPN", 10)
	}
	if got := usual("VPN"); got != nil {
		t.Errorf("after four tickets: got %+v, want nothing", got)
	}
	answered("VPN", 60)
	d.clock.pass(time.Minute) // the usual may be a minute old
	if diff := cmp.Diff(&usualView{P50: 600, P90: 3600, Of: 5}, usual("VPN")); diff != "" {
		t.Errorf("after five (-want +got):\n%s", diff)
	}
	answered("Printer", 2)
	d.clock.pass(time.Minute)
	if diff := cmp.Diff(&usualView{P50: 600, P90: 3600, Of: 5}, usual("VPN")); diff != "" {
		t.Errorf("beside another kind (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(&usualView{P50: 600, P90: 3600, Of: 6}, usual("Printer")); diff != "" {
		t.Errorf("of a kind with too few (-want +got):\n%s", diff)
	}
}

// nextMorning has everybody come back whose access token may have run out.
func (d *desk) nextMorning(everybody ...*person) {
	d.t.Helper()
	for _, p := range everybody {
		p.enter(p.posts("/api/auth/refresh", "").mustBe(200))
	}
}
