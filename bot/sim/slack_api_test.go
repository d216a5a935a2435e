package sim_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/bot/sim"
)

func TestSlackTakesTheTokenWhereClientsPutIt(t *testing.T) {
	a := newSlackApp(t, sim.SlackConfig{})
	get := func(token string) map[string]any {
		m := a.posts(map[string]string{"channel": "general", "text": "x"})
		req, _ := http.NewRequest("GET", a.slack.APIURL()+"chat.getPermalink?"+url.Values{"channel": {m.Channel}, "message_ts": {m.TS}}.Encode(), nil)
		req.Header.Set("Authorization", "Bearer "+token)
		res, err := http.DefaultClient.Do(req)
		return a.decoded(res, err)
	}
	for name, reply := range map[string]map[string]any{
		"form":          a.calls("auth.test", nil),
		"header, JSON":  a.callsJSON("auth.test", a.slack.BotToken(), map[string]any{}),
		"header, query": get(a.slack.BotToken()),
	} {
		if reply["ok"] != true {
			t.Errorf("token by %s: %v", name, reply)
		}
	}
	if got := a.callsJSON("auth.test", "", map[string]any{"token": a.slack.BotToken()})["error"]; got != "not_authed" {
		t.Errorf("token inside a JSON body: got %v", got)
	}
}

func TestSlackRefuses(t *testing.T) {
	a := newSlackApp(t, sim.SlackConfig{App: sim.SlackApp{Scopes: []string{"chat:write", "users:read", "im:write"}, SocketMode: true}})
	s := a.slack
	s.AddUser(sim.SlackUser{Name: "gone", Deleted: true})
	s.AddUser(sim.SlackUser{Name: "eve", Stranger: true, Email: "eve@else.test"})
	s.AddUser(sim.SlackUser{Name: "robot", Bot: true})
	s.AddChannel(sim.SlackChannel{Name: "elsewhere", Members: []string{"ann"}})
	s.AddChannel(sim.SlackChannel{Name: "secret", Private: true, Members: []string{"ann"}})
	s.AddChannel(sim.SlackChannel{Name: "old", Archived: true, Members: []string{"ann", "beckon"}})
	general := s.AddChannel(sim.SlackChannel{Name: "general"})
	hers := s.As("ann").Says("#general", "hello")

	for _, tc := range []struct {
		name, method, token string
		args                map[string]string
		want                string
	}{
		{"no token", "auth.test", "-", nil, "not_authed"},
		{"wrong token", "auth.test", "xoxb-wrong", nil, "invalid_auth"},
		{"app token for the API", "auth.test", s.AppToken(), nil, "not_allowed_token_type"},
		{"bot token for sockets", "apps.connections.open", "", nil, "not_allowed_token_type"},
		{"no such method", "chat.postMassage", "", nil, "unknown_method"},
		{"no scope", "users.lookupByEmail", "", map[string]string{"email": "ann@demo.test"}, "missing_scope"},
		{"no channel", "chat.postMessage", "", map[string]string{"text": "x"}, "channel_not_found"},
		{"unknown channel", "chat.postMessage", "", map[string]string{"channel": "C404", "text": "x"}, "channel_not_found"},
		{"not a member", "chat.postMessage", "", map[string]string{"channel": "elsewhere", "text": "x"}, "not_in_channel"},
		{"private, not a member", "chat.postMessage", "", map[string]string{"channel": "secret", "text": "x"}, "channel_not_found"},
		{"archived", "chat.postMessage", "", map[string]string{"channel": "old", "text": "x"}, "is_archived"},
		{"nothing to say", "chat.postMessage", "", map[string]string{"channel": general}, "no_text"},
		{"too long", "chat.postMessage", "", map[string]string{"channel": general, "text": strings.Repeat("x", 40001)}, "msg_too_long"},
		{"unknown thread", "chat.postMessage", "", map[string]string{"channel": general, "text": "x", "thread_ts": "1.000001"}, "cannot_reply_to_message"},
		{"blocks that are no JSON", "chat.postMessage", "", map[string]string{"channel": general, "blocks": "[{"}, "invalid_blocks_format"},
		{"metadata without payload", "chat.postMessage", "", map[string]string{"channel": general, "text": "x", "metadata": `{"event_type":"t"}`}, "invalid_metadata_format"},
		{"ephemeral to an outsider of the channel", "chat.postEphemeral", "", map[string]string{"channel": general, "user": a.user("eve"), "text": "x"}, "user_not_in_channel"},
		{"update by user id", "chat.update", "", map[string]string{"channel": a.user("ann"), "ts": "1.000001", "text": "x"}, "channel_not_found"},
		{"update of nothing", "chat.update", "", map[string]string{"channel": general, "ts": "1.000001", "text": "x"}, "message_not_found"},
		{"update of hers", "chat.update", "", map[string]string{"channel": general, "ts": hers.TS, "text": "x"}, "cant_update_message"},
		{"delete of hers", "chat.delete", "", map[string]string{"channel": general, "ts": hers.TS}, "cant_delete_message"},
		{"permalink of nothing", "chat.getPermalink", "", map[string]string{"channel": general, "message_ts": "1.000001"}, "message_not_found"},
		{"nobody", "users.info", "", map[string]string{"user": "U404"}, "user_not_found"},
		{"DM with nobody", "conversations.open", "", map[string]string{"users": "U404"}, "user_not_found"},
		{"DM with a leaver", "conversations.open", "", map[string]string{"users": a.user("gone")}, "user_disabled"},
		{"DM with a bot", "conversations.open", "", map[string]string{"users": a.user("robot")}, "cannot_dm_bot"},
		{"DM with a stranger", "conversations.open", "", map[string]string{"users": a.user("eve")}, "invalid_user_combination"},
		{"history without scope", "conversations.history", "", map[string]string{"channel": general}, "missing_scope"},
		{"direct messages without scope", "conversations.list", "", map[string]string{"types": "im"}, "missing_scope"},
		{"a file without scope", "files.info", "", map[string]string{"file": "F404"}, "missing_scope"},
		{"view without trigger", "views.open", "", map[string]string{"view": modal}, "invalid_arguments"},
		{"made-up trigger", "views.open", "", map[string]string{"trigger_id": "1.2.3", "view": modal}, "invalid_trigger_id"},
		{"unknown view", "views.update", "", map[string]string{"view_id": "V404", "view": modal}, "not_found"},
		{"wrong secret", "oauth.v2.access", "-", map[string]string{"client_id": s.ClientID(), "client_secret": "no", "code": "x"}, "bad_client_secret"},
		{"wrong code", "oauth.v2.access", "-", map[string]string{"client_id": s.ClientID(), "client_secret": s.ClientSecret(), "code": "x"}, "invalid_code"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			form := url.Values{}
			switch tc.token {
			case "":
				form.Set("token", s.BotToken())
			case "-":
			default:
				form.Set("token", tc.token)
			}
			for k, v := range tc.args {
				form.Set(k, v)
			}
			res, err := http.PostForm(s.APIURL()+tc.method, form)
			if got := a.decoded(res, err); got["ok"] != false || got["error"] != tc.want {
				t.Errorf("got %v, want %s", got, tc.want)
			}
		})
	}
}

