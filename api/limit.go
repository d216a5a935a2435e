package api

import (
	"log/slog"
	"math"
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"github.com/go-chi/chi/v5/middleware"
	"golang.org/x/time/rate"

	"github.com/beckon-desk/beckon/tickets"
)

// limiter lets each client's address through at a pace. It lives in memory, so
// each instance counts for itself.
type limiter struct {
	pace  rate.Limit
	burst int

	mu sync.Mutex
	// Addresses seen lately, and those before: when the first is full it
	// becomes the second, so that memory is bounded however many there are.
	recent, older map[netip.Prefix]*rate.Limiter
}

// limiterKeys is how many addresses each of the two maps holds.
const limiterKeys = 10_000

func newLimiter(pace rate.Limit, burst int) *limiter {
	return &limiter{pace: pace, burst: burst, recent: map[netip.Prefix]*rate.Limiter{}}
}

// admit takes one turn of the request's address, or fails with TooMany and says
// in Retry-After when the next is.
func (l *limiter) admit(w http.ResponseWriter, r *http.Request, now time.Time) error {
	turn := l.of(network(middleware.GetClientIPAddr(r.Context()))).ReserveN(now, 1)
	wait := turn.DelayFrom(now)
	if wait <= 0 {
		return nil
	}
	turn.CancelAt(now)
	w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	return failure(tickets.TooMany, "Too many tries from this address. Wait a moment, then try again.")
}

func (l *limiter) of(key netip.Prefix) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	if found := l.recent[key]; found != nil {
		return found
	}
	if len(l.recent) >= limiterKeys {
		l.older, l.recent = l.recent, map[netip.Prefix]*rate.Limiter{}
	}
	found := l.older[key]
	if found == nil {
		found = rate.NewLimiter(l.pace, l.burst)
	}
	l.recent[key] = found
	return found
}

// network is what one client holds: an IPv4 address, or an IPv6 /64.
func network(ip netip.Addr) netip.Prefix {
	bits := 32
	if ip.Is6() {
		bits = 64
	}
	p, _ := ip.Prefix(bits) // of an unknown address, the zero prefix: those share a pace
	return p
}

// clientIP finds the client's address: the connection's, or what trusted
// proxies say. A proxy that nobody has named makes one client of all behind it,
// with one pace for them together; that is worth a word to whoever runs the desk.
func clientIP(proxies []string, log *slog.Logger) func(http.Handler) http.Handler {
	if len(proxies) > 0 {
		return middleware.ClientIPFromXFF(proxies...)
	}
	var unnamed sync.Once
	return func(next http.Handler) http.Handler {
		return middleware.ClientIPFromRemoteAddr(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("X-Forwarded-For") != "" {
				unnamed.Do(func() {
					log.Warn("a proxy seems to stand in front that BECKON_PROXIES does not name: everybody behind it counts as one client", "proxy", r.RemoteAddr)
				})
			}
			next.ServeHTTP(w, r)
		}))
	}
}
