package api

import (
	"net/http"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

type bulkChange struct {
	Numbers []tickets.Number `json:"numbers"`
	Set     bulkSet          `json:"set"`
}

type bulkSet struct {
	Status     *tickets.Status   `json:"status"`
	Priority   *tickets.Priority `json:"priority"`
	Assignee   nullable          `json:"assignee"` // null takes them from whoever has them
	AddTags    []string          `json:"addTags"`
	RemoveTags []string          `json:"removeTags"`
}

func (b bulkSet) bulk() tickets.Bulk {
	out := tickets.Bulk{Status: b.Status, Priority: b.Priority, AddTags: b.AddTags, RemoveTags: b.RemoveTags}
	if b.Assignee.given {
		id := tickets.UserID(b.Assignee.text)
		out.Assignee = &id
	}
	return out
}

type bulkAnswer struct {
	Results []outcomeView `json:"results"`
	Undo    *undoView     `json:"undo"` // null when nothing changed
}

type outcomeView struct {
	Number  tickets.Number `json:"number"`
	Result  tickets.Kind   `json:"result"` // ok, or the code of what went wrong
	Reason  tickets.Reason `json:"reason,omitempty"`
	Args    []string       `json:"args,omitempty"`
	Message string         `json:"message"` // "" when ok
	Version *int64         `json:"version"` // null unless ok
}

type undoView struct {
	Token string    `json:"token"`
	Until time.Time `json:"until"`
}

// done is the result of what went well.
const done tickets.Kind = "ok"

func viewOutcome(o tickets.Outcome) outcomeView {
	v := outcomeView{Number: o.Number, Result: o.Kind, Reason: o.Reason, Args: o.Args, Message: o.Message, Version: optional(o.Version)}
	if v.Result == "" {
		v.Result = done
	}
	return v
}

func (a *api) setMany(w http.ResponseWriter, r *http.Request, c caller) error {
	var in bulkChange
	if err := decode(w, r, &in); err != nil {
		return err
	}
	outcomes, undo, err := a.service.SetMany(r.Context(), c.Actor, in.Numbers, in.Set.bulk())
	if err != nil {
		return err
	}
	v := bulkAnswer{Results: each(outcomes, viewOutcome)}
	if undo.Token != "" {
		v.Undo = &undoView{Token: undo.Token, Until: undo.Until}
	}
	return writeJSON(w, http.StatusOK, v)
}

func (a *api) undoMany(w http.ResponseWriter, r *http.Request, c caller) error {
	var in proof
	if err := decode(w, r, &in); err != nil {
		return err
	}
	outcomes, err := a.service.UndoMany(r.Context(), c.Actor, in.Token)
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, bulkAnswer{Results: each(outcomes, viewOutcome)})
}
