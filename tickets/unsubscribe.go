package tickets

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"slices"
	"strings"
)

// Every mail about tickets carries a link by which its reader gets no more of
// its kind. The link is signed and lasts, and can do nothing else: mail programs
// open it for people who are not logged in, years later.

// UnsubscribePath is where the link leads, below the desk's URL.
const UnsubscribePath = "/api/unsubscribe"

// unsubscribeURL returns the link for one kind of mail to one person; "" when
// the kind cannot be switched off, or there is no key to sign it with.
func (s *Service) unsubscribeURL(u UserID, kind NoticeKind) string {
	if len(s.linkKey) == 0 || kind != NoticeDigest && !slices.Contains(noticeKinds, kind) {
		return ""
	}
	what := string(u) + "." + string(kind)
	return s.url + UnsubscribePath + "?token=" + url.QueryEscape(what+"."+s.signed(what))
}

func (s *Service) signed(what string) string {
	h := hmac.New(sha256.New, s.linkKey)
	h.Write([]byte(what))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:16])
}

var errUnsubscribe = &Error{Kind: Invalid, Message: "This link is damaged. Log in and choose your notices under your profile."}

// Unsubscribes returns the kind of mail that an unsubscribe link is about, and
// changes nothing.
func (s *Service) Unsubscribes(token string) (NoticeKind, error) {
	_, kind, err := s.parseUnsubscribe(token)
	return kind, err
}

func (s *Service) parseUnsubscribe(token string) (UserID, NoticeKind, error) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 || len(s.linkKey) == 0 || !hmac.Equal([]byte(parts[2]), []byte(s.signed(parts[0]+"."+parts[1]))) {
		return "", "", errUnsubscribe
	}
	return UserID(parts[0]), NoticeKind(parts[1]), nil
}

// Unsubscribe switches off the kind of mail that the link is about, for the
// person it was sent to, and returns the kind. Doing it again changes nothing.
func (s *Service) Unsubscribe(ctx context.Context, token string) (NoticeKind, error) {
	id, kind, err := s.parseUnsubscribe(token)
	if err != nil {
		return "", err
	}
	_, err = s.store.UpdateUser(ctx, id, func(u *User) error {
		if kind == NoticeDigest {
			u.Preferences.Digest = false
			return nil
		}
		if !u.Preferences.wants(kind, Mail) {
			return ErrUnchanged
		}
		off := map[NoticeKind][]Platform{}
		for k, channels := range u.Preferences.Off {
			off[k] = slices.Clone(channels)
		}
		off[kind] = append(off[kind], Mail)
		u.Preferences.Off = off
		u.UpdatedAt = s.now()
		u.Version++
		return nil
	})
	if KindOf(err) == NotFound {
		return "", errUnsubscribe
	}
	return kind, err
}

// Words says what a kind of notice is about, as in "mails about replies".
func (k NoticeKind) Words() string {
	switch k {
	case NoticeOpened:
		return "tickets you have opened"
	case NoticeAssigned:
		return "tickets assigned to you"
	case NoticeUnrouted:
		return "tickets nobody can take"
	case NoticeClaimed:
		return "who takes your tickets"
	case NoticeReplied:
		return "replies"
	case NoticeResolved:
		return "resolved tickets"
	case NoticeReopened:
		return "reopened tickets"
	case NoticeNudged:
		return "tickets that wait for you"
	case NoticeEscalated:
		return "tickets nobody acts on"
	case NoticeOverdue:
		return "overdue tickets"
	case NoticeDigest:
		return "your tickets every day"
	}
	return string(k)
}
