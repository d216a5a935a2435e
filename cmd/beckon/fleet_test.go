package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/beckon-desk/beckon/tickets"
	"github.com/beckon-desk/beckon/tickets/mongo/mongotest"
)

// fleet is two Beckons, each a process of its own, on one MongoDB and one
// Inngest server, behind a proxy.
type fleet struct {
	*chaos
	instances [2]*instance
	proxy     *proxy
}

// instance is one of the Beckons.
type instance struct {
	*world
	desk *served
}

// host is where the instance listens.
func (i *instance) host() string { return i.env["BECKON_LISTEN"] }

// newFleet starts both and waits until the proxy sends requests to both.
func newFleet(t *testing.T, in func(*testing.T, *world) chat, changes ...given) *fleet {
	t.Helper()
	f := &fleet{chaos: &chaos{}}
	f.world = restingWorld(t, append(changes, withEngine(t), with("BECKON_SECRET", strings.Repeat("secret", 6)),
		with("BECKON_DRAIN_DELAY", "5s"))...) // in which the proxy notices, however busy the machine
	f.ctx, f.patience = t.Context(), patience // calm says when it is too long
	f.env["BECKON_MONGODB_URI"] = mongotest.NewURI(t)
	f.seeds()
	f.chat = in(t, f.world)
	f.hires()
	var hosts []string
	for i := range f.instances {
		own := *f.world
		own.env = maps.Clone(f.env)
		own.env["BECKON_DATA"] = t.TempDir()
		own.settles()
		f.instances[i] = &instance{world: &own}
		hosts = append(hosts, f.instances[i].host())
	}
	f.proxy = newProxy(t, hosts...)
	f.url = f.proxy.url
	f.slack.RequestURLs(f.url)
	for _, i := range f.instances {
		i.env["BECKON_URL"] = f.url
		i.desk = i.launch()
	}
	f.desk = f.instances[0].desk
	f.until("both take requests", func() bool { return f.taking() == 2 })
	t.Cleanup(func() {
		if t.Failed() {
			for n, i := range f.instances {
				t.Logf("instance %d logged at last:\n%s", n+1, tail(i.desk.logged.String(), 60))
			}
		}
	})
	return f
}

// taking is how many instances the proxy sends requests to.
func (f *fleet) taking() (n int) {
	for _, u := range f.proxy.upstreams {
		if u.ready.Load() {
			n++
		}
	}
	return n
}

// restarts an instance as an upgrade does: told to stop, and started again.
func (f *fleet) restarts(i *instance) {
	f.t.Helper()
	if err := i.desk.stop(); err != nil {
		f.t.Errorf("after SIGTERM the instance at %s ended with %v", i.host(), err)
	}
	i.desk = i.launch()
	f.desk = f.instances[0].desk
	f.until("both take requests again", func() bool { return f.taking() == 2 })
}

// ends stops every instance that runs, and counts.
func (f *fleet) ends() {
	f.t.Helper()
	f.calm()
	for _, i := range f.instances {
		if err := i.desk.stop(); err != nil && !killed(err) {
			f.t.Errorf("after SIGTERM the instance at %s ended with %v", i.host(), err)
		}
		if len(i.desk.deaths) > 0 {
			f.t.Errorf("the instance at %s died by itself: %s", i.host(), strings.Join(i.desk.deaths, "; "))
		}
	}
	f.tally()
	if lost := f.lost(); len(lost) > 0 {
		f.t.Errorf("of %d tickets these are lost: %q", len(f.typed), lost)
	}
}

// atMost is how many tickets each opens while a fleet works: FerretDB and a busy
// machine shall not be what is tested.
const atMost = 6

// works has employees open tickets in the chat and over the API, and moderators
// work on them, until ctx ends. It returns when everybody has stopped.
func (f *fleet) works(ctx context.Context) {
	var people sync.WaitGroup
	for n, trouble := range []string{"VPN drops", "Printer jams"} {
		handle := f.employees[len(f.employees)-1-n]
		people.Go(func() {
			for i := 1; i <= atMost && pause(ctx, 2*time.Second); i++ {
				f.typesTicket(handle, fmt.Sprintf("%s %s-%04d.", trouble, handle, i))
			}
		})
	}
	people.Go(func() { f.worksOnline(ctx) })
	for n, handle := range f.staff {
		people.Go(func() {
			for r := rand.New(rand.NewPCG(0, uint64(n))); pause(ctx, 4*time.Second); {
				f.chat.works(handle, r)
			}
		})
	}
	people.Wait()
}

