package api

import (
	"context"
	"net/http"
)

// ReadyFunc tells, for every part of the program by name, what is not ready
// about it; nil when it is.
type ReadyFunc func(context.Context) map[string]error

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

func (a *api) readyz(w http.ResponseWriter, r *http.Request) error {
	v, status := readyView{Ready: true, Parts: map[string]string{}}, http.StatusOK
	if a.ready == nil {
		return writeJSON(w, status, v)
	}
	for part, err := range a.ready(r.Context()) {
		v.Parts[part] = "ready"
		if err != nil {
			a.log.WarnContext(r.Context(), "not ready", "part", part, "err", err)
			v.Parts[part], v.Ready, status = "not ready", false, http.StatusServiceUnavailable
		}
	}
	return writeJSON(w, status, v)
}
