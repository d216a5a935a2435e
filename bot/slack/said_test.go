package slack_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/bot/sim"
	"github.com/beckon-desk/beckon/tickets"
)

func TestDirectMessageOpensATicket(t *testing.T) {
	d := open(t)
	m := d.As("ann").Says("@beckon", "my laptop makes a noise")
	d.reads("ann", "@beckon", "#1 is open: my laptop makes a noise")
	if got := d.ticket().Origin; got.Message != m.TS || got.Channel != m.Channel {
		t.Errorf("origin %+v, want the message", got)
	}
}

func TestWhoIsMentionedHasAName(t *testing.T) {
	d := open(t)
	ann := d.As("ann")
	m := ann.Says("@beckon", "my laptop was with @mo")
	d.reads("ann", "@beckon", "#1 is open: my laptop was with @Mo Diaz")
	ann.Edits(m, "my laptop was with @ada")
	d.until("the edit", func() bool { return d.ticket().Title == "my laptop was with @Ada Kay" })

	d.Fail(sim.Fault{Method: "users.info", Code: "internal_error"})
	ann.RepliesIn(m, "or with @bob")
	d.until("the reply", func() bool { return len(d.ticket().Comments) == 1 })
	if got := d.ticket().Comments[0].Text; !strings.HasPrefix(got, "or with @U") {
		t.Errorf("while Slack does not say who it is, the ticket says %q", got)
	}

	ann.Fills(ann.MessageShortcut(d.As("mo").Says("#general", "@bob broke it"), "Create ticket").Modal, nil).Submits()
	d.reads("ann", "#general", "#2 is open: @Bob Ray broke it")
}

func TestSmallTalkOpensNone(t *testing.T) {
	d := open(t)
	d.As("ann").Says("@beckon", "Hello!")
	d.reads("ann", "@beckon", "Tell me what is wrong")
	if all := d.tickets(); len(all) != 0 {
		t.Errorf("opened %v", all)
	}
}

func TestABurstIsOneTicket(t *testing.T) {
	d := open(t)
	ann := d.As("ann")
	d.DuplicateEvents(1) // each told twice, under two ids
	ann.Says("@beckon", "my laptop makes a noise")
	ann.Says("@beckon", "since this morning")
	ann.Says("@beckon", "and it is hot")
	d.reads("ann", "@beckon", "Added to #1.")
	d.settled(6)
	got := d.ticket().Comments
	if len(got) != 2 || got[0].Text != "since this morning" || got[1].Text != "and it is hot" || got[0].Internal {
		t.Errorf("comments %+v", got)
	}
}

func TestThreadBelongsToTheTicket(t *testing.T) {
	d := open(t)
	ann, mo := d.As("ann"), d.As("mo")
	m := ann.Says("@beckon", "my laptop makes a noise")
	d.reads("ann", "@beckon", "#1 is open")
	mo.Types("#general", "/ticket help")
	card := d.gives("mo")

	ann.RepliesIn(m, "any news, <@everyone>?")
	d.until("ann's reply", func() bool { return len(d.ticket().Comments) == 1 })
	mo.RepliesIn(card, "I think ann broke it")
	d.reads("mo", "@beckon", "Noted on #1, for moderators only.")

	got := d.ticket()
	if c := got.Comments[0]; c.Text != "any news, <@everyone>?" || c.Internal || c.By.Name != "Ann Lee" {
		t.Errorf("ann's reply is %+v", c)
	}
	if c := got.Comments[1]; c.Text != "I think ann broke it" || !c.Internal || c.By.Name != "mo" {
		t.Errorf("mo's note is %+v", c)
	}
	hint := d.reads("mo", "@beckon", "Noted on #1")
	if form := mo.Clicks(hint, "Reply").Modal; form == nil {
		t.Error("Reply opened no form")
	}
}