func TestSlackMissingScopeSaysWhich(t *testing.T) {
	a := newSlackApp(t, sim.SlackConfig{App: sim.SlackApp{Scopes: []string{"chat:write"}}})
	got := a.calls("users.info", map[string]string{"user": a.user("ann")})
	if got["needed"] != "users:read" || got["provided"] != "chat:write" {
		t.Errorf("got %v", got)
	}
}

func TestSlackLimitsOfBlocks(t *testing.T) {
	a := newSlackApp(t, sim.SlackConfig{})
	x := func(n int) string { return strings.Repeat("x", n) }
	buttons := func(n int, text string) string {
		one := fmt.Sprintf(`{"type":"button","text":{"type":"plain_text","text":%q}}`, text)
		return `{"type":"actions","elements":[` + strings.TrimSuffix(strings.Repeat(one+",", n), ",") + `]}`
	}
	many := func(n int) string { return strings.TrimSuffix(strings.Repeat(`{"type":"divider"},`, n), ",") }
	for _, tc := range []struct{ name, blocks, want string }{
		{"header of 150", `{"type":"header","text":{"type":"plain_text","text":"` + x(150) + `"}}`, ""},
		{"header of 151", `{"type":"header","text":{"type":"plain_text","text":"` + x(151) + `"}}`, "must be less than 151 characters [json-pointer:/blocks/0/text/text]"},
		{"header in mrkdwn", `{"type":"header","text":{"type":"mrkdwn","text":"x"}}`, "must be one of plain_text [json-pointer:/blocks/0/text/type]"},
		{"section of 3001", `{"type":"section","text":{"type":"mrkdwn","text":"` + x(3001) + `"}}`, "must be less than 3001 characters"},
		{"1501 emoji are 3002 units", `{"type":"section","text":{"type":"mrkdwn","text":"` + strings.Repeat("😀", 1501) + `"}}`, "must be less than 3001 characters"},
		{"empty section", `{"type":"section"}`, "one of text or fields is required"},
		{"empty text", `{"type":"section","text":{"type":"mrkdwn","text":""}}`, "must be more than 0 characters"},
		{"11 fields", `{"type":"section","fields":[` + strings.TrimSuffix(strings.Repeat(`{"type":"mrkdwn","text":"x"},`, 11), ",") + `]}`, "no more than 10 items allowed"},
		{"field of 2001", `{"type":"section","fields":[{"type":"mrkdwn","text":"` + x(2001) + `"}]}`, "must be less than 2001"},
		{"25 buttons", buttons(25, "Claim"), ""},
		{"26 buttons", buttons(26, "Claim"), "no more than 25 items allowed"},
		{"button of 76", buttons(1, x(76)), "must be less than 76"},
		{"button value of 2001", `{"type":"actions","elements":[{"type":"button","text":{"type":"plain_text","text":"x"},"value":"` + x(2001) + `"}]}`, "must be less than 2001"},
		{"two buttons of one id", `{"type":"actions","elements":[{"type":"button","action_id":"a","text":{"type":"plain_text","text":"x"}},{"type":"button","action_id":"a","text":{"type":"plain_text","text":"y"}}]}`, "action_id already exists: a"},
		{"button style", `{"type":"actions","elements":[{"type":"button","text":{"type":"plain_text","text":"x"},"style":"red"}]}`, "must be one of primary, danger"},
		{"51 blocks", many(51), "no more than 50 items allowed"},
		{"two blocks of one id", `{"type":"divider","block_id":"b"},{"type":"divider","block_id":"b"}`, "block_id already exists: b"},
		{"11 in context", `{"type":"context","elements":[` + strings.TrimSuffix(strings.Repeat(`{"type":"mrkdwn","text":"x"},`, 11), ",") + `]}`, "no more than 10"},
		{"unknown block", `{"type":"heading"}`, "unsupported type: heading"},
		{"unknown property", `{"type":"divider","colour":"red"}`, "invalid additional property: colour"},
		{"rich text", `{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"<!channel>"}]}]}`, ""},
		{"empty words", `{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":""}]}]}`, "must be more than 0 characters"},
		{"malformed link", `{"type":"rich_text","elements":[{"type":"rich_text_quote","elements":[{"type":"link","url":"https://[tenant]/x"}]}]}`, "invalid url"},
		{"button without a host", `{"type":"actions","elements":[{"type":"button","text":{"type":"plain_text","text":"x"},"url":"https://"}]}`, "invalid url"},
		{"words in a list", `{"type":"rich_text","elements":[{"type":"rich_text_list","style":"bullet","elements":[{"type":"text","text":"x"}]}]}`, "unsupported type: text"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := a.calls("chat.postMessage", map[string]string{"channel": "general", "text": "x", "blocks": "[" + tc.blocks + "]"})
			if tc.want == "" {
				if got["ok"] != true {
					t.Errorf("got %v, want ok", got)
				}
				return
			}
			meta, _ := got["response_metadata"].(map[string]any)
			if got["error"] != "invalid_blocks" || !strings.Contains(fmt.Sprint(meta["messages"]), tc.want) {
				t.Errorf("got %v, want %s", got, tc.want)
			}
		})
	}
}

