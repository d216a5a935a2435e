package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/beckon-desk/beckon/tickets"
)

// Press does what a button on a ticket says, or asks for what it needs first.
func (b *Bot) Press(ctx context.Context, p Press) Answer {
	verb, id, ok := b.key.Parse(p.Button)
	if !ok {
		return Answer{Text: "This button does not work any more. Type /ticket list to find the ticket."}
	}
	a, err := b.actor(ctx, p.By)
	if err != nil {
		return b.refused(err)
	}
	var t tickets.Ticket
	switch verb {
	case tickets.VerbClaim:
		t, err = b.desk.Claim(ctx, a, id)
	case tickets.VerbPostpone:
		t, err = b.desk.Postpone(ctx, a, id)
	case tickets.VerbRelease:
		t, err = b.desk.Release(ctx, a, id, "")
	case tickets.VerbReopen:
		t, err = b.desk.Reopen(ctx, a, id, "")
	default:
		return b.ask(ctx, a, verb, id)
	}
	switch {
	case verb == tickets.VerbClaim && tickets.KindOf(err) == tickets.Conflict:
		return b.lost(ctx, a, err)
	case err != nil:
		return b.refused(err)
	}
	b.redraw(t.ID)
	return Answer{Text: done(verb, t, a.User)}
}

// lost says who was faster, and what to do instead.
func (b *Bot) lost(ctx context.Context, a tickets.Actor, why error) Answer {
	r := b.refused(why)
	next, err := b.desk.NextFor(ctx, a)
	if err != nil {
		if !errors.Is(err, tickets.ErrNotFound) {
			b.log.Warn("it is not known what is next for somebody", "user", a.User.ID, "err", err)
		}
		return r
	}
	r.Text += fmt.Sprintf("\nNext for you: %s, %s", next.Number, next.Title)
	r.Buttons = []Button{{Label: tickets.VerbClaim.Label(), Verb: tickets.VerbClaim, Ticket: next.ID}, b.open(next)}
	return r
}

// ask answers with the form that the verb needs, or with what has become of the
// ticket when nothing could come of the form.
func (b *Bot) ask(ctx context.Context, a tickets.Actor, verb tickets.Verb, id tickets.ID) Answer {
	t, err := b.desk.Get(ctx, a, id)
	if err != nil {
		return b.refused(err)
	}
	if !t.Status.Live() && (verb != tickets.VerbReply || t.Status == tickets.Closed) {
		card := b.card(t, a.User)
		return Answer{Text: fmt.Sprintf("%s is already %s.", t.Number, t.Status.Words()), Card: &card}
	}
	return Answer{Form: verbForm(verb, t, a.User)}
}

// done says what a verb has led to.
func done(v tickets.Verb, t tickets.Ticket, by tickets.User) string {
	requester := cmp.Or(t.Requester.Name, "The requester")
	own := t.Requester.ID == by.ID
	switch v {
	case tickets.VerbClaim:
		if own {
			return fmt.Sprintf("%s is yours.", t.Number)
		}
		return fmt.Sprintf("%s is yours. %s is told.", t.Number, requester)
	case tickets.VerbPostpone:
		return fmt.Sprintf("You have more time for %s.", t.Number)
	case tickets.VerbRelease:
		return fmt.Sprintf("%s is back in the queue.", t.Number)
	case tickets.VerbDecline:
		return fmt.Sprintf("%s goes to the next best.", t.Number)
	case tickets.VerbResolve:
		if own {
			return fmt.Sprintf("%s is resolved.", t.Number)
		}
		return fmt.Sprintf("%s is resolved. %s is told.", t.Number, requester)
	case tickets.VerbReopen:
		if t.Assignee == nil {
			return fmt.Sprintf("%s is open again.", t.Number)
		}
		return fmt.Sprintf("%s is open again, with %s.", t.Number, t.Assignee.Name)
	case tickets.VerbReply:
		if to := replyTo(t, by); to != "" {
			return fmt.Sprintf("Sent to %s on %s.", to, t.Number)
		}
		return fmt.Sprintf("Added to %s.", t.Number)
	}
	return ""
}

