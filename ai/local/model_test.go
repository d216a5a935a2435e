package local

import (
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// right returns the share of first guesses that are right: of skills, people and priorities.
func right(m *Model, asked []learned) (skill, person, priority float64) {
	for _, l := range asked {
		p := m.Predict(l.Ticket)
		if p.Skill.Guesses[0].Name == l.Skills[0] {
			skill++
		}
		if p.Person.Guesses[0].Name == l.Assignee {
			person++
		}
		if p.Priority.Guesses[0].Name == l.Priority {
			priority++
		}
	}
	n := float64(len(asked))
	return skill / n, person / n, priority / n
}

func TestModelLearns(t *testing.T) {
	skill, person, priority := right(taught(sampleTickets(400, 1)), sampleTickets(200, 2))
	if skill < 0.9 || person < 0.9 || priority < 0.8 {
		t.Errorf("right in %.2f of skills, %.2f of people, %.2f of priorities; want 0.9, 0.9, 0.8", skill, person, priority)
	}
}

func TestShuffledLabelsFallToTheMajority(t *testing.T) {
	lessons := sampleTickets(600, 1)
	r := rand.New(rand.NewPCG(3, 3))
	for i := range lessons { // a third of all tickets are for VPN, whatever they say
		skill := sampleTopics[r.IntN(len(sampleTopics))].skill
		if r.IntN(3) == 0 {
			skill = "VPN"
		}
		lessons[i].Skills = []string{skill}
	}
	asked := lessons[500:]
	majority := 0.0
	for _, l := range asked {
		if l.Skills[0] == "VPN" {
			majority++
		}
	}
	majority /= float64(len(asked))
	m := taught(lessons[:500])
	got, _, _ := right(m, asked)
	if got > majority+0.08 {
		t.Errorf("right in %.2f of tickets whose labels are noise; the majority is %.2f", got, majority)
	}
	sure := 0.0
	for _, l := range asked {
		sure += m.Predict(l.Ticket).Skill.Sure
	}
	if sure /= float64(len(asked)); sure > majority+0.15 {
		t.Errorf("claims to be right in %.2f of tickets whose labels are noise; the majority is %.2f", sure, majority)
	}
}

func TestConfidenceMeansWhatItSays(t *testing.T) {
	lessons := sampleTickets(1500, 1)
	r := rand.New(rand.NewPCG(9, 9))
	for i := range lessons { // three in ten are labelled at random
		if r.IntN(10) < 3 {
			lessons[i].Skills = []string{sampleTopics[r.IntN(len(sampleTopics))].skill}
		}
	}
	m := taught(lessons[:1000])
	said, was, n := 0.0, 0.0, 0.0
	for _, l := range lessons[1000:] {
		a := m.Predict(l.Ticket).Skill
		said += a.Sure
		if a.Guesses[0].Name == l.Skills[0] {
			was++
		}
		n++
	}
	if said, was = said/n, was/n; said > was+0.07 || said < was-0.07 {
		t.Errorf("said %.2f, was right in %.2f", said, was)
	}
}

func TestSameTicketsSameAnswers(t *testing.T) {
	lessons, asked := sampleTickets(300, 1), sampleTickets(50, 2)
	a, b := taught(lessons), taught(lessons)
	for _, l := range asked {
		if diff := cmp.Diff(a.Predict(l.Ticket), b.Predict(l.Ticket)); diff != "" {
			t.Fatalf("two models that learned the same differ:\n%s", diff)
		}
	}
}

func TestNewestCorrectionsCount(t *testing.T) {
	m := taught(sampleTickets(200, 1))
	for _, l := range sampleTickets(250, 4) {
		if l.Skills[0] == "Printers" {
			l.Skills, l.Assignee = []string{"Facilities"}, "fay"
		}
		l.At = l.At.Add(2000 * time.Hour)
		m.Learn(l.Ticket, l.Outcome, l.At)
	}
	p := m.Predict(Ticket{Title: "printer jam, toner and paper tray", At: sampleStart.Add(2200 * time.Hour)})
	if p.Skill.Guesses[0].Name != "Facilities" || p.Person.Guesses[0].Name != "fay" {
		t.Errorf("got %s by %s, want Facilities by fay", p.Skill.Guesses[0].Name, p.Person.Guesses[0].Name)
	}
}

func TestPeopleWhoTakeTheirOwnTickets(t *testing.T) {
	// chance is that of cy, who never asked for anything, to take their own first ticket where others do or do not
	chance := func(others bool) float64 {
		m := New(sampleLevels, nil)
		at := sampleStart
		learn := func(requester, assignee string) {
			at = at.Add(time.Hour)
			m.Learn(Ticket{Title: "printer", Requester: requester, At: at}, Outcome{Skills: []string{"Printers"}, Assignee: assignee}, at)
		}
		learn("guest", "cy")
		for range 20 {
			if others {
				learn("ana", "ana")
				learn("bo", "bo")
			} else {
				learn("ana", "bo")
				learn("bo", "ana")
			}
		}
		for _, g := range m.Predict(Ticket{Title: "printer", Requester: "cy", At: at}).Person.Guesses {
			if g.Name == "cy" {
				return g.P
			}
		}
		return 0
	}
	if do, not := chance(true), chance(false); do < 2*not {
		t.Errorf("with %.3f where people take their own tickets, %.3f where they do not; want twice as likely", do, not)
	}
}

func TestPartialOutcomesTeachWhatTheySay(t *testing.T) {
	m := New(sampleLevels, nil)
	m.Learn(Ticket{ID: "1", Title: "printer"}, Outcome{Assignee: "bo"}, sampleStart)
	m.Learn(Ticket{ID: "2", Title: "printer"}, Outcome{}, sampleStart)
	m.Learn(Ticket{ID: "3", Title: "printer"}, Outcome{Priority: "no such level"}, sampleStart)
	p := m.Predict(Ticket{Title: "printer"})
	if len(p.Skill.Guesses) != 0 || len(p.Person.Guesses) != 1 {
		t.Errorf("got %d skills and %d people, want none and one", len(p.Skill.Guesses), len(p.Person.Guesses))
	}
}

func TestModelIsSafeForManyGoroutines(t *testing.T) {
	m := taught(sampleTickets(50, 1))
	var all sync.WaitGroup
	for g := range 4 {
		all.Go(func() {
			for _, l := range sampleTickets(20, uint64(g+10)) {
				m.Predict(l.Ticket)
				m.Similar(l.Ticket, 3)
				m.Observe(l.Ticket)
				m.Learn(l.Ticket, l.Outcome, l.At)
			}
		})
	}
	all.Wait()
	if got := m.Predict(Ticket{Title: "vpn tunnel"}).Learned; got != 130 {
		t.Errorf("learned %d tickets, want 130", got)
	}
}

func BenchmarkPredict(b *testing.B) {
	m := taught(sampleTickets(2000, 1))
	asked := sampleTickets(100, 2)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		m.Predict(asked[i%len(asked)].Ticket)
	}
}

func BenchmarkLearn(b *testing.B) {
	m := taught(sampleTickets(2000, 1))
	asked := sampleTickets(1000, 2)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		l := asked[i%len(asked)]
		m.Learn(l.Ticket, l.Outcome, l.At)
	}
}

func TestNewcomersDoNotTeachTheMixture(t *testing.T) {
	m := New(nil, nil)
	for i, who := range []string{"ada", "bob", "ada", "bob"} {
		m.Learn(Ticket{ID: who + string(rune('0'+i)), Title: "The printer of " + who}, Outcome{Assignee: who}, time.Time{})
	}
	mix := &m.task[taskPerson].mixture
	before := *mix
	m.Learn(Ticket{ID: "new", Title: "The printer is on fire"}, Outcome{Assignee: "carol"}, time.Time{})
	if *mix != before {
		t.Error("a person nobody knew moved the weights of the views")
	}
	m.Learn(Ticket{ID: "old", Title: "The printer of bob"}, Outcome{Assignee: "bob"}, time.Time{})
	if *mix == before {
		t.Error("a person who was known moved no weight")
	}
}
