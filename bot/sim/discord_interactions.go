package sim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"
)

// Kinds of interaction.
const (
	interactionPing      = 1
	interactionCommand   = 2
	interactionComponent = 3
	interactionModal     = 5
)

// Kinds of answer to an interaction.
const (
	answerPong          = 1
	answerMessage       = 4
	answerDeferred      = 5
	answerUpdateLater   = 6
	answerUpdateMessage = 7
	answerModal         = 9
)

// interaction is one act of a person that the app has to answer.
type interaction struct {
	ID, Token   string
	Kind        int
	CommandType int
	Name        string // of the command, for people
	User        string
	Channel     string
	Source      string // message whose component was used, also of a modal that came from one
	Created     time.Time
	Answered    int    // kind of the first answer; 0 none yet
	Original    string // message that @original means
	Modal       object // the modal that was the answer
	Late        bool   // the time for the first answer is over
	Refused     string // what came over HTTP was no answer
}

// open tells whether the first answer may still come.
func (in *interaction) open(d *Discord) bool {
	return in.Answered == 0 && !in.Late && in.Refused == "" && d.now().Sub(in.Created) < d.cfg.AnswerWithin
}

// begin makes an interaction and brings it to the app: over the gateway, or by a signed POST. Callers hold d.mu.
func (d *Discord) begin(in interaction, data object) *interaction {
	in.ID, in.Token, in.Created = d.id(), secret(32), d.now()
	for id, old := range d.state.Interactions { // their tokens have died long ago
		if d.now().Sub(old.Created) > 2*tokenFor && d.modals[old.User] != id {
			delete(d.state.Interactions, id)
		}
	}
	d.state.Interactions[in.ID] = &in
	payload := d.payload(&in, data)
	if d.outURL != "" {
		d.deliver(&in, payload)
	} else {
		d.dispatch("INTERACTION_CREATE", 0, func() any { return payload })
	}
	time.AfterFunc(d.cfg.AnswerWithin, func() {
		d.mu.Lock()
		in.Late = in.Answered == 0
		d.mu.Unlock()
		d.changes.changed()
	})
	d.changes.changed()
	return &in
}

// payload is the interaction as the app gets it.
func (d *Discord) payload(in *interaction, data object) object {
	u, c := d.state.Users[in.User], d.state.Channels[in.Channel]
	p := object{
		"id": in.ID, "application_id": d.cfg.ApplicationID, "type": in.Kind, "token": in.Token, "version": 1, "data": data,
		"channel_id": c.ID, "channel": d.channel(c), "locale": "en-US", "entitlements": []object{}, "attachment_size_limit": 10485760,
		"app_permissions": d.permissionsIn(d.bot(), c).String(),
	}
	if c.Type == channelDM {
		p["user"], p["context"], p["authorizing_integration_owners"] = u.wireUser, 1, object{"0": "0"}
	} else {
		m := d.member(u, true)
		m.Permissions = d.permissionsIn(u, c).String()
		p["member"], p["guild_id"], p["guild_locale"], p["context"] = m, d.cfg.GuildID, "en-US", 0
		p["guild"] = object{"id": d.cfg.GuildID, "locale": "en-US", "features": []string{}}
		p["authorizing_integration_owners"] = object{"0": d.cfg.GuildID}
	}
	if m := d.message(in.Channel, in.Source); m != nil {
		p["message"] = d.mystified(d.render(m, true))
	}
	return p
}

// mystified adds, when the knob says so, a component that no library knows yet. Callers hold d.mu.
func (d *Discord) mystified(m wireMessage) wireMessage {
	if d.gateway.mystery > 0 {
		d.gateway.mystery--
		m.Components = append(slices.Clone(m.Components), object{"type": unknownComponentType, "id": 99, "sparkle": true})
	}
	return m
}

// postCallback is the first answer to an interaction. No bot token is asked for: its id and token are the key.
func (d *Discord) postCallback(r *restCall) (any, error) {
	in := d.state.Interactions[r.PathValue("interaction")]
	if in == nil || in.Token != r.PathValue("token") {
		return nil, errUnknownInteraction
	}
	var body struct {
		Type int             `json:"type"`
		Data json.RawMessage `json:"data"`
	}
	if err := r.decode(&body); err != nil {
		return nil, err
	}
	switch {
	case in.Answered != 0:
		return nil, errAcknowledged
	case !in.open(d):
		return nil, errUnknownInteraction
	}
	if err := d.answer(in, body.Type, body.Data, r.files); err != nil {
		return nil, err
	}
	if r.URL.Query().Get("with_response") != "true" {
		return nil, nil
	}
	r.status = http.StatusOK
	return d.callbackResponse(in), nil
}

