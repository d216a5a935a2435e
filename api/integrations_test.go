package api

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/tickets"
)

// services are what a desk is connected to in a test.
type services struct {
	state []Integration
	tried []string
}

func (s *services) State() []Integration { return s.state }

func (s *services) Try(_ context.Context, name string, u tickets.User) (string, error) {
	s.tried = append(s.tried, name+" to "+u.Name)
	if name == "email" {
		return "", &tickets.Error{Kind: tickets.Unavailable, Message: "The mail server refused us.", Cause: tickets.CauseLoginRefused}
	}
	return "Look in Slack.", nil
}

func TestIntegrations(t *testing.T) {
	broke := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	s := &services{state: []Integration{
		{Name: "slack", Title: "Slack", State: IntegrationReady, Since: broke.Add(time.Minute), Error: "no answer", Cause: tickets.CauseSlow, ErrorAt: broke},
		{Name: "discord", Title: "Discord", State: IntegrationOff},
		{Name: "email", Title: "Mail", State: IntegrationUntried},
	}}
	d := newDesk(t, func(c *Config) { c.Integrations = s })
	ada, mo := d.hires("Ada", tickets.Admin), d.hires("Mo", tickets.Moderator)
	var got integrationList
	ada.gets("/api/admin/integrations").mustBe(200).into(&got)
	since, slow := broke.Add(time.Minute), tickets.CauseSlow
	want := []integrationView{
		{"slack", "Slack", IntegrationReady, &since, "no answer", &slow, &broke},
		{"discord", "Discord", IntegrationOff, nil, "", nil, nil},
		{"email", "Mail", IntegrationUntried, nil, "", nil, nil},
	}
	if diff := cmp.Diff(want, got.Integrations); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, tt := range []struct {
		name    string
		status  int
		message string
		cause   tickets.Cause
	}{
		{"discord", 409, "Discord is not set up. Set it up first, then send a test.", ""},
		{"email", 503, "The mail server refused us.", tickets.CauseLoginRefused},
		{"fax", 404, "There is no integration called fax.", ""},
	} {
		if got := ada.posts("/api/admin/integrations/"+tt.name+"/test", "").mustBe(tt.status).failure(); got.Message != tt.message || got.Cause != tt.cause {
			t.Errorf("%s: got %q because %q, want %q because %q", tt.name, got.Message, got.Cause, tt.message, tt.cause)
		}
	}
	var said trialAnswer
	ada.posts("/api/admin/integrations/slack/test", "").mustBe(200).into(&said)
	if said.Message != "Look in Slack." {
		t.Errorf("got %q", said.Message)
	}
	mo.gets("/api/admin/integrations").mustBe(403)
	mo.posts("/api/admin/integrations/slack/test", "").mustBe(403)
	if diff := cmp.Diff([]string{"email to Ada", "slack to Ada"}, s.tried); diff != "" {
		t.Errorf("tried (-want +got):\n%s", diff)
	}
}
