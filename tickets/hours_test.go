package tickets

import (
	"testing"
	"time"
)

func TestHoursContain(t *testing.T) {
	office := Hours{Days: []time.Weekday{time.Monday, time.Tuesday}, Start: 9 * 60, End: 17 * 60}
	night := Hours{Days: []time.Weekday{time.Monday}, Start: 22 * 60, End: 6 * 60}
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 3, day, hour, minute, 0, 0, time.UTC) } // 2 March is a Monday
	for _, tt := range []struct {
		hours Hours
		at    time.Time
		want  bool
	}{
		{Hours{}, at(1, 3, 0), true},
		{office, at(2, 9, 0), true},
		{office, at(2, 16, 59), true},
		{office, at(2, 17, 0), false},
		{office, at(4, 10, 0), false},
		{night, at(2, 22, 0), true},
		{night, at(3, 5, 59), true}, // Tuesday morning belongs to Monday's shift
		{night, at(2, 5, 0), false}, // Monday morning belongs to Sunday's
		{night, at(3, 22, 0), false},
	} {
		if got := tt.hours.Contain(tt.at); got != tt.want {
			t.Errorf("%v contains %s = %t, want %t", tt.hours, tt.at.Format("Mon 15:04"), got, tt.want)
		}
	}
}

func TestAwayInTheirOwnTimeZone(t *testing.T) {
	u := User{TimeZone: "America/New_York", Hours: Hours{Start: 9 * 60, End: 17 * 60}}
	// On 8 March 2026 New York moves its clocks forward: 9:00 is 14:00 UTC before, 13:00 after.
	for _, tt := range []struct {
		at   string
		want bool
	}{
		{"2026-03-06T13:30:00Z", true},
		{"2026-03-06T14:00:00Z", false},
		{"2026-03-09T13:00:00Z", false},
		{"2026-03-09T12:59:00Z", true},
	} {
		at, _ := time.Parse(time.RFC3339, tt.at)
		if got := u.AwayAt(at); got != tt.want {
			t.Errorf("away at %s = %t, want %t", tt.at, got, tt.want)
		}
	}
}
