package sim

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// Window is the server as a page for the console.
func (d *Discord) Window() Window {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", consolePage("discord.html"))
	mux.Handle("GET /assets/", http.StripPrefix("/assets/", consoleAssets()))
	mux.HandleFunc("GET /feed", d.changes.serve)
	mux.HandleFunc("GET /state", d.servePageState)
	mux.HandleFunc("POST /act", d.servePageAct)
	return Window{Name: "discord", Title: "Discord", Handler: secured(mux), People: d.faces}
}

// faces lists whom one can be, oldest account first.
func (d *Discord) faces() []Face {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := []Face{}
	for _, u := range d.people() {
		if !u.Bot && !u.Webhook {
			out = append(out, Face{ID: u.Username, Name: u.shownName(), Hint: u.Hint})
		}
	}
	return out
}

// people are all accounts, oldest first. Callers hold d.mu.
func (d *Discord) people() []*discordUser {
	out := make([]*discordUser, 0, len(d.state.Users))
	for _, u := range d.state.Users {
		out = append(out, u)
	}
	slices.SortFunc(out, func(a, b *discordUser) int { return cmpSnowflake(a.ID, b.ID) })
	return out
}

// shownName is the name that others see.
func (u *discordUser) shownName() string {
	switch {
	case u.Nick != "":
		return u.Nick
	case u.GlobalName != nil:
		return *u.GlobalName
	}
	return u.Username
}

func (d *Discord) servePageState(w http.ResponseWriter, r *http.Request) {
	serveSeen(w, &d.mu, func() object {
		if u := d.user(r.URL.Query().Get("as")); u != nil {
			return d.pageFor(u)
		}
		return nil
	})
}

// pageFor is all that a person can see. Callers hold d.mu.
func (d *Discord) pageFor(me *discordUser) object {
	d.dm(me.ID, d.cfg.ApplicationID) // the app is always in the list
	people := object{}
	for _, u := range d.people() {
		color := 0
		for _, r := range d.rolesOf(u) {
			if r.Color != 0 {
				color = r.Color
			}
		}
		people[u.ID] = object{"id": u.ID, "handle": u.Username, "name": u.shownName(), "hint": u.Hint, "bot": u.Bot, "webhook": u.Webhook, "color": color}
	}
	roles := object{}
	for _, r := range d.state.Roles {
		roles[r.ID] = r.Name
	}
	channels, messages := []object{}, object{}
	for _, c := range d.channelsOf(me) {
		seen := d.visible(me, c.ID)
		seen = seen[max(0, len(seen)-pageMessages):]
		channels = append(channels, d.pageChannel(me, c, seen))
		messages[c.ID] = orNone(seen)
	}
	return object{"me": me.ID, "guild": d.cfg.GuildName, "app": d.cfg.ApplicationID, "url": d.origin, "people": people, "roles": roles,
		"channels": channels, "messages": messages, "modal": d.openModal(me.ID), "closedDM": me.ClosedDM, "link": d.pageLink()}
}

// channelsOf are the channels, threads and DMs that a person sees, oldest first.
func (d *Discord) channelsOf(me *discordUser) []*discordChannel {
	var out []*discordChannel
	for _, c := range d.state.Channels {
		if d.permissionsIn(me, c).has(PermissionViewChannel) {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b *discordChannel) int { return cmpSnowflake(a.ID, b.ID) })
	return out
}

func (d *Discord) pageChannel(me *discordUser, c *discordChannel, seen []DiscordMessage) object {
	unread, pings, last := 0, 0, d.state.Read[me.ID][c.ID]
	for _, m := range seen {
		if m.Author.ID == me.ID || cmpSnowflake(m.ID, last) <= 0 {
			continue
		}
		unread++
		if c.Type == channelDM || slices.Contains(m.Pinged, me.ID) {
			pings++
		}
	}
	o := object{"id": c.ID, "name": c.Name, "topic": c.Topic, "type": c.Type, "parent": c.ParentID, "unread": unread, "pings": pings, "read": last,
		"writable": d.mayPost(me, c, messageBody{}) == nil, "archived": c.Thread != nil && c.Thread.Archived,
		"private": slices.ContainsFunc(c.Overwrites, func(o wireOverwrite) bool { return permissions(o.Deny).has(PermissionViewChannel) }),
		"slash":   orNone(d.commandsFor(me, c, commandSlash)), "menu": orNone(d.commandsFor(me, c, commandMessage))}
	for _, id := range c.Recipients {
		if id != me.ID {
			o["with"] = id
		}
	}
	return o
}

