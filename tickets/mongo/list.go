package mongo

import (
	"context"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/beckon-desk/beckon/tickets"
)

// order is how a list is sorted: by which key, and which way.
type order struct {
	field string
	desc  bool
	key   func(tickets.Mark) string
}

var orders = map[tickets.Sort]order{
	"":                      {"find.created", true, createdKey},
	tickets.NewestFirst:     {"find.created", true, createdKey},
	tickets.OldestFirst:     {"find.created", false, createdKey},
	tickets.RecentlyUpdated: {"find.updated", true, createdKey},
	tickets.LeastUpdated:    {"find.updated", false, createdKey},
	tickets.HighestFirst:    {"find.queue", false, queueKey},
	tickets.LowestFirst:     {"find.queue", true, queueKey},
	tickets.DueFirst:        {"find.due", false, dueKey},
}

// Tickets implements tickets.Store.
func (s *Store) Tickets(ctx context.Context, f tickets.Filter) (tickets.Page, error) {
	call, cancel := s.limit(ctx)
	defer cancel()
	q, err := ticketsQuery(f)
	if err != nil {
		return tickets.Page{}, err
	}
	rows, err := page[tickets.Ticket](call, s.tickets.coll, q)
	if err != nil {
		return tickets.Page{}, explain(ctx, err)
	}
	result := tickets.Page{Tickets: rows}
	if size := tickets.PageSize(f.Limit); len(rows) > size {
		result.Tickets = rows[:size]
		result.Next = f.After(rows[size-1])
	}
	return result, nil
}

// rowsOnly is the projection that leaves out what no list shows.
var rowsOnly = bson.D{
	{Key: "doc.comments", Value: 0}, {Key: "doc.history", Value: 0}, {Key: "doc.notices", Value: 0},
	{Key: "find", Value: 0}, {Key: "terms", Value: 0}, {Key: "names", Value: 0}, {Key: "outbox", Value: 0},
}

func ticketsQuery(f tickets.Filter) (query, error) {
	if err := f.Validate(); err != nil {
		return query{}, err
	}
	mark, err := f.Mark()
	if err != nil {
		return query{}, err
	}
	o := orders[f.Sort]
	filter, more := conditions(f)
	way, than := 1, "$gt"
	if o.desc {
		way, than = -1, "$lt"
	}
	if mark != nil {
		more = append(more, bson.D{{Key: o.field, Value: bson.D{{Key: than, Value: o.key(*mark)}}}})
	}
	return query{filter: all(filter, more), sort: bson.D{{Key: o.field, Value: way}}, fields: rowsOnly, size: tickets.PageSize(f.Limit) + 1}, nil
}

// conditions returns what chooses tickets. A status is always asked for: the
// indexes begin with it, or have it second.
func conditions(f tickets.Filter) (filter bson.D, more []bson.D) {
	statuses := unique(f.Statuses())
	if len(statuses) == 0 {
		statuses = tickets.Statuses
	}
	filter = bson.D{oneOf("find.status", statuses)}
	is := func(field string, value any) { filter = append(filter, bson.E{Key: field, Value: value}) }
	if len(f.Priority) > 0 {
		filter = append(filter, oneOf("find.priority", unique(f.Priority)))
	}
	if f.Moving {
		is("find.moving", true)
	}
	if f.Requester != "" {
		is("find.requester", f.Requester)
	}
	if f.Assignee != "" {
		is("find.assignee", f.Assignee)
	}
	if f.Unassigned {
		more = append(more, bson.D{{Key: "find.assignee", Value: ""}})
	}
	for _, labels := range f.Labels() {
		more = append(more, bson.D{oneOf("find.labels", labels)})
	}
	more = append(more, spans(f)...)
	terms := tickets.Terms(f.Query)
	for i, term := range terms {
		if i == len(terms)-1 {
			more = append(more, beginsWith(term))
		} else {
			more = append(more, bson.D{{Key: "terms", Value: cut(term)}})
		}
	}
	return filter, more
}

