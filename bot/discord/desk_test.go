package discord_test

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/beckon-desk/beckon/bot"
	"github.com/beckon-desk/beckon/bot/discord"
	"github.com/beckon-desk/beckon/bot/sim"
	"github.com/beckon-desk/beckon/tickets"
	"github.com/beckon-desk/beckon/tickets/sqlite"
)

// desk is a server with the bot in it: ann and bob work there, mo moderates,
// ada is an admin, and sam is in no server of ours.
type desk struct {
	*sim.Discord
	t       testing.TB
	service *tickets.Service
	store   *flaky
	core    *bot.Bot
	log     *lines
	cfg     discord.Config
	app     *running
}

// running is one instance of the adapter.
type running struct {
	*discord.Discord
	url    string
	cancel context.CancelFunc
	ended  chan error // what Run returned
	once   sync.Once
}

type change func(*sim.DiscordConfig, *discord.Config)

// watching has the bot watch a channel that is added before it starts.
func watching(how string) change {
	return func(s *sim.DiscordConfig, c *discord.Config) {
		c.Watch = []discord.Watch{{Channel: helpChannel, Ask: how == "ask"}}
	}
}

const helpChannel, staffChannel = "200000000000000001", "200000000000000002"

func open(t testing.TB, changes ...change) *desk {
	t.Helper()
	d := &desk{t: t, log: &lines{}}
	cfg := sim.DiscordConfig{Heartbeat: 500 * time.Millisecond, AnswerWithin: time.Minute}
	d.cfg = discord.Config{AnswerWithin: time.Minute, Log: slog.New(slog.NewTextHandler(d.log, nil)), Staff: staffChannel}
	for _, c := range changes {
		c(&cfg, &d.cfg)
	}
	var err error
	if d.Discord, err = sim.NewDiscord(cfg); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Discord.Close() })
	d.people()
	d.openService()
	if d.app = d.starts(); d.cfg.PublicKey == "" {
		d.connected(1)
	}
	return d
}

func (d *desk) people() {
	for _, u := range []sim.DiscordUser{
		{Name: "ann", Display: "Ann Lee"}, {Name: "bob", Display: "Bob Ray"}, {Name: "mo", Display: "Mo Diaz"}, {Name: "ada", Display: "Ada Kay"},
		{Name: "sam", Outsider: true}, {Name: "otherbot", Bot: true},
	} {
		d.AddUser(u)
	}
	d.AddChannel(sim.DiscordChannel{Name: "general"})
	d.AddChannel(sim.DiscordChannel{Name: "help", ID: helpChannel})
	d.AddChannel(sim.DiscordChannel{Name: "staff", ID: staffChannel})
}

func (d *desk) openService() {
	d.t.Helper()
	store, err := sqlite.Open(context.Background(), filepath.Join(d.t.TempDir(), "beckon.db"))
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { _ = store.Close() })
	d.store = &flaky{Store: store}
	d.service = tickets.New(tickets.Config{
		Store: d.store, URL: "https://desk.test", BcryptCost: 4, Log: d.cfg.Log,
		Notifiers: map[tickets.Platform]tickets.Notifier{tickets.Discord: newPoster(d.t, d.Discord)},
	})
	d.core = bot.New(bot.Config{Desk: d.service, Key: key, Log: d.cfg.Log})
	d.hires("mo", tickets.Moderator)
	d.hires("ada", tickets.Admin)
}

// hires gives somebody of the server a web account with a role, joined to Discord.
func (d *desk) hires(name string, role tickets.Role) {
	d.t.Helper()
	u, err := d.service.AddUser(d.t.Context(), name+"@x.test", name, string(role), nil)
	if err == nil {
		_, err = d.store.UpdateUser(d.t.Context(), u.ID, func(u *tickets.User) error {
			u.Identities = []tickets.Identity{{Platform: tickets.Discord, ID: d.As(name).ID}}
			return nil
		})
	}
	if err != nil {
		d.t.Fatal(err)
	}
}

// starts begins another instance of the adapter, ready to be told things.
func (d *desk) starts() *running {
	d.t.Helper()
	c := d.cfg
	c.Token, c.Application, c.URL, c.Bot, c.Store = d.Token(), d.ApplicationID(), d.URL(), d.core, d.store
	app, err := discord.New(c)
	if err != nil {
		d.t.Fatal(err)
	}
	app.Hurry()
	ctx, cancel := context.WithCancel(context.Background())
	r := &running{Discord: app, cancel: cancel, ended: make(chan error, 1)}
	d.t.Cleanup(func() { d.stops(r) })
	if err := app.Check(d.t.Context()); err != nil {
		d.t.Fatal(err)
	}
	if c.PublicKey != "" {
		server := httptest.NewServer(app.Handler())
		d.t.Cleanup(server.Close)
		r.url = server.URL + discord.Path
		r.ended <- nil
		return r
	}
	go func() { r.ended <- app.Run(ctx) }()
	return r
}

