package api

import (
	"context"
	"net/http"
)

// Readiness says whether an instance wants requests, and of every part of the
// program, by name, what is not ready about it; nil when it is.
type Readiness struct {
	// Ready is not for trouble that every instance has: a proxy that sent nothing
	// anywhere while a part that all share is down would make it worse.
	Ready bool
	Parts map[string]error
}

// ReadyFunc tells the state of the program as it is now.
type ReadyFunc func(context.Context) Readiness

type healthView struct {
	Status string `json:"status"`
}

// healthz says that the process answers, and nothing of its parts: restarting
// it would not mend them.
func (a *api) healthz(w http.ResponseWriter, _ *http.Request) error {
	return writeJSON(w, http.StatusOK, healthView{"ok"})
}

type readyView struct {
	Ready bool              `json:"ready"`
	Parts map[string]string `json:"parts"`
}

// readyz is for whoever spreads requests over instances: 200 for one that wants
// them, 503 for one that has not started yet, or is about to stop.
func (a *api) readyz(w http.ResponseWriter, r *http.Request) error {
	now := Readiness{Ready: true}
	if a.ready != nil {
		now = a.ready(r.Context())
	}
	v := readyView{Ready: now.Ready, Parts: map[string]string{}}
	for part, err := range now.Parts {
		v.Parts[part] = "ready"
		if err != nil {
			v.Parts[part] = "not ready"
		}
	}
	if !now.Ready {
		return writeJSON(w, http.StatusServiceUnavailable, v)
	}
	return writeJSON(w, http.StatusOK, v)
}
