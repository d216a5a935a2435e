package sim

import (
	"bytes"
	"compress/zlib"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
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

// session is what a client resumes: its sequence and all its dispatches.
type session struct {
	id      string
	intents int
	seq     int
	sent    []frame // sent[i] has sequence i+1
	conn    *socket // nil while nobody is connected
}

// socket is one gateway connection. Frames go through out, so that nobody writes while holding the simulator's lock.
type socket struct {
	d    *Discord
	n    int
	path string
	ws   *websocket.Conn

	// guarded by Discord.mu
	session    *session
	identified bool
	compress   bool
	silent     bool // a zombie: open, and nothing comes any more
	out        []outgoing
	closeCode  int
	frames     []time.Time // of the client, in the last minute

	wake chan struct{} // capacity 1
	gone chan struct{} // closed when the connection has ended
	once sync.Once
}

type outgoing struct {
	data   []byte
	binary bool
	close  int
}

func (d *Discord) getGateway(*restCall) (any, error) {
	return object{"url": d.gatewayURL("/gw")}, nil
}

// identifiesPerDay is after how many identifies Discord ends all sessions and resets the token.
const identifiesPerDay = 1000

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
	d.frames = append(d.frames, f)
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

// send queues a frame. Callers hold d.mu.
func (s *socket) send(f frame) {
	if s.silent {
		return
	}
	raw, err := json.Marshal(f)
	if err != nil {
		s.d.cfg.Log.Error("discord simulator: a frame cannot be written", "error", err)
		return
	}
	note := DiscordFrame{Conn: s.n, Path: s.path, Op: f.Op}
	note.Data, _ = json.Marshal(f.D)
	if f.S != nil {
		note.Seq, note.Type = *f.S, *f.T
	}
	s.d.note(note)
	if !s.compress {
		s.queue(outgoing{data: raw})
		return
	}
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	_, _ = z.Write(raw)
	_ = z.Close()
	s.queue(outgoing{data: packed.Bytes(), binary: true})
}

func (s *socket) queue(o outgoing) {
	s.out = append(s.out, o)
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// end closes the connection with a code after what is queued. Callers hold d.mu.
func (s *socket) end(code int) {
	s.detach()
	s.closeCode = code
	s.queue(outgoing{close: code})
}

// drop breaks the connection without a word.
func (s *socket) drop() {
	s.once.Do(func() { close(s.gone) })
	_ = s.ws.NetConn().Close()
}

// detach leaves the session without a connection. Callers hold d.mu.
func (s *socket) detach() {
	if s.session != nil && s.session.conn == s {
		s.session.conn = nil
	}
	s.session = nil
}

const writeWithin = 5 * time.Second

func (s *socket) write() {
	for {
		s.d.mu.Lock()
		batch := s.out
		s.out = nil
		s.d.mu.Unlock()
		for _, o := range batch {
			_ = s.ws.SetWriteDeadline(time.Now().Add(writeWithin))
			kind := websocket.TextMessage
			switch {
			case o.close != 0:
				kind, o.data = websocket.CloseMessage, websocket.FormatCloseMessage(o.close, "")
			case o.binary:
				kind = websocket.BinaryMessage
			}
			if err := s.ws.WriteMessage(kind, o.data); err != nil {
				s.drop()
				return
			}
			if o.close != 0 { // the client has a moment to answer with its own close frame
				_ = s.ws.SetReadDeadline(time.Now().Add(time.Second))
				return
			}
		}
		select {
		case <-s.wake:
		case <-s.gone:
			return
		}
	}
}

// read handles what the client sends until the connection ends.
func (s *socket) read() {
	s.ws.SetReadLimit(64 << 10)
	s.expectHeartbeat()
	for {
		_, raw, err := s.ws.ReadMessage()
		if err != nil {
			s.ended(err)
			return
		}
		s.d.mu.Lock()
		s.receive(raw)
		s.d.mu.Unlock()
		s.d.changes.changed()
	}
}

// expectHeartbeat lets the connection time out after two intervals without a heartbeat.
func (s *socket) expectHeartbeat() {
	_ = s.ws.SetReadDeadline(time.Now().Add(2*s.d.cfg.Heartbeat + time.Second))
}

// ended notes why the connection ended and keeps the session, unless the client left for good (1000 or 1001) or
// stopped its heartbeat.
func (s *socket) ended(err error) {
	d := s.d
	d.mu.Lock()
	code := websocket.CloseAbnormalClosure
	var closed *websocket.CloseError
	var timeout net.Error
	switch {
	case errors.As(err, &closed):
		code = closed.Code
	case errors.As(err, &timeout) && timeout.Timeout() && s.closeCode == 0:
		code = 4009
		_ = s.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, "Session timed out."), time.Now().Add(writeWithin))
	}
	if s.closeCode != 0 {
		code = s.closeCode
	}
	if s.session != nil && (code == websocket.CloseNormalClosure || code == websocket.CloseGoingAway || code == 4009) {
		delete(d.sessions, s.session.id)
	}
	s.detach()
	delete(d.conns, s)
	d.note(DiscordFrame{Conn: s.n, Path: s.path, Closed: true, Code: code, FromClient: closed != nil && s.closeCode == 0})
	d.mu.Unlock()
	s.drop()
}

