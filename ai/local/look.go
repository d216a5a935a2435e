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
}

// voters is how many neighbours have a say.
const voters = 25

// look reads a ticket. The caller holds the lock.
func (m *Model) look(t Ticket) *look {
	q := &look{m: m, t: t, doc: m.corpus.read(t)}
	q.hidden = m.net.hidden(q.doc.known)
	s := m.scratch.Get().(*scratch)
	q.near = m.index.nearest(q.doc.terms, voters, s, freshness)
	m.scratch.Put(s)
	if len(m.names.skills) > 0 {
		scores := make([]float32, len(m.names.skills))
		m.names.scores(q.doc, scores)
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
	a := asked{doc: q.doc, at: q.t.At, votes: q.m.known.votes(q.m.index, q.near, task)}
	a.net = make([]float32, len(q.m.task[task].labels))
	q.m.net.scores(task, q.hidden, a.net)
	logSoftmax(a.net)
	switch task {
	case taskSkill:
		if q.skill == nil {
			a.names = q.names
			q.skill = q.m.task[taskSkill].weigh(a)
		}
		return q.skill
	case taskPerson:
		a.experience = q.experienced()
	case taskPriority:
		a.names = q.stated().scores(len(q.m.levels.levels))
	}
	return q.m.task[task].weigh(a)
}

// experienced returns, per person, how likely they are to take this ticket by the skills it seems to need: who has
// handled the skill, who has handled it where the form said the same, and who for this requester.
func (q *look) experienced() []float32 {
	skills := q.m.task[taskSkill]
	if len(skills.labels) == 0 {
		return nil
	}
	people := len(q.m.task[taskPerson].labels)
	out, mean, share := make([]float32, people), make([]float32, people), make([]float32, people)
	for s, p := range q.opinion(taskSkill).p {
		if p < 0.02 {
			continue
		}
		for i := range mean {
			mean[i] = 1 / float32(people)
		}
		for i, key := range workKeys(skills.labels[s], q.doc) {
			counts, scale, total := q.m.work.past(key, q.t.At)
			smooth(share, counts, scale, total, mean, [...]float32{0.3, 2, 2}[i])
			mean, share = share, mean
		}
		for i, v := range mean {
			out[i] += p * v
		}
	}
	for i, v := range out {
		out[i] = v*0.97 + 0.03/float32(people)
	}
	logs(out)
	return out
}

// workKeys are what a person's work on a skill is remembered under, from the general to the particular.
func workKeys(skill string, d *document) [3]string {
	keys := [3]string{skill}
	if f := d.keys[byFields]; f != "" {
		keys[1] = skill + "\x1e" + f
	}
	if r := d.keys[byRequester]; r != "" {
		keys[2] = skill + "\x1d" + r
	}
	return keys
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
