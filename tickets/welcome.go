package tickets

import (
	"context"
	"time"
)

// mailLate asks anew for the welcome mails and the password links that were
// asked for at least grace ago and have no end yet, as when the durable engine
// has lost them.
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
	UserSignup: User.unwelcomed, UserPassword: User.unlinked,
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
