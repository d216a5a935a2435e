package slack_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/bot/sim"
	"github.com/beckon-desk/beckon/bot/slack"
	"github.com/beckon-desk/beckon/tickets"
)

func TestOneLinerOpensATicket(t *testing.T) {
	d := open(t)
	sh := d.As("ann").Types("#general", "/ticket VPN drops every ten minutes")
	says(t, sh, "#1 is open: VPN drops every ten minutes")
	if m := sh.Messages[0]; m.Ephemeral != d.As("ann").ID {
		t.Errorf("the receipt is not private: %+v", m)
	}
	got := d.ticket()
	if got.Title != "VPN drops every ten minutes" || got.Requester.Name != "Ann Lee" || got.Origin.Platform != tickets.Slack || got.Origin.Team != d.TeamID() {
		t.Errorf("stored %+v", got)
	}
	if ann := d.user("ann@x.test"); ann.Role != tickets.Requester || ann.TimeZone != "Europe/Berlin" || len(ann.PasswordHash) != 0 {
		t.Errorf("ann's account is %+v", ann)
	}
}

func TestFormOpensATicket(t *testing.T) {
	d := open(t)
	ann := d.As("ann")
	sh := ann.Types("#private", "/ticket") // where the app is no member
	says(t, sh)
	sh = ann.Fills(sh.Modal, map[string]string{"What is wrong?": "Printer <@everyone>", "Details": "a & b", "How urgent is it?": "I cannot work"}).Submits()
	if sh.Modal != nil || sh.Error != "" || len(sh.Errors) > 0 {
		t.Fatalf("after sending: %+v", sh)
	}
	d.reads("ann", "#private", "#1 is open: Printer <@everyone>")
	got := d.ticket()
	if got.Title != "Printer <@everyone>" || got.Body != "a & b" || got.Urgency != tickets.High {
		t.Errorf("stored %+v", got)
	}
}

func TestFormStaysOpenWithWhatIsWrong(t *testing.T) {
	d := open(t)
	ann := d.As("ann")
	form := ann.Types("#general", "/ticket").Modal
	sh := ann.Fills(form, map[string]string{"What is wrong?": "\u202e\u202e"}).Submits()
	want := map[string]string{"What is wrong?": "Say in a few words what is wrong."}
	if diff := cmp.Diff(want, sh.Errors); diff != "" || sh.Modal == nil {
		t.Errorf("errors (-want +got)\n%s\nmodal %v", diff, sh.Modal)
	}
}

func TestGlobalShortcutOpensTheForm(t *testing.T) {
	d := open(t)
	ann := d.As("ann")
	ann.Fills(ann.GlobalShortcut("New ticket").Modal, map[string]string{"title": "Badge lost"}).Submits()
	d.reads("ann", "@beckon", "#1 is open: Badge lost")
}

func TestHelpListAndShow(t *testing.T) {
	d := open(t)
	ann, bob, mo := d.As("ann"), d.As("bob"), d.As("mo")
	says(t, ann.Types("#general", "/ticket help"), "/ticket list")
	says(t, ann.Types("#general", "/ticket list"), "You have no tickets.")
	ann.Types("#general", "/ticket VPN drops")
	tests := []struct {
		name string
		got  sim.Shown
		want string
	}{
		{"one's own list", ann.Types("#general", "/ticket list"), "Your tickets\n#1 VPN drops · open · nobody yet"},
		{"by its other name", ann.Types("#general", "/ticket mine"), "#1 VPN drops"},
		{"nobody else's list", bob.Types("#general", "/ticket list"), "You have no tickets."},
		{"a moderator's list", mo.Types("#general", "/ticket list"), "With nobody\n#1 VPN drops"},
		{"one's own ticket", ann.Types("#general", "/ticket 1"), "#1 VPN drops"},
		{"somebody else's ticket", bob.Types("#general", "/ticket #1"), "There is no ticket #1."},
		{"a moderator sees it", mo.Types("#general", "/ticket #1"), "From\nAnn Lee"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { says(t, tt.got, tt.want) })
	}
	says(t, ann.Types("#general", "/ticket wifi is down\nin *every* room <!here>"), "#2 is open")
	says(t, mo.Types("#general", "/ticket 2"), "Ann Lee\nwifi is down\nin every room")
}

