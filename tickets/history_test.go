package tickets

import (
	"fmt"
	"testing"
	"time"
)

func TestPersonsHistoryIsBoundedAndKeepsWhatMatters(t *testing.T) {
	var u User
	admin := Actor{User: User{ID: "ada", Name: "Ada"}, Via: Web}
	u.record(admin, time.Time{}, "role", "user → moderator")
	for _, verb := range []string{"logged in", "set", "password"} { // of which people can have as many as they like
		for i := range 2 * maxHistory {
			u.record(Actor{User: u, Via: Web}, time.Time{}, verb, "%d", i)
		}
		first, last := u.History[0], u.History[len(u.History)-1]
		if len(u.History) != maxHistory || first.Verb != "role" || last.Text != fmt.Sprint(2*maxHistory-1) {
			t.Errorf("after many a %q: %d lines from %q to %q %s; want %d, from the change of role to the newest", verb, len(u.History), first.Verb, last.Verb, last.Text, maxHistory)
		}
	}
}