func TestSlackLimitsOfViews(t *testing.T) {
	a := newSlackApp(t, sim.SlackConfig{})
	for _, tc := range []struct{ name, from, to, want string }{
		{"title of 25", `"New ticket"`, `"` + strings.Repeat("x", 25) + `"`, "must be less than 25 characters [json-pointer:/view/title/text]"},
		{"submit missing", `"submit":{"type":"plain_text","text":"Create"},`, ``, "missing required field: submit"},
		{"private_metadata of 3001", `"pm"`, `"` + strings.Repeat("x", 3001) + `"`, "must be less than 3001"},
		{"max_length of 3001", `"max_length":10`, `"max_length":3001`, "must be a number from 1 to 3000"},
		{"more than max_length", `"max_length":10`, `"max_length":10,"initial_value":"` + strings.Repeat("x", 11) + `"`, "must be less than 11 characters"},
		{"option value of 76", `"value":"low"`, `"value":"` + strings.Repeat("x", 76) + `"`, "must be less than 76"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			view := strings.Replace(modal, tc.from, tc.to, 1)
			got := a.calls("views.open", map[string]string{"trigger_id": "any", "view": view})
			meta, _ := got["response_metadata"].(map[string]any)
			if got["error"] != "invalid_arguments" || !strings.Contains(fmt.Sprint(meta["messages"]), tc.want) {
				t.Errorf("got %v, want %s", got, tc.want)
			}
		})
	}
}

