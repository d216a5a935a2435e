package tickets

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var monday = time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)

func moderator(name string, skills ...string) Candidate {
	return Candidate{User: User{ID: UserID(name), Name: name, Role: Moderator, Skills: skills}}
}

func TestRoute(t *testing.T) {
	admin := Candidate{User: User{ID: "ada", Name: "ada", Role: Admin}}
	with := func(c Candidate, change func(*Candidate)) Candidate { change(&c); return c }
	for _, tt := range []struct {
		name   string
		needs  []string
		people []Candidate
		want   UserID // "" for nobody
	}{
		{"the one with the skill", []string{"VPN"}, []Candidate{moderator("jon", "Printers"), moderator("maya", "VPN")}, "maya"},
		{"case and spacing do not matter", []string{"vpn  access"}, []Candidate{moderator("maya", "VPN Access")}, "maya"},
		{"Java is not JavaScript", []string{"Java"}, []Candidate{moderator("jon", "JavaScript"), admin}, "ada"},
		{"R is not React", []string{"R"}, []Candidate{moderator("jon", "React"), admin}, "ada"},
		{"C++ is an ordinary skill", []string{"C++"}, []Candidate{moderator("jon", "C"), moderator("maya", "C++")}, "maya"},
		{"a parenthesis is an ordinary skill", []string{"("}, []Candidate{moderator("maya", "(")}, "maya"},
		{"most skills first", []string{"VPN", "DNS"}, []Candidate{moderator("jon", "VPN"), moderator("maya", "DNS", "VPN")}, "maya"},
		{"then the least loaded", []string{"VPN"}, []Candidate{with(moderator("jon", "VPN"), func(c *Candidate) { c.Live = 3 }), moderator("maya", "VPN")}, "maya"},
		{"load counts against capacity", []string{"VPN"}, []Candidate{
			with(moderator("jon", "VPN"), func(c *Candidate) { c.Live, c.User.Capacity = 2, 4 }),
			with(moderator("maya", "VPN"), func(c *Candidate) { c.Live, c.User.Capacity = 3, 10 }),
		}, "maya"},
		{"then the longest without a turn", nil, []Candidate{
			with(moderator("jon"), func(c *Candidate) { c.User.LastTurn = monday }),
			with(moderator("maya"), func(c *Candidate) { c.User.LastTurn = monday.Add(-time.Hour) }),
		}, "maya"},
		{"never one who is full", []string{"VPN"}, []Candidate{with(moderator("maya", "VPN"), func(c *Candidate) { c.Live = DefaultCapacity }), admin}, "ada"},
		{"never one who is away", []string{"VPN"}, []Candidate{with(moderator("maya", "VPN"), func(c *Candidate) {
			c.User.Away = []Span{{monday.Add(-time.Hour), monday.Add(time.Hour)}}
		}), admin}, "ada"},
		{"never one outside working hours", []string{"VPN"}, []Candidate{with(moderator("maya", "VPN"), func(c *Candidate) {
			c.User.Hours = Hours{Start: 12 * 60, End: 20 * 60}
		}), admin}, "ada"},
		{"never one who handed it on", []string{"VPN"}, []Candidate{moderator("refused", "VPN"), admin}, "ada"},
		{"never the requester", []string{"VPN"}, []Candidate{moderator("requester", "VPN"), admin}, "ada"},
		{"never one who left", []string{"VPN"}, []Candidate{with(moderator("maya", "VPN"), func(c *Candidate) { c.User.DeactivatedAt = monday })}, ""},
		{"never a requester by role", nil, []Candidate{{User: User{ID: "ann", Role: Requester}}}, ""},
		{"a moderator before an admin", nil, []Candidate{admin, moderator("jon")}, "jon"},
		{"nobody at all", []string{"VPN"}, nil, ""},
		{"without the skill nobody but an admin", []string{"VPN"}, []Candidate{moderator("jon", "Printers")}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ticket := Ticket{Skills: tt.needs, Requester: Person{ID: "requester"}, Routing: Routing{Refusals: []Refusal{{By: Person{ID: "refused"}}}}}
			var got UserID
			d := Route(ticket, tt.people, monday)
			if d.To != nil {
				got = d.To.ID
			}
			if got != tt.want {
				t.Errorf("Route gave it to %q, want %q", got, tt.want)
			}
			if len(d.Why) == 0 {
				t.Error("Route gave no reason")
			}
		})
	}
}

func TestRouteNamesRunnersUpBestFirst(t *testing.T) {
	people := []Candidate{moderator("a", "VPN"), moderator("b", "VPN", "DNS"), moderator("c", "VPN"), moderator("d"), moderator("e", "VPN")}
	d := Route(Ticket{Skills: []string{"VPN", "DNS"}}, people, monday)
	want := []Person{{"a", "a"}, {"c", "c"}, {"e", "e"}}
	if diff := cmp.Diff(want, d.RunnersUp); d.To.ID != "b" || diff != "" {
		t.Errorf("to %s, runners-up (-want +got):\n%s", d.To.ID, diff)
	}
}

func TestRouteDoesNotDependOnOrder(t *testing.T) {
	people := []Candidate{moderator("a", "VPN"), moderator("b", "VPN"), moderator("c", "DNS"), moderator("d", "VPN", "DNS"), moderator("e")}
	ticket := Ticket{Skills: []string{"VPN"}}
	want := Route(ticket, people, monday)
	r := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		r.Shuffle(len(people), func(i, j int) { people[i], people[j] = people[j], people[i] })
		if diff := cmp.Diff(want, Route(ticket, people, monday)); diff != "" {
			t.Fatalf("another order, another decision (-want +got):\n%s", diff)
		}
	}
}

func TestRouteSharesEquallyAmongEquals(t *testing.T) {
	people := []Candidate{moderator("a", "VPN"), moderator("b", "VPN"), moderator("c", "VPN"), moderator("d", "VPN")}
	for i := range 20 {
		d := Route(Ticket{Skills: []string{"VPN"}}, people, monday)
		at := slices.IndexFunc(people, func(c Candidate) bool { return c.User.ID == d.To.ID })
		people[at].Live++
		people[at].User.LastTurn = monday.Add(time.Duration(i) * time.Second)
		least := slices.MinFunc(people, func(a, b Candidate) int { return a.Live - b.Live }).Live
		if people[at].Live > least+1 {
			t.Fatalf("%s is %d ahead of an equal", d.To.ID, people[at].Live-least)
		}
	}
	for _, c := range people {
		if c.Live != 5 {
			t.Errorf("%s has %d of 20 tickets, want 5", c.User.ID, c.Live)
		}
	}
}

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

func BenchmarkRoute(b *testing.B) {
	var people []Candidate
	for i := range 200 {
		c := moderator(fmt.Sprintf("m%d", i), "VPN", "DNS", fmt.Sprintf("s%d", i%20))
		c.Live = i % 15
		people = append(people, c)
	}
	ticket := Ticket{Skills: []string{"VPN", "s7"}}
	for b.Loop() {
		Route(ticket, people, monday)
	}
}
