package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/beckon-desk/beckon/bot"
	"github.com/beckon-desk/beckon/tickets"
)

// What is said, as the gateway tells it or as it is read again.

// onEvent takes in a dispatch of the gateway. done is called once its effect is
// stored, or there is none. It never blocks.
func (d *Discord) onEvent(e event, done func()) {
	switch e.Type {
	case "INTERACTION_CREATE":
		d.work.Go(func() {
			defer done()
			d.work.Guarded(d.work.Context(), func(context.Context) bot.Answer { d.onInteraction(e.Data); return bot.Answer{} })
		})
		return
	case "MESSAGE_CREATE":
		var m wireMessage
		if err := json.Unmarshal(e.Data, &m); err != nil {
			d.cfg.Log.Error("a message could not be read", "err", err)
			break
		}
		d.lanes.add(m.ChannelID, func() { defer done(); d.takeIn(d.work.Context(), m) }, d.work.Go)
		return
	case "MESSAGE_UPDATE":
		var u wireUpdate
		if err := json.Unmarshal(e.Data, &u); err != nil {
			d.cfg.Log.Error("an update of a message could not be read", "err", err)
			break
		}
		if m, ok := u.edited(); ok {
			d.lanes.add(m.ChannelID, func() { defer done(); d.edited(d.work.Context(), m) }, d.work.Go)
			return
		}
	case "MESSAGE_DELETE", "MESSAGE_DELETE_BULK":
		var g wireGone
		if err := json.Unmarshal(e.Data, &g); err != nil {
			d.cfg.Log.Error("a deletion could not be read", "err", err)
			break
		}
		d.lanes.add(g.ChannelID, func() { defer done(); d.deleted(d.work.Context(), g) }, d.work.Go)
		return
	case "GUILD_CREATE":
		var g struct{ Channels, Threads []wireChannel }
		_ = json.Unmarshal(e.Data, &g) // it only saves looking them up
		for _, c := range slices.Concat(g.Channels, g.Threads) {
			d.learn(c)
		}
	case "THREAD_CREATE", "THREAD_UPDATE", "CHANNEL_CREATE":
		var c wireChannel
		if json.Unmarshal(e.Data, &c) == nil {
			d.learn(c)
		}
	case "THREAD_DELETE":
		var c wireChannel
		if json.Unmarshal(e.Data, &c) == nil && d.progress.cursors()[c.ParentID].Forum { // and with the post what began it
			d.lanes.add(c.ID, func() { defer done(); d.deleted(d.work.Context(), wireGone{ID: c.ID, ChannelID: c.ID}) }, d.work.Go)
			return
		}
	}
	done()
}

// How long the storing of a message is tried.
const (
	messageTries = 6
	messageWait  = 500 * time.Millisecond // doubled after each try
)

// takeIn takes in one message. In direct messages our own count too: there
// somebody may answer while nobody listens.
func (d *Discord) takeIn(ctx context.Context, m wireMessage) {
	if m.byPerson() {
		d.handle(ctx, m)
	} else if m.GuildID == "" {
		d.progress.mark(m.ChannelID, "", m.ID)
	}
}

// handle takes in one message until its effect is stored, or tells its author
// that it is not.
func (d *Discord) handle(ctx context.Context, m wireMessage) {
	var ours bool
	a := d.stored(ctx, func(ctx context.Context) bot.Answer {
		a, concerns := d.said(ctx, m)
		ours = concerns
		return a
	})
	if ctx.Err() != nil {
		return
	}
	switch {
	case ours:
		d.progress.took(m.ChannelID, m.GuildID, m.ID)
	case a.Err == nil:
		d.progress.pass(m.ChannelID, m.GuildID, m.ID)
	}
	d.reply(ctx, m, a)
}

// edited takes in an edit of a message.
func (d *Discord) edited(ctx context.Context, m wireMessage) {
	a := d.amend(ctx, m, func(ctx context.Context) bot.Answer {
		if !m.byPerson() {
			return bot.Answer{}
		}
		a, _ := d.said(ctx, m)
		return a
	})
	if a.Err != nil && m.GuildID != "" { // most of what is edited in a server is not for us: no word of it
		d.cfg.Log.Error("an edit may be missing on its ticket", "err", a.Err)
		return
	}
	d.reply(ctx, m, a)
}

// amend has the desk know what a message says since its edit; say takes it in if
// the desk should know it, and does not.
func (d *Discord) amend(ctx context.Context, m wireMessage, say func(context.Context) bot.Answer) bot.Answer {
	e := bot.Edit{Key: m.key(), Text: m.words(), Files: d.attached(m.files()), Written: m.at(), At: m.EditedAt}
	return d.stored(ctx, func(ctx context.Context) bot.Answer { return d.cfg.Bot.Edited(ctx, e, say) })
}

// deleted takes in that messages are gone.
func (d *Discord) deleted(ctx context.Context, g wireGone) {
	for _, id := range append(g.IDs, g.ID) {
		if id == "" {
			continue
		}
		if a := d.stored(ctx, func(ctx context.Context) bot.Answer { return d.cfg.Bot.Deleted(ctx, messageKey(id)) }); a.Err != nil {
			d.cfg.Log.Error("a deleted message may still stand on its ticket", "err", a.Err)
			continue
		}
		d.progress.drop(g.ChannelID, id)
	}
}

// stored tries something until its effect is stored. What comes later in the
// channel waits meanwhile.
func (d *Discord) stored(ctx context.Context, do func(context.Context) bot.Answer) (a bot.Answer) {
	for try, wait := 1, messageWait; ; try, wait = try+1, 2*wait {
		a = d.work.Guarded(ctx, func(ctx context.Context) bot.Answer {
			ctx, cancel := context.WithTimeout(ctx, workLimit)
			defer cancel()
			return do(ctx)
		})
		if ctx.Err() != nil || a.Err == nil || try == messageTries || d.pause(ctx, wait) != nil {
			return a
		}
	}
}