// spans returns the conditions on times. A key begins with its time, so it sorts
// as the time does.
func spans(f tickets.Filter) []bson.D {
	var out []bson.D
	for _, s := range []struct {
		field    string
		from, to time.Time
	}{
		{"find.created", f.CreatedFrom, f.CreatedTo},
		{"find.updated", f.UpdatedFrom, f.UpdatedTo},
		{"find.resolved", f.ResolvedFrom, f.ResolvedTo},
		{"find.due", f.DueFrom, f.DueTo},
	} {
		if s.from.IsZero() && s.to.IsZero() {
			continue
		}
		to := never
		if !s.to.IsZero() {
			to = timeKey(ceil(s.to))
		}
		// "" is below all times
		out = append(out, bson.D{{Key: s.field, Value: bson.D{{Key: "$gte", Value: timeKey(ceil(s.from))}, {Key: "$lt", Value: to}}}})
	}
	return out
}

// ceil rounds up: stored times are whole milliseconds, so comparing them to t
// and to its ceiling is the same.
func ceil(t time.Time) time.Time { return t.Add(time.Millisecond - time.Nanosecond) }

// Resolutions implements tickets.Store.
func (s *Store) Resolutions(ctx context.Context, f tickets.Filter) ([]time.Duration, error) {
	call, cancel := s.limit(ctx)
	defer cancel()
	q, err := resolutionsQuery(f)
	if err != nil {
		return nil, err
	}
	rows, err := page[tickets.Ticket](call, s.tickets.coll, q)
	if err != nil {
		return nil, explain(ctx, err)
	}
	var took []time.Duration
	for _, t := range rows {
		took = append(took, t.ResolvedAt.Sub(t.CreatedAt))
	}
	return took, nil
}

func resolutionsQuery(f tickets.Filter) (query, error) {
	f.Sort, f.Limit, f.Cursor = "", 0, ""
	if err := f.Validate(); err != nil {
		return query{}, err
	}
	filter, more := conditions(f)
	more = append(more, bson.D{{Key: "find.resolved", Value: bson.D{{Key: "$gt", Value: ""}}}})
	return query{filter: all(filter, more), fields: bson.D{{Key: "doc.createdAt", Value: 1}, {Key: "doc.resolvedAt", Value: 1}}}, nil
}

// groups are the fields tickets are counted by.
var groups = map[tickets.GroupBy]any{
	tickets.ByNothing:  nil,
	tickets.ByAssignee: "$find.assignee",
	tickets.ByStatus:   "$find.status",
	tickets.ByPriority: "$find.priority",
	tickets.BySkill:    "$find.skills", // all of a ticket's at once; parted below
	tickets.ByCategory: "$find.category",
	tickets.ByPlatform: "$find.platform",
	tickets.ByDay:      "$find.day",
}

// Count implements tickets.Store.
func (s *Store) Count(ctx context.Context, f tickets.Filter, by tickets.GroupBy) (map[string]int, error) {
	call, cancel := s.limit(ctx)
	defer cancel()
	pipeline, err := countQuery(f, by)
	if err != nil {
		return nil, err
	}
	counts := map[string]int{}
	if by == tickets.ByNothing {
		counts[""] = 0
	}
	cursor, err := s.tickets.coll.Aggregate(call, pipeline)
	if err != nil {
		return nil, explain(ctx, err)
	}
	var rows []struct {
		Value bson.RawValue `bson:"_id"`
		N     int
	}
	if err := cursor.All(call, &rows); err != nil {
		return nil, explain(ctx, err)
	}
	for _, row := range rows {
		for _, v := range valuesOf(row.Value) {
			counts[v] += row.N
		}
	}
	return counts, nil
}

// valuesOf returns what a group is of: a text, several texts, or nothing, which
// is "".
func valuesOf(v bson.RawValue) []string {
	var several []string
	if v.Type == bson.TypeArray && v.Unmarshal(&several) == nil && len(several) > 0 {
		return several
	}
	one, _ := v.StringValueOK()
	return []string{one}
}

func countQuery(f tickets.Filter, by tickets.GroupBy) ([]bson.D, error) {
	group, known := groups[by]
	if !known {
		return nil, fmt.Errorf("tickets cannot be counted by %q", by)
	}
	f.Sort, f.Limit, f.Cursor = "", 0, ""
	if err := f.Validate(); err != nil {
		return nil, err
	}
	filter, more := conditions(f)
	return []bson.D{
		{{Key: "$match", Value: all(filter, more)}},
		{{Key: "$group", Value: bson.D{{Key: "_id", Value: group}, {Key: "n", Value: bson.D{{Key: "$sum", Value: 1}}}}}},
	}, nil
}
