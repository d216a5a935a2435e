package tickets

import (
	"context"
	"slices"
	"unicode/utf8"

	"golang.org/x/crypto/bcrypt"
)

// TakesSignUps reports whether people may make accounts for themselves.
func (s *Service) TakesSignUps() bool { return !s.closed }

// SignUp creates a requester's account, unless the desk is closed. The address
// is unproven until its owner opens the link in the welcome mail.
func (s *Service) SignUp(ctx context.Context, email, password, name string) (User, error) {
	if s.closed {
		return User{}, fail(Forbidden, "Accounts are made by invitation here. Ask an admin.")
	}
	address, err := ParseEmail(email)
	if err != nil {
		return User{}, err
	}
	hash, err := s.hashPassword(password)
	if err != nil {
		return User{}, err
	}
	return s.create(ctx, Actor{Via: Web}, "signed up", User{Email: address, Name: name, Role: Requester, PasswordHash: hash})
}

// hashPassword checks and hashes a password. bcrypt reads 72 bytes; rather than
// ignore the rest, longer ones are refused.
func (s *Service) hashPassword(password string) ([]byte, error) {
	if utf8.RuneCountInString(password) < 8 {
		return nil, invalid("password", "The password needs at least 8 characters.")
	}
	if len(password) > 72 {
		return nil, invalid("password", "The password is too long; 72 bytes at most.")
	}
	return bcrypt.GenerateFromPassword([]byte(password), s.bcryptCost)
}

var errCredentials = &Error{Kind: Unauthenticated, Message: "The address or the password is wrong."}

// Device is a browser that has logged in before, as it has proven.
type Device struct {
	User UserID // as whom
	ID   string
}

// LogIn returns the person with this address and password. An unknown address,
// a wrong password and a deactivated account are told apart neither by the
// answer nor by the time it takes. Too many tries for one address are TooMany,
// whether or not there is an account. A device that has logged in to the account
// before has tries of its own, so that strangers cannot keep its owner out.
func (s *Service) LogIn(ctx context.Context, email, password string, from Device) (User, error) {
	address, err := ParseEmail(email)
	var u User
	if err == nil {
		u, err = s.store.User(ctx, address)
	}
	if kind := KindOf(err); err != nil && kind != NotFound && kind != Invalid { // it says nothing of the password, which nobody has tried
		return User{}, err
	}
	key := string(address)
	if err == nil && from.User == u.ID {
		key = "device " + from.ID // no address holds a space
	}
	// What is no address has no account to guard, and would be kept however long it is.
	if KindOf(err) != Invalid && !s.logins.allow(key, s.clock()) {
		return User{}, fail(TooMany, "Too many tries. Wait a few minutes, or reset your password.")
	}
	hash := u.PasswordHash
	if len(hash) == 0 {
		hash = s.decoy()
	}
	match := bcrypt.CompareHashAndPassword(hash, []byte(password)) == nil
	if err != nil || !match || len(u.PasswordHash) == 0 || !u.Active() {
		if err == nil {
			s.noteFailure(ctx, u.ID, key)
		}
		return User{}, errCredentials
	}
	s.logins.forget(key)
	return u, nil
}

// noteFailure counts a failed try, and has the audit know of many.
func (s *Service) noteFailure(ctx context.Context, id UserID, key string) {
	n, since := s.logins.fail(key, s.now())
	if n == 0 {
		return
	}
	_, err := s.store.UpdateUser(context.WithoutCancel(ctx), id, func(u *User) error {
		u.record(Actor{Via: Web}, s.now(), "refused", "%d wrong passwords since %s", n, since.Format("2006-01-02 15:04 MST"))
		return nil
	})
	if err != nil {
		s.log.Warn("failed log-ins not recorded", "user", id, "tries", n, "err", err)
	}
}

// decoy is a hash nobody knows the password of, to spend the same time on.
func (s *Service) decoy() []byte {
	s.decoyOnce.Do(func() { s.decoyHash, _ = bcrypt.GenerateFromPassword([]byte(secret()), s.bcryptCost) })
	return s.decoyHash
}

// setPassword ends with the old password the links that could have set another:
// somebody else may have one.
func (u *User) setPassword(hash []byte) {
	u.PasswordHash = hash
	u.Links = slices.DeleteFunc(u.Links, func(l Link) bool { return l.Purpose == LinkPassword })
}

// ChangePassword sets a new password for somebody who knows the old one, and
// ends every session but keep, and every password link.
func (s *Service) ChangePassword(ctx context.Context, a Actor, old, password, keep string) error {
	here := Device{User: a.User.ID, ID: string(a.User.ID)} // they have logged in, wherever they are
	if _, err := s.LogIn(ctx, string(a.User.Email), old, here); err != nil {
		if KindOf(err) == Unauthenticated {
			return invalid("old", "That is not your present password.")
		}
		return err
	}
	hash, err := s.hashPassword(password)
	if err != nil {
		return err
	}
	_, err = s.store.UpdateUser(ctx, a.User.ID, func(u *User) error {
		u.letsIn(a, s.now(), "password", "changed")
		u.setPassword(hash)
		u.Sessions = slices.DeleteFunc(u.Sessions, func(s Session) bool { return s.ID != keep })
		return nil
	})
	s.wake()
	return err
}
