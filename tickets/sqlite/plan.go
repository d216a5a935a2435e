package sqlite

import (
	"slices"
	"strings"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

// A list is walked in an index made for its order, once per combination of the
// values the index begins with (whose, status, rank), and the walks are merged:
// so a page costs what it shows, however many tickets there are. The index is
// named, so that no statistics can lead the engine astray.

// order is how a list is sorted, in SQL.
type order struct {
	index   string // what the names of the indexes made for it end in
	columns []string
	desc    bool
}

var orders = map[tickets.Sort]order{
	"":                      {"created", []string{"created", "id"}, true},
	tickets.NewestFirst:     {"created", []string{"created", "id"}, true},
	tickets.OldestFirst:     {"created", []string{"created", "id"}, false},
	tickets.RecentlyUpdated: {"updated", []string{"updated", "id"}, true},
	tickets.LeastUpdated:    {"updated", []string{"updated", "id"}, false},
	tickets.HighestFirst:    {"queue", []string{"rank", "created", "id"}, false},
	tickets.LowestFirst:     {"queue", []string{"rank", "created", "id"}, true},
	tickets.DueFirst:        {"due", []string{"due", "id"}, false},
}

// by returns the ORDER BY clause for the given columns.
func (o order) by(columns []string) string {
	direction := ""
	if o.desc {
		direction = " DESC"
	}
	return " ORDER BY " + strings.Join(columns, direction+", ") + direction
}

// keys returns the columns with the prefix of their table.
func (o order) keys(prefix string) []string { return prefixed(prefix, o.columns) }

// after adds the condition of the page that follows the mark.
func (o order) after(w *conditions, key string, m *tickets.Mark) {
	values := []any{m.At.UnixMilli(), string(m.ID)}
	switch o.index {
	case "queue":
		values = append([]any{sqlRank(m.Rank)}, values...)
	case "due":
		values[0] = sqlDue(m.At)
	}
	than := " > "
	if o.desc {
		than = " < "
	}
	w.add("("+strings.Join(o.keys(key), ", ")+")"+than+"("+marks(len(values))+")", values...)
}

// pageQuery returns the SQL of one page of tickets, and one more. A ticket that
// has several of the skills or tags asked for comes once for each, in a row.
func pageQuery(f tickets.Filter) (string, []any, error) {
	if err := f.Validate(); err != nil {
		return "", nil, err
	}
	mark, err := f.Mark()
	if err != nil {
		return "", nil, err
	}
	f.Status = f.Statuses()
	o := orders[f.Sort]
	p := planOf(f, o)
	if mark != nil {
		o.after(&p.where, p.key, mark)
	}
	limit := (tickets.PageSize(f.Limit) + 1) * p.times
	columns := "SELECT t.number, t.row, "
	if p.sorts {
		inner := "SELECT " + p.key + "number" + p.from + p.where.String() + o.by(o.keys(p.key)) + " LIMIT ?"
		query := columns + strings.Join(o.keys("t."), ", ") + " FROM tickets AS t WHERE t.number IN (" + inner + ")" + o.by(o.keys("t."))
		return query, append(append(p.given, p.where.args...), limit), nil
	}
	columns += strings.Join(o.keys(p.key), ", ")
	var arms []string
	var args []any
	for _, walk := range p.walks {
		walk.sql = append(walk.sql, p.where.sql...)
		arms = append(arms, columns+p.from+walk.String())
		args = append(append(args, walk.args...), p.where.args...)
	}
	positions := []string{"3", "4", "5"}[:len(o.columns)]
	return strings.Join(arms, " UNION ALL ") + o.by(positions) + " LIMIT ?", append(args, limit), nil
}

// plan is how the tickets a filter chooses are found.
type plan struct {
	from  string       // the FROM clause
	given []any        // arguments of the FROM clause
	key   string       // prefix of what holds the order's columns: "t.", "l." or "found."
	sorts bool         // the index has another order: all that match are sorted, then the page's rows read
	times int          // how often a ticket can come, at most
	walks []conditions // each a range of the index; none when sorts
	where conditions   // what the index does not answer, for every walk
}

// maxLabels bounds the walks; a longer list of skills or tags is checked ticket
// by ticket.
const maxLabels = 10

// planOf chooses the index, the most telling first, and makes conditions of the
// rest of the filter.
func planOf(f tickets.Filter, o order) plan {
	p := plan{key: "t.", times: 1, walks: []conditions{{}}}
	labels := f.Labels()
	match := matchOf(f.Query)
	switch {
	case match != "":
		p.lookup("words CROSS JOIN tickets AS t ON t.number = words.rowid", f)
		p.where.add("words MATCH ?", match)
	case f.Moving:
		p.lookup("tickets AS t INDEXED BY tickets_moving", f)
	case f.Assignee != "" || f.Unassigned:
		p.walk("tickets AS t INDEXED BY tickets_assignee_", f, o)
	case f.Requester != "":
		p.walk("tickets AS t INDEXED BY tickets_requester_", f, o)
	case !f.ResolvedFrom.IsZero() || !f.ResolvedTo.IsZero():
		p.lookup("tickets AS t INDEXED BY tickets_resolved", f)
	case (!f.DueFrom.IsZero() || !f.DueTo.IsZero()) && o.index != "due":
		p.lookup("tickets AS t INDEXED BY tickets_due", f)
	case len(labels) > 0 && len(labels[0]) <= maxLabels:
		p.key = "l."
		p.each("l.label", anys(labels[0]))
		p.times = len(labels[0])
		labels = labels[1:]
		p.walk("labels AS l INDEXED BY labels_", f, o)
		p.from += " CROSS JOIN tickets AS t ON t.number = l.number"
	default:
		p.walk("tickets AS t INDEXED BY tickets_", f, o)
	}
	for _, group := range labels {
		p.where.add("EXISTS (SELECT 1 FROM labels AS x WHERE x.number = t.number AND x.label IN ("+marks(len(group))+"))", anys(group)...)
	}
	restrict(&p.where, p.key, f)
	if match != "" {
		p.newest(tickets.SearchDepth)
	}
	return p
}

// newest bounds what has to be sorted to the n latest tickets found by words: the
// full-text index gives them in that order, so that a word which every other
// ticket has costs no more on a large desk.
func (p *plan) newest(n int) {
	p.from = " FROM (SELECT t.number, t.id, t.rank, t.created, t.updated, t.due" + p.from + p.where.String() + " ORDER BY words.rowid DESC LIMIT ?) AS found"
	p.key, p.given, p.where = "found.", append(p.where.args, n), conditions{}
}

// lookup makes the plan one that finds tickets in no useful order.
func (p *plan) lookup(source string, f tickets.Filter) {
	p.from, p.sorts = " FROM "+source, true
	p.where.in("t.status", unique(texts(f.Status)))
}

// walk makes the plan one of walks in an index that has the status, and the
// rank when the filter asks for priorities: within one rank, a queue is in the
// order of creation.
func (p *plan) walk(index string, f tickets.Filter, o order) {
	statuses := unique(texts(f.Status))
	if len(statuses) == 0 {
		statuses = texts(tickets.Statuses)
	}
	p.each(p.key+"status", anys(statuses))
	if len(f.Priority) > 0 && (o.index == "created" || o.index == "queue") {
		var ranks []int
		for _, v := range f.Priority {
			ranks = append(ranks, sqlRank(v.Rank()))
		}
		slices.Sort(ranks)
		p.each(p.key+"rank", anys(slices.Compact(ranks)))
		o.index = "queue"
	}
	p.from = " FROM " + index + o.index
}

// each splits every walk into one per value of the column.
func (p *plan) each(column string, values []any) {
	var split []conditions
	for _, w := range p.walks {
		for _, v := range values {
			w := w.clone()
			w.add(column+" = ?", v)
			split = append(split, w)
		}
	}
	p.walks = split
}

// restrict adds the conditions on the ticket's own columns, but not on its
// status. key prefixes those that the walked table has as well.
func restrict(w *conditions, key string, f tickets.Filter) {
	if f.Moving {
		w.add("t.moving = 1")
	}
	if f.Assignee != "" {
		w.add("t.assignee = ?", string(f.Assignee))
	}
	if f.Unassigned {
		w.add("t.assignee IS NULL")
	}
	if f.Requester != "" {
		w.add("t.requester = ?", string(f.Requester))
	}
	w.in("t.priority", unique(texts(f.Priority)))
	w.span(key+"created", f.CreatedFrom, f.CreatedTo)
	w.span(key+"updated", f.UpdatedFrom, f.UpdatedTo)
	w.span("t.resolved", f.ResolvedFrom, f.ResolvedTo)
	w.span(key+"due", f.DueFrom, f.DueTo)
	if !f.DueFrom.IsZero() && f.DueTo.IsZero() {
		w.add(key+"due < ?", sqlDue(time.Time{}))
	}
}

// matchOf returns the full-text expression for a query: every term, the last as
// a prefix; "" when it has no terms. Terms hold no quotes, so nothing a person
// types is an operator.
func matchOf(query string) string {
	terms := tickets.Terms(query)
	if len(terms) == 0 {
		return ""
	}
	return `"` + strings.Join(terms, `" AND "`) + `"*`
}

// matchOfAll is matchOf with every term as a prefix.
func matchOfAll(query string) string {
	terms := tickets.Terms(query)
	if len(terms) == 0 {
		return ""
	}
	return `"` + strings.Join(terms, `"* AND "`) + `"*`
}

// conditions is a WHERE clause in the making.
type conditions struct {
	sql  []string
	args []any
}

func (c *conditions) add(sql string, args ...any) {
	c.sql = append(c.sql, sql)
	c.args = append(c.args, args...)
}

// in adds "column is one of values"; nothing when there are none.
func (c *conditions) in(column string, values []string) {
	if len(values) > 0 {
		c.add(column+" IN ("+marks(len(values))+")", anys(values)...)
	}
}

// span adds from ≤ column < to. A zero time bounds nothing.
func (c *conditions) span(column string, from, to time.Time) {
	if !from.IsZero() {
		c.add(column+" >= ?", ceilMillis(from))
	}
	if !to.IsZero() {
		c.add(column+" < ?", ceilMillis(to))
	}
}

// ceilMillis rounds up: stored times are whole milliseconds, so comparing them
// to t and to its ceiling is the same.
func ceilMillis(t time.Time) int64 { return t.Add(time.Millisecond - time.Nanosecond).UnixMilli() }

func (c conditions) clone() conditions {
	return conditions{slices.Clone(c.sql), slices.Clone(c.args)}
}

// String returns the clause with a leading space, "" when there is no condition.
func (c conditions) String() string {
	if len(c.sql) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(c.sql, " AND ")
}

func marks(n int) string { return "?" + strings.Repeat(", ?", n-1) }

func texts[S ~string](values []S) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}

func anys[T any](values []T) []any {
	out := make([]any, len(values))
	for i, v := range values {
		out[i] = v
	}
	return out
}
