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
