package api

import (
	"net/http"
)

// joining names a chat account by the link that its owner was given. Whoever
// sends Confirm has shown the person whose account it is: somebody else may
// have sent them the link.
type joining struct {
	Token   string `json:"token"`
	Confirm bool   `json:"confirm"`
}

type joined struct {
	Identity identityView `json:"identity"`
	Joined   bool         `json:"joined"`
}

func (a *api) joinIdentity(w http.ResponseWriter, r *http.Request, c caller) error {
	var in joining
	if err := decode(w, r, &in); err != nil {
		return err
	}
	i, err := a.service.LinkedIdentity(r.Context(), in.Token)
	if err == nil && in.Confirm {
		_, err = a.service.JoinIdentity(r.Context(), c.Actor, in.Token)
	}
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, joined{identityView{Platform: i.Platform, Team: i.Team, Name: i.Name}, in.Confirm})
}
