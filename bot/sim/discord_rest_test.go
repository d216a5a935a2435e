package sim

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDiscordChecksWhoCalls(t *testing.T) {
	d := discordWorld(t, DiscordConfig{})
	tests := map[string]struct {
		change func(*http.Request)
		want   int
	}{
		"the bot":             {func(*http.Request) {}, 200},
		"version 9":           {func(r *http.Request) { r.URL.Path = "/api/v9/users/@me" }, 200},
		"another token":       {func(r *http.Request) { r.Header.Set("Authorization", "Bot nonsense") }, 401},
		"no prefix":           {func(r *http.Request) { r.Header.Set("Authorization", d.Token()) }, 401},
		"no bot's user agent": {func(r *http.Request) { r.Header.Set("User-Agent", "curl") }, 403},
		"version 8":           {func(r *http.Request) { r.URL.Path = "/api/v8/users/@me" }, 400},
		"no such route":       {func(r *http.Request) { r.URL.Path = "/api/v10/nonsense" }, 404},
		"wrong method":        {func(r *http.Request) { r.Method = "DELETE" }, 405},
		"gateway needs none": {func(r *http.Request) {
			r.URL.Path = "/api/v10/gateway"
			r.Header.Del("Authorization")
		}, 200},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			req := discordRequest(t, d, "GET", "/users/@me", nil)
			tt.change(req)
			got, err := do(req)
			if err != nil || got.status != tt.want {
				t.Errorf("got %d %s %v, want %d", got.status, got.raw, err, tt.want)
			}
		})
	}
}

func TestADiscordForumHoldsPostsAndNoMessages(t *testing.T) {
	d := discordWorld(t, DiscordConfig{})
	forum := d.AddChannel(DiscordChannel{Name: "questions", Forum: true})
	d.As("ann").Posts("#questions", "VPN drops", "every ten minutes")
	post := d.As("ann").Posts("#questions", "Printer", "on fire")
	if post.ID != post.ChannelID || len(d.As("mo").Sees(post.ID)) != 1 {
		t.Errorf("the post begins with %+v", post)
	}
	for _, method := range []string{"GET", "POST"} {
		if got := rest(t, d, method, "/channels/"+forum+"/messages", object{"content": "x"}); got.code() != 50008 {
			t.Errorf("%s of the forum's messages: %d %s", method, got.status, got.raw)
		}
	}
	if got := rest(t, d, "GET", "/channels/"+forum, nil); !strings.Contains(string(got.raw), `"last_message_id":"`+post.ID+`"`) {
		t.Errorf("the forum is %s", got.raw)
	}
}

func TestDiscordRefusesMessages(t *testing.T) {
	d := discordWorld(t, DiscordConfig{})
	help := "/channels/" + channelID(d, "help") + "/messages"
	dup := row(button("A", "same"), button("B", "same"))
	tests := map[string]struct {
		body any
		code int
		path string // where the problem is noted
	}{
		"nothing":                {object{}, 50006, ""},
		"no JSON":                {"{", 50109, ""},
		"wrong type":             {object{"content": 5}, 50035, "content"},
		"too long":               {object{"content": strings.Repeat("x", 2001)}, 50035, "content"},
		"too long in UTF-16":     {object{"content": strings.Repeat("😀", 1001)}, 50035, "content"},
		"long nonce":             {object{"content": "x", "nonce": strings.Repeat("n", 26)}, 50035, "nonce"},
		"six rows":               {object{"components": []object{row(button("A", "1")), row(button("A", "2")), row(button("A", "3")), row(button("A", "4")), row(button("A", "5")), row(button("A", "6"))}}, 50035, "components"},
		"same custom id":         {object{"components": []object{dup}}, 50035, "components.0.components.1.custom_id"},
		"custom id too long":     {object{"components": []object{row(button("A", strings.Repeat("i", 101)))}}, 50035, "components.0.components.0.custom_id"},
		"no custom id":           {object{"components": []object{row(object{"type": 2, "style": 1, "label": "A"})}}, 50035, "components.0.components.0.custom_id"},
		"label too long":         {object{"components": []object{row(button(strings.Repeat("l", 81), "a"))}}, 50035, "components.0.components.0.label"},
		"link to a bare host":    {object{"components": []object{row(object{"type": 2, "style": 5, "label": "A", "url": "http://localhost:80/x"})}}, 50035, "components.0.components.0.url"},
		"link of another scheme": {object{"components": []object{row(object{"type": 2, "style": 5, "label": "A", "url": "ftp://x.test"})}}, 50035, "components.0.components.0.url"},
		"button outside a row":   {object{"components": []object{button("A", "a")}}, 50035, "components.0.type"},
		"empty row":              {object{"components": []object{row()}}, 50035, "components.0.components"},
		"embed title":            {object{"embeds": []object{{"title": strings.Repeat("t", 257)}}}, 50035, "embeds.0.title"},
		"embed field":            {object{"embeds": []object{{"fields": []object{{"name": "n", "value": ""}}}}}, 50035, "embeds.0.fields.0.value"},
		"embeds together":        {object{"embeds": []object{{"description": strings.Repeat("x", 4000)}, {"description": strings.Repeat("x", 2001)}}}, 50035, "embeds"},
		"exclusive mentions":     {object{"content": "x", "allowed_mentions": object{"parse": []string{"users"}, "users": []string{"1"}}}, 50035, "allowed_mentions"},
		"content with flag 2^15": {object{"content": "x", "flags": 1 << 15}, 50035, "content"},
		"answer to what must be": {object{"content": "x", "message_reference": object{"message_id": "1", "fail_if_not_exists": true}}, 50035, "message_reference"},
		"answer to nothing":      {object{"content": "x", "message_reference": object{"message_id": "1"}}, 50035, "message_reference"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := rest(t, d, "POST", help, tt.body)
			if got.status != 400 || got.code() != tt.code {
				t.Fatalf("got %d %s, want 400 with code %d", got.status, got.raw, tt.code)
			}
			if tt.path == "" {
				return
			}
			at, _ := got.object["errors"].(object)
			for _, key := range strings.Split(tt.path, ".") {
				at, _ = at[key].(object)
			}
			if len(objects(at["_errors"])) == 0 {
				t.Errorf("no error noted at %s in %s", tt.path, got.raw)
			}
		})
	}
	if got := d.As("ann").Sees("#help"); len(got) != 0 {
		t.Errorf("%d refused messages were posted", len(got))
	}
}

