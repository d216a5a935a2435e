package tickets

import (
	"testing"
	"time"
)

func TestEndOfQuietHours(t *testing.T) {
	weekend := Hours{Days: []time.Weekday{time.Saturday, time.Sunday}}
	night := Hours{Start: 22 * 60, End: 7 * 60}
	for _, tt := range []struct {
		name  string
		quiet Hours
		zone  string
		at    string
		want  string // "" for not quiet
	}{
		{"none set", Hours{}, "UTC", "2026-03-02T23:00:00Z", ""},
		{"before them", night, "UTC", "2026-03-02T21:59:00Z", ""},
		{"in the evening", night, "UTC", "2026-03-02T22:00:00Z", "2026-03-03T07:00:00Z"},
		{"in the morning", night, "UTC", "2026-03-03T06:59:00Z", "2026-03-03T07:00:00Z"},
		{"after them", night, "UTC", "2026-03-03T07:00:00Z", ""},
		{"two quiet days", weekend, "UTC", "2026-03-07T10:00:00Z", "2026-03-09T00:00:00Z"},
		{"in their own zone", night, "America/New_York", "2026-03-03T04:00:00Z", "2026-03-03T12:00:00Z"},
		{"after them, in an hour that comes twice", Hours{Start: 22 * 60, End: 90}, "America/New_York", "2026-11-01T06:10:00Z", ""},
		{"the night clocks go forward", night, "Europe/Berlin", "2026-03-28T22:00:00Z", "2026-03-29T05:00:00Z"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			at, err := time.Parse(time.RFC3339, tt.at)
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			if end := (User{TimeZone: tt.zone, Preferences: Preferences{Quiet: tt.quiet}}).quietUntil(at); !end.IsZero() {
				got = end.Format(time.RFC3339)
			}
			if got != tt.want {
				t.Errorf("quiet until %q, want %q", got, tt.want)
			}
		})
	}
}
