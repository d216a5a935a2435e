package sim

import (
	"fmt"
	"slices"
	"strings"
)

// DiscordUser is a person or a bot for AddUser.
type DiscordUser struct {
	ID       string   // given by AddUser when empty
	Name     string   // handle, unique: "ann"
	Display  string   // what others see: "Ann"
	Hint     string   // what the console says beside the name: "moderator"
	Roles    []string // names of roles added before, or their ids
	Outsider bool     // not a member of the server; can still have a DM channel
	Bot      bool     // another bot
}

// DiscordChannel is a text channel for AddChannel.
type DiscordChannel struct {
	ID       string   // given by AddChannel when empty
	Name     string   // without "#"
	Topic    string   //
	Private  bool     // only Members see it
	ReadOnly bool     // all see it, only Members write
	Forum    bool     // it has posts and no messages of its own
	Fleeting bool     // nobody reads what was said before, and so nobody replies to it
	Members  []string // handles of people or of the bot, or names of roles
}

// DiscordRole is a role for AddRole.
type DiscordRole struct {
	ID          string // given by AddRole when empty
	Name        string // unique
	Permissions Permission
	Mentionable bool
}

// AddRole adds a role and returns its id. A name that exists already keeps its id and takes the new permissions.
func (d *Discord) AddRole(r DiscordRole) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	defer d.changes.changed()
	role := d.role(r.Name)
	if role == nil {
		role = &wireRole{ID: r.ID, Name: r.Name, Position: len(d.state.Roles)}
		if role.ID == "" {
			role.ID = d.id()
		}
		d.state.Roles = append(d.state.Roles, role)
	}
	role.Permissions, role.Mentionable = r.Permissions.String(), r.Mentionable
	return role.ID
}

// AddUser adds a person, or another bot, and returns the id. A handle that exists already is brought up to date and
// keeps its id, so that a demo may add its people at each start. An unknown role is a mistake in the script and panics.
func (d *Discord) AddUser(u DiscordUser) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	defer d.changes.changed()
	have := d.user(u.Name)
	if have == nil {
		if u.ID == "" {
			u.ID = d.id()
		}
		have = &discordUser{wireUser: wireUser{ID: u.ID, Username: u.Name, Discriminator: "0"}, JoinedAt: discordTime(d.now())}
		d.state.Users[u.ID] = have
	}
	have.Bot, have.Outside, have.Hint, have.Roles = u.Bot, u.Outsider, u.Hint, nil
	if u.Display != "" {
		have.GlobalName = &u.Display
	}
	for _, name := range u.Roles {
		role := d.role(name)
		if role == nil {
			panic(fmt.Sprintf("sim: Discord has no role %q; add it before %q", name, u.Name))
		}
		have.Roles = append(have.Roles, role.ID)
	}
	return have.ID
}

// AddChannel adds a text channel and returns its id. A name that exists already keeps its id. An unknown member is a
// mistake in the script and panics.
func (d *Discord) AddChannel(c DiscordChannel) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	defer d.changes.changed()
	name := strings.TrimPrefix(c.Name, "#")
	have := d.namedChannel(name)
	if have == nil {
		if c.ID == "" {
			c.ID = d.id()
		}
		have = &discordChannel{ID: c.ID, Name: name}
		if c.Forum {
			have.Type = channelForum
		}
		d.state.Channels[c.ID] = have
		defer d.dispatch("CHANNEL_CREATE", intentGuilds, func() any { return d.channel(have) })
	}
	have.Topic, have.Overwrites = c.Topic, nil
	talk := PermissionSendMessages | PermissionSendInThreads | PermissionCreatePublicThreads | PermissionCreatePrivateThread
	var barred, granted Permission
	switch {
	case c.Private:
		barred, granted = PermissionViewChannel, PermissionViewChannel
	case c.ReadOnly:
		barred, granted = talk, talk
	case c.Fleeting:
		barred, granted = PermissionReadHistory, PermissionReadHistory
	default:
		return have.ID
	}
	have.Overwrites = append(have.Overwrites, wireOverwrite{ID: d.cfg.GuildID, Deny: barred.String(), Allow: "0"})
	for _, m := range c.Members {
		have.Overwrites = append(have.Overwrites, d.overwriteFor(m, granted))
	}
	return have.ID
}