// pageLink says how the app is reached. Callers hold d.mu.
func (d *Discord) pageLink() object {
	if d.outURL != "" {
		return object{"transport": "HTTP", "ok": true}
	}
	connected := false
	for _, ss := range d.sessions {
		connected = connected || ss.conn != nil
	}
	return object{"transport": "Gateway", "ok": connected}
}

// discordAct is something done on the page.
type discordAct struct {
	As, Do           string
	Channel, Message string // ids
	Text, Name       string
	Component        string            // custom id
	Modal            string            // interaction that opened it
	Options          map[string]string // of a slash command, by name
	Values           map[string]string // of a modal, by custom id
	Picked           []string          // in a select menu
}

func (d *Discord) servePageAct(w http.ResponseWriter, r *http.Request) {
	var a discordAct
	if !readAct(w, r, &a) {
		return
	}
	d.mu.Lock()
	u, c := d.user(a.As), d.state.Channels[a.Channel]
	sees := u != nil && c != nil && d.permissionsIn(u, c).has(PermissionViewChannel)
	d.mu.Unlock()
	switch {
	case u == nil:
		http.Error(w, nobody, http.StatusNotFound)
		return
	case a.Channel != "" && !sees:
		http.Error(w, "no such channel", http.StatusNotFound)
		return
	}
	sh, err := d.perform(&DiscordPerson{d: d, ID: u.ID}, a)
	if err != nil {
		sh.Error = err.Error()
	}
	answerJSON(w, object{"error": sh.Error, "messages": len(sh.Messages)})
}

func (d *Discord) perform(p *DiscordPerson, a discordAct) (DiscordShown, error) {
	m, exists := p.Now(DiscordMessage{wireMessage: wireMessage{ID: a.Message, ChannelID: a.Channel}})
	switch a.Do {
	case "type":
		return d.pageType(p, a)
	case "submit":
		return d.submit(p.ID, a.Modal, a.Values), nil
	case "close":
		p.ClosesModal()
		return DiscordShown{}, nil
	case "read":
		d.markRead(p.ID, a.Channel)
		return DiscordShown{}, nil
	case "dms":
		p.takesDMs(a.Text == "open")
		return DiscordShown{}, nil
	}
	if !exists {
		return DiscordShown{}, fmt.Errorf("this message is gone")
	}
	switch a.Do {
	case "press":
		return p.Clicks(m, a.Component), nil
	case "select":
		return p.Selects(m, a.Component, a.Picked...), nil
	case "menu":
		return p.UsesMenu(m, a.Name), nil
	case "thread":
		if m.GuildID == "" || m.Flags&flagHasThread != 0 || a.Name == "" {
			return DiscordShown{}, fmt.Errorf("no thread can be opened there")
		}
		p.StartsThread(m, a.Name)
		return DiscordShown{}, nil
	}
	return DiscordShown{}, d.tidyPage(p, a, m)
}

func (d *Discord) pageType(p *DiscordPerson, a discordAct) (DiscordShown, error) {
	if strings.HasPrefix(a.Text, "/") {
		given := Options{}
		for name, v := range a.Options {
			given[name] = v
		}
		return d.slash(p.ID, a.Channel, a.Text, given), nil
	}
	var to *wireReference
	if a.Message != "" {
		to = &wireReference{MessageID: a.Message}
	}
	_, err := d.say(p.ID, a.Channel, a.Text, to)
	if err == nil {
		d.markRead(p.ID, a.Channel)
	}
	return DiscordShown{}, err
}

// tidyPage does what concerns no app.
func (d *Discord) tidyPage(p *DiscordPerson, a discordAct, m DiscordMessage) error {
	mine := m.Author.ID == p.ID
	switch {
	case a.Do == "dismiss" && m.VisibleTo == p.ID:
		p.Dismisses(m)
	case a.Do == "edit" && mine && strings.TrimSpace(a.Text) != "":
		p.Edits(m, a.Text)
	case a.Do == "delete" && mine:
		p.Deletes(m)
	default:
		return fmt.Errorf("there is no act %q, or it is not theirs to do", a.Do)
	}
	return nil
}

// markRead notes that a person has seen everything in a channel.
func (d *Discord) markRead(user, channel string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	list := d.state.Messages[channel]
	if len(list) == 0 || d.state.Read[user][channel] == list[len(list)-1].ID {
		return
	}
	if d.state.Read[user] == nil {
		d.state.Read[user] = map[string]string{}
	}
	d.state.Read[user][channel] = list[len(list)-1].ID
	d.changes.changed()
}
