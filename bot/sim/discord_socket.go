package sim

import (
	"bytes"
	"compress/zlib"
	"encoding/json"
	"errors"
	"net"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// socket is one gateway connection. Frames go through out, so that nobody writes while holding the simulator's lock.
type socket struct {
	d    *Discord
	n    int
	path string
	ws   *websocket.Conn

	// guarded by Discord.mu
	session   *session
	compress  bool
	silent    bool // a zombie: open, and nothing comes any more
	out       []outgoing
	closeCode int
	frames    []time.Time // of the client, in the last minute

	wake chan struct{} // capacity 1
	gone chan struct{} // closed when the connection has ended
	once sync.Once
}

type outgoing struct {
	data   []byte
	binary bool
	close  int
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
		s.session.conn, s.session.alone = nil, s.d.now()
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