// RemoveChannel takes a channel or thread away, with its threads and all that was said in them. A channel that does not
// exist is a mistake in the script and panics.
func (d *Discord) RemoveChannel(ref string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	defer d.changes.changed()
	c := d.state.Channels[ref]
	if c == nil {
		c = d.namedChannel(strings.TrimPrefix(ref, "#"))
	}
	if c == nil {
		panic(fmt.Sprintf("sim: there is no channel %q in this Discord", ref))
	}
	gone, kind := d.channel(c), "CHANNEL_DELETE"
	if c.isThread() {
		kind = "THREAD_DELETE"
	}
	for id, o := range d.state.Channels {
		if id == c.ID || o.ParentID == c.ID {
			delete(d.state.Channels, id)
			delete(d.state.Messages, id)
		}
	}
	d.dispatch(kind, intentGuilds, func() any { return gone })
}

func (d *Discord) overwriteFor(member string, granted Permission) wireOverwrite {
	if u := d.user(member); u != nil {
		return wireOverwrite{ID: u.ID, Type: 1, Allow: granted.String(), Deny: "0"}
	}
	r := d.role(member)
	if r == nil {
		panic(fmt.Sprintf("sim: Discord has neither a person nor a role %q; add it before the channel", member))
	}
	return wireOverwrite{ID: r.ID, Allow: granted.String(), Deny: "0"}
}

// user finds by id or handle, nil when there is none. Callers hold mu.
func (d *Discord) user(ref string) *discordUser {
	ref = strings.TrimPrefix(ref, "@")
	if u := d.state.Users[ref]; u != nil {
		return u
	}
	for _, u := range d.state.Users {
		if u.Username == ref {
			return u
		}
	}
	return nil
}

// role finds by id or name, nil when there is none. Callers hold mu.
func (d *Discord) role(ref string) *wireRole {
	at := slices.IndexFunc(d.state.Roles, func(r *wireRole) bool { return r.ID == ref || r.Name == ref })
	if at < 0 {
		return nil
	}
	return d.state.Roles[at]
}

func (d *Discord) namedChannel(name string) *discordChannel {
	for _, c := range d.state.Channels {
		if c.Type != channelDM && c.Name == name {
			return c
		}
	}
	return nil
}

// dm is the one channel of the two people, made when there is none yet.
func (d *Discord) dm(a, b string) *discordChannel {
	for _, c := range d.state.Channels {
		if c.Type == channelDM && slices.Contains(c.Recipients, a) && slices.Contains(c.Recipients, b) {
			return c
		}
	}
	c := &discordChannel{ID: d.id(), Type: channelDM, Recipients: []string{a, b}}
	d.state.Channels[c.ID] = c
	return c
}

// peopleRoutes are the routes about accounts, the application and the guild.
func (d *Discord) peopleRoutes(route func(string, endpoint)) {
	route("GET /users/@me", func(*restCall) (any, error) { return d.bot().wireUser, nil })
	route("GET /users/@me/guilds", func(*restCall) (any, error) { return []object{d.guild()}, nil })
	route("GET /users/{user}", d.getUser)
	route("POST /users/@me/channels", d.postDM)
	route("GET /applications/@me", func(*restCall) (any, error) { return d.application(), nil })
	route("GET /oauth2/applications/@me", func(*restCall) (any, error) { return d.application(), nil })
	inGuild := func(pattern string, answer func(*restCall) (any, error)) {
		route(pattern, func(r *restCall) (any, error) {
			if r.PathValue("guild") != d.cfg.GuildID {
				return nil, errUnknownGuild
			}
			return answer(r)
		})
	}
	inGuild("GET /guilds/{guild}", func(*restCall) (any, error) { return d.guild(), nil })
	inGuild("GET /guilds/{guild}/roles", func(*restCall) (any, error) { return d.state.Roles, nil })
	inGuild("GET /guilds/{guild}/channels", func(*restCall) (any, error) { return d.guildChannels(false), nil })
	inGuild("GET /guilds/{guild}/threads/active", func(*restCall) (any, error) {
		return object{"threads": d.guildChannels(true), "members": []object{}}, nil
	})
	inGuild("GET /guilds/{guild}/members/{user}", d.getMember)
}

