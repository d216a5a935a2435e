package slack

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/bot"
	"github.com/beckon-desk/beckon/tickets"
)

var home = installation{team: "T1", url: "https://sim.slack.com/", botUser: "U0BOT", botID: "B1"}

func TestDecode(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"plain", "VPN is down", "VPN is down"},
		{"person with name", "ask <@U1|bob> first", "ask @bob first"},
		{"person without", "ask <@U1>", "ask @U1"},
		{"channel", "see <#C1|general>", "see #general"},
		{"channel without name", "see <#C1>", "see #C1"},
		{"here", "<!here> help", "@here help"},
		{"group", "<!subteam^S1|@devs> help", "@devs help"},
		{"group without name", "<!subteam^S1>", "@subteam"},
		{"date", "at <!date^1700000000^{time}|noon>", "at noon"},
		{"link with label", "<https://x.test/a|docs>", "docs (https://x.test/a)"},
		{"bare link", "<https://x.test/a?b=1&amp;c=2>", "https://x.test/a?b=1&c=2"},
		{"link labelled by itself", "<http://x.test|x.test>", "http://x.test"},
		{"mail", "<mailto:a@x.test|a@x.test>", "a@x.test"},
		{"entities once", "&amp;lt; &lt;b&gt; a &amp;&amp; b", "&lt; <b> a && b"},
		{"entity made of a label", "<https://x.test|a &amp;gt; b>", "a &gt; b (https://x.test)"},
		{"typed angle brackets", "if a < b then <tag>", "if a < b then <tag>"},
		{"escaped token stays text", "&lt;@U1&gt;", "<@U1>"},
		{"unclosed", "<@U1", "<@U1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := decode(tt.in); got != tt.want {
				t.Errorf("decode(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

// message is an event as Slack sends it, with something changed.
func message(t *testing.T, change string) wireEvent {
	t.Helper()
	const usual = `{"type":"message","channel":"C1","channel_type":"channel","user":"U1","text":"any news?","ts":"1700000011.000100","thread_ts":"1700000000.000200"}`
	var e wireEvent
	for _, raw := range []string{usual, change} {
		if err := json.Unmarshal([]byte(raw), &e); err != nil {
			t.Fatalf("%s: %v", raw, err)
		}
	}
	return e
}

func TestWhatPeopleReadOfAMessage(t *testing.T) {
	for _, tt := range []struct{ name, change, want string }{
		{"its words", `{}`, "any news?"},
		{"the page of a link", `{"attachments":[{"title":"A page","text":"of the web","from_url":"https://x.test"}]}`, "any news?"},
		{"a message whose address was typed", `{"attachments":[{"is_msg_unfurl":true,"text":"VPN drops","author_name":"Bob"}]}`, "any news?"},
		{"a message that was forwarded", `{"text":"","attachments":[{"is_share":true,"is_msg_unfurl":true,"text":"VPN &amp; <https://x.test|wiki>","author_name":"Bob","from_url":"https://s.test/p1","fallback":"[noon] bob"}]}`,
			"VPN & wiki (https://x.test)\nForwarded from Bob: https://s.test/p1"},
		{"of which Slack shows little", `{"text":"","attachments":[{"is_share":true,"fallback":"[noon] bob: VPN"}]}`, "[noon] bob: VPN\nForwarded from Slack:"},
		{"an app's alarm", `{"text":"","bot_id":"B9","attachments":[{"pretext":"*Firing*","title":"Disk full","text":"on db1","fallback":"Disk full on db1","fields":[{"title":1}]}]}`, "*Firing*\nDisk full\non db1"},
		{"what an app has made up", `{"bot_id":"B9","attachments":[{"title":7,"text":"on db1"}]}`, "any news?\non db1"},
		{"no list at all", `{"attachments":"none"}`, "any news?"},
		{"a file that is gone", `{"files":[{"id":"F1","mode":"tombstone"}]}`, "any news?"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := message(t, tt.change).words(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestPersonal(t *testing.T) {
	tests := []struct {
		name, change string
		want         bool
	}{
		{"a reply", `{}`, true},
		{"with a file", `{"subtype":"file_share"}`, true},
		{"also sent to the channel", `{"subtype":"thread_broadcast"}`, true},
		{"our own", `{"user":"U0BOT"}`, false},
		{"our own, by bot id", `{"bot_id":"B1"}`, false},
		{"another bot's", `{"bot_id":"B9"}`, false},
		{"an edit", `{"subtype":"message_changed","user":null}`, false},
		{"a deletion", `{"subtype":"message_deleted"}`, false},
		{"somebody joined", `{"subtype":"channel_join"}`, false},
		{"something new", `{"subtype":"hologram"}`, false},
		{"without an author", `{"user":""}`, false},
		{"a whole user in place of the id", `{"type":"user_change","user":{"id":"U1"},"channel":{"id":"C1"}}`, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := message(t, tt.change).personal(home); got != tt.want {
				t.Errorf("personal = %v, want %v", got, tt.want)
			}
		})
	}
}

func TestSaid(t *testing.T) {
	ann := tickets.Profile{Identity: tickets.Identity{Platform: tickets.Slack, Team: "T1", ID: "U1"}, Internal: true}
	reply := bot.Said{
		By: bot.By{
			Profile: ann, Key: "slack:T1:message:C1:1700000011.000100",
			Place: tickets.Place{Platform: tickets.Slack, Team: "T1", Channel: "C1", Message: "1700000000.000200"},
		},
		Text: "any news?",
		Message: tickets.Place{Platform: tickets.Slack, Team: "T1", Channel: "C1", Message: "1700000011.000100",
			Link: "https://sim.slack.com/archives/C1/p1700000011000100?thread_ts=1700000000.000200&cid=C1"},
		At: time.Date(2023, 11, 14, 22, 13, 31, 0, time.UTC),
	}
	tests := []struct {
		name, change string
		want         func(*bot.Said)
	}{
		{"a reply", `{}`, func(*bot.Said) {}},
		{"in direct messages", `{"channel_type":"im"}`, func(s *bot.Said) { s.Direct = true }},
		{"with files", `{"text":"look","files":[{"name":"a.png","permalink":"https://sim.slack.com/f/1"}]}`, func(s *bot.Said) {
			s.Text = "look\nFile: a.png https://sim.slack.com/f/1"
		}},
		{"a file and no words", `{"text":"","files":[{"name":"a.png"}]}`, func(s *bot.Said) { s.Text = "File: a.png" }},
		{"marked up", `{"text":"<@U2|bob> &lt;hi&gt;"}`, func(s *bot.Said) { s.Text = "@bob <hi>" }},
		{"outside threads", `{"thread_ts":""}`, func(s *bot.Said) {
			s.Place.Message = ""
			s.Message.Link = "https://sim.slack.com/archives/C1/p1700000011000100"
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			want := reply
			tt.want(&want)
			if diff := cmp.Diff(want, message(t, tt.change).said(home, ann)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestSubmission(t *testing.T) {
	var in wireInteraction
	err := json.Unmarshal([]byte(`{"type":"view_submission","view":{"id":"V1","private_metadata":"{\"v\":\"new\",\"c\":\"C1\",\"m\":\"17.2\",\"l\":\"https://x.test\",\"r\":\"https://hooks.slack.com/r\"}",
		"state":{"values":{"title":{"value":{"type":"plain_text_input","value":"Printer"}},"body":{"value":{"type":"plain_text_input","value":null}},
		"urgency":{"value":{"type":"static_select","selected_option":{"value":"high","text":{"type":"plain_text","text":"x"}}}}}}}}`), &in)
	if err != nil {
		t.Fatal(err)
	}
	got, m, err := in.View.submission(home, bot.By{})
	if err != nil {
		t.Fatal(err)
	}
	source := tickets.Place{Platform: tickets.Slack, Team: "T1", Channel: "C1", Message: "17.2", Link: "https://x.test"}
	want := bot.Submission{
		By: bot.By{Key: "slack:T1:view:V1", Place: source}, FormRef: bot.FormRef{Verb: bot.VerbNew, Source: source},
		Values: map[string]string{"title": "Printer", "body": "", "urgency": "high"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if m.Response != "https://hooks.slack.com/r" {
		t.Errorf("response_url = %q, want the one carried", m.Response)
	}
}

func TestSubmissionOfNobodys(t *testing.T) {
	for _, raw := range []string{`{}`, `{"view":null}`, `{"view":{"id":"V1","private_metadata":"x"}}`, `{"view":{"state":null,"private_metadata":""}}`} {
		var in wireInteraction
		if err := json.Unmarshal([]byte(raw), &in); err != nil {
			t.Fatalf("%s: %v", raw, err)
		}
		if _, _, err := in.View.submission(home, bot.By{}); err == nil {
			t.Errorf("%s: no error", raw)
		}
	}
}

func TestServes(t *testing.T) {
	org := installation{team: "T1", enterprise: "E1"}
	tests := []struct {
		name             string
		i                installation
		team, enterprise string
		want             bool
	}{
		{"our workspace", home, "T1", "", true},
		{"another workspace", home, "T2", "", false},
		{"an organisation's workspace, ours in none", home, "T2", "E1", false},
		{"no team at all", home, "", "", false},
		{"another workspace of our organisation", org, "T2", "E1", true},
		{"an organisation-wide delivery", org, "", "E1", true},
		{"another organisation", org, "T9", "E9", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.i.serves(tt.team, tt.enterprise); got != tt.want {
				t.Errorf("serves = %v, want %v", got, tt.want)
			}
		})
	}
}
