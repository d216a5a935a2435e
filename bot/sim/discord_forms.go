package sim

import (
	"encoding/json"
	"fmt"
	"slices"
)

// DiscordModal is a form on a person's screen.
type DiscordModal struct {
	Interaction string         // the interaction that it answered
	Title       string         //
	CustomID    string         //
	Fields      []DiscordField // in order
}

// DiscordField is one input of a modal.
type DiscordField struct {
	Label, CustomID, Value, Placeholder string
	Long, Required                      bool
	Min, Max                            int      // length of a text
	Choices                             []string // values of a select
}

// openModal is the modal on a person's screen, nil when there is none. Callers hold d.mu.
func (d *Discord) openModal(user string) *DiscordModal {
	in := d.state.Interactions[d.modals[user]]
	if in == nil {
		return nil
	}
	m := &DiscordModal{Interaction: in.ID, Title: str(in.Modal, "title"), CustomID: str(in.Modal, "custom_id")}
	for _, part := range objects(in.Modal["components"]) {
		for _, input := range children(part) {
			f := DiscordField{
				Label: str(input, "label"), CustomID: str(input, "custom_id"), Value: str(input, "value"), Placeholder: str(input, "placeholder"),
				Long: number(input, "style", 1) == 2, Required: input["required"] != false,
				Min: number(input, "min_length", 0), Max: number(input, "max_length", 4000),
			}
			if label := str(part, "label"); label != "" {
				f.Label = label
			}
			for _, o := range objects(input["options"]) {
				f.Choices = append(f.Choices, str(o, "value"))
			}
			m.Fields = append(m.Fields, f)
		}
	}
	return m
}

// Modal is the modal on the person's screen, nil when there is none.
func (p *DiscordPerson) Modal() *DiscordModal {
	p.d.mu.Lock()
	defer p.d.mu.Unlock()
	return p.d.openModal(p.ID)
}

// Fills enters values, by label or custom id, into the modal on the person's screen and submits it. Fields that are
// not named keep what they were opened with.
func (p *DiscordPerson) Fills(modal *DiscordModal, values map[string]string) DiscordShown {
	if modal == nil {
		return DiscordShown{Error: "there is no form on the screen"}
	}
	return p.d.submit(p.ID, modal.Interaction, values)
}

// ClosesModal puts the modal on the person's screen away; the app hears nothing of it.
func (p *DiscordPerson) ClosesModal() {
	p.d.mu.Lock()
	defer p.d.mu.Unlock()
	defer p.d.changes.changed()
	delete(p.d.modals, p.ID)
}

// submit sends a filled modal in the layout in which the app gave it.
func (d *Discord) submit(user, opened string, values map[string]string) DiscordShown {
	return d.act(func() (*interaction, error) {
		in := d.state.Interactions[opened]
		if in == nil || d.modals[user] != opened {
			return nil, fmt.Errorf("there is no such form on the screen")
		}
		filled, err := d.openModal(user).fill(values)
		if err != nil {
			return nil, err
		}
		var parts []object
		for _, part := range objects(in.Modal["components"]) {
			parts = append(parts, submitted(part, filled))
		}
		next := interaction{Kind: interactionModal, Name: in.Name, User: user, Channel: in.Channel, Source: in.Source}
		return d.begin(next, object{"custom_id": in.Modal["custom_id"], "components": parts}), nil
	})
}

// fill checks the values as Discord's client does before it sends them; it gives the value of each field by custom id.
func (m *DiscordModal) fill(values map[string]string) (map[string]string, error) {
	filled := map[string]string{}
	for name := range values {
		if !slices.ContainsFunc(m.Fields, func(f DiscordField) bool { return f.Label == name || f.CustomID == name }) {
			return nil, fmt.Errorf("the form %q has no field %q", m.Title, name)
		}
	}
	for _, f := range m.Fields {
		v := f.Value
		for _, name := range []string{f.Label, f.CustomID} {
			if given, ok := values[name]; ok {
				v = given
			}
		}
		switch n := units(v); {
		case f.Required && n == 0:
			return nil, fmt.Errorf("%s: this field is required", f.Label)
		case n > 0 && (n < f.Min || n > f.Max):
			return nil, fmt.Errorf("%s: must be between %d and %d in length", f.Label, f.Min, f.Max)
		case n > 0 && len(f.Choices) > 0 && !slices.Contains(f.Choices, v):
			return nil, fmt.Errorf("%s: there is no choice %q", f.Label, v)
		}
		filled[f.CustomID] = v
	}
	return filled, nil
}

