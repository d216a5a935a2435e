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
	predict time.Duration // the median ticket
	learn   time.Duration // the median ticket
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
	var asking, learning []time.Duration
	learn := func(old row, at time.Time) {
		start := time.Now()
		s.Learn(old.ticket, old.outcome(), at)
		learning = append(learning, time.Since(start))
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
		asking = append(asking, time.Since(start))
		r.all.see(d, p)
		for w, win := range windows {
			if i >= win.from && i < win.to {
				r.windows[w].see(d, p)
			}
		}
	}
	r.predict, r.learn = median(asking), median(learning)
	r.heap = heap() - before
	runtime.KeepAlive(s)
	return r
}

// median is what the usual ticket costs; unlike the mean it does not count what else the machine was doing.
func median(ds []time.Duration) time.Duration {
	if len(ds) == 0 {
		return 0
	}
	slices.Sort(ds)
	return ds[len(ds)/2]
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
