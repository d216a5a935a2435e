package tickets_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"

	"github.com/beckon-desk/beckon/tickets"
)

// phone is an office whose channels and records fail as told.
type phone struct {
	*office
	ann, maya   tickets.Actor
	slack, mail *line
	records     *shaky
}

// line is a channel that can redraw what it has sent.
type line struct {
	mu      sync.Mutex
	sent    []tickets.Message
	drawn   []int64 // versions that were drawn, in order
	redrawn []tickets.Message
	hear    func(tickets.Message) error
	draw    func(tickets.Message) error
}

func (l *line) Reaches(u tickets.User) bool { return u.Email != "" }

func (l *line) Notify(_ context.Context, m tickets.Message) (tickets.Place, error) {
	l.mu.Lock()
	l.sent = append(l.sent, m)
	hear := l.hear
	l.mu.Unlock()
	if hear != nil {
		if err := hear(m); err != nil {
			return tickets.Place{}, err
		}
	}
	return tickets.Place{Platform: tickets.Slack, Channel: "D1", Message: m.Key}, nil
}

func (l *line) Edit(_ context.Context, m tickets.Message, _ tickets.Place) error {
	if l.draw != nil {
		if err := l.draw(m); err != nil {
			return err
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.drawn, l.redrawn = append(l.drawn, m.Ticket.Version), append(l.redrawn, m)
	return nil
}

// shaky is a store that can be made to answer nothing.
type shaky struct {
	tickets.Store
	mu   sync.Mutex
	down bool
}

var errDown = &tickets.Error{Kind: tickets.Unavailable, Message: "The records do not answer. Try again in a moment."}

func (s *shaky) fall(down bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.down = down
}

func (s *shaky) answers() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.down {
		return errDown
	}
	return nil
}

func (s *shaky) CreateTicket(ctx context.Context, t tickets.Ticket) (tickets.Ticket, error) {
	if err := s.answers(); err != nil {
		return tickets.Ticket{}, err
	}
	return s.Store.CreateTicket(ctx, t)
}

func (s *shaky) UpdateTicket(ctx context.Context, ref tickets.Ref, change func(*tickets.Ticket) error) (tickets.Ticket, error) {
	if err := s.answers(); err != nil {
		return tickets.Ticket{}, err
	}
	return s.Store.UpdateTicket(ctx, ref, change)
}

func (s *shaky) PendingEvents(ctx context.Context, f tickets.EventFilter) ([]tickets.Event, error) {
	if err := s.answers(); err != nil {
		return nil, err
	}
	return s.Store.PendingEvents(ctx, f)
}

func (s *shaky) SettleEvents(ctx context.Context, outcomes []tickets.Settlement) error {
	if err := s.answers(); err != nil {
		return err
	}
	return s.Store.SettleEvents(ctx, outcomes)
}

func newPhone(t *testing.T) *phone {
	t.Helper()
	p := &phone{office: newOffice(t), slack: &line{}, mail: &line{}}
	p.records = &shaky{Store: p.store}
	p.restarts(false)
	p.ann, p.maya = p.hires("Ann", tickets.Requester), p.hires("Maya", tickets.Moderator)
	return p
}

// restarts makes a new desk on the same records, as after a crash.
func (p *phone) restarts(alone bool) { p.starts(tickets.Config{Alone: alone}) }

// starts makes a new desk that differs from others as c says.
func (p *phone) starts(c tickets.Config) {
	p.now = p.now.Add(time.Second)
	c.Store, c.Triager, c.Clock, c.BcryptCost, c.URL = p.records, plain{}, func() time.Time { return p.now }, bcrypt.MinCost, "https://desk.test"
	if c.Notifiers == nil {
		c.Notifiers = map[tickets.Platform]tickets.Notifier{}
	}
	c.Notifiers[tickets.Slack], c.Notifiers[tickets.Mail] = p.slack, mailOnly{p.mail}
	p.desk = tickets.New(c)
}

// mailOnly is a line that cannot redraw.
type mailOnly struct{ tickets.Notifier }

// receipt returns the last receipt of a kind over a channel.
func receipt(t *testing.T, ticket tickets.Ticket, kind tickets.NoticeKind, channel tickets.Platform) tickets.Receipt {
	t.Helper()
	for _, n := range slices.Backward(ticket.Notices) {
		for _, r := range slices.Backward(n.Receipts) {
			if n.Kind == kind && r.Channel == channel {
				return r
			}
		}
	}
	t.Fatalf("there is no %s notice by %s", kind, channel)
	return tickets.Receipt{}
}

// delivers sends a receipt's message and returns the receipt as it is then.
func (p *phone) delivers(ticket tickets.Ticket, r tickets.Receipt) (tickets.Receipt, error) {
	p.t.Helper()
	err := p.desk.Deliver(p.t.Context(), ticket.ID, r.ID)
	for _, n := range p.reads(ticket).Notices {
		for _, now := range n.Receipts {
			if now.ID == r.ID {
				return now, err
			}
		}
	}
	p.t.Fatal("the receipt is gone")
	return r, err
}

// crashes sends the message but dies before that is recorded.
func (p *phone) crashes(ticket tickets.Ticket, r tickets.Receipt, l *line) {
	p.t.Helper()
	l.hear = func(tickets.Message) error { p.records.fall(true); return nil }
	if err := p.desk.Deliver(p.t.Context(), ticket.ID, r.ID); tickets.KindOf(err) != tickets.Unavailable {
		p.t.Fatalf("sent but not recorded: got %v, want Unavailable, so that it is tried again", err)
	}
	l.hear = nil
	p.records.fall(false)
}

func TestAnInstanceThatIsBackTakesUpWhatItWasSending(t *testing.T) {
	for name, tt := range map[string]struct {
		back string
		sent int // messages in all
	}{"the one that was killed": {"one", 2}, "another, for all we know it goes on": {"two", 1}} {
		t.Run(name, func(t *testing.T) {
			p := newPhone(t)
			p.starts(tickets.Config{Instance: "one"})
			ticket := p.assigned(p.ann)
			r := receipt(t, ticket, tickets.NoticeAssigned, tickets.Slack)
			p.crashes(ticket, r, p.slack)
			p.starts(tickets.Config{Instance: tt.back})
			if _, err := p.delivers(ticket, r); err != nil || len(p.slack.sent) != tt.sent {
				t.Errorf("%d messages were sent, %v; want %d", len(p.slack.sent), err, tt.sent)
			}
		})
	}
}

func TestAMessageSentButNotRecordedIsLookedForOrOwnedUpTo(t *testing.T) {
	for _, tt := range []struct {
		channel tickets.Platform
		doubt   string
	}{{tickets.Slack, ""}, {tickets.Mail, "twice"}} {
		t.Run(string(tt.channel), func(t *testing.T) {
			p := newPhone(t)
			ticket := p.assigned(p.ann)
			l := map[tickets.Platform]*line{tickets.Slack: p.slack, tickets.Mail: p.mail}[tt.channel]
			r := receipt(t, ticket, tickets.NoticeAssigned, tt.channel)
			p.crashes(ticket, r, l)
			p.restarts(true)
			got, err := p.delivers(ticket, r)
			if err != nil || got.State != tickets.ReceiptSent || got.Attempts != 2 {
				t.Fatalf("after the restart: %+v, %v; want it sent at the second try", got, err)
			}
			if last := l.sent[len(l.sent)-1]; !last.Retry || last.Key != l.sent[0].Key {
				t.Errorf("the channel was not told to look for %s first: %+v", l.sent[0].Key, last)
			}
			if (tt.doubt == "") != (got.Error == "") || !strings.Contains(got.Error, tt.doubt) {
				t.Errorf("the receipt says %q, want %q in it", got.Error, tt.doubt)
			}
		})
	}
}

func TestWhatAnotherInstanceIsSendingIsLeftToItForAMinute(t *testing.T) {
	p := newPhone(t)
	ticket := p.assigned(p.ann)
	r := receipt(t, ticket, tickets.NoticeAssigned, tickets.Slack)
	p.crashes(ticket, r, p.slack)
	p.restarts(false)
	for _, tt := range []struct {
		later time.Duration
		state tickets.ReceiptState
		sent  int
	}{{0, tickets.ReceiptSending, 1}, {50 * time.Second, tickets.ReceiptSending, 1}, {15 * time.Second, tickets.ReceiptSent, 2}} {
		p.now = p.now.Add(tt.later)
		if got, err := p.delivers(ticket, r); err != nil || got.State != tt.state || len(p.slack.sent) != tt.sent {
			t.Errorf("%s later: %s after %d messages, %v; want %s after %d", tt.later, got.State, len(p.slack.sent), err, tt.state, tt.sent)
		}
	}
}

func TestAClockSetBackHoldsNoMessageUp(t *testing.T) {
	p := newPhone(t)
	ticket := p.assigned(p.ann)
	r := receipt(t, ticket, tickets.NoticeAssigned, tickets.Slack)
	p.now = p.now.Add(3 * time.Hour)
	p.crashes(ticket, r, p.slack)
	p.now = p.now.Add(-3 * time.Hour)
	if got, err := p.delivers(ticket, r); err != nil || got.State != tickets.ReceiptSent {
		t.Errorf("got %s, %v; want it sent", got.State, err)
	}
}

// claimsUnheard claims a ticket that was asked for in Slack and tries to say so
// there, to somebody whose direct messages are closed.
func (p *phone) claimsUnheard(asker tickets.Actor) (ticket tickets.Ticket, tried tickets.Receipt, err error) {
	p.t.Helper()
	asker.Via = tickets.Slack
	ticket = p.assigned(asker)
	_, err = p.desk.Claim(p.t.Context(), p.maya, ticket.ID)
	p.must(err)
	ticket = p.planned(ticket)
	p.slack.hear = func(tickets.Message) error { return fmt.Errorf("%w: DMs are closed", tickets.ErrPermanent) }
	tried, err = p.delivers(ticket, receipt(p.t, ticket, tickets.NoticeClaimed, tickets.Slack))
	return p.reads(ticket), tried, err
}

func TestWhoIsInBothChatsIsToldInOneOfThem(t *testing.T) {
	for name, tt := range map[string]struct {
		closed               bool // to direct messages, in Slack
		slack, discord, mail int  // messages about one ticket
	}{"Slack, and mail": {false, 1, 0, 1}, "where Slack fails, Discord": {true, 1, 1, 1}} {
		t.Run(name, func(t *testing.T) {
			p, discord := newPhone(t), &line{}
			p.starts(tickets.Config{Notifiers: map[tickets.Platform]tickets.Notifier{tickets.Discord: discord}})
			if tt.closed {
				p.slack.hear = func(tickets.Message) error { return fmt.Errorf("%w: DMs are closed", tickets.ErrPermanent) }
			}
			ticket := p.assigned(p.ann)
			for range 2 {
				p.must(p.desk.DeliverAll(t.Context(), p.due(ticket)))
			}
			got, want := [3]int{len(p.slack.sent), len(discord.sent), len(p.mail.sent)}, [3]int{tt.slack, tt.discord, tt.mail}
			if got != want {
				t.Errorf("messages by Slack, Discord and mail: %v, want %v", got, want)
			}
		})
	}
}

func TestAChannelThatFailsForGoodIsReplacedByMail(t *testing.T) {
	p := newPhone(t)
	ticket, got, err := p.claimsUnheard(p.ann)
	if err != nil || got.State != tickets.ReceiptFailed || !strings.Contains(got.Error, "DMs are closed") {
		t.Fatalf("got %+v, %v; want it failed, with the reason", got, err)
	}
	if got, err = p.delivers(ticket, receipt(t, ticket, tickets.NoticeClaimed, tickets.Mail)); err != nil || got.State != tickets.ReceiptSent {
		t.Errorf("by mail: %+v, %v; want it sent", got, err)
	}
}

func TestMailDoesNotStandInForChatWhereItWasSwitchedOff(t *testing.T) {
	for name, kind := range map[string]tickets.NoticeKind{"for this kind of notice": tickets.NoticeClaimed, "for all": ""} {
		t.Run(name, func(t *testing.T) {
			p := newPhone(t)
			ticket, _, err := p.claimsUnheard(p.switches(p.ann, kind, tickets.Mail))
			p.must(err)
			got, err := p.delivers(ticket, receipt(t, ticket, tickets.NoticeClaimed, tickets.Mail))
			if err != nil || got.State != tickets.ReceiptSkipped || len(p.mail.sent) != 0 {
				t.Errorf("by mail: %+v, %v after %d mails; want it skipped", got, err, len(p.mail.sent))
			}
		})
	}
}

func TestANoticeOvertakenByEventsIsNotSent(t *testing.T) {
	p := newPhone(t)
	ticket := p.assigned(p.ann)
	_, err := p.desk.Decline(t.Context(), p.maya, ticket.ID, "")
	p.must(err)
	got, err := p.delivers(ticket, receipt(t, ticket, tickets.NoticeAssigned, tickets.Slack))
	if err != nil || got.State != tickets.ReceiptSkipped || got.Error == "" || len(p.slack.sent) > 0 {
		t.Errorf("got %+v, %v after %d messages; want it skipped, with the reason", got, err, len(p.slack.sent))
	}
}

// Of what may stand there already, nobody may say that it was left out.
func TestWhatWasCutOffIsSentThoughItIsOvertaken(t *testing.T) {
	for _, channel := range []tickets.Platform{tickets.Slack, tickets.Mail} {
		t.Run(string(channel), func(t *testing.T) {
			p := newPhone(t)
			ticket := p.assigned(p.ann)
			r := receipt(t, ticket, tickets.NoticeAssigned, channel)
			p.crashes(ticket, r, map[tickets.Platform]*line{tickets.Slack: p.slack, tickets.Mail: p.mail}[channel])
			p.restarts(true)
			_, err := p.desk.Resolve(t.Context(), p.maya, ticket.ID, "")
			p.must(err)
			if got, err := p.delivers(ticket, r); err != nil || got.State != tickets.ReceiptSent {
				t.Errorf("got %+v, %v; want it sent", got, err)
			}
		})
	}
}

func TestWhatMayStandInAChatIsSentThoughItIsOvertaken(t *testing.T) {
	refused := &net.OpError{Op: "dial", Err: errors.New("connection refused")}
	for name, tt := range map[string]struct {
		failed error
		want   tickets.ReceiptState
	}{
		"its answer was lost":    {tickets.Because(tickets.CauseUnreachable, io.ErrUnexpectedEOF), tickets.ReceiptSent},
		"its answer was late":    {context.DeadlineExceeded, tickets.ReceiptSent},
		"the chat failed":        {tickets.Because(tickets.CauseFailing, errors.New("500")), tickets.ReceiptSent},
		"nobody was there":       {tickets.Because(tickets.CauseUnreachable, refused), tickets.ReceiptSkipped},
		"the desk may not enter": {tickets.Because(tickets.CauseLoginRefused, errors.New("invalid_auth")), tickets.ReceiptSkipped},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPhone(t)
			ticket := p.assigned(p.ann)
			r := receipt(t, ticket, tickets.NoticeAssigned, tickets.Slack)
			for _, err := range []error{tt.failed, tickets.ErrNotNow} { // which says nothing of the first
				p.slack.hear = func(tickets.Message) error { return err }
				if got, _ := p.delivers(ticket, r); got.State != tickets.ReceiptDue {
					t.Fatalf("after %v the receipt is %s, want it due", err, got.State)
				}
			}
			p.slack.hear = nil
			_, err := p.desk.Resolve(t.Context(), p.maya, ticket.ID, "")
			p.must(err)
			if got, err := p.delivers(ticket, r); err != nil || got.State != tt.want || strings.Contains(got.Error, "twice") {
				t.Errorf("got %+v, %v; want it %s", got, err, tt.want)
			}
		})
	}
}

