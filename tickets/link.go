package tickets

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"slices"
	"strings"
	"time"
)

// How long one-time links last.
const (
	PasswordLinkLife = 24 * time.Hour
	VerifyLinkLife   = 7 * 24 * time.Hour
)

// maxLinks is how many links of a person work at once; the oldest goes first.
const maxLinks = 5

// NewLink makes a one-time link for a person and returns its token, which is
// shown once.
func (s *Service) NewLink(ctx context.Context, ref UserRef, l Link, life time.Duration) (User, string, error) {
	key := secret()
	u, err := s.store.UpdateUser(ctx, ref, func(u *User) error {
		now := s.now()
		l.Secret, l.ExpiresAt = hashed(key), now.Add(life)
		u.Links = slices.DeleteFunc(u.Links, func(l Link) bool { return !now.Before(l.ExpiresAt) })
		if n := len(u.Links); n >= maxLinks {
			u.Links = u.Links[n-maxLinks+1:]
		}
		u.Links = append(u.Links, l)
		return nil
	})
	return u, joinToken(string(u.ID), key), err
}

// AskPasswordLink sends a one-time password link by mail, if there is such an
// account. The caller learns nothing either way.
func (s *Service) AskPasswordLink(ctx context.Context, email string) error {
	address, err := ParseEmail(email)
	if err != nil {
		return err
	}
	if !s.links.allow(string(address), s.clock()) {
		return fail(TooMany, "Too many tries. Wait a few minutes.")
	}
	_, err = s.store.UpdateUser(ctx, address, func(u *User) error {
		if !u.Active() {
			return ErrUnchanged
		}
		now := s.now()
		u.LinkAskedAt = now
		u.Outbox = append(u.Outbox, Event{ID: newULID(now), Name: UserPassword, User: u.ID, At: now})
		return nil
	})
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	s.wake()
	return err
}

// SetPassword uses up a one-time password link. It ends every session and every
// other password link, and proves the mailbox: if nobody had before, chat
// accounts that were joined meanwhile go too.
func (s *Service) SetPassword(ctx context.Context, token, password string) (User, error) {
	hash, err := s.hashPassword(password)
	if err != nil {
		return User{}, err
	}
	return s.redeem(ctx, token, LinkPassword, func(u *User, _ Link) {
		u.prove()
		u.letsIn(Actor{User: *u, Via: Web}, s.now(), "password", "set by a one-time link")
		u.setPassword(hash)
		u.Sessions = nil
	})
}

// Verify uses up a link that proves the mailbox. Only the account that it is for
// may: whoever reads the mailbox of an address may not be who signed up with it,
// and would vouch for a stranger.
func (s *Service) Verify(ctx context.Context, a Actor, token string) (User, error) {
	if id, _, ok := strings.Cut(token, "."); ok && UserID(id) != a.User.ID {
		return User{}, fail(Forbidden, "This link is for another account. Log in with that one.")
	}
	return s.redeem(ctx, token, LinkVerify, func(u *User, _ Link) { u.Verified = true })
}

func (s *Service) redeem(ctx context.Context, token string, purpose LinkPurpose, use func(*User, Link)) (User, error) {
	spent := &Error{Kind: Invalid, Message: "This link has been used or has expired. Ask for a new one."}
	id, key, ok := strings.Cut(token, ".")
	if !ok {
		return User{}, spent
	}
	u, err := s.store.UpdateUser(ctx, UserID(id), func(u *User) error {
		i := slices.IndexFunc(u.Links, func(l Link) bool {
			return l.Purpose == purpose && s.now().Before(l.ExpiresAt) && subtle.ConstantTimeCompare(l.Secret, hashed(key)) == 1
		})
		if i < 0 || !u.Active() {
			return spent
		}
		l := u.Links[i]
		u.Links = slices.Delete(u.Links, i, i+1)
		use(u, l)
		return nil
	})
	if errors.Is(err, ErrNotFound) {
		return User{}, spent
	}
	s.wake()
	return u, err
}

// PasswordURL returns the absolute URL at which a password link's token is used.
func (s *Service) PasswordURL(token string) string { return s.url + "/password#" + token }

// secret returns 256 random bits as text.
func secret() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand.Read aborts the program instead
	return base64.RawURLEncoding.EncodeToString(b[:])
}

func hashed(secret string) []byte {
	h := sha256.Sum256([]byte(secret))
	return h[:]
}

func joinToken(parts ...string) string { return strings.Join(parts, ".") }
