package ai

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/tickets"
)

// relay is a chain with a model that answers from a list, then goes on as it last did.
type relay struct {
	t     *testing.T
	chain *Chain
	model *triager
	now   time.Time
}

func newRelay(t *testing.T, daily int, answers ...error) *relay {
	rl := &relay{t: t, now: time.Date(2026, 3, 4, 10, 0, 0, 0, time.UTC)}
	rl.model = &triager{}
	rl.model.answer = func(tickets.Request) (tickets.Assessment, error) {
		err := answers[min(rl.model.asked, len(answers))-1]
		return tickets.Assessment{By: "gemini"}, err
	}
	rl.chain = NewChain(ChainConfig{
		Name: "Gemini", First: rl.model, Fallback: always(tickets.Assessment{By: "local"}), Daily: daily, Clock: func() time.Time { return rl.now },
	})
	return rl
}

func failing(k FailureKind) error { return &Failure{Kind: k, Model: "Gemini"} }

// triage says in a few words what came of a ticket: gemini, an error, or why it fell back.
func (rl *relay) triage(attempt int) string {
	rl.t.Helper()
	a, err := rl.chain.Triage(rl.t.Context(), tickets.Request{Title: "VPN drops", Attempt: attempt})
	if err != nil {
		return "again"
	}
	if a.Fallback != "" {
		return fmt.Sprintf("%s, %s: %s", a.By, a.Cause, a.Fallback)
	}
	return a.By
}

