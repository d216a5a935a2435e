package sim

import (
	"fmt"
)

// checkModal notes what Discord would refuse in the data of a modal (callback type 9).
func checkModal(f *formErrors, modal object) {
	c := &componentCheck{ids: map[string]bool{}}
	c.length("data.title", str(modal, "title"), 1, 45)
	c.length("data.custom_id", str(modal, "custom_id"), 1, 100)
	list := objects(modal["components"])
	if len(list) < 1 || len(list) > 5 {
		c.add("data.components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
	}
	for i, item := range list {
		c.modalPart(fmt.Sprintf("data.components.%d", i), item)
	}
	*f = c.formErrors
}

// modalPart is one line of a modal: a row with one text input (deprecated, accepted), a label, or plain text.
func (c *componentCheck) modalPart(path string, item object) {
	switch number(item, "type", 0) {
	case componentRow:
		inner := objects(item["components"])
		if len(inner) != 1 {
			c.add(path+".components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 1 in length.")
			return
		}
		c.length(path+".components.0.label", str(inner[0], "label"), 1, 45)
		c.modalField(path+".components.0", inner[0], "{4}")
	case componentLabel:
		c.length(path+".label", str(item, "label"), 1, 45)
		c.length(path+".description", str(item, "description"), 0, 100)
		inner, _ := item["component"].(object)
		c.modalField(path+".component", inner, "{3, 4, 5, 6, 7, 8}")
	case componentText:
		c.length(path+".content", str(item, "content"), 1, maxComponentsText)
	default:
		c.choices(path+".type", "{1, 10, 18}")
	}
}

func (c *componentCheck) modalField(path string, in object, allowed string) {
	kind := number(in, "type", 0)
	isSelect := kind == componentSelect || kind >= componentUserSelect && kind <= componentChanSelect
	switch {
	case kind == componentInput:
		c.textInput(path, in)
	case isSelect && allowed != "{4}":
		c.selectMenu(path, in)
	default:
		c.choices(path+".type", allowed)
	}
}

func (c *componentCheck) textInput(path string, in object) {
	c.customID(path, in)
	if style := number(in, "style", 0); style != 1 && style != 2 {
		c.add(path+".style", "BASE_TYPE_CHOICES", "Value must be one of {1, 2}.")
	}
	c.length(path+".placeholder", str(in, "placeholder"), 0, 100)
	if n := number(in, "min_length", 0); n < 0 || n > 4000 {
		c.add(path+".min_length", "NUMBER_TYPE_MAX", "int value should be between 0 and 4000.")
	}
	c.length(path+".value", str(in, "value"), 0, number(in, "max_length", 4000))
	if n := number(in, "max_length", 4000); n < 1 || n > 4000 || n < number(in, "min_length", 0) {
		c.add(path+".max_length", "NUMBER_TYPE_MAX", "int value should be between 1 and 4000.")
	}
}

// checkEmbeds notes what Discord would refuse in embeds.
func checkEmbeds(f *formErrors, list []object) {
	if len(list) > 10 {
		f.add("embeds", "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.")
	}
	total := 0
	limit := func(path string, o object, key string, least, most int) {
		total += units(str(o, key))
		f.length(path+"."+key, str(o, key), least, most)
	}
	for i, e := range list {
		at := fmt.Sprintf("embeds.%d", i)
		limit(at, e, "title", 0, 256)
		limit(at, e, "description", 0, 4096)
		footer, _ := e["footer"].(object)
		limit(at+".footer", footer, "text", 0, 2048)
		author, _ := e["author"].(object)
		limit(at+".author", author, "name", 0, 256)
		fields := objects(e["fields"])
		if len(fields) > 25 {
			f.add(at+".fields", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
		}
		for j, field := range fields {
			limit(fmt.Sprintf("%s.fields.%d", at, j), field, "name", 1, 256)
			limit(fmt.Sprintf("%s.fields.%d", at, j), field, "value", 1, 1024)
		}
	}
	if total > 6000 {
		f.add("embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000")
	}
}
