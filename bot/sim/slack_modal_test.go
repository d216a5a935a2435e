package sim_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/bot/sim"
)

func TestSlackModalRefusesWhatTheFormForbids(t *testing.T) {
	for _, tc := range []struct {
		name, title string
		want        map[string]string
	}{
		{"empty", "", map[string]string{"Title": "Please complete this required field."}},
		{"short", "vp", map[string]string{"Title": "Enter at least 3 characters."}},
		{"long", "vpn is down", map[string]string{"Title": "Enter at most 10 characters."}},
		{"right", "vpn", nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			a := newSlackApp(t, sim.SlackConfig{})
			v := a.opensModal()
			got := a.slack.As("ann").Fills(v, map[string]string{"Title": tc.title}).Submits()
			if diff := cmp.Diff(tc.want, got.Errors); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if heard := len(a.received("/slack/interactive")); heard != 0 != (tc.want == nil) {
				t.Errorf("the app heard %d submissions", heard)
			}
		})
	}
}

func TestSlackModalSubmission(t *testing.T) {
	update := `{"response_action":"update","view":` + strings.Replace(modal, "New ticket", "Thanks", 1) + `}`
	push := strings.Replace(update, "update", "push", 1)
	for _, tc := range []struct {
		name, body string
		status     int
		wantTop    string // title of the view on top afterwards
		wantErrors map[string]string
		wantError  string
	}{
		{name: "closed by an empty answer", status: 200},
		{name: "errors", body: `{"response_action":"errors","errors":{"title_b":"Taken."}}`, status: 200, wantTop: "New ticket", wantErrors: map[string]string{"Title": "Taken."}},
		{name: "errors of no input block", body: `{"response_action":"errors","errors":{"nope":"Taken."}}`, status: 200, wantTop: "New ticket", wantError: "We had some trouble connecting. Try again?"},
		{name: "updated", body: update, status: 200, wantTop: "Thanks"},
		{name: "pushed", body: push, status: 200, wantTop: "Thanks"},
		{name: "cleared", body: `{"response_action":"clear"}`, status: 200},
		{name: "stray text", body: "ok", status: 200, wantTop: "New ticket", wantError: "We had some trouble connecting. Try again?"},
		{name: "a bad view", body: `{"response_action":"update","view":{"type":"modal"}}`, status: 200, wantTop: "New ticket", wantError: "We had some trouble connecting. Try again?"},
		{name: "failed", body: "", status: 500, wantTop: "New ticket", wantError: "We had some trouble connecting. Try again?"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			a := newSlackApp(t, sim.SlackConfig{})
			v := a.opensModal()
			a.answers(func(slackDelivered) (int, string) { return tc.status, tc.body })
			got := a.slack.As("ann").Fills(v, map[string]string{"Title": "vpn", "Urgency": "High"}).Submits()
			top := ""
			if got.Modal != nil {
				top = got.Modal.Title()
			}
			if top != tc.wantTop || got.Error != tc.wantError || !cmp.Equal(got.Errors, tc.wantErrors) {
				t.Errorf("top %q, error %q, errors %v", top, got.Error, got.Errors)
			}
			view := a.received("/slack/interactive")[0].JSON["view"].(map[string]any)
			want := map[string]any{"title_b": map[string]any{"title": map[string]any{"type": "plain_text_input", "value": "vpn"}},
				"urgency_b": map[string]any{"urgency": map[string]any{"type": "static_select", "selected_option": map[string]any{"value": "high", "text": map[string]any{"type": "plain_text", "text": "High"}}}}}
			if diff := cmp.Diff(want, view["state"].(map[string]any)["values"]); diff != "" {
				t.Errorf("values (-want +got):\n%s", diff)
			}
			if view["id"] != v.ID || view["private_metadata"] != "pm" {
				t.Errorf("view %v", view)
			}
		})
	}
}

func TestSlackModalIsToldWhenClosed(t *testing.T) {
	a := newSlackApp(t, sim.SlackConfig{})
	got := a.slack.As("ann").Closes(a.opensModal())
	d := a.received("/slack/interactive")
	if len(d) != 1 || d[0].JSON["type"] != "view_closed" || d[0].JSON["is_cleared"] != false || got.Modal != nil {
		t.Errorf("delivered %v, shown %+v", d, got)
	}
}

