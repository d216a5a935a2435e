// Package sim is a small Slack, a small Discord, a mail sink and a small Gemini that speak the real wire protocols
// on the loopback interface. Tests drive them in the words of the domain (ann.Types, mo.Clicks) and the demo shows
// them in a page (Console), so that the product talks to them exactly as it talks to the real services.
//
// They are strict (tokens, scopes, sizes, signatures and deadlines are checked) and, by knobs, a little awkward within
// the spec (deliveries repeat, a call is answered 429, a reply is lost after its effect). They import nothing of the
// product and no client library of their platform: a fake that shares code with its subject proves nothing.
package sim

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// Clock tells the time. The zero value (nil) is the real clock.
type Clock func() time.Time

func (c Clock) now() time.Time {
	if c == nil {
		return time.Now()
	}
	return c()
}

// Window is one of the things the console can show in a pane: a chat, or the outbox. Handler serves a complete page at
// its root and whatever that page needs below; every address in it must be relative, since the console decides where
// it is mounted. The page is told who looks by the query "as".
type Window struct {
	Name    string // path segment and stable id, such as "slack"
	Title   string // what the switcher says, such as "Slack"
	Handler http.Handler
	People  func() []Face // who one can be in this window; nil when it is the same for everybody
}

// Face is somebody the console lets one be.
type Face struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Hint string `json:"hint"` // role in a word or two
}

// changes is a broadcast: whoever waits wakes when anything in a simulator changed. Its zero value is ready.
type changes struct {
	mu   sync.Mutex
	next chan struct{}
	n    uint64
}

// changed wakes all who wait.
func (c *changes) changed() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n++
	if c.next != nil {
		close(c.next)
		c.next = nil
	}
}

// wait gives the number of changes so far and a channel closed by the next one. Take it before looking at the state,
// or a change between look and wait is missed.
func (c *changes) wait() (uint64, <-chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.next == nil {
		c.next = make(chan struct{})
	}
	return c.n, c.next
}

// waitFor returns nil as soon as cond holds, looking again after each change, or an error that wraps ctx.Err().
func (c *changes) waitFor(ctx context.Context, cond func() bool) error {
	for {
		_, next := c.wait()
		if cond() {
			return nil
		}
		select {
		case <-next:
		case <-ctx.Done():
			return fmt.Errorf("sim: what was waited for did not happen: %w", ctx.Err())
		}
	}
}

// Fault is what one or more of the next API calls suffer. Combine what a real outage combines: Delay with anything.
type Fault struct {
	Method     string        // which call: a Slack method ("chat.postMessage"), a Discord route ("POST /channels/{id}/messages"); "" any
	Times      int           // how many calls; 0 means 1
	Delay      time.Duration // answer that much later
	Status     int           // answer this HTTP status instead of doing anything; 429 carries Retry-After
	RetryAfter int           // seconds, with Status 429; 0 means 1
	Code       string        // refuse with this error code of the platform instead of doing anything
	LoseReply  bool          // do the effect, then drop the connection without an answer
	Reset      bool          // drop the connection instead of doing anything
}

// times is how many calls the fault is still for.
func (ft *Fault) times() *int { return &ft.Times }

// pending is the list of faults of one sort still to come, oldest first. Its zero value is ready.
type pending[F any, P interface {
	*F
	times() *int
}] struct {
	mu   sync.Mutex
	list []F
}

func (l *pending[F, P]) add(ft F) {
	n := P(&ft).times()
	*n = max(*n, 1)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.list = append(l.list, ft)
}

// clear takes back the faults still to come.
func (l *pending[F, P]) clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.list = nil
}

// first uses up one count of the first fault that concerns a call; without one it gives the zero value.
func (l *pending[F, P]) first(concerns func(F) bool) (ft F) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i := range l.list {
		if !concerns(l.list[i]) {
			continue
		}
		ft = l.list[i]
		n := P(&l.list[i]).times()
		if *n--; *n == 0 {
			l.list = append(l.list[:i:i], l.list[i+1:]...)
		}
		return ft
	}
	return ft
}

// faults are those of a simulator that knows calls by their method.
type faults struct{ pending[Fault, *Fault] }

// take uses up one count of the first fault that concerns the method.
func (f *faults) take(method string) Fault {
	return f.first(func(ft Fault) bool { return ft.Method == "" || ft.Method == method })
}

// strike holds an answer back for as long as the fault says, and drops the connection if it says so or the caller is gone.
func (ft Fault) strike(ctx context.Context) {
	if !pause(ctx, ft.Delay) || ft.Reset {
		dropConnection()
	}
}

// dropConnection closes the caller's connection without an answer: http.Server treats this panic as just that.
func dropConnection() { panic(http.ErrAbortHandler) }

// pause waits for d or until ctx ends, and tells whether it waited in full.
func pause(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// secret gives n random bytes as hex, for tokens and ids that must not be guessed.
func secret(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails since Go 1.24
	return hex.EncodeToString(b)
}

var errClosed = errors.New("sim: the simulator is closed")
