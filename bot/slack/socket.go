package slack

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net/http"
	"strings"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
	"golang.org/x/time/rate"
)

// Run takes in deliveries over Socket Mode until ctx ends, which is no error.
// It reconnects by itself; it fails, with a sentence that says what to do, only
// when no reconnecting can help.
func (s *Slack) Run(ctx context.Context) error {
	if s.cfg.AppToken == "" {
		return errors.New("Socket Mode needs an app token: set SLACK_APP_TOKEN (xapp-…, with connections:write)")
	}
	ctx, giveUp := context.WithCancelCause(ctx)
	defer giveUp(nil)
	quiet := log.New(io.Discard, "", 0)
	api := slack.New(s.cfg.BotToken, slack.OptionAPIURL(s.cfg.APIURL), slack.OptionAppLevelToken(s.cfg.AppToken),
		slack.OptionHTTPClient(&patient{s.cfg.HTTP, rate.NewLimiter(connectEvery, connectBurst)}), slack.OptionLog(quiet))
	client := socketmode.New(api, socketmode.OptionLog(quiet), socketmode.OptionReadLimit(maxBody))

	reading := make(chan struct{})
	go func() {
		defer close(reading)
		s.read(ctx, client, giveUp)
	}()
	err := client.RunContext(ctx)
	cause := context.Cause(ctx)
	giveUp(nil)
	<-reading
	switch {
	case Permanent(cause):
		return cause
	case cause != nil:
		return nil
	}
	return explained("apps.connections.open", explainedSocket(err))
}

// Reconnecting is limited: the library does it at once, each time the server
// drops the socket, and Slack allows few connections a minute.
const (
	connectEvery = rate.Limit(1.0 / 5) // per second
	connectBurst = 5
)

// patient is an HTTP client that waits its turn.
type patient struct {
	*http.Client
	turns *rate.Limiter
}

// Do waits for a turn and sends the request.
func (p *patient) Do(r *http.Request) (*http.Response, error) {
	if err := p.turns.Wait(r.Context()); err != nil {
		return nil, err
	}
	return p.Client.Do(r)
}

// read hands deliveries on and never blocks: the library stops altogether when
// nobody reads.
func (s *Slack) read(ctx context.Context, client *socketmode.Client, giveUp context.CancelCauseFunc) {
	for {
		select {
		case e := <-client.Events:
			s.receive(ctx, client, e, giveUp)
		case <-ctx.Done():
			return
		}
	}
}

func (s *Slack) receive(ctx context.Context, client *socketmode.Client, e socketmode.Event, giveUp context.CancelCauseFunc) {
	switch data := e.Data.(type) {
	case *slack.ConnectionErrorEvent:
		if err := explained("apps.connections.open", explainedSocket(data.ErrorObj)); Permanent(err) {
			giveUp(err)
			return
		}
		s.cfg.Log.Warn("Slack's socket does not open; trying again", "err", withoutURL(data.ErrorObj), "in", data.Backoff.Round(time.Second))
		return
	case *socketmode.ConnectedEvent:
		s.cfg.Log.Info("connected to Slack by Socket Mode", "connection", data.ConnectionCount+1)
		return
	case *socketmode.ErrorBadMessage: // the library cannot read it; perhaps we can
		var env socketmode.Request
		if json.Unmarshal(data.Message, &env) == nil && env.EnvelopeID != "" {
			s.dispatch(ctx, client, env)
		}
		return
	}
	if e.Request != nil && e.Request.EnvelopeID != "" {
		s.dispatch(ctx, client, *e.Request)
	}
}

// dispatch handles an envelope beside the others, and acknowledges it while ctx,
// which is the socket's, lasts. What is not acknowledged, Slack brings again.
func (s *Slack) dispatch(ctx context.Context, client *socketmode.Client, env socketmode.Request) {
	s.work.Later(func(context.Context) {
		body, err := s.handle(env)
		if err == nil {
			err = client.AckCtx(ctx, env.EnvelopeID, body)
		}
		if err != nil {
			s.cfg.Log.Warn("a delivery was not acknowledged; Slack brings events again", "type", env.Type, "err", err)
		}
	})
}

// handle returns what acknowledges an envelope, or an error when it must not be
// acknowledged. Envelopes of unknown types are.
func (s *Slack) handle(env socketmode.Request) (any, error) {
	switch env.Type {
	case socketmode.RequestTypeEventsAPI:
		return nil, s.onEvent(env.Payload)
	case socketmode.RequestTypeInteractive:
		return s.onInteraction(env.Payload), nil
	case socketmode.RequestTypeSlashCommands:
		var c wireCommand
		if err := json.Unmarshal(env.Payload, &c); err != nil {
			s.cfg.Log.Error("a command could not be read", "err", err)
			return nil, nil
		}
		m := s.onCommand(c)
		if m == nil {
			return nil, nil
		}
		if !fits(m) {
			s.work.Later(func(ctx context.Context) { s.post(ctx, c.asker(), m) })
			return nil, nil
		}
		return m, nil
	}
	return nil, nil
}

// maxAck is what an acknowledgement on a socket may hold, with room for the
// envelope: Slack drops larger ones without a word.
const maxAck = 20_000

func fits(body any) bool {
	raw, err := json.Marshal(body)
	return err == nil && len(raw) < maxAck
}

// explainedSocket finds Slack's code in the library's errors, some of which are
// nothing but the code.
func explainedSocket(err error) error {
	if err == nil {
		return errors.New("the socket ended")
	}
	if status := (slack.StatusCodeError{}); errors.As(err, &status) && status.Code == http.StatusNotFound {
		return slack.SlackErrorResponse{Err: "unknown_method"}
	}
	if code := strings.TrimSpace(err.Error()); codeOf(err) == "" && remedies[code] != "" {
		return slack.SlackErrorResponse{Err: code}
	}
	return err
}
