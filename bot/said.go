package bot

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

// burst is how long what somebody writes to the bot still belongs to the ticket
// that their first message opened: people press Enter between sentences.
const burst = 5 * time.Minute

// Said takes in a message. In a ticket's thread it becomes a comment: public
// from the requester, an internal note from a moderator in their own messages
// with the bot. Outside threads, a direct message opens a ticket. Anything else
// concerns nobody here and is not answered. The same message told again changes
// nothing.
func (b *Bot) Said(ctx context.Context, s Said) Answer {
	return b.unlessDeleted(ctx, s.Key, func() Answer { return b.said(ctx, s) })
}

func (b *Bot) said(ctx context.Context, s Said) Answer {
	a, err := b.actor(ctx, s.By)
	switch {
	case tickets.KindOf(err) == tickets.Forbidden && !s.Direct:
		return Answer{} // outsiders may talk in a shared channel; it is not for us
	case err != nil:
		return b.refused(err)
	}
	if s.Direct {
		b.reachable(ctx, a.User, s)
	}
	if th := s.Place.Thread(); th != "" {
		t, err := b.desk.Get(ctx, a, th)
		switch {
		case err == nil:
			return b.inThread(ctx, a, t, s)
		case tickets.KindOf(err) != tickets.NotFound:
			return b.refused(err)
		}
	}
	if !s.Direct {
		return Answer{}
	}
	return b.direct(ctx, a, s)
}

// reachable remembers where somebody writes to the bot: there it can answer,
// even if the platform refused before. It only saves a call, so failing is fine.
func (b *Bot) reachable(ctx context.Context, u tickets.User, s Said) {
	i := slices.IndexFunc(u.Identities, func(i tickets.Identity) bool { return i.Key() == s.Profile.Identity.Key() })
	if i < 0 || u.Identities[i].DM == s.Message.Channel && !u.Identities[i].NoDM {
		return
	}
	if err := b.desk.NoteDM(ctx, s.Profile.Identity.Key(), s.Message.Channel, false); err != nil {
		b.log.Warn("direct messages not noted", "user", u.ID, "err", err)
	}
}

// inThread adds what was said in the thread of a ticket.
func (b *Bot) inThread(ctx context.Context, a tickets.Actor, t tickets.Ticket, s Said) Answer {
	own := t.Requester.ID == a.User.ID
	if own && t.Status == tickets.Resolved && (smallTalk(s.Text) || relieved(s.Text)) {
		return Answer{Text: fmt.Sprintf("Glad to help. %s stays resolved.", t.Number)}
	}
	note := s.Direct && !own && a.User.Moderates()
	t, err := b.comment(ctx, a, t, s, note)
	if tickets.KindOf(err) == tickets.Conflict { // closed: the words want another ticket
		r := b.refused(err)
		r.Buttons = []Button{{Label: "New ticket", Draft: &Draft{Text: s.Text, Files: s.Files}}}
		return r
	}
	if err != nil {
		return b.refused(err)
	}
	b.redraw(t.ID)
	if !note {
		return Answer{}
	}
	return Answer{
		Text:    fmt.Sprintf("Noted on %s, for moderators only. To answer %s, press Reply.", t.Number, t.Requester.Name),
		Buttons: []Button{{Label: tickets.VerbReply.Label(), Verb: tickets.VerbReply, Ticket: t.ID}},
	}
}

// direct takes in what somebody writes to the bot outside any thread.
func (b *Bot) direct(ctx context.Context, a tickets.Actor, s Said) Answer {
	if smallTalk(s.Text) {
		return Answer{Text: "Hello. Tell me what is wrong and I open a ticket. /ticket list shows yours."}
	}
	switch parse(s.Text).verb { // the words that nobody means as a problem
	case "help":
		return Answer{Text: help}
	case "list":
		return b.lists(ctx, a)
	case "link":
		return b.link(ctx, a, s.Profile.Identity)
	}
	if a.User.Moderates() { // whose messages here are mostly about the cards above
		return Answer{
			Text:    "Nobody else has seen this. Reply to a card to note something on its ticket, or open a new one.",
			Buttons: []Button{{Label: "New ticket", Draft: &Draft{Text: s.Text, Files: s.Files, Source: s.Message}}},
		}
	}
	defer b.turns.take(s.Message.Channel)()
	belongs, err := b.earlier(ctx, a, s)
	if belongs == nil && err == nil {
		known, failed := b.Has(ctx, s.Key)
		if known {
			return b.again(ctx, a, s)
		}
		if err = failed; err == nil {
			belongs, err = b.waiting(ctx, a, s)
		}
	}
	if err != nil {
		return b.refused(err)
	}
	if belongs != nil {
		return b.addTo(ctx, a, *belongs, s)
	}
	if relieved(s.Text) {
		return Answer{Text: "Good to hear. To say it on a ticket, reply to its message. /ticket list shows yours."}
	}
	return b.openTicket(ctx, a, b.asked(ctx, a, s), "")
}

