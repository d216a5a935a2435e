package tickets

import (
	"math/rand/v2"
	"testing"
	"time"
)

func TestBetweenCountsWhatAddPasses(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(7, 8))
	for range 2000 {
		start, length := r.IntN(1440), 60+r.IntN(1380)
		c := Calendar{Zone: zone, Hours: Hours{Start: start, End: (start + length) % 1440}, Holidays: []string{"2026-03-30"}}
		for d := range 7 {
			if r.IntN(3) > 0 {
				c.Hours.Days = append(c.Hours.Days, time.Weekday(d))
			}
		}
		from := time.Date(2026, 3, 20, 0, r.IntN(20*1440), 0, 0, zone) // over the night clocks go forward
		want := time.Duration(1+r.IntN(1200)) * time.Minute
		if got := c.Between(from, c.Add(from, want)); got != want {
			t.Fatalf("%+v: from %s, %s were added and %s counted", c.Hours, from, want, got)
		}
	}
}

func TestTheRulesSayWhenATicketIsDue(t *testing.T) {
	opened := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC) // a Monday
	for name, tt := range map[string]struct {
		rules Rules
		want  time.Time
	}{
		"in four hours of work": {Rules{}, opened.Add(4 * time.Hour)},
		"not on a holiday":      {Rules{Holidays: []string{"2026-03-02"}}, time.Date(2026, 3, 3, 13, 0, 0, 0, time.UTC)},
		"in their zone":         {Rules{TimeZone: "America/New_York"}, time.Date(2026, 3, 2, 18, 0, 0, 0, time.UTC)}, // it is 5:00 there
		"at no time":            {Rules{Due: map[Priority]Length{High: 0}}, time.Time{}},
	} {
		ticket := Ticket{CreatedAt: opened, Status: Open, Priority: High}
		ticket.reckon(tt.rules.completed(), opened)
		if !ticket.DueBy().Equal(tt.want) {
			t.Errorf("%s: it is due on %s, want %s", name, ticket.DueBy(), tt.want)
		}
	}
}

func TestDueTime(t *testing.T) {
	at := func(s string) time.Time {
		moment, err := time.Parse("2 15:04", s)
		if err != nil {
			t.Fatal(err)
		}
		return time.Date(2026, 3, moment.Day(), moment.Hour(), moment.Minute(), 0, 0, time.UTC) // 2 March is a Monday
	}
	type step struct {
		at       string
		status   Status
		priority Priority
		want     string // "" for none
	}
	for _, tt := range []struct {
		name  string
		steps []step // the first opens the ticket
	}{
		{"high, the same day", []step{{"2 10:00", Open, High, "2 14:00"}}},
		{"medium, in two days", []step{{"2 10:00", Open, Medium, "4 10:00"}}},
		{"opened on a Saturday", []step{{"7 10:00", Open, High, "9 13:00"}}},
		{"raised later it counts from the opening", []step{{"2 10:00", Open, Medium, "4 10:00"}, {"2 11:00", Open, High, "2 14:00"}}},
		{"claimed, nothing changes", []step{{"2 10:00", Open, High, "2 14:00"}, {"2 11:00", InProgress, High, "2 14:00"}}},
		{"waiting on the requester it stands still", []step{{"2 10:00", Open, High, "2 14:00"}, {"2 11:00", Waiting, High, ""}, {"2 13:00", Waiting, High, ""}, {"2 15:00", InProgress, High, "3 10:00"}}},
		{"only business time stands still", []step{{"2 10:00", Open, High, "2 14:00"}, {"2 16:00", Waiting, High, ""}, {"3 10:00", InProgress, High, "2 16:00"}}},
		{"resolved, it keeps what it was held to, and reopened it goes on", []step{{"2 10:00", Open, High, "2 14:00"}, {"2 11:00", Resolved, High, "2 14:00"}, {"4 11:00", Open, High, "4 14:00"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ticket := Ticket{CreatedAt: at(tt.steps[0].at)}
			for _, s := range tt.steps {
				ticket.Status, ticket.Priority = s.status, s.priority
				ticket.reckon(DefaultRules(), at(s.at))
				got := ""
				if !ticket.Due.At.IsZero() {
					got = ticket.Due.At.Format("2 15:04")
				}
				if got != s.want {
					t.Errorf("on %s, %s and %s, it is due on %q, want %q", s.at, s.status, s.priority, got, s.want)
				}
			}
		})
	}
}
