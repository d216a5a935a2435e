package tickets_test

import (
	"testing"

	"github.com/beckon-desk/beckon/tickets"
)

// TestAStatusSetByHandMeansWhatItSays has Ada set a status: what is open nobody
// has claimed, and what is in progress somebody has.
func TestAStatusSetByHandMeansWhatItSays(t *testing.T) {
	claims := func(d *workDesk, id tickets.ID) error { _, err := d.Claim(d.ctx, d.maya, id); return err }
	resolves := func(d *workDesk, id tickets.ID) error { _, err := d.Resolve(d.ctx, d.maya, id, ""); return err }
	asks := func(d *workDesk, id tickets.ID) error {
		_, err := d.Reply(d.ctx, d.maya, id, tickets.NewComment{Text: "Which floor?", Waiting: true})
		return err
	}
	type deed = func(*workDesk, tickets.ID) error
	for name, tt := range map[string]struct {
		before  []deed
		set     tickets.Status
		want    tickets.Status
		claimed bool
	}{
		"what is claimed is open":                      {[]deed{claims}, tickets.Open, tickets.Open, false},
		"what was claimed and waits is open":           {[]deed{claims, asks}, tickets.Open, tickets.Open, false},
		"what waits is in progress":                    {[]deed{claims, asks}, tickets.InProgress, tickets.InProgress, true},
		"what was claimed and resolved is open":        {[]deed{claims, resolves}, tickets.Open, tickets.Open, false},
		"what was claimed and resolved is in progress": {[]deed{claims, resolves}, tickets.InProgress, tickets.InProgress, true},
		"what was claimed and resolved waits":          {[]deed{claims, resolves}, tickets.Waiting, tickets.Waiting, true},
		"what nobody claimed stays resolved":           {[]deed{resolves}, tickets.InProgress, tickets.Resolved, false},
	} {
		t.Run(name, func(t *testing.T) {
			d := newWorkDesk(t)
			ticket := d.assigned()
			for _, does := range tt.before {
				d.must(does(d, ticket.ID))
			}
			_, err := d.Set(d.ctx, d.admin, ticket.ID, tickets.Patch{Status: &tt.set})
			if got := d.stored(ticket.ID); got.Status != tt.want || got.ClaimedAt.IsZero() == tt.claimed || !got.AssignedTo(d.maya.User.ID) || (err != nil) != (tt.set != tt.want) {
				t.Errorf("it is %s, claimed at %s, with %v, %v; want %s, claimed: %t, with Maya", got.Status, got.ClaimedAt, got.Assignee, err, tt.want, tt.claimed)
			}
		})
	}
}
