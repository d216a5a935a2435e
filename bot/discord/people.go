package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/bwmarrin/discordgo"

	"github.com/beckon-desk/beckon/tickets"
)

// guilds are the servers that are served.
func (d *Discord) guilds(ctx context.Context) ([]string, error) {
	if len(d.cfg.Guilds) > 0 {
		return d.cfg.Guilds, nil
	}
	d.mu.Lock()
	served := d.served
	d.mu.Unlock()
	if served != nil {
		return served, nil
	}
	var in []struct {
		ID string `json:"id"`
	}
	if err := d.call(ctx, http.MethodGet, discordgo.EndpointUserGuilds("@me"), nil, nil, &in); err != nil {
		return nil, err
	}
	switch len(in) {
	case 0:
		return nil, errors.New("the bot is in no Discord server: open the link that `beckon discord invite` prints")
	case 1:
	default: // somebody else may have invited it
		return nil, fmt.Errorf("the bot is in %d Discord servers: set DISCORD_GUILDS to the ids of those it serves", len(in))
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.served = []string{in[0].ID}
	return d.served, nil
}

// profile says who somebody is. In a server Discord has said whether they are a
// member; elsewhere it is asked.
func (d *Discord) profile(ctx context.Context, u wireUser, nick, guild string, member bool) (tickets.Profile, error) {
	p := tickets.Profile{Identity: tickets.Identity{Platform: tickets.Discord, ID: u.ID, Name: u.Username}, Name: u.name(nick)}
	if u.ID == "" || u.Bot {
		return p, nil
	}
	served, err := d.guilds(ctx)
	if err != nil {
		return p, err
	}
	if guild != "" && !slices.Contains(served, guild) {
		return p, nil
	}
	if guild != "" && member {
		p.Internal = true
		return p, nil
	}
	for _, g := range served {
		if guild != "" && g != guild {
			continue
		}
		if p.Internal, err = d.isMember(ctx, g, u.ID); err != nil || p.Internal {
			return p, err
		}
	}
	return p, nil
}

// isMember asks whether somebody belongs to a server, and believes the answer a while.
func (d *Discord) isMember(ctx context.Context, guild, user string) (bool, error) {
	key := guild + " " + user
	if is, _, ok := d.members.Get(key); ok {
		return is, nil
	}
	err := d.call(ctx, http.MethodGet, discordgo.EndpointGuildMember(guild, user), nil, nil, nil)
	switch code := codeOf(err); {
	case err == nil, code == codeUnknownMember, code == codeUnknownUser:
	case code == codeUnknownGuild, code == codeMissingAccess:
		d.cfg.Log.Error("the bot is not in a server of DISCORD_GUILDS", "guild", guild)
	default:
		return false, err
	}
	d.members.Put(key, err == nil)
	return err == nil, nil
}

// parent returns the channel of a thread, or "" of what is none.
func (d *Discord) parent(ctx context.Context, channel string) (string, error) {
	if p, _, ok := d.parents.Get(channel); ok {
		return p, nil
	}
	var c wireChannel
	err := d.call(ctx, http.MethodGet, discordgo.EndpointChannel(channel), nil, nil, &c)
	if code := codeOf(err); code == codeUnknownChannel || code == codeMissingAccess {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return d.learn(c), nil
}

// learn remembers whose thread a channel is.
func (d *Discord) learn(c wireChannel) string {
	parent := ""
	if c.isThread() {
		parent = c.ParentID
	}
	d.parents.Put(c.ID, parent)
	return parent
}
