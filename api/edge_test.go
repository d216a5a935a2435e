package api

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/go-chi/chi/v5/middleware"
	"golang.org/x/time/rate"

	"github.com/beckon-desk/beckon/tickets"
)

func TestBodiesThatCannotBeRead(t *testing.T) {
	d := newDesk(t)
	ann := d.signsUp("Ann")
	for _, tt := range []struct {
		name, body string
		status     int
		want       string // reason and args
	}{
		{"empty", "", 400, "body_empty []"},
		{"not JSON", "title=x", 400, "body_unreadable []"},
		{"cut off", `{"title":"x"`, 400, "body_unreadable []"},
		{"two objects", `{"title":"x"}{"title":"y"}`, 400, "body_not_one []"},
		{"an array", `[{"title":"x"}]`, 400, "body_no_object []"},
		{"a text", `"x"`, 400, "body_no_object []"},
		{"of a wrong type", `{"title":7}`, 400, "wrong_type [title a number]"},
		{"with an unknown field", `{"titel":"x"}`, 400, "unknown_field [titel]"},
		{"too large", `{"title":"` + strings.Repeat("x", maxBody) + `"}`, 413, "body_too_large [512]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := ann.posts("/api/tickets", tt.body).mustBe(tt.status).failure()
			if said := fmt.Sprint(got.Reason, " ", got.Args); got.Message == "" || said != tt.want {
				t.Errorf("got %+v, want %s", got, tt.want)
			}
		})
	}
}

func TestUnknownRoutesAndMethodsAnswerInJSON(t *testing.T) {
	d := newDesk(t)
	for _, tt := range []struct {
		method, path string
		status       int
		code         tickets.Kind
		allow        string
	}{
		{"GET", "/api/nothing", 404, tickets.NotFound, ""},
		{"GET", "/api/tickets/1/nothing", 404, tickets.NotFound, ""},
		{"DELETE", "/api/me", 405, methodNotAllowed, "GET PATCH"},
		{"GET", "/api/auth/login", 405, methodNotAllowed, "POST"},
		{"PUT", "/api/tickets/1", 405, methodNotAllowed, "GET PATCH"},
		{"BREW", "/api/tickets/1", 405, methodNotAllowed, "GET PATCH"},
		{"POST", "/healthz", 405, methodNotAllowed, "GET"},
	} {
		t.Run(tt.method+" "+tt.path, func(t *testing.T) {
			a := d.stranger().does(tt.method, tt.path, "").mustBe(tt.status)
			if got := a.failure().Code; got != tt.code {
				t.Errorf("got %s, want %s", got, tt.code)
			}
			if got := strings.Join(a.header.Values("Allow"), " "); got != tt.allow {
				t.Errorf("got Allow %q, want %q", got, tt.allow)
			}
		})
	}
}

func TestEveryKindOfFailureHasItsStatus(t *testing.T) {
	d := newDesk(t)
	for _, tt := range []struct {
		err    error
		status int
		retry  string
	}{
		{&tickets.Error{Kind: tickets.Invalid}, 400, ""},
		{&tickets.Error{Kind: tickets.Unauthenticated}, 401, ""},
		{&tickets.Error{Kind: tickets.Forbidden}, 403, ""},
		{&tickets.Error{Kind: tickets.NotFound}, 404, ""},
		{tickets.ErrNotFound, 404, ""},
		{&tickets.Error{Kind: tickets.Conflict}, 409, ""},
		{tickets.ErrExists, 409, ""},
		{&tickets.Error{Kind: tickets.TooMany}, 429, "30"},
		{&tickets.Error{Kind: tickets.Unavailable}, 503, "5"},
		{context.DeadlineExceeded, 503, "5"},
		{&tickets.Error{Kind: "strange"}, 500, ""},
		{context.Canceled, 500, ""}, // by us, for the client is there still
		{errors.New("secret detail"), 500, ""},
	} {
		w := httptest.NewRecorder()
		d.api.fail(w, httptest.NewRequest("GET", "/", nil), tt.err)
		if w.Code != tt.status || w.Header().Get("Retry-After") != tt.retry {
			t.Errorf("%v: got %d after %q, want %d after %q", tt.err, w.Code, w.Header().Get("Retry-After"), tt.status, tt.retry)
		}
		if strings.Contains(w.Body.String(), "secret detail") {
			t.Errorf("%v: got %s", tt.err, w.Body)
		}
		if asked := w.Header().Get("WWW-Authenticate") != ""; asked != (tt.status == 401) {
			t.Errorf("%v: asked to log in: %v", tt.err, asked)
		}
	}
}

