package discord_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/beckon-desk/beckon/tickets"
)

// asksToLink types /ticket link and returns the token on the button.
func (d *desk) asksToLink(name string) string {
	d.t.Helper()
	shown := d.As(name).Types("#general", "/ticket", with("link"))
	says(d.t, shown, "works once")
	raw, err := json.Marshal(shown.Messages[0].Components)
	if err != nil {
		d.t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(raw), "https://desk.test/link#")
	token, _, ok := strings.Cut(rest, `"`)
	if !ok {
		d.t.Fatalf("no link in %s", raw)
	}
	return token
}

// signsUp makes a web account, as its owner acts.
func (d *desk) signsUp(email string) tickets.Actor {
	d.t.Helper()
	u, err := d.service.SignUp(d.t.Context(), email, "a good password", "Ann of the web")
	if err != nil {
		d.t.Fatal(err)
	}
	return tickets.Actor{User: u, Via: tickets.Web}
}

func TestAChatAccountIsJoinedToAWebAccount(t *testing.T) {
	d := open(t)
	d.opens("vpn is down")
	chat := d.user("ann")
	web := d.signsUp("ann@x.test")
	token := d.asksToLink("ann")
	if i, err := d.service.LinkedIdentity(t.Context(), token); err != nil || i.Name != "ann" {
		t.Fatalf("the page would name %+v, %v", i, err)
	}
	if _, err := d.service.JoinIdentity(t.Context(), web, token); err != nil {
		t.Fatal(err)
	}
	if got := d.user("ann").ID; got != web.User.ID {
		t.Errorf("ann in Discord is %s, want the web account", got)
	}
	if got := d.ticket().Requester.ID; got != web.User.ID {
		t.Error("the ticket stayed with the chat account")
	}
	if u, err := d.store.User(t.Context(), chat.ID); err != nil || u.Active() {
		t.Errorf("the chat account is still there: %+v %v", u, err)
	}
	says(t, d.As("ann").Types("#general", "/ticket", with("list")), "vpn is down")
	t.Run("once", func(t *testing.T) {
		if _, err := d.service.JoinIdentity(t.Context(), d.signsUp("eve@x.test"), token); tickets.KindOf(err) != tickets.Invalid {
			t.Errorf("got %v", err)
		}
	})
	t.Run("and needs no other link", func(t *testing.T) {
		says(t, d.As("ann").Types("#general", "/ticket", with("link")), "already belongs to")
	})
}

func TestNobodyTakesAnothersAccount(t *testing.T) {
	d := open(t)
	d.opens("vpn is down")
	token := d.asksToLink("ann")
	join := func(a tickets.Actor, token string) tickets.Kind {
		_, err := d.service.JoinIdentity(t.Context(), a, token)
		return tickets.KindOf(err)
	}
	id := d.user("ann").ID
	t.Run("a token that was made up", func(t *testing.T) {
		if got := join(d.signsUp("eve@x.test"), string(id)+".made-up"); got != tickets.Invalid {
			t.Errorf("got %s", got)
		}
	})
	t.Run("a second Discord account", func(t *testing.T) {
		if got := join(tickets.Actor{User: d.user("mo"), Via: tickets.Web}, token); got != tickets.Conflict {
			t.Errorf("got %s", got)
		}
	})
	t.Run("by a chat account", func(t *testing.T) {
		if got := join(tickets.Actor{User: d.user("ann")}, token); got != tickets.Forbidden {
			t.Errorf("got %s", got)
		}
	})
	t.Run("of somebody who got a password meanwhile", func(t *testing.T) {
		if _, err := d.store.UpdateUser(t.Context(), id, func(u *tickets.User) error { u.PasswordHash = []byte("x"); return nil }); err != nil {
			t.Fatal(err)
		}
		if got := join(d.signsUp("eva@x.test"), token); got != tickets.Conflict {
			t.Errorf("got %s", got)
		}
	})
	if d.user("ann").ID != id {
		t.Error("ann was taken")
	}
}
