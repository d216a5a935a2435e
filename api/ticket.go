package api

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"github.com/beckon-desk/beckon/tickets"
)

type ticketAnswer struct {
	Ticket ticketView `json:"ticket"`
}

// show answers with one ticket. Its version is the ETag, for If-Match.
func (a *api) show(w http.ResponseWriter, r *http.Request, c caller, status int, t tickets.Ticket) error {
	wait, err := a.service.Wait(r.Context(), t)
	if err != nil {
		return err
	}
	v := viewTicket(t, c.User, a.names(r.Context(), c, t))
	v.Wait = viewWait(wait)
	w.Header().Set("ETag", strconv.Quote(strconv.FormatInt(t.Version, 10)))
	return writeJSON(w, status, ticketAnswer{v})
}

// names returns the names of the people the ticket's receipts are for. Somebody
// who is gone has none.
func (a *api) names(ctx context.Context, c caller, t tickets.Ticket) map[tickets.UserID]string {
	names := map[tickets.UserID]string{t.Requester.ID: t.Requester.Name}
	for _, h := range t.History {
		names[h.By.ID] = h.By.Name
	}
	if t.Assignee != nil {
		names[t.Assignee.ID] = t.Assignee.Name
	}
	for _, n := range t.Notices {
		for _, r := range n.Receipts {
			if _, known := names[r.To]; !known {
				u, _ := a.service.Person(ctx, c.Actor, r.To)
				names[r.To] = u.Name
			}
		}
	}
	return names
}

// ticketNumber reads the number in the path.
func ticketNumber(r *http.Request) (tickets.Number, error) {
	n, ok := tickets.ParseNumber(chi.URLParam(r, "number"))
	if !ok {
		return 0, failure(tickets.NotFound, "That is not a ticket's number. Numbers look like 42.")
	}
	return n, nil
}

// onTicket serves a verb that needs nothing but the ticket.
func (a *api) onTicket(verb func(context.Context, tickets.Actor, tickets.Ref) (tickets.Ticket, error)) http.HandlerFunc {
	return a.signedIn(func(w http.ResponseWriter, r *http.Request, c caller) error {
		n, err := ticketNumber(r)
		if err != nil {
			return err
		}
		t, err := verb(r.Context(), c.Actor, n)
		if err != nil {
			return err
		}
		return a.show(w, r, c, http.StatusOK, t)
	})
}

type reason struct {
	Text string `json:"reason"`
}

type note struct {
	Text string `json:"note"`
}

func (r reason) text() string { return r.Text }
func (n note) text() string   { return n.Text }

// withText serves a verb that takes a text, which may be left out.
func withText[T interface{ text() string }](a *api, verb func(context.Context, tickets.Actor, tickets.Ref, string) (tickets.Ticket, error)) http.HandlerFunc {
	return a.signedIn(func(w http.ResponseWriter, r *http.Request, c caller) error {
		n, err := ticketNumber(r)
		if err != nil {
			return err
		}
		var in T
		if err := decodeAny(w, r, &in); err != nil {
			return err
		}
		t, err := verb(r.Context(), c.Actor, n, in.text())
		if err != nil {
			return err
		}
		return a.show(w, r, c, http.StatusOK, t)
	})
}

func (a *api) follow(on bool) func(context.Context, tickets.Actor, tickets.Ref) (tickets.Ticket, error) {
	return func(ctx context.Context, actor tickets.Actor, ref tickets.Ref) (tickets.Ticket, error) {
		return a.service.Follow(ctx, actor, ref, on)
	}
}

type newTicket struct {
	Title   string           `json:"title"`
	Body    string           `json:"body"`
	Urgency tickets.Priority `json:"urgency"`
	Files   []tickets.FileID `json:"files"`
}

func (a *api) createTicket(w http.ResponseWriter, r *http.Request, c caller) error {
	var in newTicket
	if err := decode(w, r, &in); err != nil {
		return err
	}
	key, err := idempotencyKey(r, c)
	if err != nil {
		return err
	}
	t, err := a.service.Open(r.Context(), c.Actor, tickets.NewTicket{Title: in.Title, Body: in.Body, Urgency: in.Urgency, Files: in.Files, Key: key})
	if err != nil {
		return err
	}
	w.Header().Set("Location", fmt.Sprintf("/api/tickets/%d", t.Number))
	return a.show(w, r, c, http.StatusCreated, t)
}

