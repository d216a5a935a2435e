package discord

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/bwmarrin/discordgo"

	"github.com/beckon-desk/beckon/notify"
	"github.com/beckon-desk/beckon/tickets"
)

// Longest texts, in UTF-16 units, the stricter of the ways Discord may count.
const (
	maxContent = 2_000
	maxTitle   = 250
	maxLead    = 300
	maxQuote   = 800   // on a card, which has more to say
	maxReply   = 1_600 // on a message of its own
	maxField   = 120
	maxSummary = 400
	maxFooter  = 200
	maxLabel   = 80
	perRow     = 5 // buttons
)

// suppressEmbeds keeps links in what people typed from unfolding.
const suppressEmbeds = 4

// body is a message as Discord takes it. discordgo's own has no nonce.
type body struct {
	Content      string                       `json:"content"`
	Components   []discordgo.MessageComponent `json:"components"`
	Mentions     mentions                     `json:"allowed_mentions"`
	Flags        int                          `json:"flags"`
	Reference    *reference                   `json:"message_reference,omitempty"`
	Nonce        string                       `json:"nonce,omitempty"`
	EnforceNonce bool                         `json:"enforce_nonce,omitempty"`
}

// mentions says who is rung: nobody but Users.
type mentions struct {
	Parse       []string `json:"parse"`
	Users       []string `json:"users,omitempty"`
	RepliedUser bool     `json:"replied_user"`
}

// reference is the message that another one replies to.
type reference struct {
	Message string `json:"message_id"`
	Must    bool   `json:"fail_if_not_exists"` // false: when somebody has deleted it, the message comes without
}

// render draws the message; mention is the id of the one person it rings for,
// "" in a direct message. What people typed is escaped.
func (n *Notifier) render(m tickets.Message, mention string) body {
	w := notify.WordsFor(m)
	var t content
	address := ""
	if !linkable(m.Link) {
		address = "\n" + marked(m)
	}
	t.kept = units(address)
	if mention != "" {
		t.line("<@"+mention+">", "")
	}
	if m.Kind.ShowsCard() {
		t.card(m, w)
	} else {
		if w.About != "" {
			t.line("**", tickets.EscapeMarkdown(w.About, maxTitle)+"**")
		}
		t.words(w, maxReply)
		if hint := notify.HowToAnswer(m); hint != "" && mention == "" { // a DM has no thread to show the way
			t.line("-# ", hint)
		}
	}
	t.WriteString(address)
	b := body{Content: t.String(), Mentions: mentions{Parse: []string{}}, Flags: suppressEmbeds, Components: n.buttonsOf(m, w)}
	if mention != "" {
		b.Mentions.Users = []string{mention}
	}
	return b
}

// content is a message's content while it is written. It never grows too long.
type content struct {
	strings.Builder
	kept int // units of room for what is yet to come and must be there
}

// line adds a line unless it does not fit any more.
func (t *content) line(prefix, words string) {
	if prefix+words == "" {
		return
	}
	if t.Len() > 0 {
		prefix = "\n" + prefix
	}
	if t.room() >= units(prefix+words) {
		t.WriteString(prefix + words)
	}
}

func (t *content) room() int { return maxContent - t.kept - units(t.String()) }

func (t *content) card(m tickets.Message, w notify.Words) {
	c := m.Card
	facts, footer := facts(c), footer(m)
	t.kept += units(facts) + units(footer)
	t.line("**", c.Number.String()+" "+tickets.EscapeMarkdown(tickets.CleanLine(c.Title), maxTitle)+"**")
	t.words(w, maxQuote)
	t.WriteString(facts)
	t.kept -= units(facts)
	t.line("", tickets.EscapeMarkdown(c.Summary, maxSummary))
	t.line("", notes(c.Notes, t.room()-1))
	t.WriteString(footer)
}

// facts is the line of the card's fields.
func facts(c tickets.Card) string {
	var facts []string
	for _, f := range c.Fields {
		facts = append(facts, f.Label+": "+tickets.EscapeMarkdown(tickets.CleanLine(f.Value), maxField))
	}
	return "\n" + strings.Join(facts, " · ")
}

// footer is the card's last line, "" for none.
func footer(m tickets.Message) string {
	if footer := tickets.CleanLine(m.Card.Footer); footer != "" {
		return "\n-# " + tickets.EscapeMarkdown(footer, maxFooter)
	}
	return ""
}

// words are the lead and what somebody wrote, of which up to quote units are shown.
func (t *content) words(w notify.Words, quote int) {
	t.line("", tickets.EscapeMarkdown(w.Lead, maxLead))
	t.line("", quoted(w.Quote, min(quote, t.room()-1)))
}

// buttonsOf are the card's verbs and the link to its page. A verb's id says
// which ticket; what pressing does is decided by what is stored then.
func (n *Notifier) buttonsOf(m tickets.Message, w notify.Words) []discordgo.MessageComponent {
	var row []discordgo.MessageComponent
	if m.Kind.ShowsCard() {
		for i, v := range m.Card.Buttons {
			style := discordgo.SecondaryButton
			if i == 0 {
				style = discordgo.PrimaryButton
			}
			row = append(row, discordgo.Button{Label: notify.Label(m, v), Style: style, CustomID: n.buttons.ID(v, m.Card.Ticket)})
		}
	}
	label := "Open in browser"
	if m.Ticket.ID == "" {
		label = tickets.Clip(w.Action, maxLabel)
	}
	if linkable(m.Link) {
		row = append(row, discordgo.Button{Label: label, Style: discordgo.LinkButton, URL: marked(m)})
	}
	rows := []discordgo.MessageComponent{}
	for buttons := range slices.Chunk(row, perRow) {
		rows = append(rows, discordgo.ActionsRow{Components: buttons})
	}
	return rows
}

// linkable reports whether Discord takes the address for a button: one with a
// host such as localhost or a bare name it calls malformed.
func linkable(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && strings.ContainsAny(u.Hostname(), ".:")
}

// mark is what a message carries to be found again by its receipt's key.
func mark(key string) string { return "#n-" + nonce(key) }

// marked is the link to the page with the mark as its fragment, which browsers
// do not send and the page does not read. A link with a fragment of its own keeps it.
func marked(m tickets.Message) string {
	if strings.Contains(m.Link, "#") {
		return m.Link
	}
	return m.Link + mark(m.Key)
}

func units(s string) (n int) {
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}
