// Package slack lets people talk to the desk in Slack. It takes in slash
// commands, interactions and events, by signed HTTP requests (Handler) or over
// Socket Mode (Run), hands them to bot.Bot as plain values, and shows the
// answers privately.
//
// Four promises hold whatever Slack or the store do:
//
//   - Every delivery is acknowledged within Slack's three seconds. Work that
//     takes longer goes on, and its answer follows.
//   - A message is acknowledged only once its effect is stored, so that Slack
//     brings back what was not; stable keys make repeats harmless. What was said
//     while nobody listened for longer than that is read afterwards.
//   - Nobody's words are lost: what could not be stored is shown back, or stays
//     in its form.
//   - Only full members of the workspace are served, checked on every act.
//
// Files are named by direction: receive.go turns the wire into plain values,
// render.go the reverse, both pure.
package slack

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/slack-go/slack"
	"golang.org/x/time/rate"

	"github.com/beckon-desk/beckon/bot"
	"github.com/beckon-desk/beckon/tickets"
)

// limits are how long things may take.
type limits struct {
	ack    time.Duration // work that is not done by then goes on after the ack
	open   time.Duration // since a delivery came: a form opens no later, or its trigger is dead
	lookup time.Duration // of a person: leaves time to open a form
	check  time.Duration // of our own token
	attend time.Duration // between two times that it is noted that we listen
}

// slackWaits is what Slack gives an app, by its own clock.
const slackWaits = 3 * time.Second

// limitsIn are those of an app that is given so long.
func limitsIn(wait time.Duration) limits {
	return limits{ack: wait * 25 / 30, open: wait * 22 / 30, lookup: wait / 2, check: wait / 2, attend: time.Minute}
}

// workLimit is the longest that all work for one delivery may take.
const workLimit = 15 * time.Second

// Config is what an adapter needs.
type Config struct {
	BotToken       string   // xoxb-…
	SigningSecrets []string // for Handler; several while one replaces another
	AppToken       string   // xapp-…, for Run
	APIURL         string   // base of the Web API, with or without a slash at the end; "" for Slack's own
	AppID          string   // when set, deliveries to another app are refused

	AnswerWithin time.Duration // for which Slack waits for an answer; 0 is the three seconds it gives

	Bot   *bot.Bot
	Store tickets.DocumentStore // of when we last listened and who reads what was missed, for Attend; nil for none
	HTTP  *http.Client          // for all calls to Slack; nil for one with a time limit of ten seconds
	Now   func() time.Time      // nil for the machine's clock
	Log   *slog.Logger          // nil for the default logger
}

// Slack is the app in one workspace (or one organisation).
type Slack struct {
	cfg    Config
	limits limits
	api    *slack.Client
	hooks  http.Client // for response_urls: as cfg.HTTP, but led nowhere else
	origin string      // of the Web API: response_urls may lead there
	people people
	told   *bot.Memory[struct{}] // messages that were answered, so that repeats are not
	holder string                // of the right to read what was missed
	pace   *rate.Limiter         // of the reading

	listening atomic.Bool // deliveries come in: always by request URLs, while connected by Socket Mode

	mu      sync.Mutex
	install *installation

	work *bot.Work
}

// New returns an adapter. It does not call Slack: a Slack that is down must not
// keep the desk from starting. Check does.
func New(c Config) (*Slack, error) {
	if c.BotToken == "" {
		return nil, errors.New("Slack needs a bot token: set SLACK_BOT_TOKEN to the one under OAuth & Permissions (xoxb-…)")
	}
	if len(c.SigningSecrets) == 0 && c.AppToken == "" {
		return nil, errors.New("Slack needs a way in: set SLACK_SIGNING_SECRET for request URLs, or SLACK_APP_TOKEN (xapp-…) for Socket Mode")
	}
	c.APIURL = strings.TrimSuffix(cmp.Or(c.APIURL, slack.APIURL), "/") + "/"
	base, err := url.Parse(c.APIURL)
	if err != nil || base.Host == "" {
		return nil, fmt.Errorf("SLACK_API_URL must be an absolute URL such as %s", slack.APIURL)
	}
	if c.HTTP == nil {
		c.HTTP = &http.Client{Timeout: 10 * time.Second}
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	c.AnswerWithin = cmp.Or(c.AnswerWithin, slackWaits)
	s := &Slack{cfg: c, limits: limitsIn(c.AnswerWithin), origin: base.Scheme + "://" + base.Host, holder: rand.Text(), pace: rate.NewLimiter(readEvery, readBurst)}
	s.api = slack.New(c.BotToken, slack.OptionAPIURL(c.APIURL), slack.OptionHTTPClient(c.HTTP))
	s.hooks = *c.HTTP
	s.hooks.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	s.people.lookup = s.lookup
	s.people.known = bot.NewMemory[slack.User](believedFor, c.Now)
	s.told = bot.NewMemory[struct{}](15*time.Minute, c.Now) // longer than Slack retries
	s.work = bot.NewWork(max(workLimit, c.AnswerWithin), c.Log)
	s.listening.Store(c.AppToken == "")
	return s, nil
}

// Close waits for the work that is going on, for as long as ctx allows, and
// then ends it. Call it once nothing comes in any more; it may be called twice.
func (s *Slack) Close(ctx context.Context) error { return s.work.Close(ctx) }
