package sim

import (
	"fmt"
	"net/http"
	"slices"
)

// threadBody is what one sends to open or change a thread.
type threadBody struct {
	Name                string `json:"name"`
	AutoArchiveDuration int    `json:"auto_archive_duration"`
	Type                int    `json:"type"`
	Archived            *bool  `json:"archived"`
	Locked              *bool  `json:"locked"`
	Invitable           *bool  `json:"invitable"`
}

func (b threadBody) check(needsName bool) error {
	var f formErrors
	least := 0
	if needsName {
		least = 1
	}
	f.length("name", b.Name, least, 100)
	if !slices.Contains([]int{0, 60, 1440, 4320, 10080}, b.AutoArchiveDuration) {
		f.add("auto_archive_duration", "BASE_TYPE_CHOICES", "Value must be one of {60, 1440, 4320, 10080}.")
	}
	return f.err()
}

// postThreadOnMessage opens the one thread that a message can have; it gets the message's id.
func (d *Discord) postThreadOnMessage(r *restCall) (any, error) {
	c, m, err := d.reachMessage(r)
	var b threadBody
	if err == nil {
		err = r.decode(&b)
	}
	if err == nil {
		err = b.check(true)
	}
	switch {
	case err != nil:
		return nil, err
	case c.Type == channelDM:
		return nil, errDMChannel
	case c.isThread() || m.Type == messageThreadCreated:
		return nil, errSystemMessage
	case m.Flags&flagHasThread != 0:
		return nil, errThreadExists
	}
	if err := d.need(c, PermissionCreatePublicThreads); err != nil {
		return nil, err
	}
	t := d.openThreadOn(m, d.bot(), b)
	r.status = http.StatusCreated
	return d.channel(t), nil
}

// openThreadOn opens the thread of a message. Its first message shows the one that it is on.
func (d *Discord) openThreadOn(m *DiscordMessage, owner *discordUser, b threadBody) *discordChannel {
	b.Type = channelPublicThread
	t := d.openThread(m.ID, d.state.Channels[m.ChannelID], owner, b)
	m.Flags |= flagHasThread
	d.dispatchMessage("MESSAGE_UPDATE", m)
	d.state.Messages[t.ID] = append(d.state.Messages[t.ID], &DiscordMessage{wireMessage: wireMessage{
		ID: d.id(), ChannelID: t.ID, GuildID: d.cfg.GuildID, Author: m.Author, Timestamp: discordTime(d.now()), Type: messageThreadStarter,
		MessageReference: &wireReference{MessageID: m.ID, ChannelID: m.ChannelID, GuildID: d.cfg.GuildID},
		Mentions:         []wireUser{}, MentionRoles: []string{}, Attachments: []object{}, Embeds: []object{}, Components: []object{},
	}})
	return t
}

// postThread opens a thread without a message; private unless the type says otherwise, as on Discord.
func (d *Discord) postThread(r *restCall) (any, error) {
	c, err := d.reach(r, PermissionViewChannel)
	b := threadBody{Type: channelPrivateThread}
	if err == nil {
		err = r.decode(&b)
	}
	if err == nil {
		err = b.check(true)
	}
	want := PermissionCreatePrivateThread
	if b.Type == channelPublicThread {
		want = PermissionCreatePublicThreads
	}
	switch {
	case err != nil:
		return nil, err
	case c.Type == channelDM:
		return nil, errDMChannel
	case c.isThread() || b.Type != channelPublicThread && b.Type != channelPrivateThread:
		var f formErrors
		f.add("type", "BASE_TYPE_CHOICES", "Value must be one of {11, 12}.")
		return nil, f.err()
	}
	if err := d.need(c, want); err != nil {
		return nil, err
	}
	t := d.openThread(d.id(), c, d.bot(), b)
	if b.Type == channelPublicThread {
		name := b.Name
		d.post(d.bot(), c, messageBody{}, func(m *DiscordMessage) {
			m.Type, m.Content = messageThreadCreated, name
			m.MessageReference = &wireReference{ChannelID: t.ID, GuildID: d.cfg.GuildID}
		})
	}
	r.status = http.StatusCreated
	return d.channel(t), nil
}

// Posts makes a post in a forum and returns the message that begins it. The post is a thread with that message's id;
// the gateway tells of the thread first.
func (p *DiscordPerson) Posts(forum, title, text string, files ...DiscordFile) DiscordMessage {
	id := p.place(forum)
	p.d.mu.Lock()
	u, c := p.d.state.Users[p.ID], p.d.state.Channels[id]
	if may := p.d.permissionsIn(u, c); c.Type != channelForum || !may.has(PermissionViewChannel|PermissionSendMessages) {
		p.d.mu.Unlock()
		panic(fmt.Sprintf("sim: %s cannot post in %s", p.ID, forum))
	}
	b := threadBody{Name: title, Type: channelPublicThread}
	if err := b.check(true); err != nil {
		p.d.mu.Unlock()
		panic(fmt.Sprintf("sim: a post cannot be called so: %v", err))
	}
	post := p.d.openThread(p.d.id(), c, u, b)
	p.d.mu.Unlock()
	return p.says(post.ID, text, nil, files...)
}

