package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/beckon-desk/beckon/bot"
	botdiscord "github.com/beckon-desk/beckon/bot/discord"
	botslack "github.com/beckon-desk/beckon/bot/slack"
	"github.com/beckon-desk/beckon/cmd/beckon/inngestd"
	"github.com/beckon-desk/beckon/tickets"
	"github.com/beckon-desk/beckon/tickets/flow"
)

// How often the desk looks after itself.
const (
	sweepEvery  = 10 * time.Second
	sweepGrace  = 20 * time.Second // what has not moved for so long is stuck
	sweepHeld   = 15 * time.Second // by one instance; another takes over after that
	canaryEvery = 15 * time.Second
	drainLimit  = 20 * time.Second // for requests under way when the desk stops
)

// desk is a running desk: clients, then core, then listeners. Each field is
// made from those above it.
type desk struct {
	cfg      *config
	log      *slog.Logger
	listener net.Listener

	store   store
	service *tickets.Service
	inngest *inngestd.Server // nil when an external server is used
	flow    *flow.Flow
	bot     *bot.Bot
	slack   *botslack.Slack     // nil when Slack is off
	discord *botdiscord.Discord // nil when Discord is off
	ready   *readiness
	health  health // of the parts, for admins to see

	channels map[tickets.Platform]tickets.Notifier
	model    tickets.Triager // nil when the local triager reads alone

	lost chan struct{} // signalled when what the durable engine had in flight may be lost

	restarted chan struct{} // signalled when our Inngest server is a new process
	known     atomic.Bool   // the engine that runs now has been told of everything unfinished

	mounts map[string]http.Handler     // more to serve, by path prefix
	seed   bool                        // fill an empty desk with the demo's people
	joined map[string]tickets.Identity // their Discord accounts, by mail address
}

// The parts that readiness waits for.
const (
	partStore   = "store"
	partInngest = "inngest"
	partSlack   = "slack"
)

// operate runs the desk until ctx ends. announce is called once, when every
// part answers.
func (d *desk) operate(ctx context.Context, p program, announce func()) (err error) {
	defer func() { err = errors.Join(err, d.close()) }()
	if err := d.open(ctx, p); err != nil {
		if ctx.Err() != nil {
			return nil // told to stop before it had started, which is no failure
		}
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return d.serveHTTP(ctx) })
	group.Go(func() error { return d.serveControl(ctx) })
	group.Go(func() error { return d.keepInngest(ctx) })
	group.Go(func() error { d.relay().Run(ctx); return nil })
	group.Go(func() error { d.sweep(ctx); return nil })
	group.Go(func() error { d.recall(ctx); return nil })
	if d.slack != nil {
		group.Go(func() error { return d.keepSlack(ctx) })
		group.Go(func() error { d.slack.Attend(ctx); return nil })
	}
	if d.discord != nil {
		group.Go(func() error { return d.keepDiscord(ctx) })
	}
	group.Go(func() error {
		select {
		case <-d.ready.all:
			announce()
		case <-ctx.Done():
		}
		return nil
	})
	return group.Wait()
}

// keepInngest starts a server if none was given, and keeps the flow connected.
func (d *desk) keepInngest(ctx context.Context) error {
	return d.flow.Keep(ctx, canaryEvery, d.restarted, func(err error) {
		if errors.Is(err, flow.ErrUnread) {
			return // the sweep tells of the records
		}
		if err != nil {
			d.log.Warn("the durable engine does not answer; tickets are stored and wait", "err", err)
		}
		d.ready.set(partInngest, err)
		// Slow is not forgetful: to say everything again to an engine that has not
		// lost it would make it slower still.
		if err == nil && !d.known.Swap(true) {
			poke(d.lost)
		}
	})
}

// poke leaves a message for whoever waits, if there is none yet.
func poke(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

func (d *desk) relay() *tickets.Relay {
	return &tickets.Relay{Store: d.store, Publisher: d.flow, Pending: d.service.Pending(), Log: d.log}
}

// recall has the triager remember past tickets. Until then it triages without.
func (d *desk) recall(ctx context.Context) {
	if err := d.service.Recall(ctx); err != nil && ctx.Err() == nil {
		d.log.Warn("the triager could not read past tickets; it learns from new ones", "err", err)
	}
}

// accepted asks a chat platform until it takes our token. It is false when ctx
// ends before.
func (d *desk) accepted(ctx context.Context, part string, check func(context.Context) error) bool {
	for wait := time.Second; ; wait = min(2*wait, time.Minute) {
		err := check(ctx)
		if err == nil {
			return true
		}
		d.ready.set(part, err)
		d.log.Error("a chat platform does not accept us yet", "part", part, "err", err)
		if tickets.Sleep(ctx, wait) != nil {
			return false
		}
	}
}

// keepSlack proves the token, then listens on the socket if there is an app token.
func (d *desk) keepSlack(ctx context.Context) error {
	if !d.accepted(ctx, partSlack, d.slack.Check) {
		return nil
	}
	d.ready.set(partSlack, nil)
	if d.cfg.SlackAppToken == "" {
		return nil
	}
	err := d.slack.Run(ctx)
	if ctx.Err() == nil {
		d.ready.set(partSlack, err)
		d.log.Error("Slack's socket is closed for good; everything else goes on", "err", err)
	}
	return nil
}

// dataFile returns the path of a file in the data folder.
func (c *config) dataFile(name string) string { return filepath.Join(c.Data, name) }

// publicURL is where people reach the desk, as far as it is known.
func (c *config) publicURL() string {
	if c.URL != "" {
		return c.URL
	}
	return "http://" + c.Listen
}
