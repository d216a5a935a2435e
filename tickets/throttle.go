package tickets

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// throttle limits tries per key: a burst, then one every so often. It lives in
// memory, so each instance counts for itself.
type throttle struct {
	burst int
	every time.Duration

	mu   sync.Mutex
	keys map[string]*rate.Limiter
}

const throttleKeys = 10_000 // beyond it, keys with nothing on their account are dropped

func (t *throttle) allow(key string, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.keys == nil {
		t.keys = map[string]*rate.Limiter{}
	}
	if len(t.keys) >= throttleKeys {
		t.tidy(now)
	}
	l := t.keys[key]
	if l == nil {
		l = rate.NewLimiter(rate.Every(t.every), t.burst)
		t.keys[key] = l
	}
	return l.AllowN(now, 1)
}

func (t *throttle) forget(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.keys, key)
}

func (t *throttle) tidy(now time.Time) {
	for key, l := range t.keys {
		if l.TokensAt(now) >= float64(t.burst) {
			delete(t.keys, key)
		}
	}
}
