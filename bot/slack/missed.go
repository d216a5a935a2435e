package slack

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/beckon-desk/beckon/bot"
	"github.com/beckon-desk/beckon/tickets"
)

// What was written while nobody listened, and Slack does not tell of any more. It
// is read where it may be for the desk: in direct messages, and in the threads of
// tickets.

const (
	retried           = 6 * time.Minute    // that Slack repeats an event: what came so long before the silence may be missed too
	readBack          = 7 * 24 * time.Hour // nothing older is read
	readPages         = 20                 // of one conversation or list
	readApart         = 5                  // threads: of more, looking further back in the channel takes fewer calls
	readConversations = 500
	readTries         = 6 // while Slack or the store fail, with waits that double
)

// missed is one reading of what was written since a moment.
type missed struct {
	*Slack
	i       installation
	since   time.Time
	silence time.Time // when it began: what is older may have had its answer
	last    bool      // there will be no other try
	taken   int
}

// conversation is a channel in which something may be for the desk.
type conversation struct {
	channel string
	direct  bool
	created time.Time // of a direct one, when that is known
	threads []string  // of tickets, by the stamps of what begins them
}

// readOn takes in what was written since the silence began. It fails when it
// makes sense to read all of it again.
func (s *Slack) readOn(ctx context.Context, i installation, silence time.Time) error {
	m := &missed{Slack: s, i: i, silence: silence, since: silence.Add(-retried)}
	if limit := s.cfg.Now().Add(-readBack); m.since.Before(limit) {
		m.since = limit
	}
	all, err := m.conversations(ctx)
	left := all
	wait := s.limits.attend
	for try := 1; err == nil && len(left) > 0; try++ {
		m.last = try == readTries
		if left, err = m.readEach(ctx, left); err == nil && len(left) > 0 {
			err = tickets.Sleep(ctx, wait)
			wait *= 2
		}
	}
	if err == nil {
		s.cfg.Log.Info("read what was written in Slack while nobody listened", "conversations", len(all), "messages", m.taken)
	}
	return err
}

// readEach takes in what was written in each conversation, and returns those that
// want another try. A ticket may have several: what was written in them is taken
// in together, in its order.
func (m *missed) readEach(ctx context.Context, all []conversation) (again []conversation, err error) {
	for _, batch := range batches(all) {
		var found []wireEvent
		failed := map[string]error{}
		for _, c := range batch {
			events, err := m.read(ctx, c)
			if ctx.Err() != nil || errors.Is(err, errNotAlone) || ofToken(err) {
				return nil, explained("reading", err)
			}
			if found = append(found, events...); err != nil {
				failed[c.channel] = err
			}
		}
		slices.SortStableFunc(found, func(a, b wireEvent) int { return strings.Compare(a.TS, b.TS) })
		for _, e := range found {
			if channel := string(e.Channel); failed[channel] == nil || m.last { // else what comes later waits for it
				failed[channel] = cmp.Or(m.take(ctx, e), failed[channel])
			}
		}
		for _, c := range batch {
			err := failed[c.channel]
			switch {
			case err == nil:
			case inPassing(err) && m.last:
				m.cfg.Log.Error("of what was written in Slack while nobody listened, something is missing", "channel", c.channel, "err", err)
			case inPassing(err):
				again = append(again, c)
				m.cfg.Log.Info("a conversation could not be read; trying again", "channel", c.channel, "err", err)
			default: // we are not there, and so are not told of it either
				m.cfg.Log.Info("a conversation is not shown to the app", "channel", c.channel, "err", explained("reading", err))
			}
		}
	}
	return again, ctx.Err()
}

// batches are the conversations that have tickets, and each of the others.
func batches(all []conversation) (b [][]conversation) {
	of := map[bool][]conversation{}
	for _, c := range all {
		of[len(c.threads) > 0] = append(of[len(c.threads) > 0], c)
	}
	return append([][]conversation{of[true]}, slices.Collect(slices.Chunk(of[false], 1))...)
}

// ofToken reports whether all that is asked will fail so.
func ofToken(err error) bool {
	return Permanent(explained("", err)) && codeOf(err) != "missing_scope" && codeOf(err) != "no_permission"
}

// conversations returns what is to be read: first where there are tickets, then the
// other direct messages, the newest of them first.
func (m *missed) conversations(ctx context.Context) ([]conversation, error) {
	places, err := m.cfg.Bot.Conversations(ctx)
	if err != nil {
		return nil, err
	}
	var all []conversation
	at := map[string]int{}
	find := func(channel string) *conversation {
		if _, ok := at[channel]; !ok {
			at[channel] = len(all)
			all = append(all, conversation{channel: channel, direct: strings.HasPrefix(channel, "D")})
		}
		return &all[at[channel]]
	}
	for _, p := range places {
		if p == m.i.place(p.Channel, p.Message) {
			c := find(p.Channel)
			c.threads = append(c.threads, p.Message)
		}
	}
	args := url.Values{"types": {"im"}, "limit": {"999"}}
	err = m.pages(ctx, "conversations.list", args, func(p wirePage) bool {
		for _, im := range p.Channels {
			c := find(im.ID)
			c.direct, c.created = true, time.Unix(im.Created, 0)
		}
		return true
	})
	switch {
	case err == nil:
	case inPassing(err), ofToken(err):
		return nil, explained("conversations.list", err)
	default:
		m.cfg.Log.Warn("direct messages of people without a ticket are not read; has the app the scope im:read?", "err", explained("conversations.list", err))
	}
	slices.SortStableFunc(all, func(a, b conversation) int {
		return cmp.Or(cmp.Compare(min(len(b.threads), 1), min(len(a.threads), 1)), b.created.Compare(a.created))
	})
	if n := len(all) - readConversations; n > 0 {
		m.cfg.Log.Warn("some direct messages, of people without a ticket, are not read: there are too many", "conversations", n)
		all = all[:readConversations]
	}
	return all, nil
}

