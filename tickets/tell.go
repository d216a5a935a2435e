package tickets

import (
	"context"
	"errors"
	"slices"
	"time"
)

// Telling people is three steps, each safe to repeat after a crash: Plan turns
// notices into receipts, one per person and channel, asks for each to be sent,
// and sets the return timer; Deliver sends one receipt's message; Refresh redraws
// the messages that stand.

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
				r[k].NotBefore = t.spaced(n.Kind, r[k].To, r[k].Channel, r[k].NotBefore, now)
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
	for _, p := range channels(n.Kind, t, s.open(n.Kind, u)) {
		rs = append(rs, Receipt{ID: newULID(now), To: u.ID, Channel: p, State: ReceiptDue, At: now, NotBefore: t.holdFor(u, n.Kind, now)})
	}
	if len(rs) == 0 && n.Kind != NoticeOpened {
		rs = []Receipt{{ID: newULID(now), To: u.ID, State: ReceiptSkipped, Error: causes[causeUnwanted], Cause: causeUnwanted, At: now}}
	}
	return rs
}

func (s *Service) reaches(p Platform, u User) bool {
	n, ok := s.notifiers[p]
	return ok && u.Active() && n.Reaches(u)
}

// open tells the channels over which a kind of notice may go to the person.
func (s *Service) open(kind NoticeKind, u User) func(Platform) bool {
	return func(p Platform) bool { return s.reaches(p, u) && u.Preferences.wants(kind, p) }
}

// channels returns the channels a kind of notice goes over, among those that
// reach the person and that they left on for it. Work to do comes by mail and by
// one chat: where the ticket was asked for, else Slack before Discord. News of
// one's own ticket comes where one asked, else by mail. The rest comes by chat,
// else mail.
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
		chats := []Platform{Slack, Discord}
		if t.Origin.Platform == Discord {
			slices.Reverse(chats)
		}
		return append(first(chats...), reachable(Mail)...)
	case NoticeOpened:
		return reachable(t.Origin.Platform)
	case NoticeClaimed, NoticeResolved:
		return first(t.Origin.Platform, Mail)
	}
	return first(t.Origin.Platform, Slack, Discord, Mail)
}

// NewsChannels returns the channels over which the requester will hear what
// becomes of a ticket; none where they have switched all off, or nothing reaches them.
func (s *Service) NewsChannels(t Ticket, requester User) (over []Platform) {
	for _, kind := range []NoticeKind{NoticeClaimed, NoticeReplied, NoticeResolved} {
		for _, p := range channels(kind, t, s.open(kind, requester)) {
			if !slices.Contains(over, p) {
				over = append(over, p)
			}
		}
	}
	return over
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
