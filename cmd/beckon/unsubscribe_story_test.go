package main

import (
	"io"
	"net/http"
	"net/mail"
	"strings"
	"testing"
)

func TestOneClickStopsAKindOfMail(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.as("ann").types("/ticket VPN drops every ten minutes")
	letter, err := mail.ReadMessage(strings.NewReader(w.getsMail("moderator@demo.test", "VPN drops").Raw))
	if err != nil {
		t.Fatal(err)
	}
	if got := letter.Header.Get("List-Unsubscribe-Post"); got != "List-Unsubscribe=One-Click" {
		t.Errorf("List-Unsubscribe-Post is %q", got)
	}
	link := strings.Trim(letter.Header.Get("List-Unsubscribe"), "<>")
	page := func(resp *http.Response, err error) string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		text, err := io.ReadAll(resp.Body)
		if err != nil || resp.StatusCode != http.StatusOK {
			t.Fatalf("%s answered %s %s, %v", link, resp.Status, text, err)
		}
		return string(text)
	}
	if got := page(http.Get(link)); !strings.Contains(got, "<button") {
		t.Errorf("opened, the link asks nothing:\n%s", got)
	}
	off := func() (account struct {
		User struct {
			Preferences struct{ Off map[string][]string }
		}
	}) {
		w.logsIn("moderator@demo.test").must("GET", "/api/me", nil, &account)
		return account
	}
	if got := off().User.Preferences.Off; len(got) != 0 {
		t.Errorf("opened, the link switched off %v", got)
	}
	page(http.Post(link, "application/x-www-form-urlencoded", strings.NewReader("List-Unsubscribe=One-Click")))
	if got := off().User.Preferences.Off["assigned"]; strings.Join(got, ",") != "email" {
		t.Errorf("one click switched off %v for assigned, want email", got)
	}
}
