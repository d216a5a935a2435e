package eval

import (
	"runtime"
	"slices"
	"time"

	"github.com/beckon-desk/beckon/ai/local"
)

// Subject is what is measured. Learn gets what became of a ticket and when that was known; a subject that does not learn
// ignores it.
type Subject interface {
	Predict(local.Ticket) local.Prediction
	Learn(t local.Ticket, o local.Outcome, known time.Time)
}

// Maker makes a subject that has seen nothing but the levels of priority, lowest first, and the desk's skills.
type Maker func(levels []string, skills []local.Skill) Subject

// feedback says when a ticket's labels are known.
type feedback int

const (
	never feedback = iota
	nextDay
	atResolution
)

// span is one stretch of tickets, by how many came before.
type span struct{ from, to int }

var windows = []span{{0, 50}, {50, 200}, {200, 1000}, {1000, 1 << 30}}

// result is one run over the data.
type result struct {
	all     *meter
	windows []*meter
	predict time.Duration // a ticket
	learn   time.Duration // a ticket
	heap    float64       // MiB the subject holds at the end
}

// run trains a new subject on the history and then asks it about each ticket of data in turn.
func (b *bench) run(history, data []row, f feedback) result {
	before := heap()
	s := b.make(b.levels, b.skills)
	r := result{all: newMeter(b.levels)}
	for range windows {
		r.windows = append(r.windows, newMeter(b.levels))
	}
	learned := 0
	learn := func(old row, at time.Time) {
		start := time.Now()
		s.Learn(old.ticket, old.outcome(), at)
		r.learn += time.Since(start)
		learned++
	}
	for _, old := range history {
		learn(old, old.ticket.At)
	}
	due := schedule(data, f)
	for i, d := range data {
		for len(due) > 0 && !due[0].at.After(d.ticket.At) {
			learn(data[due[0].row], due[0].at)
			due = due[1:]
		}
		start := time.Now()
		p := s.Predict(d.ticket)
		r.predict += time.Since(start)
		r.all.see(d, p)
		for w, win := range windows {
			if i >= win.from && i < win.to {
				r.windows[w].see(d, p)
			}
		}
	}
	r.predict /= time.Duration(max(1, len(data)))
	r.learn /= time.Duration(max(1, learned))
	r.heap = heap() - before
	runtime.KeepAlive(s)
	return r
}

// known is when the labels of a row become known.
type known struct {
	at  time.Time
	row int
}

func schedule(data []row, f feedback) []known {
	var due []known
	for i, d := range data {
		switch {
		case f == nextDay:
			due = append(due, known{d.ticket.At.Add(24 * time.Hour), i})
		case f == atResolution && !d.resolved.IsZero():
			due = append(due, known{d.resolved, i})
		}
	}
	slices.SortStableFunc(due, func(a, b known) int { return a.at.Compare(b.at) })
	return due
}

// heap returns the MiB of live memory.
func heap() float64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / (1 << 20)
}
