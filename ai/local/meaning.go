package local

import (
	_ "embed"
	"encoding/binary"
	"math"
)

// The size of a row of the table of words; meaning/README.md says where the table is from.
const (
	tableHash   = 4  // bytes of the hash of a stemmed word, the lowest first
	meaningSize = 64 // numbers that follow it, each a signed byte
	tableRow    = tableHash + meaningSize
)

// wordTable has the commonest English stems in the order of their hashes, each with a vector whose direction is what it
// means and whose length is how much it tells. It stays in the program's text: nothing is copied to the heap.
//
//go:embed meaning/words.bin
var wordTable string

// meaning is the direction in which a text lies: texts that say much the same in other words lie close. It has length one.
type meaning [meaningSize]float32

// vectorOf returns a stemmed word's numbers in the table; "" when it is not there.
func vectorOf(stem string) string {
	want := hash(0, stem)
	low, high := 0, len(wordTable)/tableRow
	for low < high {
		mid := (low + high) / 2
		row := wordTable[mid*tableRow:][:tableRow]
		switch got := hashAt(row); {
		case got == want:
			return row[tableHash:]
		case got < want:
			low = mid + 1
		default:
			high = mid
		}
	}
	return ""
}

func hashAt(row string) uint32 { return binary.LittleEndian.Uint32([]byte(row[:tableHash])) }

// meaningOf returns what the words of a ticket's title and the first of its body mean together; nil when the table has none
// of them.
func meaningOf(d *document) *meaning {
	title, body := d.parts[0], d.parts[1]
	var sum meaning
	sum.add(title, 1)
	sum.add(body[:min(len(body), meaningBodyWords)], 0.5)
	square := sum.dot(&sum)
	if square == 0 {
		return nil
	}
	scale := float32(1 / math.Sqrt(float64(square)))
	for i := range sum {
		sum[i] *= scale
	}
	return &sum
}

func (a *meaning) add(ws []string, weight float32) {
	for _, w := range ws {
		v := vectorOf(w)
		for i := range len(v) {
			a[i] += weight * float32(int8(v[i]))
		}
	}
}

func (a *meaning) dot(b *meaning) float32 {
	var sum float32
	for i, v := range a {
		sum += v * b[i]
	}
	return sum
}

// How meanings learn, chosen on the training parts of the public data.
const (
	meaningBodyWords = 20 // how many words of the body are read
	meaningReach     = 10 // how far a label's weights reach at first
	meaningRate      = 1
	meaningFirst     = 0.01 // what each AdaGrad sum starts from
	meaningLeast     = 0.01 // a label this close to its target is left alone
	meaningAlike     = 0.3  // likeness of a name, before the first ticket, below which it is chance
	meaningUntil     = 1000 // tickets, from which on the desk's own words tell all that these do
)

// meanings is multi-class logistic regression over meanings. A label's weights start in the direction of its name, so
// that it is guessed before the first ticket from words that its name does not have.
type meanings struct {
	weights, squares []meaning
	names            []namesake // not yet learned
}

// namesake is a label and what its name means.
type namesake struct {
	label int
	name  *meaning
}

// name gives a label the direction of its name.
func (m *meanings) name(label int, name *meaning) {
	m.grow(label + 1)
	for i, v := range name {
		m.weights[label][i] = meaningReach * v
	}
	m.names = append(m.names, namesake{label, name})
}

func (m *meanings) grow(n int) {
	if more := n - len(m.weights); more > 0 {
		m.weights = append(m.weights, make([]meaning, more)...)
		m.squares = append(m.squares, make([]meaning, more)...)
	}
}

// scores fills out with a score for each label; labels never seen get zero.
func (m *meanings) scores(d *meaning, out []float32) {
	clear(out)
	for c := range out[:min(len(out), len(m.weights))] {
		out[c] = m.weights[c].dot(d)
	}
}

// learn moves the weights of all labels towards those given, having learned the names first: before the first ticket,
// their likeness to it is the better guess. buf has one place a label.
func (m *meanings) learn(d *meaning, labels []int, buf []float32) {
	m.grow(len(buf))
	for range rehearsals {
		for _, n := range m.names {
			m.step(n.name, []int{n.label}, buf)
		}
	}
	m.names = nil
	m.step(d, labels, buf)
}

func (m *meanings) step(d *meaning, labels []int, buf []float32) {
	m.scores(d, buf)
	softmax(buf)
	for i, label := range labels {
		buf[label] -= shareOf(i, len(labels))
	}
	for c, e := range buf {
		if e < meaningLeast && e > -meaningLeast {
			continue
		}
		adaGrad(m.weights[c][:], m.squares[c][:], d[:], e, meaningRate, meaningFirst)
	}
}
