package discord

import (
	"sync"
	"time"
)

// recent keeps values for life to twice life. Its zero value with both fields
// set is ready. Forgetting early must be harmless: what counts is stored.
type recent[V any] struct {
	life time.Duration
	now  func() time.Time

	mu         sync.Mutex
	young, old map[string]V
	turned     time.Time
}

func (r *recent[V]) turn() {
	now := r.now()
	if r.young != nil && now.Sub(r.turned) < r.life {
		return
	}
	if r.old = r.young; now.Sub(r.turned) >= 2*r.life {
		r.old = nil
	}
	r.young, r.turned = map[string]V{}, now
}

func (r *recent[V]) get(key string) (V, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.turn()
	v, ok := r.young[key]
	if !ok {
		v, ok = r.old[key]
	}
	return v, ok
}

// put keeps v under key and reports whether the key is new.
func (r *recent[V]) put(key string, v V) (fresh bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.turn()
	_, young := r.young[key]
	_, old := r.old[key]
	r.young[key] = v
	return !young && !old
}

// lanes do what concerns one key in order, and different keys at once. The zero
// value is ready.
type lanes struct {
	mu      sync.Mutex
	waiting map[string][]func()
}

// add has f done after all that was added for the key before. start runs a lane.
func (l *lanes) add(key string, f func(), start func(func())) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.waiting == nil {
		l.waiting = map[string][]func(){}
	}
	list, busy := l.waiting[key]
	l.waiting[key] = append(list, f)
	if !busy {
		start(func() { l.run(key) })
	}
}

func (l *lanes) run(key string) {
	for {
		l.mu.Lock()
		list := l.waiting[key]
		if len(list) == 0 {
			delete(l.waiting, key)
			l.mu.Unlock()
			return
		}
		l.waiting[key] = list[1:]
		l.mu.Unlock()
		list[0]()
	}
}
