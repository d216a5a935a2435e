package sim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

const maxSlackText = 40_000

// content reads and checks what a message says: text, blocks, attachments and metadata.
func (s *Slack) content(rq *slackRequest) (m SlackMessage, given map[string]bool, err error) {
	given = map[string]bool{}
	m.Text = rq.str("text")
	given["text"] = m.Text != ""
	if slackUnits(m.Text) > maxSlackText {
		return m, given, slackNo("msg_too_long")
	}
	blocks, err := rq.structured("blocks")
	if err != nil {
		return m, given, slackNo("invalid_blocks_format", "[ERROR] "+err.Error())
	}
	given["blocks"] = blocks != nil
	if m.Blocks, err = s.checkBlocks(blocks); err != nil {
		return m, given, err
	}
	attachments, err := rq.structured("attachments")
	if l, ok := attachments.([]any); err != nil || attachments != nil && !ok || len(l) > 100 {
		return m, given, slackNo("invalid_attachments")
	} else if len(l) > 0 {
		m.Attachments = jsonObjects(l)
		given["attachments"] = true
	}
	metadata, err := rq.structured("metadata")
	if md, ok := metadata.(object); err != nil || metadata != nil && !ok {
		return m, given, slackNo("invalid_metadata_format")
	} else if md != nil {
		given["metadata"] = true
		if kind, _ := md["event_type"].(string); kind != "" {
			m.Metadata = object{"event_type": kind, "event_payload": md["event_payload"]}
			if _, ok := md["event_payload"].(object); !ok {
				return m, given, slackNo("invalid_metadata_format")
			}
			if len(mustJSON(m.Metadata)) > 16_000 {
				return m, given, slackNo("metadata_too_large")
			}
		}
	}
	return m, given, nil
}

// target finds where the app may post: a channel by id or name, or a person's direct message by user id.
func (s *Slack) target(ref string) (*SlackChannel, error) {
	if s.st.Users[ref] != nil {
		c, _, err := s.openDM(ref)
		if err == nil && s.app.MessagesOff {
			err = slackNo("messages_tab_disabled")
		}
		return c, err
	}
	c := s.channel(ref)
	switch {
	case c == nil || (c.Private || c.IM) && !c.has(s.st.BotUser):
		return nil, slackNo("channel_not_found")
	case !c.has(s.st.BotUser) && !slices.Contains(s.app.Scopes, "chat:write.public"):
		return nil, slackNo("not_in_channel")
	case c.Archived:
		return nil, slackNo("is_archived")
	case c.IM && s.app.MessagesOff:
		return nil, slackNo("messages_tab_disabled")
	}
	return c, nil
}

func (s *Slack) chatPost(rq *slackRequest) (object, error) {
	c, err := s.target(rq.str("channel"))
	if err != nil {
		return nil, err
	}
	m, given, err := s.content(rq)
	if err != nil {
		return nil, err
	}
	if !given["text"] && len(m.Blocks) == 0 && !given["attachments"] {
		return nil, slackNo("no_text")
	}
	m.Channel, m.ThreadTS = c.ID, rq.str("thread_ts")
	if p := rq.str("parse"); p == "full" {
		m.Text = s.parsed(m.Text)
	}
	if m.ThreadTS != "" && rq.flag("reply_broadcast") {
		m.Subtype = "thread_broadcast"
	}
	posted, err := s.post(s.own(m))
	if err != nil {
		return nil, err
	}
	return object{"channel": c.ID, "ts": posted.TS, "message": posted.wire(s)}, nil
}

// own makes a message one of the app's.
func (s *Slack) own(m SlackMessage) SlackMessage {
	m.User, m.BotID = s.st.BotUser, s.st.BotID
	return m
}

// post stamps and keeps a message and tells the app when it is a member. Callers hold mu.
func (s *Slack) post(m SlackMessage) (*SlackMessage, error) {
	if m.ThreadTS != "" {
		head := s.message(m.Channel, m.ThreadTS)
		if head == nil && m.Ephemeral == "" {
			return nil, slackNo("cannot_reply_to_message")
		}
		if head != nil && head.Ephemeral == "" {
			if head.ThreadTS == "" {
				head.ThreadTS = head.TS
			}
			m.ThreadTS = head.ThreadTS // a reply to a reply stands in the same thread
		}
	}
	m.TS = s.nextTS()
	s.st.Messages[m.Channel] = append(s.st.Messages[m.Channel], &m)
	if m.Ephemeral == "" {
		s.emitMessage(m.Channel, m.wire(s))
	}
	s.changes.changed()
	return &m, nil
}

