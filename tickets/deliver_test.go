package tickets_test

import (
	"errors"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/tickets"
)

// due names the receipts of tickets that are yet to be settled.
func (p *phone) due(all ...tickets.Ticket) (ds []tickets.Delivery) {
	p.t.Helper()
	for _, t := range all {
		for _, n := range p.reads(t).Notices {
			for _, r := range n.Receipts {
				if !r.State.Settled() {
					ds = append(ds, tickets.Delivery{Ticket: t.ID, Receipt: r.ID})
				}
			}
		}
	}
	return ds
}

func TestAMessageDoesNotOvertakeOneThatIsTriedAgain(t *testing.T) {
	p := newPhone(t)
	ticket := p.assigned(p.ann)
	p.must(p.desk.DeliverAll(t.Context(), p.due(ticket)))
	p.replies(p.maya, ticket, "Turn it off and on.")
	p.replies(p.hires("Ada", tickets.Admin), ticket, "Or buy a new one.")
	ds := p.due(p.planned(ticket))
	p.slack.sent = nil
	p.slack.hear = func(tickets.Message) error { return errors.New("Slack answers 500") }
	if err := p.desk.DeliverAll(t.Context(), ds); err == nil {
		t.Fatal("nothing is said to want another try")
	}
	p.slack.hear = nil
	p.must(p.desk.DeliverAll(t.Context(), ds))
	var tried []string
	for _, m := range p.slack.sent {
		if m.To.ID == p.ann.User.ID {
			tried = append(tried, m.Text)
		}
	}
	want := []string{"Turn it off and on.", "Turn it off and on.", "Or buy a new one."}
	if diff := cmp.Diff(want, tried); diff != "" {
		t.Errorf("Ann was to be told (-want +got):\n%s", diff)
	}
}

func TestAChannelThatHangsHoldsUpNoOther(t *testing.T) {
	p := newPhone(t)
	one, other := p.assigned(p.ann), p.assigned(p.ann)
	var mails sync.WaitGroup
	mails.Add(2)
	p.mail.hear = func(tickets.Message) error { mails.Done(); return nil }
	p.slack.hear = func(tickets.Message) error { mails.Wait(); return nil }
	p.must(p.desk.DeliverAll(t.Context(), p.due(one, other)))
	if left := p.due(one, other); len(left) > 0 {
		t.Errorf("%d messages are left unsent", len(left))
	}
}

func TestTryingManyAgainRepeatsNone(t *testing.T) {
	p := newPhone(t)
	one, other := p.assigned(p.ann), p.assigned(p.ann)
	ds := p.due(one, other)
	p.slack.hear = func(m tickets.Message) error {
		if m.Ticket.ID == one.ID {
			return errors.New("Slack answers 500")
		}
		return nil
	}
	if err := p.desk.DeliverAll(t.Context(), ds); err == nil || len(p.due(one, other)) != 1 {
		t.Fatalf("one of %d failed: got %v, and %d are left", len(ds), err, len(p.due(one, other)))
	}
	p.slack.hear = nil
	p.must(p.desk.DeliverAll(t.Context(), ds))
	if got, want := len(p.slack.sent)+len(p.mail.sent), len(ds)+1; got != want || len(p.due(one, other)) > 0 {
		t.Errorf("there were %d tries and %d messages are left; want %d and 0", got, len(p.due(one, other)), want)
	}
}

func TestATicketThatIsGoneHoldsUpNoOther(t *testing.T) {
	p := newPhone(t)
	ticket := p.assigned(p.ann)
	ds := append([]tickets.Delivery{{Ticket: "01JZZZZZZZZZZZZZZZZZZZZZZZ", Receipt: "01JZZZZZZZZZZZZZZZZZZZZZZY"}}, p.due(ticket)...)
	p.must(p.desk.DeliverAll(t.Context(), ds))
	if left := p.due(ticket); len(left) > 0 {
		t.Errorf("%d messages are left unsent", len(left))
	}
}

func TestWhoMayNoLongerSeeATicketIsToldNothingOfIt(t *testing.T) {
	o := newOffice(t)
	ann, maya, ada := o.hires("Ann", tickets.Requester), o.hires("Maya", tickets.Moderator), o.hires("Ada", tickets.Admin)
	ticket := o.assigned(ann)
	role := tickets.Requester
	_, err := o.desk.SetUser(t.Context(), ada, maya.User.ID, tickets.UserPatch{Role: &role})
	o.must(err)
	ticket = o.delivers(ticket)
	if got := o.sent[tickets.Mail].kinds(maya.User.ID); len(got) != 0 {
		t.Errorf("Maya, who moderates no more, was sent %v", got)
	}
	for _, r := range receipts(ticket, tickets.NoticeAssigned) {
		if r.State != tickets.ReceiptSkipped || r.Why() != "not_theirs" {
			t.Errorf("the receipt is %s, %q; want skipped, because the ticket is not hers to see", r.State, r.Why())
		}
	}
}
