package slack_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/beckon-desk/beckon/bot/sim"
)

// BenchmarkAck is what Slack waits for: a signed command in, the ticket stored
// on disk, 200 and its number out. Commands come at a steady 200 a second,
// whether or not earlier ones are answered.
func BenchmarkAck(b *testing.B) {
	const every = time.Second / 200
	d := inAHurry(b)
	d.As("ann").Types("#general", "/ticket the first looks up who ann is")
	handler, ann := d.app.Handler(), d.As("ann").ID
	took := make([]time.Duration, b.N)
	var failed atomic.Int64
	var running sync.WaitGroup
	tick := time.NewTicker(every)
	defer tick.Stop()
	for i := range b.N {
		<-tick.C
		running.Go(func() {
			r := commandRequest(d, ann, i)
			w := httptest.NewRecorder()
			began := time.Now()
			handler.ServeHTTP(w, r)
			took[i] = time.Since(began)
			if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "is open") {
				failed.Add(1)
			}
		})
	}
	running.Wait()
	if n := failed.Load(); n > 0 {
		b.Fatalf("%d of %d commands were not answered with a ticket", n, b.N)
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[b.N*99/100].Microseconds())/1000, "p99-ms")
	b.ReportMetric(float64(took[b.N/2].Microseconds())/1000, "p50-ms")
}

func commandRequest(d *desk, user string, i int) *http.Request {
	body := url.Values{
		"team_id": {d.TeamID()}, "api_app_id": {d.AppID()}, "channel_id": {"C1"}, "user_id": {user}, "command": {"/ticket"},
		"text": {fmt.Sprintf("VPN drops every %d minutes", i)}, "trigger_id": {"bench." + strconv.Itoa(i)},
	}.Encode()
	r := httptest.NewRequest(http.MethodPost, "/slack/commands", strings.NewReader(body))
	stamp := strconv.FormatInt(time.Now().Unix(), 10)
	r.Header.Set("X-Slack-Request-Timestamp", stamp)
	r.Header.Set("X-Slack-Signature", sim.Sign(d.SigningSecret(), stamp, []byte(body)))
	return r
}
