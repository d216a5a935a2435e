package sim_test

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/smtp"
	"regexp"
	"strings"
	"testing"

	"github.com/beckon-desk/beckon/bot/sim"
)

// consolePage is the console mounted under a prefix, as the demo mounts it.
type consolePage struct {
	t    *testing.T
	base string
}

func newConsole(t *testing.T, windows ...sim.Window) consolePage {
	t.Helper()
	mux := http.NewServeMux()
	mux.Handle("/sim/", http.StripPrefix("/sim", sim.Console(sim.ConsoleConfig{Windows: windows, Panes: []string{"slack:ann"}})))
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return consolePage{t, server.URL + "/sim/"}
}

func (c consolePage) get(path string) (*http.Response, string) {
	c.t.Helper()
	res, err := http.Get(c.base + path)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	b, _ := io.ReadAll(res.Body)
	return res, string(b)
}

// acts does something on the Slack page and returns what it says.
func (c consolePage) acts(body string) map[string]any {
	c.t.Helper()
	res, err := http.Post(c.base+"slack/act", "application/json", strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	out := map[string]any{}
	_ = json.NewDecoder(res.Body).Decode(&out)
	return out
}

var reference = regexp.MustCompile(`(?:src|href)="([^"]+)"|from "(\./[^"]+)"`)

func TestConsoleServesAllThatItsPagesAskFor(t *testing.T) {
	a := newSlackApp(t, sim.SlackConfig{})
	c := newConsole(t, a.slack.Window(), newMail(t, sim.MailConfig{}).Window())
	for _, folder := range []string{"", "slack/", "mail/"} {
		pages := []string{folder}
		for seen := map[string]bool{}; len(pages) > 0; pages = pages[1:] {
			res, body := c.get(pages[0])
			if res.StatusCode != 200 {
				t.Errorf("%s: %s", pages[0], res.Status)
			}
			for _, hit := range reference.FindAllStringSubmatch(body, -1) {
				ref := hit[1]
				if hit[2] != "" {
					ref = "assets/" + strings.TrimPrefix(hit[2], "./")
				}
				if strings.Contains(ref, ":") {
					if !strings.HasPrefix(ref, "data:") {
						t.Errorf("%s asks for %s, which is not on this machine", pages[0], ref)
					}
					continue
				}
				if !seen[ref] {
					seen[ref] = true
					pages = append(pages, folder+ref)
				}
			}
		}
	}
}

func TestConsoleShowsEachPersonOnlyWhatTheyMaySee(t *testing.T) {
	a := newSlackApp(t, sim.SlackConfig{})
	c := newConsole(t, a.slack.Window())
	a.answers(func(slackDelivered) (int, string) { return 200, "Got it: #1" })
	var state struct {
		Channels []struct{ ID, Name string }
		Messages map[string][]sim.SlackMessage
	}
	_, body := c.get("slack/state?as=ann")
	if err := json.Unmarshal([]byte(body), &state); err != nil {
		t.Fatal(err)
	}
	general := state.Channels[0].ID
	if got := c.acts(`{"as":"ann","do":"type","channel":"` + general + `","text":"/ticket vpn"}`); got["error"] != "" || got["private"] != 1.0 {
		t.Errorf("got %v", got)
	}
	for name, want := range map[string]bool{"ann": true, "mo": false} {
		if _, body := c.get("slack/state?as=" + name); strings.Contains(body, "Got it: #1") != want {
			t.Errorf("%s sees the private answer: %v, want %v", name, !want, want)
		}
	}
	if res, _ := c.get("slack/state?as=nobody"); res.StatusCode != 404 {
		t.Errorf("an unknown person: %s", res.Status)
	}
}

func TestConsoleTakesActsAsJSONOnly(t *testing.T) {
	a := newSlackApp(t, sim.SlackConfig{})
	c := newConsole(t, a.slack.Window())
	res, err := http.Post(c.base+"slack/act", "text/plain", strings.NewReader(`{"as":"ann","do":"home"}`))
	if err != nil || res.StatusCode != http.StatusUnsupportedMediaType {
		t.Errorf("a form of another site: %v %v", res, err)
	}
}

func TestConsolePressesAndSubmits(t *testing.T) {
	a := newSlackApp(t, sim.SlackConfig{})
	c := newConsole(t, a.slack.Window())
	m := a.posts(map[string]string{"channel": "general", "text": "card", "blocks": button("Claim", "v1")})
	blockID, _ := json.Marshal(m.Blocks[1]["block_id"])
	press := `{"as":"mo","do":"press","channel":"` + m.Channel + `","ts":"` + m.TS + `","block":` + string(blockID) + `,"action":"`
	if got := c.acts(press + `ticket_claim"}`); got["error"] != "" {
		t.Errorf("press: %v", got)
	}
	if got := c.acts(press + `other"}`); got["error"] != "this button is gone" {
		t.Errorf("a button that is not there: %v", got)
	}
	v := a.opensModal()
	submit := func(title string) map[string]any {
		return c.acts(`{"as":"ann","do":"submit","view":"` + v.ID + `","values":{"title_b":{"title":"` + title + `"},"urgency_b":{"urgency":"high"}}}`)
	}
	if got := submit("v"); got["errors"].(map[string]any)["Title"] != "Enter at least 3 characters." {
		t.Errorf("too short: %v", got)
	}
	if got := submit("vpn"); got["error"] != "" || got["errors"] != nil {
		t.Errorf("right: %v", got)
	}
	if got := len(a.received("/slack/interactive")); got != 2 {
		t.Errorf("the app heard %d times, want a press and a submission", got)
	}
}

func TestConsoleFeedTellsOfChanges(t *testing.T) {
	a := newSlackApp(t, sim.SlackConfig{})
	c := newConsole(t, a.slack.Window())
	res, err := http.Get(c.base + "slack/feed")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	lines := bufio.NewScanner(res.Body)
	next := func() string {
		for lines.Scan() {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				return data
			}
		}
		t.Fatal("the feed ended")
		return ""
	}
	before := next()
	a.slack.As("ann").Says("#general", "hi")
	if after := next(); after == before {
		t.Errorf("nothing new after %s", before)
	}
}

func TestOutboxRunsNothingOfAMail(t *testing.T) {
	m := newMail(t, sim.MailConfig{})
	c := newConsole(t, m.Window())
	if err := smtp.SendMail(m.Addr(), nil, "desk@demo.test", []string{"mo@demo.test"}, []byte(letter)); err != nil {
		t.Fatal(err)
	}
	res, body := c.get("mail/html/000001")
	if !strings.Contains(body, "<b>Claim it</b>") || !strings.HasPrefix(res.Header.Get("Content-Security-Policy"), "sandbox allow-popups ") {
		t.Errorf("got %q with %q", body, res.Header.Get("Content-Security-Policy"))
	}
	if _, body := c.get("mail/mails"); !strings.Contains(body, "Ticket #42") {
		t.Errorf("the list: %s", body)
	}
}
