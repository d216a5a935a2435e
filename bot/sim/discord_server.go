package sim

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"
)

// DiscordConfig says what Discord is to be. The zero value is a server with one bot and no people or channels.
type DiscordConfig struct {
	Listen        string        // listen address; "" is a free port on loopback
	File          string        // where the state is kept between runs; "" nowhere
	Token         string        // bot token; "" is "sim-discord-token"
	ApplicationID string        // also the bot's user id
	GuildID       string        // the one server
	GuildName     string        // "" is "Beckon"
	BotName       string        // "" is "beckon"
	SigningSeed   []byte        // 32 bytes, Ed25519 key of HTTP interactions; nil is bytes 1 to 32
	AnswerWithin  time.Duration // for the first answer to an interaction; 0 is 3 s
	Heartbeat     time.Duration // asked of gateway clients; 0 is 41.25 s
	Compress      bool          // compress gateway payloads for clients that identify with "compress": true
	StrictResume  bool          // refuse (op 9) to resume elsewhere than at resume_gateway_url
	ContentOff    bool          // MESSAGE_CONTENT is not switched on in the developer portal
	Permissions   Permission    // of the bot's own role; 0 is none beyond @everyone's
	Now           Clock         // nil is the real clock
	Log           *slog.Logger  // nil is silent
}

func (c *DiscordConfig) complete() {
	def := func(s *string, value string) {
		if *s == "" {
			*s = value
		}
	}
	def(&c.Listen, "127.0.0.1:0")
	def(&c.Token, "sim-discord-token")
	def(&c.ApplicationID, "900000000000000001")
	def(&c.GuildID, "100000000000000001")
	def(&c.GuildName, "Beckon")
	def(&c.BotName, "beckon")
	if c.Heartbeat == 0 {
		c.Heartbeat = 41250 * time.Millisecond
	}
	if c.AnswerWithin == 0 {
		c.AnswerWithin = 3 * time.Second
	}
	if c.SigningSeed == nil {
		c.SigningSeed = make([]byte, ed25519.SeedSize)
		for i := range c.SigningSeed {
			c.SigningSeed[i] = byte(i + 1)
		}
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
}

// Discord is a running simulator: REST v9 and v10, the gateway, and interactions over HTTP. All methods may be called
// from any goroutine.
type Discord struct {
	cfg     DiscordConfig
	key     ed25519.PrivateKey
	server  *http.Server
	origin  string
	client  *http.Client    // for interactions over HTTP
	ctx     context.Context // ends with Close
	stop    context.CancelFunc
	changes changes
	faults  discordFaults
	saving  sync.Mutex
	saved   chan struct{}  // capacity 1: the state was saved
	posts   sync.WaitGroup // deliveries over HTTP still under way
	sockets sync.WaitGroup
	saver   sync.WaitGroup

	mu         sync.Mutex // guards all below
	state      *discordState
	sessions   map[string]*session
	conns      map[*socket]bool
	gateway    gatewayFaults
	calls      []DiscordCall
	frames     []DiscordFrame
	lastConn   int
	modals     map[string]string // by person, the interaction whose modal is on the screen
	deliveries []DiscordDelivery
	outURL     string        // interactions are posted there instead of dispatched; "" over the gateway
	skew       time.Duration // added to the timestamp of signed requests
	skipTime   time.Duration // added to the clock
}

// NewDiscord starts a Discord on the loopback interface. With a File that holds a saved state it goes on from there.
func NewDiscord(cfg DiscordConfig) (*Discord, error) {
	cfg.complete()
	if len(cfg.SigningSeed) != ed25519.SeedSize {
		return nil, fmt.Errorf("sim: DiscordConfig.SigningSeed has %d bytes, give %d", len(cfg.SigningSeed), ed25519.SeedSize)
	}
	state, found, err := loadDiscord(cfg.File)
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", cfg.Listen)
	if err != nil {
		return nil, fmt.Errorf("sim: Discord cannot listen: %w", err)
	}
	ctx, stop := context.WithCancel(context.Background())
	d := &Discord{
		cfg: cfg, key: ed25519.NewKeyFromSeed(cfg.SigningSeed), origin: "http://" + listener.Addr().String(), ctx: ctx, stop: stop,
		client: &http.Client{Transport: &http.Transport{}}, // no proxy: all is on loopback
		modals: map[string]string{}, saved: make(chan struct{}, 1),
		state: state, sessions: map[string]*session{}, conns: map[*socket]bool{},
	}
	if !found {
		d.settle()
	}
	d.server = &http.Server{Handler: d.routes(), ReadHeaderTimeout: 10 * time.Second, ErrorLog: slog.NewLogLogger(cfg.Log.Handler(), slog.LevelDebug)}
	go func() { _ = d.server.Serve(listener) }()
	if cfg.File != "" {
		_, next := d.changes.wait()
		d.saver.Go(func() { d.keepSaved(next, 200*time.Millisecond) })
	}
	return d, nil
}

// settle founds the server: its @everyone role, an owner, the bot and the bot's own role.
func (d *Discord) settle() {
	s := d.state
	s.ContentOff = d.cfg.ContentOff
	s.Roles = []*wireRole{{ID: d.cfg.GuildID, Name: "@everyone", Permissions: everyonePermissions.String()}}
	role := &wireRole{ID: d.id(), Name: d.cfg.BotName, Position: 1, Managed: true, Permissions: d.cfg.Permissions.String()}
	s.Roles = append(s.Roles, role)
	s.Users[d.cfg.ApplicationID] = &discordUser{
		wireUser: wireUser{ID: d.cfg.ApplicationID, Username: d.cfg.BotName, Discriminator: "0", Bot: true},
		Roles:    []string{role.ID}, JoinedAt: discordTime(d.now()),
	}
}

// URL is the origin, such as http://127.0.0.1:4000, in the place of https://discord.com: REST is at /api/v9 and
// /api/v10 below it, and the gateway's address comes from there.
func (d *Discord) URL() string { return d.origin }

// Token is the bot token, without the prefix "Bot ".
func (d *Discord) Token() string { return d.cfg.Token }

// ApplicationID is the id of the application and of its bot user.
func (d *Discord) ApplicationID() string { return d.cfg.ApplicationID }

// GuildID is the id of the one server.
func (d *Discord) GuildID() string { return d.cfg.GuildID }

// PublicKey is the key, in hex, with which an app checks interactions that come over HTTP.
func (d *Discord) PublicKey() string {
	return hex.EncodeToString(d.key.Public().(ed25519.PublicKey))
}

// WaitFor returns nil as soon as cond holds, looking again after each change, or an error that wraps ctx.Err(). cond may
// call any method of the simulator.
func (d *Discord) WaitFor(ctx context.Context, cond func() bool) error {
	return d.changes.waitFor(ctx, cond)
}

// Skip moves the simulator's clock forward: ids, timestamps and the deadlines of interactions follow it.
func (d *Discord) Skip(by time.Duration) {
	d.mu.Lock()
	d.skipTime += by
	d.mu.Unlock()
	d.changes.changed()
}

func (d *Discord) now() time.Time { return d.cfg.Now.now().Add(d.skipTime) }

// Close ends the simulator: connections are dropped, the state is saved. It may be called twice.
func (d *Discord) Close() error {
	d.stop()
	err := d.server.Close()
	d.mu.Lock()
	for s := range d.conns {
		s.drop()
	}
	d.mu.Unlock()
	d.sockets.Wait()
	d.posts.Wait()
	d.saver.Wait() // or it might save an earlier state over this one, or when the file's folder is gone
	if saveErr := d.Save(); saveErr != nil {
		return saveErr
	}
	return err
}
