package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"github.com/beckon-desk/beckon/tickets"
)

// Gateway opcodes.
const (
	opDispatch  = 0
	opHeartbeat = 1
	opIdentify  = 2
	opResume    = 6
	opReconnect = 7
	opInvalid   = 9
	opHello     = 10
	opAck       = 11
)

// Intents. MESSAGE_CONTENT is privileged: only watching channels needs it.
const (
	intentGuilds         = 1 << 0
	intentGuildMessages  = 1 << 9
	intentDirectMessages = 1 << 12
	intentMessageContent = 1 << 15
)

// Limits of a connection.
const (
	helloWithin = 20 * time.Second // from dialling to the first packet
	proofWithin = time.Minute      // to READY or RESUMED
	writeWithin = 10 * time.Second
	maxPacket   = 32 << 20 // a large server comes in one packet

	closeResumable = 4000 // unlike 1000 and 1001, it keeps the session
)

type packet struct {
	Op int             `json:"op"`
	D  json.RawMessage `json:"d"`
	S  int64           `json:"s"`
	T  string          `json:"t"`
}

// Why a connection ended, besides what the network says.
var (
	errAskedAway = errors.New("Discord asks us to connect again")
	errInvalid   = errors.New("Discord does not know our session")
	errZombie    = errors.New("Discord does not answer our heartbeat")
)

// gateway is one connection.
type gateway struct {
	d  *Discord
	ws *websocket.Conn

	mu      sync.Mutex // of writing
	unacked int        // heartbeats since the last answer
	why     error      // it was ended by us
}

// connect lives through one connection. proven says that it had a session
// (READY or RESUMED); the error says why it ended.
func (d *Discord) connect(ctx context.Context) (proven bool, err error) {
	was := d.progress.session()
	address := was.URL
	if was.Session == "" {
		if address, err = d.identifyAt(ctx); err != nil {
			return false, err
		}
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	dialing, stop := context.WithTimeout(ctx, helloWithin)
	defer stop()
	dialer := websocket.Dialer{Proxy: http.ProxyFromEnvironment, HandshakeTimeout: helloWithin}
	ws, _, err := dialer.DialContext(dialing, strings.TrimSuffix(address, "/")+"/?v=10&encoding=json", http.Header{"User-Agent": {userAgent}})
	if err != nil {
		return false, err
	}
	g := &gateway{d: d, ws: ws}
	defer ws.Close()
	defer context.AfterFunc(ctx, func() { g.end(ctx.Err()) })()
	ws.SetReadLimit(maxPacket)
	interval, err := g.hello()
	if err != nil {
		return false, err
	}
	var beating sync.WaitGroup
	defer beating.Wait()
	defer cancel()
	beating.Go(func() { g.beat(ctx, interval) })
	if err := g.introduce(was); err != nil {
		return false, err
	}
	proven, err = g.read()
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.why != nil {
		err = g.why
	}
	return proven, err
}

// hello reads the first packet: how often to send a heartbeat.
func (g *gateway) hello() (time.Duration, error) {
	_ = g.ws.SetReadDeadline(time.Now().Add(helloWithin))
	var p packet
	if err := g.ws.ReadJSON(&p); err != nil {
		return 0, err
	}
	var hello struct {
		Interval int64 `json:"heartbeat_interval"`
	}
	if err := json.Unmarshal(p.D, &hello); p.Op != opHello || err != nil || hello.Interval <= 0 {
		return 0, fmt.Errorf("the gateway began with op %d instead of hello", p.Op)
	}
	return time.Duration(hello.Interval) * time.Millisecond, nil
}

// introduce resumes the session, or begins one.
func (g *gateway) introduce(was saved) error {
	_ = g.ws.SetReadDeadline(time.Now().Add(proofWithin))
	if was.Session != "" {
		return g.send(opResume, map[string]any{"token": g.d.cfg.Token, "session_id": was.Session, "seq": was.Seq})
	}
	return g.send(opIdentify, map[string]any{
		"token": g.d.cfg.Token, "intents": g.d.intents(), "large_threshold": 50,
		"properties": map[string]string{"os": "linux", "browser": "beckon", "device": "beckon"},
	})
}

func (d *Discord) intents() int {
	i := intentGuilds | intentGuildMessages | intentDirectMessages
	if len(d.cfg.Watch) > 0 {
		i |= intentMessageContent
	}
	return i
}

// beat sends heartbeats, the first after a part of the interval so that not all
// clients beat at once. Two without an answer mean that nobody is there.
func (g *gateway) beat(ctx context.Context, interval time.Duration) {
	wait := time.Duration(rand.Float64() * float64(interval))
	for {
		if tickets.Sleep(ctx, wait) != nil {
			return
		}
		g.mu.Lock()
		dead := g.unacked >= 2
		g.mu.Unlock()
		if dead {
			g.end(errZombie)
			return
		}
		if g.heartbeat() != nil {
			return // the reader sees it too
		}
		wait = interval
	}
}

func (g *gateway) heartbeat() error {
	g.mu.Lock()
	g.unacked++
	g.mu.Unlock()
	var seq any
	if s := g.d.progress.session(); s.Session != "" {
		seq = s.Seq
	}
	return g.send(opHeartbeat, seq)
}

func (g *gateway) send(op int, data any) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	_ = g.ws.SetWriteDeadline(time.Now().Add(writeWithin))
	return g.ws.WriteJSON(struct {
		Op int `json:"op"`
		D  any `json:"d"`
	}{op, data})
}

