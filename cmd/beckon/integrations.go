package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/beckon-desk/beckon/api"
	"github.com/beckon-desk/beckon/tickets"
)

// Parts that no start waits for: they are proven by use.
const (
	partMail  = "email"
	partModel = "model"
)

// trialLimit is how long a test may take.
const trialLimit = 12 * time.Second

// health remembers how each part of the desk fares. The zero value is ready.
type health struct {
	mu    sync.Mutex
	parts map[string]fare
}

// fare is how one part fares, and its last failure.
type fare struct {
	err, last     error
	since, lastAt time.Time
}

// set records how a part fares now.
func (h *health) set(part string, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.parts == nil {
		h.parts = map[string]fare{}
	}
	now := time.Now()
	f, known := h.parts[part]
	if !known || (f.err == nil) != (err == nil) {
		f.since = now
	}
	if f.err = err; err != nil && !errors.Is(err, errStarting) {
		f.last, f.lastAt = err, now
	}
	h.parts[part] = f
}

func (h *health) of(part string) (fare, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	f, known := h.parts[part]
	return f, known
}

// watchedMail notes how sending mail fares. What is wrong with one address says
// nothing of the server.
type watchedMail struct {
	tickets.Notifier
	health *health
}

// Notify implements tickets.Notifier.
func (w watchedMail) Notify(ctx context.Context, m tickets.Message) (tickets.Place, error) {
	at, err := w.Notifier.Notify(ctx, m)
	if ctx.Err() == nil && !errors.Is(err, tickets.ErrPermanent) {
		w.health.set(partMail, err)
	}
	return at, err
}

// watchedModel notes how asking the model fares.
type watchedModel struct {
	tickets.Triager
	health *health
}

// Triage implements tickets.Triager.
func (w watchedModel) Triage(ctx context.Context, r tickets.Request) (tickets.Assessment, error) {
	a, err := w.Triager.Triage(ctx, r)
	if ctx.Err() == nil {
		w.health.set(partModel, err)
	}
	return a, err
}

// integrations implements api.Integrations.
type integrations struct{ *desk }

// State implements api.Integrations.
func (i integrations) State() []api.Integration {
	c := i.cfg
	model := "Gemini"
	if c.OpenAIURL != "" {
		model = "Model server"
	}
	return []api.Integration{
		i.state(partSlack, "Slack", c.SlackBotToken != "", api.IntegrationStarting),
		i.state(partDiscord, "Discord", c.DiscordToken != "", api.IntegrationStarting),
		i.state(partMail, "Mail", c.SMTPURL != "", api.IntegrationUntried),
		i.state(partModel, model, i.model != nil, api.IntegrationUntried),
		i.state(partInngest, "Inngest", true, api.IntegrationStarting),
	}
}

func (i integrations) state(part, title string, on bool, before api.IntegrationState) api.Integration {
	out := api.Integration{Name: part, Title: title, State: api.IntegrationOff}
	if !on {
		return out
	}
	f, known := i.health.of(part)
	out.Since, out.ErrorAt = f.since, f.lastAt
	if f.last != nil {
		out.Error, out.Cause = tickets.Clip(tickets.CleanLine(f.last.Error()), 300), tickets.CauseOf(f.last)
	}
	switch {
	case !known || errors.Is(f.err, errStarting):
		out.State = before
	case f.err != nil:
		out.State = api.IntegrationFailing
	default:
		out.State = api.IntegrationReady
	}
	return out
}

// Try implements api.Integrations.
func (i integrations) Try(ctx context.Context, name string, u tickets.User) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, trialLimit)
	defer cancel()
	switch name {
	case partInngest:
		return i.tryInngest()
	case partModel:
		return i.tryModel(ctx)
	}
	return i.tryChannel(ctx, tickets.Platform(name), u)
}

// tryChannel sends a message to the admin who asks.
func (i integrations) tryChannel(ctx context.Context, channel tickets.Platform, u tickets.User) (string, error) {
	n := i.channels[channel]
	if n == nil || !n.Reaches(u) {
		return "", &tickets.Error{Kind: tickets.Conflict, Reason: "no_address_of_yours", Message: "It has no address of yours. Link your account, or add a mail address, then send a test."}
	}
	_, err := n.Notify(ctx, tickets.Message{Key: rand.Text(), Kind: tickets.NoticeTest, To: u, Link: i.cfg.publicURL() + "/", Zone: u.Location()})
	if err != nil && !errors.Is(err, tickets.ErrElsewhere) {
		return "", failedTrial(err)
	}
	return "A test is on its way to you.", nil
}

func (i integrations) tryModel(ctx context.Context) (string, error) {
	skills, err := i.service.Skills(ctx)
	if err != nil {
		return "", err
	}
	a, err := i.model.Triage(ctx, tickets.Request{
		ID: "trial", Title: "The VPN drops every ten minutes", Body: "Since this morning. I cannot work.", CreatedAt: time.Now(), Skills: skills,
	})
	if err != nil {
		return "", failedTrial(err)
	}
	return fmt.Sprintf("It read a sample ticket: priority %s. %s", a.Priority, a.Summary), nil
}

// tryInngest says what the trial runs have shown, which never stop.
func (i integrations) tryInngest() (string, error) {
	f, known := i.health.of(partInngest)
	switch {
	case !known:
		return "", failedTrial(errStarting)
	case f.err != nil:
		return "", failedTrial(f.err)
	}
	return fmt.Sprintf("It is tried every %s, and has answered since %s.", canaryEvery, f.since.UTC().Format("2006-01-02 15:04 UTC")), nil
}

func failedTrial(err error) error {
	why := tickets.Clip(tickets.CleanLine(err.Error()), 300)
	return &tickets.Error{Kind: tickets.Unavailable, Reason: "trial_failed", Args: []string{why}, Message: "It did not work: " + why, Cause: tickets.CauseOf(err), Err: err}
}
