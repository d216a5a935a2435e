package sim

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestDiscordSlashCommand(t *testing.T) {
	d := discordWorld(t, DiscordConfig{})
	register(t, d, ticketCommand())
	got := make(chan object, 1)
	answering(t, d, func(in object) object {
		got <- in
		return object{"type": 4, "data": object{"content": "T-1 is open", "flags": 64}}
	})
	shown := d.As("ann").Types("#help", "/ticket", Options{"title": "vpn is down", "for": "mo"})
	if shown.Text() != "T-1 is open" || !shown.Messages[0].Ephemeral() {
		t.Errorf("ann was shown %+v", shown)
	}
	if sees := d.As("mo").Sees("#help"); len(sees) != 0 {
		t.Errorf("mo sees ann's private answer: %v", sees)
	}
	in := <-got
	data, _ := in["data"].(object)
	want := []any{
		object{"name": "title", "type": 3.0, "value": "vpn is down"},
		object{"name": "for", "type": 6.0, "value": d.As("mo").ID},
	}
	if diff := cmp.Diff(want, data["options"]); diff != "" {
		t.Errorf("options (-want +got):\n%s", diff)
	}
	member, _ := in["member"].(object)
	if _, isText := member["permissions"].(string); !isText || in["context"] != 0.0 || in["user"] != nil || str(in, "guild_id") != d.GuildID() {
		t.Errorf("in a guild: %v", in)
	}
}

func TestDiscordSlashCommandInADM(t *testing.T) {
	d := discordWorld(t, DiscordConfig{})
	register(t, d, ticketCommand())
	got := make(chan object, 1)
	answering(t, d, func(in object) object { got <- in; return says("hello") })
	if shown := d.As("ann").Types("@beckon", "/ticket"); shown.Text() != "hello" {
		t.Errorf("ann was shown %+v", shown)
	}
	in := <-got
	user, _ := in["user"].(object)
	if str(user, "id") != d.As("ann").ID || in["member"] != nil || in["guild_id"] != nil || in["context"] != 1.0 {
		t.Errorf("in a DM: %v", in)
	}
}

func TestDiscordTypedOptions(t *testing.T) {
	d := discordWorld(t, DiscordConfig{})
	register(t, d, ticketCommand())
	got := make(chan object, 1)
	answering(t, d, func(in object) object { got <- in; return says("ok") })
	d.As("ann").Types("#help", "/ticket title: the vpn is down for: mo")
	data, _ := (<-got)["data"].(object)
	if options := objects(data["options"]); len(options) != 2 || str(options[0], "value") != "the vpn is down" {
		t.Errorf("options %v", data["options"])
	}
}

func TestDiscordSubcommand(t *testing.T) {
	d := discordWorld(t, DiscordConfig{})
	register(t, d, object{"name": "ticket", "description": "Tickets", "options": []object{
		{"type": 1, "name": "list", "description": "Your tickets"},
		{"type": 1, "name": "new", "description": "Raise one", "options": []object{{"type": 3, "name": "title", "description": "What", "required": true}}},
	}})
	got := make(chan object, 1)
	answering(t, d, func(in object) object { got <- in; return says("ok") })
	d.As("ann").Types("#help", "/ticket new title: vpn")
	data, _ := (<-got)["data"].(object)
	sub := objects(data["options"])[0]
	if str(sub, "name") != "new" || str(objects(sub["options"])[0], "value") != "vpn" {
		t.Errorf("options %v", data["options"])
	}
	for _, wrong := range []string{"/ticket", "/ticket nonsense", "/ticket new", "/nonsense"} {
		if shown := d.As("ann").Types("#help", wrong); shown.Error == "" || shown.Interaction != "" {
			t.Errorf("%q reached the app: %+v", wrong, shown)
		}
	}
}