func (d *Discord) getUser(r *restCall) (any, error) {
	u := d.state.Users[r.PathValue("user")]
	if u == nil {
		return nil, errUnknownUser
	}
	return u.wireUser, nil
}

func (d *Discord) getMember(r *restCall) (any, error) {
	u := d.state.Users[r.PathValue("user")]
	switch {
	case u == nil || u.Webhook:
		return nil, errUnknownUser
	case u.Outside:
		return nil, errUnknownMember
	}
	return d.member(u, true), nil
}

// postDM opens the bot's DM with a person. It succeeds even when the person takes no DMs: only sending fails.
func (d *Discord) postDM(r *restCall) (any, error) {
	var body struct {
		RecipientID string `json:"recipient_id"`
	}
	if err := r.decode(&body); err != nil {
		return nil, err
	}
	u := d.state.Users[body.RecipientID]
	if u == nil || u.Webhook || u.ID == d.cfg.ApplicationID {
		return nil, errInvalidRecipient
	}
	return d.channel(d.dm(d.cfg.ApplicationID, u.ID)), nil
}

// application is the bot's application; its flags tell whether MESSAGE_CONTENT is switched on (1<<19, an app below
// the size from which Discord reviews).
func (d *Discord) application() object {
	return object{"id": d.cfg.ApplicationID, "name": d.cfg.BotName, "description": "", "flags": d.applicationFlags(),
		"verify_key": d.PublicKey(), "bot_public": false, "bot_require_code_grant": false, "bot": d.bot().wireUser, "icon": nil}
}

func (d *Discord) applicationFlags() int {
	if d.state.ContentOff {
		return 0
	}
	return 1 << 19
}

func (d *Discord) guild() object {
	return object{"id": d.cfg.GuildID, "name": d.cfg.GuildName, "icon": nil, "owner_id": d.state.OwnerID, "roles": d.state.Roles,
		"emojis": []object{}, "features": []string{}, "preferred_locale": "en-US", "description": nil,
		"permissions": d.basePermissions(d.bot()).String()}
}

// guildChannels are the channels, or the open threads, oldest first. As on Discord, a bot is told of all channels,
// also of those that it may not enter, but only of threads that it sees.
func (d *Discord) guildChannels(threads bool) []wireChannel {
	out := []wireChannel{}
	for _, c := range d.state.Channels {
		if c.Type == channelDM || c.isThread() != threads {
			continue
		}
		if !threads || !c.Thread.Archived && d.permissionsIn(d.bot(), c).has(PermissionViewChannel) {
			out = append(out, d.channel(c))
		}
	}
	slices.SortFunc(out, func(a, b wireChannel) int { return cmpSnowflake(a.ID, b.ID) })
	return out
}

// PostsByWebhook posts a message that comes from a webhook with this name, such as a monitor's alarm.
func (d *Discord) PostsByWebhook(channel, name, text string) DiscordMessage {
	d.mu.Lock()
	defer d.mu.Unlock()
	defer d.changes.changed()
	c := d.namedChannel(strings.TrimPrefix(channel, "#"))
	if c == nil {
		panic(fmt.Sprintf("sim: there is no channel %q in this Discord; add it with AddChannel", channel))
	}
	u := &discordUser{wireUser: wireUser{ID: d.id(), Username: name, Discriminator: "0000", Bot: true}, Webhook: true, Outside: true}
	d.state.Users[u.ID] = u
	m := d.post(u, c, messageBody{Content: &text, given: given("content")}, func(m *DiscordMessage) { m.WebhookID = u.ID })
	return copyJSON(*m)
}
