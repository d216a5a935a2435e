package flow

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/inngest/inngestgo"
	"github.com/inngest/inngestgo/connect"

	"github.com/beckon-desk/beckon/tickets"
)

// Two ways lead the server's work here. A server on this machine calls a
// listener of its own, on loopback, under a path nobody can guess: the SDK
// takes unsigned calls from a development server, so it must not stand on the
// public listener. A server elsewhere needs a signing key, and Beckon connects
// out to it, so that it needs no inbound URL.

// Keep connects to the server and keeps the connection proven until ctx ends: a
// canary run at once, and then every interval; when one does not come through
// (several in a row where Beckon connects out), or restarted says that the
// server has lost its memory, it registers or connects anew. It calls ready with
// nil each time a connection is proven after it was not, and with the error each
// time it is not.
func (f *Flow) Keep(ctx context.Context, interval time.Duration, restarted <-chan struct{}, ready func(error)) error {
	attach, detach, err := f.transport()
	if err != nil {
		return err
	}
	defer detach()
	prove := func() error { return f.prove(ctx, restarted) }
	for ctx.Err() == nil {
		err := attach(ctx)
		if err == nil {
			err = f.begin(ctx, prove, ready)
		}
		if errors.Is(err, errRestarted) {
			continue
		}
		if ctx.Err() != nil {
			break
		}
		ready(err)
		if err != nil {
			wait(ctx, min(interval, again), restarted)
			continue
		}
		f.stay(ctx, interval, restarted, prove, ready)
	}
	return nil
}

// again is the least time before what did not work is tried again: a server that
// refuses does so at once.
const again = time.Second

// begin proves a new connection. It is forgiven as many canaries as one that works.
func (f *Flow) begin(ctx context.Context, prove func() error, ready func(error)) error {
	for late := 1; ; late++ {
		err := prove()
		if err == nil || late == f.mayBeLate() || errors.Is(err, errRestarted) || ctx.Err() != nil {
			return err
		}
		ready(err)
		wait(ctx, again, nil)
	}
}

// stay proves a connection that works until it no longer does.
func (f *Flow) stay(ctx context.Context, interval time.Duration, restarted <-chan struct{}, prove func() error, ready func(error)) {
	for late := 0; late < f.mayBeLate(); {
		pause := interval
		if late > 0 {
			pause = min(interval, again)
		}
		if wait(ctx, pause, restarted) {
			return
		}
		err := prove()
		switch {
		case errors.Is(err, errRestarted) || ctx.Err() != nil:
			return
		case err != nil:
			late++
			ready(err)
		case late > 0:
			late = 0
			ready(nil)
		}
	}
}

// mayBeLate is how many canaries in a row a connection is forgiven.
// To register anew disturbs nobody. To connect anew tears work away from a server
// that may only be busy, and makes it busier; the SDK mends what is broken by itself.
func (f *Flow) mayBeLate() int {
	if f.signing == "" {
		return 1
	}
	return 3
}

// errRestarted ends a canary's run: the server that had it is no more.
var errRestarted = errors.New("inngest: the server was restarted")

// wait waits for d, a signal or the end of ctx, and reports whether the signal came.
func wait(ctx context.Context, d time.Duration, signal <-chan struct{}) bool {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	case <-signal:
		return true
	}
	return false
}

// transport returns how to attach to the server, anew each time, and how to
// let go of it for good.
func (f *Flow) transport() (attach func(context.Context) error, detach func(), err error) {
	if f.signing != "" {
		return f.connecting()
	}
	return f.serving()
}

// When Beckon stops, the work under way has detachLimit to end by itself. Then it
// is cut off, and has recordLimit to record what became of it.
const (
	detachLimit = 15 * time.Second
	recordLimit = 10 * time.Second
)

// serving answers the server's calls on a loopback listener.
func (f *Flow) serving() (attach func(context.Context) error, detach func(), err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, fmt.Errorf("inngest: %w", err)
	}
	path := "/" + rand.Text()
	yes := true
	handler := f.client.ServeWithOpts(inngestgo.ServeOpts{EnableUnauthedSync: &yes})
	mux := http.NewServeMux()
	mux.Handle(path, handler)
	life, cutOff := context.WithCancel(context.Background())
	server := &http.Server{
		Handler: mux, ReadHeaderTimeout: 5 * time.Second, ErrorLog: slog.NewLogLogger(f.log.Handler(), slog.LevelDebug),
		BaseContext: func(net.Listener) context.Context { return life },
	}
	go server.Serve(l) // returns when closed
	self := "http://" + l.Addr().String() + path
	attach = func(ctx context.Context) error {
		r, err := http.NewRequestWithContext(ctx, http.MethodPut, self, nil)
		if err != nil {
			return err
		}
		resp, err := f.http.Do(r)
		if err != nil {
			return fmt.Errorf("inngest: register: %w", withoutPath(err))
		}
		defer resp.Body.Close()
		if resp.StatusCode >= 300 {
			text, _ := io.ReadAll(io.LimitReader(resp.Body, 500))
			return tickets.Because(tickets.CauseUnreachable, fmt.Errorf("inngest: register: %s: %s", resp.Status, text))
		}
		return nil
	}
	return attach, func() { finish(server, cutOff, detachLimit, recordLimit) }, nil
}

