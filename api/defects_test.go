package api

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"

	"github.com/beckon-desk/beckon/tickets"
)

// What was wrong with the system that Beckon replaces, as far as the API can
// show it. The numbers are those of the list of its defects.

func TestDefect02NoHashIsEverSent(t *testing.T) {
	d := newDesk(t)
	ann := d.hires("Ann", tickets.Admin)
	u, err := d.store.User(t.Context(), ann.id)
	if err != nil || bcrypt.CompareHashAndPassword(u.PasswordHash, []byte(password)) != nil {
		t.Fatal("there is no hash to look for", err)
	}
	ticket := ann.opens("VPN is down")
	for _, a := range []answer{
		ann.posts("/api/auth/login", `{"email":"ann@desk.test","password":"correct horse"}`).mustBe(200),
		ann.posts("/api/auth/signup", `{"email":"new@desk.test","password":"correct horse","name":"New"}`).mustBe(201),
		ann.gets("/api/me"), ann.gets("/api/users"), ann.gets("/api/users/" + string(ann.id)), ann.gets(ticket), ann.gets("/api/tickets"),
	} {
		for _, secret := range []string{"$2a$", "asswordHash", "\"links\"", string(u.PasswordHash)} {
			if strings.Contains(string(a.body), secret) {
				t.Errorf("the answer holds %q: %s", secret, a.body)
			}
		}
	}
}

func TestDefect03RightsEndAtOnce(t *testing.T) {
	for _, tt := range []struct {
		name string
		end  func(boss, ann *person)
		want int // of listing people, with the token from before
	}{
		{"demoted", func(boss, ann *person) { boss.patches("/api/users/"+string(ann.id), `{"role":"user"}`).mustBe(200) }, 403},
		{"deactivated", func(boss, ann *person) { boss.patches("/api/users/"+string(ann.id), `{"active":false}`).mustBe(200) }, 401},
		{"signed out by an admin", func(boss, ann *person) { boss.posts("/api/users/"+string(ann.id)+"/logout", "").mustBe(204) }, 401},
		{"logged out", func(_, ann *person) { ann.posts("/api/auth/logout", "").mustBe(204) }, 401},
		{"token expired", func(_, ann *person) { ann.d.clock.pass(tokenLife) }, 401},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t)
			boss, ann := d.hires("Boss", tickets.Admin), d.hires("Ann", tickets.Admin)
			ann.gets("/api/users").mustBe(200)
			tt.end(boss, ann)
			ann.gets("/api/users").mustBe(tt.want)
		})
	}
}

func TestDefect04OperatorsAreNotWords(t *testing.T) {
	d := newDesk(t)
	d.signsUp("Ann")
	for _, tt := range []struct{ body, field string }{
		{`{"email":{"$gt":""},"password":{"$gt":""}}`, "email"},
		{`{"email":"ann@desk.test","password":{"$ne":null}}`, "password"},
		{`{"email":["ann@desk.test"],"password":"x"}`, "email"},
		{`{"email":"ann@desk.test","password":true}`, "password"},
		{`{"email":"ann@desk.test","password":"x","$where":"1"}`, "$where"},
	} {
		t.Run(tt.body, func(t *testing.T) {
			got := d.stranger().posts("/api/auth/login", tt.body).mustBe(400).failure()
			if got.Code != tickets.Invalid || got.Fields[tt.field] == "" {
				t.Errorf("got %+v, want the field %s", got, tt.field)
			}
		})
	}
}

func TestDefect05RolesAreKnownAndOneAdminStays(t *testing.T) {
	d := newDesk(t)
	boss, ann := d.hires("Boss", tickets.Admin), d.signsUp("Ann")
	path := "/api/users/" + string(ann.id)
	if got := boss.patches(path, `{"role":"superuser"}`).mustBe(400).failure(); got.Fields["role"] == "" {
		t.Errorf("got %+v", got)
	}
	ann.patches(path, `{"role":"admin"}`).mustBe(403)
	ann.patches("/api/me", `{"role":"admin"}`).mustBe(403)
	boss.patches("/api/me", `{"role":"user"}`).mustBe(409)
	boss.patches("/api/me", `{"active":false}`).mustBe(409)
	boss.patches(path, `{"role":"admin"}`).mustBe(200)
	boss.patches("/api/me", `{"role":"user"}`).mustBe(200)
}

