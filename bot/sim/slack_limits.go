package sim

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf16"
)

// What Slack accepts as blocks and views, as a table of shapes. A shape says what a property may hold; everything that
// is not in the table is refused, as Slack refuses it, with the place in the JSON.

// check collects what is wrong, each with its place.
type check struct {
	errs     []string
	blockIDs map[string]bool
}

func (c *check) fail(at, format string, args ...any) {
	c.errs = append(c.errs, fmt.Sprintf("[ERROR] %s [json-pointer:%s]", fmt.Sprintf(format, args...), at))
}

// rule checks one value at its place.
type rule func(c *check, at string, v any)

// shape is an object by its properties; a name that ends in "!" is required.
type shape map[string]rule

func (sh shape) check(c *check, at string, v any) {
	o, ok := v.(object)
	if !ok {
		c.fail(at, "must be an object")
		return
	}
	for _, name := range sortedKeys(sh) {
		if key, required := strings.CutSuffix(name, "!"); required && o[key] == nil {
			c.fail(at, "missing required field: %s", key)
		}
	}
	for _, name := range sortedKeys(o) {
		r := sh[name]
		if r == nil {
			r = sh[name+"!"]
		}
		switch {
		case r == nil:
			c.fail(at, "invalid additional property: %s", name)
		case o[name] != nil:
			r(c, at+"/"+name, o[name])
		}
	}
}

// units counts as Slack may count: in UTF-16, the strictest reading.
func slackUnits(s string) int { return len(utf16.Encode([]rune(s))) }

func chars(low, high int) rule {
	return func(c *check, at string, v any) {
		s, ok := v.(string)
		switch {
		case !ok:
			c.fail(at, "must be a string")
		case slackUnits(s) > high:
			c.fail(at, "must be less than %d characters", high+1)
		case slackUnits(s) < low:
			c.fail(at, "must be more than %d characters", low-1)
		}
	}
}

// webAddress is an absolute URL of at most 3,000 characters.
func webAddress(c *check, at string, v any) {
	chars(1, 3000)(c, at, v)
	s, _ := v.(string)
	if u, err := url.Parse(s); err != nil || u.Scheme == "" || u.Host == "" && u.Opaque == "" {
		c.fail(at, "invalid url")
	}
}

func oneOf(values ...string) rule {
	return func(c *check, at string, v any) {
		if s, _ := v.(string); !slices.Contains(values, s) {
			c.fail(at, "must be one of %s", strings.Join(values, ", "))
		}
	}
}

func truth(c *check, at string, v any) {
	if _, ok := v.(bool); !ok {
		c.fail(at, "must be true or false")
	}
}

func within(low, high float64) rule {
	return func(c *check, at string, v any) {
		if n, ok := v.(float64); !ok || n < low || n > high {
			c.fail(at, "must be a number from %v to %v", low, high)
		}
	}
}

func anything(*check, string, any) {}

func listOf(low, high int, each rule) rule {
	return func(c *check, at string, v any) {
		l, ok := v.([]any)
		switch {
		case !ok:
			c.fail(at, "must be an array")
			return
		case len(l) > high:
			c.fail(at, "no more than %d items allowed", high)
		case len(l) < low:
			c.fail(at, "no fewer than %d items required", low)
		}
		for i, e := range l {
			each(c, fmt.Sprintf("%s/%d", at, i), e)
		}
	}
}

// plainText and markupText are text objects of at most high characters; markup also takes mrkdwn.
func plainText(high int) rule {
	return shape{"type!": oneOf("plain_text"), "text!": chars(1, high), "emoji": truth}.check
}

func markupText(high int) rule {
	return func(c *check, at string, v any) {
		if o, _ := v.(object); o["type"] == "mrkdwn" {
			shape{"type!": anything, "text!": chars(1, high), "verbatim": truth}.check(c, at, v)
			return
		}
		plainText(high)(c, at, v)
	}
}

