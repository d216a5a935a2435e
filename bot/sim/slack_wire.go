package sim

import (
	"time"
)

// How people, channels, messages and views look on the wire.

// kind is the channel_type of events.
func (c *SlackChannel) kind() string {
	switch {
	case c.IM:
		return "im"
	case c.Private:
		return "group"
	}
	return "channel"
}

func (u *SlackUser) wire(email bool) object {
	zone, offset := u.TZ, 0
	if loc, err := time.LoadLocation(u.TZ); err == nil {
		_, offset = time.Now().In(loc).Zone()
	}
	profile := object{"real_name": u.RealName, "display_name": u.Name, "real_name_normalized": u.RealName, "display_name_normalized": u.Name, "team": u.TeamID}
	if email && u.Email != "" && !u.Stranger {
		profile["email"] = u.Email
	}
	return object{
		"id": u.ID, "team_id": u.TeamID, "name": u.Name, "real_name": u.RealName, "deleted": u.Deleted,
		"tz": zone, "tz_offset": offset, "tz_label": zone, "profile": profile,
		"is_admin": u.Admin, "is_owner": false, "is_bot": u.Bot, "is_app_user": false,
		"is_restricted": u.Guest || u.SingleGuest, "is_ultra_restricted": u.SingleGuest, "is_stranger": u.Stranger,
		"is_email_confirmed": u.Email != "",
	}
}

func (c *SlackChannel) wire(me string) object {
	o := object{"id": c.ID, "is_im": c.IM, "is_channel": !c.IM && !c.Private, "is_group": c.Private, "is_private": c.Private || c.IM, "is_archived": c.Archived,
		"is_ext_shared": c.Shared, "is_member": c.has(me), "num_members": len(c.Members), "created": c.Created}
	if !c.IM {
		o["name"], o["name_normalized"] = c.Name, c.Name
		return o
	}
	for _, m := range c.Members {
		if m != me {
			o["user"] = m
		}
	}
	return o
}

// wire is the message as the API and events show it.
func (m *SlackMessage) wire(s *Slack) object {
	o := object{"type": "message", "user": m.User, "text": m.Text, "ts": m.TS, "team": s.st.TeamID}
	if m.Subtype != "" {
		o["subtype"] = m.Subtype
	}
	if m.ThreadTS != "" {
		o["thread_ts"] = m.ThreadTS
	}
	if m.BotID != "" {
		o["bot_id"], o["app_id"] = m.BotID, s.st.AppID
	}
	if len(m.Blocks) > 0 {
		o["blocks"] = m.Blocks
	}
	if len(m.Attachments) > 0 {
		o["attachments"] = m.Attachments
	}
	if len(m.Files) > 0 {
		files := []object{}
		for _, f := range m.Files {
			if c := s.st.Channels[m.Channel]; c != nil && c.Shared {
				files = append(files, f.stub())
				continue
			}
			files = append(files, f.wire(s, m))
		}
		o["files"], o["upload"] = files, false
	}
	if m.EditedTS != "" {
		o["edited"] = object{"user": m.EditedBy, "ts": m.EditedTS}
	}
	return o
}

func (v *SlackView) wire(s *Slack) object {
	o := object{}
	for k, val := range v.Given {
		o[k] = val
	}
	o["id"], o["team_id"], o["app_id"], o["bot_id"] = v.ID, s.st.TeamID, s.st.AppID, s.st.BotID
	o["hash"], o["root_view_id"], o["app_installed_team_id"] = v.Hash, v.RootID, s.st.TeamID
	o["previous_view_id"] = nil
	if v.PreviousID != "" {
		o["previous_view_id"] = v.PreviousID
	}
	for _, k := range []string{"private_metadata", "callback_id", "external_id"} {
		if o[k] == nil {
			o[k] = ""
		}
	}
	values := v.State
	if values == nil {
		values = viewState{}
	}
	o["state"] = object{"values": values}
	return o
}
