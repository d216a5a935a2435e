package main

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/beckon-desk/beckon/bot/sim"
	"github.com/beckon-desk/beckon/tickets"
)

var (
	chaosFor  = flag.Duration("chaos", 16*time.Second, "how long TestChaos breaks things")
	chaosSeed = flag.Uint64("chaosseed", 0, "repeats a schedule of TestChaos; 0 draws one")
)

// TestChaos runs Beckon as a process of its own, has employees and moderators
// work, and breaks everything on purpose by a schedule drawn from a seed. Then
// it lets things calm down, and counts what really happened: in Slack, in the
// mailboxes, and in the file that is left.
func TestChaos(t *testing.T) {
	seed := *chaosSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	var gemini *sim.Gemini
	w := restingWorld(t, withGemini(t, func(g *sim.Gemini) {
		gemini = g
		g.Answers(func(r sim.GeminiRequest) string {
			skill := ""
			for trouble, knows := range troubles {
				if strings.Contains(r.Prompt, trouble) {
					skill = knows
				}
			}
			return `{"summary":"It does not work.","priority":"high","reason":"Work stops.","skills":["` + skill + `"],"category":"","notes":"Look at the cable.",
				"sentiment":"calm","language":"en","draft":"We are on it.","confidence":{"summary":0.9,"priority":0.9,"skills":0.9,"category":0.1}}`
		})
	}))
	ctx, cancel := context.WithTimeout(t.Context(), *chaosFor+3*patience)
	defer cancel()
	w.ctx = ctx
	c := &chaos{world: w, gemini: gemini, desk: w.serve()}
	c.hires()
	blows := c.schedule(rand.New(rand.NewPCG(seed, 0)), *chaosFor)
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("repeat with -run TestChaos -chaos=%s -chaosseed=%d; the schedule was\n%s\nthe desk logged at last:\n%s",
				*chaosFor, seed, described(blows), tail(c.desk.logged.String(), 300))
		}
	})
	before := c.load()

	c.rage(blows, seed)
	c.calm()

	after := c.load()
	for _, gauge := range []struct {
		name string
		more float64 // allowed over a process that has just started
	}{{"process_open_fds", 60}, {"go_goroutines", 120}} {
		if after[gauge.name] > before[gauge.name]+gauge.more {
			t.Errorf("%s is %v at rest, was %v at the start: something leaks", gauge.name, after[gauge.name], before[gauge.name])
		}
	}
	if err := c.desk.stop(); err != nil {
		t.Errorf("after SIGTERM the desk ended with %v", err)
	}
	if len(c.desk.deaths) > 0 {
		t.Errorf("the desk died by itself: %s", strings.Join(c.desk.deaths, "; "))
	}
	for _, word := range []string{"panic:", "DATA RACE", "fatal error:"} {
		if strings.Contains(c.desk.logged.String(), word) {
			t.Errorf("the desk logged %q", word)
		}
	}
	c.tally(t)
	t.Logf("seed %d: %d blows, %d of them killed Beckon; %d /ticket typed", seed, len(blows), c.desk.blows, len(c.typed))
}

// chaos is a world that is being broken.
type chaos struct {
	*world
	gemini *sim.Gemini
	desk   *served

	employees, staff []string // handles

	mu    sync.Mutex
	typed []string // titles, each once
}

// troubles are what employees complain of, and the skill for it: that of one
// moderator each.
var troubles = map[string]string{"VPN drops": "VPN", "Printer jams": "Printing", "Password lost": "Accounts"}

// hires fills the workspace with enough employees that Slack's limit of one
// message a second for each of them holds nobody up.
func (c *chaos) hires() {
	for _, p := range demoPeople {
		if p.role == tickets.Requester {
			c.employees = append(c.employees, p.handle)
		} else {
			c.staff = append(c.staff, p.handle)
		}
	}
	for i := range 6 {
		handle := fmt.Sprintf("temp%d", i+1)
		c.slack.AddUser(sim.SlackUser{Name: handle, RealName: "Temp " + handle, Email: handle + "@demo.test"})
		c.employees = append(c.employees, handle)
	}
	c.slack.AddChannel(sim.SlackChannel{Name: "general", Members: c.employees})
}

// blow is one thing that goes wrong.
type blow struct {
	at    time.Duration
	what  string
	lands func()
}

func described(blows []blow) string {
	var s strings.Builder
	for _, b := range blows {
		fmt.Fprintf(&s, "%8s %s\n", b.at.Round(time.Millisecond), b.what)
	}
	return s.String()
}

// round is how long it takes until every sort of blow has come once.
const round = 8 * time.Second

