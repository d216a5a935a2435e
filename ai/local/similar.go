package local

// Similar is a ticket much like another one.
type Similar struct {
	ID       string
	Score    float64 // 0 to 1; 1 says the same words
	Resolved bool
}

// leastSimilar is the score below which two tickets merely share a word.
const leastSimilar = 0.15

// Observe takes in an open ticket, so that later ones can be found similar to it. Observing it again changes nothing.
func (m *Model) Observe(t Ticket) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.known.admit(m.index, t.ID, m.corpus.read(t).terms)
}

// Similar returns up to n tickets like t among the newest 100,000, best first, without t itself.
func (m *Model) Similar(t Ticket, n int) []Similar {
	m.mu.RLock()
	defer m.mu.RUnlock()
	s := m.scratch.Get().(*scratch)
	defer m.scratch.Put(s)
	out := make([]Similar, 0, n)
	for _, near := range m.index.nearest(m.corpus.read(t).terms, n+1, s, nil) {
		e := m.known.at(m.index, near.serial)
		if e.ID == "" || e.ID == t.ID || near.score < leastSimilar || len(out) == n {
			continue
		}
		out = append(out, Similar{e.ID, min(1, float64(near.score)), e.Done})
	}
	return out
}
