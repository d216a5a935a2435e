package ai

import (
	"sync"
	"time"
)

const (
	breakerAfter = 3                // failures in a row
	breakerRest  = 30 * time.Second // the first time; doubled each time the probe fails
	breakerMost  = 10 * time.Minute
)

// breaker keeps an outage from delaying each ticket by the model's time limit:
// after a few failures in a row nobody asks for a while, then one does. The zero
// value is closed: everybody may ask.
type breaker struct {
	mu       sync.Mutex
	failures int // in a row
	rest     time.Duration
	until    time.Time
	probing  bool
}

// allow reports whether to ask now. Whoever is allowed must call done.
func (b *breaker) allow(now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.failures < breakerAfter {
		return true
	}
	if b.probing || now.Before(b.until) {
		return false
	}
	b.probing = true
	return true
}

// outcome is what asking showed of the model.
type outcome int

const (
	unknown outcome = iota // the asker gave up
	up
	down
)

// done tells how asking went, and reports whether others may ask.
func (b *breaker) done(o outcome, now time.Time) (closed bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.probing = false
	switch o {
	case up:
		b.failures, b.rest, b.until = 0, 0, time.Time{}
	case down:
		if b.failures++; b.failures >= breakerAfter && !now.Before(b.until) {
			b.rest = min(max(2*b.rest, breakerRest), breakerMost)
			b.until = now.Add(b.rest)
		}
	}
	return b.failures < breakerAfter
}
