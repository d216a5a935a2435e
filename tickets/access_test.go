package tickets_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/tickets"
)

// alerts does what is due for somebody's account, and returns what they have
// been mailed of its changes since, and what is yet to be.
func (p *phone) alerts(id tickets.UserID) (mailed, waiting []string) {
	p.t.Helper()
	p.must(p.desk.MailAlerts(p.t.Context(), id))
	for _, m := range p.mail.sent {
		if m.Kind == tickets.NoticeAccess && m.To.ID == id {
			mailed = append(mailed, fmt.Sprintf("%s %s, %s", m.Change.Verb, m.Change.Text, m.Link))
		}
	}
	u, err := p.store.User(p.t.Context(), id)
	p.must(err)
	for _, c := range u.Alerts {
		waiting = append(waiting, c.Verb)
	}
	return mailed, waiting
}

// settles gives Ann a password by the link that proves her mailbox.
func (p *phone) settles(password string) {
	p.t.Helper()
	_, token, err := p.desk.NewLink(p.t.Context(), p.ann.User.ID, tickets.Link{Purpose: tickets.LinkPassword}, time.Hour)
	p.must(err)
	p.ann.User, err = p.desk.SetPassword(p.t.Context(), token, password)
	p.must(err)
}

func TestWhoCanComeInIsMailed(t *testing.T) {
	slack := tickets.Profile{Identity: tickets.Identity{Platform: tickets.Slack, Team: "T1", ID: "U1", Name: "annie"}, Name: "Ann", Internal: true}
	vouched := slack
	vouched.Email = "ann@desk.test"
	for name, tt := range map[string]struct {
		does func(*phone) error
		want []string
	}{
		"of a change of password": {func(p *phone) error {
			return p.desk.ChangePassword(t.Context(), p.ann, "the first one", "another one", "")
		}, []string{"password changed, https://desk.test/forgot"}},
		"of a password by link": {func(p *phone) error {
			p.settles("another one")
			return nil
		}, []string{"password set by a one-time link, https://desk.test/forgot"}},
		"of a chat account that joins by its address": {func(p *phone) error {
			for range 2 {
				if _, err := p.desk.PersonFor(t.Context(), vouched); err != nil {
					return err
				}
			}
			return nil
		}, []string{"linked slack account annie, https://desk.test/profile"}},
		"of a chat account that joins by a link": {func(p *phone) error {
			u, err := p.desk.PersonFor(t.Context(), slack)
			p.must(err)
			link, err := p.desk.IdentityLink(t.Context(), tickets.Actor{User: u, Via: tickets.Slack}, slack.Identity)
			p.must(err)
			_, token, _ := strings.Cut(link, "#")
			_, err = p.desk.JoinIdentity(t.Context(), p.ann, token)
			return err
		}, []string{"linked slack account annie, https://desk.test/profile"}},
		"not of a log-in": {func(p *phone) error {
			_, _, err := p.desk.StartSession(t.Context(), p.ann.User.ID, "a browser")
			return err
		}, nil},
		"not of a password that was refused": {func(p *phone) error {
			wants(t, p.desk.ChangePassword(t.Context(), p.ann, "a guess", "another one", ""), tickets.Invalid, "present password")
			return nil
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPhone(t)
			p.settles("the first one")
			p.must(tt.does(p))
			events, err := p.store.PendingEvents(t.Context(), tickets.EventFilter{Limit: tickets.MaxPage})
			p.must(err)
			asked := 0
			for _, e := range events {
				if e.Name == tickets.UserAccess && e.User == p.ann.User.ID {
					asked++
				}
			}
			p.alerts(p.ann.User.ID)
			mailed, waiting := p.alerts(p.ann.User.ID) // once is enough
			if diff := cmp.Diff(tt.want, mailed); diff != "" || asked != len(tt.want) || len(waiting) > 0 {
				t.Errorf("%d asked for, %v yet to be mailed (-want +got):\n%s", asked, waiting, diff)
			}
		})
	}
}

func TestOfTheirFirstWayInNobodyIsMailed(t *testing.T) {
	p := newPhone(t)
	p.settles("the first one")
	if mailed, waiting := p.alerts(p.ann.User.ID); mailed != nil || waiting != nil {
		t.Errorf("mailed %v, to be mailed %v", mailed, waiting)
	}
}

// Else whoever signs up with a stranger's address could have them mailed at will.
func TestAMailboxNobodyHasProvenIsNotMailedOfPasswords(t *testing.T) {
	p := newPhone(t)
	u, err := p.desk.SignUp(t.Context(), "stranger@desk.test", "the first one", "Somebody")
	p.must(err)
	p.must(p.desk.ChangePassword(t.Context(), tickets.Actor{User: u, Via: tickets.Web}, "the first one", "another one", ""))
	if mailed, waiting := p.alerts(u.ID); mailed != nil || waiting != nil {
		t.Errorf("mailed %v, to be mailed %v", mailed, waiting)
	}
}

func TestAMailOfAChangedPasswordIsNotLost(t *testing.T) {
	p := newPhone(t)
	for _, a := range []tickets.Actor{p.ann, p.maya} {
		p.must(p.desk.Welcome(t.Context(), a.User.ID)) // only the change is wanted
	}
	p.settles("the first one")
	p.must(p.desk.ChangePassword(t.Context(), p.ann, "the first one", "another one", ""))
	p.mail.hear = func(tickets.Message) error { return errors.New("the server is down") }
	if err := p.desk.MailAlerts(t.Context(), p.ann.User.ID); err == nil {
		t.Error("a try that failed is not tried again")
	}
	sweeps := func(after time.Duration) int {
		before := len(p.waiting(false))
		p.now = p.now.Add(after)
		_, err := p.desk.Sweep(t.Context(), time.Minute)
		p.must(err)
		return len(p.waiting(false)) - before
	}
	if n := sweeps(2 * time.Minute); n != 1 {
		t.Errorf("a sweep asked for it %d times, want once", n)
	}
	if n := sweeps(8 * 24 * time.Hour); n != 0 {
		t.Errorf("after a week a sweep asked for it %d times", n)
	}
	p.mail.hear = nil
	mailed, waiting := p.alerts(p.ann.User.ID)
	if len(mailed) != 2 || len(waiting) > 0 { // the first of them failed
		t.Errorf("tried %v, to be mailed %v", mailed, waiting)
	}
	if first, second := p.mail.sent[len(p.mail.sent)-2], p.mail.sent[len(p.mail.sent)-1]; first.Key != second.Key {
		t.Errorf("one mail has two keys, %s and %s", first.Key, second.Key)
	}
}
