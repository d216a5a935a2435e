package local

import "testing"

func TestReplayIsBoundedByFeatures(t *testing.T) {
	for _, tt := range []struct {
		name            string
		long, kept      int // features of each ticket, and how many tickets stay
		roundsWhenFull  int
		roundsWhenEmpty int
	}{
		{"short tickets", 50, keptFeatures / 50, 8, 8},
		{"long tickets", 500, keptFeatures / 500, 5, 6},
		{"as long as can be", maxFeatures, keptFeatures / maxFeatures, 6, 6}, // still so few that each counts
	} {
		t.Run(tt.name, func(t *testing.T) {
			var r replay
			if got := r.rounds(tt.long); got != tt.roundsWhenEmpty {
				t.Errorf("%d rounds at first, want %d", got, tt.roundsWhenEmpty)
			}
			for i := range 2 * tt.kept {
				r.add(lesson{feats: make([]feature, tt.long), labels: [tasks][]int{{i}}})
			}
			if len(r.kept) != tt.kept || r.feats != tt.kept*tt.long {
				t.Errorf("keeps %d tickets of %d features, want %d of %d", len(r.kept), r.feats, tt.kept, tt.kept*tt.long)
			}
			if newest := r.kept[len(r.kept)-1].labels[0][0]; newest != 2*tt.kept-1 {
				t.Errorf("the newest kept is %d, want %d", newest, 2*tt.kept-1)
			}
			if got := r.rounds(tt.long); got != tt.roundsWhenFull {
				t.Errorf("%d rounds when full, want %d", got, tt.roundsWhenFull)
			}
		})
	}
}
