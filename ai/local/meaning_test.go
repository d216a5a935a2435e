package local

import (
	"testing"
	"time"
)

func TestTheTableOfWordsIsWholeAndInOrder(t *testing.T) {
	if over := len(wordTable) % tableRow; over != 0 {
		t.Fatalf("the table ends with %d bytes of a row", over)
	}
	for at := tableRow; at < len(wordTable); at += tableRow {
		if before, here := hashAt(wordTable[at-tableRow:]), hashAt(wordTable[at:]); before >= here {
			t.Fatalf("row %d has hash %d after %d; make it again, sorted", at/tableRow, here, before)
		}
	}
	for _, w := range []string{"printer", "refund", "holidays", "cannot"} {
		if vectorOf(stem(w)) == "" {
			t.Errorf("the table lacks %q", w)
		}
	}
}

func TestTextsThatSayTheSameInOtherWordsLieClose(t *testing.T) {
	for _, c := range []struct{ text, same, other string }{
		{"my parcel has not turned up", "the package never arrived", "the printer is out of paper"},
		{"I was billed two times", "charged twice", "a new charger for my laptop"},
		{"somebody stole my bag", "theft", "storage"},
	} {
		mean := func(text string) *meaning { return meaningOf(newCorpus().read(Ticket{Title: text})) }
		text := mean(c.text)
		if same, other := text.dot(mean(c.same)), text.dot(mean(c.other)); same <= other {
			t.Errorf("%q: likeness to %q %.2f, to %q %.2f", c.text, c.same, same, c.other, other)
		}
	}
	if got := meaningOf(newCorpus().read(Ticket{Title: "qqxzv"})); got != nil {
		t.Errorf("a word nobody knows means %v", got)
	}
}

func TestBeforeTheFirstTicketASkillIsFoundByWhatItMeans(t *testing.T) {
	m := New(nil, []Skill{{Name: "Facilities"}, {Name: "Human resources"}, {Name: "Shipping"}, {Name: "Telephony"}})
	for title, want := range map[string]string{
		"the elevator in our building is out of order": "Facilities",
		"my parcel has not turned up":                  "Shipping",
		"voicemail does not answer calls":              "Telephony",
	} {
		if got := m.Predict(Ticket{Title: title}).Skill.Guesses[0].Name; got != want {
			t.Errorf("%q goes to %s, want %s", title, got, want)
		}
	}
}

func TestWhatATicketMeans(t *testing.T) {
	ticket := Ticket{Title: "my parcel has not turned up", Fields: []string{"Mail"}}
	skills := []Skill{{Name: "Mail/Parcels"}, {Name: "Mail/Letters"}, {Name: "Shipping"}}
	for _, c := range []struct {
		name    string
		learned int
		ticket  Ticket
		asked   bool
	}{
		{"is asked before the first ticket", 0, Ticket{Title: ticket.Title}, true},
		{"is not asked then if no name is alike", 0, Ticket{Title: "the coffee is cold"}, false},
		{"is not asked then if the form tells", 0, ticket, false},
		{"is asked beside the form once tickets are known", 1, ticket, true},
		{"is not asked when the desk's own words are known", meaningUntil, ticket, false},
		{"is not asked of words that nobody knows", 1, Ticket{Title: "qqxzv"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := New(nil, skills)
			m.learned = c.learned
			if got := m.look(c.ticket).meant() != nil; got != c.asked {
				t.Errorf("asked = %t, want %t", got, c.asked)
			}
		})
	}
}

func TestMeaningsLearnFromTicketsBesideNames(t *testing.T) {
	m := New(nil, []Skill{{Name: "Blue"}, {Name: "Green"}})
	for range 20 {
		m.Learn(Ticket{Title: "the parcel is late"}, Outcome{Skills: []string{"Green"}}, time.Time{})
		m.Learn(Ticket{Title: "the heating is cold"}, Outcome{Skills: []string{"Blue"}}, time.Time{})
	}
	scores := m.look(Ticket{Title: "where are my packages"}).meant() // no word of it was learned
	if blue, green := scores[0], scores[1]; green <= blue {
		t.Errorf("a package is Green with %.2f, Blue with %.2f; want more Green, as parcels were", green, blue)
	}
}
