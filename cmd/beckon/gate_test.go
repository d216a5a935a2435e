package main

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"testing"

	"github.com/beckon-desk/beckon/cmd/beckon/inngestd"
)

// gate stands before an Inngest server of the user's and lets connections
// through or not, as a network would.
type gate struct {
	t      *testing.T
	url    string
	addr   string
	server string

	mu    sync.Mutex
	l     net.Listener
	conns map[net.Conn]bool
}

func newGate(t *testing.T) *gate {
	t.Helper()
	server, err := inngestd.Start(t.Context(), inngestd.Config{Progress: os.Stderr})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	g := &gate{t: t, addr: "127.0.0.1:" + freePorts(t, 1)[0], server: server.URL()[len("http://"):], conns: map[net.Conn]bool{}}
	g.url = "http://" + g.addr
	g.open()
	t.Cleanup(g.shut)
	return g
}

// open lets connections through.
func (g *gate) open() {
	g.t.Helper()
	l, err := new(net.ListenConfig).Listen(context.Background(), "tcp", g.addr)
	if err != nil {
		g.t.Fatal(err)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.l = l
	go func() {
		for {
			c, err := l.Accept()
			if errors.Is(err, net.ErrClosed) {
				return
			}
			if err == nil {
				go g.join(c)
			}
		}
	}()
}

// shut ends every connection and refuses new ones.
func (g *gate) shut() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.l.Close()
	for c := range g.conns {
		c.Close()
	}
}

func (g *gate) join(c net.Conn) {
	s, err := net.Dial("tcp", g.server)
	if err != nil {
		c.Close()
		return
	}
	g.mu.Lock()
	g.conns[c], g.conns[s] = true, true
	g.mu.Unlock()
	go func() { io.Copy(s, c); s.Close() }()
	io.Copy(c, s)
	c.Close()
}
