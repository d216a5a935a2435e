package tickets

import (
	"context"
	"slices"
	"time"
)

// An assigned ticket that nobody acts on comes back: its assignee is nudged,
// then it is handed on to the next best, once; after that the lead is told. When
// the time that a ticket has is over, its owner and the lead are told as well.
// The deadline is stored on the ticket and the durable engine only wakes us for
// it: a run that wakes for a deadline that has moved, or is gone, finds nothing
// to do. So a claim costs no event that would cancel a waiting run, and a lost
// run is caught by the sweep. One run at a time waits for a ticket, for whichever
// deadline comes first; when it wakes, it waits for the next.

// Chase is the return timer of one assignment.
type Chase struct {
	Since     time.Time `json:"since,omitzero"` // the AssignedAt it belongs to; that of another assignment is no longer true
	At        time.Time `json:"at,omitzero"`    // when the assignee's patience ends; zero while the timer is not set
	Nudged    bool      `json:"nudged,omitempty"`
	Postponed int       `json:"postponed,omitempty"` // how often the assignee asked for more time
	Over      bool      `json:"over,omitempty"`      // it was answered, or the lead has been told
}

// maxPostponed is how often an assignee may ask for more time.
const maxPostponed = 2

// chase returns the timer of the present assignment.
func (t *Ticket) chase() Chase {
	if c := t.Routing.Chase; c.Since.Equal(t.AssignedAt) {
		return c
	}
	return Chase{Since: t.AssignedAt}
}

// unattended reports whether the ticket is with somebody who has not acted on it.
func (t *Ticket) unattended() bool {
	return t.Assignee != nil && t.Status == Open && t.ClaimedAt.IsZero() && !t.chase().Over
}

// untimed reports whether a timer is yet to be set.
func (t *Ticket) untimed() bool { return t.unattended() && t.chase().At.IsZero() }

// attended ends the timer without a claim: the assignee answered.
func (t *Ticket) attended() { t.Routing.Chase = Chase{Since: t.AssignedAt, Over: true} }

// canPostpone reports whether the assignee may ask for more time now.
func (t *Ticket) canPostpone() bool {
	c := t.chase()
	return t.unattended() && c.Nudged && c.Postponed < maxPostponed
}

// deadline returns when the timer ends that is to be set on the ticket; zero
// when none is.
func (s *Service) deadline(ctx context.Context, t Ticket) (time.Time, error) {
	if !t.untimed() {
		return time.Time{}, nil
	}
	rules, err := s.rules(ctx)
	if err != nil || rules.patience(t.Priority) == 0 {
		return time.Time{}, err
	}
	u, err := s.store.User(ctx, t.Assignee.ID)
	if err != nil {
		return time.Time{}, err
	}
	return u.calendar(rules.Holidays).Add(s.now(), rules.patience(t.Priority)), nil
}

// setTimer sets the timer of the assignment that a deadline was worked out for,
// and reports whether it did.
func (t *Ticket) setTimer(since, deadline time.Time) bool {
	if deadline.IsZero() || !t.untimed() || !t.AssignedAt.Equal(since) {
		return false
	}
	c := t.chase()
	t.wakeAt(c, deadline)
	return true
}

// wakeAt moves the timer.
func (t *Ticket) wakeAt(c Chase, deadline time.Time) {
	c.At = deadline.UTC().Truncate(time.Millisecond)
	t.Routing.Chase = c
}

// alarm is the first of the ticket's deadlines, zero when it has none.
func (t *Ticket) alarm() time.Time {
	at := t.runsOut()
	if c := t.chase().At; t.unattended() && !c.IsZero() && (at.IsZero() || c.Before(at)) {
		at = c
	}
	return at
}

// arm asks the durable engine to wake us at the ticket's next deadline, unless
// it does so by then already, and reports whether it did.
func (t *Ticket) arm(now time.Time) bool {
	at, wake := t.alarm(), t.Routing.Wake
	if at.IsZero() || wake.After(now) && !at.Before(wake) {
		return false
	}
	t.Routing.Wake = at
	t.Outbox = append(t.Outbox, Event{ID: newULID(time.Now()), Name: TicketChase, Ticket: t.ID, At: at})
	return true
}

func (t *Ticket) chaseDue(now time.Time) bool {
	at := t.chase().At
	return t.unattended() && !at.IsZero() && !now.Before(at)
}

