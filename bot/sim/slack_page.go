package sim

import (
	"fmt"
	"net/http"
	"strings"
)

// Window is the workspace as a page for the console.
func (s *Slack) Window() Window {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", consolePage("slack.html"))
	mux.Handle("GET /assets/", http.StripPrefix("/assets/", consoleAssets()))
	mux.HandleFunc("GET /feed", s.changes.serve)
	mux.HandleFunc("GET /state", s.serveState)
	mux.HandleFunc("POST /act", s.serveAct)
	return Window{Name: "slack", Title: "Slack", Handler: secured(mux), People: s.faces}
}

// faces lists whom one can be.
func (s *Slack) faces() []Face {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []Face{}
	for _, id := range sortedKeys(s.st.Users) {
		if u := s.st.Users[id]; !u.Bot && !u.Deleted {
			out = append(out, Face{ID: u.Name, Name: u.RealName, Hint: u.Hint})
		}
	}
	return out
}

// pageMessages is how much of a channel the page gets.
const pageMessages = 300

func (s *Slack) serveState(w http.ResponseWriter, r *http.Request) {
	serveSeen(w, &s.mu, func() object {
		if u := s.user(r.URL.Query().Get("as")); u != nil {
			return s.stateFor(u)
		}
		return nil
	})
}

// stateFor is all the user can see. Callers hold mu.
func (s *Slack) stateFor(me *SlackUser) object {
	s.dm(me.ID, s.st.BotUser) // the app is always in the list
	people := object{}
	for id, u := range s.st.Users {
		people[id] = object{"id": id, "handle": u.Name, "name": u.RealName, "hint": u.Hint, "bot": u.Bot, "deleted": u.Deleted, "guest": u.Guest || u.SingleGuest, "stranger": u.Stranger}
	}
	channels, messages := []object{}, object{}
	for _, id := range sortedKeys(s.st.Channels) {
		c := s.st.Channels[id]
		if !c.has(me.ID) {
			continue
		}
		seen := s.visible(me.ID, id)
		seen = seen[max(0, len(seen)-pageMessages):]
		channels = append(channels, s.channelFor(me, c, seen))
		if seen == nil {
			seen = []SlackMessage{}
		}
		messages[id] = seen
	}
	views := []object{}
	for _, vid := range s.modals[me.ID] {
		views = append(views, s.st.Views[vid].wire(s))
	}
	var home any
	if v := s.st.Homes[me.ID]; v != nil {
		home = v.wire(s)
	}
	return object{"me": me.ID, "team": s.cfg.Domain, "app": s.st.BotUser, "url": s.url, "people": people, "channels": channels, "messages": messages,
		"views": views, "home": home, "commands": orNone(s.app.Commands), "shortcuts": orNone(s.app.Shortcuts), "link": s.linkState()}
}

func orNone[T any](l []T) []T {
	if l == nil {
		return []T{}
	}
	return l
}

func (s *Slack) channelFor(me *SlackUser, c *SlackChannel, seen []SlackMessage) object {
	unread, last := 0, s.st.Read[me.ID][c.ID]
	for _, m := range seen {
		if m.User != me.ID && m.TS > last {
			unread++
		}
	}
	o := object{"id": c.ID, "name": c.Name, "kind": c.kind(), "members": len(c.Members), "unread": unread, "read": last, "archived": c.Archived, "shared": c.Shared}
	for _, id := range c.Members {
		if c.IM && id != me.ID {
			o["with"] = id
		}
	}
	return o
}

// linkState says how the app is reached and how that went last. Callers hold mu.
func (s *Slack) linkState() object {
	o := object{"transport": "HTTP", "ok": true}
	if s.app.SocketMode {
		o["transport"], o["ok"] = "Socket Mode", len(s.sockets.open) > 0
	}
	if n := len(s.deliveries); n > 0 && s.deliveries[n-1].Reason != "" {
		o["ok"], o["reason"] = false, said[s.deliveries[n-1].Reason]
	}
	return o
}

// slackAct is something done on the page.
type slackAct struct {
	As, Do, Channel, TS, Thread, Text string
	Block, Action                     string // which element
	Value                             any    // what was chosen in it
	View, Name                        string
	Values                            map[string]map[string]string // block_id → action_id → what was entered
	All                               bool
}

func (s *Slack) serveAct(w http.ResponseWriter, r *http.Request) {
	var a slackAct
	if !readAct(w, r, &a) {
		return
	}
	s.mu.Lock()
	u := s.user(a.As)
	s.mu.Unlock()
	if u == nil {
		http.Error(w, nobody, http.StatusNotFound)
		return
	}
	sh, err := s.perform(&Person{s: s, ID: u.ID}, a)
	if err != nil {
		sh.Error = err.Error()
	}
	answerJSON(w, object{"error": sh.Error, "errors": sh.Errors, "private": len(sh.Messages)})
}

