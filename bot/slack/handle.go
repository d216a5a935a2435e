package slack

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/beckon-desk/beckon/bot"
	"github.com/beckon-desk/beckon/tickets"
)

// One delivery each, by whichever way it came.

// What people are told when the desk cannot serve them.
const (
	unknownPerson = "Slack does not say who you are just now. Please try again in a minute."
	otherApp      = "This delivery is for another app."
	workingOnIt   = "Not stored yet: this takes longer than usual. I keep trying and tell you here; please wait a moment before you try again."
	notYet        = "This takes longer than usual. Your words are safe here: please press the button again in a moment."
)

// onCommand does what a slash command asks and returns the private message that
// acknowledges it, nil for none.
func (s *Slack) onCommand(c wireCommand) *slack.WebhookMessage {
	received := s.cfg.Now()
	a, ok := s.work.Soon(s.limits.ack,
		func(ctx context.Context) bot.Answer { return s.command(ctx, c, received) },
		func(ctx context.Context, a bot.Answer) { s.tell(ctx, c.asker(), a) })
	if !ok {
		a = bot.Answer{Text: workingOnIt, Words: decode(c.Text)}
	}
	if silent(a) {
		return nil
	}
	return s.message(a)
}

func (c wireCommand) asker() asker {
	return asker{user: c.UserID, responseURL: c.ResponseURL, channel: c.ChannelID}
}

func (s *Slack) command(ctx context.Context, c wireCommand, received time.Time) bot.Answer {
	i, by, err := s.by(ctx, delivery{c.TeamID, c.EnterpriseID, c.AppID}, c.UserID, "")
	if err != nil {
		return s.unserved(err, decode(c.Text))
	}
	by.Place, by.Key = i.place(c.ChannelID, ""), i.key("command", c.TriggerID)
	a := s.cfg.Bot.Command(ctx, bot.Command{By: by, Text: decode(c.Text)})
	return s.orForm(ctx, a, c.TriggerID, c.ResponseURL, received)
}

// orForm opens the form that an answer asks for, if any, while there is time.
func (s *Slack) orForm(ctx context.Context, a bot.Answer, trigger, responseURL string, received time.Time) bot.Answer {
	if a.Form == nil {
		return a
	}
	ctx, cancel := context.WithTimeout(ctx, s.limits.open-s.cfg.Now().Sub(received))
	defer cancel()
	return s.openForm(ctx, trigger, *a.Form, responseURL)
}

// delivery is what a delivery says of the installation it is for.
type delivery struct{ team, enterprise, app string }

// by says who did it, after checking that the delivery is for us. Its Place and
// Key are left to the caller.
func (s *Slack) by(ctx context.Context, d delivery, user, team string) (installation, bot.By, error) {
	i, err := s.installed(ctx)
	if err != nil {
		return i, bot.By{}, err
	}
	if s.cfg.AppID != "" && d.app != s.cfg.AppID {
		return i, bot.By{}, errOtherApp
	}
	p := tickets.Profile{Identity: tickets.Identity{Platform: tickets.Slack, Team: i.tenant(), ID: user}}
	if i.serves(d.team, d.enterprise) {
		p, err = s.profile(ctx, i, user, team)
	}
	return i, bot.By{Profile: p}, err
}

// ours reports whether a delivery is for this app and installation.
func (s *Slack) ours(i installation, d delivery) bool {
	return (s.cfg.AppID == "" || d.app == s.cfg.AppID) && i.serves(d.team, d.enterprise)
}

var errOtherApp = errors.New("delivery for another app or installation")

// unserved is the answer when it is not known who asks.
func (s *Slack) unserved(err error, words string) bot.Answer {
	if errors.Is(err, errOtherApp) {
		s.cfg.Log.Warn("a Slack delivery was refused; is SLACK_SIGNING_SECRET shared with another app?", "err", err)
		return bot.Answer{Text: otherApp}
	}
	s.cfg.Log.Error("Slack does not say who asks", "err", err)
	a := bot.Answer{Text: unknownPerson, Err: err}
	if words = tickets.CleanText(words); words != "" {
		a.Text += "\nNothing was stored. These were your words:"
		a.Words = words
	}
	return a
}

// onInteraction does what a click, a shortcut or a form asks and returns what
// acknowledges it, nil for nothing.
func (s *Slack) onInteraction(raw []byte) any {
	var in wireInteraction
	if err := json.Unmarshal(raw, &in); err != nil {
		s.cfg.Log.Error("an interaction could not be read", "err", err)
		return nil
	}
	received := s.cfg.Now()
	if in.Type == "view_submission" {
		return s.onSubmission(in)
	}
	work := map[string]func(context.Context, wireInteraction, time.Time) bot.Answer{
		"block_actions": s.press, "message_action": s.aboutMessage, "shortcut": s.shortcut,
	}[in.Type]
	if work == nil {
		return nil // view_closed, and whatever Slack invents
	}
	tell := func(ctx context.Context, a bot.Answer) { s.tell(ctx, in.asker(), a) }
	failure, _ := s.work.Soon(s.limits.ack, func(ctx context.Context) bot.Answer {
		tell(ctx, work(ctx, in, received))
		return bot.Answer{}
	}, tell)
	if !silent(failure) {
		s.work.Later(func(ctx context.Context) { tell(ctx, failure) })
	}
	return nil
}

func (in wireInteraction) asker() asker {
	to := asker{user: in.User.ID, responseURL: in.ResponseURL, channel: in.Channel.ID, thread: in.Container.ThreadTS}
	if to.thread == "" {
		to.thread = in.Message.ThreadTS
	}
	return to
}

