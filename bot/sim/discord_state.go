package sim

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// discordState is all that a Discord keeps; it is saved to DiscordConfig.File as it stands. Guarded by Discord.mu.
type discordState struct {
	LastID         uint64
	OwnerID        string
	Users          map[string]*discordUser
	Roles          []*wireRole
	Channels       map[string]*discordChannel
	Messages       map[string][]*DiscordMessage // by channel, oldest first
	Interactions   map[string]*interaction
	Commands       map[string][]DiscordCommand // by guild; "" is global
	CommandCreates map[string]int
	CommandPuts    int
	ContentOff     bool // MESSAGE_CONTENT is switched off in the portal
	Identifies     int
	Files          map[string][]byte            // what attachments hold, by their ids
	Read           map[string]map[string]string // by person and channel, the last message they have seen
}

// discordUser is an account, a member of the guild unless Outside.
type discordUser struct {
	wireUser
	Roles    []string
	Nick     string
	JoinedAt string
	Hint     string
	ClosedDM bool
	Outside  bool
	Webhook  bool
}

// discordChannel is a channel, DM or thread.
type discordChannel struct {
	ID, Name, Topic string
	Type            int
	ParentID        string // of a thread
	OwnerID         string
	Recipients      []string // of a DM
	Members         []string // of a thread
	Overwrites      []wireOverwrite
	Thread          *wireThread
}

func (c *discordChannel) isThread() bool {
	return c.Type == channelPublicThread || c.Type == channelPrivateThread
}

// DiscordMessage is a message and what the simulator knows about it beyond the wire.
type DiscordMessage struct {
	wireMessage
	VisibleTo string   `json:"sim_visible_to,omitempty"` // the only person who sees it; "" everybody in the channel
	Pinged    []string `json:"sim_pinged,omitempty"`     // ids of the people whose client rang
	Edits     int      `json:"sim_edits,omitempty"`
	Deleted   bool     `json:"sim_deleted,omitempty"`
	Answers   string   `json:"sim_answers,omitempty"` // id of the interaction that this message answers
}

// Ephemeral tells whether only one person sees the message.
func (m DiscordMessage) Ephemeral() bool { return m.Flags&flagEphemeral != 0 }

// Loading tells whether the message still says that the bot is thinking.
func (m DiscordMessage) Loading() bool { return m.Flags&flagLoading != 0 }

// Buttons are the labels of the buttons that can be pressed, in order.
func (m DiscordMessage) Buttons() []string {
	var out []string
	walkComponents(m.Components, func(c object) bool {
		if number(c, "type", 0) == componentButton && c["disabled"] != true {
			out = append(out, str(c, "label"))
		}
		return false
	})
	return out
}

// Text is everything readable in the message: content, embeds and text components, a line each.
func (m DiscordMessage) Text() string {
	text := m.Content
	line := func(s string) {
		if s != "" && text != "" {
			text += "\n"
		}
		text += s
	}
	for _, e := range m.Embeds {
		line(str(e, "title"))
		line(str(e, "description"))
		for _, f := range objects(e["fields"]) {
			line(str(f, "name") + ": " + str(f, "value"))
		}
		if footer, ok := e["footer"].(object); ok {
			line(str(footer, "text"))
		}
	}
	walkComponents(m.Components, func(c object) bool {
		if number(c, "type", 0) == componentText {
			line(str(c, "content"))
		}
		return false
	})
	return text
}

// copyJSON is a deep copy by way of JSON, so that nobody shares memory with the simulator.
func copyJSON[T any](v T) T {
	var out T
	raw, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(raw, &out)
	}
	if err != nil {
		panic(fmt.Sprintf("sim: %T does not survive JSON: %v", v, err)) // only the simulator's own types come here
	}
	return out
}

func newDiscordState() *discordState {
	return &discordState{
		Users: map[string]*discordUser{}, Channels: map[string]*discordChannel{}, Messages: map[string][]*DiscordMessage{},
		Interactions: map[string]*interaction{}, Commands: map[string][]DiscordCommand{}, CommandCreates: map[string]int{}, Files: map[string][]byte{}, Read: map[string]map[string]string{},
	}
}

