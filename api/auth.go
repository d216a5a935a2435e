package api

import (
	"net/http"

	"github.com/beckon-desk/beckon/tickets"
)

// refreshCookie holds the refresh token, as all cookies out of reach of scripts
// and of every path but the one that needs them.
const (
	refreshCookie = "beckon_refresh"
	authPath      = "/api/auth"
)

// deviceCookie proves that a browser has logged in before. It stays when its
// person logs out.
const deviceCookie = "beckon_device"

type sessionView struct {
	User        userView `json:"user"`
	AccessToken string   `json:"accessToken"`
}

type newAccount struct {
	Email    string `json:"email"`
	Password string `json:"password"`
	Name     string `json:"name"`
}

type login struct {
	Email    string `json:"email"`
	Password string `json:"password"`
}

type address struct {
	Email string `json:"email"`
}

type proof struct {
	Token string `json:"token"`
}

type newPassword struct {
	Token    string `json:"token"`
	Password string `json:"password"`
}

type signUpState struct {
	Open bool `json:"open"`
}

func (a *api) askSignUp(w http.ResponseWriter, _ *http.Request) error {
	return writeJSON(w, http.StatusOK, signUpState{a.service.TakesSignUps()})
}

func (a *api) signUp(w http.ResponseWriter, r *http.Request) error {
	var in newAccount
	if err := decode(w, r, &in); err != nil {
		return err
	}
	u, err := a.service.SignUp(r.Context(), in.Email, in.Password, in.Name)
	if err != nil {
		return err
	}
	return a.begin(w, r, http.StatusCreated, u.ID)
}

func (a *api) logIn(w http.ResponseWriter, r *http.Request) error {
	var in login
	if err := decode(w, r, &in); err != nil {
		return err
	}
	u, err := a.service.LogIn(r.Context(), in.Email, in.Password, a.device(r))
	if err != nil {
		return err
	}
	return a.begin(w, r, http.StatusOK, u.ID)
}

// begin starts a session and answers with it.
func (a *api) begin(w http.ResponseWriter, r *http.Request, status int, id tickets.UserID) error {
	session, refresh, err := a.service.StartSession(r.Context(), id, r.UserAgent())
	if err != nil {
		return err
	}
	u, err := a.service.SessionUser(r.Context(), id, session.ID)
	if err != nil {
		return err
	}
	device, err := a.mint(deviceName, id, session.ID, deviceLife)
	if err != nil {
		return err
	}
	a.setCookie(w, deviceCookie, device, int(deviceLife.Seconds()))
	return a.answer(w, status, u, session, refresh)
}

func (a *api) answer(w http.ResponseWriter, status int, u tickets.User, s tickets.Session, refresh string) error {
	token, err := a.mint(tokenName, u.ID, s.ID, tokenLife)
	if err != nil {
		return err
	}
	a.setCookie(w, refreshCookie, refresh, int(tickets.SessionLife.Seconds()))
	return writeJSON(w, status, sessionView{viewUser(u, u, a.clock()), token})
}

// setCookie hands a secret to the browser; an age of -1 takes it away.
func (a *api) setCookie(w http.ResponseWriter, name, secret string, age int) {
	http.SetCookie(w, &http.Cookie{
		Name: name, Value: secret, Path: authPath, MaxAge: age,
		HttpOnly: true, Secure: a.secure, SameSite: http.SameSiteStrictMode,
	})
}

func (a *api) refresh(w http.ResponseWriter, r *http.Request) error {
	cookie, err := r.Cookie(refreshCookie)
	if err != nil {
		return failure(tickets.Unauthenticated, "Please log in.")
	}
	u, session, refresh, err := a.service.RefreshSession(r.Context(), cookie.Value)
	if err != nil {
		if tickets.KindOf(err) == tickets.Unauthenticated {
			a.setCookie(w, refreshCookie, "", -1)
		}
		return err
	}
	return a.answer(w, http.StatusOK, u, session, refresh)
}

// logOut ends the session that the access token or, failing that, the cookie
// belongs to. Without either there is nothing to end.
func (a *api) logOut(w http.ResponseWriter, r *http.Request) error {
	a.setCookie(w, refreshCookie, "", -1)
	c, err := a.authenticate(r)
	if err == nil {
		err = a.service.EndSession(r.Context(), c.User.ID, c.session)
	}
	if err != nil && tickets.KindOf(err) != tickets.Unauthenticated {
		return err
	}
	cookie, err := r.Cookie(refreshCookie)
	if err != nil {
		return nothing(w)
	}
	u, session, _, err := a.service.RefreshSession(r.Context(), cookie.Value) // proves that it is theirs
	if err == nil {
		err = a.service.EndSession(r.Context(), u.ID, session.ID)
	}
	if err != nil && tickets.KindOf(err) != tickets.Unauthenticated {
		return err
	}
	return nothing(w)
}

func (a *api) logOutEverywhere(w http.ResponseWriter, r *http.Request, c caller) error {
	if err := a.service.SignOut(r.Context(), c.Actor, c.User.ID); err != nil {
		return err
	}
	a.setCookie(w, refreshCookie, "", -1)
	return nothing(w)
}

func (a *api) forgot(w http.ResponseWriter, r *http.Request) error {
	var in address
	if err := decode(w, r, &in); err != nil {
		return err
	}
	if err := a.service.AskPasswordLink(r.Context(), in.Email); err != nil {
		return err
	}
	w.WriteHeader(http.StatusAccepted)
	return nil
}

func (a *api) setPassword(w http.ResponseWriter, r *http.Request) error {
	var in newPassword
	if err := decode(w, r, &in); err != nil {
		return err
	}
	u, err := a.service.SetPassword(r.Context(), in.Token, in.Password)
	if err != nil {
		return err
	}
	return a.begin(w, r, http.StatusOK, u.ID)
}

func (a *api) verify(w http.ResponseWriter, r *http.Request, c caller) error {
	var in proof
	if err := decode(w, r, &in); err != nil {
		return err
	}
	if _, err := a.service.Verify(r.Context(), c.Actor, in.Token); err != nil {
		return err
	}
	return nothing(w)
}
