package tickets

import (
	"sync"
	"time"
)

// memo keeps answers that are dear to work out, for a minute. It lives in
// memory, so each instance works them out for itself.
type memo[V any] struct {
	mu   sync.Mutex
	kept map[string]memory[V]
}

type memory[V any] struct {
	value V
	until time.Time
}

const (
	memoLife = time.Minute
	memoKeys = 500 // beyond it, everything is forgotten
)

// get returns the answer kept under key, or what work returns. Answers are
// shared: nobody may change them. Errors are not kept.
func (m *memo[V]) get(key string, now time.Time, work func() (V, error)) (V, error) {
	m.mu.Lock()
	found, ok := m.kept[key]
	m.mu.Unlock()
	if ok && now.Before(found.until) {
		return found.value, nil
	}
	v, err := work() // not under the lock: who asks for something else need not wait
	if err != nil {
		return v, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.kept == nil || len(m.kept) >= memoKeys {
		m.kept = map[string]memory[V]{}
	}
	m.kept[key] = memory[V]{v, now.Add(memoLife)}
	return v, nil
}
