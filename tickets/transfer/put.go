package transfer

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/beckon-desk/beckon/tickets"
)

// put is one pass over a source, which makes a store the same.
type put struct {
	to       Store
	sum      Sum // of what was read
	changed  atomic.Int64
	taken    atomic.Pointer[error] // a name of one record is still another's
	events   []tickets.Event       // all of the source's
	names    map[string]bool       // of the source's documents
	progress Progress
	total    int
}

// lanes is how many tickets are written at once: stores make those that wait
// together durable together.
const lanes = 16

func (p *put) all(ctx context.Context, from source) error {
	group, inner := errgroup.WithContext(ctx)
	group.SetLimit(lanes)
	p.names = map[string]bool{}
	err := from(inner, func(it item) error {
		if err := p.sum.add(it); err != nil {
			return err
		}
		if it.Event != nil {
			p.events = append(p.events, *it.Event) // once their tickets are there
			return nil
		}
		if it.Document != nil {
			p.names[it.Document.Name] = true
		}
		group.Go(func() error { return p.one(inner, it) })
		if p.progress != nil {
			p.progress(p.sum.Total(), max(p.total, p.sum.Total()))
		}
		return inner.Err()
	})
	if failed := group.Wait(); failed != nil {
		err = failed // the source only noticed that
	}
	if err == nil {
		err = p.gone(ctx)
	}
	if err != nil || p.taken.Load() != nil {
		return err // events may be of what is not there yet
	}
	return p.outbox(ctx)
}

// gone removes the documents that the source has no longer.
func (p *put) gone(ctx context.Context) error {
	names, err := p.to.DocumentNames(ctx)
	for _, name := range names {
		if err == nil && !p.names[name] && !stays(name) {
			p.changed.Add(1)
			_, err = p.to.Document(ctx, name, func([]byte) ([]byte, error) { return nil, nil })
		}
	}
	return err
}

// one puts a record. What its owner had to give up first, and has by the next
// pass, is no failure yet.
func (p *put) one(ctx context.Context, it item) error {
	var err error
	switch {
	case it.Document != nil:
		err = p.document(ctx, *it.Document)
	case it.User != nil:
		err = p.user(ctx, *it.User)
	case it.Ticket != nil:
		err = p.ticket(ctx, *it.Ticket)
	}
	if errors.Is(err, tickets.ErrExists) {
		p.taken.Store(&err)
		return nil
	}
	return err
}

func (p *put) document(ctx context.Context, d document) error {
	_, err := p.to.Document(ctx, d.Name, func(old []byte) ([]byte, error) {
		if old != nil && bytes.Equal(old, d.Body) {
			return nil, tickets.ErrUnchanged
		}
		p.changed.Add(1)
		return append([]byte{}, d.Body...), nil
	})
	return err
}

func (p *put) user(ctx context.Context, u tickets.User) error {
	_, err := p.to.UpdateUser(ctx, u.ID, func(old *tickets.User) error { return replace(p, old, u) })
	if errors.Is(err, tickets.ErrNotFound) {
		p.changed.Add(1)
		_, err = p.to.CreateUser(ctx, u)
	}
	if err != nil {
		return fmt.Errorf("user %s: %w", u.ID, err)
	}
	return nil
}

func (p *put) ticket(ctx context.Context, t tickets.Ticket) error {
	_, err := p.to.UpdateTicket(ctx, t.ID, func(old *tickets.Ticket) error { return replace(p, old, t.Clone()) })
	if errors.Is(err, tickets.ErrNotFound) {
		p.changed.Add(1)
		err = p.to.ImportTicket(ctx, t)
	}
	if err != nil {
		return fmt.Errorf("ticket %v: %w", t.Number, err)
	}
	return nil
}

// replace puts a record in the place of an old one, if they differ.
func replace[T any](p *put, old *T, by T) error {
	if same(*old, by) {
		return tickets.ErrUnchanged
	}
	p.changed.Add(1)
	*old = by
	return nil
}

// same compares records as they are written out: an empty list is none.
func same[T any](a, b T) bool {
	x, err := json.Marshal(a)
	y, err2 := json.Marshal(b)
	return err == nil && err2 == nil && bytes.Equal(x, y)
}

// outbox makes the source's pending events those of the store.
func (p *put) outbox(ctx context.Context) error {
	held, err := pending(ctx, p.to)
	if err != nil {
		return err
	}
	have := map[string]tickets.Event{}
	for _, e := range held {
		have[e.ID] = e
	}
	var settled []tickets.Settlement
	for _, e := range p.events {
		old, there := have[e.ID]
		delete(have, e.ID)
		switch {
		case !there:
			err = p.event(ctx, e)
		case !same(old, e):
			settled = append(settled, tickets.Settlement{Event: e})
		}
		if err != nil {
			return fmt.Errorf("event %s: %w", e.ID, err)
		}
	}
	for _, e := range have { // delivered since the last pass
		settled = append(settled, tickets.Settlement{Event: e, Delivered: true})
	}
	p.changed.Add(int64(len(settled)))
	return p.to.SettleEvents(ctx, settled)
}

// event makes an event pending with its ticket or person.
func (p *put) event(ctx context.Context, e tickets.Event) (err error) {
	p.changed.Add(1)
	if e.Ticket != "" {
		_, err = p.to.UpdateTicket(ctx, e.Ticket, func(t *tickets.Ticket) error {
			t.Outbox = append(t.Outbox, e)
			return nil
		})
		return err
	}
	_, err = p.to.UpdateUser(ctx, e.User, func(u *tickets.User) error {
		u.Outbox = append(u.Outbox, e)
		return nil
	})
	return err
}
