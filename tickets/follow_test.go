package tickets_test

import (
	"maps"
	"testing"

	"github.com/beckon-desk/beckon/tickets"
)

func TestWhoIsToldThatATicketIsResolved(t *testing.T) {
	for name, tt := range map[string]struct {
		by   string
		want map[string]int
	}{
		"by its owner":     {"Maya", map[string]int{"Ann": 1, "Jon": 1}},
		"by its requester": {"Ann", map[string]int{"Jon": 1}},
		"by a follower":    {"Jon", map[string]int{"Ann": 1}},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			people := map[string]tickets.Actor{
				"Ann": o.hires("Ann", tickets.Requester), "Maya": o.hires("Maya", tickets.Moderator), "Jon": o.hires("Jon", tickets.Moderator),
			}
			ticket := o.assigned(people["Ann"])
			for _, name := range []string{"Ann", "Jon"} {
				_, err := o.desk.Follow(t.Context(), people[name], ticket.ID, true)
				o.must(err)
			}
			_, err := o.desk.Resolve(t.Context(), people[tt.by], ticket.ID, "It works again.")
			o.must(err)
			got := map[string]int{}
			for _, n := range o.reads(ticket).Notices {
				for name, who := range people {
					if n.Kind == tickets.NoticeResolved && n.To == who.User.ID {
						got[name]++
					}
				}
			}
			if !maps.Equal(got, tt.want) {
				t.Errorf("told %v, want %v", got, tt.want)
			}
		})
	}
}