// comment adds a message to a ticket, unless it has it already.
func (b *Bot) comment(ctx context.Context, a tickets.Actor, t tickets.Ticket, s Said, note bool) (tickets.Ticket, error) {
	n := tickets.NewComment{Text: s.Text, Internal: note, Key: s.Key, Message: true}
	if !knows(t, s) {
		n.Text, n.Files = b.keep(ctx, a, s.Text, s.Files)
	}
	return b.desk.Reply(ctx, a, t.ID, n)
}

func knows(t tickets.Ticket, s Said) bool {
	return slices.ContainsFunc(t.Comments, func(c tickets.Comment) bool { return c.Key == s.Key })
}

// earlier is the ticket that a message shortly before this one opened, if any.
// It goes by when messages were written, so a repeat finds the same ticket.
func (b *Bot) earlier(ctx context.Context, a tickets.Actor, s Said) (*tickets.Ticket, error) {
	page, err := b.desk.Find(ctx, a, tickets.Filter{
		Requester: a.User.ID, CreatedFrom: s.At.Add(-2 * burst), Sort: tickets.OldestFirst, Limit: tickets.MaxPage,
	})
	if err != nil {
		return nil, err
	}
	for i, t := range page.Tickets {
		written := cmp.Or(t.Asked.At, t.CreatedAt) // it may have been taken in long after
		near := !written.Before(s.At.Add(-burst)) && written.Before(s.At.Add(time.Minute))
		if !near || t.Origin.Channel != s.Message.Channel || t.Origin.Message == "" {
			continue
		}
		if t.Origin.Message == s.Message.Message { // this very message
			return nil, nil
		}
		return &page.Tickets[i], nil
	}
	return nil, nil
}

// again answers a message that is on a ticket already, when that ticket is not
// found as for a new one.
func (b *Bot) again(ctx context.Context, a tickets.Actor, s Said) Answer {
	t, err := b.desk.Get(ctx, a, tickets.IntakeKey(s.Key))
	switch {
	case tickets.KindOf(err) == tickets.NotFound: // it is but a comment
		return Answer{}
	case err != nil:
		return b.refused(err)
	}
	return b.opened(a, t)
}

// waiting is the one ticket of theirs that waits for what the actor has to say, if
// there is but one: people answer where they are, not only in the thread that asks.
// What was written before, and is taken in late, is no answer.
func (b *Bot) waiting(ctx context.Context, a tickets.Actor, s Said) (*tickets.Ticket, error) {
	page, err := b.desk.Find(ctx, a, tickets.Filter{Requester: a.User.ID, Status: []tickets.Status{tickets.Waiting}, Limit: 2})
	if err != nil || len(page.Tickets) != 1 || page.Tickets[0].UpdatedAt.After(s.At.Add(time.Minute)) { // clocks differ
		return nil, err
	}
	return &page.Tickets[0], nil
}

// addTo adds a message to the ticket it belongs to.
func (b *Bot) addTo(ctx context.Context, a tickets.Actor, row tickets.Ticket, s Said) Answer {
	t, err := b.desk.Get(ctx, a, row.ID)
	if err != nil {
		return b.refused(err)
	}
	known := knows(t, s)
	if !t.Status.Live() && !known {
		return b.openTicket(ctx, a, b.asked(ctx, a, s), "")
	}
	if !known {
		if t, err = b.comment(ctx, a, t, s, false); err != nil {
			return b.refused(err)
		}
		b.redraw(t.ID)
	}
	return Answer{Text: fmt.Sprintf("Added to %s. For something else, type /ticket and what is wrong.", t.Number), Buttons: []Button{b.open(t)}}
}
