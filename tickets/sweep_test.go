package tickets_test

import (
	"fmt"
	"testing"

	"github.com/beckon-desk/beckon/tickets"
)

func TestTheSweepSetsEveryTicketGoingOnce(t *testing.T) {
	p := newPhone(t)
	const many = tickets.MaxPage + 50
	for i := range many {
		_, err := p.desk.Open(t.Context(), p.ann, tickets.NewTicket{Title: fmt.Sprint("VPN drops ", i), Key: fmt.Sprint(i)})
		p.must(err)
	}
	if stuck, err := p.desk.Sweep(t.Context(), 0); err != nil || stuck != many {
		t.Errorf("the sweep set %d tickets going, %v; want all %d", stuck, err, many)
	}
}

func TestTheSweepFindsCardsThatWereNotRedrawn(t *testing.T) {
	p := newPhone(t)
	ticket := p.assigned(p.ann)
	for _, channel := range []tickets.Platform{tickets.Slack, tickets.Mail} {
		if _, err := p.delivers(ticket, receipt(t, ticket, tickets.NoticeAssigned, channel)); err != nil {
			t.Fatal(err)
		}
	}
	high := tickets.High
	_, err := p.desk.Set(t.Context(), p.maya, ticket.ID, tickets.Patch{Priority: &high})
	p.must(err)
	p.must(p.desk.Plan(t.Context(), ticket.ID)) // then the engine dies, and with it the redrawing
	if stuck, err := p.desk.Sweep(t.Context(), 0); err != nil || stuck != 1 {
		t.Errorf("the sweep set %d tickets going, %v; want the one whose card is out of date", stuck, err)
	}
	p.must(p.desk.Refresh(t.Context(), ticket.ID))
	if stuck, err := p.desk.Sweep(t.Context(), 0); err != nil || stuck != 0 {
		t.Errorf("the sweep set %d tickets going, %v; want none once the card is redrawn", stuck, err)
	}
}
