package tickets

import (
	"context"
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
// day's digests, and removes files that no ticket came to name. It returns how many it set going. With grace 0, everything
// unsettled is set going at once, as after the loss of the durable engine's memory.
func (s *Service) Sweep(ctx context.Context, grace time.Duration) (int, error) {
	stuck, err := s.setGoing(ctx, grace)
	if err != nil {
		return stuck, err
	}
	now := s.now()
	if grace == 0 || now.Sub(time.UnixMilli(s.late.Load())).Abs() >= lookLate {
		s.late.Store(now.UnixMilli())
		if err := s.mailLate(ctx, min(grace, resweep)); err != nil {
			return stuck, err
		}
		if err := s.takeBack(ctx); err != nil {
			return stuck, err
		}
		if err := s.chaseLate(ctx); err != nil {
			return stuck, err
		}
		if err := s.digestLate(ctx); err != nil {
			return stuck, err
		}
		if err := s.sweepFiles(ctx); err != nil {
			return stuck, err
		}
	}
	return stuck, s.drain(ctx)
}

// sweepers is how many tickets are set going at once: a store writes many
// together as fast as one, and after the engine's death there may be thousands.
const sweepers = 32

func (s *Service) setGoing(ctx context.Context, grace time.Duration) (int, error) {
	var stuck atomic.Int64
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(sweepers)
	f := Filter{Moving: true, Sort: LeastUpdated} // not by UpdatedTo: a clock that was ahead leaves times to come
	for row, err := range EachTicket(ctx, s.store, f) {
		if err == nil && s.now().Sub(row.UpdatedAt).Abs() < grace {
			continue
		}
		group.Go(func() error {
			if err != nil {
				return err
			}
			moved, err := s.nudgeAlong(ctx, row.ID, grace)
			if moved && err == nil {
				stuck.Add(1)
			}
			return err
		})
	}
	err := group.Wait()
	return int(stuck.Load()), err
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
