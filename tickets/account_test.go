package tickets_test

import (
	"strings"
	"testing"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

func TestASessionEnds(t *testing.T) {
	off := false
	for name, tt := range map[string]struct {
		live bool
		ends func(*workDesk) error
	}{
		"not by itself within its life": {true, func(d *workDesk) error { d.clock = d.clock.Add(tickets.SessionLife - time.Second); return nil }},
		"after its life":                {false, func(d *workDesk) error { d.clock = d.clock.Add(tickets.SessionLife); return nil }},
		"with its account": {false, func(d *workDesk) error {
			_, err := d.SetUser(d.ctx, d.admin, d.maya.User.ID, tickets.UserPatch{Active: &off})
			return err
		}},
		"when its owner logs out everywhere": {false, func(d *workDesk) error { return d.SignOut(d.ctx, d.maya, d.maya.User.ID) }},
		"by a new password from a link": {false, func(d *workDesk) error {
			_, err := d.SetPassword(d.ctx, d.link(d.maya, tickets.LinkPassword), "a new password")
			return err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			d := newWorkDesk(t)
			session, refresh, err := d.StartSession(d.ctx, d.maya.User.ID, "a browser")
			d.must(err)
			d.must(tt.ends(d))
			_, used := d.SessionUser(d.ctx, d.maya.User.ID, session.ID)
			_, _, _, renewed := d.RefreshSession(d.ctx, refresh)
			if (used == nil) != tt.live || (renewed == nil) != tt.live {
				t.Errorf("used: %v, renewed: %v; want it live: %t", used, renewed, tt.live)
			}
		})
	}
}

// link returns the token of a new link for somebody, which works for an hour.
func (d *workDesk) link(a tickets.Actor, purpose tickets.LinkPurpose) string {
	d.t.Helper()
	_, token, err := d.NewLink(d.ctx, a.User.ID, tickets.Link{Purpose: purpose}, time.Hour)
	d.must(err)
	return token
}

func TestALinkOpensOnlyWhatItIsFor(t *testing.T) {
	for name, token := range map[string]func(*workDesk) string{
		"of another purpose": func(d *workDesk) string { return d.link(d.maya, tickets.LinkVerify) },
		"for somebody else": func(d *workDesk) string {
			_, key, _ := strings.Cut(d.link(d.jon, tickets.LinkPassword), ".")
			return string(d.maya.User.ID) + "." + key
		},
		"guessed beside one that works": func(d *workDesk) string {
			d.link(d.maya, tickets.LinkPassword)
			return string(d.maya.User.ID) + ".guessed"
		},
		"of somebody who has left since": func(d *workDesk) string {
			link, off := d.link(d.maya, tickets.LinkPassword), false
			_, err := d.SetUser(d.ctx, d.admin, d.maya.User.ID, tickets.UserPatch{Active: &off})
			d.must(err)
			return link
		},
		"of nobody":           func(*workDesk) string { return "01JZZZZZZZZZZZZZZZZZZZZZZZ.key" },
		"that is none at all": func(*workDesk) string { return "key" },
	} {
		t.Run(name, func(t *testing.T) {
			d := newWorkDesk(t)
			_, err := d.SetPassword(d.ctx, token(d), "a thief's password")
			wants(t, err, tickets.Invalid, "used or has expired")
			_, err = d.LogIn(d.ctx, "maya@desk.test", "a thief's password", tickets.Device{})
			wants(t, err, tickets.Unauthenticated, "wrong")
		})
	}
}

func TestAChatAccountIsJoinedOnlyByItsOwnLink(t *testing.T) {
	slack := func(id string) tickets.Profile {
		return tickets.Profile{Identity: tickets.Identity{Platform: tickets.Slack, Team: "T1", ID: id}, Name: "omar", Internal: true}
	}
	// writes returns somebody who wrote in Slack, and the token of their link.
	writes := func(d *workDesk, p tickets.Profile) (tickets.User, string) {
		u, err := d.PersonFor(d.ctx, p)
		d.must(err)
		link, err := d.IdentityLink(d.ctx, tickets.Actor{User: u, Via: tickets.Slack}, p.Identity)
		d.must(err)
		_, token, _ := strings.Cut(link, "#")
		return u, token
	}
	for name, tt := range map[string]struct {
		token func(d *workDesk, u tickets.User, token string) string
		kind  tickets.Kind // "" when it is joined
	}{
		"as it is": {func(_ *workDesk, _ tickets.User, token string) string { return token }, ""},
		"guessed":  {func(_ *workDesk, u tickets.User, _ string) string { return string(u.ID) + ".guessed" }, tickets.Invalid},
		"too late": {func(d *workDesk, _ tickets.User, token string) string {
			d.clock = d.clock.Add(24 * time.Hour)
			return token
		}, tickets.Invalid},
		"of another purpose": {func(d *workDesk, u tickets.User, _ string) string {
			return d.link(tickets.Actor{User: u}, tickets.LinkPassword)
		}, tickets.Invalid},
		"of somebody who was made a moderator": {func(d *workDesk, u tickets.User, token string) string {
			role := tickets.Moderator
			_, err := d.SetUser(d.ctx, d.admin, u.ID, tickets.UserPatch{Role: &role})
			d.must(err)
			return token
		}, tickets.Conflict},
		"beside another account of Slack": {func(d *workDesk, _ tickets.User, token string) string {
			_, other := writes(d, slack("U2"))
			u, err := d.JoinIdentity(d.ctx, d.ann, other)
			d.must(err)
			d.ann.User = u
			return token
		}, tickets.Conflict},
	} {
		t.Run(name, func(t *testing.T) {
			d := newWorkDesk(t)
			chat, token := writes(d, slack("U1"))
			ticket, err := d.Open(d.ctx, tickets.Actor{User: chat, Via: tickets.Slack}, tickets.NewTicket{Title: "VPN drops"})
			d.must(err)
			_, err = d.JoinIdentity(d.ctx, d.ann, tt.token(d, chat, token))
			if joined := err == nil; joined != (tt.kind == "") || !joined && tickets.KindOf(err) != tt.kind {
				t.Errorf("%v, want %q", err, tt.kind)
			}
			stored := d.stored(ticket.ID)
			if mine := stored.Requester.ID == d.ann.User.ID; mine != (tt.kind == "") {
				t.Errorf("the ticket is Ann's: %t", mine)
			}
			for _, n := range stored.Notices {
				if n.To != stored.Requester.ID {
					t.Errorf("that it was %s is yet told to the other account", n.Kind)
				}
			}
		})
	}
}
