package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/beckon-desk/beckon/bot/sim"
	"github.com/beckon-desk/beckon/tickets"
)

// patience is how long a story waits for something that must happen. It is a
// limit for failures, not a pace: every wait ends on a signal.
const patience = 2 * time.Minute

// world is a whole desk in a story: the real program with a managed Inngest
// server, a simulated Slack and a mail server that keeps what it gets.
type world struct {
	t     testing.TB
	ctx   context.Context
	slack *sim.Slack
	mail  *sim.Mail
	env   map[string]string

	desk *running
	url  string

	patience time.Duration // of those at the API while it says that it is not available
}

// requestLines are the part of the log that says nothing about a failure.
var requestLines = regexp.MustCompile(`(?m)^.* msg=request .*\n`)

// running is one run of the program.
type running struct {
	stop   context.CancelFunc
	done   chan int
	out    *console
	logged *console
}

// given changes a world before its desk starts.
type given func(*world)

// with gives the desk an environment variable.
func with(name, value string) given { return func(w *world) { w.env[name] = value } }

// overSocketMode has Slack deliver over a socket instead of request URLs.
func overSocketMode(w *world) {
	w.slack.UseSocketMode(true)
	w.env["SLACK_APP_TOKEN"] = w.slack.AppToken()
	delete(w.env, "SLACK_SIGNING_SECRET")
}

// newWorld starts a desk with the demo's people in it.
func newWorld(t testing.TB, changes ...given) *world {
	t.Helper()
	w := restingWorld(t, changes...)
	w.start()
	return w
}

// restingWorld is a world whose desk has its people and has not started.
func restingWorld(t testing.TB, changes ...given) *world {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*patience)
	t.Cleanup(cancel)
	w := &world{t: t, ctx: ctx}
	var err error
	if w.slack, err = sim.NewSlack(sim.SlackConfig{
		AckWithin: patience, TriggerFor: patience,
		Retries: []time.Duration{0, 10 * time.Millisecond, 50 * time.Millisecond},
		App: sim.SlackApp{
			Commands:  []sim.SlackCommand{{Command: "/ticket"}},
			Shortcuts: []sim.SlackShortcut{{Name: "Create ticket", CallbackID: "ticket_from_message"}},
		},
	}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.slack.Close() })
	if w.mail, err = sim.NewMail(sim.MailConfig{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.mail.Close() })
	w.env = map[string]string{
		"BECKON_LISTEN": "127.0.0.1:0", "BECKON_DATA": t.TempDir(),
		"SLACK_BOT_TOKEN": w.slack.BotToken(), "SLACK_SIGNING_SECRET": w.slack.SigningSecret(), "SLACK_API_URL": w.slack.APIURL(),
		"SMTP_URL": w.mail.URL(), "MAIL_FROM": "desk@company.test",
	}
	w.people()
	for _, change := range changes {
		change(w)
	}
	return w
}

// people fills Slack, and the desk that has not started yet, with the demo's people.
func (w *world) people() {
	w.t.Helper()
	var members []string
	for _, p := range demoPeople {
		w.slack.AddUser(sim.SlackUser{Name: p.handle, RealName: p.name, Email: p.email, TZ: p.zone})
		members = append(members, p.handle)
	}
	w.slack.AddChannel(sim.SlackChannel{Name: "general", Members: members})
	w.seeds()
}

// records says where the desk keeps them.
func (w *world) records() *config {
	return &config{Data: w.env["BECKON_DATA"], MongoDB: w.env["BECKON_MONGODB_URI"]}
}

// seeds fills the records of the desk that has not started yet.
func (w *world) seeds() {
	w.t.Helper()
	store, err := openStore(w.ctx, w.records())
	if err != nil {
		w.t.Fatal(err)
	}
	defer store.Close()
	if err := seed(w.ctx, tickets.New(tickets.Config{Store: store}), store); err != nil {
		w.t.Fatal(err)
	}
}

