package sim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
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

var chatName = regexp.MustCompile(`^[-_'\p{L}\p{N}\p{Devanagari}\p{Thai}]{1,32}$`)

// checkCommand notes what Discord would refuse in one command; path is "" for a single command, "3." in a list.
func checkCommand(f *formErrors, path string, c DiscordCommand) {
	switch c.Type {
	case commandSlash:
		checkChatName(f, path+"name", c.Name)
		f.length(path+"description", c.Description, 1, 100)
		if commandText(c.Name, c.Description, c.Options) > 8000 {
			f.add(path+"description", "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)")
		}
		checkOptions(f, path+"options", c.Options, 0)
	case commandUser, commandMessage:
		f.length(path+"name", c.Name, 1, 32)
		if c.Description != "" {
			f.add(path+"description", "APPLICATION_COMMAND_INVALID_DESCRIPTION", "Context menu commands cannot have description")
		}
		if len(c.Options) > 0 {
			f.add(path+"options", "APPLICATION_COMMAND_INVALID_OPTIONS", "Context menu commands cannot have options")
		}
	default:
		f.add(path+"type", "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3}.")
	}
	for _, context := range c.Contexts {
		if context < 0 || context > 2 {
			f.add(path+"contexts", "BASE_TYPE_CHOICES", "Value must be one of {0, 1, 2}.")
		}
	}
}

func checkChatName(f *formErrors, path, name string) {
	switch {
	case name == "":
		f.require(path)
	case !chatName.MatchString(name) || strings.ToLower(name) != name:
		f.add(path, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
	}
}

func checkOptions(f *formErrors, path string, list []CommandOption, depth int) {
	if len(list) > 25 {
		f.add(path, "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
	}
	seen, optional := map[string]bool{}, false
	for i, o := range list {
		at := fmt.Sprintf("%s.%d.", path, i)
		checkChatName(f, at+"name", o.Name)
		f.length(at+"description", o.Description, 1, 100)
		if seen[o.Name] {
			f.add(at+"name", "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option name already exists")
		}
		seen[o.Name] = true
		if o.Required && optional {
			f.add(at+"required", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Required options must be placed before non-required options")
		}
		nested := o.Type == optionSub || o.Type == optionSubGroup
		optional = optional || !nested && !o.Required
		if o.Type < optionSub || o.Type > 11 {
			f.add(at+"type", "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}.")
		}
		if nested && depth > 1 || o.Type == optionSubGroup && depth > 0 || !nested && len(o.Options) > 0 {
			f.add(at+"type", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-command option type is not allowed here")
		}
		checkChoices(f, at+"choices", o)
		checkOptions(f, at+"options", o.Options, depth+1)
	}
}

func checkChoices(f *formErrors, path string, o CommandOption) {
	if len(o.Choices) > 25 {
		f.add(path, "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
	}
	for i, c := range o.Choices {
		at := fmt.Sprintf("%s.%d.", path, i)
		f.length(at+"name", c.Name, 1, 100)
		switch v := c.Value.(type) {
		case string:
			f.length(at+"value", v, 1, 100)
			if o.Type != optionString {
				f.add(at+"value", "NUMBER_TYPE_COERCE", fmt.Sprintf("Value %q is not a number.", v))
			}
		case float64:
			if o.Type == optionString {
				f.add(at+"value", "STRING_TYPE_CONVERT", "Could not interpret value as string.")
			}
		default:
			f.require(at + "value")
		}
	}
}

// commandText counts the characters of names, descriptions and choices, which together may be 8000.
func commandText(name, description string, options []CommandOption) int {
	n := units(name) + units(description)
	for _, o := range options {
		n += commandText(o.Name, o.Description, o.Options)
		for _, c := range o.Choices {
			n += units(c.Name) + units(fmt.Sprint(c.Value))
		}
	}
	return n
}

// limitOf is how many commands of a kind one application may have in one scope.
func limitOf(kind int) int {
	if kind == commandSlash {
		return 100
	}
	return 15
}

// checkCommands notes what Discord would refuse in a list that replaces all commands.
func checkCommands(f *formErrors, list []DiscordCommand) {
	count, seen := map[int]int{}, map[string]bool{}
	for i, c := range list {
		path := fmt.Sprintf("%d.", i)
		checkCommand(f, path, c)
		key := fmt.Sprint(c.Type, " ", c.Name)
		if seen[key] {
			f.add(path+"name", "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")
		}
		seen[key] = true
		if count[c.Type]++; count[c.Type] == limitOf(c.Type)+1 {
			f.add(path+"type", "APPLICATION_COMMAND_LIMIT", fmt.Sprintf("Maximum number of application commands reached (%d).", limitOf(c.Type)))
		}
	}
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
