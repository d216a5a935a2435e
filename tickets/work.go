package tickets

import (
	"context"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"
)

// Claim makes the actor the one who works on the ticket. The first claim wins;
// a later one by somebody else is a Conflict that says who was first. Claiming
// one's own again changes nothing.
func (s *Service) Claim(ctx context.Context, a Actor, ref Ref) (Ticket, error) {
	if err := a.mustModerate(); err != nil {
		return Ticket{}, err
	}
	return s.update(ctx, ref, func(t *Ticket, now time.Time) error {
		claimed := !t.ClaimedAt.IsZero()
		switch {
		case !t.Status.Live():
			return fail(Conflict, "%s is already %s.", t.Number, t.Status.Words())
		case claimed && t.AssignedTo(a.User.ID):
			return ErrUnchanged
		case claimed:
			return fail(Conflict, "%s claimed %s %s ago.", t.Assignee.Name, t.Number, ago(now.Sub(t.ClaimedAt)))
		}
		t.give(a.User, now)
		t.ClaimedAt, t.Status = now, InProgress
		t.record(a, now, "claimed", "")
		t.tellRequester(a, NoticeClaimed, "", now)
		return nil
	})
}

// Decline hands an assigned ticket on ("Not mine"): it goes to the next best,
// and never back to the actor by itself.
func (s *Service) Decline(ctx context.Context, a Actor, ref Ref, reason string) (Ticket, error) {
	return s.giveUp(ctx, a, ref, "declined", reason)
}

// Release puts a ticket the actor works on back into the queue, from which it
// goes to somebody else. An admin may release anybody's.
func (s *Service) Release(ctx context.Context, a Actor, ref Ref, reason string) (Ticket, error) {
	return s.giveUp(ctx, a, ref, "released", reason)
}

func (s *Service) giveUp(ctx context.Context, a Actor, ref Ref, verb, reason string) (Ticket, error) {
	if err := a.mustModerate(); err != nil {
		return Ticket{}, err
	}
	reason, err := tidyReason(reason)
	if err != nil {
		return Ticket{}, err
	}
	return s.update(ctx, ref, func(t *Ticket, now time.Time) error {
		switch {
		case !t.Status.Live():
			return fail(Conflict, "%s is already %s.", t.Number, t.Status.Words())
		case t.Assignee == nil:
			return fail(Conflict, "Nobody has %s; there is nothing to hand on.", t.Number)
		case !t.AssignedTo(a.User.ID) && a.User.Role != Admin:
			return fail(Forbidden, "%s is with %s, not with you.", t.Number, t.Assignee.Name)
		}
		t.Routing.Refusals = append(t.Routing.Refusals, Refusal{By: *t.Assignee, Reason: reason, At: now})
		t.queue(now)
		t.record(a, now, verb, "%s", reason)
		return nil
	})
}

func tidyReason(reason string) (string, error) {
	reason = CleanText(reason)
	if utf8.RuneCountInString(reason) > MaxNote {
		return "", invalid("reason", "The reason is too long; 2,000 characters at most.")
	}
	return reason, nil
}

// Resolve ends the work on a ticket with a note that the requester gets. The
// requester may resolve their own. Resolving twice changes nothing, and is a
// Conflict with a note that the requester would not get.
func (s *Service) Resolve(ctx context.Context, a Actor, ref Ref, note string) (Ticket, error) {
	note = CleanText(note)
	if utf8.RuneCountInString(note) > MaxNote {
		return Ticket{}, invalid("note", "The note is too long; 2,000 characters at most.")
	}
	t, err := s.update(ctx, ref, func(t *Ticket, now time.Time) error {
		own := t.Requester.ID == a.User.ID
		if err := a.mayWorkOn(t, own); err != nil {
			return err
		}
		switch {
		case t.Status == Resolved:
			return t.resolvedWith(note)
		case t.Status == Closed:
			return fail(Conflict, "%s is closed.", t.Number)
		}
		if t.Assignee == nil && !own {
			t.give(a.User, now)
		}
		t.resolve(now)
		t.record(a, now, "resolved", "%s", note)
		t.tellRequester(a, NoticeResolved, a.Via.Markdown(note), now)
		return nil
	})
	return t.as(a.User), err
}

// resolvedWith is what resolving a resolved ticket comes to: nothing, unless it
// would lose a note.
func (t *Ticket) resolvedWith(note string) error {
	last := slices.IndexFunc(t.History, func(c Change) bool { return c.Verb == "resolved" && c.At.Equal(t.ResolvedAt) })
	if note == "" || last >= 0 && t.History[last].Text == note {
		return ErrUnchanged
	}
	return fail(Conflict, "%s is resolved already. To tell the requester more, reply.", t.Number)
}

func (t *Ticket) resolve(now time.Time) {
	t.Status, t.ResolvedAt = Resolved, now
	t.emit(TicketResolved, now)
}

// give makes u the assignee.
func (t *Ticket) give(u User, now time.Time) {
	if !t.AssignedTo(u.ID) {
		p := u.Person()
		t.Assignee, t.AssignedAt, t.Routing.Was = &p, now, ""
	}
}

// queue takes the ticket from whoever has it and asks the router for somebody.
func (t *Ticket) queue(now time.Time) {
	t.Assignee, t.AssignedAt, t.ClaimedAt = nil, time.Time{}, time.Time{}
	t.Status = Open
	t.Routing.Why, t.Routing.RunnersUp, t.Routing.QueuedAt = nil, nil, now
	t.Routing.Alerted, t.Routing.Was = false, ""
	t.emit(TicketQueued, now)
}

// tellRequester tells the requester and the followers, each once, except whoever did it.
func (t *Ticket) tellRequester(a Actor, kind NoticeKind, text string, now time.Time) {
	for i, to := range append([]UserID{t.Requester.ID}, t.Followers...) {
		if to != a.User.ID && (i == 0 || to != t.Requester.ID) {
			t.notify(kind, to, a.User.Person(), text, now)
		}
	}
}

// mayWorkOn allows moderators, and the requester where own is true.
func (a Actor) mayWorkOn(t *Ticket, own bool) error {
	if own && a.User.Active() || a.User.Moderates() {
		return nil
	}
	if err := a.maySee(t); err != nil {
		return err
	}
	return a.mustModerate()
}

// ago says a duration as people do: "2 s", "5 min", "3 h", "4 d".
func ago(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%d s", max(1, int(d.Seconds()))) // clocks may differ
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", int(d.Hours()))
	}
	return fmt.Sprintf("%d d", int(d.Hours()/24))
}
