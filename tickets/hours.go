package tickets

import (
	"slices"
	"time"
)

// AwayAt reports whether the person is on leave or outside working hours.
func (u User) AwayAt(now time.Time) bool {
	return u.onLeave(now) || !u.Hours.Contain(now.In(u.Location()))
}

func (u User) onLeave(now time.Time) bool {
	return slices.ContainsFunc(u.Away, func(s Span) bool { return !now.Before(s.From) && now.Before(s.To) })
}

// unset reports whether no hours are given.
func (h Hours) unset() bool { return len(h.Days) == 0 && h.Start == h.End }

// Contain reports whether a local time lies within the hours. A night shift
// belongs to the day on which it starts.
func (h Hours) Contain(local time.Time) bool {
	if h.unset() {
		return true
	}
	minute := local.Hour()*60 + local.Minute()
	day := local.Weekday()
	on := func(d time.Weekday) bool { return len(h.Days) == 0 || slices.Contains(h.Days, d) }
	if h.Start < h.End {
		return on(day) && minute >= h.Start && minute < h.End
	}
	return on(day) && minute >= h.Start || on((day+6)%7) && minute < h.End
}
