package local

import (
	"cmp"
	"math"
	"slices"
)

// confidence tells how likely the first answer is right. It is a logistic regression on signs of certainty, learned
// online from tickets as they stood before their labels were known.
type confidence struct {
	Weights [signsOfCertainty]float64
	Squares [signsOfCertainty]float64
	Labels  []float64 // per label answered: how much it is trusted beyond the rest
	Recent  []verdict // the newest judgements, oldest first
	Auto    float64   // at or above it, the recent judgements were right nine times in ten
	Seen    int
}

const signsOfCertainty = 6

// verdict is one past answer: how sure it was and whether it was right.
type verdict struct {
	Sure  float64
	Right bool
}

const (
	confidenceRate = 0.05
	recentVerdicts = 600
	autoPrecision  = 0.9
	autoLeast      = 40 // verdicts above the threshold before it is believed
)

// coldWeights are those before the first verdict, when only the words of the skills speak: then how far the first answer
// is ahead of the second tells as much as its own probability. Chosen on the training parts of the public data.
var coldWeights = [signsOfCertainty]float64{1: 0.6, 2: 0.6}

func newConfidence() confidence {
	c := confidence{Auto: 2}
	c.Weights = [signsOfCertainty]float64{0, 1, 0, 0, 0, 0}
	for i := range c.Squares {
		c.Squares[i] = 4
	}
	return c
}

// certainty returns the signs for the best label of o.
func certainty(o *opinion, best int) (s [signsOfCertainty]float64) {
	p := float64(o.p[best])
	var second float64
	for c, q := range o.p {
		if c != best {
			second = max(second, float64(q))
		}
	}
	agree := 0.0
	for _, v := range [...]int{viewLinear, viewNeighbours, viewRequester} {
		if o.views[v] != nil && top(o.views[v]) == best {
			agree++
		}
	}
	odds := logit(p)
	s[0] = 1
	s[1] = odds
	s[2] = min(math.Log(p+1e-6)-math.Log(second+1e-6), 8) / 2
	s[3] = agree - 2
	if o.views[viewNeighbours] != nil {
		s[4] = float64(o.views[viewNeighbours][best]) + 0.5
		s[5] = float64(o.level[viewNeighbours]) - 1.5
	}
	return s
}

func top(s []float32) int {
	best := 0
	for c, v := range s {
		if v > s[best] {
			best = c
		}
	}
	return best
}

func logit(p float64) float64 {
	p = min(max(p, 1e-4), 1-1e-4)
	return math.Log(p / (1 - p))
}

func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// of returns the chance that best is right.
func (c *confidence) of(o *opinion, best int) float64 {
	weights := &c.Weights
	if c.Seen == 0 {
		weights = &coldWeights
	}
	x := 0.0
	for i, s := range certainty(o, best) {
		x += weights[i] * s
	}
	if best < len(c.Labels) {
		x += c.Labels[best]
	}
	return sigmoid(x)
}

// learn takes in whether the best label of o was right.
func (c *confidence) learn(o *opinion, best int, right bool) {
	sure := c.of(o, best)
	c.remember(verdict{sure, right})
	d := sure
	if right {
		d--
	}
	for i, s := range certainty(o, best) {
		g := d * s
		c.Squares[i] += g * g
		c.Weights[i] -= confidenceRate * g / math.Sqrt(c.Squares[i]) * 4
	}
	for best >= len(c.Labels) {
		c.Labels = append(c.Labels, 0)
	}
	c.Labels[best] -= 0.1*d + 0.003*c.Labels[best]
}

func (c *confidence) remember(v verdict) {
	c.Seen++
	if len(c.Recent) == recentVerdicts {
		c.Recent = slices.Delete(c.Recent, 0, 1)
	}
	c.Recent = append(c.Recent, v)
	if c.Seen%20 == 0 {
		c.Auto = threshold(c.Recent)
	}
}

// threshold returns the lowest confidence above which nine in ten verdicts were right; 2 when there is none.
func threshold(recent []verdict) float64 {
	sorted := slices.Clone(recent)
	slices.SortStableFunc(sorted, func(a, b verdict) int { return cmp.Compare(b.Sure, a.Sure) })
	auto, right := 2.0, 0
	for i, v := range sorted {
		if v.Right {
			right++
		}
		last := i+1 == len(sorted) || sorted[i+1].Sure < v.Sure
		if n := i + 1; last && n >= autoLeast && float64(right) >= autoPrecision*float64(n) {
			auto = v.Sure
		}
	}
	return auto
}
