package sim

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"
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

// check gives the 50035 or 50006 that Discord would.
func (b messageBody) check(creates bool) error {
	var f formErrors
	f.length("content", b.text(), 0, 2000)
	f.length("nonce", b.nonce(), 0, 25)
	v2 := b.flags()&flagComponentsV2 != 0
	checkEmbeds(&f, b.Embeds)
	checkMessageComponents(&f, b.Components, v2)
	b.AllowedMentions.check(&f)
	if v2 && (b.text() != "" || len(b.Embeds) > 0) {
		f.add("content", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", "The 'content' field cannot be used when using MessageFlags.IS_COMPONENTS_V2")
	}
	if err := f.err(); err != nil {
		return err
	}
	if creates && b.text() == "" && len(b.Embeds)+len(b.Components)+len(b.files) == 0 {
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

// mayPost tells whether an account may write in a channel.
func (d *Discord) mayPost(author *discordUser, c *discordChannel, b messageBody) error {
	if c.Type == channelDM {
		for _, id := range c.Recipients {
			to := d.state.Users[id]
			switch {
			case id == author.ID:
			case to.ClosedDM || author.Bot && to.Bot:
				return errClosedDM
			case author.Bot && to.Outside:
				return errNoMutualGuild
			}
		}
	}
	p := d.permissionsIn(author, c)
	switch {
	case !p.has(PermissionViewChannel):
		return errMissingAccess
	case !p.has(sendPermission(c)), len(b.Embeds) > 0 && !p.has(PermissionEmbedLinks):
		return errMissingPermissions
	case c.isThread() && c.Thread.Locked && !p.has(PermissionManageThreads):
		return errThreadArchived
	}
	return nil
}

// post creates a message and tells the gateway. Rights and limits have been checked.
func (d *Discord) post(author *discordUser, c *discordChannel, b messageBody, more func(*DiscordMessage)) *DiscordMessage {
	m := &DiscordMessage{wireMessage: wireMessage{
		ID: d.id(), ChannelID: c.ID, Author: author.wireUser, Timestamp: discordTime(d.now()), TTS: b.TTS,
		Attachments: []object{}, Embeds: []object{}, Components: []object{}, Nonce: b.Nonce,
	}}
	if c.Type != channelDM {
		m.GuildID, m.Member = d.cfg.GuildID, d.member(author, false)
	}
	for _, file := range b.files {
		file["id"] = d.id()
		file["url"] = d.origin + "/attachments/" + c.ID + "/" + str(file, "id") + "/" + str(file, "filename")
	}
	b.apply(m)
	if ref := b.MessageReference; ref != nil {
		if to := d.message(c.ID, ref.MessageID); to != nil {
			m.Type, m.MessageReference = messageReply, &wireReference{MessageID: to.ID, ChannelID: c.ID, GuildID: m.GuildID}
		}
	}
	if more != nil {
		more(m)
	}
	d.ring(m, c, b.AllowedMentions)
	d.state.Messages[c.ID] = append(d.state.Messages[c.ID], m)
	if c.isThread() {
		c.Thread.Archived = false
		if !slices.Contains(c.Members, author.ID) {
			c.Members = append(c.Members, author.ID)
		}
	}
	d.dispatchMessage("MESSAGE_CREATE", m)
	return m
}

// edit writes a body over a message and tells the gateway.
func (d *Discord) edit(m *DiscordMessage, b messageBody) {
	b.apply(m)
	now := discordTime(d.now())
	m.EditedTimestamp = &now
	m.Flags &^= flagLoading
	m.Edits++
	d.ring(m, d.state.Channels[m.ChannelID], b.AllowedMentions)
	d.dispatchMessage("MESSAGE_UPDATE", m)
}

// remove deletes a message and tells the gateway.
func (d *Discord) remove(m *DiscordMessage) {
	m.Deleted = true
	if m.VisibleTo != "" {
		return
	}
	gone := object{"id": m.ID, "channel_id": m.ChannelID}
	if m.GuildID != "" {
		gone["guild_id"] = m.GuildID
	}
	d.dispatch("MESSAGE_DELETE", messageIntent(m), func() any { return gone })
}

// render is a message as REST shows it, to a bot that does (full) or does not see what others write.
func (d *Discord) render(m *DiscordMessage, full bool) wireMessage {
	w := m.wireMessage
	if m.Flags&flagHasThread != 0 {
		if t := d.state.Channels[m.ID]; t != nil {
			thread := d.channel(t)
			w.Thread = &thread
		}
	}
	if m.MessageReference != nil && m.Type != messageThreadCreated {
		if to := d.message(m.MessageReference.ChannelID, m.MessageReference.MessageID); to != nil {
			inner := *to
			inner.MessageReference = nil
			answered := d.render(&inner, full)
			answered.Nonce = nil
			w.ReferencedMessage = &answered
		}
	}
	bot := d.cfg.ApplicationID
	mentioned := slices.ContainsFunc(m.Mentions, func(u wireUser) bool { return u.ID == bot })
	if !full && m.GuildID != "" && m.Author.ID != bot && !mentioned {
		w.Content, w.Embeds, w.Attachments, w.Components = "", []object{}, []object{}, []object{}
	}
	return w
}

// history is what REST shows of a stored message: like render, and without the nonce.
func (d *Discord) history(m *DiscordMessage) wireMessage {
	w := d.render(m, !d.state.ContentOff)
	w.Nonce, w.Member = nil, nil
	return w
}

func (d *Discord) channelRoutes(route func(string, endpoint)) {
	route("GET /channels/{channel}", d.getChannel)
	route("PATCH /channels/{channel}", d.patchChannel)
	route("POST /channels/{channel}/typing", d.postTyping)
	route("GET /channels/{channel}/messages", d.getMessages)
	route("POST /channels/{channel}/messages", d.postMessage)
	route("GET /channels/{channel}/messages/{message}", d.getMessage)
	route("PATCH /channels/{channel}/messages/{message}", d.patchMessage)
	route("DELETE /channels/{channel}/messages/{message}", d.deleteMessage)
	route("POST /channels/{channel}/messages/{message}/threads", d.postThreadOnMessage)
	route("POST /channels/{channel}/threads", d.postThread)
	route("PUT /channels/{channel}/thread-members/{user}", d.putThreadMember)
	route("DELETE /channels/{channel}/thread-members/{user}", d.deleteThreadMember)
}

// reach finds the channel of a call and checks the bot's rights in it.
func (d *Discord) reach(r *restCall, want Permission) (*discordChannel, error) {
	id := r.PathValue("channel")
	if !isSnowflake(id) {
		var f formErrors
		f.add("channel_id", "NUMBER_TYPE_COERCE", fmt.Sprintf("Value %q is not snowflake.", id))
		return nil, f.err()
	}
	c := d.state.Channels[id]
	if c == nil {
		return nil, errUnknownChannel
	}
	return c, d.need(c, want)
}

// reachMessage finds the message of a call. Ephemeral messages cannot be reached in this way.
func (d *Discord) reachMessage(r *restCall) (*discordChannel, *DiscordMessage, error) {
	c, err := d.reach(r, PermissionViewChannel)
	if err != nil {
		return nil, nil, err
	}
	m := d.message(c.ID, r.PathValue("message"))
	if m == nil || m.VisibleTo != "" {
		return nil, nil, errUnknownMessage
	}
	return c, m, nil
}

func (d *Discord) getChannel(r *restCall) (any, error) {
	c, err := d.reach(r, PermissionViewChannel)
	if err != nil {
		return nil, err
	}
	return d.channel(c), nil
}

func (d *Discord) postTyping(r *restCall) (any, error) {
	c, err := d.reach(r, PermissionViewChannel)
	if err != nil {
		return nil, err
	}
	return nil, d.mayPost(d.bot(), c, messageBody{})
}

// getMessages gives up to limit (50, at most 100) messages, newest first: the newest of all, those before an id, or the
// ones that directly follow an id.
func (d *Discord) getMessages(r *restCall) (any, error) {
	c, err := d.reach(r, PermissionViewChannel)
	if err != nil {
		return nil, err
	}
	q := r.URL.Query()
	limit, err := strconv.Atoi(cmp.Or(q.Get("limit"), "50"))
	if err != nil || limit < 1 || limit > 100 {
		var f formErrors
		f.add("limit", "NUMBER_TYPE_MAX", "int value should be between 1 and 100.")
		return nil, f.err()
	}
	if !d.permissionsIn(d.bot(), c).has(PermissionReadHistory) {
		return []wireMessage{}, nil
	}
	after, before := snowflakeNumber(q.Get("after")), snowflakeNumber(q.Get("before"))
	var list []*DiscordMessage
	for _, m := range d.state.Messages[c.ID] {
		n := snowflakeNumber(m.ID)
		if !m.Deleted && m.VisibleTo == "" && n > after && (before == 0 || n < before) {
			list = append(list, m)
		}
	}
	switch {
	case len(list) <= limit:
	case after > 0:
		list = list[:limit]
	default:
		list = list[len(list)-limit:]
	}
	out := make([]wireMessage, 0, len(list))
	for _, m := range slices.Backward(list) {
		out = append(out, d.history(m))
	}
	return out, nil
}

func (d *Discord) getMessage(r *restCall) (any, error) {
	c, m, err := d.reachMessage(r)
	if err != nil {
		return nil, err
	}
	if err := d.need(c, PermissionReadHistory); err != nil {
		return nil, err
	}
	return d.history(m), nil
}

// nonceFor is how long Discord remembers a nonce.
const nonceFor = 5 * time.Minute

func (d *Discord) postMessage(r *restCall) (any, error) {
	c, err := d.reach(r, PermissionViewChannel)
	if err != nil {
		return nil, err
	}
	b, err := r.messageBody()
	if err == nil {
		err = b.check(true)
	}
	if err == nil {
		err = d.mayPost(d.bot(), c, b)
	}
	if err == nil && b.MessageReference != nil && d.message(c.ID, b.MessageReference.MessageID) == nil {
		var f formErrors
		f.add("message_reference", "MESSAGE_REFERENCE_UNKNOWN_MESSAGE", "Unknown message")
		err = f.err()
	}
	if err != nil {
		return nil, err
	}
	if first := d.sameNonce(b); first != nil {
		if first.Deleted {
			return nil, errUnknownMessage
		}
		return d.render(first, true), nil
	}
	return d.render(d.post(d.bot(), c, b, nil), true), nil
}

// sameNonce finds the bot's message of the last minutes with the nonce that the body enforces; it may be deleted.
func (d *Discord) sameNonce(b messageBody) *DiscordMessage {
	if !b.EnforceNonce || b.nonce() == "" {
		return nil
	}
	since := discordTime(d.now().Add(-nonceFor))
	for _, list := range d.state.Messages {
		for _, m := range list {
			same := messageBody{Nonce: m.Nonce}.nonce() == b.nonce()
			if same && m.Author.ID == d.cfg.ApplicationID && m.Timestamp >= since {
				return m
			}
		}
	}
	return nil
}

func (d *Discord) patchMessage(r *restCall) (any, error) {
	c, m, err := d.reachMessage(r)
	switch {
	case err != nil:
		return nil, err
	case m.Type == messageThreadCreated || m.Type == messageThreadStarter:
		return nil, errSystemMessage
	case m.Author.ID != d.cfg.ApplicationID || m.WebhookID != "" && m.WebhookID != d.cfg.ApplicationID:
		return nil, errNotAuthor
	case c.isThread() && c.Thread.Archived:
		return nil, errThreadArchived
	}
	b, err := r.messageBody()
	if err == nil {
		err = b.check(false)
	}
	if err != nil {
		return nil, err
	}
	d.edit(m, b)
	return d.history(m), nil
}

func (d *Discord) deleteMessage(r *restCall) (any, error) {
	c, m, err := d.reachMessage(r)
	if err != nil {
		return nil, err
	}
	if m.Author.ID != d.cfg.ApplicationID {
		if c.Type == channelDM {
			return nil, errDMChannel
		}
		if err := d.need(c, PermissionManageMessages); err != nil {
			return nil, err
		}
	}
	d.remove(m)
	return nil, nil
}
