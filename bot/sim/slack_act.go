package sim

import (
	"cmp"
	"encoding/json"
	"fmt"
	"html"
	"slices"
	"strings"
)

// failures in the words that Slack shows.
var said = map[string]string{
	"http_timeout":      "operation_timeout",
	"http_error":        "http_service_error",
	"connection_failed": "dispatch_failed",
}

// command sends a slash command and shows the answer.
func (s *Slack) command(user, channel, text string) Shown {
	command, rest, _ := strings.Cut(strings.TrimSpace(text), " ")
	rest = strings.TrimSpace(rest)
	s.mu.Lock()
	u, c := s.st.Users[user], s.st.Channels[channel]
	known := false
	for _, sc := range s.app.Commands {
		known = known || sc.Command == command
	}
	if !known || c == nil || !c.has(user) {
		s.mu.Unlock()
		return Shown{Error: fmt.Sprintf("%s is not a valid command. In Slack, all messages that start with the “/” character are interpreted as commands.", command)}
	}
	if s.app.EscapeText {
		rest = s.typed(rest)
	}
	h := s.newHook(slackHook{Channel: channel, User: user})
	payload := object{"token": legacyToken, "team_id": u.TeamID, "team_domain": s.cfg.Domain, "channel_id": c.ID, "channel_name": c.label(),
		"user_id": u.ID, "user_name": u.Name, "command": command, "text": rest, "api_app_id": s.st.AppID, "is_enterprise_install": "false",
		"response_url": s.hookURL(h), "trigger_id": s.newTrigger(user)}
	s.mu.Unlock()

	reply, reason := s.act(s.ctx, kindCommand, payload)
	if reason != "" {
		return s.shown(user, h, fmt.Sprintf("%s failed with the error %q", command, said[reason]))
	}
	return s.shown(user, h, s.answerInBody(h, reply))
}

// label is the channel_name of payloads.
func (c *SlackChannel) label() string {
	switch {
	case c.IM:
		return "directmessage"
	case c.Private:
		return "privategroup"
	}
	return c.Name
}

