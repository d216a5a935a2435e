package inngestd

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/inngest/inngestgo"
)

// BenchmarkRunsDone is what the server's heap keeps of a run that is done: for an hour,
// so that it knows its event again.
func BenchmarkRunsDone(b *testing.B) {
	w := newWorker(b)
	before := w.held()
	n := 0
	for ; b.Loop(); n++ {
		w.send(fmt.Sprint("done ", n), time.Now())
	}
	w.runs(n)
	b.ReportMetric((w.held()-before)/float64(n), "held-B/run")
}

// BenchmarkRunsThatWait is what it keeps of a run whose time has not come, such as that
// of a return timer.
func BenchmarkRunsThatWait(b *testing.B) {
	w := newWorker(b)
	before := w.held()
	n := 0
	for ; b.Loop(); n++ {
		w.send(fmt.Sprint("waits ", n), time.Now().Add(time.Hour))
	}
	w.send("last", time.Now()) // events are taken in their order
	w.runs(1)
	b.ReportMetric((w.held()-before)/float64(n), "held-B/run")
}

// A worker serves a function that does nothing to a server of its own.
type worker struct {
	b      *testing.B
	url    string // of the server
	client inngestgo.Client
	ran    chan struct{} // a run is done
}

func newWorker(b *testing.B) *worker {
	b.Helper()
	dev := true
	w := &worker{b: b, url: running(b, Config{}).URL(), ran: make(chan struct{}, 1<<20)}
	register := w.url + "/fn/register"
	var err error
	w.client, err = inngestgo.NewClient(inngestgo.ClientOpts{AppID: "bench", Dev: &dev, APIBaseURL: &w.url, EventAPIBaseURL: &w.url,
		RegisterURL: &register, EventKey: inngestgo.StrPtr("local"), Logger: logTo(b)})
	if err != nil {
		b.Fatal(err)
	}
	_, err = inngestgo.CreateFunction(w.client, inngestgo.FunctionOpts{ID: "run"}, inngestgo.EventTrigger("bench/run", nil),
		func(context.Context, inngestgo.Input[map[string]any]) (any, error) {
			w.ran <- struct{}{}
			return nil, nil
		})
	if err != nil {
		b.Fatal(err)
	}
	app := httptest.NewServer(w.client.ServeWithOpts(inngestgo.ServeOpts{EnableUnauthedSync: &dev}))
	b.Cleanup(app.Close)
	r, err := http.NewRequestWithContext(b.Context(), http.MethodPut, app.URL, nil)
	if err != nil {
		b.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		b.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		b.Fatalf("registering: %s", resp.Status)
	}
	const warm = 300 // runs after which its buffers are as large as they get
	for n := range warm {
		w.send(fmt.Sprint("warm ", n), time.Now())
	}
	w.runs(warm)
	return w
}

// runs waits for so many runs to be done.
func (w *worker) runs(n int) {
	w.b.Helper()
	for range n {
		select {
		case <-w.ran:
		case <-w.b.Context().Done():
			w.b.Fatal(w.b.Context().Err())
		}
	}
}

// send sends the event of one run, which is to begin at a time.
func (w *worker) send(id string, at time.Time) {
	w.b.Helper()
	_, err := w.client.Send(w.b.Context(), inngestgo.Event{ID: &id, Name: "bench/run",
		Timestamp: inngestgo.Timestamp(at), Data: map[string]any{"ticket": "01M83DN4TV03TQ55RA86VWDFQ4", "user": ""}})
	if err != nil {
		w.b.Fatal(err)
	}
}

var heapAlloc = regexp.MustCompile(`# HeapAlloc = (\d+)`)

// held is what the server's heap holds after a collection.
func (w *worker) held() float64 {
	w.b.Helper()
	resp, err := http.Get(w.url + "/debug/pprof/heap?gc=1&debug=1")
	if err != nil {
		w.b.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		w.b.Fatal(err)
	}
	match := heapAlloc.FindSubmatch(body)
	if match == nil {
		w.b.Fatalf("the server does not tell the size of its heap: %s", resp.Status)
	}
	bytes, err := strconv.ParseFloat(string(match[1]), 64)
	if err != nil {
		w.b.Fatal(err)
	}
	return bytes
}
