package discord_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/beckon-desk/beckon/bot/sim"
)

func TestADirectMessageOpensATicketAndMoreJoinIt(t *testing.T) {
	d := open(t)
	ann := d.As("ann")
	ann.Says("@beckon", "my laptop is slow")
	d.reads("ann", "@beckon", "#1 is open")
	ann.Says("@beckon", "since monday")
	d.reads("ann", "@beckon", "Added to #1")
	if got := d.ticket(); got.Title != "my laptop is slow" || len(got.Comments) != 1 || got.Comments[0].Text != "since monday" {
		t.Errorf("stored %+v", got)
	}
	ann.Says("@beckon", "thanks!")
	d.reads("ann", "@beckon", "Tell me what is wrong")
}

func TestARequesterRepliesToNewsOfTheTicket(t *testing.T) {
	d := open(t)
	ann := d.As("ann")
	says(t, ann.Types("#general", "/ticket", with("vpn is down")), "#1")
	card := d.gives("mo")
	own := d.reads("ann", "@beckon", "opened card of #1")
	ann.RepliesTo(own, "only on the third floor")
	d.until("the reply is stored", func() bool { return len(d.ticket().Comments) == 1 })
	// A moderator's words under their card are notes; the button replies.
	d.As("mo").RepliesTo(card, "looks like the switch")
	note := d.reads("mo", "@beckon", "for moderators only")
	form := d.As("mo").Clicks(note, "Reply")
	says(t, d.As("mo").Fills(form.Modal, map[string]string{"text": "We are on it."}), "Sent to Ann Lee")
	d.delivers()
	// What replies to the news belongs to the card that the news replied to.
	ann.RepliesTo(d.reads("ann", "@beckon", "We are on it."), "great to hear, floor two too")
	d.until("the second reply is stored", func() bool { return len(d.ticket().Comments) == 4 })
	if c := d.ticket().Comments; !c[1].Internal || c[2].Internal || c[3].By.Name != "Ann Lee" {
		t.Errorf("comments are %+v", c)
	}
}

func TestRepliesInTheThreadOfTheMessageBecomeComments(t *testing.T) {
	d := open(t, watching("open"))
	m := d.As("bob").Says("#general", "printer on fire")
	says(t, d.As("bob").Fills(d.As("bob").UsesMenu(m, "Create ticket").Modal, nil), "#1")
	d.As("bob").StartsThread(m, "printer")
	d.As("bob").RepliesIn(m, "second floor")
	d.until("the reply is stored", func() bool { return len(d.ticket().Comments) == 1 })
	d.As("bob").RepliesTo(m, "by the kitchen")
	d.until("the other reply is stored", func() bool { return len(d.ticket().Comments) == 2 })
}

func TestEditsAndDeletionsReachTheTicket(t *testing.T) {
	d := open(t)
	ann := d.As("ann")
	m := ann.Says("@beckon", "my laptop is slow")
	more := ann.Says("@beckon", "since monday")
	d.reads("ann", "@beckon", "Added to #1")
	says(t, d.As("mo").Types("#general", "/ticket", with("list")))
	note := d.As("mo").RepliesTo(d.gives("mo"), "ann broke it")
	d.reads("mo", "@beckon", "for moderators only")

	d.Embeds(m, "Slow food")
	ann.Edits(m, "my laptop is fast")
	d.Embeds(m, "Fast food")
	d.As("mo").Edits(note, "bob broke it")
	d.DeletesAll(more)
	d.until("all of it is on the ticket", func() bool {
		got := d.ticket()
		c := got.Comments
		return got.Title == "my laptop is fast" && c[0].Deleted && c[0].Text == "" && c[1].Text == "bob broke it" && c[1].Internal
	})
	if n := len(edits(d)); n != 2 {
		t.Errorf("the history knows %d edits, want 2: a page below a message is none", n)
	}
	ann.Deletes(m)
	d.until("the deletion is on the ticket", func() bool { return d.ticket().Asked.Deleted })
}

// edits are the lines of the only ticket's history that tell of edits.
func edits(d *desk) (lines []string) {
	for _, c := range d.ticket().History {
		if c.Verb == "edited" {
			lines = append(lines, c.Text)
		}
	}
	return lines
}

