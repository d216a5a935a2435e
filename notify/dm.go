package notify

import (
	"context"
	"log/slog"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

// NoteDM remembers a person's DM channel, or that the platform refuses one, such
// as Service.NoteDM. Its failure costs one more call next time, no more. nil
// remembers nothing.
type NoteDM func(ctx context.Context, key tickets.IdentityKey, dm string, refused bool) error

// Remember notes what a delivery has learnt, although that be given up meanwhile.
func (note NoteDM) Remember(ctx context.Context, log *slog.Logger, of tickets.Identity, dm string, refused bool) {
	if note == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if err := note(ctx, of.Key(), dm, refused); err != nil {
		log.Warn("DM channel not remembered", "identity", of.Key(), "err", err)
	}
}
