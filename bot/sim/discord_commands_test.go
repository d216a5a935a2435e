package sim

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDiscordRefusesCommands(t *testing.T) {
	option := func(o object) object {
		return object{"name": "ticket", "description": "d", "options": []object{o}}
	}
	many := func(n int, kind int) []object {
		var out []object
		for i := range n {
			c := object{"name": fmt.Sprint("c", i), "type": kind}
			if kind == commandSlash {
				c["description"] = "d"
			}
			out = append(out, c)
		}
		return out
	}
	tests := map[string]struct {
		list []object
		path string
	}{
		"capital letters":          {[]object{{"name": "Ticket", "description": "d"}}, "0.name"},
		"a space":                  {[]object{{"name": "new ticket", "description": "d"}}, "0.name"},
		"33 letters":               {[]object{{"name": strings.Repeat("x", 33), "description": "d"}}, "0.name"},
		"no description":           {[]object{{"name": "ticket"}}, "0.description"},
		"description too long":     {[]object{{"name": "ticket", "description": strings.Repeat("x", 101)}}, "0.description"},
		"description of a menu":    {[]object{{"name": "Create ticket", "type": 3, "description": "d"}}, "0.description"},
		"same name twice":          {[]object{{"name": "a", "description": "d"}, {"name": "a", "description": "d"}}, "1.name"},
		"no such kind":             {[]object{{"name": "a", "type": 9}}, "0.type"},
		"option without a name":    {[]object{option(object{"type": 3, "description": "d"})}, "0.options.0.name"},
		"option of no kind":        {[]object{option(object{"type": 77, "name": "a", "description": "d"})}, "0.options.0.type"},
		"subcommand in subcommand": {[]object{option(object{"type": 1, "name": "a", "description": "d", "options": []object{{"type": 2, "name": "b", "description": "d"}}})}, "0.options.0.options.0.type"},
		"choice of the wrong kind": {[]object{option(object{"type": 4, "name": "a", "description": "d", "choices": []object{{"name": "x", "value": "x"}}})}, "0.options.0.choices.0.value"},
		"required after optional": {[]object{{"name": "ticket", "description": "d", "options": []object{
			{"type": 3, "name": "a", "description": "d"}, {"type": 3, "name": "b", "description": "d", "required": true}}}}, "0.options.1.required"},
		"sixteen menus": {many(16, commandMessage), "15.type"},
		"101 commands":  {many(101, commandSlash), "100.type"},
	}
	d := discordWorld(t, DiscordConfig{})
	register(t, d, ticketCommand())
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := rest(t, d, "PUT", "/applications/"+d.ApplicationID()+"/commands", tt.list)
			at, _ := got.object["errors"].(object)
			for _, key := range strings.Split(tt.path, ".") {
				at, _ = at[key].(object)
			}
			if got.code() != 50035 || len(objects(at["_errors"])) == 0 {
				t.Errorf("got %d %s, want an error at %s", got.status, got.raw, tt.path)
			}
		})
	}
	if list := d.Commands(""); len(list) != 1 || list[0].Name != "ticket" {
		t.Errorf("refused lists left %v", list)
	}
}

func TestDiscordPutReplacesAllCommands(t *testing.T) {
	d := discordWorld(t, DiscordConfig{})
	register(t, d, ticketCommand(), object{"name": "Create ticket", "type": 3, "description": nil, "options": nil}) // discordgo writes null
	before := d.Commands("")
	changed := ticketCommand()
	changed["description"] = "Raise a new ticket"
	register(t, d, changed)
	after := d.Commands("")
	if len(before) != 2 || len(after) != 1 {
		t.Fatalf("%d commands, then %d, want 2 and 1", len(before), len(after))
	}
	if after[0].ID != before[0].ID || after[0].Version == before[0].Version {
		t.Errorf("a changed command must keep its id and get a new version: %+v, then %+v", before[0], after[0])
	}
	if got := d.CommandPuts(); got != 2 {
		t.Errorf("%d PUTs, want 2", got)
	}
}

func TestDiscordCommandCreatesAreLimited(t *testing.T) {
	d := discordWorld(t, DiscordConfig{})
	path := "/applications/" + d.ApplicationID() + "/guilds/" + d.GuildID() + "/commands"
	put := func(round int) reply {
		var list []object
		for i := range 100 {
			list = append(list, object{"name": fmt.Sprintf("c%d-%d", round, i), "description": "d"})
		}
		return rest(t, d, "PUT", path, list)
	}
	for round := range 2 {
		if got := put(round); got.status != 200 {
			t.Fatalf("round %d: %d %s", round, got.status, got.raw)
		}
	}
	if got := put(2); got.code() != 30034 {
		t.Errorf("300 new names on one day: %d %s", got.status, got.raw)
	}
	if got := put(1); got.status != 200 {
		t.Errorf("the same names again: %d %s", got.status, got.raw)
	}
}

func TestDiscordShowsCommandsToWhomTheyAreFor(t *testing.T) {
	d := discordWorld(t, DiscordConfig{})
	d.AddRole(DiscordRole{Name: "admins", Permissions: PermissionAdministrator})
	d.AddUser(DiscordUser{Name: "boss", Roles: []string{"admins"}})
	register(t, d,
		object{"name": "all", "description": "d"},
		object{"name": "guild", "description": "d", "contexts": []int{0}},
		object{"name": "boss", "description": "d", "default_member_permissions": "0"})
	tests := map[string]struct {
		who, place string
		want       []string
	}{
		"ann in a channel":  {"ann", "help", []string{"all", "guild"}},
		"boss in a channel": {"boss", "help", []string{"all", "guild", "boss"}},
		"ann in a DM":       {"ann", "", []string{"all", "boss"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p := d.As(tt.who)
			place := p.place("@beckon")
			if tt.place != "" {
				place = p.place("#" + tt.place)
			}
			d.mu.Lock()
			defer d.mu.Unlock()
			var got []string
			for _, c := range d.commandsFor(d.state.Users[p.ID], d.state.Channels[place], commandSlash) {
				got = append(got, c.Name)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}
