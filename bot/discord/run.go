package discord

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"

	"github.com/beckon-desk/beckon/tickets"
)

// leaseName is the right to hold the gateway: two instances would be told
// everything twice.
const leaseName = "discord-gateway"

// saveEvery is how often progress is kept. What came since is told again to
// whoever takes over.
const saveEvery = 2 * time.Second

// handleWithin is how long a desk that stops waits, before it keeps its progress,
// for what it has been told of to be handled: less than its lease lasts then.
const handleWithin = 5 * time.Second

// Run takes in what the gateway tells until ctx ends, which is no error. Among
// all instances that share the store one does so at a time; another takes over
// within half a minute. Run reconnects by itself; it fails, with a sentence that
// says what to do, only when no reconnecting can help.
func (d *Discord) Run(ctx context.Context) error {
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), callLimit)
		defer cancel()
		if err := tickets.Yield(ctx, d.cfg.Store, leaseName, d.holder); err != nil {
			d.cfg.Log.Warn("the gateway's lease was not given back; another instance waits until it ends", "err", err)
		}
	}()
	standby := false
	for ctx.Err() == nil {
		lease, mine, err := tickets.Acquire(ctx, d.cfg.Store, leaseName, d.holder, d.leaseLife, d.cfg.Now())
		if mine && err == nil {
			standby = false
			if err := d.own(ctx, lease.Until); err != nil {
				return err
			}
			continue
		}
		wait := d.leaseEvery
		switch {
		case err != nil: // with the records back, people are not to wait for us
			wait = min(wait, time.Second)
			d.cfg.Log.Warn("the gateway's lease could not be taken; trying again", "err", err)
		case !standby:
			standby = true
			d.cfg.Log.Info("another instance holds Discord's gateway; standing by")
			d.cfg.Connected(nil)
		}
		if tickets.Sleep(ctx, wait) != nil {
			return nil
		}
	}
	return nil
}

// own holds the gateway until the lease is lost or ctx ends.
func (d *Discord) own(ctx context.Context, until time.Time) error {
	if err := d.progress.load(ctx, d.cfg.Store); err != nil {
		d.cfg.Log.Error("what the last owner of Discord's gateway has kept cannot be read", "err", err)
	}
	owning, lose := context.WithCancel(ctx)
	renewing := make(chan struct{})
	go func() {
		defer close(renewing)
		defer lose()
		d.renew(owning, until)
	}()
	err := d.supervise(owning)
	lose()
	<-renewing
	if ctx.Err() != nil { // we stop, and have the lease for a while yet
		select {
		case <-d.progress.handled():
		case <-time.After(handleWithin):
		}
	}
	d.keep(context.WithoutCancel(ctx))
	return err
}

// renew holds the lease, and keeps progress, until the lease is lost.
func (d *Discord) renew(ctx context.Context, until time.Time) {
	nextLease := d.cfg.Now().Add(d.leaseEvery)
	for tickets.Sleep(ctx, min(saveEvery, d.leaseEvery)) == nil {
		d.keep(ctx)
		now := d.cfg.Now()
		if now.Before(nextLease) {
			continue
		}
		lease, mine, err := tickets.Acquire(ctx, d.cfg.Store, leaseName, d.holder, d.leaseLife, now)
		switch {
		case err != nil && now.Before(until):
			d.cfg.Log.Warn("the gateway's lease could not be renewed; trying again", "err", err)
		case err != nil || !mine:
			d.cfg.Log.Error("the gateway's lease is lost; leaving Discord's gateway to another instance", "err", err)
			return
		default:
			until, nextLease = lease.Until, now.Add(d.leaseEvery)
		}
	}
}

func (d *Discord) keep(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	if err := d.progress.save(ctx, d.cfg.Store); err != nil && ctx.Err() == nil {
		d.cfg.Log.Warn("progress on Discord's gateway was not kept", "err", err)
	}
}

// After how many connections that came to nothing a new session is begun: when
// the gateway answers; when it does not, but Discord does elsewhere; and when
// nothing does.
const (
	badResumes   = 3
	badAddresses = 2
	badDials     = 8
)

