package sim

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// DiscordPerson is somebody at their keyboard. Get one with Discord.As. What Discord itself would tell the person is in
// DiscordShown; a mistake in the script (a channel that does not exist) panics with a sentence.
type DiscordPerson struct {
	d  *Discord
	ID string
}

// DiscordShown is what a person saw as the direct answer to what they did, once the app had answered or failed to.
type DiscordShown struct {
	Interaction string           // id of the interaction; "" when none was sent
	Messages    []DiscordMessage // the app's answers to this very act, private ones included; one may still be Loading
	Modal       *DiscordModal    // the modal that opened, or that stays open since its submit failed
	Error       string           // what Discord says when it went wrong; "" when all is well
}

// Text is what all answers say, as a reader sees them.
func (sh DiscordShown) Text() string {
	var parts []string
	for _, m := range sh.Messages {
		parts = append(parts, m.Text())
	}
	return strings.Join(parts, "\n")
}

// As is the person with this handle or id.
func (d *Discord) As(who string) *DiscordPerson {
	d.mu.Lock()
	defer d.mu.Unlock()
	u := d.user(who)
	if u == nil {
		panic(fmt.Sprintf("sim: there is no %q in this Discord; add them with AddUser", who))
	}
	return &DiscordPerson{d: d, ID: u.ID}
}

// Types enters text into the composer of a place: "#help", "@beckon" for the direct message with the app, or the id of a
// channel or thread. A slash command ("/ticket", "/ticket list", or as Discord writes it "/ticket title: vpn") goes to
// the app with its options and what it answered is shown; anything else is posted.
func (p *DiscordPerson) Types(place, text string, options ...Options) DiscordShown {
	if !strings.HasPrefix(text, "/") {
		return DiscordShown{Messages: []DiscordMessage{p.Says(place, text)}}
	}
	given := Options{}
	for _, o := range options {
		for name, v := range o {
			given[name] = v
		}
	}
	return p.d.slash(p.ID, p.place(place), text, given)
}

// Says posts a message and returns it. "@name" and "#channel" in the text become mentions. It panics where the person
// may not write.
func (p *DiscordPerson) Says(place, text string) DiscordMessage {
	return p.says(p.place(place), text, nil)
}

// RepliesIn writes into the thread of a message, or into the thread with that id.
func (p *DiscordPerson) RepliesIn(thread DiscordMessage, text string) DiscordMessage {
	return p.says(thread.ID, text, nil)
}

// RepliesTo answers a message in its channel with Discord's reply, which rings for its author.
func (p *DiscordPerson) RepliesTo(m DiscordMessage, text string) DiscordMessage {
	return p.says(m.ChannelID, text, &wireReference{MessageID: m.ID})
}

func (p *DiscordPerson) says(channel, text string, to *wireReference, files ...DiscordFile) DiscordMessage {
	m, err := p.d.say(p.ID, channel, text, to, files...)
	if err != nil {
		panic(fmt.Sprintf("sim: %s cannot write there: %v", p.ID, err))
	}
	return m
}

// say posts what a person typed.
func (d *Discord) say(user, channel, text string, to *wireReference, files ...DiscordFile) (DiscordMessage, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	defer d.changes.changed()
	u, c := d.state.Users[user], d.state.Channels[channel]
	if c == nil {
		return DiscordMessage{}, errUnknownChannel
	}
	text = d.typed(text)
	b := messageBody{Content: &text, MessageReference: to, given: given("content")}
	for _, f := range files {
		b.files = append(b.files, f.wire())
	}
	b.AllowedMentions = &allowedMentions{Parse: []string{"users", "roles", "everyone"}, RepliedUser: true}
	err := b.check(true, nil)
	if err == nil {
		err = d.mayPost(u, c, b)
	}
	if err != nil {
		return DiscordMessage{}, err
	}
	m := d.post(u, c, b, nil)
	if d.state.Files == nil { // saved before there were any
		d.state.Files = map[string][]byte{}
	}
	for i, f := range files {
		d.state.Files[str(m.Attachments[i], "id")] = f.Content
	}
	return copyJSON(*m), nil
}

// called is what may be a mention in a typed text: after the start or a blank, a sign and a name.
var called = regexp.MustCompile(`(^|\s)([@#])([\p{L}\p{N}_.-]*[\p{L}\p{N}_])`)

