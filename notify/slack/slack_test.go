package slack

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/beckon-desk/beckon/bot/sim"
	"github.com/beckon-desk/beckon/tickets"
)

var buttons = tickets.ButtonKey("key")

// desk is a workspace with Mo in it, and the notifier under test.
type desk struct {
	*sim.Slack
	t    *testing.T
	n    *Notifier
	mo   tickets.User
	when []time.Duration // how long the notifier was made to wait

	mu    sync.Mutex
	noted []string
}

func newDesk(t *testing.T, app sim.SlackApp) *desk {
	t.Helper()
	s, err := sim.NewSlack(sim.SlackConfig{App: app})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	id := s.AddUser(sim.SlackUser{Name: "mo", RealName: "Mo", Email: "mo@corp.test"})
	d := &desk{Slack: s, t: t, mo: tickets.User{ID: "mo", Name: "Mo", Role: tickets.Moderator,
		Identities: []tickets.Identity{{Platform: tickets.Slack, Team: s.TeamID(), ID: id}}}}
	d.n, err = New(Config{Token: s.BotToken(), APIURL: strings.TrimSuffix(s.APIURL(), "/"), Buttons: buttons, NoteDM: d.note})
	if err != nil {
		t.Fatal(err)
	}
	d.n.sleep = func(_ context.Context, wait time.Duration) error { d.when = append(d.when, wait); return nil }
	return d
}

func (d *desk) note(_ context.Context, key tickets.IdentityKey, dm string, refused bool) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.noted = append(d.noted, fmt.Sprintf("%s %t %t", key, dm != "", refused))
	return nil
}

// message tells Mo that Ann's ticket is theirs.
func (d *desk) message(differ ...func(*tickets.Message)) tickets.Message {
	owner := d.mo.Person()
	m := tickets.Message{
		Key: "01KRECEIPT", Kind: tickets.NoticeAssigned, To: d.mo, Link: "https://desk.test/tickets/42",
		Ticket: tickets.Ticket{
			ID: "01KTICKET", Number: 42, Title: "VPN drops", Status: tickets.Open, Priority: tickets.High, Version: 3,
			Requester: tickets.Person{ID: "ann", Name: "Ann"}, Assignee: &owner, Skills: []string{"VPN"},
			Summary: "The tunnel drops.", Notes: "Look at the **MTU** first.", Routing: tickets.Routing{Why: []string{"knows VPN"}},
		},
	}
	for _, f := range differ {
		f(&m)
	}
	if m.Ticket.ID != "" {
		m.Card = tickets.CardFor(m.Ticket, m.To, m.Link)
	}
	return m
}

func (d *desk) send(m tickets.Message) tickets.Place {
	d.t.Helper()
	at, err := d.n.Notify(d.t.Context(), m)
	if err != nil {
		d.t.Fatal(err)
	}
	return at
}

// sees is what stands in Mo's DM with the app.
func (d *desk) sees() []sim.SlackMessage { return d.As("mo").Sees("@beckon") }

func retry(m *tickets.Message) { m.Retry = true }

func TestCard(t *testing.T) {
	d := newDesk(t, sim.SlackApp{})
	at := d.send(d.message())
	got := d.sees()
	if len(got) != 1 || at.Message != got[0].TS || at.Channel != got[0].Channel || at.Team != d.TeamID() || at.Platform != tickets.Slack {
		t.Fatalf("place %+v of %d messages", at, len(got))
	}
	if got, want := got[0].Text, "[#42] Assigned to you: VPN drops"; got != want {
		t.Errorf("text %q, want %q", got, want)
	}
	for _, want := range []string{"#42 VPN drops", "Claim it, or press Not mine to hand it on.", "Owner: Mo (not claimed yet)", "Priority: high", "From: Ann",
		"Skills: VPN", "The tunnel drops.", "MTU", "Why me? knows VPN", "Claim", "Not mine", "Resolve", "Open in browser"} {
		if !strings.Contains(got[0].Visible(), want) {
			t.Errorf("the card lacks %q:\n%s", want, got[0].Visible())
		}
	}
	for _, b := range got[0].Blocks {
		if b["type"] != "actions" {
			continue
		}
		first := b["elements"].([]any)[0].(map[string]any)
		if first["action_id"] != "ticket_claim" || first["value"] != buttons.ID(tickets.VerbClaim, "01KTICKET") {
			t.Errorf("first button %v", first)
		}
	}
	if want := "slack:" + d.TeamID() + ":" + d.mo.Identities[0].ID + " true false"; len(d.noted) != 1 || d.noted[0] != want {
		t.Errorf("noted %q, want %q", d.noted, want)
	}
	call := d.Calls("chat.postMessage")[0]
	if call.Args["unfurl_links"] != "false" || call.Args["unfurl_media"] != "false" {
		t.Errorf("links would unfurl: %v", call.Args)
	}
}

