package main

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/beckon-desk/beckon/bot/sim"
)

// states returns how each integration fares, and its last failure.
func (c *client) states() map[string]string {
	c.w.t.Helper()
	var answer struct {
		Integrations []struct{ Name, State, Error string }
	}
	c.must("GET", "/api/admin/integrations", nil, &answer)
	states := map[string]string{}
	for _, i := range answer.Integrations {
		states[i.Name] = strings.TrimSpace(i.State + " " + i.Error)
	}
	return states
}

func TestAnAdminTriesTheIntegrations(t *testing.T) {
	t.Parallel()
	w := newWorld(t, withGemini(t, func(g *sim.Gemini) { g.Fail(sim.GeminiFault{Status: http.StatusForbidden, Times: 1000}) }))
	w.as("ada").types("/ticket mine")
	admin := w.logsIn("admin@demo.test")
	before := admin.states()
	for name, want := range map[string]string{"slack": "ready", "discord": "off", "inngest": "ready"} {
		if before[name] != want {
			t.Errorf("%s: got %q, want %q", name, before[name], want)
		}
	}
	admin.must("POST", "/api/admin/integrations/slack/test", nil, nil)
	w.as("ada").hears("nothing to do: you sent it to yourself")
	admin.must("POST", "/api/admin/integrations/email/test", nil, nil)
	w.getsMail("admin@demo.test", "A test of the help desk")
	admin.must("POST", "/api/admin/integrations/inngest/test", nil, nil)
	if status, text := admin.call("POST", "/api/admin/integrations/model/test", nil, nil); status != http.StatusServiceUnavailable {
		t.Errorf("a model that refuses us: got %d %s", status, text)
	}
	after := admin.states()
	if after["email"] != "ready" || !strings.HasPrefix(after["model"], "failing ") {
		t.Errorf("got mail %q, want ready; model %q, want failing and why", after["email"], after["model"])
	}
	if status, _ := w.logsIn("moderator@demo.test").call("POST", "/api/admin/integrations/slack/test", nil, nil); status != http.StatusForbidden {
		t.Errorf("a moderator: got %d", status)
	}
}

func TestHealthKeepsTheLastFailure(t *testing.T) {
	var h health
	h.set("slack", errStarting)
	h.set("slack", errors.New("no answer"))
	failing, _ := h.of("slack")
	h.set("slack", nil)
	ready, _ := h.of("slack")
	h.set("slack", nil)
	still, known := h.of("slack")
	switch {
	case failing.err == nil || failing.last.Error() != "no answer":
		t.Errorf("failing: got %+v", failing)
	case ready.err != nil || ready.last.Error() != "no answer" || ready.since.Before(failing.lastAt):
		t.Errorf("ready: got %+v", ready)
	case !known || still != ready:
		t.Errorf("ready again: got %+v, want %+v", still, ready)
	}
	if _, known := h.of("email"); known {
		t.Error("a part nobody has spoken of is known")
	}
}
