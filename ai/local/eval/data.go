// Package eval measures a triager on labelled tickets: how often it is right, whether its confidence means what it
// says, and what it costs. It only measures; reading flags and opening files is the caller's.
package eval

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/beckon-desk/beckon/ai/local"
)

// row is one labelled ticket. Nothing is read that would give the answer away: of the labels only those below, and
// titles as the requester saw them.
type row struct {
	ticket   local.Ticket
	queue    string
	skills   []string
	assignee string
	priority string
	resolved time.Time
}

// line is a ticket on the wire.
type line struct {
	ID        string `json:"id"`
	Title     string `json:"title"`
	Body      string `json:"body"`
	Requester string `json:"requester"`
	Labels    struct {
		Queue    string   `json:"queue"`
		Skills   []string `json:"skills"`
		Priority string   `json:"priority"`
		Assignee string   `json:"assignee"`
		Product  string   `json:"product"`
		Type     string   `json:"type"`
	} `json:"labels"`
	CreatedAt  time.Time `json:"created_at"`
	ResolvedAt time.Time `json:"resolved_at"`
}

// read parses labelled tickets, one JSON object a line, in time order where they are dated.
func read(r io.Reader, fields bool) ([]row, error) {
	var rows []row
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 16<<20)
	for n := 1; lines.Scan(); n++ {
		if len(strings.TrimSpace(lines.Text())) == 0 {
			continue
		}
		var l line
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			return nil, fmt.Errorf("line %d is not a labelled ticket: %w; write one JSON object a line", n, err)
		}
		if l.Title == "" && l.Body == "" {
			return nil, fmt.Errorf("line %d has neither title nor body; give the ticket's words", n)
		}
		rows = append(rows, l.row(fields))
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("reading labelled tickets: %w", err)
	}
	slices.SortStableFunc(rows, func(a, b row) int { return a.ticket.At.Compare(b.ticket.At) })
	return rows, nil
}

func (l line) row(fields bool) row {
	r := row{
		ticket: local.Ticket{ID: l.ID, Title: l.Title, Body: l.Body, Requester: l.Requester, At: l.CreatedAt},
		queue:  l.Labels.Queue, skills: l.Labels.Skills, assignee: l.Labels.Assignee, priority: l.Labels.Priority,
		resolved: l.ResolvedAt,
	}
	if fields && (l.Labels.Product != "" || l.Labels.Type != "") {
		r.ticket.Fields = []string{l.Labels.Product, l.Labels.Type}
	}
	if r.queue == "" && len(r.skills) > 0 {
		r.queue = r.skills[0]
	}
	if r.queue != "" && !slices.Contains(r.skills, r.queue) {
		r.skills = append([]string{r.queue}, r.skills...)
	}
	return r
}

// outcome is what a triager may learn from a row: the queue first, then further skills.
func (r row) outcome() local.Outcome {
	o := local.Outcome{Assignee: r.assignee, Priority: r.priority}
	if r.queue != "" {
		o.Skills = append(o.Skills, r.queue)
		for _, s := range r.skills {
			if s != r.queue {
				o.Skills = append(o.Skills, s)
			}
		}
	}
	return o
}

func dated(rows []row) bool { return len(rows) > 0 && !rows[0].ticket.At.IsZero() }

// ranks orders the names trackers give to priorities, lowest first.
var ranks = [][]string{
	{"trivial", "lowest", "none"}, {"low", "minor"}, {"medium", "normal", "moderate"}, {"high", "major"},
	{"critical", "urgent", "highest"}, {"blocker", "emergency"},
}

func rank(level string) int {
	return slices.IndexFunc(ranks, func(names []string) bool { return slices.Contains(names, strings.ToLower(level)) })
}

// levels returns the priorities in the rows, lowest first.
func levels(rows ...[]row) ([]string, error) {
	var out []string
	for _, rs := range rows {
		for _, r := range rs {
			if r.priority == "" || slices.Contains(out, r.priority) {
				continue
			}
			if rank(r.priority) < 0 {
				return nil, fmt.Errorf("ticket %s has priority %q, whose rank is unknown; use low, medium, high or the like", r.ticket.ID, r.priority)
			}
			out = append(out, r.priority)
		}
	}
	slices.SortFunc(out, func(a, b string) int { return rank(a) - rank(b) })
	return out, nil
}

// skillsOf returns the desk's list of skills as its admin would have typed it: every label there is, with no more words
// than its own name has, in alphabetical order so that nothing else shows.
func skillsOf(rows ...[]row) []local.Skill {
	var names []string
	seen := map[string]bool{}
	for _, rs := range rows {
		for _, r := range rs {
			for _, s := range r.skills {
				if !seen[s] {
					seen[s] = true
					names = append(names, s)
				}
			}
		}
	}
	slices.Sort(names)
	out := make([]local.Skill, len(names))
	for i, n := range names {
		out[i] = local.Skill{Name: n}
	}
	return out
}
