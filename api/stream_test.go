package api

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/tickets"
)

// event is one server-sent event.
type event struct {
	id, name string
	number   tickets.Number
}

// watch is an open stream.
type watch struct {
	t     *testing.T
	lines *bufio.Scanner
	beats int // seen so far
}

// asksForStream asks for a stream, which ends with the test or after two minutes
// at most.
func (p *person) asksForStream(last string) *http.Response {
	p.d.t.Helper()
	ctx, cancel := context.WithTimeout(p.d.t.Context(), 2*time.Minute)
	p.d.t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, "GET", p.d.url+"/api/stream", nil)
	if err != nil {
		p.d.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+p.token)
	if last != "" {
		r.Header.Set("Last-Event-ID", last)
	}
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		p.d.t.Fatal(err)
	}
	p.d.t.Cleanup(func() { _ = resp.Body.Close() })
	return resp
}

// watches opens a stream.
func (p *person) watches(last string) *watch {
	p.d.t.Helper()
	resp := p.asksForStream(last)
	if got := resp.Header.Get("Content-Type"); resp.StatusCode != 200 || got != "text/event-stream" {
		p.d.t.Fatalf("got %d %s", resp.StatusCode, got)
	}
	return &watch{t: p.d.t, lines: bufio.NewScanner(resp.Body)}
}

// next waits for the next event; its name is "" when the stream has ended.
func (w *watch) next() event {
	w.t.Helper()
	var e event
	for w.lines.Scan() {
		field, value, _ := strings.Cut(w.lines.Text(), ": ")
		switch field {
		case "":
			if value != "" {
				w.beats++
			}
			if e.name != "" {
				return e
			}
		case "id":
			e.id = value
		case "event":
			e.name = value
		case "data":
			var data changeEvent
			if err := json.Unmarshal([]byte(value), &data); err != nil {
				w.t.Fatal(err)
			}
			e.number = data.Number
		}
	}
	if err := w.lines.Err(); err != nil {
		w.t.Fatal(err)
	}
	return event{}
}

func (w *watch) expects(names ...string) (last event) {
	w.t.Helper()
	var got []string
	for range names {
		last = w.next()
		name := last.name
		if last.number != 0 {
			name += " " + last.number.String()
		}
		got = append(got, name)
	}
	if diff := cmp.Diff(names, got); diff != "" {
		w.t.Fatalf("events (-want +got):\n%s", diff)
	}
	return last
}

func TestStreamTellsOfChanges(t *testing.T) {
	d := newDesk(t)
	mo, ann := d.hires("Mo", tickets.Moderator), d.signsUp("Ann")
	w := mo.watches("")
	w.expects("ready")
	path := ann.opens("VPN is down")
	w.expects("ticket #1")
	mo.posts(path+"/claim", "").mustBe(200)
	w.expects("ticket #1")
}

func TestStreamTellsOnlyWhatOneMaySee(t *testing.T) {
	d := newDesk(t)
	ann, bob := d.signsUp("Ann"), d.signsUp("Bob")
	w := ann.watches("")
	w.expects("ready")
	bob.opens("Printer jams")
	ann.opens("VPN is down")
	w.expects("ticket #2")
}

func TestStreamFollowsTheRoleAsItIsNow(t *testing.T) {
	d := newDesk(t)
	boss, mo, ann := d.hires("Boss", tickets.Admin), d.hires("Mo", tickets.Moderator), d.signsUp("Ann")
	w := mo.watches("")
	w.expects("ready")
	boss.patches("/api/users/"+string(mo.id), `{"role":"user"}`).mustBe(200)
	for { // until the stream has looked; it ends in failure with the watch's two minutes
		ann.opens("Not for Mo")
		own := d.numberOf(mo.opens("Mo's own"))
		if w.next().number == own {
			return
		}
		w.expects("ticket " + own.String())
	}
}

func TestStreamResumes(t *testing.T) {
	d := newDesk(t)
	mo, ann := d.hires("Mo", tickets.Moderator), d.signsUp("Ann")
	first := mo.watches("")
	first.expects("ready")
	ann.opens("Seen")
	last := first.expects("ticket #1")
	d.clock.pass(time.Minute)
	ann.opens("Missed")
	again := mo.watches(last.id)
	again.expects("ticket #1", "ticket #2", "ready") // the first again: writes may be stored out of order
	ann.opens("New")
	again.expects("ticket #3")
}

func TestStreamResumesWithNothingMissed(t *testing.T) {
	d := newDesk(t)
	ann := d.signsUp("Ann")
	ann.opens("Seen")
	d.clock.pass(time.Minute)
	last := ann.watches("").expects("ready")
	ann.watches(last.id).expects("ready")
}

