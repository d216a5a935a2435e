package tickets

import (
	"testing"
	"time"
)

func TestWorkingTime(t *testing.T) {
	weekdays := []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
	office := Hours{Days: weekdays, Start: 9 * 60, End: 17 * 60}
	nights := Hours{Days: weekdays, Start: 22 * 60, End: 6 * 60}
	moment := func(s string) time.Time {
		at, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	leave := func(from, to string) []Span { return []Span{{moment(from), moment(to)}} }
	for _, tt := range []struct {
		name string
		zone string
		c    Calendar
		from string
		add  time.Duration
		want string
	}{
		{"always at work", "UTC", Calendar{}, "2026-03-01T03:00:00Z", 30 * time.Hour, "2026-03-02T09:00:00Z"},
		{"within the day", "UTC", Calendar{Hours: office}, "2026-03-02T10:00:00Z", time.Hour, "2026-03-02T11:00:00Z"},
		{"to the very end of the day", "UTC", Calendar{Hours: office}, "2026-03-02T10:00:00Z", 7 * time.Hour, "2026-03-02T17:00:00Z"},
		{"over night", "UTC", Calendar{Hours: office}, "2026-03-02T16:30:00Z", time.Hour, "2026-03-03T09:30:00Z"},
		{"over the weekend", "UTC", Calendar{Hours: office}, "2026-03-06T16:00:00Z", 2 * time.Hour, "2026-03-09T10:00:00Z"},
		{"before the day begins", "UTC", Calendar{Hours: office}, "2026-03-02T05:00:00Z", time.Hour, "2026-03-02T10:00:00Z"},
		{"over a holiday", "UTC", Calendar{Hours: office, Holidays: []string{"2026-03-03"}}, "2026-03-02T16:30:00Z", time.Hour, "2026-03-04T09:30:00Z"},
		{"a holiday of those always at work", "UTC", Calendar{Holidays: []string{"2026-03-03"}}, "2026-03-02T23:00:00Z", 2 * time.Hour, "2026-03-04T01:00:00Z"},
		{"leave over lunch", "UTC", Calendar{Hours: office, Away: leave("2026-03-02T12:00:00Z", "2026-03-02T13:00:00Z")}, "2026-03-02T11:30:00Z", time.Hour, "2026-03-02T13:30:00Z"},
		{"leave in pieces out of order", "UTC", Calendar{Hours: office, Away: append(leave("2026-03-02T14:00:00Z", "2026-03-02T15:00:00Z"), leave("2026-03-02T10:00:00Z", "2026-03-02T11:00:00Z")...)}, "2026-03-02T09:00:00Z", 5 * time.Hour, "2026-03-02T16:00:00Z"},
		{"a week's leave", "UTC", Calendar{Hours: office, Away: leave("2026-03-02T00:00:00Z", "2026-03-09T00:00:00Z")}, "2026-03-02T10:00:00Z", time.Hour, "2026-03-09T10:00:00Z"},
		{"a night shift", "UTC", Calendar{Hours: nights}, "2026-03-02T23:00:00Z", 3 * time.Hour, "2026-03-03T02:00:00Z"},
		{"after midnight it is still yesterday's shift", "UTC", Calendar{Hours: nights}, "2026-03-03T01:00:00Z", time.Hour, "2026-03-03T02:00:00Z"},
		{"Saturday morning is Friday's shift", "UTC", Calendar{Hours: nights}, "2026-03-07T05:00:00Z", 2 * time.Hour, "2026-03-09T23:00:00Z"},
		{"in their own zone", "Asia/Kolkata", Calendar{Hours: office}, "2026-03-02T02:00:00Z", time.Hour, "2026-03-02T04:30:00Z"},
		// Berlin: clocks go from 2:00 to 3:00 on 29 March, and from 3:00 to 2:00 on 25 October 2026.
		{"the office opens an hour earlier in UTC after clocks go forward", "Europe/Berlin", Calendar{Hours: office}, "2026-03-27T15:30:00Z", time.Hour, "2026-03-30T07:30:00Z"},
		{"a night shift on which clocks go forward is an hour short", "Europe/Berlin", Calendar{Hours: Hours{Days: []time.Weekday{time.Saturday}, Start: 22 * 60, End: 6 * 60}}, "2026-03-28T20:00:00Z", 7*time.Hour + time.Minute, "2026-04-04T20:01:00Z"},
		{"a night shift on which clocks go back is an hour long", "Europe/Berlin", Calendar{Hours: Hours{Days: []time.Weekday{time.Saturday}, Start: 22 * 60, End: 6 * 60}}, "2026-10-24T19:00:00Z", 9 * time.Hour, "2026-10-25T05:00:00Z"},
		{"the day clocks go forward has 23 hours", "Europe/Berlin", Calendar{Holidays: []string{"2026-03-30"}}, "2026-03-28T23:00:00Z", 23*time.Hour + time.Minute, "2026-03-30T22:01:00Z"},
		{"nobody ever works", "UTC", Calendar{Away: leave("2026-01-01T00:00:00Z", "2036-01-01T00:00:00Z")}, "2026-03-02T10:00:00Z", time.Hour, "2027-04-06T10:00:00Z"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			zone, err := time.LoadLocation(tt.zone)
			if err != nil {
				t.Fatal(err)
			}
			tt.c.Zone = zone
			if got := tt.c.Add(moment(tt.from), tt.add); !got.Equal(moment(tt.want)) {
				t.Errorf("%s after %s is %s, want %s", tt.add, tt.from, got.Format(time.RFC3339), tt.want)
			}
		})
	}
}

func TestADayEndsWhereTheNextBeginsThoughThereIsNoMidnight(t *testing.T) {
	zone, err := time.LoadLocation("America/Santiago") // clocks go from 24:00 to 1:00 on 5 September 2026
	if err != nil {
		t.Fatal(err)
	}
	c := Calendar{Zone: zone, Holidays: []string{"2026-12-25"}}
	for at := time.Date(2026, 9, 5, 22, 0, 0, 0, zone); at.Day() < 7; at = at.Add(30 * time.Minute) {
		if !c.Contains(at) {
			t.Errorf("no work is done at %s", at)
		}
	}
}
