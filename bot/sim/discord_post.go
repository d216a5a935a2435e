package sim

import (
	"slices"
	"time"
)

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
	case c.Type == channelForum:
		return errNoText
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
	if parent := d.state.Channels[c.ParentID]; parent != nil && parent.Type == channelForum && len(d.state.Messages[c.ID]) == 0 {
		m.ID = c.ID // it begins the post
	}
	if c.Type != channelDM {
		m.GuildID, m.Member = d.cfg.GuildID, d.member(author, false)
	}
	for _, file := range b.files {
		file["id"] = d.id()
		file["url"] = d.attachmentURL(c.ID, str(file, "id"), str(file, "filename"))
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

// Embeds shows the page of a link below a message, as Discord does by itself: the gateway tells of the whole message as
// updated, with the time of its last edit cut to milliseconds, and then, as it long did, of the embeds alone.
func (d *Discord) Embeds(m DiscordMessage, title string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	defer d.changes.changed()
	own := d.message(m.ChannelID, m.ID)
	if own == nil {
		panic("sim: that message is gone")
	}
	own.Embeds = []object{{"type": "link", "url": "https://example.com", "title": title}}
	told := *own
	if told.EditedTimestamp != nil {
		at, _ := time.Parse(time.RFC3339, *told.EditedTimestamp)
		cut := discordTime(at.Truncate(time.Millisecond))
		told.EditedTimestamp = &cut
	}
	d.dispatchMessage("MESSAGE_UPDATE", &told)
	alone := object{"id": own.ID, "channel_id": own.ChannelID, "embeds": own.Embeds}
	if own.GuildID != "" {
		alone["guild_id"] = own.GuildID
	}
	d.dispatch("MESSAGE_UPDATE", messageIntent(own), func() any { return alone })
}

// DeletesAll takes messages of one channel away at once, as a moderator's tool does: the gateway tells of them in one
// dispatch.
func (d *Discord) DeletesAll(list ...DiscordMessage) {
	d.mu.Lock()
	defer d.mu.Unlock()
	defer d.changes.changed()
	var ids []string
	for _, m := range list {
		own := d.message(m.ChannelID, m.ID)
		if own == nil || own.ChannelID != list[0].ChannelID || own.VisibleTo != "" {
			panic("sim: that message is gone, or stands elsewhere")
		}
		own.Deleted = true
		ids = append(ids, own.ID)
	}
	gone := object{"ids": ids, "channel_id": list[0].ChannelID, "guild_id": list[0].GuildID}
	d.dispatch("MESSAGE_DELETE_BULK", messageIntent(&list[0]), func() any { return gone })
}

// remove deletes a message and tells the gateway.
func (d *Discord) remove(m *DiscordMessage) {
	m.Deleted = true
	for _, file := range m.Attachments {
		delete(d.state.Files, str(file, "id"))
	}
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
	if m.MessageReference != nil && m.Type != messageThreadCreated && m.MessageReference.Type != referenceForward {
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
		w.Content, w.Embeds, w.Attachments, w.Components, w.MessageSnapshots = "", []object{}, []object{}, []object{}, nil
	}
	return w
}

// history is what REST shows of a stored message: like render, and without the nonce.
func (d *Discord) history(m *DiscordMessage) wireMessage {
	w := d.render(m, !d.state.ContentOff)
	w.Nonce, w.Member = nil, nil
	return w
}