// worksOnline has somebody use the API without a pause, and open a ticket now
// and then.
func (f *fleet) worksOnline(ctx context.Context) {
	ann := f.logsIn("employee@demo.test")
	opened, next := 0, time.Now()
	for try := 1; pause(ctx, 50*time.Millisecond); {
		if status, text := ann.call(http.MethodGet, "/api/me", nil, nil); status != http.StatusOK && !slowRecords(status, text) {
			f.t.Errorf("over the API: %d %s", status, text)
		}
		if opened == atMost || time.Now().Before(next) {
			continue
		}
		title := fmt.Sprintf("VPN drops online-%04d.", try)
		switch status, text := ann.call(http.MethodPost, "/api/tickets", map[string]string{"title": title}, nil); {
		case status == http.StatusCreated:
			f.mu.Lock()
			f.typed = append(f.typed, title)
			f.mu.Unlock()
			opened++
		case !slowRecords(status, text):
			f.t.Errorf("%q over the API: %d %s", title, status, text)
		}
		try, next = try+1, time.Now().Add(2*time.Second)
	}
}

// slowRecords reports whether that is what the desk answers when FerretDB, on a busy
// machine, takes too long: whoever asked knows it, and nothing is lost by it.
func slowRecords(status int, text string) bool {
	return status == http.StatusServiceUnavailable && strings.Contains(text, `"reason":"took_too_long"`)
}

// areTyped waits until so many tickets were asked for.
func (f *fleet) areTyped(n int) {
	f.t.Helper()
	f.within(5*patience, fmt.Sprintf("%d tickets are asked for", n), func() bool {
		f.mu.Lock()
		defer f.mu.Unlock()
		return len(f.typed) >= n
	})
}

// lost are the tickets that were asked for and are not there, though nobody was told so.
func (f *fleet) lost() (titles []string) {
	f.opened(func(store tickets.Store) {
		all := f.stored(store)
		for _, title := range f.typed {
			if all[title].ID == "" && !f.refused(title) {
				titles = append(titles, title)
			}
		}
	})
	return titles
}

// refused reports whether somebody got the words back because they could not be stored.
func (f *fleet) refused(title string) bool {
	for _, handle := range f.employees {
		for _, m := range f.chat.sees(handle) {
			if strings.Contains(m.text, "Nothing was stored") && strings.Contains(m.text, title) {
				return true
			}
		}
	}
	return false
}

func TestTwoInstancesAreRestartedUnderLoadAndNobodyNotices(t *testing.T) {
	t.Parallel()
	f := newFleet(t, inSlack)
	page := f.opensPage()
	ctx, enough := context.WithCancel(f.ctx)
	var working sync.WaitGroup
	working.Go(func() { f.works(ctx) })
	for n, i := range f.instances {
		f.areTyped(3 + 5*n)
		f.restarts(i)
	}
	f.areTyped(13)
	enough()
	working.Wait()
	if failed := f.proxy.failures(); len(failed) > 0 {
		t.Errorf("requests failed:\n%s", strings.Join(failed, "\n"))
	}
	page.showsAll()
	f.ends()
}

// page is a browser's live view of the tickets, which connects again whenever
// its stream ends.
type page struct {
	f *fleet

	mu    sync.Mutex
	shown map[int]bool // numbers of tickets it was told of
}

// opensPage opens an admin's.
func (f *fleet) opensPage() *page {
	f.t.Helper()
	p := &page{f: f, shown: map[int]bool{}}
	admin := f.logsIn("admin@demo.test")
	ctx, cancel := context.WithCancel(f.ctx)
	var following sync.WaitGroup
	following.Go(func() {
		for last := ""; ctx.Err() == nil; pause(ctx, 100*time.Millisecond) {
			last = p.follow(ctx, admin.token, last)
		}
	})
	f.t.Cleanup(func() {
		cancel()
		following.Wait()
	})
	return p
}

// follow reads one stream to its end, and returns the last event's id.
func (p *page) follow(ctx context.Context, token, last string) string {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, p.f.url+"/api/stream", nil)
	if err != nil {
		return last
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Last-Event-ID", last)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return last
	}
	defer resp.Body.Close()
	for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
		switch field, value, _ := strings.Cut(lines.Text(), ": "); field {
		case "id":
			last = value
		case "event":
			if value == "reset" {
				p.f.t.Error("a live page was told that it has missed something")
			}
		case "data":
			var change struct{ Number int }
			if json.Unmarshal([]byte(value), &change) == nil && change.Number > 0 {
				p.mu.Lock()
				p.shown[change.Number] = true
				p.mu.Unlock()
			}
		}
	}
	return last
}

