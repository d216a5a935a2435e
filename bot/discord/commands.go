package discord

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"

	"github.com/bwmarrin/discordgo"
)

// commandOption is the one option of /ticket. It takes whatever the desk
// understands after the command: subcommands would rule out /ticket alone.
const commandOption = "text"

// commandsDocument names the hash of what is registered.
const commandsDocument = "discord/commands"

func commands() []map[string]any {
	here := map[string]any{"integration_types": []int{0}, "contexts": []int{0, 1}} // in the server and in direct messages
	slash := map[string]any{
		"type": commandSlash, "name": "ticket", "description": "Open a ticket, or see yours",
		"options": []map[string]any{{
			"type": int(discordgo.ApplicationCommandOptionString), "name": commandOption, "required": false, "max_length": 6000,
			"description": "What is wrong. Or: list, help, link, or a ticket's number. Empty opens a form.",
		}},
	}
	menu := map[string]any{"type": commandMessage, "name": "Create ticket"}
	for k, v := range here {
		slash[k], menu[k] = v, v
	}
	return []map[string]any{slash, menu}
}

// register replaces the bot's commands when they are not the ones it has:
// Discord counts new ones.
func (d *Discord) register(ctx context.Context) error {
	list := commands()
	raw, err := json.Marshal(list) // maps marshal in order of their keys
	if err != nil {
		return err
	}
	h := sha256.Sum256(append([]byte(d.cfg.Application+" "+d.base.String()+" "), raw...))
	hash := []byte(hex.EncodeToString(h[:]))
	have, err := d.cfg.Store.Document(ctx, commandsDocument, nil)
	if err != nil || string(have) == string(hash) {
		return err
	}
	if err := d.call(ctx, http.MethodPut, discordgo.EndpointApplicationGlobalCommands(d.cfg.Application), nil, list, nil); err != nil {
		return fmt.Errorf("the commands were not registered: %w", err)
	}
	_, err = d.cfg.Store.Document(ctx, commandsDocument, func([]byte) ([]byte, error) { return hash, nil })
	return err
}

// Check proves the token and the server, and registers the commands if they
// have changed. Its error says what to do.
func (d *Discord) Check(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 3*callLimit)
	defer cancel()
	err := d.call(ctx, http.MethodGet, discordgo.EndpointUser("@me"), nil, nil, nil)
	if unauthorised(err) {
		return misconfigured(fatalCodes[4004])
	}
	if err == nil {
		_, err = d.guilds(ctx)
	}
	if err == nil {
		err = d.register(ctx)
	}
	if err != nil {
		return fmt.Errorf("Discord: %w", err)
	}
	return nil
}

// Permissions that the bot needs in its server: to see channels, to write in
// them and in their threads, and to read again what was said meanwhile.
const permissions = 1<<10 | 1<<11 | 1<<16 | 1<<38

// InviteURL returns the page on which an admin of a server invites the bot,
// with exactly the permissions that it needs.
func InviteURL(application string) string {
	q := url.Values{"client_id": {application}, "scope": {"bot applications.commands"}, "permissions": {fmt.Sprint(permissions)}}
	return "https://discord.com/oauth2/authorize?" + q.Encode()
}