func TestAClientThatGoesIsNoFailure(t *testing.T) {
	d := newDesk(t)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	w := httptest.NewRecorder()
	d.api.fail(w, httptest.NewRequestWithContext(gone, "GET", "/", nil), fmt.Errorf("reading: %w", context.Canceled))
	if w.Body.Len() > 0 || d.log.String() != "" {
		t.Errorf("got %s, and in the log %s", w.Body, d.log)
	}
}

func TestPanicsAreAnswered(t *testing.T) {
	d := newDesk(t)
	breaks := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("secret detail") })
	for name, h := range map[string]http.Handler{"plain": breaks, "compressed": middleware.Compress(5, "application/json")(breaks)} {
		t.Run(name, func(t *testing.T) {
			w, r := httptest.NewRecorder(), httptest.NewRequest("GET", "/api/me", nil)
			r.Header.Set("Accept-Encoding", "gzip")
			withRequestID(d.api.recover(h)).ServeHTTP(w, r)
			if w.Code != 500 || !strings.Contains(w.Body.String(), `"internal"`) || strings.Contains(w.Body.String(), "secret") {
				t.Errorf("got %d %s", w.Code, w.Body)
			}
		})
	}
	if !strings.Contains(d.log.String(), "secret detail") || !strings.Contains(d.log.String(), "goroutine") {
		t.Errorf("the log has no stack: %s", d.log)
	}
}

func TestPanicsCutOffHalfAnAnswer(t *testing.T) {
	d := newDesk(t)
	h := d.api.recover(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("half"))
		panic("secret detail")
	}))
	defer func() {
		if got := recover(); got != http.ErrAbortHandler {
			t.Errorf("got %v", got)
		}
	}()
	h.ServeHTTP(middleware.NewWrapResponseWriter(httptest.NewRecorder(), 1), httptest.NewRequest("GET", "/", nil))
}

