package slack

import (
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackutilsx"

	"github.com/beckon-desk/beckon/notify"
	"github.com/beckon-desk/beckon/tickets"
)

// Longest texts, in UTF-16 units, the stricter of the ways Slack may count.
const (
	maxHeader = 150
	maxText   = 3_000
	maxFields = 10
	maxField  = 2_000
	maxQuote  = 2_500
	maxNotes  = 2_500
	maxNotice = 250 // the text of notifications and screen readers
)

// render draws the message. What people typed stands in plain_text and
// rich_text only, which Slack never parses, and escaped in the top-level text.
func (n *Notifier) render(m tickets.Message) []slack.MsgOption {
	w := notify.WordsFor(m)
	notice := slackutilsx.EscapeMessage(tickets.Clip(notify.Subject(m), maxNotice)) // escaping comes last: no entity is cut
	var blocks []slack.Block
	if m.Kind.ShowsCard() {
		blocks = n.card(m, w)
	} else {
		blocks = append(words(w), slack.NewActionBlock("", open(m, w)))
		if hint := notify.HowToAnswer(m); hint != "" && w.About != "" { // in a thread one sees how
			blocks = append(blocks, slack.NewContextBlock("", plain(hint, maxText)))
		}
	}
	return []slack.MsgOption{slack.MsgOptionText(notice, false), slack.MsgOptionBlocks(blocks...)}
}

func (n *Notifier) card(m tickets.Message, w notify.Words) []slack.Block {
	c := m.Card
	blocks := []slack.Block{slack.NewHeaderBlock(plain(c.Number.String()+" "+tickets.CleanLine(c.Title), maxHeader))}
	blocks = append(blocks, words(w)...)
	var fields []*slack.TextBlockObject
	for _, f := range c.Fields[:min(len(c.Fields), maxFields)] {
		fields = append(fields, plain(f.Label+": "+f.Value, maxField))
	}
	if len(fields) > 0 {
		blocks = append(blocks, slack.NewSectionBlock(nil, fields, nil))
	}
	if c.Summary != "" {
		blocks = append(blocks, slack.NewSectionBlock(plain(c.Summary, maxText), nil, nil))
	}
	if notes := richText(c.Notes, maxNotes); len(notes) > 0 {
		blocks = append(blocks, slack.NewRichTextBlock("", notes...))
	}
	blocks = append(blocks, slack.NewActionBlock("", append(n.verbs(m), open(m, w))...))
	if c.Footer != "" {
		blocks = append(blocks, slack.NewContextBlock("", plain(c.Footer, maxText)))
	}
	return blocks
}

// words are what it is about, the lead and what somebody wrote.
func words(w notify.Words) []slack.Block {
	var blocks []slack.Block
	if w.About != "" {
		blocks = append(blocks, slack.NewHeaderBlock(plain(w.About, maxHeader)))
	}
	blocks = append(blocks, slack.NewSectionBlock(plain(w.Lead, maxText), nil, nil))
	if quote := quoted(w.Quote, maxQuote); len(quote) > 0 {
		blocks = append(blocks, slack.NewRichTextBlock("", quote...))
	}
	return blocks
}

// verbs are the card's buttons. The action says the verb, the value which
// ticket; what pressing does is decided by what is stored then.
func (n *Notifier) verbs(m tickets.Message) []slack.BlockElement {
	var buttons []slack.BlockElement
	for i, v := range m.Card.Buttons {
		b := slack.NewButtonBlockElement("ticket_"+string(v), n.buttons.ID(v, m.Card.Ticket), plain(notify.Label(m, v), 75))
		if i == 0 {
			b.Style = slack.StylePrimary
		}
		buttons = append(buttons, b)
	}
	return buttons
}

// open is the button that leads to the page. Slack reports a press of it too.
func open(m tickets.Message, w notify.Words) *slack.ButtonBlockElement {
	label := "Open in browser"
	if m.Ticket.ID == "" {
		label = w.Action
	}
	b := slack.NewButtonBlockElement("ticket_open", "", plain(label, 75))
	b.URL = m.Link
	return b
}

func plain(s string, limit int) *slack.TextBlockObject {
	if s = tickets.Clip(tickets.CleanText(s), limit); s == "" {
		s = "–" // Slack refuses an empty text
	}
	return slack.NewTextBlockObject(slack.PlainTextType, s, false, false)
}
