package sim_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/beckon-desk/beckon/bot/sim"
)

// slackApp is an app on the wire: it takes what Slack delivers and answers as the test says.
type slackApp struct {
	t      *testing.T
	slack  *sim.Slack
	answer func(slackDelivered) (status int, body string)

	mu  sync.Mutex
	got []slackDelivered
}

// slackDelivered is one request from Slack; JSON holds the payload whatever the encoding was.
type slackDelivered struct {
	Path   string
	Header http.Header
	Body   string
	JSON   map[string]any
}

// patience is the patience of the tests with what must happen.
const patience = time.Minute

// newSlackApp starts a workspace with ann and mo in #general and an app behind request URLs that acknowledges all, and
// is given time to, unless the test is about that.
func newSlackApp(t *testing.T, cfg sim.SlackConfig) *slackApp {
	t.Helper()
	cfg.AckWithin = cmp.Or(cfg.AckWithin, patience)
	a := &slackApp{t: t, answer: func(slackDelivered) (int, string) { return 200, "" }}
	server := httptest.NewServer(http.HandlerFunc(a.serve))
	t.Cleanup(server.Close)
	if cfg.App.Commands == nil {
		cfg.App.Commands = []sim.SlackCommand{{Command: "/ticket", Description: "Create a ticket"}}
		cfg.App.Shortcuts = []sim.SlackShortcut{{Name: "Create ticket", CallbackID: "ticket_from_message"}, {Name: "New ticket", CallbackID: "ticket_new", Global: true}}
	}
	s, err := sim.NewSlack(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	s.RequestURLs(server.URL)
	s.AddUser(sim.SlackUser{Name: "ann", Email: "ann@demo.test"})
	s.AddUser(sim.SlackUser{Name: "mo", Email: "mo@demo.test"})
	s.AddChannel(sim.SlackChannel{Name: "general", Members: []string{"ann", "mo", "beckon"}})
	a.slack = s
	return a
}

func (a *slackApp) serve(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	d := slackDelivered{Path: r.URL.Path, Header: r.Header, Body: string(body), JSON: map[string]any{}}
	switch form, _ := url.ParseQuery(d.Body); r.URL.Path {
	case "/slack/commands":
		for k := range form {
			d.JSON[k] = form.Get(k)
		}
	case "/slack/interactive":
		_ = json.Unmarshal([]byte(form.Get("payload")), &d.JSON)
	default:
		_ = json.Unmarshal(body, &d.JSON)
	}
	a.mu.Lock()
	a.got = append(a.got, d)
	answer := a.answer
	a.mu.Unlock()
	status, text := answer(d)
	if strings.HasPrefix(text, "{") {
		w.Header().Set("Content-Type", "application/json")
	}
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text)
}

func (a *slackApp) answers(f func(slackDelivered) (int, string)) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.answer = f
}

// received lists what came to a path.
func (a *slackApp) received(path string) []slackDelivered {
	a.mu.Lock()
	defer a.mu.Unlock()
	var out []slackDelivered
	for _, d := range a.got {
		if d.Path == path {
			out = append(out, d)
		}
	}
	return out
}

// events waits until n events of a subtype ("" for plain messages) came, and lists their envelopes.
func (a *slackApp) events(n int, subtype string) []map[string]any {
	a.t.Helper()
	var out []map[string]any
	a.waits(func() bool {
		out = nil
		for _, d := range a.received("/slack/events") {
			inner, _ := d.JSON["event"].(map[string]any)
			if got, _ := inner["subtype"].(string); got == subtype {
				out = append(out, d.JSON)
			}
		}
		return len(out) >= n
	})
	return out
}

func (a *slackApp) waits(cond func() bool) {
	a.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := a.slack.WaitFor(ctx, cond); err != nil {
		a.t.Fatal(err)
	}
}

// calls a method as a form with the token in it.
func (a *slackApp) calls(method string, args map[string]string) map[string]any {
	a.t.Helper()
	form := url.Values{"token": {a.slack.BotToken()}}
	for k, v := range args {
		form.Set(k, v)
	}
	res, err := http.PostForm(a.slack.APIURL()+method, form)
	return a.decoded(res, err)
}

// callsJSON calls a method with a JSON body and the token in the header.
func (a *slackApp) callsJSON(method, token string, args any) map[string]any {
	a.t.Helper()
	b, _ := json.Marshal(args)
	req, _ := http.NewRequest("POST", a.slack.APIURL()+method, bytes.NewReader(b))
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := http.DefaultClient.Do(req)
	return a.decoded(res, err)
}

func (a *slackApp) decoded(res *http.Response, err error) map[string]any {
	a.t.Helper()
	if err != nil {
		a.t.Fatal(err)
	}
	defer res.Body.Close()
	out := map[string]any{}
	if err := json.NewDecoder(res.Body).Decode(&out); err != nil {
		a.t.Fatal(err)
	}
	out["status"] = res.StatusCode
	return out
}

// posts a message that must be accepted and returns it as ann sees it.
func (a *slackApp) posts(args map[string]string) sim.SlackMessage {
	a.t.Helper()
	reply := a.calls("chat.postMessage", args)
	if reply["ok"] != true {
		a.t.Fatalf("chat.postMessage: %v", reply)
	}
	for _, m := range a.slack.As("ann").Sees(reply["channel"].(string)) {
		if m.TS == reply["ts"] {
			return m
		}
	}
	a.t.Fatalf("ann does not see %v", reply)
	return sim.SlackMessage{}
}

func (a *slackApp) user(name string) string { return a.slack.As(name).ID }

// button is a block with one button.
func button(label, value string) string {
	return fmt.Sprintf(`[{"type":"section","text":{"type":"mrkdwn","text":"card"}},{"type":"actions","elements":[{"type":"button","action_id":"ticket_claim","value":%q,"text":{"type":"plain_text","text":%q}}]}]`, value, label)
}

// modal is a form with a title of 3 to 10 characters and an optional urgency.
const modal = `{"type":"modal","callback_id":"ticket_create","private_metadata":"pm","title":{"type":"plain_text","text":"New ticket"},
 "submit":{"type":"plain_text","text":"Create"},"notify_on_close":true,"blocks":[
 {"type":"input","block_id":"title_b","label":{"type":"plain_text","text":"Title"},"element":{"type":"plain_text_input","action_id":"title","min_length":3,"max_length":10}},
 {"type":"input","block_id":"urgency_b","optional":true,"label":{"type":"plain_text","text":"Urgency"},"element":{"type":"static_select","action_id":"urgency",
   "options":[{"text":{"type":"plain_text","text":"Low"},"value":"low"},{"text":{"type":"plain_text","text":"High"},"value":"high"}]}}]}`

// opensModal answers a command by opening the form, and returns what views.open answered.
func (a *slackApp) opensModal() *sim.SlackView {
	a.t.Helper()
	a.answers(func(d slackDelivered) (int, string) {
		a.callsJSON("views.open", a.slack.BotToken(), map[string]any{"trigger_id": d.JSON["trigger_id"], "view": json.RawMessage(modal)})
		return 200, ""
	})
	sh := a.slack.As("ann").Types("#general", "/ticket")
	if sh.Modal == nil {
		a.t.Fatalf("no modal: %+v, %+v", sh, a.slack.Calls("views.open"))
	}
	a.answers(func(slackDelivered) (int, string) { return 200, "" })
	return sh.Modal
}
