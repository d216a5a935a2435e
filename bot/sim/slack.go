package sim

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"
)

// SlackConfig says what workspace to run and what app is installed in it. The zero value is a workspace with the app
// "beckon", no request URLs and real time.
type SlackConfig struct {
	Listen string   // host:port, "127.0.0.1:0" when empty
	File   string   // where the workspace is kept as JSON between runs; "" keeps nothing
	Domain string   // team domain, "sim" when empty
	App    SlackApp // the installed app

	Now        Clock           // "what time is it" for stamps, triggers and signatures
	AckWithin  time.Duration   // budget of a delivery, 3 s when 0
	Retries    []time.Duration // waits before the retries of an event; nil means at once, 1 min, 5 min
	TriggerFor time.Duration   // life of a trigger_id, 3 s when 0
	PingEvery  time.Duration   // Socket Mode pings, 5 s when 0
	PerMinute  map[string]int  // calls allowed per method and minute, more are answered 429; nil means no limit
	// MostPerPage is how many messages or channels a page holds, however many are asked for, as with the 15 of apps
	// that Slack has not approved; 0 for no such limit.
	MostPerPage int
	Permalinks  string       // page that permalinks lead to, with "?channel=…&ts=…" added; "" means a plain page of ours
	Log         *slog.Logger // nil discards
}

// SlackApp is what the app's manifest would say.
type SlackApp struct {
	Name        string // handle of the bot user, "beckon" when empty
	SocketMode  bool   // deliver over Socket Mode instead of the URLs
	Commands    []SlackCommand
	Shortcuts   []SlackShortcut
	Events      []string // bot events; nil means those of the desk: messages everywhere and app_home_opened …
	Scopes      []string // bot scopes; nil means those of the desk
	MessagesOff bool     // the Messages tab is switched off
	EscapeText  bool     // should_escape of the commands

	CommandsURL, InteractiveURL, EventsURL string
}

// SlackCommand is one slash command of the app.
type SlackCommand struct {
	Command     string `json:"command"` // "/ticket"
	Description string `json:"description"`
	UsageHint   string `json:"usageHint"`
}

// SlackShortcut is one shortcut of the app.
type SlackShortcut struct {
	Name       string `json:"name"`
	CallbackID string `json:"callbackId"`
	Global     bool   `json:"global"` // false: in the menu of a message
}

// Slack is a running workspace. All methods may be called from any goroutine.
type Slack struct {
	cfg     SlackConfig
	url     string
	server  *http.Server
	client  *http.Client
	changes changes
	faults  faults
	ctx     context.Context
	stop    context.CancelFunc
	running sync.WaitGroup

	mu         sync.Mutex // guards all below
	st         slackState
	app        SlackApp
	modals     map[string][]string // open modals by user, the visible one last
	triggers   map[string]*slackTrigger
	tails      map[string]chan struct{} // end of the queue of events, by channel
	calls      []SlackCall
	deliveries []SlackDelivery
	windows    map[string][]time.Time // for PerMinute
	repeats    map[string]int         // knob Repeat
	duplicates int                    // knob DuplicateEvents
	expireNext bool                   // knob ExpireNextTrigger
	sockets    slackSockets
	codes      map[string]bool // OAuth codes not yet used
	revoked    bool
}

// NewSlack starts a workspace and returns once it answers. Close it.
func NewSlack(cfg SlackConfig) (*Slack, error) {
	cfg.Domain = cmp.Or(cfg.Domain, "sim")
	cfg.AckWithin = cmp.Or(cfg.AckWithin, 3*time.Second)
	cfg.TriggerFor = cmp.Or(cfg.TriggerFor, 3*time.Second)
	cfg.PingEvery = cmp.Or(cfg.PingEvery, 5*time.Second)
	if cfg.Retries == nil {
		cfg.Retries = []time.Duration{0, time.Minute, 5 * time.Minute}
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	s := &Slack{
		cfg: cfg, app: cfg.App.withDefaults(),
		client:   &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}, // no proxy: all is on loopback
		modals:   map[string][]string{},
		triggers: map[string]*slackTrigger{},
		tails:    map[string]chan struct{}{},
		windows:  map[string][]time.Time{},
		repeats:  map[string]int{},
		codes:    map[string]bool{},
	}
	s.sockets.pending = map[string]chan []byte{}
	s.sockets.tickets = map[string]bool{}
	if err := s.load(); err != nil {
		return nil, err
	}
	ln, err := net.Listen("tcp", cmp.Or(cfg.Listen, "127.0.0.1:0"))
	if err != nil {
		return nil, fmt.Errorf("sim: Slack cannot listen: %w", err)
	}
	s.url = "http://" + ln.Addr().String()
	s.ctx, s.stop = context.WithCancel(context.Background())
	s.server = &http.Server{Handler: s.handler(), ReadHeaderTimeout: 10 * time.Second}
	s.running.Add(1)
	go func() {
		defer s.running.Done()
		_ = s.server.Serve(ln) // always ErrServerClosed after Close
	}()
	if cfg.File != "" {
		s.running.Add(1)
		go s.keepSaved()
	}
	return s, nil
}

