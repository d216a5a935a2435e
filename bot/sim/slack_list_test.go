package sim_test

import (
	"fmt"
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/bot/sim"
)

// pages follows the cursor from page to page, and returns one property of what each holds.
func (a *slackApp) pages(method, list, property string, args map[string]string) (pages [][]string) {
	a.t.Helper()
	args = maps.Clone(args)
	for first := true; first || args["cursor"] != ""; first = false {
		reply := a.calls(method, args)
		page := []string{}
		for _, each := range reply[list].([]any) {
			page = append(page, fmt.Sprint(each.(map[string]any)[property]))
		}
		pages = append(pages, page)
		args["cursor"] = reply["response_metadata"].(map[string]any)["next_cursor"].(string)
	}
	return pages
}

func TestSlackHistoryIsPaged(t *testing.T) {
	for name, tt := range map[string]struct {
		method, oldest string // the message after which it begins, "" for the first
		limit          string
		most           int
		want           [][]string
	}{
		"a channel, newest first":                          {"conversations.history", "", "2", 0, [][]string{{"after", "root"}, {"before"}}},
		"what is newer":                                    {"conversations.history", "root", "2", 0, [][]string{{"after"}}},
		"a thread, oldest first":                           {"conversations.replies", "", "2", 0, [][]string{{"root", "one"}, {"two", "three"}}},
		"newer replies, with what they reply to":           {"conversations.replies", "one", "2", 0, [][]string{{"root", "two"}, {"three"}}},
		"fewer than asked for, where Slack allows no more": {"conversations.replies", "", "100", 3, [][]string{{"root", "one", "two"}, {"three"}}},
	} {
		t.Run(name, func(t *testing.T) {
			a := newSlackApp(t, sim.SlackConfig{MostPerPage: tt.most})
			ann, stamps := a.slack.As("ann"), map[string]string{}
			ann.Says("#general", "before")
			root := ann.Says("#general", "root")
			stamps["root"] = root.TS
			for _, text := range []string{"one", "two", "three"} {
				stamps[text] = ann.RepliesIn(root, text).TS
			}
			ann.Says("#general", "after")
			args := map[string]string{"channel": root.Channel, "ts": root.TS, "limit": tt.limit, "oldest": stamps[tt.oldest]}
			if diff := cmp.Diff(tt.want, a.pages(tt.method, "messages", "text", args)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestSlackListsWhatTheAppSeesOfATypeInPagesThatMayBeEmpty(t *testing.T) {
	for types, want := range map[string][][]string{
		"im":                      {{}, {}, {"ann"}},
		"private_channel":         {{}, {"ours"}, {}},
		"public_channel":          {{"general", "elsewhere"}, {}, {}},
		"":                        {{"general", "elsewhere"}, {}, {}},
		"private_channel,im,mpim": {{}, {"ours"}, {"ann"}},
	} {
		a := newSlackApp(t, sim.SlackConfig{App: sim.SlackApp{Scopes: []string{"channels:read", "groups:read", "im:read", "mpim:read"}}})
		a.slack.AddChannel(sim.SlackChannel{Name: "elsewhere", Members: []string{"ann"}})
		a.slack.AddChannel(sim.SlackChannel{Name: "secret", Private: true, Members: []string{"ann"}})
		a.slack.AddChannel(sim.SlackChannel{Name: "ours", Private: true, Members: []string{"ann", "beckon"}})
		a.slack.As("ann").Says("@mo", "between us")
		a.slack.As("ann").Says("@beckon", "hello")
		names := map[string]string{"<nil>": a.user("ann")}
		var got [][]string
		for _, page := range a.pages("conversations.list", "channels", "name", map[string]string{"types": types, "limit": "2"}) {
			for i, name := range page {
				if names[name] != "" { // a direct message has no name
					page[i] = "ann"
				}
			}
			got = append(got, page)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", types, diff)
		}
	}
}