// byType picks the shape by the property "type", which the shapes need not name.
func byType(shapes map[string]shape) rule {
	return func(c *check, at string, v any) {
		o, _ := v.(object)
		t, _ := o["type"].(string)
		sh, ok := shapes[t]
		if !ok {
			c.fail(at, "unsupported type: %s", t)
			return
		}
		with := shape{"type!": anything}
		for k, r := range sh {
			with[k] = r
		}
		with.check(c, at, v)
	}
}

// blockRule checks one block, that its id is not taken, and what no shape can say.
func blockRule(c *check, at string, v any) {
	o, _ := v.(object)
	shapes := map[string]shape{}
	if t, _ := o["type"].(string); blockShapes[t] != nil {
		sh := shape{"block_id": idRule}
		for k, r := range blockShapes[t] {
			sh[k] = r
		}
		shapes[t] = sh
	}
	byType(shapes)(c, at, v)
	if o["type"] == "section" && o["text"] == nil && o["fields"] == nil {
		c.fail(at, "one of text or fields is required")
	}
	if b, _ := o["block_id"].(string); b != "" {
		if c.blockIDs[b] {
			c.fail(at, "block_id already exists: %s", b)
		}
		c.blockIDs[b] = true
	}
	taken := map[string]bool{}
	for _, e := range blockElements(o) {
		if most, limited := e["max_length"].(float64); limited && slackUnits(fmt.Sprint(e["initial_value"])) > int(most) && e["initial_value"] != nil {
			c.fail(at+"/element/initial_value", "must be less than %d characters", int(most)+1)
		}
		a, _ := e["action_id"].(string)
		if a != "" && taken[a] {
			c.fail(at, "action_id already exists: %s", a)
		}
		taken[a] = true
	}
}

// blockElements lists what one can press or fill in a block.
func blockElements(b object) []object {
	var out []object
	for _, k := range []string{"accessory", "element"} {
		if e, ok := b[k].(object); ok {
			out = append(out, e)
		}
	}
	if l, ok := b["elements"].([]any); ok && b["type"] == "actions" {
		out = append(out, jsonObjects(l)...)
	}
	return out
}

// checkBlocks tells what Slack would refuse in the blocks of a message, and gives them with all ids filled in.
func (s *Slack) checkBlocks(v any) ([]object, error) {
	if v == nil {
		return nil, nil
	}
	c := &check{blockIDs: map[string]bool{}}
	listOf(0, 50, blockRule)(c, "/blocks", v)
	if len(c.errs) > 0 {
		return nil, &slackError{code: "invalid_blocks", messages: c.errs, more: object{"errors": c.errs}}
	}
	return s.withIDs(jsonObjects(v.([]any))), nil
}

// withIDs gives blocks and elements without an id one of Slack's making, so that every action can name both.
func (s *Slack) withIDs(blocks []object) []object {
	for _, b := range blocks {
		if b["block_id"] == nil {
			b["block_id"] = s.nextID("b")
		}
		for _, e := range blockElements(b) {
			if e["action_id"] == nil && e["type"] != "image" {
				e["action_id"] = s.nextID("a")
			}
		}
	}
	return blocks
}

const maxViewSize = 250_000

// checkView tells what Slack would refuse in a view of the given type, and fills in the ids.
func (s *Slack) checkView(v any, want string) (object, error) {
	o, _ := v.(object)
	if size := len(mustJSON(v)); size > maxViewSize {
		return nil, slackNo("view_too_large")
	}
	c := &check{blockIDs: map[string]bool{}}
	sh := modalShape
	if want == "home" {
		sh = homeShape
	}
	sh.check(c, "/view", v)
	blocks, _ := o["blocks"].([]any)
	hasInput := slices.ContainsFunc(jsonObjects(blocks), func(b object) bool { return b["type"] == "input" })
	if want == "modal" && hasInput && o["submit"] == nil {
		c.fail("/view", "missing required field: submit")
	}
	if len(c.errs) > 0 {
		return nil, slackNo("invalid_arguments", c.errs...)
	}
	s.withIDs(jsonObjects(blocks))
	return o, nil
}

// jsonObjects are the objects of a JSON array.
func jsonObjects(l []any) []object {
	out := make([]object, 0, len(l))
	for _, e := range l {
		if o, ok := e.(object); ok {
			out = append(out, o)
		}
	}
	return out
}
