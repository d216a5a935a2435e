package slack_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/gorilla/websocket"

	"github.com/beckon-desk/beckon/bot/sim"
	"github.com/beckon-desk/beckon/bot/slack"
)

// onSocket opens a desk whose app listens by Socket Mode.
func onSocket(t *testing.T) *desk {
	t.Helper()
	d := open(t)
	d.UseSocketMode(true)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- d.app.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	d.connected(1)
	return d
}

// connected waits for the nth connection to be the only one open: Slack may
// still choose one that is about to go.
func (d *desk) connected(n int) {
	d.t.Helper()
	d.until("a connection", func() bool {
		open, ever := d.Sockets()
		return open == 1 && ever >= n
	})
}

func TestSocketModeServesAll(t *testing.T) {
	d := onSocket(t)
	ann, mo := d.As("ann"), d.As("mo")
	says(t, ann.Types("#general", "/ticket VPN drops"), "#1 is open")
	form := ann.Types("#general", "/ticket").Modal
	ann.Fills(form, map[string]string{"title": "Printer"}).Submits()
	d.reads("ann", "#general", "#2 is open: Printer")
	ann.Says("@beckon", "my laptop makes a noise")
	d.reads("ann", "@beckon", "#3 is open")
	card := mo.Types("#general", "/ticket 1").Messages[0]
	says(t, mo.Clicks(card, "Claim"), "#1 is yours")
}

func TestSocketComesBack(t *testing.T) {
	d := onSocket(t)
	d.AskToReconnect("refresh_requested")
	d.connected(2)
	says(t, d.As("ann").Types("#general", "/ticket VPN drops"), "#1 is open")
	d.DropSockets()
	d.connected(3)
	says(t, d.As("ann").Types("#general", "/ticket Printer"), "#2 is open")
}

func TestSocketDropsBetweenEventAndAck(t *testing.T) {
	d := onSocket(t)
	reached, release := make(chan struct{}), make(chan struct{})
	var once sync.Once
	d.store.beforeCreate(func() error {
		once.Do(func() {
			close(reached)
			<-release
		})
		return nil
	})
	d.As("ann").Says("@beckon", "VPN drops")
	<-reached
	d.DropSockets()
	d.connected(2)
	close(release)
	d.reads("ann", "@beckon", "#1 is open")
	if got := d.ticket(); got.Title != "VPN drops" || len(got.Comments) != 0 {
		t.Errorf("stored %+v", got)
	}
}

func TestACommandUnderWayIsAnsweredWhenTheDeskStops(t *testing.T) {
	d := open(t)
	d.UseSocketMode(true)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.app.Run(ctx) }()
	d.connected(1)
	reached, release := make(chan struct{}), make(chan struct{})
	d.store.beforeCreate(func() error {
		close(reached)
		<-release
		return nil
	})
	answer := make(chan sim.Shown, 1)
	go func() { answer <- d.As("ann").Types("#general", "/ticket VPN drops") }()
	<-reached
	stop()
	close(release)
	says(t, <-answer, "#1 is open")
	if err := <-ended; err != nil {
		t.Errorf("Run: %v", err)
	}
}

func TestSocketIsNotWornOut(t *testing.T) {
	d := onSocket(t)
	_, before := d.Sockets()
	began := time.Now()
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	_ = d.WaitFor(ctx, func() bool { // until ctx ends
		d.DropSockets()
		return false
	})
	_, after := d.Sockets()
	if most := 6 + int(time.Since(began)/(5*time.Second)); after-before > most {
		t.Errorf("connected %d times, want at most %d", after-before, most)
	}
}

func TestRunEndsWhenOnlyAPersonCanHelp(t *testing.T) {
	for code, want := range map[string]string{
		"invalid_auth":            "copy SLACK_BOT_TOKEN and SLACK_APP_TOKEN again",
		"not_allowed_token_type":  "SLACK_APP_TOKEN with xapp-",
		"missing_scope":           "connections:write",
		"token_expired":           "has expired",
		"socket_mode_not_enabled": "Socket Mode is off",
	} {
		t.Run(code, func(t *testing.T) {
			d := open(t)
			d.UseSocketMode(true)
			d.Fail(sim.Fault{Method: "apps.connections.open", Code: code, Times: 5})
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			err := d.app.Run(ctx)
			if !slack.Permanent(err) || !strings.Contains(err.Error(), want) {
				t.Errorf("Run: %v, want %q", err, want)
			}
		})
	}
}

func TestRunTriesAgainAfterAnOutage(t *testing.T) {
	d := open(t)
	d.Fail(sim.Fault{Method: "apps.connections.open", Status: 500, Times: 1})
	d.UseSocketMode(true)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.app.Run(ctx) }()
	d.connected(1)
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("Run: %v", err)
	}
}

// slackOf is a Slack that sends these frames on its only socket and tells which
// envelopes were acknowledged, each once.
func slackOf(t *testing.T, frames ...string) (url string, acked <-chan string) {
	t.Helper()
	acks := make(chan string, len(frames))
	upgrader := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	mux.HandleFunc("/api/apps.connections.open", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `{"ok":true,"url":"ws%s/link"}`, strings.TrimPrefix(server.URL, "http"))
	})
	mux.HandleFunc("/link", func(w http.ResponseWriter, r *http.Request) {
		c, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			return // Upgrade has answered
		}
		defer c.Close()
		for _, f := range frames {
			if c.WriteMessage(websocket.TextMessage, []byte(f)) != nil {
				return
			}
		}
		for {
			var ack struct {
				EnvelopeID string `json:"envelope_id"`
			}
			if c.ReadJSON(&ack) != nil {
				return
			}
			acks <- ack.EnvelopeID
		}
	})
	return server.URL + "/api", acks
}

func TestEnvelopesNobodyCanReadAreAcknowledged(t *testing.T) {
	url, acked := slackOf(t,
		`{"type":"hello","num_connections":1}`,
		`{"type":"hologram","envelope_id":"unknown envelope","payload":{}}`,
		`{"type":"events_api","envelope_id":"unknown event","payload":{"type":"event_callback","event":{"type":"hologram"}}}`,
		`{"type":"interactive","envelope_id":"malformed block","payload":{"type":"block_actions","message":{"blocks":[{"type":"section","text":7}]},"actions":[]}}`,
		`{"type":"slash_commands","envelope_id":"malformed command","payload":[]}`,
	)
	app, err := slack.New(slack.Config{BotToken: "xoxb-x", AppToken: "xapp-x", APIURL: url, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	ended := make(chan error, 1)
	go func() { ended <- app.Run(ctx) }()
	var got []string
	for range 4 {
		select {
		case id := <-acked:
			got = append(got, id)
		case <-ctx.Done():
			t.Fatalf("only these were acknowledged: %q", got)
		}
	}
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("Run: %v", err)
	}
	slices.Sort(got)
	want := []string{"malformed block", "malformed command", "unknown envelope", "unknown event"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