func TestThanksDoNotReopen(t *testing.T) {
	d := open(t)
	ann := d.As("ann")
	m := ann.Says("@beckon", "my laptop makes a noise")
	d.reads("ann", "@beckon", "#1 is open")
	if _, err := d.service.Resolve(t.Context(), tickets.Actor{User: d.user("mo@x.test")}, d.ticket().ID, "oiled"); err != nil {
		t.Fatal(err)
	}
	ann.RepliesIn(m, "Thank you so much!")
	d.reads("ann", "@beckon", "#1 stays resolved")
	ann.RepliesIn(m, "no, it squeaks again")
	d.until("reopened", func() bool { return d.ticket().Status.Live() })
}

func TestAModeratorsWordsAreOfferedAForm(t *testing.T) {
	d := open(t)
	mo := d.As("mo")
	mo.Says("@beckon", "the server room is hot")
	offer := d.reads("mo", "@beckon", "Nobody else has seen this")
	if all := d.tickets(); len(all) != 0 {
		t.Fatalf("opened %v", all)
	}
	mo.Fills(mo.Clicks(offer, "New ticket").Modal, nil).Submits()
	d.reads("mo", "@beckon", "#1 is open: the server room is hot")
}

func TestWhatConcernsNobodyIsLeftAlone(t *testing.T) {
	d := open(t)
	ann := d.As("ann")
	m := ann.Says("#general", "lunch?")
	d.As("sam").RepliesIn(m, "yes")
	ann.Edits(m, "lunch now?")
	ann.Deletes(m)
	d.settled(4)
	if all := d.tickets(); len(all) != 0 {
		t.Errorf("opened %v", all)
	}
	for _, call := range d.Calls("") {
		if call.Method != "auth.test" {
			t.Errorf("called %s %v; nobody had asked for anything", call.Method, call.Args)
		}
	}
}

func TestChannelThreadOfATicket(t *testing.T) {
	d := open(t)
	ann := d.As("ann")
	m := ann.Says("#general", "the wiki is down")
	ann.Fills(ann.MessageShortcut(m, "Create ticket").Modal, nil).Submits()
	d.reads("ann", "#general", "#1 is open")
	ann.RepliesIn(m, "still down")
	d.As("sam").RepliesIn(m, "works for me") // an outsider
	d.As("bob").RepliesIn(m, "for me too")   // not bob's ticket
	d.settled(4)
	got := d.ticket().Comments
	if len(got) != 1 || got[0].Text != "still down" {
		t.Errorf("comments %+v", got)
	}
}

func TestAClosedTicketWantsAnother(t *testing.T) {
	d := open(t)
	ann := d.As("ann")
	m := ann.Says("@beckon", "my laptop makes a noise")
	d.reads("ann", "@beckon", "#1 is open")
	closed := tickets.Closed
	if _, err := d.service.Set(t.Context(), tickets.Actor{User: d.user("mo@x.test")}, d.ticket().ID, tickets.Patch{Status: &closed}); err != nil {
		t.Fatal(err)
	}
	ann.RepliesIn(m, "it squeaks again")
	offer := d.reads("ann", "@beckon", "#1 is closed")
	ann.Fills(ann.Clicks(offer, "New ticket").Modal, nil).Submits()
	d.reads("ann", "@beckon", "#2 is open: it squeaks again")
}

func TestEditsAndDeletionsReachTheTicket(t *testing.T) {
	d := open(t)
	d.DuplicateEvents(1)
	ann, mo := d.As("ann"), d.As("mo")
	m := ann.Says("@beckon", "my laptop makes a noise")
	more := ann.Says("@beckon", "since this morning")
	d.reads("ann", "@beckon", "Added to #1")
	mo.Types("#general", "/ticket help")
	note := mo.RepliesIn(d.gives("mo"), "ann broke it")
	d.reads("mo", "@beckon", "Noted on #1")
	reply := ann.RepliesIn(m, "it is <b>hot</b> &amp; loud")
	d.until("ann's reply", func() bool { return len(d.ticket().Comments) == 3 })

	ann.Edits(m, "my laptop makes music")
	d.Unfurls(m, "The sound of music")
	ann.Edits(reply, "it is <i>cold</i>")
	mo.Edits(note, "bob broke it")
	ann.Deletes(more)
	d.until("all of it", func() bool {
		got := d.ticket()
		c := got.Comments
		return got.Title == "my laptop makes music" && c[0].Deleted && c[0].Text == "" && c[1].Text == "bob broke it" && c[1].Internal && c[2].Text == "it is <i>cold</i>"
	})
	ann.Deletes(m) // which has replies, so Slack leaves a tombstone
	d.until("the deletion", func() bool { return d.ticket().Asked.Deleted })
	if got := d.ticket(); len(got.Comments) != 3 || got.Title != "my laptop makes music" {
		t.Errorf("stored %+v", got)
	}
}

