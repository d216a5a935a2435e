package discord

import "sync"

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
