package slack_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/beckon-desk/beckon/bot/sim"
	"github.com/beckon-desk/beckon/bot/slack"
	"github.com/beckon-desk/beckon/tickets"
)

// sends posts a body to one of the app's URLs, signed for the given time.
func (d *desk) sends(path, kind, body string, at time.Time, secret string) (status int, answer string) {
	d.t.Helper()
	r, err := http.NewRequestWithContext(d.t.Context(), http.MethodPost, d.url+path, strings.NewReader(body))
	if err != nil {
		d.t.Fatal(err)
	}
	stamp := strconv.FormatInt(at.Unix(), 10)
	r.Header.Set("Content-Type", kind)
	r.Header.Set("X-Slack-Request-Timestamp", stamp)
	r.Header.Set("X-Slack-Signature", sim.Sign(secret, stamp, []byte(body)))
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		d.t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	return res.StatusCode, string(raw)
}

const formType, jsonType = "application/x-www-form-urlencoded", "application/json"

func TestOnlySlackIsHeard(t *testing.T) {
	d := open(t)
	command := url.Values{"team_id": {d.TeamID()}, "api_app_id": {d.AppID()}, "user_id": {d.As("ann").ID}, "text": {"VPN drops"}, "trigger_id": {"17.1"}}.Encode()
	now := time.Now()
	tests := []struct {
		name   string
		path   string
		at     time.Time
		secret string
		want   int
	}{
		{"another secret", "/slack/commands", now, "guess", 401},
		{"an old signature", "/slack/commands", now.Add(-6 * time.Minute), d.SigningSecret(), 401},
		{"a future signature", "/slack/commands", now.Add(6 * time.Minute), d.SigningSecret(), 401},
		{"words in the query", "/slack/commands?text=x", now, d.SigningSecret(), 400},
		{"Slack itself", "/slack/commands", now, d.SigningSecret(), 200},
	}
	for _, tt := range tests {
		if got, _ := d.sends(tt.path, formType, command, tt.at, tt.secret); got != tt.want {
			t.Errorf("%s: status %d, want %d", tt.name, got, tt.want)
		}
	}
	d.ticket() // of the last
}

func TestAnythingSlackSendsIsAcknowledged(t *testing.T) {
	d := open(t)
	interaction := func(payload string) string { return url.Values{"payload": {payload}}.Encode() }
	tests := []struct{ name, path, kind, body string }{
		{"an unknown event", "/slack/events", jsonType, `{"type":"event_callback","event_id":"Ev1","event":{"type":"hologram","user":{"id":"U1"}}}`},
		{"an envelope of an unknown type", "/slack/events", jsonType, `{"type":"party"}`},
		{"a broken event", "/slack/events", jsonType, `{"type":"event_callback","event":[`},
		{"a message with a malformed block", "/slack/events", jsonType, `{"type":"event_callback","event":{"type":"message","user":"U1","channel":"C1","ts":"1.1","text":"x","blocks":[{"type":"section","text":7}]}}`},
		{"too many events", "/slack/events", jsonType, `{"type":"app_rate_limited","minute_rate_limited":1}`},
		{"the app was removed", "/slack/events", jsonType, `{"type":"event_callback","event":{"type":"app_uninstalled"}}`},
		{"an unknown interaction", "/slack/interactive", formType, interaction(`{"type":"gesture"}`)},
		{"a click without actions", "/slack/interactive", formType, interaction(`{"type":"block_actions","user":{"id":"U1"}}`)},
		{"a click without a block id", "/slack/interactive", formType, interaction(`{"type":"block_actions","user":{"id":"U1"},"actions":[{"action_id":"else"}]}`)},
		{"a form without state", "/slack/interactive", formType, interaction(`{"type":"view_submission","user":{"id":"U1"},"view":{"id":"V1","state":null}}`)},
		{"a closed form", "/slack/interactive", formType, interaction(`{"type":"view_closed"}`)},
		{"a broken interaction", "/slack/interactive", formType, interaction(`{`)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got, answer := d.sends(tt.path, tt.kind, tt.body, time.Now(), d.SigningSecret()); got != 200 {
				t.Errorf("status %d %q, want 200", got, answer)
			}
		})
	}
}

