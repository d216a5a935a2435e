package slack_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	slackgo "github.com/slack-go/slack"

	"github.com/beckon-desk/beckon/bot"
	"github.com/beckon-desk/beckon/bot/sim"
	"github.com/beckon-desk/beckon/bot/slack"
	"github.com/beckon-desk/beckon/tickets"
	"github.com/beckon-desk/beckon/tickets/sqlite"
)

// desk is a workspace with the app in it: ann and bob work there, mo moderates,
// ada is an admin, gus is a guest and sam comes from another company.
type desk struct {
	*sim.Slack
	t       testing.TB
	app     *slack.Slack
	service *tickets.Service
	store   *flaky
	cards   poster
	url     string
	log     *lines
}

// open opens a desk on which nothing is late, however busy the machine.
func open(t testing.TB, change ...func(*sim.SlackConfig, *slack.Config)) *desk {
	t.Helper()
	d := &desk{t: t, log: &lines{}}
	cfg, app := sim.SlackConfig{
		AckWithin: time.Minute, TriggerFor: time.Minute,
		Retries: []time.Duration{0, 20 * time.Millisecond, 20 * time.Millisecond},
		App: sim.SlackApp{
			Commands:  []sim.SlackCommand{{Command: "/ticket"}},
			Shortcuts: []sim.SlackShortcut{{Name: "Create ticket", CallbackID: "ticket_from_message"}, {Name: "New ticket", CallbackID: "ticket_new", Global: true}},
		},
	}, slack.Config{}
	for _, c := range change {
		c(&cfg, &app)
	}
	var err error
	if d.Slack, err = sim.NewSlack(cfg); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Slack.Close() })
	d.openService()
	d.openApp(app)
	d.people()
	return d
}

// inAHurry is a desk that knows ann, with the deadlines of the product from now on;
// Slack itself waits much longer, so that only the product's own show.
func inAHurry(t testing.TB) *desk {
	t.Helper()
	d := open(t)
	d.As("ann").Types("#general", "/ticket help")
	slack.BeUsual(d.app)
	return d
}

func (d *desk) openService() {
	d.t.Helper()
	store, err := sqlite.Open(context.Background(), filepath.Join(d.t.TempDir(), "beckon.db"))
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { _ = store.Close() })
	d.store = &flaky{Store: store}
	d.cards = poster{slackgo.New(d.BotToken(), slackgo.OptionAPIURL(d.APIURL()))}
	d.service = tickets.New(tickets.Config{
		Store: d.store, URL: "https://desk.test", Notifiers: map[tickets.Platform]tickets.Notifier{tickets.Slack: d.cards},
		Log: slog.New(slog.NewTextHandler(d.log, nil)),
	})
}

func (d *desk) openApp(c slack.Config) {
	d.t.Helper()
	c.Log = slog.New(slog.NewTextHandler(d.log, nil))
	c.HTTP, c.AnswerWithin = &http.Client{Timeout: time.Minute}, time.Minute
	core := bot.New(bot.Config{Desk: d.service, Key: key, Log: c.Log})
	c.BotToken, c.AppToken, c.SigningSecrets = d.BotToken(), d.AppToken(), []string{"an older one", d.SigningSecret()}
	c.APIURL, c.Bot = d.APIURL(), core
	if c.Store == nil {
		c.Store = d.store
	}
	app, err := slack.New(c)
	if err != nil {
		d.t.Fatal(err)
	}
	slack.BePatient(app)
	server := httptest.NewServer(app.Handler())
	d.app, d.url = app, server.URL
	d.RequestURLs(server.URL)
	d.t.Cleanup(func() {
		server.Close()
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if err := app.Close(ctx); err != nil {
			d.t.Error(err)
		}
		core.Wait()
	})
}

var key = tickets.ButtonKey("a key for tests")

func (d *desk) people() {
	d.t.Helper()
	for _, u := range []sim.SlackUser{
		{Name: "ann", RealName: "Ann Lee", Email: "ann@x.test", TZ: "Europe/Berlin"}, {Name: "bob", RealName: "Bob Ray", Email: "bob@x.test"},
		{Name: "mo", RealName: "Mo Diaz", Email: "mo@x.test"}, {Name: "ada", RealName: "Ada Kay", Email: "ada@x.test"},
		{Name: "gus", RealName: "Gus Guest", Email: "gus@y.test", Guest: true}, {Name: "sam", RealName: "Sam Far", Stranger: true},
	} {
		d.AddUser(u)
	}
	d.AddChannel(sim.SlackChannel{Name: "#general", Members: []string{"ann", "bob", "mo", "ada", "gus", "sam", "beckon"}, Shared: true})
	d.AddChannel(sim.SlackChannel{Name: "#private", Members: []string{"ann", "mo"}, Private: true})
	d.hires("mo", tickets.Moderator)
	d.hires("ada", tickets.Admin)
}

// hires gives somebody of the workspace an account with a role.
func (d *desk) hires(name string, role tickets.Role) {
	d.t.Helper()
	if _, err := d.service.AddUser(d.t.Context(), name+"@x.test", name, string(role), nil); err != nil {
		d.t.Fatal(err)
	}
}

