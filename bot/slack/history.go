package slack

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/beckon-desk/beckon/bot"
	"github.com/beckon-desk/beckon/tickets"
)

// Slack repeats an event that nobody took in for five minutes, and never tells of
// it again. What was edited or deleted meanwhile is looked for afterwards.

// heardDocument names when this installation was last listened to, by any instance.
const heardDocument = "slack/heard"

const (
	unheard   = 4 * time.Minute // of silence that Slack may not have made good by itself
	lookBack  = 24 * time.Hour  // before the silence: older messages are seldom touched, and a workspace may drop them by itself
	lookAfter = 200             // messages, the newest
)

// Attend notes, until ctx ends, that somebody listens; after a time in which
// nobody did it looks again at the messages of live tickets. Without Config.Store
// it does nothing.
func (s *Slack) Attend(ctx context.Context) {
	for s.cfg.Store != nil {
		if s.listening.Load() {
			if err := s.attend(ctx); err != nil && ctx.Err() == nil {
				s.cfg.Log.Warn("what was edited or deleted in Slack while nobody listened may be missed", "err", err)
			}
		}
		if tickets.Sleep(ctx, s.limits.attend) != nil {
			return
		}
	}
}

type heard struct {
	At time.Time `json:"at"`
}

func (s *Slack) attend(ctx context.Context) error {
	last, err := tickets.ReadDocument[heard](ctx, s.cfg.Store, heardDocument)
	if err != nil {
		return err
	}
	if !last.At.IsZero() && s.cfg.Now().Sub(last.At) >= unheard {
		if err := s.lookAgain(ctx, last.At.Add(-lookBack)); err != nil {
			return err
		}
	}
	last.At = s.cfg.Now() // looking may have taken minutes, in which we have listened
	_, err = s.cfg.Store.Document(ctx, heardDocument, func([]byte) ([]byte, error) { return json.Marshal(last) })
	return err
}

// lookAgain has live tickets say what their messages say, of those written since.
// It goes slowly: Slack allows fifty such calls a minute. It answers nobody.
func (s *Slack) lookAgain(ctx context.Context, since time.Time) error {
	i, err := s.installed(ctx)
	if err != nil {
		return err
	}
	keys, err := s.cfg.Bot.LiveMessages(ctx)
	if err != nil {
		return err
	}
	var all []tickets.Place
	for _, key := range keys {
		if p, ok := i.placeOf(key); ok && !stamp(p.Message).Before(since) {
			all = append(all, p)
		}
	}
	slices.SortFunc(all, func(a, b tickets.Place) int { return strings.Compare(b.Message, a.Message) })
	for _, p := range all[:min(len(all), lookAfter)] {
		if err := s.lookAt(ctx, i, p); err != nil {
			s.cfg.Log.Warn("a message could not be looked at again", "channel", p.Channel, "err", err)
		}
		if err := tickets.Sleep(ctx, s.limits.look); err != nil {
			return err
		}
	}
	return nil
}

// lookAt takes in what has become of one message.
func (s *Slack) lookAt(ctx context.Context, i installation, p tickets.Place) error {
	key := i.messageKey(p.Channel, p.Message)
	m, err := s.read(ctx, p)
	switch {
	case codeOf(err) == "thread_not_found", err == nil && m.Subtype == "tombstone":
		return s.cfg.Bot.Deleted(ctx, key).Err
	case err != nil:
		return explained("conversations.replies", err)
	case m.Edited.TS == "":
		return nil
	}
	e := bot.Edit{Key: key, Text: m.words(), Files: s.attached(m.Files), Written: stamp(m.TS), At: stamp(m.Edited.TS)}
	return s.cfg.Bot.Edited(ctx, e, func(context.Context) bot.Answer { return bot.Answer{} }).Err
}

// read returns a message as it is now, once more when Slack asks for a wait.
func (s *Slack) read(ctx context.Context, p tickets.Place) (wireMessage, error) {
	ask := &slack.GetConversationRepliesParameters{ChannelID: p.Channel, Timestamp: p.Message, Oldest: p.Message, Latest: p.Message, Inclusive: true, Limit: 3}
	page, _, _, err := s.api.GetConversationRepliesContext(ctx, ask)
	if limited := (*slack.RateLimitedError)(nil); errors.As(err, &limited) && tickets.Sleep(ctx, limited.RetryAfter) == nil {
		page, _, _, err = s.api.GetConversationRepliesContext(ctx, ask)
	}
	if err != nil {
		return wireMessage{}, err
	}
	at := slices.IndexFunc(page, func(m slack.Message) bool { return m.Timestamp == p.Message })
	if at < 0 {
		return wireMessage{}, errors.New("Slack does not show the message")
	}
	m := wireMessage{Subtype: page[at].SubType, Text: page[at].Text, TS: page[at].Timestamp}
	if e := page[at].Edited; e != nil {
		m.Edited.TS = e.Timestamp
	}
	for _, f := range page[at].Files {
		m.Files = append(m.Files, fileOf(f))
	}
	return m, nil
}

// fileOf is a file as events tell of it.
func fileOf(f slack.File) wireFile {
	return wireFile{ID: f.ID, Name: f.Name, Permalink: f.Permalink, Size: int64(f.Size), Private: f.URLPrivate}
}
