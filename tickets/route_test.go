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
		{"never one on a holiday of the desk", []string{"VPN"}, []Candidate{with(moderator("maya", "VPN"), func(c *Candidate) {
			c.Holidays = []string{monday.Format(time.DateOnly)}
		}), admin}, "ada"},
		{"a holiday where they are, which is elsewhere a day later", []string{"VPN"}, []Candidate{with(moderator("maya", "VPN"), func(c *Candidate) {
			c.Holidays, c.User.TimeZone = []string{monday.AddDate(0, 0, 1).Format(time.DateOnly)}, "Pacific/Kiritimati"
			c.User.Hours = Hours{Start: 0, End: 24 * 60}
		}), admin}, "ada"},
		{"never one who handed it on", []string{"VPN"}, []Candidate{moderator("refused", "VPN"), admin}, "ada"},
		{"never the requester", []string{"VPN"}, []Candidate{moderator("requester", "VPN"), admin}, "ada"},
		{"never one who left", []string{"VPN"}, []Candidate{with(moderator("maya", "VPN"), func(c *Candidate) { c.User.DeactivatedAt = monday })}, ""},
		{"never a requester by role", nil, []Candidate{{User: User{ID: "ann", Role: Requester}}}, ""},
		{"a moderator before an admin", nil, []Candidate{admin, moderator("jon")}, "jon"},
		{"nobody at all", []string{"VPN"}, nil, ""},
		{"without the skill nobody but an admin", []string{"VPN"}, []Candidate{moderator("jon", "Printers")}, ""},
		{"an admin who knows it before others", []string{"VPN"}, []Candidate{admin, with(moderator("bea", "VPN"), func(c *Candidate) { c.User.Role, c.Live = Admin, 19 })}, "bea"},
		{"of admins who do not, the least loaded", []string{"VPN"}, []Candidate{with(admin, func(c *Candidate) { c.Live = 1 }), with(moderator("bea"), func(c *Candidate) { c.User.Role = Admin })}, "bea"},
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

func TestRouteWeighsFitAgainstLoad(t *testing.T) {
	busy := func(c Candidate, live int) Candidate { c.Live = live; return c }
	everyone := []Candidate{moderator("x", "Windows"), moderator("y", "Windows"), moderator("z", "Windows")}
	for _, tt := range []struct {
		name   string
		needs  []string
		people []Candidate
		want   UserID
	}{
		{"a rare skill counts more", []string{"Windows", "SAP"}, append(everyone, moderator("maya", "SAP")), "maya"},
		{"both skills before the rare one", []string{"Windows", "SAP"}, append(everyone, moderator("maya", "SAP"), moderator("mo", "SAP", "Windows")), "mo"},
		{"a specialist who is a little busier", []string{"VPN", "DNS"}, []Candidate{busy(moderator("maya", "VPN", "DNS"), 5), moderator("jon", "VPN")}, "maya"},
		{"the generalist when the specialist is much busier", []string{"VPN", "DNS"}, []Candidate{busy(moderator("maya", "VPN", "DNS"), 15), moderator("jon", "VPN")}, "jon"},
		{"the least loaded beyond the usual share too", []string{"VPN"}, []Candidate{busy(moderator("jon", "VPN"), 101), busy(moderator("maya", "VPN"), 100)}, "maya"},
		{"a skill nobody has changes nothing", []string{"VPN", "COBOL"}, []Candidate{busy(moderator("jon", "VPN"), 1), moderator("maya", "VPN")}, "maya"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if d := Route(Ticket{Skills: tt.needs}, tt.people, monday); d.To == nil || d.To.ID != tt.want {
				t.Errorf("Route gave it to %+v, want %s", d.To, tt.want)
			}
		})
	}
}

func TestAfterThreeHandOnsOnlyAnAdminGetsIt(t *testing.T) {
	ticket := Ticket{Skills: []string{"VPN"}}
	for _, by := range []UserID{"a", "b", "c"} {
		ticket.Routing.Refusals = append(ticket.Routing.Refusals, Refusal{By: Person{ID: by}})
	}
	ada := Candidate{User: User{ID: "ada", Role: Admin}, Live: 2}
	got := Route(ticket, []Candidate{moderator("d", "VPN"), ada}, monday)
	if want := []string{"handed on 3 times, so an admin", "has 2 of 20 open"}; got.To == nil || got.To.ID != "ada" || !slices.Equal(got.Why, want) {
		t.Errorf("Route gave it to %v because %q, want ada because %q", got.To, got.Why, want)
	}
	lead, jon := moderator("lead"), moderator("jon", "VPN")
	lead.Lead, lead.Live = true, 10
	got = Route(ticket, []Candidate{jon, ada, lead}, monday)
	if want := []string{"handed on 3 times, so the lead", "has 10 of 20 open"}; got.To == nil || got.To.ID != "lead" || !slices.Equal(got.Why, want) {
		t.Errorf("Route gave it to %v because %q, want its lead because %q", got.To, got.Why, want)
	}
	bea := moderator("bea", "VPN")
	bea.User.Role = Admin
	if got = Route(ticket, []Candidate{bea, lead}, monday); got.To == nil || got.To.ID != "lead" {
		t.Errorf("though an admin knows more and is free Route gave it to %v, want its lead", got.To)
	}
	lead.User.Away = []Span{{monday.Add(-time.Hour), monday.Add(time.Hour)}}
	if got = Route(ticket, []Candidate{jon, ada, lead}, monday); got.To == nil || got.To.ID != "ada" {
		t.Errorf("while its lead is away Route gave it to %v, want ada", got.To)
	}
	lead.User.Away = nil
	if got = Route(Ticket{Skills: ticket.Skills}, []Candidate{jon, lead}, monday); got.To == nil || got.To.ID != "jon" {
		t.Errorf("before it is handed on Route gave it to %v, want jon", got.To)
	}
	if got := Route(ticket, []Candidate{moderator("d", "VPN")}, monday); got.To != nil || got.Why[0] != "handed on 3 times, so only a lead or admin" {
		t.Errorf("without an admin Route gave it to %v because %q", got.To, got.Why)
	}
}

