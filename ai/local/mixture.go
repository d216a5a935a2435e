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
	viewMeaning    // skills only, while few tickets are known: what the ticket means, in whatever words
	viewNet        // a small neural network that learns all tasks at once
	viewSelf       // people only: whether it is the requester
	viewExperience // people only: who has lately handled what this ticket seems to need
	views
)

// levels is how many amounts of evidence a view tells apart, each with a weight of its own.
const levels = 4

// What each view starts with, for each task, near what the weights come to on the training parts of the public data. Text
// tells much of a skill, less of who takes a ticket, and little of its priority. A view's weight is what all its levels share
// and what its level adds.
var firstWeights = [tasks][views]float64{
	taskSkill: textFirst,
	taskPerson: {
		viewLinear: 0.3, viewNeighbours: 0.1, viewRequester: 0.05, viewFields: 0.08, viewBoth: 0.05, viewRecent: 0.1, viewNet: 0.1,
		viewSelf: 0.25, viewExperience: 0.4,
	},
	taskPriority: {
		viewLinear: 0.2, viewNeighbours: 0.2, viewRequester: 0.1, viewFields: 0.1, viewBoth: 0.1, viewRecent: 0.2, viewNames: 0.3, viewNet: 0.05,
	},
	taskCategory: textFirst,
}

var textFirst = [views]float64{
	viewLinear: 0.7, viewNeighbours: 0.25, viewRequester: 0.1, viewFields: 0.1, viewBoth: 0.1, viewRecent: 0.05, viewNames: 0.8, viewNet: 0.3,
	viewMeaning: 0.15,
}

// mixture adds the views up, weighted, and learns the weights from tickets the views had not seen.
type mixture struct {
	Shared [views]weight
	Added  [views][levels]weight
}

// weight is a number that AdaGrad steps move.
type weight struct{ Value, Squares float64 }

const mixtureRate = 0.03

func newMixture(task int) mixture {
	var m mixture
	for v, w := range firstWeights[task] {
		m.Shared[v] = weight{w, 1}
		for l := range m.Added[v] {
			m.Added[v][l].Squares = 1
		}
	}
	m.Added[viewNames][0].Value = 1 // before anything is learned, the skills' own words are all there is
	m.Added[viewMeaning][0].Value = 0.45
	return m
}

func (w *weight) step(gradient float64) {
	w.Squares += gradient * gradient
	w.Value -= mixtureRate * gradient / math.Sqrt(w.Squares)
}

// of returns the weight of a view at a level of evidence. No view counts against what it says but that of the recent
// labels: the others each know how common a label is, so that together they would count it more than once.
func (m *mixture) of(view, level int) float64 {
	return max(least(view), m.Shared[view].Value+m.Added[view][level].Value)
}

func least(view int) float64 {
	if view == viewRecent {
		return -1
	}
	return 0
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
		w := float32(m.of(v, o.level[v]))
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
		if m.of(v, o.level[v]) == least(v) && g > 0 {
			continue
		}
		m.Shared[v].step(g)
		m.Added[v][o.level[v]].step(g)
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
