package local

import "time"

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

// selves knows how often people who take tickets take those that they opened themselves.
type selves struct {
	each        *histories // by person
	taken, seen float64    // by all
}

const (
	notSelf = iota
	isSelf
)

func newSelves() *selves { return &selves{each: newHistories(memory{halfTickets: 10, labels: 2})} }

// add takes in that a person's own ticket went to themselves or to somebody else.
func (s *selves) add(who string, self bool, at time.Time) {
	label := notSelf
	if self {
		label = isSelf
		s.taken++
	}
	s.seen++
	s.each.add(who, label, at)
}

// chance returns how likely a person takes a ticket of their own, drawn towards what all do.
func (s *selves) chance(who string, at time.Time) float64 {
	const weight = 3
	sum := weight * (s.taken + 1) / (s.seen + weight)
	counts, scale, total := s.each.past(who, at)
	for _, c := range counts {
		if c.Label == isSelf {
			sum += c.N * scale
		}
	}
	return sum / (total + weight)
}

// forThemselves returns, per person, how likely they are to take this ticket if all there is to know is who opened it; nil
// when that is nobody who takes tickets.
func (q *look) forThemselves() []float32 {
	people := q.m.task[taskPerson]
	id, ok := people.ids[q.t.Requester]
	if !ok {
		return nil
	}
	p := q.m.selves.chance(q.t.Requester, q.t.At)
	out := make([]float32, len(people.labels))
	for i := range out {
		out[i] = float32((1 - p) / float64(len(out)))
	}
	out[id] = float32(p)
	logs(out)
	return out
}
