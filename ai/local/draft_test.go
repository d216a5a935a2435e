package local

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/tickets"
)

// near is a ticket so much like the one at hand, resolved with a note.
func near(score float64, note string) likeness {
	t := tickets.Ticket{Number: 7, Status: tickets.Resolved, Requester: tickets.Person{ID: "ann"}, History: []tickets.Change{{Verb: "resolved", Text: note}}}
	return likeness{tickets.Similar{Number: 7, Status: t.Status, Score: score}, t}
}

func TestDraftQuotesWhatHelpedBefore(t *testing.T) {
	replied := near(0.9, "")
	replied.ticket.Comments = []tickets.Comment{
		{By: tickets.Person{ID: "maya"}, Text: "Please restart the print spooler."},
		{By: tickets.Person{ID: "maya"}, Text: "The spooler is a bad joke.", Internal: true},
		{By: tickets.Person{ID: "maya"}, Text: "Nobody should ever read this.", Deleted: true},
		{By: tickets.Person{ID: "ann"}, Text: "Thanks, that did it for me!"},
	}
	open := near(0.9, "Please restart the print spooler.")
	open.Status = tickets.Open
	const helped = "Hello,\n\nthis looks like #7, which we have solved before. What helped there:\n\n> Please restart the print spooler.\n\nDoes that help you too?"
	const asks = "Hello,\n\nthank you for telling us. So that we can help, please tell us:\n\n- what you did, what happened, and what you expected\n- since when it has been so"
	for _, tt := range []struct {
		name    string
		similar []likeness
		want    string
	}{
		{"note", []likeness{near(0.9, "Please restart the print spooler.")}, helped},
		{"last public reply", []likeness{replied}, helped},
		{"the nearest that says something", []likeness{near(0.9, "Done."), near(0.8, "Please restart the print spooler.")}, helped},
		{"not alike enough", []likeness{near(0.3, "Please restart the print spooler.")}, asks},
		{"not resolved", []likeness{open}, asks},
		{"another's address", []likeness{near(0.9, "I wrote it to ann@corp.test for you.")}, asks},
		{"another's password", []likeness{near(0.9, "Your new password is on the note.")}, asks},
		{"another language", []likeness{near(0.9, "Bitte die Warteschlange neu starten, das ist nicht schwer und hilft.")}, asks},
		{"none", nil, asks},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := draft(Ticket{Title: "The printer on my floor is jammed"}, "en", tt.similar)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestDraftAsksForWhatIsMissing(t *testing.T) {
	long := " while I was writing the report for the quarter on the third floor"
	for _, tt := range []struct {
		name, title, language string
		want                  []string
	}{
		{"short", "It is broken", "en", []string{"what you did", "since when"}},
		{"says enough", "The printer jams since yesterday" + long, "en", nil},
		{"no time", "The printer jams" + long, "en", []string{"since when"}},
		{"an error without its words", "An error since yesterday" + long, "en", []string{"the exact words"}},
		{"an error with its number", "Error 0x80070005 since yesterday" + long, "en", nil},
		{"an error in quotes", `Since yesterday it failed with "no paper"` + long, "en", nil},
		{"a question", "How do I add a second screen?", "en", nil},
		{"German", "Drucker kaputt", "de", []string{"was getan wurde", "seit wann"}},
		{"a language without words of its own", "Imprimante en panne", "fr", []string{"what you did", "since when"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := draft(Ticket{Title: tt.title}, tt.language, nil)
			if n := strings.Count(got, "\n- "); n != len(tt.want) {
				t.Errorf("asks for %d things, want %d:\n%s", n, len(tt.want), got)
			}
			for _, want := range tt.want {
				if !strings.Contains(got, "\n- "+want) {
					t.Errorf("%q is missing in:\n%s", want, got)
				}
			}
		})
	}
}

func TestLongAnswersAreQuotedInPart(t *testing.T) {
	got := quoted(strings.Repeat("turn it off\nand on again ", 100))
	for _, line := range strings.Split(got, "\n") {
		if !strings.HasPrefix(line, "> ") {
			t.Fatalf("a line is not quoted: %q", line)
		}
	}
	if n := len([]rune(got)); n > quotedLength+200 || !strings.HasSuffix(got, " …") {
		t.Errorf("%d characters, ending %q", n, got[len(got)-20:])
	}
}
