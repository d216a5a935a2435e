package api

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"time"
)

type closingKey struct{}

// Server returns an http.Server with limits on how slow a client may be. When
// it is shut down, live streams end at once, so that the shutdown need not wait
// for them; other requests are let finish.
func Server(addr string, h http.Handler, log *slog.Logger) *http.Server {
	if log == nil {
		log = slog.Default()
	}
	closing, shut := context.WithCancel(context.Background())
	s := &http.Server{
		Addr: addr, Handler: h,
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second,
		WriteTimeout: 60 * time.Second, // streams set their own
		IdleTimeout:  2 * time.Minute, MaxHeaderBytes: 32 << 10,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
		BaseContext: func(net.Listener) context.Context {
			return context.WithValue(context.Background(), closingKey{}, closing)
		},
	}
	s.RegisterOnShutdown(shut)
	return s
}

// closing is done when the server has begun to shut down.
func closing(ctx context.Context) <-chan struct{} {
	if c, ok := ctx.Value(closingKey{}).(context.Context); ok {
		return c.Done()
	}
	return nil
}