func TestDiscordRefusesWhatTheBotMayNot(t *testing.T) {
	d := discordWorld(t, DiscordConfig{})
	anns := d.As("ann").Says("#help", "mine")
	d.As("mo").ClosesDMs()
	d.AddUser(DiscordUser{Name: "eve", Outsider: true})
	d.AddUser(DiscordUser{Name: "robot", Bot: true})
	dm := func(who string) string {
		got := rest(t, d, "POST", "/users/@me/channels", object{"recipient_id": d.As(who).ID})
		if got.status != 200 {
			t.Fatalf("opening the DM of %s: %d %s", who, got.status, got.raw)
		}
		return "/channels/" + str(got.object, "id") + "/messages"
	}
	x := object{"content": "x"}
	tests := map[string]struct {
		method, path string
		body         any
		status, code int
	}{
		"channel it does not see": {"POST", "/channels/" + channelID(d, "staff") + "/messages", x, 403, 50001},
		"history of it":           {"GET", "/channels/" + channelID(d, "staff") + "/messages", nil, 403, 50001},
		"channel it cannot write": {"POST", "/channels/" + channelID(d, "news") + "/messages", x, 403, 50013},
		"no such channel":         {"POST", "/channels/77/messages", x, 404, 10003},
		"closed DM":               {"POST", dm("mo"), x, 403, 50007},
		"another bot":             {"POST", dm("robot"), x, 403, 50007},
		"no common server":        {"POST", dm("eve"), x, 403, 50278},
		"somebody's message":      {"PATCH", "/channels/" + anns.ChannelID + "/messages/" + anns.ID, x, 403, 50005},
		"deleting it":             {"DELETE", "/channels/" + anns.ChannelID + "/messages/" + anns.ID, nil, 403, 50013},
		"no such message":         {"GET", "/channels/" + anns.ChannelID + "/messages/77", nil, 404, 10008},
		"nobody's DM":             {"POST", "/users/@me/channels", object{"recipient_id": "77"}, 400, 50033},
		"another guild":           {"GET", "/guilds/77/roles", nil, 404, 10004},
		"not a member":            {"GET", "/guilds/" + d.GuildID() + "/members/" + d.As("eve").ID, nil, 404, 10007},
		"nobody":                  {"GET", "/guilds/" + d.GuildID() + "/members/77", nil, 404, 10013},
		"other application":       {"PUT", "/applications/77/commands", []object{}, 403, 20012},
		"thread without a name":   {"POST", "/channels/" + anns.ChannelID + "/messages/" + anns.ID + "/threads", object{}, 400, 50035},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := rest(t, d, tt.method, tt.path, tt.body)
			if got.status != tt.status || got.code() != tt.code {
				t.Errorf("got %d %s, want %d with code %d", got.status, got.raw, tt.status, tt.code)
			}
		})
	}
}

