package discord_test

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

// flaky is a store whose writes can fail or wait.
type flaky struct {
	tickets.Store
	mu     sync.Mutex
	before func() error // runs before each new ticket is stored; nil does nothing
	lookup func() error // runs before each ticket is looked for
	leases int          // so many times more the lease cannot be written
}

// refusesLeases has the lease fail so many times.
func (f *flaky) refusesLeases(times int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.leases = times
}

func (f *flaky) Document(ctx context.Context, name string, change func([]byte) ([]byte, error)) ([]byte, error) {
	f.mu.Lock()
	refused := name == "lease/discord-gateway" && f.leases > 0
	if refused {
		f.leases--
	}
	f.mu.Unlock()
	if refused {
		return nil, errors.New("the disk is full")
	}
	return f.Store.Document(ctx, name, change)
}

func (f *flaky) beforeLookup(do func() error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.lookup = do
}

func (f *flaky) fails() error {
	f.mu.Lock()
	do := f.lookup
	f.mu.Unlock()
	if do == nil {
		return nil
	}
	return do()
}

func (f *flaky) Ticket(ctx context.Context, ref tickets.Ref) (tickets.Ticket, error) {
	if err := f.fails(); err != nil {
		return tickets.Ticket{}, err
	}
	return f.Store.Ticket(ctx, ref)
}

func (f *flaky) Tickets(ctx context.Context, q tickets.Filter) (tickets.Page, error) {
	if err := f.fails(); err != nil {
		return tickets.Page{}, err
	}
	return f.Store.Tickets(ctx, q)
}

func (f *flaky) beforeCreate(do func() error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.before = do
}

func (f *flaky) CreateTicket(ctx context.Context, t tickets.Ticket) (tickets.Ticket, error) {
	f.mu.Lock()
	before := f.before
	f.mu.Unlock()
	if before != nil {
		if err := before(); err != nil {
			return tickets.Ticket{}, err
		}
	}
	return f.Store.CreateTicket(ctx, t)
}

// steal gives the gateway's lease to somebody who does nothing with it, for a moment.
func (f *flaky) steal(ctx context.Context) error {
	if err := tickets.Yield(ctx, f, "discord-gateway", f.holder(ctx)); err != nil {
		return err
	}
	_, _, err := tickets.Acquire(ctx, f, "discord-gateway", "somebody else", 300*time.Millisecond, time.Now())
	return err
}

func (f *flaky) holder(ctx context.Context) string {
	l, _, _ := tickets.Acquire(ctx, f, "discord-gateway", "", 0, time.Time{})
	return l.Holder
}
