package discord

import (
	"crypto/subtle"
	"strings"

	"github.com/beckon-desk/beckon/bot"
	"github.com/beckon-desk/beckon/tickets"
)

// What buttons and forms carry is signed by Bot.ButtonID, which takes a verb and
// an id. The buttons of a ticket's verbs hold its id. The rest hold parts with
// dots between: a button for a new ticket names a message, a form also the
// interaction that opened it.

// What the message is to a new ticket: what it is about, or only where the
// words are that it begins with.
const (
	isSource = "about"
	hasWords = "words"
)

// draftID is the id of a button that opens the form of a new ticket. The text
// of the draft is read again from its message, since an id holds 100
// characters; said is the message that is answered, if it is one.
func (d *Discord) draftID(draft bot.Draft, said tickets.Place) string {
	return d.cfg.Bot.ButtonID(bot.VerbNew, tickets.ID(sourceOf(draft, said)))
}

func sourceOf(draft bot.Draft, said tickets.Place) string {
	switch {
	case draft.Source.Message != "":
		return isSource + "." + draft.Source.Channel + "." + draft.Source.Message
	case draft.Text != "" && said.Message != "":
		return hasWords + "." + said.Channel + "." + said.Message
	}
	return ""
}

// formID is the id of a form. The opener makes the key of what is sent, so that
// a form that is sent again has one effect.
func (d *Discord) formID(f bot.FormRef, opener string) string {
	rest := string(f.Ticket)
	if f.Verb == bot.VerbNew {
		rest = sourceOf(bot.Draft{Source: f.Source}, tickets.Place{})
	}
	return d.cfg.Bot.ButtonID(f.Verb, tickets.ID(opener+"."+rest))
}

// signed splits an id of ours, and reports whether it is one.
func (d *Discord) signed(id string) (v tickets.Verb, rest string, ok bool) {
	parts := strings.Split(id, ":")
	if len(parts) != 4 {
		return "", "", false
	}
	v, rest = tickets.Verb(parts[1]), parts[2]
	ours := d.cfg.Bot.ButtonID(v, tickets.ID(rest))
	return v, rest, subtle.ConstantTimeCompare([]byte(ours), []byte(id)) == 1
}

// source is the message that a new ticket's id names, if any, and what it is to
// the ticket.
func source(guild, rest string) (p tickets.Place, use string) {
	parts := strings.Split(rest, ".")
	if len(parts) != 3 {
		return tickets.Place{}, ""
	}
	return place(guild, parts[1], parts[2]), parts[0]
}

// formRef reads what formID made: which form was sent, and its key.
func (d *Discord) formRef(in wireInteraction) (f bot.FormRef, key string, ok bool) {
	verb, rest, ok := d.signed(in.Data.CustomID)
	opener, rest, cut := strings.Cut(rest, ".")
	if !ok || !cut {
		return bot.FormRef{}, "", false
	}
	f.Verb = verb
	if verb != bot.VerbNew {
		f.Ticket = tickets.ID(rest)
	} else if f.Source, _ = source(in.GuildID, rest); f.Source.Message == "" {
		f.Source = place(in.GuildID, in.ChannelID, "")
	}
	return f, "discord:form:" + opener, true
}
