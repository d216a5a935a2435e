package api

import (
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

// userView is a person as moderators see them. Its account part is for the
// person themselves and for admins.
type userView struct {
	ID      tickets.UserID `json:"id"`
	Name    string         `json:"name"`
	Role    tickets.Role   `json:"role"`
	Skills  []string       `json:"skills"`
	Active  bool           `json:"active"`
	AwayNow bool           `json:"awayNow"` // on leave or outside working hours
	*accountView
}

type accountView struct {
	Email       *tickets.Email  `json:"email"`
	Verified    bool            `json:"verified"`
	HasPassword bool            `json:"hasPassword"`
	Identities  []identityView  `json:"identities"`
	TimeZone    string          `json:"timeZone"`
	Theme       string          `json:"theme"`
	Capacity    int             `json:"capacity"`
	Hours       hoursView       `json:"hours"`
	Away        []spanView      `json:"away"`
	Preferences preferencesView `json:"preferences"`
	Sessions    int             `json:"sessions"` // browsers logged in now
	CreatedAt   time.Time       `json:"createdAt"`
}

type identityView struct {
	Platform tickets.Platform `json:"platform"`
	Team     string           `json:"team"`
	Name     string           `json:"name"`
}

// hoursView is read and written. Days count from 0 for Sunday; Start and End
// are minutes after midnight.
type hoursView struct {
	Days  []time.Weekday `json:"days"`
	Start int            `json:"start"`
	End   int            `json:"end"`
}

// spanView is read and written.
type spanView struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// preferencesView is read and written.
type preferencesView struct {
	Off    map[tickets.NoticeKind][]tickets.Platform `json:"off"`
	Quiet  hoursView                                 `json:"quiet"`
	Digest bool                                      `json:"digest"`
}

type skillView struct {
	Name        string   `json:"name"`
	Aliases     []string `json:"aliases"`
	Description string   `json:"description"`
}

// eventView is something the desk still owes the durable flow.
type eventView struct {
	ID       string            `json:"id"`
	Name     tickets.EventName `json:"name"`
	Ticket   *tickets.Number   `json:"ticket"`
	Person   *personView       `json:"person"`
	At       time.Time         `json:"at"`
	Attempts int               `json:"attempts"`
	NextAt   *time.Time        `json:"nextAt"`
	Error    string            `json:"error"`
	Cause    *tickets.Cause    `json:"cause"` // of error
	Parked   bool              `json:"parked"`
}

// viewUser shows a person to viewer, at the given moment.
func viewUser(u, viewer tickets.User, now time.Time) userView {
	v := userView{
		ID: u.ID, Name: u.Name, Role: u.Role, Skills: list(u.Skills),
		Active: u.Active(), AwayNow: u.AwayAt(now),
	}
	if viewer.Role == tickets.Admin || viewer.ID == u.ID {
		v.accountView = viewAccount(u, now)
	}
	return v
}

func viewAccount(u tickets.User, now time.Time) *accountView {
	v := &accountView{
		Email: optional(u.Email), Verified: u.Verified, HasPassword: len(u.PasswordHash) > 0,
		Identities: each(u.Identities, func(i tickets.Identity) identityView {
			return identityView{Platform: i.Platform, Team: i.Team, Name: i.Name}
		}),
		TimeZone: u.TimeZone, Theme: u.Theme, Capacity: u.Capacity, Hours: viewHours(u.Hours),
		Away: each(u.Away, func(s tickets.Span) spanView { return spanView{From: s.From.UTC(), To: s.To.UTC()} }),
		Preferences: preferencesView{
			Off: u.Preferences.Off, Quiet: viewHours(u.Preferences.Quiet), Digest: u.Preferences.Digest,
		},
		CreatedAt: u.CreatedAt.UTC(),
	}
	if v.Preferences.Off == nil {
		v.Preferences.Off = map[tickets.NoticeKind][]tickets.Platform{}
	}
	for _, s := range u.Sessions {
		if now.Before(s.ExpiresAt) {
			v.Sessions++
		}
	}
	return v
}

func viewHours(h tickets.Hours) hoursView {
	return hoursView{Days: list(h.Days), Start: h.Start, End: h.End}
}

func (h hoursView) hours() tickets.Hours {
	return tickets.Hours{Days: h.Days, Start: h.Start, End: h.End}
}

func (p preferencesView) preferences() tickets.Preferences {
	return tickets.Preferences{Off: p.Off, Quiet: p.Quiet.hours(), Digest: p.Digest}
}

func viewSkill(s tickets.Skill) skillView {
	return skillView{Name: s.Name, Aliases: list(s.Aliases), Description: s.Description}
}

func viewEvent(e tickets.Event, ticket tickets.Number, about tickets.Person) eventView {
	return eventView{
		ID: e.ID, Name: e.Name, Ticket: optional(ticket), Person: viewActor(about), At: e.At.UTC(),
		Attempts: e.Attempts, NextAt: moment(e.NextAt), Error: e.Error, Cause: optional(e.Why()), Parked: e.Parked,
	}
}
