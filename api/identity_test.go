package api

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/beckon-desk/beckon/tickets"
)

func TestAChatAccountIsShownBeforeItIsJoined(t *testing.T) {
	d := newDesk(t)
	ann := d.signsUp("Ann")
	chat := tickets.Identity{Platform: tickets.Discord, ID: "555", Name: "ann.lee"}
	u, err := d.service.PersonFor(t.Context(), tickets.Profile{Identity: chat, Name: "Ann", Internal: true})
	if err != nil {
		t.Fatal(err)
	}
	link, err := d.service.IdentityLink(t.Context(), tickets.Actor{User: u, Via: tickets.Discord}, chat)
	if err != nil {
		t.Fatal(err)
	}
	_, token, _ := strings.Cut(link, "#")
	body := func(more string) string { return `{"token":` + quoted(t, token) + more + `}` }
	is := func(a answer, want joined) {
		t.Helper()
		var got joined
		if a.mustBe(200).into(&got); got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
	shown := identityView{Platform: tickets.Discord, Name: "ann.lee"}
	is(ann.posts("/api/me/identities", body("")), joined{shown, false})
	if _, ok := d.user(ann.id).Identity(tickets.Discord); ok {
		t.Fatal("it was joined without a word")
	}
	is(ann.posts("/api/me/identities", body(`,"confirm":true`)), joined{shown, true})
	if _, ok := d.user(ann.id).Identity(tickets.Discord); !ok {
		t.Error("it was not joined")
	}
	ann.posts("/api/me/identities", body(`,"confirm":true`)).mustBe(400)
	d.stranger().posts("/api/me/identities", body("")).mustBe(401)
}

func quoted(t *testing.T, s string) string {
	t.Helper()
	raw, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func (d *desk) user(id tickets.UserID) tickets.User {
	d.t.Helper()
	u, err := d.store.User(d.t.Context(), id)
	if err != nil {
		d.t.Fatal(err)
	}
	return u
}