// crowd makes a random desk: some away, some full, some gone, some admins.
func crowd(r *rand.Rand) (Ticket, []Candidate) {
	skills := []string{"VPN", "DNS", "Printers", "SAP"}
	some := func() (chosen []string) {
		for _, s := range skills {
			if r.IntN(3) == 0 {
				chosen = append(chosen, s)
			}
		}
		return chosen
	}
	ticket := Ticket{Skills: some(), Requester: Person{ID: "m0"}}
	people := make([]Candidate, 1+r.IntN(12))
	for i := range people {
		c := moderator(fmt.Sprintf("m%d", i), some()...)
		c.User.Role = Roles[min(r.IntN(6), 2)]
		if c.User.Role == Requester && r.IntN(2) == 0 {
			c.User.Role = Moderator
		}
		c.User.Capacity = r.IntN(3) * 5
		c.Live = r.IntN(8)
		c.User.LastTurn = monday.Add(-time.Duration(r.IntN(4)) * time.Hour)
		switch r.IntN(8) {
		case 0:
			c.User.Away = []Span{{monday.Add(-time.Hour), monday.Add(time.Hour)}}
		case 1:
			c.User.Hours = Hours{Start: 12 * 60, End: 20 * 60}
		case 2:
			c.User.DeactivatedAt = monday
		case 3:
			ticket.Routing.Refusals = append(ticket.Routing.Refusals, Refusal{By: c.User.Person()})
		}
		people[i] = c
	}
	return ticket, people
}

func TestRouteNeverChoosesTheIneligible(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	chosen := 0
	for range 5000 {
		ticket, people := crowd(r)
		d := Route(ticket, people, monday)
		if d.To == nil {
			continue
		}
		chosen++
		at := slices.IndexFunc(people, func(c Candidate) bool { return c.User.ID == d.To.ID })
		c := people[at]
		knows := len(ticket.Skills) == 0 || slices.ContainsFunc(c.User.Skills, func(s string) bool { return slices.Contains(ticket.Skills, s) })
		if !c.User.Moderates() || c.User.AwayAt(monday) || c.Live >= c.User.capacity() || ticket.Routing.refusedBy(c.User.ID) ||
			ticket.Requester.ID == c.User.ID || c.User.Role != Admin && (!knows || len(ticket.Routing.Refusals) >= 3) {
			t.Fatalf("%+v got a ticket that needs %v, handed on by %v", c, ticket.Skills, ticket.Routing.Refusals)
		}
		r.Shuffle(len(people), func(i, j int) { people[i], people[j] = people[j], people[i] })
		if diff := cmp.Diff(d, Route(ticket, people, monday)); diff != "" {
			t.Fatalf("another order, another decision (-want +got):\n%s", diff)
		}
	}
	if chosen < 1000 {
		t.Errorf("only %d of 5000 desks had somebody: the crowd proves little", chosen)
	}
}

func TestNoEqualIsEverMoreThanOneTicketAhead(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 100 {
		var people []Candidate
		for i := range 2 + r.IntN(10) {
			c := moderator(fmt.Sprintf("m%d", i), [][]string{{"VPN"}, {"VPN", "DNS"}, {"SAP"}}[i%3]...)
			people = append(people, c)
		}
		for n := range 60 {
			d := Route(Ticket{Skills: []string{"VPN", "DNS"}}, people, monday)
			at := slices.IndexFunc(people, func(c Candidate) bool { return c.User.ID == d.To.ID })
			for i, c := range people {
				if i%3 == at%3 && people[at].Live > c.Live {
					t.Fatalf("%s, with %d open, got a ticket before %s, an equal with %d", d.To.ID, people[at].Live, c.User.ID, c.Live)
				}
			}
			people[at].Live++
			people[at].User.LastTurn = monday.Add(time.Duration(n) * time.Second)
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