func TestAnEditThatIsTooLongIsSaidToBe(t *testing.T) {
	d := open(t)
	ann := d.As("ann")
	m := ann.Says("@beckon", "my laptop makes a noise")
	d.reads("ann", "@beckon", "#1 is open")
	ann.Edits(m, strings.Repeat("la ", tickets.MaxBody/2))
	d.reads("ann", "@beckon", "Your edit is not on the ticket. The details are too long")
	if got := d.ticket(); got.Title != "my laptop makes a noise" || got.Body != "" {
		t.Errorf("stored %q, %q", got.Title, got.Body)
	}
}

func TestTheEditOfAMessageThatBecameATicketByAFormIsLeftAlone(t *testing.T) {
	d := open(t)
	ann := d.As("ann")
	m := ann.Says("#general", "the wiki is down")
	ann.Fills(ann.MessageShortcut(m, "Create ticket").Modal, map[string]string{"title": "Wiki: 502"}).Submits()
	d.reads("ann", "#general", "#1 is open")
	ann.RepliesIn(m, "since monday")
	d.until("the reply", func() bool { return len(d.ticket().Comments) == 1 })
	want := d.ticket()
	ann.Edits(m, "the wiki was down")
	ann.Deletes(m)
	d.settled(4)
	if diff := cmp.Diff(want, d.ticket()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestElevenDeliveriesAreOneTicket(t *testing.T) {
	tests := []struct {
		name string
		knob func(*desk)
		does func(*desk)
	}{
		{"of a command", func(d *desk) { d.Repeat("slash_commands", 10) }, func(d *desk) { d.As("ann").Types("#general", "/ticket VPN drops") }},
		{"of a message", func(d *desk) { d.Repeat("events_api", 10) }, func(d *desk) {
			d.As("ann").Says("@beckon", "VPN drops")
			d.settled(11)
		}},
		{"of a message under new ids", func(d *desk) { d.DuplicateEvents(10) }, func(d *desk) {
			d.As("ann").Says("@beckon", "VPN drops")
			d.settled(11)
		}},
		{"of a form", func(*desk) {}, func(d *desk) {
			form := d.As("ann").Types("#general", "/ticket").Modal
			d.Repeat("interactive", 10)
			d.As("ann").Fills(form, map[string]string{"title": "VPN drops"}).Submits()
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := open(t)
			tt.knob(d)
			tt.does(d)
			if got := d.ticket(); got.Title != "VPN drops" || len(got.Comments) != 0 {
				t.Errorf("stored %+v", got)
			}
			if n := strings.Count(whatSeen(d, "ann", "@beckon"), "#1 is open"); n > 1 {
				t.Errorf("told %d times", n)
			}
		})
	}
}

func whatSeen(d *desk, name, place string) string {
	return (sim.Shown{Messages: d.As(name).Sees(place)}).Text()
}

func TestWhatTheStoreRefusedComesAgain(t *testing.T) {
	d := open(t)
	failed := false
	d.store.beforeCreate(func() error { // once; deliveries of one channel come in turn
		if !failed {
			failed = true
			return errors.New("disk full")
		}
		return nil
	})
	d.As("ann").Says("@beckon", "VPN drops")
	d.reads("ann", "@beckon", "#1 is open")
	if got := d.Deliveries("events_api"); got[0].Status != 503 {
		t.Errorf("the first delivery was answered %d, want 503 so that it comes again", got[0].Status)
	}
	if got := d.ticket().Title; got != "VPN drops" {
		t.Errorf("stored %q", got)
	}
}

func TestAMessageThatIsForwardedIsReadWhole(t *testing.T) {
	d := open(t)
	ann, bob := d.As("ann"), d.As("bob")
	d.AddChannel(sim.SlackChannel{Name: "#ours", Members: []string{"ann", "bob"}}) // where the app is not
	said := bob.Shares("#ours", "@mo the wiki is down & out", picture("a.png"))
	link := d.URL() + "/archives/" + said.Channel + "/p" + strings.ReplaceAll(said.TS, ".", "")

	m := ann.Forwards(said, "@beckon", "")
	d.reads("ann", "@beckon", "#1 is open: @Mo Diaz the wiki is down & out")
	got := d.ticket()
	if want := "@Mo Diaz the wiki is down & out\nForwarded from Bob Ray: " + link; got.Body != want || len(got.Files) != 1 || d.holds(got.Files[0]) != png {
		t.Errorf("body %q, files %+v; want %q and the file", got.Body, got.Files, want)
	}
	ann.Forwards(bob.Says("#ours", "still so"), "@beckon", "look")
	d.until("the second", func() bool { return len(d.ticket().Comments) == 1 })
	if got := d.ticket().Comments[0].Text; !strings.HasPrefix(got, "look\nstill so\nForwarded from Bob Ray: ") {
		t.Errorf("the comment is %q", got)
	}
	ann.Edits(m, "please help")
	d.until("the edit", func() bool { return d.ticket().Title == "please help" })
	if got := d.ticket(); !strings.Contains(got.Body, "the wiki is down") || strings.Contains(got.Body, "a.png") {
		t.Errorf("after an edit the body is %q", got.Body)
	}
}

func TestAMentionIsOfferedATicket(t *testing.T) {
	d := open(t)
	ann := d.As("ann")
	m := ann.Says("#general", "@beckon the wiki is down, ask @mo")
	offer := d.reads("ann", "#general", "Shall I open a ticket about this?")
	if offer.Ephemeral != ann.ID {
		t.Error("everybody sees the offer")
	}
	ann.Fills(ann.Clicks(offer, "Open a ticket").Modal, nil).Submits()
	d.reads("ann", "#general", "#1 is open: the wiki is down, ask @Mo Diaz")
	ann.RepliesIn(m, "@beckon any news?") // is for the ticket, and needs no offer
	d.until("the reply", func() bool { return len(d.ticket().Comments) == 1 })
	if got := d.ticket(); got.Origin.Message != m.TS || got.Comments[0].Text != "@beckon any news?" {
		t.Errorf("stored %+v", got)
	}
	inThread := ann.RepliesIn(d.As("bob").Says("#general", "what a day"), "@beckon")
	d.reads("ann", "#general", "/ticket list – your tickets")
	ann.RepliesIn(inThread, "@beckon he means the wiki")
	offer, err := ann.WaitsFor(t.Context(), "#general", func(m sim.SlackMessage) bool {
		return m.ThreadTS == inThread.ThreadTS && slices.Contains(m.Buttons(), "Open a ticket")
	})
	if err != nil {
		t.Fatal(err)
	}
	ann.Fills(ann.Clicks(offer, "Open a ticket").Modal, nil).Submits()
	d.until("the second ticket", func() bool { return len(d.tickets()) == 2 })
	if got := d.tickets()[1]; got.Title != "he means the wiki" || got.Origin.Message != inThread.ThreadTS {
		t.Errorf("a mention in a thread makes %+v", got)
	}
	for _, other := range ann.Thread(inThread) {
		if other.BotID != "" && other.Ephemeral != ann.ID {
			t.Errorf("everybody sees %q", other.Visible())
		}
	}
}
