package local

import (
	"math"
	"time"
)

// classifier learns to give a ticket one of many labels: a skill, a person or a priority.
type classifier struct {
	labels   []string
	ids      map[string]int
	linear   *linear
	past     [historyKeys]*histories
	recent   *histories // of all tickets, under one key
	mixture  mixture
	sureness confidence
	buf      []float32 // for learning only
}

// What is remembered under each key: people's requests shift sooner than those of a whole form.
var memories = [historyKeys]memory{
	byRequester: {halfTickets: 10, labels: 24}, byFields: {halfTickets: 60, labels: 64}, byBoth: {halfTickets: 10, labels: 24},
}

func newClassifier(task, bits int) *classifier {
	c := &classifier{ids: map[string]int{}, linear: newLinear(bits), mixture: newMixture(task), sureness: newConfidence(),
		recent: newHistories(memory{halfTickets: 60, labels: maxClasses})}
	for kind, m := range memories {
		c.past[kind] = newHistories(m)
	}
	return c
}

// id returns the number of a label, a new one when it was never seen; -1 when there are too many.
func (c *classifier) id(label string) int {
	if id, ok := c.ids[label]; ok {
		return id
	}
	if len(c.labels) == maxClasses {
		return -1
	}
	c.ids[label] = len(c.labels)
	c.labels = append(c.labels, label)
	return len(c.labels) - 1
}

// vote is a labelled neighbour.
type vote struct {
	label int
	score float32
}

// asked is everything a classifier looks at besides its own memory.
type asked struct {
	doc        *document
	byLength   bool // how much it counts what is common goes by how little there is to read
	votes      []vote
	at         time.Time
	names      []float32 // score of each label's own words; nil: none known
	net        []float32 // scores of the neural network, as logarithms of probabilities
	meaning    []float32 // as net; nil: none known
	experience []float32 // logarithm of a probability for each label; nil: none
	self       []float32 // as experience
}

const everybody = "all" // the one key of the recent history

// weigh forms an opinion. There must be at least one label.
func (c *classifier) weigh(a asked) *opinion {
	n := len(c.labels)
	o := &opinion{p: make([]float32, n)}
	recent := make([]float32, n)
	counts, scale, total := c.recent.past(everybody, a.at)
	smooth(recent, counts, scale, total, nil, 0.1*float32(n))
	if total > 0 { // before the first ticket, the learners know no more than the names
		o.views[viewLinear] = make([]float32, n)
		c.linear.scores(a.doc.known, o.views[viewLinear])
		logSoftmax(o.views[viewLinear])
		o.views[viewNet] = a.net
	}
	o.level[viewLinear] = level(float64(c.sureness.Seen), 50, 200, 1000)
	o.views[viewNeighbours], o.level[viewNeighbours] = polled(a.votes, recent)
	logs(recent)
	for kind, v := range [historyKeys]int{viewRequester, viewFields, viewBoth} {
		counts, scale, total := c.past[kind].past(a.doc.keys[kind], a.at)
		if total < 0.01 {
			continue
		}
		o.views[v] = make([]float32, n)
		lift(o.views[v], counts, scale, total, recent)
		o.level[v] = level(total, 1.5, 4, 8)
	}
	o.views[viewRecent] = recent
	o.level[viewRecent] = o.level[viewLinear]
	if a.byLength {
		o.level[viewRecent] = level(float64(len(a.doc.terms)), 5, 12)
	}
	o.level[viewNet] = o.level[viewLinear]
	o.views[viewMeaning] = a.meaning
	o.level[viewMeaning] = o.level[viewLinear]
	o.views[viewNames] = a.names
	o.level[viewNames] = o.level[viewLinear]
	o.views[viewExperience] = a.experience
	o.views[viewSelf] = a.self
	o.level[viewSelf] = o.level[viewLinear]
	o.level[viewExperience] = o.level[viewLinear]
	c.mixture.mix(o)
	return o
}

// smooth fills out with the shares of counts, drawn towards prior (nil: even) as by weight further counts.
func smooth(out []float32, counts []count, scale, total float64, prior []float32, weight float32) {
	sum := float32(total) + weight
	for i := range out {
		if prior == nil {
			out[i] = weight / float32(len(out)) / sum
		} else {
			out[i] = weight * prior[i] / sum
		}
	}
	for _, k := range counts {
		if k.Label < len(out) {
			out[k.Label] += float32(k.N*scale) / sum
		}
	}
}

// lift fills out with how much commoner each label is among counts than recently, as logarithms; counts are drawn towards
// no difference as by one further.
func lift(out []float32, counts []count, scale, total float64, logRecent []float32) {
	none := float32(-math.Log(total + 1))
	for i := range out {
		out[i] = none
	}
	for _, k := range counts {
		if k.Label < len(out) {
			recent := math.Exp(float64(logRecent[k.Label]))
			out[k.Label] = float32(math.Log((k.N*scale + recent) / (total + 1) / recent))
		}
	}
}

func logs(p []float32) {
	for i, v := range p {
		p[i] = float32(math.Log(float64(v) + 1e-9))
	}
}

// polled turns the votes of the neighbours into a view: the nearer, the more it counts.
func polled(votes []vote, prior []float32) ([]float32, int) {
	if len(votes) == 0 {
		return nil, 0
	}
	out := make([]float32, len(prior))
	var sum float32 = 0.5
	best := votes[0].score
	for _, v := range votes {
		w := v.score / best
		w *= w * w
		sum += w
		if v.label < len(out) {
			out[v.label] += w
		}
	}
	for i := range out {
		out[i] = (out[i] + 0.5*prior[i]) / sum
	}
	logs(out)
	return out, level(float64(best), 0.2, 0.4, 0.6)
}

// remember counts the label under the ticket's keys.
func (c *classifier) remember(d *document, label int, at time.Time) {
	c.recent.add(everybody, label, at)
	for kind, key := range d.keys {
		c.past[kind].add(key, label, at)
	}
}

// step moves the linear learner towards the labels, which share the target.
func (c *classifier) step(fs []feature, labels []int) {
	n := len(c.labels)
	if len(c.buf) < 2*n {
		c.buf = make([]float32, 4*n)
	}
	targets := c.buf[n : 2*n]
	clear(targets)
	for i, l := range labels {
		targets[l] = shareOf(i, len(labels))
	}
	c.linear.learn(fs, targets, c.buf[:n])
}

// firstShare is the first label's part of the target where a ticket has several.
const firstShare = 0.8

// shareOf returns the part of the target that the label at i of n has.
func shareOf(i, n int) float32 {
	switch {
	case n == 1:
		return 1
	case i == 0:
		return firstShare
	}
	return (1 - firstShare) / float32(n-1)
}
