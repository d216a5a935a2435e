package ai

import (
	"context"
	"errors"
	"log/slog"
	"runtime/debug"
	"strings"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

// ChainConfig is what a Chain needs.
type ChainConfig struct {
	Name     string                // of the first, in messages: "Gemini"
	First    tickets.Triager       // asks a model; its errors should be *Failure
	Fallback tickets.Triager       // needs no network
	Daily    int                   // most requests to the first per day (UTC); 0 means no limit
	Records  tickets.DocumentStore // where those are counted; nil counts in memory, anew after each start
	Clock    func() time.Time      // nil for the machine's clock
	Log      *slog.Logger          // nil for the default logger
}

// Chain asks a model first, and a triager that needs none when the model cannot
// help: at once when it never will, or when it has been failing for everybody;
// otherwise on the second try. A text that gives orders to the model goes to the
// fallback without the model seeing it. Assessment.Fallback says why in one
// sentence. A model knows no other ticket of the desk, so whoever answers, the
// tickets like this one are the fallback's to name. It is safe for concurrent use.
type Chain struct {
	ChainConfig
	breaker breaker
	budget  budget
}

var (
	_ tickets.Triager  = (*Chain)(nil)
	_ tickets.Learner  = (*Chain)(nil)
	_ tickets.Observer = (*Chain)(nil)
)

// NewChain returns a Chain.
func NewChain(c ChainConfig) *Chain {
	if c.Clock == nil {
		c.Clock = time.Now
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	return &Chain{ChainConfig: c, budget: budget{records: c.Records}}
}

// Triage implements tickets.Triager. On Attempt 0 a passing failure of the model
// is returned, so that the durable step tries again soon.
func (c *Chain) Triage(ctx context.Context, r tickets.Request) (tickets.Assessment, error) {
	cause, why, err := c.passOver(ctx, r)
	if err != nil {
		return tickets.Assessment{}, err
	}
	if why != "" {
		return c.fallBack(ctx, r, cause, why)
	}
	a, err := c.ask(ctx, r)
	if err == nil {
		c.breaker.done(up, c.Clock())
		return c.withSimilar(ctx, r, a), nil
	}
	if ctx.Err() != nil {
		c.breaker.done(unknown, c.Clock())
		return tickets.Assessment{}, err
	}
	kind, why := c.kind(err)
	closed := c.breaker.done(seen(kind), c.Clock())
	c.Log.Warn("triage by the model failed", "ticket", r.ID, "attempt", r.Attempt, "kind", kind, "err", why)
	if kind.Passing() && closed && r.Attempt == 0 {
		return tickets.Assessment{}, err
	}
	return c.fallBack(ctx, r, kind.Cause(), why)
}

// ask asks the model. A bug that some answer brings to light is a failure like
// others: neither the ticket nor the breaker is to wait for it.
func (c *Chain) ask(ctx context.Context, r tickets.Request) (_ tickets.Assessment, err error) {
	defer func() {
		if p := recover(); p != nil {
			c.Log.Error("triage by the model broke off", "ticket", r.ID, "panic", p, "stack", string(debug.Stack()))
			err = &Failure{Kind: Garbled, Model: c.Name}
		}
	}()
	return c.First.Triage(ctx, r)
}

// passOver says why the model is not to be asked, or "" when it is; then the
// breaker waits to hear how it went. It fails when the records do.
func (c *Chain) passOver(ctx context.Context, r tickets.Request) (cause tickets.Cause, why string, err error) {
	if givesOrders(r) {
		return tickets.CauseModelOrders, "The text seems to give orders to the AI", nil
	}
	if !c.breaker.allow(c.Clock()) {
		return tickets.CauseModelOutage, c.Name + " has been failing lately", nil
	}
	within, err := c.budget.take(ctx, c.Daily, c.Clock())
	if !within {
		c.breaker.done(unknown, c.Clock())
		why = c.Name + " has used up today's budget"
	}
	return tickets.CauseModelBudget, why, err
}

// kind sorts an error of the first. Its words are only used when they are ours.
func (c *Chain) kind(err error) (FailureKind, string) {
	var f *Failure
	if errors.As(err, &f) {
		return f.Kind, f.Error()
	}
	return Unreachable, c.Name + " failed"
}

func seen(k FailureKind) outcome {
	if k.outage() {
		return down
	}
	return up
}

func (c *Chain) fallBack(ctx context.Context, r tickets.Request, cause tickets.Cause, why string) (tickets.Assessment, error) {
	a, err := c.Fallback.Triage(ctx, r)
	a.Fallback, a.Cause = why+", so the built-in triage read it.", cause
	return a, err
}

// withSimilar adds to a model's answer the tickets like this one, with what the
// fallback says of them. They are hints: without them the answer stands.
func (c *Chain) withSimilar(ctx context.Context, r tickets.Request, a tickets.Assessment) tickets.Assessment {
	near, err := c.Fallback.Triage(ctx, r)
	if err != nil || len(near.Similar) == 0 {
		return a
	}
	a.Similar = near.Similar
	if near.Notes != "" {
		a.Notes = strings.TrimSpace(bounded(a.Notes, maxNotes-len([]rune(near.Notes))-2) + "\n\n" + near.Notes)
	}
	return a
}

// Learn passes what moderators set on to whichever of the two learns.
func (c *Chain) Learn(ctx context.Context, t tickets.Ticket) error {
	var failed error
	for _, triager := range []tickets.Triager{c.First, c.Fallback} {
		if l, ok := triager.(tickets.Learner); ok {
			failed = errors.Join(failed, l.Learn(ctx, t))
		}
	}
	return failed
}

// Observe has the fallback, which names similar tickets, know one more.
func (c *Chain) Observe(ctx context.Context, t tickets.Ticket) error {
	if o, ok := c.Fallback.(tickets.Observer); ok {
		return o.Observe(ctx, t)
	}
	return nil
}
