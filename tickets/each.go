package tickets

import (
	"context"
	"iter"
)

// EachTicket yields the rows that f chooses, in its order, from its Cursor on,
// reading page by page as far as it is asked to; f.Limit does not matter. An
// error is the last it yields.
func EachTicket(ctx context.Context, s TicketStore, f Filter) iter.Seq2[Ticket, error] {
	return each(f.Cursor, func(cursor string) ([]Ticket, string, error) {
		f.Limit, f.Cursor = MaxPage, cursor
		page, err := s.Tickets(ctx, f)
		return page.Tickets, page.Next, err
	})
}

// EachUser yields the people that f chooses, as EachTicket does tickets.
func EachUser(ctx context.Context, s UserStore, f UserFilter) iter.Seq2[User, error] {
	return each(f.Cursor, func(cursor string) ([]User, string, error) {
		f.Limit, f.Cursor = MaxPage, cursor
		page, err := s.Users(ctx, f)
		return page.Users, page.Next, err
	})
}

func each[T any](cursor string, read func(cursor string) (rows []T, next string, err error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for at := cursor; ; {
			rows, next, err := read(at)
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, row := range rows {
				if !yield(row, nil) {
					return
				}
			}
			if at = next; at == "" {
				return
			}
		}
	}
}
