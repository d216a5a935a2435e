package sim

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
)

var geminiTypes = []string{"", "STRING", "NUMBER", "INTEGER", "BOOLEAN", "ARRAY", "OBJECT"}

// geminiType gives the name of a schema's type, which clients send as name or number; "" when it is neither.
func geminiType(s map[string]any) string {
	switch t := s["type"].(type) {
	case string:
		if slices.Contains(geminiTypes, t) {
			return t
		}
	case float64:
		if t == math.Trunc(t) && t > 0 && int(t) < len(geminiTypes) {
			return geminiTypes[int(t)]
		}
	}
	return ""
}

// checkGeminiSchema refuses what the API refuses as a response schema.
func checkGeminiSchema(s map[string]any, at string) error {
	for _, k := range slices.Sorted(maps.Keys(s)) {
		if !slices.Contains([]string{"type", "format", "title", "description", "nullable", "enum", "items", "properties", "required",
			"minItems", "maxItems", "minimum", "maximum", "minLength", "maxLength", "propertyOrdering", "anyOf", "default", "example", "pattern"}, k) {
			return geminiInvalid("Invalid JSON payload received. Unknown name %q at '%s': Cannot find field.", k, at)
		}
	}
	kind := geminiType(s)
	enum, _ := s["enum"].([]any)
	switch {
	case kind == "":
		return geminiInvalid("* %s.type: must be specified", at)
	case len(enum) > 0 && kind != "STRING":
		return geminiInvalid("* %s.enum: only allowed for STRING type", at)
	case slices.Contains(enum, any("")):
		return geminiInvalid("* %s.enum: cannot be empty", at)
	}
	switch kind {
	case "ARRAY":
		items, ok := s["items"].(map[string]any)
		if !ok {
			return geminiInvalid("* %s.items: missing field.", at)
		}
		return checkGeminiSchema(items, at+".items")
	case "OBJECT":
		props, _ := s["properties"].(map[string]any)
		if len(props) == 0 {
			return geminiInvalid("* %s.properties: should be non-empty for OBJECT type", at)
		}
		required, _ := s["required"].([]any)
		for _, r := range required {
			if name, _ := r.(string); props[name] == nil {
				return geminiInvalid("* %s.required: property %q is not defined", at, name)
			}
		}
		for _, name := range slices.Sorted(maps.Keys(props)) {
			p, _ := props[name].(map[string]any)
			if err := checkGeminiSchema(p, at+".properties["+name+"]"); err != nil {
				return err
			}
		}
	}
	return nil
}

// smallest is the least value that fits a schema.
func smallest(s map[string]any) any {
	switch geminiType(s) {
	case "STRING":
		if enum, _ := s["enum"].([]any); len(enum) > 0 {
			return enum[0]
		}
		return ""
	case "NUMBER", "INTEGER":
		return cmp.Or(s["minimum"], any(0))
	case "BOOLEAN":
		return false
	case "ARRAY":
		return []any{}
	}
	o, props := object{}, s["properties"].(map[string]any)
	for name := range props {
		o[name] = smallest(props[name].(map[string]any))
	}
	return o
}

// fits tells what in v breaks the schema.
func fits(s map[string]any, v any, at string) error {
	if v == nil && s["nullable"] == true {
		return nil
	}
	ok := false
	switch kind := geminiType(s); kind {
	case "STRING":
		_, ok = v.(string)
		if enum, _ := s["enum"].([]any); len(enum) > 0 {
			ok = slices.Contains(enum, v)
		}
	case "NUMBER", "INTEGER":
		var n float64
		n, ok = v.(float64)
		ok = ok && (kind == "NUMBER" || n == math.Trunc(n))
	case "BOOLEAN":
		_, ok = v.(bool)
	case "ARRAY":
		var l []any
		l, ok = v.([]any)
		for i, e := range l {
			if err := fits(s["items"].(map[string]any), e, fmt.Sprintf("%s[%d]", at, i)); err != nil {
				return err
			}
		}
	case "OBJECT":
		return fitsObject(s, v, at)
	}
	if !ok {
		return fmt.Errorf("%s is %s, which is no %s of the schema", at, mustJSON(v), geminiType(s))
	}
	return nil
}

func fitsObject(s map[string]any, v any, at string) error {
	o, ok := v.(object)
	if !ok {
		return fmt.Errorf("%s is no OBJECT", at)
	}
	required, _ := s["required"].([]any)
	for _, r := range required {
		if _, ok := o[r.(string)]; !ok {
			return fmt.Errorf("%s.%v is missing", at, r)
		}
	}
	props := s["properties"].(map[string]any)
	for name, val := range o {
		p, ok := props[name].(map[string]any)
		if !ok {
			return fmt.Errorf("%s.%s is not in the schema", at, name)
		}
		if err := fits(p, val, at+"."+name); err != nil {
			return err
		}
	}
	return nil
}