func TestDiscordMessageCommand(t *testing.T) {
	d := discordWorld(t, DiscordConfig{ContentOff: true})
	register(t, d, object{"name": "Create ticket", "type": 3})
	c := connect(t, d, deskIntents&^intentContent)
	m := d.As("ann").Says("#help", "printer on fire")
	done := make(chan DiscordShown, 1)
	go func() { done <- d.As("mo").UsesMenu(m, "Create ticket") }()
	in := c.event("INTERACTION_CREATE").data(t)
	data, _ := in["data"].(object)
	resolved, _ := data["resolved"].(object)
	messages, _ := resolved["messages"].(object)
	target, _ := messages[str(data, "target_id")].(object)
	if str(target, "content") != "printer on fire" {
		t.Errorf("the target came as %v, its content needs no intent", target)
	}
	rest(t, d, "POST", callback(in), says("done"))
	if shown := <-done; shown.Text() != "done" {
		t.Errorf("mo was shown %+v", shown)
	}
}

// card posts a message with a Claim button to #help.
func card(t *testing.T, d *Discord) DiscordMessage {
	t.Helper()
	rest(t, d, "POST", "/channels/"+channelID(d, "help")+"/messages",
		object{"content": "T-1 vpn", "components": []object{row(button("Claim", "v1:claim:T-1"))}})
	return d.As("mo").Sees("#help")[0]
}

func TestDiscordButton(t *testing.T) {
	tests := map[string]struct {
		answer  object
		shown   string // to mo, as an answer
		content string // of the card afterwards
	}{
		"update": {object{"type": 7, "data": object{"content": "T-1 claimed", "components": []object{}}}, "", "T-1 claimed"},
		"later":  {object{"type": 6}, "", "T-1 vpn"},
		"answer": {object{"type": 4, "data": object{"content": "taken", "flags": 64}}, "taken", "T-1 vpn"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			d := discordWorld(t, DiscordConfig{})
			m := card(t, d)
			got := make(chan object, 1)
			answering(t, d, func(in object) object { got <- in; return tt.answer })
			shown := d.As("mo").Clicks(m, "Claim")
			if shown.Text() != tt.shown || shown.Error != "" {
				t.Errorf("mo was shown %+v, want %q", shown, tt.shown)
			}
			if now, _ := d.As("mo").Now(m); now.Content != tt.content {
				t.Errorf("the card says %q, want %q", now.Content, tt.content)
			}
			in := <-got
			data, _ := in["data"].(object)
			source, _ := in["message"].(object)
			if str(data, "custom_id") != "v1:claim:T-1" || data["component_type"] != 2.0 || str(source, "id") != m.ID {
				t.Errorf("the app got %v", in)
			}
		})
	}
}

func TestDiscordDeferredUpdateEditsTheCard(t *testing.T) {
	d := discordWorld(t, DiscordConfig{})
	m := card(t, d)
	got := make(chan object, 1)
	answering(t, d, func(in object) object { got <- in; return object{"type": 6} })
	d.As("mo").Clicks(m, "Claim")
	if edited := rest(t, d, "PATCH", original(d, <-got), object{"content": "claimed"}); edited.status != 200 {
		t.Fatalf("editing: %d %s", edited.status, edited.raw)
	}
	if now, _ := d.As("ann").Now(m); now.Content != "claimed" {
		t.Errorf("the card says %q", now.Content)
	}
}

func original(d *Discord, in object) string {
	return "/webhooks/" + d.ApplicationID() + "/" + str(in, "token") + "/messages/@original"
}

// asked has ann type /ticket with nobody answering on her behalf, and gives the interaction to the test.
func asked(t *testing.T, d *Discord) (in object, shown chan DiscordShown) {
	t.Helper()
	register(t, d, ticketCommand())
	c := connect(t, d, deskIntents)
	shown = make(chan DiscordShown, 1)
	go func() { shown <- d.As("ann").Types("#help", "/ticket") }()
	return c.event("INTERACTION_CREATE").data(t), shown
}

