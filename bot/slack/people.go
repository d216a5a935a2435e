package slack

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"time"

	"github.com/slack-go/slack"
	"golang.org/x/sync/singleflight"

	"github.com/beckon-desk/beckon/bot"
	"github.com/beckon-desk/beckon/tickets"
)

const (
	// freshFor is how long what Slack said of a person is believed without asking.
	freshFor = 5 * time.Minute
	// believedFor is how long it is believed while Slack does not answer.
	believedFor = 24 * time.Hour
)

// people remembers what Slack says of its people.
type people struct {
	lookup func(ctx context.Context, id string) (slack.User, error) // bounds its own time
	known  *bot.Memory[slack.User]
	asking singleflight.Group
}

// get returns the person as Slack described them at most freshFor ago or, when
// it does not answer, at most believedFor ago.
func (p *people) get(ctx context.Context, id string) (slack.User, error) {
	u, age, ok := p.known.Get(id)
	if ok && age < freshFor {
		return u, nil
	}
	asked := p.asking.DoChan(id, func() (any, error) {
		u, err := p.lookup(context.WithoutCancel(ctx), id) // others may wait for it too
		if err == nil {
			p.known.Put(id, u)
		}
		return u, err
	})
	select {
	case r := <-asked:
		if r.Err == nil {
			return r.Val.(slack.User), nil
		}
		if ok && codeOf(r.Err) != "user_not_found" {
			return u, nil
		}
		return slack.User{}, r.Err
	case <-ctx.Done():
		return slack.User{}, ctx.Err()
	}
}

func (s *Slack) lookup(ctx context.Context, id string) (slack.User, error) {
	ctx, cancel := context.WithTimeout(ctx, s.limits.lookup)
	defer cancel()
	u, err := s.api.GetUserInfoContext(ctx, id)
	if err != nil {
		return slack.User{}, explained("users.info", err)
	}
	return *u, nil
}

// invisible are codes by which Slack says that somebody is no member here.
var invisible = []string{"user_not_found", "user_not_visible"}

// profile says who the user with this id is. team is theirs as the delivery
// says, "" when it does not.
func (s *Slack) profile(ctx context.Context, i installation, id, team string) (tickets.Profile, error) {
	outsider := tickets.Profile{Identity: tickets.Identity{Platform: tickets.Slack, Team: i.tenant(), ID: id}}
	if id == "" || team != "" && team != i.team && i.enterprise == "" {
		return outsider, nil
	}
	u, err := s.people.get(ctx, id)
	if slices.Contains(invisible, codeOf(err)) {
		return outsider, nil
	}
	if err != nil {
		return tickets.Profile{}, err
	}
	return profileOf(u, i), nil
}

// mention matches a mention as messages have it: without a name.
var mention = regexp.MustCompile(`<@([A-Z0-9]+)>`)

// whole is a message with names in its mentions, and with what Slack tells of its
// files only when asked, as far as it says so soon: forms and acknowledgements wait
// for it.
func (s *Slack) whole(ctx context.Context, m wireMessage) wireMessage {
	ctx, cancel := context.WithTimeout(ctx, s.limits.lookup/2)
	defer cancel()
	m.Text, m.Files, m.Attached = s.named(ctx, m.Text), s.known(ctx, m.Files), slices.Clone(m.Attached)
	for i, q := range m.Attached {
		m.Attached[i].Text, m.Attached[i].Files = s.named(ctx, q.Text), s.known(ctx, q.Files)
	}
	return m
}

// named is a text in which mentions have names.
func (s *Slack) named(ctx context.Context, text string) string {
	return mention.ReplaceAllStringFunc(text, func(found string) string {
		id := mention.FindStringSubmatch(found)[1]
		u, err := s.people.get(ctx, id)
		if err != nil {
			return found
		}
		return "<@" + id + "|" + escape(nameOf(u), maxField) + ">"
	})
}

// ProfileByEmail says who in the workspace has this mail address. That nobody
// has it is an error that wraps tickets.ErrNotFound.
func (s *Slack) ProfileByEmail(ctx context.Context, email tickets.Email) (tickets.Profile, error) {
	i, err := s.installed(ctx)
	if err != nil {
		return tickets.Profile{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, s.limits.lookup)
	defer cancel()
	u, err := s.api.GetUserByEmailContext(ctx, string(email))
	if codeOf(err) == "users_not_found" {
		return tickets.Profile{}, fmt.Errorf("%w: nobody in Slack has this address", tickets.ErrNotFound)
	}
	if err != nil {
		return tickets.Profile{}, explained("users.lookupByEmail", err)
	}
	return profileOf(*u, i), nil
}

// profileOf is what Slack says of somebody, in the desk's terms.
func profileOf(u slack.User, i installation) tickets.Profile {
	outside := u.Deleted || u.IsBot || u.IsStranger || u.IsRestricted || u.IsUltraRestricted || !i.serves(u.TeamID, u.Enterprise.EnterpriseID)
	return tickets.Profile{
		Identity: tickets.Identity{Platform: tickets.Slack, Team: i.tenant(), ID: u.ID, Name: u.Name},
		Email:    u.Profile.Email, Name: nameOf(u), TimeZone: u.TZ, Internal: !outside,
	}
}

func nameOf(u slack.User) string {
	return cmp.Or(tickets.CleanLine(u.Profile.RealName), tickets.CleanLine(u.RealName), tickets.CleanLine(u.Profile.DisplayName), tickets.CleanLine(u.Name))
}
