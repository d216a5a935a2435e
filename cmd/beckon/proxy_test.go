package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// proxy spreads requests over instances in turn, as the one in deploy/Caddyfile
// does: it asks each for /readyz, leaves out who says no, and tries the next when
// one takes no connection. Anything else that goes wrong is a failed request.
type proxy struct {
	url       string
	upstreams []*upstream
	turn      atomic.Int64

	mu     sync.Mutex
	failed []string
}

type upstream struct {
	host  string
	ready atomic.Bool
}

// newProxy watches the instances at some hosts until the test ends.
func newProxy(t *testing.T, hosts ...string) *proxy {
	t.Helper()
	p := &proxy{}
	ctx, stop := context.WithCancel(context.Background())
	var watching sync.WaitGroup
	for _, h := range hosts {
		u := &upstream{host: h}
		p.upstreams = append(p.upstreams, u)
		watching.Go(func() { u.watch(ctx) })
	}
	server := httptest.NewServer(&httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.URL.Scheme, r.Out.URL.Host = "http", r.In.Host // RoundTrip chooses whose
			r.SetXForwarded()
			r.Out.Header.Del("Accept-Encoding") // so that looksAt can read
		},
		Transport: p, ErrorHandler: p.fails, ModifyResponse: p.looksAt, ErrorLog: log.New(io.Discard, "", 0),
	})
	p.url = server.URL
	t.Cleanup(func() {
		stop()
		watching.Wait()
		server.CloseClientConnections()
		server.Close()
	})
	return p
}

// watch asks the instance ten times a second whether it wants requests.
func (u *upstream) watch(ctx context.Context) {
	client := http.Client{Timeout: 10 * time.Second}
	for pause(ctx, 100*time.Millisecond) {
		resp, err := client.Get("http://" + u.host + "/readyz")
		if err == nil {
			resp.Body.Close()
		}
		u.ready.Store(err == nil && resp.StatusCode == http.StatusOK)
	}
}

// RoundTrip implements http.RoundTripper.
func (p *proxy) RoundTrip(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
	}
	err := errors.New("no instance wants requests")
	for range p.upstreams {
		u := p.next()
		if u == nil {
			break
		}
		out := r.Clone(r.Context())
		out.URL.Host, out.Body = u.host, io.NopCloser(bytes.NewReader(body))
		var resp *http.Response
		if resp, err = http.DefaultTransport.RoundTrip(out); err == nil {
			return resp, nil
		}
		var refused *net.OpError
		if !errors.As(err, &refused) || refused.Op != "dial" {
			break
		}
	}
	return nil, err
}

// next is the instance whose turn it is, among those that want requests.
func (p *proxy) next() *upstream {
	for range p.upstreams {
		if u := p.upstreams[int(p.turn.Add(1))%len(p.upstreams)]; u.ready.Load() {
			return u
		}
	}
	return nil
}

func (p *proxy) fails(w http.ResponseWriter, r *http.Request, err error) {
	w.WriteHeader(http.StatusBadGateway)
	if r.Context().Err() == nil { // the client has not left
		p.notes(fmt.Sprintf("%s %s: %v", r.Method, r.URL.Path, err))
	}
}

func (p *proxy) looksAt(resp *http.Response) error {
	if resp.StatusCode < 500 {
		return nil
	}
	body, err := io.ReadAll(resp.Body)
	resp.Body = io.NopCloser(bytes.NewReader(body))
	if !slowRecords(resp.StatusCode, string(body)) {
		p.notes(fmt.Sprintf("%s %s: %s %s", resp.Request.Method, resp.Request.URL, resp.Status, body))
	}
	return err
}

func (p *proxy) notes(failure string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.failed = append(p.failed, failure)
}

// failures are the requests that failed so far.
func (p *proxy) failures() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string{}, p.failed...)
}
