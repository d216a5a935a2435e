package local

import "slices"

// scale answers on an ordered list of levels. Human priorities are noisy, and a guess two levels off is worse than one
// level off: it orders tickets by their expected level and gives each level the share it lately had.
type scale struct {
	levels []string
	recent []placed
	next   int
	cuts   []float64 // between the levels, rising, on the expected level
	seen   int
}

// placed is a past ticket: where it was expected and where it came to stand.
type placed struct {
	Expected float64
	Level    int
}

const recentPlaced = 800

func newScale(levels []string) *scale {
	s := &scale{levels: levels}
	for i := 1; i < len(levels); i++ {
		s.cuts = append(s.cuts, float64(i)-0.5)
	}
	return s
}

func (s *scale) index(level string) int { return slices.Index(s.levels, level) }

func expected(p []float32) float64 {
	e := 0.0
	for i, v := range p {
		e += float64(i) * float64(v)
	}
	return e
}

// place returns the level of a ticket by its probabilities.
func (s *scale) place(p []float32) int {
	e, level := expected(p), 0
	for level < len(s.cuts) && e >= s.cuts[level] {
		level++
	}
	return level
}

func (s *scale) learn(p []float32, level int) {
	v := placed{expected(p), level}
	if len(s.recent) < recentPlaced {
		s.recent = append(s.recent, v)
	} else {
		s.recent[s.next] = v
		s.next = (s.next + 1) % recentPlaced
	}
	if s.seen++; s.seen%25 == 0 && s.seen >= 50 {
		s.cut()
	}
}

// cut sets the cuts so that the levels get the shares they had among the recent tickets.
func (s *scale) cut() {
	es := make([]float64, len(s.recent))
	counts := make([]int, len(s.levels))
	for i, v := range s.recent {
		es[i] = v.Expected
		counts[v.Level]++
	}
	slices.Sort(es)
	at := 0
	for i := range s.cuts {
		at += counts[i]
		switch {
		case at == 0:
			s.cuts[i] = es[0] - 1
		case at == len(es):
			s.cuts[i] = es[at-1] + 1
		default:
			s.cuts[i] = (es[at-1] + es[at]) / 2
		}
	}
}

// answer puts the level that place chose first.
func (s *scale) answer(c *classifier, o *opinion) Answer {
	a := Answer{Guesses: ranked(c.labels, o.p)}
	level := s.place(o.p)
	name := c.labels[level]
	at := slices.IndexFunc(a.Guesses, func(g Guess) bool { return g.Name == name })
	if at < 0 {
		a.Guesses = append(a.Guesses, Guess{name, float64(o.p[level])})
		at = len(a.Guesses) - 1
	}
	g := a.Guesses[at]
	a.Guesses = slices.Insert(slices.Delete(a.Guesses, at, at+1), 0, g)
	a.Sure = g.P
	return a
}