func TestSlackViewHashes(t *testing.T) {
	a := newSlackApp(t, sim.SlackConfig{})
	v := a.opensModal()
	update := func(hash string) map[string]any {
		return a.callsJSON("views.update", a.slack.BotToken(), map[string]any{"view_id": v.ID, "hash": hash, "view": json.RawMessage(modal)})
	}
	if got := update(v.Hash); got["ok"] != true || got["view"].(map[string]any)["hash"] == v.Hash {
		t.Errorf("the current hash: %v", got)
	}
	if got := update(v.Hash); got["error"] != "hash_conflict" {
		t.Errorf("the old hash: %v", got)
	}
	if got := update(""); got["ok"] != true {
		t.Errorf("no hash: %v", got)
	}
}

func TestSlackShortcuts(t *testing.T) {
	a := newSlackApp(t, sim.SlackConfig{})
	ann := a.slack.As("ann")
	m := a.slack.As("mo").Says("#general", "help me")
	if got := ann.MessageShortcut(m, "Create ticket"); got.Error != "" {
		t.Fatal(got.Error)
	}
	if got := ann.GlobalShortcut("New ticket"); got.Error != "" {
		t.Fatal(got.Error)
	}
	d := a.received("/slack/interactive")
	onMessage, global := d[0].JSON, d[1].JSON
	if onMessage["type"] != "message_action" || onMessage["callback_id"] != "ticket_from_message" || onMessage["message"].(map[string]any)["user"] != a.user("mo") {
		t.Errorf("got %v", onMessage)
	}
	if global["type"] != "shortcut" || global["channel"] != nil || global["response_url"] != nil {
		t.Errorf("got %v", global)
	}
}

func TestSlackHome(t *testing.T) {
	a := newSlackApp(t, sim.SlackConfig{})
	ann := a.slack.As("ann")
	if v := ann.OpensHome(); v != nil {
		t.Errorf("a home before it was published: %+v", v)
	}
	a.waits(func() bool { return len(a.received("/slack/events")) == 1 })
	home := `{"type":"home","blocks":` + button("Take", "v1") + `}`
	got := a.callsJSON("views.publish", a.slack.BotToken(), map[string]any{"user_id": ann.ID, "view": json.RawMessage(home)})
	if got["ok"] != true || !strings.Contains(ann.Home().Visible(), "card") {
		t.Fatalf("%v: %+v", got, ann.Home())
	}
	if sh := ann.ClicksIn(ann.Home(), "Take"); sh.Error != "" {
		t.Fatal(sh.Error)
	}
	p := a.received("/slack/interactive")[0].JSON
	if p["container"].(map[string]any)["type"] != "view" || p["channel"] != nil || p["message"] != nil || p["response_url"] != nil {
		t.Errorf("got %v", p)
	}
	if got := a.callsJSON("views.publish", a.slack.BotToken(), map[string]any{"user_id": ann.ID, "hash": "old", "view": json.RawMessage(home)}); got["error"] != "hash_conflict" {
		t.Errorf("an old hash: %v", got)
	}
}

func TestSlackOutlivesARestart(t *testing.T) {
	cfg := sim.SlackConfig{File: filepath.Join(t.TempDir(), "slack", "workspace.json")}
	a := newSlackApp(t, cfg)
	dm := a.posts(map[string]string{"channel": a.user("ann"), "text": "card", "blocks": button("Claim", "v1")})
	token, secret, ann := a.slack.BotToken(), a.slack.SigningSecret(), a.user("ann")
	if err := a.slack.Close(); err != nil {
		t.Fatal(err)
	}
	b := newSlackApp(t, cfg)
	if b.slack.BotToken() != token || b.slack.SigningSecret() != secret || b.user("ann") != ann {
		t.Error("the installation or the people changed")
	}
	got, ok := b.slack.As("ann").Now(dm)
	if !ok || !cmp.Equal(got.Buttons(), []string{"Claim"}) {
		t.Errorf("got %+v", got)
	}
	if reply := b.calls("chat.update", map[string]string{"channel": dm.Channel, "ts": dm.TS, "text": "claimed"}); reply["ok"] != true {
		t.Errorf("update of a message from before: %v", reply)
	}
	if later := b.posts(map[string]string{"channel": dm.Channel, "text": "x"}); later.TS <= dm.TS {
		t.Errorf("stamps went back: %s after %s", later.TS, dm.TS)
	}
}

func TestSlackSaysWhichFileIsBroken(t *testing.T) {
	file := filepath.Join(t.TempDir(), "workspace.json")
	if err := os.WriteFile(file, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sim.NewSlack(sim.SlackConfig{File: file}); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("got %v", err)
	}
}
