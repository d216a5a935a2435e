// Package flow gives the desk's work durability: Inngest runs each function
// until it has succeeded, across crashes and restarts of Beckon. It holds no
// rule of its own: functions call verbs of tickets.Service, and every verb is
// safe to repeat, for its effect is stored where the verb looks first. That is
// why no function needs a memory of its own (step.Run), which would cost the
// server one more call each.
//
//	ticket/created   triage → assign
//	ticket/queued    assign
//	ticket/notice    plan receipts, redraw cards
//	ticket/deliver   send the messages of receipts
//	ticket/chase     nudge, hand on or escalate, at the event's own time
//	ticket/resolved  let the triager learn from it
//	user/signup      welcome mail
//	user/digest      mail somebody the tickets they have
//	user/password    password link by mail
//	user/access      mail about who can come in
//
// A run costs the server several milliseconds, which is what bounds a burst, and
// most of what a ticket causes are messages. So messages that are due at the same
// moment share a run. Each is sent beside the others and remembered when it has
// been: when some fail the run is repeated, which is for them alone.
//
// The engine's memory is not what keeps a ticket from being lost: the outbox
// and Service.Sweep are. Losing the engine costs time only.
package flow

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/inngest/inngestgo"
	"github.com/inngest/inngestgo/errors"

	"github.com/beckon-desk/beckon/tickets"
)

// Config is what a Flow needs.
type Config struct {
	Desk       *tickets.Service
	Store      tickets.DocumentStore // where trial runs leave their mark
	Instance   string                // name of this instance, stable over restarts; "" for the only one
	BaseURL    string                // of the Inngest server's API and event API; https://api.inngest.com for Inngest's cloud
	EventKey   string                // "" for a development server
	SigningKey string                // "" for a development server, which must be on this machine
	Log        *slog.Logger          // nil for the default logger
}

// Flow is the desk's Inngest app. It is a tickets.Publisher.
type Flow struct {
	desk    *tickets.Service
	store   tickets.DocumentStore
	perch   string // the document in which this instance's canary leaves its mark
	client  inngestgo.Client
	http    *http.Client
	baseURL string
	signing string
	log     *slog.Logger
}

// app is the name under which the functions are registered.
const app = "beckon"

// canary is the event that proves that work given to the server is done here.
const canary tickets.EventName = "beckon/canary"

// perches begin the names of the documents in which canaries leave their mark.
const perches = "canary/"

// Inngest's cloud takes events at an address of their own; a server, at its one.
const cloud, cloudEvents = "https://api.inngest.com", "https://inn.gs"

// signingKey is what one looks like: hexadecimal, behind a prefix in Inngest's cloud.
var signingKey = regexp.MustCompile(`^(signkey-\w+-)?([0-9a-fA-F]{2})+$`)

// Check reports what of BaseURL and SigningKey cannot be right.
func (c Config) Check() error {
	u, err := url.Parse(c.BaseURL)
	if err != nil || u.Host == "" {
		return fmt.Errorf("INNGEST_BASE_URL %q is not a URL like http://127.0.0.1:8288", c.BaseURL)
	}
	ip := net.ParseIP(u.Hostname())
	switch near := u.Hostname() == "localhost" || ip != nil && ip.IsLoopback(); {
	case c.SigningKey == "" && !near:
		return fmt.Errorf("the Inngest server at %s is not on this machine, so INNGEST_SIGNING_KEY must be set", u.Host)
	case c.SigningKey != "" && !signingKey.MatchString(c.SigningKey):
		return fmt.Errorf("INNGEST_SIGNING_KEY is not one: it is hexadecimal, such as openssl rand -hex 32 makes")
	}
	return nil
}

// New returns a Flow that is not yet connected; see Keep.
func New(c Config) (*Flow, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	dev, events := c.SigningKey == "", c.BaseURL
	if c.BaseURL == cloud {
		events = cloudEvents
	}
	opts := inngestgo.ClientOpts{
		AppID: app, APIBaseURL: &c.BaseURL, EventAPIBaseURL: &events, Dev: &dev,
		EventKey: &c.EventKey, SigningKey: &c.SigningKey, SigningKeyFallback: new(string), Env: new(string),
		HTTPClient: &http.Client{Timeout: 10 * time.Second},
		Logger:     slog.New(sdkLog{c.Log.Handler()}),
	}
	if dev {
		opts.EventKey = inngestgo.StrPtr("local") // a development server takes any, but not none
	}
	register := c.BaseURL + "/fn/register"
	opts.RegisterURL = &register
	client, err := inngestgo.NewClient(opts)
	if err != nil {
		return nil, fmt.Errorf("inngest: %w", err)
	}
	f := &Flow{desk: c.Desk, store: c.Store, perch: perches + c.Instance, client: client, http: opts.HTTPClient, baseURL: c.BaseURL, signing: c.SigningKey, log: c.Log}
	return f, f.define()
}

// data is what events carry: ids, never documents.
type data struct {
	Ticket     tickets.ID         `json:"ticket,omitempty"`
	User       tickets.UserID     `json:"user,omitempty"`
	Deliveries []tickets.Delivery `json:"deliveries,omitempty"`
	Perch      string             `json:"perch,omitempty"` // of a canary only
	Song       string             `json:"song,omitempty"`
}

