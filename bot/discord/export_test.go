package discord

import (
	"context"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

// Hurry makes what Discord is given time for pass a hundred times faster, and
// leases by so much that a takeover can be waited for. Only work has more time
// than Discord gives it, for a machine that is busy.
func (d *Discord) Hurry() {
	d.answerWithin = 10 * time.Second
	d.pause = func(ctx context.Context, wait time.Duration) error { return tickets.Sleep(ctx, wait/100) }
	d.leaseLife, d.leaseEvery = 3*time.Second, 50*time.Millisecond
}

// AnswersWithin sets for how long an answer may take before a first one is given.
func (d *Discord) AnswersWithin(limit time.Duration) { d.answerWithin = limit }

// document keeps one document, as a store does.
type document struct{ raw []byte }

func (s *document) Document(_ context.Context, _ string, change func([]byte) ([]byte, error)) (raw []byte, err error) {
	if change != nil {
		s.raw, err = change(s.raw)
	}
	return s.raw, err
}