func TestSlackUsersShowTheirFlags(t *testing.T) {
	a := newSlackApp(t, sim.SlackConfig{})
	s := a.slack
	s.AddUser(sim.SlackUser{Name: "guest", Guest: true, Email: "guest@demo.test"})
	s.AddUser(sim.SlackUser{Name: "single", SingleGuest: true})
	s.AddUser(sim.SlackUser{Name: "eve", Stranger: true, Email: "eve@else.test", TZ: "Asia/Tokyo"})
	type flags struct {
		Restricted, Ultra, Stranger bool
		Email, TZ, Team             any
	}
	for name, want := range map[string]flags{
		"ann":    {Email: "ann@demo.test", TZ: "Etc/UTC", Team: s.TeamID()},
		"guest":  {Restricted: true, Email: "guest@demo.test", TZ: "Etc/UTC", Team: s.TeamID()},
		"single": {Restricted: true, Ultra: true, TZ: "Etc/UTC", Team: s.TeamID()},
		"eve":    {Stranger: true, TZ: "Asia/Tokyo", Team: "T0OTHER"},
	} {
		u := a.calls("users.info", map[string]string{"user": a.user(name)})["user"].(map[string]any)
		got := flags{u["is_restricted"].(bool), u["is_ultra_restricted"].(bool), u["is_stranger"].(bool), u["profile"].(map[string]any)["email"], u["tz"], u["team_id"]}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if got := a.calls("users.lookupByEmail", map[string]string{"email": "eve@else.test"})["error"]; got != "users_not_found" {
		t.Errorf("a stranger by email: %v", got)
	}
	if got := a.calls("users.lookupByEmail", map[string]string{"email": "ANN@demo.test"}); got["ok"] != true {
		t.Errorf("ann by email: %v", got)
	}
}

func TestSlackUserIDAsChannelOpensTheDM(t *testing.T) {
	a := newSlackApp(t, sim.SlackConfig{})
	first := a.calls("chat.postMessage", map[string]string{"channel": a.user("ann"), "text": "one"})
	open := a.calls("conversations.open", map[string]string{"users": a.user("ann")})
	channel := open["channel"].(map[string]any)["id"]
	if first["channel"] != channel || open["already_open"] != true || !strings.HasPrefix(channel.(string), "D") {
		t.Errorf("posted to %v, opened %v", first["channel"], open)
	}
	second := a.calls("chat.postMessage", map[string]string{"channel": channel.(string), "text": "two"})
	if first["ts"] == second["ts"] {
		t.Errorf("two messages share the stamp %v", first["ts"])
	}
}

func TestSlackGivesMetadataBackToThoseWhoAsk(t *testing.T) {
	a := newSlackApp(t, sim.SlackConfig{})
	m := a.posts(map[string]string{"channel": "general", "text": "card", "metadata": `{"event_type":"card","event_payload":{"ticket":"42"}}`})
	a.posts(map[string]string{"channel": "general", "text": "reply", "thread_ts": m.TS, "metadata": `{"event_type":"note","event_payload":{"n":1}}`})
	for _, tc := range []struct {
		method string
		args   map[string]string
		want   []any
	}{
		{"conversations.history", map[string]string{"include_all_metadata": "true"}, []any{map[string]any{"event_type": "card", "event_payload": map[string]any{"ticket": "42"}}}},
		{"conversations.history", nil, []any{map[string]any{"event_type": "card"}}},
		{"conversations.replies", map[string]string{"ts": m.TS, "include_all_metadata": "1"}, []any{
			map[string]any{"event_type": "card", "event_payload": map[string]any{"ticket": "42"}}, map[string]any{"event_type": "note", "event_payload": map[string]any{"n": 1.0}}}},
	} {
		args := map[string]string{"channel": m.Channel}
		for k, v := range tc.args {
			args[k] = v
		}
		var got []any
		for _, each := range a.calls(tc.method, args)["messages"].([]any) {
			got = append(got, each.(map[string]any)["metadata"])
		}
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("%s %v (-want +got):\n%s", tc.method, tc.args, diff)
		}
	}
}

