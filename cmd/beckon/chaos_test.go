package main

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/beckon-desk/beckon/bot/sim"
	"github.com/beckon-desk/beckon/tickets"
)

var (
	chaosFor  = flag.Duration("chaos", 16*time.Second, "how long each TestChaos breaks things")
	chaosSeed = flag.Uint64("chaosseed", 0, "repeats a schedule of TestChaos; 0 draws one")
)

func TestChaos(t *testing.T)          { wreak(t, inSlack, inSQLite, 6) }
func TestChaosOnDiscord(t *testing.T) { wreak(t, inDiscord, inSQLite, 6) }
func TestChaosOnMongoDB(t *testing.T) { wreak(t, inSlack, inMongoDB, 2) } // FerretDB, on one connection, is slow

// wreak runs Beckon as a process of its own, has employees and moderators work,
// and breaks everything on purpose by a schedule drawn from a seed. Then it lets
// things calm down, and counts what really happened: in the chat, in the
// mailboxes, and in the records that are left. Beside the demo's people there
// are so many temps.
func wreak(t *testing.T, in func(*testing.T, *world) chat, kept func(*testing.T, *world) records, temps int) {
	t.Parallel()
	seed := *chaosSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	c := &chaos{}
	c.world = restingWorld(t, withGemini(t, func(g *sim.Gemini) {
		c.gemini = g
		g.Answers(triageOfTroubles)
	}))
	c.ctx = t.Context() // calm says when it is too long
	c.kept = kept(t, c.world)
	c.chat = in(t, c.world)
	c.employs(temps)
	c.patience = patience
	c.desk = c.serve()
	blows := c.schedule(rand.New(rand.NewPCG(seed, 0)), *chaosFor)
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("repeat with -run %s$ -chaos=%s -chaosseed=%d; the schedule was\n%s\nthe desk logged at last:\n%s",
				t.Name(), *chaosFor, seed, described(blows), tail(c.desk.logged.String(), 300))
		}
	})
	before := c.load()

	c.rage(blows, seed)
	began := time.Now()
	c.calm()
	t.Logf("it took %s until all was calm", time.Since(began).Round(time.Second))

	c.leaksNothing(before)
	c.endsWell()
	c.tally()
	t.Logf("seed %d: %d blows, %d of them killed Beckon; %d /ticket typed", seed, len(blows), c.desk.blows, len(c.typed))
}

// chaos is a world that is being broken.
type chaos struct {
	*world
	chat   chat
	kept   records
	gemini *sim.Gemini
	desk   *served

	employees, staff []string // handles

	mu    sync.Mutex
	typed []string // titles, each once

	accepted atomic.Int64 // of them, as far as was said at once
	behind   atomic.Bool  // many of those accepted are on nobody's card yet

	ailing sync.WaitGroup // blows that last
}

// troubles are what employees complain of, and the skill for it: that of one
// moderator each.
var troubles = map[string]string{"VPN drops": "VPN", "Printer jams": "Printing", "Password lost": "Accounts"}

// triageOfTroubles is what the model makes of them.
func triageOfTroubles(r sim.GeminiRequest) string {
	skill := ""
	for trouble, knows := range troubles {
		if strings.Contains(r.Prompt, trouble) {
			skill = knows
		}
	}
	return `{"summary":"It does not work.","priority":"high","reason":"Work stops.","skills":["` + skill + `"],"category":"","notes":"Look at the cable.",
		"sentiment":"calm","language":"en","draft":"We are on it.","confidence":{"summary":0.9,"priority":0.9,"skills":0.9,"category":0.1}}`
}

// hires fills the chat with employees.
func (c *chaos) hires() { c.employs(6) }

// employs has the demo's people and so many temps in the chat. All together they
// type less than each moderator can be told, which is one message a second.
func (c *chaos) employs(temps int) {
	for _, p := range demoPeople {
		if p.role == tickets.Requester {
			c.employees = append(c.employees, p.handle)
		} else {
			c.staff = append(c.staff, p.handle)
		}
	}
	for i := range temps {
		c.employees = append(c.employees, fmt.Sprintf("temp%d", i+1))
	}
	c.chat.hires(c.employees)
}

// rage has people work while the blows land: the first tickets are there before
// the first blow. What still waits then for a call to go wrong is taken back: else
// a mail of a quiet hour would meet the faults meant for many.
func (c *chaos) rage(blows []blow, seed uint64) {
	complaints := slices.Sorted(maps.Keys(troubles))
	for _, handle := range c.employees {
		c.typesTicket(handle, fmt.Sprintf("%s %s-%04d.", complaints[0], handle, 0))
	}
	ctx, cancel := context.WithTimeout(c.ctx, *chaosFor)
	defer cancel()
	var people sync.WaitGroup
	for i, handle := range c.employees {
		r := rand.New(rand.NewPCG(seed, uint64(i+1)))
		people.Go(func() {
			for n := 1; pause(ctx, time.Duration(1500+r.IntN(3000))*time.Millisecond); n++ {
				if c.behind.Load() {
					continue
				}
				c.typesTicket(handle, fmt.Sprintf("%s %s-%04d.", complaints[r.IntN(len(complaints))], handle, n))
			}
		})
	}
	for i, handle := range c.staff {
		r := rand.New(rand.NewPCG(seed, uint64(100+i)))
		people.Go(func() {
			for pause(ctx, time.Duration(200+r.IntN(600))*time.Millisecond) {
				c.chat.works(handle, r)
			}
		})
	}
	people.Go(func() {
		for pause(ctx, time.Second) {
			c.behind.Store(int(c.accepted.Load())-len(c.cards()) > manyBehind)
		}
	})
	began := time.Now()
	for _, b := range blows {
		if !pause(ctx, time.Until(began.Add(b.at))) {
			break
		}
		b.lands()
	}
	people.Wait()
	c.ailing.Wait()
	c.chat.heals()
	c.mail.Heal()
	c.gemini.Heal()
}

