package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/beckon-desk/beckon/api"
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

// sweepLease is the right to sweep. Should two sweep at once, as when one is very
// slow, they only do work twice: whatever a sweep does is one conditional write.
const sweepLease = "sweep"

// The parts that readiness waits for.
const (
	partStore   = "store"
	partInngest = "inngest"
	partSlack   = "slack"
)

// listen opens the public listener first of all, so that the desk's URL is known.
func listen(cfg *config) (net.Listener, error) {
	l, err := net.Listen("tcp", cfg.Listen)
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s: %w; choose another with --listen", cfg.Listen, err)
	}
	cfg.Listen = l.Addr().String()
	if cfg.URL == "" {
		cfg.URL = "http://" + cfg.Listen
	}
	return l, nil
}

// operate runs the desk until ctx ends. announce is called once, when every
// part answers.
func (d *desk) operate(ctx context.Context, p program, announce func()) (err error) {
	defer func() { err = errors.Join(err, d.close()) }()
	if err := d.open(ctx, p); err != nil {
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

// sweep sets going what has stopped moving: now and then, on one instance at a
// time, and at once when the engine has lost its memory.
func (d *desk) sweep(ctx context.Context) {
	holder := d.cfg.instance()
	defer d.yieldSweep(holder)
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		grace := sweepGrace
		select {
		case <-ctx.Done():
			return
		case <-d.lost:
			grace = 0
		case <-tick.C:
		}
		lease, mine, err := tickets.Acquire(ctx, d.store, sweepLease, holder, sweepHeld, time.Now())
		tick.Reset(nextLook(lease, mine, time.Now()))
		if err == nil && !mine && grace > 0 {
			continue // another instance does it
		}
		stuck := 0
		if err == nil {
			stuck, err = d.service.Sweep(ctx, grace)
		}
		switch {
		case err != nil && ctx.Err() == nil:
			d.log.Error("sweep failed; the next one tries again", "err", err)
		case stuck > 0:
			d.log.Info("set tickets going again", "tickets", stuck)
		}
	}
}

// nextLook is how soon to look for the lease again: when another's runs out, if
// that is before it is time to sweep.
func nextLook(l tickets.Lease, mine bool, now time.Time) time.Duration {
	if mine || l.Holder == "" {
		return sweepEvery
	}
	return min(max(l.Until.Sub(now), time.Second), sweepEvery)
}

// yieldSweep lets another instance sweep at once.
func (d *desk) yieldSweep(holder string) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := tickets.Yield(ctx, d.store, sweepLease, holder); err != nil {
		d.log.Warn("another instance takes over the sweep when its lease has run out", "err", err)
	}
}

// keepSlack proves the token, then listens on the socket if there is an app token.
func (d *desk) keepSlack(ctx context.Context) error {
	for wait := time.Second; ; wait = min(2*wait, time.Minute) {
		err := d.slack.Check(ctx)
		d.ready.set(partSlack, err)
		if err == nil {
			break
		}
		d.log.Error("Slack does not accept us yet", "err", err)
		if tickets.Sleep(ctx, wait) != nil {
			return nil
		}
	}
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

// serveHTTP answers the public listener, and drains it when ctx ends.
func (d *desk) serveHTTP(ctx context.Context) error {
	return serveUntil(ctx, api.Server("", d.handler(ctx), d.log), d.listener, d.cfg.farewell)
}

// serveControl answers the shell on the socket in the data folder.
func (d *desk) serveControl(ctx context.Context) error {
	path := d.cfg.socket()
	_ = os.Remove(path) // left by a desk that was killed; the store's lock says no other runs
	l, err := net.Listen("unix", path)
	if err != nil {
		d.log.Warn("beckon user cannot reach this desk while it runs", "err", err)
		return nil
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return errors.Join(err, l.Close())
	}
	server := &http.Server{Handler: endingWith(ctx, control(d.service, d.store)), ReadHeaderTimeout: 10 * time.Second}
	return serveUntil(ctx, server, l, 0)
}

// serveUntil serves until ctx ends. From then on every answer ends its
// connection, and after the farewell it lets the requests under way finish.
// Without a farewell a client might send a request on a connection it has kept
// just as we close it, and never learn what became of it.
func serveUntil(ctx context.Context, server *http.Server, l net.Listener, farewell time.Duration) error {
	server.Handler = partingAfter(ctx, server.Handler)
	drained := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() {
		time.Sleep(farewell)
		limit, cancel := context.WithTimeout(context.Background(), drainLimit)
		defer cancel()
		drained <- server.Shutdown(limit)
	})
	err := server.Serve(l)
	if errors.Is(err, http.ErrServerClosed) {
		return <-drained
	}
	stop()
	return err
}

// partingAfter asks clients to open no further requests on a connection once ctx has ended.
func partingAfter(ctx context.Context, h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if ctx.Err() != nil {
			w.Header().Set("Connection", "close")
		}
		h.ServeHTTP(w, r)
	})
}

// endingWith ends requests that go on for ever, as those for live pages do, when ctx ends.
func endingWith(ctx context.Context, h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = http.NewResponseController(w).SetWriteDeadline(time.Time{})
		both, cancel := context.WithCancel(r.Context())
		defer cancel()
		defer context.AfterFunc(ctx, cancel)()
		h.ServeHTTP(w, r.WithContext(both))
	})
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
