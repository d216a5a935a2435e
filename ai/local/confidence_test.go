package local

import "testing"

func TestThreshold(t *testing.T) {
	many := func(n int, sure float64, right bool) []verdict {
		out := make([]verdict, n)
		for i := range out {
			out[i] = verdict{sure, right}
		}
		return out
	}
	join := func(parts ...[]verdict) (out []verdict) {
		for _, p := range parts {
			out = append(out, p...)
		}
		return out
	}
	for _, tt := range []struct {
		name   string
		recent []verdict
		want   float64
	}{
		{"nothing known", nil, 2},
		{"too few", many(autoLeast-1, 0.99, true), 2},
		{"all right", many(100, 0.7, true), 0.7},
		{"never right", many(100, 0.9, false), 2},
		{"right only when sure", join(many(90, 0.9, true), many(100, 0.5, false)), 0.9},
		{"nine in ten", join(many(90, 0.9, true), many(10, 0.8, false), many(50, 0.3, false)), 0.8},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := threshold(tt.recent); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestSurenessBeforeAnyVerdict(t *testing.T) {
	sure := func(p ...float32) float64 {
		c := newConfidence()
		return c.of(&opinion{p: p}, 0)
	}
	if ahead, beside := sure(0.3, 0.1, 0.1, 0.5/3, 0.5/3, 0.5/3), sure(0.3, 0.3, 0.1, 0.1, 0.1, 0.1); ahead <= beside {
		t.Errorf("%.2f sure well ahead of the second, want more than the %.2f of two equals", ahead, beside)
	}
	if got := sure(0.5, 0.5); got > 0.5 {
		t.Errorf("%.2f sure of one of two equals, want half at most", got)
	}
	c := newConfidence()
	c.Seen, c.Weights = 1, [signsOfCertainty]float64{2}
	if got, want := c.of(&opinion{p: []float32{0.5, 0.5}}, 0), sigmoid(2); got != want {
		t.Errorf("%.2f sure once there was a verdict, want the %.2f that was learned", got, want)
	}
}

func TestScalePlacesByRecentShares(t *testing.T) {
	s := newScale([]string{"low", "medium", "high"})
	for i := range 300 { // expected levels rise with i; a tenth are low, a tenth high
		x := float32(i%100) / 100
		level := 1
		switch {
		case i%100 < 10:
			level = 0
		case i%100 >= 90:
			level = 2
		}
		s.learn([]float32{0.5 - x/4, 0.4, 0.1 + x/4}, level)
	}
	for _, tt := range []struct {
		x    float32
		want int
	}{{0.02, 0}, {0.5, 1}, {0.97, 2}} {
		if got := s.place([]float32{0.5 - tt.x/4, 0.4, 0.1 + tt.x/4}); got != tt.want {
			t.Errorf("at %.2f: got level %d, want %d", tt.x, got, tt.want)
		}
	}
}
