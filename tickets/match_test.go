package tickets

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMatches(t *testing.T) {
	long := strings.Repeat("Nothing to see here. ", 20) + "Then the tunnel broke. " + strings.Repeat("And so on. ", 40)
	for _, tt := range []struct {
		name, query string
		ticket      Ticket
		want        []Match
	}{
		{"nothing searched for", " - ", Ticket{Title: "VPN"}, nil},
		{"in every text", "vpn", Ticket{Title: "VPN down", Body: "The vpn,\nsince nine", Summary: "Vpn drops"}, []Match{
			{"title", "VPN down", []string{"VPN"}}, {"body", "The vpn, since nine", []string{"vpn"}}, {"summary", "Vpn drops", []string{"Vpn"}},
		}},
		{"the last by its beginning", "the prin", Ticket{Title: "The printer prints"}, []Match{{"title", "The printer prints", []string{"The", "printer", "prints"}}}},
		{"without diacritics", "angstrom cafe", Ticket{Title: "Ångström cafe\u0301"}, []Match{{"title", "Ångström cafe\u0301", []string{"Ångström", "cafe\u0301"}}}},
		{"with signs", "c++ x", Ticket{Title: "C and C++ on X"}, []Match{{"title", "C and C++ on X", []string{"C", "C++", "X"}}}},
		{"only in comments", "modem", Ticket{Title: "VPN"}, []Match{{"comments", "", nil}}},
		{"partly in comments", "vpn modem", Ticket{Title: "VPN"}, []Match{{"title", "VPN", []string{"VPN"}}, {"comments", "", nil}}},
		{"in the middle of much", "tunnel", Ticket{Body: long}, []Match{{"body",
			"…see here. Nothing to see here. Then the tunnel broke. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so on. And so…", []string{"tunnel"}}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, tt.ticket.Matches(tt.query)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
