package tickets

import (
	"context"
	"fmt"
	"sync"
)

// Delivery names a receipt whose message is to be sent.
type Delivery struct {
	Ticket  ID     `json:"ticket"`
	Receipt string `json:"receipt"`
}

// lane is a conversation: what is said in it is said in order.
type lane struct {
	ticket  ID
	to      UserID
	channel Platform
}

// DeliverAll sends the messages of many receipts, as Deliver does one. Those to
// one person about one ticket over one channel go one after the other, and one
// that fails holds up those behind it; otherwise nobody waits for anybody. It
// returns when the last has had its try. An error means: try all of them again,
// which repeats none that is settled. A ticket that is gone is no error.
func (s *Service) DeliverAll(ctx context.Context, all []Delivery) error {
	lanes, err := s.lanes(ctx, all)
	if err != nil {
		return err
	}
	var sending sync.WaitGroup
	failed := make(chan error, len(lanes))
	for l, receipts := range lanes {
		sending.Go(func() {
			for _, r := range receipts {
				if err := s.Deliver(ctx, l.ticket, r); err != nil && KindOf(err) != NotFound {
					failed <- err
					return
				}
			}
		})
	}
	sending.Wait()
	close(failed)
	if err, some := <-failed; some {
		return fmt.Errorf("%d of %d conversations want another try, one because: %w", 1+len(failed), len(lanes), err)
	}
	return nil
}

// lanes sorts receipts into their conversations, in the order given.
func (s *Service) lanes(ctx context.Context, all []Delivery) (map[lane][]string, error) {
	lanes, read := map[lane][]string{}, map[ID]Ticket{}
	for _, d := range all {
		t, ok := read[d.Ticket]
		if !ok {
			var err error
			if t, err = s.store.Ticket(ctx, d.Ticket); err != nil && KindOf(err) != NotFound {
				return nil, err
			}
			read[d.Ticket] = t
		}
		if _, r := t.receipt(d.Receipt); r != nil {
			l := lane{d.Ticket, r.To, r.Channel}
			lanes[l] = append(lanes[l], d.Receipt)
		}
	}
	return lanes, nil
}