func (s *Slack) chatEphemeral(rq *slackRequest) (object, error) {
	c, err := s.target(rq.str("channel"))
	if err != nil {
		return nil, err
	}
	u := s.st.Users[rq.str("user")]
	if u == nil || !c.has(u.ID) {
		return nil, slackNo("user_not_in_channel")
	}
	m, given, err := s.content(rq)
	if err != nil {
		return nil, err
	}
	if !given["text"] && len(m.Blocks) == 0 && !given["attachments"] {
		return nil, slackNo("no_text")
	}
	m.Channel, m.Ephemeral, m.ThreadTS = c.ID, u.ID, rq.str("thread_ts")
	posted, err := s.post(s.own(m))
	if err != nil {
		return nil, err
	}
	return object{"message_ts": posted.TS}, nil
}

// ours finds a message of the app by channel id and stamp; names and user ids do not do here, as in Slack.
func (s *Slack) ours(rq *slackRequest, denied string) (*SlackMessage, error) {
	c := s.st.Channels[rq.str("channel")]
	if c == nil || !c.has(s.st.BotUser) {
		return nil, slackNo("channel_not_found")
	}
	m := s.message(c.ID, rq.str("ts"))
	switch {
	case m == nil || m.Ephemeral != "":
		return nil, slackNo("message_not_found")
	case m.BotID != s.st.BotID:
		return nil, slackNo(denied)
	case c.Archived:
		return nil, slackNo("is_inactive")
	}
	return m, nil
}

func (s *Slack) chatUpdate(rq *slackRequest) (object, error) {
	m, err := s.ours(rq, "cant_update_message")
	if err != nil {
		return nil, err
	}
	next, given, err := s.content(rq)
	if err != nil {
		return nil, err
	}
	if !given["text"] && !given["blocks"] && !given["attachments"] {
		return nil, slackNo("no_text")
	}
	if p := rq.str("parse"); p != "none" { // here the default is "client", which re-reads mentions
		next.Text = s.parsed(next.Text)
	}
	s.edit(m, next, given, s.st.BotUser)
	return object{"channel": m.Channel, "ts": m.TS, "text": m.Text, "message": m.wire(s)}, nil
}

// edit changes what is given of a message and tells the app. What is not given stays, as in Slack.
func (s *Slack) edit(m *SlackMessage, next SlackMessage, given map[string]bool, by string) {
	before := m.wire(s)
	if given["text"] {
		m.Text = next.Text
	}
	if given["blocks"] {
		m.Blocks = next.Blocks
	}
	if given["attachments"] {
		m.Attachments = next.Attachments
	}
	if given["metadata"] {
		m.Metadata = next.Metadata
	}
	if m.Ephemeral == "" {
		m.EditedBy, m.EditedTS = by, s.nextTS()
		s.emitMessage(m.Channel, object{"type": "message", "subtype": "message_changed", "hidden": true, "message": m.wire(s),
			"previous_message": before, "ts": m.EditedTS})
	}
	s.changes.changed()
}

func (s *Slack) chatDelete(rq *slackRequest) (object, error) {
	m, err := s.ours(rq, "cant_delete_message")
	if err != nil {
		return nil, err
	}
	s.remove(m)
	return object{"channel": m.Channel, "ts": m.TS}, nil
}

// remove deletes a message and tells the app. One that has replies leaves a tombstone, as in Slack: for the app it has
// changed.
func (s *Slack) remove(m *SlackMessage) {
	if s.replied(m) {
		before := m.wire(s)
		*m = SlackMessage{Channel: m.Channel, TS: m.TS, ThreadTS: m.TS, User: "USLACKBOT", Subtype: "tombstone", Text: "This message was deleted."}
		now := m.wire(s)
		now["hidden"] = true
		s.emitMessage(m.Channel, object{"type": "message", "subtype": "message_changed", "hidden": true, "message": now, "previous_message": before, "ts": s.nextTS()})
		s.changes.changed()
		return
	}
	s.st.Messages[m.Channel] = slices.DeleteFunc(s.st.Messages[m.Channel], func(x *SlackMessage) bool { return x == m })
	if m.Ephemeral == "" {
		s.emitMessage(m.Channel, object{"type": "message", "subtype": "message_deleted", "hidden": true, "deleted_ts": m.TS,
			"previous_message": m.wire(s), "ts": s.nextTS()})
	}
	s.changes.changed()
}

