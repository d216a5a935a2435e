package tickets

import (
	"slices"
	"testing"
	"time"
)

func TestPersonsHistoryIsBoundedAndKeepsWhatMatters(t *testing.T) {
	var u User
	admin := Actor{User: User{ID: "ada", Name: "Ada"}, Via: Web}
	u.record(admin, time.Time{}, "role", "user → moderator")
	for range 2 * maxHistory {
		u.record(Actor{User: u, Via: Web}, time.Time{}, loggedIn, "")
	}
	if len(u.History) != maxHistory || u.History[0].Verb != "role" {
		t.Errorf("got %d lines, the first %q; want %d, the change of role first", len(u.History), u.History[0].Verb, maxHistory)
	}
	for range 2 * maxHistory {
		u.record(admin, time.Time{}, "set", "")
	}
	kept := slices.ContainsFunc(u.History, func(c Change) bool { return c.Verb != "set" })
	if len(u.History) != maxHistory || kept {
		t.Errorf("got %d lines, want the newest %d", len(u.History), maxHistory)
	}
}
