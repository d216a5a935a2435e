package tickets

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestSplit(t *testing.T) {
	at := func(s, zone string) time.Time {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		when, err := time.ParseInLocation("2006-01-02 15:04", s, loc)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	for _, tt := range []struct {
		name, zone, from, to string
		weekly               bool
		want                 []string // where each begins
	}{
		{"whole days", "UTC", "2026-03-02 00:00", "2026-03-04 00:00", false, []string{"2026-03-02 00:00", "2026-03-03 00:00"}},
		{"parts of days", "UTC", "2026-03-02 18:00", "2026-03-04 06:00", false, []string{"2026-03-02 18:00", "2026-03-03 00:00", "2026-03-04 00:00"}},
		{"within a day", "UTC", "2026-03-02 01:00", "2026-03-02 02:00", false, []string{"2026-03-02 01:00"}},
		{"weeks from Monday", "UTC", "2026-03-04 00:00", "2026-03-17 00:00", true, []string{"2026-03-04 00:00", "2026-03-09 00:00", "2026-03-16 00:00"}},
		{"a day of 23 hours", "Europe/Berlin", "2026-03-28 00:00", "2026-03-31 00:00", false, []string{"2026-03-28 00:00", "2026-03-29 00:00", "2026-03-30 00:00"}},
		{"weeks over a day of 25 hours", "America/New_York", "2026-10-26 00:00", "2026-11-10 00:00", true, []string{"2026-10-26 00:00", "2026-11-02 00:00", "2026-11-09 00:00"}},
		{"a day whose clocks leap over midnight", "Africa/Cairo", "2026-04-23 00:00", "2026-04-25 00:00", false, []string{"2026-04-23 00:00", "2026-04-24 01:00"}},
		{"a day that was left out", "Pacific/Apia", "2011-12-29 00:00", "2012-01-01 00:00", false, []string{"2011-12-29 00:00", "2011-12-31 00:00"}},
		{"a day on which midnight comes twice", "America/Havana", "2026-10-31 00:00", "2026-11-02 00:00", false, []string{"2026-10-31 00:00", "2026-11-01 00:00"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			spans := split(at(tt.from, tt.zone), at(tt.to, tt.zone), tt.weekly)
			var got []string
			for i, s := range spans {
				got = append(got, s.From.Format("2006-01-02 15:04"))
				if i > 0 && !spans[i-1].To.Equal(s.From) {
					t.Errorf("a gap before %v", s.From)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if !spans[len(spans)-1].To.Equal(at(tt.to, tt.zone)) {
				t.Errorf("got end %v", spans[len(spans)-1].To)
			}
		})
	}
}

func TestMidnightAfterAnHourThatCameTwice(t *testing.T) {
	zone, err := time.LoadLocation("America/St_Johns") // back from a minute past midnight, by an hour
	if err != nil {
		t.Fatal(err)
	}
	second := time.Date(2010, 11, 7, 2, 45, 0, 0, time.UTC).In(zone) // a quarter past eleven
	if got, want := midnightAfter(second), second.Add(45*time.Minute); !got.Equal(want) {
		t.Errorf("after %v got %v, want %v", second, got, want)
	}
}

func TestProposalsThatStood(t *testing.T) {
	ticket := func(differ func(*Ticket)) Ticket {
		t := Ticket{Status: Resolved, Priority: High, Skills: []string{"VPN", "Network"}, Triage: Triage{
			State: TriageDone, Proposed: Proposal{Priority: High, Skills: []string{"Network", "VPN"}, Category: "Remote"},
		}, Category: "Remote"}
		differ(&t)
		return t
	}
	for _, tt := range []struct {
		name   string
		differ func(*Ticket)
		want   [3][2]int // of priority, skills, category: proposed, accepted
	}{
		{"all", func(*Ticket) {}, [3][2]int{{1, 1}, {1, 1}, {1, 1}}},
		{"a corrected priority", func(t *Ticket) { t.Priority = Low }, [3][2]int{{1, 0}, {1, 1}, {1, 1}}},
		{"a skill added", func(t *Ticket) { t.Skills = append(t.Skills, "DNS") }, [3][2]int{{1, 1}, {1, 0}, {1, 1}}},
		{"a skill removed", func(t *Ticket) { t.Skills = t.Skills[:1] }, [3][2]int{{1, 1}, {1, 0}, {1, 1}}},
		{"nothing proposed", func(t *Ticket) { t.Triage.Proposed = Proposal{} }, [3][2]int{}},
		{"not triaged yet", func(t *Ticket) { t.Triage.State = TriagePending }, [3][2]int{}},
		{"still live", func(t *Ticket) { t.Status = InProgress }, [3][2]int{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var v verdicts
			v.see(ticket(tt.differ))
			var got [3][2]int
			for i, a := range v.list() {
				got[i] = [2]int{a.Proposed, a.Accepted}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestWhatItTookToReadTheTickets(t *testing.T) {
	read := readings{}
	for _, tr := range []Triage{
		{State: TriagePending},
		{State: TriageDone, By: "local", Model: "local-1", Latency: time.Millisecond, At: monday},
		{State: TriageDone, By: "gemini", Model: "flash", Latency: time.Second, TokensIn: 800, TokensOut: 200, At: monday},
		{State: TriagePending, By: "gemini", Model: "flash", Latency: 2 * time.Second, TokensIn: 900, TokensOut: 300, At: monday}, // is read again
		{State: TriageDone, By: "gemini", Model: "flash", Latency: 9 * time.Second, TokensIn: 700, TokensOut: 100, At: monday},
	} {
		read.see(tr)
	}
	want := []Reading{{"gemini", "flash", 3, 2 * time.Second, 2400, 600}, {"local", "local-1", 1, time.Millisecond, 0, 0}}
	if diff := cmp.Diff(want, read.list()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
