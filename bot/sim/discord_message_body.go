package sim

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// messageBody is what one sends to create or edit a message. Fields that are not there are kept by an edit, null empties.
type messageBody struct {
	Content          *string          `json:"content"`
	Nonce            any              `json:"nonce"`
	EnforceNonce     bool             `json:"enforce_nonce"`
	TTS              bool             `json:"tts"`
	Embeds           []object         `json:"embeds"`
	AllowedMentions  *allowedMentions `json:"allowed_mentions"`
	MessageReference *wireReference   `json:"message_reference"`
	Components       []object         `json:"components"`
	Flags            *int             `json:"flags"`
	Attachments      []object         `json:"attachments"`
	given            map[string]json.RawMessage
	files            []object
}

func (r *restCall) messageBody() (messageBody, error) {
	body := messageBody{files: r.files}
	if err := r.decode(&body); err != nil {
		return body, err
	}
	return body, r.decode(&body.given)
}

func (b messageBody) has(key string) bool { _, ok := b.given[key]; return ok }

func (b messageBody) text() string {
	if b.Content == nil {
		return ""
	}
	return *b.Content
}

func (b messageBody) flags() int {
	if b.Flags == nil {
		return 0
	}
	return *b.Flags
}

func (b messageBody) nonce() string {
	switch n := b.Nonce.(type) {
	case string:
		return n
	case float64:
		return strconv.FormatInt(int64(n), 10)
	}
	return ""
}

// check gives the 50035 or 50006 that Discord would; edits is the message that the body changes, nil for a new one.
func (b messageBody) check(creates bool, edits *DiscordMessage) error {
	var f formErrors
	f.length("content", b.text(), 0, 2000)
	f.length("nonce", b.nonce(), 0, 25)
	v2 := b.flags()&flagComponentsV2 != 0 || edits != nil && edits.Flags&flagComponentsV2 != 0
	checkEmbeds(&f, b.Embeds)
	checkMessageComponents(&f, b.Components, v2)
	b.AllowedMentions.check(&f)
	if v2 && (b.text() != "" || len(b.Embeds) > 0) {
		f.add("content", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", "The 'content' field cannot be used when using MessageFlags.IS_COMPONENTS_V2")
	}
	if err := f.err(); err != nil {
		return err
	}
	if creates && strings.TrimSpace(b.text()) == "" && len(b.Embeds)+len(b.Components)+len(b.files) == 0 {
		return errEmptyMessage
	}
	return nil
}

// apply writes the body over a message.
func (b messageBody) apply(m *DiscordMessage) {
	if b.has("content") {
		m.Content = b.text()
	}
	if b.has("embeds") {
		m.Embeds = append([]object{}, b.Embeds...)
	}
	if b.has("components") {
		m.Components = append([]object{}, b.Components...)
	}
	if b.has("attachments") {
		m.Attachments = slices.DeleteFunc(append([]object{}, m.Attachments...), func(a object) bool {
			return !slices.ContainsFunc(b.Attachments, func(kept object) bool { return kept["id"] == a["id"] })
		})
	}
	m.Attachments = append(m.Attachments, b.files...)
	if b.has("flags") {
		const settable = flagSuppressEmbeds | flagSilent | flagComponentsV2
		m.Flags = m.Flags&^settable | b.flags()&settable
	}
	number := 0
	walkComponents(m.Components, func(c object) bool { // Discord numbers the components that come without an id
		number++
		if _, ok := c["id"]; !ok {
			c["id"] = number
		}
		return false
	})
	for _, e := range m.Embeds {
		if _, ok := e["type"]; !ok {
			e["type"] = "rich"
		}
	}
}