// receive handles one frame of the client. Callers hold d.mu.
func (s *socket) receive(raw []byte) {
	if s.closeCode != 0 {
		return
	}
	var f struct {
		Op *int            `json:"op"`
		D  json.RawMessage `json:"d"`
	}
	err := json.Unmarshal(raw, &f)
	if err != nil || f.Op == nil || len(raw) > 4096 {
		s.end(4002)
		return
	}
	s.d.note(DiscordFrame{Conn: s.n, Path: s.path, FromClient: true, Op: *f.Op, Data: f.D})
	if s.tooMany() {
		s.end(4008)
		return
	}
	switch *f.Op {
	case opHeartbeat:
		s.expectHeartbeat()
		if !s.d.gateway.noAck {
			s.send(frame{Op: opAck})
		}
	case opIdentify:
		s.identify(f.D)
	case opResume:
		s.resume(f.D)
	case opPresence, opVoice, opMembers:
		if s.session == nil {
			s.end(4003)
		}
	default:
		s.end(4001)
	}
}

// tooMany tells whether the client sent more than 120 frames in a minute.
func (s *socket) tooMany() bool {
	now := time.Now()
	s.frames = append(s.frames, now)
	for len(s.frames) > 0 && now.Sub(s.frames[0]) > time.Minute {
		s.frames = s.frames[1:]
	}
	return len(s.frames) > 120
}

func (s *socket) identify(raw json.RawMessage) {
	d := s.d
	var body struct {
		Token      string  `json:"token"`
		Intents    *int    `json:"intents"`
		Compress   bool    `json:"compress"`
		Properties object  `json:"properties"`
		Shard      *[2]int `json:"shard"`
	}
	if err := json.Unmarshal(raw, &body); err != nil || body.Properties == nil && body.Token == "" {
		s.end(4002)
		return
	}
	if s.session != nil {
		s.end(4005)
		return
	}
	if code := d.refuseIdentify(body.Token, body.Intents, body.Shard); code != 0 {
		s.end(code)
		return
	}
	s.compress = d.cfg.Compress && body.Compress
	ss := &session{id: secret(16), intents: *body.Intents, conn: s}
	d.sessions[ss.id], s.session = ss, ss
	ss.dispatch("READY", object{
		"v": 10, "user": d.bot().wireUser, "session_id": ss.id, "session_type": "normal",
		"resume_gateway_url": d.gatewayURL("/gw-resume/" + ss.id),
		"guilds":             []object{{"id": d.cfg.GuildID, "unavailable": true}},
		"application":        object{"id": d.cfg.ApplicationID, "flags": d.applicationFlags()},
		"private_channels":   []object{}, "presences": []object{}, "relationships": []object{}, "user_settings": object{}, "shard": []int{0, 1}, "_trace": []string{},
	})
	if ss.intents&intentGuilds != 0 {
		ss.dispatch("GUILD_CREATE", d.guildCreate())
	}
}

// refuseIdentify gives the close code of a refusal, or 0.
func (d *Discord) refuseIdentify(token string, intents *int, shard *[2]int) int {
	d.state.Identifies++
	switch {
	case len(d.gateway.refuse) > 0:
		code := d.gateway.refuse[0]
		d.gateway.refuse = d.gateway.refuse[1:]
		return code
	case strings.TrimPrefix(token, "Bot ") != d.cfg.Token, d.state.Identifies > identifiesPerDay:
		return 4004
	case shard != nil && (shard[1] < 1 || shard[0] < 0 || shard[0] >= shard[1]):
		return 4010
	case intents == nil || *intents < 0 || *intents&^intentsKnown != 0:
		return 4013
	case *intents&(intentMembers|intentPresences) != 0, *intents&intentContent != 0 && d.state.ContentOff:
		return 4014
	}
	return 0
}

