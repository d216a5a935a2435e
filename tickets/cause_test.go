package tickets_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"syscall"
	"testing"

	"github.com/beckon-desk/beckon/tickets"
)

func TestAReceiptNamesTheCause(t *testing.T) {
	for name, tt := range map[string]struct {
		err   error
		state tickets.ReceiptState
		want  tickets.Cause
	}{
		"none":                 {nil, tickets.ReceiptSent, ""},
		"the notifier's":       {fmt.Errorf("by chat: %w", tickets.Because(tickets.CauseClosed, tickets.ErrPermanent)), tickets.ReceiptFailed, tickets.CauseClosed},
		"one that passes":      {tickets.Because(tickets.CauseSlow, errors.New("late")), tickets.ReceiptDue, tickets.CauseSlow},
		"a reply that is lost": {tickets.ErrUnconfirmed, tickets.ReceiptUnconfirmed, tickets.CauseUnconfirmed},
		"nothing was tried":    {tickets.ErrNotNow, tickets.ReceiptDue, tickets.CauseBusy},
		"one without a name":   {errors.New("broken"), tickets.ReceiptDue, "other"},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPhone(t)
			ticket := p.assigned(p.ann)
			p.slack.hear = func(tickets.Message) error { return tt.err }
			got, _ := p.delivers(ticket, receipt(t, ticket, tickets.NoticeAssigned, tickets.Slack))
			if got.State != tt.state || got.Why() != tt.want {
				t.Errorf("the receipt says %s because %q, want %s because %q", got.State, got.Why(), tt.state, tt.want)
			}
		})
	}
}

// refusal is an error that names its cause itself.
type refusal struct{}

func (refusal) Error() string        { return "no" }
func (refusal) Cause() tickets.Cause { return tickets.CauseSettings }

func TestTheCauseOfAnError(t *testing.T) {
	late, cancel := context.WithTimeout(t.Context(), 0)
	defer cancel()
	for name, tt := range map[string]struct {
		err  error
		want tickets.Cause
	}{
		"that names it":        {fmt.Errorf("at the start: %w", refusal{}), tickets.CauseSettings},
		"that was given it":    {tickets.Because(tickets.CauseBusy, late.Err()), tickets.CauseBusy},
		"of a time limit":      {fmt.Errorf("asked: %w", late.Err()), tickets.CauseSlow},
		"of a read's deadline": {&net.OpError{Op: "read", Err: os.ErrDeadlineExceeded}, tickets.CauseSlow},
		"of a connection":      {&url.Error{Op: "Get", URL: "http://127.0.0.1", Err: &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}}, tickets.CauseUnreachable},
	} {
		if got := tickets.CauseOf(tt.err); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

func TestAnEventThatIsParkedSaysWhy(t *testing.T) {
	for _, e := range []tickets.Event{{}, {Parked: true, Error: "bad request: no such name"}} {
		if said := tickets.Causes()[e.Why()] != ""; said != e.Parked {
			t.Errorf("parked %v: the cause is %q", e.Parked, e.Why())
		}
	}
}

func TestWhyNothingWasSent(t *testing.T) {
	p := newPhone(t)
	ticket := p.assigned(p.ann)
	_, err := p.desk.Decline(t.Context(), p.maya, ticket.ID, "")
	p.must(err)
	got, err := p.delivers(ticket, receipt(t, ticket, tickets.NoticeAssigned, tickets.Slack))
	if p.must(err); got.Why() != "handed_on" || got.Error != tickets.Causes()["handed_on"] {
		t.Errorf("the receipt says %q, %q", got.Why(), got.Error)
	}
}

func TestReceiptsOfAnOlderBeckon(t *testing.T) {
	for name, tt := range map[string]struct {
		receipt tickets.Receipt
		want    tickets.Cause
	}{
		"why nothing was sent":  {tickets.Receipt{State: tickets.ReceiptSkipped, Error: "resolved before it was sent"}, "resolved"},
		"what a service said":   {tickets.Receipt{State: tickets.ReceiptFailed, Error: "550 no such user"}, ""},
		"one that went through": {tickets.Receipt{State: tickets.ReceiptSent}, ""},
	} {
		if got := tt.receipt.Why(); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}
