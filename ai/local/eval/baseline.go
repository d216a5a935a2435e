package eval

import (
	"slices"
	"time"

	"github.com/beckon-desk/beckon/ai/local"
)

// baselines returns what the two simplest triagers would have done: the commonest answer of all, which needs to look
// ahead when there is no history, and the commonest of the newest 200 known.
func (b *bench) baselines(history, data []row, f feedback) []Figures {
	train := history
	if len(train) == 0 {
		train = data
	}
	constant := &bench{levels: b.levels, make: func([]string, []local.Skill) Subject { return &majority{} }}
	newest := &bench{levels: b.levels, make: func([]string, []local.Skill) Subject { return &majority{window: 200} }}
	return []Figures{
		constant.run(train, data, never).figures("always the commonest"),
		newest.run(history, data, f).figures("commonest of the newest 200"),
	}
}

// majority answers with the commonest labels of the newest window tickets (0: of all).
type majority struct {
	window int
	kept   []local.Outcome
}

// Learn keeps the outcome.
func (m *majority) Learn(_ local.Ticket, o local.Outcome, _ time.Time) {
	m.kept = append(m.kept, o)
	if m.window > 0 && len(m.kept) > m.window {
		m.kept = m.kept[1:]
	}
}

// Predict gives every ticket the same answer.
func (m *majority) Predict(local.Ticket) local.Prediction {
	return local.Prediction{
		Skill: m.commonest(func(o local.Outcome) string {
			if len(o.Skills) == 0 {
				return ""
			}
			return o.Skills[0]
		}),
		Person:   m.commonest(func(o local.Outcome) string { return o.Assignee }),
		Priority: m.commonest(func(o local.Outcome) string { return o.Priority }),
	}
}

func (m *majority) commonest(of func(local.Outcome) string) (a local.Answer) {
	counts, total := map[string]int{}, 0
	for _, o := range m.kept {
		if name := of(o); name != "" {
			counts[name]++
			total++
		}
	}
	for name, n := range counts {
		a.Guesses = append(a.Guesses, local.Guess{Name: name, P: share(n, total)})
	}
	slices.SortFunc(a.Guesses, func(x, y local.Guess) int {
		if x.P != y.P {
			return int((y.P - x.P) * float64(total) * 2)
		}
		if x.Name < y.Name {
			return -1
		}
		return 1
	})
	a.Guesses = a.Guesses[:min(3, len(a.Guesses))]
	if len(a.Guesses) > 0 {
		a.Sure = a.Guesses[0].P
	}
	return a
}