// manyBehind is how many accepted tickets may be on nobody's card before people
// stop typing, so that on a slow machine the blows hit work, not a queue of it.
const manyBehind = 40

func (c *chaos) typesTicket(handle, title string) {
	c.mu.Lock()
	c.typed = append(c.typed, title)
	c.mu.Unlock()
	if receiptOf.MatchString(c.chat.types(handle, title)) { // what really came of it is counted at the end
		c.accepted.Add(1)
	}
}

// pause waits for d and reports whether ctx still lives.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// calm waits until nothing is left to do.
func (c *chaos) calm() {
	c.t.Helper()
	c.within(5*patience, "the desk answers", c.answers) // it may have been killed by the last blow
	admin := c.logsIn("admin@demo.test")
	open := map[int]bool{}
	for page := "limit=200"; ; {
		var answer struct {
			Tickets []apiTicket
			Next    string
		}
		admin.must(http.MethodGet, "/api/tickets?"+page, nil, &answer)
		for _, ticket := range answer.Tickets {
			open[ticket.Number] = true
		}
		if answer.Next == "" {
			break
		}
		page = "limit=200&cursor=" + answer.Next
	}
	c.t.Cleanup(func() {
		if len(open) > 0 {
			c.t.Logf("unsettled at last: %v", open)
		}
	})
	// As long as there is progress, however slow the machine. What was cut off, and
	// then fails, is tried again after minutes.
	for begun := time.Now(); len(open) > 0; {
		if time.Since(begun) > 5*time.Minute { // a login does not last for ever
			admin, begun = c.logsIn("admin@demo.test"), time.Now()
		}
		c.within(5*patience, "one more ticket is assigned, everybody is told and its card is redrawn", func() bool {
			before, looks, cards := len(open), 0, c.cards()
			for n := range open {
				ticket := admin.ticket(n)
				redrawn := strings.Contains(strings.Join(cards[fmt.Sprint("#", n)], ""), tickets.Status(ticket.Status).Words())
				if redrawn && ticket.Assignee != nil && ticket.told() {
					delete(open, n)
				} else if looks++; looks == 10 {
					break
				}
			}
			return len(open) < before
		})
	}
	c.within(5*patience, "no event waits and nothing is to be redrawn, for employees either", func() bool {
		load := c.load()
		return load["beckon_outbox_lag_seconds"] == 0 && load["beckon_tickets_moving"] == 0
	})
	for _, ticket := range admin.tickets("limit=200") {
		if handle, temp := strings.CutPrefix(ticket.Requester.Name, "Temp "); temp && c.chat.address(handle) != "" {
			c.getsMail(c.chat.address(handle), "Welcome")
		}
	}
}

// answers reports whether the desk answers requests.
func (c *chaos) answers() bool {
	r, err := http.NewRequestWithContext(c.ctx, http.MethodGet, c.url+"/healthz", nil)
	if err != nil {
		c.t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return false
	}
	resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}

// load reads the desk's own gauges.
func (c *chaos) load() map[string]float64 {
	c.t.Helper()
	_, text := (&client{w: c.world}).call(http.MethodGet, "/metrics", nil, nil)
	gauges := map[string]float64{}
	for line := range strings.Lines(text) {
		var name string
		var value float64
		if _, err := fmt.Sscan(line, &name, &value); err == nil {
			gauges[name] = value
		}
	}
	return gauges
}

// leaksNothing compares the desk at rest with the desk that had just started.
func (c *chaos) leaksNothing(before map[string]float64) {
	c.t.Helper()
	after := c.load()
	for _, gauge := range []struct {
		name string
		more float64 // allowed
	}{{"process_open_fds", 60}, {"go_goroutines", 120}} {
		if after[gauge.name] > before[gauge.name]+gauge.more {
			c.t.Errorf("%s is %v at rest, was %v at the start: something leaks", gauge.name, after[gauge.name], before[gauge.name])
		}
	}
}

// diedForRecords is what a desk says that was started while the disk was full, or
// while MongoDB was away for longer than a desk that starts waits.
var diedForRecords = regexp.MustCompile(`(?m)^beckon serve: .*(disk with the desk's records is full|no space left|open MongoDB at .* did not answer|open MongoDB at .* does not answer)`)

// endsWell stops the desk and looks at how it lived.
func (c *chaos) endsWell() {
	c.t.Helper()
	if err := c.desk.stop(); err != nil {
		c.t.Errorf("after SIGTERM the desk ended with %v", err)
	}
	if excused := diedForRecords.FindAllString(c.desk.logged.String(), -1); len(c.desk.deaths) > len(excused) {
		c.t.Errorf("the desk died by itself: %s", strings.Join(c.desk.deaths, "; "))
	}
	for _, word := range []string{"panic:", "DATA RACE", "fatal error:"} {
		if strings.Contains(c.desk.logged.String(), word) {
			c.t.Errorf("the desk logged %q", word)
		}
	}
}
