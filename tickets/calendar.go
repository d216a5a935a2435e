package tickets

import (
	"slices"
	"time"
)

// Calendar is when work is done: shifts in a time zone, less leave and holidays.
type Calendar struct {
	Hours    Hours
	Zone     *time.Location
	Away     []Span
	Holidays []string // dates like 2026-12-25, in Zone; a night shift is dropped with the day on which it starts
}

// calendar is the person's own.
func (u User) calendar(holidays []string) Calendar {
	return Calendar{Hours: u.Hours, Zone: u.Location(), Away: u.Away, Holidays: holidays}
}

// calendarEnd is how far ahead Add looks for time to work in, in days.
const calendarEnd = 400

// Add returns the moment at which d of working time has passed since from. Time
// is what clocks measure: a night on which they are put back is an hour longer.
// When no work is done for more than a year, that is more than a year later.
func (c Calendar) Add(from time.Time, d time.Duration) time.Time {
	local := from.In(c.Zone)
	for day := -1; day < calendarEnd; day++ { // yesterday's night shift may still go on
		for _, shift := range c.shifts(local.Year(), local.Month(), local.Day()+day) {
			start := shift.From
			if start.Before(from) {
				start = from
			}
			if has := shift.To.Sub(start); has >= d {
				return start.Add(d).UTC()
			} else if has > 0 {
				d -= has
			}
		}
	}
	return from.AddDate(0, 0, calendarEnd).UTC()
}

// Contains reports whether work is done at a moment.
func (c Calendar) Contains(at time.Time) bool {
	local := at.In(c.Zone)
	for day := -1; day <= 1; day++ { // yesterday's night shift may still go on; where clocks go forward at midnight, tomorrow's begins before it
		for _, s := range c.shifts(local.Year(), local.Month(), local.Day()+day) {
			if !at.Before(s.From) && at.Before(s.To) {
				return true
			}
		}
	}
	return false
}

// shifts returns the stretches of work that start on a day, in order.
func (c Calendar) shifts(year int, month time.Month, day int) []Span {
	date := time.Date(year, month, day, 12, 0, 0, 0, c.Zone)
	off := len(c.Hours.Days) > 0 && !slices.Contains(c.Hours.Days, date.Weekday())
	if off || slices.Contains(c.Holidays, date.Format(time.DateOnly)) {
		return nil
	}
	from, to := c.Hours.Start, c.Hours.End
	switch {
	case c.Hours.unset():
		from, to = 0, 24*60
	case to <= from:
		to += 24 * 60 // until the next morning
	}
	shifts := []Span{{time.Date(year, month, day, 0, from, 0, 0, c.Zone), time.Date(year, month, day, 0, to, 0, 0, c.Zone)}}
	for _, away := range c.Away {
		shifts = cutOut(shifts, away)
	}
	return shifts
}

// cutOut returns what is left of the spans without one stretch.
func cutOut(spans []Span, gone Span) (left []Span) {
	for _, s := range spans {
		if !gone.From.Before(s.To) || !gone.To.After(s.From) {
			left = append(left, s)
			continue
		}
		if s.From.Before(gone.From) {
			left = append(left, Span{s.From, gone.From})
		}
		if gone.To.Before(s.To) {
			left = append(left, Span{gone.To, s.To})
		}
	}
	return left
}

// Between returns the working time between two moments, 0 when to is not after
// from. What lies more than a year ahead is not counted.
func (c Calendar) Between(from, to time.Time) (d time.Duration) {
	local := from.In(c.Zone)
	for day := -1; day < calendarEnd; day++ {
		for _, s := range c.shifts(local.Year(), local.Month(), local.Day()+day) {
			if !s.From.Before(to) {
				return d
			}
			start, end := s.From, s.To
			if start.Before(from) {
				start = from
			}
			if to.Before(end) {
				end = to
			}
			d += max(0, end.Sub(start))
		}
	}
	return d
}
