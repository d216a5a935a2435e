package api

import (
	"fmt"
	"net/http"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

type auditPage struct {
	Entries []auditEntryView `json:"entries"`
	Next    *string          `json:"next"` // null on the last page
}

// auditEntryView is a line of the audit: about a ticket, or about a person.
type auditEntryView struct {
	changeView
	Ticket *tickets.Number `json:"ticket"`
	Person *personView     `json:"person"`
}

// auditTable is the most lines a table of the audit has.
const auditTable = 100_000

func (a *api) audit(w http.ResponseWriter, r *http.Request, c caller) error {
	q := newQuery(r)
	f := tickets.AuditFilter{
		From: q.moment("from"), To: q.moment("to"), By: q.person("by", c.User.ID), Verb: q.text("verb"),
		Limit: q.limit(), Cursor: q.text("cursor"),
	}
	table := wantsCSV(q, r)
	if err := q.done(); err != nil {
		return err
	}
	if table && f.Limit == 0 {
		f.Limit = auditTable
	}
	page, err := a.service.Audit(r.Context(), c.Actor, f)
	if err != nil {
		return err
	}
	if table {
		return writeCSV(w, "beckon-audit.csv", auditRows(page.Entries))
	}
	return writeJSON(w, http.StatusOK, auditPage{each(page.Entries, viewAuditEntry), optional(page.Next)})
}

func viewAuditEntry(e tickets.AuditEntry) auditEntryView {
	return auditEntryView{viewChange(e.Change), optional(e.Number), viewActor(e.Person)}
}

func auditRows(entries []tickets.AuditEntry) [][]string {
	rows := [][]string{{"at", "by", "by_id", "via", "verb", "ticket", "person", "person_id", "text"}}
	for _, e := range entries {
		ticket := ""
		if e.Number != 0 {
			ticket = fmt.Sprintf("%d", e.Number)
		}
		rows = append(rows, []string{
			e.At.UTC().Format(time.RFC3339Nano), e.By.Name, string(e.By.ID), string(e.Via), e.Verb,
			ticket, e.Person.Name, string(e.Person.ID), e.Text,
		})
	}
	return rows
}