// typed turns the @names and #channels of a text into mentions, as Discord's composer does.
func (d *Discord) typed(text string) string {
	return called.ReplaceAllStringFunc(text, func(found string) string {
		part := called.FindStringSubmatch(found)
		before, sign, name := part[1], part[2], part[3]
		u, r, c := d.user(name), d.role(name), d.namedChannel(name)
		switch {
		case sign == "@" && u != nil:
			return before + "<@" + u.ID + ">"
		case sign == "@" && r != nil && r.ID != d.cfg.GuildID:
			return before + "<@&" + r.ID + ">"
		case sign == "#" && c != nil:
			return before + "<#" + c.ID + ">"
		}
		return found
	})
}

// Forwards sends a message on to another place. The new message says nothing itself: it holds the other as it is now,
// without its author.
func (p *DiscordPerson) Forwards(m DiscordMessage, place string) DiscordMessage {
	was, there := p.Now(m)
	if !there {
		panic("sim: that message is gone")
	}
	return p.sends(place, func(f *DiscordMessage) {
		f.Flags |= flagHasSnapshot
		f.MessageReference = &wireReference{Type: referenceForward, MessageID: was.ID, ChannelID: was.ChannelID, GuildID: was.GuildID}
		f.MessageSnapshots = []object{{"message": object{"type": was.Type, "content": was.Content, "embeds": was.Embeds, "attachments": was.Attachments,
			"timestamp": was.Timestamp, "edited_timestamp": was.EditedTimestamp, "flags": was.Flags, "mentions": was.Mentions,
			"mention_roles": was.MentionRoles, "components": was.Components}}}
	})
}

// Sticks sends a sticker and no word.
func (p *DiscordPerson) Sticks(place, sticker string) DiscordMessage {
	return p.sends(place, func(m *DiscordMessage) {
		m.StickerItems = []object{{"id": p.d.id(), "name": sticker, "format_type": 1}}
	})
}

// sends posts a message that holds something else than words and files.
func (p *DiscordPerson) sends(place string, what func(*DiscordMessage)) DiscordMessage {
	channel := p.place(place)
	p.d.mu.Lock()
	defer p.d.mu.Unlock()
	defer p.d.changes.changed()
	u, c := p.d.state.Users[p.ID], p.d.state.Channels[channel]
	if err := p.d.mayPost(u, c, messageBody{}); err != nil {
		panic(fmt.Sprintf("sim: %s cannot write there: %v", p.ID, err))
	}
	return copyJSON(*p.d.post(u, c, messageBody{}, what))
}

// Edits changes the text of a message of theirs.
func (p *DiscordPerson) Edits(m DiscordMessage, text string) {
	p.d.mu.Lock()
	defer p.d.mu.Unlock()
	defer p.d.changes.changed()
	text = p.d.typed(text)
	p.d.edit(p.mine(m), messageBody{Content: &text, given: given("content")})
}

// Deletes takes a message of theirs away.
func (p *DiscordPerson) Deletes(m DiscordMessage) {
	p.d.mu.Lock()
	defer p.d.mu.Unlock()
	defer p.d.changes.changed()
	p.d.remove(p.mine(m))
}

// Dismisses takes a message that only they see off their screen.
func (p *DiscordPerson) Dismisses(m DiscordMessage) {
	p.d.mu.Lock()
	defer p.d.mu.Unlock()
	defer p.d.changes.changed()
	if own := p.d.message(m.ChannelID, m.ID); own != nil && own.VisibleTo == p.ID {
		p.d.remove(own)
		return
	}
	panic("sim: only a message that nobody else sees can be dismissed")
}

func (p *DiscordPerson) mine(m DiscordMessage) *DiscordMessage {
	own := p.d.message(m.ChannelID, m.ID)
	if own == nil || own.Author.ID != p.ID {
		panic("sim: that message is not theirs, or gone")
	}
	return own
}

// ClosesDMs makes the person refuse direct messages: opening the channel still works, sending is 50007.
func (p *DiscordPerson) ClosesDMs() { p.takesDMs(false) }

// OpensDMs undoes ClosesDMs.
func (p *DiscordPerson) OpensDMs() { p.takesDMs(true) }

func (p *DiscordPerson) takesDMs(yes bool) {
	p.d.mu.Lock()
	defer p.d.mu.Unlock()
	defer p.d.changes.changed()
	p.d.state.Users[p.ID].ClosedDM = !yes
}

