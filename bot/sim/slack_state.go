package sim

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// object is a piece of JSON as it is on the wire.
type object = map[string]any

// SlackUser is a person or a bot of the workspace.
type SlackUser struct {
	ID       string `json:"id"`   // given by AddUser when empty
	Name     string `json:"name"` // handle, unique: "ann"
	RealName string `json:"realName"`
	Email    string `json:"email"` // "" for people who show none
	TZ       string `json:"tz"`    // IANA name, "Etc/UTC" when empty
	Hint     string `json:"hint"`  // what the console says beside the name: "moderator"
	TeamID   string `json:"teamId"`

	Admin       bool `json:"admin,omitempty"`
	Guest       bool `json:"guest,omitempty"`       // multi-channel guest
	SingleGuest bool `json:"singleGuest,omitempty"` // single-channel guest
	Stranger    bool `json:"stranger,omitempty"`    // from another workspace by Slack Connect
	Deleted     bool `json:"deleted,omitempty"`
	Bot         bool `json:"bot,omitempty"`
}

// SlackChannel is a channel or a direct message.
type SlackChannel struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`    // without "#"; "" for a direct message
	Members  []string `json:"members"` // user ids; AddChannel takes handles too
	Private  bool     `json:"private,omitempty"`
	IM       bool     `json:"im,omitempty"`
	Archived bool     `json:"archived,omitempty"`
	Shared   bool     `json:"shared,omitempty"`  // with another workspace
	Created  int64    `json:"created,omitempty"` // Unix time
}

// SlackMessage is a message as the workspace keeps it.
type SlackMessage struct {
	Channel     string      `json:"channel"`
	TS          string      `json:"ts"`
	ThreadTS    string      `json:"threadTs,omitempty"`
	User        string      `json:"user"`
	BotID       string      `json:"botId,omitempty"`
	Subtype     string      `json:"subtype,omitempty"`
	Text        string      `json:"text"`
	Blocks      []object    `json:"blocks,omitempty"`
	Attachments []object    `json:"attachments,omitempty"`
	Metadata    object      `json:"metadata,omitempty"`
	Files       []SlackFile `json:"files,omitempty"`
	Ephemeral   string      `json:"ephemeral,omitempty"` // the one user who sees it
	EditedBy    string      `json:"editedBy,omitempty"`
	EditedTS    string      `json:"editedTs,omitempty"`
	Cause       string      `json:"cause,omitempty"` // the interaction whose answer it is
}

// SlackView is a modal or an App Home as its user has it before the eyes.
type SlackView struct {
	ID         string    `json:"id"`
	User       string    `json:"user"`
	Hash       string    `json:"hash"`
	RootID     string    `json:"rootId"`
	PreviousID string    `json:"previousId,omitempty"`
	Given      object    `json:"given"`           // the view as the app gave it
	State      viewState `json:"state,omitempty"` // block_id → action_id → value
}

type viewState map[string]map[string]object

// slackState is all that survives a restart.
type slackState struct {
	TeamID, AppID, BotID, BotUser        string
	BotToken, AppToken, SigningSecret    string
	ClientID, ClientSecret, RefreshToken string
	Granted                              []string // bot tokens given by OAuth beside BotToken
	Users                                map[string]*SlackUser
	Channels                             map[string]*SlackChannel
	Messages                             map[string][]*SlackMessage // by channel, oldest first
	Views                                map[string]*SlackView      // modals
	Homes                                map[string]*SlackView      // by user
	Hooks                                map[string]*slackHook
	Read                                 map[string]map[string]string // user → channel → last ts seen
	Seq                                  int                          // for ids
	LastSecond                           int64                        // for stamps
	LastMicro                            int
}

func (s *Slack) load() error {
	b, err := os.ReadFile(s.cfg.File)
	switch {
	case s.cfg.File == "" || errors.Is(err, fs.ErrNotExist):
		s.st = newSlackState()
	case err != nil:
		return fmt.Errorf("sim: cannot read the Slack workspace: %w", err)
	default:
		if err := json.Unmarshal(b, &s.st); err != nil {
			return fmt.Errorf("sim: %s is not a saved Slack workspace (delete it to start afresh): %w", s.cfg.File, err)
		}
	}
	s.st.Users[s.st.BotUser] = &SlackUser{ID: s.st.BotUser, Name: s.app.Name, RealName: s.app.Name, TeamID: s.st.TeamID, Bot: true, Hint: "app"}
	return nil
}

func newSlackState() slackState {
	return slackState{
		TeamID: "T0SIM", AppID: "A0SIM", BotID: "B0SIM", BotUser: "U0BOT",
		BotToken: "xoxb-sim-" + secret(12), AppToken: "xapp-sim-" + secret(12), SigningSecret: secret(16),
		ClientID: "1.2", ClientSecret: secret(16),
		Users: map[string]*SlackUser{}, Channels: map[string]*SlackChannel{}, Messages: map[string][]*SlackMessage{},
		Views: map[string]*SlackView{}, Homes: map[string]*SlackView{}, Hooks: map[string]*slackHook{},
		Read: map[string]map[string]string{},
	}
}

// saveEvery bounds the writing under load; Close writes what is left.
const saveEvery = 200 * time.Millisecond

// keepSaved writes the workspace after changes.
func (s *Slack) keepSaved() {
	defer s.running.Done()
	for {
		_, next := s.changes.wait()
		if err := s.save(); err != nil {
			s.cfg.Log.Error("sim: Slack workspace not saved", "err", err)
		}
		select {
		case <-next:
		case <-s.ctx.Done():
			return
		}
		if !pause(s.ctx, saveEvery) {
			return
		}
	}
}

func (s *Slack) save() error {
	if s.cfg.File == "" {
		return nil
	}
	s.mu.Lock()
	b, err := json.Marshal(s.st)
	s.mu.Unlock()
	if err != nil {
		return err
	}
	return writeWhole(s.cfg.File, b)
}

// writeWhole replaces the file so that a crash leaves the old or the new content.
func writeWhole(file string, b []byte) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	tmp := file + ".new"
	if err := os.WriteFile(tmp, b, 0o600); err != nil {
		return err
	}
	return os.Rename(tmp, file)
}

// AddUser adds a person and returns the id. A handle that exists already is brought up to date and keeps its id, so
// that a demo may add its people at each start.
func (s *Slack) AddUser(u SlackUser) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.changes.changed()
	if old := s.user(u.Name); old != nil {
		u.ID = old.ID
	}
	if u.ID == "" {
		u.ID = s.nextID("U0P")
	}
	if u.TZ == "" {
		u.TZ = "Etc/UTC"
	}
	if u.RealName == "" {
		u.RealName = u.Name
	}
	if u.TeamID == "" {
		u.TeamID = s.st.TeamID
		if u.Stranger {
			u.TeamID = "T0OTHER"
		}
	}
	s.st.Users[u.ID] = &u
	return u.ID
}

// AddChannel adds a channel and returns its id. Members are ids or handles; name the app's handle to invite the app.
// A channel that exists already gains the members it lacks. An unknown member is a mistake in the script and panics.
func (s *Slack) AddChannel(c SlackChannel) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.changes.changed()
	have := s.channel(c.Name)
	if have == nil {
		have = &SlackChannel{ID: s.nextID("C0C"), Name: strings.TrimPrefix(c.Name, "#"), Created: s.now().Unix()}
		s.st.Channels[have.ID] = have
	}
	have.Private, have.Archived, have.Shared = c.Private, c.Archived, c.Shared
	for _, m := range c.Members {
		if id := s.mustUser(m).ID; !slices.Contains(have.Members, id) {
			have.Members = append(have.Members, id)
		}
	}
	return have.ID
}

// nextID gives a new id that starts with prefix. Callers hold mu.
func (s *Slack) nextID(prefix string) string {
	s.st.Seq++
	return fmt.Sprintf("%s%04d", prefix, s.st.Seq)
}

// nextTS gives a stamp that no message has. Callers hold mu.
func (s *Slack) nextTS() string {
	if sec := s.now().Unix(); sec > s.st.LastSecond {
		s.st.LastSecond, s.st.LastMicro = sec, 0
	}
	s.st.LastMicro += 100
	return fmt.Sprintf("%d.%06d", s.st.LastSecond, s.st.LastMicro)
}

// user finds by id or handle, nil when there is none. Callers hold mu.
func (s *Slack) user(ref string) *SlackUser {
	if u := s.st.Users[ref]; u != nil {
		return u
	}
	for _, u := range s.st.Users {
		if u.Name == strings.TrimPrefix(ref, "@") {
			return u
		}
	}
	return nil
}

func (s *Slack) mustUser(ref string) *SlackUser {
	u := s.user(ref)
	if u == nil {
		panic(fmt.Sprintf("sim: there is nobody called %q in this Slack; add them with AddUser", ref))
	}
	return u
}

// channel finds by id or name, nil when there is none. Callers hold mu.
func (s *Slack) channel(ref string) *SlackChannel {
	if c := s.st.Channels[ref]; c != nil {
		return c
	}
	for _, c := range s.st.Channels {
		if c.Name != "" && c.Name == strings.TrimPrefix(ref, "#") {
			return c
		}
	}
	return nil
}

// dm finds or opens the direct message between two users. Callers hold mu.
func (s *Slack) dm(a, b string) (c *SlackChannel, opened bool) {
	for _, c := range s.st.Channels {
		if c.IM && slices.Contains(c.Members, a) && slices.Contains(c.Members, b) {
			return c, false
		}
	}
	c = &SlackChannel{ID: s.nextID("D0D"), IM: true, Members: []string{a, b}, Created: s.now().Unix()}
	s.st.Channels[c.ID] = c
	return c, true
}

// message finds by channel and stamp, nil when there is none. Callers hold mu.
func (s *Slack) message(channel, ts string) *SlackMessage {
	for _, m := range slices.Backward(s.st.Messages[channel]) { // most are recent
		if m.TS == ts {
			return m
		}
	}
	return nil
}

func (c *SlackChannel) has(user string) bool { return slices.Contains(c.Members, user) }