// schedule draws the blows: in each round every one of kinds, and some small
// faults besides, at moments of their own.
func (c *chaos) schedule(r *rand.Rand, length time.Duration) []blow {
	var blows []blow
	for begin := time.Duration(0); begin+round <= length; begin += round {
		land := func(what string, lands func()) {
			blows = append(blows, blow{begin + time.Duration(r.Int64N(int64(round))), what, lands})
		}
		land("kill -9 of Beckon", c.desk.kill)
		land("kill -9 of Inngest", c.desk.killInngest)
		for range 12 {
			f, times := fault(r), 1+r.IntN(3)
			f.Times = times
			switch r.IntN(5) {
			case 0, 1:
				f.Method = []string{"chat.postMessage", "chat.update", ""}[r.IntN(3)]
				land(fmt.Sprintf("Slack: %+v", f), func() { c.slack.Fail(f) })
			case 2, 3:
				f.Method = []string{"DATA", "RCPT", "MAIL"}[r.IntN(3)]
				if f.Status != 0 {
					f.Status = 451 // the same in SMTP: not now
				}
				if f.Method == "DATA" && f.Reset { // nobody could tell it from a lost reply
					f.Reset, f.LoseReply = false, true
				}
				land(fmt.Sprintf("SMTP: %+v", f), func() { c.mail.Fail(f) })
			case 4:
				g := sim.GeminiFault{Times: times, Delay: f.Delay, Status: f.Status, Reset: f.Reset || f.LoseReply}
				land(fmt.Sprintf("Gemini: %+v", g), func() { c.gemini.Fail(g) })
			}
		}
	}
	slices.SortFunc(blows, func(a, b blow) int { return int(a.at - b.at) })
	return blows
}

// fault draws one of what a third party may do to a call.
func fault(r *rand.Rand) sim.Fault {
	return []sim.Fault{
		{Delay: time.Duration(100+r.IntN(1900)) * time.Millisecond},
		{Status: http.StatusTooManyRequests},
		{Status: http.StatusInternalServerError},
		{Reset: true},
		{LoseReply: true},
	}[r.IntN(5)]
}

// rage has people work while the blows land.
func (c *chaos) rage(blows []blow, seed uint64) {
	ctx, cancel := context.WithTimeout(c.ctx, *chaosFor)
	defer cancel()
	var people sync.WaitGroup
	complaints := slices.Sorted(maps.Keys(troubles))
	for i, handle := range c.employees {
		r := rand.New(rand.NewPCG(seed, uint64(i+1)))
		people.Go(func() {
			for n := 1; pause(ctx, time.Duration(1000+r.IntN(2000))*time.Millisecond); n++ {
				c.typesTicket(handle, fmt.Sprintf("%s %s-%04d.", complaints[r.IntN(len(complaints))], handle, n))
			}
		})
	}
	for i, handle := range c.staff {
		r := rand.New(rand.NewPCG(seed, uint64(100+i)))
		people.Go(func() {
			for pause(ctx, time.Duration(200+r.IntN(600))*time.Millisecond) {
				c.worksOn(handle, r)
			}
		})
	}
	began := time.Now()
	for _, b := range blows {
		if !pause(ctx, time.Until(began.Add(b.at))) {
			break
		}
		b.lands()
	}
	people.Wait()
}

func (c *chaos) typesTicket(handle, title string) {
	c.mu.Lock()
	c.typed = append(c.typed, title)
	c.mu.Unlock()
	c.slack.As(handle).Types("general", "/ticket "+title) // what came of it is counted at the end
}

// worksOn has a moderator press what some card offers.
func (c *chaos) worksOn(handle string, r *rand.Rand) {
	p := c.slack.As(handle)
	cards := slices.DeleteFunc(p.Sees("@beckon"), func(m sim.SlackMessage) bool {
		return !slices.Contains(m.Buttons(), "Claim") && !slices.Contains(m.Buttons(), "Resolve")
	})
	if len(cards) == 0 {
		return
	}
	card := cards[r.IntN(len(cards))]
	if slices.Contains(card.Buttons(), "Claim") {
		p.Clicks(card, "Claim")
		return
	}
	if form := p.Clicks(card, "Resolve").Modal; form != nil {
		if strings.Contains(form.Visible(), "What solved it?") {
			p.Fills(form, map[string]string{"What solved it?": "Turned it off and on."}).Submits()
		}
		p.Closes(form)
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
	c.desk.ready()
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
	c.until("every ticket is assigned and everybody is told", func() bool {
		for n := range open {
			ticket := admin.ticket(n)
			if ticket.Assignee == nil || !ticket.told() {
				return false
			}
			delete(open, n)
		}
		return c.load()["beckon_outbox_lag_seconds"] == 0
	})
	for _, ticket := range admin.tickets("limit=200") {
		if who := ticket.Requester.Name; strings.HasPrefix(who, "Temp") {
			c.getsMail(strings.TrimPrefix(who, "Temp ")+"@demo.test", "Welcome")
		}
	}
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