func TestKnownDMIsNotOpenedAgain(t *testing.T) {
	d := newDesk(t, sim.SlackApp{})
	dm := d.send(d.message()).Channel
	d.send(d.message(func(m *tickets.Message) { m.To.Identities[0].DM = dm }))
	if n := len(d.Calls("conversations.open")); n != 1 {
		t.Errorf("%d calls of conversations.open, want 1", n)
	}
}

func TestForgottenDMIsOpenedAnew(t *testing.T) {
	d := newDesk(t, sim.SlackApp{})
	at := d.send(d.message(func(m *tickets.Message) {
		m.To.Identities = []tickets.Identity{m.To.Identities[0]}
		m.To.Identities[0].DM = "D0GONE"
	}))
	if got := d.sees(); len(got) != 1 || got[0].Channel != at.Channel {
		t.Errorf("%d messages, place %+v", len(got), at)
	}
}

func TestLaterNewsStandsInTheThread(t *testing.T) {
	d := newDesk(t, sim.SlackApp{})
	first := d.send(d.message())
	d.send(d.message(func(m *tickets.Message) {
		m.Key, m.Kind, m.Parent, m.By, m.Text = "01KNEXT", tickets.NoticeReplied, first, tickets.Person{ID: "ann", Name: "Ann"}, "Still <!channel> broken"
	}))
	got := d.sees()
	if len(got) != 2 || got[1].ThreadTS != first.Message {
		t.Fatalf("messages %+v, want the second in the thread of the first", got)
	}
	if !strings.Contains(got[1].Visible(), "Still <!channel> broken") || strings.Contains(got[1].Visible(), "Not mine") {
		t.Errorf("the reply reads %q", got[1].Visible())
	}
}

func TestThreadWhoseStartIsGone(t *testing.T) {
	d := newDesk(t, sim.SlackApp{})
	first := d.send(d.message())
	first.Message = "1.000001"
	d.send(d.message(retry, func(m *tickets.Message) { m.Key, m.Kind, m.Parent = "01KNEXT", tickets.NoticeReplied, first }))
	got := d.sees()
	if len(got) != 2 || got[1].ThreadTS != "" {
		t.Fatalf("%d messages, want two outside of threads", len(got))
	}
	if !strings.Contains(got[1].Visible(), "#42 VPN drops") {
		t.Errorf("outside of the thread it does not say what it is about: %q", got[1].Visible())
	}
}

func TestNewsThatStandsAloneSaysOfWhatAndHowToAnswer(t *testing.T) {
	d := newDesk(t, sim.SlackApp{})
	reply := func(m *tickets.Message) {
		m.Kind, m.Text, m.Ticket.Requester.ID = tickets.NoticeReplied, "Which monitor?", m.To.ID
	}
	first := d.send(d.message(reply)) // of a ticket that was opened on the web, say
	d.send(d.message(reply, func(m *tickets.Message) { m.Key, m.Parent = "01KNEXT", first }))
	alone, within := d.sees()[0].Visible(), d.sees()[1].Visible()
	for _, words := range []string{"#42 VPN drops", "To answer, reply to this message."} {
		if !strings.Contains(alone, words) || strings.Contains(within, words) {
			t.Errorf("%q belongs into %q, and not into its thread: %q", words, alone, within)
		}
	}
}

