package api

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"log/slog"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"
	"golang.org/x/crypto/bcrypt"

	"github.com/beckon-desk/beckon/tickets"
	"github.com/beckon-desk/beckon/tickets/sqlite"
)

// desk is a whole desk behind a real listener. Every answer that passes it is
// held against openapi.json.
type desk struct {
	t       *testing.T
	service *tickets.Service
	store   records
	clock   *clock
	api     *api
	url     string
	server  *httptest.Server
	log     *logbook
}

// records is a store of either kind.
type records interface {
	tickets.Store
	io.Closer
}

// clock stands still until it is moved.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) read() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// logbook keeps what is logged.
type logbook struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// setting changes one thing about a desk.
type setting func(*Config)

func withWeb(web fs.FS) setting       { return func(c *Config) { c.Web = web } }
func withReady(r ReadyFunc) setting   { return func(c *Config) { c.Ready = r } }
func withURL(url string) setting      { return func(c *Config) { c.URL = url } }
func withProxies(p ...string) setting { return func(c *Config) { c.Proxies = p } }

func newDesk(t *testing.T, settings ...setting) *desk {
	t.Helper()
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "desk.db"))
	if err != nil {
		t.Fatal(err)
	}
	return newDeskOn(t, store, true, settings...)
}

// newDeskOn starts a desk on a store that it has alone or not.
func newDeskOn(t *testing.T, store records, alone bool, settings ...setting) *desk {
	t.Helper()
	t.Cleanup(func() { _ = store.Close() })
	d := &desk{t: t, store: store, log: &logbook{}, clock: &clock{now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}}
	log := slog.New(slog.NewTextHandler(d.log, nil))
	d.service = tickets.New(tickets.Config{Store: store, Triager: triager{}, Clock: d.clock.read, Log: log, BcryptCost: bcrypt.MinCost, Alone: alone})
	c := Config{Service: d.service, Secret: bytes.Repeat([]byte("k"), MinSecret), URL: "http://desk.test", Clock: d.clock.read, Log: log}
	for _, set := range settings {
		set(&c)
	}
	d.api = newAPI(c)
	d.api.heartbeat = 5 * time.Millisecond
	server := httptest.NewUnstartedServer(nil)
	server.Config = Server("", d.api.routes(c), log)
	server.Start()
	d.url, d.server = server.URL, server
	t.Cleanup(d.closes)
	return d
}

// closes shuts the desk down and waits until every request is done with. It may
// be called twice.
func (d *desk) closes() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := d.server.Config.Shutdown(ctx); err != nil {
		d.t.Error(err)
	}
	d.server.Close()
}

// triager knows one answer.
type triager struct{}

func (triager) Triage(context.Context, tickets.Request) (tickets.Assessment, error) {
	return tickets.Assessment{
		Summary: "The VPN drops.", Priority: tickets.High, Reason: "Work has stopped.", Skills: []string{"VPN"}, Notes: "Look at **MTU**.",
		Confidence: map[tickets.Field]float64{tickets.FieldPriority: 0.9}, By: "local", Model: "test",
		Similar: []tickets.Similar{{Number: 7, Title: "VPN again", Status: tickets.Resolved, Score: 0.8}},
	}, nil
}

// documented finds what openapi.json says of a request.
var documented = sync.OnceValue(func() routers.Router {
	doc, err := openapi3.NewLoader().LoadFromData(openAPI)
	if err != nil {
		panic(err)
	}
	r, err := legacy.NewRouter(doc)
	if err != nil {
		panic(err)
	}
	return r
})
