package tickets

import (
	"context"
	"net/mail"
	"slices"
	"strings"
	"time"
)

// User is a person the desk knows. It is never sent to a client as it is:
// every surface has a view of its own.
type User struct {
	ID         UserID     `json:"id"`
	Email      Email      `json:"email,omitempty"`    // unique when set
	Verified   bool       `json:"verified,omitempty"` // the mailbox was proven, by a mailed link or by the chat platform
	Name       string     `json:"name"`
	Role       Role       `json:"role"`
	Skills     []string   `json:"skills,omitempty"`     // names from the desk's list; for moderators and admins
	Identities []Identity `json:"identities,omitempty"` // chat accounts; each belongs to one person
	TimeZone   string     `json:"timeZone,omitempty"`   // IANA name, "" when unknown
	Theme      string     `json:"theme,omitempty"`      // "", light or dark

	Capacity int       `json:"capacity,omitempty"` // live tickets at once; 0 means DefaultCapacity
	Hours    Hours     `json:"hours,omitzero"`
	Away     []Span    `json:"away,omitempty"`
	LastTurn time.Time `json:"lastTurn,omitzero"` // when a ticket was last assigned to them

	Preferences Preferences `json:"preferences,omitzero"`
	Views       []View      `json:"views,omitempty"` // lists they have saved, in their order

	PasswordHash []byte    `json:"passwordHash,omitempty"` // bcrypt; empty when they cannot log in with a password
	Sessions     []Session `json:"sessions,omitempty"`
	Links        []Link    `json:"links,omitempty"` // one-time links and codes not yet used

	Welcome Receipt `json:"welcome,omitzero"` // of the welcome mail
	Digest  Receipt `json:"digest,omitzero"`  // of the last day's digest
	Rounds  []Round `json:"rounds,omitempty"` // the last that told them to step in, one for each kind
	// LinkAskedAt is when a password link was asked for that has not been mailed yet.
	LinkAskedAt time.Time `json:"linkAskedAt,omitzero"`
	// Alerts are changes of who can come in that the person is yet to be mailed.
	Alerts []Change `json:"alerts,omitempty"`

	// History is what happened to the account: who came in, who changed whose
	// role. It is bounded, and read by the audit only.
	History []Change `json:"history,omitempty"`

	DeactivatedAt time.Time `json:"deactivatedAt,omitzero"`
	CreatedAt     time.Time `json:"createdAt"`
	UpdatedAt     time.Time `json:"updatedAt"`
	Version       int64     `json:"version"`

	// Outbox holds the events this write causes, as Ticket.Outbox does.
	Outbox []Event `json:"outbox,omitempty"`
}

// DefaultCapacity is how many live tickets a moderator takes at once unless set:
// so many that only a capacity set on purpose lets tickets wait.
const DefaultCapacity = 500

// Role is what a person may do.
type Role string

// The roles; there are no others.
const (
	Requester Role = "user"
	Moderator Role = "moderator"
	Admin     Role = "admin"
)

// Roles lists every role, least first.
var Roles = []Role{Requester, Moderator, Admin}

// ParseRole returns the role spelled s.
func ParseRole(s string) (Role, error) {
	if slices.Contains(Roles, Role(s)) {
		return Role(s), nil
	}
	return "", invalid("role", "Role must be one of user, moderator, admin.")
}

// ParseTimeZone returns the zone with an IANA name; UTC for "".
func ParseTimeZone(name string) (*time.Location, error) {
	zone, err := time.LoadLocation(name)
	if err != nil || zone == time.Local { // the machine's own, which means nothing anywhere else
		return nil, invalid("timeZone", "That is not a time zone. Write it like Europe/Berlin.")
	}
	return zone, nil
}

// Email is a mail address in canonical form: lower case, no display name.
type Email string

// ParseEmail returns the canonical form of a mail address. One with what cannot
// be seen is none, for it looks like somebody else's; nor is one at an IP address,
// by which strangers would have mail carried to machines inside.
func ParseEmail(s string) (Email, error) {
	s = strings.ToLower(strings.TrimSpace(s))
	a, err := mail.ParseAddress(s)
	odd := strings.ContainsFunc(s, func(r rune) bool { return r == '[' || !visible(r) })
	if err != nil || odd || a.Address != s || len(s) > 254 || !strings.Contains(s[strings.LastIndex(s, "@"):], ".") {
		return "", invalid("email", "That is not a mail address. Write it like name@company.com.")
	}
	return Email(s), nil
}

// Identity is a chat account.
type Identity struct {
	Platform Platform `json:"platform"`
	Team     string   `json:"team,omitempty"` // Slack team or enterprise; empty on Discord, whose ids are global
	ID       string   `json:"id"`
	Name     string   `json:"name,omitempty"`
	DM       string   `json:"dm,omitempty"`   // cached DM channel
	NoDM     bool     `json:"noDM,omitempty"` // the platform refused a DM; cleared when they next write to us
}

// IdentityKey is an Identity as one comparable key.
type IdentityKey string

