package transfer

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/beckon-desk/beckon/tickets"
)

// everything is a store as a source.
func everything(s Store) source {
	return func(ctx context.Context, each func(item) error) error {
		for _, part := range []func(context.Context, Store, func(item) error) error{documents, users, allTickets, files, events} {
			if err := part(ctx, s, each); err != nil {
				return err
			}
		}
		return nil
	}
}

func documents(ctx context.Context, s Store, each func(item) error) error {
	return documentsThat(ctx, s, func(name string) bool { return !stays(name) && !holdsFile(name) }, each)
}

// files come after the tickets: so that what a ticket names is there.
func files(ctx context.Context, s Store, each func(item) error) error {
	return documentsThat(ctx, s, holdsFile, each)
}

func holdsFile(name string) bool { return strings.HasPrefix(name, tickets.FileDocuments) }

func documentsThat(ctx context.Context, s Store, wanted func(name string) bool, each func(item) error) error {
	names, err := s.DocumentNames(ctx)
	if err != nil {
		return err
	}
	for _, name := range names {
		if !wanted(name) {
			continue
		}
		body, err := s.Document(ctx, name, nil)
		if err == nil && body != nil {
			err = each(item{Document: &document{name, body}})
		}
		if err != nil {
			return fmt.Errorf("document %s: %w", name, err)
		}
	}
	return nil
}

func users(ctx context.Context, s Store, each func(item) error) error {
	for u, err := range tickets.EachUser(ctx, s, tickets.UserFilter{}) {
		if err == nil {
			u.Outbox = nil
			err = each(item{User: &u})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// allTickets reads oldest first: what is opened meanwhile comes at the end.
func allTickets(ctx context.Context, s Store, each func(item) error) error {
	for t, err := range tickets.EachTicket(ctx, s, tickets.Filter{Sort: tickets.OldestFirst}) {
		if err == nil {
			t, err = s.Ticket(ctx, t.ID) // a list gives rows
		}
		if err == nil {
			err = each(item{Ticket: &t})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func events(ctx context.Context, s Store, each func(item) error) error {
	all, err := pending(ctx, s)
	for i := range all {
		if err == nil {
			err = each(item{Event: &all[i]})
		}
	}
	return err
}

// pending returns every event not yet delivered, parked or not.
func pending(ctx context.Context, s tickets.EventStore) ([]tickets.Event, error) {
	waiting, err := s.PendingEvents(ctx, tickets.EventFilter{Limit: math.MaxInt32})
	if err != nil {
		return nil, err
	}
	parked, err := s.PendingEvents(ctx, tickets.EventFilter{Parked: true, Limit: math.MaxInt32})
	return append(waiting, parked...), err
}

// sizeOf returns about how many records a store holds, 0 when it cannot say.
func sizeOf(ctx context.Context, s Store) int {
	n, err := s.Count(ctx, tickets.Filter{}, tickets.ByNothing)
	if err != nil {
		return 0 // the read that follows says what is wrong
	}
	return n[""]
}