func TestDiscordKeepsOneDMPerPerson(t *testing.T) {
	d := discordWorld(t, DiscordConfig{})
	open := func() string {
		return str(rest(t, d, "POST", "/users/@me/channels", object{"recipient_id": d.As("ann").ID}).object, "id")
	}
	first := open()
	if again := open(); again != first || first == "" {
		t.Errorf("opened %q, then %q", first, again)
	}
	rest(t, d, "POST", "/channels/"+first+"/messages", object{"content": "hello"})
	if got := d.As("ann").Sees("@beckon"); len(got) != 1 || got[0].Content != "hello" {
		t.Errorf("ann sees %v", got)
	}
}

func TestDiscordNoncePostsOnce(t *testing.T) {
	d := discordWorld(t, DiscordConfig{})
	path := "/channels/" + channelID(d, "help") + "/messages"
	send := func(enforce bool) string {
		return str(rest(t, d, "POST", path, object{"content": "card", "nonce": "abc", "enforce_nonce": enforce}).object, "id")
	}
	first := send(true)
	if again := send(true); again != first {
		t.Errorf("the same nonce posted %s after %s", again, first)
	}
	if other := send(false); other == first {
		t.Error("without enforce_nonce a nonce must not hold a message back")
	}
	d.Skip(2 * nonceFor)
	if later := send(true); later == first {
		t.Error("the nonce is remembered for ever")
	}
}

func TestDiscordPingsOnlyWhomItMay(t *testing.T) {
	d := discordWorld(t, DiscordConfig{})
	mods := ""
	for _, r := range rest(t, d, "GET", "/guilds/"+d.GuildID()+"/roles", nil).list {
		if str(r, "name") == "mods" {
			mods = str(r, "id")
		}
	}
	ann, mo := d.As("ann").ID, d.As("mo").ID
	text := fmt.Sprintf("<@%s> <@&%s> @everyone", ann, mods)
	tests := map[string]struct {
		allowed any
		want    []string
	}{
		"nothing said": {nil, []string{ann, mo}},
		"nobody":       {object{"parse": []string{}}, nil},
		"one person":   {object{"users": []string{ann}}, []string{ann}},
		"one role":     {object{"roles": []string{mods}}, []string{mo}},
		"all roles":    {object{"parse": []string{"roles"}}, []string{mo}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			body := object{"content": text}
			if tt.allowed != nil {
				body["allowed_mentions"] = tt.allowed
			}
			id := str(rest(t, d, "POST", "/channels/"+channelID(d, "help")+"/messages", body).object, "id")
			m, _ := d.As("ann").Now(DiscordMessage{wireMessage: wireMessage{ID: id, ChannelID: channelID(d, "help")}})
			if diff := cmp.Diff(tt.want, m.Pinged); diff != "" {
				t.Errorf("pinged (-want +got):\n%s", diff)
			}
			if m.MentionEveryone {
				t.Error("a bot without the permission mentioned everyone")
			}
		})
	}
}

