package storetest

import (
	"errors"
	"fmt"
	"testing"

	"github.com/beckon-desk/beckon/tickets"
)

func email(e tickets.Email) func(*tickets.User) { return func(u *tickets.User) { u.Email = e } }

func name(n string) func(*tickets.User) { return func(u *tickets.User) { u.Name = n } }

func account(ids ...string) func(*tickets.User) {
	return func(u *tickets.User) {
		u.Identities = nil
		for _, id := range ids {
			u.Identities = append(u.Identities, tickets.Identity{Platform: tickets.Slack, Team: "T", ID: id})
		}
	}
}

// people returns the first page that f chooses.
func (d desk) people(f tickets.UserFilter) []tickets.User {
	d.t.Helper()
	return must[tickets.UserPage](d.t)(d.Users(d.ctx, f)).Users
}

func testUser(t *testing.T, d desk) {
	d.run(t, "keeps every field, in UTC and milliseconds", func(d desk) {
		given, want := fullUser(d.t)
		created := must[tickets.User](d.t)(d.CreateUser(d.ctx, given))
		same(d.t, created, want)
		same(d.t, must[tickets.User](d.t)(d.User(d.ctx, want.ID)), want)
		same(d.t, d.people(tickets.UserFilter{}), []tickets.User{want})
	})
	d.run(t, "keeps every field through an update", func(d desk) {
		created := d.joins()
		given, want := fullUser(d.t)
		want.ID, want.CreatedAt = created.ID, created.CreatedAt
		updated, err := d.UpdateUser(d.ctx, created.ID, func(u *tickets.User) error {
			*u = given // with another id and time of creation, which do not change
			return nil
		})
		same(d.t, must[tickets.User](d.t)(updated, err), want)
		same(d.t, must[tickets.User](d.t)(d.User(d.ctx, created.ID)), want)
	})
	d.run(t, "is found by id, address and every chat account", func(d desk) {
		d.joins()
		want := d.joins(email("ada@desk.test"), account("U1", "U2"))
		for _, ref := range []tickets.UserRef{want.ID, want.Email, tickets.IdentityKey("slack:T:U1"), tickets.IdentityKey("slack:T:U2")} {
			same(d.t, must[tickets.User](d.t)(d.User(d.ctx, ref)), want)
		}
	})
	d.run(t, "is not found by anything else", func(d desk) {
		d.joins()
		for _, ref := range []tickets.UserRef{tickets.UserID("nobody"), tickets.UserID(""), tickets.Email("ada@desk.test"), tickets.Email(""), tickets.IdentityKey("slack:T:U1")} {
			if _, err := d.User(d.ctx, ref); !errors.Is(err, tickets.ErrNotFound) {
				d.t.Errorf("User(%T %q) = %v, want ErrNotFound", ref, ref, err)
			}
			if _, err := d.UpdateUser(d.ctx, ref, func(*tickets.User) error { return nil }); !errors.Is(err, tickets.ErrNotFound) {
				d.t.Errorf("UpdateUser(%T %q) = %v, want ErrNotFound", ref, ref, err)
			}
		}
	})
	d.run(t, "whose address or chat account is taken is refused, and leaves nothing", func(d desk) {
		first := d.joins(email("ada@desk.test"), account("U1"))
		other := d.joins(email("bob@desk.test"), account("U2"))
		for _, clash := range []func(*tickets.User){email("ada@desk.test"), account("U3", "U1"), func(u *tickets.User) { u.ID = first.ID }} {
			if _, err := d.CreateUser(d.ctx, user(clash, invites("e1"))); !errors.Is(err, tickets.ErrExists) {
				d.t.Errorf("CreateUser: got %v, want ErrExists", err)
			}
		}
		for _, clash := range []func(*tickets.User){email("ada@desk.test"), account("U2", "U1")} {
			_, err := d.UpdateUser(d.ctx, other.ID, func(u *tickets.User) error {
				clash(u)
				invites("e2")(u)
				return nil
			})
			if !errors.Is(err, tickets.ErrExists) {
				d.t.Errorf("UpdateUser: got %v, want ErrExists", err)
			}
		}
		same(d.t, must[tickets.User](d.t)(d.User(d.ctx, other.ID)), other)
		same(d.t, len(d.people(tickets.UserFilter{})), 2)
		same(d.t, d.pending(), nil)
		d.joins(account("U3")) // free: the refused person has not taken it
	})
	d.run(t, "who gives an address or account up frees it", func(d desk) {
		first := d.joins(email("ada@desk.test"), account("U1"))
		must[tickets.User](d.t)(d.UpdateUser(d.ctx, first.ID, func(u *tickets.User) error {
			u.Email, u.Identities = "", nil
			return nil
		}))
		second := d.joins(email("ada@desk.test"), account("U1"))
		same(d.t, must[tickets.User](d.t)(d.User(d.ctx, tickets.IdentityKey("slack:T:U1"))).ID, second.ID)
	})
	d.run(t, "is left alone by a change that fails, or has nothing to do", func(d desk) {
		given, want := fullUser(d.t)
		must[tickets.User](d.t)(d.CreateUser(d.ctx, given))
		mine := errors.New("mine")
		for _, verdict := range []error{mine, tickets.ErrUnchanged} {
			got, err := d.UpdateUser(d.ctx, want.Email, func(u *tickets.User) error {
				u.Name, u.Skills[0], u.Sessions[0].Refresh[0] = "changed", "changed", 0
				invites("e1")(u)
				return verdict
			})
			if verdict == mine && err != mine { // as it is, not wrapped
				d.t.Errorf("got %v, want the very error", err)
			}
			if verdict == tickets.ErrUnchanged {
				same(d.t, must[tickets.User](d.t)(got, err), want)
			}
		}
		same(d.t, must[tickets.User](d.t)(d.User(d.ctx, want.ID)), want)
		same(d.t, d.pending(), nil)
	})
	d.run(t, "that was returned can be changed without changing what is stored", func(d desk) {
		given, want := fullUser(d.t)
		created := must[tickets.User](d.t)(d.CreateUser(d.ctx, given))
		for _, mine := range []tickets.User{given, created, must[tickets.User](d.t)(d.User(d.ctx, want.ID))} {
			mine.Skills[0], mine.PasswordHash[0], mine.Identities[0].DM, mine.Links[0].Identity.ID = "x", 0, "x", "x"
			mine.Preferences.Off[""] = nil
		}
		same(d.t, must[tickets.User](d.t)(d.User(d.ctx, want.ID)), want)
	})
}