// stops ends an instance as the program does.
func (d *desk) stops(r *running) {
	r.once.Do(func() {
		r.cancel()
		<-r.ended
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := r.Close(ctx); err != nil {
			d.t.Error(err)
		}
		d.core.Wait()
	})
}

// connected waits until the bot has been connected n times or more, and is.
func (d *desk) connected(n int) {
	d.t.Helper()
	d.until("the bot is connected", func() bool {
		proofs := 0
		for _, f := range d.Frames() {
			if f.Type == "READY" || f.Type == "RESUMED" {
				proofs++
			}
		}
		return proofs >= n && d.Connected() > 0
	})
}

var key = tickets.ButtonKey("a key for tests")

// tickets lists every ticket whole, oldest first.
func (d *desk) tickets() []tickets.Ticket {
	d.t.Helper()
	page, err := d.store.Tickets(context.Background(), tickets.Filter{Sort: tickets.OldestFirst, Limit: tickets.MaxPage})
	if err != nil {
		d.t.Fatal(err)
	}
	for i, row := range page.Tickets {
		if page.Tickets[i], err = d.store.Ticket(context.Background(), row.ID); err != nil {
			d.t.Fatal(err)
		}
	}
	return page.Tickets
}

// ticket is the only ticket there is.
func (d *desk) ticket() tickets.Ticket {
	d.t.Helper()
	all := d.tickets()
	if len(all) != 1 {
		d.t.Fatalf("there are %d tickets, want 1; log:\n%s", len(all), d.log)
	}
	return all[0]
}

// gives hands the only ticket to somebody, who gets a card.
func (d *desk) gives(name string) sim.DiscordMessage {
	d.t.Helper()
	t := d.ticket()
	to := d.user(name).ID
	if _, err := d.service.Set(d.t.Context(), tickets.Actor{User: d.user("ada"), Via: tickets.Web}, t.ID, tickets.Patch{Assignee: &to}); err != nil {
		d.t.Fatal(err)
	}
	d.delivers()
	return d.reads(name, "@beckon", "card of "+t.Number.String())
}

// delivers sends what is due, as the durable flow does.
func (d *desk) delivers() {
	d.t.Helper()
	err := d.service.Plan(d.t.Context(), d.ticket().ID)
	t := d.ticket()
	for _, n := range t.Notices {
		for _, r := range n.Receipts {
			if err == nil && !r.State.Settled() {
				err = d.service.Deliver(d.t.Context(), t.ID, r.ID)
			}
		}
	}
	if err != nil {
		d.t.Fatal(err)
	}
}

// user is the account behind somebody in Discord.
func (d *desk) user(name string) tickets.User {
	d.t.Helper()
	u, err := d.store.User(d.t.Context(), tickets.Identity{Platform: tickets.Discord, ID: d.As(name).ID}.Key())
	if err != nil {
		d.t.Fatalf("%s: %v", name, err)
	}
	return u
}

// reads waits until somebody sees words in a place.
func (d *desk) reads(name, place, words string) sim.DiscordMessage {
	d.t.Helper()
	ctx, cancel := context.WithTimeout(d.t.Context(), time.Minute)
	defer cancel()
	m, err := d.As(name).WaitsForText(ctx, place, words)
	if err != nil {
		d.t.Fatalf("%v; log:\n%s", err, d.log)
	}
	return m
}

// until waits for something to become true, looking after each change in
// Discord and a few times a second.
func (d *desk) until(what string, holds func() bool) {
	d.t.Helper()
	for deadline := time.Now().Add(time.Minute); !holds(); {
		if time.Now().After(deadline) {
			d.t.Fatalf("it never came true that %s; log:\n%s", what, d.log)
		}
		ctx, cancel := context.WithTimeout(d.t.Context(), 50*time.Millisecond)
		first := true
		_ = d.WaitFor(ctx, func() bool { was := first; first = false; return !was })
		cancel()
	}
}

// lines is a log to show when a test fails.
type lines struct {
	mu  sync.Mutex
	all strings.Builder
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.Write(b)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all.String()
}

// says fails the test unless what was shown holds all words and no failure of Discord's.
func says(t testing.TB, sh sim.DiscordShown, words ...string) {
	t.Helper()
	if sh.Error != "" {
		t.Errorf("Discord says %q", sh.Error)
	}
	for _, w := range words {
		if !strings.Contains(sh.Text(), w) {
			t.Errorf("shown %q, want %q in it", sh.Text(), w)
		}
	}
	for _, m := range sh.Messages {
		if !m.Ephemeral() {
			t.Errorf("everybody sees %q", m.Text())
		}
	}
}
