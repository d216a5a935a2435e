package slack

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf16"

	"github.com/slack-go/slack"

	"github.com/beckon-desk/beckon/bot"
	"github.com/beckon-desk/beckon/tickets"
)

// From plain values to the wire. Nothing here calls anybody. What people typed
// goes into plain_text and rich_text, which Slack never parses; the text that
// notifications show is escaped.

// Slack's limits, in UTF-16 units.
const (
	maxSection = 3000
	maxHeader  = 150
	maxField   = 2000
	maxLabel   = 75
	maxValue   = 2000
	maxTitle   = 24
	maxInput   = 3000 // that a field can be bounded to; without a bound it takes more
	maxText    = 4000
	maxRow     = 80 // a title in a list, and what follows it
	maxError   = 300
	maxBlocks  = 50
)

// The action_ids. Those of a ticket's verbs are verbAction followed by the verb.
const (
	verbAction  = "ticket_"
	newAction   = "ticket_new"
	openAction  = "ticket_open"
	showAction  = "ticket_show"
	fieldAction = "value"
)

// message is an answer as a private message.
func (s *Slack) message(a bot.Answer) *slack.WebhookMessage {
	no := false
	blocks := s.blocks(a)
	return &slack.WebhookMessage{
		Text: escape(notification(a), maxText), Blocks: &slack.Blocks{BlockSet: blocks[:min(len(blocks), maxBlocks)]},
		ResponseType: slack.ResponseTypeEphemeral, UnfurlLinks: &no, UnfurlMedia: &no,
	}
}

// silent reports whether there is nothing to show of an answer.
func silent(a bot.Answer) bool {
	return a.Text == "" && a.Words == "" && a.Card == nil && len(a.Lists) == 0
}

// notification is what an answer says in one breath.
func notification(a bot.Answer) string {
	switch {
	case a.Text != "":
		return a.Text
	case a.Card != nil:
		return a.Card.Number.String() + " " + a.Card.Title
	case len(a.Lists) > 0:
		return a.Lists[0].Heading
	}
	return "Beckon"
}

// blocks lays an answer out.
func (s *Slack) blocks(a bot.Answer) []slack.Block {
	var out []slack.Block
	if a.Text != "" {
		out = append(out, section(a.Text))
	}
	for _, part := range chunks(a.Words, maxSection) {
		out = append(out, section(part))
	}
	if a.Card != nil {
		out = append(out, s.card(*a.Card)...)
	}
	if len(a.Talk) > 0 {
		out = append(out, talk(a.Talk))
	}
	for _, l := range a.Lists {
		out = append(out, list(l)...)
	}
	if len(a.Choices) > 0 {
		out = append(out, menu(a.Choices))
	}
	if len(a.Buttons) > 0 {
		out = append(out, s.actions("answer", a.Buttons))
	}
	return out
}

// card shows one ticket whole.
func (s *Slack) card(c tickets.Card) []slack.Block {
	out := []slack.Block{slack.NewHeaderBlock(plain(c.Number.String()+" "+c.Title, maxHeader))}
	var fields []*slack.TextBlockObject
	for _, f := range c.Fields[:min(len(c.Fields), 10)] {
		fields = append(fields, plain(f.Label+"\n"+f.Value, maxField))
	}
	if len(fields) > 0 {
		out = append(out, slack.NewSectionBlock(nil, fields, nil))
	}
	for _, text := range []string{c.Summary, c.Notes, c.Footer} {
		if text != "" {
			out = append(out, section(text))
		}
	}
	var buttons []bot.Button
	for _, v := range c.Buttons {
		buttons = append(buttons, bot.Button{Label: v.Label(), Verb: v, Ticket: c.Ticket})
	}
	if c.Link != "" {
		buttons = append(buttons, bot.Button{Label: "Open in browser", URL: c.Link})
	}
	if len(buttons) > 0 {
		out = append(out, s.actions("tk:"+string(c.Ticket), buttons))
	}
	return out
}

// talk shows what was said, each beneath its name.
func talk(said []bot.Saying) slack.Block {
	bold := &slack.RichTextSectionTextStyle{Bold: true}
	var elements []slack.RichTextElement
	for _, l := range said {
		elements = append(elements, slack.NewRichTextSection(slack.NewRichTextSectionTextElement(tickets.Clip(l.Who, maxField), bold)))
		if l.Text != "" {
			elements = append(elements, &slack.RichTextQuote{Type: slack.RTEQuote, Elements: []slack.RichTextSectionElement{slack.NewRichTextSectionTextElement(l.Text, nil)}})
		}
	}
	return slack.NewRichTextBlock("", elements...)
}

