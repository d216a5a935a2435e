package slack

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
	"golang.org/x/time/rate"
)

// Run takes in deliveries over Socket Mode until ctx ends, which is no error.
// It reconnects by itself; it fails, with a sentence that says what to do, only
// when no reconnecting can help. The socket outlives ctx for a moment: what has
// come by then is handled and acknowledged.
func (s *Slack) Run(ctx context.Context) error {
	if s.cfg.AppToken == "" {
		return errors.New("Socket Mode needs an app token: set SLACK_APP_TOKEN (xapp-…, with connections:write)")
	}
	life, giveUp := context.WithCancelCause(context.WithoutCancel(ctx))
	defer giveUp(nil)
	quiet := log.New(io.Discard, "", 0)
	api := slack.New(s.cfg.BotToken, slack.OptionAPIURL(s.cfg.APIURL), slack.OptionAppLevelToken(s.cfg.AppToken),
		slack.OptionHTTPClient(&patient{s.cfg.HTTP, rate.NewLimiter(connectEvery, connectBurst)}), slack.OptionLog(quiet))
	client := socketmode.New(api, socketmode.OptionLog(quiet), socketmode.OptionReadLimit(maxBody))

	reading := make(chan struct{})
	go func() {
		defer close(reading)
		c := &socket{app: s, client: client, life: life, giveUp: giveUp}
		c.read(ctx)
		c.finish()
		giveUp(nil)
	}()
	err := client.RunContext(life)
	cause := context.Cause(life)
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

// socket is a connection to Slack, as long as it is kept up.
type socket struct {
	app    *Slack
	client *socketmode.Client
	life   context.Context // ends with the socket
	giveUp context.CancelCauseFunc
	acks   sync.WaitGroup // deliveries that are not acknowledged yet
}

// read hands deliveries on until ctx or the socket ends, and never blocks: the
// library stops altogether when nobody reads.
func (c *socket) read(ctx context.Context) {
	for {
		select {
		case e := <-c.client.Events:
			c.receive(e)
		case <-ctx.Done():
			return
		case <-c.life.Done():
			return
		}
	}
}

// How long acknowledgements are waited for when Beckon stops: Slack gives them
// three seconds; and how long one then has to leave, of which the library says
// nothing.
const (
	ackWithin = 3 * time.Second
	ackLeaves = 100 * time.Millisecond
)

// finish waits for the acknowledgement of what has been read. What comes now is
// left to Slack, which brings it to another socket.
func (c *socket) finish() {
	acked := make(chan struct{})
	go func() {
		c.acks.Wait()
		time.Sleep(ackLeaves)
		close(acked)
	}()
	select {
	case <-acked:
	case <-c.life.Done():
	case <-time.After(ackWithin):
	}
}

func (c *socket) receive(e socketmode.Event) {
	switch data := e.Data.(type) {
	case *slack.ConnectingEvent:
		c.app.listening.Store(false)
		return
	case *slack.ConnectionErrorEvent:
		if err := explained("apps.connections.open", explainedSocket(data.ErrorObj)); Permanent(err) {
			c.giveUp(err)
			return
		}
		c.app.cfg.Log.Warn("Slack's socket does not open; trying again", "err", withoutURL(data.ErrorObj), "in", data.Backoff.Round(time.Second))
		return
	case *socketmode.ConnectedEvent:
		c.app.listening.Store(true)
		c.app.cfg.Log.Info("connected to Slack by Socket Mode", "connection", data.ConnectionCount+1)
		return
	case *socketmode.ErrorBadMessage: // the library cannot read it; perhaps we can
		var env socketmode.Request
		if json.Unmarshal(data.Message, &env) == nil && env.EnvelopeID != "" {
			c.dispatch(env)
		}
		return
	}
	if e.Request != nil && e.Request.EnvelopeID != "" {
		c.dispatch(*e.Request)
	}
}

// dispatch handles an envelope beside the others, and acknowledges it while the
// socket lasts. What is not acknowledged, Slack brings again.
func (c *socket) dispatch(env socketmode.Request) {
	c.acks.Add(1)
	c.app.work.Later(func(context.Context) {
		defer c.acks.Done()
		body, err := c.app.handle(env)
		if err == nil {
			err = c.client.AckCtx(c.life, env.EnvelopeID, body)
		}
		if err != nil {
			c.app.cfg.Log.Warn("a delivery was not acknowledged; Slack brings events again", "type", env.Type, "err", err)
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
