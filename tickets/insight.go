package tickets

import (
	"context"
	"time"
)

// Insight is how the desk has done over a stretch of time, and stands now. Every
// figure comes with the filter that chooses the tickets behind it.
type Insight struct {
	From, To   time.Time    // in the zone that was asked for, as are the stretches below
	Weekly     bool         // the stretches below are weeks from Monday, else days
	Truncated  bool         // more tickets were opened than one look reads: Volume, Response, Acceptance and Readings are of the newest
	Volume     []Volume     // by when tickets were opened
	Response   []Times      // until somebody claimed or answered, by when they were opened
	Resolution []Times      // until they were resolved, by when that was
	Backlog    []Bar        // live tickets now, by age
	Load       []Load       // live tickets now, of everybody who moderates
	Priorities []Bar        // of the tickets opened
	Skills     []Bar        // as above, the most frequent first; "" for none
	Acceptance []Acceptance // of the tickets opened and done with
	Readings   []Reading    // of the tickets opened, the most frequent first
}

// Volume is how many tickets were opened in a stretch of time, by where.
type Volume struct {
	Span
	Total   int
	Sources map[Platform]int
	Tickets Filter
}

// Times are how long something took for the tickets of a stretch of time.
type Times struct {
	Span
	Of       int // tickets for which it is known
	P50, P90 time.Duration
	Tickets  Filter
}

// Bar is a share of a whole.
type Bar struct {
	Name    string
	Count   int
	Tickets *Filter // nil when no filter can choose them
}

// Load is what somebody has to do now.
type Load struct {
	Person
	Live     int
	Capacity int
	Away     bool
	Tickets  Filter
}

// Acceptance is how often a field the triager proposed stood when the ticket was
// done with.
type Acceptance struct {
	Field    Field
	Proposed int
	Accepted int
}

// Reading is what it took a triager to read tickets. Of one that was read more
// than once, the last time counts.
type Reading struct {
	By, Model           string // as Triage has them
	Count               int
	P50                 time.Duration
	TokensIn, TokensOut int // of all of them
}

const (
	// InsightDays is how many days one looks at when it is not said.
	InsightDays = 28
	// MaxInsight is the longest stretch of time one can look at.
	MaxInsight = 366 * 24 * time.Hour
)

// Insight surveys the desk between two moments, by the days of a zone; zero ones
// mean the end of today, and InsightDays before it. For moderators. It may be a
// minute old.
func (s *Service) Insight(ctx context.Context, a Actor, from, to time.Time, zone *time.Location) (Insight, error) {
	if err := a.mustModerate(); err != nil {
		return Insight{}, err
	}
	from, to = from.In(zone), to.In(zone)
	if to.IsZero() {
		to = midnightAfter(s.now().In(zone))
	}
	if from.IsZero() {
		from = to.AddDate(0, 0, -InsightDays)
	}
	if !from.Before(to) || to.Sub(from) > MaxInsight {
		return Insight{}, invalid("from", "The range must end after it begins, and be a year at most.")
	}
	if err := inReach("from", from, to); err != nil {
		return Insight{}, err
	}
	key := from.Format(time.RFC3339Nano) + " " + to.Format(time.RFC3339Nano) + " " + zone.String()
	return s.insights.get(key, s.clock(), func() (Insight, error) { return s.survey(ctx, from, to) })
}
