package main

import (
	"context"
	"fmt"

	botdiscord "github.com/beckon-desk/beckon/bot/discord"
	notifydiscord "github.com/beckon-desk/beckon/notify/discord"
	"github.com/beckon-desk/beckon/tickets"
)

const partDiscord = "discord"

// discordSettings are Discord's; see settings.
func (c *config) discordSettings() []setting {
	return []setting{
		{"discord-token", "DISCORD_TOKEN", &c.DiscordToken, "", "bot `token`; turns Discord on"},
		{"discord-application-id", "DISCORD_APPLICATION_ID", &c.DiscordApplication, "", "application `id`"},
		{"discord-api-url", "DISCORD_API_URL", &c.DiscordURL, "https://discord.com", "`URL` of Discord"},
		{"discord-guilds", "DISCORD_GUILDS", &c.DiscordGuilds, "", "`ids` of the servers to serve (default: the only one the bot is in)"},
		{"discord-watch", "DISCORD_WATCH", &c.DiscordWatch, "", "`ids` of channels whose messages, or of forums whose posts, become tickets, with :ask to ask first; needs the Message Content intent"},
		{"discord-staff-channel", "DISCORD_STAFF_CHANNEL", &c.DiscordStaff, "", "`id` of the channel for moderators whose direct messages are closed"},
		{"discord-public-key", "DISCORD_PUBLIC_KEY", &c.DiscordPublicKey, "", "`key` for interactions at /discord/interactions instead of the gateway: commands and buttons only, unless channels are watched"},
	}
}

// checkDiscord reports the first of Discord's settings that cannot be right.
func (c *config) checkDiscord() error {
	if c.DiscordToken != "" && c.DiscordApplication == "" {
		return wrong("Discord needs DISCORD_APPLICATION_ID beside the token")
	}
	if c.DiscordToken == "" && c.DiscordApplication+c.DiscordGuilds+c.DiscordWatch+c.DiscordStaff+c.DiscordPublicKey != "" {
		return wrong("Discord needs DISCORD_TOKEN")
	}
	if _, err := botdiscord.ParseWatch(c.DiscordWatch); err != nil {
		return wrong("DISCORD_WATCH: %v", err)
	}
	return nil
}

// discordByGateway reports whether messages are wanted, not only interactions.
func (c *config) discordByGateway() bool { return c.DiscordPublicKey == "" || c.DiscordWatch != "" }

// discordNotifier returns the channel to people's Discord.
func (d *desk) discordNotifier(key tickets.ButtonKey) (tickets.Notifier, error) {
	n, err := notifydiscord.New(notifydiscord.Config{
		Token: d.cfg.DiscordToken, URL: d.cfg.DiscordURL, Buttons: key, StaffChannel: d.cfg.DiscordStaff, Log: d.log,
		NoteDM: func(ctx context.Context, who tickets.IdentityKey, dm string, refused bool) error {
			return d.service.NoteDM(ctx, who, dm, refused)
		},
	})
	if err != nil {
		return nil, usageError{err}
	}
	return n, nil
}

func (d *desk) openDiscord() error {
	c := d.cfg
	if c.DiscordToken == "" {
		return nil
	}
	d.ready.set(partDiscord, errStarting)
	watch, err := botdiscord.ParseWatch(c.DiscordWatch)
	if err == nil {
		d.discord, err = botdiscord.New(botdiscord.Config{
			Token: c.DiscordToken, Application: c.DiscordApplication, URL: c.DiscordURL, Guilds: splitList(c.DiscordGuilds),
			Watch: watch, Instance: c.instance(), Staff: c.DiscordStaff, PublicKey: c.DiscordPublicKey,
			AnswerWithin: chatsWait, Bot: d.bot, Store: d.store, Log: d.log,
			Connected: func(err error) { d.ready.set(partDiscord, err) },
		})
	}
	if err != nil {
		return usageError{err}
	}
	return nil
}

// keepDiscord proves the token, then holds the gateway.
func (d *desk) keepDiscord(ctx context.Context) error {
	if !d.accepted(ctx, partDiscord, d.discord.Check) {
		return nil
	}
	if !d.cfg.discordByGateway() {
		d.log.Info("Discord by signed requests alone: commands, menus and buttons work; direct messages to the bot do not")
		d.ready.set(partDiscord, nil)
		return nil
	}
	if d.cfg.DiscordWatch == "" {
		d.log.Info("Discord without MESSAGE_CONTENT: commands, menus, buttons and direct messages work; no channel is watched")
	}
	if err := d.discord.Run(ctx); err != nil && ctx.Err() == nil {
		d.ready.set(partDiscord, err)
		d.log.Error("Discord's gateway is closed for good; everything else goes on", "err", err)
	}
	return nil
}

// discord is the subcommand for what an admin does once.
func discord(_ context.Context, p program, args []string) error {
	args, named := takeVerb(args, "invite")
	if !named {
		return wrong("say what: beckon discord invite")
	}
	fs := newFlags(p, "discord invite", "Print the page on which an admin of a Discord server invites the bot, with exactly the permissions it needs.")
	var c config
	if err := c.bind(fs, p, "discord-application-id"); err != nil {
		return err
	}
	if err := parse(fs, p, args); err != nil {
		return err
	}
	if c.DiscordApplication == "" {
		return wrong("DISCORD_APPLICATION_ID is missing: copy the Application ID from the developer portal")
	}
	_, err := fmt.Fprintln(p.stdout, botdiscord.InviteURL(c.DiscordApplication))
	return err
}
