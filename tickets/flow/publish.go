package flow

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/inngest/inngestgo"

	"github.com/beckon-desk/beckon/tickets"
)

// outgoing makes the server's events of ours. Deliveries that are due travel as
// one event, for a run costs the server more than sending costs us.
func outgoing(events []tickets.Event, now time.Time) []any {
	var out []any
	var due []tickets.Event
	for _, e := range events {
		switch {
		case e.Name != tickets.TicketDeliver:
			out = append(out, inngestgo.Event{
				ID: &e.ID, Name: string(e.Name), Timestamp: inngestgo.Timestamp(e.At),
				Data: map[string]any{"ticket": e.Ticket, "user": e.User},
			})
		case e.At.After(now):
			out = append(out, delivery(e))
		default:
			due = append(due, e)
		}
	}
	if len(due) > 0 {
		out = append(out, delivery(due...))
	}
	return out
}

// delivery is the event for the messages of receipts. Its ID is another for
// every set of events, so that the server knows the same set again.
func delivery(events ...tickets.Event) inngestgo.Event {
	id, all := sha256.New(), make([]tickets.Delivery, len(events))
	for i, e := range events {
		id.Write([]byte(e.ID))
		all[i] = tickets.Delivery{Ticket: e.Ticket, Receipt: e.Receipt}
	}
	return inngestgo.Event{
		ID: inngestgo.StrPtr(hex.EncodeToString(id.Sum(nil))), Name: string(tickets.TicketDeliver), Timestamp: inngestgo.Timestamp(events[0].At),
		Data: map[string]any{"deliveries": all},
	}
}