// answerInBody applies the body of an acknowledgement of a command: nothing, plain text, or a message as JSON. It
// returns what Slack would say when the body is no message.
func (s *Slack) answerInBody(h *slackHook, body []byte) string {
	text := strings.TrimSpace(string(body))
	if text == "" || text == "null" {
		return ""
	}
	rq := &slackRequest{method: "command", args: map[string]any{}}
	if json.Unmarshal([]byte(text), &rq.args) != nil {
		rq.args = map[string]any{"text": text}
	}
	if len(rq.args) == 0 {
		return ""
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.answer(h, rq); err != nil {
		return err.Error()
	}
	return ""
}

// shown gathers what an act led to so far.
func (s *Slack) shown(user string, h *slackHook, failure string) Shown {
	s.mu.Lock()
	defer s.mu.Unlock()
	sh := Shown{Error: failure, Modal: s.topModal(user)}
	if h != nil {
		for _, m := range slices.Backward(s.st.Messages[h.Channel]) {
			if m.TS < h.Since {
				break
			}
			if m.Cause == h.ID {
				sh.Messages = append(sh.Messages, *m)
			}
		}
		slices.Reverse(sh.Messages)
	}
	return sh
}

// interaction is what all interactive payloads share. Callers hold mu.
func (s *Slack) interaction(kind string, u *SlackUser) object {
	return object{"type": kind, "token": legacyToken, "api_app_id": s.st.AppID, "team": object{"id": s.st.TeamID, "domain": s.cfg.Domain},
		"user":       object{"id": u.ID, "username": u.Name, "name": u.Name, "team_id": u.TeamID},
		"enterprise": nil, "is_enterprise_install": false, "trigger_id": s.newTrigger(u.ID)}
}

// Clicks presses the button with this label (or action_id) on the message as the person saw it: a button that has
// gone from the message since can still be pressed, as on a screen that was not redrawn yet.
func (p *Person) Clicks(m SlackMessage, label string) Shown {
	for _, b := range m.Blocks {
		for _, e := range blockElements(b) {
			if pressable(e, label) {
				return p.s.press(p.ID, m, b, e)
			}
		}
	}
	return Shown{Error: fmt.Sprintf("there is no button %q on %q", label, m.Visible())}
}

// Chooses picks a choice, by its text or value, in the menu with this action_id (or placeholder) on a message.
func (p *Person) Chooses(m SlackMessage, menu, choice string) Shown {
	for _, b := range m.Blocks {
		for _, e := range blockElements(b) {
			placeholder, _ := e["placeholder"].(object)
			if e["type"] == "button" || e["action_id"] != menu && placeholder["text"] != menu {
				continue
			}
			picked, err := chosen(e, choice)
			if err != nil {
				return Shown{Error: err.Error()}
			}
			return p.s.press(p.ID, m, b, picked)
		}
	}
	return Shown{Error: fmt.Sprintf("there is no menu %q on %q", menu, m.Visible())}
}

// pressable tells a button by its label or action_id.
func pressable(e object, label string) bool {
	text, _ := e["text"].(object)
	return e["type"] == "button" && (text["text"] == label || e["action_id"] == label)
}

// press sends block_actions for an element of a message. Callers do not hold mu.
func (s *Slack) press(user string, m SlackMessage, b, e object) Shown {
	s.mu.Lock()
	u, c := s.st.Users[user], s.st.Channels[m.Channel]
	cur := s.message(m.Channel, m.TS)
	if c == nil || !c.has(user) || cur == nil || m.BotID == "" {
		s.mu.Unlock()
		return Shown{Error: "this message is gone"}
	}
	h := s.newHook(slackHook{Channel: c.ID, User: user, MessageTS: m.TS, ThreadTS: m.ThreadTS})
	payload := s.interaction("block_actions", u)
	container := object{"type": "message", "message_ts": m.TS, "channel_id": c.ID, "is_ephemeral": m.Ephemeral != ""}
	if m.ThreadTS != "" {
		container["thread_ts"] = m.ThreadTS
	}
	payload["container"], payload["channel"] = container, object{"id": c.ID, "name": c.label()}
	if m.Ephemeral == "" { // Slack keeps no copy of an ephemeral message
		payload["message"] = m.wire(s)
	}
	payload["state"], payload["response_url"] = object{"values": object{}}, s.hookURL(h)
	payload["actions"] = []object{s.action(b, e)}
	s.mu.Unlock()
	return s.pressed(user, h, payload)
}

func (s *Slack) pressed(user string, h *slackHook, payload object) Shown {
	_, reason := s.act(s.ctx, kindInteractive, payload)
	return s.shown(user, h, said[reason])
}

// action is the entry of "actions" for an element: what was pressed or chosen. Callers hold mu.
func (s *Slack) action(b, e object) object {
	a := object{"type": e["type"], "action_id": e["action_id"], "block_id": b["block_id"], "action_ts": s.nextTS()}
	for _, k := range []string{"text", "value", "url", "style", "selected_option", "selected_options", "selected_user", "selected_users", "selected_date"} {
		if e[k] != nil {
			a[k] = e[k]
		}
	}
	return a
}

// MessageShortcut runs the shortcut with this name from the menu of a message.
func (p *Person) MessageShortcut(m SlackMessage, name string) Shown {
	s := p.s
	sc := s.shortcut(name, false)
	if sc == nil {
		return Shown{Error: fmt.Sprintf("there is no message shortcut %q", name)}
	}
	s.mu.Lock()
	c, cur := s.st.Channels[m.Channel], s.message(m.Channel, m.TS)
	if cur == nil || cur.Ephemeral != "" || !c.has(p.ID) {
		s.mu.Unlock()
		return Shown{Error: "this message is gone"}
	}
	h := s.newHook(slackHook{Channel: c.ID, User: p.ID, ThreadTS: m.ThreadTS})
	payload := s.interaction("message_action", s.st.Users[p.ID])
	payload["callback_id"], payload["response_url"], payload["action_ts"] = sc.CallbackID, s.hookURL(h), s.nextTS()
	payload["message_ts"], payload["channel"], payload["message"] = cur.TS, object{"id": c.ID, "name": c.label()}, cur.wire(s)
	s.mu.Unlock()
	return s.pressed(p.ID, h, payload)
}

// GlobalShortcut runs the shortcut with this name from the composer's menu.
func (p *Person) GlobalShortcut(name string) Shown {
	s := p.s
	sc := s.shortcut(name, true)
	if sc == nil {
		return Shown{Error: fmt.Sprintf("there is no global shortcut %q", name)}
	}
	s.mu.Lock()
	payload := s.interaction("shortcut", s.st.Users[p.ID])
	payload["callback_id"], payload["action_ts"] = sc.CallbackID, s.nextTS()
	s.mu.Unlock()
	return s.pressed(p.ID, nil, payload)
}

func (s *Slack) shortcut(name string, global bool) *SlackShortcut {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, sc := range s.app.Shortcuts {
		if sc.Global == global && (sc.Name == name || sc.CallbackID == name) {
			return &sc
		}
	}
	return nil
}

// OpensHome opens the App Home: the app hears app_home_opened. The view is the one published so far, nil when none.
func (p *Person) OpensHome() *SlackView { return p.s.openTab(p.ID, "home") }

// Home is the App Home as published now, nil when there is none.
func (p *Person) Home() *SlackView {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return p.s.copyView(p.s.st.Homes[p.ID])
}

func (s *Slack) openTab(user, tab string) *SlackView {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, _ := s.dm(s.st.BotUser, user)
	event := object{"type": "app_home_opened", "user": user, "channel": c.ID, "tab": tab}
	if v := s.st.Homes[user]; v != nil && tab == "home" {
		event["view"] = v.wire(s)
	}
	s.emit("", event)
	s.changes.changed()
	return s.copyView(s.st.Homes[user])
}

// Visible is what a reader sees of the message: the blocks when there are any, else the text, without markup's
// control characters; one line per piece.
func (m SlackMessage) Visible() string {
	if len(m.Blocks) == 0 {
		return html.UnescapeString(m.Text)
	}
	var lines []string
	for _, b := range m.Blocks {
		collectText(b, &lines)
	}
	return html.UnescapeString(strings.Join(lines, "\n"))
}

// collectText gathers the text objects below v in reading order.
func collectText(v any, lines *[]string) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			collectText(e, lines)
		}
	case object:
		switch v["type"] {
		case "rich_text_section", "rich_text_quote", "rich_text_preformatted": // whose elements run on
			words := ""
			for _, e := range objects(v["elements"]) {
				words += cmp.Or(str(e, "text"), str(e, "url"))
			}
			*lines = append(*lines, words)
			return
		}
		if text, ok := v["text"].(string); ok {
			*lines = append(*lines, text)
		}
		for _, k := range []string{"title", "label", "text", "fields", "hint", "elements", "element", "options", "accessory", "alt_text"} {
			if _, leaf := v[k].(string); !leaf {
				collectText(v[k], lines)
			}
		}
	}
}

// Buttons lists the labels of the buttons on the message, in order.
func (m SlackMessage) Buttons() []string {
	var out []string
	for _, b := range m.Blocks {
		for _, e := range blockElements(b) {
			if text, ok := e["text"].(object); ok && e["type"] == "button" {
				out = append(out, fmt.Sprint(text["text"]))
			}
		}
	}
	return out
}