// submitted is one part of a modal as it comes back.
func submitted(part object, filled map[string]string) object {
	answer := func(input object) object {
		id := str(input, "custom_id")
		out := object{"type": input["type"], "custom_id": id}
		if number(input, "type", 0) == componentInput {
			out["value"] = filled[id]
			return out
		}
		out["values"] = []string{}
		if filled[id] != "" {
			out["values"] = []string{filled[id]}
		}
		return out
	}
	out := object{"type": part["type"]}
	if input, ok := part["component"].(object); ok {
		out["component"] = answer(input)
	}
	if list := objects(part["components"]); len(list) > 0 {
		out["components"] = []object{answer(list[0])}
	}
	return out
}

// Clicks presses the button with this label (or custom id) on the message as the person saw it: a button that has gone
// from the message since can still be pressed, as on a screen that was not redrawn yet.
func (p *DiscordPerson) Clicks(m DiscordMessage, label string) DiscordShown {
	var button object
	walkComponents(m.Components, func(c object) bool {
		if number(c, "type", 0) == componentButton && (str(c, "label") == label || str(c, "custom_id") == label) {
			button = c
		}
		return button != nil
	})
	switch {
	case button == nil:
		return DiscordShown{Error: fmt.Sprintf("there is no button %q on %q", label, m.Text())}
	case button["disabled"] == true:
		return DiscordShown{Error: fmt.Sprintf("the button %q is disabled", label)}
	case str(button, "custom_id") == "":
		return DiscordShown{Error: fmt.Sprintf("the button %q opens %s", label, str(button, "url"))}
	}
	return p.d.press(p.ID, m, button, nil)
}

// Selects picks values in the select menu with this custom id or placeholder.
func (p *DiscordPerson) Selects(m DiscordMessage, menu string, values ...string) DiscordShown {
	var found object
	walkComponents(m.Components, func(c object) bool {
		kind := number(c, "type", 0)
		if kind != componentButton && str(c, "custom_id") != "" && (str(c, "custom_id") == menu || str(c, "placeholder") == menu) {
			found = c
		}
		return found != nil
	})
	if found == nil {
		return DiscordShown{Error: fmt.Sprintf("there is no menu %q on %q", menu, m.Text())}
	}
	picked := []string{}
	for _, v := range values {
		if number(found, "type", 0) == componentSelect {
			at := slices.IndexFunc(objects(found["options"]), func(o object) bool { return str(o, "label") == v || str(o, "value") == v })
			if at < 0 {
				return DiscordShown{Error: fmt.Sprintf("the menu %q has no choice %q", menu, v)}
			}
			v = str(objects(found["options"])[at], "value")
		}
		picked = append(picked, v)
	}
	return p.d.press(p.ID, m, found, picked)
}

// press sends the interaction of a button or a select menu.
func (d *Discord) press(user string, m DiscordMessage, c object, values []string) DiscordShown {
	return d.act(func() (*interaction, error) {
		now := d.message(m.ChannelID, m.ID)
		sees := now != nil && (now.VisibleTo == "" || now.VisibleTo == user) &&
			d.permissionsIn(d.state.Users[user], d.state.Channels[m.ChannelID]).has(PermissionViewChannel)
		if !sees {
			return nil, fmt.Errorf("this message is gone")
		}
		data := object{"custom_id": c["custom_id"], "component_type": c["type"], "id": c["id"]}
		if values != nil {
			data["values"] = values
		}
		return d.begin(interaction{Kind: interactionComponent, User: user, Channel: m.ChannelID, Source: m.ID}, data), nil
	})
}

// UsesMenu runs the message command with this name from the menu of a message (Apps, Create ticket).
func (p *DiscordPerson) UsesMenu(m DiscordMessage, name string) DiscordShown {
	d := p.d
	return d.act(func() (*interaction, error) {
		c := d.state.Channels[m.ChannelID]
		now := d.message(m.ChannelID, m.ID)
		if now == nil || now.VisibleTo != "" || !d.permissionsIn(d.state.Users[p.ID], c).has(PermissionViewChannel) {
			return nil, fmt.Errorf("this message is gone")
		}
		list := d.commandsFor(d.state.Users[p.ID], c, commandMessage)
		at := slices.IndexFunc(list, func(cmd DiscordCommand) bool { return cmd.Name == name })
		if at < 0 {
			return nil, fmt.Errorf("there is no message command %q here", name)
		}
		target := d.mystified(d.render(now, true))
		data := object{"id": list[at].ID, "name": name, "type": commandMessage, "target_id": now.ID,
			"resolved": object{"messages": object{now.ID: target}}}
		return d.begin(interaction{Kind: interactionCommand, CommandType: commandMessage, Name: name, User: p.ID, Channel: c.ID}, data), nil
	})
}

// given is the set of fields that a body of the simulator's own carries.
func given(keys ...string) map[string]json.RawMessage {
	out := map[string]json.RawMessage{}
	for _, k := range keys {
		out[k] = nil
	}
	return out
}