func TestRetryKeepsWhatAnEarlierTryPosted(t *testing.T) {
	for name, threaded := range map[string]bool{"in the DM": false, "in a thread": true} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, sim.SlackApp{})
			m := d.message()
			want := 1
			if threaded {
				m.Parent, m.Key, want = d.send(d.message()), "01KNEXT", 2
			}
			d.Fail(sim.Fault{Method: "chat.postMessage", LoseReply: true})
			if _, err := d.n.Notify(t.Context(), m); err == nil || errors.Is(err, tickets.ErrPermanent) {
				t.Fatalf("error %v, want a passing one", err)
			}
			retry(&m)
			m.Ticket.Title = "VPN drops often"
			m.Card = tickets.CardFor(m.Ticket, m.To, m.Link)
			at := d.send(m)
			got := d.sees()
			if len(got) != want || got[want-1].TS != at.Message {
				t.Fatalf("%d messages, want %d, the last at %+v", len(got), want, at)
			}
			if !strings.Contains(got[want-1].Visible(), "VPN drops often") {
				t.Errorf("the message kept is not brought up to date: %q", got[want-1].Visible())
			}
		})
	}
}

func TestRetryFindsWhatWasPostedBeforeTheThreadBegan(t *testing.T) {
	d := newDesk(t, sim.SlackApp{})
	first := d.send(d.message(func(m *tickets.Message) { m.Key = "01KNEWS" })) // the reply was lost, say
	parent := d.send(d.message())
	at := d.send(d.message(retry, func(m *tickets.Message) { m.Key, m.Parent = "01KNEWS", parent }))
	if got := d.sees(); len(got) != 2 || at.Message != first.Message {
		t.Errorf("%d messages, the retry's at %s; want 2, and it at %s", len(got), at.Message, first.Message)
	}
}

func TestRetryPostsWhatNeverArrived(t *testing.T) {
	d := newDesk(t, sim.SlackApp{})
	d.send(d.message(func(m *tickets.Message) { m.Key = "01KOTHER" }))
	d.send(d.message(retry))
	if got := d.sees(); len(got) != 2 {
		t.Errorf("%d messages, want 2", len(got))
	}
}

func TestRetryLooksFurtherThanOnePage(t *testing.T) {
	for name, threaded := range map[string]bool{"in the DM": false, "in a thread": true} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, sim.SlackApp{})
			m := d.message()
			if threaded { // which is read from its beginning
				m.Parent, m.Key = d.send(m), "01KNEXT"
				for range lookPage {
					d.As("mo").RepliesIn(d.sees()[0], "words")
				}
			}
			d.Fail(sim.Fault{Method: "chat.postMessage", LoseReply: true})
			if _, err := d.n.Notify(t.Context(), m); err == nil {
				t.Fatal("the first try did not fail")
			}
			posted := d.sees()[len(d.sees())-1]
			if !threaded { // which is read from its end
				for range lookPage {
					d.As("mo").Says("@beckon", "words")
				}
			}
			retry(&m)
			if at := d.send(m); at.Message != posted.TS {
				t.Errorf("the retry stands at %s, want %s, where the first try does", at.Message, posted.TS)
			}
		})
	}
}

func TestRetryWithoutHistoryPostsAgain(t *testing.T) {
	d := newDesk(t, sim.SlackApp{Scopes: []string{"chat:write", "im:write"}})
	d.send(d.message())
	d.send(d.message(retry))
	if got := d.sees(); len(got) != 2 {
		t.Errorf("%d messages, want the repeat that cannot be ruled out", len(got))
	}
}

func TestRetryWaitsWhenLookingFailsForNow(t *testing.T) {
	d := newDesk(t, sim.SlackApp{})
	d.Fail(sim.Fault{Method: "conversations.history", Status: http.StatusInternalServerError})
	if _, err := d.n.Notify(t.Context(), d.message(retry)); err == nil || errors.Is(err, tickets.ErrPermanent) {
		t.Errorf("error %v, want a passing one", err)
	}
	if got := d.Calls("chat.postMessage"); len(got) != 0 {
		t.Errorf("posted without having looked")
	}
}