// start runs the program until it says that it is ready.
func (w *world) start() {
	w.t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	r := &running{stop: stop, done: make(chan int, 1), out: newConsole(), logged: newConsole()}
	w.desk = r
	go func() {
		r.done <- run(ctx, []string{"serve"}, environ(w.env), strings.NewReader(""), r.out, r.logged)
	}()
	w.t.Cleanup(func() {
		w.stop()
		if w.t.Failed() {
			w.t.Logf("the desk logged:\n%s", requestLines.ReplaceAllString(r.logged.String(), ""))
		}
	})
	line, err := r.out.waitFor(w.ctx, regexp.MustCompile(`(?m)^ready (http\S+)$`), r.done)
	if err != nil {
		w.t.Fatalf("the desk did not get ready: %v\n%s", err, r.logged)
	}
	w.url = line[1]
	w.slack.RequestURLs(w.url)
}

// stop ends the program as Ctrl-C does.
func (w *world) stop() {
	w.t.Helper()
	if w.desk == nil {
		return
	}
	w.desk.stop()
	select {
	case code := <-w.desk.done:
		if code != 0 {
			w.t.Errorf("the desk ended with %d:\n%s", code, w.desk.logged)
		}
	case <-time.After(patience):
		w.t.Error("the desk did not stop")
	}
	w.desk = nil
}

// as is somebody at their Slack.
func (w *world) as(handle string) *person {
	return &person{Person: w.slack.As(handle), w: w}
}

// person is somebody at their Slack whose waiting fails the story.
type person struct {
	*sim.Person
	w *world
}

// hears waits for a message from the bot that holds all the words.
func (p *person) hears(words ...string) sim.SlackMessage {
	p.w.t.Helper()
	ctx, cancel := context.WithTimeout(p.w.ctx, patience)
	defer cancel()
	m, err := p.WaitsFor(ctx, "@beckon", func(m sim.SlackMessage) bool {
		for _, word := range words {
			if !strings.Contains(m.Visible(), word) {
				return false
			}
		}
		return true
	})
	if err != nil {
		p.w.t.Fatalf("waiting for %q: %v", words, err)
	}
	return m
}

// seesThat waits until a message, as it is redrawn, holds the words.
func (p *person) seesThat(m sim.SlackMessage, words string) sim.SlackMessage {
	p.w.t.Helper()
	ctx, cancel := context.WithTimeout(p.w.ctx, patience)
	defer cancel()
	var now sim.SlackMessage
	if err := p.w.slack.WaitFor(ctx, func() bool {
		now, _ = p.Now(m)
		return strings.Contains(now.Visible(), words)
	}); err != nil {
		p.w.t.Fatalf("waiting for %q on a message that says %q: %v", words, now.Visible(), err)
	}
	return now
}

// types enters something in #general and returns what was shown to them alone.
func (p *person) types(text string) string {
	p.w.t.Helper()
	shown := p.Types("general", text)
	if shown.Error != "" {
		p.w.t.Fatalf("%q went wrong: %s", text, shown.Error)
	}
	return shown.Text()
}

// getsMail waits for a mail whose subject holds the words.
func (w *world) getsMail(address, words string) sim.Letter {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	var found sim.Letter
	err := w.mail.WaitFor(ctx, func() bool {
		for _, l := range w.mail.Mails(address) {
			if strings.Contains(l.Subject, words) {
				found = l
				return true
			}
		}
		return false
	})
	if err != nil {
		w.t.Fatalf("no mail to %s about %q among %d: %v", address, words, len(w.mail.Mails(address)), err)
	}
	return found
}

// client is somebody at the JSON API.
type client struct {
	w     *world
	token string
}

// logsIn returns the API for somebody with the demo's password.
func (w *world) logsIn(email string) *client {
	w.t.Helper()
	c := &client{w: w}
	var answer struct{ AccessToken string }
	c.must("POST", "/api/auth/login", map[string]string{"email": email, "password": demoPassword}, &answer)
	c.token = answer.AccessToken
	return c
}

