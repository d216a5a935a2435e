package sim

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
)

// Person is somebody at their keyboard. Get one with Slack.As. What Slack itself would tell the person is in Shown; a
// mistake in the script (a channel that does not exist) panics with a sentence.
type Person struct {
	s  *Slack
	ID string
}

// Shown is what a person saw as the direct answer to what they did, once the app had acknowledged or failed to.
type Shown struct {
	Messages []SlackMessage    // the app's answers to this very act, private ones included
	Modal    *SlackView        // the view on top of the screen now, nil when none is open
	Errors   map[string]string // refused fields of a modal, by label
	Error    string            // what Slack says when it went wrong: "operation_timeout", a missing button …; "" when all is well
}

// Text is what all answers say, as a reader sees them.
func (sh Shown) Text() string {
	var parts []string
	for _, m := range sh.Messages {
		parts = append(parts, m.Visible())
	}
	return strings.Join(parts, "\n")
}

// As is the person with this handle or id.
func (s *Slack) As(who string) *Person {
	s.mu.Lock()
	defer s.mu.Unlock()
	return &Person{s: s, ID: s.mustUser(who).ID}
}

// Types enters text into the composer of a place: "#general", "@beckon" for the direct message with the app, "@mo", or
// a channel id. A slash command goes to the app and what it answered is shown; anything else is posted.
func (p *Person) Types(place, text string) Shown {
	if !strings.HasPrefix(text, "/") {
		return Shown{Messages: []SlackMessage{p.Says(place, text)}}
	}
	return p.s.command(p.ID, p.place(place), text)
}

// Says posts a message and returns it; the app hears of it by an event.
func (p *Person) Says(place, text string) SlackMessage {
	return p.posts(SlackMessage{Channel: p.place(place), Text: text})
}

// RepliesIn posts into the thread of a message.
func (p *Person) RepliesIn(thread SlackMessage, text string) SlackMessage {
	return p.posts(SlackMessage{Channel: thread.Channel, ThreadTS: cmp.Or(thread.ThreadTS, thread.TS), Text: text})
}

func (p *Person) posts(m SlackMessage) SlackMessage {
	posted, err := p.s.say(p.ID, m)
	if err != nil {
		panic(fmt.Sprintf("sim: %s cannot post there: %v", p.ID, err))
	}
	return posted
}

// say posts what a person typed.
func (s *Slack) say(user string, m SlackMessage) (SlackMessage, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.st.Channels[m.Channel]
	switch {
	case c == nil || !c.has(user):
		return m, slackNo("not_in_channel")
	case c.Archived:
		return m, slackNo("is_archived")
	case c.IM && c.has(s.st.BotUser) && s.app.MessagesOff:
		return m, slackNo("messages_tab_disabled")
	case strings.TrimSpace(m.Text) == "" && len(m.Files)+len(m.Attachments) == 0:
		return m, slackNo("no_text")
	}
	m.User, m.Text = user, s.typed(m.Text)
	posted, err := s.post(m)
	if err != nil {
		return m, err
	}
	s.markRead(user, c.ID)
	return *posted, nil
}

// Forwards shares a message with another place, with words of their own or none. The app hears of the message as an
// attachment of the new one, whose text is but what was typed now.
func (p *Person) Forwards(m SlackMessage, place, text string) SlackMessage {
	p.s.mu.Lock()
	author := p.s.mustUser(m.User)
	from := p.s.url + "/archives/" + m.Channel + "/p" + strings.ReplaceAll(m.TS, ".", "")
	quote := object{"is_share": true, "is_msg_unfurl": true, "id": 1, "ts": m.TS, "channel_id": m.Channel, "channel_team": p.s.st.TeamID,
		"author_id": author.ID, "author_name": author.RealName, "author_subname": author.RealName, "author_link": p.s.url + "/team/" + author.ID,
		"from_url": from, "original_url": from, "text": m.Text, "fallback": "[" + author.Name + "]: " + m.Text, "mrkdwn_in": []string{"text"}, "footer": "Slack Conversation"}
	if files, ok := m.wire(p.s)["files"]; ok {
		quote["files"] = files
	}
	p.s.mu.Unlock()
	return p.posts(SlackMessage{Channel: p.place(place), Text: text, Attachments: []object{quote}})
}

// Edits changes the text of a message of theirs.
func (p *Person) Edits(m SlackMessage, text string) {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	p.s.edit(p.mine(m), SlackMessage{Text: p.s.typed(text)}, map[string]bool{"text": true}, p.ID)
}

// Deletes takes a message of theirs away.
func (p *Person) Deletes(m SlackMessage) {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	p.s.remove(p.mine(m))
}

func (p *Person) mine(m SlackMessage) *SlackMessage {
	own := p.s.message(m.Channel, m.TS)
	if own == nil || own.User != p.ID {
		panic("sim: that message is not theirs, or gone")
	}
	return own
}

// place finds a channel as the person names it, opening a direct message when needed.
func (p *Person) place(ref string) string {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	if name, ok := strings.CutPrefix(ref, "@"); ok {
		c, _ := p.s.dm(p.ID, p.s.mustUser(name).ID)
		return c.ID
	}
	c := p.s.channel(ref)
	if c == nil {
		panic(fmt.Sprintf("sim: there is no channel %q in this Slack; add it with AddChannel", ref))
	}
	return c.ID
}

// Sees lists the messages of a place that the person can see, threads and private answers included, oldest first.
func (p *Person) Sees(place string) []SlackMessage {
	id := p.place(place)
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return p.s.visible(p.ID, id)
}

// visible lists what the user can see of a channel. Callers hold mu.
func (s *Slack) visible(user, channel string) []SlackMessage {
	var out []SlackMessage
	if c := s.st.Channels[channel]; c == nil || !c.has(user) {
		return nil
	}
	for _, m := range s.st.Messages[channel] {
		if m.Ephemeral == "" || m.Ephemeral == user {
			out = append(out, *m)
		}
	}
	return out
}

// Thread lists the thread of a message as the person sees it, the message itself first.
func (p *Person) Thread(m SlackMessage) []SlackMessage {
	root := cmp.Or(m.ThreadTS, m.TS)
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return slices.DeleteFunc(p.s.visible(p.ID, m.Channel), func(o SlackMessage) bool { return o.TS != root && o.ThreadTS != root })
}

// Now is the message as it is now; ok is false when it was deleted.
func (p *Person) Now(m SlackMessage) (now SlackMessage, ok bool) {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	if cur := p.s.message(m.Channel, m.TS); cur != nil {
		return *cur, true
	}
	return m, false
}

// WaitsFor returns the newest message of a place that holds, waiting for it. The error says what could be seen instead.
func (p *Person) WaitsFor(ctx context.Context, place string, holds func(SlackMessage) bool) (SlackMessage, error) {
	return waitsFor(ctx, p.s.WaitFor, p.ID, place, func() []SlackMessage { return p.Sees(place) }, holds, SlackMessage.Visible)
}

// WaitsForText is WaitsFor a message whose visible text contains the words.
func (p *Person) WaitsForText(ctx context.Context, place, words string) (SlackMessage, error) {
	return p.WaitsFor(ctx, place, func(m SlackMessage) bool { return strings.Contains(m.Visible(), words) })
}

// markRead notes that the user has seen everything in a channel. Callers hold mu.
func (s *Slack) markRead(user, channel string) {
	l := s.st.Messages[channel]
	if len(l) == 0 {
		return
	}
	if s.st.Read[user] == nil {
		s.st.Read[user] = map[string]string{}
	}
	s.st.Read[user][channel] = l[len(l)-1].TS
}