func TestEditShowsWhatIsTrueNow(t *testing.T) {
	d := newDesk(t, sim.SlackApp{})
	at := d.send(d.message())
	m := d.message(func(m *tickets.Message) {
		m.Ticket.Status, m.Ticket.ClaimedAt, m.Ticket.Title = tickets.InProgress, time.Unix(1, 0), "<!channel> @here"
	})
	if err := d.n.Edit(t.Context(), m, at); err != nil {
		t.Fatal(err)
	}
	got := d.sees()
	if len(got) != 1 || !strings.Contains(got[0].Visible(), "You are on it.") || strings.Contains(got[0].Visible(), "Not mine") {
		t.Errorf("the card reads %q", got[0].Visible())
	}
	if want := "[#42] Assigned to you: &lt;!channel&gt; @here"; got[0].Text != want {
		t.Errorf("text %q, want %q", got[0].Text, want)
	}
	if got[0].Metadata["event_type"] != receiptEvent {
		t.Errorf("the edit lost the receipt: %v", got[0].Metadata)
	}
}

func TestHostileAndLongWordsFit(t *testing.T) {
	d := newDesk(t, sim.SlackApp{})
	for name, word := range map[string]string{"entities": "&", "astral": "😀", "channel": "<!channel> ", "bidi": "\u202E",
		"malformed link": "https://[tenant]/ [x](http:) "} {
		d.n.pace = pacer{}
		d.send(d.message(func(m *tickets.Message) {
			long := strings.Repeat(word, tickets.MaxComment)
			m.Ticket.Title, m.Ticket.Summary, m.Ticket.Notes, m.Text = long, long, long, long
			m.Ticket.Skills, m.Ticket.Requester.Name, m.Ticket.Routing.Why = []string{long}, long, []string{long}
		}))
		got := d.sees()
		if text := got[len(got)-1].Text; strings.Contains(text, "<") || strings.HasSuffix(text, "&") || strings.HasSuffix(text, "&amp") {
			t.Errorf("%s: text %q", name, text)
		}
	}
}

func TestMessageWithoutTicket(t *testing.T) {
	d := newDesk(t, sim.SlackApp{})
	d.send(d.message(func(m *tickets.Message) {
		m.Kind, m.Ticket, m.Link = tickets.NoticePassword, tickets.Ticket{}, "https://desk.test/password#x"
	}))
	if got := d.sees()[0].Visible(); !strings.Contains(got, "Choose a password") {
		t.Errorf("the message reads %q", got)
	}
	if got := fmt.Sprint(d.sees()[0].Blocks); !strings.Contains(got, "url:https://desk.test/password#x]") {
		t.Errorf("its button does not lead there: %s", got)
	}
}

