package slack

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"

	"github.com/beckon-desk/beckon/bot"
	"github.com/beckon-desk/beckon/tickets"
)

func ann() slack.User {
	return slack.User{ID: "U1", TeamID: "T1", Name: "ann", TZ: "Europe/Berlin", Profile: slack.UserProfile{RealName: "Ann Lee", Email: "ann@x.test"}}
}

func TestProfileOf(t *testing.T) {
	member := tickets.Profile{
		Identity: tickets.Identity{Platform: tickets.Slack, Team: "T1", ID: "U1", Name: "ann"},
		Email:    "ann@x.test", Name: "Ann Lee", TimeZone: "Europe/Berlin", Internal: true,
	}
	outside := func(p *tickets.Profile) { p.Internal = false }
	tests := []struct {
		name   string
		change func(*slack.User)
		want   func(*tickets.Profile)
	}{
		{"a member", func(*slack.User) {}, func(*tickets.Profile) {}},
		{"without the email scope", func(u *slack.User) { u.Profile.Email = "" }, func(p *tickets.Profile) { p.Email = "" }},
		{"without a real name", func(u *slack.User) { u.Profile.RealName = "" }, func(p *tickets.Profile) { p.Name = "ann" }},
		{"a guest", func(u *slack.User) { u.IsRestricted = true }, outside},
		{"a single-channel guest", func(u *slack.User) { u.IsUltraRestricted = true }, outside},
		{"a stranger", func(u *slack.User) { u.IsStranger = true }, outside},
		{"somebody who has left", func(u *slack.User) { u.Deleted = true }, outside},
		{"a bot", func(u *slack.User) { u.IsBot = true }, outside},
		{"of another workspace", func(u *slack.User) { u.TeamID = "T2" }, outside},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			u, want := ann(), member
			tt.change(&u)
			tt.want(&want)
			if diff := cmp.Diff(want, profileOf(u, home)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestPeopleAreRemembered(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	down := errors.New("Slack is down")
	var asked int
	var fails error
	p := people{lookup: func(context.Context, string) (slack.User, error) {
		asked++
		return ann(), fails
	}}
	p.known = bot.NewMemory[slack.User](believedFor, func() time.Time { return now })

	steps := []struct {
		name    string
		pass    time.Duration
		fails   error
		asked   int
		wantErr error
	}{
		{"first", 0, nil, 1, nil},
		{"again at once", 0, nil, 1, nil},
		{"after a while", freshFor, nil, 2, nil},
		{"stale, and Slack is down", freshFor, down, 3, nil},
		{"too stale, and Slack is down", believedFor, down, 4, down},
		{"gone", 0, slack.SlackErrorResponse{Err: "user_not_found"}, 5, slack.SlackErrorResponse{Err: "user_not_found"}},
	}
	for _, s := range steps {
		now, fails = now.Add(s.pass), s.fails
		_, err := p.get(t.Context(), "U1")
		if asked != s.asked || codeOf(err) != codeOf(s.wantErr) || (err == nil) != (s.wantErr == nil) {
			t.Errorf("%s: asked %d times, err %v; want %d, %v", s.name, asked, err, s.asked, s.wantErr)
		}
	}
}