// Chase does what is due about a ticket that nobody acts on, or whose time is
// over, if anything is.
func (s *Service) Chase(ctx context.Context, id ID) error {
	t, err := s.store.Ticket(ctx, id)
	if err != nil {
		return err
	}
	if now := s.now(); !t.chaseDue(now) && !t.overdue(now) {
		return s.waitOn(ctx, t)
	}
	s.routing.Lock()
	defer s.routing.Unlock()
	rules, err := s.rules(ctx)
	if err != nil {
		return err
	}
	people, err := s.candidates(ctx)
	if err != nil {
		return err
	}
	var next *User
	if _, err = s.update(ctx, id, func(t *Ticket, now time.Time) error {
		next = nil
		late := t.overdue(now)
		if late {
			t.miss(rules, people, now)
		}
		switch {
		case !t.chaseDue(now) && !late:
			return ErrUnchanged
		case !t.chaseDue(now):
		case rules.patience(t.Priority) == 0: // since switched off
			t.Routing.Chase.At = time.Time{}
		case t.nudge(people, rules, now):
		default:
			if next = t.handOn(people, now); next == nil {
				t.escalate(rules.lead(StepUnattended, t, people, now), now)
			}
		}
		t.arm(now)
		return nil
	}); err != nil || next == nil {
		return err
	}
	if err := s.tookTurn(ctx, next.ID); err != nil {
		return err
	}
	return s.Plan(ctx, id)
}

// waitOn has us woken for the ticket's next deadline, if it has one.
func (s *Service) waitOn(ctx context.Context, t Ticket) error {
	if !t.arm(s.now()) {
		return nil
	}
	_, err := s.store.UpdateTicket(ctx, t.ID, func(t *Ticket) error {
		if !t.arm(s.now()) {
			return ErrUnchanged
		}
		return nil
	})
	s.wake()
	return err
}

// nudge reminds the assignee, if they have not been and are there to read it.
func (t *Ticket) nudge(people []Candidate, rules Rules, now time.Time) bool {
	c := t.chase()
	i := slices.IndexFunc(people, func(c Candidate) bool { return t.AssignedTo(c.User.ID) })
	if c.Nudged || i < 0 || people[i].away(now) {
		return false
	}
	c.Nudged = true
	t.record(beckon, now, "nudged", "%s", t.Assignee.Name)
	t.notify(NoticeNudged, t.Assignee.ID, Person{}, "", now)
	t.wakeAt(c, people[i].User.calendar(rules.Holidays).Add(now, rules.patience(t.Priority)))
	return true
}

// handOn gives the ticket to the next best, and returns them; nil when it has
// been handed on so before, or there is nobody else.
func (t *Ticket) handOn(people []Candidate, now time.Time) *User {
	if slices.ContainsFunc(t.Routing.Refusals, func(r Refusal) bool { return r.Late }) {
		return nil
	}
	late := Refusal{By: *t.Assignee, Reason: "did not act on it in time", At: now, Late: true}
	without := t.Clone()
	without.Routing.Refusals = append(without.Routing.Refusals, late)
	d := Route(without, people, now)
	if d.To == nil {
		return nil
	}
	t.Routing.Refusals = append(t.Routing.Refusals, late)
	_ = t.follow(d, now) // fails only to say that nobody was found
	return d.To
}

// escalate tells the lead, or the admins for ""; the ticket stays where it is.
func (t *Ticket) escalate(to UserID, now time.Time) {
	c := t.chase()
	c.Over, c.At = true, time.Time{}
	t.Routing.Chase = c
	t.record(beckon, now, "escalated", "%s has not acted on it", t.Assignee.Name)
	t.notify(NoticeEscalated, to, Person{}, "", now) // the card says whose it is
}

// Postpone gives the assignee who was nudged more time, twice at most.
func (s *Service) Postpone(ctx context.Context, a Actor, ref Ref) (Ticket, error) {
	if err := a.mustModerate(); err != nil {
		return Ticket{}, err
	}
	rules, err := s.rules(ctx)
	if err != nil {
		return Ticket{}, err
	}
	return s.update(ctx, ref, func(t *Ticket, now time.Time) error {
		c := t.chase()
		switch {
		case !t.Status.Live():
			return fail(Conflict, "%s is already %s.", t.Number, t.Status.Words())
		case t.Assignee == nil:
			return fail(Conflict, "Nobody has %s any more.", t.Number)
		case !t.AssignedTo(a.User.ID):
			return fail(Forbidden, "%s is with %s, not with you.", t.Number, t.Assignee.Name)
		case c.Postponed >= maxPostponed:
			return fail(Conflict, "You have had more time for %s twice. Claim it, or hand it on.", t.Number)
		case !t.canPostpone():
			return fail(Conflict, "%s is not pressing. Claim it when you begin.", t.Number)
		}
		c.Postponed++
		t.record(a, now, "postponed", "")
		t.wakeAt(c, a.User.calendar(rules.Holidays).Add(now, rules.patience(t.Priority)))
		t.arm(now)
		return nil
	})
}

// chaseLate does what was due about tickets whose run was lost, and sets timers
// that are missing.
func (s *Service) chaseLate(ctx context.Context) error {
	return s.forEach(ctx, Filter{Status: attendedStatuses, Sort: OldestFirst}, func(t Ticket) error {
		switch {
		case t.chaseDue(s.now()), t.overdue(s.now()):
			return s.Chase(ctx, t.ID)
		case t.untimed():
			return s.Plan(ctx, t.ID)
		}
		return nil
	})
}