func (d *Discord) openThread(id string, parent *discordChannel, owner *discordUser, b threadBody) *discordChannel {
	now := discordTime(d.now())
	if b.AutoArchiveDuration == 0 {
		b.AutoArchiveDuration = 4320
	}
	t := &discordChannel{
		ID: id, Name: b.Name, Type: b.Type, ParentID: parent.ID, OwnerID: owner.ID, Members: []string{owner.ID},
		Thread: &wireThread{AutoArchiveDuration: b.AutoArchiveDuration, ArchiveTimestamp: now, CreateTimestamp: now},
	}
	d.state.Channels[id] = t
	d.dispatch("THREAD_CREATE", intentGuilds, func() any {
		w := d.channel(t)
		w.NewlyCreated = true
		return w
	})
	return t
}

// patchChannel renames, archives or locks a thread; other channels the bot may only rename with Manage Channels.
func (d *Discord) patchChannel(r *restCall) (any, error) {
	c, err := d.reach(r, PermissionViewChannel)
	var b threadBody
	if err == nil {
		err = r.decode(&b)
	}
	if err == nil {
		err = b.check(false)
	}
	switch {
	case err != nil:
		return nil, err
	case c.Type == channelDM:
		return nil, errDMChannel
	case !c.isThread():
		err = d.need(c, PermissionManageChannels)
	case c.OwnerID != d.cfg.ApplicationID || b.Locked != nil:
		err = d.need(c, PermissionManageThreads)
	}
	if err != nil {
		return nil, err
	}
	if b.Name != "" {
		c.Name = b.Name
	}
	event := "CHANNEL_UPDATE"
	if c.isThread() {
		event = "THREAD_UPDATE"
		d.settleThread(c, b)
	}
	d.dispatch(event, intentGuilds, func() any { return d.channel(c) })
	return d.channel(c), nil
}

func (d *Discord) settleThread(c *discordChannel, b threadBody) {
	if b.Archived != nil {
		c.Thread.Archived, c.Thread.ArchiveTimestamp = *b.Archived, discordTime(d.now())
	}
	if b.Locked != nil {
		c.Thread.Locked = *b.Locked
	}
	if b.AutoArchiveDuration != 0 {
		c.Thread.AutoArchiveDuration = b.AutoArchiveDuration
	}
}

// threadMember finds the thread and the person ("@me" is the bot) of a call.
func (d *Discord) threadMember(r *restCall) (*discordChannel, *discordUser, error) {
	c, err := d.reach(r, PermissionViewChannel)
	if err != nil {
		return nil, nil, err
	}
	if !c.isThread() {
		return nil, nil, refuse(http.StatusBadRequest, 50024, "Cannot execute action on this channel type")
	}
	id := r.PathValue("user")
	if id == "@me" {
		id = d.cfg.ApplicationID
	}
	u := d.state.Users[id]
	switch {
	case u == nil:
		return nil, nil, errUnknownUser
	case !d.permissionsIn(u, d.state.Channels[c.ParentID]).has(PermissionViewChannel):
		return nil, nil, errMissingAccess
	}
	return c, u, nil
}

func (d *Discord) putThreadMember(r *restCall) (any, error) {
	c, u, err := d.threadMember(r)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(c.Members, u.ID) {
		c.Members = append(c.Members, u.ID)
		d.tellMembers(c, object{"added_members": []object{{"id": c.ID, "user_id": u.ID, "join_timestamp": discordTime(d.now()), "flags": 0}}})
	}
	return nil, nil
}

func (d *Discord) deleteThreadMember(r *restCall) (any, error) {
	c, u, err := d.threadMember(r)
	if err != nil {
		return nil, err
	}
	if at := slices.Index(c.Members, u.ID); at >= 0 {
		c.Members = slices.Delete(c.Members, at, at+1)
		d.tellMembers(c, object{"removed_member_ids": []string{u.ID}})
	}
	return nil, nil
}

func (d *Discord) tellMembers(c *discordChannel, change object) {
	change["id"], change["guild_id"], change["member_count"] = c.ID, d.cfg.GuildID, len(c.Members)
	d.dispatch("THREAD_MEMBERS_UPDATE", intentGuilds, func() any { return change })
}
