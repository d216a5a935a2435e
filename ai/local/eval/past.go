package eval

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// listed is a set of skills as one text, whatever their order.
func listed(skills []string) string { return strings.Join(slices.Sorted(slices.Values(skills)), ", ") }

// joined is a list of what there is to say.
func joined(words ...string) string {
	return strings.Join(slices.DeleteFunc(words, func(s string) bool { return s == "" }), ", ")
}

// WriteJSON writes the replay as one indented JSON object.
func (p *Past) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(p)
}

// WriteText writes the replay for people.
func (p *Past) WriteText(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s on %d of this desk's resolved tickets, as they came", joined(p.Triager, p.Model, p.Tried.String()), p.Tickets)
	if p.Learned > 0 {
		fmt.Fprintf(&b, "; learned from %d resolved by then", p.Learned)
	}
	b.WriteString("\n\n           ended with what was proposed          … where a person has set it\nfield      tickets   then    now                 tickets   then    now\n")
	for _, s := range p.Fields {
		fmt.Fprintf(&b, "%-10s %7d %s                 %7d %s\n", s.Field, s.All.N, s.All.shares(), s.ByPeople.N, s.ByPeople.shares())
	}
	p.writeChanges(&b)
	for _, why := range slices.SortedFunc(maps.Keys(p.PassedOver), func(a, b string) int { return cmp.Or(p.PassedOver[b]-p.PassedOver[a], cmp.Compare(a, b)) }) {
		fmt.Fprintf(&b, "\nnot counted, %d: %s", p.PassedOver[why], why)
	}
	fmt.Fprintf(&b, "\n%.1f ms a ticket in the median, %.1f ms for 95 in 100; %d tokens in, %d out\n", p.Milliseconds, p.Slow, p.TokensIn, p.TokensOut)
	_, err := io.WriteString(w, b.String())
	return err
}

// shares is then and now; a dash where there are no tickets.
func (v Verdicts) shares() string {
	if v.N == 0 {
		return "     –      –"
	}
	return fmt.Sprintf("%6.2f %6.2f", share(v.Then, v.N), share(v.Now, v.N))
}

func (p *Past) writeChanges(b *strings.Builder) {
	if len(p.Changes) == 0 {
		b.WriteString("\nNothing would have been proposed otherwise.\n")
		return
	}
	better, worse := 0, 0
	numbers, befores := len("ticket"), len("proposed then")
	for _, c := range p.Changes {
		numbers, befores = max(numbers, len(c.Number.String())), max(befores, utf8.RuneCountInString(c.Before))
		if c.Better() {
			better++
		}
		if c.Worse() {
			worse++
		}
	}
	fmt.Fprintf(b, "\n%d proposals would change: %d to what the ticket ended with, %d away from it\n\n", len(p.Changes), better, worse)
	fmt.Fprintf(b, "%-*s  %-8s  %-*s  proposed now\n", numbers, "ticket", "field", befores, "proposed then")
	for _, c := range p.Changes {
		judged := "neither; it ended with " + cmp.Or(c.Final, "none")
		if c.Better() {
			judged = "better"
		} else if c.Worse() {
			judged = "worse"
		}
		fmt.Fprintf(b, "%-*s  %-8s  %-*s  %s (%s)\n", numbers, c.Number, c.Field, befores, cmp.Or(c.Before, "none"), cmp.Or(c.After, "none"), judged)
	}
}
