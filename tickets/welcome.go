package tickets

import (
	"context"
	"fmt"
	"time"
)

// Welcome sends the welcome mail, once. It carries the link that proves the
// mailbox, or, for an account without a password, the one to set it.
func (s *Service) Welcome(ctx context.Context, id UserID) error {
	end, ok := s.sending.begin("welcome " + string(id))
	if !ok {
		return nil
	}
	defer end()
	mine, retry := false, false
	u, err := s.store.UpdateUser(ctx, id, func(u *User) error {
		now := s.now()
		w := &u.Welcome
		mine = !s.sentOrBusy(*w, now)
		if !mine {
			return ErrUnchanged
		}
		if w.ID == "" {
			*w = Receipt{ID: newULID(now), To: u.ID, Channel: Mail}
		}
		retry = s.begin(w, now)
		return nil
	})
	if err != nil || !mine {
		return err
	}
	at, sendErr := s.mailLink(ctx, u, NoticeWelcome, u.Welcome.ID, retry)
	_, err = s.store.UpdateUser(context.WithoutCancel(ctx), id, func(u *User) error {
		u.Welcome.settle(at, sendErr, s.now())
		return nil
	})
	if passing(sendErr) {
		return sendErr
	}
	return err
}

// MailPasswordLink sends the one-time password link that was asked for, if it
// has not been sent meanwhile. key is stable over retries.
func (s *Service) MailPasswordLink(ctx context.Context, id UserID, key string) error {
	u, err := s.store.User(ctx, id)
	if err != nil || u.LinkAskedAt.IsZero() {
		return err
	}
	_, err = s.mailLink(ctx, u, NoticePassword, key, false)
	if passing(err) {
		return err
	}
	if err != nil {
		s.log.Warn("password link not delivered", "user", id, "err", err)
	}
	_, err = s.store.UpdateUser(ctx, id, func(now *User) error {
		if !now.LinkAskedAt.Equal(u.LinkAskedAt) {
			return ErrUnchanged // another was asked for meanwhile
		}
		now.LinkAskedAt = time.Time{}
		return nil
	})
	return err
}

// mailLink makes the link a mail asks its reader to open, and sends the mail.
func (s *Service) mailLink(ctx context.Context, u User, kind NoticeKind, key string, retry bool) (Place, error) {
	mailer, ok := s.notifiers[Mail]
	if !ok || !mailer.Reaches(u) {
		return Place{}, fmt.Errorf("%w: no mail to this person", ErrPermanent)
	}
	link, page, life := Link{Purpose: LinkPassword}, "/password", PasswordLinkLife
	switch {
	case kind == NoticeWelcome && u.Verified && len(u.PasswordHash) > 0:
		return mailer.Notify(ctx, Message{Key: key, Kind: kind, To: u, Link: s.url + "/", Retry: retry, Zone: u.Location()})
	case kind == NoticeWelcome && len(u.PasswordHash) > 0:
		link, page, life = Link{Purpose: LinkVerify}, "/verify", VerifyLinkLife
	}
	_, token, err := s.NewLink(ctx, u.ID, link, life)
	if err != nil {
		return Place{}, err
	}
	// The token stands in the fragment: browsers do not send it to servers or in referrers.
	return mailer.Notify(ctx, Message{Key: key, Kind: kind, To: u, Link: s.url + page + "#" + token, Retry: retry, Zone: u.Location()})
}

// mailLate asks anew for the mails on their accounts that people are owed since
// at least grace and have not had, as when the durable engine has lost them.
func (s *Service) mailLate(ctx context.Context, grace time.Duration) error {
	for u, err := range EachUser(ctx, s.store, UserFilter{Active: true}) {
		if err != nil {
			return err
		}
		for lost, is := range mailings {
			if !is(u, s.now(), grace) {
				continue
			}
			if err := s.mailAnew(ctx, u.ID, lost, grace); err != nil {
				return err
			}
		}
	}
	return nil
}

// mailings are what somebody is mailed on their own account, by the event that
// causes it, and whether it is late.
var mailings = map[EventName]func(u User, now time.Time, grace time.Duration) bool{
	UserSignup: User.unwelcomed, UserPassword: User.unlinked, UserAccess: User.unalerted,
}

func (s *Service) mailAnew(ctx context.Context, id UserID, lost EventName, grace time.Duration) error {
	_, err := s.store.UpdateUser(ctx, id, func(u *User) error {
		now := s.now()
		if !mailings[lost](*u, now, grace) {
			return ErrUnchanged
		}
		u.Outbox = append(u.Outbox, Event{ID: newULID(now), Name: lost, User: u.ID, At: now})
		return nil
	})
	s.wake()
	return err
}

func (u User) unwelcomed(now time.Time, grace time.Duration) bool {
	asked := u.CreatedAt
	if u.Welcome.At.After(asked) {
		asked = u.Welcome.At
	}
	ended := u.Welcome.ID != "" && u.Welcome.State.Settled()
	return u.Email != "" && !ended && now.Sub(asked).Abs() >= grace
}

// unlinked reports whether a password link is late. A day later nobody waits for it.
func (u User) unlinked(now time.Time, grace time.Duration) bool {
	waits := now.Sub(u.LinkAskedAt).Abs()
	return !u.LinkAskedAt.IsZero() && waits >= grace && waits < PasswordLinkLife
}