// finish lets the server's calls end by themselves until patience is over, then cuts
// them off and waits for what they record: the store is closed after it.
func finish(server *http.Server, cutOff func(), patience, grace time.Duration) {
	limit, cancel := context.WithTimeout(context.Background(), patience+grace)
	defer cancel()
	defer time.AfterFunc(patience, cutOff).Stop()
	if server.Shutdown(limit) != nil {
		server.Close()
	}
	cutOff()
}

// withoutPath keeps the unguessable path out of errors.
func withoutPath(err error) error {
	if u, ok := err.(*url.Error); ok {
		return u.Err
	}
	return err
}

// connecting opens a connection out to the server.
func (f *Flow) connecting() (attach func(context.Context) error, detach func(), err error) {
	var conn connect.WorkerConnection
	var end context.CancelFunc = func() {}
	detach = func() {
		if conn != nil {
			conn.Close()
		}
		end()
	}
	attach = func(ctx context.Context) error {
		detach()
		var life context.Context
		life, end = context.WithCancel(context.WithoutCancel(ctx))
		connected := context.AfterFunc(ctx, end) // a desk that stops does not wait for a server that is not there
		var err error
		conn, err = inngestgo.Connect(life, inngestgo.ConnectOpts{Apps: []inngestgo.Client{f.client}})
		connected()
		if err != nil {
			conn = nil
			return unconnected(err)
		}
		return nil
	}
	return attach, detach, nil
}

// unconnected names why the server did not let us connect. Of a key that it does
// not accept, the SDK says that there is no other to try.
func unconnected(err error) error {
	if strings.Contains(err.Error(), "fallback signing key is required") {
		return tickets.Because(tickets.CauseSettings, errors.New("inngest: the server does not accept INNGEST_SIGNING_KEY"))
	}
	return tickets.Because(tickets.CauseUnreachable, fmt.Errorf("inngest: connect: %w", err))
}

// ErrUnread is told when the records do not answer, so that nothing is known of
// the server.
var ErrUnread = errors.New("inngest: the mark of a trial run cannot be read")

// canaryLimit is how long a canary run may take before the connection counts as broken.
const canaryLimit = 10 * time.Second

// prove sends a canary's event and waits until the function it triggers has run, here
// or on another instance: whoever runs it leaves its mark in the store.
func (f *Flow) prove(ctx context.Context, restarted <-chan struct{}) error {
	ctx, cancel := context.WithTimeout(ctx, canaryLimit)
	defer cancel()
	song := rand.Text()
	_, err := f.client.Send(ctx, inngestgo.Event{Name: string(canary), Data: map[string]any{"perch": f.perch, "song": song}})
	if err != nil {
		return unsent(err)
	}
	for wait := 10 * time.Millisecond; ; wait = min(2*wait, 500*time.Millisecond) {
		heard, err := f.store.Document(ctx, f.perch, nil)
		if err == nil && string(heard) == song {
			return nil
		}
		select {
		case <-restarted:
			return errRestarted
		case <-ctx.Done():
			if err != nil {
				return fmt.Errorf("%w: %w", ErrUnread, err)
			}
			return tickets.Because(tickets.CauseSlow, fmt.Errorf("inngest: a trial run was not done within %s", canaryLimit))
		case <-time.After(wait):
		}
	}
}

// sing is the canary's function.
func (f *Flow) sing(ctx context.Context, d data, _ inngestgo.InputCtx) error {
	if !strings.HasPrefix(d.Perch, perches) {
		return nil
	}
	_, err := f.store.Document(ctx, d.Perch, func([]byte) ([]byte, error) { return []byte(d.Song), nil })
	return err
}

// sdkLog passes on the SDK's warnings and errors; its information is noise, and
// a failed step, which it logs as an error, is an ordinary thing that is retried.
type sdkLog struct{ slog.Handler }

// said are the errors that the SDK also returns, or logs of every connection that
// we close.
var said = []string{"sync error", "error registering functions", "failed to read message", "failed to serialize worker pause msg"}

func (h sdkLog) Enabled(_ context.Context, l slog.Level) bool { return l >= slog.LevelWarn }

func (h sdkLog) Handle(ctx context.Context, r slog.Record) error {
	r.Level = min(r.Level, slog.LevelWarn)
	if slices.Contains(said, r.Message) {
		r.Level = slog.LevelDebug
	}
	if !h.Handler.Enabled(ctx, r.Level) {
		return nil
	}
	return h.Handler.Handle(ctx, r)
}

// WithAttrs leaves out the engine's notes on a call, most of them pointers and
// empty fields.
func (h sdkLog) WithAttrs(as []slog.Attr) slog.Handler {
	return sdkLog{h.Handler.WithAttrs(slices.DeleteFunc(slices.Clone(as), func(a slog.Attr) bool { return a.Key == "call_ctx" }))}
}
func (h sdkLog) WithGroup(name string) slog.Handler { return sdkLog{h.Handler.WithGroup(name)} }

var _ tickets.Publisher = (*Flow)(nil)