// Key returns the key by which the person is found.
func (i Identity) Key() IdentityKey {
	return IdentityKey(string(i.Platform) + ":" + i.Team + ":" + i.ID)
}

// Hours are a person's working hours in their own time zone. The zero value
// means always.
type Hours struct {
	Days  []time.Weekday `json:"days,omitempty"`
	Start int            `json:"start"` // minutes after midnight
	End   int            `json:"end"`   // minutes after midnight, exclusive; less than Start for a night shift
}

// Span is a stretch of time, half-open: From ≤ t < To.
type Span struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// Preferences say how a person wants to be told. The zero value is the default.
type Preferences struct {
	Off    map[NoticeKind][]Platform `json:"off,omitempty"`    // channels switched off, per kind of notice; kind "" covers all
	Quiet  Hours                     `json:"quiet,omitzero"`   // nothing but high priority meanwhile
	Digest bool                      `json:"digest,omitempty"` // one mail a day with their queue
}

// Session is one logged-in browser. Secrets are kept as SHA-256.
type Session struct {
	ID        string    `json:"id"`
	Refresh   []byte    `json:"refresh"`         // the refresh secret that works now
	Spent     [][]byte  `json:"spent,omitempty"` // earlier ones, the last traded last: their use ends the session
	Agent     string    `json:"agent,omitempty"`
	CreatedAt time.Time `json:"createdAt"`
	ExpiresAt time.Time `json:"expiresAt"`
}

// Link is a one-time secret sent to a person. Secrets are kept as SHA-256.
type Link struct {
	Purpose   LinkPurpose `json:"purpose"`
	Secret    []byte      `json:"secret"`
	Identity  *Identity   `json:"identity,omitempty"` // for LinkIdentity: the chat account to join
	ExpiresAt time.Time   `json:"expiresAt"`
}

// LinkPurpose says what a one-time link may do.
type LinkPurpose string

// The purposes a one-time link can have.
const (
	LinkPassword LinkPurpose = "password" // set a password; proves the mailbox
	LinkVerify   LinkPurpose = "verify"   // prove the mailbox
	LinkIdentity LinkPurpose = "identity" // join a chat account to the web account that opens it
)

// Person returns the name and id shown on tickets.
func (u User) Person() Person { return Person{ID: u.ID, Name: u.Name} }

// Active reports whether the person may act.
func (u User) Active() bool { return u.DeactivatedAt.IsZero() }

// unproven reports whether the account may be somebody else's than its address
// says: it was signed up for, and the mailbox has not been proven since.
func (u User) unproven() bool { return u.Email != "" && !u.Verified && len(u.PasswordHash) > 0 }

// prove notes that the mailbox is its owner's, who has come by way of it. If
// nobody had proven it before, whoever signed up may have been somebody else:
// every way in that they made for themselves ends here.
func (u *User) prove() {
	if u.unproven() {
		u.PasswordHash, u.Sessions, u.Links, u.Identities = nil, nil, nil, nil
	}
	u.Verified = true
}

// Moderates reports whether the person may work on other people's tickets.
func (u User) Moderates() bool { return u.Active() && (u.Role == Moderator || u.Role == Admin) }

// Identity returns the person's account on a platform, if any.
func (u User) Identity(p Platform) (Identity, bool) {
	i := slices.IndexFunc(u.Identities, func(i Identity) bool { return i.Platform == p })
	if i < 0 {
		return Identity{}, false
	}
	return u.Identities[i], true
}

// Location returns the person's time zone, UTC when unknown.
func (u User) Location() *time.Location {
	if loc, err := time.LoadLocation(u.TimeZone); err == nil {
		return loc
	}
	return time.UTC
}

// UserFilter chooses people, ordered by Fold(name) then id. The zero value chooses all.
type UserFilter struct {
	Query  string // Terms with which words of the name or email must begin, all of them. No terms, no condition
	Roles  []Role
	Skill  string
	Active bool   // leave out the deactivated
	Limit  int    // 1 to MaxPage; 0 means DefaultPage
	Cursor string // as returned in UserPage.Next
}

// UserPage is one page of people.
type UserPage struct {
	Users []User
	Next  string // cursor of the next page, "" on the last
}

// UserStore keeps people, under the same terms as TicketStore.
type UserStore interface {
	// CreateUser stores a new person, with their Outbox. An
	// Email or Identity that somebody else holds is an error that wraps ErrExists.
	CreateUser(ctx context.Context, u User) (User, error)

	// User returns the person, or ErrNotFound.
	User(ctx context.Context, ref UserRef) (User, error)

	// Users returns one page of the people that f chooses.
	Users(ctx context.Context, f UserFilter) (UserPage, error)

	// UpdateUser is to people what UpdateTicket is to tickets; ID and CreatedAt
	// cannot be changed. An Email or Identity that somebody else holds is an
	// error that wraps ErrExists.
	UpdateUser(ctx context.Context, ref UserRef, change func(*User) error) (User, error)
}
