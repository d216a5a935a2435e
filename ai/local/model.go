package local

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"time"
)

// Ticket is what is known of a ticket when it is opened.
type Ticket struct {
	ID        string
	Title     string
	Body      string
	Requester string
	Fields    []string // what the intake form said beyond the text, in a fixed order
	At        time.Time
}

// Outcome is what people finally made of a ticket. What is empty teaches nothing, but that a ticket has no category does
// where others have one.
type Outcome struct {
	Skills   []string // most important first
	Assignee string
	Priority string
	Category string
}

// Guess is one possible answer and its probability.
type Guess struct {
	Name string
	P    float64
}

// Answer is a prediction of one thing: the likeliest guesses, best first, and how sure the first is.
type Answer struct {
	Guesses []Guess
	Sure    float64 // calibrated chance that the first guess is right
	Tried   int     // how many answers Sure was learned from
	Auto    bool    // sure enough that the newest answers as sure were right nine times in ten
}

// Prediction is what the model makes of a ticket.
type Prediction struct {
	Skill    Answer
	Person   Answer
	Priority Answer
	Category Answer
	Named    []string // skills whose name or alias the title has in full, or else the body, in the order of the desk's list
	Stated   Stated
	Learned  int // tickets learned from so far
}

// Stated is what the ticket's own words say about its priority.
type Stated struct {
	Level  string // "" when they say nothing
	Reason string // one sentence
	Floor  bool   // no guess should go below Level
}

// The things that are learned.
const (
	taskSkill = iota
	taskPerson
	taskPriority
	taskCategory
	tasks
)

// Model learns from tickets one by one and predicts for others. It is safe for use by many goroutines.
type Model struct {
	mu      sync.RWMutex
	learned int // tickets so far
	corpus  *corpus
	index   *index
	known   *catalogue
	task    [tasks]*classifier
	work    *histories // person by skill: who has lately handled what
	levels  *scale
	selves  *selves // who takes their own tickets
	names   *matcher
	nameIDs []int // per skill of names, its label
	net     *net
	means   meanings // of the skills
	replay  replay
	buf     []float32 // for learning only
	scratch sync.Pool
}

// Who handles what shifts within weeks.
const (
	workTickets = 400
	workDays    = 45
)

// New returns a model that has seen nothing. The levels of priority are given lowest first; the skills may be none.
func New(levels []string, skills []Skill) *Model {
	m := &Model{corpus: newCorpus(), net: newNet(), buf: make([]float32, maxClasses), index: newIndex(100_000), known: newCatalogue(), levels: newScale(levels),
		selves: newSelves(), work: newHistories(memory{halfTickets: workTickets, halfDays: workDays, labels: 64})}
	for task, bits := range [tasks]int{taskSkill: 20, taskPerson: 18, taskPriority: 16, taskCategory: 16} {
		m.task[task] = newClassifier(task, bits)
	}
	for _, l := range levels {
		m.task[taskPriority].id(l)
	}
	m.scratch.New = func() any { return &scratch{} }
	m.SetSkills(skills)
	return m
}

// SetSkills replaces the list of skills whose words are matched. Skills learned before stay known.
func (m *Model) SetSkills(skills []Skill) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.names = newMatcher(skills)
	m.nameIDs = m.nameIDs[:0]
	known := len(m.task[taskSkill].labels)
	var fresh []lesson
	for _, s := range skills {
		id := m.task[taskSkill].id(s.Name)
		m.nameIDs = append(m.nameIDs, id)
		if id >= known {
			fresh = append(fresh, m.firstLesson(s, id))
		}
	}
	for range rehearsals {
		for _, l := range fresh {
			m.study(l)
		}
	}
}

// rehearsals is how often a new skill's own words are learned, as if they were its first tickets.
const rehearsals = 8

func (m *Model) firstLesson(s Skill, id int) lesson {
	t := Ticket{Title: strings.Join(append([]string{s.Name}, s.Aliases...), " "), Body: s.Description}
	d := m.corpus.read(t)
	m.corpus.count(d.feats)
	if name := meaningOf(d); name != nil {
		m.means.name(id, name)
	}
	return lesson{feats: d.feats, labels: [tasks][]int{taskSkill: {id}}}
}