func TestEditsInAWatchedChannelReachTheTicket(t *testing.T) {
	d := open(t, watching("open"))
	ann := d.As("ann")
	m := ann.Says("#help", "vpn is down")
	reply := ann.RepliesTo(d.reads("ann", "#help", "#1 is open"), "since monday")
	d.until("the reply is stored", func() bool { return len(d.ticket().Comments) == 1 })
	ann.Edits(m, "wifi is down")
	ann.Edits(reply, "since tuesday")
	d.until("both edits are stored", func() bool {
		return d.ticket().Title == "wifi is down" && d.ticket().Comments[0].Text == "since tuesday"
	})
	ann.Deletes(reply)
	d.until("the deletion is stored", func() bool { return d.ticket().Comments[0].Deleted })
}

func TestATicketHearsTheThreadThatItsMessageStandsIn(t *testing.T) {
	d := open(t, watching("open"))
	ann, bob := d.As("ann"), d.As("bob")
	m := ann.Says("#general", "what a week")
	thread := bob.StartsThread(m, "week")
	bob.Says(thread, "tell me")
	file := sim.DiscordFile{Name: "vpn.log", Content: []byte("timeout")}
	asked := ann.Shares(thread, "the vpn drops", file)
	form := ann.UsesMenu(asked, "Create ticket").Modal
	says(t, ann.Fills(form, nil), "#1 is open")
	if got := d.ticket(); len(got.Files) != 1 || !strings.HasSuffix(got.Origin.Link, "/"+thread+"/"+asked.ID) {
		t.Errorf("stored %+v, want its file and the link to its message", got)
	}
	ann.Says(thread, "every ten minutes")
	bob.Says(thread, "poor you")
	ann.RepliesTo(asked, "and now for good")
	d.until("what its requester says is stored", func() bool { return len(d.ticket().Comments) == 2 })
	if c := d.ticket().Comments; c[0].Text != "every ten minutes" || c[1].Text != "and now for good" {
		t.Errorf("the talk is %+v", c)
	}
	says(t, ann.UsesMenu(ann.Says(thread, "still"), "Create ticket"), "already ticket #1")
}

func TestAThreadOnATicketsMessageIsThatTicket(t *testing.T) {
	d := open(t, watching("open"))
	bob := d.As("bob")
	m := bob.Says("#general", "printer on fire")
	says(t, bob.Fills(bob.UsesMenu(m, "Create ticket").Modal, nil), "#1")
	thread := bob.StartsThread(m, "printer")
	said := bob.Says(thread, "second floor")
	says(t, bob.UsesMenu(said, "Create ticket"), "already ticket #1")
	// Who may not see that ticket gets one of their own; the talk stays with the first.
	says(t, d.As("ann").Fills(d.As("ann").UsesMenu(said, "Create ticket").Modal, nil), "#2 is open")
	bob.Says(thread, "by the kitchen")
	d.until("the talk is stored", func() bool { return len(d.tickets()[0].Comments) == 2 })
}

func TestWithoutTheIntentAThreadSaysThatItCannotBeRead(t *testing.T) {
	d := open(t)
	m := d.As("bob").Says("#general", "printer on fire")
	says(t, d.As("bob").Fills(d.As("bob").UsesMenu(m, "Create ticket").Modal, nil), "#1")
	d.As("bob").StartsThread(m, "printer")
	d.As("bob").RepliesIn(m, "second floor")
	d.reads("bob", m.ID, "Mention me in it")
	d.As("bob").RepliesIn(m, "by the kitchen")
	d.As("bob").RepliesIn(m, "@beckon it is the second floor")
	d.until("the mention is stored", func() bool { return len(d.ticket().Comments) == 1 })
	if n := len(d.As("bob").Thread(m)); n != 4 {
		t.Errorf("the thread holds %d messages, want what was said and one answer", n)
	}
}

func TestAWatchedChannelOpensATicketForEachMessage(t *testing.T) {
	d := open(t, watching("open"))
	ann := d.As("ann")
	ann.Says("#help", "vpn is down")
	answer := d.reads("ann", "#help", "#1 is open")
	ann.Says("#help", "thanks!")
	d.As("mo").Says("#help", "what does it say?")
	d.As("otherbot").Says("#help", "beep")
	d.PostsByWebhook("#help", "monitor", "disk is full")
	ann.RepliesTo(answer, "since monday")
	ann.Says("#general", "not for the desk")
	ann.Says("#help", "and the printer too")
	d.reads("ann", "#help", "#2 is open")
	all := d.tickets()
	if len(all) != 2 || len(all[0].Comments) != 1 || all[1].Title != "and the printer too" {
		t.Errorf("stored %d tickets, the first with %+v", len(all), all[0].Comments)
	}
}

