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
	keys map[string]*tries
}

// tries are those of one key, and how many have failed that nobody knows of.
type tries struct {
	*rate.Limiter
	failed int
	since  time.Time // of the first of them
	told   time.Time // when failures were last told of
}

const throttleKeys = 10_000 // beyond it, keys with nothing on their account are dropped

func (t *throttle) allow(key string, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.keys == nil {
		t.keys = map[string]*tries{}
	}
	if len(t.keys) >= throttleKeys {
		t.tidy(now)
	}
	l := t.keys[key]
	if l == nil {
		l = &tries{Limiter: rate.NewLimiter(rate.Every(t.every), t.burst)}
		t.keys[key] = l
	}
	return l.AllowN(now, 1)
}

// fail counts a try that was allowed and has failed. When there are as many as a
// burst it returns how many, and since when, and counts anew; once an hour at most.
func (t *throttle) fail(key string, now time.Time) (n int, since time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	l := t.keys[key]
	if l == nil {
		return 0, time.Time{} // another try has succeeded meanwhile
	}
	if l.failed++; l.failed == 1 {
		l.since = now
	}
	if l.failed < t.burst || now.Sub(l.told) < time.Hour {
		return 0, time.Time{}
	}
	n, since = l.failed, l.since
	l.failed, l.told = 0, now
	return n, since
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
