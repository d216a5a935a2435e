package local

import (
	"math"
	"slices"
	"strings"
	"time"
)

// The keys under which past labels are remembered.
const (
	byRequester = iota
	byFields
	byBoth
	historyKeys
)

func keysOf(t Ticket) (k [historyKeys]string) {
	k[byRequester] = t.Requester
	k[byFields] = strings.Join(t.Fields, "\x1f")
	if t.Requester != "" && len(t.Fields) > 0 {
		k[byBoth] = t.Requester + "\x1f" + k[byFields]
	}
	return k
}

// past is the faded count of labels seen under one key.
type past struct {
	Counts []count
	Total  float64
	Last   int64 // unix seconds
	Use    uint64
}

type count struct {
	Label int
	N     float64
}

// histories remembers, for each key, which labels came lately. Counts fade with every further label under the key and
// with time; when there are more than maxKeys, the half that was used longest ago is forgotten.
type histories struct {
	Keys map[string]*past
	Uses uint64
	memory
}

// memory is how long and how much histories remember.
type memory struct {
	halfTickets float64 // under the same key
	halfDays    float64 // 0: time does not fade
	labels      int     // at most so many under one key
}

const maxKeys = 8192

func newHistories(m memory) *histories { return &histories{Keys: map[string]*past{}, memory: m} }

// fade is what remains after the time from last to at.
func (h *histories) fade(last int64, at time.Time) float64 {
	if h.halfDays == 0 || at.IsZero() || last == 0 || at.Unix() <= last {
		return 1
	}
	return math.Exp2(-float64(at.Unix()-last) / 86400 / h.halfDays)
}

func (h *histories) add(key string, label int, at time.Time) {
	if key == "" {
		return
	}
	p := h.Keys[key]
	if p == nil {
		h.makeRoom()
		p = &past{}
		h.Keys[key] = p
	}
	h.Uses++
	p.Use = h.Uses
	f := math.Exp2(-1/h.halfTickets) * h.fade(p.Last, at)
	if !at.IsZero() {
		p.Last = max(p.Last, at.Unix())
	}
	p.Total = p.Total*f + 1
	found := false
	for i := range p.Counts {
		c := &p.Counts[i]
		c.N *= f
		if c.Label == label {
			c.N++
			found = true
		}
	}
	if !found {
		p.Counts = append(p.Counts, count{label, 1})
	}
	if len(p.Counts) > h.labels {
		p.forgetLeast()
	}
}

func (p *past) forgetLeast() {
	least := 0
	for i, c := range p.Counts {
		if c.N < p.Counts[least].N {
			least = i
		}
	}
	p.Total -= p.Counts[least].N
	p.Counts = slices.Delete(p.Counts, least, least+1)
}

func (h *histories) makeRoom() {
	if len(h.Keys) < maxKeys {
		return
	}
	for key, p := range h.Keys { // every old key goes, so the order does not matter
		if p.Use < h.Uses-maxKeys/2 {
			delete(h.Keys, key)
		}
	}
}

// past returns the counts under the key as of now and how much they add up to.
func (h *histories) past(key string, now time.Time) (counts []count, scale, total float64) {
	p := h.Keys[key]
	if p == nil {
		return nil, 0, 0
	}
	scale = h.fade(p.Last, now)
	return p.Counts, scale, p.Total * scale
}
