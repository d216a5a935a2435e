package sim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
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

// tokenFor is how long an interaction's token allows edits and follow-ups.
const tokenFor = 15 * time.Minute

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
		err = under("data", b.check(kind == answerMessage))
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

// byToken finds the interaction of a webhook call: 10015 when the token is wrong, unused or older than 15 minutes.
func (d *Discord) byToken(r *restCall) (*interaction, error) {
	if r.PathValue("app") != d.cfg.ApplicationID {
		return nil, errUnknownWebhook
	}
	for _, in := range d.state.Interactions {
		if in.Token != r.PathValue("token") {
			continue
		}
		if in.Answered == 0 || d.now().Sub(in.Created) >= tokenFor {
			return nil, errUnknownWebhook
		}
		return in, nil
	}
	return nil, errUnknownWebhook
}

// ownAnswer finds the message of a webhook call: @original, or one of the follow-ups.
func (d *Discord) ownAnswer(r *restCall) (*interaction, *DiscordMessage, error) {
	in, err := d.byToken(r)
	if err != nil {
		return nil, nil, err
	}
	id := r.PathValue("message")
	if id == "@original" {
		id = in.Original
	}
	m := d.message(in.Channel, id)
	if m == nil || m.Answers != in.ID && id != in.Original {
		return nil, nil, errUnknownMessage
	}
	return in, m, nil
}

func (d *Discord) getAnswer(r *restCall) (any, error) {
	_, m, err := d.ownAnswer(r)
	if err != nil {
		return nil, err
	}
	return d.render(m, true), nil
}

func (d *Discord) patchAnswer(r *restCall) (any, error) {
	_, m, err := d.ownAnswer(r)
	if err != nil {
		return nil, err
	}
	b, err := r.messageBody()
	if err == nil {
		err = b.check(m.Loading())
	}
	if err != nil {
		return nil, err
	}
	d.edit(m, b)
	return d.render(m, true), nil
}

func (d *Discord) deleteAnswer(r *restCall) (any, error) {
	_, m, err := d.ownAnswer(r)
	if err != nil {
		return nil, err
	}
	d.remove(m)
	return nil, nil
}

// postFollowUp adds a message to an interaction. The first one after a deferred answer takes its place, and is seen by
// whom the deferral said.
func (d *Discord) postFollowUp(r *restCall) (any, error) {
	in, err := d.byToken(r)
	if err != nil {
		return nil, err
	}
	b, err := r.messageBody()
	if err == nil {
		err = b.check(true)
	}
	if err != nil {
		return nil, err
	}
	m := d.message(in.Channel, in.Original)
	if m != nil && m.Answers == in.ID && m.Loading() {
		d.edit(m, b)
	} else {
		m = d.answerMessage(in, b, 0)
	}
	if r.URL.Query().Get("wait") != "true" {
		return nil, nil
	}
	return d.render(m, true), nil
}

// commandsFor are the commands of a kind that a person can use in a channel.
func (d *Discord) commandsFor(u *discordUser, c *discordChannel, kind int) []DiscordCommand {
	var out []DiscordCommand
	rights := d.permissionsIn(u, c)
	for _, scope := range []string{d.cfg.GuildID, ""} {
		for _, cmd := range d.state.Commands[scope] {
			inDM := c.Type == channelDM
			switch {
			case cmd.Type != kind:
			case inDM && (scope != "" || !slices.Contains(c.Recipients, d.cfg.ApplicationID)):
			case inDM && cmd.Contexts != nil && !slices.Contains(cmd.Contexts, 1):
			case !inDM && cmd.Contexts != nil && !slices.Contains(cmd.Contexts, 0):
			case !inDM && !rights.has(PermissionUseCommands):
			case !inDM && cmd.MemberPermissions != nil && !rights.has(max(permissions(*cmd.MemberPermissions), 1)):
			case slices.ContainsFunc(out, func(o DiscordCommand) bool { return o.Name == cmd.Name }):
			default:
				out = append(out, cmd)
			}
		}
	}
	return out
}

