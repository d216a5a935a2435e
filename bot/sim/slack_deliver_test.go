package sim_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/bot/sim"
)

// fakeClock is a clock that only the test moves.
type fakeClock struct {
	mu sync.Mutex
	t  time.Time
}

func newFakeClock() *fakeClock { return &fakeClock{t: time.Unix(1700000000, 0)} }

func (c *fakeClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *fakeClock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

func TestSlackSignature(t *testing.T) {
	got := sim.Sign("test-signing-secret", "1700000000", []byte("token=x&command=%2Fticket&text=printer+on+fire"))
	if want := "v0=21376f9ede3811cce9f0585991fba1b0fed6031b0416f06dc4b4e58dabf081cb"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestSlackCommand(t *testing.T) {
	clock := newFakeClock()
	a := newSlackApp(t, sim.SlackConfig{Now: clock.now})
	ann := a.slack.As("ann")
	for _, tc := range []struct {
		name   string
		answer func(slackDelivered) (int, string)
		text   string
		want   sim.Shown
	}{
		{"answered in text", func(slackDelivered) (int, string) { return 200, "Got it: #1" }, "/ticket vpn", sim.Shown{Messages: []sim.SlackMessage{{Text: "Got it: #1", Ephemeral: ann.ID}}}},
		{"answered in JSON", func(slackDelivered) (int, string) { return 200, `{"response_type":"in_channel","text":"#2"}` }, "/ticket vpn", sim.Shown{Messages: []sim.SlackMessage{{Text: "#2"}}}},
		{"answered with nothing", func(slackDelivered) (int, string) { return 200, "" }, "/ticket vpn", sim.Shown{}},
		{"refused", func(slackDelivered) (int, string) { return 500, "boom" }, "/ticket vpn", sim.Shown{Error: `/ticket failed with the error "http_service_error"`}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			a.answers(tc.answer)
			got := ann.Types("#general", tc.text)
			for i, m := range got.Messages {
				got.Messages[i] = sim.SlackMessage{Text: m.Text, Ephemeral: m.Ephemeral}
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	d := a.received("/slack/commands")[0]
	if d.JSON["command"] != "/ticket" || d.JSON["text"] != "vpn" || d.JSON["user_id"] != ann.ID || d.JSON["channel_name"] != "general" {
		t.Errorf("delivered %v", d.JSON)
	}
	if got, want := d.Header.Get("X-Slack-Signature"), sim.Sign(a.slack.SigningSecret(), "1700000000", []byte(d.Body)); got != want {
		t.Errorf("signed %s, want %s", got, want)
	}
	if got := ann.Types("#general", "/tickets"); !strings.Contains(got.Error, "not a valid command") {
		t.Errorf("an unknown command: %+v", got)
	}
	if got := len(a.slack.As("mo").Sees("#general")); got != 1 {
		t.Errorf("mo sees %d messages, want only the one said in the channel", got)
	}
}

func TestSlackCommandThatIsNotAnsweredInTime(t *testing.T) {
	a := newSlackApp(t, sim.SlackConfig{AckWithin: time.Millisecond})
	never := make(chan struct{})
	t.Cleanup(func() { close(never) })
	a.answers(func(slackDelivered) (int, string) { <-never; return 200, "" })
	if got := a.slack.As("ann").Types("#general", "/ticket vpn"); got.Error != `/ticket failed with the error "operation_timeout"` {
		t.Errorf("shown %+v", got)
	}
}

func TestSlackTriggers(t *testing.T) {
	clock := newFakeClock()
	a := newSlackApp(t, sim.SlackConfig{Now: clock.now})
	open := func() any {
		d := a.received("/slack/commands")
		tid := d[len(d)-1].JSON["trigger_id"]
		return a.callsJSON("views.open", a.slack.BotToken(), map[string]any{"trigger_id": tid, "view": json.RawMessage(modal)})["error"]
	}
	types := func() { a.slack.As("ann").Types("#general", "/ticket") }

	types()
	if got := open(); got != nil {
		t.Errorf("first use: %v", got)
	}
	if got := open(); got != "exchanged_trigger_id" {
		t.Errorf("second use: %v", got)
	}
	types()
	clock.add(3 * time.Second)
	if got := open(); got != "expired_trigger_id" {
		t.Errorf("after three seconds: %v", got)
	}
	a.slack.ExpireNextTrigger()
	types()
	if got := open(); got != "expired_trigger_id" {
		t.Errorf("expired by the knob: %v", got)
	}
}

// says posts to the response_url that came with the last delivery to a path.
func (a *slackApp) says(path, body string) map[string]any {
	a.t.Helper()
	d := a.received(path)
	res, err := http.Post(d[len(d)-1].JSON["response_url"].(string), "application/json", strings.NewReader(body))
	return a.decoded(res, err)
}

func TestSlackResponseURLIsGoodForFiveUsesAndThirtyMinutes(t *testing.T) {
	clock := newFakeClock()
	a := newSlackApp(t, sim.SlackConfig{Now: clock.now})
	a.slack.As("ann").Types("#general", "/ticket vpn")
	var got []any
	for range 6 {
		got = append(got, a.says("/slack/commands", `{"text":"hello","replace_original":false,"delete_original":false,"blocks":null,"metadata":{"event_type":"","event_payload":null}}`)["status"])
	}
	if diff := cmp.Diff([]any{200, 200, 200, 200, 200, 404}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if ann, mo := len(a.slack.As("ann").Sees("#general")), len(a.slack.As("mo").Sees("#general")); ann != 5 || mo != 0 {
		t.Errorf("ann sees %d, mo %d; want 5 and 0", ann, mo)
	}
	a.slack.As("ann").Types("#general", "/ticket vpn")
	clock.add(30 * time.Minute)
	if got := a.says("/slack/commands", `{"text":"late"}`); got["status"] != 404 || got["error"] != "expired_url" {
		t.Errorf("after half an hour: %v", got)
	}
}

func TestSlackButton(t *testing.T) {
	a := newSlackApp(t, sim.SlackConfig{})
	mo := a.slack.As("mo")
	m := a.posts(map[string]string{"channel": "general", "text": "card", "blocks": button("Claim", "v1:claim")})
	if got := mo.Clicks(m, "Claim"); got.Error != "" {
		t.Fatal(got.Error)
	}
	p := a.received("/slack/interactive")[0].JSON
	action := p["actions"].([]any)[0].(map[string]any)
	if action["action_id"] != "ticket_claim" || action["value"] != "v1:claim" || action["block_id"] == nil {
		t.Errorf("action %v", action)
	}
	if msg := p["message"].(map[string]any); msg["ts"] != m.TS || msg["bot_id"] != a.slack.BotID() {
		t.Errorf("message %v", msg)
	}

	a.says("/slack/interactive", `{"text":"only you"}`)
	if got := len(a.slack.As("ann").Sees("#general")); got != 1 {
		t.Errorf("ann sees %d messages, want 1", got)
	}
	a.says("/slack/interactive", `{"text":"claimed","replace_original":true}`)
	if now, _ := mo.Now(m); now.Text != "claimed" || len(now.Buttons()) != 0 {
		t.Errorf("replaced: %+v", now)
	}
	if got := mo.Clicks(m, "Claim"); got.Error != "" {
		t.Errorf("a click on what the screen still shows: %v", got.Error)
	}
	a.says("/slack/interactive", `{"delete_original":true}`)
	if _, there := mo.Now(m); there {
		t.Error("deleted, and still there")
	}
	a.answers(func(slackDelivered) (int, string) { return 500, "" })
	m = a.posts(map[string]string{"channel": "general", "text": "card", "blocks": button("Claim", "v1")})
	if got := mo.Clicks(m, "Claim"); got.Error != "http_service_error" {
		t.Errorf("a failing app: %+v", got)
	}
}

func TestSlackRetriesEvents(t *testing.T) {
	a := newSlackApp(t, sim.SlackConfig{Retries: []time.Duration{0, time.Millisecond, time.Millisecond}})
	a.answers(func(d slackDelivered) (int, string) {
		if d.Header.Get("X-Slack-Retry-Num") == "2" {
			return 204, ""
		}
		return 503, ""
	})
	a.slack.As("ann").Says("#general", "any news?")
	var got []string
	for _, e := range a.events(3, "") {
		got = append(got, e["event_id"].(string))
	}
	if len(got) != 3 || got[0] != got[1] || got[1] != got[2] {
		t.Errorf("event ids %v, want three the same", got)
	}
	var heads [][2]string
	for _, d := range a.received("/slack/events") {
		heads = append(heads, [2]string{d.Header.Get("X-Slack-Retry-Num"), d.Header.Get("X-Slack-Retry-Reason")})
	}
	if diff := cmp.Diff([][2]string{{"", ""}, {"1", "http_error"}, {"2", "http_error"}}, heads); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSlackEventsKeepTheirOrderAndCanBeDoubled(t *testing.T) {
	a := newSlackApp(t, sim.SlackConfig{})
	a.slack.DuplicateEvents(1)
	for _, text := range []string{"one", "two"} {
		a.slack.As("ann").Says("#general", text)
	}
	var texts []string
	ids := map[any]bool{}
	for _, e := range a.events(4, "") {
		texts = append(texts, e["event"].(map[string]any)["text"].(string))
		ids[e["event_id"]] = true
	}
	if diff := cmp.Diff([]string{"one", "one", "two", "two"}, texts); diff != "" || len(ids) != 4 {
		t.Errorf("%d ids, texts (-want +got):\n%s", len(ids), diff)
	}
}

func TestSlackRepeatsWhatItIsToldTo(t *testing.T) {
	a := newSlackApp(t, sim.SlackConfig{})
	a.slack.Repeat("slash_commands", 10)
	a.slack.Repeat("events_api", 1)
	a.slack.As("ann").Types("#general", "/ticket vpn")
	d := a.received("/slack/commands")
	if len(d) != 11 || d[0].Body != d[10].Body {
		t.Errorf("came %d times, want the same 11 times", len(d))
	}
	a.slack.As("ann").Says("#general", "hi")
	if e := a.events(2, ""); e[0]["event_id"] != e[1]["event_id"] {
		t.Errorf("event ids differ: %v", e)
	}
}

func TestSlackTellsTheAppOfEditsAndOfItsOwnPosts(t *testing.T) {
	a := newSlackApp(t, sim.SlackConfig{})
	ann := a.slack.As("ann")
	m := ann.Says("#general", "a < b & @mo https://x.test")
	plain := a.events(1, "")[0]["event"].(map[string]any)
	if want := "a &lt; b &amp; <@" + a.user("mo") + "> <https://x.test>"; plain["text"] != want || plain["channel_type"] != "channel" {
		t.Errorf("got %v, want %s", plain, want)
	}
	ann.Edits(m, "b")
	changed := a.events(1, "message_changed")[0]["event"].(map[string]any)
	if changed["user"] != nil || changed["message"].(map[string]any)["text"] != "b" {
		t.Errorf("edit: %v", changed)
	}
	ann.Deletes(m)
	if deleted := a.events(1, "message_deleted")[0]["event"].(map[string]any); deleted["deleted_ts"] != m.TS {
		t.Errorf("delete: %v", deleted)
	}
	head := ann.Says("#general", "see https://x.test")
	a.slack.Unfurls(head, "X")
	if got := a.events(2, "message_changed")[1]["event"].(map[string]any)["message"].(map[string]any); got["edited"] != nil || got["attachments"] == nil {
		t.Errorf("a page shown below a message: %v", got)
	}
	ann.RepliesIn(head, "seen")
	ann.Deletes(head)
	stone := a.events(3, "message_changed")[2]["event"].(map[string]any)["message"].(map[string]any)
	if stone["subtype"] != "tombstone" || stone["user"] != "USLACKBOT" || stone["ts"] != head.TS || len(ann.Thread(head)) != 2 {
		t.Errorf("deleted with a reply below: %v", stone)
	}
	a.posts(map[string]string{"channel": "general", "text": "mine"})
	if own := a.events(4, "")[3]["event"].(map[string]any); own["bot_id"] != a.slack.BotID() || own["user"] != a.slack.BotUser() {
		t.Errorf("own post: %v", own)
	}
	ann.Says("@mo", "between us")
	dm := ann.Says("@beckon", "hello bot")
	if got := a.events(5, "")[4]["event"].(map[string]any); got["channel_type"] != "im" || got["ts"] != dm.TS {
		t.Errorf("DM: %v (the talk with mo must not be told)", got)
	}
}

func TestSlackChallenge(t *testing.T) {
	a := newSlackApp(t, sim.SlackConfig{})
	if err := a.slack.VerifyEventsURL(t.Context()); err == nil {
		t.Error("an app that ignores the challenge was accepted")
	}
	a.answers(func(d slackDelivered) (int, string) { return 200, d.JSON["challenge"].(string) })
	if err := a.slack.VerifyEventsURL(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestSlackTakesManyClicksAtOnce(t *testing.T) {
	a := newSlackApp(t, sim.SlackConfig{})
	m := a.posts(map[string]string{"channel": "general", "text": "card", "blocks": button("Claim", "v1")})
	var clicks sync.WaitGroup
	for range 200 {
		clicks.Go(func() {
			if got := a.slack.As("mo").Clicks(m, "Claim"); got.Error != "" {
				t.Error(got.Error)
			}
		})
	}
	clicks.Wait()
	triggers := map[any]bool{}
	for _, d := range a.received("/slack/interactive") {
		triggers[d.JSON["trigger_id"]] = true
	}
	if len(triggers) != 200 {
		t.Errorf("%d different triggers came, want 200", len(triggers))
	}
}

func TestSlackMenu(t *testing.T) {
	a := newSlackApp(t, sim.SlackConfig{})
	m := a.posts(map[string]string{"channel": "general", "text": "card", "blocks": `[{"type":"actions","elements":[{"type":"static_select","action_id":"priority",
	 "options":[{"text":{"type":"plain_text","text":"Low"},"value":"low"},{"text":{"type":"plain_text","text":"High"},"value":"high"}]}]}]`})
	mo := a.slack.As("mo")
	if got := mo.Chooses(m, "priority", "High"); got.Error != "" {
		t.Fatal(got.Error)
	}
	action := a.received("/slack/interactive")[0].JSON["actions"].([]any)[0].(map[string]any)
	if option, _ := action["selected_option"].(map[string]any); action["type"] != "static_select" || option["value"] != "high" {
		t.Errorf("got %v", action)
	}
	if got := mo.Chooses(m, "priority", "Urgent"); got.Error != `there is no choice "Urgent"` {
		t.Errorf("a choice that is not there: %q", got.Error)
	}
}
