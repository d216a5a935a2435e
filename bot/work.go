package bot

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

// Work is what an adapter does for deliveries, some of which outlives their
// acknowledgement. Make it with NewWork.
type Work struct {
	log   *slog.Logger
	limit time.Duration

	ctx     context.Context // ends when Close gives up
	stop    context.CancelFunc
	running sync.WaitGroup
}

// NewWork returns Work in which no piece takes longer than limit.
func NewWork(limit time.Duration, log *slog.Logger) *Work {
	w := &Work{limit: limit, log: log}
	w.ctx, w.stop = context.WithCancel(context.Background())
	return w
}

// Context ends when Close gives up on the work that is going on.
func (w *Work) Context() context.Context { return w.ctx }

// Go does something that Close waits for. It must end with Context.
func (w *Work) Go(do func()) { w.running.Go(do) }

// Soon does the work of one delivery and returns its answer if it comes within
// the given time, in which it must be acknowledged. If not, ok is false and the
// answer goes to late (which may be nil) when it comes.
func (w *Work) Soon(within time.Duration, work func(context.Context) Answer, late func(context.Context, Answer)) (a Answer, ok bool) {
	answers, overdue := make(chan Answer), make(chan struct{})
	w.running.Go(func() {
		ctx, cancel := context.WithTimeout(w.ctx, w.limit)
		defer cancel()
		a := w.Guarded(ctx, work)
		select {
		case answers <- a:
		case <-overdue:
			if late != nil {
				// Work that used up its time has an answer to bring all the same.
				ctx, cancel := context.WithTimeout(w.ctx, w.limit)
				defer cancel()
				late(ctx, a)
			}
		}
	})
	due := time.NewTimer(within)
	defer due.Stop()
	select {
	case a = <-answers:
		return a, true
	case <-due.C:
		close(overdue)
		return Answer{}, false
	}
}

// Later does what need not be done before the acknowledgement.
func (w *Work) Later(work func(context.Context)) {
	w.running.Go(func() {
		ctx, cancel := context.WithTimeout(w.ctx, w.limit)
		defer cancel()
		w.Guarded(ctx, func(ctx context.Context) Answer {
			work(ctx)
			return Answer{}
		})
	})
}

// Guarded does work; a panic in it costs this one delivery, not the program.
func (w *Work) Guarded(ctx context.Context, work func(context.Context) Answer) (a Answer) {
	defer func() {
		if p := recover(); p != nil {
			err := fmt.Errorf("panic: %v", p)
			w.log.Error("a delivery could not be handled", "err", err, "stack", string(debug.Stack()))
			a = Answer{Text: tickets.MessageOf(err), Err: err}
		}
	}()
	return work(ctx)
}

// Close waits for the work that is going on, for as long as ctx allows, and
// then ends it. Call it once nothing comes in any more; it may be called twice.
func (w *Work) Close(ctx context.Context) error {
	done := make(chan struct{})
	go func() {
		w.running.Wait()
		close(done)
	}()
	defer w.stop()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("work from chat given up: %w", ctx.Err())
	}
}
