package slack

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/bot"
	"github.com/beckon-desk/beckon/tickets"
)

func TestEscape(t *testing.T) {
	tests := []struct {
		name, in string
		limit    int
		want     string
	}{
		{"plain", "VPN", 10, "VPN"},
		{"mention", "<@U1> & <!channel>", 99, "&lt;@U1&gt; &amp; &lt;!channel&gt;"},
		{"entity kept whole", "&&&", 7, "&amp;…"},
		{"astral counts two", "😀😀😀", 5, "😀😀…"},
		{"exact fit leaves room for the mark", "abcdef", 4, "abc…"},
		{"nothing", "", 5, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := escape(tt.in, tt.limit); got != tt.want || units(got) > tt.limit {
				t.Errorf("escape(%q, %d) = %q, want %q", tt.in, tt.limit, got, tt.want)
			}
		})
	}
}

func TestChunks(t *testing.T) {
	tests := []struct {
		in   string
		want []string
	}{
		{"", nil},
		{"abc", []string{"abc"}},
		{"abcdef", []string{"abcd", "ef"}},
		{"abc😀d", []string{"abc", "😀d"}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, chunks(tt.in, 4)); diff != "" {
			t.Errorf("chunks(%q) (-want +got)\n%s", tt.in, diff)
		}
	}
}

// hostile is what a person may type to break a layout.
var hostile = strings.Repeat(`<!channel> "&\`+"\n`*😀", 500)

func TestHostileTextStaysText(t *testing.T) {
	s := &Slack{cfg: Config{Bot: bot.New(bot.Config{Key: tickets.ButtonKey("k")})}}
	card := tickets.Card{Ticket: "01J", Number: 42, Title: hostile, Summary: hostile, Notes: hostile, Footer: hostile,
		Fields: []tickets.CardField{{Label: "From", Value: hostile}}, Buttons: []tickets.Verb{tickets.VerbClaim}, Link: "https://x.test/42"}
	m := s.message(bot.Answer{
		Text: hostile, Words: hostile, Card: &card, Lists: []bot.List{{Heading: hostile, Cards: []tickets.Card{card, card}, More: true}},
		Talk:    []bot.Saying{{Who: hostile, Text: hostile}, {Who: hostile}},
		Buttons: []bot.Button{{Label: hostile, Draft: &bot.Draft{Text: hostile}}},
	})
	raw, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var wire any
	if err := json.Unmarshal(raw, &wire); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(m.Text, "<") || units(m.Text) > maxText {
		t.Errorf("top-level text is not escaped and clipped: %.80q…", m.Text)
	}
	visit(wire, func(o map[string]any) {
		if o["type"] == "mrkdwn" {
			t.Errorf("markup in %v", o)
		}
		if v, _ := o["value"].(string); units(v) > maxValue {
			t.Errorf("a button's value has %d units, want at most %d", units(v), maxValue)
		}
	})
}

// visit calls see for every object below v.
func visit(v any, see func(map[string]any)) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			visit(e, see)
		}
	case map[string]any:
		see(v)
		for _, e := range v {
			visit(e, see)
		}
	}
}

func TestALongTitleLeavesRoomForWhatBecameOfTheTicket(t *testing.T) {
	card := tickets.Card{Number: 42, Title: strings.Repeat("word ", 40), Fields: []tickets.CardField{{Value: "open"}, {Value: "Mo"}}}
	raw, err := json.Marshal(list(bot.List{Cards: []tickets.Card{card}}))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(raw), "word… · open · Mo\"") {
		t.Errorf("the list says %s", raw)
	}
}

func TestDraftSurvivesItsButton(t *testing.T) {
	tests := []struct {
		name  string
		text  string
		whole bool
	}{
		{"short", "VPN is \"down\" & <out>\nagain", true},
		{"long", strings.Repeat("a", 1900), true},
		{"too long", hostile, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := bot.Draft{Text: tt.text, Source: home.message("C1", "17.2", "")}
			var v draftValue
			if err := json.Unmarshal([]byte(valueOf(in)), &v); err != nil {
				t.Fatal(err)
			}
			out := v.draft(home)
			if tt.whole != (out.Text == in.Text) || !strings.HasPrefix(in.Text, strings.TrimSuffix(out.Text, "…")) || len(out.Text) < 20 {
				t.Errorf("text came back as %.60q…", out.Text)
			}
			if diff := cmp.Diff(in.Source, out.Source); diff != "" {
				t.Errorf("source (-want +got)\n%s", diff)
			}
		})
	}
}

func TestTrusts(t *testing.T) {
	tests := []struct {
		url  string
		want bool
	}{
		{"https://hooks.slack.com/actions/T1/1/x", true},
		{"http://127.0.0.1:9000/response/r1", true},
		{"http://hooks.slack.com/actions", false},
		{"https://hooks.slack.com.evil.test/", false},
		{"https://hooks.slack.com@evil.test/", false},
		{"https://user@hooks.slack.com/", false},
		{"http://127.0.0.1:9001/response/r1", false},
		{"http://169.254.169.254/latest", false},
		{"", false},
		{"::", false},
	}
	s, err := New(Config{BotToken: "xoxb-x", SigningSecrets: []string{"s"}, APIURL: "http://127.0.0.1:9000/api"})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		if got := s.trusts(tt.url); got != tt.want {
			t.Errorf("trusts(%q) = %v, want %v", tt.url, got, tt.want)
		}
	}
}
