package tickets_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/tickets"
)

// pupil is a triager that keeps what it is taught and what it is shown.
type pupil struct {
	plain
	learned, observed []string
}

func (p *pupil) Learn(_ context.Context, t tickets.Ticket) error {
	p.learned = append(p.learned, t.Title)
	return nil
}

func (p *pupil) Observe(_ context.Context, t tickets.Ticket) error {
	p.observed = append(p.observed, t.Title)
	return nil
}

func TestAfterARestartTheTriagerKnowsTheOpenTicketsToo(t *testing.T) {
	o := newOffice(t)
	ann, maya := o.hires("Ann", tickets.Requester), o.hires("Maya", tickets.Moderator)
	for _, title := range []string{"VPN drops", "Printer jams", "Mail is slow", "Door is locked"} {
		o.now = o.now.Add(time.Minute)
		ticket, err := o.desk.Open(t.Context(), ann, tickets.NewTicket{Title: title})
		o.must(err)
		if title == "Printer jams" || title == "Mail is slow" {
			_, err = o.desk.Resolve(t.Context(), maya, ticket.ID, "")
			o.must(err)
		}
	}
	var p pupil
	o.must(tickets.New(tickets.Config{Store: o.store, Triager: &p}).Recall(t.Context()))
	if diff := cmp.Diff([]string{"Printer jams", "Mail is slow"}, p.learned); diff != "" {
		t.Errorf("learned, in order (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"VPN drops", "Door is locked"}, p.observed); diff != "" {
		t.Errorf("observed, in order (-want +got):\n%s", diff)
	}
}
