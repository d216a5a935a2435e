package slack

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/slack-go/slack"

	"github.com/beckon-desk/beckon/tickets"
)

// installation is where the app is installed, as Slack says of our token.
type installation struct {
	team       string // workspace
	enterprise string // organisation, "" when there is none
	url        string // of the workspace, with a slash at the end
	botUser    string
	botID      string
}

// tenant is the id under which people and places of this installation are kept.
// In an organisation people are the same in every workspace.
func (i installation) tenant() string { return cmp.Or(i.enterprise, i.team) }

// serves reports whether a delivery from this team and organisation is ours.
func (i installation) serves(team, enterprise string) bool {
	return team == i.team && team != "" || enterprise == i.enterprise && enterprise != ""
}

// Check asks Slack whether the bot token works, and whose it is. The error says
// what to do; Permanent tells whether trying again could help.
func (s *Slack) Check(ctx context.Context) error {
	_, err := s.installed(ctx)
	return err
}

// Permanent reports whether err is one that only a change of settings can mend.
func Permanent(err error) bool { return errors.As(err, new(*permanentError)) }

// installed is the installation, asked for once.
func (s *Slack) installed(ctx context.Context) (installation, error) {
	s.mu.Lock()
	known := s.install
	s.mu.Unlock()
	if known != nil {
		return *known, nil
	}
	ctx, cancel := context.WithTimeout(ctx, s.limits.check)
	defer cancel()
	r, err := s.api.AuthTestContext(ctx)
	if err != nil {
		return installation{}, explained("auth.test", err)
	}
	i := installation{team: r.TeamID, enterprise: r.EnterpriseID, url: r.URL, botUser: r.UserID, botID: r.BotID}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.install = &i
	return i, nil
}

// forget makes the next delivery ask again whose token we have.
func (s *Slack) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.install = nil
}

// permanentError is a refusal that stays until somebody changes a setting.
type permanentError struct{ method, code, remedy string }

func (e *permanentError) Error() string {
	return fmt.Sprintf("Slack refuses %s (%s): %s", e.method, e.code, e.remedy)
}

// Cause implements what tickets.CauseOf asks for.
func (e *permanentError) Cause() tickets.Cause { return tickets.CauseSettings }

// remedies says what to do about the codes that never go away by themselves.
var remedies = map[string]string{
	"invalid_auth":            "the token is wrong; copy SLACK_BOT_TOKEN and SLACK_APP_TOKEN again from the app's pages",
	"not_authed":              "the token is missing; set SLACK_BOT_TOKEN, and SLACK_APP_TOKEN for Socket Mode",
	"account_inactive":        "the app was uninstalled; install it again and copy the new SLACK_BOT_TOKEN",
	"token_revoked":           "the token was revoked; install the app again and copy the new one",
	"token_expired":           "the token has expired; switch token rotation off in the app, or copy a new token",
	"not_allowed_token_type":  "this is the other kind of token: SLACK_BOT_TOKEN starts with xoxb-, SLACK_APP_TOKEN with xapp-",
	"missing_scope":           "the app lacks a scope; apply manifest.yml and install the app again (the app token needs connections:write)",
	"no_permission":           "the app lacks a permission; apply manifest.yml and install the app again",
	"app_disabled":            "the app is switched off; an admin of the workspace can switch it on again",
	"team_access_not_granted": "the app has no access to this workspace; an admin of the organisation can grant it",
	"socket_mode_not_enabled": "Socket Mode is off; switch it on in the app, or unset SLACK_APP_TOKEN to use request URLs",
	"unknown_method":          "this is not the Slack Web API; check SLACK_API_URL",
}

// explained turns a permanent refusal into an error that says what to do.
func explained(method string, err error) error {
	if code := codeOf(err); remedies[code] != "" {
		return &permanentError{method, code, remedies[code]}
	}
	return fmt.Errorf("%s: %w", method, err)
}

// codeOf is Slack's word for what is wrong, "" when the error is not Slack's.
func codeOf(err error) string {
	if r := (slack.SlackErrorResponse{}); errors.As(err, &r) {
		return r.Err
	}
	return ""
}