func TestSlackUpdateReadsMentionsAgainUnlessToldNotTo(t *testing.T) {
	a := newSlackApp(t, sim.SlackConfig{})
	m := a.posts(map[string]string{"channel": "general", "text": "@here"})
	if m.Text != "@here" {
		t.Errorf("posted: %q", m.Text)
	}
	for parse, want := range map[string]string{"": "<!here>", "none": "@here"} {
		a.calls("chat.update", map[string]string{"channel": m.Channel, "ts": m.TS, "text": "@here", "parse": parse})
		if now, _ := a.slack.As("ann").Now(m); now.Text != want {
			t.Errorf("updated with parse=%q: got %q, want %q", parse, now.Text, want)
		}
	}
}

func TestSlackFaults(t *testing.T) {
	a := newSlackApp(t, sim.SlackConfig{})
	post := func() (*http.Response, error) {
		return http.PostForm(a.slack.APIURL()+"chat.postMessage", url.Values{"token": {a.slack.BotToken()}, "channel": {"general"}, "text": {"x"}})
	}
	posted := func() int { return len(a.slack.As("ann").Sees("#general")) }

	t.Run("429 once", func(t *testing.T) {
		a.slack.Fail(sim.Fault{Method: "chat.postMessage", Status: 429, RetryAfter: 7})
		res, err := post()
		if err != nil || res.StatusCode != 429 || res.Header.Get("Retry-After") != "7" || posted() != 0 {
			t.Fatalf("got %v %v, %d posted", res, err, posted())
		}
		if res, err := post(); err != nil || res.StatusCode != 200 || posted() != 1 {
			t.Errorf("after: %v %v", res, err)
		}
	})
	t.Run("error code", func(t *testing.T) {
		a.slack.Fail(sim.Fault{Code: "internal_error"})
		res, err := post()
		if got := a.decoded(res, err); got["error"] != "internal_error" {
			t.Errorf("got %v", got)
		}
	})
	t.Run("the effect without the reply", func(t *testing.T) {
		before := posted()
		a.slack.Fail(sim.Fault{Method: "chat.postMessage", LoseReply: true})
		if _, err := post(); err == nil || !errors.Is(err, io.EOF) {
			t.Errorf("got %v, want a lost connection", err)
		}
		if posted() != before+1 {
			t.Errorf("posted %d, want %d", posted(), before+1)
		}
	})
}

func TestSlackCountsCallsPerMinute(t *testing.T) {
	clock := newFakeClock()
	a := newSlackApp(t, sim.SlackConfig{PerMinute: map[string]int{"auth.test": 2}, Now: clock.now})
	var got []any
	for range 3 {
		got = append(got, a.calls("auth.test", nil)["status"])
	}
	clock.add(61e9)
	got = append(got, a.calls("auth.test", nil)["status"])
	if diff := cmp.Diff([]any{200, 200, 429, 200}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSlackOAuth(t *testing.T) {
	a := newSlackApp(t, sim.SlackConfig{})
	s := a.slack
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Get(s.URL() + "/oauth/v2/authorize?" + url.Values{"client_id": {s.ClientID()}, "state": {"st"}, "redirect_uri": {"http://app.test/back"}}.Encode())
	if err != nil {
		t.Fatal(err)
	}
	back, _ := url.Parse(res.Header.Get("Location"))
	if back.Host != "app.test" || back.Query().Get("state") != "st" {
		t.Fatalf("sent to %v", back)
	}
	args := map[string]string{"client_id": s.ClientID(), "client_secret": s.ClientSecret(), "code": back.Query().Get("code")}
	if got := a.calls("oauth.v2.access", args); got["access_token"] != s.BotToken() || got["bot_user_id"] != s.BotUser() {
		t.Errorf("got %v", got)
	}
	if got := a.calls("oauth.v2.access", args); got["error"] != "invalid_code" {
		t.Errorf("the code a second time: %v", got)
	}

	args = map[string]string{"client_id": s.ClientID(), "client_secret": s.ClientSecret(), "grant_type": "refresh_token", "refresh_token": s.RotateTokens()}
	if got := a.calls("oauth.v2.access", args); got["expires_in"] != 43200.0 || a.callsJSON("auth.test", fmt.Sprint(got["access_token"]), nil)["ok"] != true {
		t.Errorf("refresh: %v", got)
	}
	if got := a.calls("oauth.v2.access", args); got["error"] != "invalid_refresh_token" {
		t.Errorf("the refresh token a second time: %v", got)
	}
}
