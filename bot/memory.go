package bot

import (
	"maps"
	"sync"
	"time"
)

// Memory keeps values for a while. Make it with NewMemory; it is safe for
// concurrent use. Forgetting early must be harmless: what counts is stored.
type Memory[V any] struct {
	life time.Duration
	now  func() time.Time

	mu   sync.Mutex
	kept map[string]kept[V]
}

// NewMemory returns a Memory that keeps values for life, by the given clock.
func NewMemory[V any](life time.Duration, now func() time.Time) *Memory[V] {
	return &Memory[V]{life: life, now: now, kept: map[string]kept[V]{}}
}

type kept[V any] struct {
	value V
	at    time.Time
}

// remembered bounds a memory; beyond it the old go first, then everything.
const remembered = 10_000

// Get returns what is kept under key, and how old it is.
func (m *Memory[V]) Get(key string) (v V, age time.Duration, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	k, ok := m.kept[key]
	age = m.now().Sub(k.at)
	return k.value, age, ok && age < m.life
}

// Put keeps v under key and reports whether the key is new.
func (m *Memory[V]) Put(key string, v V) (fresh bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
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
