package discord

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

// place is a channel or, with a message, that message or the thread on it. The
// guild is "" in direct messages.
func place(guild, channel, message string) tickets.Place {
	p := tickets.Place{Platform: tickets.Discord, Team: guild, Channel: channel, Message: message}
	if message != "" {
		p.Link = "https://discord.com/channels/" + cmp.Or(guild, "@me") + "/" + channel + "/" + message
	}
	return p
}

// who is the person who did it.
func (in wireInteraction) who() (wireUser, string) {
	switch {
	case in.Member != nil && in.Member.User != nil:
		return *in.Member.User, in.Member.Nick
	case in.User != nil:
		return *in.User, ""
	}
	return wireUser{}, ""
}

// name is what others call the person.
func (u wireUser) name(nick string) string {
	return cmp.Or(tickets.CleanLine(nick), tickets.CleanLine(u.GlobalName), u.Username)
}

func (in wireInteraction) key() string { return "discord:interaction:" + in.ID }

// text is what was typed into the command's one option.
func (in wireInteraction) text() string {
	for _, o := range in.Data.Options {
		var s string
		if o.Name == commandOption && json.Unmarshal(o.Value, &s) == nil {
			return s
		}
	}
	return ""
}

// values are a form's fields. Discord sends back the layout that it was given.
func (in wireInteraction) values() map[string]string {
	out := map[string]string{}
	var read func(list []wireInput)
	read = func(list []wireInput) {
		for _, f := range list {
			if f.CustomID != "" {
				out[f.CustomID] = f.Value + strings.Join(f.Values, ",")
			}
			if f.Component != nil {
				read([]wireInput{*f.Component})
			}
			read(f.Components)
		}
	}
	read(in.Data.Components)
	return out
}

// typed is what somebody typed into the command or form, to show back.
func (in wireInteraction) typed() string {
	if in.Type == kindCommand {
		return in.text()
	}
	values := in.values()
	var out []string
	for _, name := range []string{"title", "body", "text", "note", "reason"} {
		if v := strings.TrimSpace(values[name]); v != "" {
			out = append(out, v)
		}
	}
	return strings.Join(out, "\n")
}

// byPerson reports whether a person wrote the message: no bot, no webhook, not
// Discord itself.
func (m wireMessage) byPerson() bool {
	return !m.Author.Bot && m.WebhookID == "" && m.Author.ID != "" && (m.Type == messageDefault || m.Type == messageReply)
}

// begins reports whether the message begins a forum's post, which has its id.
func (m wireMessage) begins() bool { return m.ID == m.ChannelID }

func (m wireMessage) key() string { return messageKey(m.ID) }

func messageKey(id string) string { return "discord:message:" + id }

// edited is the message as it is since an edit, if it was one and its words can
// be read. When pages of links are added later, the time of the edit comes again
// without its microseconds: whoever compares times must cut them.
func (u wireUpdate) edited() (m wireMessage, ok bool) {
	if u.EditedAt.IsZero() || u.Content == nil || u.Author.Bot || u.WebhookID != "" {
		return wireMessage{}, false
	}
	m = u.wireMessage
	m.Content = *u.Content
	return m, m.words() != ""
}

// threads are the conversations that the message may belong to, the likeliest
// first. parent is the channel of the thread it was written in, "" outside
// threads. News of a ticket replies to its card, so what replies to the news
// belongs to the card.
func (m wireMessage) threads(parent string) []tickets.Place {
	var out []tickets.Place
	if parent != "" { // of a forum's post, the message that begins it stands in the thread itself
		out = append(out, place(m.GuildID, parent, m.ChannelID), place(m.GuildID, m.ChannelID, m.ChannelID))
	}
	if m.Type != messageReply || m.Reference == nil {
		return out
	}
	out = append(out, place(m.GuildID, m.ChannelID, m.Reference.MessageID))
	if r := m.Referenced; r != nil && r.Reference != nil {
		out = append(out, place(m.GuildID, m.ChannelID, r.Reference.MessageID))
	}
	return out
}

// marks matches what Discord writes for mentions, custom emoji and commands.
var marks = regexp.MustCompile(`<(@!?|@&|#)(\d+)>|<a?:(\w+):\d+>|</([^:<>]+):\d+>`)

// words are the message as people read it, with the names of what is attached, and
// what is forwarded with it.
func (m wireMessage) words() string {
	lines := []string{m.content()}
	for _, e := range m.Embeds {
		if e.Type == "rich" && (m.Author.Bot || m.Author.ID == "") { // else it is the page of a link that somebody typed
			lines = append(lines, e.words())
		}
	}
	for _, a := range m.Attachments {
		lines = append(lines, a.line())
	}
	for _, s := range m.Snapshots {
		if said := s.Message.words(); said != "" {
			lines = append(lines, said)
			if m.Reference != nil {
				lines = append(lines, "Forwarded from "+place(m.Reference.GuildID, m.Reference.ChannelID, m.Reference.MessageID).Link)
			}
		}
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

func (e wireEmbed) words() string {
	lines := []string{e.Title, e.Description}
	for _, f := range e.Fields {
		lines = append(lines, f.Name+": "+f.Value)
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// files are those of the message and of what is forwarded with it.
func (m wireMessage) files() []wireAttachment {
	all := slices.Clone(m.Attachments)
	for _, s := range m.Snapshots {
		all = append(all, s.Message.files()...)
	}
	return all
}

// content is what was typed, without Discord's marks.
func (m wireMessage) content() string {
	return marks.ReplaceAllStringFunc(m.Content, func(found string) string {
		part := marks.FindStringSubmatch(found)
		switch {
		case part[3] != "":
			return ":" + part[3] + ":"
		case part[4] != "":
			return "/" + part[4]
		case strings.HasPrefix(part[1], "@") && part[1] != "@&":
			for _, u := range m.Mentions {
				if u.ID == part[2] {
					return "@" + u.name("")
				}
			}
			return "@somebody"
		}
		return map[string]string{"@&": "@a role", "#": "#a channel"}[part[1]]
	})
}

func (a wireAttachment) line() string { return a.Filename + ": " + a.URL }

// lineLike is the line of a text that leads to the same file as another line, of
// which Discord has signed the address anew; that line itself if there is none.
func lineLike(text, line string) string {
	file, _, _ := strings.Cut(line, "?")
	for l := range strings.SplitSeq(text, "\n") {
		if before, _, _ := strings.Cut(l, "?"); before == file {
			return l
		}
	}
	return line
}

// at is when the message was written: Discord's ids hold the time.
func (m wireMessage) at() time.Time { return stamp(m.ID) }

// stamp is the time within an id.
func stamp(id string) time.Time {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return time.Time{}
	}
	return time.UnixMilli(n>>22 + 1420070400000).UTC()
}

// later reports whether id a is newer than b. "" is older than all.
func later(a, b string) bool { return len(a) > len(b) || len(a) == len(b) && a > b }

// beside is the id that many after another, or before it.
func beside(id string, by int64) string {
	n, _ := strconv.ParseInt(id, 10, 64)
	return strconv.FormatInt(n+by, 10)
}

// said is a message as the desk takes it in.
func (m wireMessage) said(thread tickets.Place, p tickets.Profile) bot.Said {
	return bot.Said{
		By:   bot.By{Profile: p, Place: thread, Key: m.key()},
		Text: m.words(), Message: place(m.GuildID, m.ChannelID, m.ID), Direct: m.GuildID == "", At: m.at(),
	}
}