func (a SlackApp) withDefaults() SlackApp {
	a.Name = cmp.Or(a.Name, "beckon")
	if a.Events == nil {
		a.Events = []string{"app_home_opened", "app_uninstalled", "tokens_revoked", "message.im", "message.channels", "message.groups"}
	}
	if a.Scopes == nil {
		a.Scopes = []string{"commands", "chat:write", "im:write", "im:read", "im:history", "users:read", "users:read.email", "channels:history", "groups:history", "files:read"}
	}
	return a
}

// handler routes what the app calls.
func (s *Slack) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/api/{method}", s.serveMethod)
	mux.HandleFunc("POST /response/{id}", s.serveResponseURL)
	mux.HandleFunc("GET /link/", s.serveSocket)
	mux.HandleFunc("GET /oauth/v2/authorize", s.serveAuthorize)
	mux.HandleFunc("GET /files-pri/{file}/{name}", s.serveFile)
	mux.HandleFunc("GET /archives/{channel}/{message}", s.servePermalink)
	return mux
}

// Close stops deliveries and the server, saves the workspace and waits for all of it. It may be called twice.
func (s *Slack) Close() error {
	s.mu.Lock() // so that nothing starts after running is waited for
	s.stop()
	s.mu.Unlock()
	s.DropSockets()
	err := s.server.Close()
	s.running.Wait()
	s.client.CloseIdleConnections()
	if serr := s.save(); serr != nil {
		return serr
	}
	return err
}

// URL is the root of the workspace's server, without a slash at the end.
func (s *Slack) URL() string { return s.url }

// APIURL is what a client takes as base of the Web API; it ends in a slash.
func (s *Slack) APIURL() string { return s.url + "/api/" }

// BotToken is the token of the installed app.
func (s *Slack) BotToken() string { return s.st.BotToken }

// AppToken is the app-level token for Socket Mode.
func (s *Slack) AppToken() string { return s.st.AppToken }

// SigningSecret is what deliveries are signed with.
func (s *Slack) SigningSecret() string { return s.st.SigningSecret }

// ClientID is the app's OAuth client id.
func (s *Slack) ClientID() string { return s.st.ClientID }

// ClientSecret is the app's OAuth client secret.
func (s *Slack) ClientSecret() string { return s.st.ClientSecret }

// TeamID is the id of the workspace.
func (s *Slack) TeamID() string { return s.st.TeamID }

// AppID is the api_app_id of the installed app.
func (s *Slack) AppID() string { return s.st.AppID }

// BotID is the bot_id that the app's messages carry.
func (s *Slack) BotID() string { return s.st.BotID }

// BotUser is the id of the app's bot user.
func (s *Slack) BotUser() string { return s.st.BotUser }

// RequestURLs sets where signed deliveries go; base is the app's root and the paths are /slack/commands,
// /slack/interactive and /slack/events below it.
func (s *Slack) RequestURLs(base string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.app.CommandsURL = base + "/slack/commands"
	s.app.InteractiveURL = base + "/slack/interactive"
	s.app.EventsURL = base + "/slack/events"
}

// UseSocketMode switches the transport of later deliveries.
func (s *Slack) UseSocketMode(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.app.SocketMode = on
}

// WaitFor returns nil as soon as cond holds. It looks again whenever anything changes in the workspace, including
// calls and deliveries; cond is called without locks held. The error wraps ctx.Err().
func (s *Slack) WaitFor(ctx context.Context, cond func() bool) error {
	return s.changes.waitFor(ctx, cond)
}

func (s *Slack) now() time.Time { return s.cfg.Now.now() }
