package storetest

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

// model is a store's tickets in memory: it says what lists and counts must hold.
type model []tickets.Ticket

// list returns the ids of all that f chooses, in order.
func (m model) list(f tickets.Filter) []tickets.ID {
	chosen := m.choose(f)
	slices.SortFunc(chosen, func(a, b tickets.Ticket) int { return compare(a, b, f.Sort) })
	var ids []tickets.ID
	for _, t := range chosen {
		ids = append(ids, t.ID)
	}
	return ids
}

func (m model) choose(f tickets.Filter) model {
	return slices.DeleteFunc(slices.Clone(m), func(t tickets.Ticket) bool { return !chosen(t, f) })
}

// count counts all that f chooses by one property.
func (m model) count(f tickets.Filter, by tickets.GroupBy) map[string]int {
	counts := map[string]int{}
	if by == tickets.ByNothing {
		counts[""] = 0
	}
	for _, t := range m.choose(f) {
		for _, v := range property(t, by) {
			counts[v]++
		}
	}
	return counts
}

// resolutions returns how long it took to resolve what f chooses, the shortest first.
func (m model) resolutions(f tickets.Filter) []time.Duration {
	var took []time.Duration
	for _, t := range m.choose(f) {
		if !t.ResolvedAt.IsZero() {
			took = append(took, t.ResolvedAt.Sub(t.CreatedAt))
		}
	}
	slices.Sort(took)
	return took
}

func property(t tickets.Ticket, by tickets.GroupBy) []string {
	switch by {
	case tickets.ByAssignee:
		if t.Assignee != nil {
			return []string{string(t.Assignee.ID)}
		}
	case tickets.ByStatus:
		return []string{string(t.Status)}
	case tickets.ByPriority:
		return []string{string(t.Priority)}
	case tickets.BySkill:
		if len(t.Skills) > 0 {
			return t.Skills
		}
	case tickets.ByCategory:
		return []string{t.Category}
	case tickets.ByPlatform:
		return []string{string(t.Origin.Platform)}
	case tickets.ByDay:
		return []string{t.CreatedAt.UTC().Format(time.DateOnly)}
	}
	return []string{""}
}

func compare(a, b tickets.Ticket, by tickets.Sort) int {
	created := cmp.Or(a.CreatedAt.Compare(b.CreatedAt), cmp.Compare(a.ID, b.ID))
	updated := cmp.Or(a.UpdatedAt.Compare(b.UpdatedAt), cmp.Compare(a.ID, b.ID))
	queue := cmp.Or(-cmp.Compare(a.Priority.Rank(), b.Priority.Rank()), created)
	switch by {
	case tickets.DueFirst:
		return cmp.Or(dueBy(a).Compare(dueBy(b)), cmp.Compare(a.ID, b.ID))
	case tickets.OldestFirst:
		return created
	case tickets.RecentlyUpdated:
		return -updated
	case tickets.LeastUpdated:
		return updated
	case tickets.HighestFirst:
		return queue
	case tickets.LowestFirst:
		return -queue
	}
	return -created
}

// dueBy is when the ticket is due, far away for never.
func dueBy(t tickets.Ticket) time.Time {
	if t.DueBy().IsZero() {
		return dawn.AddDate(100, 0, 0)
	}
	return t.DueBy()
}

func chosen(t tickets.Ticket, f tickets.Filter) bool {
	oneOf := func(have, want []string) bool {
		return len(want) == 0 || slices.ContainsFunc(want, func(w string) bool { return slices.Contains(have, w) })
	}
	return (len(f.Status) == 0 || slices.Contains(f.Status, t.Status)) &&
		(len(f.Priority) == 0 || slices.Contains(f.Priority, t.Priority)) &&
		oneOf(t.Skills, f.Skills) && oneOf(t.Tags, f.Tags) &&
		(f.Assignee == "" || t.AssignedTo(f.Assignee)) && (!f.Unassigned || t.Assignee == nil) &&
		(f.Requester == "" || t.Requester.ID == f.Requester) &&
		(!f.Moving || t.Moving()) &&
		(f.Category == "" || t.Category == f.Category) &&
		within(t.CreatedAt, f.CreatedFrom, f.CreatedTo) && within(t.UpdatedAt, f.UpdatedFrom, f.UpdatedTo) &&
		within(t.ResolvedAt, f.ResolvedFrom, f.ResolvedTo) && within(t.DueBy(), f.DueFrom, f.DueTo) &&
		(f.Query == "" || found(t, strings.Fields(f.Query)))
}

// within is half-open; what never happened is within no bounds.
func within(t, from, to time.Time) bool {
	if from.IsZero() && to.IsZero() {
		return true
	}
	return !t.IsZero() && (from.IsZero() || !t.Before(from)) && (to.IsZero() || t.Before(to))
}

// found is a search for plain lower-case words, enough for the model's tickets.
func found(t tickets.Ticket, words []string) bool {
	have := strings.FieldsFunc(strings.ToLower(t.Title), func(r rune) bool { return r == ' ' || r == ':' })
	for i, w := range words {
		if !slices.ContainsFunc(have, func(h string) bool { return h == w || i == len(words)-1 && strings.HasPrefix(h, w) }) {
			return false
		}
	}
	return true
}
