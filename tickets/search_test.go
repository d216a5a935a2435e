package tickets

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTerms(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"", nil},
		{`"*-:^()'`, nil},
		{"VPN drops", []string{"vpn", "drops"}},
		{"re-boot, node.js\tv4.10\n", []string{"re", "boot", "node", "js", "v4", "10"}},
		{"Ångström naïve İstanbul Straße ﬁle", []string{"angstrom", "naive", "istanbul", "strasse", "file"}},
		{"A\u030Angstro\u0308m", []string{"angstrom"}}, // the same, written decomposed
		{"C++ or C# or g++-13", []string{"c", "c++", "or", "c", "c#", "or", "g", "g++", "13"}},
		{"#42 + 1+1", []string{"42", "1", "1+", "1"}},
		{"печать ПЕЧАТЬ 印刷", []string{"печать", "печать", "印刷"}},
		{"हिन्दी", []string{"हिनदी"}},
	} {
		if diff := cmp.Diff(c.want, Terms(c.text)); diff != "" {
			t.Errorf("Terms(%q) (-want +got)\n%s", c.text, diff)
		}
	}
}

func TestWordsLeaveOutWhatWasDeleted(t *testing.T) {
	ticket := Ticket{Title: "a", Body: "b", Summary: "c", Comments: []Comment{{Text: "d", Internal: true}, {Text: "e", Deleted: true}}}
	if got, want := ticket.Words(), "a\nb\nc\nd"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