func (s *Slack) whose(ctx context.Context, in wireInteraction) (installation, bot.By, error) {
	i, by, err := s.by(ctx, delivery{in.Team.ID, in.Enterprise.ID, in.AppID}, in.User.ID, in.User.TeamID)
	by.Place = i.place(in.Channel.ID, "")
	by.Key = i.key("interaction", in.TriggerID)
	return i, by, err
}

// press does what a button says, or a menu.
func (s *Slack) press(ctx context.Context, in wireInteraction, received time.Time) bot.Answer {
	if len(in.Actions) == 0 || !strings.HasPrefix(in.Actions[0].ActionID, verbAction) || in.Actions[0].ActionID == openAction {
		return bot.Answer{} // a link, or a field of a form
	}
	i, by, err := s.whose(ctx, in)
	if err != nil {
		return s.unserved(err, "")
	}
	var a bot.Answer
	switch act := in.Actions[0]; act.ActionID {
	case showAction:
		a = s.cfg.Bot.Command(ctx, bot.Command{By: by, Text: act.Selected.Value})
	case newAction:
		var d draftValue
		_ = json.Unmarshal([]byte(act.Value), &d) // an empty form is better than none
		draft := d.draft(i)
		draft.Text = s.unclipped(ctx, draft)
		a = s.cfg.Bot.MessageAction(ctx, bot.MessageAction{By: by, Draft: draft})
	default:
		a = s.cfg.Bot.Press(ctx, bot.Press{By: by, Button: act.Value})
	}
	return s.orForm(ctx, a, in.TriggerID, in.ResponseURL, received)
}

// unclipped is the text of a draft whole, as far as Slack shows its message: a
// button holds but the beginning of it.
func (s *Slack) unclipped(ctx context.Context, d bot.Draft) string {
	begins, clipped := strings.CutSuffix(d.Text, "…")
	if !clipped || d.Source.Message == "" {
		return d.Text
	}
	ctx, cancel := context.WithTimeout(ctx, s.limits.lookup/2) // the form waits for it
	defer cancel()
	page, err := s.call(ctx, "conversations.replies", url.Values{"channel": {d.Source.Channel}, "ts": {d.Source.Message}, "limit": {"1"}})
	if err != nil {
		s.cfg.Log.Info("a long message is in its form only in part", "err", explained("conversations.replies", err))
	}
	for _, m := range page.Messages[:min(len(page.Messages), 1)] {
		words := s.whole(ctx, m.wireMessage).words()
		if at := strings.Index(words, begins); at >= 0 {
			return words[at:]
		}
	}
	return d.Text
}

// aboutMessage makes a ticket of a message.
func (s *Slack) aboutMessage(ctx context.Context, in wireInteraction, received time.Time) bot.Answer {
	i, by, err := s.whose(ctx, in)
	if err != nil {
		return s.unserved(err, "")
	}
	ts := in.MessageTS
	if ts == "" {
		ts = in.Message.TS
	}
	m := s.whole(ctx, in.Message)
	d := bot.Draft{Text: m.words(), Files: s.attached(m.files()), Source: i.message(in.Channel.ID, ts, in.Message.ThreadTS)}
	if thread := in.Message.ThreadTS; thread != "" { // whose answers the ticket shall hear; its link leads to the message
		d.Source.Message = thread
	}
	a := s.cfg.Bot.MessageAction(ctx, bot.MessageAction{By: by, Draft: d})
	return s.orForm(ctx, a, in.TriggerID, in.ResponseURL, received)
}

// shortcut opens the form from anywhere.
func (s *Slack) shortcut(ctx context.Context, in wireInteraction, received time.Time) bot.Answer {
	_, by, err := s.whose(ctx, in)
	if err != nil {
		return s.unserved(err, "")
	}
	return s.orForm(ctx, s.cfg.Bot.Command(ctx, bot.Command{By: by}), in.TriggerID, "", received)
}

// onSubmission does what a form asks. The form stays open, with what was typed,
// until that is stored.
func (s *Slack) onSubmission(in wireInteraction) any {
	var m metadata
	var who bot.By
	a, ok := s.work.Soon(s.limits.ack, func(ctx context.Context) bot.Answer {
		i, by, err := s.whose(ctx, in)
		if err != nil {
			return s.unserved(err, "")
		}
		sub, carried, err := in.View.submission(i, by)
		m, who = carried, by
		if err != nil {
			s.cfg.Log.Warn("a form that is not ours was sent", "callback_id", in.View.CallbackID, "err", err)
			return bot.Answer{}
		}
		sub.Attached = func(ctx context.Context) []bot.Attached { return s.carried(ctx, sub.Files) }
		return s.cfg.Bot.Submit(ctx, sub)
	}, nil)
	switch {
	case !ok:
		return fieldErrors(in.View.first(notYet))
	case len(a.Errors) > 0:
		return fieldErrors(a.Errors)
	case a.Err != nil || a.Text == otherApp:
		return fieldErrors(in.View.first(a.Text))
	}
	s.work.Later(func(ctx context.Context) {
		s.tell(ctx, asker{user: in.User.ID, responseURL: m.Response, channel: m.Channel}, a)
		if m.Channel == "" && m.Verb == bot.VerbNew { // they may have come from their own page, and look at it
			s.drawHome(ctx, who)
		}
	})
	return nil
}

// first puts a sentence at one of the form's fields.
func (v wireView) first(why string) map[string]string {
	best := ""
	for field := range v.State.Values {
		if best == "" || field == "title" || best != "title" && field < best {
			best = field
		}
	}
	return map[string]string{best: why}
}
