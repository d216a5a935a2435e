package tickets

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/crypto/bcrypt"
)

// How long things last.
const (
	SessionLife      = 30 * 24 * time.Hour
	PasswordLinkLife = 24 * time.Hour
	VerifyLinkLife   = 7 * 24 * time.Hour

	maxSessions = 20 // per person; the oldest goes first
	maxLinks    = 5
	keptSecrets = 20 // spent refresh secrets remembered per session
)

// SignUp creates a requester's account. The address is unproven until its
// owner opens the link in the welcome mail.
func (s *Service) SignUp(ctx context.Context, email, password, name string) (User, error) {
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

// LogIn returns the person with this address and password. An unknown address,
// a wrong password and a deactivated account are told apart neither by the
// answer nor by the time it takes. Too many tries for one address are TooMany,
// whether or not there is an account.
func (s *Service) LogIn(ctx context.Context, email, password string) (User, error) {
	key := strings.ToLower(strings.TrimSpace(email))
	if !s.logins.allow(key, s.clock()) {
		return User{}, fail(TooMany, "Too many tries. Wait a few minutes, or reset your password.")
	}
	address, err := ParseEmail(email)
	var u User
	if err == nil {
		u, err = s.store.User(ctx, address)
	}
	if err != nil && KindOf(err) == Internal {
		return User{}, err
	}
	hash := u.PasswordHash
	if len(hash) == 0 {
		hash = s.decoy()
	}
	match := bcrypt.CompareHashAndPassword(hash, []byte(password)) == nil
	if err != nil || !match || len(u.PasswordHash) == 0 || !u.Active() {
		return User{}, errCredentials
	}
	s.logins.forget(key)
	return u, nil
}

// decoy is a hash nobody knows the password of, to spend the same time on.
func (s *Service) decoy() []byte {
	s.decoyOnce.Do(func() { s.decoyHash, _ = bcrypt.GenerateFromPassword([]byte(secret()), s.bcryptCost) })
	return s.decoyHash
}

// StartSession begins a session for a person who has proven who they are. The
// refresh token is shown once; only its hash is kept.
func (s *Service) StartSession(ctx context.Context, id UserID, agent string) (session Session, refresh string, err error) {
	now, key := s.now(), secret()
	session = Session{ID: newULID(now), Refresh: hashed(key), Agent: bounded(CleanLine(agent), 200), CreatedAt: now, ExpiresAt: now.Add(SessionLife)}
	_, err = s.store.UpdateUser(ctx, id, func(u *User) error {
		u.Sessions = slices.DeleteFunc(u.Sessions, func(s Session) bool { return !now.Before(s.ExpiresAt) })
		if n := len(u.Sessions); n >= maxSessions {
			u.Sessions = u.Sessions[n-maxSessions+1:]
		}
		u.Sessions = append(u.Sessions, session)
		u.record(Actor{User: *u, Via: Web}, now, loggedIn, "%s", session.Agent)
		return nil
	})
	return session, joinToken(string(id), session.ID, key), err
}

// errSession asks for a new log-in.
var errSession = &Error{Kind: Unauthenticated, Message: "Please log in."}

// RefreshSession trades a refresh token for a new one. A token that was traded
// before is a sign of theft: it ends its session.
func (s *Service) RefreshSession(ctx context.Context, token string) (u User, session Session, refresh string, err error) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return User{}, Session{}, "", errSession
	}
	key, reused := secret(), false
	u, err = s.store.UpdateUser(ctx, UserID(parts[0]), func(u *User) error {
		reused = false
		i := slices.IndexFunc(u.Sessions, func(s Session) bool { return s.ID == parts[1] })
		if i < 0 || !u.Active() || !s.now().Before(u.Sessions[i].ExpiresAt) {
			return errSession
		}
		was := hashed(parts[2])
		if subtle.ConstantTimeCompare(was, u.Sessions[i].Refresh) != 1 {
			if !slices.ContainsFunc(u.Sessions[i].Spent, func(h []byte) bool { return subtle.ConstantTimeCompare(was, h) == 1 }) {
				return errSession
			}
			reused = true
			u.record(beckon, s.now(), "logged out", "a refresh token was used twice: it may have been stolen")
			u.Sessions = slices.Delete(u.Sessions, i, i+1)
			return nil
		}
		session = u.Sessions[i]
		session.Refresh, session.ExpiresAt = hashed(key), s.now().Add(SessionLife)
		session.Spent = append(slices.Clone(session.Spent[max(0, len(session.Spent)-keptSecrets+1):]), was)
		u.Sessions[i] = session
		return nil
	})
	switch {
	case errors.Is(err, ErrNotFound), reused:
		return User{}, Session{}, "", errSession
	case err != nil:
		return User{}, Session{}, "", err
	}
	return u, session, joinToken(string(u.ID), session.ID, key), nil
}

