package local

import "slices"

// look is one ticket as a model sees it: what all tasks share.
type look struct {
	m      *Model
	t      Ticket
	doc    *document
	near   []neighbour
	names  []float32
	skill  *opinion
	hidden *layer
	means  *meaning // nil: not known, or no longer asked
}

// voters is how many neighbours have a say.
const voters = 25

// look reads a ticket. The caller holds the lock.
func (m *Model) look(t Ticket) *look {
	q := &look{m: m, t: t, doc: m.corpus.read(t)}
	if m.learned < meaningUntil {
		q.means = meaningOf(q.doc)
	}
	q.hidden = m.net.hidden(q.doc.known)
	s := m.scratch.Get().(*scratch)
	q.near = m.index.nearest(q.doc.terms, voters, s, freshness)
	m.scratch.Put(s)
	if len(m.names.skills) > 0 {
		scores := make([]float32, len(m.names.skills))
		m.names.scores(q.doc, scores)
		m.names.form(t.Fields, scores)
		q.names = make([]float32, len(m.task[taskSkill].labels))
		for i, id := range m.nameIDs {
			if id >= 0 {
				q.names[id] = scores[i]
			}
		}
	}
	return q
}

// freshness discounts old tickets: what is a few thousand tickets old counts little.
func freshness(age uint32) float32 { return 1 / (1 + float32(age)/6000) }

// opinion weighs everything there is on one task. The task must have labels.
func (q *look) opinion(task int) *opinion {
	a := asked{doc: q.doc, byLength: task != taskPerson, at: q.t.At, votes: q.m.known.votes(q.m.index, q.near, task)}
	a.net = make([]float32, len(q.m.task[task].labels))
	q.m.net.scores(task, q.hidden, a.net)
	logSoftmax(a.net)
	switch task {
	case taskSkill:
		if q.skill == nil {
			a.names = q.names
			a.meaning = q.meant()
			q.skill = q.m.task[taskSkill].weigh(a)
		}
		return q.skill
	case taskPerson:
		a.experience = q.experienced()
		a.self = q.forThemselves()
	case taskPriority:
		a.names = q.stated().scores(len(q.m.levels.levels))
	}
	return q.m.task[task].weigh(a)
}

// meant scores the skills by what the ticket means; nil when that is not known. Before the first ticket it is asked only
// where the form does not tell and where a skill's name means something alike.
func (q *look) meant() []float32 {
	if q.means == nil {
		return nil
	}
	out := make([]float32, len(q.m.task[taskSkill].labels))
	q.m.means.scores(q.means, out)
	if q.m.learned == 0 && (slices.Max(out) < meaningAlike*meaningReach || len(q.names) > 0 && slices.Max(q.names) >= formWeight) {
		return nil
	}
	logSoftmax(out)
	return out
}

func (q *look) stated() stated { return statedIn(q.doc) }

// statedLevel puts what the words say on the model's scale.
func (q *look) statedLevel() Stated {
	s, levels := q.stated(), q.m.levels.levels
	if s.reason == "" || len(levels) == 0 {
		return Stated{}
	}
	return Stated{levels[s.urgency.position(len(levels))], s.reason, s.urgency == pressing}
}

// named returns the skills that the ticket names in full.
func (q *look) named() []string {
	weights := q.m.names.named(q.doc)
	least := float32(0.1)
	if slices.Contains(weights, 1) { // what the title names is meant; the body may name what it likes
		least = 1
	}
	var out []string
	for i, weight := range weights {
		if weight >= least {
			out = append(out, q.m.names.skills[i].Name)
		}
	}
	return out
}
