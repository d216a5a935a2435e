package storetest

import (
	"testing"

	"github.com/beckon-desk/beckon/tickets"
)

func testSearch(t *testing.T, d desk) {
	d.run(t, "finds words", func(d desk) {
		d.opens(title("VPN drops"), func(t *tickets.Ticket) {
			t.Body = "Every ten minutes, since the update of cisco-anyconnect 4.10"
			t.Summary = "Tunnel unstable"
			t.Comments = []tickets.Comment{
				{Text: "Rebooted the modem"},
				{Text: "Known erratum of firmware", Internal: true},
				{Text: "password hunter2", Deleted: true},
			}
		})
		d.opens(title("C++ compiler missing"))
		d.opens(title("C compiler missing"))
		d.opens(title("Ångström unit in Straße, naïve café"))
		d.opens(title(`Say "NOT this* OR that" AND (NEAR) title:x ^y`))
		for _, c := range []struct {
			name, query string
			want        []string
		}{
			{"in the title", "drops", []string{"VPN drops"}},
			{"in the body", "minutes", []string{"VPN drops"}},
			{"in the summary", "unstable", []string{"VPN drops"}},
			{"in a comment", "modem", []string{"VPN drops"}},
			{"in an internal comment", "erratum", []string{"VPN drops"}},
			{"but not in a deleted comment", "hunter2", nil},
			{"all of them, in any order and place", "modem unstable vpn", []string{"VPN drops"}},
			{"only when all match", "modem compiler", nil},
			{"by the beginning of the last", "vpn dro", []string{"VPN drops"}},
			{"but not by the beginning of another", "dro vpn", nil},
			{"and not by their middle", "rops", nil},
			{"in any case", "vPn DROPS", []string{"VPN drops"}},
			{"without diacritics", "angstrom strasse naive cafe", []string{"Ångström unit in Straße, naïve café"}},
			{"with diacritics nobody wrote", "vpñ dröps", []string{"VPN drops"}},
			{"across punctuation", "cisco-anyconnect", []string{"VPN drops"}},
			{"parted by punctuation only", "cisco,anyconnect;4.10", []string{"VPN drops"}},
			{"with signs that are part of a name", "C++ compiler", []string{"C++ compiler missing"}},
			{"with a name's signs at the end", "c++", []string{"C++ compiler missing"}},
			{"without a name's signs", "c compiler", []string{"C++ compiler missing", "C compiler missing"}},
			{"that are operators elsewhere", "not this or that and near title", []string{`Say "NOT this* OR that" AND (NEAR) title:x ^y`}},
			{"beside what is an operator elsewhere", `"vpn" -drops * ( title:^`, nil},
			{"in quotes", `"vpn drops"`, []string{"VPN drops"}},
			{"after a minus", "vpn -drops", []string{"VPN drops"}},
			{"with OR as a word", "vpn OR compiler", nil},
			{"before a star", "vpn* drops*", []string{"VPN drops"}},
			{"by nothing", "zebra", nil},
		} {
			d.t.Run(c.name, func(t *testing.T) {
				d := d
				d.t = t
				same(t, d.titles(tickets.Filter{Query: c.query, Sort: tickets.HighestFirst}), c.want)
			})
		}
	})
	d.run(t, "for no word at all finds everything", func(d desk) {
		d.opens()
		for _, query := range []string{"", " ", `"`, "*", "-", `'; DROP TABLE tickets; --`[:2], "\x00"} {
			same(d.t, len(d.rows(tickets.Filter{Query: query})), 1)
		}
	})
	d.run(t, "follows what changes", func(d desk) {
		created := d.opens(title("modem"))
		d.changes(created.ID, title("router"))
		same(d.t, d.titles(tickets.Filter{Query: "modem"}), nil)
		same(d.t, d.titles(tickets.Filter{Query: "router"}), []string{"router"})
		d.changes(created.ID, func(t *tickets.Ticket) { t.Comments = append(t.Comments, tickets.Comment{Text: "antenna"}) })
		same(d.t, d.titles(tickets.Filter{Query: "router antenna"}), []string{"router"})
		d.changes(created.ID, func(t *tickets.Ticket) { t.Comments[0].Text, t.Comments[0].Deleted = "", true })
		same(d.t, d.titles(tickets.Filter{Query: "antenna"}), nil)
	})
}
