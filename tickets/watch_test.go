package tickets_test

import (
	"context"
	"path/filepath"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/tickets"
	"github.com/beckon-desk/beckon/tickets/sqlite"
)

// counted counts the lists that are asked for.
type counted struct {
	tickets.Store
	lists atomic.Int64
}

func (c *counted) Tickets(ctx context.Context, f tickets.Filter) (tickets.Page, error) {
	c.lists.Add(1)
	return c.Store.Tickets(ctx, f)
}

// instances returns two desks on one store, the clock of the second off by so
// much, and somebody who opens tickets. It runs in a bubble with a time of its own.
func instances(t *testing.T, skew time.Duration) (here, there *tickets.Service, ann tickets.Actor, store *counted) {
	t.Helper()
	records, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "desk.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = records.Close() })
	store = &counted{Store: records}
	here = tickets.New(tickets.Config{Store: store})
	there = tickets.New(tickets.Config{Store: records, Clock: func() time.Time { return time.Now().Add(skew) }})
	u, err := here.AddUser(t.Context(), "ann@desk.test", "Ann", "moderator", nil)
	if err != nil {
		t.Fatal(err)
	}
	return here, there, tickets.Actor{User: u, Via: tickets.Web}, store
}

// heard takes the versions that have arrived.
func heard(updates <-chan tickets.Update) (versions []int64) {
	synctest.Wait()
	for {
		select {
		case u := <-updates:
			versions = append(versions, u.Version)
		default:
			return versions
		}
	}
}

func TestWhatAnotherInstanceChangesIsHeardWithinASecond(t *testing.T) {
	for name, skew := range map[string]time.Duration{
		"right": 0, "behind": -tickets.Skew, "ahead": tickets.Skew, "a day ahead": 24 * time.Hour,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				here, there, ann, _ := instances(t, skew)
				updates := here.Subscribe(t.Context())
				for want := int64(1); want <= 3; want++ {
					time.Sleep(time.Minute) // it has been quiet
					ticket, err := there.Open(t.Context(), ann, tickets.NewTicket{Title: "VPN drops"})
					if err != nil {
						t.Fatal(err)
					}
					time.Sleep(time.Second)
					if diff := cmp.Diff([]int64{ticket.Version}, heard(updates)); diff != "" {
						t.Errorf("versions (-want +got):\n%s", diff)
					}
				}
			})
		})
	}
}

func TestAChangeIsHeardOnceWhoeverMadeIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		here, there, ann, _ := instances(t, 0)
		updates := here.Subscribe(t.Context())
		ticket, err := here.Open(t.Context(), ann, tickets.NewTicket{Title: "VPN drops"})
		for i := range 4 {
			if err == nil {
				_, err = []*tickets.Service{there, here}[i%2].Reply(t.Context(), ann, ticket.ID, tickets.NewComment{Text: "It still does."})
			}
			time.Sleep(time.Second)
		}
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * tickets.Skew) // until nothing is remembered of it
		if diff := cmp.Diff([]int64{1, 2, 3, 4, 5}, heard(updates)); diff != "" {
			t.Errorf("versions (-want +got):\n%s", diff)
		}
	})
}

func TestTheStoreIsAskedOnlyWhileSomebodyListens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		here, _, _, store := instances(t, 0)
		during := func() int64 {
			synctest.Wait()
			before := store.lists.Load()
			time.Sleep(time.Minute)
			synctest.Wait()
			return store.lists.Load() - before
		}
		if n := during(); n != 0 {
			t.Errorf("it was asked %d times before anybody listened", n)
		}
		ctx, leave := context.WithCancel(t.Context())
		for range 10 {
			here.Subscribe(ctx)
		}
		if n := during(); n < 60 || n > 121 {
			t.Errorf("for ten listeners it was asked %d times in a minute, want once or twice a second", n)
		}
		leave()
		if n := during(); n != 0 {
			t.Errorf("it was asked %d times after everybody had left", n)
		}
	})
}
