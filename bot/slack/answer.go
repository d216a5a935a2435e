package slack

import (
	"context"
	"errors"
	"net/url"

	"github.com/slack-go/slack"

	"github.com/beckon-desk/beckon/bot"
	"github.com/beckon-desk/beckon/tickets"
)

// asker is where one person's private answer goes: by response_url while it
// lives, else to the channel they are in, else to their direct messages.
type asker struct {
	user        string
	responseURL string
	channel     string
	thread      string
}

// tell shows an answer to the asker. It is a courtesy after the effect is
// stored, so a failure is logged and no more.
func (s *Slack) tell(ctx context.Context, to asker, a bot.Answer) {
	if !silent(a) {
		s.post(ctx, to, s.message(a))
	}
}

func (s *Slack) post(ctx context.Context, to asker, m *slack.WebhookMessage) {
	if to.responseURL != "" && s.trusts(to.responseURL) {
		err := slack.PostWebhookCustomHTTPContext(ctx, to.responseURL, &s.hooks, m)
		if err == nil {
			return
		}
		s.cfg.Log.Info("response_url refused; answering otherwise", "err", withoutURL(err))
	}
	options := []slack.MsgOption{
		slack.MsgOptionText(m.Text, false), slack.MsgOptionBlocks(m.Blocks.BlockSet...), slack.MsgOptionDisableLinkUnfurl(),
	}
	if to.channel != "" {
		private := options
		if to.thread != "" {
			private = append(private[:len(private):len(private)], slack.MsgOptionTS(to.thread))
		}
		_, err := s.api.PostEphemeralContext(ctx, to.channel, to.user, private...)
		if err == nil {
			return
		}
		s.cfg.Log.Debug("no private message there; sending a direct one", "err", err)
	}
	if _, _, err := s.api.PostMessageContext(ctx, to.user, options...); err != nil {
		s.cfg.Log.Warn("an answer did not reach its person", "user", to.user, "err", explained("chat.postMessage", err))
	}
}

// trusts reports whether an answer may be sent to a response_url: to Slack
// itself, or to the server whose Web API we are set to use.
func (s *Slack) trusts(responseURL string) bool {
	u, err := url.Parse(responseURL)
	if err != nil || u.User != nil {
		return false
	}
	return u.Scheme == "https" && u.Host == "hooks.slack.com" || u.Scheme+"://"+u.Host == s.origin
}

// openForm shows a form, or answers with a button that tries again.
func (s *Slack) openForm(ctx context.Context, trigger string, f bot.Form, responseURL string) bot.Answer {
	_, err := s.api.OpenViewContext(ctx, trigger, modal(f, responseURL, tickets.MaxBody))
	if codeOf(err) == "invalid_arguments" { // Slack does not say how long a text may be that a field begins with
		_, err = s.api.OpenViewContext(ctx, trigger, modal(f, responseURL, maxInput))
	}
	if err == nil {
		return bot.Answer{}
	}
	s.cfg.Log.Warn("a form did not open", "err", explained("views.open", err), "details", details(err))
	return bot.Retry(f)
}

// details is what Slack says about refused arguments.
func details(err error) []string {
	if r := (slack.SlackErrorResponse{}); errors.As(err, &r) {
		return r.ResponseMetadata.Messages
	}
	return nil
}

// withoutURL is an error fit for logs: a response_url is a right to post.
func withoutURL(err error) error {
	if u := (*url.Error)(nil); errors.As(err, &u) {
		return u.Err
	}
	return err
}
