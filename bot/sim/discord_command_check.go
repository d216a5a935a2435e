package sim

import (
	"fmt"
	"regexp"
	"strings"
)

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
