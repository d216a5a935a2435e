package slack

import (
	"cmp"
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/beckon-desk/beckon/bot"
	"github.com/beckon-desk/beckon/tickets"
)

// From the wire to plain values. Nothing here calls anybody.

// key is the stable key of a delivery to this installation.
func (i installation) key(kind string, parts ...string) string {
	return "slack:" + i.tenant() + ":" + kind + ":" + strings.Join(parts, ":")
}

// place is a channel or, with a stamp, a message or thread in it.
func (i installation) place(channel, ts string) tickets.Place {
	if channel == "" {
		return tickets.Place{Platform: tickets.Slack, Team: i.tenant()}
	}
	return tickets.Place{Platform: tickets.Slack, Team: i.tenant(), Channel: channel, Message: ts}
}

// message is the place of a message, with the link that opens it.
func (i installation) message(channel, ts, thread string) tickets.Place {
	p := i.place(channel, ts)
	if channel == "" || ts == "" || i.url == "" {
		return p
	}
	p.Link = i.url + "archives/" + channel + "/p" + strings.ReplaceAll(ts, ".", "")
	if thread != "" && thread != ts {
		p.Link += "?thread_ts=" + thread + "&cid=" + channel
	}
	return p
}

// said is a message event in plain values.
func (e wireEvent) said(i installation, p tickets.Profile) bot.Said {
	return bot.Said{
		By:   bot.By{Profile: p, Place: i.place(string(e.Channel), e.thread()), Key: e.key(i)},
		Text: e.words(), Message: i.message(string(e.Channel), e.TS, e.ThreadTS), Direct: e.direct(), At: stamp(e.TS),
	}
}

func (e wireEvent) key(i installation) string { return i.messageKey(string(e.Channel), e.TS) }

func (i installation) messageKey(channel, ts string) string { return i.key("message", channel, ts) }

// placeOf is the message that messageKey made the key of, if it did.
func (i installation) placeOf(key string) (p tickets.Place, ok bool) {
	rest, ours := strings.CutPrefix(key, i.key("message", ""))
	channel, ts, cut := strings.Cut(rest, ":")
	return i.place(channel, ts), ours && cut && channel != "" && ts != ""
}

// thread is the thread that a message was written in, "" for the one that
// begins it: once there are replies, Slack gives it its own stamp as a thread.
func (m wireMessage) thread() string {
	if m.ThreadTS == m.TS {
		return ""
	}
	return m.ThreadTS
}

// edited is the event with which a message would come if it was written now as
// it is since an edit; ok is false for a change that no author has made.
func (e wireEvent) edited() (as wireEvent, ok bool) {
	if e.Now == nil || e.Now.Edited.TS == "" {
		return wireEvent{}, false
	}
	as = e
	as.wireMessage, as.Now = *e.Now, nil
	return as, true
}

// deleted is the stamp of the message that an event says is gone, or "". Of a
// message with replies Slack leaves a tombstone of its own.
func (e wireEvent) deleted() string {
	if e.Subtype == "message_changed" && e.Now != nil && e.Now.Subtype == "tombstone" {
		return e.Now.TS
	}
	return e.Deleted
}

// direct reports whether the event is in the direct messages with the bot.
func (e wireEvent) direct() bool { return e.ChannelType == "im" }

// personal reports whether a message event is something that a person wrote
// just now. The list allows: what Slack may invent later is not for us.
func (e wireEvent) personal(i installation) bool {
	switch e.Subtype {
	case "", "file_share", "thread_broadcast":
	default:
		return false
	}
	return e.Type == "message" && e.BotID == "" && e.User != "" && string(e.User) != i.botUser && e.TS != "" && e.Channel != ""
}

// called is a text without its mentions of the app, and whether it has any.
func (i installation) called(text string) (without string, ok bool) {
	without = strings.ReplaceAll(text, "<@"+i.botUser+">", "")
	return without, without != text
}

// words is what a message says, with what it quotes, and its files as lines below.
func (m wireMessage) words() string {
	lines := []string{decode(m.Text)}
	for _, q := range m.quotes() {
		lines = append(lines, q.words())
	}
	for _, f := range m.files() {
		lines = append(lines, f.line())
	}
	return tickets.CleanText(strings.Join(lines, "\n"))
}

// quotes are what was said elsewhere and forwarded with the message and, of an app's
// message, all it shows. The page of a link that somebody typed says nothing new.
func (m wireMessage) quotes() []wireQuote {
	return slices.DeleteFunc(slices.Clone(m.Attached), func(q wireQuote) bool { return !q.Forwarded && m.BotID == "" })
}

