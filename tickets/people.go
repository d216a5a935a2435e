package tickets

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// People returns one page of the people that f chooses. Moderators may look
// people up, by what they are shown of them: their names. Nobody else may.
func (s *Service) People(ctx context.Context, a Actor, f UserFilter) (UserPage, error) {
	if err := a.mustModerate(); err != nil {
		return UserPage{}, err
	}
	if f.Limit < 0 || f.Limit > MaxPage {
		return UserPage{}, invalid("limit", "Limit must be between 1 and 200.")
	}
	if terms := Terms(f.Query); len(terms) > 0 && a.User.Role != Admin {
		return s.peopleByName(ctx, a, f, terms)
	}
	return s.store.Users(ctx, f)
}

// peopleByName is People for a moderator who searches. Stores find people by
// their addresses too, so what they find is a proposal.
func (s *Service) peopleByName(ctx context.Context, a Actor, f UserFilter, terms []string) (UserPage, error) {
	var page UserPage
	size := PageSize(f.Limit)
	for u, err := range EachUser(ctx, s.store, f) {
		switch {
		case err != nil:
			return UserPage{}, err
		case u.ID != a.User.ID && !begin(Terms(u.Name), terms):
		case len(page.Users) == size:
			page.Next = f.After(page.Users[size-1])
			return page, nil
		default:
			page.Users = append(page.Users, u)
		}
	}
	return page, nil
}

// begin reports whether each of the terms begins one of the words.
func begin(words, terms []string) bool {
	return !slices.ContainsFunc(terms, func(t string) bool {
		return !slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, t) })
	})
}

// AddUser creates an account without a password, for an admin or the shell. The
// role is checked; skills the desk does not have yet are added to its list. An
// address that is taken is a Conflict.
func (s *Service) AddUser(ctx context.Context, email, name, role string, skills []string) (User, error) {
	return s.addUser(ctx, beckon, email, name, role, skills)
}

func (s *Service) addUser(ctx context.Context, a Actor, email, name, role string, skills []string) (User, error) {
	address, err := ParseEmail(email)
	if err != nil {
		return User{}, err
	}
	r, err := ParseRole(role)
	if err != nil {
		return User{}, err
	}
	switch _, err := s.store.User(ctx, address); {
	case err == nil:
		return User{}, fail(Conflict, "There is an account with this address already. Look for it under People.")
	case KindOf(err) != NotFound:
		return User{}, err
	}
	return s.create(ctx, a, "added", User{Email: address, Name: name, Role: r, Skills: skills})
}

// create stores a new person and asks for their welcome mail. Somebody who is
// not Beckon and has no account yet made it themselves.
func (s *Service) create(ctx context.Context, a Actor, verb string, u User) (_ User, err error) {
	now := s.now()
	if u.Name = CleanLine(u.Name); u.Name == "" {
		return User{}, invalid("name", "Say what people call you.")
	}
	if utf8.RuneCountInString(u.Name) > 100 {
		return User{}, invalid("name", "The name is too long; 100 characters at most.")
	}
	if len(u.Skills) > 0 { // after what may be refused: a skill that is added stays
		if u.Skills, err = s.ensureSkills(ctx, u.Skills); err != nil {
			return User{}, err
		}
	}
	u.ID, u.CreatedAt, u.UpdatedAt, u.Version = UserID(newULID(now)), now, now, 1
	if a.User.ID == "" && a.Via != System {
		a.User = u
	}
	u.record(a, now, verb, "as %s", u.Role)
	if u.Email != "" {
		u.Outbox = []Event{{ID: newULID(now), Name: UserSignup, User: u.ID, At: now}}
	}
	u, err = s.store.CreateUser(ctx, u)
	if errors.Is(err, ErrExists) {
		return User{}, &Error{Kind: Conflict, Message: "There is an account with this address. Log in, or reset its password.", Err: err}
	}
	if err == nil {
		s.wake()
	}
	return u, err
}

// UserPatch is what may be set on a person. A nil field is left as it is.
type UserPatch struct {
	Name        *string
	Role        *Role     // admins only
	Skills      *[]string // by admins, or by a moderator for themselves
	Capacity    *int      // as Skills
	TimeZone    *string
	Hours       *Hours
	Away        *[]Span
	Theme       *string
	Preferences *Preferences
	Active      *bool // admins only; false signs out everywhere and ends every right at once
}

