package slack

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/slack-go/slack"
	"golang.org/x/time/rate"

	"github.com/beckon-desk/beckon/notify"
	"github.com/beckon-desk/beckon/tickets"
)

// Slack takes about one message per second and channel, and short bursts.
const (
	paceEvery    = time.Second
	paceBurst    = 5
	paceChannels = 5_000 // beyond it, channels that have rested are forgotten
)

// pacer keeps posts to one channel apart. Its zero value is ready.
type pacer struct {
	mu       sync.Mutex
	channels map[string]*rate.Limiter
}

var errBusy = fmt.Errorf("too many messages at once for one person: %w", tickets.ErrNotNow)

// wait returns when the next post to the channel may go, or errBusy at once
// when that is later than ctx allows.
func (p *pacer) wait(ctx context.Context, channel string) error {
	if err := p.limiter(channel).Wait(ctx); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return errBusy
	}
	return nil
}

func (p *pacer) limiter(channel string) *rate.Limiter {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.channels == nil {
		p.channels = map[string]*rate.Limiter{}
	}
	if len(p.channels) >= paceChannels {
		for c, l := range p.channels {
			if l.Tokens() >= paceBurst {
				delete(p.channels, c)
			}
		}
	}
	l := p.channels[channel]
	if l == nil {
		l = rate.NewLimiter(rate.Every(paceEvery), paceBurst)
		p.channels[channel] = l
	}
	return l
}

// call makes one call, and again when Slack asks for a short wait.
func (n *Notifier) call(ctx context.Context, do func() error) error {
	return notify.Patiently(ctx, n.sleep, func(err error) (time.Duration, bool) {
		var limited *slack.RateLimitedError
		if !errors.As(err, &limited) {
			return 0, false
		}
		return limited.RetryAfter, true
	}, do)
}
