package tickets

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Undo is the offer to take a bulk change back, once, by whoever made it.
type Undo struct {
	Token string // "" when there is nothing to take back
	Until time.Time
}

const (
	// UndoLife is how long a bulk change can be taken back.
	UndoLife = 15 * time.Minute
	keptUndo = 5 // bulk changes remembered per person; the oldest goes first
)

// standing is what a bulk change can alter of a ticket.
type standing struct {
	Status     Status    `json:"status"`
	Priority   Priority  `json:"priority"`
	Locked     bool      `json:"locked"` // the priority, against triage
	Tags       []string  `json:"tags,omitempty"`
	Assignee   *Person   `json:"assignee,omitempty"`
	AssignedAt time.Time `json:"assignedAt,omitzero"`
	ClaimedAt  time.Time `json:"claimedAt,omitzero"`
	ResolvedAt time.Time `json:"resolvedAt,omitzero"`
}

// step is what a bulk change did to one ticket.
type step struct {
	Number Number    `json:"number"`
	Before standing  `json:"before"`
	After  standing  `json:"after"`
	At     time.Time `json:"at"`
}

// undoRecord is one bulk change. A person's last few are kept in one document.
type undoRecord struct {
	Token string    `json:"token"`
	Until time.Time `json:"until"`
	Steps []step    `json:"steps"`
}

func (t *Ticket) standing() standing {
	st := standing{
		Status: t.Status, Priority: t.Priority, Locked: t.Has(FieldPriority), Tags: slices.Clone(t.Tags),
		AssignedAt: t.AssignedAt, ClaimedAt: t.ClaimedAt, ResolvedAt: t.ResolvedAt,
	}
	if t.Assignee != nil {
		p := *t.Assignee
		st.Assignee = &p
	}
	return st
}

// sameWork reports whether the ticket is with the same person in the same state.
func (st standing) sameWork(other standing) bool {
	return st.Status == other.Status && st.owner() == other.owner() &&
		st.ClaimedAt.Equal(other.ClaimedAt) && st.ResolvedAt.Equal(other.ResolvedAt)
}

func (st standing) owner() Person {
	if st.Assignee == nil {
		return Person{}
	}
	return *st.Assignee
}

func undoDocument(id UserID) string { return "undo/" + string(id) }

// offerUndo remembers what a bulk change did. Without it the change stands all
// the same, so a failure is only logged.
func (s *Service) offerUndo(ctx context.Context, a Actor, steps []step) Undo {
	if len(steps) == 0 {
		return Undo{}
	}
	now := s.now()
	r := undoRecord{Token: newULID(now), Until: now.Add(UndoLife), Steps: steps}
	if err := s.changeUndo(ctx, a, func(kept []undoRecord) []undoRecord {
		kept = append(kept, r)
		return kept[max(0, len(kept)-keptUndo):]
	}); err != nil {
		s.log.Error("a bulk change cannot be undone", "user", a.User.ID, "err", err)
		return Undo{}
	}
	return Undo{Token: r.Token, Until: r.Until}
}

// changeUndo alters the person's list of bulk changes that can be taken back.
func (s *Service) changeUndo(ctx context.Context, a Actor, change func([]undoRecord) []undoRecord) error {
	return changeDocument(ctx, s.store, undoDocument(a.User.ID), func(kept *[]undoRecord) error {
		*kept = change(slices.DeleteFunc(*kept, func(r undoRecord) bool { return !s.now().Before(r.Until) }))
		return nil
	})
}