// end closes the connection so that its session can be resumed.
func (g *gateway) end(why error) {
	g.mu.Lock()
	if g.why == nil {
		g.why = why
	}
	g.mu.Unlock()
	_ = g.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(closeResumable, ""), time.Now().Add(time.Second))
	_ = g.ws.Close()
}

// read takes in packets until the connection ends.
func (g *gateway) read() (proven bool, err error) {
	for {
		var p packet
		_, raw, err := g.ws.ReadMessage()
		if err != nil {
			return proven, err
		}
		if err := json.Unmarshal(raw, &p); err != nil {
			g.d.cfg.Log.Error("a packet of the gateway could not be read", "err", err)
			continue
		}
		switch p.Op {
		case opDispatch:
			if g.dispatch(p) && !proven {
				proven = true
				_ = g.ws.SetReadDeadline(time.Time{}) // the heartbeat watches from now on
			}
		case opHeartbeat:
			err = g.heartbeat()
		case opReconnect:
			g.end(errAskedAway)
			return proven, errAskedAway
		case opInvalid:
			if string(p.D) != "true" {
				g.d.progress.begin("", "", 0)
			}
			g.end(errInvalid)
			return proven, errInvalid
		case opAck:
			g.mu.Lock()
			g.unacked = 0
			g.mu.Unlock()
		}
		if err != nil {
			return proven, err
		}
	}
}

// dispatch hands an event on, and reports whether it proves the session.
func (g *gateway) dispatch(p packet) (proof bool) {
	d := g.d
	switch p.T {
	case "READY":
		var ready struct {
			SessionID string `json:"session_id"`
			ResumeURL string `json:"resume_gateway_url"`
		}
		if err := json.Unmarshal(p.D, &ready); err != nil || ready.SessionID == "" || ready.ResumeURL == "" {
			d.cfg.Log.Error("READY could not be read", "err", err)
			return false
		}
		d.progress.begin(ready.SessionID, ready.ResumeURL, p.S)
		d.cfg.Log.Info("connected to Discord's gateway", "session", "new")
		d.cfg.Connected(nil)
		d.caughtUp()
		return true
	case "RESUMED":
		d.progress.began(p.S)()
		d.cfg.Log.Info("connected to Discord's gateway", "session", "resumed")
		d.cfg.Connected(nil)
		return true
	}
	d.onEvent(event{p.T, p.D}, d.progress.began(p.S))
	return false
}
