package slack_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/bot/sim"
	"github.com/beckon-desk/beckon/bot/slack"
	"github.com/beckon-desk/beckon/tickets"
)

// away is a desk that can be away for a while.
type away struct {
	*desk
	ahead *atomic.Int64 // of the machine's clock, as the app reads it
}

func openAway(t *testing.T, change ...func(*sim.SlackConfig, *slack.Config)) *away {
	a := &away{ahead: new(atomic.Int64)}
	a.desk = open(t, append(change, func(_ *sim.SlackConfig, c *slack.Config) { c.Now = a.now })...)
	return a
}

func (a *away) now() time.Time { return time.Now().Add(time.Duration(a.ahead.Load())) }

// misses has n messages written, or what else Slack tells of, while nobody
// listens for ten minutes.
func (a *away) misses(n int, happen func()) {
	a.t.Helper()
	a.ahead.Store(int64(-time.Minute))
	a.attends()
	a.unheard(n, happen)
	a.ahead.Store(int64(10 * time.Minute))
}

// returns has the app listen again, and read what it has missed.
func (a *away) returns() {
	a.t.Helper()
	a.attends()
	a.ahead.Store(0)
}

// said is what the comments of a ticket say, notes in brackets.
func said(t tickets.Ticket) (all []string) {
	for _, c := range t.Comments {
		if c.Internal {
			c.Text = "(" + c.Text + ")"
		}
		all = append(all, c.Text)
	}
	return all
}

// stored is what all tickets say, oldest first.
func (d *desk) stored() (all [][]string) {
	d.t.Helper()
	for _, t := range d.tickets() {
		all = append(all, append([]string{t.Title}, said(t)...))
	}
	return all
}

func (d *desk) keeps(want ...[]string) {
	d.t.Helper()
	if diff := cmp.Diff(want, d.stored()); diff != "" {
		d.t.Errorf("stored (-want +got)\n%s\nlog:\n%s", diff, d.log)
	}
}

// tellsLate has Slack tell once more of all that it could not.
func (d *desk) tellsLate() {
	d.t.Helper()
	var told []string
	for _, e := range d.Deliveries("events_api") {
		if e.Reason != "" && !slices.Contains(told, e.EventID) {
			told = append(told, e.EventID)
			d.Redeliver(e.EventID)
		}
	}
}

// answers counts what the bot has said to somebody, once all is said.
func (d *desk) answers(name string) (n int) {
	d.t.Helper()
	if err := d.app.Close(d.t.Context()); err != nil {
		d.t.Fatal(err)
	}
	for _, m := range d.As(name).Sees("@beckon") {
		if m.BotID != "" {
			n++
		}
	}
	return n
}

func TestWhatIsWrittenWhileNobodyListensIsTakenIn(t *testing.T) {
	d := openAway(t)
	ann, bob, mo := d.As("ann"), d.As("bob"), d.As("mo")
	mo.Types("#general", "/ticket help") // mo's account joins mo's chat
	m := ann.Says("@beckon", "my laptop makes a noise")
	d.reads("ann", "@beckon", "#1 is open")
	card := d.gives("mo")

	d.misses(8, func() {
		ann.RepliesIn(m, "since monday")
		mo.RepliesIn(card, "it is the fan")
		ann.RepliesIn(m, "and it smells")
		bob.Says("@beckon", "hello")
		jam := bob.Says("@beckon", "the printer is jammed")
		bob.Says("@beckon", "it is the big one")
		bob.RepliesIn(jam, "on the third floor")
		mo.Says("@beckon", "who has a spare fan?")
	})
	d.returns()
	want := [][]string{
		{"my laptop makes a noise", "since monday", "(it is the fan)", "and it smells"},
		{"the printer is jammed", "it is the big one", "on the third floor"},
	}
	d.keeps(want...)
	d.reads("mo", "@beckon", "Noted on #1")
	d.reads("mo", "@beckon", "Nobody else has seen this")
	d.reads("bob", "@beckon", "Tell me what is wrong")
	d.reads("bob", "@beckon", "#2 is open")
	d.reads("bob", "@beckon", "Added to #2")

	d.tellsLate()
	d.misses(0, func() {})
	d.returns()
	d.keeps(want...)
	if got := d.answers("bob"); got != 3 {
		t.Errorf("bob has %d answers, want 3, one to each message outside threads", got)
	}
}

