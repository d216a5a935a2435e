package discord

import (
	"net/url"
	"strings"
	"unicode/utf16"

	"github.com/beckon-desk/beckon/bot"
	"github.com/beckon-desk/beckon/tickets"
)

// From plain values to the wire. Nothing here calls anybody. What people typed
// is escaped, and no message rings for anybody.

// Discord's limits, in UTF-16 units.
const (
	maxContent     = 2000
	maxLine        = 250
	maxPart        = 900 // a text within a card
	maxLabel       = 80
	maxTitle       = 45 // of forms and their fields
	maxDescription = 100
	maxInput       = 4000
	maxURL         = 512
	perRow         = 5
)

// messages lay an answer out: one message, or several when it is long. said is
// the message that is answered, when it is one.
func (d *Discord) messages(a bot.Answer, said tickets.Place) []message {
	var lines []string
	add := func(text string) {
		if text != "" {
			lines = append(lines, strings.Split(text, "\n")...)
		}
	}
	add(tickets.EscapeMarkdown(a.Text, maxContent))
	quote := func(text string) {
		if text != "" {
			for line := range strings.SplitSeq(tickets.EscapeMarkdown(text, 4*tickets.MaxBody), "\n") {
				add("> " + line)
			}
		}
	}
	quote(a.Words)
	buttons := a.Buttons
	if a.Card != nil {
		add(card(*a.Card))
		buttons = append(cardButtons(*a.Card), buttons...)
	}
	for _, l := range a.Talk {
		add("**" + tickets.EscapeMarkdown(tickets.CleanLine(l.Who), maxLine) + "**")
		quote(l.Text)
	}
	for _, l := range a.Lists {
		add(list(l))
	}
	for _, b := range buttons {
		if b.URL != "" && !linkable(b.URL) {
			add(b.Label + ": " + b.URL)
		}
	}
	var out []message
	for _, part := range pages(lines, maxContent) {
		out = append(out, message{Content: part, Components: []row{}, Mentions: mentions{Parse: []string{}}, Flags: flagSuppressEmbeds})
	}
	if len(out) > 0 {
		out[len(out)-1].Components = append(menus(a.Choices), d.rows(buttons, said)...)
	}
	return out
}

// silent reports whether there is nothing to show of an answer.
func silent(a bot.Answer) bool {
	return a.Text == "" && a.Words == "" && a.Card == nil && len(a.Lists) == 0
}

// card shows one ticket whole.
func card(c tickets.Card) string {
	lines := []string{"**" + c.Number.String() + " " + tickets.EscapeMarkdown(tickets.CleanLine(c.Title), maxLine) + "**"}
	var facts []string
	for _, f := range c.Fields {
		facts = append(facts, f.Label+": "+tickets.EscapeMarkdown(tickets.CleanLine(f.Value), maxLine))
	}
	if len(facts) > 0 {
		lines = append(lines, strings.Join(facts, " · "))
	}
	for _, text := range []string{c.Summary, c.Notes, c.Footer} {
		if text != "" {
			lines = append(lines, tickets.EscapeMarkdown(text, maxPart))
		}
	}
	return strings.Join(lines, "\n")
}

func cardButtons(c tickets.Card) []bot.Button {
	var out []bot.Button
	for _, v := range c.Buttons {
		out = append(out, bot.Button{Label: v.Label(), Verb: v, Ticket: c.Ticket})
	}
	if c.Link != "" {
		out = append(out, bot.Button{Label: "Open in browser", URL: c.Link})
	}
	return out
}

// list shows tickets, a line each.
func list(l bot.List) string {
	lines := []string{"**" + tickets.EscapeMarkdown(l.Heading, maxLine) + "**"}
	for _, c := range l.Cards {
		facts := []string{c.Title}
		for _, f := range c.Fields[:min(len(c.Fields), 2)] {
			facts = append(facts, f.Value)
		}
		lines = append(lines, "- ["+c.Number.String()+"](<"+c.Link+">) "+tickets.EscapeMarkdown(tickets.CleanLine(strings.Join(facts, " · ")), maxLine))
	}
	if l.More {
		lines = append(lines, "There are more in the browser.")
	}
	return strings.Join(lines, "\n")
}

// menuID is the id of every menu: what it does is in what is chosen.
const menuID = "show"