func TestManyWhoDeliverOneReceiptSendOnce(t *testing.T) {
	p := newPhone(t)
	ticket := p.assigned(p.ann)
	r := receipt(t, ticket, tickets.NoticeAssigned, tickets.Slack)
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if err := p.desk.Deliver(t.Context(), ticket.ID, r.ID); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if len(p.slack.sent) != 1 {
		t.Errorf("%d messages were sent, want 1", len(p.slack.sent))
	}
}

func TestAChannelThatTakesNoMoreJustNowCostsNoTry(t *testing.T) {
	p := newPhone(t)
	ticket := p.assigned(p.ann)
	r := receipt(t, ticket, tickets.NoticeAssigned, tickets.Slack)
	p.slack.hear = func(tickets.Message) error { return tickets.ErrNotNow }
	for range 30 {
		if got, err := p.delivers(ticket, r); !errors.Is(err, tickets.ErrNotNow) || got.State != tickets.ReceiptDue {
			t.Fatalf("got %s, %v; want it due", got.State, err)
		}
	}
	p.slack.hear = nil
	if got, err := p.delivers(ticket, r); err != nil || got.State != tickets.ReceiptSent || got.Attempts != 1 {
		t.Errorf("got %+v, %v; want it sent at the first try that counts", got, err)
	}
}

