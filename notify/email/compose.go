package email

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	netmail "net/mail"
	"regexp"
	"strings"
	texttemplate "text/template"

	"github.com/wneessen/go-mail"

	"github.com/beckon-desk/beckon/notify"
	"github.com/beckon-desk/beckon/tickets"
)

// Longest texts in a mail, in UTF-16 units. Everything is on the page behind
// the link.
const (
	maxSubject = 150
	maxQuote   = 4_000
	maxNotes   = 6_000
)

//go:embed mail.html.tmpl mail.txt.tmpl
var files embed.FS

var (
	htmlPage = template.Must(template.ParseFS(files, "mail.html.tmpl"))
	textPage = texttemplate.Must(texttemplate.ParseFS(files, "mail.txt.tmpl"))
)

// gaps are what absent parts leave in the plain text.
var gaps = regexp.MustCompile(`\n{3,}`)

// page is what both templates show.
type page struct {
	notify.Words
	Name     string // of the ticket, "" when the mail is about none
	Number   string
	Card     tickets.Card
	Link     string
	Notes    string        // as words
	NotesHTM template.HTML // rendered and sanitised
	QuoteHTM template.HTML // likewise; Quote is its words
	AsOf     string        // when this was so; "" when there is no ticket
	Stop     string        // link to get no more of these; "" when they cannot be stopped
	Kind     string        // what they are about
}

// compose writes the whole mail, headers included, as it goes over the wire.
func (n *Notifier) compose(m tickets.Message, to *netmail.Address) ([]byte, error) {
	p, err := pageFor(m)
	if err != nil {
		return nil, err
	}
	var text, html, out bytes.Buffer
	if err := textPage.Execute(&text, p); err != nil {
		return nil, fmt.Errorf("mail text: %w", err)
	}
	if err := htmlPage.Execute(&html, p); err != nil {
		return nil, fmt.Errorf("mail page: %w", err)
	}
	msg := mail.NewMsg(mail.WithNoDefaultUserAgent())
	msg.FromMailAddress(&n.from)
	msg.ToMailAddress(to)
	msg.Subject(tickets.Clip(notify.Subject(m), maxSubject))
	msg.SetDateWithValue(n.clock())
	n.setThread(msg, m)
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetGenHeader("X-Auto-Response-Suppress", "All")
	if m.Unsubscribe != "" {
		msg.SetGenHeaderPreformatted("List-Unsubscribe", "<"+m.Unsubscribe+">")
		msg.SetGenHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
	}
	msg.SetBodyString(mail.TypeTextPlain, tidy(text.String()))
	msg.AddAlternativeString(mail.TypeTextHTML, html.String())
	if _, err := msg.WriteTo(&out); err != nil {
		return nil, fmt.Errorf("mail: %w", err)
	}
	return out.Bytes(), nil
}

// setThread names the mail and ties all mails of one ticket together: by a name
// no mail bears, which is the same for all, and by the first one of this person.
func (n *Notifier) setThread(msg *mail.Msg, m tickets.Message) {
	msg.SetMessageIDWithValue(strings.Trim(n.messageID(m.Key), "<>"))
	if m.Ticket.ID == "" {
		return
	}
	references := n.messageID("ticket." + string(m.Ticket.ID))
	if first := m.Parent.Message; m.Parent.Platform == tickets.Mail && isMessageID(first) {
		msg.SetGenHeaderPreformatted(mail.HeaderInReplyTo, first)
		references += " " + first
	}
	msg.SetGenHeaderPreformatted(mail.HeaderReferences, references)
}

// messageID makes a Message-ID of a stable key.
func (n *Notifier) messageID(key string) string {
	return "<" + strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '.' || r == '-' {
			return r
		}
		return '-'
	}, key) + "@" + n.domain + ">"
}

// isMessageID accepts only what can stand in a header as it is.
func isMessageID(s string) bool {
	return len(s) < 250 && strings.HasPrefix(s, "<") && strings.HasSuffix(s, ">") &&
		strings.IndexFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }) < 0
}

func pageFor(m tickets.Message) (page, error) {
	p := page{Words: notify.WordsFor(m), Card: m.Card, Link: m.Link, Stop: m.Unsubscribe, Kind: m.Kind.Words()}
	p.Card.Notes = "" // shown as p.Notes
	var err error
	if p.Quote, p.QuoteHTM, err = shown(p.Quote, maxQuote); err != nil || m.Ticket.ID == "" {
		return p, err
	}
	p.Name, p.Number = tickets.CleanLine(m.Ticket.Title), m.Ticket.Number.String()
	if p.Notes, p.NotesHTM, err = shown(m.Card.Notes, maxNotes); err != nil {
		return p, err
	}
	if m.Zone != nil && !m.Card.UpdatedAt.IsZero() {
		p.AsOf = m.Card.UpdatedAt.In(m.Zone).Format("Mon 2 Jan 2006, 15:04 MST")
	}
	return p, nil
}

// shown is Markdown as words and as a page has it, as far as limit UTF-16 units of it go.
func shown(source string, limit int) (words string, page template.HTML, err error) {
	source = tickets.ClipMarkdown(source, limit)
	page, err = render(source)
	return tickets.PlainMarkdown(source), page, err
}

// QuoteLines are the lines of the quote.
func (p page) QuoteLines() []string { return strings.Split(p.Quote, "\n") }

// tidy takes out the blank lines that absent parts leave behind.
func tidy(text string) string {
	return strings.TrimSpace(gaps.ReplaceAllString(text, "\n\n")) + "\n"
}
