package main

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

// shaky are records whose sweep is another instance's, while they answer at all.
type shaky struct {
	store
	err atomic.Pointer[error]
}

func (s *shaky) Document(_ context.Context, _ string, change func([]byte) ([]byte, error)) ([]byte, error) {
	if err := s.err.Load(); err != nil && *err != nil {
		return nil, *err
	}
	held, err := json.Marshal(tickets.Lease{Holder: "another", Until: time.Now().Add(sweepHeld)})
	if err != nil {
		return nil, err
	}
	if changed, err := change(held); !errors.Is(err, tickets.ErrUnchanged) {
		return changed, err
	}
	return held, nil
}

func TestReadinessFollowsTheRecords(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		records := &shaky{}
		d := &desk{cfg: &config{}, log: slog.New(slog.DiscardHandler), store: records, ready: newReadiness(partStore), lost: make(chan struct{})}
		d.ready.set(partStore, nil)
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		go d.sweep(ctx)
		gone := errors.New("gone")
		for _, want := range []error{nil, gone, nil} {
			records.err.Store(&want)
			time.Sleep(2 * sweepEvery)
			synctest.Wait()
			if now := d.ready.now(ctx); now.Parts[partStore] != want || !now.Ready {
				t.Errorf("with records that say %v: ready %v, %v; want that, and ready", want, now.Ready, now.Parts)
			}
		}
	})
}