// replied tells whether a message begins a thread in which something stands.
func (s *Slack) replied(m *SlackMessage) bool {
	return m.Ephemeral == "" && m.Subtype != "tombstone" && slices.ContainsFunc(s.st.Messages[m.Channel], func(r *SlackMessage) bool {
		return r.ThreadTS == m.TS && r.TS != m.TS && r.Ephemeral == ""
	})
}

// Unfurls shows the page of a link below a message, as Slack does by itself: for the app the message has changed, though
// nobody has edited it.
func (s *Slack) Unfurls(m SlackMessage, title string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.changes.changed()
	own := s.message(m.Channel, m.TS)
	if own == nil {
		panic("sim: that message is gone")
	}
	before := own.wire(s)
	own.Attachments = []object{{"title": title, "title_link": "https://example.com", "fallback": title, "id": 1}}
	s.emitMessage(own.Channel, object{"type": "message", "subtype": "message_changed", "hidden": true, "message": own.wire(s), "previous_message": before, "ts": s.nextTS()})
}

func (s *Slack) chatPermalink(rq *slackRequest) (object, error) {
	c := s.st.Channels[rq.str("channel")]
	if c == nil || (c.Private || c.IM) && !c.has(s.st.BotUser) {
		return nil, slackNo("channel_not_found")
	}
	m := s.message(c.ID, rq.str("message_ts"))
	if m == nil || m.Ephemeral != "" {
		return nil, slackNo("message_not_found")
	}
	link := s.url + "/archives/" + c.ID + "/p" + strings.ReplaceAll(m.TS, ".", "")
	if !m.root() {
		link += "?thread_ts=" + m.ThreadTS + "&cid=" + c.ID
	}
	return object{"channel": c.ID, "permalink": link}, nil
}

func (s *Slack) servePermalink(w http.ResponseWriter, r *http.Request) {
	channel, digits := r.PathValue("channel"), strings.TrimPrefix(r.PathValue("message"), "p")
	if len(digits) < 7 {
		http.NotFound(w, r)
		return
	}
	ts := digits[:len(digits)-6] + "." + digits[len(digits)-6:]
	s.mu.Lock()
	m := s.message(channel, ts)
	s.mu.Unlock()
	switch {
	case m == nil:
		http.NotFound(w, r)
	case s.cfg.Permalinks != "":
		http.Redirect(w, r, s.cfg.Permalinks+"?"+url.Values{"channel": {channel}, "ts": {ts}}.Encode(), http.StatusFound)
	default:
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		fmt.Fprintln(w, m.Text)
	}
}

var (
	mention  = regexp.MustCompile(`(^|[\s(])([@#])([a-z0-9][a-z0-9._-]*)`)
	bareLink = regexp.MustCompile(`(^|[\s(])(https?://[^\s<>]+)`)
	escaper  = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
)

// parsed turns what looks like a mention or a link into one, as Slack's parse=full does.
func (s *Slack) parsed(text string) string {
	text = bareLink.ReplaceAllString(text, "$1<$2>")
	return mention.ReplaceAllStringFunc(text, func(hit string) string {
		p := mention.FindStringSubmatch(hit)
		switch u, c := s.user(p[3]), s.channel(p[3]); {
		case p[2] == "@" && slices.Contains([]string{"here", "channel", "everyone"}, p[3]):
			return p[1] + "<!" + p[3] + ">"
		case p[2] == "@" && u != nil:
			return p[1] + "<@" + u.ID + ">"
		case p[2] == "#" && c != nil:
			return p[1] + "<#" + c.ID + "|" + c.Name + ">"
		}
		return hit
	})
}

// typed is text as Slack stores it when a person types it: control characters escaped, mentions and links marked.
func (s *Slack) typed(text string) string { return s.parsed(escaper.Replace(text)) }

func mustJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("sim: not JSON: %v", err)) // only for values of ours
	}
	return b
}
