package sqlite

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

// explained returns how the engine would run a query, a step a line.
func explained(t *testing.T, s *Store, query string, args []any) []string {
	t.Helper()
	rows, err := s.stmts.db.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query, args...)
	if err != nil {
		t.Fatalf("%v\n%s", err, query)
	}
	defer func() { _ = rows.Close() }()
	var steps []string
	for rows.Next() {
		var step string
		var skip any
		if err := rows.Scan(&skip, &skip, &skip, &step); err != nil {
			t.Fatal(err)
		}
		steps = append(steps, step)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return steps
}

// Lists the product shows, by what they show.
var productLists = map[string]tickets.Filter{
	"all":                  {},
	"live":                 {Status: []tickets.Status{tickets.Open, tickets.InProgress, tickets.Waiting}},
	"one status":           {Status: []tickets.Status{tickets.Resolved}},
	"somebody's":           {Assignee: "m"},
	"somebody's live":      {Assignee: "m", Status: []tickets.Status{tickets.Open, tickets.InProgress}},
	"the queue":            {Status: []tickets.Status{tickets.Open}, Unassigned: true},
	"unassigned":           {Unassigned: true},
	"a requester's":        {Requester: "u"},
	"a requester's live":   {Requester: "u", Status: []tickets.Status{tickets.Open}},
	"of a skill":           {Skills: []string{"VPN"}},
	"of some skills, live": {Skills: []string{"VPN", "Java"}, Status: []tickets.Status{tickets.Open}},
	"of a tag":             {Tags: []string{"vip"}},
	"of a category":        {Category: "network"},
	"of a skill, for one":  {Skills: []string{"VPN"}, Assignee: "m"},
	"created lately":       {CreatedFrom: time.Unix(1, 0), CreatedTo: time.Unix(2, 0)},
	"somebody's overdue":   {Assignee: "m", DueTo: time.Unix(1, 0)},
}

// These are few, whatever the size of the desk, or found by an index that
// cannot sort: words, moving tickets, a span of resolution or of due times.
var sortedLists = map[string]tickets.Filter{
	"a search":             {Query: "vpn drops"},
	"a requester's search": {Query: "vpn", Requester: "u"},
	"moving":               {Moving: true},
	"moving for some time": {Moving: true, UpdatedTo: time.Unix(1, 0)},
	"resolved lately":      {ResolvedFrom: time.Unix(1, 0)},
	"overdue":              {DueTo: time.Unix(1, 0)},
	"of a day":             {DueFrom: time.Unix(1, 0), DueTo: time.Unix(2, 0), Status: []tickets.Status{tickets.Open}},
	"resolved by somebody": {ResolvedFrom: time.Unix(1, 0), Status: []tickets.Status{tickets.Resolved}},
}

func TestListsNeverScanOrSortTheDesk(t *testing.T) {
	s := openNew(t)
	for _, sort := range tickets.Sorts {
		for name, f := range productLists {
			t.Run(fmt.Sprintf("%s by %s", name, sort), func(t *testing.T) {
				f.Sort = sort
				checkPlan(t, s, f, false)
			})
		}
		for name, f := range sortedLists {
			t.Run(fmt.Sprintf("%s by %s", name, sort), func(t *testing.T) {
				f.Sort = sort
				checkPlan(t, s, f, true)
			})
		}
	}
	for _, sort := range []tickets.Sort{tickets.NewestFirst, tickets.OldestFirst, tickets.HighestFirst, tickets.LowestFirst} {
		for name, f := range productLists {
			t.Run(fmt.Sprintf("%s of high priority by %s", name, sort), func(t *testing.T) {
				f.Sort, f.Priority = sort, []tickets.Priority{tickets.High, tickets.Low}
				checkPlan(t, s, f, false)
			})
		}
	}
}

func TestADueTimeIsLookedUp(t *testing.T) {
	s := openNew(t)
	for name, c := range map[string]struct {
		list tickets.Filter
		want string
	}{
		"overdue, the next first":  {tickets.Filter{DueTo: time.Unix(1, 0), Sort: tickets.DueFirst}, "tickets_due (status=? AND due<?)"},
		"overdue, the newest":      {tickets.Filter{DueTo: time.Unix(1, 0)}, "tickets_due (status=? AND due<?)"},
		"somebody's, the next":     {tickets.Filter{Assignee: "m", DueTo: time.Unix(1, 0), Sort: tickets.DueFirst}, "tickets_assignee_due (assignee=? AND status=? AND due<?)"},
		"of a skill, the next":     {tickets.Filter{Skills: []string{"VPN"}, DueTo: time.Unix(1, 0), Sort: tickets.DueFirst}, "labels_due (label=? AND status=? AND due<?)"},
		"live of any, of high one": {tickets.Filter{DueFrom: time.Unix(1, 0), Priority: []tickets.Priority{tickets.High}, Sort: tickets.DueFirst}, "tickets_due (status=? AND due>? AND due<?)"},
	} {
		t.Run(name, func(t *testing.T) {
			query, args, err := pageQuery(c.list)
			if err != nil {
				t.Fatal(err)
			}
			steps := strings.Join(explained(t, s, query, args), "\n")
			if !strings.Contains(steps, c.want) {
				t.Errorf("got\n%s\nwant a search of %s", steps, c.want)
			}
		})
	}
}

