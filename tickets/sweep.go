package tickets

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

// lookLate is how often the sweep looks for deadlines that nothing woke us for.
const lookLate = time.Minute

// resweep is the least time between two times the sweep sets one ticket going,
// and slowSweep the most: a ticket that has stood still for long is set going
// less and less often. An engine that is only slow has all of it in its queue
// already, and would never be done were it told again every minute.
const (
	resweep   = time.Minute
	slowSweep = 10 * time.Minute
)

// apart is how far apart the sweep sets a ticket going that stands still for so long.
func apart(still time.Duration) time.Duration {
	return min(max(resweep, still.Abs()/2), slowSweep)
}

// Sweep finds what stopped moving for at least grace and sets it going again:
// tickets not triaged, notices not settled, cards not redrawn. Then it gives
// waiting tickets to whoever has room now, oldest first; once a minute it also
// queues what is with people who moderate no more, does what return timers were
// due for and nothing woke us, mails what somebody still waits for, asks for the
// day's digests, and removes files that no ticket came to name. It returns how many
// it set going. With grace 0, everything unsettled is set going at once, as after
// the loss of the durable engine's memory. What cannot be done for one ticket is
// returned, and holds up no other.
func (s *Service) Sweep(ctx context.Context, grace time.Duration) (int, error) {
	stuck, err := s.setGoing(ctx, grace)
	parts := []func(context.Context) error{s.drain}
	if now := s.now(); grace == 0 || now.Sub(time.UnixMilli(s.late.Load())).Abs() >= lookLate {
		s.late.Store(now.UnixMilli())
		mail := func(ctx context.Context) error { return s.mailLate(ctx, min(grace, resweep)) }
		parts = []func(context.Context) error{mail, s.takeBack, s.chaseLate, s.digestLate, s.sweepFiles, s.drain}
	}
	for _, part := range parts {
		if hopeless(err) {
			break
		}
		err = errors.Join(err, part(ctx))
	}
	return stuck, err
}

// hopeless reports whether what has failed for one will fail for all: the records
// do not answer, or nobody waits any more.
func hopeless(err error) bool {
	return KindOf(err) == Unavailable || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// forEach does something to every ticket that f chooses, and returns what went
// wrong first. One that fails holds up no other, unless it is hopeless.
func (s *Service) forEach(ctx context.Context, f Filter, do func(Ticket) error) (failed error) {
	for t, err := range EachTicket(ctx, s.store, f) {
		if err != nil {
			return errors.Join(failed, err)
		}
		err := do(t)
		if hopeless(err) {
			return err
		}
		if err != nil && failed == nil {
			failed = fmt.Errorf("ticket %s: %w", t.Number, err)
		}
	}
	return failed
}

// sweepers is how many tickets are set going at once: a store writes many
// together as fast as one, and after the engine's death there may be thousands.
const sweepers = 32

func (s *Service) setGoing(ctx context.Context, grace time.Duration) (int, error) {
	var stuck atomic.Int64
	failed := make(chan error, 1) // what went wrong first
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(sweepers)
	f := Filter{Moving: true, Sort: LeastUpdated} // not by UpdatedTo: a clock that was ahead leaves times to come
	err := s.forEach(ctx, f, func(row Ticket) error {
		if s.now().Sub(row.UpdatedAt).Abs() < grace {
			return nil
		}
		group.Go(func() error {
			moved, err := s.nudgeAlong(ctx, row.ID, grace)
			switch {
			case hopeless(err):
				return err
			case err != nil:
				select {
				case failed <- fmt.Errorf("ticket %s: %w", row.Number, err):
				default:
				}
			case moved:
				stuck.Add(1)
			}
			return nil
		})
		return nil
	})
	err = errors.Join(group.Wait(), err)
	close(failed)
	return int(stuck.Load()), errors.Join(err, <-failed)
}

func (s *Service) nudgeAlong(ctx context.Context, id ID, grace time.Duration) (moved bool, err error) {
	_, err = s.store.UpdateTicket(ctx, id, func(t *Ticket) error {
		now := s.now()
		due, unplanned := t.unsent(now)
		stopped := t.Triage.State == TriagePending || unplanned || len(due) > 0 || len(t.stale()) > 0
		moved = stopped && (grace == 0 || now.Sub(t.SweptAt).Abs() >= apart(now.Sub(t.UpdatedAt)))
		if !moved {
			return ErrUnchanged
		}
		t.SweptAt = now
		if t.Triage.State == TriagePending {
			t.emit(TicketCreated, now)
		}
		t.emit(TicketNotice, now)
		for _, r := range due {
			t.emitDelivery(r, now)
		}
		return nil
	})
	if moved {
		s.wake()
	}
	return moved, err
}

// unsent returns the receipts that want to be sent now, and whether there are
// notices without receipts. What waits for the end of quiet hours is in order.
func (t *Ticket) unsent(now time.Time) (due []Receipt, unplanned bool) {
	for _, n := range t.Notices {
		unplanned = unplanned || !n.Planned
		for _, r := range n.unsettledReceipts() {
			if !r.held(now) {
				due = append(due, r)
			}
		}
	}
	return due, unplanned
}