// Predict answers for a ticket. It changes nothing.
func (m *Model) Predict(t Ticket) Prediction {
	m.mu.RLock()
	defer m.mu.RUnlock()
	q := m.look(t)
	p := Prediction{Named: q.named(), Stated: q.statedLevel(), Learned: m.learned}
	if c := m.task[taskSkill]; len(c.labels) > 0 {
		p.Skill = c.answer(q.opinion(taskSkill))
	}
	if c := m.task[taskPerson]; len(c.labels) > 0 {
		p.Person = c.answer(q.opinion(taskPerson))
	}
	if c := m.task[taskPriority]; len(c.labels) > 0 {
		p.Priority = m.levels.answer(c, q.opinion(taskPriority))
	}
	if c := m.task[taskCategory]; len(c.labels) > 0 {
		p.Category = c.answer(q.opinion(taskCategory))
	}
	return p
}

// Learn takes in what became of a ticket. at is when it became known.
func (m *Model) Learn(t Ticket, o Outcome, at time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	known := m.sizes()
	labels := m.number(o)
	q := m.look(t)
	for task, c := range m.task {
		if len(labels[task]) > 0 && len(c.labels) > 0 {
			m.judge(q, task, labels[task][0], known[task])
		}
	}
	m.learned++
	m.corpus.count(q.doc.feats)
	l := lesson{slices.Clone(q.doc.feats), q.means, labels} // kept for long: no room to spare
	m.study(l)
	for range m.replay.rounds(len(l.feats)) {
		if old, ok := m.replay.draw(); ok {
			m.study(old)
		}
	}
	m.replay.add(l)
	m.remember(q.doc, o, labels, cmp.Or(t.At, at))
	m.known.settle(m.index, t, q.doc.terms, labels)
}

// judge takes in how an answer fared when so many labels were known. A label that nobody knew says nothing of the views:
// each was as wrong as can be.
func (m *Model) judge(q *look, task, label, known int) {
	c := m.task[task]
	if len(c.labels) < 2 {
		return
	}
	o := q.opinion(task)
	best := top(o.p)
	if task == taskPriority {
		m.levels.learn(o.p, label)
	}
	c.sureness.learn(o, best, best == label)
	if label < known {
		c.mixture.learn(o, label)
	}
}

// number turns the outcome's names into labels.
func (m *Model) number(o Outcome) (labels [tasks][]int) {
	for _, s := range o.Skills {
		if id := m.task[taskSkill].id(s); id >= 0 && !slices.Contains(labels[taskSkill], id) {
			labels[taskSkill] = append(labels[taskSkill], id)
		}
	}
	if o.Assignee != "" {
		if id := m.task[taskPerson].id(o.Assignee); id >= 0 {
			labels[taskPerson] = []int{id}
		}
	}
	if id := m.levels.index(o.Priority); id >= 0 {
		labels[taskPriority] = []int{id}
	}
	if o.Category != "" || len(m.task[taskCategory].labels) > 0 {
		if id := m.task[taskCategory].id(o.Category); id >= 0 {
			labels[taskCategory] = []int{id}
		}
	}
	return labels
}

// sizes is how many labels each task has.
func (m *Model) sizes() (n [tasks]int) {
	for task, c := range m.task {
		n[task] = len(c.labels)
	}
	return n
}

func (m *Model) study(l lesson) {
	sizes := m.sizes()
	m.net.learn(l, sizes, m.buf)
	if skills := l.labels[taskSkill]; l.means != nil && len(skills) > 0 {
		m.means.learn(l.means, skills, m.buf[:sizes[taskSkill]])
	}
	for task, c := range m.task {
		if len(l.labels[task]) > 0 {
			c.step(l.feats, l.labels[task])
		}
	}
}

func (m *Model) remember(d *document, o Outcome, labels [tasks][]int, at time.Time) {
	for task, c := range m.task {
		if len(labels[task]) > 0 {
			c.remember(d, labels[task][0], at)
		}
	}
	if len(labels[taskPerson]) > 0 {
		for _, s := range o.Skills {
			for _, key := range workKeys(s, d) {
				m.work.add(key, labels[taskPerson][0], at)
			}
		}
		who := d.keys[byRequester]
		if _, ok := m.task[taskPerson].ids[who]; ok {
			m.selves.add(who, o.Assignee == who, at)
		}
	}
}
