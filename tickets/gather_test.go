package tickets_test

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/tickets"
)

// tray is an outbox, and the engine it is emptied into.
type tray struct {
	mu      sync.Mutex
	waiting []tickets.Event
	taken   [][]string // ids, one list per publication
}

func (o *tray) put(id string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.waiting = append(o.waiting, tickets.Event{ID: id})
}

func (o *tray) PendingEvents(context.Context, tickets.EventFilter) ([]tickets.Event, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.waiting, nil
}

func (o *tray) SettleEvents(context.Context, []tickets.Settlement) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.waiting = nil
	return nil
}

func (o *tray) Publish(_ context.Context, events []tickets.Event) error {
	var ids []string
	for _, e := range events {
		ids = append(ids, e.ID)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.taken = append(o.taken, ids)
	return nil
}

func (o *tray) published() [][]string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.taken)
}

func TestTheFirstEventLeavesAtOnceAndABurstTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var o tray
		pending := make(chan struct{}, 1)
		r := &tickets.Relay{Store: &o, Publisher: &o, Pending: pending, Poll: time.Hour, Log: slog.New(slog.DiscardHandler)}
		go r.Run(t.Context())
		for _, id := range []string{"first", "second", "third"} {
			synctest.Wait()
			o.put(id)
			select {
			case pending <- struct{}{}:
			default:
			}
			synctest.Wait()
			if n := len(o.published()); n != 1 {
				t.Errorf("when the %s event has come there have been %d publications, want 1", id, n)
			}
			time.Sleep(10 * time.Millisecond)
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if diff := cmp.Diff([][]string{{"first"}, {"second", "third"}}, o.published()); diff != "" {
			t.Errorf("published (-want +got):\n%s", diff)
		}
	})
}