// place finds a channel as the person names it, opening a direct message when needed.
func (p *DiscordPerson) place(ref string) string {
	p.d.mu.Lock()
	defer p.d.mu.Unlock()
	if strings.HasPrefix(ref, "@") {
		if u := p.d.user(ref); u != nil {
			return p.d.dm(p.ID, u.ID).ID
		}
	}
	if p.d.state.Channels[ref] != nil {
		return ref
	}
	c := p.d.namedChannel(strings.TrimPrefix(ref, "#"))
	if c == nil {
		panic(fmt.Sprintf("sim: there is no channel %q in this Discord; add it with AddChannel", ref))
	}
	return c.ID
}

// Sees lists the messages of a place that the person can see, private answers included, oldest first.
func (p *DiscordPerson) Sees(place string) []DiscordMessage {
	id := p.place(place)
	p.d.mu.Lock()
	defer p.d.mu.Unlock()
	return p.d.visible(p.d.state.Users[p.ID], id)
}

// visible lists what a person can see of a channel. Callers hold d.mu.
func (d *Discord) visible(u *discordUser, channel string) []DiscordMessage {
	var out []DiscordMessage
	c := d.state.Channels[channel]
	if c == nil || !d.permissionsIn(u, c).has(PermissionViewChannel) {
		return nil
	}
	for _, m := range d.state.Messages[channel] {
		if !m.Deleted && (m.VisibleTo == "" || m.VisibleTo == u.ID) {
			out = append(out, copyJSON(*m))
		}
	}
	return out
}

// Thread lists the messages in the thread of a message, oldest first; none when there is no thread.
func (p *DiscordPerson) Thread(m DiscordMessage) []DiscordMessage {
	p.d.mu.Lock()
	defer p.d.mu.Unlock()
	return slices.DeleteFunc(p.d.visible(p.d.state.Users[p.ID], m.ID), func(o DiscordMessage) bool { return o.Type == messageThreadStarter })
}

// Now is the message as it is now; ok is false when it was deleted.
func (p *DiscordPerson) Now(m DiscordMessage) (now DiscordMessage, ok bool) {
	p.d.mu.Lock()
	defer p.d.mu.Unlock()
	if cur := p.d.message(m.ChannelID, m.ID); cur != nil {
		return copyJSON(*cur), true
	}
	return m, false
}

// WaitsFor returns the newest message of a place that holds, waiting for it. The error says what could be seen instead.
func (p *DiscordPerson) WaitsFor(ctx context.Context, place string, holds func(DiscordMessage) bool) (DiscordMessage, error) {
	return waitsFor(ctx, p.d.WaitFor, p.ID, place, func() []DiscordMessage { return p.Sees(place) }, holds, DiscordMessage.Text)
}

// WaitsForText is WaitsFor a message whose visible text contains the words.
func (p *DiscordPerson) WaitsForText(ctx context.Context, place, words string) (DiscordMessage, error) {
	return p.WaitsFor(ctx, place, func(m DiscordMessage) bool { return strings.Contains(m.Text(), words) })
}

// WaitsForAnswer is what the person sees of an act's answers once none of them is loading any more and there is at least
// one; the app may take up to 15 minutes to finish an answer that it deferred.
func (p *DiscordPerson) WaitsForAnswer(ctx context.Context, first DiscordShown) (DiscordShown, error) {
	now := first
	err := p.d.WaitFor(ctx, func() bool {
		p.d.mu.Lock()
		defer p.d.mu.Unlock()
		in := p.d.state.Interactions[first.Interaction]
		if in == nil {
			return true
		}
		now = p.d.shown(in)
		return len(now.Messages) > 0 && !slices.ContainsFunc(now.Messages, DiscordMessage.Loading)
	})
	return now, err
}

// StartsThread opens a thread on a message and returns its id.
func (p *DiscordPerson) StartsThread(m DiscordMessage, name string) string {
	p.d.mu.Lock()
	defer p.d.mu.Unlock()
	defer p.d.changes.changed()
	on := p.d.message(m.ChannelID, m.ID)
	if on == nil || on.GuildID == "" || on.Flags&flagHasThread != 0 {
		panic("sim: no thread can be opened on that message")
	}
	return p.d.openThreadOn(on, p.d.state.Users[p.ID], threadBody{Name: name}).ID
}