func TestDefect06LogInTellsNothing(t *testing.T) {
	d := newDesk(t)
	boss, gone := d.hires("Boss", tickets.Admin), d.signsUp("Gone")
	boss.patches("/api/users/"+string(gone.id), `{"active":false}`).mustBe(200)
	d.signsUp("Ann")
	want := string(d.stranger().posts("/api/auth/login", `{"email":"ann@desk.test","password":"wrong horse"}`).mustBe(401).body)
	for _, body := range []string{
		`{"email":"nobody@desk.test","password":"wrong horse"}`,
		`{"email":"gone@desk.test","password":"correct horse"}`,
		`{"email":"not an address","password":"wrong horse"}`,
		`{"email":"","password":""}`,
		`{}`,
	} {
		if got := string(d.stranger().posts("/api/auth/login", body).mustBe(401).body); got != want {
			t.Errorf("%s: got %s, want %s", body, got, want)
		}
	}
}

func TestDefect06WrongPasswordsAreSlowedDown(t *testing.T) {
	d := newDesk(t)
	d.signsUp("Ann")
	refused := 0
	for range 200 {
		a := d.stranger().posts("/api/auth/login", `{"email":"ann@desk.test","password":"wrong horse"}`)
		if a.status == http.StatusTooManyRequests {
			refused++
			if a.header.Get("Retry-After") == "" || a.failure().Code != tickets.TooMany {
				t.Fatalf("got %v %s", a.header, a.body)
			}
		}
	}
	if refused < 180 {
		t.Errorf("%d of 200 wrong passwords were refused unread", refused)
	}
}

func TestDefect06OneClientTriesManyAccounts(t *testing.T) {
	d := newDesk(t)
	refused := 0
	for i := range 150 {
		if a := d.stranger().posts("/api/auth/login", fmt.Sprintf(`{"email":"p%d@desk.test","password":"wrong horse"}`, i)); a.status == http.StatusTooManyRequests {
			refused++
			if got := a.header.Get("Retry-After"); got != "1" { // half a second, rounded up
				t.Errorf("told to come back after %q", got)
			}
		}
	}
	if refused != 30 {
		t.Errorf("%d of 150 tries were refused, want all beyond the first 120", refused)
	}
}

func TestOneClientMakesManyAccounts(t *testing.T) {
	d := newDesk(t)
	admitted := 0
	for range 150 {
		if d.stranger().posts("/api/auth/signup", `{}`).status != http.StatusTooManyRequests {
			admitted++
		}
		d.clock.pass(time.Second)
	}
	if admitted != 129 { // and not one more a second, as if to log in
		t.Errorf("%d of 150 within as many seconds were admitted, want 120 and one every 15 seconds", admitted)
	}
}

func TestDefect06AccountsAreChecked(t *testing.T) {
	d := newDesk(t)
	d.signsUp("Ann")
	for _, tt := range []struct {
		name, email, password string
		status                int
		field                 string
	}{
		{"no address", "ann", "correct horse", 400, "email"},
		{"with a display name", "Ann <a@desk.test>", "correct horse", 400, "email"},
		{"short password", "b@desk.test", "horse", 400, "password"},
		{"longer than bcrypt reads", "b@desk.test", strings.Repeat("x", 73), 400, "password"},
		{"as long as bcrypt reads", "b@desk.test", strings.Repeat("x", 72), 201, ""},
		{"the same in capitals", "ANN@Desk.Test", "correct horse", 409, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := d.stranger().posts("/api/auth/signup", fmt.Sprintf(`{"email":%q,"password":%q,"name":"B"}`, tt.email, tt.password)).mustBe(tt.status)
			if tt.field != "" && a.failure().Fields[tt.field] == "" {
				t.Errorf("got %s, want the field %s", a.body, tt.field)
			}
		})
	}
}

func TestDefect07FailuresShowNoInnards(t *testing.T) {
	d := newDesk(t)
	ann := d.signsUp("Ann")
	if err := d.store.Close(); err != nil {
		t.Fatal(err)
	}
	a := ann.gets("/api/tickets").mustBe(500)
	if got := a.failure(); got.Code != tickets.Internal || got.Message != "Something went wrong on our side. Please try again." {
		t.Errorf("got %+v", got)
	}
	if !strings.Contains(d.log.String(), "request failed") {
		t.Error("the cause is not in the log")
	}
}

func TestDefect07OtherSitesMayNotRead(t *testing.T) {
	d := newDesk(t)
	a := d.signsUp("Ann").does("GET", "/api/me", "", "Origin: https://evil.test").mustBe(200)
	for name := range a.header {
		if strings.HasPrefix(name, "Access-Control-") {
			t.Errorf("got %s", name)
		}
	}
}

