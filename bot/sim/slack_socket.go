package sim

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

const (
	maxSockets = 10
	maxAck     = 20_480 // a larger acknowledgement is dropped without a word
)

// slackSockets are the open Socket Mode connections. Guarded by Slack.mu.
type slackSockets struct {
	open    []*slackSocket
	next    int                    // whose turn it is
	pending map[string]chan []byte // envelopes not yet acknowledged
	tickets map[string]bool
	opened  int // connections ever made
}

// slackSocket is one connection; gorilla allows one writer at a time.
type slackSocket struct {
	conn *websocket.Conn
	mu   sync.Mutex
}

func (k *slackSocket) write(v any) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	_ = k.conn.SetWriteDeadline(time.Now().Add(5 * time.Second))
	return k.conn.WriteJSON(v)
}

func (s *Slack) connectionsOpen(*slackRequest) (object, error) {
	if !s.app.SocketMode {
		return nil, slackNo("socket_mode_not_enabled")
	}
	ticket := secret(12)
	s.sockets.tickets[ticket] = true
	return object{"url": "ws" + strings.TrimPrefix(s.url, "http") + "/link/?ticket=" + ticket + "&app_id=" + s.st.AppID}, nil
}

var upgrader = websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }} // clients say https://api.slack.com

func (s *Slack) serveSocket(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	ticket := r.URL.Query().Get("ticket")
	known := s.sockets.tickets[ticket]
	delete(s.sockets.tickets, ticket) // each is good for one connection
	s.mu.Unlock()
	if !known {
		http.Error(w, "unknown ticket", http.StatusForbidden)
		return
	}
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // Upgrade has answered
	}
	k := &slackSocket{conn: conn}
	defer conn.Close()
	n, ok := s.addSocket(k)
	if !ok {
		return
	}
	defer s.removeSocket(k)
	if n > maxSockets {
		_ = k.write(disconnectFrame("too_many_websockets"))
		return
	}
	hello := object{"type": "hello", "num_connections": n, "connection_info": object{"app_id": s.st.AppID},
		"debug_info": object{"host": "applink-sim", "build_number": 1, "approximate_connection_time": 18060}}
	if k.write(hello) != nil {
		return
	}
	ctx, cancel := context.WithCancel(s.ctx)
	var pinging sync.WaitGroup
	pinging.Add(1)
	go func() {
		defer pinging.Done()
		s.ping(ctx, k)
	}()
	s.readAcks(k)
	cancel()
	pinging.Wait()
}

func (s *Slack) addSocket(k *slackSocket) (n int, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.changes.changed()
	if s.ctx.Err() != nil { // Close no longer looks for new ones
		return 0, false
	}
	s.running.Add(1)
	s.sockets.open = append(s.sockets.open, k)
	s.sockets.opened++
	return len(s.sockets.open), true
}

func (s *Slack) removeSocket(k *slackSocket) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sockets.open = slices.DeleteFunc(s.sockets.open, func(o *slackSocket) bool { return o == k })
	s.running.Done()
	s.changes.changed()
}

// ping sends a first ping at once, since clients may look for one before the interval is over.
func (s *Slack) ping(ctx context.Context, k *slackSocket) {
	for {
		if k.conn.WriteControl(websocket.PingMessage, []byte("Ping from applink-sim"), time.Now().Add(5*time.Second)) != nil {
			return
		}
		if !pause(ctx, s.cfg.PingEvery) {
			return
		}
	}
}

func (s *Slack) readAcks(k *slackSocket) {
	for {
		_, b, err := k.conn.ReadMessage()
		if err != nil {
			return
		}
		var ack struct {
			EnvelopeID string          `json:"envelope_id"`
			Payload    json.RawMessage `json:"payload"`
		}
		if len(b) >= maxAck || json.Unmarshal(b, &ack) != nil {
			continue
		}
		s.mu.Lock()
		waiting := s.sockets.pending[ack.EnvelopeID]
		delete(s.sockets.pending, ack.EnvelopeID) // a second ack of the same envelope means nothing
		s.mu.Unlock()
		if waiting != nil {
			waiting <- ack.Payload // has room for this one
		}
	}
}

// sendOnSocket sends an envelope on one of the connections and waits for its acknowledgement.
func (s *Slack) sendOnSocket(ctx context.Context, out slackOutgoing) (reply []byte, reason string) {
	envelope := object{"type": out.kind, "envelope_id": secret(16), "accepts_response_payload": out.kind != kindEvent, "payload": out.payload}
	if out.kind == kindEvent {
		envelope["retry_attempt"], envelope["retry_reason"] = out.attempt, strings.TrimPrefix(out.reason, "http_")
	}
	acked := make(chan []byte, 1)
	s.mu.Lock()
	if len(s.sockets.open) == 0 {
		s.mu.Unlock()
		return nil, "connection_failed"
	}
	s.sockets.next++
	k := s.sockets.open[s.sockets.next%len(s.sockets.open)]
	s.sockets.pending[envelope["envelope_id"].(string)] = acked
	s.mu.Unlock()
	if err := k.write(envelope); err != nil {
		return nil, "connection_failed"
	}
	select {
	case b := <-acked:
		return b, ""
	case <-ctx.Done():
		s.mu.Lock()
		delete(s.sockets.pending, envelope["envelope_id"].(string))
		s.mu.Unlock()
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return nil, "http_timeout"
		}
		return nil, "connection_failed"
	}
}

func disconnectFrame(reason string) object {
	return object{"type": "disconnect", "reason": reason, "debug_info": object{"host": "applink-sim"}}
}

// AskToReconnect tells every connected client that its socket will go away ("warning", "refresh_requested" or
// "link_disabled"), as Slack does every few hours; the client is expected to come back by itself.
func (s *Slack) AskToReconnect(reason string) {
	for _, k := range s.openSockets() {
		_ = k.write(disconnectFrame(reason))
	}
}

// DropSockets cuts every connection without a word. What was not acknowledged is delivered again.
func (s *Slack) DropSockets() {
	for _, k := range s.openSockets() {
		_ = k.conn.Close()
	}
}

// Sockets tells how many connections are open and how many there ever were.
func (s *Slack) Sockets() (open, ever int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.sockets.open), s.sockets.opened
}

func (s *Slack) openSockets() []*slackSocket {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.sockets.open)
}
