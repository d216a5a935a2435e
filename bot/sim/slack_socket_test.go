package sim_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/gorilla/websocket"

	"github.com/beckon-desk/beckon/bot/sim"
)

// slackSocket is a Socket Mode client on the wire.
type slackSocket struct {
	t     *testing.T
	conn  *websocket.Conn
	hello map[string]any
	pings chan string
}

func newSocketApp(t *testing.T) *slackApp { return newHastySocketApp(t, 0) }

// newHastySocketApp is one that must acknowledge within so long.
func newHastySocketApp(t *testing.T, ack time.Duration) *slackApp {
	return newSlackApp(t, sim.SlackConfig{App: sim.SlackApp{SocketMode: true}, AckWithin: ack, Retries: make([]time.Duration, 20), PingEvery: 10 * time.Millisecond})
}

func (a *slackApp) connects() *slackSocket {
	a.t.Helper()
	open := a.callsJSON("apps.connections.open", a.slack.AppToken(), nil)
	if open["ok"] != true {
		a.t.Fatal(open)
	}
	conn, _, err := websocket.DefaultDialer.Dial(open["url"].(string), map[string][]string{"Origin": {"https://api.slack.com"}})
	if err != nil {
		a.t.Fatal(err)
	}
	a.t.Cleanup(func() { conn.Close() })
	k := &slackSocket{t: a.t, conn: conn, pings: make(chan string, 1000)}
	conn.SetPingHandler(func(data string) error {
		k.pings <- data
		return nil
	})
	k.hello = k.reads()
	return k
}

func (k *slackSocket) reads() map[string]any {
	k.t.Helper()
	_ = k.conn.SetReadDeadline(time.Now().Add(patience))
	out := map[string]any{}
	if err := k.conn.ReadJSON(&out); err != nil {
		k.t.Fatal(err)
	}
	return out
}

func (k *slackSocket) acks(envelope map[string]any, payload any) {
	k.t.Helper()
	ack := map[string]any{"envelope_id": envelope["envelope_id"]}
	if payload != nil {
		ack["payload"] = payload
	}
	if err := k.conn.WriteJSON(ack); err != nil {
		k.t.Fatal(err)
	}
}

func TestSlackSocketGreetsAndPings(t *testing.T) {
	a := newSocketApp(t)
	k := a.connects()
	if k.hello["type"] != "hello" || k.hello["num_connections"] != 1.0 {
		t.Errorf("got %v", k.hello)
	}
	if second := a.connects(); second.hello["num_connections"] != 2.0 {
		t.Errorf("the second connection got %v", second.hello)
	}
	go func() { _, _, _ = k.conn.ReadMessage() }() // pings are handled while reading
	<-k.pings
	<-k.pings
}

func TestSlackSocketTicketIsGoodOnce(t *testing.T) {
	a := newSocketApp(t)
	url := a.callsJSON("apps.connections.open", a.slack.AppToken(), nil)["url"].(string)
	conn, _, err := websocket.DefaultDialer.Dial(url, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, res, err := websocket.DefaultDialer.Dial(url, nil); err == nil || res.StatusCode != 403 {
		t.Errorf("the same ticket again: %v %v", res, err)
	}
}

func TestSlackSocketCarriesTheAnswer(t *testing.T) {
	a := newSocketApp(t)
	k := a.connects()
	shown := make(chan sim.Shown)
	go func() { shown <- a.slack.As("ann").Types("#general", "/ticket vpn") }()
	e := k.reads()
	if p := e["payload"].(map[string]any); e["type"] != "slash_commands" || p["text"] != "vpn" || e["accepts_response_payload"] != true {
		t.Errorf("got %v", e)
	}
	k.acks(e, map[string]any{"text": "#1"})
	if got := <-shown; got.Text() != "#1" {
		t.Errorf("shown %+v", got)
	}
}

func TestSlackSocketDropsALongAnswer(t *testing.T) {
	a := newHastySocketApp(t, 100*time.Millisecond)
	k := a.connects()
	shown := make(chan sim.Shown)
	go func() { shown <- a.slack.As("ann").Types("#general", "/ticket vpn") }()
	k.acks(k.reads(), map[string]any{"text": strings.Repeat("x", 21000)}) // dropped without a word
	if got := <-shown; got.Error != `/ticket failed with the error "operation_timeout"` {
		t.Errorf("an acknowledgement of 21 kB: %+v", got)
	}
}

func TestSlackSocketDeliversAgainWhatWasNotAcknowledged(t *testing.T) {
	a := newHastySocketApp(t, 100*time.Millisecond)
	k := a.connects()
	a.slack.As("ann").Says("#general", "hi")
	first, second := k.reads(), k.reads()
	k.acks(second, nil)
	go func() { // on a busy machine that may have been too late as well
		for e := (map[string]any{}); k.conn.ReadJSON(&e) == nil; {
			_ = k.conn.WriteJSON(map[string]any{"envelope_id": e["envelope_id"]})
		}
	}()
	id := func(e map[string]any) any { return e["payload"].(map[string]any)["event_id"] }
	if id(first) != id(second) || first["envelope_id"] == second["envelope_id"] {
		t.Errorf("first %v, second %v", first, second)
	}
	if diff := cmp.Diff([]any{0.0, "", 1.0, "timeout"}, []any{first["retry_attempt"], first["retry_reason"], second["retry_attempt"], second["retry_reason"]}); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	a.waits(func() bool {
		return slices.ContainsFunc(a.slack.Deliveries("events_api"), func(d sim.SlackDelivery) bool { return d.Reason == "" })
	})
	if d := a.slack.Deliveries("events_api"); d[0].Reason != "http_timeout" {
		t.Errorf("got %+v", d)
	}
}

func TestSlackSocketAsksToReconnect(t *testing.T) {
	a := newSocketApp(t)
	k := a.connects()
	a.slack.AskToReconnect("refresh_requested")
	if got := k.reads(); got["type"] != "disconnect" || got["reason"] != "refresh_requested" {
		t.Errorf("got %v", got)
	}
	_ = k.conn.Close()
	a.waits(func() bool { open, _ := a.slack.Sockets(); return open == 0 })
	if got := a.slack.As("ann").Types("#general", "/ticket vpn"); got.Error != `/ticket failed with the error "dispatch_failed"` {
		t.Errorf("with no socket open: %+v", got)
	}
	k = a.connects()
	a.slack.DropSockets()
	if _, _, err := k.conn.ReadMessage(); err == nil {
		t.Error("the dropped socket still talks")
	}
}
