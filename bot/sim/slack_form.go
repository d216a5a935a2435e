package sim

import (
	"fmt"
	"maps"
	"net/mail"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// What a person can enter in a form, and what the form itself refuses.

// filled gives the state of the view with the values entered.
func (v *SlackView) filled(values map[string]string) (viewState, error) {
	state := viewState{}
	for b, actions := range v.State {
		state[b] = maps.Clone(actions)
	}
	for _, name := range sortedKeys(values) {
		found := false
		for _, b := range v.blocks() {
			e, isInput := b["element"].(object)
			if !isInput || !slices.Contains([]any{fieldLabel(b), b["block_id"], e["action_id"]}, any(name)) {
				continue
			}
			entered, err := enter(e, values[name])
			if err != nil {
				return nil, err
			}
			state[b["block_id"].(string)][e["action_id"].(string)] = entered
			found = true
		}
		if !found {
			return nil, fmt.Errorf("there is no field %q in %q", name, v.Visible())
		}
	}
	return state, nil
}

func fieldLabel(b object) string {
	l, _ := b["label"].(object)
	text, _ := l["text"].(string)
	return text
}

// enter is the state of an element after somebody typed or chose the value; "" leaves it empty.
func enter(e object, value string) (object, error) {
	kind, _ := e["type"].(string)
	v := object{"type": kind}
	var names []string
	if value != "" {
		names = strings.Split(value, ", ")
	}
	switch kind {
	case "static_select", "radio_buttons":
		v["selected_option"] = nil
		if value == "" {
			return v, nil
		}
		o := optionOf(e, value)
		if o == nil {
			return nil, fmt.Errorf("there is no choice %q", value)
		}
		v["selected_option"] = o
	case "checkboxes", "multi_static_select":
		chosen := []any{}
		for _, n := range names {
			o := optionOf(e, n)
			if o == nil {
				return nil, fmt.Errorf("there is no choice %q", n)
			}
			chosen = append(chosen, o)
		}
		v["selected_options"] = chosen
	case "users_select":
		v["selected_user"] = orNil(value)
	case "multi_users_select":
		v["selected_users"] = names
	case "datepicker":
		v["selected_date"] = orNil(value)
	default:
		v["value"] = orNil(value)
	}
	return v, nil
}

func orNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// optionOf finds a choice of an element by its text or value.
func optionOf(e object, name string) any {
	options, _ := e["options"].([]any)
	all := jsonObjects(options)
	sections, _ := e["option_groups"].([]any)
	for _, g := range jsonObjects(sections) {
		l, _ := g["options"].([]any)
		all = append(all, jsonObjects(l)...)
	}
	for _, o := range all {
		if t, _ := o["text"].(object); t["text"] == name || o["value"] == name {
			return o
		}
	}
	return nil
}

// refused is what the form itself says to the state, by block_id.
func (v *SlackView) refused(state viewState) map[string]string {
	errs := map[string]string{}
	for _, b := range v.blocks() {
		e, isInput := b["element"].(object)
		if !isInput {
			continue
		}
		blockID := b["block_id"].(string)
		val := state[blockID][e["action_id"].(string)]
		if emptyValue(val) {
			if b["optional"] != true {
				errs[blockID] = "Please complete this required field."
			}
			continue
		}
		if text, ok := val["value"].(string); ok {
			if why := refusedText(e, text); why != "" {
				errs[blockID] = why
			}
		}
	}
	return errs
}

func emptyValue(v object) bool {
	for _, k := range []string{"value", "selected_option", "selected_user", "selected_date"} {
		if v[k] != nil && v[k] != "" {
			return false
		}
	}
	for _, k := range []string{"selected_options", "selected_users"} {
		switch l := v[k].(type) {
		case []any:
			return len(l) == 0
		case []string:
			return len(l) == 0
		}
	}
	return true
}

func refusedText(e object, text string) string {
	low, _ := e["min_length"].(float64)
	high, _ := e["max_length"].(float64)
	switch n := slackUnits(text); {
	case n < int(low):
		return fmt.Sprintf("Enter at least %d characters.", int(low))
	case high > 0 && n > int(high): // without a bound Slack takes more than one could set
		return fmt.Sprintf("Enter at most %d characters.", int(high))
	}
	var err error
	switch e["type"] {
	case "email_text_input":
		_, err = mail.ParseAddress(text)
	case "url_text_input":
		_, err = url.ParseRequestURI(text)
	case "number_input":
		_, err = strconv.ParseFloat(text, 64)
	}
	if err != nil {
		return "This is not valid."
	}
	return ""
}