// UndoMany takes a bulk change of the actor's back: what it changed of each
// ticket is as before, unless somebody has changed that since (Conflict). What
// was said in messages stays said.
func (s *Service) UndoMany(ctx context.Context, a Actor, token string) ([]Outcome, error) {
	if err := a.mustModerate(); err != nil {
		return nil, err
	}
	kept, err := ReadDocument[[]undoRecord](ctx, s.store, undoDocument(a.User.ID))
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(kept, func(r undoRecord) bool { return r.Token == token && s.now().Before(r.Until) })
	if i < 0 {
		return nil, fail(Conflict, "This can no longer be undone. Change the tickets by hand.")
	}
	steps := kept[i].Steps
	numbers := make([]Number, len(steps))
	for i, st := range steps {
		numbers[i] = st.Number
	}
	outcomes := s.each(numbers, func(i int) (Ticket, error) {
		return s.update(ctx, steps[i].Number, func(t *Ticket, now time.Time) error { return steps[i].takeBack(t, a, now) })
	})
	return outcomes, s.changeUndo(ctx, a, func(kept []undoRecord) []undoRecord {
		return slices.DeleteFunc(kept, func(r undoRecord) bool { return r.Token == token })
	})
}

// takeBack brings what the step changed back to what it was.
func (st step) takeBack(t *Ticket, a Actor, now time.Time) error {
	is, moved, ranked := t.standing(), !st.Before.sameWork(st.After), st.Before.Priority != st.After.Priority
	if moved && !is.sameWork(st.After) || ranked && is.Priority != st.After.Priority {
		return fail(Conflict, "%s was changed meanwhile. It stays as it is.", t.Number)
	}
	var said []string
	if ranked {
		said = append(said, fmt.Sprintf("priority %s → %s", t.Priority, st.Before.Priority))
		t.Priority = st.Before.Priority
	}
	if st.After.Locked && !st.Before.Locked {
		t.Locked = slices.DeleteFunc(t.Locked, func(f Field) bool { return f == FieldPriority })
	}
	if tags := st.tags(t.Tags); !slices.Equal(tags, t.Tags) {
		said = append(said, fmt.Sprintf("tags %s → %s", listed(t.Tags), listed(tags)))
		t.Tags = tags
	}
	verb := "undone"
	if moved {
		said = append(said, fmt.Sprintf("%s, %s → %s, %s", t.Status.Words(), ownerWords(*t), st.Before.Status.Words(), nameOr(st.Before.owner(), "nobody yet")))
		verb = st.verb()
		st.moveBack(t, a, now)
	}
	if len(said) == 0 {
		return ErrUnchanged
	}
	t.record(a, now, verb, "%s", strings.Join(said, "; "))
	return nil
}

// verb is what the requester reads of a change of status that is taken back.
func (st step) verb() string {
	switch {
	case st.Before.Status.Live() && !st.After.Status.Live():
		return "reopened"
	case !st.Before.Status.Live() && st.After.Status.Live():
		return string(st.Before.Status)
	}
	return "undone"
}

func (st step) moveBack(t *Ticket, a Actor, now time.Time) {
	b := st.Before
	if b.Assignee != nil { // taking it from them had told the router not to ask them again
		t.Routing.Refusals = slices.DeleteFunc(t.Routing.Refusals, func(r Refusal) bool { return r.By.ID == b.Assignee.ID && r.At.Equal(st.At) })
	}
	t.Status, t.Assignee, t.AssignedAt, t.ClaimedAt, t.ResolvedAt = b.Status, b.Assignee, b.AssignedAt, b.ClaimedAt, b.ResolvedAt
	if b.owner() != st.After.owner() {
		t.Routing.Why = []string{"given back by " + a.User.Name}
	}
	if b.Assignee == nil && b.Status.Live() {
		t.Routing.Why, t.Routing.RunnersUp = nil, nil
		t.emit(TicketQueued, now)
	}
}

// tags takes back what was added and removed, and leaves what others did since.
func (st step) tags(have []string) []string {
	b := Bulk{AddTags: without(st.Before.Tags, st.After.Tags), RemoveTags: without(st.After.Tags, st.Before.Tags)}
	return b.tags(have)
}

func without(list, taken []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(v string) bool { return slices.Contains(taken, v) })
}

func nameOr(p Person, other string) string {
	if p.ID == "" {
		return other
	}
	return p.Name
}
