package slack_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

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

// connected waits for the nth connection to be open.
func (d *desk) connected(n int) {
	d.t.Helper()
	d.until("a connection", func() bool {
		open, ever := d.Sockets()
		return open > 0 && ever >= n
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

func TestSocketIsNotWornOut(t *testing.T) {
	d := onSocket(t)
	_, before := d.Sockets()
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	_ = d.WaitFor(ctx, func() bool { // until ctx ends
		d.DropSockets()
		return false
	})
	if _, after := d.Sockets(); after-before > 6 {
		t.Errorf("connected %d times in a second, want a handful", after-before)
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
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
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
