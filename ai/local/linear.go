package local

import "math"

// The linear learner's rates, chosen on the training parts of the public data.
const (
	learningRate = 0.5
	firstSquare  = 0.1  // what each AdaGrad sum starts from
	leastError   = 0.01 // a class this close to its target is left alone
)

// linear is multi-class logistic regression over hashed features with AdaGrad steps. A feature's weights for all
// classes lie side by side, so that reading them is one sweep of memory; rows overlap, which is the same as colliding.
type linear struct {
	mask    uint32
	weights []float32
	squares []uint16 // grow by gradient²; each is the upper half of a float32, so less than 1/512 of it adds nothing
}

// maxClasses is how many labels one learner can tell apart.
const maxClasses = 1024

// newLinear returns a learner of so many rows, which take no memory before the first lesson.
func newLinear(bits int) *linear { return &linear{mask: 1<<bits - 1} }

// scores adds each feature's weights to out, one score a class.
func (l *linear) scores(fs []feature, out []float32) {
	clear(out)
	if l.weights == nil {
		return
	}
	for len(fs) >= 4 { // four features a sweep: this loop is most of what a prediction costs, and memory most of the loop
		r0, r1, r2, r3 := l.row(fs[0], len(out)), l.row(fs[1], len(out)), l.row(fs[2], len(out)), l.row(fs[3], len(out))
		v0, v1, v2, v3 := fs[0].val, fs[1].val, fs[2].val, fs[3].val
		r1, r2, r3 = r1[:len(r0)], r2[:len(r0)], r3[:len(r0)]
		for c, w := range r0 {
			out[c] = out[c] + w*v0 + r1[c]*v1 + r2[c]*v2 + r3[c]*v3
		}
		fs = fs[4:]
	}
	for _, f := range fs {
		for c, w := range l.row(f, len(out)) {
			out[c] += w * f.val
		}
	}
}

// row is a feature's weights for so many classes.
func (l *linear) row(f feature, classes int) []float32 {
	at := int(f.id & l.mask)
	return l.weights[at : at+classes]
}

// learn moves the weights towards the targets, which sum to one. buf has one place a class.
func (l *linear) learn(fs []feature, targets []float32, buf []float32) {
	if l.weights == nil {
		rows := int(l.mask) + 1 + maxClasses
		l.weights, l.squares = make([]float32, rows), make([]uint16, rows)
	}
	l.scores(fs, buf)
	softmax(buf)
	for c, p := range buf {
		d := p - targets[c]
		if d < leastError && d > -leastError {
			continue
		}
		for _, f := range fs {
			i := f.id&l.mask + uint32(c)
			g := d * f.val
			square := math.Float32frombits(uint32(l.squares[i])<<16) + g*g
			l.squares[i] = uint16((math.Float32bits(square) + 1<<15) >> 16)
			l.weights[i] -= learningRate * g / float32(math.Sqrt(float64(square+firstSquare)))
		}
	}
}

// adaGrad moves the weights with which inputs make one score against its error. Each weight's step is the smaller the more its
// squares have added up to, which start from first.
func adaGrad(weights, squares, inputs []float32, err, rate, first float32) {
	weights, squares = weights[:len(inputs)], squares[:len(inputs)]
	for i, v := range inputs {
		g := err * v
		squares[i] += g * g
		weights[i] -= rate * g / float32(math.Sqrt(float64(squares[i]+first)))
	}
}

// softmax turns scores into probabilities, in place.
func softmax(s []float32) {
	top := s[0]
	for _, v := range s {
		top = max(top, v)
	}
	var sum float32
	for i, v := range s {
		s[i] = float32(math.Exp(float64(v - top)))
		sum += s[i]
	}
	for i := range s {
		s[i] /= sum
	}
}

// logSoftmax turns scores into logarithms of probabilities, in place.
func logSoftmax(s []float32) {
	top := s[0]
	for _, v := range s {
		top = max(top, v)
	}
	var sum float64
	for _, v := range s {
		sum += math.Exp(float64(v - top))
	}
	lse := top + float32(math.Log(sum))
	for i := range s {
		s[i] -= lse
	}
}
