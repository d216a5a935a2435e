package tickets

import (
	"context"
	"errors"
	"slices"
	"time"
)

// What goes wrong with tickets goes wrong with many at a time: on a closed weekend
// nobody can take what comes, and on the Tuesday after it all of that is overdue at
// one moment. Whoever is to step in, an admin or a lead, is told of the first at
// once. What of the same kind comes soon after it waits, and is told in one message
// that shows one ticket and counts the rest; that is a round. While there is more,
// rounds come further and further apart. What of it is mended meanwhile is never
// told, and what is of high priority is told at once, by itself. The last rounds
// are kept on the person, so that it is one round whichever instance asks; who
// loses a race for it waits.

// Round is the last message of its kind that told somebody to step in.
type Round struct {
	Kind   NoticeKind `json:"kind"`
	Ticket ID         `json:"ticket,omitempty"` // the one it shows
	Notice string     `json:"notice,omitempty"` // the one it tells; "" before the first round
	At     time.Time  `json:"at,omitzero"`
	Next   time.Time  `json:"next,omitzero"` // the next round is not before this
}

// round returns the person's last round of a kind.
func (u User) round(kind NoticeKind) Round {
	for _, r := range u.Rounds {
		if r.Kind == kind {
			return r
		}
	}
	return Round{Kind: kind}
}

func (u *User) setRound(last Round) {
	others := slices.DeleteFunc(slices.Clone(u.Rounds), func(r Round) bool { return r.Kind == last.Kind })
	u.Rounds = append(others, last)
}

const (
	shortestRound = time.Hour
	longestRound  = 8 * time.Hour
	// roundMargin is how long before a round a notice was written that the round
	// surely counted, though clocks differ; and how long to wait for one that is
	// just being sent.
	roundMargin = time.Minute
)

// fate is what became of the message of a round.
type fate int

const (
	untold  fate = iota // nobody was told; there may have been no round at all
	telling             // it is being sent, or tried again
	told
)

// turn says what is to be done with a notice after the round r, whose message had
// a fate: it is told in a round of its own when it need neither wait nor is told.
func (r Round) turn(n Notice, f fate, now time.Time) (wait time.Time, isTold bool) {
	switch {
	case r.Notice == n.ID:
		return time.Time{}, false
	case f == told && !n.At.Add(roundMargin).After(r.At):
		return time.Time{}, true
	case f == untold || !now.Before(r.Next):
		return time.Time{}, false
	case f == telling:
		return now.Add(roundMargin), false
	}
	return r.Next, false
}

// begin returns the round after r that a notice begins. The pause after it is
// twice the last one if the notice had to wait for the end of that.
func (r Round) begin(id ID, n Notice, f fate, now time.Time) Round {
	pause := shortestRound
	if f == told && n.At.Before(r.Next) {
		pause = min(2*r.Next.Sub(r.At), longestRound)
	}
	return Round{Kind: n.Kind, Ticket: id, Notice: n.ID, At: now, Next: now.Add(pause)}
}

// goesUp reports whether a kind of notice asks somebody to step in. That their
// own ticket is overdue is for its owner to hear of at once.
func (t *Ticket) goesUp(kind NoticeKind, to UserID) bool {
	return kind == NoticeUnrouted || kind == NoticeEscalated || kind == NoticeOverdue && !t.AssignedTo(to)
}

// inRounds reports whether a notice is told in rounds to the person of a receipt.
func (t *Ticket) inRounds(n Notice, r Receipt) bool {
	return t.goesUp(n.Kind, r.To) && t.Priority != High && t.overtakes(n, r) == ""
}

// fate returns what became of a notice to somebody.
func (t *Ticket) fate(notice string, to UserID) fate {
	f := untold
	for _, n := range t.Notices {
		for _, r := range n.Receipts {
			switch {
			case n.ID != notice || r.To != to:
			case r.State == ReceiptSent || r.State == ReceiptUnconfirmed:
				return told
			case !r.State.Settled():
				f = telling
			}
		}
	}
	return f
}

// mayTell reports whether the message of a receipt may be sent as far as rounds
// and quiet hours go, which may have begun since it was planned. Otherwise the
// receipt is settled, or waits.
func (s *Service) mayTell(ctx context.Context, t Ticket, u User, receipt string) (may bool, err error) {
	n, r := t.receipt(receipt)
	if r.State != ReceiptDue || r.held(s.now()) || t.overtakes(*n, *r) != "" {
		return true, nil
	}
	wait, isTold := t.holdFor(u, n.Kind, s.now()), false
	if !wait.IsZero() && !u.quietUntil(wait).IsZero() { // they are quiet always: a week, from when it was planned, is enough
		wait = time.Time{}
	}
	if wait.IsZero() && t.inRounds(*n, *r) {
		wait, isTold, err = s.round(ctx, t.ID, *n, u)
	}
	if err != nil || wait.IsZero() && !isTold {
		return err == nil, err
	}
	if quiet := u.quietUntil(wait); !quiet.IsZero() {
		wait = quiet
	}
	_, err = s.store.UpdateTicket(ctx, t.ID, func(t *Ticket) error {
		n, r := t.receipt(receipt)
		if may = r == nil || r.State != ReceiptDue || !t.inRounds(*n, *r) && t.holdFor(u, n.Kind, s.now()).IsZero(); may {
			return ErrUnchanged
		}
		if isTold {
			r.skip(causeInRound, s.now())
			return nil
		}
		r.NotBefore = wait
		t.emitDelivery(*r, s.now())
		return nil
	})
	s.wake()
	return may, err
}

// round begins a round with a notice to somebody, or returns what is to be done
// instead, as turn does.
func (s *Service) round(ctx context.Context, id ID, n Notice, u User) (wait time.Time, isTold bool, err error) {
	f, now, last := untold, s.now(), u.round(n.Kind)
	if last.Notice != "" {
		shown, err := s.store.Ticket(ctx, last.Ticket)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return time.Time{}, false, err
		}
		f = shown.fate(last.Notice, u.ID)
	}
	if wait, isTold = last.turn(n, f, now); !wait.IsZero() || isTold || last.Notice == n.ID {
		return wait, isTold, nil
	}
	_, err = s.store.UpdateUser(ctx, u.ID, func(u *User) error {
		wait = time.Time{}
		switch r := u.round(n.Kind); r.Notice {
		case n.ID: // over another channel
			return ErrUnchanged
		case last.Notice:
			u.setRound(r.begin(id, n, f, now))
			return nil
		}
		wait = now.Add(roundMargin) // another has begun one
		return ErrUnchanged
	})
	return wait, false, err
}

// alike returns how many other tickets a kind of notice could be told of now:
// those that nobody has, that nobody has claimed, that are overdue.
func (s *Service) alike(ctx context.Context, kind NoticeKind, t Ticket) (int, error) {
	var f Filter
	var is bool
	switch now := s.now(); kind {
	case NoticeUnrouted:
		f, is = Filter{Status: []Status{Open}, Unassigned: true}, t.Status == Open && t.Assignee == nil
	case NoticeEscalated:
		f, is = Filter{Status: []Status{Open}}, t.Status == Open
	case NoticeOverdue:
		f, is = Filter{DueTo: now.Add(time.Millisecond)}, !t.DueBy().IsZero() && !t.DueBy().After(now)
	}
	counts, err := s.store.Count(ctx, f, ByNothing)
	n := counts[""]
	if is {
		n--
	}
	return max(0, n), err
}
