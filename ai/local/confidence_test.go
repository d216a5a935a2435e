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
