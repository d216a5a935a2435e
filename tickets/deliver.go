package tickets

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"
)

// Deliver sends the message of one receipt and records its fate. It does
// nothing when the receipt is settled, or being sent by somebody else. An
// error means: try again.
func (s *Service) Deliver(ctx context.Context, id ID, receipt string) error {
	t, err := s.store.Ticket(ctx, id)
	if err != nil {
		return err
	}
	return s.deliver(ctx, t, receipt)
}

// deliver is Deliver for a ticket that has just been read.
func (s *Service) deliver(ctx context.Context, t Ticket, receipt string) error {
	end, ok := s.sending.begin(receipt)
	if !ok {
		return nil
	}
	defer end()
	_, r := t.receipt(receipt)
	if r == nil || r.State.Settled() {
		return nil
	}
	u, err := s.store.User(ctx, r.To)
	if err != nil {
		return err
	}
	if may, err := s.mayTell(ctx, t, u, receipt); err != nil || !may {
		return err
	}
	var retry, mine bool
	t, err = s.store.UpdateTicket(ctx, t.ID, func(t *Ticket) error {
		now := s.now()
		n, r := t.receipt(receipt)
		mine = r != nil && !r.held(now) && !s.sentOrBusy(*r, now)
		if !mine {
			return ErrUnchanged
		}
		if why := t.overtakes(*n, *r); why != "" && !r.cutOff() {
			mine = false
			r.skip(why, now)
			return nil
		}
		retry = s.begin(r, now)
		return nil
	})
	if err != nil || !mine {
		return err
	}
	n, r := t.receipt(receipt)
	at, sendErr := s.send(ctx, t, *n, *r, u, retry)
	// What was sent is recorded even when the caller has given up meanwhile.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if err := s.settle(ctx, t, u, receipt, at, sendErr); err != nil {
		return err
	}
	if passing(sendErr) {
		return fmt.Errorf("%s notice of %s by %s: %w", n.Kind, t.Number, r.Channel, sendErr)
	}
	return nil
}

// overtakes says why a notice need not be sent any more, or "".
func (t *Ticket) overtakes(n Notice, r Receipt) Cause {
	toOwner := n.Kind == NoticeAssigned || n.Kind == NoticeReopened
	switch {
	case toOwner && !t.AssignedTo(r.To), n.Kind == NoticeClaimed && (!t.AssignedTo(n.By.ID) || t.ClaimedAt.IsZero()):
		return causeHandedOn
	case n.Kind == NoticeNudged && !(t.AssignedTo(r.To) && t.unattended()):
		return causeActedOn
	case n.Kind == NoticeUnrouted && t.Assignee != nil:
		return causeTaken
	case n.Kind == NoticeEscalated && (t.Assignee == nil || t.Status != Open || !t.ClaimedAt.IsZero() || t.AssignedAt.After(n.At)):
		return causeActedOn
	case (toOwner || n.Kind == NoticeOverdue) && !t.Status.Live():
		return causeResolved
	case n.Kind == NoticeResolved && t.Status.Live() && t.news(n, false) == "": // taken back, and there is nothing to read
		return causeActedOn
	case n.Kind == NoticeOverdue && (t.DueBy().IsZero() || t.Due.Missed.IsZero()): // it waits on its requester, or has more time
		return causeActedOn
	case (n.Kind == NoticeReplied || n.Kind == NoticeResolved) && !t.concerns(r.To):
		return causeNotTheirs
	case n.Kind == NoticeReplied && len(n.Said) > 0 && t.news(n, false) == "":
		return causeDeleted
	}
	return ""
}

func (s *Service) send(ctx context.Context, t Ticket, n Notice, r Receipt, u User, retry bool) (Place, error) {
	notifier, ok := s.notifiers[r.Channel]
	if !ok {
		return Place{}, Because(causeNotConnected, fmt.Errorf("%w: %s is not connected", ErrPermanent, r.Channel))
	}
	if (Actor{User: u}).maySee(&t) != nil { // by now
		return Place{}, needless{causeNotTheirs}
	}
	if !u.Preferences.wants(n.Kind, r.Channel) {
		return Place{}, needless{causeUnwanted}
	}
	m, err := s.message(ctx, t, n, r, u)
	if err != nil {
		return Place{}, err
	}
	m.Retry = retry
	return notifier.Notify(ctx, m)
}

func (s *Service) message(ctx context.Context, t Ticket, n Notice, r Receipt, u User) (m Message, err error) {
	link := s.TicketURL(t.Number)
	m = Message{
		Key: r.ID, Kind: n.Kind, To: u, By: n.By, Text: t.news(n, r.State == ReceiptSent), Ticket: t, Card: CardFor(t, u, link),
		Parent: t.parent(r), Link: link, Zone: u.Location(),
	}
	if r.Channel == Mail {
		m.Unsubscribe = s.unsubscribeURL(u.ID, n.Kind)
	}
	if t.goesUp(n.Kind, u.ID) {
		m.Alike, err = s.alike(ctx, n.Kind, t)
	}
	return m, err
}