// guildCreate is the whole guild, as it comes after READY.
func (d *Discord) guildCreate() object {
	g := d.guild()
	delete(g, "permissions")
	members := []*wireMember{d.member(d.bot(), true)}
	g["joined_at"], g["large"], g["unavailable"], g["member_count"] = d.bot().JoinedAt, false, false, len(d.state.Users)
	g["members"], g["channels"], g["threads"] = members, d.guildChannels(false), d.guildChannels(true)
	g["presences"], g["voice_states"], g["stage_instances"], g["guild_scheduled_events"] = []object{}, []object{}, []object{}, []object{}
	return g
}

// resume gives a client what it missed, or tells it that it cannot.
func (s *socket) resume(raw json.RawMessage) {
	d := s.d
	var body struct {
		Token     string `json:"token"`
		SessionID string `json:"session_id"`
		Seq       *int   `json:"seq"`
	}
	if err := json.Unmarshal(raw, &body); err != nil || body.Seq == nil {
		s.end(4002)
		return
	}
	how := d.gateway.nextResume()
	ss := d.sessions[body.SessionID]
	wrongDoor := d.cfg.StrictResume && s.path != "/gw-resume/"+body.SessionID && s.path != "/gw-resume/"+body.SessionID+"/"
	switch {
	case s.session != nil:
		s.end(4005)
	case strings.TrimPrefix(body.Token, "Bot ") != d.cfg.Token:
		s.end(4004)
	case how == ResumeTryAgain:
		s.send(frame{Op: opInvalid, D: true})
	case how == ResumeRefused:
		delete(d.sessions, body.SessionID)
		s.send(frame{Op: opInvalid, D: false})
	case ss == nil || wrongDoor:
		s.send(frame{Op: opInvalid, D: false})
	case *body.Seq > ss.seq || *body.Seq < 0:
		s.end(4007)
	default:
		s.replay(ss, *body.Seq, how)
	}
}

func (s *socket) replay(ss *session, seq int, how Resume) {
	if old := ss.conn; old != nil {
		old.detach()
		old.queue(outgoing{close: 4000})
		old.closeCode = 4000
	}
	ss.conn, s.session = s, ss
	if how == ResumeReconnect {
		s.send(frame{Op: opReconnect})
		return
	}
	if how == ResumeRepeats { // what the client has seen comes once more, under a new number
		for i := seq - 1; i >= 0; i-- {
			if f := ss.sent[i]; *f.T == "MESSAGE_CREATE" || *f.T == "INTERACTION_CREATE" {
				ss.conn = nil
				ss.dispatch(*f.T, f.D)
				ss.conn = s
				break
			}
		}
	}
	for _, f := range ss.sent[seq:] {
		s.send(f)
	}
	ss.dispatch("RESUMED", object{"_trace": []string{}})
}

// dispatch numbers an event, keeps it for a resume, and sends it if somebody is there.
func (ss *session) dispatch(event string, data any) {
	raw, err := json.Marshal(data)
	if err != nil {
		panic(fmt.Sprintf("sim: %s cannot be written: %v", event, err)) // only the simulator's own types come here
	}
	ss.seq++
	seq := ss.seq
	f := frame{Op: opDispatch, D: json.RawMessage(raw), S: &seq, T: &event}
	ss.sent = append(ss.sent, f)
	if ss.conn != nil {
		ss.conn.send(f)
	}
}

// dispatch sends an event to every session with the intent (0: all). Callers hold d.mu.
func (d *Discord) dispatch(event string, intent int, data func() any) {
	for _, ss := range d.sessions {
		if ss.intents&intent == intent {
			ss.dispatch(event, data())
		}
	}
}

func messageIntent(m *DiscordMessage) int {
	if m.GuildID == "" {
		return intentDirectMessages
	}
	return intentGuildMessages
}

// dispatchMessage tells the sessions of a message in a place that the bot sees. What others wrote is empty for a
// session without MESSAGE_CONTENT, and nobody but the one person hears of an ephemeral message.
func (d *Discord) dispatchMessage(event string, m *DiscordMessage) {
	c := d.state.Channels[m.ChannelID]
	if m.VisibleTo != "" || !d.permissionsIn(d.bot(), c).has(PermissionViewChannel) {
		return
	}
	for _, ss := range d.sessions {
		if ss.intents&messageIntent(m) != 0 {
			ss.dispatch(event, d.render(m, ss.intents&intentContent != 0))
		}
	}
}
