package discord

import (
	"context"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

// Hurry makes what Discord is given time for pass a hundred times faster, and a
// lease be looked for so often that a takeover can be waited for. Only a lease
// lasts longer, for a machine that is busy.
func (d *Discord) Hurry() {
	d.pause = func(ctx context.Context, wait time.Duration) error { return tickets.Sleep(ctx, wait/100) }
	d.leaseLife, d.leaseEvery = time.Minute, 50*time.Millisecond
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
