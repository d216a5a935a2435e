package slack

import (
	"maps"
	"sync"
	"time"
)

// memory keeps values for a while. Its zero value with life and now set is
// ready. Forgetting early or late must be harmless: what counts is stored.
type memory[V any] struct {
	life time.Duration
	now  func() time.Time

	mu   sync.Mutex
	kept map[string]kept[V]
}

type kept[V any] struct {
	value V
	at    time.Time
}

// remembered bounds a memory; beyond it the old go first, then everything.
const remembered = 10_000

// get returns what is kept under key, and how old it is.
func (m *memory[V]) get(key string) (v V, age time.Duration, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	k, ok := m.kept[key]
	age = m.now().Sub(k.at)
	return k.value, age, ok && age < m.life
}

// put keeps v under key and reports whether the key is new.
func (m *memory[V]) put(key string, v V) (fresh bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	if m.kept == nil {
		m.kept = map[string]kept[V]{}
	}
	if len(m.kept) >= remembered {
		maps.DeleteFunc(m.kept, func(_ string, k kept[V]) bool { return now.Sub(k.at) >= m.life })
	}
	if len(m.kept) >= remembered {
		clear(m.kept)
	}
	old, known := m.kept[key]
	m.kept[key] = kept[V]{v, now}
	return !known || now.Sub(old.at) >= m.life
}