func TestFailures(t *testing.T) {
	for name, tt := range map[string]struct {
		fault     sim.Fault
		permanent bool
		cause     tickets.Cause
		says      string
		noted     bool // that Slack refuses the DM
	}{
		"no such person":     {sim.Fault{Method: "conversations.open", Code: "user_not_found"}, true, tickets.CauseClosed, "write no DM", true},
		"deactivated":        {sim.Fault{Method: "conversations.open", Code: "user_disabled"}, true, tickets.CauseClosed, "write no DM", true},
		"a bot":              {sim.Fault{Method: "conversations.open", Code: "cannot_dm_bot"}, true, tickets.CauseClosed, "write no DM", true},
		"messages tab off":   {sim.Fault{Method: "chat.postMessage", Code: "messages_tab_disabled"}, true, tickets.CauseNoRight, "switch it on in App Home", false},
		"archived":           {sim.Fault{Method: "chat.postMessage", Code: "is_archived"}, true, tickets.CauseNoRight, "does not let us write there (is_archived)", false},
		"no such channel":    {sim.Fault{Method: "chat.postMessage", Code: "channel_not_found"}, true, tickets.CauseNoRight, "channel_not_found", false},
		"bad token":          {sim.Fault{Method: "conversations.open", Code: "invalid_auth"}, false, tickets.CauseLoginRefused, "check SLACK_BOT_TOKEN", false},
		"scope missing":      {sim.Fault{Method: "chat.postMessage", Code: "missing_scope"}, false, tickets.CauseLoginRefused, "the app's scopes", false},
		"internal":           {sim.Fault{Method: "chat.postMessage", Code: "internal_error"}, false, tickets.CauseFailing, "internal_error", false},
		"unknown code":       {sim.Fault{Method: "chat.postMessage", Code: "new_in_2030"}, false, tickets.CauseFailing, "new_in_2030", false},
		"server error":       {sim.Fault{Method: "chat.postMessage", Status: 503}, false, tickets.CauseFailing, "answers 503", false},
		"long rate limit":    {sim.Fault{Method: "chat.postMessage", Status: 429, RetryAfter: 60}, false, tickets.CauseBusy, "wait 1m0s", false},
		"limited for ever":   {sim.Fault{Method: "chat.postMessage", Status: 429, Times: 3}, false, tickets.CauseBusy, "wait 1s", false},
		"connection dropped": {sim.Fault{Method: "chat.postMessage", LoseReply: true}, false, tickets.CauseUnreachable, "cannot be reached", false},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, sim.SlackApp{})
			d.Fail(tt.fault)
			_, err := d.n.Notify(t.Context(), d.message())
			if err == nil || errors.Is(err, tickets.ErrPermanent) != tt.permanent {
				t.Fatalf("error %v, want permanent %t", err, tt.permanent)
			}
			if !strings.Contains(err.Error(), tt.says) {
				t.Errorf("error %q, want one that says %q", err, tt.says)
			}
			if got := tickets.CauseOf(err); got != tt.cause {
				t.Errorf("cause %s, want %s", got, tt.cause)
			}
			if strings.Contains(err.Error(), d.BotToken()) || strings.Contains(err.Error(), "http") {
				t.Errorf("the error holds an address or a token: %v", err)
			}
			if limited := tt.fault.Status == 429; errors.Is(err, tickets.ErrNotNow) != limited {
				t.Errorf("error %v, want one that counts as no try: %t", err, limited)
			}
			refused := len(d.noted) > 0 && strings.HasSuffix(d.noted[len(d.noted)-1], " true")
			if refused != tt.noted {
				t.Errorf("noted as refused: %t, want %t (%q)", refused, tt.noted, d.noted)
			}
		})
	}
}

func TestShortRateLimitIsWaitedOut(t *testing.T) {
	d := newDesk(t, sim.SlackApp{})
	d.Fail(sim.Fault{Method: "chat.postMessage", Status: 429, RetryAfter: 3})
	d.send(d.message())
	if len(d.when) != 1 || d.when[0] != 3*time.Second {
		t.Errorf("waited %v, want 3 s once", d.when)
	}
}

func TestEditFailures(t *testing.T) {
	for code, permanent := range map[string]bool{
		"message_not_found": true, "cant_update_message": true, "edit_window_closed": true, "channel_not_found": true,
		"is_inactive": true, "internal_error": false, "invalid_auth": false,
	} {
		d := newDesk(t, sim.SlackApp{})
		at := d.send(d.message())
		d.Fail(sim.Fault{Method: "chat.update", Code: code})
		if err := d.n.Edit(t.Context(), d.message(), at); err == nil || errors.Is(err, tickets.ErrPermanent) != permanent {
			t.Errorf("%s: error %v, want permanent %t", code, err, permanent)
		}
	}
}

func TestSlowSlackIsGivenUp(t *testing.T) {
	block := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-block:
		case <-r.Context().Done():
		}
	}))
	defer server.Close()
	defer close(block)
	n, err := New(Config{Token: "xoxb-test", APIURL: server.URL + "/api/"})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	d := desk{mo: tickets.User{Identities: []tickets.Identity{{Platform: tickets.Slack, ID: "U1"}}}}
	if _, err := n.Notify(ctx, d.message()); err == nil || err.Error() != "Slack did not answer in time" {
		t.Errorf("error %v", err)
	}
}