func TestDiscordAnswersOnlyOnceAndInTime(t *testing.T) {
	d := discordWorld(t, DiscordConfig{})
	in, shown := asked(t, d)
	if got := rest(t, d, "PATCH", original(d, in), object{"content": "x"}); got.code() != 10015 {
		t.Errorf("editing before an answer: %d %s", got.status, got.raw)
	}
	for name, tt := range map[string]struct {
		path string
		body any
		code int
	}{
		"wrong token":       {"/interactions/" + str(in, "id") + "/nonsense/callback", says("x"), 10062},
		"no such kind":      {callback(in), object{"type": 99}, 50035},
		"not for a command": {callback(in), object{"type": 7, "data": object{"content": "x"}}, 50035},
		"too long":          {callback(in), says(strings.Repeat("x", 2001)), 50035},
	} {
		if got := rest(t, d, "POST", tt.path, tt.body); got.code() != tt.code {
			t.Errorf("%s: %d %s, want code %d", name, got.status, got.raw, tt.code)
		}
	}
	if got := rest(t, d, "POST", callback(in), says("first")); got.status != 204 {
		t.Errorf("first answer: %d %s", got.status, got.raw)
	}
	if got := rest(t, d, "POST", callback(in), says("second")); got.code() != 40060 {
		t.Errorf("second answer: %d %s", got.status, got.raw)
	}
	if got := (<-shown).Text(); got != "first" {
		t.Errorf("ann was shown %q", got)
	}
	if got := rest(t, d, "PATCH", original(d, in), object{"content": "edited"}); got.status != 200 {
		t.Errorf("edit: %d %s", got.status, got.raw)
	}
	d.Skip(tokenFor)
	if got := rest(t, d, "PATCH", original(d, in), object{"content": "late"}); got.code() != 10015 {
		t.Errorf("edit after 15 minutes: %d %s", got.status, got.raw)
	}
}

func TestDiscordLateAnswer(t *testing.T) {
	d := discordWorld(t, DiscordConfig{})
	in, shown := asked(t, d)
	d.Skip(patience)
	if got := <-shown; got.Error != NoResponse {
		t.Errorf("ann was shown %+v", got)
	}
	if got := rest(t, d, "POST", callback(in), says("late")); got.status != 404 || got.code() != 10062 {
		t.Errorf("answer after that: %d %s", got.status, got.raw)
	}
}

func TestDiscordNobodyAnswers(t *testing.T) {
	d := discordWorld(t, DiscordConfig{AnswerWithin: time.Millisecond})
	register(t, d, ticketCommand())
	if got := d.As("ann").Types("#help", "/ticket"); got.Error != NoResponse {
		t.Errorf("ann was shown %+v", got)
	}
}

func TestDiscordDeferredAnswer(t *testing.T) {
	for name, finish := range map[string]func(*testing.T, *Discord, object) reply{
		"by edit": func(t *testing.T, d *Discord, in object) reply {
			return rest(t, d, "PATCH", original(d, in), object{"content": "done"})
		},
		"by follow-up": func(t *testing.T, d *Discord, in object) reply {
			return rest(t, d, "POST", "/webhooks/"+d.ApplicationID()+"/"+str(in, "token")+"?wait=true", object{"content": "done"})
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := discordWorld(t, DiscordConfig{})
			in, shown := asked(t, d)
			rest(t, d, "POST", callback(in), object{"type": 5, "data": object{"flags": 64}})
			first := <-shown
			if len(first.Messages) != 1 || !first.Messages[0].Loading() {
				t.Errorf("ann was shown %+v", first)
			}
			if got := finish(t, d, in); got.status != 200 {
				t.Fatalf("finishing: %d %s", got.status, got.raw)
			}
			if got, err := d.As("ann").WaitsForAnswer(discordContext(t), first); err != nil || got.Text() != "done" {
				t.Errorf("in the end ann was shown %+v, %v", got, err)
			}
			sees := d.As("ann").Sees("#help")
			if len(sees) != 1 || sees[0].Content != "done" || sees[0].Loading() || !sees[0].Ephemeral() {
				t.Errorf("ann sees %+v", sees)
			}
			if got := rest(t, d, "GET", "/channels/"+channelID(d, "help")+"/messages/"+sees[0].ID, nil); got.code() != 10008 {
				t.Errorf("a private answer can be read by its channel: %d %s", got.status, got.raw)
			}
			d.As("ann").Dismisses(sees[0])
			if got := rest(t, d, "PATCH", original(d, in), object{"content": "more"}); got.code() != 10008 {
				t.Errorf("edit of a dismissed answer: %d %s", got.status, got.raw)
			}
		})
	}
}

