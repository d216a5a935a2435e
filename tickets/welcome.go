package tickets

import (
	"context"
	"time"
)

// welcomeLate asks anew for the welcome mails that were asked for at least grace
// ago and have no end yet, as when the durable engine has lost them.
func (s *Service) welcomeLate(ctx context.Context, grace time.Duration) error {
	for f := (UserFilter{Active: true, Limit: MaxPage}); ; {
		page, err := s.store.Users(ctx, f)
		if err != nil {
			return err
		}
		for _, u := range page.Users {
			if u.unwelcomed(s.now(), grace) {
				if err := s.welcomeAnew(ctx, u.ID, grace); err != nil {
					return err
				}
			}
		}
		if f.Cursor = page.Next; f.Cursor == "" {
			return nil
		}
	}
}

func (s *Service) welcomeAnew(ctx context.Context, id UserID, grace time.Duration) error {
	_, err := s.store.UpdateUser(ctx, id, func(u *User) error {
		now := s.now()
		if !u.unwelcomed(now, grace) {
			return ErrUnchanged
		}
		u.Outbox = append(u.Outbox, Event{ID: newULID(now), Name: UserSignup, User: u.ID, At: now})
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