func TestAMessageIsGivenUpAfterTenTries(t *testing.T) {
	p := newPhone(t)
	ticket := p.assigned(p.ann)
	r := receipt(t, ticket, tickets.NoticeAssigned, tickets.Slack)
	p.slack.hear = func(tickets.Message) error { return errors.New("Slack answers 500") }
	var got tickets.Receipt
	tries := 0
	for ; !got.State.Settled() || tries == 0; tries++ {
		got, _ = p.delivers(ticket, r)
	}
	if tries != 10 || got.State != tickets.ReceiptFailed || got.Error != "Slack answers 500" {
		t.Errorf("after %d tries: %s, %q; want it failed after 10", tries, got.State, got.Error)
	}
}

func TestPlanningTwiceTellsOnce(t *testing.T) {
	p := newPhone(t)
	once := p.assigned(p.ann)
	if twice := p.planned(once); len(twice.Notices) != len(once.Notices) || len(twice.Notices[1].Receipts) != len(once.Notices[1].Receipts) {
		t.Errorf("planned twice there is more to send: %+v", twice.Notices)
	}
}

func TestACardNeverGoesBackToAnOlderState(t *testing.T) {
	p := newPhone(t)
	ticket := p.assigned(p.ann)
	_, err := p.delivers(ticket, receipt(t, ticket, tickets.NoticeAssigned, tickets.Slack))
	p.must(err)
	_, err = p.desk.Claim(t.Context(), p.maya, ticket.ID)
	p.must(err)
	once := sync.OnceFunc(func() { // while the first redrawing is under way
		_, err := p.desk.Resolve(t.Context(), p.maya, ticket.ID, "")
		p.must(err)
	})
	p.slack.draw = func(tickets.Message) error { once(); return nil }
	var all sync.WaitGroup
	for range 5 {
		all.Go(func() { p.must(p.desk.Refresh(t.Context(), ticket.ID)) })
	}
	all.Wait()
	stored := p.reads(ticket)
	if !slices.IsSorted(p.slack.drawn) || p.slack.drawn[len(p.slack.drawn)-1] != stored.Version {
		t.Errorf("the card showed versions %v, want them in order, up to %d", p.slack.drawn, stored.Version)
	}
}