func TestOfAChannelOnlyTheThreadsOfTicketsAreTakenIn(t *testing.T) {
	for name, n := range map[string]int{"one": 1, "two": 2, "more than are read one by one": 7} {
		t.Run(name, func(t *testing.T) {
			d := openAway(t, func(c *sim.SlackConfig, _ *slack.Config) { c.MostPerPage = 3 })
			ann := d.As("ann")
			var want [][]string
			var heads []sim.SlackMessage
			for k := range n {
				heads = append(heads, ann.Says("#general", "trouble "+strings.Repeat("x", k+1)))
				ann.Fills(ann.MessageShortcut(heads[k], "Create ticket").Modal, nil).Submits()
				want = append(want, []string{heads[k].Text, "still", "so"})
			}
			idle := d.As("bob").Says("#general", "nice weather")
			d.settled(n + 1)
			d.misses(2*n+2, func() {
				d.As("bob").RepliesIn(idle, "indeed")
				ann.Says("#general", "lunch?")
				for _, h := range heads {
					ann.RepliesIn(h, "still")
					ann.RepliesIn(h, "so")
				}
			})
			d.returns()
			d.keeps(want...)
		})
	}
}

func TestALongAbsenceIsReadPageByPage(t *testing.T) {
	d := openAway(t, func(c *sim.SlackConfig, _ *slack.Config) { c.MostPerPage = 2 })
	ann, bob := d.As("ann"), d.As("bob")
	m := ann.Says("@beckon", "my laptop makes a noise")
	d.reads("ann", "@beckon", "#1 is open")
	texts := []string{"one", "two", "three", "four", "five"}
	d.misses(2*len(texts), func() {
		for _, text := range texts {
			bob.Says("@beckon", text)
			ann.RepliesIn(m, text)
		}
	})
	d.returns()
	d.keeps(append([]string{"my laptop makes a noise"}, texts...), texts)
}

func TestWhatHindersTheReadingDelaysItOnly(t *testing.T) {
	for name, hinder := range map[string]func(*away){
		"Slack asks for a wait":         func(d *away) { d.Fail(sim.Fault{Method: "conversations.history", Status: 429}) },
		"Slack fails":                   func(d *away) { d.Fail(sim.Fault{Method: "conversations.replies", Status: 500}) },
		"Slack says that it fails":      func(d *away) { d.Fail(sim.Fault{Method: "conversations.history", Code: "internal_error"}) },
		"Slack's answer is lost":        func(d *away) { d.Fail(sim.Fault{Method: "conversations.history", LoseReply: true}) },
		"Slack does not know who it is": func(d *away) { d.Fail(sim.Fault{Method: "users.info", Status: 500, Times: 2}) },
		"the store fails": func(d *away) {
			fails := errors.New("the disk is full")
			d.store.beforeCreate(func() error { defer func() { fails = nil }(); return fails })
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := openAway(t)
			m := d.As("ann").Says("@beckon", "my laptop makes a noise")
			d.reads("ann", "@beckon", "#1 is open")
			d.misses(3, func() {
				d.As("ann").RepliesIn(m, "since monday")
				d.As("bob").Says("@beckon", "the printer is jammed")
				d.As("bob").Says("@beckon", "it is the big one")
			})
			hinder(d)
			d.returns()
			d.keeps([]string{"my laptop makes a noise", "since monday"}, []string{"the printer is jammed", "it is the big one"})
		})
	}
}

func TestWhileTheTokenIsRefusedNothingCountsAsRead(t *testing.T) {
	d := openAway(t)
	d.misses(1, func() { d.As("bob").Says("@beckon", "the printer is jammed") })
	d.Fail(sim.Fault{Method: "conversations.list", Code: "account_inactive"})
	if err := slack.AttendOnce(d.app, t.Context()); !slack.Permanent(err) {
		t.Errorf("got %v, want what is wrong with the token", err)
	}
	d.returns()
	d.keeps([]string{"the printer is jammed"})
}