var errNotYours = errors.New("concerns nobody here")

// said takes in a message, and reports whether it concerns the desk. Its answer
// has Err set when the message is not stored.
func (d *Discord) said(ctx context.Context, m wireMessage) (a bot.Answer, concerns bool) {
	thread, watch, err := d.concerns(ctx, m)
	if errors.Is(err, errNotYours) {
		return bot.Answer{}, false
	}
	if err != nil && m.GuildID != "" { // most of what is said in a server is not for us: no word of it
		return bot.Answer{Err: err}, false
	}
	if err != nil {
		return bot.Answer{Text: tickets.MessageOf(err), Err: err}, true
	}
	if m.GuildID != "" && m.words() == "" { // without the intent, Discord hides what does not mention us
		if watch != nil || len(m.Stickers) > 0 || !d.told.Put("unread "+m.ChannelID, struct{}{}) { // of a conversation once is enough
			return bot.Answer{}, true
		}
		return bot.Answer{Text: "I cannot read this here. Mention me in it, or write to me directly."}, true
	}
	p, err := d.profile(ctx, m.Author, m.nick(), m.GuildID, m.Member != nil)
	if err != nil {
		return d.unserved(err, ""), true
	}
	called := watch == mentioned
	if called {
		m.Content = d.mention.ReplaceAllString(m.Content, "")
	}
	s := m.said(thread, p)
	s.Title, s.Files = d.titled(ctx, m.ChannelID, m.ID), d.attached(m.files())
	if called { // of the channel nothing else need be ours, so it makes no place to read on from
		return d.cfg.Bot.Called(ctx, s), false
	}
	if watch != nil {
		a := d.cfg.Bot.Overheard(ctx, s, watch.Ask)
		if m.begins() && a.Err == nil {
			d.progress.posted(watch.Channel, m.GuildID, m.ID)
		}
		return a, true
	}
	return d.cfg.Bot.Said(ctx, s), true
}

func (m wireMessage) nick() string {
	if m.Member == nil {
		return ""
	}
	return m.Member.Nick
}

// mentioned stands for a channel that is not watched, in which a message mentions us.
var mentioned = &Watch{}

// concerns says where a message belongs: the thread of a ticket (or none in a
// direct message), or a watched channel. Else it is errNotYours.
func (d *Discord) concerns(ctx context.Context, m wireMessage) (thread tickets.Place, watch *Watch, err error) {
	parent := ""
	if m.GuildID != "" {
		served, err := d.guilds(ctx)
		if err == nil && !slices.Contains(served, m.GuildID) {
			err = errNotYours
		}
		if err == nil {
			var c wireChannel
			c, err = d.thread(ctx, m.ChannelID)
			parent = c.ParentID
		}
		if err == nil && d.cfg.Staff != "" && (m.ChannelID == d.cfg.Staff || parent == d.cfg.Staff) {
			err = errNotYours
		}
		if err != nil {
			return tickets.Place{}, nil, err
		}
	}
	thread, err = d.threadOf(ctx, m, parent)
	if thread.Message != "" || err != nil {
		return thread, nil, err
	}
	if m.GuildID == "" {
		return place("", m.ChannelID, ""), nil, nil
	}
	i := slices.IndexFunc(d.cfg.Watch, func(w Watch) bool { return w.Channel == m.ChannelID || m.begins() && w.Channel == parent })
	switch {
	case i >= 0 && m.Type != messageReply: // a reply belongs to what was said before
		return place(m.GuildID, m.ChannelID, ""), &d.cfg.Watch[i], nil
	case d.mention.MatchString(m.Content):
		return place(m.GuildID, m.ChannelID, ""), mentioned, nil
	}
	return tickets.Place{}, nil, errNotYours
}

// threadOf is the conversation of a ticket that the message belongs to, or zero.
func (d *Discord) threadOf(ctx context.Context, m wireMessage, parent string) (tickets.Place, error) {
	for _, p := range m.threads(parent) {
		if ours, err := d.cfg.Bot.Concerns(ctx, p); ours || err != nil {
			return p, err
		}
	}
	if m.Type != messageReply || m.Reference == nil || m.Referenced != nil && (m.Referenced.Type != messageReply || m.Referenced.Reference != nil) {
		return tickets.Place{}, nil
	}
	// It replies to a reply, and Discord has not said to which: perhaps to news of a ticket.
	earlier, err := d.message(ctx, place(m.GuildID, m.ChannelID, m.Reference.MessageID))
	if codeOf(err) == codeUnknownMessage {
		return tickets.Place{}, nil
	}
	if err != nil || earlier.Reference == nil {
		return tickets.Place{}, err
	}
	p := place(m.GuildID, m.ChannelID, earlier.Reference.MessageID)
	if ours, err := d.cfg.Bot.Concerns(ctx, p); !ours || err != nil {
		return tickets.Place{}, err
	}
	return p, nil
}

// reply answers a message where it stands, once. It is a courtesy after the
// effect is stored, so a failure is logged and no more.
func (d *Discord) reply(ctx context.Context, m wireMessage, a bot.Answer) {
	if silent(a) || !d.told.Put(m.ID, struct{}{}) {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, workLimit)
	defer cancel()
	for i, part := range d.messages(a, place(m.GuildID, m.ChannelID, m.ID)) {
		part.Reference = &wireReference{MessageID: m.ID}
		if err := d.post(ctx, m.ChannelID, part, fmt.Sprint(m.key(), " ", i)); err != nil {
			d.cfg.Log.Warn("an answer did not reach its person", "channel", m.ChannelID, "err", err)
			return
		}
	}
}
