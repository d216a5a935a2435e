package tickets

import (
	"context"
	"maps"
	"sync"
	"time"
)

// Update says that a ticket has changed; what it is now must be read.
type Update struct {
	Ticket    ID
	Number    Number
	Version   int64
	Requester UserID
	At        time.Time
}

// For reports whether u may see the ticket that changed.
func (u Update) For(who User) bool {
	return who.Moderates() || who.Active() && u.Requester == who.ID
}

// update says that t has become what it is.
func (t *Ticket) update() Update {
	return Update{Ticket: t.ID, Number: t.Number, Version: t.Version, Requester: t.Requester.ID, At: t.UpdatedAt}
}

// Subscribe returns a channel of changes, until ctx ends: those made through
// this Service at once, those of other instances within a second. The first
// listener may also hear of changes made shortly before it came. One that falls
// 256 behind misses updates: the channel is closed, and it must read the lists
// again and subscribe anew.
func (s *Service) Subscribe(ctx context.Context) <-chan Update {
	watch := s.watch
	if s.alone {
		watch = nil
	}
	return s.live.subscribe(ctx, watch)
}

// hub hands updates to whoever listens, each once.
type hub struct {
	mu        sync.Mutex
	listeners map[chan Update]struct{}
	told      map[ID]Update      // the last of each ticket, as far as a watch might find it again; nil without one
	unwatch   context.CancelFunc // ends the watch
}

// subscribe adds a listener. While there is any, watch runs, unless it is nil.
func (h *hub) subscribe(ctx context.Context, watch func(context.Context)) <-chan Update {
	c := make(chan Update, 256)
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.listeners) == 0 {
		h.listeners, h.unwatch = map[chan Update]struct{}{}, func() {}
		if watch != nil {
			var life context.Context
			life, h.unwatch = context.WithCancel(context.Background())
			h.told = map[ID]Update{}
			go watch(life)
		}
	}
	h.listeners[c] = struct{}{}
	context.AfterFunc(ctx, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.drop(c)
	})
	return c
}

func (h *hub) drop(c chan Update) {
	if _, ok := h.listeners[c]; !ok {
		return
	}
	delete(h.listeners, c)
	close(c)
	if len(h.listeners) == 0 {
		h.unwatch()
		h.told = nil
	}
}

func (h *hub) publish(u Update) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.told != nil {
		if h.told[u.Ticket].Version >= u.Version {
			return
		}
		h.told[u.Ticket] = u
	}
	for c := range h.listeners {
		select {
		case c <- u:
		default:
			h.drop(c)
		}
	}
}

// forget drops the memory of updates that no watch will find again.
func (h *hub) forget(before time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	maps.DeleteFunc(h.told, func(_ ID, u Update) bool { return u.At.Before(before) })
}

// turnstile lets one at a time through per ticket.
type turnstile struct {
	mu sync.Mutex
	at map[ID]*gate
}

type gate struct {
	sync.Mutex
	users int
}

func (s *turnstile) lock(id ID) (unlock func()) {
	s.mu.Lock()
	if s.at == nil {
		s.at = map[ID]*gate{}
	}
	g := s.at[id]
	if g == nil {
		g = &gate{}
		s.at[id] = g
	}
	g.users++
	s.mu.Unlock()
	g.Lock()
	return func() {
		g.Unlock()
		s.mu.Lock()
		defer s.mu.Unlock()
		if g.users--; g.users == 0 {
			delete(s.at, id)
		}
	}
}
