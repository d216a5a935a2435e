package sqlite

import (
	"context"
	"database/sql"

	"github.com/beckon-desk/beckon/tickets"
)

// Tickets implements tickets.Store.
func (s *Store) Tickets(ctx context.Context, f tickets.Filter) (tickets.Page, error) {
	query, args, err := pageQuery(f)
	if err != nil {
		return tickets.Page{}, err
	}
	size := tickets.PageSize(f.Limit)
	page := tickets.Page{Tickets: make([]tickets.Ticket, 0, size+1)}
	var number int64
	var row sql.RawBytes
	into := []any{&number, &row}
	for range orders[f.Sort].columns {
		into = append(into, unread{})
	}
	err = s.stmts.query(ctx, query, args, func(rows *sql.Rows) error {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		if n := len(page.Tickets); n > size || n > 0 && page.Tickets[n-1].Number == tickets.Number(number) {
			return nil
		}
		t, err := decode(number, row, nil)
		page.Tickets = append(page.Tickets, t)
		return err
	})
	if err != nil {
		return tickets.Page{}, explain(err)
	}
	if len(page.Tickets) > size {
		page.Tickets = page.Tickets[:size]
		page.Next = f.After(page.Tickets[size-1])
	}
	return page, nil
}

// unread is a column that is there for the engine to sort by.
type unread struct{}

// Scan implements sql.Scanner.
func (unread) Scan(any) error { return nil }
