package local

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

// TestWhatIsCommonCountsOnce has two views that have each seen another half of a ticket and know that nine in ten tickets
// have label 0. Multiplied, they would count that twice and hardly ever answer 1.
func TestWhatIsCommonCountsOnce(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	prior := []float64{0.9, 0.1}
	view := func(label int) []float32 { // what a sign says that is right in three of four
		sign := label
		if r.IntN(4) == 0 {
			sign = 1 - label
		}
		like := []float64{0.25, 0.25}
		like[sign] = 0.75
		sum := prior[0]*like[0] + prior[1]*like[1]
		return []float32{float32(math.Log(prior[0] * like[0] / sum)), float32(math.Log(prior[1] * like[1] / sum))}
	}
	m := newMixture(taskSkill)
	said, was, n := 0.0, 0.0, 0.0
	for i := range 40_000 {
		label := 0
		if r.IntN(10) == 0 {
			label = 1
		}
		o := &opinion{p: make([]float32, 2)}
		o.views[viewLinear], o.views[viewNet] = view(label), view(label)
		o.views[viewRecent] = []float32{float32(math.Log(prior[0])), float32(math.Log(prior[1]))}
		m.mix(o)
		if i >= 30_000 && o.views[viewLinear][1] > -1.5 && o.views[viewNet][1] > -1.5 { // both signs are for label 1
			said += float64(o.p[1])
			was += float64(label)
			n++
		}
		m.learn(o, label)
	}
	if got, want := said/n, was/n; math.Abs(got-want) > 0.08 {
		t.Errorf("where both signs are for the rare label: says %.2f, is %.2f", got, want)
	}
}

func TestLiftIsMeasuredAgainstTheRecentShares(t *testing.T) {
	recent := []float32{0.5, 0.25, 0.25}
	for _, tt := range []struct {
		name   string
		counts []int // labels seen under the key
		want   []float64
	}{
		{"one ticket", []int{1}, []float64{1. / 2, (1 + 0.25) / 2 / 0.25, 1. / 2}},
		{"as all tickets", []int{0, 0, 1, 2}, []float64{1, 1, 1}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := newHistories(memory{halfTickets: 1e9, labels: 8})
			for _, label := range tt.counts {
				h.add("key", label, time.Time{})
			}
			counts, scale, total := h.past("key", time.Time{})
			logRecent := make([]float32, len(recent))
			copy(logRecent, recent)
			logs(logRecent)
			got := make([]float32, len(recent))
			lift(got, counts, scale, total, logRecent)
			for i, g := range got {
				if math.Abs(math.Exp(float64(g))-tt.want[i]) > 1e-4 {
					t.Errorf("label %d is %.4f times as common, want %.4f", i, math.Exp(float64(g)), tt.want[i])
				}
			}
		})
	}
}

// TestWhatIsCommonCountsMostWhereLittleIsSaid has short tickets that say nothing and mostly go to one skill, and long ones
// whose words tell.
func TestWhatIsCommonCountsMostWhereLittleIsSaid(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	m := New(sampleLevels, nil)
	for _, l := range sampleTickets(1500, 1) {
		l.Requester = ""
		if r.IntN(2) == 0 {
			l.Title, l.Body = sampleFiller[r.IntN(len(sampleFiller))], ""
			if r.IntN(10) < 8 {
				l.Skills = []string{"VPN"}
			}
		}
		m.Learn(l.Ticket, l.Outcome, l.At)
	}
	mix := &m.task[taskSkill].mixture
	if short, long := mix.of(viewRecent, 0), mix.of(viewRecent, 2); short < long+0.1 {
		t.Errorf("what is common weighs %.2f in short tickets and %.2f in long ones; want more in short ones", short, long)
	}
}