// SetUser changes a person: oneself, or anybody for an admin. The last active
// admin can neither be demoted nor deactivated. Whoever has signed up with an
// address gets no other role before proving that it is theirs, where mail is set
// up.
func (s *Service) SetUser(ctx context.Context, a Actor, id UserID, p UserPatch) (User, error) {
	if err := a.maySet(id, p); err != nil {
		return User{}, err
	}
	if err := p.check(); err != nil {
		return User{}, err
	}
	if p.Role != nil && *p.Role != Admin || p.Active != nil && !*p.Active {
		release, err := s.keepAnAdmin(ctx, id)
		if err != nil {
			return User{}, err
		}
		defer release()
	}
	if err := s.chooseSkills(ctx, a, &p); err != nil {
		return User{}, err
	}
	_, mail := s.notifiers[Mail] // without it nobody can prove a mailbox
	u, err := s.store.UpdateUser(ctx, id, func(u *User) error {
		if p.Role != nil && *p.Role != u.Role && *p.Role != Requester && mail && u.unproven() {
			return fail(Conflict, "Anybody could have signed up as %s. Ask them to confirm their mail address first.", u.Name)
		}
		p.apply(u, a, s.now())
		return nil
	})
	return u, noPerson(err)
}

// noPerson says for people that nobody was found, and leaves any other error.
func noPerson(err error) error {
	if KindOf(err) == NotFound {
		return &Error{Kind: NotFound, Message: "There is no such person.", Err: err}
	}
	return err
}

func (a Actor) maySet(id UserID, p UserPatch) error {
	switch {
	case !a.User.Active() || a.User.ID != id:
		return a.mustAdmin()
	case p.Role != nil || p.Active != nil:
		return a.mustAdmin()
	case (p.Skills != nil || p.Capacity != nil) && !a.User.Moderates():
		return fail(Forbidden, "Skills are for moderators. Ask an admin.")
	}
	return nil
}

// check reports what cannot be, the skills aside.
func (p *UserPatch) check() error {
	if p.Name != nil {
		if name := CleanLine(*p.Name); name == "" || utf8.RuneCountInString(name) > 100 {
			return invalid("name", "A name has 1 to 100 characters.")
		}
	}
	if p.Role != nil {
		if _, err := ParseRole(string(*p.Role)); err != nil {
			return err
		}
	}
	if p.Capacity != nil && (*p.Capacity < 0 || *p.Capacity > 1000) {
		return invalid("capacity", "Capacity is the number of tickets at once, 1 to 1000; 0 for the usual.")
	}
	if p.TimeZone != nil {
		if _, err := ParseTimeZone(*p.TimeZone); err != nil {
			return err
		}
	}
	if p.Theme != nil && !slices.Contains([]string{"", "light", "dark"}, *p.Theme) {
		return invalid("theme", "Theme must be light, dark, or empty for the system's.")
	}
	return p.checkTimes()
}

// chooseSkills puts the skills of a patch into the desk's spelling. An admin may
// name a new one, and it stays: so this comes after all that may be refused.
func (s *Service) chooseSkills(ctx context.Context, a Actor, p *UserPatch) error {
	if p.Skills == nil {
		return nil
	}
	choose := s.knownSkills
	if a.User.Role == Admin {
		choose = s.ensureSkills
	}
	skills, err := choose(ctx, *p.Skills)
	p.Skills = &skills
	return err
}

func (p UserPatch) apply(u *User, a Actor, now time.Time) {
	p.record(u, a, now)
	set(&u.Name, p.Name)
	u.Name = CleanLine(u.Name)
	set(&u.Role, p.Role)
	set(&u.Skills, p.Skills)
	set(&u.Capacity, p.Capacity)
	set(&u.TimeZone, p.TimeZone)
	set(&u.Hours, p.Hours)
	set(&u.Away, p.Away)
	set(&u.Theme, p.Theme)
	set(&u.Preferences, p.Preferences)
	if p.Active != nil && *p.Active {
		u.DeactivatedAt = time.Time{}
	}
	if p.Active != nil && !*p.Active && u.Active() {
		u.DeactivatedAt, u.Sessions, u.Links = now, nil, nil
	}
	u.UpdatedAt = now
	u.Version++
}

