package sim

import (
	"encoding/json"
	"net/http"
	"slices"
)

// Kinds of command.
const (
	commandSlash   = 1
	commandUser    = 2
	commandMessage = 3
)

// Kinds of option of a slash command.
const (
	optionSub      = 1
	optionSubGroup = 2
	optionString   = 3
	optionInt      = 4
	optionBool     = 5
	optionUser     = 6
	optionChannel  = 7
	optionRole     = 8
	optionNumber   = 10
)

// DiscordCommand is a registered command.
type DiscordCommand struct {
	ID                string          `json:"id"`
	ApplicationID     string          `json:"application_id"`
	GuildID           string          `json:"guild_id,omitempty"`
	Version           string          `json:"version"`
	Type              int             `json:"type"`
	Name              string          `json:"name"`
	Description       string          `json:"description"`
	Options           []CommandOption `json:"options,omitempty"`
	MemberPermissions *string         `json:"default_member_permissions"`
	DMPermission      *bool           `json:"dm_permission,omitempty"`
	Contexts          []int           `json:"contexts"`
	IntegrationTypes  []int           `json:"integration_types"`
	NSFW              bool            `json:"nsfw"`
}

// CommandOption is one option of a slash command, or a subcommand with its own.
type CommandOption struct {
	Type        int             `json:"type"`
	Name        string          `json:"name"`
	Description string          `json:"description"`
	Required    bool            `json:"required,omitempty"`
	Choices     []CommandChoice `json:"choices,omitempty"`
	Options     []CommandOption `json:"options,omitempty"`
	MinLength   *int            `json:"min_length,omitempty"`
	MaxLength   *int            `json:"max_length,omitempty"`
}

// CommandChoice is one of the values an option may take.
type CommandChoice struct {
	Name  string `json:"name"`
	Value any    `json:"value"`
}

// replaceCommands is the bulk PUT: the list becomes all the commands of the scope ("" global, or a guild).
// Commands that keep kind and name keep their id and cost nothing of the 200 creates a day.
func (d *Discord) replaceCommands(scope string, list []DiscordCommand) ([]DiscordCommand, error) {
	var f formErrors
	for i := range list {
		d.completeCommand(&list[i], scope)
	}
	checkCommands(&f, list)
	if err := f.err(); err != nil {
		return nil, err
	}
	old := d.state.Commands[scope]
	created := 0
	for i := range list {
		at := slices.IndexFunc(old, func(o DiscordCommand) bool { return o.Type == list[i].Type && o.Name == list[i].Name })
		if at >= 0 {
			list[i].ID, list[i].Version = old[at].ID, old[at].Version
			if !sameCommand(old[at], list[i]) {
				list[i].Version = d.id()
			}
			continue
		}
		created++
		list[i].ID = d.id()
		list[i].Version = list[i].ID
	}
	if d.state.CommandCreates[scope]+created > 200 {
		return nil, errTooManyCommands
	}
	d.state.CommandCreates[scope] += created
	d.state.CommandPuts++
	d.state.Commands[scope] = list
	return list, nil
}

// completeCommand fills what Discord fills when it is left out.
func (d *Discord) completeCommand(c *DiscordCommand, scope string) {
	if c.Type == 0 {
		c.Type = commandSlash
	}
	c.ApplicationID, c.GuildID = d.cfg.ApplicationID, scope
	if scope == "" && c.Contexts == nil && c.DMPermission != nil && !*c.DMPermission {
		c.Contexts = []int{0}
	}
	if c.IntegrationTypes == nil {
		c.IntegrationTypes = []int{0}
	}
}

func sameCommand(a, b DiscordCommand) bool {
	x, _ := json.Marshal(a)
	y, _ := json.Marshal(b)
	return string(x) == string(y)
}

func (d *Discord) commandScope(r *restCall) (string, error) {
	if r.PathValue("app") != d.cfg.ApplicationID {
		return "", errWrongApplication
	}
	guild := r.PathValue("guild")
	if guild != "" && guild != d.cfg.GuildID {
		return "", errMissingAccess
	}
	return guild, nil
}

func (d *Discord) putCommands(r *restCall) (any, error) {
	scope, err := d.commandScope(r)
	if err != nil {
		return nil, err
	}
	var list []DiscordCommand
	if err := r.decode(&list); err != nil {
		return nil, err
	}
	if list == nil {
		list = []DiscordCommand{}
	}
	return d.replaceCommands(scope, list)
}

func (d *Discord) getCommands(r *restCall) (any, error) {
	scope, err := d.commandScope(r)
	if err != nil {
		return nil, err
	}
	return append([]DiscordCommand{}, d.state.Commands[scope]...), nil
}

// postCommand adds one command, or replaces the one of that kind and name.
func (d *Discord) postCommand(r *restCall) (any, error) {
	scope, err := d.commandScope(r)
	if err != nil {
		return nil, err
	}
	var c DiscordCommand
	if err := r.decode(&c); err != nil {
		return nil, err
	}
	d.completeCommand(&c, scope)
	var f formErrors
	checkCommand(&f, "", c)
	if err := f.err(); err != nil {
		return nil, err
	}
	rest := slices.DeleteFunc(slices.Clone(d.state.Commands[scope]), func(o DiscordCommand) bool {
		return o.Type == c.Type && o.Name == c.Name
	})
	puts := d.state.CommandPuts
	all, err := d.replaceCommands(scope, append(rest, c))
	d.state.CommandPuts = puts
	if err != nil {
		return nil, err
	}
	r.status = http.StatusCreated
	return all[len(all)-1], nil
}

func (d *Discord) deleteCommand(r *restCall) (any, error) {
	scope, err := d.commandScope(r)
	if err != nil {
		return nil, err
	}
	list := d.state.Commands[scope]
	at := slices.IndexFunc(list, func(c DiscordCommand) bool { return c.ID == r.PathValue("command") })
	if at < 0 {
		return nil, errUnknownCommand
	}
	d.state.Commands[scope] = slices.Delete(slices.Clone(list), at, at+1)
	return nil, nil
}

// Commands are the registered commands of a guild, or with "" the global ones.
func (d *Discord) Commands(guild string) []DiscordCommand {
	d.mu.Lock()
	defer d.mu.Unlock()
	return copyJSON(d.state.Commands[guild])
}

// CommandPuts tells how often all commands of a scope were replaced.
func (d *Discord) CommandPuts() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.state.CommandPuts
}
