package main

import (
	"context"
	"net/url"
	"slices"

	"github.com/beckon-desk/beckon/ai"
	"github.com/beckon-desk/beckon/ai/local"
	"github.com/beckon-desk/beckon/tickets"
)

// triager returns who reads new tickets: a model if one is set, with the local
// triager behind it, else the local one alone.
func (d *desk) triager() (tickets.Triager, error) {
	offline := local.NewTriager(func(ctx context.Context, id tickets.ID) (tickets.Ticket, error) { return d.store.Ticket(ctx, id) })
	name, model, err := d.cfg.model()
	if err != nil {
		return nil, usageError{err}
	}
	if model == nil {
		return offline, nil
	}
	d.model = watchedModel{model, &d.health}
	return ai.NewChain(ai.ChainConfig{Name: name, First: d.model, Fallback: offline, Daily: d.cfg.aiDaily, Records: d.store, Log: d.log}), nil
}

// model returns the model that the settings name, nil when they name none.
func (c *config) model() (name string, t tickets.Triager, err error) {
	contacts := c.AIRedact == "contacts"
	options := ai.Options{Instructions: c.instructions, Redact: ai.Redaction{Emails: contacts, Phones: contacts}, Links: c.linkHosts()}
	switch {
	case c.OpenAIURL != "":
		t, err = ai.NewOpenAI(ai.OpenAIConfig{BaseURL: c.OpenAIURL, Key: c.OpenAIKey, Model: c.OpenAIModel, Options: options})
		return "The model server", t, err
	case c.GeminiKey != "":
		t, err = ai.NewGemini(ai.GeminiConfig{Key: c.GeminiKey, Model: c.GeminiModel, BaseURL: c.GeminiURL, Options: options})
		return "Gemini", t, err
	}
	return "", nil, nil
}

// linkHosts are the hosts that notes may link to: documentation, and the desk itself.
func (c *config) linkHosts() []string {
	hosts := slices.Clone(ai.DocumentationHosts)
	if u, err := url.Parse(c.publicURL()); err == nil {
		hosts = append(hosts, u.Host)
	}
	return hosts
}
