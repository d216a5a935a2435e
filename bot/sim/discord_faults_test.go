package sim

import (
	"strings"
	"testing"
	"time"
)

const sendRoute = "POST /channels/{id}/messages"

func TestDiscordFaults(t *testing.T) {
	tests := map[string]struct {
		fault    DiscordFault
		status   int
		contains string
		posted   int // messages after the one call
	}{
		"limit of a route": {DiscordFault{Fault: Fault{Method: sendRoute, Status: 429}, RetryIn: 400 * time.Millisecond}, 429, `"retry_after":0.4`, 0},
		"global limit":     {DiscordFault{Fault: Fault{Status: 429}, Global: true}, 429, `"global":true`, 0},
		"Cloudflare's ban": {DiscordFault{Fault: Fault{Status: 429}, HTML: true}, 429, "Error 1015", 0},
		"bad gateway":      {DiscordFault{Fault: Fault{Status: 502}}, 502, "<html>", 0},
		"a code":           {DiscordFault{Fault: Fault{Code: "50007"}}, 403, "50007", 0},
		"write then fail":  {DiscordFault{Fault: Fault{Method: sendRoute}, StatusAfter: 502}, 502, "<html>", 1},
		"another route":    {DiscordFault{Fault: Fault{Method: "GET /users/@me", Status: 500}}, 200, `"content":"x"`, 1},
		"delay":            {DiscordFault{Fault: Fault{Delay: time.Millisecond}}, 200, `"content":"x"`, 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			d := discordWorld(t, DiscordConfig{})
			d.FailDiscord(tt.fault)
			got := rest(t, d, "POST", "/channels/"+channelID(d, "help")+"/messages", object{"content": "x"})
			if got.status != tt.status || !strings.Contains(string(got.raw), tt.contains) {
				t.Errorf("got %d %s, want %d with %s", got.status, got.raw, tt.status, tt.contains)
			}
			if got := len(d.As("ann").Sees("#help")); got != tt.posted {
				t.Errorf("%d messages posted, want %d", got, tt.posted)
			}
			if tt.status == 429 && got.header.Get("Retry-After") == "" {
				t.Error("429 without Retry-After")
			}
			if again := rest(t, d, "POST", "/channels/"+channelID(d, "help")+"/messages", object{"content": "y"}); again.status != 200 {
				t.Errorf("the fault lasted: %d %s", again.status, again.raw)
			}
		})
	}
}

func TestDiscordResetsAConnectionBeforeTheEffect(t *testing.T) {
	d := discordWorld(t, DiscordConfig{})
	d.Fail(Fault{Method: sendRoute, Reset: true})
	if got, err := tryRest(t, d, "POST", "/channels/"+channelID(d, "help")+"/messages", object{"content": "x"}); err == nil {
		t.Errorf("got an answer: %d %s", got.status, got.raw)
	}
	if got := len(d.As("ann").Sees("#help")); got != 0 {
		t.Errorf("%d messages posted, want none", got)
	}
}

func TestDiscordLosesAReplyAfterTheEffect(t *testing.T) {
	d := discordWorld(t, DiscordConfig{})
	d.Fail(Fault{Method: sendRoute, LoseReply: true})
	path := "/channels/" + channelID(d, "help") + "/messages"
	if got, err := tryRest(t, d, "POST", path, object{"content": "x", "nonce": "n", "enforce_nonce": true}); err == nil {
		t.Fatalf("got an answer: %d %s", got.status, got.raw)
	}
	rest(t, d, "POST", path, object{"content": "x", "nonce": "n", "enforce_nonce": true})
	if got := len(d.As("ann").Sees("#help")); got != 1 {
		t.Errorf("%d messages posted, want 1", got)
	}
	calls := d.Calls(sendRoute)
	if len(calls) != 2 || calls[0].Status != 0 || !calls[0].Interrupt || calls[1].Status != 200 {
		t.Errorf("recorded %+v", calls)
	}
}

func TestDiscordGlobalLimitSparesInteractions(t *testing.T) {
	d := discordWorld(t, DiscordConfig{})
	register(t, d, ticketCommand())
	answering(t, d, func(object) object { return says("thanks") })
	d.FailDiscord(DiscordFault{Fault: Fault{Status: 429, Times: 100}, Global: true})
	if got := d.As("ann").Types("#help", "/ticket"); got.Text() != "thanks" {
		t.Errorf("ann was shown %+v", got)
	}
}

func TestDiscordHoldsAnAnswerBack(t *testing.T) {
	d := discordWorld(t, DiscordConfig{})
	release, answered := make(chan struct{}), make(chan int, 1)
	d.FailDiscord(DiscordFault{Until: release})
	go func() {
		got, _ := tryRest(t, d, "GET", "/users/@me", nil)
		answered <- got.status
	}()
	select {
	case status := <-answered:
		t.Fatalf("answered %d before the release", status)
	default:
	}
	close(release)
	if status := <-answered; status != 200 {
		t.Errorf("answered %d after the release", status)
	}
}
