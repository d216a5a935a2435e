package tickets

import (
	"context"
	"fmt"
	"testing"
	"time"
)

// shelf is a store of tickets of which one is opened every minute.
type shelf struct {
	Store
	first time.Time
	count int
}

func (s shelf) Count(context.Context, Filter, GroupBy) (map[string]int, error) {
	return map[string]int{"": s.count}, nil
}

func (s shelf) Tickets(_ context.Context, f Filter) (page Page, err error) {
	newest := s.count - 1
	if f.Cursor != "" {
		_, err = fmt.Sscan(f.Cursor, &newest)
	}
	for n := newest; n >= 0 && len(page.Tickets) < f.Limit; n-- {
		page.Tickets = append(page.Tickets, Ticket{CreatedAt: s.first.Add(time.Duration(n) * time.Minute)})
		page.Next = fmt.Sprint(n - 1)
	}
	return page, err
}

func TestMemoryBeginsWithTheFirstOfTheNewest(t *testing.T) {
	first := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		tickets int
		want    time.Time
	}{{0, time.Time{}}, {499, time.Time{}}, {500, time.Time{}}, {501, first.Add(time.Minute)}, {1_200, first.Add(700 * time.Minute)}} {
		got, err := New(Config{Store: shelf{first: first, count: tt.tickets}}).newest(t.Context(), 500, Filter{})
		if err != nil || !got.Equal(tt.want) {
			t.Errorf("of %d tickets the newest 500 begin at %v, %v; want %v", tt.tickets, got, err, tt.want)
		}
	}
}
