package tickets

import (
	"context"
	"math"
	"slices"
	"strings"
	"time"
)

// Wait is what somebody whose ticket nobody has claimed yet can expect.
type Wait struct {
	Ahead int    // tickets that come before it, in the order in which the queue is worked
	Usual *Usual // nil when too few tickets have been answered to say
}

// Usual is how long tickets of a kind have waited for the first person to claim
// or answer them.
type Usual struct {
	P50, P90 time.Duration
	Of       int // how many tickets were looked at
}

// leastUsual is the fewest tickets that make something usual.
const leastUsual = 5

// Wait returns the ticket's place in the queue, and how long tickets that share
// a skill with it, or else its category, or else all, have lately waited: the
// newest MaxPage that are resolved. It is nil for a ticket that does not wait
// for somebody to claim it. The usual is up to a minute old.
func (s *Service) Wait(ctx context.Context, t Ticket) (*Wait, error) {
	if t.Status != Open || !t.ClaimedAt.IsZero() {
		return nil, nil
	}
	ahead, err := s.ahead(ctx, t)
	if err != nil {
		return nil, err
	}
	key := strings.Join(t.Skills, "\x00") + "\x01" + t.Category
	usual, err := s.usual.get(key, s.clock(), func() (*Usual, error) { return s.usualFor(ctx, t) })
	return &Wait{Ahead: ahead, Usual: usual}, err
}

// ahead counts the unclaimed tickets of higher priority, and the older ones of
// the same.
func (s *Service) ahead(ctx context.Context, t Ticket) (n int, err error) {
	rank := t.Priority.Rank()
	before := []Filter{{Priority: Priorities[rank : rank+1], CreatedTo: t.CreatedAt}}
	if higher := Priorities[rank+1:]; len(higher) > 0 {
		before = append(before, Filter{Priority: higher})
	}
	for _, f := range before {
		f.Status = []Status{Open}
		counts, err := s.store.Count(ctx, f, ByNothing)
		if err != nil {
			return 0, err
		}
		n += counts[""]
	}
	return n, nil
}

// usualFor looks at tickets like t first, then at all.
func (s *Service) usualFor(ctx context.Context, t Ticket) (*Usual, error) {
	alike := []Filter{{}}
	if t.Category != "" {
		alike = append(alike, Filter{Category: t.Category})
	}
	if len(t.Skills) > 0 {
		alike = append(alike, Filter{Skills: t.Skills})
	}
	for _, f := range slices.Backward(alike) {
		f.Status, f.Limit = []Status{Resolved, Closed}, MaxPage
		page, err := s.store.Tickets(ctx, f)
		if err != nil {
			return nil, err
		}
		var waits []time.Duration
		for _, t := range page.Tickets {
			if d, ok := t.firstResponse(); ok {
				waits = append(waits, d)
			}
		}
		if len(waits) >= leastUsual {
			return &Usual{P50: percentile(waits, 0.5), P90: percentile(waits, 0.9), Of: len(waits)}, nil
		}
	}
	return nil, nil
}

// firstResponse is how long the requester waited until somebody claimed the
// ticket or answered it; false when nobody did, or it is not known any more.
func (t *Ticket) firstResponse() (time.Duration, bool) {
	first := t.ClaimedAt
	if first.IsZero() || !t.FirstReplyAt.IsZero() && t.FirstReplyAt.Before(first) {
		first = t.FirstReplyAt
	}
	return first.Sub(t.CreatedAt), !first.IsZero()
}

// percentile returns the least value that the share p of all values do not
// exceed, 0 for none. It sorts values.
func percentile(values []time.Duration, p float64) time.Duration {
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	i := int(math.Ceil(p*float64(len(values)))) - 1
	return values[max(0, i)]
}
