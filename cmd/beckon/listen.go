package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/beckon-desk/beckon/api"
)

// listen opens the public listener first of all, so that the desk's URL is known.
func listen(cfg *config) (net.Listener, error) {
	l, err := net.Listen("tcp", cfg.Listen)
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s: %w; choose another with --listen", cfg.Listen, err)
	}
	cfg.Listen = l.Addr().String()
	if cfg.URL == "" {
		cfg.URL = "http://" + cfg.Listen
	}
	return l, nil
}

// serveHTTP answers the public listener, and drains it when ctx ends.
func (d *desk) serveHTTP(ctx context.Context) error {
	return serveUntil(ctx, api.Server("", d.handler(ctx), d.log), d.listener, d.cfg.farewell)
}

// serveControl answers the shell on the socket in the data folder.
func (d *desk) serveControl(ctx context.Context) error {
	path := d.cfg.socket()
	_ = os.Remove(path) // left by a desk that was killed; the store's lock says no other runs
	l, err := net.Listen("unix", path)
	if err != nil {
		d.log.Warn("the shell cannot reach this desk while it runs; a data folder with a shorter path may help", "err", err)
		return nil
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return errors.Join(err, l.Close())
	}
	server := &http.Server{Handler: endingWith(ctx, control(d.service, d.store)), ReadHeaderTimeout: 10 * time.Second}
	return serveUntil(ctx, server, l, 0)
}

// serveUntil serves until ctx ends. From then on every answer ends its
// connection, and after the farewell it lets the requests under way finish.
// Without a farewell a client might send a request on a connection it has kept
// just as we close it, and never learn what became of it.
func serveUntil(ctx context.Context, server *http.Server, l net.Listener, farewell time.Duration) error {
	server.Handler = partingAfter(ctx, server.Handler)
	drained := make(chan error, 1)
	stop := context.AfterFunc(ctx, func() {
		time.Sleep(farewell)
		limit, cancel := context.WithTimeout(context.Background(), drainLimit)
		defer cancel()
		drained <- server.Shutdown(limit)
	})
	err := server.Serve(l)
	if errors.Is(err, http.ErrServerClosed) {
		return <-drained
	}
	stop()
	return err
}

// partingAfter asks clients to open no further requests on a connection once ctx has ended.
func partingAfter(ctx context.Context, h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if ctx.Err() != nil {
			w.Header().Set("Connection", "close")
		}
		h.ServeHTTP(w, r)
	})
}

// endingWith ends requests that go on for ever, as those for live pages do, when ctx ends.
func endingWith(ctx context.Context, h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = http.NewResponseController(w).SetWriteDeadline(time.Time{})
		both, cancel := context.WithCancel(r.Context())
		defer cancel()
		defer context.AfterFunc(ctx, cancel)()
		h.ServeHTTP(w, r.WithContext(both))
	})
}
