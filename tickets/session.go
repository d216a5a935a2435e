package tickets

import (
	"context"
	"crypto/subtle"
	"errors"
	"slices"
	"strings"
	"time"
)

// How long a session lasts without a refresh, and how much is kept of each.
const (
	SessionLife = 30 * 24 * time.Hour

	maxSessions = 20 // per person; the oldest goes first
	keptSecrets = 20 // spent refresh secrets remembered per session

	// lostAnswer is how long the secret that was traded last can be traded once
	// more: a page that is loaded again at once, or a network that fails, has
	// asked and never heard the answer.
	lostAnswer = 10 * time.Second
)

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
		u.record(Actor{User: *u, Via: Web}, now, "logged in", "%s", session.Agent)
		return nil
	})
	return session, joinToken(string(id), session.ID, key), err
}

// errSession asks for a new log-in.
var errSession = &Error{Kind: Unauthenticated, Message: "Please log in."}

// RefreshSession trades a refresh token for a new one. A token that was traded
// before is a sign of theft: it ends its session, unless it is the last one and
// its answer may still have been lost.
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
		traded, err := u.Sessions[i].trade(hashed(parts[2]), hashed(key), s.now())
		if reused = errors.Is(err, errReused); reused {
			u.record(beckon, s.now(), "logged out", "a refresh token was used twice: it may have been stolen")
			u.Sessions = slices.Delete(u.Sessions, i, i+1)
			return nil
		}
		session, u.Sessions[i] = traded, traded
		return err
	})
	switch {
	case errors.Is(err, ErrNotFound), reused:
		return User{}, Session{}, "", errSession
	case err != nil:
		return User{}, Session{}, "", err
	}
	return u, session, joinToken(string(u.ID), session.ID, key), nil
}

// errReused says that a secret was traded that had been traded before.
var errReused = errors.New("a refresh secret was traded twice")

// trade returns the session with next as the secret that works, in exchange for
// was. Its error is errSession for a secret that never was the session's.
func (x Session) trade(was, next []byte, now time.Time) (Session, error) {
	is := func(h []byte) bool { return subtle.ConstantTimeCompare(was, h) == 1 }
	last, renewed := len(x.Spent)-1, x.ExpiresAt.Add(-SessionLife)
	switch {
	case is(x.Refresh):
		x.Spent, x.ExpiresAt = append(slices.Clone(x.Spent), was), now.Add(SessionLife)
	case last >= 0 && is(x.Spent[last]) && now.Sub(renewed) < lostAnswer:
		// The secret of the lost answer is spent; this one stays the last.
		x.Spent = slices.Insert(slices.Clone(x.Spent), last, x.Refresh)
	case slices.ContainsFunc(x.Spent, is):
		return x, errReused
	default:
		return x, errSession
	}
	x.Spent, x.Refresh = x.Spent[max(0, len(x.Spent)-keptSecrets):], next
	return x, nil
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
