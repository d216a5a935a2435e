package local

import "math"

// The size and rates of the neural network.
const (
	netBits  = 14
	netWidth = 32
	netRate  = 0.15
	netNoise = 0.2  // width of the first weights
	netFirst = 0.01 // what each AdaGrad sum starts from
	netLeast = 0.003
)

type layer [netWidth]float32

// net is a small neural network that reads hashed features through one hidden layer, which all tasks share: what is
// learned about words for one helps the others, and it sees what goes together, which the linear learner cannot.
type net struct {
	embed   []float32 // a layer for each hash
	squares []float32 // of the gradients, one a layer
	heads   [tasks]head
}

// head holds a layer for each label of a task.
type head struct{ weights, squares []float32 }

func newNet() *net {
	n := &net{embed: make([]float32, netWidth<<netBits), squares: make([]float32, 1<<netBits)}
	state := uint32(1)
	for i := range n.embed {
		state = state*1664525 + 1013904223
		n.embed[i] = (float32(state>>8)/(1<<24) - 0.5) * netNoise
	}
	return n
}

func layerAt(ws []float32, i int) *layer { return (*layer)(ws[i*netWidth:]) }

func (n *net) row(f feature) *layer { return layerAt(n.embed, int(f.id>>(32-netBits))) }

// hidden computes what the network makes of the features, before any task.
func (n *net) hidden(fs []feature) *layer {
	var h layer
	for len(fs) >= 4 { // four at a time, as in linear.scores
		r0, r1, r2, r3 := n.row(fs[0]), n.row(fs[1]), n.row(fs[2]), n.row(fs[3])
		v0, v1, v2, v3 := fs[0].val, fs[1].val, fs[2].val, fs[3].val
		for j := range h {
			h[j] = h[j] + r0[j]*v0 + r1[j]*v1 + r2[j]*v2 + r3[j]*v3
		}
		fs = fs[4:]
	}
	for _, f := range fs {
		for j, w := range n.row(f) {
			h[j] += w * f.val
		}
	}
	for j, v := range h {
		h[j] = float32(math.Tanh(float64(v)))
	}
	return &h
}

// scores fills out with a score for each label; labels never learned get zero.
func (n *net) scores(task int, h *layer, out []float32) {
	clear(out)
	weights := n.heads[task].weights
	for c := range out[:min(len(out), len(weights)/netWidth)] {
		var sum float32
		row := layerAt(weights, c)
		for j, v := range h {
			sum += v * row[j]
		}
		out[c] = sum
	}
}

// learn moves the network towards the labels of all tasks at once. sizes is how many labels each task has.
func (n *net) learn(l lesson, sizes [tasks]int, buf []float32) {
	h := n.hidden(l.feats)
	var slope layer
	for task, labels := range l.labels {
		if len(labels) > 0 {
			n.learnHead(task, h, labels, buf[:sizes[task]], &slope)
		}
	}
	var square float32
	for j, v := range h {
		slope[j] *= 1 - v*v
		square += slope[j] * slope[j]
	}
	for _, f := range l.feats {
		i := int(f.id >> (32 - netBits))
		n.squares[i] += square * f.val * f.val / netWidth
		rate := netRate * f.val / float32(math.Sqrt(float64(n.squares[i]+netFirst)))
		row := layerAt(n.embed, i)
		for j, g := range slope {
			row[j] -= rate * g
		}
	}
}

// learnHead moves a task's own weights and adds to the slope at the hidden layer.
func (n *net) learnHead(task int, h *layer, labels []int, out []float32, slope *layer) {
	hd := &n.heads[task]
	if grow := len(out)*netWidth - len(hd.weights); grow > 0 {
		hd.weights = append(hd.weights, make([]float32, grow)...)
		hd.squares = append(hd.squares, make([]float32, grow)...)
	}
	n.scores(task, h, out)
	softmax(out)
	for i, label := range labels {
		out[label] -= shareOf(i, len(labels))
	}
	for c, d := range out {
		if d < netLeast && d > -netLeast {
			continue
		}
		row, squares := layerAt(hd.weights, c), layerAt(hd.squares, c)
		for j, w := range row {
			slope[j] += d * w
		}
		adaGrad(row[:], squares[:], h[:], d, netRate, netFirst)
	}
}