// loadDiscord reads the saved state; found is false when there is none yet.
func loadDiscord(file string) (s *discordState, found bool, err error) {
	s = newDiscordState()
	if file == "" {
		return s, false, nil
	}
	raw, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return s, false, nil
	}
	if err == nil {
		err = json.Unmarshal(raw, s)
	}
	if err != nil {
		return nil, false, fmt.Errorf("sim: reading the saved Discord %s: %w (delete the file to start afresh)", file, err)
	}
	return s, true, nil
}

// Save writes the state to DiscordConfig.File; without a File it does nothing. The file is replaced whole.
func (d *Discord) Save() error {
	if d.cfg.File == "" {
		return nil
	}
	d.saving.Lock() // first, so that an earlier state never replaces a later one
	defer d.saving.Unlock()
	d.mu.Lock()
	raw, err := json.MarshalIndent(d.state, "", " ")
	d.mu.Unlock()
	if err != nil {
		return fmt.Errorf("sim: saving Discord: %w", err)
	}
	tmp := filepath.Join(filepath.Dir(d.cfg.File), "."+filepath.Base(d.cfg.File)+".new")
	if err := os.WriteFile(tmp, raw, 0o600); err != nil {
		return fmt.Errorf("sim: saving Discord: %w", err)
	}
	return os.Rename(tmp, d.cfg.File)
}

// keepSaved saves after changes, at most once per interval, until the simulator closes. next is closed by the first
// change that is not saved yet.
func (d *Discord) keepSaved(next <-chan struct{}, every time.Duration) {
	for {
		select {
		case <-next:
		case <-d.ctx.Done():
			return
		}
		if !pause(d.ctx, every) {
			return
		}
		_, next = d.changes.wait() // before looking at the state, or a change during the saving is missed
		if err := d.Save(); err != nil {
			d.cfg.Log.Error("discord simulator", "error", err)
		}
		select {
		case d.saved <- struct{}{}:
		default:
		}
	}
}

// id makes a new snowflake. Callers hold d.mu.
func (d *Discord) id() string {
	s := snowflakes{last: d.state.LastID}
	id := s.next(d.now())
	d.state.LastID = s.last
	return id
}

func (d *Discord) bot() *discordUser { return d.state.Users[d.cfg.ApplicationID] }

// message finds a message that has not been deleted; nil when there is none.
func (d *Discord) message(channel, id string) *DiscordMessage {
	list := d.state.Messages[channel]
	at := slices.IndexFunc(list, func(m *DiscordMessage) bool { return m.ID == id && !m.Deleted })
	if at < 0 {
		return nil
	}
	return list[at]
}

func (d *Discord) lastMessageID(channel string) *string {
	list := d.state.Messages[channel]
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].VisibleTo == "" {
			return &list[i].ID
		}
	}
	return nil
}

// lastPost is the id of a forum's newest post.
func (d *Discord) lastPost(forum string) (last *string) {
	for id, c := range d.state.Channels {
		if c.ParentID == forum && (last == nil || cmpSnowflake(*last, id) < 0) {
			last = &id
		}
	}
	return last
}

// member renders a person's membership; inside messages without the user.
func (d *Discord) member(u *discordUser, withUser bool) *wireMember {
	if u.Outside || u.Webhook {
		return nil
	}
	m := &wireMember{Roles: append([]string{}, u.Roles...), JoinedAt: u.JoinedAt}
	if u.Nick != "" {
		m.Nick = &u.Nick
	}
	if withUser {
		user := u.wireUser
		m.User = &user
	}
	return m
}

// channel renders a channel.
func (d *Discord) channel(c *discordChannel) wireChannel {
	w := wireChannel{ID: c.ID, Type: c.Type, LastMessageID: d.lastMessageID(c.ID)}
	if c.Type == channelDM {
		for _, id := range c.Recipients {
			if id != d.cfg.ApplicationID {
				w.Recipients = append(w.Recipients, d.state.Users[id].wireUser)
			}
		}
		return w
	}
	w.GuildID, w.Name = d.cfg.GuildID, &c.Name
	if c.isThread() {
		w.ParentID, w.OwnerID, w.ThreadMetadata = &c.ParentID, c.OwnerID, c.Thread
		w.MessageCount, w.MemberCount = len(d.state.Messages[c.ID]), len(c.Members)
		return w
	}
	w.Topic, w.Overwrites = &c.Topic, c.Overwrites
	if c.Type == channelForum {
		w.LastMessageID = d.lastPost(c.ID)
	}
	return w
}