// read returns what was written in a conversation and its threads.
func (m *missed) read(ctx context.Context, c conversation) (found []wireEvent, err error) {
	threads := c.threads
	if c.direct || len(threads) > 1 { // of one thread, a look at the channel saves nothing
		if found, err = m.history(ctx, c); err != nil {
			return nil, err
		}
		threads = slices.Concat(c.lively(found, m.since), c.unseen(found))
	}
	for _, ts := range threads {
		replies, err := m.replies(ctx, c.channel, ts)
		if err != nil && codeOf(err) != "thread_not_found" { // what began it may be gone
			return nil, err
		}
		found = append(found, replies...)
	}
	found = slices.DeleteFunc(found, func(e wireEvent) bool { return stamp(e.TS).Before(m.since) })
	slices.SortFunc(found, func(a, b wireEvent) int { return strings.Compare(a.TS, b.TS) })
	found = slices.CompactFunc(found, func(a, b wireEvent) bool { return a.TS == b.TS })
	for k := range found {
		if found[k].Channel = wireRef(c.channel); c.direct {
			found[k].ChannelType = "im"
		}
	}
	return found, nil
}

// lively are the threads that have replies since, of those that these messages begin.
func (c conversation) lively(heads []wireEvent, since time.Time) (threads []string) {
	for _, h := range heads {
		if !stamp(h.Latest).Before(since) && (c.direct || slices.Contains(c.threads, h.TS)) {
			threads = append(threads, h.TS)
		}
	}
	return threads
}

// unseen are the tickets' threads that none of these messages begins.
func (c conversation) unseen(heads []wireEvent) []string {
	return slices.DeleteFunc(slices.Clone(c.threads), func(ts string) bool {
		return slices.ContainsFunc(heads, func(h wireEvent) bool { return h.TS == ts })
	})
}

// take takes in one message, unless it is on a ticket already.
func (m *missed) take(ctx context.Context, e wireEvent) error {
	has, err := m.cfg.Bot.Has(ctx, e.key(m.i))
	if has || err != nil {
		return err
	}
	env := wireEnvelope{Type: "event_callback", TeamID: m.i.team, EnterpriseID: m.i.enterprise, AppID: m.cfg.AppID, Event: e}
	a := m.work.Guarded(ctx, func(ctx context.Context) bot.Answer {
		ctx, cancel := context.WithTimeout(ctx, workLimit)
		defer cancel()
		return m.takeIn(ctx, m.i, env)
	})
	if a.Err != nil {
		return a.Err
	}
	if has, err = m.cfg.Bot.Has(ctx, e.key(m.i)); err != nil {
		return err
	}
	if has {
		m.taken++
	}
	if has || !stamp(e.TS).Before(m.silence) {
		m.answered(e, e.key(m.i), a)
	}
	return nil
}

// history returns the newest messages of a channel outside its threads: of a
// direct one all that were written since, and as far back as many threads begin.
func (m *missed) history(ctx context.Context, c conversation) (all []wireEvent, err error) {
	args := url.Values{"channel": {c.channel}, "limit": {pageLimit}}
	err = m.pages(ctx, "conversations.history", args, func(p wirePage) bool {
		all = append(all, p.Messages...)
		older := slices.ContainsFunc(p.Messages, func(e wireEvent) bool { return stamp(e.TS).Before(m.since) })
		return c.direct && !older || len(c.unseen(all)) > readApart
	})
	return all, err
}

// replies returns what was written since in a thread.
func (m *missed) replies(ctx context.Context, channel, ts string) (all []wireEvent, err error) {
	args := url.Values{"channel": {channel}, "ts": {ts}, "oldest": {fmt.Sprintf("%d.000000", m.since.Unix())}, "limit": {pageLimit}}
	err = m.pages(ctx, "conversations.replies", args, func(p wirePage) bool {
		all = append(all, p.Messages...)
		return true
	})
	return all, err
}

// pages asks for one page after another, for as long as there are and more wants
// them.
func (m *missed) pages(ctx context.Context, method string, args url.Values, more func(wirePage) bool) error {
	for n := 1; ; n++ {
		p, err := m.ask(ctx, method, args)
		if err != nil {
			return err
		}
		if !more(p) || p.Next.Cursor == "" {
			return nil
		}
		if n == readPages {
			m.cfg.Log.Warn("Slack holds more than is read", "method", method, "channel", args.Get("channel"), "pages", n)
			return nil
		}
		args.Set("cursor", p.Next.Cursor)
	}
}