func TestChain(t *testing.T) {
	for name, tt := range map[string]struct {
		says    error
		attempt int
		want    string
	}{
		"well":                   {nil, 0, "gemini"},
		"unreachable, first":     {failing(Unreachable), 0, "again"},
		"unreachable, later":     {failing(Unreachable), 1, "local, model_unreachable: Gemini could not be reached, so the built-in triage read it."},
		"slow":                   {failing(Slow), 0, "local, model_slow: Gemini did not answer in time, so the built-in triage read it."},
		"busy, first":            {failing(Busy), 0, "again"},
		"garbled, first":         {failing(Garbled), 0, "again"},
		"garbled, later":         {failing(Garbled), 1, "local, model_garbled: Gemini gave an answer that makes no sense, so the built-in triage read it."},
		"blocked, first":         {failing(Blocked), 0, "local, model_blocked: Gemini will not read this text, so the built-in triage read it."},
		"truncated, first":       {failing(Truncated), 0, "local, model_truncated: Gemini stopped in the middle of its answer, so the built-in triage read it."},
		"misled, first":          {failing(Misled), 0, "local, model_misled: Gemini was misled by the text, so the built-in triage read it."},
		"refused, first":         {failing(Refused), 0, "local, model_refused: Gemini refuses our requests, so the built-in triage read it."},
		"error of another sort":  {errors.New("https://u:p@host"), 1, "local, model_unreachable: Gemini failed, so the built-in triage read it."},
		"another sort, at first": {errors.New("https://u:p@host"), 0, "again"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := newRelay(t, 0, tt.says).triage(tt.attempt); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestOutageDelaysNobodyForLong(t *testing.T) {
	rl := newRelay(t, 0, failing(Slow))
	got := []string{rl.triage(0), rl.triage(0), rl.triage(0), rl.triage(0), rl.triage(0)}
	slow := "local, model_slow: Gemini did not answer in time, so the built-in triage read it."
	lately := "local, model_outage: Gemini has been failing lately, so the built-in triage read it."
	if diff := cmp.Diff([]string{slow, slow, slow, lately, lately}, got); diff != "" || rl.model.asked != breakerAfter {
		t.Fatalf("asked %d times (-want +got):\n%s", rl.model.asked, diff)
	}
	rl.now = rl.now.Add(breakerRest)
	if got := []string{rl.triage(0), rl.triage(0)}; got[0] != slow || got[1] != lately {
		t.Errorf("after the rest one may try: %q", got)
	}
	rl.now = rl.now.Add(breakerRest)
	if got := rl.triage(0); got != lately {
		t.Errorf("after a failed try the rest is longer: %q", got)
	}
}

func TestRecoveryClosesTheBreaker(t *testing.T) {
	rl := newRelay(t, 0, failing(Unreachable), failing(Unreachable), failing(Unreachable), nil)
	opened := []string{rl.triage(0), rl.triage(0), rl.triage(0)}
	if diff := cmp.Diff([]string{"again", "again", "local, model_unreachable: Gemini could not be reached, so the built-in triage read it."}, opened); diff != "" {
		t.Errorf("whoever opens it has no reason to try again (-want +got):\n%s", diff)
	}
	rl.now = rl.now.Add(breakerRest)
	if got := []string{rl.triage(0), rl.triage(0)}; got[0] != "gemini" || got[1] != "gemini" {
		t.Errorf("got %q", got)
	}
}

func TestOnlyTheModelsOwnFailuresOpenTheBreaker(t *testing.T) {
	for kind, want := range map[FailureKind]int{
		Unreachable: breakerAfter, Slow: breakerAfter, Busy: breakerAfter, Refused: breakerAfter,
		Blocked: 10, Truncated: 10, Garbled: 10, Misled: 10, // is the ticket's doing
	} {
		rl := newRelay(t, 0, failing(kind))
		for range 10 {
			rl.triage(1)
		}
		if rl.model.asked != want {
			t.Errorf("%s: asked %d times, want %d", kind, rl.model.asked, want)
		}
	}
}

func TestAnAnswerBetweenFailuresBeginsAnew(t *testing.T) {
	var b breaker
	for _, o := range []outcome{down, down, up, down, down} {
		b.done(o, time.Unix(1000, 0))
	}
	for range 2 { // two at once
		if !b.allow(time.Unix(1000, 0)) {
			t.Error("not everybody may ask after two failures in a row")
		}
	}
}

func TestEachFailedProbeDoublesTheRest(t *testing.T) {
	var b breaker
	now := time.Unix(1000, 0)
	for range 2 { // the second outage is as the first
		for range breakerAfter {
			now = now.Add(breakerRest * 2 / 3)
			b.done(down, now)
		}
		for _, rest := range []time.Duration{breakerRest, 2 * breakerRest, 4 * breakerRest, 8 * breakerRest, 16 * breakerRest, breakerMost, breakerMost} {
			b.done(down, now.Add(rest/2)) // by somebody who asked before
			if b.allow(now.Add(rest - 1)) {
				t.Errorf("somebody may ask before %s", rest)
			}
			now = now.Add(rest)
			if !b.allow(now) {
				t.Errorf("nobody may ask after %s", rest)
			}
			b.done(down, now)
		}
		b.done(up, now)
	}
}

func TestAPanicStrandsNeitherTheTicketNorTheBreaker(t *testing.T) {
	rl := newRelay(t, 0, failing(Unreachable))
	rl.triage(0)
	rl.triage(0)
	rl.triage(0)
	rl.now = rl.now.Add(breakerRest)
	rl.model.answer = func(tickets.Request) (tickets.Assessment, error) { panic("boom") }
	if got, want := rl.triage(1), "local, model_garbled: Gemini gave an answer that makes no sense, so the built-in triage read it."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	rl.model.answer = always(tickets.Assessment{By: "gemini"}).answer
	if got := rl.triage(0); got != "gemini" {
		t.Errorf("the next ticket: %q", got)
	}
}

func TestBudgetIsPerDay(t *testing.T) {
	rl := newRelay(t, 2, nil)
	got := []string{rl.triage(0), rl.triage(0), rl.triage(0)}
	want := []string{"gemini", "gemini", "local, model_budget: Gemini has used up today's budget, so the built-in triage read it."}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	rl.now = rl.now.Add(24 * time.Hour)
	if got := rl.triage(0); got != "gemini" {
		t.Errorf("the next day: %q", got)
	}
}

// ledger is the documents of a desk, in memory.
type ledger struct {
	mu   sync.Mutex
	docs map[string][]byte
	down error
}

func (l *ledger) Document(_ context.Context, name string, change func([]byte) ([]byte, error)) ([]byte, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.down != nil {
		return nil, l.down
	}
	now, err := change(l.docs[name])
	if errors.Is(err, tickets.ErrUnchanged) {
		return l.docs[name], nil
	}
	if err == nil {
		l.docs[name] = now
	}
	return now, err
}

func TestTheBudgetOutlastsARestartAndIsSharedByInstances(t *testing.T) {
	records := &ledger{docs: map[string][]byte{}}
	var got []string
	asked := 0
	for range 4 { // each is a start of the program
		rl := newRelay(t, 3, nil)
		rl.chain.budget.records = records
		got = append(got, rl.triage(0))
		asked += rl.model.asked
	}
	want := []string{"gemini", "gemini", "gemini", "local, model_budget: Gemini has used up today's budget, so the built-in triage read it."}
	if diff := cmp.Diff(want, got); diff != "" || asked != 3 {
		t.Errorf("asked %d times (-want +got):\n%s", asked, diff)
	}
	rl := newRelay(t, 3, nil)
	rl.chain.budget.records, rl.now = records, rl.now.Add(24*time.Hour)
	if got := rl.triage(0); got != "gemini" {
		t.Errorf("the next day: %q", got)
	}
}

func TestWhenTheBudgetCannotBeReadTheTicketIsTriedAgain(t *testing.T) {
	rl := newRelay(t, 3, nil)
	records := &ledger{docs: map[string][]byte{}, down: errors.New("the records do not answer")}
	rl.chain.budget.records = records
	if got := rl.triage(0); got != "again" || rl.model.asked != 0 {
		t.Errorf("without records: %q, asked %d times; want it tried again", got, rl.model.asked)
	}
	records.down = nil
	if got := rl.triage(1); got != "gemini" {
		t.Errorf("then: %q", got)
	}
}

func TestOnlyOneProbes(t *testing.T) {
	var b breaker
	now := time.Unix(1000, 0)
	for range breakerAfter {
		b.done(down, now)
	}
	now = now.Add(breakerRest)
	var allowed int
	var mu sync.Mutex
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			if b.allow(now) {
				mu.Lock()
				allowed++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if allowed != 1 {
		t.Errorf("%d probes, want 1", allowed)
	}
	b.done(unknown, now)
	if !b.allow(now) {
		t.Error("a probe whose asker gave up must let the next one try")
	}
}

func TestCallerWhoGivesUpProvesNothing(t *testing.T) {
	rl := newRelay(t, 0, failing(Slow))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range 2 * breakerAfter {
		if _, err := rl.chain.Triage(ctx, tickets.Request{Title: "x"}); err == nil {
			t.Fatal("no error")
		}
	}
	if !rl.chain.breaker.allow(rl.now) {
		t.Error("the breaker opened")
	}
}

func TestWhoMayTryAndDoesNotLeavesItToTheNext(t *testing.T) {
	for name, leave := range map[string]func(rl *relay){
		"the caller gives up": func(rl *relay) {
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			_, _ = rl.chain.Triage(ctx, tickets.Request{Title: "x"})
		},
		"the budget is used up": func(rl *relay) {
			rl.chain.Daily = breakerAfter
			rl.triage(0)
			rl.chain.Daily = 0
		},
	} {
		rl := newRelay(t, 100, failing(Slow))
		for range breakerAfter {
			rl.triage(0)
		}
		rl.now = rl.now.Add(breakerRest)
		leave(rl)
		rl.model.answer = always(tickets.Assessment{By: "gemini"}).answer
		if got := rl.triage(0); got != "gemini" {
			t.Errorf("%s: the next ticket: %q", name, got)
		}
	}
}

// learner is a triager that keeps what it is taught.
type learner struct {
	*triager
	taught, shown []tickets.ID
}

func (l *learner) Observe(_ context.Context, t tickets.Ticket) error {
	l.shown = append(l.shown, t.ID)
	return nil
}

func (l *learner) Learn(_ context.Context, t tickets.Ticket) error {
	l.taught = append(l.taught, t.ID)
	return nil
}

func TestChainPassesLessonsOn(t *testing.T) {
	l := &learner{triager: always(tickets.Assessment{})}
	c := NewChain(ChainConfig{First: always(tickets.Assessment{}), Fallback: l})
	if err := c.Learn(t.Context(), tickets.Ticket{ID: "01T"}); err != nil || len(l.taught) != 1 {
		t.Errorf("error %v, taught %v", err, l.taught)
	}
	if err := c.Observe(t.Context(), tickets.Ticket{ID: "01U"}); err != nil || len(l.shown) != 1 {
		t.Errorf("error %v, shown %v", err, l.shown)
	}
}

func TestWhoeverReadsATicketItsLikesAreNamed(t *testing.T) {
	similar := []tickets.Similar{{Number: 12, Title: "VPN drops", Status: tickets.Resolved, Score: 0.9}}
	said := "**Resolved before**\n- BK-12 VPN drops"
	for name, tt := range map[string]struct {
		model, near tickets.Assessment
		want        tickets.Assessment
	}{
		"beside the model's notes": {tickets.Assessment{By: "gemini", Notes: "Check the gateway."}, tickets.Assessment{By: "local", Notes: said, Similar: similar},
			tickets.Assessment{By: "gemini", Notes: "Check the gateway.\n\n" + said, Similar: similar}},
		"a model without notes": {tickets.Assessment{By: "gemini"}, tickets.Assessment{Notes: said, Similar: similar},
			tickets.Assessment{By: "gemini", Notes: said, Similar: similar}},
		"long notes give way": {tickets.Assessment{Notes: strings.Repeat("x", maxNotes)}, tickets.Assessment{Notes: said, Similar: similar},
			tickets.Assessment{Notes: strings.Repeat("x", maxNotes-len(said)-3) + "…\n\n" + said, Similar: similar}},
		"none are alike": {tickets.Assessment{By: "gemini", Notes: "Check the gateway."}, tickets.Assessment{By: "local", Notes: "Ask since when."},
			tickets.Assessment{By: "gemini", Notes: "Check the gateway."}},
	} {
		t.Run(name, func(t *testing.T) {
			c := NewChain(ChainConfig{Name: "Gemini", First: always(tt.model), Fallback: always(tt.near)})
			got, err := c.Triage(t.Context(), tickets.Request{Title: "VPN drops again"})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestWithoutItsLikesAModelsAnswerStands(t *testing.T) {
	model := tickets.Assessment{By: "gemini", Notes: "Check the gateway."}
	c := NewChain(ChainConfig{Name: "Gemini", First: always(model), Fallback: &triager{answer: func(tickets.Request) (tickets.Assessment, error) {
		return tickets.Assessment{}, errors.New("no")
	}}})
	got, err := c.Triage(t.Context(), tickets.Request{Title: "VPN drops"})
	if diff := cmp.Diff(model, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}
