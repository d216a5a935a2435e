package sim

import (
	"fmt"
	"slices"
	"strings"
)

// NoResponse is what Discord shows when the app gave no first answer within three seconds.
const NoResponse = "The application did not respond"

// Options are the values of a slash command's options, by name.
type Options map[string]any

// slash runs a slash command.
func (d *Discord) slash(user, channel, text string, given Options) DiscordShown {
	return d.act(func() (*interaction, error) {
		u, c := d.state.Users[user], d.state.Channels[channel]
		name, rest, _ := strings.Cut(strings.TrimPrefix(text, "/"), " ")
		list := d.commandsFor(u, c, commandSlash)
		at := slices.IndexFunc(list, func(cmd DiscordCommand) bool { return cmd.Name == name })
		if at < 0 {
			return nil, fmt.Errorf("there is no command /%s here", name)
		}
		words, typed := splitCommand(rest, list[at].Options)
		for option, v := range typed {
			given[option] = v
		}
		resolved := object{}
		options, err := d.chosen(list[at].Options, words, given, resolved)
		if err != nil {
			return nil, err
		}
		data := object{"id": list[at].ID, "name": name, "type": commandSlash, "options": options}
		if len(options) == 0 {
			delete(data, "options")
		}
		if len(resolved) > 0 {
			data["resolved"] = resolved
		}
		if list[at].GuildID != "" {
			data["guild_id"] = list[at].GuildID
		}
		return d.begin(interaction{Kind: interactionCommand, CommandType: commandSlash, Name: strings.TrimSpace(name + " " + strings.Join(words, " ")), User: user, Channel: channel}, data), nil
	})
}

// splitCommand reads what follows a command's name: words for subcommands, then "option: value" pairs.
func splitCommand(rest string, defined []CommandOption) (words []string, typed Options) {
	typed = Options{}
	for {
		rest = strings.TrimSpace(rest)
		word, after, _ := strings.Cut(rest, " ")
		at := slices.IndexFunc(defined, func(o CommandOption) bool { return o.Name == word && o.Type <= optionSubGroup })
		if at < 0 {
			break
		}
		words, rest, defined = append(words, word), after, defined[at].Options
	}
	name := ""
	for _, field := range strings.Fields(rest) {
		option, value, ok := strings.Cut(field, ":")
		if ok && slices.ContainsFunc(defined, func(o CommandOption) bool { return o.Name == option }) {
			name, field = option, value
		}
		if name == "" {
			words = append(words, field)
			continue
		}
		so, _ := typed[name].(string)
		typed[name] = strings.TrimSpace(so + " " + field)
	}
	return words, typed
}

// act starts an interaction and shows its outcome once the app has answered or failed to.
func (d *Discord) act(start func() (*interaction, error)) DiscordShown {
	d.mu.Lock()
	in, err := start()
	d.mu.Unlock()
	if err != nil {
		return DiscordShown{Error: err.Error()}
	}
	_ = d.WaitFor(d.ctx, func() bool { // Close ends the wait
		d.mu.Lock()
		defer d.mu.Unlock()
		return !in.open(d)
	})
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.shown(in)
}

// shown gathers what an act led to so far. Callers hold d.mu.
func (d *Discord) shown(in *interaction) DiscordShown {
	sh := DiscordShown{Interaction: in.ID}
	for _, m := range d.state.Messages[in.Channel] {
		if m.Answers == in.ID && !m.Deleted {
			sh.Messages = append(sh.Messages, copyJSON(*m))
		}
	}
	switch {
	case in.Answered == 0 && in.Kind == interactionModal:
		sh.Error = "Something went wrong. Try again."
	case in.Answered == 0:
		sh.Error = NoResponse
	}
	sh.Modal = d.openModal(in.User)
	return sh
}