func TestMessageBecomesATicket(t *testing.T) {
	d := open(t)
	ann, mo := d.As("ann"), d.As("mo")
	m := d.As("bob").Says("#general", "the <https://wiki.test|wiki> is down & out")
	form := ann.MessageShortcut(m, "Create ticket").Modal
	if form == nil {
		t.Fatalf("no form; log:\n%s", d.log)
	}
	ann.Fills(form, map[string]string{"How urgent is it?": "It can wait"}).Submits()
	d.reads("ann", "#general", "#1 is open")
	got := d.ticket()
	if !strings.Contains(got.Title, "is down & out") || got.Origin.Message != m.TS || !strings.Contains(got.Origin.Link, strings.ReplaceAll(m.TS, ".", "")) {
		t.Errorf("stored %q from %+v", got.Title, got.Origin)
	}
	says(t, ann.MessageShortcut(m, "Create ticket"), "already ticket #1")
	says(t, mo.MessageShortcut(m, "Create ticket"), "already ticket #1")

	// Bob may not see ann's ticket, and can still open one of his own.
	bob := d.As("bob")
	bob.Fills(bob.MessageShortcut(m, "Create ticket").Modal, nil).Submits()
	d.reads("bob", "#general", "#2 is open")
}

func TestWorkOnATicket(t *testing.T) {
	d := open(t)
	d.As("ann").Types("#general", "/ticket VPN drops")
	d.As("mo").Types("#general", "/ticket help") // mo's account joins mo's chat
	mo := d.As("mo")
	card := d.gives("mo")

	says(t, mo.Clicks(card, "Claim"), "#1 is yours. Ann Lee is told.")
	card = d.reads("mo", "@beckon", "in progress")

	mo.Fills(mo.Clicks(card, "Reply").Modal, map[string]string{"text": "Try again now", "Then": "I wait for their answer"}).Submits()
	d.reads("mo", "@beckon", "Sent to Ann Lee on #1.")
	card = d.reads("mo", "@beckon", "waiting")

	mo.Fills(mo.Clicks(card, "Resolve").Modal, map[string]string{"note": "New certificate"}).Submits()
	d.reads("mo", "@beckon", "#1 is resolved. Ann Lee is told.")
	card = d.reads("mo", "@beckon", "card of #1: resolved")

	says(t, mo.Clicks(card, "Reopen"), "#1 is open again, with mo.")
	card = d.reads("mo", "@beckon", "card of #1: in progress")
	says(t, mo.Clicks(card, "Release"), "#1 is back in the queue.")

	got := d.ticket()
	if got.Assignee != nil || len(got.Comments) != 1 || got.Comments[0].Text != "Try again now" || got.Comments[0].Internal {
		t.Errorf("in the end: %+v", got)
	}
}

func TestNotMineGoesOnWithItsReason(t *testing.T) {
	d := open(t)
	d.As("ann").Types("#general", "/ticket VPN drops")
	mo := d.As("mo")
	mo.Types("#general", "/ticket help")
	card := d.gives("mo")
	sh := mo.Fills(mo.Clicks(card, "Not mine").Modal, map[string]string{"Why?": "I only do printers"}).Submits()
	if sh.Error != "" || len(sh.Errors) > 0 {
		t.Fatalf("%+v", sh)
	}
	got := d.ticket().Routing.Refusals
	if len(got) != 1 || got[0].Reason != "I only do printers" || got[0].By.Name != "mo" {
		t.Errorf("refusals %+v", got)
	}
}

func TestTwoHundredClaimOneWins(t *testing.T) {
	d := open(t)
	d.As("ann").Types("#general", "/ticket VPN drops")
	const crowd = 200
	cards := make([]sim.SlackMessage, crowd)
	for i := range crowd {
		name := fmt.Sprintf("mod%d", i)
		d.AddUser(sim.SlackUser{Name: name, RealName: name, Email: name + "@x.test"})
		d.AddChannel(sim.SlackChannel{Name: "#mods", Members: []string{name}})
		d.hires(name, tickets.Moderator)
		cards[i] = d.As(name).Types("#mods", "/ticket 1").Messages[0]
	}
	answers := make([]sim.Shown, crowd)
	var clicks sync.WaitGroup
	for i := range crowd {
		clicks.Go(func() { answers[i] = d.As(fmt.Sprintf("mod%d", i)).Clicks(cards[i], "Claim") })
	}
	clicks.Wait()
	winner, won, lost := d.ticket().Assignee.Name, 0, 0
	for i, a := range answers {
		switch text := a.Text(); {
		case strings.Contains(text, "is yours"):
			won++
		case strings.Contains(text, winner+" claimed #1"):
			lost++
		default:
			t.Errorf("mod%d is told %q, Slack says %q", i, text, a.Error)
		}
	}
	if won != 1 || lost != crowd-1 {
		t.Errorf("%d won and %d were told who did, want 1 and %d", won, lost, crowd-1)
	}
}

