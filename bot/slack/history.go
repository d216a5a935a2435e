package slack

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/beckon-desk/beckon/bot"
	"github.com/beckon-desk/beckon/tickets"
)

// Slack repeats an event that nobody took in for five minutes, and never tells of
// it again. What was written, edited or deleted meanwhile is looked for afterwards.

// heardDocument names when this installation was last listened to, by any instance.
const heardDocument = "slack/heard"

const (
	unheard   = 4 * time.Minute // of silence that Slack may not have made good by itself
	lookBack  = 24 * time.Hour  // before the silence: older messages are seldom touched, and a workspace may drop them by itself
	lookAfter = 200             // messages, the newest
)

// Attend notes, until ctx ends, that somebody listens; after a time in which
// nobody did it takes in what was written, and looks again at the messages of live
// tickets. Without Config.Store it does nothing.
func (s *Slack) Attend(ctx context.Context) {
	for s.cfg.Store != nil {
		if s.listening.Load() {
			if err := s.attend(ctx); err != nil && ctx.Err() == nil {
				s.cfg.Log.Warn("what happened in Slack while nobody listened is not made good yet; trying again", "err", err)
			}
		}
		wait := s.limits.attend
		if !s.listening.Load() {
			wait /= 60 // what was missed shall come before what is said from now on
		}
		if tickets.Sleep(ctx, wait) != nil {
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
		defer s.yield(ctx)
		err := s.makeGood(ctx, last.At)
		if errors.Is(err, errNotAlone) {
			return nil // it notes when all is read
		}
		if err != nil {
			return err
		}
	}
	last.At = s.cfg.Now() // reading may have taken minutes, in which we have listened
	_, err = s.cfg.Store.Document(ctx, heardDocument, func([]byte) ([]byte, error) { return json.Marshal(last) })
	return err
}

// makeGood takes in what has happened since nobody listened.
func (s *Slack) makeGood(ctx context.Context, silence time.Time) error {
	if err := s.alone(ctx); err != nil {
		return err
	}
	i, err := s.installed(ctx)
	if err != nil {
		return err
	}
	keys, err := s.cfg.Bot.LiveMessages(ctx) // before there are new ones, which are read as they are
	if err != nil {
		return err
	}
	if err := s.readOn(ctx, i, silence); err != nil {
		return err
	}
	return s.lookAgain(ctx, i, keys, silence.Add(-lookBack))
}

// lookAgain has live tickets say what their messages say, of those written since.
// It answers nobody.
func (s *Slack) lookAgain(ctx context.Context, i installation, keys []string, since time.Time) error {
	var all []tickets.Place
	for _, key := range keys {
		if p, ok := i.placeOf(key); ok && !stamp(p.Message).Before(since) {
			all = append(all, p)
		}
	}
	slices.SortFunc(all, func(a, b tickets.Place) int { return strings.Compare(b.Message, a.Message) })
	for _, p := range all[:min(len(all), lookAfter)] {
		if err := s.lookAt(ctx, i, p); err != nil {
			if errors.Is(err, errNotAlone) || ctx.Err() != nil {
				return err
			}
			s.cfg.Log.Warn("a message could not be looked at again", "channel", p.Channel, "err", err)
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
	m.wireMessage = s.whole(ctx, m.wireMessage)
	e := bot.Edit{Key: key, Text: m.words(), Files: s.attached(m.files()), Written: stamp(m.TS), At: stamp(m.Edited.TS)}
	return s.cfg.Bot.Edited(ctx, e, func(context.Context) bot.Answer { return bot.Answer{} }).Err
}

// read returns a message as it is now.
func (s *Slack) read(ctx context.Context, p tickets.Place) (wireEvent, error) {
	page, err := s.ask(ctx, "conversations.replies", url.Values{
		"channel": {p.Channel}, "ts": {p.Message}, "oldest": {p.Message}, "latest": {p.Message}, "inclusive": {"true"}, "limit": {"3"},
	})
	if err != nil {
		return wireEvent{}, err
	}
	at := slices.IndexFunc(page.Messages, func(m wireEvent) bool { return m.TS == p.Message })
	if at < 0 {
		return wireEvent{}, errors.New("Slack does not show the message")
	}
	return page.Messages[at], nil
}

// fileOf is a file as events tell of it.
func fileOf(f slack.File) wireFile {
	return wireFile{ID: f.ID, Name: f.Name, Permalink: f.Permalink, Size: int64(f.Size), Private: f.URLPrivate}
}