// checkPlan fails when the first or a later page of the list reads a whole
// table, or sorts what it need not.
func checkPlan(t *testing.T, s *Store, f tickets.Filter, maySort bool) {
	t.Helper()
	for _, cursor := range []string{"", f.After(tickets.Ticket{ID: "x", CreatedAt: time.Unix(5, 0), UpdatedAt: time.Unix(5, 0)})} {
		f.Cursor = cursor
		query, args, err := pageQuery(f)
		if err != nil {
			t.Fatal(err)
		}
		steps := explained(t, s, query, args)
		for _, step := range steps {
			if scans(step) || !maySort && strings.Contains(step, "USE TEMP B-TREE") {
				t.Errorf("%s\nin the plan of %s\n%s", step, query, strings.Join(steps, "\n"))
			}
		}
	}
}

// scans reports whether a step reads a whole table. A full-text match is no
// scan, nor is the index that holds just the moving tickets, nor what a search found.
func scans(step string) bool {
	return strings.HasPrefix(step, "SCAN") && !strings.Contains(step, "VIRTUAL TABLE INDEX") &&
		!strings.HasSuffix(step, "INDEX tickets_moving") && step != "SCAN found"
}

func TestScansAreSeen(t *testing.T) {
	s := openNew(t)
	for query, want := range map[string]bool{
		"SELECT * FROM tickets":                          true,
		"SELECT * FROM tickets WHERE category = 'x'":     true,
		"SELECT * FROM tickets ORDER BY status, created": true,
		"SELECT * FROM tickets WHERE status = 'x'":       false,
		"SELECT rowid FROM words WHERE words MATCH 'x'":  false,
	} {
		got := false
		for _, step := range explained(t, s, query, nil) {
			got = got || scans(step)
		}
		if got != want {
			t.Errorf("%s: scans is %v, want %v (%v)", query, got, want, explained(t, s, query, nil))
		}
	}
}

func TestOtherQueriesUseIndexes(t *testing.T) {
	s := openNew(t)
	people := map[string]tickets.UserFilter{
		"roles":  {Roles: []tickets.Role{tickets.Moderator, tickets.Admin}, Active: true},
		"search": {Query: "ada"},
		"skill":  {Skill: "VPN"},
	}
	for name, f := range people {
		query, args, err := usersQuery(f)
		if err != nil {
			t.Fatal(err)
		}
		noScan(t, s, name, query, args)
	}
	noScan(t, s, "outbox", pendingEvents, []any{false, 1, 10})
	live := []tickets.Status{tickets.Open, tickets.InProgress}
	for name, f := range map[string]tickets.Filter{
		"load":    {Status: live},
		"mine":    {Status: live, Assignee: "m"},
		"queue":   {Status: live, Unassigned: true},
		"skill":   {Skills: []string{"VPN"}},
		"search":  {Query: "vpn"},
		"moving":  {Moving: true},
		"overdue": {DueTo: time.Unix(1, 0)},
	} {
		query, args, err := countQuery(f, tickets.ByAssignee)
		if err != nil {
			t.Fatal(err)
		}
		noScan(t, s, "count "+name, query, args)
	}
	for name, f := range map[string]tickets.Filter{
		"opened":  {CreatedFrom: time.Unix(1, 0), CreatedTo: time.Unix(2, 0)},
		"pressed": {CreatedFrom: time.Unix(1, 0), Priority: []tickets.Priority{tickets.High}},
		"changed": {UpdatedTo: time.Unix(2, 0)},
	} {
		for by := range groups {
			query, args, err := countQuery(f, by)
			if err != nil {
				t.Fatal(err)
			}
			noScan(t, s, fmt.Sprintf("count %s by %s", name, by), query, args)
		}
	}
	query, args, err := resolutionsQuery(tickets.Filter{ResolvedFrom: time.Unix(1, 0), ResolvedTo: time.Unix(2, 0)})
	if err != nil {
		t.Fatal(err)
	}
	noScan(t, s, "resolutions", query, args)
}

func noScan(t *testing.T, s *Store, name, query string, args []any) {
	t.Helper()
	steps := explained(t, s, query, args)
	for _, step := range steps {
		if scans(step) {
			t.Errorf("%s: %s\nin the plan of %s\n%s", name, step, query, strings.Join(steps, "\n"))
		}
	}
}
