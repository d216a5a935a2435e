package mongo

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/beckon-desk/beckon/tickets"
	"github.com/beckon-desk/beckon/tickets/mongo/mongotest"
)

// instances is how many stores, as of processes that know nothing of each other,
// write to one database; each has several callers at once.
const instances, callers = 4, 12

// atOnce calls do from every caller of every instance, and returns the errors.
func atOnce(t *testing.T, uri string, do func(s *Store, caller int) error) []error {
	t.Helper()
	errs := make([]error, instances*callers)
	start := make(chan struct{})
	var all sync.WaitGroup
	for i := range instances {
		s := openAt(t, uri)
		for j := range callers {
			all.Go(func() {
				<-start
				errs[i*callers+j] = do(s, i*callers+j)
			})
		}
	}
	close(start)
	all.Wait()
	return errs
}

// oneWins fails unless one call succeeded and the others got want.
func oneWins(t *testing.T, errs []error, want error) {
	t.Helper()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
		} else if !errors.Is(err, want) {
			t.Errorf("a loser got %v, want %v", err, want)
		}
	}
	if won != 1 {
		t.Errorf("%d winners, want 1", won)
	}
}

func TestOfManyInstancesOneClaims(t *testing.T) {
	mongotest.Each(t, func(t *testing.T, newURI func(testing.TB) string) {
		uri := newURI(t)
		create(t, openAt(t, uri), newTicket("t"))
		late := errors.New("somebody was first")
		oneWins(t, atOnce(t, uri, func(s *Store, caller int) error {
			_, err := s.UpdateTicket(t.Context(), tickets.ID("t"), func(ticket *tickets.Ticket) error {
				if ticket.Assignee != nil {
					return late
				}
				ticket.Assignee = &tickets.Person{ID: tickets.UserID(fmt.Sprint(caller))}
				return nil
			})
			return err
		}), late)
	})
}

func TestADeliveryToManyInstancesOpensOneTicket(t *testing.T) {
	mongotest.Each(t, func(t *testing.T, newURI func(testing.TB) string) {
		uri := newURI(t)
		ids := make([]tickets.ID, instances*callers)
		oneWins(t, atOnce(t, uri, func(s *Store, caller int) error {
			ticket := newTicket(tickets.ID(fmt.Sprintf("t%d", caller)), thread)
			ticket.IntakeKey = "slack:Ev1"
			got, err := s.CreateTicket(t.Context(), ticket)
			ids[caller] = got.ID
			return err
		}), tickets.ErrExists)
		if slices.Sort(ids); len(slices.Compact(ids)) != 1 {
			t.Errorf("the callers were told of %q", slices.Compact(ids))
		}
	})
}

func TestManyInstancesLoseNoUpdate(t *testing.T) {
	mongotest.Each(t, func(t *testing.T, newURI func(testing.TB) string) {
		uri := newURI(t)
		s := openAt(t, uri)
		create(t, s, newTicket("t"))
		errs := atOnce(t, uri, func(s *Store, caller int) error {
			_, err := s.UpdateTicket(t.Context(), tickets.ID("t"), func(ticket *tickets.Ticket) error {
				ticket.Version++
				ticket.Outbox = []tickets.Event{{ID: fmt.Sprint(caller), Ticket: "t"}}
				return nil
			})
			return err
		})
		if err := errors.Join(errs...); err != nil {
			t.Error(err)
		}
		got, err := s.Ticket(t.Context(), tickets.ID("t"))
		if want := int64(1 + instances*callers); err != nil || got.Version != want {
			t.Errorf("version %d (%v), want %d", got.Version, err, want)
		}
		if events, err := s.PendingEvents(t.Context(), tickets.EventFilter{Limit: 1000}); err != nil || len(events) != instances*callers {
			t.Errorf("%d events (%v), want %d", len(events), err, instances*callers)
		}
	})
}