func TestURLVerification(t *testing.T) {
	d := open(t)
	if err := d.VerifyEventsURL(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestAClickSurvivesAnUnknownBlock(t *testing.T) {
	d := open(t)
	d.As("ann").Types("#general", "/ticket VPN drops")
	value := key.ID("claim", d.ticket().ID)
	payload := `{"type":"block_actions","team":{"id":"` + d.TeamID() + `"},"api_app_id":"` + d.AppID() + `","user":{"id":"` + d.As("mo").ID + `"},"trigger_id":"17.1",
		"message":{"ts":"1.1","text":"card","blocks":[{"type":"hologram","text":7}]},"actions":[{"action_id":"ticket_claim","value":"` + value + `"}]}`
	d.sends("/slack/interactive", formType, url.Values{"payload": {payload}}.Encode(), time.Now(), d.SigningSecret())
	if got := d.ticket(); got.Assignee == nil || got.ClaimedAt.IsZero() {
		t.Errorf("not claimed: %+v", got.Assignee)
	}
}

func TestAForgedButtonIsRefused(t *testing.T) {
	d := open(t)
	d.As("ann").Types("#general", "/ticket VPN drops")
	forged := "v1:claim:" + string(d.ticket().ID) + ":AAAAAAAAAAAA"
	payload := `{"type":"block_actions","team":{"id":"` + d.TeamID() + `"},"user":{"id":"` + d.As("mo").ID + `"},"trigger_id":"17.1","actions":[{"action_id":"ticket_claim","value":"` + forged + `"}]}`
	d.sends("/slack/interactive", formType, url.Values{"payload": {payload}}.Encode(), time.Now(), d.SigningSecret())
	d.reads("mo", "@beckon", "This button does not work any more")
	if got := d.ticket(); !got.ClaimedAt.IsZero() {
		t.Error("claimed by a forged button")
	}
}

func TestAnotherAppIsRefused(t *testing.T) {
	d := open(t, func(_ *sim.SlackConfig, c *slack.Config) { c.AppID = "A0ELSE" })
	says(t, d.As("ann").Types("#general", "/ticket VPN drops"), "for another app")
	if all := d.tickets(); len(all) != 0 {
		t.Errorf("stored %v", all)
	}
}

func TestCheckSaysWhatToDo(t *testing.T) {
	tests := []struct {
		name, code, want string
		permanent        bool
	}{
		{"all well", "", "", false},
		{"a wrong token", "invalid_auth", "copy SLACK_BOT_TOKEN", true},
		{"uninstalled", "account_inactive", "install it again", true},
		{"out of order", "internal_error", "auth.test", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := open(t)
			if tt.code != "" {
				d.Fail(sim.Fault{Method: "auth.test", Code: tt.code})
			}
			err := d.app.Check(t.Context())
			if (err != nil) != (tt.want != "") || slack.Permanent(err) != tt.permanent || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Check: %v (permanent %v), want %q (permanent %v)", err, slack.Permanent(err), tt.want, tt.permanent)
			}
			if settings := tickets.CauseOf(err) == tickets.CauseSettings; settings != tt.permanent {
				t.Errorf("the cause is %q", tickets.CauseOf(err))
			}
		})
	}
}

func TestAnotherWorkspaceIsRefused(t *testing.T) {
	d := open(t)
	ann := d.As("ann").ID // whose id the other workspace uses too
	command := url.Values{"team_id": {"T0OTHER"}, "api_app_id": {d.AppID()}, "user_id": {ann}, "text": {"VPN drops"}, "trigger_id": {"17.1"}}.Encode()
	if _, answer := d.sends("/slack/commands", formType, command, time.Now(), d.SigningSecret()); !strings.Contains(answer, "Only members") {
		t.Errorf("answered %s", answer)
	}
	click := `{"type":"block_actions","team":{"id":"` + d.TeamID() + `"},"user":{"id":"` + ann + `","team_id":"T0OTHER"},"trigger_id":"17.2","actions":[{"action_id":"ticket_new"}]}`
	d.sends("/slack/interactive", formType, url.Values{"payload": {click}}.Encode(), time.Now(), d.SigningSecret())
	d.reads("ann", "@beckon", "Only members")
	message := `{"type":"event_callback","team_id":"T0OTHER","event":{"type":"message","channel":"D1","channel_type":"im","user":"` + ann + `","text":"VPN drops","ts":"17.3"}}`
	d.sends("/slack/events", jsonType, message, time.Now(), d.SigningSecret())
	if all := d.tickets(); len(all) != 0 {
		t.Errorf("stored %v", all)
	}
}

func TestProfileByEmail(t *testing.T) {
	d := open(t)
	p, err := d.app.ProfileByEmail(t.Context(), "ann@x.test")
	if err != nil || p.Name != "Ann Lee" || p.Identity.ID != d.As("ann").ID || !p.Internal {
		t.Errorf("ann is %+v, %v", p, err)
	}
	if p, err := d.app.ProfileByEmail(t.Context(), "nobody@x.test"); !errors.Is(err, tickets.ErrNotFound) {
		t.Errorf("nobody is %+v, %v; want ErrNotFound", p, err)
	}
	d.Fail(sim.Fault{Method: "users.lookupByEmail", Code: "missing_scope"})
	if _, err := d.app.ProfileByEmail(t.Context(), "ann@x.test"); !slack.Permanent(err) {
		t.Errorf("without the scope: %v, want what to do", err)
	}
}

