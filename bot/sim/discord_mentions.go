package sim

import (
	"fmt"
	"regexp"
	"slices"
)

// allowedMentions says which mentions in a message ring; nil is Discord's default.
type allowedMentions struct {
	Parse       []string `json:"parse"`
	Users       []string `json:"users"`
	Roles       []string `json:"roles"`
	RepliedUser bool     `json:"replied_user"`
}

func (a *allowedMentions) check(f *formErrors) {
	if a == nil {
		return
	}
	for i, p := range a.Parse {
		if p != "users" && p != "roles" && p != "everyone" {
			f.add(fmt.Sprintf("allowed_mentions.parse.%d", i), "BASE_TYPE_CHOICES", "Value must be one of {'users', 'roles', 'everyone'}.")
		}
	}
	list := func(key string, ids []string) {
		if len(ids) > 100 {
			f.add("allowed_mentions."+key, "BASE_TYPE_MAX_LENGTH", "Must be 100 or fewer in length.")
		}
		if len(ids) > 0 && slices.Contains(a.Parse, key) {
			f.add("allowed_mentions", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", fmt.Sprintf("parse:[%q] and %s: [ids...] are mutually exclusive.", key, key))
		}
	}
	list("users", a.Users)
	list("roles", a.Roles)
}

// allows tells whether a mention of this kind ("users", "roles", "everyone") and id rings.
func (a *allowedMentions) allows(kind, id string) bool {
	switch {
	case slices.Contains(a.Parse, kind):
		return true
	case kind == "users":
		return slices.Contains(a.Users, id)
	case kind == "roles":
		return slices.Contains(a.Roles, id)
	}
	return false
}

var (
	userMention = regexp.MustCompile(`<@!?(\d+)>`)
	roleMention = regexp.MustCompile(`<@&(\d+)>`)
	massMention = regexp.MustCompile(`@everyone|@here`)
)

// ring works out which mentions of a message count, writes them into it, and notes whom it pinged: people who see the
// channel, never the author, and on an edit nobody new. Without allowed_mentions a regular message may mention everything,
// an answer to an interaction only users.
func (d *Discord) ring(m *DiscordMessage, c *discordChannel, a *allowedMentions) {
	if a == nil {
		a = &allowedMentions{Parse: []string{"users", "roles", "everyone"}, RepliedUser: true}
		if m.WebhookID != "" {
			a = &allowedMentions{Parse: []string{"users"}}
		}
	}
	author := d.state.Users[m.Author.ID]
	mass := d.permissionsIn(author, c).has(PermissionMentionEveryone)
	m.Mentions, m.MentionRoles = []wireUser{}, []string{}
	var rings []func(*discordUser) bool
	mention := func(u *discordUser) {
		if u == nil || slices.ContainsFunc(m.Mentions, func(o wireUser) bool { return o.ID == u.ID }) {
			return
		}
		m.Mentions = append(m.Mentions, u.wireUser)
		rings = append(rings, func(o *discordUser) bool { return o.ID == u.ID })
	}
	for _, found := range userMention.FindAllStringSubmatch(m.Content, -1) {
		if a.allows("users", found[1]) {
			mention(d.state.Users[found[1]])
		}
	}
	if ref := m.MessageReference; ref != nil && a.RepliedUser {
		if to := d.message(ref.ChannelID, ref.MessageID); to != nil {
			mention(d.state.Users[to.Author.ID])
		}
	}
	for _, found := range roleMention.FindAllStringSubmatch(m.Content, -1) {
		role := d.role(found[1])
		if role != nil && a.allows("roles", role.ID) && (mass || role.Mentionable) && !slices.Contains(m.MentionRoles, role.ID) {
			m.MentionRoles = append(m.MentionRoles, role.ID)
			rings = append(rings, func(o *discordUser) bool { return slices.Contains(o.Roles, role.ID) })
		}
	}
	m.MentionEveryone = mass && c.Type != channelDM && a.allows("everyone", "") && massMention.MatchString(m.Content)
	if m.MentionEveryone {
		rings = append(rings, func(*discordUser) bool { return true })
	}
	if m.Edits == 0 && m.Flags&flagLoading == 0 && m.VisibleTo == "" {
		m.Pinged = d.rung(author, c, rings)
	}
}

// rung are the ids of the people who see the channel and whom one of the rings reaches, without the author.
func (d *Discord) rung(author *discordUser, c *discordChannel, rings []func(*discordUser) bool) (ids []string) {
	for _, u := range d.state.Users {
		sees := u.ID != author.ID && d.permissionsIn(u, c).has(PermissionViewChannel)
		if sees && slices.ContainsFunc(rings, func(r func(*discordUser) bool) bool { return r(u) }) {
			ids = append(ids, u.ID)
		}
	}
	slices.SortFunc(ids, cmpSnowflake)
	return ids
}
