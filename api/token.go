package api

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/beckon-desk/beckon/tickets"
)

// Access tokens say who and by which session, and nothing else: role and state
// are read from the store on every request.

const (
	tokenLife = 15 * time.Minute
	tokenName = "beckon" // issuer and audience

	// A device token says in the same way who has logged in with a browser, and by
	// which session first. It lets nobody in.
	deviceLife = 365 * 24 * time.Hour
	deviceName = "beckon device" // audience
)

type claims struct {
	Session string `json:"sid"`
	jwt.RegisteredClaims
}

func (a *api) mint(audience string, id tickets.UserID, session string, life time.Duration) (string, error) {
	now := a.clock()
	return jwt.NewWithClaims(jwt.SigningMethodHS256, claims{Session: session, RegisteredClaims: jwt.RegisteredClaims{
		Subject: string(id), Issuer: tokenName, Audience: jwt.ClaimStrings{audience},
		IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(life)),
	}}).SignedString(a.key)
}

// parse returns what a token for an audience says, once it has proven genuine.
func (a *api) parse(audience, token string) (c claims, err error) {
	_, err = jwt.ParseWithClaims(token, &c, func(*jwt.Token) (any, error) { return a.key, nil },
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}), jwt.WithIssuer(tokenName), jwt.WithAudience(audience),
		jwt.WithExpirationRequired(), jwt.WithTimeFunc(a.clock))
	return c, err
}

// device returns the browser that the request proves to come from; none when it
// has not logged in before.
func (a *api) device(r *http.Request) tickets.Device {
	cookie, err := r.Cookie(deviceCookie)
	if err != nil {
		return tickets.Device{}
	}
	c, err := a.parse(deviceName, cookie.Value)
	if err != nil {
		return tickets.Device{}
	}
	return tickets.Device{User: tickets.UserID(c.Subject), ID: c.Session}
}

// authenticate returns who sent the request, as stored now.
func (a *api) authenticate(r *http.Request) (caller, error) {
	c, err := a.read(r)
	if err != nil {
		return caller{}, err
	}
	u, err := a.service.SessionUser(r.Context(), tickets.UserID(c.Subject), c.Session)
	if err != nil {
		return caller{}, err
	}
	noteUser(r, u.ID)
	return caller{tickets.Actor{User: u, Via: tickets.Web}, c.Session}, nil
}

// read returns what the request's access token says, once it has proven genuine.
func (a *api) read(r *http.Request) (claims, error) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if token == "" || !strings.EqualFold(scheme, "Bearer") {
		return claims{}, failure(tickets.Unauthenticated, "Please log in.")
	}
	c, err := a.parse(tokenName, strings.TrimSpace(token))
	switch {
	case errors.Is(err, jwt.ErrTokenExpired):
		return claims{}, failure(tickets.Unauthenticated, "This access token has expired. Refresh it, or log in.")
	case err != nil:
		return claims{}, failure(tickets.Unauthenticated, "Please log in.")
	}
	return c, nil
}
