package tickets

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Telling people is three idempotent steps, each safe to repeat after a crash:
// Plan turns notices into receipts, one per person and channel, and asks for
// each to be sent, and sets the return timer; Deliver sends one receipt's message; Refresh redraws the
// cards that stand.

const (
	// sendingLimit is how long a begun delivery may take before it counts as
	// abandoned and may be tried again.
	sendingLimit = time.Minute
	// maxAttempts is how often one message is tried before it has failed for good.
	maxAttempts = 10
)

// Plan decides who is told of the ticket's unplanned notices, over which
// channels, and asks for each of these messages to be sent: every receipt has
// its own tries, so that a mail server that is down holds up no chat message.
func (s *Service) Plan(ctx context.Context, id ID) error {
	t, err := s.store.Ticket(ctx, id)
	if err != nil {
		return err
	}
	deadline, err := s.deadline(ctx, t)
	if err != nil {
		return err
	}
	planned := map[string][]Receipt{}
	for _, n := range t.Notices {
		if n.Planned {
			continue
		}
		people, err := s.recipients(ctx, t, n)
		if err != nil {
			return err
		}
		planned[n.ID] = []Receipt{}
		for _, u := range people {
			planned[n.ID] = append(planned[n.ID], s.receipts(n, t, u, s.now())...)
		}
	}
	since := t.AssignedAt
	_, err = s.store.UpdateTicket(ctx, id, func(t *Ticket) error {
		timed := t.setTimer(since, deadline)
		if armed := t.arm(s.now()); !t.plan(planned, s.now()) && !timed && !armed {
			return ErrUnchanged
		}
		return nil
	})
	s.wake()
	return err
}

// plan gives unplanned notices their receipts, asks for what is due, and
// reports whether there was anything to do.
func (t *Ticket) plan(receipts map[string][]Receipt, now time.Time) bool {
	var news []int
	for i := range t.Notices {
		n := &t.Notices[i]
		if r, ok := receipts[n.ID]; ok && !n.Planned {
			for k := range r {
				if until := t.spaced(n.Kind, r[k].To, r[k].Channel, now); until.After(r[k].NotBefore) {
					r[k].NotBefore = until
				}
			}
			n.Receipts, n.Planned = r, true
			t.collapse(i)
			news = append(news, i)
		}
	}
	for _, i := range news {
		for _, r := range t.Notices[i].unsettledReceipts() {
			t.emitDelivery(r, now)
		}
	}
	return len(news) > 0
}

// recipients returns the people a notice is for: one person, or every admin
// whom no other notice tells the same.
func (s *Service) recipients(ctx context.Context, t Ticket, n Notice) ([]User, error) {
	if n.To == "" {
		page, err := s.store.Users(ctx, UserFilter{Roles: []Role{Admin}, Active: true, Limit: MaxPage})
		return slices.DeleteFunc(page.Users, func(u User) bool {
			return slices.ContainsFunc(t.Notices, func(o Notice) bool { return o.To == u.ID && o.Kind == n.Kind && o.At.Equal(n.At) })
		}), err
	}
	u, err := s.store.User(ctx, n.To)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	return []User{u}, err
}

// receipts returns what is due to one person for a notice: one receipt per
// channel, or a skipped one that says why there is none.
func (s *Service) receipts(n Notice, t Ticket, u User, now time.Time) []Receipt {
	var rs []Receipt
	for _, p := range channels(n.Kind, t, func(p Platform) bool { return s.reaches(p, u) }) {
		if u.Preferences.wants(n.Kind, p) {
			rs = append(rs, Receipt{ID: newULID(now), To: u.ID, Channel: p, State: ReceiptDue, At: now, NotBefore: t.holdFor(u, n.Kind, now)})
		}
	}
	if len(rs) == 0 && n.Kind != NoticeOpened {
		rs = []Receipt{{ID: newULID(now), To: u.ID, State: ReceiptSkipped, Error: "no channel reaches them, or they switched it off", At: now}}
	}
	return rs
}

func (s *Service) reaches(p Platform, u User) bool {
	n, ok := s.notifiers[p]
	return ok && u.Active() && n.Reaches(u)
}

