package local

// replay keeps the newest tickets that were learned from, so that each new one can be learned along with a few old ones.
type replay struct {
	kept []lesson
	next int
	seed uint32
}

// lesson is a ticket with its labels, as the linear learners need it.
type lesson struct {
	feats  []feature
	labels [tasks][]int // nil: not known
}

const replaySize = 400

// rounds is how many old tickets are learned again with each new one: many while there are few.
func (r *replay) rounds() int { return min(6, 2+1000/(len(r.kept)+1)) }

func (r *replay) add(l lesson) {
	if len(r.kept) < replaySize {
		r.kept = append(r.kept, l)
		return
	}
	r.kept[r.next] = l
	r.next = (r.next + 1) % replaySize
}

// draw returns one of the kept tickets, the same ones in every run.
func (r *replay) draw() (lesson, bool) {
	if len(r.kept) == 0 {
		return lesson{}, false
	}
	r.seed = r.seed*1664525 + 1013904223
	return r.kept[uint64(r.seed)*uint64(len(r.kept))>>32], true
}