func TestDiscordCallbackWithResponse(t *testing.T) {
	d := discordWorld(t, DiscordConfig{})
	in, shown := asked(t, d)
	got := rest(t, d, "POST", callback(in)+"?with_response=true", says("hello"))
	resource, _ := got.object["resource"].(object)
	message, _ := resource["message"].(object)
	if got.status != 200 || str(message, "content") != "hello" || str(message, "id") != (<-shown).Messages[0].ID {
		t.Errorf("%d %s", got.status, got.raw)
	}
}

// form is an answer of type 9 with a title and a long body, in rows or in labels.
func form(labels bool) object {
	title := object{"type": 4, "custom_id": "title", "style": 1, "value": "vpn", "max_length": 20}
	body := object{"type": 4, "custom_id": "body", "style": 2, "required": false}
	var parts []object
	if labels {
		parts = []object{{"type": 18, "label": "Title", "component": title}, {"type": 18, "label": "Details", "component": body}}
	} else {
		title["label"], body["label"] = "Title", "Details"
		parts = []object{row(title), row(body)}
	}
	return object{"type": 9, "data": object{"custom_id": "v1:new", "title": "New ticket", "components": parts}}
}

func TestDiscordModal(t *testing.T) {
	for name, labels := range map[string]bool{"rows": false, "labels": true} {
		t.Run(name, func(t *testing.T) {
			d := discordWorld(t, DiscordConfig{})
			register(t, d, ticketCommand())
			submitted := make(chan object, 1)
			answering(t, d, func(in object) object {
				if in["type"] != 5.0 {
					return form(labels)
				}
				submitted <- in
				return says("T-1 is open")
			})
			ann := d.As("ann")
			shown := ann.Types("#help", "/ticket")
			if shown.Modal == nil || shown.Modal.Title != "New ticket" || len(shown.Modal.Fields) != 2 || shown.Modal.Fields[0].Label != "Title" {
				t.Fatalf("ann was shown %+v", shown)
			}
			if got := ann.Fills(shown.Modal, map[string]string{"Title": ""}); got.Error == "" {
				t.Error("a required field was left empty")
			}
			if got := ann.Fills(shown.Modal, map[string]string{"Title": strings.Repeat("x", 21)}); got.Error == "" {
				t.Error("a field was filled beyond its length")
			}
			done := ann.Fills(shown.Modal, map[string]string{"Details": "since noon"})
			if done.Text() != "T-1 is open" || ann.Modal() != nil {
				t.Errorf("after the submit ann was shown %+v", done)
			}
			in := <-submitted
			data, _ := in["data"].(object)
			values := map[string]string{}
			for _, part := range objects(data["components"]) {
				input := children(part)[0]
				values[str(input, "custom_id")] = str(input, "value")
			}
			if diff := cmp.Diff(map[string]string{"title": "vpn", "body": "since noon"}, values); diff != "" || str(data, "custom_id") != "v1:new" {
				t.Errorf("submitted %v (-want +got):\n%s", data, diff)
			}
		})
	}
}