// chosen turns the options a person gave into those of the payload, in the order of the definition; the words of the
// command after its name pick subcommands.
func (d *Discord) chosen(defined []CommandOption, words []string, given map[string]any, resolved object) ([]object, error) {
	if len(words) > 0 {
		at := slices.IndexFunc(defined, func(o CommandOption) bool { return o.Name == words[0] && o.Type <= optionSubGroup })
		if at < 0 {
			return nil, fmt.Errorf("there is no subcommand %q", words[0])
		}
		inner, err := d.chosen(defined[at].Options, words[1:], given, resolved)
		return []object{{"name": words[0], "type": defined[at].Type, "options": inner}}, err
	}
	out := []object{}
	left := len(given)
	for _, o := range defined {
		v, ok := given[o.Name]
		switch {
		case o.Type <= optionSubGroup:
			return nil, fmt.Errorf("choose a subcommand such as %q", o.Name)
		case !ok && o.Required:
			return nil, fmt.Errorf("the option %q is required", o.Name)
		case !ok:
			continue
		}
		left--
		value, err := d.optionValue(o, v, resolved)
		if err != nil {
			return nil, err
		}
		out = append(out, object{"name": o.Name, "type": o.Type, "value": value})
	}
	if left > 0 {
		return nil, fmt.Errorf("the command has no such option among %v", given)
	}
	return out, nil
}

// optionValue checks one value as Discord's own client does before anything is sent.
func (d *Discord) optionValue(o CommandOption, v any, resolved object) (any, error) {
	if len(o.Choices) > 0 {
		for _, c := range o.Choices {
			if c.Name == fmt.Sprint(v) || fmt.Sprint(c.Value) == fmt.Sprint(v) {
				return c.Value, nil
			}
		}
		return nil, fmt.Errorf("%q is not among the choices of %q", v, o.Name)
	}
	text := fmt.Sprint(v)
	switch o.Type {
	case optionString:
		most, least := 6000, 0
		if o.MaxLength != nil {
			most = *o.MaxLength
		}
		if o.MinLength != nil {
			least = *o.MinLength
		}
		if n := units(text); n > most || n < least {
			return nil, fmt.Errorf("the option %q must have %d to %d characters", o.Name, least, most)
		}
		return text, nil
	case optionUser:
		u := d.user(text)
		if u == nil {
			return nil, fmt.Errorf("there is no person %q", text)
		}
		resolve(resolved, "users", u.ID, u.wireUser)
		if m := d.member(u, false); m != nil {
			m.Permissions = d.basePermissions(u).String()
			resolve(resolved, "members", u.ID, m)
		}
		return u.ID, nil
	case optionChannel:
		c := d.namedChannel(strings.TrimPrefix(text, "#"))
		if c == nil {
			return nil, fmt.Errorf("there is no channel %q", text)
		}
		resolve(resolved, "channels", c.ID, d.channel(c))
		return c.ID, nil
	case optionRole:
		role := d.role(strings.TrimPrefix(text, "@"))
		if role == nil {
			return nil, fmt.Errorf("there is no role %q", text)
		}
		resolve(resolved, "roles", role.ID, role)
		return role.ID, nil
	}
	return typedValue(o, text)
}

func typedValue(o CommandOption, text string) (any, error) {
	var v any
	if err := json.Unmarshal([]byte(text), &v); err == nil {
		if _, ok := v.(bool); ok && o.Type == optionBool {
			return v, nil
		}
		if n, ok := v.(float64); ok && (o.Type == optionNumber || o.Type == optionInt && n == float64(int64(n))) {
			return v, nil
		}
	}
	return nil, fmt.Errorf("%q does not fit the option %q", text, o.Name)
}

func resolve(resolved object, kind, id string, v any) {
	list, _ := resolved[kind].(object)
	if list == nil {
		list = object{}
		resolved[kind] = list
	}
	list[id] = v
}
