package tickets_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/tickets"
)

func TestConversationsAreThoseOfTicketsThatAreNotClosed(t *testing.T) {
	for status, want := range map[tickets.Status][]string{
		tickets.Open: {"1"}, tickets.Waiting: {"1"}, tickets.Resolved: {"1"}, tickets.Closed: nil,
	} {
		o := newOffice(t)
		ann, maya := o.hires("Ann", tickets.Requester), o.hires("Maya", tickets.Moderator)
		ticket, err := o.desk.Open(t.Context(), ann, tickets.NewTicket{
			Title: "VPN drops", Key: "slack:T1:message:D1:1", Message: true,
			Origin: tickets.Place{Platform: tickets.Slack, Team: "T1", Channel: "D1", Message: "1", Link: "https://x.test/p1"},
		})
		o.must(err)
		_, err = o.desk.Open(t.Context(), ann, tickets.NewTicket{Title: "asked on the web"})
		o.must(err)
		_, err = o.desk.Set(t.Context(), maya, ticket.ID, tickets.Patch{Status: &status})
		o.must(err)
		places, err := o.desk.Conversations(t.Context())
		o.must(err)
		var got []string
		for _, p := range places {
			if p.Thread() != (tickets.Place{Platform: tickets.Slack, Team: "T1", Channel: "D1", Message: "1"}).Thread() {
				t.Errorf("%s: %+v is no conversation", status, p)
			}
			got = append(got, p.Message)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", status, diff)
		}
	}
}

func TestAMessageIsKnownOnceATicketHasIt(t *testing.T) {
	o := newOffice(t)
	ann := o.hires("Ann", tickets.Requester)
	ticket := o.writes(ann, "VPN drops")
	o.says(ann, ticket, "more", "it does", false)
	for key, want := range map[string]bool{"first": true, "more": true, "other": false} {
		if got, err := o.desk.HasMessage(t.Context(), key); got != want || err != nil {
			t.Errorf("%s: got %v, %v, want %v", key, got, err, want)
		}
	}
}
