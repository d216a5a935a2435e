package tickets

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Who asked for it gets one mail on the morning of every day they work, with
// the tickets they have. The day's receipt on the person is what keeps it to
// one, whichever instance asks and however often.

const (
	digestHour = 8  // local time
	digestEnd  = 12 // later it would be no digest of the day any more
	digestRows = 30 // tickets listed; the rest is counted
	queuePath  = "/queue"
)

// digestLate asks for the digests that are due and not asked for, or that the
// durable engine has lost.
func (s *Service) digestLate(ctx context.Context) error {
	if _, mail := s.notifiers[Mail]; !mail {
		return nil
	}
	rules, err := s.rules(ctx)
	if err != nil {
		return err
	}
	for u, err := range EachUser(ctx, s.store, UserFilter{Roles: []Role{Moderator, Admin}, Active: true}) {
		if err == nil && u.digestDue(rules.Holidays, s.now()) {
			err = s.askDigest(ctx, u.ID, rules.Holidays)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) askDigest(ctx context.Context, id UserID, holidays []string) error {
	_, err := s.store.UpdateUser(ctx, id, func(u *User) error {
		now := s.now()
		if !u.digestDue(holidays, now) {
			return ErrUnchanged
		}
		if !u.sameMorning(u.Digest.At, now) {
			u.Digest = Receipt{ID: newULID(now), To: u.ID, Channel: Mail, State: ReceiptDue}
		}
		u.Digest.At = now
		u.Outbox = append(u.Outbox, Event{ID: newULID(now), Name: UserDigest, User: u.ID, At: now})
		return nil
	})
	s.wake()
	return err
}

// digestDue reports whether a digest is to be asked for now.
func (u User) digestDue(holidays []string, now time.Time) bool {
	local := now.In(u.Location())
	works := len(u.Hours.Days) == 0 || slices.Contains(u.Hours.Days, local.Weekday())
	off := u.onLeave(now) || slices.Contains(holidays, local.Format(time.DateOnly))
	if !u.Preferences.Digest || u.Email == "" || !works || off || local.Hour() < digestHour || local.Hour() >= digestEnd {
		return false
	}
	return !u.sameMorning(u.Digest.At, now) || !u.Digest.State.Settled() && now.Sub(u.Digest.At) >= resweep
}

// sameMorning reports whether both moments lie on one day of the person's.
func (u User) sameMorning(a, b time.Time) bool {
	day := func(t time.Time) string { return t.In(u.Location()).Format(time.DateOnly) }
	return day(a) == day(b)
}

// MailDigest sends somebody the digest that was asked for, once. An error means:
// try again.
func (s *Service) MailDigest(ctx context.Context, id UserID) error {
	end, ok := s.sending.begin("digest " + string(id))
	if !ok {
		return nil
	}
	defer end()
	mine, retry := false, false
	u, err := s.store.UpdateUser(ctx, id, func(u *User) error {
		mine = u.Digest.ID != "" && !s.sentOrBusy(u.Digest, s.now())
		if !mine {
			return ErrUnchanged
		}
		retry = s.begin(&u.Digest, s.now())
		return nil
	})
	if err != nil || !mine {
		return err
	}
	at, sendErr := s.sendDigest(ctx, u, retry)
	_, err = s.store.UpdateUser(context.WithoutCancel(ctx), id, func(u *User) error {
		u.Digest.settle(at, sendErr, s.now())
		if errors.Is(sendErr, errNothingOpen) {
			u.Digest.State = ReceiptSkipped
		}
		return nil
	})
	if passing(sendErr) {
		return sendErr
	}
	return err
}

var errNothingOpen = fmt.Errorf("%w: nothing is open", ErrPermanent)

func (s *Service) sendDigest(ctx context.Context, u User, retry bool) (Place, error) {
	if !u.Moderates() || !u.Preferences.Digest { // by now
		return Place{}, needless{causeUnwanted}
	}
	mailer, ok := s.notifiers[Mail]
	if !ok || !mailer.Reaches(u) {
		return Place{}, fmt.Errorf("%w: no mail to this person", ErrPermanent)
	}
	f := Filter{Assignee: u.ID, Status: liveStatuses, Sort: HighestFirst, Limit: digestRows}
	page, err := s.store.Tickets(ctx, f)
	if err != nil {
		return Place{}, err
	}
	if len(page.Tickets) == 0 {
		return Place{}, errNothingOpen
	}
	all, err := s.store.Count(ctx, f, ByNothing)
	if err != nil {
		return Place{}, err
	}
	return mailer.Notify(ctx, Message{
		Key: u.Digest.ID, Kind: NoticeDigest, To: u, Text: digest(page.Tickets, all[""], s.now()), Link: s.url + queuePath,
		Unsubscribe: s.unsubscribeURL(u.ID, NoticeDigest), Retry: retry, Zone: u.Location(),
	})
}

// digest lists tickets, a line each.
func digest(list []Ticket, all int, now time.Time) string {
	var b strings.Builder
	for _, t := range list {
		fmt.Fprintf(&b, "%s %s (%s, %s, %s old)\n", t.Number, EscapeMarkdown(t.Title, 2*MaxTitle), t.Priority, t.Status.Words(), ago(now.Sub(t.CreatedAt)))
	}
	if more := all - len(list); more > 0 {
		fmt.Fprintf(&b, "and %d more\n", more)
	}
	return b.String()
}
