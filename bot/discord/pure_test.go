package discord

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/gorilla/websocket"

	"github.com/beckon-desk/beckon/tickets"
)

func TestWhatPeopleReadOfAMessage(t *testing.T) {
	ann := wireUser{ID: "5", Username: "ann", GlobalName: "Ann"}
	for _, c := range []struct {
		name string
		m    wireMessage
		want string
	}{
		{"plain", wireMessage{Content: "vpn < down & out"}, "vpn < down & out"},
		{"a mention", wireMessage{Content: "ask <@5> or <@!5>", Mentions: []wireUser{ann}}, "ask @Ann or @Ann"},
		{"somebody unknown, a role, a channel", wireMessage{Content: "<@9> <@&7> <#3>"}, "@somebody @a role #a channel"},
		{"emoji and a command", wireMessage{Content: "<:fire:12> <a:run:13> </ticket:14>"}, ":fire: :run: /ticket"},
		{"a file", wireMessage{Content: "see", Attachments: []wireAttachment{{Filename: "log.txt", URL: "https://cdn.test/log.txt"}}}, "see\nlog.txt: https://cdn.test/log.txt"},
		{"what is forwarded", wireMessage{Author: ann, Reference: &wireReference{GuildID: "1", ChannelID: "2", MessageID: "3"}, Snapshots: []wireSnapshot{{wireMessage{
			Content: "ask <@5>", Mentions: []wireUser{ann}, Attachments: []wireAttachment{{Filename: "log.txt", URL: "https://cdn.test/log.txt"}}}}}},
			"ask @Ann\nlog.txt: https://cdn.test/log.txt\nForwarded from https://discord.com/channels/1/2/3"},
		{"a program's alarm", wireMessage{Author: wireUser{ID: "6", Bot: true}, Embeds: []wireEmbed{{Type: "rich", Title: "Disk full", Description: "on db1"}}}, "Disk full\non db1"},
		{"a forwarded alarm", wireMessage{Author: ann, Snapshots: []wireSnapshot{{wireMessage{Embeds: []wireEmbed{{Type: "rich", Title: "Disk full"}}}}}}, "Disk full"},
		{"the page of a link", wireMessage{Author: ann, Content: "https://x.test", Embeds: []wireEmbed{{Type: "rich", Title: "X"}}}, "https://x.test"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.m.words(); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestWhatOthersCallSomebody(t *testing.T) {
	for want, u := range map[string]struct{ nick, display string }{"Nick": {"Nick", "Display"}, "Display": {"\u3164", "Display"}, "user": {"", "\u200b"}} {
		if got := (wireUser{Username: "user", GlobalName: u.display}).name(u.nick); got != want {
			t.Errorf("%+v is called %q, want %q", u, got, want)
		}
	}
}

func TestWhichThreadsAMessageMayBelongTo(t *testing.T) {
	reply := func(to string) *wireReference { return &wireReference{MessageID: to} }
	for _, c := range []struct {
		name   string
		m      wireMessage
		parent string
		want   []string // channel and message
	}{
		{"a plain message", wireMessage{}, "", nil},
		{"in a thread, or a forum's post", wireMessage{}, "20", []string{"20 10", "10 10"}},
		{"a reply", wireMessage{Type: messageReply, Reference: reply("3")}, "", []string{"10 3"}},
		{"a reply to a reply", wireMessage{Type: messageReply, Reference: reply("3"), Referenced: &wireMessage{Reference: reply("2")}}, "", []string{"10 3", "10 2"}},
		{"a pin points to a message too", wireMessage{Type: 6, Reference: reply("3")}, "", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.m.ChannelID = "10"
			var got []string
			for _, p := range c.m.threads(c.parent) {
				got = append(got, p.Channel+" "+p.Message)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestAFormIsReadInEitherLayout(t *testing.T) {
	for name, raw := range map[string]string{
		"rows":   `[{"type":1,"components":[{"type":4,"custom_id":"title","value":"screen"}]}]`,
		"labels": `[{"type":18,"component":{"type":4,"custom_id":"title","value":"screen"}},{"type":18,"component":{"type":3,"custom_id":"urgency","values":[]}}]`,
	} {
		t.Run(name, func(t *testing.T) {
			var in wireInteraction
			if err := json.Unmarshal([]byte(`{"data":{"components":`+raw+`}}`), &in); err != nil {
				t.Fatal(err)
			}
			if got := in.values(); got["title"] != "screen" || got["urgency"] != "" {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestIdsHoldTheTime(t *testing.T) {
	if got, want := stamp("175928847299117063"), time.Date(2016, 4, 30, 11, 18, 25, 796e6, time.UTC); !got.Equal(want) {
		t.Errorf("got %s, want %s", got, want)
	}
	if !later("10", "9") || later("9", "10") || later("9", "9") || !later("1", "") {
		t.Error("ids are not in order")
	}
}

func TestLongAnswersAreCutIntoPages(t *testing.T) {
	hostile := tickets.EscapeMarkdown(strings.Repeat("*", 3000)+"\n"+strings.Repeat("words ", 800), 1<<20)
	whole := ""
	for _, page := range pages(strings.Split(hostile, "\n"), maxContent) {
		if n := units(page); n > maxContent || n == 0 {
			t.Errorf("a page of %d", n)
		}
		if body := strings.TrimRight(page, `\`); (len(page)-len(body))%2 == 1 {
			t.Errorf("a page ends within an escape: …%s", page[len(page)-5:])
		}
		whole += page
	}
	if got, want := strings.ReplaceAll(whole, "\n", ""), strings.ReplaceAll(hostile, "\n", ""); got != want {
		t.Error("something was lost between the pages")
	}
}

func TestBackoffGrowsAndHasAnEnd(t *testing.T) {
	for bad, most := range map[int]time.Duration{0: time.Second, 1: 2 * time.Second, 3: 8 * time.Second, 50: 2 * time.Minute} {
		if got := backoff(bad, errAskedAway); got > most || bad > 0 && got < most/2 {
			t.Errorf("after %d: %s, want at most %s", bad, got, most)
		}
	}
	if got := backoff(0, errInvalid); got < time.Second || got > 5*time.Second {
		t.Errorf("after an invalid session: %s", got)
	}
}

func TestCloseCodes(t *testing.T) {
	for _, c := range []struct {
		code             int
		fatal, resumable bool
	}{
		{4000, false, true}, {4001, false, true}, {4003, false, true}, {4004, true, true}, {4005, false, true}, {4007, false, false},
		{4008, false, true}, {4009, false, false}, {4010, true, true}, {4011, true, true}, {4012, true, true}, {4013, true, true}, {4014, true, true}, {1006, false, true},
	} {
		err := fmt.Errorf("read: %w", &websocket.CloseError{Code: c.code})
		if got := fatal(err) != nil; got != c.fatal {
			t.Errorf("%d: fatal %t", c.code, got)
		}
		if got := resumable(errors.Unwrap(err)); got != c.resumable {
			t.Errorf("%d: resumable %t", c.code, got)
		}
	}
}

func TestAllIsHandledWhenNothingIsUnderWay(t *testing.T) {
	closed := func(c <-chan struct{}) bool {
		select {
		case <-c:
			return true
		default:
			return false
		}
	}
	var p progress
	if !closed(p.handled()) {
		t.Error("nothing was told, and is waited for")
	}
	p.begin("s", "u", 1)
	two, three := p.began(2), p.began(3)
	waiting := p.handled()
	three()
	if closed(waiting) {
		t.Error("2 is under way, and not waited for")
	}
	two()
	if !closed(waiting) {
		t.Error("all is handled, and waited for")
	}
	p.began(4)
	if waiting = p.handled(); closed(waiting) {
		t.Error("4 is under way, and not waited for")
	}
	if p.begin("t", "u", 1); !closed(waiting) {
		t.Error("what a session told that is gone is waited for")
	}
}

func TestProgressIsKeptOnlyAsFarAsAllIsHandled(t *testing.T) {
	var p progress
	p.begin("s", "u", 1)
	two, three := p.began(2), p.began(3)
	kept := func() int64 {
		t.Helper()
		store := &document{}
		p.changed = true
		if err := p.save(t.Context(), store); err != nil {
			t.Fatal(err)
		}
		var s saved
		if err := json.Unmarshal(store.raw, &s); err != nil {
			t.Fatal(err)
		}
		return s.Seq
	}
	three()
	if got := kept(); got != 1 {
		t.Errorf("2 is under way, and %d is kept", got)
	}
	two()
	if got := kept(); got != 3 {
		t.Errorf("all is handled, and %d is kept", got)
	}
	if got := p.session().Seq; got != 3 {
		t.Errorf("this process resumes at %d", got)
	}
}

func TestOldChannelsMakeRoom(t *testing.T) {
	var p progress
	for i := range keptChannels + 5 {
		p.mark(fmt.Sprint("c", i), "", fmt.Sprint(1000+i))
	}
	p.mark("c100", "", "1") // older than what is known
	got := p.cursors()
	if _, ok := got["c0"]; ok || len(got) != keptChannels || got["c100"].Last != "1100" {
		t.Errorf("%d channels, c100 at %s", len(got), got["c100"].Last)
	}
}

func TestALineLeadsToAFileHoweverItsAddressIsSigned(t *testing.T) {
	text := "the VPN shows this\na.png: https://cdn.test/1/a.png?ex=1&hm=old&\nb.png: https://cdn.test/2/b.png"
	for line, want := range map[string]string{
		"a.png: https://cdn.test/1/a.png?ex=2&hm=new&": "a.png: https://cdn.test/1/a.png?ex=1&hm=old&",
		"b.png: https://cdn.test/2/b.png?ex=2":         "b.png: https://cdn.test/2/b.png",
		"a.png: https://cdn.test/3/a.png?ex=2":         "a.png: https://cdn.test/3/a.png?ex=2",
	} {
		if got := lineLike(text, line); got != want {
			t.Errorf("%q: got %q, want %q", line, got, want)
		}
	}
}

func TestTheNewestMessagesOfAChannelAreLookedAtAgain(t *testing.T) {
	var p progress
	for i := range keptTaken + 2 {
		p.took("c", "", fmt.Sprint(1000+i))
	}
	p.took("c", "", "1031") // once more
	before := p.cursors()["c"]
	p.drop("c", "1030")
	got := p.cursors()["c"].Taken
	if len(before.Taken) != keptTaken || before.Taken[0] != "1002" || before.Taken[28] != "1030" || len(got) != keptTaken-1 || got[28] != "1031" {
		t.Errorf("first %v, then %v", before.Taken, got)
	}
}

// What Run promises of a takeover, at the speed at which the program runs.
func TestATakeoverFitsIntoHalfAMinute(t *testing.T) {
	d, err := New(Config{Token: "t", Application: "1"})
	if err != nil {
		t.Fatal(err)
	}
	if got := d.leaseLife + d.leaseEvery; got >= 30*time.Second || d.leaseLife < 3*d.leaseEvery {
		t.Errorf("a lease lasts %s and is renewed every %s", d.leaseLife, d.leaseEvery)
	}
}
