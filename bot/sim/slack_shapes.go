package sim

import "slices"

// The shapes of Block Kit: blocks, their elements, views.

func optionShape(text rule) rule {
	return shape{"text!": text, "value!": chars(1, 75), "description": text, "url": chars(1, 3000)}.check
}

var (
	idRule       = chars(1, 255)
	confirmShape = shape{"title!": plainText(100), "text!": markupText(300), "confirm!": plainText(30), "deny!": plainText(30), "style": oneOf("primary", "danger")}.check
	choiceRule   = optionShape(plainText(75))
	richChoice   = optionShape(markupText(75))
	groupRule    = listOf(1, 100, shape{"label!": plainText(75), "options!": listOf(1, 100, choiceRule)}.check)
	imageShape   = shape{"image_url!": chars(1, 3000), "alt_text!": chars(1, 2000)}
)

// field adds what all form elements share to the properties of one.
func formField(own shape) shape {
	sh := shape{"action_id": idRule, "placeholder": plainText(150), "focus_on_load": truth, "confirm": confirmShape}
	for k, r := range own {
		sh[k] = r
	}
	return sh
}

var buttonShape = shape{"text!": plainText(75), "action_id": idRule, "value": chars(1, 2000), "url": webAddress,
	"style": oneOf("primary", "danger"), "confirm": confirmShape, "accessibility_label": chars(1, 75)}

var formElements = map[string]shape{
	"plain_text_input": formField(shape{"initial_value": chars(0, maxViewSize), "multiline": truth, "min_length": within(0, 3000),
		"max_length": within(1, 3000), "dispatch_action_config": anything}),
	"email_text_input":    formField(shape{"initial_value": chars(0, 255)}),
	"url_text_input":      formField(shape{"initial_value": chars(0, 3000)}),
	"number_input":        formField(shape{"is_decimal_allowed!": truth, "initial_value": anything, "min_value": anything, "max_value": anything}),
	"datepicker":          formField(shape{"initial_date": chars(10, 10)}),
	"static_select":       formField(shape{"options": listOf(1, 100, choiceRule), "option_groups": groupRule, "initial_option": choiceRule}),
	"multi_static_select": formField(shape{"options": listOf(1, 100, choiceRule), "option_groups": groupRule, "initial_options": listOf(0, 100, choiceRule), "max_selected_items": within(1, 100)}),
	"users_select":        formField(shape{"initial_user": idRule}),
	"multi_users_select":  formField(shape{"initial_users": listOf(0, 100, idRule), "max_selected_items": within(1, 100)}),
	"radio_buttons":       formField(shape{"options!": listOf(1, 10, richChoice), "initial_option": richChoice}),
	"checkboxes":          formField(shape{"options!": listOf(1, 10, richChoice), "initial_options": listOf(0, 10, richChoice)}),
}

// elementsOf are elements of the given types.
func elementsOf(types ...string) rule {
	shapes := map[string]shape{"button": buttonShape, "image": imageShape,
		"overflow": {"action_id": idRule, "options!": listOf(1, 5, choiceRule), "confirm": confirmShape}}
	for t := range shapes {
		if !slices.Contains(types, t) {
			delete(shapes, t)
		}
	}
	for t, sh := range formElements {
		if slices.Contains(types, t) {
			shapes[t] = sh
		}
	}
	return byType(shapes)
}

var (
	pickers   = []string{"button", "overflow", "static_select", "multi_static_select", "users_select", "multi_users_select", "radio_buttons", "checkboxes", "datepicker"}
	inputs    = sortedKeys(formElements)
	richStyle = shape{"bold": truth, "italic": truth, "strike": truth, "code": truth, "underline": truth}.check
	richText  = shape{"text!": chars(1, maxSlackText), "style": richStyle}
	richLink  = shape{"url!": webAddress, "text": chars(0, maxSlackText), "unsafe": truth, "style": richStyle}
	richWords = listOf(0, 1000, byType(map[string]shape{"text": richText, "link": richLink, "emoji": {"name!": chars(1, 255), "unicode": anything, "skin_tone": anything},
		"user": {"user_id!": idRule, "style": anything}, "channel": {"channel_id!": idRule, "style": anything}}))
	richSection  = shape{"elements!": richWords}
	richElements = byType(map[string]shape{
		"rich_text_section":      richSection,
		"rich_text_preformatted": {"elements!": listOf(0, 1000, byType(map[string]shape{"text": richText, "link": richLink})), "border": anything, "language": anything},
		"rich_text_quote":        {"elements!": richWords, "border": anything},
		"rich_text_list": {"elements!": listOf(1, 1000, byType(map[string]shape{"rich_text_section": richSection})), "style!": oneOf("bullet", "ordered"),
			"indent": within(0, 8), "offset": anything, "border": anything},
	})
	blockShapes = map[string]shape{
		"section": {"text": markupText(3000), "fields": listOf(1, 10, markupText(2000)), "accessory": elementsOf(append(pickers, "image")...), "expand": truth},
		"header":  {"text!": plainText(150), "level": anything},
		"divider": {},
		"image":   {"image_url!": chars(1, 3000), "alt_text!": chars(1, 2000), "title": plainText(2000)},
		"context": {"elements!": listOf(1, 10, func(c *check, at string, v any) {
			if o, _ := v.(object); o["type"] == "image" {
				elementsOf("image")(c, at, v)
				return
			}
			markupText(3000)(c, at, v)
		})},
		"actions":   {"elements!": listOf(1, 25, elementsOf(pickers...))},
		"input":     {"label!": plainText(2000), "element!": elementsOf(inputs...), "hint": plainText(2000), "optional": truth, "dispatch_action": truth},
		"rich_text": {"elements!": listOf(1, 100, richElements)},
		"markdown":  {"text!": chars(1, 12000)},
	}
)

var (
	modalShape = shape{"type!": oneOf("modal"), "title!": plainText(24), "submit": plainText(24), "close": plainText(24), "blocks!": listOf(0, 100, blockRule),
		"private_metadata": chars(0, 3000), "callback_id": chars(0, 255), "external_id": chars(0, 255), "clear_on_close": truth,
		"notify_on_close": truth, "submit_disabled": truth}
	homeShape = shape{"type!": oneOf("home"), "blocks!": listOf(0, 100, blockRule), "private_metadata": chars(0, 3000),
		"callback_id": chars(0, 255), "external_id": chars(0, 255)}
)
