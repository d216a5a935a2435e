package api

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

// query reads a request's parameters and remembers the first that is wrong.
type query struct {
	values url.Values
	read   []string
	err    error
}

func newQuery(r *http.Request) *query {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		err = failure(tickets.Invalid, "The part of the address after ? cannot be read.")
	}
	return &query{values: values, err: err}
}

func (q *query) fail(name, format string, args ...any) {
	if q.err == nil {
		q.err = invalid(name, format, args...)
	}
}

// done returns what was wrong, a parameter nobody has read included: a filter
// with a slip in its name would choose everything.
func (q *query) done() error {
	for name := range q.values {
		if !slices.Contains(q.read, name) {
			q.fail(name, "There is no parameter %s. Choose from %s.", name, strings.Join(q.read, ", "))
		}
	}
	return q.err
}

func (q *query) text(name string) string {
	q.read = append(q.read, name)
	return strings.TrimSpace(q.values.Get(name))
}

// texts reads a parameter that may be repeated, or hold several with commas.
func (q *query) texts(name string) []string {
	q.read = append(q.read, name)
	var out []string
	for _, v := range q.values[name] {
		for part := range strings.SplitSeq(v, ",") {
			if part = strings.TrimSpace(part); part != "" {
				out = append(out, part)
			}
		}
	}
	return out
}

func chosen[T ~string](q *query, name string) []T {
	return each(q.texts(name), func(s string) T { return T(s) })
}

func (q *query) flag(name string) bool {
	switch q.text(name) {
	case "", "false":
		return false
	case "true":
		return true
	}
	q.fail(name, "%s must be true or false.", name)
	return false
}

func (q *query) limit() int {
	text := q.text("limit")
	if text == "" {
		return 0
	}
	n, _ := strconv.Atoi(text) // 0 of what is no number
	if n < 1 || n > tickets.MaxPage {
		q.fail("limit", "Limit must be between 1 and 200.")
	}
	return n
}

// moment reads a time, or a date that stands for midnight UTC.
func (q *query) moment(name string) time.Time { return q.momentIn(name, time.UTC) }

// momentIn reads a time, or a date that stands for midnight in a zone.
func (q *query) momentIn(name string, zone *time.Location) time.Time {
	text := q.text(name)
	if text == "" {
		return time.Time{}
	}
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.ParseInLocation(layout, text, zone); err == nil {
			return t.UTC()
		}
	}
	q.fail(name, "%s must be a date like 2026-01-31 or a time like 2026-01-31T09:00:00Z.", name)
	return time.Time{}
}

// zone reads the parameter timeZone; UTC unless given.
func (q *query) zone() *time.Location {
	zone, err := tickets.ParseTimeZone(q.text("timeZone"))
	if err == nil {
		return zone
	}
	if q.err == nil {
		q.err = err
	}
	return time.UTC
}

// person reads a person's id, in which "me" stands for the caller.
func (q *query) person(name string, me tickets.UserID) tickets.UserID {
	if id := q.text(name); id != "me" {
		return tickets.UserID(id)
	}
	return me
}

// filter reads what both the list and the counts choose tickets by.
func (q *query) filter(me tickets.UserID) tickets.Filter {
	f := tickets.Filter{
		Query:  q.text("q"),
		Status: chosen[tickets.Status](q, "status"), Priority: chosen[tickets.Priority](q, "priority"),
		Skills: chosen[string](q, "skill"), Tags: chosen[string](q, "tag"), Category: q.text("category"),
		Assignee: q.person("assignee", me), Requester: q.person("requester", me), Unassigned: q.flag("unassigned"),
		CreatedFrom: q.moment("createdFrom"), CreatedTo: q.moment("createdTo"),
		UpdatedFrom: q.moment("updatedFrom"), UpdatedTo: q.moment("updatedTo"),
		ResolvedFrom: q.moment("resolvedFrom"), ResolvedTo: q.moment("resolvedTo"),
		DueFrom: q.moment("dueFrom"), DueTo: q.moment("dueTo"),
	}
	if f.Assignee == "none" {
		f.Assignee, f.Unassigned = "", true
	}
	return f
}

type ticketPage struct {
	Tickets []listedView `json:"tickets"`
	Next    *string      `json:"next"` // null on the last page
}

// listedView is a ticket in a list, and where the search found it.
type listedView struct {
	rowView
	Matches []matchView `json:"matches"`
}

type matchView struct {
	Field   string   `json:"field"`
	Excerpt string   `json:"excerpt"`
	Words   []string `json:"words"`
}

func viewMatch(m tickets.Match) matchView {
	return matchView{Field: m.Field, Excerpt: m.Excerpt, Words: list(m.Words)}
}

func (a *api) listTickets(w http.ResponseWriter, r *http.Request, c caller) error {
	q := newQuery(r)
	f := q.filter(c.User.ID)
	f.Sort, f.Limit, f.Cursor = tickets.Sort(q.text("sort")), q.limit(), q.text("cursor")
	if err := q.done(); err != nil {
		return err
	}
	page, err := a.service.Find(r.Context(), c.Actor, f)
	if err != nil {
		return err
	}
	rows := each(page.Tickets, func(t tickets.Ticket) listedView {
		return listedView{viewRow(t, c.User), each(t.Matches(f.Query), viewMatch)}
	})
	return writeJSON(w, http.StatusOK, ticketPage{rows, optional(page.Next)})
}

// groupings are what tickets can be counted by.
var groupings = []tickets.GroupBy{
	tickets.ByNothing, tickets.ByAssignee, tickets.ByStatus, tickets.ByPriority,
	tickets.BySkill, tickets.ByCategory, tickets.ByPlatform, tickets.ByDay,
}

type countsAnswer struct {
	Counts map[string]int `json:"counts"`
}

func (a *api) countTickets(w http.ResponseWriter, r *http.Request, c caller) error {
	q := newQuery(r)
	f, by := q.filter(c.User.ID), tickets.GroupBy(q.text("by"))
	if !slices.Contains(groupings, by) {
		q.fail("by", "By must be one of assignee, status, priority, skill, category, platform, day; leave it out for the total.")
	}
	if err := q.done(); err != nil {
		return err
	}
	if err := f.Validate(); err != nil {
		return err
	}
	counts, err := a.service.Count(r.Context(), c.Actor, f, by)
	if err != nil {
		return err
	}
	if counts == nil {
		counts = map[string]int{}
	}
	return writeJSON(w, http.StatusOK, countsAnswer{counts})
}