func TestOutsidersAreRefused(t *testing.T) {
	for _, who := range []string{"gus", "sam"} {
		t.Run(who, func(t *testing.T) {
			d := open(t)
			d.As("ann").Types("#general", "/ticket VPN drops")
			says(t, d.As(who).Clicks(d.shares("#general"), "Claim"), "Only members")
			says(t, d.As(who).Types("#general", "/ticket let me in"), "Only members", "let me in")
			if got := d.ticket(); !got.ClaimedAt.IsZero() {
				t.Errorf("claimed by %v", got.Assignee)
			}
		})
	}
}

func TestRequesterCannotClaim(t *testing.T) {
	d := open(t)
	d.As("ann").Types("#general", "/ticket VPN drops")
	says(t, d.As("bob").Clicks(d.shares("#general"), "Claim"), "Only moderators can do that.")
}

func TestNobodyIsKnownWhileSlackIsSilent(t *testing.T) {
	d := open(t)
	d.Fail(sim.Fault{Method: "users.info", Times: 1, Code: "internal_error"})
	says(t, d.As("ann").Types("#general", "/ticket VPN drops"), "Nothing was stored", "VPN drops")
	if all := d.tickets(); len(all) != 0 {
		t.Errorf("stored %v", all)
	}
	says(t, d.As("ann").Types("#general", "/ticket VPN drops"), "#1 is open")
}

func TestStoreFailureKeepsTheWords(t *testing.T) {
	d := open(t)
	ann := d.As("ann")
	d.store.beforeCreate(func() error { return errors.New("disk full") })
	says(t, ann.Types("#general", "/ticket VPN drops"), "Nothing was stored", "VPN drops")
	sh := ann.Types("#general", "/ticket")
	sh = ann.Fills(sh.Modal, map[string]string{"title": "VPN drops"}).Submits()
	if sh.Modal == nil || !strings.Contains(sh.Errors["What is wrong?"], "Please try again") {
		t.Fatalf("the form says %+v", sh)
	}
	d.store.beforeCreate(nil)
	ann.Fills(sh.Modal, map[string]string{"title": "VPN drops"}).Submits()
	d.reads("ann", "#general", "#1 is open")
}

func TestSlowStoreIsAnsweredTwice(t *testing.T) {
	t.Parallel() // it waits out the acknowledgement
	d := inAHurry(t)
	release := make(chan struct{})
	d.store.beforeCreate(func() error { <-release; return nil })
	says(t, d.As("ann").Types("#general", "/ticket VPN drops"), "Not stored yet", "VPN drops")
	close(release)
	d.reads("ann", "#general", "#1 is open")
}

func TestSlowStoreKeepsTheFormOpen(t *testing.T) {
	t.Parallel() // it waits out the acknowledgement
	d := open(t)
	ann := d.As("ann")
	form := ann.Types("#general", "/ticket").Modal
	slack.BeUsual(d.app)
	release := make(chan struct{})
	d.store.beforeCreate(func() error { <-release; return nil })
	sh := ann.Fills(form, map[string]string{"title": "VPN drops"}).Submits()
	if sh.Modal == nil || !strings.Contains(sh.Errors["What is wrong?"], "press the button again") {
		t.Errorf("the form says %+v", sh)
	}
	slack.BePatient(d.app)
	close(release)
	ann.Fills(sh.Modal, map[string]string{"title": "VPN drops"}).Submits()
	d.reads("ann", "#general", "#1 is open")
	d.ticket() // one, though sent twice
}

func TestAPanicCostsOneDelivery(t *testing.T) {
	d := open(t)
	ann := d.As("ann")
	d.store.beforeCreate(func() error { panic("a defect") })
	says(t, ann.Types("#general", "/ticket VPN drops"), "Something went wrong on our side")
	sh := ann.Types("#general", "/ticket")
	sh = ann.Fills(sh.Modal, map[string]string{"title": "VPN drops"}).Submits()
	if sh.Modal == nil || !strings.Contains(sh.Errors["What is wrong?"], "Something went wrong") {
		t.Errorf("the form says %+v", sh)
	}
	d.store.beforeCreate(nil)
	says(t, ann.Types("#general", "/ticket VPN drops"), "#1 is open")
}