func TestDiscordFailedSubmitKeepsTheModal(t *testing.T) {
	d := discordWorld(t, DiscordConfig{})
	register(t, d, ticketCommand())
	answering(t, d, func(in object) object {
		if in["type"] == 5.0 {
			d.Skip(patience)
			return nil
		}
		return form(false)
	})
	ann := d.As("ann")
	got := ann.Fills(ann.Types("#help", "/ticket").Modal, nil)
	if got.Error == "" || got.Modal == nil {
		t.Errorf("ann was shown %+v", got)
	}
}

func TestDiscordRefusesModals(t *testing.T) {
	input := func(change func(object)) object {
		in := object{"type": 4, "custom_id": "a", "label": "A", "style": 1}
		change(in)
		return object{"title": "T", "custom_id": "c", "components": []object{row(in)}}
	}
	tests := map[string]object{
		"no title":           {"custom_id": "c", "components": []object{row(object{"type": 4, "custom_id": "a", "label": "A", "style": 1})}},
		"title too long":     {"title": strings.Repeat("x", 46), "custom_id": "c", "components": []object{row(object{"type": 4, "custom_id": "a", "label": "A", "style": 1})}},
		"nothing in it":      {"title": "T", "custom_id": "c"},
		"a button":           {"title": "T", "custom_id": "c", "components": []object{row(button("A", "a"))}},
		"label too long":     input(func(o object) { o["label"] = strings.Repeat("x", 46) }),
		"no custom id":       input(func(o object) { delete(o, "custom_id") }),
		"placeholder":        input(func(o object) { o["placeholder"] = strings.Repeat("x", 101) }),
		"max below min":      input(func(o object) { o["min_length"], o["max_length"] = 10, 5 }),
		"no style":           input(func(o object) { delete(o, "style") }),
		"value above max":    input(func(o object) { o["max_length"], o["value"] = 3, "four" }),
		"value above 4000":   input(func(o object) { o["value"] = strings.Repeat("x", 4001) }),
		"input without rows": {"title": "T", "custom_id": "c", "components": []object{{"type": 4, "custom_id": "a", "label": "A", "style": 1}}},
	}
	for name, modal := range tests {
		t.Run(name, func(t *testing.T) {
			var f formErrors
			checkModal(&f, copyJSON(modal))
			if f.err() == nil {
				t.Errorf("accepted %v", modal)
			}
		})
	}
}

func TestDiscordMystery(t *testing.T) {
	d := discordWorld(t, DiscordConfig{})
	m := card(t, d)
	got := make(chan object, 2)
	answering(t, d, func(in object) object { got <- in; return object{"type": 6} })
	d.Mystery(1)
	for _, want := range []bool{true, false} {
		d.As("mo").Clicks(m, "Claim")
		source, _ := (<-got)["message"].(object)
		unknown := walkComponents(objects(source["components"]), func(c object) bool { return number(c, "type", 0) == unknownComponentType })
		if unknown != want {
			t.Errorf("unknown component %v, want %v, in %v", unknown, want, source)
		}
	}
}

func TestDiscordSelectMenu(t *testing.T) {
	d := discordWorld(t, DiscordConfig{})
	menu := object{"type": 3, "custom_id": "prio", "placeholder": "Priority", "options": []object{{"label": "High", "value": "h"}, {"label": "Low", "value": "l"}}}
	rest(t, d, "POST", "/channels/"+channelID(d, "help")+"/messages", object{"content": "T-1", "components": []object{row(menu)}})
	got := make(chan object, 1)
	answering(t, d, func(in object) object { got <- in; return object{"type": 6} })
	m := d.As("mo").Sees("#help")[0]
	if shown := d.As("mo").Selects(m, "Priority", "Low"); shown.Error != "" {
		t.Fatal(shown.Error)
	}
	data, _ := (<-got)["data"].(object)
	if diff := cmp.Diff([]any{"l"}, data["values"]); diff != "" || data["component_type"] != 3.0 {
		t.Errorf("the app got %v (-want +got):\n%s", data, diff)
	}
	if shown := d.As("mo").Selects(m, "Priority", "Middling"); shown.Error == "" {
		t.Error("a choice that is not there was sent")
	}
}