func TestBurstToOnePersonIsPaced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := pacer{}
		ctx, cancel := context.WithTimeout(t.Context(), paceEvery/2)
		defer cancel()
		for range paceBurst {
			if err := p.wait(ctx, "D1"); err != nil {
				t.Fatal(err)
			}
		}
		if err := p.wait(ctx, "D1"); !errors.Is(err, errBusy) {
			t.Errorf("error %v, want errBusy at once", err)
		}
		if err := p.wait(ctx, "D2"); err != nil {
			t.Errorf("somebody else waits too: %v", err)
		}
		for i := len(p.channels); i < paceChannels; i++ {
			p.limiter(fmt.Sprint("C", i))
		}
		if p.limiter("D3"); len(p.channels) != 3 {
			t.Errorf("%d channels are remembered, want those that have not rested and the new one", len(p.channels))
		}
	})
}

func TestReaches(t *testing.T) {
	find := func(context.Context, tickets.Email) (tickets.Identity, error) { return tickets.Identity{}, nil }
	for name, tt := range map[string]struct {
		find func(context.Context, tickets.Email) (tickets.Identity, error)
		u    tickets.User
		want bool
	}{
		"no account":                        {nil, tickets.User{}, false},
		"account":                           {nil, tickets.User{Identities: []tickets.Identity{{Platform: tickets.Slack, ID: "U1"}}}, true},
		"refused DMs":                       {find, tickets.User{Email: "mo@corp.test", Identities: []tickets.Identity{{Platform: tickets.Slack, ID: "U1", NoDM: true}}}, false},
		"nobody looks":                      {nil, tickets.User{Email: "mo@corp.test"}, false},
		"an address to look for":            {find, tickets.User{Email: "mo@corp.test"}, true},
		"no address":                        {find, tickets.User{Verified: true}, false},
		"an address that may be another's":  {find, tickets.User{Email: "mo@corp.test", PasswordHash: []byte("x")}, false},
		"an address proven, and a password": {find, tickets.User{Email: "mo@corp.test", PasswordHash: []byte("x"), Verified: true}, true},
	} {
		n, err := New(Config{Token: "xoxb-test", Find: tt.find})
		if err != nil {
			t.Fatal(err)
		}
		if got := n.Reaches(tt.u); got != tt.want {
			t.Errorf("%s: %t, want %t", name, got, tt.want)
		}
	}
}

func TestSomebodyWhoNeverWroteIsFoundByTheirAddress(t *testing.T) {
	d := newDesk(t, sim.SlackApp{})
	found, missing := d.mo.Identities[0], error(nil)
	d.n.lookUp = func(context.Context, tickets.Email) (tickets.Identity, error) { return found, missing }
	unknown := func(m *tickets.Message) { m.To.Identities, m.To.Email = nil, "mo@corp.test" }
	if at := d.send(d.message(unknown)); len(d.sees()) != 1 || at.Team != found.Team {
		t.Errorf("%d messages, place %+v", len(d.sees()), at)
	}
	nowhere := func(whose string, differ func(*tickets.Message)) {
		t.Helper()
		if _, err := d.n.Notify(t.Context(), d.message(differ)); !errors.Is(err, tickets.ErrPermanent) || tickets.CauseOf(err) != tickets.CauseNoAddress {
			t.Errorf("%s: %v", whose, err)
		}
	}
	nowhere("an address that may be another's", func(m *tickets.Message) { unknown(m); m.To.PasswordHash = []byte("x") })
	nowhere("no address", func(m *tickets.Message) { m.To.Identities = nil })
	missing = tickets.ErrNotFound
	nowhere("an address that nobody has", unknown)
	missing = errors.New("Slack is away")
	if _, err := d.n.Notify(t.Context(), d.message(unknown)); err == nil || errors.Is(err, tickets.ErrPermanent) {
		t.Errorf("while nobody can look: %v, want a passing error", err)
	}
}
