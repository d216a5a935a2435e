package tickets

import (
	"strings"
	"testing"
	"time"
)

func TestRulesSayWhatChanged(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*Rules)
		want   string
	}{
		{"nothing", func(*Rules) {}, ""},
		{"a return timer", func(r *Rules) { r.Patience[High] = Length(5 * time.Minute) }, "patience with high 15m0s → 5m0s"},
		{"no due time", func(r *Rules) { r.Due[Low] = 0 }, "low due 40h0m0s → 0s"},
		{"the most urgent first", func(r *Rules) { r.Due[Low], r.Due[High] = 0, 0 }, "high due 4h0m0s → 0s; low due 40h0m0s → 0s"},
		{"business hours", func(r *Rules) { r.Business.Days, r.Business.End = []time.Weekday{5, 1}, 18*60+30 }, "business hours Mon Tue Wed Thu Fri 09:00–17:00 → Mon Fri 09:00–18:30"},
		{"around the clock", func(r *Rules) { r.Business = Hours{End: 24 * 60} }, "business hours Mon Tue Wed Thu Fri 09:00–17:00 → every day 00:00–24:00"},
		{"the zone", func(r *Rules) { r.TimeZone = "Europe/Berlin" }, "time zone UTC → Europe/Berlin"},
		{"a holiday", func(r *Rules) { r.Holidays = []string{"2026-12-25"} }, "holiday 2026-12-25; no holiday 2026-01-01"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			was, now := DefaultRules(), DefaultRules()
			was.Holidays, now.Holidays = []string{"2026-01-01"}, []string{"2026-01-01"}
			tt.change(&now)
			if got := strings.Join(now.differs(was), "; "); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