// callbackResponse is what with_response=true asks for.
func (d *Discord) callbackResponse(in *interaction) object {
	about := object{"id": in.ID, "type": in.Kind, "response_message_loading": in.Answered == answerDeferred}
	resource := object{"type": in.Answered}
	if m := d.message(in.Channel, in.Original); m != nil && in.Answered != answerUpdateLater {
		about["response_message_id"], about["response_message_ephemeral"] = m.ID, m.Ephemeral()
		resource["message"] = d.render(m, true)
	}
	return object{"interaction": about, "resource": resource}
}

// answersTo are the kinds of first answer that an interaction may get.
func (in *interaction) answersTo() []int {
	switch {
	case in.Kind == interactionCommand:
		return []int{answerMessage, answerDeferred, answerModal}
	case in.Kind == interactionComponent:
		return []int{answerMessage, answerDeferred, answerUpdateLater, answerUpdateMessage, answerModal}
	case in.Source != "":
		return []int{answerMessage, answerDeferred, answerUpdateLater, answerUpdateMessage}
	}
	return []int{answerMessage, answerDeferred}
}

// answer performs the first answer, by callback or in the response to a POST.
func (d *Discord) answer(in *interaction, kind int, data json.RawMessage, files []object) error {
	if !slices.Contains(in.answersTo(), kind) {
		var f formErrors
		f.add("type", "INTERACTION_RESPONSE_TYPE_INVALID", fmt.Sprintf("Interaction response type must be one of %v.", in.answersTo()))
		return f.err()
	}
	if kind == answerModal {
		return d.answerModal(in, data)
	}
	call := restCall{body: []byte(data), files: files}
	if len(data) == 0 || string(data) == "null" {
		call.body = []byte("{}")
	}
	b, err := call.messageBody()
	if err == nil {
		err = under("data", b.check(kind == answerMessage, nil))
	}
	if err != nil {
		return err
	}
	switch kind {
	case answerMessage:
		in.Original = d.answerMessage(in, b, 0).ID
	case answerDeferred:
		in.Original = d.answerMessage(in, messageBody{Flags: b.Flags}, flagLoading).ID
	case answerUpdateLater, answerUpdateMessage:
		in.Original = in.Source
		m := d.message(in.Channel, in.Source)
		if m == nil {
			return errUnknownMessage
		}
		if kind == answerUpdateMessage {
			d.edit(m, b)
		}
	}
	in.Answered = kind
	d.closeModal(in)
	return nil
}

// under moves the tree of a 50035 below a field, since the body of a callback is inside "data".
func under(field string, err error) error {
	e, ok := err.(*apiError)
	if !ok || e.Errors == nil {
		return err
	}
	moved := *e
	moved.Errors = object{field: e.Errors}
	return &moved
}

func (d *Discord) answerModal(in *interaction, data json.RawMessage) error {
	var modal object
	var f formErrors
	if err := json.Unmarshal(data, &modal); err != nil {
		f.require("data")
		return f.err()
	}
	checkModal(&f, modal)
	if err := f.err(); err != nil {
		return err
	}
	in.Answered, in.Modal = answerModal, modal
	d.modals[in.User] = in.ID
	return nil
}

// closeModal takes the modal off the screen of the person whose submit was answered.
func (d *Discord) closeModal(in *interaction) {
	if in.Kind == interactionModal {
		delete(d.modals, in.User)
	}
}

// answerMessage posts a message as the answer to an interaction. It needs no rights in the channel.
func (d *Discord) answerMessage(in *interaction, b messageBody, flags int) *DiscordMessage {
	c := d.state.Channels[in.Channel]
	return d.post(d.bot(), c, b, func(m *DiscordMessage) {
		m.Nonce = nil
		m.Answers, m.ApplicationID, m.WebhookID = in.ID, d.cfg.ApplicationID, d.cfg.ApplicationID
		m.Flags |= flags | b.flags()&flagEphemeral
		if m.Flags&flagEphemeral != 0 {
			m.VisibleTo = in.User
		}
		m.InteractionMetadata = object{"id": in.ID, "type": in.Kind, "user": d.state.Users[in.User].wireUser,
			"authorizing_integration_owners": object{"0": d.cfg.GuildID}}
		switch {
		case in.CommandType == commandSlash:
			m.Type = messageSlashAnswer
			m.InteractionMetadata["name"] = in.Name
		case in.CommandType == commandMessage:
			m.Type = messageMenuAnswer
		case in.Source != "":
			m.Type, m.MessageReference = messageReply, &wireReference{MessageID: in.Source, ChannelID: c.ID, GuildID: m.GuildID}
		}
	})
}
