package sim

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

// Gateway opcodes.
const (
	opDispatch  = 0
	opHeartbeat = 1
	opIdentify  = 2
	opPresence  = 3
	opVoice     = 4
	opResume    = 6
	opReconnect = 7
	opMembers   = 8
	opInvalid   = 9
	opHello     = 10
	opAck       = 11
)

// Gateway intents.
const (
	intentGuilds         = 1 << 0
	intentMembers        = 1 << 1
	intentPresences      = 1 << 8
	intentGuildMessages  = 1 << 9
	intentDirectMessages = 1 << 12
	intentContent        = 1 << 15
	intentsKnown         = 1<<17 - 1 | 1<<20 | 1<<21 | 1<<24 | 1<<25
)

// DiscordFrame is one event on a gateway connection: a frame in either direction, its opening, or its end.
type DiscordFrame struct {
	At         time.Time
	Conn       int    // number of the connection, from 1
	Path       string // where it was opened: /gw/, or /gw-resume/… of a session
	FromClient bool
	Opened     bool            // the connection was accepted
	Closed     bool            // the connection ended
	Code       int             // close code, with Closed; 1006 without one
	Op         int             // opcode, with neither
	Seq        int             // of a dispatch
	Type       string          // of a dispatch
	Data       json.RawMessage // "d"
}

// frame is a gateway payload.
type frame struct {
	Op int     `json:"op"`
	D  any     `json:"d"`
	S  *int    `json:"s"`
	T  *string `json:"t"`
}

func (d *Discord) getGateway(*restCall) (any, error) {
	return object{"url": d.gatewayURL("/gw")}, nil
}

func (d *Discord) getGatewayBot(*restCall) (any, error) {
	limit := object{"total": identifiesPerDay, "remaining": max(identifiesPerDay-d.state.Identifies, 0), "reset_after": 14400000, "max_concurrency": 1}
	return object{"url": d.gatewayURL("/gw"), "shards": 1, "session_start_limit": limit}, nil
}

func (d *Discord) gatewayURL(path string) string {
	return "ws" + strings.TrimPrefix(d.origin, "http") + path
}

// serveGateway runs one connection.
func (d *Discord) serveGateway(w http.ResponseWriter, r *http.Request) {
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	ws, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	s := &socket{d: d, path: r.URL.Path, ws: ws, wake: make(chan struct{}, 1), gone: make(chan struct{})}
	d.mu.Lock()
	if d.ctx.Err() != nil {
		d.mu.Unlock()
		_ = ws.Close()
		return
	}
	d.lastConn++
	s.n = d.lastConn
	d.conns[s] = true
	d.sockets.Add(1)
	d.note(DiscordFrame{Conn: s.n, Path: s.path, Opened: true})
	q := r.URL.Query()
	switch version := q.Get("v"); {
	case version != "9" && version != "10":
		s.end(4012)
	case q.Get("encoding") != "" && q.Get("encoding") != "json" || q.Get("compress") != "":
		s.end(4002)
	default:
		s.send(frame{Op: opHello, D: object{"heartbeat_interval": d.cfg.Heartbeat.Milliseconds()}})
	}
	d.mu.Unlock()
	defer d.sockets.Done()
	go s.write()
	s.read()
}

// note records a frame and wakes who waits. Callers hold d.mu.
func (d *Discord) note(f DiscordFrame) {
	f.At = time.Now()
	d.frames = append(recent(d.frames), f)
	d.changes.changed()
}

// Frames is all that happened on the gateway so far: frames in both directions, connections and their ends.
func (d *Discord) Frames() []DiscordFrame {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]DiscordFrame(nil), d.frames...)
}

// Connected tells how many gateway connections have a session.
func (d *Discord) Connected() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	n := 0
	for s := range d.conns {
		if s.session != nil {
			n++
		}
	}
	return n
}
