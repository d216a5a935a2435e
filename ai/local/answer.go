package local

import "slices"

// answer ranks the labels of an opinion.
func (c *classifier) answer(o *opinion) Answer {
	best := top(o.p)
	a := Answer{Guesses: ranked(c.labels, o.p), Sure: c.sureness.of(o, best), Tried: c.sureness.Seen}
	a.Auto = a.Sure >= c.sureness.Auto
	return a
}

const guesses = 10

// ranked returns the likeliest labels, best first.
func ranked(labels []string, p []float32) []Guess {
	out := make([]Guess, 0, guesses+1)
	for c, v := range p {
		g := Guess{labels[c], float64(v)}
		if len(out) == guesses && out[guesses-1].P >= g.P {
			continue
		}
		at, _ := slices.BinarySearchFunc(out, g, func(a, b Guess) int {
			if a.P >= b.P {
				return -1
			}
			return 1
		})
		out = slices.Insert(out, at, g)
		out = out[:min(len(out), guesses)]
	}
	return out
}
