package tickets

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
)

// A ticket that is reopened goes back to its owner, who knows it, unless they are
// on leave. Whoever is full gets it back all the same, since nobody else would be
// done with it sooner; and so does whose day is over, unless it is of high
// priority: "thank you" in the evening is no reason to look for somebody else.

// Reopen brings a resolved ticket back to work: to its owner if there is one who
// can have it back, and who is told, otherwise into the queue. Anybody who may see it may
// reopen it.
func (s *Service) Reopen(ctx context.Context, a Actor, ref Ref, reason string) (Ticket, error) {
	reason, err := tidyReason(reason)
	if err != nil {
		return Ticket{}, err
	}
	t, err := s.updateKnowing(ctx, ref, s.askStaff(ctx), func(t *Ticket, people []Candidate, now time.Time) error {
		if err := a.maySee(t); err != nil {
			return err
		}
		switch {
		case t.Status.Live():
			return ErrUnchanged
		case t.Status == Closed && !a.User.Moderates():
			return fail(Conflict, "%s is closed. Please open a new ticket.", t.Number)
		}
		return t.reopen(a, reason, people, now)
	})
	return t.as(a.User), err
}

// errAskStaff is returned by a change that has to know who is there.
var errAskStaff = errors.New("who moderates has to be known for this")

// askStaff returns everybody who moderates, asked for once and when needed.
func (s *Service) askStaff(ctx context.Context) func() ([]Candidate, error) {
	return sync.OnceValues(func() ([]Candidate, error) { return s.candidates(ctx) })
}

// updateKnowing is update with a change that may have to know who is there, which
// most changes do not: people are nil until it returns errAskStaff.
func (s *Service) updateKnowing(ctx context.Context, ref Ref, staff func() ([]Candidate, error), change func(*Ticket, []Candidate, time.Time) error) (Ticket, error) {
	t, err := s.update(ctx, ref, func(t *Ticket, now time.Time) error { return change(t, nil, now) })
	if !errors.Is(err, errAskStaff) {
		return t, err
	}
	people, err := staff()
	if err != nil {
		return Ticket{}, err
	}
	return s.update(ctx, ref, func(t *Ticket, now time.Time) error { return change(t, people, now) })
}

// reopen brings the ticket back to its owner or, if they are not among the people
// who can have it back, into the queue.
func (t *Ticket) reopen(a Actor, reason string, people []Candidate, now time.Time) error {
	if people == nil && t.Assignee != nil && !t.AssignedTo(a.User.ID) {
		return errAskStaff
	}
	t.ResolvedAt, t.Routing.Chase = time.Time{}, Chase{}
	t.record(a, now, "reopened", "%s", reason)
	if t.Assignee == nil {
		t.queue(now)
		return nil
	}
	if gone := t.ownerGone(people, now); gone != "" && !t.AssignedTo(a.User.ID) {
		t.queueFrom(gone, now)
		return nil
	}
	t.Status = InProgress
	if t.ClaimedAt.IsZero() {
		t.Status = Open
	}
	if !t.AssignedTo(a.User.ID) {
		t.notify(NoticeReopened, t.Assignee.ID, a.User.Person(), a.Via.Markdown(reason), now)
	}
	return nil
}

// queueFrom puts the ticket back into the queue, and notes with whom it was and
// why not now.
func (t *Ticket) queueFrom(why string, now time.Time) {
	was := *t.Assignee
	t.record(beckon, now, "unassigned", "from %s", was.Name)
	t.queue(now)
	t.Routing.Was = fmt.Sprintf("was with %s, who %s", was.Name, why)
}

// ownerGone says why the owner cannot have the ticket back, "" when they can.
func (t *Ticket) ownerGone(people []Candidate, now time.Time) string {
	if len(people) == 0 {
		return ""
	}
	i := slices.IndexFunc(people, func(c Candidate) bool { return t.AssignedTo(c.User.ID) })
	if i < 0 {
		return "moderates no more"
	}
	off := people[i].off(now)
	if off == "" || t.Priority != High && !people[i].User.onLeave(now) {
		return ""
	}
	zone := people[i].User.Location()
	back := people[i].User.calendar(people[i].Holidays).Add(now, time.Millisecond)
	if day := back.In(zone).Format(time.DateOnly); day != now.In(zone).Format(time.DateOnly) && back.Before(now.AddDate(1, 0, 0)) {
		return "is " + off + " until " + day
	}
	return "is " + off
}
