package main

import (
	"context"
	"log/slog"
	"regexp"
	"sync"
	"time"
)

// calmFor is how long a failure that has been written is not written again.
const calmFor = time.Minute

// calm keeps the log of an outage readable: of a warning or an error that comes
// again and again, for the same reason, it writes one a minute, with how many
// were left out before. Everything else passes.
type calm struct {
	slog.Handler
	written *written
}

func newCalm(h slog.Handler) calm { return calm{h, &written{of: map[failure]repeats{}}} }

// written knows which failures the log has told of lately.
type written struct {
	mu sync.Mutex
	of map[failure]repeats
}

// failure is what went wrong and why. One that has an error has that in common
// with the same failure of another ticket, or at another time, but for numbers;
// of another it says everything.
type failure struct{ what, why string }

var number = regexp.MustCompile(`\d+`)

type repeats struct {
	at   time.Time // when it was written
	left int       // how often it was not, since
}

// tooMany failures at once, each for a reason of its own, are not told apart from new ones.
const tooMany = 1000

// Handle implements slog.Handler.
func (c calm) Handle(ctx context.Context, r slog.Record) error {
	if r.Level < slog.LevelWarn {
		return c.Handler.Handle(ctx, r)
	}
	left, tell := c.written.note(failureOf(r), r.Time)
	if !tell {
		return nil
	}
	if left > 0 {
		r = r.Clone()
		r.AddAttrs(slog.Int("repeated", left))
	}
	return c.Handler.Handle(ctx, r)
}

func failureOf(r slog.Record) failure {
	f := failure{what: r.Message}
	r.Attrs(func(a slog.Attr) bool {
		if a.Key == "err" || a.Key == "error" { // ours, and the Inngest SDK's
			f.why = number.ReplaceAllString(a.Value.String(), "0")
			return false
		}
		f.why += a.String() + " "
		return true
	})
	return f
}

// note reports whether to tell of a failure, and how often it was left out.
func (w *written) note(f failure, at time.Time) (left int, tell bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	last, known := w.of[f]
	if known && at.Sub(last.at).Abs() < calmFor {
		last.left++
		w.of[f] = last
		return 0, false
	}
	if len(w.of) >= tooMany {
		clear(w.of)
	}
	w.of[f] = repeats{at: at}
	return last.left, true
}

// WithAttrs implements slog.Handler.
func (c calm) WithAttrs(as []slog.Attr) slog.Handler { return calm{c.Handler.WithAttrs(as), c.written} }

// WithGroup implements slog.Handler.
func (c calm) WithGroup(name string) slog.Handler { return calm{c.Handler.WithGroup(name), c.written} }
