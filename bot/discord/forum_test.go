package discord_test

import (
	"testing"

	"github.com/beckon-desk/beckon/bot/discord"
	"github.com/beckon-desk/beckon/bot/sim"
)

const forum = "200000000000000003"

// watchingForum has the bot watch a forum, which it finds when it begins a session.
func watchingForum(t *testing.T, ask bool) *desk {
	t.Helper()
	d := open(t, func(_ *sim.DiscordConfig, c *discord.Config) { c.Watch = []discord.Watch{{Channel: forum, Ask: ask}} })
	d.stops(d.app)
	d.ForgetSessions()
	d.AddChannel(sim.DiscordChannel{Name: "questions", ID: forum, Forum: true})
	d.As("bob").Posts("#questions", "From before", "nobody watches yet")
	d.app = d.starts()
	d.connected(2)
	return d
}

func TestAPostInAWatchedForumIsATicket(t *testing.T) {
	d := watchingForum(t, false)
	ann := d.As("ann")
	post := ann.Posts("#questions", "VPN drops", "Hello,\nevery ten minutes.")
	d.reads("ann", post.ID, "#1 is open: VPN drops")
	if got := d.ticket(); got.Title != "VPN drops" || got.Body != "Hello,\nevery ten minutes." || got.Origin.Message != post.ID {
		t.Fatalf("stored %+v", got)
	}
	ann.Says(post.ID, "since monday")
	d.As("mo").Says(post.ID, "which floor?")
	d.until("the talk is stored", func() bool { return len(d.ticket().Comments) == 2 })
	if c := d.ticket().Comments; c[0].Text != "since monday" || c[1].Text != "which floor?" || c[1].Internal {
		t.Errorf("the talk is %+v", c)
	}
	ann.Edits(post, "Every two minutes.")
	d.until("the edit is stored", func() bool { return d.ticket().Body == "Every two minutes." })
	if got := d.ticket(); got.Title != "VPN drops" {
		t.Errorf("since the edit it is called %q", got.Title)
	}
	d.As("mo").Posts("#questions", "Read this first", "How to ask.")
	ann.Posts("#questions", "Hello", "thanks!")
	d.As("bob").Posts("#questions", "Printer on fire", "hi")
	d.becomes("Printer on fire")
	if n := len(d.tickets()); n != 2 {
		t.Errorf("%d tickets, want 2: neither moderators nor the polite ask for anything", n)
	}
	d.RemoveChannel(post.ID)
	d.until("the post is gone from the ticket", func() bool { return d.tickets()[0].Asked.Deleted })
}

func TestAWatchedForumMayAskFirst(t *testing.T) {
	d := watchingForum(t, true)
	ann := d.As("ann")
	post := ann.Posts("#questions", "VPN drops", "Every ten minutes.")
	form := ann.Clicks(d.reads("ann", post.ID, "Shall I open a ticket"), "Open a ticket").Modal
	if form == nil || form.Fields[0].Value != "VPN drops" || form.Fields[1].Value != "Every ten minutes." {
		t.Fatalf("the form is %+v", form)
	}
	says(t, ann.Fills(form, nil), "#1 is open: VPN drops")
	ann.Says(post.ID, "since monday")
	d.until("the talk is stored", func() bool { return len(d.ticket().Comments) == 1 })
}

func TestAPostIsATicketByItsMenuInAForumThatIsNotWatched(t *testing.T) {
	d := open(t, watching("open")) // of another channel, for the intent
	d.AddChannel(sim.DiscordChannel{Name: "questions", ID: forum, Forum: true})
	post := d.As("ann").Posts("#questions", "VPN drops", "Every ten minutes.")
	form := d.As("bob").UsesMenu(post, "Create ticket").Modal
	if form == nil || form.Fields[0].Value != "VPN drops" || form.Fields[1].Value != "Every ten minutes." {
		t.Fatalf("the form is %+v", form)
	}
	says(t, d.As("bob").Fills(form, nil), "#1 is open: VPN drops")
}

func TestPostsThatAreMadeWhileNobodyListensAreTakenIn(t *testing.T) {
	d := watchingForum(t, false)
	ann := d.As("ann")
	first := ann.Posts("#questions", "VPN drops", "Every ten minutes.")
	d.reads("ann", first.ID, "#1 is open")
	d.stops(d.app)
	d.ForgetSessions()
	second := d.As("bob").Posts("#questions", "Printer on fire", "The one by the kitchen.")
	d.As("bob").Says(second.ID, "and the other")
	ann.Says(first.ID, "since monday")
	d.starts()
	d.reads("bob", second.ID, "#2 is open")
	d.until("what was said is stored", func() bool {
		all := d.tickets()
		return len(all) == 2 && len(all[0].Comments) == 1 && len(all[1].Comments) == 1
	})
	if got := d.tickets()[1]; got.Title != "Printer on fire" || got.Comments[0].Text != "and the other" {
		t.Errorf("stored %+v", got)
	}
	if n := len(ann.Sees(first.ID)); n != 3 {
		t.Errorf("the first post holds %d messages, want it, its receipt and what was said", n)
	}
}
