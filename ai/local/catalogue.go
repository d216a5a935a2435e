package local

// catalogue knows the tickets in the index: which they are and, once settled, their labels.
type catalogue struct {
	tickets map[uint32]*entry // by serial
	serials map[string]uint32 // by ID
}

// entry is a ticket in the index.
type entry struct {
	ID     string
	Labels [tasks]int16 // -1: not known
	Done   bool
}

func newCatalogue() *catalogue {
	return &catalogue{tickets: map[uint32]*entry{}, serials: map[string]uint32{}}
}

// admit puts a ticket into the index unless it is there, and forgets what left the window.
func (k *catalogue) admit(x *index, id string, ts []term) *entry {
	if s, ok := k.serials[id]; ok && id != "" {
		if e := k.tickets[s]; e != nil {
			return e
		}
	}
	serial := x.add(ts)
	e := &entry{ID: id, Labels: [tasks]int16{-1, -1, -1}}
	k.tickets[serial] = e
	if id != "" {
		k.serials[id] = serial
	}
	if gone := serial - uint32(x.size); serial >= uint32(x.size) {
		if old := k.tickets[gone]; old != nil {
			delete(k.serials, old.ID)
			delete(k.tickets, gone)
		}
	}
	return e
}

// settle records the labels of a ticket.
func (k *catalogue) settle(x *index, t Ticket, ts []term, labels [tasks][]int) {
	e := k.admit(x, t.ID, ts)
	e.Done = true
	for task, ls := range labels {
		if len(ls) > 0 {
			e.Labels[task] = int16(ls[0])
		}
	}
}

// votes returns the labels of those neighbours that have one.
func (k *catalogue) votes(near []neighbour, task int) []vote {
	out := make([]vote, 0, len(near))
	for _, n := range near {
		if e := k.tickets[n.serial]; e != nil && e.Labels[task] >= 0 {
			out = append(out, vote{int(e.Labels[task]), n.score})
		}
	}
	return out
}