func TestDefect07NobodyGivesHimselfSkills(t *testing.T) {
	d := newDesk(t)
	got := d.stranger().posts("/api/auth/signup", `{"email":"a@desk.test","password":"correct horse","name":"A","skills":["VPN"]}`).mustBe(400).failure()
	if got.Fields["skills"] == "" {
		t.Errorf("got %+v", got)
	}
	d.signsUp("Ann").patches("/api/me", `{"skills":["VPN"]}`).mustBe(403)
}

func TestDefect15TicketsLive(t *testing.T) {
	d := newDesk(t)
	mo, kim, ann := d.hires("Mo", tickets.Moderator, "VPN"), d.hires("Kim", tickets.Moderator), d.signsUp("Ann")
	path := ann.opens("VPN is down")
	d.triaged(path)
	if got := ann.gets(path).mustBe(200).ticket(); got.Summary != "The VPN drops." {
		t.Errorf("the requester's summary is %q", got.Summary)
	}
	if got := mo.posts(path+"/claim", "").mustBe(200).ticket(); got.Status != tickets.InProgress || got.Assignee == nil || got.Assignee.Name != "Mo" {
		t.Errorf("claimed: got %s with %v", got.Status, got.Assignee)
	}
	mo.posts(path+"/comments", `{"text":"Which network?","waiting":true}`).mustBe(201)
	if got := ann.posts(path+"/comments", `{"text":"At home."}`).mustBe(201).ticket(); got.Status != tickets.InProgress || len(got.Comments) != 2 {
		t.Errorf("answered: got %s, %d comments", got.Status, len(got.Comments))
	}
	if got := mo.patches(path, fmt.Sprintf(`{"assignee":%q,"priority":"low"}`, kim.id)).mustBe(200).ticket(); got.Assignee.Name != "Kim" || got.Priority != tickets.Low {
		t.Errorf("handed on: got %v, %s", got.Assignee, got.Priority)
	}
	kim.posts(path+"/resolve", `{"note":"Fixed the MTU."}`).mustBe(200)
	if got := ann.posts(path+"/reopen", `{"reason":"Again."}`).mustBe(200).ticket(); !got.Status.Live() {
		t.Errorf("reopened: got %s", got.Status)
	}
	if got := kim.patches(path, `{"status":"closed"}`).mustBe(200).ticket(); got.Status != tickets.Closed {
		t.Errorf("closed: got %s", got.Status)
	}
}

func TestDefect16StatusesAreRight(t *testing.T) {
	d := newDesk(t)
	boss, ann := d.hires("Boss", tickets.Admin), d.signsUp("Ann")
	for _, tt := range []struct {
		name   string
		answer answer
		want   int
	}{
		{"an address that is taken", d.stranger().posts("/api/auth/signup", `{"email":"ann@desk.test","password":"correct horse","name":"A"}`), 409},
		{"a malformed number", ann.gets("/api/tickets/abc"), 404},
		{"a number out of range", ann.gets("/api/tickets/99999999999999999999"), 404},
		{"a negative number", ann.gets("/api/tickets/-1"), 404},
		{"an unknown ticket", ann.gets("/api/tickets/4711"), 404},
		{"an unknown person", boss.patches("/api/users/nobody", `{"name":"X"}`), 404},
		{"reading an unknown person", boss.gets("/api/users/nobody"), 404},
		{"signing out an unknown person", boss.posts("/api/users/nobody/logout", ""), 404},
		{"no token", d.stranger().gets("/api/tickets"), 401},
		{"not an admin", ann.gets("/api/users"), 403},
	} {
		if tt.answer.status != tt.want {
			t.Errorf("%s: got %d, want %d", tt.name, tt.answer.status, tt.want)
		}
		if got := tt.answer.failure(); got.Code == "" || got.Message == "" {
			t.Errorf("%s: got %s", tt.name, tt.answer.body)
		}
	}
}

func TestDefect17RequestsAreLogged(t *testing.T) {
	d := newDesk(t)
	ann := d.signsUp("Ann")
	a := ann.gets("/api/tickets?q=my+secret+trouble").mustBe(200)
	// The line is written after the answer has gone out; a second request on the
	// same connection comes after it, but shutting down is certain.
	d.closes()
	log, id := d.log.String(), a.header.Get("X-Request-Id")
	if id == "" {
		t.Error("whoever asks is not told the name of the request")
	}
	for _, want := range []string{"path=/api/tickets", "status=200", "request=" + id, "user=" + string(ann.id)} {
		if !strings.Contains(log, want) {
			t.Errorf("the log lacks %q:\n%s", want, log)
		}
	}
	for _, secret := range []string{ann.token, ann.refresh, password, "secret+trouble"} {
		if strings.Contains(log, secret) {
			t.Errorf("the log holds %q", secret)
		}
	}
}