// MessageAction asks for a ticket about a message: the form starts with its
// words. A message that is a ticket already is answered with that ticket, and so is one of a conversation that is.
func (b *Bot) MessageAction(ctx context.Context, m MessageAction) Answer {
	a, err := b.actor(ctx, m.By)
	if err != nil {
		return b.refused(err)
	}
	for _, p := range []tickets.Place{m.Draft.Source, m.Draft.Within} {
		if p.Message == "" {
			continue
		}
		t, err := b.desk.Get(ctx, a, p.Thread())
		if err == nil {
			card := b.card(t, a.User)
			return Answer{Text: fmt.Sprintf("This message is already ticket %s.", t.Number), Card: &card}
		}
		if tickets.KindOf(err) != tickets.NotFound {
			return b.refused(err)
		}
	}
	return Answer{Form: newForm(m.Draft)}
}

// Submit does what a form asks for. What is wrong is in Answer.Errors, and the
// form stays open, so that no words are lost.
func (b *Bot) Submit(ctx context.Context, s Submission) Answer {
	a, err := b.actor(ctx, s.By)
	var t tickets.Ticket
	if err == nil {
		t, err = b.submit(ctx, a, s)
	}
	if err != nil {
		r := b.refused(err)
		r.Errors = inForm(err, fieldNames[s.Verb])
		return r
	}
	if s.Verb == VerbNew {
		return b.opened(a, t)
	}
	b.redraw(t.ID)
	return Answer{Text: done(s.Verb, t, a.User)}
}

// fieldNames are the fields of each form, the most important first.
var fieldNames = map[tickets.Verb][]string{
	VerbNew:             {"title", "body", "urgency"},
	tickets.VerbReply:   {"text"},
	tickets.VerbResolve: {"note"},
	tickets.VerbDecline: {"reason"},
}

func (b *Bot) submit(ctx context.Context, a tickets.Actor, s Submission) (tickets.Ticket, error) {
	switch s.Verb {
	case VerbNew:
		return b.openFrom(ctx, a, s)
	case tickets.VerbReply:
		return b.desk.Reply(ctx, a, s.Ticket, tickets.NewComment{Text: s.Values["text"], Key: s.Key, Waiting: s.Values["then"] == "wait"})
	case tickets.VerbResolve:
		return b.desk.Resolve(ctx, a, s.Ticket, s.Values["note"])
	case tickets.VerbDecline:
		return b.desk.Decline(ctx, a, s.Ticket, s.Values["reason"])
	}
	return tickets.Ticket{}, fmt.Errorf("unknown form %q", s.Verb)
}

// openFrom opens the ticket of a form, with the files of the message it is about.
// A message that is somebody else's ticket already may become one of this
// person's too, but its thread stays with the first. Files take their time: who
// sends the form again meanwhile waits for the same ticket.
func (b *Bot) openFrom(ctx context.Context, a tickets.Actor, s Submission) (tickets.Ticket, error) {
	defer b.turns.take(s.Key)()
	if t, err := b.desk.Get(ctx, a, tickets.IntakeKey(s.Key)); tickets.KindOf(err) != tickets.NotFound {
		return t, err
	}
	n := tickets.NewTicket{
		Title: s.Values["title"], Body: s.Values["body"], Urgency: tickets.Priority(s.Values["urgency"]),
		Origin: s.Source, Key: s.Key,
	}
	if s.Attached != nil {
		n.Body, n.Files = b.keep(ctx, a, n.Body, s.Attached(ctx))
	}
	t, err := b.desk.Open(ctx, a, n)
	if errors.Is(err, tickets.ErrExists) {
		n.Origin.Message = ""
		return b.desk.Open(ctx, a, n)
	}
	return t, err
}

// fieldsOf are the fields that an error names.
func fieldsOf(err error) map[string]string {
	if e := (*tickets.Error)(nil); errors.As(err, &e) {
		return e.Fields
	}
	return nil
}
