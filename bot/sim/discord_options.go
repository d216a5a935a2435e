package sim

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// commandsFor are the commands of a kind that a person can use in a channel.
func (d *Discord) commandsFor(u *discordUser, c *discordChannel, kind int) []DiscordCommand {
	var out []DiscordCommand
	rights := d.permissionsIn(u, c)
	for _, scope := range []string{d.cfg.GuildID, ""} {
		for _, cmd := range d.state.Commands[scope] {
			inDM := c.Type == channelDM
			switch {
			case cmd.Type != kind:
			case inDM && (scope != "" || !slices.Contains(c.Recipients, d.cfg.ApplicationID)):
			case inDM && cmd.Contexts != nil && !slices.Contains(cmd.Contexts, 1):
			case !inDM && cmd.Contexts != nil && !slices.Contains(cmd.Contexts, 0):
			case !inDM && !rights.has(PermissionUseCommands):
			case !inDM && cmd.MemberPermissions != nil && !rights.has(max(permissions(*cmd.MemberPermissions), 1)):
			case slices.ContainsFunc(out, func(o DiscordCommand) bool { return o.Name == cmd.Name }):
			default:
				out = append(out, cmd)
			}
		}
	}
	return out
}

// chosen turns the options a person gave into those of the payload, in the order of the definition; the words of the
// command after its name pick subcommands.
func (d *Discord) chosen(defined []CommandOption, words []string, given map[string]any, resolved object) ([]object, error) {
	if len(words) > 0 {
		at := slices.IndexFunc(defined, func(o CommandOption) bool { return o.Name == words[0] && o.Type <= optionSubGroup })
		if at < 0 {
			return nil, fmt.Errorf("there is no subcommand %q", words[0])
		}
		inner, err := d.chosen(defined[at].Options, words[1:], given, resolved)
		return []object{{"name": words[0], "type": defined[at].Type, "options": inner}}, err
	}
	out := []object{}
	left := len(given)
	for _, o := range defined {
		v, ok := given[o.Name]
		switch {
		case o.Type <= optionSubGroup:
			return nil, fmt.Errorf("choose a subcommand such as %q", o.Name)
		case !ok && o.Required:
			return nil, fmt.Errorf("the option %q is required", o.Name)
		case !ok:
			continue
		}
		left--
		value, err := d.optionValue(o, v, resolved)
		if err != nil {
			return nil, err
		}
		out = append(out, object{"name": o.Name, "type": o.Type, "value": value})
	}
	if left > 0 {
		return nil, fmt.Errorf("the command has no such option among %v", given)
	}
	return out, nil
}

// optionValue checks one value as Discord's own client does before anything is sent.
func (d *Discord) optionValue(o CommandOption, v any, resolved object) (any, error) {
	if len(o.Choices) > 0 {
		for _, c := range o.Choices {
			if c.Name == fmt.Sprint(v) || fmt.Sprint(c.Value) == fmt.Sprint(v) {
				return c.Value, nil
			}
		}
		return nil, fmt.Errorf("%q is not among the choices of %q", v, o.Name)
	}
	text := fmt.Sprint(v)
	switch o.Type {
	case optionString:
		return stringValue(o, text)
	case optionUser:
		u := d.user(text)
		if u == nil {
			return nil, fmt.Errorf("there is no person %q", text)
		}
		resolve(resolved, "users", u.ID, u.wireUser)
		if m := d.member(u, false); m != nil {
			m.Permissions = d.basePermissions(u).String()
			resolve(resolved, "members", u.ID, m)
		}
		return u.ID, nil
	case optionChannel:
		c := d.namedChannel(strings.TrimPrefix(text, "#"))
		if c == nil {
			return nil, fmt.Errorf("there is no channel %q", text)
		}
		resolve(resolved, "channels", c.ID, d.channel(c))
		return c.ID, nil
	case optionRole:
		role := d.role(strings.TrimPrefix(text, "@"))
		if role == nil {
			return nil, fmt.Errorf("there is no role %q", text)
		}
		resolve(resolved, "roles", role.ID, role)
		return role.ID, nil
	}
	return typedValue(o, text)
}

func stringValue(o CommandOption, text string) (any, error) {
	most, least := 6000, 0
	if o.MaxLength != nil {
		most = *o.MaxLength
	}
	if o.MinLength != nil {
		least = *o.MinLength
	}
	if n := units(text); n > most || n < least {
		return nil, fmt.Errorf("the option %q must have %d to %d characters", o.Name, least, most)
	}
	return text, nil
}

func typedValue(o CommandOption, text string) (any, error) {
	var v any
	if err := json.Unmarshal([]byte(text), &v); err == nil {
		if _, ok := v.(bool); ok && o.Type == optionBool {
			return v, nil
		}
		if n, ok := v.(float64); ok && (o.Type == optionNumber || o.Type == optionInt && n == float64(int64(n))) {
			return v, nil
		}
	}
	return nil, fmt.Errorf("%q does not fit the option %q", text, o.Name)
}

func resolve(resolved object, kind, id string, v any) {
	list, _ := resolved[kind].(object)
	if list == nil {
		list = object{}
		resolved[kind] = list
	}
	list[id] = v
}
