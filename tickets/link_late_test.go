package tickets_test

import (
	"testing"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

func TestAPasswordLinkThatWasLostIsAskedForAgain(t *testing.T) {
	p := newPhone(t)
	for _, a := range []tickets.Actor{p.ann, p.maya} {
		p.must(p.desk.Welcome(t.Context(), a.User.ID)) // only the link is wanted
	}
	welcomes := len(p.mail.sent)
	p.must(p.desk.AskPasswordLink(t.Context(), "ann@desk.test"))
	asked := func() int {
		before := len(p.waiting(false))
		p.now = p.now.Add(2 * time.Minute)
		_, err := p.desk.Sweep(t.Context(), time.Minute)
		p.must(err)
		return len(p.waiting(false)) - before
	}
	for range 2 {
		if n := asked(); n != 1 {
			t.Errorf("it was asked for %d times more, want once until it is mailed", n)
		}
	}
	for range 3 {
		p.must(p.desk.MailPasswordLink(t.Context(), p.ann.User.ID, "run"))
	}
	if n := len(p.mail.sent) - welcomes; n != 1 {
		t.Errorf("%d links were mailed, want 1", n)
	}
	if n := asked(); n != 0 {
		t.Errorf("after it was mailed it was asked for %d times more", n)
	}
}

func TestAPasswordLinkIsNotMailedADayLate(t *testing.T) {
	p := newPhone(t)
	for _, a := range []tickets.Actor{p.ann, p.maya} {
		p.must(p.desk.Welcome(t.Context(), a.User.ID))
	}
	p.must(p.desk.AskPasswordLink(t.Context(), "ann@desk.test"))
	before := len(p.waiting(false))
	p.now = p.now.Add(tickets.PasswordLinkLife)
	_, err := p.desk.Sweep(t.Context(), time.Minute)
	p.must(err)
	if n := len(p.waiting(false)) - before; n != 0 {
		t.Errorf("it was asked for %d times more", n)
	}
}
