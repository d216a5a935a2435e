package api

import (
	"crypto/hkdf"
	"crypto/sha256"
	"io/fs"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"golang.org/x/time/rate"

	"github.com/beckon-desk/beckon/tickets"
)

// Config is what the API needs.
type Config struct {
	Service *tickets.Service
	Secret  []byte           // signs access tokens; at least 32 random bytes, the same on every instance
	URL     string           // public base URL; on https, cookies are Secure and browsers are told to insist on it
	Clock   func() time.Time // nil for the machine's clock
	Log     *slog.Logger     // nil for the default logger
	Web     fs.FS            // the built web app, index.html at its root; nil or empty when there is none

	// Ready is asked by /readyz, which does not show the errors of parts. nil
	// means: always ready.
	Ready ReadyFunc

	// Integrations tells admins how the services fare that the desk is connected
	// to, and tries them. nil: there are none to show.
	Integrations Integrations

	// Proxies are the addresses (CIDR) of reverse proxies in front, whose
	// X-Forwarded-For is believed. Empty: clients connect directly.
	Proxies []string
}

// MinSecret is the least length of Config.Secret, in bytes.
const MinSecret = 32

// New returns the handler of everything under /, /api, /healthz, /readyz and
// /metrics. It panics when the secret is shorter than MinSecret, there is no
// Service, or a proxy is not a CIDR: those are the program's mistakes.
func New(c Config) http.Handler { return newAPI(c).routes(c) }

// api is the state shared by all handlers.
type api struct {
	service *tickets.Service
	key     []byte // of access tokens
	secure  bool   // the public URL is https
	clock   func() time.Time
	log     *slog.Logger
	ready   ReadyFunc

	integrations Integrations
	metrics      *metrics

	credentials *limiter // tries to prove who one is, per address
	signups     *limiter // accounts made, per address
	renewals    *limiter // refreshes, per address
	uploads     *limiter // files, per address

	streams   streams
	heartbeat time.Duration // how often a stream looks whether its session lives, and shows that it lives itself
}

func newAPI(c Config) *api {
	if c.Service == nil || len(c.Secret) < MinSecret {
		panic("api: a Service and a secret of at least 32 bytes are needed")
	}
	if c.Clock == nil {
		c.Clock = time.Now
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	key, err := hkdf.Key(sha256.New, c.Secret, nil, "beckon access token", 32)
	if err != nil {
		panic(err) // 32 bytes are always to be had
	}
	return &api{
		service: c.Service, key: key, secure: strings.HasPrefix(c.URL, "https://"),
		clock: c.Clock, log: c.Log, ready: c.Ready, integrations: c.Integrations, metrics: newMetrics(c.Service),
		// Generous, for a whole office behind one address: tries at one account
		// are paced more strictly by the Service.
		credentials: newLimiter(rate.Every(500*time.Millisecond), 120),
		signups:     newLimiter(rate.Every(15*time.Second), 120), // each is a mail to an address that may be anybody's
		renewals:    newLimiter(rate.Every(200*time.Millisecond), 300),
		uploads:     newLimiter(rate.Every(200*time.Millisecond), 300),
		streams:     streams{open: map[tickets.UserID]int{}},
		heartbeat:   5 * time.Second,
	}
}