// menus let one of several be chosen, if there are any.
func menus(choices []bot.Choice) []row {
	if len(choices) == 0 {
		return []row{}
	}
	m := menu{Type: componentSelect, CustomID: menuID, Placeholder: bot.MenuLabel}
	for _, c := range choices {
		m.Options = append(m.Options, option{Label: tickets.Clip(tickets.CleanLine(c.Label), maxDescription), Value: c.Value})
	}
	return []row{{Type: componentRow, Components: []any{m}}}
}

// rows are the buttons, five to a row. The ids in one message must differ.
func (d *Discord) rows(buttons []bot.Button, said tickets.Place) []row {
	out, seen := []row{}, map[string]bool{}
	for _, b := range buttons {
		drawn := d.button(b, said)
		if drawn.URL == "" && seen[drawn.CustomID] || drawn.URL != "" && !linkable(drawn.URL) {
			continue
		}
		seen[drawn.CustomID] = true
		if n := len(out); n == 0 || len(out[n-1].Components) == perRow {
			out = append(out, row{Type: componentRow})
		}
		last := &out[len(out)-1]
		last.Components = append(last.Components, drawn)
	}
	return out
}

// linkable reports whether Discord takes the address for a button: one with a
// host such as localhost or a bare name it calls malformed.
func linkable(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && strings.ContainsAny(u.Hostname(), ".:") && units(address) <= maxURL
}

func (d *Discord) button(b bot.Button, said tickets.Place) button {
	drawn := button{Type: componentButton, Style: styleSecondary, Label: tickets.Clip(b.Label, maxLabel)}
	switch {
	case b.URL != "":
		drawn.Style, drawn.URL = styleLink, b.URL
	case b.Draft != nil:
		drawn.Style, drawn.CustomID = stylePrimary, d.draftID(*b.Draft, said)
	default:
		drawn.CustomID = d.cfg.Bot.ButtonID(b.Verb, b.Ticket)
		if b.Verb == tickets.VerbClaim || b.Verb == tickets.VerbResolve {
			drawn.Style = stylePrimary
		}
	}
	return drawn
}

// form is a form as Discord opens it. opener is the interaction that it answers.
func (d *Discord) form(f bot.Form, opener string) modal {
	m := modal{CustomID: d.formID(f.FormRef, opener), Title: tickets.Clip(f.Title, maxTitle)}
	for _, field := range f.Fields {
		m.Components = append(m.Components, label{
			Type: componentLabel, Label: tickets.Clip(field.Label, maxTitle),
			Description: tickets.Clip(field.Hint, maxDescription), Component: inputOf(field),
		})
	}
	return m
}

func inputOf(f bot.Field) input {
	in := input{Type: componentInput, CustomID: f.Name, Style: 1, Required: !f.Optional}
	if f.Kind == bot.Pick {
		none := 0
		in.Type, in.Style, in.Placeholder, in.MinValues = componentSelect, 0, "Choose", &none
		for _, c := range f.Choices {
			in.Options = append(in.Options, option{Label: tickets.Clip(c.Label, maxDescription), Value: c.Value, Default: f.Value != "" && c.Value == f.Value})
		}
		return in
	}
	if f.Kind == bot.Paragraph {
		in.Style = 2
	}
	in.MaxLength = min(f.Max, maxInput)
	in.Value = tickets.Clip(f.Value, in.MaxLength)
	return in
}

// pages join lines into pieces of at most limit UTF-16 units; a longer line is cut.
func pages(lines []string, limit int) []string {
	var out []string
	page := ""
	for _, line := range lines {
		for _, part := range chunks(line, limit) {
			switch {
			case page == "":
				page = part
			case units(page)+1+units(part) <= limit:
				page += "\n" + part
			default:
				out = append(out, page)
				page = part
			}
		}
	}
	if strings.TrimSpace(page) != "" {
		out = append(out, page)
	}
	return out
}

// chunks cuts a line into pieces of at most limit UTF-16 units, never between a
// backslash and what it escapes. An empty line is one empty piece.
func chunks(line string, limit int) []string {
	var out []string
	size, from := 0, 0
	escaping := false
	for i, r := range line {
		n := utf16.RuneLen(r)
		if size+n > limit-1 && !escaping {
			out = append(out, line[from:i])
			from, size = i, 0
		}
		escaping = r == '\\' && !escaping
		size += n
	}
	return append(out, line[from:])
}

func units(s string) (n int) {
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}
