package tickets

import (
	"context"
	"errors"
	"time"
)

// Tickets that nobody can take come many at a time: on a closed weekend, while
// everybody is full. The first is told to an admin at once. What comes soon after
// it waits, and is told in one message that shows one ticket and counts the rest;
// that is a round. While there is more, rounds come further and further apart.
// What of it finds somebody meanwhile is never told, and what is of high priority
// is told at once, by itself. The last round is kept on the person, so that it is
// one round whichever instance asks; who loses a race for it waits.

// Round is the last message that told somebody of tickets nobody can take.
type Round struct {
	Ticket ID        `json:"ticket,omitempty"` // the one it shows
	Notice string    `json:"notice,omitempty"` // the one it tells; "" before the first round
	At     time.Time `json:"at,omitzero"`
	Next   time.Time `json:"next,omitzero"` // the next round is not before this
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
	return Round{Ticket: id, Notice: n.ID, At: now, Next: now.Add(pause)}
}

// inRounds reports whether a notice of the ticket is told in rounds.
func (t *Ticket) inRounds(n Notice) bool {
	return n.Kind == NoticeUnrouted && t.Priority != High && t.Assignee == nil
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
// go. Otherwise the receipt is settled, or waits.
func (s *Service) mayTell(ctx context.Context, t Ticket, receipt string) (may bool, err error) {
	n, r := t.receipt(receipt)
	if r == nil || r.State != ReceiptDue || r.held(s.now()) || !t.inRounds(*n) {
		return true, nil
	}
	wait, isTold, err := s.round(ctx, t.ID, *n, r.To)
	if err != nil || wait.IsZero() && !isTold {
		return err == nil, err
	}
	_, err = s.store.UpdateTicket(ctx, t.ID, func(t *Ticket) error {
		n, r := t.receipt(receipt)
		if may = r == nil || r.State != ReceiptDue || !t.inRounds(*n); may {
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
func (s *Service) round(ctx context.Context, id ID, n Notice, to UserID) (wait time.Time, isTold bool, err error) {
	u, err := s.store.User(ctx, to)
	if errors.Is(err, ErrNotFound) { // sending says so
		return time.Time{}, false, nil
	}
	if err != nil {
		return time.Time{}, false, err
	}
	f, now := untold, s.now()
	if last := u.Round; last.Notice != "" {
		shown, err := s.store.Ticket(ctx, last.Ticket)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return time.Time{}, false, err
		}
		f = shown.fate(last.Notice, to)
	}
	if wait, isTold = u.Round.turn(n, f, now); !wait.IsZero() || isTold || u.Round.Notice == n.ID {
		return wait, isTold, nil
	}
	last := u.Round.Notice
	_, err = s.store.UpdateUser(ctx, to, func(u *User) error {
		wait = time.Time{}
		switch u.Round.Notice {
		case n.ID: // over another channel
			return ErrUnchanged
		case last:
			u.Round = u.Round.begin(id, n, f, now)
			return nil
		}
		wait = now.Add(roundMargin) // another has begun one
		return ErrUnchanged
	})
	return wait, false, err
}

// waiting returns how many tickets nobody can take, besides one.
func (s *Service) waiting(ctx context.Context, besides ID) (n int, err error) {
	for t, err := range EachTicket(ctx, s.store, Filter{Status: []Status{Open}, Unassigned: true, Sort: OldestFirst}) {
		if err != nil {
			return 0, err
		}
		if t.Routing.Alerted && t.ID != besides {
			n++
		}
	}
	return n, nil
}