func (s *Slack) perform(p *Person, a slackAct) (Shown, error) {
	switch a.Do {
	case "type":
		if strings.HasPrefix(a.Text, "/") && a.Thread != "" {
			return Shown{}, fmt.Errorf("%s is not supported in threads. Sorry!", strings.Fields(a.Text)[0])
		}
		if strings.HasPrefix(a.Text, "/") {
			return s.command(p.ID, a.Channel, a.Text), nil
		}
		_, err := s.say(p.ID, SlackMessage{Channel: a.Channel, ThreadTS: a.Thread, Text: a.Text})
		return Shown{}, err
	case "press":
		return s.pressByID(p, a)
	case "submit":
		return s.submitByID(p, a)
	case "close":
		return s.closeView(p.ID, a.View, a.All), nil
	case "shortcut":
		if a.TS == "" {
			return p.GlobalShortcut(a.Name), nil
		}
		return p.MessageShortcut(SlackMessage{Channel: a.Channel, TS: a.TS}, a.Name), nil
	case "home":
		p.OpensHome()
	case "tab":
		s.openTab(p.ID, "messages")
	case "edit", "delete", "dismiss", "read", "dm":
		return Shown{}, s.tidy(p, a)
	default:
		return Shown{}, fmt.Errorf("there is no act %q", a.Do)
	}
	return Shown{}, nil
}

// tidy does what concerns no app: reading, editing, deleting, opening a conversation.
func (s *Slack) tidy(p *Person, a slackAct) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.changes.changed()
	m := s.message(a.Channel, a.TS)
	switch {
	case a.Do == "dm" && s.user(a.Name) != nil:
		s.dm(p.ID, s.user(a.Name).ID)
	case a.Do == "read":
		s.markRead(p.ID, a.Channel)
	case m == nil:
		return fmt.Errorf("this message is gone")
	case a.Do == "dismiss" && m.Ephemeral == p.ID:
		s.remove(m)
	case a.Do == "edit" && m.User == p.ID:
		s.edit(m, SlackMessage{Text: s.typed(a.Text)}, map[string]bool{"text": true}, p.ID)
	case a.Do == "delete" && m.User == p.ID:
		s.remove(m)
	default:
		return fmt.Errorf("that is not theirs to do")
	}
	return nil
}

// pressByID finds the element by the ids that the page has, in a message or in a view.
func (s *Slack) pressByID(p *Person, a slackAct) (Shown, error) {
	s.mu.Lock()
	var m SlackMessage
	blocks, viewID := []object(nil), ""
	switch cur, v, home := s.message(a.Channel, a.TS), s.st.Views[a.View], s.st.Homes[p.ID]; {
	case cur != nil:
		m, blocks = *cur, cur.Blocks
	case v != nil && v.User == p.ID:
		viewID, blocks = v.ID, v.blocks()
		if state, err := s.copyView(v).entered(a.Values); err == nil {
			v.State = state
		}
	case home != nil && home.ID == a.View:
		viewID, blocks = home.ID, home.blocks()
	}
	s.mu.Unlock()
	for _, b := range blocks {
		for _, e := range blockElements(b) {
			if b["block_id"] != a.Block || e["action_id"] != a.Action {
				continue
			}
			pressed, err := chosen(e, a.Value)
			if err != nil {
				return Shown{}, err
			}
			if viewID != "" {
				return s.pressInView(p.ID, viewID, b, pressed), nil
			}
			return s.press(p.ID, m, b, pressed), nil
		}
	}
	return Shown{}, fmt.Errorf("this button is gone")
}

// chosen is the element with what was chosen in it.
func chosen(e object, value any) (object, error) {
	if e["type"] == "button" || value == nil {
		return e, nil
	}
	out := object{}
	for k, v := range e {
		out[k] = v
	}
	if e["type"] == "overflow" {
		out["selected_option"] = optionOf(e, fmt.Sprint(value))
		if out["selected_option"] == nil {
			return nil, fmt.Errorf("there is no choice %q", value)
		}
		return out, nil
	}
	state, err := enter(e, fmt.Sprint(value))
	for k, v := range state {
		out[k] = v
	}
	return out, err
}

// submitByID submits a view with what was entered, by block_id and action_id.
func (s *Slack) submitByID(p *Person, a slackAct) (Shown, error) {
	s.mu.Lock()
	v := s.copyView(s.st.Views[a.View])
	s.mu.Unlock()
	if v == nil || v.User != p.ID {
		return Shown{}, fmt.Errorf("this form is gone")
	}
	state, err := v.entered(a.Values)
	if err != nil {
		return Shown{}, err
	}
	return s.submit(p.ID, v.ID, state), nil
}

// entered is the state of the view with what stands in the page's fields, by block_id and action_id. It changes v.
func (v *SlackView) entered(values map[string]map[string]string) (viewState, error) {
	for _, b := range v.blocks() {
		e, _ := b["element"].(object)
		blockID, _ := b["block_id"].(string)
		actionID, _ := e["action_id"].(string)
		text, ok := values[blockID][actionID]
		if !ok {
			continue
		}
		val, err := enter(e, text)
		if err != nil {
			return nil, err
		}
		v.State[blockID][actionID] = val
	}
	return v.State, nil
}
