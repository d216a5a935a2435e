package tickets

import (
	"context"
	"strings"
)

// What a chat adapter asks when it looks for messages that it was not told of.

// HasMessage reports whether a ticket has taken in the chat message that a
// delivery with this key brought, whoever asks.
func (s *Service) HasMessage(ctx context.Context, key string) (bool, error) {
	return s.HasThread(ctx, saidAs(key))
}

// Conversations returns where the conversations of tickets that are not closed
// begin, of MaxPage tickets at most: those that changed last, they first.
func (s *Service) Conversations(ctx context.Context) (all []Place, err error) {
	page, err := s.store.Tickets(ctx, Filter{Status: append([]Status{Resolved}, liveStatuses...), Sort: RecentlyUpdated, Limit: MaxPage})
	for _, t := range page.Tickets {
		for _, th := range t.Threads {
			if p, ok := th.place(); ok {
				all = append(all, p)
			}
		}
	}
	return all, err
}

// place is what Place.Thread made the key of, if it did: a message's key is none.
func (th Thread) place() (Place, bool) {
	part := strings.Split(string(th), ":")
	if len(part) != 4 {
		return Place{}, false
	}
	p := Place{Platform: Platform(part[0]), Team: part[1], Channel: part[2], Message: part[3]}
	return p, p.Thread() == th
}
