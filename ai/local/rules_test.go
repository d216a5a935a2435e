package local

import "testing"

func TestStatedPriority(t *testing.T) {
	for _, tt := range []struct {
		name, title, body, want string
		floor                   bool
	}{
		{"outage", "Production is down", "", "high", true},
		{"security", "I think my account was hacked", "", "high", true},
		{"a leak of data", "Customer data leaked to the press", "", "high", true},
		{"a leak of water", "The coffee machine leaks", "", "", false},
		{"data loss", "Help", "All of it: data lost after the update", "high", true},
		{"everyone", "Printer", "Nobody can print since noon", "high", true},
		{"cannot work", "Laptop broken", "I can't work at all", "high", true},
		{"payroll", "Payroll run stuck", "", "high", true},
		{"urgent", "Please fix ASAP", "", "high", true},
		{"denied", "New mouse, not urgent", "", "low", false},
		{"no outage", "Question: was there no outage?", "", "", false},
		{"can wait", "Monitor stand", "Whenever, no rush", "low", false},
		{"question", "How do I change my signature?", "", "low", false},
		{"fault beats question", "How do I report a phishing mail?", "", "high", true},
		{"nothing said", "Outlook shows the wrong name", "", "", false},
		{"an outage, in German", "Das Netzwerk ist ausgefallen", "", "high", true},
		{"a theft, in German", "Mein Laptop wurde im Zug vergessen", "Kurz danach: Laptop gestohlen!", "high", true},
		{"everyone, in German", "Drucker", "Seit Mittag kann niemand drucken, es betrifft alle.", "high", true},
		{"cannot work, in German", "Bildschirm schwarz", "Ich kann nicht arbeiten.", "high", true},
		{"urgent, in German", "Bitte dringend ansehen", "", "high", true},
		{"denied, in German", "Neue Maus, nicht dringend", "", "low", false},
		{"no outage, in German", "War das kein Ausfall?", "", "", false},
		{"question, in German", "Wie kann ich meine Signatur ändern?", "", "low", false},
		{"a broken part is no outage", "Taste ausgefallen", "", "", false},
		{"only whole words", "The everyoneapp icon is blue", "", "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := New([]string{"low", "medium", "high"}, nil).Predict(Ticket{Title: tt.title, Body: tt.body}).Stated
			if got.Level != tt.want || got.Floor != tt.floor {
				t.Errorf("got %q (floor %t), want %q (floor %t)", got.Level, got.Floor, tt.want, tt.floor)
			}
			if (got.Reason == "") != (tt.want == "") {
				t.Errorf("reason %q does not fit level %q", got.Reason, tt.want)
			}
		})
	}
}

func TestUrgencyFindsItsPlaceOnAnyScale(t *testing.T) {
	for _, tt := range []struct{ levels, calm, ordinary, pressing int }{{3, 0, 1, 2}, {5, 1, 2, 3}, {2, 0, 1, 1}, {1, 0, 0, 0}} {
		got := [3]int{calm.position(tt.levels), ordinary.position(tt.levels), pressing.position(tt.levels)}
		if want := [3]int{tt.calm, tt.ordinary, tt.pressing}; got != want {
			t.Errorf("%d levels: got %v, want %v", tt.levels, got, want)
		}
	}
}