func (q wireQuote) words() string {
	lines := []string{decode(q.Pretext), decode(q.Title), decode(q.Text)}
	if strings.TrimSpace(strings.Join(lines, "")) == "" && len(q.Files) == 0 {
		lines = []string{decode(q.Fallback)}
	}
	if q.Forwarded {
		lines = append(lines, tickets.CleanLine("Forwarded from "+cmp.Or(decode(q.Author), "Slack")+": "+q.From))
	}
	return strings.Join(slices.DeleteFunc(lines, func(l string) bool { return l == "" }), "\n")
}

// files are those of the message and of what is forwarded with it.
func (m wireMessage) files() []wireFile {
	all := slices.Clone(m.Files)
	for _, q := range m.quotes() {
		all = append(all, q.Files...)
	}
	return all
}

// line leads to a file; of one without a name there is nothing to say.
func (f wireFile) line() string {
	if f.Name == "" && f.Permalink == "" {
		return ""
	}
	return tickets.CleanLine("File: " + f.Name + " " + f.Permalink)
}

// team is the author's workspace, when the event says.
func (e wireEvent) team() string {
	if e.UserTeam != "" {
		return e.UserTeam
	}
	return e.SourceTeam
}

// stamp is the time in a message's ts, zero when it is none.
func stamp(ts string) time.Time {
	seconds, err := strconv.ParseFloat(ts, 64)
	if err != nil {
		return time.Time{}
	}
	return time.UnixMilli(int64(seconds * 1000)).UTC()
}

// metadata is what a form carries from where it was opened to its submission.
type metadata struct {
	Verb     tickets.Verb `json:"v"`
	Ticket   tickets.ID   `json:"t,omitempty"`
	Channel  string       `json:"c,omitempty"`
	Message  string       `json:"m,omitempty"`
	Link     string       `json:"l,omitempty"`
	Files    []string     `json:"f,omitempty"`
	Response string       `json:"r,omitempty"` // response_url of what opened the form
}

// submission is a form in plain values. The form's metadata is ours; what is
// not is a form of nobody's.
func (v wireView) submission(i installation, by bot.By) (bot.Submission, metadata, error) {
	var m metadata
	if err := json.Unmarshal([]byte(v.Metadata), &m); err != nil {
		return bot.Submission{}, m, err
	}
	source := i.place(m.Channel, m.Message)
	source.Link = m.Link
	by.Place, by.Key = source, i.key("view", v.ID)
	values := map[string]string{}
	for block, actions := range v.State.Values {
		if field, ok := actions[fieldAction]; ok {
			values[block] = field.Value + field.Selected.Value // an element has one of the two
		}
	}
	return bot.Submission{By: by, FormRef: bot.FormRef{Verb: m.Verb, Ticket: m.Ticket, Source: source, Files: m.Files}, Values: values}, m, nil
}

// draftValue is what the button that opens a new ticket's form carries.
type draftValue struct {
	Text    string   `json:"t,omitempty"`
	Channel string   `json:"c,omitempty"`
	Message string   `json:"m,omitempty"`
	Link    string   `json:"l,omitempty"`
	Files   []string `json:"f,omitempty"`
}

func (d draftValue) draft(i installation) bot.Draft {
	source := i.place(d.Channel, d.Message)
	source.Link = d.Link
	draft := bot.Draft{Text: d.Text, Source: source}
	for _, id := range d.Files {
		draft.Files = append(draft.Files, bot.Attached{ID: id})
	}
	return draft
}

// token matches what Slack writes for mentions, commands and links.
var token = regexp.MustCompile(`<([@#!][^<>|\s]+|(?:https?|mailto|tel|ftp|slack):[^<>|\s]+)(?:\|([^<>]*))?>`)

var entities = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")

// decode turns Slack's markup into what people read: mentions and links first,
// then the three entities, each once.
func decode(s string) string {
	var out strings.Builder
	rest := 0
	for _, m := range token.FindAllStringSubmatchIndex(s, -1) {
		out.WriteString(entities.Replace(s[rest:m[0]]))
		label := ""
		if m[4] >= 0 {
			label = entities.Replace(s[m[4]:m[5]])
		}
		out.WriteString(tokenText(entities.Replace(s[m[2]:m[3]]), label))
		rest = m[1]
	}
	out.WriteString(entities.Replace(s[rest:]))
	return out.String()
}

// tokenText is how a mention, a command or a link reads.
func tokenText(target, label string) string {
	switch target[0] {
	case '@', '#':
		if label != "" {
			return target[:1] + strings.TrimPrefix(label, target[:1])
		}
		return target
	case '!':
		if label != "" {
			return label
		}
		command, _, _ := strings.Cut(target[1:], "^")
		return "@" + command
	}
	shown := strings.TrimPrefix(target, "mailto:")
	shown = strings.TrimPrefix(shown, "tel:")
	if label == "" || label == shown || label == target || "http://"+label == target || "https://"+label == target {
		return shown
	}
	return label + " (" + shown + ")"
}