func TestAWatchedChannelMayAskFirst(t *testing.T) {
	d := open(t, watching("ask"))
	m := d.As("ann").Says("#help", "vpn is down since the update of this morning")
	offer := d.reads("ann", "#help", "Shall I open a ticket")
	if n := len(d.tickets()); n != 0 {
		t.Fatalf("%d tickets before anybody agreed", n)
	}
	shown := d.As("ann").Clicks(offer, "Open a ticket")
	if shown.Modal == nil || !strings.Contains(shown.Modal.Fields[0].Value, "vpn is down") {
		t.Fatalf("no form with the words: %+v", shown)
	}
	says(t, d.As("ann").Fills(shown.Modal, nil), "#1 is open")
	if got := d.ticket().Origin.Message; got != m.ID {
		t.Errorf("the ticket is about %s, want %s", got, m.ID)
	}
	if now := d.reads("bob", "#help", "This is ticket #1 now."); now.ID != offer.ID || len(now.Buttons()) > 0 {
		t.Errorf("of the offer everybody sees %q with %v", now.Text(), now.Buttons())
	}
}

func TestAMessageIsTriedUntilItIsStored(t *testing.T) {
	d := open(t)
	left := 3
	d.store.beforeCreate(func() error {
		if left--; left >= 0 {
			return errors.New("the disk is busy")
		}
		return nil
	})
	d.As("ann").Says("@beckon", "vpn is down")
	d.reads("ann", "@beckon", "#1 is open")
}

func TestAStoreThatIsDownIsNotAnnouncedToAWholeServer(t *testing.T) {
	d := open(t)
	ann := d.As("ann")
	says(t, ann.Types("#general", "/ticket", with("vpn is down")), "#1")
	d.store.beforeLookup(func() error { return errors.New("the disk is gone") })
	m := ann.Says("#general", "lunch?")
	ann.RepliesTo(m, "yes")
	d.As("bob").Says("@beckon", "vpn is down for me too")
	d.reads("bob", "@beckon", "Something went wrong")
	for _, m := range ann.Sees("#general") {
		if !m.Ephemeral() && m.Author.Bot {
			t.Errorf("the bot says %q to everybody", m.Text())
		}
	}
}

func TestAStickerInATicketsThreadSaysNothing(t *testing.T) {
	d := open(t, watching("ask"))
	ann := d.As("ann")
	m := ann.Says("#general", "the VPN drops")
	says(t, ann.Fills(ann.UsesMenu(m, "Create ticket").Modal, nil), "#1 is open")
	thread := ann.StartsThread(m, "vpn")
	ann.Sticks(thread, "Wave Hello")
	ann.RepliesIn(m, "any news?")
	d.until("the reply is on the ticket", func() bool { return len(d.ticket().Comments) > 0 })
	if got := d.ticket().Comments; len(got) != 1 || got[0].Text != "any news?" {
		t.Errorf("comments %+v", got)
	}
	for _, m := range ann.Thread(m) {
		if m.Author.Bot {
			t.Errorf("the bot says %q", m.Text())
		}
	}
}

func TestAWatchedChannelThatHidesItsPastIsAnswered(t *testing.T) {
	d := open(t, watching("open"))
	d.AddChannel(sim.DiscordChannel{Name: "help", Fleeting: true})
	d.As("ann").Says("#help", "vpn is down")
	d.reads("ann", "#help", "#1 is open")
}

func TestAMentionIsOfferedATicket(t *testing.T) {
	d := open(t) // without the intent, which a mention needs not
	ann := d.As("ann")
	m := ann.Says("#general", "@beckon the wiki is down")
	offer := d.reads("ann", "#general", "Shall I open a ticket about this?")
	says(t, ann.Fills(ann.Clicks(offer, "Open a ticket").Modal, nil), "#1 is open: the wiki is down")
	ann.RepliesTo(m, "@beckon any news?") // is for the ticket, and needs no offer
	d.until("the reply is on the ticket", func() bool { return len(d.ticket().Comments) == 1 })
	d.As("bob").Says("#general", "@beckon")
	d.reads("bob", "#general", "/ticket list – your tickets")
	d.As("bob").Says("#staff", "@beckon is neat")
	d.As("bob").Says("#general", "not for the desk")
	d.As("bob").Says("@beckon", "my chair is broken")
	d.reads("bob", "@beckon", "#2 is open")
	for place, want := range map[string]int{"#general": 2, "#staff": 0} {
		said := 0
		for _, m := range ann.Sees(place) {
			if m.Author.Bot && !m.Ephemeral() {
				said++
			}
		}
		if said != want {
			t.Errorf("the bot said %d things in %s, want %d", said, place, want)
		}
	}
}
