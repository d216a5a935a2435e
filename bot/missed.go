package bot

import (
	"context"

	"github.com/beckon-desk/beckon/tickets"
)

// What an adapter asks when it looks for messages that it was not told of.

// Has reports whether the message with this key, made like that of Said, is on a
// ticket. What was said for nobody is on none.
func (b *Bot) Has(ctx context.Context, key string) (bool, error) { return b.desk.HasMessage(ctx, key) }

// Conversations returns where what is said concerns a ticket, as
// Service.Conversations does.
func (b *Bot) Conversations(ctx context.Context) ([]tickets.Place, error) {
	return b.desk.Conversations(ctx)
}
