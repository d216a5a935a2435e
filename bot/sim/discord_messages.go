package sim

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"
)

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
	if err == nil && c.Type == channelForum {
		err = errNoText
	}
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
		err = b.check(true, nil)
	}
	if err == nil {
		err = d.mayPost(d.bot(), c, b)
	}
	if err == nil && b.MessageReference != nil && !d.permissionsIn(d.bot(), c).has(PermissionReadHistory) {
		err = errReplyUnseen
	}
	if ref := b.MessageReference; err == nil && ref != nil && d.message(c.ID, ref.MessageID) == nil && (ref.Must == nil || *ref.Must) {
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
		err = b.check(false, m)
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