// idempotencyKey is the client's key made its own: nobody can reach another
// person's ticket with it.
func idempotencyKey(r *http.Request, c caller) (string, error) {
	key := r.Header.Get("Idempotency-Key")
	if len(key) > 200 {
		return "", invalid("Idempotency-Key", "The Idempotency-Key is too long; 200 bytes at most.")
	}
	if key == "" {
		return "", nil
	}
	return fmt.Sprintf("web:%s:%s", c.User.ID, key), nil
}

type newComment struct {
	Text     string           `json:"text"`
	Files    []tickets.FileID `json:"files"`
	Internal bool             `json:"internal"`
	Waiting  bool             `json:"waiting"`
}

func (a *api) addComment(w http.ResponseWriter, r *http.Request, c caller) error {
	n, err := ticketNumber(r)
	if err != nil {
		return err
	}
	var in newComment
	if err := decode(w, r, &in); err != nil {
		return err
	}
	key, err := idempotencyKey(r, c)
	if err != nil {
		return err
	}
	t, err := a.service.Reply(r.Context(), c.Actor, n, tickets.NewComment{Text: in.Text, Files: in.Files, Internal: in.Internal, Waiting: in.Waiting, Key: key})
	if err != nil {
		return err
	}
	return a.show(w, r, c, http.StatusCreated, t)
}

type newRating struct {
	Rating int `json:"rating"`
}

func (a *api) rate(w http.ResponseWriter, r *http.Request, c caller) error {
	n, err := ticketNumber(r)
	if err != nil {
		return err
	}
	var in newRating
	if err := decode(w, r, &in); err != nil {
		return err
	}
	t, err := a.service.Rate(r.Context(), c.Actor, n, in.Rating)
	if err != nil {
		return err
	}
	return a.show(w, r, c, http.StatusOK, t)
}

type ticketPatch struct {
	Title    *string           `json:"title"`
	Status   *tickets.Status   `json:"status"`
	Priority *tickets.Priority `json:"priority"`
	Skills   *[]string         `json:"skills"`
	Tags     *[]string         `json:"tags"`
	Category *string           `json:"category"`
	Summary  *string           `json:"summary"`
	Notes    *string           `json:"notes"`
	Assignee nullable          `json:"assignee"` // null takes it from whoever has it
	Version  int64             `json:"version"`
}

func (p ticketPatch) patch() tickets.Patch {
	out := tickets.Patch{
		Title: p.Title, Status: p.Status, Priority: p.Priority, Skills: p.Skills, Tags: p.Tags,
		Category: p.Category, Summary: p.Summary, Notes: p.Notes, Version: p.Version,
	}
	if p.Assignee.given {
		id := tickets.UserID(p.Assignee.text)
		out.Assignee = &id
	}
	return out
}

func (a *api) updateTicket(w http.ResponseWriter, r *http.Request, c caller) error {
	n, err := ticketNumber(r)
	if err != nil {
		return err
	}
	var in ticketPatch
	if err := decode(w, r, &in); err != nil {
		return err
	}
	if in.Version == 0 {
		if in.Version, err = ifMatch(r); err != nil {
			return err
		}
	}
	t, err := a.service.Set(r.Context(), c.Actor, n, in.patch())
	if err != nil {
		return err
	}
	return a.show(w, r, c, http.StatusOK, t)
}

// ifMatch returns the version that the request insists on, 0 for any.
func ifMatch(r *http.Request) (int64, error) {
	tag := strings.TrimPrefix(r.Header.Get("If-Match"), "W/")
	if tag == "" || tag == "*" {
		return 0, nil
	}
	version, err := strconv.ParseInt(strings.Trim(tag, `"`), 10, 64)
	if err != nil || version < 1 {
		return 0, invalid("If-Match", `If-Match must be the ETag of the ticket as you read it, such as "7".`)
	}
	return version, nil
}
