package local

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var desk = []Skill{
	{Name: "VPN", Aliases: []string{"AnyConnect", "remote access"}, Description: "Tunnels and home office connections"},
	{Name: "Java"},
	{Name: "JavaScript", Aliases: []string{"JS"}},
	{Name: "C++"},
	{Name: "C#"},
	{Name: ".NET"},
	{Name: "C"},
	{Name: "Printers", Description: "Paper jams, toner, scanning"},
	{Name: "MobileWeb"},
	{Name: "card_arrival"},
	{Name: "AC/Documentation"},
	{Name: "verify_my_identity"},
}

func TestSkillsAreNamedAsWholeWords(t *testing.T) {
	for _, tt := range []struct {
		text string
		want []string
	}{
		{"my VPN is down", []string{"VPN"}},
		{"AnyConnect cannot connect", []string{"VPN"}},
		{"I need remote access from home", []string{"VPN"}},
		{"access remotely", nil},
		{"JavaScript error on the page", []string{"JavaScript"}},
		{"the Java version is old", []string{"Java"}},
		{"JavaServer Faces", nil},
		{"our C++ build fails", []string{"C++"}},
		{"learn C# or .NET", []string{"C#", ".NET"}},
		{"written in C, not more", []string{"C"}},
		{"a printer is jammed", []string{"Printers"}},
		{"mobile web page is blank", []string{"MobileWeb"}},
		{"my card arrival is late", []string{"card_arrival"}},
		{"nothing of the kind", nil},
	} {
		t.Run(tt.text, func(t *testing.T) {
			m := New(nil, desk)
			if diff := cmp.Diff(tt.want, m.Predict(Ticket{Title: tt.text}).Named); diff != "" {
				t.Errorf("named (-want +got):\n%s", diff)
			}
		})
	}
}

func TestColdGuessFollowsTheSkillsOwnWords(t *testing.T) {
	for _, tt := range []struct{ title, body, want string }{
		{"VPN drops", "", "VPN"},
		{"paper jam on floor 3", "", "Printers"},
		{"hello", "the toner is empty", "Printers"},
		{"tunnel is slow", "", "VPN"},
		{"has my card arrived", "", "card_arrival"},
		{"the documentation has a broken link", "", "AC/Documentation"},
		{"verification takes long", "", "verify_my_identity"},
	} {
		t.Run(tt.title, func(t *testing.T) {
			p := New(nil, desk).Predict(Ticket{Title: tt.title, Body: tt.body})
			if got := p.Skill.Guesses[0].Name; got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestAQuestionFindsASkillCalledOtherwise(t *testing.T) {
	skills := []Skill{{Name: "delivery costs"}, {Name: "account details"}, {Name: "delivery timing"}, {Name: "unable to deliver"}}
	for _, tt := range []struct{ title, want string }{
		{"how long does a delivery take", "delivery timing"},
		{"you cannot deliver", "unable to deliver"},
		{"what my account says about the delivery charge", "delivery costs"},
	} {
		t.Run(tt.title, func(t *testing.T) {
			if got := New(nil, skills).Predict(Ticket{Title: tt.title}).Skill.Guesses[0].Name; got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestFormSaysAPartOfTheName(t *testing.T) {
	skills := []Skill{{Name: "Mail/Calendar"}, {Name: "Mail/Rules"}, {Name: "Wiki/Calendar"}, {Name: "Rules of the house"}}
	for _, tt := range []struct {
		name   string
		fields []string
		want   string
	}{
		{"no form", nil, "Rules of the house"},
		{"one part", []string{"mail"}, "Mail/Rules"},
		{"only whole parts", []string{"Ma"}, "Rules of the house"},
		{"none of the names", []string{"Phones"}, "Rules of the house"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := New(nil, skills).Predict(Ticket{Title: "rules of the house", Fields: tt.fields})
			if got := p.Skill.Guesses[0].Name; got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestOtherWordsForTheSame(t *testing.T) {
	m := New(nil, []Skill{{Name: "Bills"}, {Name: "Shop"}})
	for i := range 5 {
		at := sampleStart.Add(time.Duration(i) * time.Hour)
		m.Learn(Ticket{Title: "the fee is too high"}, Outcome{Skills: []string{"Bills"}}, at)
		m.Learn(Ticket{Title: "the colour is too dark"}, Outcome{Skills: []string{"Shop"}}, at)
	}
	if got := m.Predict(Ticket{Title: "odd commission"}).Skill.Guesses[0].Name; got != "Bills" {
		t.Errorf("got %s for a word never seen but learned under another, want Bills", got)
	}
}
