package tickets

import (
	"context"
	"slices"
	"sync"
	"time"
)

// Update says that a ticket has changed; what it is now must be read.
type Update struct {
	Ticket    ID
	Number    Number
	Version   int64
	Requester UserID
	Followers []UserID // not to be changed
	At        time.Time
}

// For reports whether u may see the ticket that changed.
func (u Update) For(who User) bool {
	return who.Moderates() || who.Active() && (u.Requester == who.ID || slices.Contains(u.Followers, who.ID))
}

// Subscribe returns a channel of changes made through this Service, until ctx
// ends. A listener that falls 256 behind misses updates: the channel is closed,
// and it must read the lists again and subscribe anew.
func (s *Service) Subscribe(ctx context.Context) <-chan Update { return s.live.subscribe(ctx) }

// hub hands updates to whoever listens.
type hub struct {
	mu        sync.Mutex
	listeners map[chan Update]struct{}
}

func (h *hub) subscribe(ctx context.Context) <-chan Update {
	c := make(chan Update, 256)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.listeners == nil {
		h.listeners = map[chan Update]struct{}{}
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
	if _, ok := h.listeners[c]; ok {
		delete(h.listeners, c)
		close(c)
	}
}

func (h *hub) publish(u Update) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.listeners {
		select {
		case c <- u:
		default:
			h.drop(c)
		}
	}
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