// list shows tickets, a line each.
func list(l bot.List) []slack.Block {
	bold := &slack.RichTextSectionTextStyle{Bold: true}
	var rows []slack.RichTextElement
	for _, c := range l.Cards {
		facts := ""
		for _, f := range c.Fields[:min(len(c.Fields), 2)] {
			facts += " · " + f.Value
		}
		rows = append(rows, slack.NewRichTextSection(
			slack.NewRichTextSectionLinkElement(c.Link, c.Number.String(), nil),
			slack.NewRichTextSectionTextElement(" "+tickets.Clip(c.Title, maxRow)+tickets.Clip(facts, maxRow), nil)))
	}
	elements := []slack.RichTextElement{
		slack.NewRichTextSection(slack.NewRichTextSectionTextElement(l.Heading, bold)),
		slack.NewRichTextList(slack.RTEListBullet, 0, rows...),
	}
	if l.More {
		elements = append(elements, slack.NewRichTextSection(slack.NewRichTextSectionTextElement(
			fmt.Sprintf("Only these %d are shown; there are more in the browser.", len(l.Cards)), nil)))
	}
	return []slack.Block{slack.NewRichTextBlock("", elements...)}
}

// menu lets one of several be chosen.
func menu(choices []bot.Choice) slack.Block {
	var options []*slack.OptionBlockObject
	for _, c := range choices {
		options = append(options, slack.NewOptionBlockObject(c.Value, plain(c.Label, maxLabel), nil))
	}
	return slack.NewActionBlock("menu", slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain(bot.MenuLabel, maxLabel), showAction, options...))
}

// actions is a row of buttons. The id must be the only one of its kind in the message.
func (s *Slack) actions(id string, buttons []bot.Button) *slack.ActionBlock {
	var elements []slack.BlockElement
	for _, b := range buttons {
		elements = append(elements, s.button(b))
	}
	return slack.NewActionBlock(id, elements...)
}

func (s *Slack) button(b bot.Button) *slack.ButtonBlockElement {
	label := plain(b.Label, maxLabel)
	switch {
	case b.URL != "":
		e := slack.NewButtonBlockElement(openAction, "", label)
		e.URL = b.URL
		return e
	case b.Draft != nil:
		return slack.NewButtonBlockElement(newAction, valueOf(*b.Draft), label)
	}
	e := slack.NewButtonBlockElement(verbAction+string(b.Verb), s.cfg.Bot.ButtonID(b.Verb, b.Ticket), label)
	if b.Verb == tickets.VerbClaim || b.Verb == tickets.VerbResolve {
		e.Style = slack.StylePrimary
	}
	return e
}

// valueOf is a draft as a button carries it, its text clipped as far as it must be.
func valueOf(d bot.Draft) string {
	v := draftValue{Text: d.Text, Channel: d.Source.Channel, Message: d.Source.Message, Link: d.Source.Link}
	for _, f := range d.Files {
		v.Files = append(v.Files, f.ID)
	}
	for limit := maxValue; ; limit -= 100 {
		v.Text = tickets.Clip(d.Text, max(limit, 1))
		if s := compact(v); units(s) <= maxValue || limit <= 0 {
			return s
		}
	}
}

// home is a person's own page with the app.
func (s *Slack) home(a bot.Answer) slack.HomeTabViewRequest {
	return slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: s.blocks(a)}}
}

func section(text string) *slack.SectionBlock {
	return slack.NewSectionBlock(plain(text, maxSection), nil, nil)
}

// plain is text that Slack shows as it is. Emoji codes in what people typed stay codes.
func plain(text string, limit int) *slack.TextBlockObject {
	if text = tickets.Clip(text, limit); text == "" {
		text = " " // Slack refuses an empty text
	}
	return slack.NewTextBlockObject(slack.PlainTextType, text, false, false)
}

// escape is text for a place that Slack parses, clipped to limit UTF-16 units
// after escaping and never inside an entity.
func escape(text string, limit int) string {
	var out strings.Builder
	size := 0
	for _, r := range text {
		piece := string(r)
		switch r {
		case '&':
			piece = "&amp;"
		case '<':
			piece = "&lt;"
		case '>':
			piece = "&gt;"
		}
		if size += units(piece); size > limit-1 {
			out.WriteString("…")
			break
		}
		out.WriteString(piece)
	}
	return out.String()
}

// chunks cuts text into pieces of at most limit UTF-16 units.
func chunks(text string, limit int) []string {
	var out []string
	size, from := 0, 0
	for i, r := range text {
		if size += utf16.RuneLen(r); size > limit {
			out = append(out, text[from:i])
			from, size = i, utf16.RuneLen(r)
		}
	}
	if from < len(text) {
		out = append(out, text[from:])
	}
	return out
}

func units(s string) (n int) {
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// compact is v as JSON without the escapes that only HTML needs.
func compact(v any) string {
	var out strings.Builder
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	_ = e.Encode(v) // plain structs of strings always encode
	return strings.TrimSuffix(out.String(), "\n")
}
