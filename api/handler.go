package api

import (
	"context"
	"net/http"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

// requestLimit is how long a request other than a stream may take.
const requestLimit = 15 * time.Second

// handler answers a request, or returns why it cannot.
type handler func(w http.ResponseWriter, r *http.Request) error

// userHandler is a handler for somebody who has logged in.
type userHandler func(w http.ResponseWriter, r *http.Request, c caller) error

// caller is who asks, as stored now, and by which session.
type caller struct {
	tickets.Actor
	session string
}

// public serves anybody.
func (a *api) public(h handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), requestLimit)
		defer cancel()
		if err := h(w, r.WithContext(ctx)); err != nil {
			a.fail(w, r, err)
		}
	}
}

// limited serves anybody, at a pace.
func (a *api) limited(l *limiter, h handler) http.HandlerFunc {
	return a.public(func(w http.ResponseWriter, r *http.Request) error {
		if err := l.admit(w, r, a.clock()); err != nil {
			return err
		}
		return h(w, r)
	})
}

// signedIn serves those who have logged in.
func (a *api) signedIn(h userHandler) http.HandlerFunc {
	return a.public(func(w http.ResponseWriter, r *http.Request) error {
		c, err := a.authenticate(r)
		if err != nil {
			return err
		}
		return h(w, r, c)
	})
}

// streaming is signedIn without the time limit.
func (a *api) streaming(h userHandler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c, err := a.authenticate(r)
		if err == nil {
			err = h(w, r, c)
		}
		if err != nil {
			a.fail(w, r, err)
		}
	}
}
