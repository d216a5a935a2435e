package local

import (
	"math"
	"slices"
)

// The neighbour index scores by BM25 with these constants.
const (
	bm25K1 = 1.2
	bm25B  = 0.6
	// queryTerms is how many words of a ticket, the rarest first, are looked up: it bounds the work at 100,000 tickets.
	queryTerms = 24
	// searchPostings is how many tickets of all these words together are looked at, of each word the newest: a word that
	// thousands of tickets have tells little, and of the old ones less.
	searchPostings = 10_000
)

// index finds the tickets that share the rarest words with a given one. It keeps the newest size tickets: the list of
// each word is in order of arrival, and what has left the window is dropped from its front.
type index struct {
	size  int
	next  uint32 // serial of the next ticket
	mean  float64
	lists map[uint32][]posting
}

// posting packs the serial of a ticket (low 26 bits) and the word's weight in it, in steps of 2.2/63.
type posting uint32

const (
	serialBits = 26
	serialMask = 1<<serialBits - 1
	weightStep = float32(bm25K1+1) / 63
)

func newIndex(size int) *index { return &index{size: size, lists: map[uint32][]posting{}} }

// oldest returns the serial of the oldest ticket still kept.
func (x *index) oldest() uint32 {
	if x.next < uint32(x.size) {
		return 0
	}
	return x.next - uint32(x.size)
}

// add takes in a ticket's words and returns its serial.
func (x *index) add(ts []term) uint32 {
	serial := x.next
	x.next++
	var length float64
	for _, t := range ts {
		length += float64(t.tf)
	}
	if serial == 0 {
		x.mean = length
	}
	x.mean += (length - x.mean) / 100
	norm := float32(bm25K1 * (1 - bm25B + bm25B*length/max(x.mean, 1)))
	oldest := x.oldest()
	for _, t := range ts {
		list := x.lists[t.id]
		gone := 0
		for gone < len(list) && uint32(list[gone]&serialMask) < oldest {
			gone++
		}
		weight := t.tf * (bm25K1 + 1) / (t.tf + norm)
		p := posting(serial) | posting(max(1, weight/weightStep+0.5))<<serialBits
		x.lists[t.id] = append(list[gone:], p)
	}
	if serial%4096 == 4095 {
		x.sweep(oldest)
	}
	return serial
}

// sweep drops words that no ticket in the window has.
func (x *index) sweep(oldest uint32) {
	for id, list := range x.lists { // each list is judged by itself, so the order does not matter
		if uint32(list[len(list)-1]&serialMask) < oldest {
			delete(x.lists, id)
		}
	}
}

// neighbour is a ticket in the index and its likeness to the one asked about. 1 is the ticket itself.
type neighbour struct {
	serial uint32
	score  float32
}

// scratch is what one search needs; it may be reused by the next.
type scratch struct {
	scores  []float32
	touched []uint32
	query   []weighted
}

type weighted struct {
	list []posting
	idf  float32
}

// nearest returns the n most similar tickets that keep accepts, best first. discount, if any, scales the score of a
// ticket by its age in tickets.
func (x *index) nearest(ts []term, n int, s *scratch, discount func(age uint32) float32) []neighbour {
	live := int(min(x.next, uint32(x.size)))
	oldest := x.oldest()
	if len(s.scores) < live {
		s.scores = make([]float32, live+live/4)
	}
	s.touched = s.touched[:0]
	self := x.rarest(ts, live, s)
	reach := searchPostings / max(1, len(s.query))
	for _, q := range s.query {
		step := q.idf * weightStep
		for _, p := range q.list[max(0, len(q.list)-reach):] {
			serial := uint32(p & serialMask)
			if serial < oldest {
				continue
			}
			at := &s.scores[serial-oldest]
			if *at == 0 {
				s.touched = append(s.touched, serial-oldest)
			}
			*at += step * float32(p>>serialBits)
		}
	}
	best := make([]neighbour, 0, n+1)
	for _, i := range s.touched {
		score := s.scores[i] / self
		s.scores[i] = 0
		if len(best) == n && score < best[n-1].score {
			continue // no discount makes it better
		}
		if discount != nil {
			score *= discount(uint32(live) - i)
		}
		best = insert(best, neighbour{i + oldest, score}, n)
	}
	return best
}

// insert keeps the n best, best first; of equals the newest.
func insert(best []neighbour, nb neighbour, n int) []neighbour {
	if len(best) == n && nb.score < best[n-1].score {
		return best
	}
	at := len(best)
	for at > 0 && (best[at-1].score < nb.score || best[at-1].score == nb.score && best[at-1].serial < nb.serial) {
		at--
	}
	best = slices.Insert(best, at, nb)
	return best[:min(len(best), n)]
}

// rarest fills s.query with the lists of the ticket's rarest words and returns the score of a perfect match.
func (x *index) rarest(ts []term, live int, s *scratch) float32 {
	s.query = s.query[:0]
	var unseen float32
	for _, t := range ts {
		list := x.lists[t.id]
		if len(list) == 0 {
			unseen += float32(math.Log(1 + 2*float64(live)))
			continue
		}
		idf := float32(math.Log(1 + (float64(live)-float64(len(list))+0.5)/(float64(len(list))+0.5)))
		if idf > 0 {
			s.query = append(s.query, weighted{list, idf})
		}
	}
	slices.SortStableFunc(s.query, func(a, b weighted) int { return len(a.list) - len(b.list) })
	s.query = s.query[:min(len(s.query), queryTerms)]
	self := unseen / 2
	for _, q := range s.query {
		self += q.idf * 1.1
	}
	return max(self, 1)
}
