package main

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/beckon-desk/beckon/bot/sim"
)

// withGemini gives the desk a model that suffers faults, or answers as told.
func withGemini(t *testing.T, prepare func(*sim.Gemini)) given {
	t.Helper()
	g, err := sim.NewGemini(sim.GeminiConfig{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { g.Close() })
	prepare(g)
	return func(w *world) {
		w.env["GEMINI_API_KEY"], w.env["GEMINI_BASE_URL"] = g.Key(), g.URL()
	}
}

func TestGeminiReadsTheTicket(t *testing.T) {
	t.Parallel()
	w := newWorld(t, withGemini(t, func(g *sim.Gemini) {
		g.Answers(func(sim.GeminiRequest) string {
			return `{"summary":"The tunnel drops.","priority":"high","reason":"Work stops.","skills":["VPN"],"category":"","notes":"Check the gateway.",
				"sentiment":"calm","language":"en","draft":"We are on it.","confidence":{"summary":0.9,"priority":0.9,"skills":0.9,"category":0.1}}`
		})
	}))
	w.as("ann").types("/ticket VPN drops every ten minutes")
	w.as("maya").hears("VPN drops", "The tunnel drops.")
	got := w.logsIn("admin@demo.test").ticket(1)
	if got.Triage.By != "gemini" || got.Priority != "high" || strings.Join(got.Skills, ",") != "VPN" {
		t.Errorf("triaged by %s: priority %s, skills %v; want gemini, high, VPN", got.Triage.By, got.Priority, got.Skills)
	}
}

func TestATicketIsTriagedWhateverGeminiDoes(t *testing.T) {
	for name, fault := range map[string]sim.GeminiFault{
		"answers 500":      {Status: http.StatusInternalServerError},
		"answers 429":      {Status: http.StatusTooManyRequests},
		"answers garbage":  {Text: "I would rather talk about the weather."},
		"blocks the text":  {Blocked: "SAFETY"},
		"stops in between": {Finish: "MAX_TOKENS"},
		"never answers":    {Delay: time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, withGemini(t, func(g *sim.Gemini) {
				fault.Times = 1000
				g.Fail(fault)
			}))
			w.as("ann").types("/ticket VPN drops every ten minutes")
			w.as("maya").hears("VPN drops")
			got := w.logsIn("admin@demo.test").ticket(1)
			if got.Triage.By != "local" || got.Triage.Fallback == "" {
				t.Errorf("triaged by %q, saying %q; want local, with the reason", got.Triage.By, got.Triage.Fallback)
			}
		})
	}
}

func TestALostReplyOfTheMailServerMeansOneMail(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	admin := w.logsIn("admin@demo.test")
	w.as("ann").types("/ticket VPN asks for a code")
	w.until("everybody is told of the first ticket", func() bool { return admin.ticket(1).told() })
	for _, known := range []string{"employee@demo.test", "moderator@demo.test"} { // their accounts in Slack are no news any more
		w.getsMail(known, "A chat account was joined")
	}
	w.mail.Fail(sim.Fault{Method: "DATA", LoseReply: true})
	w.as("ann").types("/ticket VPN drops every ten minutes")
	w.getsMail("moderator@demo.test", "VPN drops")
	w.until("everybody is told", func() bool { return admin.ticket(2).told() })
	if n := w.mails("moderator@demo.test", "VPN drops"); n != 1 {
		t.Errorf("Maya has %d mails, want 1", n)
	}
	if got := admin.ticket(2).receipt("assigned", "email"); got.State != "unconfirmed" || got.Error == "" {
		t.Errorf("the receipt says %q, %q; want unconfirmed, with the reason", got.State, got.Error)
	}
}

func TestALostReplyOfSlackMeansOneCard(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.slack.Fail(sim.Fault{Method: "chat.postMessage", LoseReply: true})
	w.as("ann").types("/ticket VPN drops every ten minutes")
	admin := w.logsIn("admin@demo.test")
	w.until("everybody is told", func() bool { return admin.ticket(1).told() })
	if n := w.cards("maya", "VPN drops"); n != 1 {
		t.Errorf("Maya has %d cards, want 1", n)
	}
}

// receipt returns the first receipt of a kind of notice over a channel.
func (t apiTicket) receipt(kind, channel string) apiReceipt {
	for _, n := range t.Notices {
		for _, r := range n.Receipts {
			if n.Kind == kind && r.Channel == channel {
				return r
			}
		}
	}
	return apiReceipt{}
}

func TestADeliveryRepeatedElevenTimesIsOneTicket(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.slack.Repeat("slash_commands", 10)
	w.as("ann").types("/ticket VPN drops every ten minutes")
	admin := w.logsIn("admin@demo.test")
	w.as("maya").hears("VPN drops")
	w.until("all eleven deliveries are answered", func() bool { return len(w.slack.Deliveries("slash_commands")) >= 11 })
	if got := admin.tickets("limit=50"); len(got) != 1 {
		t.Errorf("there are %d tickets, want 1", len(got))
	}
}

func TestForgedRequestsAreRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	body := url.Values{"command": {"/ticket"}, "text": {"free beer"}, "user_id": {"U1"}, "team_id": {w.slack.TeamID()}, "trigger_id": {"1.2.x"}}.Encode()
	now := time.Now()
	at := func(d time.Duration) string { return strconv.FormatInt(now.Add(d).Unix(), 10) }
	for name, tt := range map[string]struct{ secret, stamp string }{
		"another secret":  {"not the secret", at(0)},
		"ten minutes old": {w.slack.SigningSecret(), at(-10 * time.Minute)},
		"from the future": {w.slack.SigningSecret(), at(10 * time.Minute)},
		"no timestamp":    {w.slack.SigningSecret(), ""},
	} {
		r, err := http.NewRequestWithContext(w.ctx, http.MethodPost, w.url+"/slack/commands", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("X-Slack-Request-Timestamp", tt.stamp)
		r.Header.Set("X-Slack-Signature", sim.Sign(tt.secret, tt.stamp, []byte(body)))
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s: answered %d, want 401", name, resp.StatusCode)
		}
	}
	if got := w.logsIn("admin@demo.test").tickets("limit=50"); len(got) != 0 {
		t.Errorf("forged requests opened %d tickets", len(got))
	}
}

func TestTicketsAreTakenWhileInngestIsDown(t *testing.T) {
	t.Parallel()
	gate := newGate(t)
	w := newWorld(t, with("INNGEST_BASE_URL", gate.url))
	gate.shut()
	if receipt := w.as("ann").types("/ticket VPN drops every ten minutes"); !strings.Contains(receipt, "#1") {
		t.Fatalf("with Inngest down the receipt says %q, without the ticket's number", receipt)
	}
	gate.open()
	w.as("maya").hears("VPN drops")
}