// posts sends an event or an interaction as Slack would, signed just now.
func (d *desk) posts(event, interaction string) {
	d.t.Helper()
	path, kind, body := "/slack/events", jsonType, event
	if interaction != "" {
		path, kind, body = "/slack/interactive", formType, url.Values{"payload": {interaction}}.Encode()
	}
	if status, answer := d.sends(path, kind, body, time.Now(), d.SigningSecret()); status != http.StatusOK {
		d.t.Errorf("%s is answered %d %s", path, status, answer)
	}
}

func TestAnAnswerGoesToNobodyElsesAddress(t *testing.T) {
	d := open(t)
	d.As("ann").Types("#general", "/ticket VPN drops")
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("%s hears of it", r.Host)
	}))
	defer elsewhere.Close()
	d.posts("", `{"type":"block_actions","team":{"id":"`+d.TeamID()+`"},"api_app_id":"`+d.AppID()+`","user":{"id":"`+d.As("mo").ID+`"},"trigger_id":"17.1",
		"response_url":"`+elsewhere.URL+`","actions":[{"action_id":"ticket_claim","value":"`+key.ID("claim", d.ticket().ID)+`"}]}`)
	d.reads("mo", "@beckon", "#1 is yours")
}

func TestWhatOtherAppsAndWorkspacesSayOfMessagesIsNotForUs(t *testing.T) {
	d := open(t, func(_ *sim.SlackConfig, c *slack.Config) { c.AppID = "A0SIM" })
	m := d.As("ann").Says("@beckon", "VPN drops")
	d.reads("ann", "@beckon", "#1 is open")
	event := func(team, app, event string) {
		t.Helper()
		d.posts(`{"type":"event_callback","team_id":"`+team+`","api_app_id":"`+app+`","event":{"type":"message","channel":"`+m.Channel+`","channel_type":"im",`+event+`}}`, "")
	}
	for _, of := range []struct{ team, app string }{{d.TeamID(), "A0ELSE"}, {"T0OTHER", d.AppID()}} {
		event(of.team, of.app, `"user":"`+m.User+`","text":"it is the big one","ts":"`+m.TS+`1"`)
		event(of.team, of.app, `"subtype":"message_changed","message":{"type":"message","user":"`+m.User+`","text":"VPN is fine","ts":"`+m.TS+`","edited":{"ts":"`+m.TS+`1"}}`)
		event(of.team, of.app, `"subtype":"message_deleted","deleted_ts":"`+m.TS+`"`)
	}
	if got := d.ticket(); got.Title != "VPN drops" || got.Asked.Deleted || len(got.Comments) > 0 {
		t.Errorf("stored %+v", got)
	}
	event(d.TeamID(), d.AppID(), `"subtype":"message_deleted","deleted_ts":"`+m.TS+`"`)
	if got := d.ticket(); !got.Asked.Deleted {
		t.Errorf("stored %+v; want what our own says", got)
	}
}

func TestAnEventOfASharedChannelIsForWhomItIsAuthorised(t *testing.T) {
	d := open(t)
	d.posts(`{"type":"event_callback","team_id":"T0OTHER","api_app_id":"`+d.AppID()+`","authorizations":[{"team_id":"`+d.TeamID()+`"}],
		"event":{"type":"message","channel":"D1","channel_type":"im","user":"`+d.As("ann").ID+`","text":"VPN drops","ts":"17.3"}}`, "")
	if got := d.ticket(); got.Requester.Name != "Ann Lee" {
		t.Errorf("stored %+v", got)
	}
}

func TestALinkIsFollowedAndNotAnswered(t *testing.T) {
	d := open(t)
	sh := d.As("ann").Types("#general", "/ticket VPN drops")
	if got := d.As("ann").Clicks(sh.Messages[0], "Open in browser"); got.Error != "" || len(got.Messages) > 0 {
		t.Errorf("it is answered %q%s", got.Text(), got.Error)
	}
}

func TestATokenThatIsTakenAwayIsAskedForAnew(t *testing.T) {
	for _, event := range []string{"app_uninstalled", "tokens_revoked"} {
		d := open(t)
		d.As("ann").Types("#general", "/ticket VPN drops")
		d.posts(`{"type":"event_callback","event":{"type":"`+event+`"}}`, "")
		d.Fail(sim.Fault{Method: "auth.test", Code: "account_inactive"})
		if err := d.app.Check(t.Context()); !slack.Permanent(err) {
			t.Errorf("after %s the token is %v, want refused", event, err)
		}
	}
}
