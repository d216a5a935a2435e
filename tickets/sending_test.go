package tickets_test

import (
	"strings"
	"testing"

	"github.com/beckon-desk/beckon/tickets"
)

func TestATryThatCouldNotBeRecordedIsTakenUpAtOnceByWhoeverBeganIt(t *testing.T) {
	for name, tt := range map[string]struct {
		desk tickets.Config
		sent int // messages in all
	}{
		"a desk alone":         {tickets.Config{Alone: true}, 2},
		"an instance":          {tickets.Config{Instance: "one"}, 2},
		"one that has no name": {tickets.Config{}, 1}, // for all it knows another sends it
	} {
		t.Run(name, func(t *testing.T) {
			p := newPhone(t)
			p.starts(tt.desk)
			ticket := p.assigned(p.ann)
			r := receipt(t, ticket, tickets.NoticeAssigned, tickets.Slack)
			p.crashes(ticket, r, p.slack)
			if _, err := p.delivers(ticket, r); err != nil || len(p.slack.sent) != tt.sent {
				t.Fatalf("%d messages were sent, %v; want %d", len(p.slack.sent), err, tt.sent)
			}
			if last := p.slack.sent[len(p.slack.sent)-1]; last.Retry != (tt.sent > 1) {
				t.Errorf("the channel was told to look first: %v", last.Retry)
			}
		})
	}
}

func TestAMailOfDoubtSaysSoWhateverBecomesOfItsNextTry(t *testing.T) {
	for name, tt := range map[string]struct {
		next  error
		state tickets.ReceiptState
		cause tickets.Cause
	}{
		"it is sent":        {nil, tickets.ReceiptSent, "twice"},
		"its reply is lost": {tickets.ErrUnconfirmed, tickets.ReceiptUnconfirmed, tickets.CauseUnconfirmed},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPhone(t)
			p.restarts(true)
			ticket := p.assigned(p.ann)
			r := receipt(t, ticket, tickets.NoticeAssigned, tickets.Mail)
			p.crashes(ticket, r, p.mail)
			p.mail.hear = func(tickets.Message) error { return tt.next }
			if got, err := p.delivers(ticket, r); err != nil || got.State != tt.state || got.Why() != tt.cause || !strings.Contains(got.Error, "may have arrived twice") {
				t.Errorf("the receipt says %s because %q, %q (%v); want %s because %q, and that it may have arrived twice", got.State, got.Why(), got.Error, err, tt.state, tt.cause)
			}
		})
	}
}

func TestADeliveryThatComesTwiceAtOnceIsSentOnce(t *testing.T) {
	p := newPhone(t)
	p.restarts(true)
	ticket := p.assigned(p.ann)
	r := receipt(t, ticket, tickets.NoticeAssigned, tickets.Slack)
	p.slack.hear = func(tickets.Message) error { // it is being sent, and asked for again
		return p.desk.Deliver(t.Context(), ticket.ID, r.ID)
	}
	if got, err := p.delivers(ticket, r); err != nil || got.State != tickets.ReceiptSent || len(p.slack.sent) != 1 {
		t.Errorf("%d messages were sent, the receipt says %s, %v; want one that is sent", len(p.slack.sent), got.State, err)
	}
}