// supervise connects again and again until ctx ends or no connecting can help.
func (d *Discord) supervise(ctx context.Context) error {
	bad := 0 // connections since the last that had a session
	for {
		session := d.progress.session().Session
		proven, err := d.connect(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if why := fatal(err); why != nil {
			d.progress.begin("", "", 0)
			d.cfg.Connected(why)
			return why
		}
		if bad++; proven {
			bad = 0
		}
		if !resumable(err) || session != "" && hopeless(bad, err, func() bool { return d.answers(ctx) }) {
			d.progress.begin("", "", 0)
		}
		wait := backoff(bad, err)
		level := slog.LevelInfo // Discord ends connections every day, and a session's address with them
		if bad >= badResumes {
			level = slog.LevelWarn
		}
		d.cfg.Log.Log(ctx, level, "Discord's gateway is gone; connecting again", "err", err, "in", wait.Round(time.Millisecond))
		if bad > 0 {
			d.cfg.Connected(fmt.Errorf("Discord's gateway does not connect: %w", err))
		}
		if d.pause(ctx, wait) != nil {
			return nil
		}
	}
}

// hopeless reports whether a session is not to be resumed any more, after so many
// connections that came to nothing, the last with err. answers tells whether
// Discord's API does.
func hopeless(bad int, err error, answers func() bool) bool {
	switch {
	case bad >= badDials:
		return true
	case reached(err):
		return bad >= badResumes
	}
	return bad >= badAddresses && answers()
}

// answers reports whether Discord's API does.
func (d *Discord) answers(ctx context.Context) bool {
	limit, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	var at struct{}
	return d.call(limit, http.MethodGet, discordgo.EndpointGatewayBot, nil, nil, &at) == nil
}

// backoff is how long to wait before the next connection, after so many that
// came to nothing.
func backoff(bad int, err error) time.Duration {
	jitter := rand.Float64()
	if errors.Is(err, errInvalid) { // Discord asks for one to five seconds
		return time.Second + time.Duration(4*jitter*float64(time.Second))
	}
	if bad == 0 {
		return time.Duration(jitter * float64(time.Second))
	}
	limit := min(time.Second<<min(bad, 10), 2*time.Minute)
	return limit/2 + time.Duration(jitter*float64(limit)/2)
}

// reached reports whether the connection came as far as to Discord's answer.
func reached(err error) bool {
	var closed *websocket.CloseError
	return errors.As(err, &closed) || errors.Is(err, errAskedAway) || errors.Is(err, errInvalid)
}

// resumable reports whether the session outlives a connection that ended so.
func resumable(err error) bool {
	return !websocket.IsCloseError(err, 4007, 4009)
}

// fatalCodes are the close codes after which connecting again would only use up
// the day's sessions, at whose end Discord resets the token.
var fatalCodes = map[int]string{
	4004: "Discord refuses our token: set DISCORD_TOKEN to the bot's present one",
	4010: "Discord refuses the gateway's shard",
	4011: "the bot is in too many servers for one connection: set up one bot for this desk alone",
	4012: "Discord has retired the gateway's version: update Beckon",
	4013: "Discord refuses the gateway's intents: update Beckon",
	4014: "MESSAGE_CONTENT is missing: switch on Message Content Intent under Bot in the developer portal, or leave DISCORD_WATCH empty",
}

// fatal returns the error that no connecting again can help, or nil.
func fatal(err error) error {
	var closed *websocket.CloseError
	if errors.As(err, &closed) && fatalCodes[closed.Code] != "" {
		return misconfigured(fmt.Sprintf("%s (close code %d)", fatalCodes[closed.Code], closed.Code))
	}
	if unauthorised(err) {
		return misconfigured(fatalCodes[4004])
	}
	return nil
}

// misconfigured is an error that lasts until somebody changes a setting.
func misconfigured(remedy string) error {
	return tickets.Because(tickets.CauseSettings, errors.New(remedy))
}

// identifyEvery is how far apart new sessions must be.
const identifyEvery = 5 * time.Second

// identifyAt returns the address at which a new session begins, once one may.
func (d *Discord) identifyAt(ctx context.Context) (string, error) {
	var at struct {
		URL   string `json:"url"`
		Limit struct {
			Remaining  int   `json:"remaining"`
			ResetAfter int64 `json:"reset_after"` // milliseconds
		} `json:"session_start_limit"`
	}
	limit, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	if err := d.call(limit, http.MethodGet, discordgo.EndpointGatewayBot, nil, nil, &at); err != nil {
		return "", err
	}
	if at.Limit.Remaining <= 0 {
		wait := time.Duration(at.Limit.ResetAfter) * time.Millisecond
		d.cfg.Log.Error("Discord allows no new session today; waiting", "for", wait)
		if err := d.pause(ctx, wait); err != nil {
			return "", err
		}
	}
	d.mu.Lock()
	wait := identifyEvery - d.cfg.Now().Sub(d.identified)
	d.mu.Unlock()
	if wait > 0 {
		if err := d.pause(ctx, min(wait, identifyEvery)); err != nil {
			return "", err
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.identified = d.cfg.Now()
	return at.URL, nil
}
