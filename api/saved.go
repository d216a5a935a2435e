package api

import (
	"net/http"

	"github.com/beckon-desk/beckon/tickets"
)

// savedView is read and written.
type savedView struct {
	Name  string `json:"name"`
	Query string `json:"query"`
}

type savedViews struct {
	Views []savedView `json:"views"`
}

func showViews(w http.ResponseWriter, views []tickets.View) error {
	return writeJSON(w, http.StatusOK, savedViews{each(views, func(v tickets.View) savedView { return savedView(v) })})
}

func (a *api) listViews(w http.ResponseWriter, _ *http.Request, c caller) error {
	return showViews(w, c.User.Views)
}

func (a *api) setViews(w http.ResponseWriter, r *http.Request, c caller) error {
	var in savedViews
	if err := decode(w, r, &in); err != nil {
		return err
	}
	if in.Views == nil {
		return invalid("views", "Send the whole list of views.")
	}
	views, err := a.service.SetViews(r.Context(), c.Actor, each(in.Views, func(v savedView) tickets.View { return tickets.View(v) }))
	if err != nil {
		return err
	}
	return showViews(w, views)
}