// invites puts an event into the outbox.
func invites(id string) func(*tickets.User) {
	return func(u *tickets.User) {
		u.Outbox = []tickets.Event{{ID: id, Name: tickets.UserSignup, User: u.ID, At: dawn}}
	}
}

func testUsers(t *testing.T, d desk) {
	d.run(t, "is in order of name without case, then id, page by page", func(d desk) {
		var want []string
		for _, n := range []string{"ada", "Ada", "Áda", "bob", "Eve", "zoë"} {
			u := d.joins(name(n))
			want = append(want, string(u.ID))
		}
		d.joins(name("Zz"))
		for limit := 1; limit < 8; limit++ {
			var got []string
			for f := (tickets.UserFilter{Limit: limit}); ; {
				page := must[tickets.UserPage](d.t)(d.Users(d.ctx, f))
				for _, u := range page.Users {
					got = append(got, string(u.ID))
				}
				if f.Cursor = page.Next; f.Cursor == "" {
					break
				}
			}
			same(d.t, got[:6], want)
			same(d.t, len(got), 7)
		}
	})
	d.run(t, "holds whom the filter chooses", func(d desk) {
		for i, role := range []tickets.Role{tickets.Admin, tickets.Moderator, tickets.Moderator, tickets.Requester} {
			d.joins(name(fmt.Sprintf("Person%d Müller", i)), email(tickets.Email(fmt.Sprintf("p%d@acme-corp.test", i))), func(u *tickets.User) {
				u.Role, u.Skills = role, []string{"VPN", "C++", "Java"}[:i]
				if i == 2 {
					u.DeactivatedAt = dawn
				}
			})
		}
		for _, c := range []struct {
			name string
			f    tickets.UserFilter
			want string // the digits of the names
		}{
			{"everybody", tickets.UserFilter{}, "0123"},
			{"one role", tickets.UserFilter{Roles: []tickets.Role{tickets.Moderator}}, "12"},
			{"several roles", tickets.UserFilter{Roles: []tickets.Role{tickets.Moderator, tickets.Admin, tickets.Admin}}, "012"},
			{"the active", tickets.UserFilter{Active: true}, "013"},
			{"a skill", tickets.UserFilter{Skill: "C++"}, "23"},
			{"a skill nobody has", tickets.UserFilter{Skill: "C"}, ""},
			{"a role, a skill and the active", tickets.UserFilter{Roles: []tickets.Role{tickets.Moderator}, Skill: "VPN", Active: true}, "1"},
			{"a word of the name", tickets.UserFilter{Query: "person2"}, "2"},
			{"the beginnings of words", tickets.UserFilter{Query: "mull pers"}, "0123"},
			{"a part of the address", tickets.UserFilter{Query: "p1@acme"}, "1"},
			{"a word and a role", tickets.UserFilter{Query: "müller", Roles: []tickets.Role{tickets.Requester}}, "3"},
			{"words that do not all match", tickets.UserFilter{Query: "person2 smith"}, ""},
			{"no word at all", tickets.UserFilter{Query: `"*`}, "0123"},
		} {
			got := ""
			for _, u := range d.people(c.f) {
				got += u.Name[6:7]
			}
			if got != c.want {
				d.t.Errorf("%s: got %q, want %q", c.name, got, c.want)
			}
		}
	})
	d.run(t, "follows what changes", func(d desk) {
		u := d.joins(name("Ada"), func(u *tickets.User) { u.Skills = []string{"VPN"} })
		must[tickets.User](d.t)(d.UpdateUser(d.ctx, u.ID, func(u *tickets.User) error {
			u.Name, u.Role, u.Skills = "Grace", tickets.Admin, []string{"Java"}
			return nil
		}))
		for _, f := range []tickets.UserFilter{{Query: "ada"}, {Skill: "VPN"}, {Roles: []tickets.Role{tickets.Requester}}} {
			same(d.t, len(d.people(f)), 0)
		}
		for _, f := range []tickets.UserFilter{{Query: "grace"}, {Skill: "Java"}, {Roles: []tickets.Role{tickets.Admin}}} {
			same(d.t, len(d.people(f)), 1)
		}
	})
	d.run(t, "refuses a cursor that is not its own", func(d desk) {
		d.joins()
		d.joins()
		mine := must[tickets.UserPage](d.t)(d.Users(d.ctx, tickets.UserFilter{Limit: 1})).Next
		for _, f := range []tickets.UserFilter{{Cursor: "nonsense"}, {Cursor: mine, Active: true}} {
			_, err := d.Users(d.ctx, f)
			same(d.t, tickets.KindOf(err), tickets.Invalid)
		}
	})
}
