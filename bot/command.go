package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/beckon-desk/beckon/tickets"
)

// request is what the text of a command asks for.
type request struct {
	verb   string // open, form, list, link, help or show
	number tickets.Number
	text   string // of a ticket to open
}

// parse reads the text of a command. Only a text that is nothing but a keyword
// or a number is one; anything longer is somebody describing a problem.
func parse(text string) request {
	text = tickets.CleanText(text)
	if n, ok := tickets.ParseNumber(text); ok {
		return request{verb: "show", number: n}
	}
	switch strings.ToLower(text) {
	case "":
		return request{verb: "form"}
	case "list", "mine":
		return request{verb: "list"}
	case "link":
		return request{verb: "link"}
	case "help", "?":
		return request{verb: "help"}
	}
	return request{verb: "open", text: text}
}

const help = `/ticket VPN drops every ten minutes – opens a ticket with these words
/ticket – opens a form
/ticket list – your tickets, with a menu that shows one
/ticket 42 – shows ticket #42 and what was said on it
/ticket link – links this chat account to your account on the web
Or use "Create ticket" in a message's menu, mention me in a channel, or write to me directly.`

// Command does what somebody typed after the command's name.
func (b *Bot) Command(ctx context.Context, c Command) Answer {
	a, err := b.actor(ctx, c.By)
	if err != nil {
		return b.keepWords(b.refused(err), parse(c.Text).text)
	}
	switch r := parse(c.Text); r.verb {
	case "form":
		return Answer{Form: newForm(Draft{Source: c.Place})}
	case "help":
		return Answer{Text: help}
	case "list":
		return b.lists(ctx, a)
	case "show":
		return b.show(ctx, a, r.number)
	case "link":
		return b.link(ctx, a, c.Profile.Identity)
	default:
		title, body := tickets.Headline(r.text)
		return b.openTicket(ctx, a, tickets.NewTicket{Title: title, Body: body, Origin: c.Place, Key: c.Key}, r.text)
	}
}

// openTicket stores a ticket and says so; words are what was typed, shown back
// when it could not be stored.
func (b *Bot) openTicket(ctx context.Context, a tickets.Actor, n tickets.NewTicket, words string) Answer {
	t, err := b.desk.Open(ctx, a, n)
	if err != nil {
		return b.keepWords(b.refused(err), words)
	}
	return b.opened(a, t)
}

func (b *Bot) opened(a tickets.Actor, t tickets.Ticket) Answer {
	return Answer{Text: fmt.Sprintf("%s is open: %s\n%s", t.Number, t.Title, b.news(a, t)), Buttons: []Button{b.open(t)}, Opened: t.Number}
}

// news says how the actor will hear what becomes of their ticket.
func (b *Bot) news(a tickets.Actor, t tickets.Ticket) string {
	channels := b.desk.NewsChannels(t, a.User)
	why := "You have switched its news off in this chat"
	switch i, ok := a.User.Identity(a.Via); {
	case ok && i.NoDM:
		why = "Your direct messages are closed to us"
	case slices.Contains(channels, a.Via):
		return "We keep you posted by direct message."
	}
	var over []string
	for _, p := range channels {
		over = append(over, map[tickets.Platform]string{tickets.Mail: "by mail", tickets.Slack: "in Slack", tickets.Discord: "in Discord"}[p])
	}
	if len(over) == 0 {
		return why + ". /ticket list shows what became of it."
	}
	return why + ". We keep you posted " + strings.Join(over, " and ") + "."
}

// keepWords shows what somebody typed beside the reason why it was not stored.
func (b *Bot) keepWords(a Answer, words string) Answer {
	if words = tickets.CleanText(words); words == "" {
		return a
	}
	a.Text += "\nNothing was stored. These were your words:"
	a.Words = words
	return a
}

func (b *Bot) show(ctx context.Context, a tickets.Actor, ref tickets.Ref) Answer {
	t, err := b.desk.Get(ctx, a, ref)
	if err != nil {
		return b.refused(err)
	}
	card := b.card(t, a.User)
	return Answer{Card: &card, Talk: talk(t)}
}

// How much of what was said on a ticket is shown.
const (
	lastSaid = 5   // messages, after the first words
	sayMost  = 900 // units of each
)

// talk is what was said on a ticket, as its reader may see it: what it began with
// and the last messages.
func talk(t tickets.Ticket) (said []Saying) {
	say := func(who, text string) {
		if text = tickets.Clip(text, sayMost); text != "" {
			said = append(said, Saying{who, text})
		}
	}
	say(t.Requester.Name, tickets.PlainMarkdown(t.Origin.Platform.Markdown(t.Body)))
	skipped := max(0, len(t.Comments)-lastSaid)
	if skipped > 0 {
		said = append(said, Saying{Who: fmt.Sprintf("… %d more in the browser", skipped)})
	}
	for _, c := range t.Comments[skipped:] {
		who := c.By.Name
		if c.Internal {
			who += " (for moderators only)"
		}
		say(who, tickets.PlainMarkdown(c.Via.Markdown(c.Words())))
	}
	return said
}

// link answers with the page that joins a chat account to a web account.
func (b *Bot) link(ctx context.Context, a tickets.Actor, i tickets.Identity) Answer {
	url, err := b.desk.IdentityLink(ctx, a, i)
	if err != nil {
		return b.refused(err)
	}
	return Answer{
		Text:    fmt.Sprintf("Log in on the web, then open this page there to link your accounts. It works once, for %d minutes, and is for you alone.", int(tickets.IdentityLinkLife.Minutes())),
		Buttons: []Button{{Label: "Link my accounts", URL: url}},
	}
}