// Publish hands events to the server, which ignores an ID it has seen in the
// last hour (a released server: day). It fails as a whole or not at all.
func (f *Flow) Publish(ctx context.Context, events []tickets.Event) error {
	_, err := f.client.SendMany(ctx, outgoing(events, time.Now()))
	switch {
	case err == nil:
		return nil
	case refusedForGood(err):
		return fmt.Errorf("%w: inngest: %w", tickets.ErrPermanent, err)
	}
	return unsent(err)
}

// unsent names why the server did not take what would be welcome another time.
// The address that it was sent to, which holds the event key, is left out.
func unsent(err error) error {
	err = withoutPath(err)
	text := err.Error()
	err = fmt.Errorf("inngest: %w", err)
	switch {
	case strings.HasPrefix(text, "unauthorized:"), strings.HasPrefix(text, "forbidden:"):
		return tickets.Because(tickets.CauseSettings, err)
	case strings.HasPrefix(text, "unknown status code"):
		return tickets.Because(tickets.CauseFailing, err)
	}
	return err
}

// refusedForGood tells an answer to what we sent (400, 413) from one to who we
// are or when we ask. The SDK gives statuses in words only.
func refusedForGood(err error) bool {
	return strings.HasPrefix(err.Error(), "bad request:") || strings.HasSuffix(err.Error(), "sending event: 413")
}

// tries is how often a step is tried before its run is given up; the sweep
// starts a new one later.
const tries = 6

// define creates the functions.
func (f *Flow) define() error {
	for _, fn := range []struct {
		on tickets.EventName
		do func(context.Context, data, inngestgo.InputCtx) error
	}{
		{tickets.TicketCreated, f.created},
		{tickets.TicketQueued, f.queued},
		{tickets.TicketNotice, f.notice},
		{tickets.TicketDeliver, f.deliver},
		{tickets.TicketChase, f.chase},
		{tickets.TicketResolved, f.resolved},
		{tickets.UserSignup, f.signup},
		{tickets.UserDigest, f.digest},
		{tickets.UserPassword, f.password},
		{tickets.UserAccess, f.access},
		{canary, f.sing},
	} {
		opts := inngestgo.FunctionOpts{
			ID: inngestgo.Slugify(string(fn.on)), Name: string(fn.on),
			Retries: inngestgo.IntPtr(tries - 1),
		}
		_, err := inngestgo.CreateFunction(f.client, opts, inngestgo.EventTrigger(string(fn.on), nil),
			func(ctx context.Context, in inngestgo.Input[data]) (any, error) {
				return nil, soon(fn.do(ctx, in.Event.Data, in.InputCtx), in.InputCtx.Attempt)
			})
		if err != nil {
			return fmt.Errorf("inngest function %s: %w", fn.on, err)
		}
	}
	return nil
}

func (f *Flow) created(ctx context.Context, d data, in inngestgo.InputCtx) error {
	if err := f.desk.Triage(ctx, d.Ticket, in.Attempt); err != nil {
		return err
	}
	return f.desk.Assign(ctx, d.Ticket)
}

func (f *Flow) queued(ctx context.Context, d data, _ inngestgo.InputCtx) error {
	return f.desk.Assign(ctx, d.Ticket)
}

func (f *Flow) notice(ctx context.Context, d data, _ inngestgo.InputCtx) error {
	if err := f.desk.Plan(ctx, d.Ticket); err != nil {
		return err
	}
	return f.desk.Refresh(ctx, d.Ticket)
}

func (f *Flow) deliver(ctx context.Context, d data, _ inngestgo.InputCtx) error {
	return f.desk.DeliverAll(ctx, d.Deliveries)
}

// chase runs when the event's time has come: the server holds a run back until
// then, which costs neither a step nor a call while it waits.
func (f *Flow) chase(ctx context.Context, d data, _ inngestgo.InputCtx) error {
	return f.desk.Chase(ctx, d.Ticket)
}

func (f *Flow) resolved(ctx context.Context, d data, _ inngestgo.InputCtx) error {
	return f.desk.Learn(ctx, d.Ticket)
}

func (f *Flow) signup(ctx context.Context, d data, _ inngestgo.InputCtx) error {
	return f.desk.Welcome(ctx, d.User)
}

func (f *Flow) digest(ctx context.Context, d data, _ inngestgo.InputCtx) error {
	return f.desk.MailDigest(ctx, d.User)
}

func (f *Flow) password(ctx context.Context, d data, in inngestgo.InputCtx) error {
	return f.desk.MailPasswordLink(ctx, d.User, in.RunID)
}

func (f *Flow) access(ctx context.Context, d data, _ inngestgo.InputCtx) error {
	return f.desk.MailAlerts(ctx, d.User)
}

// soon asks for the next try after 1, 2, 4, … seconds, up to a minute: the
// server's own schedule starts at half a minute, too long for an employee who
// waits. What trying again cannot mend ends the run.
func soon(err error, attempt int) error {
	switch {
	case err == nil:
		return nil
	case tickets.KindOf(err) == tickets.NotFound:
		return errors.NoRetryError(err)
	}
	return errors.RetryAtError(err, time.Now().Add(min(time.Second<<min(attempt, 6), time.Minute)))
}