func TestFormOfSomebodyUnknownStaysOpen(t *testing.T) {
	d := open(t)
	form := d.As("ann").Types("#general", "/ticket").Modal
	d.openApp(slack.Config{}) // restarted: nobody is remembered
	d.Fail(sim.Fault{Method: "users.info", Code: "internal_error"})
	sh := d.As("ann").Fills(form, map[string]string{"title": "VPN drops"}).Submits()
	if sh.Modal == nil || !strings.Contains(sh.Errors["What is wrong?"], "who you are") {
		t.Errorf("the form says %+v", sh)
	}
}

func TestExpiredTriggerOffersTheFormAgain(t *testing.T) {
	d := open(t)
	ann := d.As("ann")
	d.ExpireNextTrigger()
	sh := ann.Types("#general", "/ticket")
	says(t, sh, "The form did not open in time")
	if form := ann.Clicks(sh.Messages[0], "Open the form").Modal; form == nil {
		t.Error("the button opened no form")
	}
}

func TestAReplyBecomesATicketThatHearsItsThread(t *testing.T) {
	d := open(t)
	ann, bob := d.As("ann"), d.As("bob")
	head := bob.Says("#general", "what a day")
	reply := ann.RepliesIn(head, "and the wiki is down")
	ann.Fills(ann.MessageShortcut(reply, "Create ticket").Modal, nil).Submits()
	d.reads("ann", "#general", "#1 is open: and the wiki is down")
	if got := d.ticket().Origin; got.Message != head.TS || !strings.Contains(got.Link, strings.ReplaceAll(reply.TS, ".", "")) {
		t.Errorf("origin %+v, want the thread of %s and a link to %s", got, head.TS, reply.TS)
	}
	ann.RepliesIn(head, "it is back")
	d.until("the reply", func() bool { return len(d.ticket().Comments) == 1 })
	says(t, ann.MessageShortcut(head, "Create ticket"), "already ticket #1")
}

func TestALongMessageIsInItsFormWhole(t *testing.T) {
	for name, tt := range map[string]struct {
		refused bool
		want    int // characters of the body
	}{"as it is": {false, 9000}, "where Slack bounds it": {true, 3000}} {
		t.Run(name, func(t *testing.T) {
			d := open(t)
			ann := d.As("ann")
			m := ann.Says("#general", strings.Repeat("x", 9000))
			if tt.refused {
				d.Fail(sim.Fault{Method: "views.open", Code: "invalid_arguments", Times: 1})
			}
			ann.Fills(ann.MessageShortcut(m, "Create ticket").Modal, nil).Submits()
			d.reads("ann", "#general", "#1 is open: xxx")
			if got := utf8.RuneCountInString(d.ticket().Body); got != tt.want {
				t.Errorf("the body has %d characters, want %d", got, tt.want)
			}
		})
	}
}

func TestALongMessageIsWholeInTheFormOfAButton(t *testing.T) {
	for name, tt := range map[string]struct {
		happens func(*desk, sim.SlackMessage)
		whole   bool
	}{
		"as it is":          {func(*desk, sim.SlackMessage) {}, true},
		"deleted meanwhile": {func(d *desk, m sim.SlackMessage) { d.As("ann").Deletes(m) }, false},
		"unreadable": {func(d *desk, _ sim.SlackMessage) {
			d.Fail(sim.Fault{Method: "conversations.replies", Code: "missing_scope", Times: 1})
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			d := open(t)
			ann := d.As("ann")
			long := "the wiki " + strings.Repeat("is down ", 600) + "at last"
			m := ann.Says("#general", "@beckon "+long)
			offer := d.reads("ann", "#general", "Shall I open a ticket about this?")
			tt.happens(d, m)
			ann.Fills(ann.Clicks(offer, "Open a ticket").Modal, nil).Submits()
			d.reads("ann", "#general", "#1 is open: the wiki")
			if got := d.ticket().Body; (got == long) != tt.whole || !tt.whole && !strings.HasSuffix(got, "…") {
				t.Errorf("the body has %d characters: %.40q", len(got), got)
			}
		})
	}
}

