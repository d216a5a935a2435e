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
)

type claims struct {
	Session string `json:"sid"`
	jwt.RegisteredClaims
}

func (a *api) mint(id tickets.UserID, session string) (string, error) {
	now := a.clock()
	return jwt.NewWithClaims(jwt.SigningMethodHS256, claims{Session: session, RegisteredClaims: jwt.RegisteredClaims{
		Subject: string(id), Issuer: tokenName, Audience: jwt.ClaimStrings{tokenName},
		IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(tokenLife)),
	}}).SignedString(a.key)
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
	var c claims
	_, err := jwt.ParseWithClaims(strings.TrimSpace(token), &c, func(*jwt.Token) (any, error) { return a.key, nil },
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}), jwt.WithIssuer(tokenName), jwt.WithAudience(tokenName),
		jwt.WithExpirationRequired(), jwt.WithTimeFunc(a.clock))
	switch {
	case errors.Is(err, jwt.ErrTokenExpired):
		return claims{}, failure(tickets.Unauthenticated, "This access token has expired. Refresh it, or log in.")
	case err != nil:
		return claims{}, failure(tickets.Unauthenticated, "Please log in.")
	}
	return c, nil
}
