package local

// replay keeps the newest tickets that were learned from, so that each new one can be learned along with a few old ones.
// What it keeps and what it repeats are bounded by features, not tickets: short tickets are kept longer and repeated more.
type replay struct {
	kept  []lesson // oldest first
	feats int      // of all that are kept
	seed  uint32
}

// lesson is a ticket with its labels, as the linear learners need it.
type lesson struct {
	feats  []feature
	means  *meaning     // nil: not known
	labels [tasks][]int // nil: not known
}

const (
	keptFeatures  = 160_000
	drawnFeatures = 1_500 // with each new ticket
)

// rounds is how many old tickets are learned again with a new one of so many features: many while there are few.
func (r *replay) rounds(feats int) int {
	n := max(2, min(8, drawnFeatures/(feats+1)))
	return max(n, min(6, 2+1000/(len(r.kept)+1)))
}

func (r *replay) add(l lesson) {
	for r.feats+len(l.feats) > keptFeatures && len(r.kept) > 0 {
		r.feats -= len(r.kept[0].feats)
		r.kept[0] = lesson{}
		r.kept = r.kept[1:]
	}
	r.kept = append(r.kept, l)
	r.feats += len(l.feats)
}

// draw returns one of the kept tickets, the same ones in every run.
func (r *replay) draw() (lesson, bool) {
	if len(r.kept) == 0 {
		return lesson{}, false
	}
	r.seed = r.seed*1664525 + 1013904223
	return r.kept[uint64(r.seed)*uint64(len(r.kept))>>32], true
}