// channels returns the channels a kind of notice goes over, among those that
// reach the person. Work to do comes by chat and by mail. News of one's own
// ticket comes where one asked, else by mail. The rest comes by chat, else mail.
func channels(kind NoticeKind, t Ticket, reaches func(Platform) bool) []Platform {
	reachable := func(ps ...Platform) []Platform {
		return slices.DeleteFunc(ps, func(p Platform) bool { return !reaches(p) })
	}
	first := func(ps ...Platform) []Platform {
		ps = reachable(ps...)
		return ps[:min(1, len(ps))]
	}
	switch kind {
	case NoticeAssigned, NoticeUnrouted, NoticeEscalated:
		return reachable(Slack, Discord, Mail)
	case NoticeOpened:
		return reachable(t.Origin.Platform)
	case NoticeClaimed, NoticeResolved:
		return first(t.Origin.Platform, Mail)
	}
	return first(t.Origin.Platform, Slack, Discord, Mail)
}

func (p Preferences) wants(kind NoticeKind, channel Platform) bool {
	return !slices.Contains(p.Off[kind], channel) && !slices.Contains(p.Off[""], channel)
}

func (n Notice) unsettled() bool {
	return !n.Planned || len(n.unsettledReceipts()) > 0
}

func (n Notice) unsettledReceipts() (rs []Receipt) {
	for _, r := range n.Receipts {
		if !r.State.Settled() {
			rs = append(rs, r)
		}
	}
	return rs
}

// Deliver sends the message of one receipt and records its fate. It does
// nothing when the receipt is settled, or being sent by somebody else. An
// error means: try again.
func (s *Service) Deliver(ctx context.Context, id ID, receipt string) error {
	end, ok := s.sending.begin(receipt)
	if !ok {
		return nil
	}
	defer end()
	var retry, mine bool
	t, err := s.store.UpdateTicket(ctx, id, func(t *Ticket) error {
		now := s.now()
		n, r := t.receipt(receipt)
		mine = r != nil && !r.held(now) && !s.sentOrBusy(*r, now)
		if !mine {
			return ErrUnchanged
		}
		if why := t.overtakes(*n, *r); why != "" {
			mine = false
			r.State, r.Error, r.At = ReceiptSkipped, why, now
			return nil
		}
		retry = s.begin(r, now)
		return nil
	})
	if err != nil || !mine {
		return err
	}
	n, r := t.receipt(receipt)
	at, sendErr := s.send(ctx, t, *n, *r, retry)
	// What was sent is recorded even when the caller has given up meanwhile.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if err := s.settle(ctx, t, receipt, at, sendErr); err != nil {
		return err
	}
	if sendErr != nil && !errors.Is(sendErr, ErrPermanent) && !errors.Is(sendErr, ErrUnconfirmed) && !errors.Is(sendErr, ErrElsewhere) {
		return fmt.Errorf("%s notice of %s by %s: %w", n.Kind, t.Number, r.Channel, sendErr)
	}
	return nil
}

// overtakes says why a notice need not be sent any more, or "".
func (t *Ticket) overtakes(n Notice, r Receipt) string {
	switch {
	case n.Kind == NoticeAssigned && !t.AssignedTo(r.To):
		return "handed on before it was sent"
	case n.Kind == NoticeNudged && !(t.AssignedTo(r.To) && t.unattended()):
		return "acted on before it was sent"
	case n.Kind == NoticeUnrouted && t.Assignee != nil:
		return "somebody took it before it was sent"
	case n.Kind == NoticeOverdue && !t.Status.Live():
		return "resolved before it was sent"
	case n.Kind == NoticeReplied && len(n.Said) > 0 && t.news(n, false) == "":
		return "deleted before it was sent"
	}
	return ""
}

func (s *Service) send(ctx context.Context, t Ticket, n Notice, r Receipt, retry bool) (Place, error) {
	notifier, ok := s.notifiers[r.Channel]
	if !ok {
		return Place{}, fmt.Errorf("%w: %s is not connected", ErrPermanent, r.Channel)
	}
	u, err := s.store.User(ctx, r.To)
	if err != nil {
		return Place{}, err
	}
	m := s.message(t, n, r, u)
	m.Retry = retry
	return notifier.Notify(ctx, m)
}

