package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

// keeper is a client that keeps its connection until it is asked to leave it,
// as a proxy does.
type keeper struct {
	*client
	http http.Client
}

// opens opens a ticket and reports whether the desk has asked it to leave.
func (k *keeper) opens(title string) (left bool, err error) {
	r, err := http.NewRequestWithContext(k.w.ctx, http.MethodPost, k.w.url+"/api/tickets", strings.NewReader(fmt.Sprintf(`{"title":%q}`, title)))
	if err != nil {
		return false, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+k.token)
	resp, err := k.http.Do(r)
	if err != nil {
		return false, err
	}
	defer resp.Body.Close()
	if text, err := io.ReadAll(resp.Body); err != nil || resp.StatusCode != http.StatusCreated {
		return false, fmt.Errorf("%s %s %w", resp.Status, text, err)
	}
	return resp.Close, nil
}

func TestTheDeskStopsUnderLoadWithoutAFailedRequest(t *testing.T) {
	t.Parallel()
	// Long enough for a client that the machine lets wait between an answer and its next request.
	w := restingWorld(t, with("BECKON_DRAIN_DELAY", "3s"))
	desk := w.serve()
	admin := w.logsIn("admin@demo.test")
	stream, err := http.NewRequestWithContext(w.ctx, http.MethodGet, w.url+"/api/stream", nil)
	if err != nil {
		t.Fatal(err)
	}
	stream.Header.Set("Authorization", "Bearer "+admin.token)
	live, err := http.DefaultClient.Do(stream)
	if err != nil || live.StatusCode != http.StatusOK {
		t.Fatalf("the stream: %v, %v", live, err)
	}
	defer live.Body.Close()

	const clients, before = 6, 5
	var accepted atomic.Int64
	var warm, all sync.WaitGroup
	warm.Add(clients)
	for i := range clients {
		all.Go(func() {
			k := &keeper{client: admin, http: http.Client{Transport: &http.Transport{}}}
			for n := 0; ; n++ {
				left, err := k.opens(fmt.Sprintf("VPN drops %d-%d", i, n))
				if err != nil {
					t.Errorf("request %d of client %d: %v", n, i, err)
				} else {
					accepted.Add(1)
				}
				if n == before {
					warm.Done()
				}
				if left || err != nil {
					return
				}
			}
		})
	}
	warm.Wait()
	if err := desk.stop(); err != nil {
		t.Errorf("the desk ended with %v\n%s", err, tail(desk.logged.String(), 30))
	}
	all.Wait()
	if _, err := io.Copy(io.Discard, live.Body); err != nil {
		t.Errorf("the stream was torn off: %v", err)
	}
	w.opened(func(store tickets.Store) {
		if left := w.stored(store); int64(len(left)) != accepted.Load() {
			t.Errorf("%d tickets were accepted, %d are there", accepted.Load(), len(left))
		}
	})
}

func TestADeskThatStopsTellsProxiesSoAndGoesOnAnsweringUntilItIsToldAgain(t *testing.T) {
	t.Parallel()
	w := restingWorld(t, with("BECKON_DRAIN_DELAY", "1h")) // the test ends it
	desk := w.serve()
	ann := w.logsIn("employee@demo.test")
	var ready struct {
		Ready bool
		Parts map[string]string
	}
	ann.must(http.MethodGet, "/readyz", nil, &ready)
	if !ready.Ready {
		t.Errorf("a desk at work says %+v", ready)
	}
	desk.end(syscall.SIGTERM)
	w.until("it is not ready", func() bool {
		status, text := ann.call(http.MethodGet, "/readyz", nil, nil)
		return status == http.StatusServiceUnavailable && strings.Contains(text, `"desk":"not ready"`)
	})
	ann.must(http.MethodPost, "/api/tickets", map[string]string{"title": "VPN drops"}, nil)
	desk.end(os.Interrupt)
	select {
	case <-desk.gone:
	case <-time.After(patience):
		t.Error("a second signal does not end it")
	}
}

func TestADeskThatIsStoppedWhileItStartsHasNotFailed(t *testing.T) {
	told, stop := context.WithCancel(t.Context())
	stop()
	env := map[string]string{"BECKON_LISTEN": "127.0.0.1:0", "BECKON_DATA": t.TempDir()}
	var out, failed bytes.Buffer
	if code := run(told, []string{"serve"}, environ(env), strings.NewReader(""), &out, &failed); code != 0 || failed.Len() > 0 {
		t.Errorf("it ended with %d and said %q; want 0 and nothing", code, failed.String())
	}
}
