package tickets

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Stores index internal notes with everything else, for moderators to find. A
// requester's search must not tell which words stand in them, neither by a hit
// nor by a count nor by there being a next page. So what the store finds for a
// requester is a proposal: it counts when what they may read of it matches.

// searchOwn is Find for a requester who searches.
func (s *Service) searchOwn(ctx context.Context, a Actor, f Filter) (Page, error) {
	var page Page
	size := PageSize(f.Limit)
	for row, err := range EachTicket(ctx, s.store, f) {
		matches := false
		if err == nil {
			matches, err = s.matchesFor(ctx, a, row, Terms(f.Query))
		}
		switch {
		case err != nil:
			return Page{}, err
		case !matches:
		case len(page.Tickets) == size:
			page.Next = f.After(page.Tickets[size-1])
			return page, nil
		default:
			page.Tickets = append(page.Tickets, row.as(a.User))
		}
	}
	return page, nil
}

// matchesFor reports whether what the actor may read of a ticket holds the terms.
func (s *Service) matchesFor(ctx context.Context, a Actor, row Ticket, terms []string) (bool, error) {
	if row = row.as(a.User); holds(row.Words(), terms) {
		return true, nil
	}
	whole, err := s.store.Ticket(ctx, row.ID) // a row has no comments
	if err != nil {
		return false, err
	}
	whole = whole.as(a.User)
	return holds(whole.Words(), terms), nil
}

// holds reports whether a text has all the terms, the last as a prefix.
func holds(text string, terms []string) bool {
	words := Terms(text)
	for i, term := range terms {
		if !slices.ContainsFunc(words, func(w string) bool {
			return w == term || i == len(terms)-1 && strings.HasPrefix(w, term)
		}) {
			return false
		}
	}
	return true
}

// countOwn is Count for a requester who searches.
func (s *Service) countOwn(ctx context.Context, a Actor, f Filter, by GroupBy) (map[string]int, error) {
	counts := map[string]int{}
	if by == ByNothing {
		counts[""] = 0
	}
	f.Sort, f.Limit, f.Cursor = "", MaxPage, ""
	for {
		page, err := s.searchOwn(ctx, a, f)
		if err != nil {
			return nil, err
		}
		for _, t := range page.Tickets {
			groups, err := t.groups(by)
			if err != nil {
				return nil, err
			}
			for _, g := range groups {
				counts[g]++
			}
		}
		if f.Cursor = page.Next; f.Cursor == "" {
			return counts, nil
		}
	}
}

// groups returns what a ticket counts under.
func (t *Ticket) groups(by GroupBy) ([]string, error) {
	one := ""
	switch by {
	case ByNothing:
	case ByAssignee:
		if t.Assignee != nil {
			one = string(t.Assignee.ID)
		}
	case ByStatus:
		one = string(t.Status)
	case ByPriority:
		one = string(t.Priority)
	case BySkill:
		if len(t.Skills) > 0 {
			return t.Skills, nil
		}
	case ByCategory:
		one = t.Category
	case ByPlatform:
		one = string(t.Origin.Platform)
	case ByDay:
		one = t.CreatedAt.UTC().Format(time.DateOnly)
	default:
		return nil, fmt.Errorf("tickets cannot be counted by %q", by)
	}
	return []string{one}, nil
}
