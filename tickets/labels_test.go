package tickets_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/tickets"
)

func TestLabels(t *testing.T) {
	ticket := tickets.Ticket{Skills: []string{"VPN", "DNS", "VPN"}, Tags: []string{"VPN"}, Category: "Network"}
	if diff := cmp.Diff([]string{"category:Network", "skill:DNS", "skill:VPN", "tag:VPN"}, ticket.Labels()); diff != "" {
		t.Errorf("of a ticket (-want +got):\n%s", diff)
	}
	if got := (&tickets.Ticket{}).Labels(); got == nil || len(got) != 0 {
		t.Errorf("of a ticket without any: %#v", got)
	}
	f := tickets.Filter{Skills: []string{"VPN", "DNS", "VPN"}, Tags: []string{"red"}, Category: "Network"}
	if diff := cmp.Diff([][]string{{"tag:red"}, {"category:Network"}, {"skill:DNS", "skill:VPN"}}, f.Labels()); diff != "" {
		t.Errorf("of a filter (-want +got):\n%s", diff)
	}
	if got := (tickets.Filter{Query: "VPN"}).Labels(); len(got) != 0 {
		t.Errorf("of a filter without any: %v", got)
	}
}
