package tickets_test

import (
	"testing"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

func TestWhatOneMaySetOfPeople(t *testing.T) {
	d := newWorkDesk(t)
	left := d.person("Lea", "admin")
	left.User.DeactivatedAt = d.clock
	name, role, on, off, capacity := "Max", tickets.Admin, true, false, 5
	vpn, alchemy, cobol := []string{"vpn"}, []string{"Alchemy"}, []string{"COBOL"}
	for what, tt := range map[string]struct {
		by   tickets.Actor
		of   tickets.Actor
		set  tickets.UserPatch
		want tickets.Kind // "" when it is allowed
	}{
		"a requester, their name":              {d.ann, d.ann, tickets.UserPatch{Name: &name}, ""},
		"a requester, skills":                  {d.ann, d.ann, tickets.UserPatch{Skills: &vpn}, tickets.Forbidden},
		"a requester, a capacity":              {d.ann, d.ann, tickets.UserPatch{Capacity: &capacity}, tickets.Forbidden},
		"a moderator, a skill of the desk":     {d.jon, d.jon, tickets.UserPatch{Skills: &vpn}, ""},
		"a moderator, a skill of their own":    {d.jon, d.jon, tickets.UserPatch{Skills: &alchemy}, tickets.Invalid},
		"a moderator, their role":              {d.jon, d.jon, tickets.UserPatch{Role: &role}, tickets.Forbidden},
		"a moderator, that they are gone":      {d.jon, d.jon, tickets.UserPatch{Active: &off}, tickets.Forbidden},
		"a moderator, another's name":          {d.jon, d.maya, tickets.UserPatch{Name: &name}, tickets.Forbidden},
		"an admin, a new skill of another's":   {d.admin, d.maya, tickets.UserPatch{Skills: &cobol}, ""},
		"an admin, another's role":             {d.admin, d.maya, tickets.UserPatch{Role: &role}, ""},
		"an admin who is gone, another's name": {left, d.maya, tickets.UserPatch{Name: &name}, tickets.Forbidden},
		"an admin who is gone, their name":     {left, left, tickets.UserPatch{Name: &name}, tickets.Forbidden},
		"an admin who is gone, that they stay": {left, left, tickets.UserPatch{Active: &on}, tickets.Forbidden},
	} {
		_, err := d.SetUser(d.ctx, tt.by, tt.of.User.ID, tt.set)
		if allowed := tt.want == ""; allowed != (err == nil) || !allowed && tickets.KindOf(err) != tt.want {
			t.Errorf("%s: %v, want %q", what, err, tt.want)
		}
	}
}

func TestTheLastActiveAdminStays(t *testing.T) {
	d := newWorkDesk(t)
	second, gone, user := d.person("Bea", "admin"), false, tickets.Requester
	_, err := d.SetUser(d.ctx, d.admin, second.User.ID, tickets.UserPatch{Active: &gone})
	d.must(err)
	_, err = d.SetUser(d.ctx, d.admin, d.admin.User.ID, tickets.UserPatch{Role: &user})
	wants(t, err, tickets.Conflict, "last admin")
}

func TestWhoComesBackHasToLogInAnew(t *testing.T) {
	d := newWorkDesk(t)
	session, refresh, err := d.StartSession(d.ctx, d.maya.User.ID, "a laptop left in a train")
	d.must(err)
	_, link, err := d.NewLink(d.ctx, d.maya.User.ID, tickets.Link{Purpose: tickets.LinkPassword}, 48*time.Hour)
	d.must(err)
	for _, active := range []bool{false, true} {
		u, err := d.SetUser(d.ctx, d.admin, d.maya.User.ID, tickets.UserPatch{Active: &active})
		d.must(err)
		if u.Active() != active {
			t.Errorf("active is %t, want %t", u.Active(), active)
		}
	}
	_, err = d.SessionUser(d.ctx, d.maya.User.ID, session.ID)
	wants(t, err, tickets.Unauthenticated, "log in")
	_, _, _, err = d.RefreshSession(d.ctx, refresh)
	wants(t, err, tickets.Unauthenticated, "log in")
	if _, err = d.SetPassword(d.ctx, link, "whoever has the mail"); err == nil {
		t.Error("a password link from before still works")
	}
}

func TestANewAddressInChatMakesNobodyNew(t *testing.T) {
	d := newWorkDesk(t)
	who := tickets.Profile{Identity: tickets.Identity{Platform: tickets.Slack, Team: "T1", ID: "U1"}, Email: "maya@desk.test", Name: "maya", Internal: true}
	_, err := d.PersonFor(d.ctx, who)
	d.must(err)
	for _, address := range []string{"maya@new.test", "jon@desk.test", ""} {
		who.Email = address
		if u, err := d.PersonFor(d.ctx, who); err != nil || u.ID != d.maya.User.ID {
			t.Errorf("with the address %q Maya is %s, %v", address, u.Name, err)
		}
	}
}
