// Package discord lets people talk to the desk in Discord. It takes in
// interactions and messages over the gateway (Run), or interactions alone by
// signed HTTP requests (Handler), hands them to bot.Bot as plain values, and
// shows the answers privately.
//
// Four promises hold whatever Discord or the store do:
//
//   - Every interaction is answered within Discord's three seconds. Work that
//     takes longer goes on, and its answer follows.
//   - A message counts as handled only once its effect is stored. What came
//     while nobody listened is asked for again, by resuming the session or, in a
//     new one, by reading on where the channel was left, and looking again at
//     what it had last; stable keys make repeats harmless.
//   - Nobody's words are lost: what could not be stored is shown back.
//   - Only members of the server are served, checked on every act.
//
// The gateway client is our own: discordgo's knows no resume address, loses the
// gap after an invalid session, and locks itself up when asked to reconnect at
// once. discordgo makes the REST calls; its Session is never opened.
//
// Files are named by direction: receive.go turns the wire into plain values,
// render.go the reverse, both pure.
package discord

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/oklog/ulid/v2"

	"github.com/beckon-desk/beckon/bot"
	"github.com/beckon-desk/beckon/tickets"
)

const (
	discordWaits = 3 * time.Second  // for an answer, by its own clock
	workLimit    = 15 * time.Second // of all work for one delivery
	callLimit    = 10 * time.Second // of one call
)

// Config is what an adapter needs.
type Config struct {
	Token       string   // of the bot, without the word Bot
	Application string   // the application's id
	URL         string   // in the place of https://discord.com; "" for that
	Guilds      []string // ids of the servers that are served; none for the only one the bot is in
	Watch       []Watch  // channels whose messages become tickets; they need the MESSAGE_CONTENT intent
	Staff       string   // id of the staff channel, where messages concern no ticket; "" for none
	PublicKey   string   // in hex, for Handler

	AnswerWithin time.Duration // for which Discord waits for an answer; 0 is the three seconds it gives

	// Instance names this process among those that share the store, the same after
	// a restart: then it need not wait for its own lease to run out. "" for a new name.
	Instance string

	Bot   *bot.Bot
	Store tickets.DocumentStore // of the lease, what has been handled, and what is registered

	// Connected is told whenever the gateway's state changes: nil when it is
	// connected, here or at another instance. It may be nil.
	Connected func(error)
	Now       func() time.Time // nil for the machine's clock
	Log       *slog.Logger     // nil for the default logger
}

// Watch is a channel whose messages become tickets, or a forum whose posts do.
type Watch struct {
	Channel string // id
	Ask     bool   // offer a button instead of opening a ticket at once
}

// ParseWatch reads channel ids with commas between; ":ask" after one has its
// authors asked first.
func ParseWatch(s string) ([]Watch, error) {
	var out []Watch
	for part := range strings.SplitSeq(s, ",") {
		id, how, _ := strings.Cut(strings.TrimSpace(part), ":")
		switch {
		case id == "" && how == "":
			continue
		case stamp(id).IsZero(), how != "" && how != "ask":
			return nil, fmt.Errorf("%q is not a channel to watch: write its id, or the id followed by :ask", strings.TrimSpace(part))
		}
		out = append(out, Watch{id, how == "ask"})
	}
	return out, nil
}

// Discord is the bot in its server.
type Discord struct {
	cfg    Config
	base   *url.URL
	api    *discordgo.Session // never opened: for REST only
	hooks  http.Client        // for answers to interactions, which no limit of the bot's other calls delays
	key    ed25519.PublicKey  // nil without Handler
	holder string             // of the lease

	mention *regexp.Regexp // of us, in a message

	members  *bot.Memory[bool]             // by guild and user: whether they belong to it
	threads  *bot.Memory[wireChannel]      // by channel: what is known of it as a thread
	seen     *bot.Memory[struct{}]         // interactions that were taken in
	told     *bot.Memory[struct{}]         // messages that were answered, so that repeats are not
	shown    *bot.Memory[[]wireAttachment] // by message: the files of those that somebody asked for a ticket about
	lanes    lanes
	progress progress

	pause                 func(ctx context.Context, d time.Duration) error // tests make it short
	leaseLife, leaseEvery time.Duration
	answerWithin          time.Duration // work that is not done by then goes on after a first answer

	mu         sync.Mutex
	served     []string  // guilds, once known
	identified time.Time // when a session was last begun

	work *bot.Work
}

// New returns an adapter. It does not call Discord: a Discord that is down must
// not keep the desk from starting. Check does.
func New(c Config) (*Discord, error) {
	if c.Token == "" || c.Application == "" {
		return nil, errors.New("Discord needs DISCORD_TOKEN and DISCORD_APPLICATION_ID: copy both from the developer portal")
	}
	base, err := url.Parse(strings.TrimSuffix(cmp.Or(c.URL, "https://discord.com"), "/"))
	if err != nil || base.Host == "" {
		return nil, errors.New("DISCORD_API_URL must be an absolute URL such as https://discord.com")
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.Connected == nil {
		c.Connected = func(error) {}
	}
	c.AnswerWithin = cmp.Or(c.AnswerWithin, discordWaits)
	d := &Discord{cfg: c, base: base, holder: cmp.Or(c.Instance, ulid.Make().String()), pause: tickets.Sleep, leaseLife: 15 * time.Second, leaseEvery: 4 * time.Second, answerWithin: c.AnswerWithin * 2 / 3}
	if c.PublicKey != "" {
		if d.key, err = hex.DecodeString(c.PublicKey); err != nil || len(d.key) != ed25519.PublicKeySize {
			return nil, errors.New("DISCORD_PUBLIC_KEY must be the 64 hex digits under General Information in the developer portal")
		}
	}
	if d.api, err = discordgo.New("Bot " + c.Token); err != nil {
		return nil, err
	}
	d.api.Client = &http.Client{Timeout: callLimit, Transport: redirect{base}}
	d.api.LogLevel, d.api.ShouldRetryOnRateLimit = -1, false
	d.hooks = http.Client{Timeout: callLimit, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	d.mention = regexp.MustCompile("<@!?" + regexp.QuoteMeta(c.Application) + ">")
	d.members, d.threads = bot.NewMemory[bool](2*time.Minute, c.Now), bot.NewMemory[wireChannel](time.Hour, c.Now)
	d.seen, d.told = bot.NewMemory[struct{}](15*time.Minute, c.Now), bot.NewMemory[struct{}](15*time.Minute, c.Now)
	d.shown = bot.NewMemory[[]wireAttachment](time.Hour, c.Now)
	d.work = bot.NewWork(max(workLimit, c.AnswerWithin), c.Log)
	return d, nil
}

// Close waits for the work that is going on, for as long as ctx allows, and
// then ends it. Call it once nothing comes in any more; it may be called twice.
func (d *Discord) Close(ctx context.Context) error { return d.work.Close(ctx) }