func TestDiscordHistory(t *testing.T) {
	d := discordWorld(t, DiscordConfig{})
	var ids []string
	for i := range 5 {
		ids = append(ids, d.As("ann").Says("#help", fmt.Sprint("m", i)).ID)
	}
	path := "/channels/" + channelID(d, "help") + "/messages"
	tests := map[string]struct {
		query string
		want  []string
	}{
		"all, newest first":        {"", []string{"m4", "m3", "m2", "m1", "m0"}},
		"after one":                {"?after=" + ids[2], []string{"m4", "m3"}},
		"the next ones after one":  {"?limit=2&after=" + ids[0], []string{"m2", "m1"}},
		"before one":               {"?before=" + ids[2], []string{"m1", "m0"}},
		"the newest":               {"?limit=1", []string{"m4"}},
		"after the last: none":     {"?after=" + ids[4], nil},
		"the newest before a time": {"?limit=1&before=" + ids[3], []string{"m2"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, m := range rest(t, d, "GET", path+tt.query, nil).list {
				got = append(got, str(m, "content"))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
	if got := rest(t, d, "GET", path+"?limit=101", nil); got.code() != 50035 {
		t.Errorf("limit 101: %d %s", got.status, got.raw)
	}
}

func TestDiscordThreads(t *testing.T) {
	d := discordWorld(t, DiscordConfig{})
	m := d.As("ann").Says("#help", "printer on fire")
	path := "/channels/" + m.ChannelID + "/messages/" + m.ID + "/threads"
	got := rest(t, d, "POST", path, object{"name": "T-1"})
	if got.status != 201 || str(got.object, "id") != m.ID || str(got.object, "parent_id") != m.ChannelID {
		t.Fatalf("opening: %d %s", got.status, got.raw)
	}
	if again := rest(t, d, "POST", path, object{"name": "T-1"}); again.code() != 160004 {
		t.Errorf("second thread on a message: %d %s", again.status, again.raw)
	}
	rest(t, d, "POST", "/channels/"+m.ID+"/messages", object{"content": "on it"})
	d.As("ann").RepliesIn(m, "thanks")
	thread := d.As("mo").Thread(m)
	if len(thread) != 2 || thread[0].Content != "on it" || thread[1].Content != "thanks" {
		t.Errorf("mo sees the thread %v", thread)
	}
	rest(t, d, "PATCH", "/channels/"+m.ID, object{"archived": true})
	if list := rest(t, d, "GET", "/guilds/"+d.GuildID()+"/threads/active", nil); len(objects(list.object["threads"])) != 0 {
		t.Errorf("an archived thread is active: %s", list.raw)
	}
	d.As("ann").RepliesIn(m, "again broken")
	if list := rest(t, d, "GET", "/guilds/"+d.GuildID()+"/threads/active", nil); len(objects(list.object["threads"])) != 1 {
		t.Errorf("a message did not open the thread again: %s", list.raw)
	}
}

func TestDiscordPrivateThreadIsForItsMembers(t *testing.T) {
	d := discordWorld(t, DiscordConfig{})
	got := rest(t, d, "POST", "/channels/"+channelID(d, "help")+"/threads", object{"name": "T-2"})
	id := str(got.object, "id")
	rest(t, d, "POST", "/channels/"+id+"/messages", object{"content": "secret"})
	if sees := d.As("ann").Sees(id); len(sees) != 0 {
		t.Errorf("ann sees %v before she was added", sees)
	}
	if added := rest(t, d, "PUT", "/channels/"+id+"/thread-members/"+d.As("ann").ID, nil); added.status != 204 {
		t.Fatalf("adding ann: %d %s", added.status, added.raw)
	}
	if sees := d.As("ann").Sees(id); len(sees) != 1 {
		t.Errorf("ann sees %v after she was added", sees)
	}
}

func TestDiscordEditKeepsWhatIsNotGiven(t *testing.T) {
	d := discordWorld(t, DiscordConfig{})
	path := "/channels/" + channelID(d, "help") + "/messages"
	id := str(rest(t, d, "POST", path, object{"content": "open", "components": []object{row(button("Claim", "c"))}}).object, "id")
	rest(t, d, "PATCH", path+"/"+id, object{"content": "claimed"})
	m := d.As("ann").Sees("#help")[0]
	if m.Content != "claimed" || len(m.Buttons()) != 1 || m.EditedTimestamp == nil {
		t.Errorf("after the edit of the content: %q %v", m.Content, m.Buttons())
	}
	rest(t, d, "PATCH", path+"/"+id, object{"components": []object{}})
	if m = d.As("ann").Sees("#help")[0]; m.Content != "claimed" || len(m.Buttons()) != 0 {
		t.Errorf("after the edit of the components: %q %v", m.Content, m.Buttons())
	}
}

func TestDiscordTypedMentions(t *testing.T) {
	d := discordWorld(t, DiscordConfig{})
	ann, help, mods := d.As("ann").ID, channelID(d, "help"), ""
	for _, r := range rest(t, d, "GET", "/guilds/"+d.GuildID()+"/roles", nil).list {
		if str(r, "name") == "mods" {
			mods = str(r, "id")
		}
	}
	tests := map[string]string{
		"@ann: look":         "<@" + ann + ">: look",
		"see #help.":         "see <#" + help + ">.",
		"first\n@ann @mods!": "first\n<@" + ann + "> <@&" + mods + ">!",
		"me@ann.example":     "me@ann.example",
		"@nobody @everyone":  "@nobody @everyone",
	}
	for text, want := range tests {
		if got := d.As("mo").Says("#help", text).Content; got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}

func TestDiscordComponentsV2(t *testing.T) {
	d := discordWorld(t, DiscordConfig{})
	path := "/channels/" + channelID(d, "help") + "/messages"
	card := func(text string) []object {
		return []object{{"type": 17, "components": []object{{"type": 10, "content": text}, row(button("Claim", "c"))}}}
	}
	made := rest(t, d, "POST", path, object{"flags": 1 << 15, "components": card("open")})
	if made.status != 200 {
		t.Fatalf("posting: %d %s", made.status, made.raw)
	}
	if got := rest(t, d, "PATCH", path+"/"+str(made.object, "id"), object{"components": card("claimed")}); got.status != 200 {
		t.Errorf("editing without the flag, which stays: %d %s", got.status, got.raw)
	}
	if m := d.As("ann").Sees("#help")[0]; m.Text() != "claimed" || len(m.Buttons()) != 1 {
		t.Errorf("ann sees %q with %v", m.Text(), m.Buttons())
	}
	if got := rest(t, d, "POST", path, object{"components": card("x")}); got.code() != 50035 {
		t.Errorf("posting without the flag: %d %s", got.status, got.raw)
	}
}
