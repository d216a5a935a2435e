package bot

import (
	"context"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

// afterthought is how long after writing a message an edit of it can bring it
// to the desk for the first time: its delivery may have failed, or it was but a
// greeting before. What is older was not for us when it was written.
const afterthought = 10 * time.Minute

// Edit is the newer text of a message. Its Key is made like that of Said.
type Edit struct {
	Key     string
	Text    string
	Files   []Attached // as they are since; only their names and lines matter
	Written time.Time  // when the message was, and At when it was edited, by the platform's clock
	At      time.Time
}

// Edited takes in an edit: the ticket that the message opened, or that it was
// said on, says the newer text from now on. say takes the message in, with the
// newer text, as if it was only said now; that happens when the desk does not
// know it though it should.
func (b *Bot) Edited(ctx context.Context, e Edit, say func(context.Context) Answer) Answer {
	m := tickets.Amendment{Key: e.Key, Text: e.Text, At: e.At, Lines: lines(e.Files)}
	t, err := b.desk.Amend(ctx, m)
	if tickets.KindOf(err) == tickets.NotFound && e.At.Sub(e.Written) <= afterthought {
		a := say(ctx)
		// The message itself may have come meanwhile, with its older words.
		if t, err = b.desk.Amend(ctx, m); a.Err != nil || tickets.KindOf(err) == tickets.NotFound {
			return a
		}
		if err == nil {
			b.redraw(t.ID)
			return a
		}
	}
	switch tickets.KindOf(err) {
	case tickets.NotFound, tickets.Forbidden:
		return Answer{} // nobody here waits for these words
	}
	if err != nil {
		r := b.refused(err)
		r.Text = "Your edit is not on the ticket. " + r.Text
		return r
	}
	b.redraw(t.ID)
	return Answer{}
}

// Deleted takes in that a message is gone, whose Key is made like that of Said.
// Its ticket keeps a tombstone.
func (b *Bot) Deleted(ctx context.Context, key string) Answer {
	b.gone.Put(key, struct{}{})
	t, err := b.desk.Retract(ctx, key)
	if tickets.KindOf(err) == tickets.NotFound {
		return Answer{}
	}
	if err != nil {
		return b.refused(err)
	}
	b.redraw(t.ID)
	return Answer{}
}

// LiveMessages returns the keys of messages that live tickets hold, as
// Service.LiveMessages does, for an adapter to look at them again.
func (b *Bot) LiveMessages(ctx context.Context) ([]string, error) { return b.desk.LiveMessages(ctx) }

// unlessDeleted takes a message in unless it is gone already, or goes meanwhile:
// platforms tell of things out of order.
func (b *Bot) unlessDeleted(ctx context.Context, key string, take func() Answer) Answer {
	if _, _, gone := b.gone.Get(key); gone {
		return Answer{}
	}
	a := take()
	if _, _, gone := b.gone.Get(key); gone && a.Err == nil {
		return b.Deleted(ctx, key)
	}
	return a
}
