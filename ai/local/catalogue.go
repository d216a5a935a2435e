package local

// catalogue knows the tickets in the index: which they are and, once settled, their labels.
type catalogue struct {
	ring    []entry           // of the size of the index at most; a ticket's place is its serial modulo that
	serials map[string]uint32 // by ID
}

// entry is a ticket in the index.
type entry struct {
	ID     string
	Labels [tasks]int16 // -1: not known
	Done   bool
}

func newCatalogue() *catalogue { return &catalogue{serials: map[string]uint32{}} }

// at returns the ticket with a serial that is in the index.
func (k *catalogue) at(x *index, serial uint32) *entry { return &k.ring[int(serial)%x.size] }

// admit puts a ticket into the index unless it is there, in place of what leaves the window.
func (k *catalogue) admit(x *index, id string, ts []term) *entry {
	if serial, ok := k.serials[id]; ok {
		return k.at(x, serial)
	}
	serial := x.add(ts)
	if len(k.ring) < x.size {
		k.ring = append(k.ring, entry{})
	}
	e := k.at(x, serial)
	delete(k.serials, e.ID)
	*e = entry{ID: id, Labels: [tasks]int16{-1, -1, -1, -1}}
	if id != "" {
		k.serials[id] = serial
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
func (k *catalogue) votes(x *index, near []neighbour, task int) []vote {
	out := make([]vote, 0, len(near))
	for _, n := range near {
		if e := k.at(x, n.serial); e.Labels[task] >= 0 {
			out = append(out, vote{int(e.Labels[task]), n.score})
		}
	}
	return out
}