// apiTicket is what stories look at of a ticket on the wire.
type apiTicket struct {
	Number    int
	Title     string
	Status    string
	Priority  string
	Summary   string
	Skills    []string
	Notes     string
	Assignee  *struct{ ID, Name string }
	Requester struct{ Name string }
	Triage    struct{ By, Fallback string }
	Version   int
	Origin    string
	Notices   []struct {
		Kind     string
		Receipts []apiReceipt
	}
}

type apiReceipt struct {
	Channel, State, Error string
	To                    struct{ ID, Name string }
}

func (c *client) ticket(number int) apiTicket {
	c.w.t.Helper()
	var answer struct{ Ticket apiTicket }
	c.must("GET", fmt.Sprintf("/api/tickets/%d", number), nil, &answer)
	return answer.Ticket
}

func (c *client) tickets(query string) []apiTicket {
	c.w.t.Helper()
	var answer struct{ Tickets []apiTicket }
	c.must("GET", "/api/tickets?"+query, nil, &answer)
	return answer.Tickets
}

// must calls the API and fails the story unless it answers 2xx.
func (c *client) must(method, path string, body, into any) {
	c.w.t.Helper()
	status, text := c.call(method, path, body, into)
	for deadline := time.Now().Add(c.w.patience); status == http.StatusServiceUnavailable && time.Now().Before(deadline); {
		time.Sleep(50 * time.Millisecond)
		status, text = c.call(method, path, body, into)
	}
	if status/100 != 2 {
		c.w.t.Fatalf("%s %s: %d %s", method, path, status, text)
	}
}

func (c *client) call(method, path string, body, into any) (status int, text string) {
	c.w.t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		c.w.t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(c.w.ctx, method, c.w.url+path, bytes.NewReader(raw))
	if err != nil {
		c.w.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+c.token)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		c.w.t.Fatal(err)
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	if err != nil {
		c.w.t.Fatal(err)
	}
	if into != nil && resp.StatusCode/100 == 2 {
		if err := json.Unmarshal(got, into); err != nil {
			c.w.t.Fatalf("%s %s answered %s: %v", method, path, got, err)
		}
	}
	return resp.StatusCode, string(got)
}

// until waits for something that is seen by asking only. It asks again after
// each change in Slack or the outbox, and a few times a second besides.
func (w *world) until(what string, holds func() bool) {
	w.t.Helper()
	w.within(patience, what, holds)
}

// within is until for what may take longer.
func (w *world) within(limit time.Duration, what string, holds func() bool) {
	w.t.Helper()
	for deadline := time.Now().Add(limit); !holds(); {
		if time.Now().After(deadline) {
			w.t.Fatalf("it never came true that %s", what)
		}
		ctx, cancel := context.WithTimeout(w.ctx, 50*time.Millisecond)
		first := true
		_ = w.slack.WaitFor(ctx, func() bool { was := first; first = false; return !was })
		cancel()
	}
}

// console keeps what a program prints and wakes whoever waits for it.
type console struct {
	mu      sync.Mutex
	text    bytes.Buffer
	printed chan struct{}
}

func newConsole() *console { return &console{printed: make(chan struct{})} }

func (c *console) Write(b []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	close(c.printed)
	c.printed = make(chan struct{})
	return c.text.Write(b)
}

func (c *console) String() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.text.String()
}

// waitFor returns the first match in what is printed.
func (c *console) waitFor(ctx context.Context, re *regexp.Regexp, done chan int) ([]string, error) {
	for {
		c.mu.Lock()
		match, printed := re.FindStringSubmatch(c.text.String()), c.printed
		c.mu.Unlock()
		if match != nil {
			return match, nil
		}
		select {
		case <-printed:
		case code := <-done:
			done <- code
			return nil, fmt.Errorf("it ended with %d", code)
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}
