package storetest

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/beckon-desk/beckon/tickets"
)

// crowd runs n calls at once and returns their errors.
func crowd(n int, call func(i int) error) []error {
	errs := make([]error, n)
	var all sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		all.Go(func() {
			<-start
			errs[i] = call(i)
		})
	}
	close(start)
	all.Wait()
	return errs
}

// winners returns how many calls succeeded; every other error must be want.
func winners(t *testing.T, errs []error, want error) (n int) {
	t.Helper()
	for _, err := range errs {
		switch {
		case err == nil:
			n++
		case !errors.Is(err, want):
			t.Fatalf("got %v, want %v", err, want)
		}
	}
	return n
}

func testContention(t *testing.T, d desk) {
	d.run(t, "no update is lost", func(d desk) {
		created := d.opens()
		const people, each = 16, 5
		errs := crowd(people, func(i int) error {
			for n := range each {
				_, err := d.UpdateTicket(d.ctx, created.ID, func(t *tickets.Ticket) error {
					t.Version++
					id := fmt.Sprintf("e%d.%d", i, n)
					t.Comments = append(t.Comments, tickets.Comment{ID: id})
					causes(id)(t)
					return nil
				})
				if err != nil {
					return err
				}
			}
			return nil
		})
		same(d.t, winners(d.t, errs, nil), people)
		got := d.reads(created.ID)
		same(d.t, got.Version, 1+people*each)
		var order []string
		for _, c := range got.Comments {
			order = append(order, c.ID)
		}
		same(d.t, d.pending(), order) // the events too, in the order of the changes
	})
	d.run(t, "of two hundred claims one wins", func(d desk) {
		created := d.opens()
		taken := errors.New("somebody was first")
		errs := crowd(200, func(i int) error {
			_, err := d.UpdateTicket(d.ctx, created.Number, func(t *tickets.Ticket) error {
				if t.Assignee != nil {
					return taken
				}
				t.Assignee = &tickets.Person{ID: tickets.UserID(fmt.Sprint(i))}
				return nil
			})
			return err
		})
		same(d.t, winners(d.t, errs, taken), 1)
		winner := slices.Index(errs, nil)
		same(d.t, d.reads(created.ID).Assignee.ID, tickets.UserID(fmt.Sprint(winner)))
	})
	d.run(t, "a delivery that arrives many times at once opens one ticket", func(d desk) {
		ids := make([]tickets.ID, 40)
		errs := crowd(len(ids), func(i int) error {
			t, err := d.CreateTicket(d.ctx, ticket(intake("slack:Ev1"), causes(newID())))
			ids[i] = t.ID
			return err
		})
		same(d.t, winners(d.t, errs, tickets.ErrExists), 1)
		same(d.t, len(slices.Compact(slices.Sorted(slices.Values(ids)))), 1)
		same(d.t, d.total(), 1)
		same(d.t, len(d.pending()), 1)
	})
	d.run(t, "numbers are unique", func(d desk) {
		numbers := make([]tickets.Number, 60)
		errs := crowd(len(numbers), func(i int) error {
			t, err := d.CreateTicket(d.ctx, ticket())
			numbers[i] = t.Number
			return err
		})
		same(d.t, winners(d.t, errs, nil), len(numbers))
		same(d.t, len(slices.Compact(slices.Sorted(slices.Values(numbers)))), len(numbers))
	})
	d.run(t, "a thread leads to one ticket", func(d desk) {
		errs := crowd(20, func(i int) error {
			if i%2 == 0 {
				_, err := d.CreateTicket(d.ctx, ticket(threads("slack:T:C:1")))
				return err
			}
			created, err := d.CreateTicket(d.ctx, ticket())
			if err == nil {
				_, err = d.UpdateTicket(d.ctx, created.ID, func(t *tickets.Ticket) error {
					t.Threads = []tickets.Thread{"slack:T:C:1"}
					return nil
				})
			}
			return err
		})
		same(d.t, winners(d.t, errs, tickets.ErrExists), 1)
		d.reads(tickets.Thread("slack:T:C:1"))
	})
	d.run(t, "one failure among many writes undoes only itself", func(d desk) {
		mine := errors.New("mine")
		first := d.opens(threads("slack:T:C:1"))
		errs := crowd(60, func(i int) error {
			switch i % 3 {
			case 0:
				_, err := d.CreateTicket(d.ctx, ticket(threads("slack:T:C:1"), causes(newID())))
				return err
			case 1:
				_, err := d.UpdateTicket(d.ctx, first.ID, func(t *tickets.Ticket) error { return errors.Join(mine, tickets.ErrExists) })
				return err
			}
			_, err := d.CreateTicket(d.ctx, ticket(causes(newID())))
			return err
		})
		same(d.t, winners(d.t, errs, tickets.ErrExists), 20)
		same(d.t, d.total(), 21)
		same(d.t, len(d.pending()), 20)
	})
}

func testUserContention(t *testing.T, d desk) {
	d.run(t, "an address belongs to one person", func(d desk) {
		errs := crowd(30, func(int) error {
			_, err := d.CreateUser(d.ctx, user(email("ada@desk.test")))
			return err
		})
		same(d.t, winners(d.t, errs, tickets.ErrExists), 1)
		same(d.t, len(d.people(tickets.UserFilter{Limit: tickets.MaxPage})), 1)
	})
	d.run(t, "a chat account belongs to one person", func(d desk) {
		errs := crowd(30, func(int) error {
			_, err := d.CreateUser(d.ctx, user(account("U1")))
			return err
		})
		same(d.t, winners(d.t, errs, tickets.ErrExists), 1)
		same(d.t, len(d.people(tickets.UserFilter{Limit: tickets.MaxPage})), 1)
	})
	d.run(t, "no update is lost", func(d desk) {
		created := d.joins()
		errs := crowd(40, func(i int) error {
			_, err := d.UpdateUser(d.ctx, created.ID, func(u *tickets.User) error {
				u.Version++
				return nil
			})
			return err
		})
		same(d.t, winners(d.t, errs, nil), 40)
		same(d.t, must[tickets.User](d.t)(d.User(d.ctx, created.ID)).Version, 41)
	})
}
