package tickets_test

import (
	"testing"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

func TestWhoSignedUpIsMadeMoreOnceTheMailboxIsTheirs(t *testing.T) {
	o := newOffice(t)
	ada, bob := o.hires("Ada", tickets.Admin), o.hires("Bob", tickets.Requester)
	u, err := o.desk.SignUp(t.Context(), "maya@signed.test", "somebody's password", "Maya")
	o.must(err)
	raise := func(role tickets.Role) error {
		_, err := o.desk.SetUser(t.Context(), ada, u.ID, tickets.UserPatch{Role: &role})
		return err
	}
	wants(t, raise(tickets.Moderator), tickets.Conflict, "signed up as Maya")
	wants(t, raise(tickets.Admin), tickets.Conflict, "signed up as Maya")
	o.must(raise(tickets.Requester))

	_, link, err := o.desk.NewLink(t.Context(), u.ID, tickets.Link{Purpose: tickets.LinkVerify}, time.Hour)
	o.must(err)
	for name, a := range map[string]tickets.Actor{"somebody else": bob, "nobody": {}} {
		if _, err := o.desk.Verify(t.Context(), a, link); tickets.KindOf(err) != tickets.Forbidden {
			t.Errorf("%s may use the link: %v", name, err)
		}
	}
	_, err = o.desk.Verify(t.Context(), tickets.Actor{User: u, Via: tickets.Web}, link)
	o.must(err)
	o.must(raise(tickets.Moderator))
}

func TestADeskWithoutMailTakesPeopleAsTheySay(t *testing.T) {
	d := newWorkDesk(t)
	u, err := d.SignUp(d.ctx, "maya@signed.test", "somebody's password", "Maya")
	d.must(err)
	role := tickets.Moderator
	_, err = d.SetUser(d.ctx, d.admin, u.ID, tickets.UserPatch{Role: &role})
	d.must(err)
}
