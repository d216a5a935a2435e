package tickets_test

import (
	"fmt"
	"testing"
	"time"

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

func TestTheSweepTellsASlowEngineLessAndLessOften(t *testing.T) {
	p := newPhone(t)
	_, err := p.desk.Open(t.Context(), p.ann, tickets.NewTicket{Title: "VPN drops"})
	p.must(err)
	times := 0
	for range 60 { // an hour, in which nothing comes of it
		p.now = p.now.Add(time.Minute)
		stuck, err := p.desk.Sweep(t.Context(), 20*time.Second)
		p.must(err)
		times += stuck
	}
	if times < 6 || times > 12 {
		t.Errorf("the ticket was set going %d times in an hour, want every minute at first and every ten at last", times)
	}
	if stuck, err := p.desk.Sweep(t.Context(), 0); err != nil || stuck != 1 {
		t.Errorf("when the engine has died: %d, %v; want it set going at once", stuck, err)
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
