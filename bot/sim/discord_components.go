package sim

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// Kinds of component.
const (
	componentRow         = 1
	componentButton      = 2
	componentSelect      = 3
	componentInput       = 4
	componentUserSelect  = 5
	componentChanSelect  = 8
	componentSection     = 9
	componentText        = 10
	componentFile        = 13
	componentSeparator   = 14
	componentContainer   = 17
	componentLabel       = 18
	buttonLink           = 5
	buttonPremium        = 6
	maxRows              = 5
	maxButtons           = 5
	maxComponents        = 40
	maxComponentsText    = 4000
	maxOptions           = 25
	unknownComponentType = 9999 // what MysteryComponent puts into messages
)

// number reads a JSON number; anything else is def.
func number(o object, key string, def int) int {
	switch n := o[key].(type) {
	case float64:
		return int(n)
	case int:
		return n
	}
	return def
}

func str(o object, key string) string {
	s, _ := o[key].(string)
	return s
}

// objects reads a JSON array of objects; members of another kind come out as nil.
func objects(v any) []object {
	switch list := v.(type) {
	case []object:
		return list
	case []any:
		out := make([]object, len(list))
		for i, item := range list {
			out[i], _ = item.(object)
		}
		return out
	}
	return nil
}

// children are the components directly inside one component.
func children(c object) []object {
	out := slices.Clone(objects(c["components"]))
	for _, key := range []string{"component", "accessory"} {
		if one, ok := c[key].(object); ok {
			out = append(out, one)
		}
	}
	return out
}

// walkComponents visits every component, outer ones first, until visit says stop.
func walkComponents(list []object, visit func(object) (stop bool)) bool {
	for _, c := range list {
		if visit(c) || walkComponents(children(c), visit) {
			return true
		}
	}
	return false
}

// componentCheck is one pass over the components of a message or modal.
type componentCheck struct {
	formErrors
	ids   map[string]bool
	count int
	text  int
}

// checkMessageComponents notes what Discord would refuse in the components of a message.
func checkMessageComponents(f *formErrors, list []object, v2 bool) {
	c := &componentCheck{formErrors: *f, ids: map[string]bool{}}
	if !v2 && len(list) > maxRows {
		c.add("components", "BASE_TYPE_MAX_LENGTH", fmt.Sprintf("Must be %d or fewer in length.", maxRows))
	}
	for i, item := range list {
		path := fmt.Sprintf("components.%d", i)
		kind := number(item, "type", 0)
		if kind == componentRow {
			c.row(path, item)
			continue
		}
		if !v2 {
			c.choices(path+".type", "{1}")
			continue
		}
		c.layout(path, item, kind)
	}
	if c.count > maxComponents {
		c.add("components", "BASE_TYPE_BAD_LENGTH", fmt.Sprintf("Must be between 1 and %d in length.", maxComponents))
	}
	if c.text > maxComponentsText {
		c.add("components", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", "The total amount of displayable text may not exceed 4000 characters.")
	}
	*f = c.formErrors
}

func (c *componentCheck) choices(path, allowed string) {
	c.add(path, "UNION_TYPE_CHOICES", "Value of field \"type\" must be one of "+allowed+".")
}

// row is an action row: up to five buttons, or one select.
func (c *componentCheck) row(path string, row object) {
	c.count++
	list := objects(row["components"])
	if len(list) == 0 || len(list) > maxButtons {
		c.add(path+".components", "BASE_TYPE_BAD_LENGTH", fmt.Sprintf("Must be between 1 and %d in length.", maxButtons))
	}
	for i, item := range list {
		at := fmt.Sprintf("%s.components.%d", path, i)
		c.count++
		switch kind := number(item, "type", 0); {
		case kind == componentButton:
			c.button(at, item)
		case kind == componentSelect || kind >= componentUserSelect && kind <= componentChanSelect:
			c.selectMenu(at, item)
			if len(list) > 1 {
				c.add(path+".components", "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The specified component exceeds the maximum width")
			}
		default:
			c.choices(at+".type", "{2, 3, 5, 6, 7, 8}")
		}
	}
}

func (c *componentCheck) customID(path string, item object) {
	id := str(item, "custom_id")
	c.length(path+".custom_id", id, 1, 100)
	if id != "" && c.ids[id] {
		c.add(path+".custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
	}
	c.ids[id] = true
}

func (c *componentCheck) button(path string, b object) {
	style := number(b, "style", 0)
	if style < 1 || style > buttonPremium {
		c.add(path+".style", "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3, 4, 5, 6}.")
		return
	}
	c.length(path+".label", str(b, "label"), 0, 80)
	if str(b, "label") == "" && b["emoji"] == nil && style != buttonPremium {
		c.require(path + ".label")
	}
	_, hasID := b["custom_id"]
	_, hasURL := b["url"]
	if style == buttonLink {
		c.length(path+".url", str(b, "url"), 1, 512)
		if u, err := url.Parse(str(b, "url")); err != nil || !strings.ContainsAny(u.Hostname(), ".:") && u.Scheme != "discord" {
			c.add(path+".url", "URL_TYPE_INVALID_URL", "Not a well formed URL.")
		} else if !slices.Contains([]string{"http", "https", "discord"}, u.Scheme) {
			c.add(path+".url", "URL_TYPE_INVALID_SCHEME", fmt.Sprintf("Scheme %q is not supported. Scheme must be one of ('http', 'https', 'discord').", u.Scheme))
		}
		if hasID {
			c.add(path, "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", "A custom id and url cannot both be specified")
		}
		return
	}
	if hasURL {
		c.add(path, "BUTTON_COMPONENT_INVALID_URL", "Only link buttons may have a url")
	}
	c.customID(path, b)
}

func (c *componentCheck) selectMenu(path string, s object) {
	c.customID(path, s)
	c.length(path+".placeholder", str(s, "placeholder"), 0, 150)
	if number(s, "type", 0) != componentSelect {
		return
	}
	options := objects(s["options"])
	if len(options) == 0 || len(options) > maxOptions {
		c.add(path+".options", "BASE_TYPE_BAD_LENGTH", fmt.Sprintf("Must be between 1 and %d in length.", maxOptions))
	}
	seen := map[string]bool{}
	for i, o := range options {
		at := fmt.Sprintf("%s.options.%d", path, i)
		c.length(at+".label", str(o, "label"), 1, 100)
		c.length(at+".value", str(o, "value"), 1, 100)
		c.length(at+".description", str(o, "description"), 0, 100)
		if seen[str(o, "value")] {
			c.add(at+".value", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The specified option value is already used")
		}
		seen[str(o, "value")] = true
	}
}

// layout is a component that only messages with flag 32768 may hold.
func (c *componentCheck) layout(path string, item object, kind int) {
	c.count++
	switch {
	case kind == componentText:
		c.length(path+".content", str(item, "content"), 1, maxComponentsText)
		c.text += units(str(item, "content"))
	case kind == componentSection, kind == componentContainer:
		for i, inner := range objects(item["components"]) {
			at := fmt.Sprintf("%s.components.%d", path, i)
			if k := number(inner, "type", 0); k == componentRow {
				c.row(at, inner)
			} else {
				c.layout(at, inner, k)
			}
		}
		if b, ok := item["accessory"].(object); ok && number(b, "type", 0) == componentButton {
			c.count++
			c.button(path+".accessory", b)
		}
	case kind < componentSection || kind > componentSeparator:
		c.choices(path+".type", "{1, 9, 10, 12, 13, 14, 17}")
	}
}