// SessionUser returns the person whose session this is, as stored now: a
// demotion, a deactivation or a log-out acts on the next call.
func (s *Service) SessionUser(ctx context.Context, id UserID, session string) (User, error) {
	u, err := s.store.User(ctx, id)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return User{}, err
	}
	live := slices.ContainsFunc(u.Sessions, func(x Session) bool { return x.ID == session && s.now().Before(x.ExpiresAt) })
	if err != nil || !live || !u.Active() {
		return User{}, errSession
	}
	return u, nil
}

// EndSession logs one session out; an empty session means all of them.
func (s *Service) EndSession(ctx context.Context, id UserID, session string) error {
	return s.endSession(ctx, Actor{User: User{ID: id}, Via: Web}, id, session)
}

func (s *Service) endSession(ctx context.Context, a Actor, id UserID, session string) error {
	_, err := s.store.UpdateUser(ctx, id, func(u *User) error {
		where := "here"
		if session == "" {
			where = "everywhere"
		}
		if a.User.ID == id {
			a.User = *u
		}
		u.record(a, s.now(), "logged out", "%s", where)
		u.Sessions = slices.DeleteFunc(u.Sessions, func(s Session) bool { return session == "" || s.ID == session })
		return nil
	})
	return err
}

// ChangePassword sets a new password for somebody who knows the old one, and
// ends every session but keep.
func (s *Service) ChangePassword(ctx context.Context, a Actor, old, password, keep string) error {
	if _, err := s.LogIn(ctx, string(a.User.Email), old); err != nil {
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
		u.PasswordHash = hash
		u.record(a, s.now(), "password", "changed")
		u.Sessions = slices.DeleteFunc(u.Sessions, func(s Session) bool { return s.ID != keep })
		return nil
	})
	return err
}

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
	if !s.logins.allow("link "+string(address), s.clock()) {
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

// SetPassword uses up a one-time password link. It proves the mailbox and ends
// every session.
func (s *Service) SetPassword(ctx context.Context, token, password string) (User, error) {
	hash, err := s.hashPassword(password)
	if err != nil {
		return User{}, err
	}
	return s.redeem(ctx, token, LinkPassword, func(u *User, _ Link) {
		u.PasswordHash, u.Verified, u.Sessions = hash, true, nil
		u.record(Actor{User: *u, Via: Web}, s.now(), "password", "set by a one-time link")
	})
}

// Verify uses up a link that proves the mailbox.
func (s *Service) Verify(ctx context.Context, token string) (User, error) {
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
	return u, err
}

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
	if sendErr != nil && !errors.Is(sendErr, ErrPermanent) && !errors.Is(sendErr, ErrUnconfirmed) {
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
	if err != nil && !errors.Is(err, ErrPermanent) && !errors.Is(err, ErrUnconfirmed) {
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

// PasswordURL returns the absolute URL at which a password link's token is used.
func (s *Service) PasswordURL(token string) string { return s.url + "/password#" + token }

// begin records that a try to send begins, and reports whether there was one
// before. A mail cannot be looked for, so after a try of unknown fate it may
// arrive twice.
func (s *Service) begin(r *Receipt, now time.Time) (retry bool) {
	r.Doubtful = r.Doubtful || r.State == ReceiptSending && r.Channel == Mail
	r.State, r.At, r.Sender = ReceiptSending, now, s.instance
	r.Attempts++
	return r.Attempts > 1
}

// settle records how a try to send ended.
func (r *Receipt) settle(at Place, err error, now time.Time) {
	r.At, r.Error, r.Sender = now, "", ""
	if err != nil {
		r.Error = bounded(CleanLine(err.Error()), maxReason)
	}
	if r.Doubtful && (err == nil || errors.Is(err, ErrUnconfirmed)) {
		r.Error = strings.TrimPrefix(r.Error+"; an earlier try was cut off: it may have arrived twice", "; ")
	}
	switch {
	case err == nil || errors.Is(err, ErrElsewhere):
		r.State, r.Place = ReceiptSent, at
	case errors.Is(err, ErrUnconfirmed):
		r.State = ReceiptUnconfirmed
	case errors.Is(err, ErrNotNow):
		r.State, r.Attempts = ReceiptDue, r.Attempts-1
	case errors.Is(err, ErrPermanent) || r.Attempts >= maxAttempts:
		r.State = ReceiptFailed
	default:
		r.State = ReceiptDue
	}
}

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
