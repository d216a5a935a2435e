package api

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"github.com/beckon-desk/beckon/tickets"
)

type userAnswer struct {
	User userView `json:"user"`
}

func (a *api) showUser(w http.ResponseWriter, c caller, status int, u tickets.User) error {
	return writeJSON(w, status, userAnswer{viewUser(u, c.User, a.clock())})
}

func (a *api) getMe(w http.ResponseWriter, _ *http.Request, c caller) error {
	return a.showUser(w, c, http.StatusOK, c.User)
}

func (a *api) updateMe(w http.ResponseWriter, r *http.Request, c caller) error {
	return a.setUser(w, r, c, c.User.ID)
}

type passwordChange struct {
	Old      string `json:"old"`
	Password string `json:"password"`
}

func (a *api) changePassword(w http.ResponseWriter, r *http.Request, c caller) error {
	var in passwordChange
	if err := decode(w, r, &in); err != nil {
		return err
	}
	if err := a.service.ChangePassword(r.Context(), c.Actor, in.Old, in.Password, c.session); err != nil {
		return err
	}
	return nothing(w)
}

type userPage struct {
	Users []userView `json:"users"`
	Next  *string    `json:"next"` // null on the last page
}

func (a *api) listUsers(w http.ResponseWriter, r *http.Request, c caller) error {
	q := newQuery(r)
	f := tickets.UserFilter{
		Query: q.text("q"), Roles: chosen[tickets.Role](q, "role"), Skill: q.text("skill"),
		Active: q.flag("active"), Limit: q.limit(), Cursor: q.text("cursor"),
	}
	for _, role := range f.Roles {
		if _, err := tickets.ParseRole(string(role)); err != nil {
			return err
		}
	}
	if err := q.done(); err != nil {
		return err
	}
	page, err := a.service.People(r.Context(), c.Actor, f)
	if err != nil {
		return err
	}
	now := a.clock()
	users := each(page.Users, func(u tickets.User) userView { return viewUser(u, c.User, now) })
	return writeJSON(w, http.StatusOK, userPage{users, optional(page.Next)})
}

type invitation struct {
	Email  string       `json:"email"`
	Name   string       `json:"name"`
	Role   tickets.Role `json:"role"`
	Skills []string     `json:"skills"`
}

func (a *api) inviteUser(w http.ResponseWriter, r *http.Request, c caller) error {
	var in invitation
	if err := decode(w, r, &in); err != nil {
		return err
	}
	u, err := a.service.Invite(r.Context(), c.Actor, in.Email, in.Name, in.Role, in.Skills)
	if err != nil {
		return err
	}
	return a.showUser(w, c, http.StatusCreated, u)
}

func userID(r *http.Request) tickets.UserID { return tickets.UserID(chi.URLParam(r, "id")) }

func (a *api) getUser(w http.ResponseWriter, r *http.Request, c caller) error {
	u, err := a.service.Person(r.Context(), c.Actor, userID(r))
	if err != nil {
		return err
	}
	return a.showUser(w, c, http.StatusOK, u)
}

func (a *api) updateUser(w http.ResponseWriter, r *http.Request, c caller) error {
	return a.setUser(w, r, c, userID(r))
}

type userPatch struct {
	Name        *string          `json:"name"`
	Role        *tickets.Role    `json:"role"`
	Skills      *[]string        `json:"skills"`
	Capacity    *int             `json:"capacity"`
	TimeZone    *string          `json:"timeZone"`
	Hours       *hoursView       `json:"hours"`
	Away        *[]spanView      `json:"away"`
	Theme       *string          `json:"theme"`
	Preferences *preferencesView `json:"preferences"`
	Active      *bool            `json:"active"`
}

func (p userPatch) patch() tickets.UserPatch {
	out := tickets.UserPatch{
		Name: p.Name, Role: p.Role, Skills: p.Skills, Capacity: p.Capacity,
		TimeZone: p.TimeZone, Theme: p.Theme, Active: p.Active,
	}
	if p.Hours != nil {
		h := p.Hours.hours()
		out.Hours = &h
	}
	if p.Away != nil {
		away := each(*p.Away, func(s spanView) tickets.Span { return tickets.Span(s) })
		out.Away = &away
	}
	if p.Preferences != nil {
		prefs := p.Preferences.preferences()
		out.Preferences = &prefs
	}
	return out
}

func (a *api) setUser(w http.ResponseWriter, r *http.Request, c caller, id tickets.UserID) error {
	var in userPatch
	if err := decode(w, r, &in); err != nil {
		return err
	}
	u, err := a.service.SetUser(r.Context(), c.Actor, id, in.patch())
	if err != nil {
		return err
	}
	return a.showUser(w, c, http.StatusOK, u)
}

func (a *api) signOutUser(w http.ResponseWriter, r *http.Request, c caller) error {
	if err := a.service.SignOut(r.Context(), c.Actor, userID(r)); err != nil {
		return err
	}
	return nothing(w)
}
