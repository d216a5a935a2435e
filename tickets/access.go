package tickets

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// letsIn records a change of who can come in with the account, before it is
// made, and has its owner mailed about it. Their first way in is no news to
// them, and a mailbox that nobody has proven may be a stranger's.
func (u *User) letsIn(a Actor, now time.Time, verb, format string, args ...any) {
	u.record(a, now, verb, format, args...)
	if !u.Verified || u.Email == "" || len(u.PasswordHash) == 0 && len(u.Identities) == 0 {
		return
	}
	c := u.History[len(u.History)-1]
	u.Alerts = slices.DeleteFunc(u.Alerts, func(x Change) bool { return x.Verb == c.Verb && x.Text == c.Text })
	u.Alerts = append(u.Alerts, c)
	u.Outbox = append(u.Outbox, Event{ID: newULID(now), Name: UserAccess, User: u.ID, At: now})
}

// MailAlerts mails somebody every change of who can come in with their account
// that they have not been mailed yet. An error means: try again.
func (s *Service) MailAlerts(ctx context.Context, id UserID) error {
	end, ok := s.sending.begin("access " + string(id))
	if !ok {
		return nil
	}
	defer end()
	u, err := s.store.User(ctx, id)
	if err != nil {
		return err
	}
	for _, c := range u.Alerts {
		err := s.mailAlert(ctx, u, c)
		if passing(err) {
			return err
		}
		if err != nil {
			s.log.Warn("change of access not mailed", "user", id, "change", c.Verb, "err", err)
		}
		if _, err := s.store.UpdateUser(ctx, id, func(u *User) error {
			u.Alerts = slices.DeleteFunc(u.Alerts, func(x Change) bool { return x.Verb == c.Verb && x.At.Equal(c.At) })
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}

// mailAlert mails one change. Its key is stable over retries, so that a mailbox
// can fold a repeated mail into the first.
func (s *Service) mailAlert(ctx context.Context, u User, c Change) error {
	mailer, ok := s.notifiers[Mail]
	if !ok || !mailer.Reaches(u) {
		return fmt.Errorf("%w: no mail to this person", ErrPermanent)
	}
	page := "/profile"
	if c.Verb == "password" {
		page = "/forgot" // they may be locked out
	}
	_, err := mailer.Notify(ctx, Message{
		Key: fmt.Sprintf("access.%s.%d", u.ID, c.At.UnixMilli()), Kind: NoticeAccess, To: u, By: c.By, Change: c, Link: s.url + page, Zone: u.Location(),
	})
	return err
}

// unalerted reports whether a mail about the account is late. A week later the
// mailbox is taken to be gone.
func (u User) unalerted(now time.Time, grace time.Duration) bool {
	return slices.ContainsFunc(u.Alerts, func(c Change) bool {
		waits := now.Sub(c.At).Abs()
		return waits >= grace && waits < 7*24*time.Hour
	})
}