func TestStreamOwnsUpToAGap(t *testing.T) {
	d := newDesk(t)
	ann := d.signsUp("Ann")
	for name, last := range map[string]string{
		"no id of ours": "x-17", "negative": "-1", "from the future": fmt.Sprint(d.clock.read().Add(time.Hour).UnixMilli()),
	} {
		t.Run(name, func(t *testing.T) { ann.watches(last).expects("reset") })
	}
	t.Run("too much was missed", func(t *testing.T) {
		last := fmt.Sprint(d.clock.read().UnixMilli())
		actor := tickets.Actor{User: tickets.User{ID: ann.id, Name: "Ann"}, Via: tickets.Web}
		for range tickets.MaxPage + 1 {
			if _, err := d.service.Open(t.Context(), actor, tickets.NewTicket{Title: "x"}); err != nil {
				t.Fatal(err)
			}
		}
		ann.watches(last).expects("reset")
	})
}

func TestStreamEndsWithItsSession(t *testing.T) {
	d := newDesk(t)
	ann := d.signsUp("Ann")
	w := ann.watches("")
	w.expects("ready")
	ann.posts("/api/auth/logout", "").mustBe(204)
	w.expects("end", "")
}

func TestStreamEndsWhenTheServerDoes(t *testing.T) {
	d := newDesk(t)
	w := d.signsUp("Ann").watches("")
	w.expects("ready")
	d.closes() // fails when the stream holds it up
	w.expects("")
}

func TestStreamOfASlowReaderIsReset(t *testing.T) {
	d := newDesk(t)
	updates := make(chan tickets.Update)
	close(updates) // as the Service does for who falls behind
	rec := httptest.NewRecorder()
	d.api.pump(t.Context(), stream{rec, http.NewResponseController(deadlines{rec})}, caller{}, updates)
	if got := rec.Body.String(); !strings.Contains(got, "event: reset") {
		t.Errorf("got %q", got)
	}
}

// deadlines gives a recorder the deadlines of a connection.
type deadlines struct{ *httptest.ResponseRecorder }

func (deadlines) SetWriteDeadline(time.Time) error { return nil }

// The server's limit on writing an answer is not for one that has no end.
func TestStreamOutlivesTheWriteTimeout(t *testing.T) {
	d := newDesk(t)
	hasty := httptest.NewUnstartedServer(nil)
	hasty.Config = Server("", d.server.Config.Handler, nil)
	hasty.Config.WriteTimeout = 50 * time.Millisecond
	hasty.Start()
	t.Cleanup(hasty.Close)
	mo := d.hires("Mo", tickets.Moderator)
	d.url = hasty.URL
	w := mo.watches("")
	w.expects("ready")
	for w.beats < 20 { // one each 5 ms at most often
		if _, err := d.service.Open(t.Context(), tickets.Actor{User: tickets.User{ID: mo.id, Name: "Mo"}, Via: tickets.Web}, tickets.NewTicket{Title: "x"}); err != nil {
			t.Fatal(err)
		}
		if w.next().name != "ticket" {
			t.Fatal("the stream has ended")
		}
	}
}

func TestAPersonHasSoManyStreams(t *testing.T) {
	d := newDesk(t)
	mo, ann := d.hires("Mo", tickets.Moderator), d.signsUp("Ann")
	elsewhere := d.logsIn("Mo")
	var open []*watch
	for range maxStreams {
		w := mo.watches("")
		w.expects("ready")
		open = append(open, w)
	}
	resp, refused := elsewhere.asksForStream(""), errorView{}
	if resp.StatusCode != http.StatusTooManyRequests || resp.Header.Get("Retry-After") == "" {
		t.Fatalf("one more: got %s, %v", resp.Status, resp.Header)
	}
	if err := json.NewDecoder(resp.Body).Decode(&refused); err != nil || refused.Error.Reason != "too_many_streams" || fmt.Sprint(refused.Error.Args) != "[20]" {
		t.Errorf("got %+v, %v", refused, err)
	}
	ann.watches("").expects("ready")
	if metrics := string(ann.gets("/metrics").mustBe(200).body); !strings.Contains(metrics, "beckon_streams 21") {
		t.Errorf("of 21 streams the metrics say: %s", metrics)
	}
	mo.posts("/api/auth/logout", "").mustBe(204)
	for _, w := range open {
		w.expects("end", "")
	}
	elsewhere.watches("").expects("ready")
	if metrics := string(ann.gets("/metrics").mustBe(200).body); !strings.Contains(metrics, "beckon_streams 2\n") {
		t.Errorf("of 2 streams the metrics say: %s", metrics)
	}
	d.closes()
	if left := len(d.api.streams.open); left > 0 {
		t.Errorf("%d people are remembered who have no stream", left)
	}
}

func TestStreamNeedsALogin(t *testing.T) {
	newDesk(t).stranger().gets("/api/stream").mustBe(401)
}
