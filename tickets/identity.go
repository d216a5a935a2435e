package tickets

import (
	"context"
	"crypto/subtle"
	"errors"
	"slices"
	"strings"
	"time"
)

// IdentityLinkLife is how long a link that joins a chat account lasts.
const IdentityLinkLife = 15 * time.Minute

var errIdentityLink = &Error{Kind: Invalid, Message: "This link has been used or has expired. Type /ticket link in chat for a new one."}

// IdentityLink returns the absolute URL of a page on which the actor's chat
// account is joined to the web account of whoever opens it logged in. It works
// once. An account that already has a mail address or a password is joined
// already, and gets none: Conflict.
func (s *Service) IdentityLink(ctx context.Context, a Actor, i Identity) (string, error) {
	if a.User.ownWay() {
		return "", fail(Conflict, "This chat account already belongs to %s on the web. Log in there as usual.", a.User.Name)
	}
	_, token, err := s.NewLink(ctx, a.User.ID, Link{Purpose: LinkIdentity, Identity: &i}, IdentityLinkLife)
	if err != nil {
		return "", err
	}
	return s.url + "/link#" + token, nil
}

// LinkedIdentity returns the chat account that a link would join, so that its
// name can be shown before. It does not use the link up.
func (s *Service) LinkedIdentity(ctx context.Context, token string) (Identity, error) {
	_, l, err := s.identityLink(ctx, token)
	if err != nil {
		return Identity{}, err
	}
	return *l.Identity, nil
}

// JoinIdentity uses a link up: the chat account, and the tickets asked for with
// it, become the actor's. Whoever shows the link must first have shown the
// actor whose chat account it is, and been told to go on: somebody else may
// have sent them the link. A chat account whose owner can log in by themselves
// is never taken, nor is a second account of one platform joined. A join that
// was cut short is finished by the same link.
func (s *Service) JoinIdentity(ctx context.Context, a Actor, token string) (User, error) {
	if !a.User.Active() || !a.User.ownWay() {
		return User{}, fail(Forbidden, "Log in on the web with your own account first.")
	}
	from, l, err := s.identityLink(ctx, token)
	if err != nil {
		return User{}, err
	}
	if have, ok := a.User.Identity(l.Identity.Platform); ok && have.Key() != l.Identity.Key() {
		return User{}, fail(Conflict, "Your account already has another account on %s, and can have only one there. Go on with that one, or log in with another account to link this one.", l.Identity.Platform)
	}
	if err := s.handOver(ctx, from, a.User); err != nil {
		return User{}, err
	}
	if err := s.part(ctx, from.ID, *l.Identity); err != nil {
		return User{}, err
	}
	u, err := s.store.UpdateUser(ctx, a.User.ID, func(u *User) error {
		if slices.ContainsFunc(u.Identities, func(i Identity) bool { return i.Key() == l.Identity.Key() }) {
			return ErrUnchanged
		}
		u.letsIn(a, s.now(), "linked", "%s account %s", l.Identity.Platform, l.Identity.Name)
		u.Identities = append(u.Identities, *l.Identity)
		u.UpdatedAt = s.now()
		u.Version++
		return nil
	})
	if errors.Is(err, ErrExists) { // they wrote in chat between two tries, and have a new chat account
		return User{}, errIdentityLink
	}
	if err != nil {
		return User{}, err
	}
	s.wake()
	return u, s.retire(ctx, from.ID)
}

// ownWay reports whether the person can come in without their chat account.
func (u User) ownWay() bool { return u.Email != "" || len(u.PasswordHash) > 0 }

// identityLink finds the chat account that made a link, and the link.
func (s *Service) identityLink(ctx context.Context, token string) (User, Link, error) {
	id, key, ok := strings.Cut(token, ".")
	if !ok {
		return User{}, Link{}, errIdentityLink
	}
	u, err := s.store.User(ctx, UserID(id))
	if errors.Is(err, ErrNotFound) {
		return User{}, Link{}, errIdentityLink
	}
	if err != nil {
		return User{}, Link{}, err
	}
	i := slices.IndexFunc(u.Links, func(l Link) bool {
		return l.Purpose == LinkIdentity && l.Identity != nil && s.now().Before(l.ExpiresAt) &&
			subtle.ConstantTimeCompare(l.Secret, hashed(key)) == 1
	})
	switch {
	case i < 0 || !u.Active():
		return User{}, Link{}, errIdentityLink
	case u.ownWay() || u.Role != Requester:
		return User{}, Link{}, fail(Conflict, "This chat account belongs to somebody already.")
	}
	return u, u.Links[i], nil
}

// handOver makes the chat account's tickets the other's.
func (s *Service) handOver(ctx context.Context, from, to User) error {
	for {
		page, err := s.store.Tickets(ctx, Filter{Requester: from.ID, Limit: MaxPage})
		if err != nil || len(page.Tickets) == 0 {
			return err
		}
		for _, row := range page.Tickets {
			if _, err := s.update(ctx, row.ID, func(t *Ticket, now time.Time) error {
				if t.Requester.ID != from.ID {
					return ErrUnchanged
				}
				t.record(Actor{User: to, Via: Web}, now, "joined", "%s is %s", from.Name, to.Name)
				t.Requester = to.Person()
				for i := range t.Notices {
					t.Notices[i].moveTo(from.ID, to.ID)
				}
				return nil
			}); err != nil {
				return err
			}
		}
	}
}

// moveTo makes what one account was told the other's.
func (n *Notice) moveTo(from, to UserID) {
	if n.To == from {
		n.To = to
	}
	for i := range n.Receipts {
		if n.Receipts[i].To == from {
			n.Receipts[i].To = to
		}
	}
}

// part takes the identity from the chat account. Its link stays, so that a join
// that is cut short here can be finished.
func (s *Service) part(ctx context.Context, from UserID, i Identity) error {
	_, err := s.store.UpdateUser(ctx, from, func(u *User) error {
		n := len(u.Identities)
		u.Identities = slices.DeleteFunc(u.Identities, func(x Identity) bool { return x.Key() == i.Key() })
		if len(u.Identities) == n {
			return ErrUnchanged
		}
		return nil
	})
	return err
}

// retire ends an account that nobody can use any more, with its links.
func (s *Service) retire(ctx context.Context, id UserID) error {
	_, err := s.store.UpdateUser(ctx, id, func(u *User) error {
		u.DeactivatedAt, u.Links, u.UpdatedAt = s.now(), nil, s.now()
		u.record(beckon, s.now(), "deactivated", "joined to another account")
		u.Version++
		return nil
	})
	return err
}
