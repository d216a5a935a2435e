package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

// The stream tells a page what has changed, not what it is now: the page reads
// that, and so never shows what its reader may not see. Event ids are moments,
// so what was missed is found in the store, after a restart and on another
// instance too. Changes are told again rather than missed: reading is harmless.

// slowest is how long one write to a client may take.
const slowest = 10 * time.Second

// maxStreams is how many streams one person may have open. A browser has one for
// all its tabs, and each tab one where it has no locks.
const maxStreams = 20

// streams counts those that are open, per person. Each instance counts for itself.
type streams struct {
	mu   sync.Mutex
	open map[tickets.UserID]int
}

// begin counts one more, unless the person has as many as they may.
func (s *streams) begin(id tickets.UserID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open[id] >= maxStreams {
		return failure(tickets.TooMany, "You follow the desk in too many windows at once; %d at most. Close some, then try again.", maxStreams)
	}
	s.open[id]++
	return nil
}

func (s *streams) end(id tickets.UserID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open[id]--; s.open[id] == 0 {
		delete(s.open, id)
	}
}

type changeEvent struct {
	Number  tickets.Number `json:"number"`
	Version int64          `json:"version"`
}

type stream struct {
	w  http.ResponseWriter
	to *http.ResponseController
}

// send writes one event. An id of zero leaves the client's last one as it is.
func (s stream) send(name string, id time.Time, data any) error {
	body, err := json.Marshal(data)
	if err != nil {
		return err
	}
	line := ""
	if !id.IsZero() {
		line = fmt.Sprintf("id: %d\n", id.UnixMilli())
	}
	return s.write(fmt.Sprintf("%sevent: %s\ndata: %s\n\n", line, name, body))
}

func (s stream) write(text string) error {
	if err := s.to.SetWriteDeadline(time.Now().Add(slowest)); err != nil {
		return err
	}
	if _, err := s.w.Write([]byte(text)); err != nil {
		return err
	}
	return s.to.Flush()
}

// stream serves live updates until the client goes, its session ends or the
// server shuts down.
func (a *api) stream(w http.ResponseWriter, r *http.Request, c caller) error {
	if err := a.streams.begin(c.User.ID); err != nil {
		return err
	}
	defer a.streams.end(c.User.ID)
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	updates := a.service.Subscribe(ctx) // first, so that nothing falls between
	begun := a.clock()
	missed, all, err := a.missed(ctx, c, r.Header.Get("Last-Event-ID"))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no") // some proxies hold back what they can
	a.metrics.streams.Inc()
	defer a.metrics.streams.Dec()
	s := stream{w, http.NewResponseController(w)}
	// From here on the answer has begun: what goes wrong ends it, and the client resumes.
	if err := s.begin(begun, missed, all); err == nil {
		a.pump(ctx, s, c, updates)
	}
	return nil
}

// missed returns the tickets changed since the last event the client has had,
// and whether that is all it missed.
func (a *api) missed(ctx context.Context, c caller, last string) (changed []tickets.Ticket, all bool, err error) {
	if last == "" {
		return nil, true, nil
	}
	ms, err := strconv.ParseInt(last, 10, 64)
	since := time.UnixMilli(ms).UTC()
	if err != nil || ms <= 0 || since.After(a.clock().Add(time.Minute)) {
		return nil, false, nil
	}
	page, err := a.service.Find(ctx, c.Actor, tickets.Filter{
		UpdatedFrom: since.Add(-tickets.Skew), Sort: tickets.LeastUpdated, Limit: tickets.MaxPage,
	})
	return page.Tickets, err == nil && page.Next == "", err
}

func (s stream) begin(at time.Time, missed []tickets.Ticket, all bool) error {
	if err := s.write("retry: 2000\n\n"); err != nil {
		return err
	}
	if !all {
		return s.send("reset", at, struct{}{})
	}
	for _, t := range missed {
		if err := s.send("ticket", t.UpdatedAt, changeEvent{t.Number, t.Version}); err != nil {
			return err
		}
	}
	return s.send("ready", at, struct{}{})
}

// pump sends updates as they come.
func (a *api) pump(ctx context.Context, s stream, c caller, updates <-chan tickets.Update) {
	heartbeat := time.NewTicker(a.heartbeat)
	defer heartbeat.Stop()
	user := c.User
	var err error
	for err == nil {
		select {
		case <-ctx.Done():
			return
		case <-closing(ctx):
			return
		case <-heartbeat.C:
			if user, err = a.service.SessionUser(ctx, c.User.ID, c.session); err == nil {
				err = s.write(": still here\n\n")
			} else if tickets.KindOf(err) == tickets.Unauthenticated {
				_ = s.send("end", time.Time{}, struct{}{})
			}
		case u, open := <-updates:
			switch {
			case !open:
				_ = s.send("reset", time.Time{}, struct{}{}) // too far behind: resume, or read again
				return
			case u.For(user):
				err = s.send("ticket", u.At, changeEvent{u.Number, u.Version})
			}
		}
	}
}