func (s *Service) message(t Ticket, n Notice, r Receipt, u User) Message {
	link := s.TicketURL(t.Number)
	m := Message{
		Key: r.ID, Kind: n.Kind, To: u, By: n.By, Text: t.news(n, r.State == ReceiptSent), Ticket: t, Card: CardFor(t, u, link),
		Parent: t.parent(r), Link: link, Zone: u.Location(),
	}
	if r.Channel == Mail {
		m.Unsubscribe = s.unsubscribeURL(u.ID, n.Kind)
	}
	return m
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

// settle records how a delivery ended. When a channel has failed for good and
// nothing else reaches the person for this notice, mail is tried instead.
func (s *Service) settle(ctx context.Context, sent Ticket, receipt string, at Place, sendErr error) error {
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
			s.fallBack(t, n, *r, now)
		}
		return nil
	})
	if err == nil {
		s.wake()
	}
	return err
}

func (s *Service) fallBack(t *Ticket, n *Notice, failed Receipt, now time.Time) {
	other := slices.ContainsFunc(n.Receipts, func(r Receipt) bool {
		return r.To == failed.To && (r.State != ReceiptFailed || r.Channel == Mail)
	})
	if _, mail := s.notifiers[Mail]; mail && !other {
		mail := Receipt{ID: newULID(now), To: failed.To, Channel: Mail, State: ReceiptDue, At: now, NotBefore: t.spaced(n.Kind, failed.To, Mail, now)}
		n.Receipts = append(n.Receipts, mail)
		t.emitDelivery(mail, now)
	}
}

// outdated reports whether a message stands on a platform that can redraw it, and
// says something else than the ticket does now: a card shows all of it, any other
// message the comments that it tells.
func (t *Ticket) outdated(n Notice, r Receipt) bool {
	switch {
	case r.State != ReceiptSent || r.Channel == Mail || r.Place.Message == "":
		return false
	case n.Kind.ShowsCard():
		return r.Revision < t.Version
	}
	return slices.ContainsFunc(t.Comments, func(c Comment) bool { return c.Revised > r.Revision && slices.Contains(n.Said, c.ID) })
}

// stale returns the ids of receipts whose messages are outdated.
func (t *Ticket) stale() []string {
	var ids []string
	for _, n := range t.Notices {
		for _, r := range n.Receipts {
			if t.outdated(n, r) {
				ids = append(ids, r.ID)
			}
		}
	}
	return ids
}

// Refresh redraws, where it stands, every posted message that is outdated, until
// none is: cards, and what was told of words that their author has edited or
// deleted since. What can no longer be edited is left. An error means: try again.
func (s *Service) Refresh(ctx context.Context, id ID) error {
	unlock := s.drawing.lock(id)
	defer unlock()
	t, err := s.store.Ticket(ctx, id)
	for err == nil {
		stale := t.stale()
		if len(stale) == 0 {
			return nil
		}
		t, err = s.redraw(ctx, t, stale)
	}
	return err
}

func (s *Service) redraw(ctx context.Context, t Ticket, receipts []string) (Ticket, error) {
	var failed error
	drawn := map[string]string{} // receipt → why it could not be edited, ever; "" keeps what the receipt says
	for _, id := range receipts {
		n, r := t.receipt(id)
		err := s.edit(ctx, t, *n, *r)
		switch {
		case err == nil:
			drawn[id] = ""
		case errors.Is(err, ErrPermanent):
			drawn[id] = bounded(CleanLine(err.Error()), maxReason)
		default:
			failed = errors.Join(failed, fmt.Errorf("redraw %s by %s: %w", t.Number, r.Channel, err))
		}
	}
	stored, err := s.store.UpdateTicket(ctx, t.ID, func(now *Ticket) error {
		for id, why := range drawn {
			_, r := now.receipt(id)
			if r.Revision = t.Version; why != "" {
				r.Error = why
			}
		}
		return nil
	})
	return stored, errors.Join(failed, err)
}

func (s *Service) edit(ctx context.Context, t Ticket, n Notice, r Receipt) error {
	editor, ok := s.notifiers[r.Channel].(Editor)
	if !ok {
		return fmt.Errorf("%w: %s cannot edit", ErrPermanent, r.Channel)
	}
	u, err := s.store.User(ctx, r.To)
	if err != nil {
		return err
	}
	return editor.Edit(ctx, s.message(t, n, r, u), r.Place)
}
