package slack

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/slack-go/slack"

	"github.com/beckon-desk/beckon/bot"
	"github.com/beckon-desk/beckon/tickets"
)

var errNotStored = errors.New("the event is not stored yet")

// onEvent takes in an event. An error means that Slack shall bring it again; an
// event of a kind that nobody knows is fine.
func (s *Slack) onEvent(raw []byte) error {
	var env wireEnvelope
	if err := json.Unmarshal(raw, &env); err != nil {
		s.cfg.Log.Error("an event could not be read", "err", err)
		return nil
	}
	switch env.kind() {
	case "message":
		if a, ok := s.work.Soon(s.limits.ack, func(ctx context.Context) bot.Answer { return s.onMessage(ctx, env) }, nil); !ok || a.Err != nil {
			return errNotStored
		}
	case "app_home_opened":
		if env.Event.Tab == "home" {
			s.work.Later(func(ctx context.Context) { s.publishHome(ctx, env) })
		}
	case "app_uninstalled", "tokens_revoked":
		s.cfg.Log.Error("Slack has taken the app's token away: install the app again and set the new SLACK_BOT_TOKEN", "event", env.Event.Type)
		s.forget()
	case "app_rate_limited":
		s.cfg.Log.Error("Slack holds events back: more than 30,000 in an hour")
	}
	return nil
}

// kind is the type of the inner event, or of an envelope that has none.
func (e wireEnvelope) kind() string {
	if e.Type == "event_callback" {
		return e.Event.Type
	}
	return e.Type
}

func (e wireEnvelope) delivery() delivery {
	d := delivery{e.TeamID, e.EnterpriseID, e.AppID}
	if len(e.Authorised) > 0 { // in a shared channel team_id may be another's
		d.team, d.enterprise = e.Authorised[0].TeamID, e.Authorised[0].EnterpriseID
	}
	return d
}

// onMessage takes in a message, or what becomes of one. Its answer has Err set
// when that is not stored; otherwise it says nothing, since the author is told
// apart.
func (s *Slack) onMessage(ctx context.Context, env wireEnvelope) bot.Answer {
	e := env.Event
	i, err := s.installed(ctx)
	if err != nil {
		return s.unserved(err, "")
	}
	gone := e.deleted()
	if gone == "" && e.Subtype != "message_changed" {
		return s.said(ctx, i, env)
	}
	if !s.ours(i, env.delivery()) {
		return bot.Answer{}
	}
	if gone != "" {
		return bot.Answer{Err: s.cfg.Bot.Deleted(ctx, i.messageKey(string(e.Channel), gone)).Err}
	}
	as, ok := e.edited()
	if !ok || !as.personal(i) {
		return bot.Answer{}
	}
	if known, _ := s.cfg.Bot.Has(ctx, as.key(i)); known { // nobody is looked up for what concerns nobody
		as.wireMessage = s.whole(ctx, as.wireMessage)
	}
	said := as.said(i, tickets.Profile{})
	edit := bot.Edit{Key: said.Key, Text: said.Text, Files: s.attached(as.files()), Written: said.At, At: stamp(as.Edited.TS)}
	a := s.cfg.Bot.Edited(ctx, edit, func(ctx context.Context) bot.Answer {
		env.Event = as
		return s.said(ctx, i, env)
	})
	return s.answered(as, said.Key+" "+as.Edited.TS, a) // the message itself has had its answer
}

// said takes in a message and has its author told.
func (s *Slack) said(ctx context.Context, i installation, env wireEnvelope) bot.Answer {
	return s.answered(env.Event, env.Event.key(i), s.takeIn(ctx, i, env))
}

// takeIn takes in a message, whether it was delivered or read afterwards.
func (s *Slack) takeIn(ctx context.Context, i installation, env wireEnvelope) bot.Answer {
	e := env.Event
	if !e.personal(i) {
		return bot.Answer{}
	}
	called := false
	if !e.direct() {
		concerns, err := s.cfg.Bot.Concerns(ctx, i.place(string(e.Channel), e.thread()))
		if err != nil {
			return bot.Answer{Err: err}
		}
		if !concerns {
			if e.Text, called = i.called(e.Text); !called {
				return bot.Answer{}
			}
		}
	}
	_, by, err := s.by(ctx, env.delivery(), string(e.User), e.team())
	if errors.Is(err, errOtherApp) {
		return bot.Answer{}
	}
	if err != nil {
		return s.unserved(err, "")
	}
	e.wireMessage = s.whole(ctx, e.wireMessage)
	said := e.said(i, by.Profile)
	said.Files = s.attached(e.files())
	if called {
		if e.thread() != "" { // what is meant is the thread, which the ticket shall hear
			said.Message = i.message(string(e.Channel), e.thread(), "")
		}
		return s.cfg.Bot.Called(ctx, said)
	}
	return s.cfg.Bot.Said(ctx, said)
}

// answered tells the author of a message the answer, once for each key.
func (s *Slack) answered(e wireEvent, key string, a bot.Answer) bot.Answer {
	if a.Err == nil && !silent(a) && s.told.Put(key, struct{}{}) {
		s.work.Later(func(ctx context.Context) {
			s.tell(ctx, asker{user: string(e.User), channel: string(e.Channel), thread: e.thread()}, a)
		})
	}
	return bot.Answer{Err: a.Err}
}

// publishHome draws a person's own page with the app.
func (s *Slack) publishHome(ctx context.Context, env wireEnvelope) {
	_, by, err := s.by(ctx, env.delivery(), string(env.Event.User), env.Event.team())
	if err != nil {
		s.unserved(err, "")
		return
	}
	s.drawHome(ctx, by)
}

func (s *Slack) drawHome(ctx context.Context, by bot.By) {
	view := s.home(s.cfg.Bot.Home(ctx, by))
	if _, err := s.api.PublishViewContext(ctx, slack.PublishViewContextRequest{UserID: by.Profile.Identity.ID, View: view}); err != nil {
		s.cfg.Log.Warn("a home page was not drawn", "err", explained("views.publish", err), "details", details(err))
	}
}