func TestDefect07HeadersMakeBrowsersCareful(t *testing.T) {
	web := fstest.MapFS{"index.html": {Data: []byte("<!doctype html>")}}
	for _, tt := range []struct{ url, path, header, want string }{
		{"http://desk.test", "/", "Content-Security-Policy", "script-src 'self';"},
		{"http://desk.test", "/", "Content-Security-Policy", "frame-ancestors 'none'"},
		{"http://desk.test", "/api/me", "Content-Security-Policy", "default-src 'none'"},
		{"http://desk.test", "/api/me", "Cache-Control", "no-store"},
		{"http://desk.test", "/api/me", "X-Content-Type-Options", "nosniff"},
		{"http://desk.test", "/", "X-Frame-Options", "DENY"},
		{"http://desk.test", "/", "Referrer-Policy", "no-referrer"},
		{"http://desk.test", "/", "Strict-Transport-Security", ""},
		{"https://desk.test", "/", "Strict-Transport-Security", "max-age=31536000"},
	} {
		t.Run(tt.url+tt.path+" "+tt.header, func(t *testing.T) {
			got := newDesk(t, withURL(tt.url), withWeb(web)).stranger().gets(tt.path).header.Get(tt.header)
			if !strings.Contains(got, tt.want) || tt.want == "" && got != "" || strings.Contains(got, "unsafe") {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestPages(t *testing.T) {
	d := newDesk(t, withWeb(fstest.MapFS{
		"index.html": {Data: []byte("<!doctype html>app")}, "favicon.svg": {Data: []byte("<svg/>")},
		"assets/app-1a2b.js": {Data: []byte("app()")}, "assets/app-1a2b.css": {Data: []byte("p{}")},
	}))
	const fresh, forever = "no-cache", "public, max-age=31536000, immutable"
	for _, tt := range []struct {
		path   string
		status int
		cache  string
		kind   string
	}{
		{"/", 200, fresh, "text/html; charset=utf-8"},
		{"/login", 200, fresh, "text/html; charset=utf-8"},
		{"/tickets/42", 200, fresh, "text/html; charset=utf-8"},
		{"/admin/people", 200, fresh, "text/html; charset=utf-8"},
		{"/index.html", 200, fresh, "text/html; charset=utf-8"},
		{"/favicon.svg", 200, fresh, "image/svg+xml"},
		{"/assets/app-1a2b.js", 200, forever, "text/javascript; charset=utf-8"},
		{"/assets/app-1a2b.css", 200, forever, "text/css; charset=utf-8"},
		{"/assets/app-0000.js", 404, "", "text/plain; charset=utf-8"},
		{"/assets", 200, fresh, "text/html; charset=utf-8"},
		{"/../api.go", 404, "", "text/plain; charset=utf-8"},
	} {
		t.Run(tt.path, func(t *testing.T) {
			a := d.stranger().gets(tt.path).mustBe(tt.status)
			if a.header.Get("Cache-Control") != tt.cache || a.header.Get("Content-Type") != tt.kind {
				t.Errorf("got %q, %q", a.header.Get("Cache-Control"), a.header.Get("Content-Type"))
			}
		})
	}
	d.stranger().does("HEAD", "/login", "").mustBe(200)
}

func TestPagesWithoutABuildSaySo(t *testing.T) {
	for name, settings := range map[string][]setting{"none": nil, "empty": {withWeb(fstest.MapFS{})}} {
		t.Run(name, func(t *testing.T) {
			if got := string(newDesk(t, settings...).stranger().gets("/").mustBe(200).body); !strings.Contains(got, "not built") {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestAnswersAreCompressed(t *testing.T) {
	d := newDesk(t)
	a := d.stranger().does("GET", "/api/openapi.json", "", "Accept-Encoding: gzip").mustBe(200)
	if a.header.Get("Content-Encoding") != "gzip" {
		t.Fatalf("got %v", a.header)
	}
	z, err := gzip.NewReader(strings.NewReader(string(a.body)))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(z); err != nil || string(got) != string(openAPI) {
		t.Errorf("got %d bytes, %v", len(got), err)
	}
}

func TestDefect17Health(t *testing.T) {
	now := Readiness{Parts: map[string]error{"store": nil, "inngest": nil}}
	d := newDesk(t, withReady(func(context.Context) Readiness { return now }))
	d.stranger().gets("/healthz").mustBe(200)
	for _, tt := range []struct {
		ready   bool
		inngest error
		status  int
		want    string
	}{
		{true, nil, 200, `{"ready":true,"parts":{"inngest":"ready","store":"ready"}}`},
		{false, errors.New("secret://key@host refused"), 503, `{"ready":false,"parts":{"inngest":"not ready","store":"ready"}}`},
		{true, errors.New("slow"), 200, `{"ready":true,"parts":{"inngest":"not ready","store":"ready"}}`},
	} {
		now.Ready, now.Parts["inngest"] = tt.ready, tt.inngest
		if got := strings.TrimSpace(string(d.stranger().gets("/readyz").mustBe(tt.status).body)); got != tt.want {
			t.Errorf("got %s, want %s", got, tt.want)
		}
	}
}

func TestDefect17Metrics(t *testing.T) {
	d := newDesk(t)
	ann := d.signsUp("Ann")
	ann.opens("VPN is down")
	ann.gets("/api/tickets/1").mustBe(200)
	ann.gets("/api/tickets/77").mustBe(404)
	ann.does("BREW", "/api/tickets/1", "")
	d.clock.pass(time.Minute)
	text := string(d.stranger().gets("/metrics").mustBe(200).body)
	for _, want := range []string{
		`beckon_http_requests_total{method="GET",route="/api/tickets/{number}",status="200"} 1`,
		`beckon_http_requests_total{method="GET",route="/api/tickets/{number}",status="404"} 1`,
		`method="other"`,
		`beckon_http_request_seconds_bucket{route="/api/tickets/{number}"`,
		"beckon_outbox_lag_seconds 60", "beckon_tickets_moving 1", "beckon_streams 0", "go_goroutines",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("there is no %s", want)
		}
	}
	if strings.Contains(text, "tickets/77") || strings.Contains(text, "BREW") {
		t.Error("paths and methods that clients make up are in the metrics")
	}
}

func TestNewNeedsASecret(t *testing.T) {
	d := newDesk(t)
	defer func() {
		if recover() == nil {
			t.Error("a short secret was taken")
		}
	}()
	New(Config{Service: d.service, Secret: make([]byte, MinSecret-1)})
}

func TestAddressesArePaced(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	l := newLimiter(rate.Every(10*time.Second), 2)
	from := func(ip string) *http.Request {
		r := httptest.NewRequest("POST", "/", nil)
		r.RemoteAddr = netip.AddrPortFrom(netip.MustParseAddr(ip), 1234).String()
		clientIP(nil, nil)(http.HandlerFunc(func(_ http.ResponseWriter, seen *http.Request) { r = seen })).ServeHTTP(nil, r)
		return r
	}
	for i, tt := range []struct {
		after time.Duration
		ip    string
		retry string // "" for admitted
	}{
		{0, "192.0.2.1", ""}, {0, "192.0.2.1", ""}, {0, "192.0.2.1", "10"},
		{3 * time.Second, "192.0.2.1", "7"},
		{0, "192.0.2.2", ""},
		{7 * time.Second, "192.0.2.1", ""}, {0, "192.0.2.1", "10"},
		{0, "2001:db8::1", ""}, {0, "2001:db8::2", ""}, {0, "2001:db8::3", "10"}, {0, "2001:db8:0:1::1", ""},
	} {
		now = now.Add(tt.after)
		w := httptest.NewRecorder()
		err := l.admit(w, from(tt.ip), now)
		if got := w.Header().Get("Retry-After"); got != tt.retry || (err == nil) != (tt.retry == "") {
			t.Errorf("%d: got %q, %v, want %q", i, got, err, tt.retry)
		}
	}
}

// TestAPaceOutlastsTheMemoryThatTurnsOver has thousands of addresses come, as of
// a botnet: one that had its turn has no other for it.
func TestAPaceOutlastsTheMemoryThatTurnsOver(t *testing.T) {
	l, now := newLimiter(rate.Every(time.Hour), 1), time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	ip := netip.MustParseAddr("10.0.0.0")
	for range limiterKeys + 1 {
		l.of(network(ip)).AllowN(now, 1)
		ip = ip.Next()
	}
	if first := l.of(network(netip.MustParseAddr("10.0.0.0"))); first.AllowN(now, 1) {
		t.Error("the first is admitted again")
	}
}

func TestPacesTakeBoundedMemory(t *testing.T) {
	l := newLimiter(1, 1)
	ip := netip.MustParseAddr("10.0.0.0")
	for range 5 * limiterKeys {
		l.of(network(ip))
		ip = ip.Next()
	}
	if got := len(l.recent) + len(l.older); got > 2*limiterKeys {
		t.Errorf("%d addresses are kept", got)
	}
}

// Who claims to come through a proxy is believed only when he does.
func TestForwardedAddresses(t *testing.T) {
	for _, tt := range []struct {
		name    string
		proxies []string
		header  string
		want    string
	}{
		{"no proxy", nil, "203.0.113.9", "127.0.0.1"},
		{"a known proxy", []string{"127.0.0.0/8"}, "203.0.113.9", "203.0.113.9"},
		{"a forged hop before it", []string{"127.0.0.0/8"}, "198.51.100.1, 203.0.113.9", "203.0.113.9"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t, withProxies(tt.proxies...))
			for range 2 {
				d.stranger().does("GET", "/api/me", "", "X-Forwarded-For: "+tt.header)
			}
			d.closes()
			if told := strings.Count(d.log.String(), "a proxy seems to stand in front"); (told == 1) != (tt.proxies == nil) {
				t.Errorf("told %d times of a proxy that is not named", told)
			}
			if !strings.Contains(d.log.String(), "from="+tt.want) {
				t.Errorf("got %s", d.log)
			}
		})
	}
}
