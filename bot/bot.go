// Package bot is the conversation of the desk on no platform: what people ask
// for in chat (commands, buttons, forms, messages) and what they are answered.
//
// An adapter (bot/slack, bot/discord) turns what its platform delivers into a
// Command, Press, MessageAction, Submission or Said, hands it to Bot, and shows
// the Answer to that one person only. Cards that everybody concerned sees are
// not answers: notify posts and redraws them.
//
// All rules of the desk stay in tickets.Service; this package knows only words.
package bot

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

// redrawLimit is how long one redrawing of a ticket's cards may take. The
// durable flow redraws them too, so giving up loses nothing.
const redrawLimit = 10 * time.Second

// Config is what a Bot needs.
type Config struct {
	Desk *tickets.Service
	Key  tickets.ButtonKey // the one the cards' buttons are made with
	Log  *slog.Logger      // nil for the default logger
}

// Bot answers what people do in chat. Its methods are safe for concurrent use
// and honour ctx; they never fail, but answer with a sentence that says what
// went wrong and what to do.
type Bot struct {
	desk *tickets.Service
	key  tickets.ButtonKey
	log  *slog.Logger

	turns     turns
	redrawing sync.WaitGroup
	gone      *Memory[struct{}] // messages that were deleted of late, known or not
}

// New returns a Bot.
func New(c Config) *Bot {
	if c.Log == nil {
		c.Log = slog.Default()
	}
	return &Bot{desk: c.Desk, key: c.Key, log: c.Log, gone: NewMemory[struct{}](time.Hour, time.Now)} // longer than any platform retries
}

// Wait returns when no cards are being redrawn any more. Call it after the
// adapters have stopped.
func (b *Bot) Wait() { b.redrawing.Wait() }

// ButtonID returns the id that a button for the verb on the ticket carries, and
// that comes back in a Press.
func (b *Bot) ButtonID(v tickets.Verb, t tickets.ID) string { return b.key.ID(v, t) }

// Concerns reports whether what is said in the thread at p belongs to a ticket,
// so that an adapter need not look up who says things that concern nobody.
func (b *Bot) Concerns(ctx context.Context, p tickets.Place) (bool, error) {
	return b.desk.HasThread(ctx, p.Thread())
}

// actor is the person who did it, as the desk knows them.
func (b *Bot) actor(ctx context.Context, by By) (tickets.Actor, error) {
	u, err := b.desk.PersonFor(ctx, by.Profile)
	return tickets.Actor{User: u, Via: by.Profile.Identity.Platform}, err
}

// redraw shows the ticket's new state on every posted card, in the background.
func (b *Bot) redraw(id tickets.ID) {
	b.redrawing.Go(func() {
		ctx, cancel := context.WithTimeout(context.Background(), redrawLimit)
		defer cancel()
		if err := b.desk.Refresh(ctx, id); err != nil {
			b.log.Warn("cards not redrawn at once; the durable flow will", "ticket", id, "err", err)
		}
	})
}

// refused is the answer to what the desk did not do.
func (b *Bot) refused(err error) Answer {
	a := Answer{Text: tickets.MessageOf(err)}
	switch tickets.KindOf(err) {
	case tickets.Internal, tickets.Unavailable:
		b.log.Error("a request from chat failed", "err", err)
		a.Err = err
	}
	return a
}

// card is the ticket's card with its notes as plain text, as all of an answer is.
func (b *Bot) card(t tickets.Ticket, viewer tickets.User) tickets.Card {
	c := tickets.CardFor(t, viewer, b.desk.TicketURL(t.Number))
	c.Notes = tickets.PlainMarkdown(c.Notes)
	return c
}

// open is the button that opens the ticket's page.
func (b *Bot) open(t tickets.Ticket) Button {
	return Button{Label: "Open in browser", URL: b.desk.TicketURL(t.Number)}
}
