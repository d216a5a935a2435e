package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/beckon-desk/beckon/cmd/beckon/inngestd"
)

func TestAnEventThatTheEngineRefusesIsParkedAndCanBeRetried(t *testing.T) {
	t.Parallel()
	server, err := inngestd.Start(t.Context(), inngestd.Config{Progress: os.Stderr})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	target, err := url.Parse(server.URL())
	if err != nil {
		t.Fatal(err)
	}
	engine := &picky{server: httputil.NewSingleHostReverseProxy(target), name: "ticket/created"}
	gate := httptest.NewServer(engine)
	t.Cleanup(gate.Close)
	w := newWorld(t, with("INNGEST_BASE_URL", gate.URL))
	w.as("ann").types("/ticket VPN drops every ten minutes")
	admin := w.logsIn("admin@demo.test")
	var parked struct {
		Events []struct{ ID, Name, Error string }
	}
	w.until("the refused event is parked", func() bool {
		admin.must(http.MethodGet, "/api/admin/events?parked=true", nil, &parked)
		return len(parked.Events) > 0
	})
	e := parked.Events[0]
	if e.Name != "ticket/created" || !strings.Contains(e.Error, "we do not like it") {
		t.Errorf("parked is %+v; want the one for the new ticket, with the engine's words", e)
	}
	if got := w.cards("maya", "VPN drops"); got != 0 {
		t.Errorf("Maya has %d cards of what was refused", got)
	}
	w.measures("beckon_outbox_parked 1")
	engine.appease()
	admin.must(http.MethodPost, "/api/admin/events/"+e.ID+"/retry", nil, nil)
	w.as("maya").hears("VPN drops")
	parked.Events = nil
	admin.must(http.MethodGet, "/api/admin/events?parked=true", nil, &parked)
	for _, still := range parked.Events {
		if still.ID == e.ID {
			t.Error("the event was done and is still parked")
		}
	}
	w.measures("beckon_outbox_parked 0")
}

// measures waits until the desk's metrics have a line.
func (w *world) measures(line string) {
	w.t.Helper()
	anybody := &client{w: w}
	w.until("the metrics say "+line, func() bool {
		_, text := anybody.call(http.MethodGet, "/metrics", nil, nil)
		return slices.Contains(strings.Split(text, "\n"), line)
	})
}

// picky stands before an Inngest server and refuses the first event of a name,
// along with what comes in the same request, until it is appeased.
type picky struct {
	server http.Handler
	name   string

	mu       sync.Mutex
	bad      string // id of the event
	appeased bool
}

func (p *picky) appease() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.appeased = true
}

type offered struct{ ID, Name string }

func (p *picky) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	var events []offered
	if strings.HasPrefix(r.URL.Path, "/e/") && json.Unmarshal(body, &events) == nil && p.refuses(events) {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"error":"we do not like it","status":400}`)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	p.server.ServeHTTP(w, r)
}

func (p *picky) refuses(events []offered) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	i := slices.IndexFunc(events, func(e offered) bool { return e.Name == p.name && (p.bad == "" || e.ID == p.bad) })
	if i < 0 || p.appeased {
		return false
	}
	p.bad = events[i].ID
	return true
}