func TestWhereSlackDoesNotListDirectMessagesPeopleWithTicketsAreReadAllTheSame(t *testing.T) {
	for name, tt := range map[string]struct {
		scopes []string
		fault  sim.Fault
	}{
		"the scope is missing":     {scopes: []string{"commands", "chat:write", "im:write", "im:history", "users:read", "users:read.email"}},
		"it is refused for itself": {fault: sim.Fault{Method: "conversations.list", Code: "missing_argument"}},
	} {
		t.Run(name, func(t *testing.T) {
			d := openAway(t, func(c *sim.SlackConfig, _ *slack.Config) { c.App.Scopes = tt.scopes })
			ann := d.As("ann")
			m := ann.Says("@beckon", "my laptop makes a noise")
			d.reads("ann", "@beckon", "#1 is open")
			d.misses(3, func() {
				ann.RepliesIn(m, "since monday")
				ann.Says("@beckon", "it is very loud")
				d.As("bob").Says("@beckon", "the printer is jammed")
			})
			if tt.fault.Method != "" {
				d.Fail(tt.fault)
			}
			d.returns()
			d.keeps([]string{"my laptop makes a noise", "since monday", "it is very loud"})
			if !strings.Contains(d.log.String(), "im:read") {
				t.Errorf("nobody is told what may be missing; log:\n%s", d.log)
			}
		})
	}
}

func TestWhatIsNotForTheDeskIsNotTakenInLater(t *testing.T) {
	for name, tt := range map[string]struct {
		n      int
		happen func(d *away, thread sim.SlackMessage)
	}{
		"deleted meanwhile": {2, func(d *away, _ sim.SlackMessage) {
			bob := d.As("bob")
			bob.Deletes(bob.Says("@beckon", "the printer is jammed"))
		}},
		"by a guest": {2, func(d *away, thread sim.SlackMessage) {
			d.As("gus").Says("@beckon", "let me in")
			d.As("gus").RepliesIn(thread, "me too")
		}},
		"from elsewhere": {1, func(d *away, thread sim.SlackMessage) { d.As("sam").RepliesIn(thread, "hello from over here") }},
		"by the app itself": {1, func(d *away, thread sim.SlackMessage) {
			if _, _, err := d.cards.api.PostMessageContext(d.t.Context(), thread.Channel, d.cards.draw(tickets.Message{Kind: "posted"})...); err != nil {
				d.t.Fatal(err)
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			d := openAway(t)
			ann := d.As("ann")
			m := ann.Says("#general", "the wiki is down")
			ann.Fills(ann.MessageShortcut(m, "Create ticket").Modal, nil).Submits()
			d.settled(1)
			d.misses(tt.n, func() { tt.happen(d, m) })
			d.returns()
			d.keeps([]string{"the wiki is down"})
		})
	}
}

func TestWhatHadItsAnswerBeforeHasNoOther(t *testing.T) {
	d := openAway(t)
	d.As("bob").Says("@beckon", "hello")
	d.reads("bob", "@beckon", "Tell me what is wrong")
	d.ahead.Store(int64(time.Minute))
	d.attends()
	d.openApp(slack.Config{Now: d.now}) // which remembers nothing
	d.ahead.Store(int64(10 * time.Minute))
	d.returns()
	if got := d.answers("bob"); got != 1 {
		t.Errorf("bob has %d answers, want 1", got)
	}
}

func TestByASocketWhatWasMissedIsReadOnceItIsOpen(t *testing.T) {
	d := openAway(t)
	d.misses(1, func() { d.As("bob").Says("@beckon", "the printer is jammed") })
	d.UseSocketMode(true)
	ctx, cancel := context.WithCancel(t.Context())
	var all sync.WaitGroup
	all.Go(func() { d.app.Attend(ctx) })
	all.Go(func() {
		if err := d.app.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	d.reads("bob", "@beckon", "#1 is open")
	cancel()
	all.Wait()
	d.keeps([]string{"the printer is jammed"})
}

func TestOfSeveralInstancesOneReads(t *testing.T) {
	d := openAway(t)
	first := d.app
	d.misses(1, func() { d.As("bob").Says("@beckon", "the printer is jammed") })
	d.openApp(slack.Config{Now: d.now})
	var all sync.WaitGroup
	for _, app := range []*slack.Slack{first, d.app} {
		all.Go(func() {
			if err := slack.AttendOnce(app, t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	d.keeps([]string{"the printer is jammed"})
	if err := first.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := d.answers("bob"); got != 1 {
		t.Errorf("bob has %d answers, want 1", got)
	}
}
