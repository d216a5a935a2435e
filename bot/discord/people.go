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

// thread returns what a channel is as a thread; of one that is none, or that we
// may not see, it has neither parent nor name.
func (d *Discord) thread(ctx context.Context, channel string) (wireChannel, error) {
	if c, _, ok := d.threads.Get(channel); ok {
		return c, nil
	}
	var c wireChannel
	err := d.call(ctx, http.MethodGet, discordgo.EndpointChannel(channel), nil, nil, &c)
	if code := codeOf(err); code == codeUnknownChannel || code == codeMissingAccess {
		return wireChannel{}, nil
	}
	if err != nil {
		return wireChannel{}, err
	}
	return d.learn(c), nil
}

// conversation is what a message is part of: the thread it stands in, all of which
// its ticket shall hear, or itself. The link leads to the message.
func (d *Discord) conversation(ctx context.Context, message tickets.Place) tickets.Place {
	c, err := d.thread(ctx, message.Channel)
	if err != nil {
		d.cfg.Log.Warn("a thread could not be read; the ticket hears direct replies only", "channel", message.Channel, "err", err)
	}
	if c.ParentID == "" {
		return message
	}
	whole := place(message.Team, message.Channel, message.Channel)
	on := place(message.Team, c.ParentID, message.Channel)
	if ours, err := d.cfg.Bot.Concerns(ctx, on); ours && err == nil { // the message that the thread is on is a ticket
		whole = on
	}
	whole.Link = message.Link
	return whole
}

// learn remembers whose thread a channel is, and how it is called.
func (d *Discord) learn(c wireChannel) wireChannel {
	if !c.isThread() {
		c.ParentID, c.Name = "", ""
	}
	d.threads.Put(c.ID, c)
	return c
}

// titled is the title of the post that a message begins, "" of any other message.
func (d *Discord) titled(ctx context.Context, channel, message string) string {
	if channel != message {
		return ""
	}
	c, err := d.thread(ctx, channel)
	if err != nil {
		d.cfg.Log.Warn("the title of a post could not be read", "channel", channel, "err", err)
	}
	return tickets.CleanLine(c.Name)
}
