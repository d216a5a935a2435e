package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

// groups are the expressions tickets are counted by.
var groups = map[tickets.GroupBy]string{
	tickets.ByNothing:  "''",
	tickets.ByAssignee: "coalesce(t.assignee, '')",
	tickets.ByStatus:   "t.status",
	tickets.ByPriority: "t.priority",
	tickets.BySkill:    "coalesce(substr(g.label, 7), '')",
	tickets.ByCategory: "t.category",
	tickets.ByPlatform: "t.platform",
	tickets.ByDay:      "date(t.created / 1000, 'unixepoch')",
}

// Count implements tickets.Store.
func (s *Store) Count(ctx context.Context, f tickets.Filter, by tickets.GroupBy) (map[string]int, error) {
	query, args, err := countQuery(f, by)
	if err != nil {
		return nil, err
	}
	counts := map[string]int{}
	err = s.stmts.query(ctx, query, args, func(rows *sql.Rows) error {
		var value string
		var n int
		err := rows.Scan(&value, &n)
		counts[value] += n
		return err
	})
	return counts, explain(err)
}

func countQuery(f tickets.Filter, by tickets.GroupBy) (string, []any, error) {
	group, known := groups[by]
	if !known {
		return "", nil, fmt.Errorf("tickets cannot be counted by %q", by)
	}
	where, err := whereOf(f)
	if err != nil {
		return "", nil, err
	}
	from := " FROM tickets AS t"
	if by == tickets.BySkill {
		from += " LEFT JOIN labels AS g ON g.number = t.number AND g.label >= 'skill:' AND g.label < 'skill;'"
	}
	clause := " GROUP BY 1"
	switch {
	case by == tickets.ByNothing:
		clause = "" // one group for all would be sorted like any other
	case by == tickets.ByAssignee && len(where.sql) == 0:
		clause = " GROUP BY t.status, t.assignee" // in the order of tickets_load, which holds all it takes
	}
	where.in("t.status", statusesOf(f))
	return "SELECT " + group + ", count(*)" + from + where.String() + clause, where.args, nil
}

// Resolutions implements tickets.Store.
func (s *Store) Resolutions(ctx context.Context, f tickets.Filter) ([]time.Duration, error) {
	query, args, err := resolutionsQuery(f)
	if err != nil {
		return nil, err
	}
	var took []time.Duration
	err = s.stmts.query(ctx, query, args, func(rows *sql.Rows) error {
		var millis int64
		err := rows.Scan(&millis)
		took = append(took, time.Duration(millis)*time.Millisecond)
		return err
	})
	return took, explain(err)
}

func resolutionsQuery(f tickets.Filter) (string, []any, error) {
	where, err := whereOf(f)
	if err != nil {
		return "", nil, err
	}
	where.add("t.resolved IS NOT NULL")
	where.in("t.status", statusesOf(f))
	return "SELECT t.resolved - t.created FROM tickets AS t" + where.String(), where.args, nil
}

// whereOf returns what chooses the tickets of f, as "t", but for their status.
func whereOf(f tickets.Filter) (conditions, error) {
	var where conditions
	f.Sort, f.Limit, f.Cursor = "", 0, ""
	if err := f.Validate(); err != nil {
		return where, err
	}
	if match := matchOf(f.Query); match != "" {
		where.add("t.number IN (SELECT rowid FROM words WHERE words MATCH ?)", match)
	}
	for _, labels := range f.Labels() {
		where.add("t.number IN (SELECT number FROM labels WHERE label IN ("+marks(len(labels))+"))", anys(labels)...)
	}
	restrict(&where, "t.", f)
	return where, nil
}

// statusesOf returns the statuses to look among, none for any. The indexes of when
// tickets were opened and changed begin with them; words, labels and resolutions
// have indexes that are more telling.
func statusesOf(f tickets.Filter) []string {
	statuses := f.Statuses()
	spans := !f.CreatedFrom.IsZero() || !f.CreatedTo.IsZero() || !f.UpdatedFrom.IsZero() || !f.UpdatedTo.IsZero()
	telling := f.Query != "" || len(f.Labels()) > 0 || !f.ResolvedFrom.IsZero() || !f.ResolvedTo.IsZero()
	if spans && !telling && len(statuses) == 0 {
		statuses = tickets.Statuses
	}
	return unique(texts(statuses))
}