func set[T any](field *T, value *T) {
	if value != nil {
		*field = *value
	}
}

// keepAnAdmin fails when id is the only active admin. Until release is called
// nobody else can take an admin away, on any instance.
func (s *Service) keepAnAdmin(ctx context.Context, id UserID) (release func(), err error) {
	holder := newULID(s.now())
	_, got, err := Acquire(ctx, s.store, "admins", holder, 10*time.Second, s.now())
	if err != nil {
		return nil, err
	}
	if !got {
		return nil, fail(Conflict, "Somebody is changing the admins just now. Please try again.")
	}
	release = func() { _ = Yield(context.WithoutCancel(ctx), s.store, "admins", holder) }
	admins, err := s.store.Users(ctx, UserFilter{Roles: []Role{Admin}, Active: true, Limit: 2})
	if err == nil && len(admins.Users) == 1 && admins.Users[0].ID == id {
		err = fail(Conflict, "This is the last admin. Make somebody else an admin first.")
	}
	if err != nil {
		release()
		return nil, err
	}
	return release, nil
}

// Profile is what a chat platform says of one of its people.
type Profile struct {
	Identity Identity
	Email    string // proven by the platform; "" when it does not say
	Name     string
	TimeZone string
	Internal bool // a full member: neither guest, stranger nor bot
}

// PersonFor returns the person behind a chat account: the one it is joined to;
// else the account with the same address, which it joins; else a new one
// without a password. Outsiders are Forbidden, and so are the deactivated.
func (s *Service) PersonFor(ctx context.Context, p Profile) (User, error) {
	u, err := s.personFor(ctx, p)
	if err == nil && !u.Active() {
		return User{}, fail(Forbidden, "This account is deactivated. Ask an admin to bring it back.")
	}
	return u, err
}

func (s *Service) personFor(ctx context.Context, p Profile) (User, error) {
	if !p.Internal {
		return User{}, fail(Forbidden, "Only members can use this help desk. Ask your contact here to open a ticket for you.")
	}
	u, err := s.store.User(ctx, p.Identity.Key())
	if !errors.Is(err, ErrNotFound) {
		return u, err
	}
	email, mailErr := ParseEmail(p.Email)
	if mailErr == nil {
		u, err = s.store.UpdateUser(ctx, email, func(u *User) error { return u.join(p, s.now()) })
		if !errors.Is(err, ErrNotFound) {
			s.wake()
			return u, err
		}
	}
	name := cmp.Or(CleanLine(p.Name), CleanLine(p.Identity.Name), p.Identity.ID)
	u = User{Name: name, Role: Requester, Email: email, Verified: mailErr == nil, TimeZone: p.TimeZone, Identities: []Identity{p.Identity}}
	u, err = s.create(ctx, Actor{Via: p.Identity.Platform}, "joined", u)
	if KindOf(err) == Conflict { // the same person, from another delivery, a moment ago
		return s.store.User(ctx, p.Identity.Key())
	}
	return u, err
}

// join adds a chat account whose platform vouches for the mail address.
func (u *User) join(p Profile, now time.Time) error {
	if slices.ContainsFunc(u.Identities, func(i Identity) bool { return i.Key() == p.Identity.Key() }) {
		return ErrUnchanged
	}
	u.prove()
	u.letsIn(Actor{User: *u, Via: p.Identity.Platform}, now, "linked", "%s account %s", p.Identity.Platform, p.Identity.Name)
	u.Identities = append(u.Identities, p.Identity)
	if u.TimeZone == "" {
		u.TimeZone = p.TimeZone
	}
	u.UpdatedAt = now
	u.Version++
	return nil
}

// NoteDM remembers the DM channel of a chat account, or that the platform
// refused one.
func (s *Service) NoteDM(ctx context.Context, key IdentityKey, dm string, refused bool) error {
	_, err := s.store.UpdateUser(ctx, key, func(u *User) error {
		i := slices.IndexFunc(u.Identities, func(i Identity) bool { return i.Key() == key })
		if i < 0 || u.Identities[i].DM == dm && u.Identities[i].NoDM == refused {
			return ErrUnchanged
		}
		u.Identities[i].DM, u.Identities[i].NoDM = dm, refused
		return nil
	})
	return err
}