// tickets lists every ticket whole, oldest first.
func (d *desk) tickets() []tickets.Ticket {
	d.t.Helper()
	page, err := d.store.Tickets(d.t.Context(), tickets.Filter{Sort: tickets.OldestFirst, Limit: tickets.MaxPage})
	if err != nil {
		d.t.Fatal(err)
	}
	for i, row := range page.Tickets {
		if page.Tickets[i], err = d.store.Ticket(d.t.Context(), row.ID); err != nil {
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
func (d *desk) gives(name string) sim.SlackMessage {
	d.t.Helper()
	t := d.ticket()
	ada := d.user("ada@x.test")
	to := d.user(tickets.Email(name + "@x.test")).ID
	if _, err := d.service.Set(d.t.Context(), tickets.Actor{User: ada, Via: tickets.Web}, t.ID, tickets.Patch{Assignee: &to}); err != nil {
		d.t.Fatal(err)
	}
	d.delivers()
	return d.reads(name, "@beckon", "card of "+t.Number.String())
}

// shares posts the card of the only ticket in a channel, with a Claim button.
func (d *desk) shares(channel string) sim.SlackMessage {
	d.t.Helper()
	t := d.ticket()
	card := tickets.Card{Ticket: t.ID, Number: t.Number, Buttons: []tickets.Verb{tickets.VerbClaim}}
	to := d.AddChannel(sim.SlackChannel{Name: channel, Shared: true})
	if _, _, err := d.cards.api.PostMessageContext(d.t.Context(), to, d.cards.draw(tickets.Message{Kind: "shared", Card: card})...); err != nil {
		d.t.Fatal(err)
	}
	return d.reads("beckon", channel, "shared card of")
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

func (d *desk) user(email tickets.Email) tickets.User {
	d.t.Helper()
	u, err := d.store.User(d.t.Context(), email)
	if err != nil {
		d.t.Fatalf("%s: %v", email, err)
	}
	return u
}

// reads waits until somebody sees words in a place.
func (d *desk) reads(name, place, words string) sim.SlackMessage {
	d.t.Helper()
	ctx, cancel := context.WithTimeout(d.t.Context(), time.Minute)
	defer cancel()
	m, err := d.As(name).WaitsForText(ctx, place, words)
	if err != nil {
		d.t.Fatalf("%v; log:\n%s", err, d.log)
	}
	return m
}

// until waits for something to become true after changes in the workspace.
func (d *desk) until(what string, holds func() bool) {
	d.t.Helper()
	ctx, cancel := context.WithTimeout(d.t.Context(), time.Minute)
	defer cancel()
	if err := d.WaitFor(ctx, holds); err != nil {
		d.t.Fatalf("%s: %v; log:\n%s", what, err, d.log)
	}
}

// settled waits until the app has had n events.
func (d *desk) settled(n int) {
	d.t.Helper()
	d.until("events", func() bool {
		acked := 0
		for _, e := range d.Deliveries("events_api") {
			if e.Reason == "" {
				acked++
			}
		}
		return acked >= n
	})
}

// poster sends the barest of cards; the real ones are notify's.
type poster struct{ api *slackgo.Client }

func (p poster) Reaches(u tickets.User) bool {
	_, ok := u.Identity(tickets.Slack)
	return ok
}

func (p poster) Notify(ctx context.Context, m tickets.Message) (tickets.Place, error) {
	i, _ := m.To.Identity(tickets.Slack)
	channel, ts, err := p.api.PostMessageContext(ctx, i.ID, p.draw(m)...)
	return tickets.Place{Platform: tickets.Slack, Team: i.Team, Channel: channel, Message: ts}, err
}

func (p poster) Edit(ctx context.Context, m tickets.Message, at tickets.Place) error {
	_, _, _, err := p.api.UpdateMessageContext(ctx, at.Channel, at.Message, p.draw(m)...)
	return err
}

func (p poster) draw(m tickets.Message) []slackgo.MsgOption {
	var buttons []slackgo.BlockElement
	for _, v := range m.Card.Buttons {
		buttons = append(buttons, slackgo.NewButtonBlockElement("ticket_"+string(v), key.ID(v, m.Card.Ticket), slackgo.NewTextBlockObject(slackgo.PlainTextType, v.Label(), false, false)))
	}
	text := string(m.Kind) + " card of " + m.Card.Number.String() + ": " + m.Card.Status.Words()
	blocks := []slackgo.Block{slackgo.NewSectionBlock(slackgo.NewTextBlockObject(slackgo.PlainTextType, text, false, false), nil, nil)}
	if len(buttons) > 0 {
		blocks = append(blocks, slackgo.NewActionBlock("", buttons...))
	}
	return []slackgo.MsgOption{slackgo.MsgOptionText(text, false), slackgo.MsgOptionBlocks(blocks...)}
}

// flaky is a store whose writes can fail or wait.
type flaky struct {
	tickets.Store
	mu     sync.Mutex
	before func() error // runs before each new ticket is stored; nil does nothing
}

func (f *flaky) beforeCreate(do func() error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.before = do
}

func (f *flaky) CreateTicket(ctx context.Context, t tickets.Ticket) (tickets.Ticket, error) {
	f.mu.Lock()
	before := f.before
	f.mu.Unlock()
	if before != nil {
		if err := before(); err != nil {
			return tickets.Ticket{}, err
		}
	}
	return f.Store.CreateTicket(ctx, t)
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

// says fails the test unless what was shown holds all words and no failure of Slack's.
func says(t testing.TB, sh sim.Shown, words ...string) {
	t.Helper()
	if sh.Error != "" {
		t.Errorf("Slack says %q", sh.Error)
	}
	for _, w := range words {
		if !strings.Contains(sh.Text(), w) {
			t.Errorf("shown %q, want %q in it", sh.Text(), w)
		}
	}
}
