package eval

import (
	"cmp"
	"math"
	"slices"

	"github.com/beckon-desk/beckon/ai/local"
)

// Queue is how well the first skill was answered.
type Queue struct {
	N          int     `json:"n"`
	Top1       float64 `json:"top1"`
	Top3       float64 `json:"top3"`
	MacroF1    float64 `json:"macroF1"`    // over every label that was right or was answered
	SkillHit   float64 `json:"skillHit"`   // the first answer is one of the ticket's skills
	ECE        float64 `json:"ece"`        // mean distance of confidence from truth, in ten bins
	Coverage90 float64 `json:"coverage90"` // largest share of tickets, surest first, answered right nine times in ten
	Auto       Auto    `json:"auto"`
}

// Auto is what routing by itself would have done, at the threshold the triager had learned by then.
type Auto struct {
	Coverage  float64 `json:"coverage"`
	Precision float64 `json:"precision"`
}

// Person is how well the person who took the ticket was guessed.
type Person struct {
	N    int     `json:"n"`
	Top1 float64 `json:"top1"`
	Top3 float64 `json:"top3"`
}

// Priority is how well the priority was guessed.
type Priority struct {
	N        int     `json:"n"`
	Accuracy float64 `json:"accuracy"`
	Kappa    float64 `json:"kappa"` // Cohen's, with quadratic weights: 0 is chance, 1 is perfect
}

// Bin is one row of the calibration table.
type Bin struct {
	From  float64 `json:"from"`
	To    float64 `json:"to"`
	N     int     `json:"n"`
	Sure  float64 `json:"sure"`  // mean confidence
	Right float64 `json:"right"` // share that was right
}

const bins = 10

// meter adds up answers.
type meter struct {
	levels   []string
	rows     int
	verdicts []verdict
	top3     int
	hit      int
	auto     int
	autoOK   int
	f1       map[string]*tally
	person   Person
	matrix   [][]float64 // true level by answered level
}

type verdict struct {
	sure  float64
	right bool
}

type tally struct{ right, answered, true float64 }

func newMeter(levels []string) *meter {
	m := &meter{levels: levels, f1: map[string]*tally{}, matrix: make([][]float64, len(levels))}
	for i := range m.matrix {
		m.matrix[i] = make([]float64, len(levels))
	}
	return m
}

// place returns where name stands among the guesses, from 0; -1 when it does not.
func place(a local.Answer, name string) int {
	return slices.IndexFunc(a.Guesses, func(g local.Guess) bool { return g.Name == name })
}

func (m *meter) see(r row, p local.Prediction) {
	m.rows++
	if r.queue != "" {
		m.seeQueue(r, p.Skill)
	}
	if r.assignee != "" {
		m.person.N++
		switch at := place(p.Person, r.assignee); {
		case at == 0:
			m.person.Top1++
			m.person.Top3++
		case at > 0 && at < 3:
			m.person.Top3++
		}
	}
	if want := slices.Index(m.levels, r.priority); want >= 0 && len(p.Priority.Guesses) > 0 {
		if got := slices.Index(m.levels, p.Priority.Guesses[0].Name); got >= 0 {
			m.matrix[want][got]++
		}
	}
}

func (m *meter) seeQueue(r row, a local.Answer) {
	at := place(a, r.queue)
	m.tally(r.queue).true++
	m.verdicts = append(m.verdicts, verdict{a.Sure, at == 0})
	if at >= 0 && at < 3 {
		m.top3++
	}
	if len(a.Guesses) == 0 {
		return
	}
	first := a.Guesses[0].Name
	m.tally(first).answered++
	if at == 0 {
		m.tally(first).right++
	}
	if slices.Contains(r.skills, first) {
		m.hit++
	}
	if a.Auto {
		m.auto++
		if at == 0 {
			m.autoOK++
		}
	}
}

func (m *meter) tally(label string) *tally {
	t := m.f1[label]
	if t == nil {
		t = &tally{}
		m.f1[label] = t
	}
	return t
}

func share(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}

func (m *meter) queue() Queue {
	n := len(m.verdicts)
	right := 0
	for _, v := range m.verdicts {
		if v.right {
			right++
		}
	}
	q := Queue{N: n, Top1: share(right, n), Top3: share(m.top3, n), SkillHit: share(m.hit, n), MacroF1: m.macroF1(),
		Coverage90: coverage(m.verdicts, 0.9), Auto: Auto{share(m.auto, n), share(m.autoOK, m.auto)}}
	for _, b := range m.calibration() {
		q.ECE += math.Abs(b.Sure-b.Right) * share(b.N, n)
	}
	return q
}

func (m *meter) macroF1() float64 {
	var labels []string
	for l := range m.f1 {
		labels = append(labels, l)
	}
	slices.Sort(labels)
	sum := 0.0
	for _, l := range labels {
		t := m.f1[l]
		sum += 2 * t.right / (t.answered + t.true)
	}
	return sum / max(1, float64(len(labels)))
}

// coverage returns the largest share of the verdicts, surest first, among which at least precision were right. Answers
// of one confidence go together.
func coverage(verdicts []verdict, precision float64) float64 {
	sorted := slices.Clone(verdicts)
	slices.SortStableFunc(sorted, func(a, b verdict) int { return cmp.Compare(b.sure, a.sure) })
	best, right := 0, 0
	for i, v := range sorted {
		if v.right {
			right++
		}
		last := i+1 == len(sorted) || sorted[i+1].sure < v.sure
		if last && float64(right) >= precision*float64(i+1) {
			best = i + 1
		}
	}
	return share(best, len(verdicts))
}

func (m *meter) calibration() []Bin {
	out := make([]Bin, bins)
	for i := range out {
		out[i].From, out[i].To = float64(i)/bins, float64(i+1)/bins
	}
	for _, v := range m.verdicts {
		b := &out[min(bins-1, max(0, int(v.sure*bins)))]
		b.N++
		b.Sure += v.sure
		if v.right {
			b.Right++
		}
	}
	for i := range out {
		if b := &out[i]; b.N > 0 {
			b.Sure /= float64(b.N)
			b.Right /= float64(b.N)
		}
	}
	return out
}

func (m *meter) people() Person {
	p := m.person
	if p.N > 0 {
		p.Top1 /= float64(p.N)
		p.Top3 /= float64(p.N)
	}
	return p
}

func (m *meter) priority() Priority {
	accuracy, kappa, n := agreement(m.matrix)
	return Priority{N: int(n), Accuracy: accuracy, Kappa: kappa}
}

// agreement returns the accuracy and the quadratic kappa of a confusion matrix, and how many it counts.
func agreement(matrix [][]float64) (accuracy, kappa, n float64) {
	k := len(matrix)
	rows, cols := make([]float64, k), make([]float64, k)
	right := 0.0
	for i := range matrix {
		for j, v := range matrix[i] {
			rows[i] += v
			cols[j] += v
			n += v
		}
		right += matrix[i][i]
	}
	if n == 0 {
		return 0, 0, 0
	}
	var seen, chance float64
	for i := range matrix {
		for j, v := range matrix[i] {
			w := float64((i - j) * (i - j))
			seen += w * v
			chance += w * rows[i] * cols[j] / n
		}
	}
	if chance == 0 {
		return right / n, 0, n
	}
	return right / n, 1 - seen/chance, n
}
