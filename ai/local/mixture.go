package local

import "math"

// The views of a ticket that a mixture weighs. Each gives every label a logarithm of a probability (or, for names, a
// score); a view that has nothing to say gives all labels the same.
const (
	viewLinear = iota
	viewNeighbours
	viewRequester
	viewFields
	viewBoth
	viewRecent
	viewNames
	viewNet        // a small neural network that learns all tasks at once
	viewExperience // people only: who has lately handled what this ticket seems to need
	views
)

// levels is how many amounts of evidence a view tells apart, each with a weight of its own.
const levels = 4

var firstWeights = [views]float64{0.7, 0.25, 0.1, 0.1, 0.1, 0.05, 0.8, 0.3, 0.4}

// mixture adds the views up, weighted, and learns the weights from tickets the views had not seen.
type mixture struct {
	Weights [views][levels]float64
	Squares [views][levels]float64
}

const mixtureRate = 0.04

func newMixture() mixture {
	var m mixture
	for v := range m.Weights {
		for l := range m.Weights[v] {
			m.Weights[v][l], m.Squares[v][l] = firstWeights[v], 1
		}
	}
	return m
}

// opinion is what the views say of one ticket, and their mixture: p sums to one.
type opinion struct {
	views [views][]float32 // nil: silent
	level [views]int
	p     []float32
}

// mix fills o.p from the views. There is at least one label.
func (m *mixture) mix(o *opinion) {
	clear(o.p)
	for v, scores := range o.views {
		w := float32(m.Weights[v][o.level[v]])
		for c, s := range scores {
			o.p[c] += w * s
		}
	}
	softmax(o.p)
}

// learn moves the weights so that the mixture of o would have given label more.
func (m *mixture) learn(o *opinion, label int) {
	for v, scores := range o.views {
		if scores == nil {
			continue
		}
		g := -float64(scores[label])
		for c, s := range scores {
			g += float64(o.p[c] * s)
		}
		l := o.level[v]
		m.Squares[v][l] += g * g
		m.Weights[v][l] = max(0, m.Weights[v][l]-mixtureRate*g/math.Sqrt(m.Squares[v][l]))
	}
}

// level returns how many of the rising limits n has reached.
func level(n float64, limits ...float64) int {
	for i, limit := range limits {
		if n < limit {
			return i
		}
	}
	return len(limits)
}