func TestTooLongDetailsStayInTheForm(t *testing.T) {
	d := open(t)
	ann := d.As("ann")
	sh := ann.Fills(ann.Types("#general", "/ticket").Modal, map[string]string{"title": "VPN", "body": strings.Repeat("x", tickets.MaxBody+1)}).Submits()
	if want := "The details are too long; 20,000 characters at most."; sh.Modal == nil || sh.Errors["Details"] != want {
		t.Errorf("the form says %+v, want %q", sh.Errors, want)
	}
}

func TestExpiredTriggerKeepsTheMessage(t *testing.T) {
	d := open(t)
	ann := d.As("ann")
	m := ann.Says("#general", "the wiki is down")
	d.ExpireNextTrigger()
	sh := ann.MessageShortcut(m, "Create ticket")
	form := ann.Clicks(sh.Messages[0], "Open the form").Modal
	ann.Fills(form, nil).Submits()
	d.reads("ann", "#general", "#1 is open: the wiki is down")
	if got := d.ticket().Origin.Message; got != m.TS {
		t.Errorf("origin %q, want the message %q", got, m.TS)
	}
}

func TestSlowFormIsAcknowledgedInTime(t *testing.T) {
	t.Parallel() // it waits out the acknowledgement
	d := inAHurry(t)
	d.Fail(sim.Fault{Method: "views.open", Delay: time.Hour})
	says(t, d.As("ann").Types("#general", "/ticket")) // something, and no failure of Slack's
	d.reads("ann", "#general", "The form did not open in time")
}

func TestLongAndHostileText(t *testing.T) {
	d := open(t)
	ann, mo := d.As("ann"), d.As("mo")
	text := strings.Repeat("<!channel> &amp; `*_~ \u202e 😀 \"", 130)
	says(t, ann.Types("#general", "/ticket "+text), "#1 is open")
	for _, who := range []*sim.Person{ann, mo} {
		says(t, who.Types("#general", "/ticket 1"), "#1")
		says(t, who.Types("#general", "/ticket list"), "#1")
	}
	m := ann.Says("#general", text)
	if form := ann.MessageShortcut(m, "Create ticket").Modal; form == nil {
		t.Errorf("no form for a hostile message; log:\n%s", d.log)
	}
	for _, m := range ann.Sees("#general") {
		if m.BotID != "" && strings.Contains(m.Text, "<!channel>") {
			t.Errorf("a mention got through: %.80q", m.Text)
		}
	}
}

func TestHomeShowsWhatMatters(t *testing.T) {
	d := open(t)
	ann, mo := d.As("ann"), d.As("mo")
	ann.Types("#general", "/ticket VPN drops")
	tests := []struct {
		who  *sim.Person
		want string
	}{{ann, "Your tickets"}, {mo, "With nobody"}}
	for _, tt := range tests {
		tt.who.OpensHome()
		d.until("home", func() bool {
			h := tt.who.Home()
			return h != nil && strings.Contains(h.Visible(), tt.want) && strings.Contains(h.Visible(), "VPN drops")
		})
	}
	form := ann.ClicksIn(ann.Home(), "New ticket").Modal
	if form == nil {
		t.Fatal("New ticket opened no form")
	}
	ann.Fills(form, map[string]string{"title": "Badge lost"}).Submits()
	d.until("the page shows the new ticket", func() bool { return strings.Contains(ann.Home().Visible(), "Badge lost") })
}

func TestAListShowsATicketThatIsChosen(t *testing.T) {
	d := open(t)
	ann, mo := d.As("ann"), d.As("mo")
	ann.Types("#general", "/ticket VPN drops")
	ann.Types("#general", "/ticket Badge "+strings.Repeat("is lost & <!here> ", 10))
	for _, who := range []*sim.Person{ann, mo} {
		list := who.Types("#general", "/ticket list")
		asked := who.Types("#general", "/ticket 1")
		got := who.Chooses(list.Messages[0], "Show a ticket", "#1 VPN drops")
		says(t, got, "#1 VPN drops", "Status\nopen")
		if got.Text() != asked.Text() || got.Messages[0].Ephemeral != who.ID {
			t.Errorf("shown to %q %q, want as by /ticket 1 %q", got.Messages[0].Ephemeral, got.Text(), asked.Text())
		}
	}
	if all := d.tickets(); len(all) != 2 {
		t.Errorf("there are %d tickets, want 2", len(all))
	}
}
