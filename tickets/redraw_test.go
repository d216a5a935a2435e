package tickets_test

import (
	"testing"

	"github.com/beckon-desk/beckon/tickets"
)

func TestACardSaysNothingToWhoModeratesNoMore(t *testing.T) {
	for name, loses := range map[string]tickets.UserPatch{
		"their role":    {Role: new(tickets.Requester)},
		"their account": {Active: new(false)},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPhone(t)
			ada, ticket := p.hires("Ada", tickets.Admin), p.assigned(p.ann)
			if _, err := p.delivers(ticket, receipt(t, ticket, tickets.NoticeAssigned, tickets.Slack)); err != nil {
				t.Fatal(err)
			}
			_, err := p.desk.SetUser(t.Context(), ada, p.maya.User.ID, loses)
			p.must(err)
			title := "Something else now"
			_, err = p.desk.Set(t.Context(), ada, ticket.ID, tickets.Patch{Title: &title})
			p.must(err)
			p.must(p.desk.Refresh(t.Context(), ticket.ID))
			if len(p.slack.redrawn) != 1 {
				t.Fatalf("redrawn %d times, want once", len(p.slack.redrawn))
			}
			got := p.slack.redrawn[0]
			if got.Kind != tickets.NoticeWithdrawn || got.Ticket.ID != "" || got.Card.Title != "" || got.Text != "" || got.Link != "https://desk.test/" {
				t.Errorf("got %+v, want nothing of the ticket", got)
			}
		})
	}
}
