package mongo

import (
	"bytes"
	"io"
	"net"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/beckon-desk/beckon/tickets"
	"github.com/beckon-desk/beckon/tickets/mongo/mongotest"
)

// line is a connection to a server that can be cut and mended.
type line struct {
	target, address string
	mu              sync.Mutex
	ends            []io.Closer
	drops           string // the next request with this word breaks its connection
}

// lineTo returns a line to the server of an address, and the address through it.
func lineTo(t *testing.T, uri string) (*line, string) {
	t.Helper()
	u, err := url.Parse(uri)
	if err != nil {
		t.Fatal(err)
	}
	l := &line{target: u.Host, address: mongotest.FreeAddress(t)}
	l.mend(t)
	t.Cleanup(l.cut)
	return l, strings.Replace(uri, u.Host, l.address, 1)
}

// mend lets clients connect, at the same address as before.
func (l *line) mend(t *testing.T) {
	t.Helper()
	listener, err := net.Listen("tcp", l.address)
	if err != nil {
		t.Fatal(err)
	}
	l.hold(listener)
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("tcp", l.target)
			if err != nil {
				_ = client.Close()
				continue
			}
			l.hold(client, server)
			go func() { _, _ = io.Copy(client, server) }()
			go func() { _, _ = io.Copy(wary{l, client, server}, client) }()
		}
	}()
}

// wary carries what a client sends, unless it is what the line drops.
type wary struct {
	line   *line
	client io.Closer
	io.Writer
}

func (w wary) Write(request []byte) (int, error) {
	w.line.mu.Lock()
	drop := w.line.drops != "" && bytes.Contains(request, []byte(w.line.drops))
	if drop {
		w.line.drops = ""
	}
	w.line.mu.Unlock()
	if drop {
		_ = w.client.Close()
		return 0, io.ErrClosedPipe
	}
	return w.Writer.Write(request)
}

func (l *line) hold(ends ...io.Closer) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ends = append(l.ends, ends...)
}

// cut breaks every connection and refuses new ones.
func (l *line) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, end := range l.ends {
		_ = end.Close()
	}
	l.ends = nil
}

func TestADeskIsOpenedThoughTheServerGoesAwayMeanwhile(t *testing.T) {
	l, uri := lineTo(t, mongotest.NewURI(t))
	l.drops = "createIndexes" // which the driver does not repeat
	create(t, openAt(t, uri), newTicket("after"))
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.drops != "" {
		t.Error("no index was made")
	}
}

func TestAServerThatGoesAwayIsWaitedForAndFoundAgain(t *testing.T) {
	l, uri := lineTo(t, mongotest.NewURI(t))
	s := openAt(t, uri+"&serverSelectionTimeoutMS=3000") // the driver looks for a lost server twice a second
	create(t, s, newTicket("before"))
	l.cut()
	calls := map[string]func() error{
		"CreateTicket": func() error { _, err := s.CreateTicket(t.Context(), newTicket("during")); return err },
		"Ticket":       func() error { _, err := s.Ticket(t.Context(), tickets.ID("before")); return err },
		"UpdateTicket": func() error {
			_, err := s.UpdateTicket(t.Context(), tickets.ID("before"), func(*tickets.Ticket) error { return nil })
			return err
		},
		"Tickets":       func() error { _, err := s.Tickets(t.Context(), tickets.Filter{}); return err },
		"Count":         func() error { _, err := s.Count(t.Context(), tickets.Filter{}, tickets.ByStatus); return err },
		"Users":         func() error { _, err := s.Users(t.Context(), tickets.UserFilter{}); return err },
		"PendingEvents": func() error { _, err := s.PendingEvents(t.Context(), tickets.EventFilter{}); return err },
		"SettleEvents": func() error {
			return s.SettleEvents(t.Context(), []tickets.Settlement{{Event: tickets.Event{ID: "e"}, Delivered: true}})
		},
		"Document":      func() error { _, err := s.Document(t.Context(), "skills", nil); return err },
		"DocumentNames": func() error { _, err := s.DocumentNames(t.Context()); return err },
	}
	var all sync.WaitGroup
	for name, call := range calls {
		all.Go(func() { saysSo(t, name, call()) })
	}
	all.Wait()
	l.mend(t)
	for { // on a busy machine it may take longer than a call waits
		_, err := s.Ticket(t.Context(), tickets.ID("before"))
		if err == nil {
			break
		}
		saysSo(t, "Ticket", err)
	}
	create(t, s, newTicket("after"))
	if n, err := s.Count(t.Context(), tickets.Filter{}, tickets.ByNothing); err != nil || n[""] != 2 {
		t.Errorf("%v tickets (%v), want those before and after", n, err)
	}
}

// saysSo fails unless a call was told that the server is away.
func saysSo(t *testing.T, name string, err error) {
	t.Helper()
	if tickets.KindOf(err) != tickets.Unavailable || !strings.Contains(tickets.MessageOf(err), "MongoDB") {
		t.Errorf("%s: got %v, want Unavailable and a word about MongoDB", name, err)
	}
}