// parent is the first message of the same person's conversation about the
// ticket on the same channel.
func (t *Ticket) parent(to Receipt) Place {
	for _, n := range t.Notices {
		for _, r := range n.Receipts {
			if r.ID == to.ID {
				return Place{}
			}
			if r.To == to.To && r.Channel == to.Channel && r.State == ReceiptSent && r.Place.Message != "" {
				return r.Place
			}
		}
	}
	return Place{}
}

// settle records how a delivery ended. When a channel has failed for good, the
// next one that would tell u stands in for it.
func (s *Service) settle(ctx context.Context, sent Ticket, u User, receipt string, at Place, sendErr error) error {
	_, err := s.store.UpdateTicket(ctx, sent.ID, func(t *Ticket) error {
		now := s.now()
		n, r := t.receipt(receipt)
		if r == nil || r.State.Settled() {
			return ErrUnchanged
		}
		r.settle(at, sendErr, now)
		switch r.State {
		case ReceiptSent:
			r.Revision = sent.Version
			if t.parent(*r) == (Place{}) {
				t.addThread(at.Thread())
			}
			if t.outdated(*n, *r) { // meanwhile
				t.emit(TicketNotice, now)
			}
		case ReceiptFailed:
			s.fallBack(t, n, u, now)
		}
		return nil
	})
	if err == nil {
		s.wake()
	}
	return err
}

// fallBack has the notice sent over a channel that stands in for one that has
// failed for good, if one does.
func (s *Service) fallBack(t *Ticket, n *Notice, u User, now time.Time) {
	_, mail := s.notifiers[Mail]
	p := n.standIn(u.ID, channels(n.Kind, *t, func(p Platform) bool { return s.open(n.Kind, u)(p) && !n.failed(u.ID, p) }), mail)
	if p == "" {
		return
	}
	until := t.spaced(n.Kind, u.ID, p, t.holdFor(u, n.Kind, now), now)
	r := Receipt{ID: newULID(now), To: u.ID, Channel: p, State: ReceiptDue, At: now, NotBefore: until}
	n.Receipts = append(n.Receipts, r)
	t.emitDelivery(r, now)
}

// failed reports whether a channel could not carry the notice to somebody.
func (n *Notice) failed(to UserID, p Platform) bool {
	return slices.ContainsFunc(n.Receipts, func(r Receipt) bool { return r.To == to && r.Channel == p && r.State == ReceiptFailed })
}

// standIn returns the channel to try next after one has failed somebody: the
// first of the open ones that has not been tried, or, when nothing else tells
// them of it, mail; "" for none.
func (n *Notice) standIn(to UserID, open []Platform, mail bool) Platform {
	told := false
	for _, r := range n.Receipts {
		if r.To == to {
			open = slices.DeleteFunc(open, func(p Platform) bool { return p == r.Channel })
			told = told || r.State != ReceiptFailed || r.Channel == Mail
		}
	}
	switch {
	case len(open) > 0:
		return open[0]
	case mail && !told:
		return Mail
	}
	return ""
}

// Delivery names a receipt whose message is to be sent.
type Delivery struct {
	Ticket  ID     `json:"ticket"`
	Receipt string `json:"receipt"`
}

// lane is a conversation: what is said in it is said in order.
type lane struct {
	ticket  ID
	to      UserID
	channel Platform
}

// DeliverAll sends the messages of many receipts, as Deliver does one. Those to
// one person about one ticket over one channel go one after the other, and one
// that fails holds up those behind it; otherwise nobody waits for anybody. It
// returns when the last has had its try. An error means: try all of them again,
// which repeats none that is settled. A ticket that is gone is no error.
func (s *Service) DeliverAll(ctx context.Context, all []Delivery) error {
	lanes, read, err := s.lanes(ctx, all)
	if err != nil {
		return err
	}
	var sending sync.WaitGroup
	failed := make(chan error, len(lanes))
	for l, receipts := range lanes {
		sending.Go(func() {
			for _, r := range receipts {
				if err := s.deliver(ctx, read[l.ticket], r); err != nil && KindOf(err) != NotFound {
					failed <- err
					return
				}
			}
		})
	}
	sending.Wait()
	close(failed)
	if err, some := <-failed; some {
		return fmt.Errorf("%d of %d conversations want another try, one because: %w", 1+len(failed), len(lanes), err)
	}
	return nil
}

// lanes sorts receipts into their conversations, in the order given, and returns
// the tickets it has read for that.
func (s *Service) lanes(ctx context.Context, all []Delivery) (lanes map[lane][]string, read map[ID]Ticket, err error) {
	lanes, read = map[lane][]string{}, map[ID]Ticket{}
	for _, d := range all {
		t, ok := read[d.Ticket]
		if !ok {
			if t, err = s.store.Ticket(ctx, d.Ticket); err != nil && KindOf(err) != NotFound {
				return nil, nil, err
			}
			read[d.Ticket] = t
		}
		if _, r := t.receipt(d.Receipt); r != nil {
			l := lane{d.Ticket, r.To, r.Channel}
			lanes[l] = append(lanes[l], d.Receipt)
		}
	}
	return lanes, read, nil
}
