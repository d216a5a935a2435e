package discord

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/bwmarrin/discordgo"

	"github.com/beckon-desk/beckon/bot"
)

// What happened while nobody listened and the session was lost, as the channels
// show it now.

// caughtUp reads on in every channel that was left somewhere, before anything
// that is said there from now on. Without a session to resume, Discord does not
// tell what was said meanwhile.
func (d *Discord) caughtUp() {
	cursors := d.progress.cursors()
	for channel, c := range cursors {
		d.lanes.add(channel, func() {
			d.readAgain(d.work.Context(), channel, c)
			d.readOn(d.work.Context(), channel, c)
		}, d.work.Go)
	}
	for _, w := range d.cfg.Watch {
		if _, known := cursors[w.Channel]; !known {
			d.lanes.add(w.Channel, func() { d.beginAt(d.work.Context(), w.Channel) }, d.work.Go)
		}
	}
}

const historyPage = 100

// readAgain looks at what was taken in of a channel of late: its authors may have
// edited or deleted some of it while nobody listened. It answers nobody, since
// that would be so each time. A message is gone only when Discord says so of it:
// to a bot that may not read the history it shows none.
func (d *Discord) readAgain(ctx context.Context, channel string, c cursor) {
	if len(c.Taken) == 0 {
		return
	}
	page, err := d.history(ctx, channel, c.Guild, url.Values{"before": {beside(c.Last, 1)}, "limit": {strconv.Itoa(historyPage)}})
	if codeOf(err) == codeUnknownChannel {
		return // as readOn finds too
	}
	if err != nil {
		d.cfg.Log.Warn("a channel could not be read again; what was edited or deleted there meanwhile may be missed", "channel", channel, "err", err)
		return
	}
	there := map[string]wireMessage{}
	for _, m := range page {
		there[m.ID] = m
	}
	for _, id := range c.Taken {
		m, ok := there[id]
		switch {
		case ctx.Err() != nil:
			return
		case ok && !m.EditedAt.IsZero() && m.words() != "":
			if a := d.amend(ctx, m, func(context.Context) bot.Answer { return bot.Answer{} }); a.Err != nil {
				d.cfg.Log.Error("an edit may be missing on its ticket", "err", a.Err)
			}
		case !ok && (len(page) < historyPage || later(id, page[0].ID)):
			if _, err := d.message(ctx, place(c.Guild, channel, id)); codeOf(err) == codeUnknownMessage {
				d.deleted(ctx, wireGone{ID: id, ChannelID: channel})
			}
		}
	}
}

// readOn handles what was said in a channel after a message.
func (d *Discord) readOn(ctx context.Context, channel string, c cursor) {
	if c.Forum {
		d.readPosts(ctx, channel, c)
		return
	}
	for {
		page, err := d.history(ctx, channel, c.Guild, url.Values{"after": {c.Last}, "limit": {strconv.Itoa(historyPage)}})
		if codeOf(err) == codeUnknownChannel {
			d.cfg.Log.Info("a channel is gone, and with it what was said there", "channel", channel)
			d.progress.leave(channel)
			return
		}
		if err != nil {
			d.cfg.Log.Warn("a channel could not be read again; what was said there meanwhile may be missed", "channel", channel, "err", err)
			return
		}
		for _, m := range page {
			d.takeIn(ctx, m)
			c.Last = m.ID
		}
		if len(page) < historyPage || ctx.Err() != nil {
			return
		}
	}
}

// readPosts handles the posts that were made in a forum after another one, with
// what was said in them since. Of one that was archived meanwhile Discord does not
// tell here: nobody has written there for an hour at least.
func (d *Discord) readPosts(ctx context.Context, forum string, c cursor) {
	var active struct{ Threads []wireChannel }
	limit, cancel := context.WithTimeout(ctx, workLimit)
	defer cancel()
	if err := d.call(limit, http.MethodGet, discordgo.EndpointGuildActiveThreads(c.Guild), nil, nil, &active); err != nil {
		d.cfg.Log.Warn("a forum could not be read again; what was posted there meanwhile may be missed", "channel", forum, "err", err)
		return
	}
	posts := slices.DeleteFunc(active.Threads, func(t wireChannel) bool { return t.ParentID != forum || !later(t.ID, c.Last) })
	slices.SortFunc(posts, func(a, b wireChannel) int {
		if later(a.ID, b.ID) {
			return 1
		}
		return -1
	})
	for _, post := range posts {
		d.learn(post)
		d.readOn(ctx, post.ID, cursor{Guild: c.Guild, Last: beside(post.ID, -1)})
	}
}

// beginAt notes where a channel that is watched for the first time stands.
func (d *Discord) beginAt(ctx context.Context, channel string) {
	var c wireChannel
	err := d.call(ctx, http.MethodGet, discordgo.EndpointChannel(channel), nil, nil, &c)
	if c.isForum() {
		d.progress.posted(channel, c.GuildID, cmp.Or(c.LastID, "1"))
		return
	}
	page, histErr := d.history(ctx, channel, c.GuildID, url.Values{"limit": {"1"}})
	if err = errors.Join(err, histErr); err != nil {
		d.cfg.Log.Error("a watched channel cannot be read: check its id and the bot's permissions there", "channel", channel, "err", err)
		return
	}
	last := "1"
	if len(page) > 0 {
		last = page[0].ID
	}
	d.progress.mark(channel, c.GuildID, last)
}

// history is a page of the messages of a guild's channel, or with "" of a direct
// conversation, oldest first.
func (d *Discord) history(ctx context.Context, channel, guild string, q url.Values) ([]wireMessage, error) {
	ctx, cancel := context.WithTimeout(ctx, workLimit)
	defer cancel()
	var page []wireMessage
	err := d.call(ctx, http.MethodGet, discordgo.EndpointChannelMessages(channel), q, nil, &page)
	for i := range page {
		page[i].GuildID = guild // which the answer leaves out
	}
	slices.SortFunc(page, func(a, b wireMessage) int {
		if later(a.ID, b.ID) {
			return 1
		}
		return -1
	})
	return page, err
}
