package slack_test

import (
	"context"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/beckon-desk/beckon/bot/sim"
	"github.com/beckon-desk/beckon/bot/slack"
	"github.com/beckon-desk/beckon/tickets"
)

// lasting opens a desk whose clock a test can set forward, and on which it takes
// five minutes to look at a message again.
func lasting(t *testing.T) (d *desk, passes func(time.Duration)) {
	var ahead atomic.Int64
	var workspace atomic.Pointer[sim.Slack]
	d = open(t, func(_ *sim.SlackConfig, c *slack.Config) {
		c.Now = func() time.Time {
			now := time.Now().Add(time.Duration(ahead.Load()))
			if s := workspace.Load(); s != nil {
				now = now.Add(time.Duration(len(s.Calls("conversations.replies"))) * 5 * time.Minute)
			}
			return now
		}
	})
	workspace.Store(d.Slack)
	return d, func(wait time.Duration) { ahead.Add(int64(wait)) }
}

// attends has the app note that it listens, and make good what it has missed.
func (d *desk) attends() {
	d.t.Helper()
	if err := slack.AttendOnce(d.app, d.t.Context()); err != nil {
		d.t.Fatal(err)
	}
}

// unheard has n things happen, of which Slack tells until it gives up, and nobody listens.
func (d *desk) unheard(n int, happen func()) {
	d.t.Helper()
	lost := func() (lost int) {
		for _, e := range d.Deliveries("events_api") {
			if e.Reason != "" {
				lost++
			}
		}
		return lost
	}
	dead := httptest.NewServer(nil)
	dead.Close()
	d.RequestURLs(dead.URL)
	before := lost()
	happen()
	d.until("Slack gives up", func() bool { return lost() == before+4*n })
	d.RequestURLs(d.url)
}

func TestWhatIsEditedOrDeletedWhileNobodyListensReachesTheTicket(t *testing.T) {
	d, passes := lasting(t)
	ann := d.As("ann")
	m := ann.Says("@beckon", "my laptop makes a noise")
	more := ann.Says("@beckon", "my password is swordfish")
	d.reads("ann", "@beckon", "Added to #1")
	reply := ann.RepliesIn(m, "since monday")
	d.until("the reply", func() bool { return len(d.ticket().Comments) == 2 })
	d.attends()
	told := len(ann.Sees("@beckon"))

	d.unheard(3, func() {
		ann.Edits(m, "my laptop makes music")
		ann.Edits(reply, "since tuesday")
		ann.Deletes(more)
	})
	passes(10 * time.Minute)
	d.attends()
	got := d.ticket()
	if c := got.Comments; got.Title != "my laptop makes music" || !c[0].Deleted || c[0].Text != "" || c[1].Text != "since tuesday" {
		t.Errorf("stored %q, %+v; log:\n%s", got.Title, c, d.log)
	}
	if n := len(ann.Sees("@beckon")) + 1; n != told {
		t.Errorf("there are %d messages with the deleted one, were %d: nobody is answered", n, told)
	}

	d.unheard(1, func() { ann.Deletes(m) }) // which has replies, so Slack leaves a tombstone
	passes(10 * time.Minute)
	d.attends()
	if !d.ticket().Asked.Deleted {
		t.Errorf("the tombstone is not seen; log:\n%s", d.log)
	}
}

func TestOnlyWhatSlackHasGivenUpIsLookedAtAgain(t *testing.T) {
	for name, tt := range map[string]struct {
		age, silence time.Duration
		status       tickets.Status
		looks        int
	}{
		"after ten minutes":            {0, 10 * time.Minute, tickets.Open, 1},
		"what Slack itself makes good": {0, 3 * time.Minute, tickets.Open, 0},
		"of a closed ticket":           {0, 10 * time.Minute, tickets.Closed, 0},
		"written long before":          {25 * time.Hour, 10 * time.Minute, tickets.Open, 0},
	} {
		t.Run(name, func(t *testing.T) {
			d, passes := lasting(t)
			d.As("ann").Says("@beckon", "my laptop makes a noise")
			d.reads("ann", "@beckon", "#1 is open")
			if tt.status != tickets.Open {
				if _, err := d.service.Set(t.Context(), tickets.Actor{User: d.user("ada@x.test")}, d.ticket().ID, tickets.Patch{Status: &tt.status}); err != nil {
					t.Fatal(err)
				}
			}
			passes(tt.age)
			d.attends()
			passes(tt.silence)
			d.attends()
			d.attends()
			if got := len(d.Calls("conversations.replies")); got != tt.looks {
				t.Errorf("looked at %d messages, want %d", got, tt.looks)
			}
		})
	}
}

func TestWhatSlackDoesNotShowIsNotTakenForDeleted(t *testing.T) {
	for _, fault := range []sim.Fault{{Code: "missing_scope"}, {Code: "channel_not_found"}, {Status: 500}, {Status: 429, Times: 2}} {
		d, passes := lasting(t)
		d.As("ann").Says("@beckon", "my laptop makes a noise")
		d.reads("ann", "@beckon", "#1 is open")
		d.attends()
		passes(time.Hour)
		fault.Method = "conversations.replies"
		d.Fail(fault)
		d.attends()
		if d.ticket().Asked.Deleted {
			t.Errorf("%+v: the message counts as deleted", fault)
		}
	}
}

// note keeps one document, and tells when it is written.
type note struct {
	raw     []byte
	before  func() // runs before it is written
	written chan struct{}
}

func (n *note) Document(_ context.Context, _ string, change func([]byte) ([]byte, error)) ([]byte, error) {
	if change == nil {
		return n.raw, nil
	}
	n.before()
	n.raw, _ = change(n.raw)
	n.written <- struct{}{}
	return n.raw, nil
}

func TestByASocketNobodyListensUntilItIsOpen(t *testing.T) {
	heard := &note{written: make(chan struct{})}
	d := open(t, func(_ *sim.SlackConfig, c *slack.Config) { c.Store = heard })
	heard.before = func() {
		if len(d.Calls("apps.connections.open")) == 0 { // the app may know that a socket is open before the simulator has counted it
			t.Error("somebody is said to listen")
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	attended, ended := make(chan struct{}), make(chan error, 1)
	go func() { defer close(attended); d.app.Attend(ctx) }()
	d.UseSocketMode(true)
	go func() { ended <- d.app.Run(ctx) }()
	<-heard.written
	cancel()
	go func() {
		for range heard.written { // one may be under way
		}
	}()
	<-attended
	close(heard.written)
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
