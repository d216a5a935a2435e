package slack

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/slack-go/slack"

	"github.com/beckon-desk/beckon/bot"
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
		if a, ok := s.work.Soon(s.limits.ack, func(ctx context.Context) bot.Answer { return s.said(ctx, env) }, nil); !ok || a.Err != nil {
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

// said takes in a message. Its answer has Err set when the message is not
// stored; otherwise it says nothing, since its author is told apart.
func (s *Slack) said(ctx context.Context, env wireEnvelope) bot.Answer {
	e := env.Event
	i, err := s.installed(ctx)
	if err != nil {
		return s.unserved(err, "")
	}
	if !e.personal(i) || !e.direct() && e.ThreadTS == "" {
		return bot.Answer{}
	}
	if !e.direct() {
		concerns, err := s.cfg.Bot.Concerns(ctx, i.place(string(e.Channel), e.ThreadTS))
		if err != nil || !concerns {
			return bot.Answer{Err: err}
		}
	}
	_, by, err := s.by(ctx, env.delivery(), string(e.User), e.team())
	if errors.Is(err, errOtherApp) {
		return bot.Answer{}
	}
	if err != nil {
		return s.unserved(err, "")
	}
	said := e.said(i, by.Profile)
	a := s.cfg.Bot.Said(ctx, said)
	if a.Err == nil && !silent(a) && s.told.put(said.Key, struct{}{}) {
		s.work.Later(func(ctx context.Context) {
			s.tell(ctx, asker{user: string(e.User), channel: string(e.Channel), thread: e.ThreadTS}, a)
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
	view := s.home(s.cfg.Bot.Home(ctx, by))
	if _, err := s.api.PublishViewContext(ctx, slack.PublishViewContextRequest{UserID: string(env.Event.User), View: view}); err != nil {
		s.cfg.Log.Warn("a home page was not drawn", "err", explained("views.publish", err), "details", details(err))
	}
}