// showsAll waits until the page knows of every ticket.
func (p *page) showsAll() {
	p.f.t.Helper()
	n := len(p.f.logsIn("admin@demo.test").tickets("limit=200"))
	p.f.until(fmt.Sprintf("the page knows of all %d tickets", n), func() bool {
		p.mu.Lock()
		defer p.mu.Unlock()
		return len(p.shown) == n
	})
}

func TestOfTwoInstancesOnSlacksSocketOneHandlesEachEnvelope(t *testing.T) {
	t.Parallel()
	f := newFleet(t, inSlack, overSocketMode)
	f.until("both are connected", func() bool { open, _ := f.slack.Sockets(); return open == 2 })
	for n := range 6 {
		for _, handle := range f.employees[len(f.employees)-2:] {
			f.typesTicket(handle, fmt.Sprintf("VPN drops %s-%04d.", handle, n))
		}
	}
	f.ends()
}

// holder is the lease with a name, as it is stored.
func (f *fleet) holder(name string) (l tickets.Lease) {
	f.opened(func(store tickets.Store) {
		raw, err := store.Document(f.ctx, "lease/"+name, nil)
		if err == nil && raw != nil {
			err = json.Unmarshal(raw, &l)
		}
		if err != nil {
			f.t.Error(err)
		}
	})
	return l
}

func TestTheSweepIsTakenOverAsSoonAsItsLeaseRunsOut(t *testing.T) {
	now := time.Now()
	for name, tt := range map[string]struct {
		lease tickets.Lease
		mine  bool
		want  time.Duration
	}{
		"one's own":                {tickets.Lease{Holder: "me", Until: now.Add(sweepHeld)}, true, sweepEvery},
		"another's, just renewed":  {tickets.Lease{Holder: "you", Until: now.Add(sweepHeld)}, false, sweepEvery},
		"another's, not renewed":   {tickets.Lease{Holder: "you", Until: now.Add(3 * time.Second)}, false, 3 * time.Second},
		"another's, over just now": {tickets.Lease{Holder: "you", Until: now}, false, time.Second},
		"unknown":                  {tickets.Lease{}, false, sweepEvery},
	} {
		t.Run(name, func(t *testing.T) {
			if got := nextLook(tt.lease, tt.mine, now); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
	at := now
	for l := (tickets.Lease{Holder: "you", Until: now.Add(sweepHeld)}); at.Before(l.Until); {
		at = at.Add(nextLook(l, false, at))
	}
	if took := at.Sub(now); took >= 30*time.Second {
		t.Errorf("from one that is killed it is taken over after %s, want less than half a minute", took)
	}
}

func TestAnotherInstanceTakesOverFromOneThatIsKilled(t *testing.T) {
	t.Parallel()
	f := newFleet(t, inDiscord)
	discord := f.chat.(discordChat).d
	leases := []string{sweepLease, "discord-gateway"}
	var first map[string]tickets.Lease
	f.until("every lease is held", func() bool {
		first = map[string]tickets.Lease{}
		for _, name := range leases {
			if l := f.holder(name); l.Holder != "" {
				first[name] = l
			}
		}
		return len(first) == len(leases)
	})
	f.until("one of them holds Discord's gateway", func() bool { return discord.Connected() == 1 })
	f.typesTicket("ann", "VPN drops before.")
	victim, heir := f.instances[0], f.instances[1]
	if strings.HasSuffix(first["discord-gateway"].Holder, heir.host()) {
		victim, heir = heir, victim
	}
	victim.desk.end(syscall.SIGKILL)
	<-victim.desk.gone
	f.desk = heir.desk
	for _, name := range leases {
		var now tickets.Lease
		f.until("somebody else has the lease "+name, func() bool {
			now = f.holder(name)
			return strings.HasSuffix(now.Holder, heir.host())
		})
		if was := first[name]; was.Holder != now.Holder && now.Token <= was.Token {
			t.Errorf("the lease %s has the token %d after %d: it does not fence the dead one off", name, now.Token, was.Token)
		}
	}
	f.until("the gateway is held again", func() bool { return discord.Connected() == 1 })
	f.typesTicket("ann", "VPN drops afterwards.")
	f.ends()
}
