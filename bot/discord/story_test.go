package discord_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/beckon-desk/beckon/bot/discord"
	"github.com/beckon-desk/beckon/bot/sim"
	"github.com/beckon-desk/beckon/tickets"
)

// ways are the two by which interactions reach the desk.
var ways = []struct {
	name   string
	change change
}{
	{"gateway", func(*sim.DiscordConfig, *discord.Config) {}},
	{"http", func(_ *sim.DiscordConfig, c *discord.Config) {
		c.PublicKey = "79b5562e8fe654f94078b112e8a98ba7901f853ae695bed7e0e3910bad049664" // of the simulator's usual key
	}},
}

func everyWay(t *testing.T, story func(t *testing.T, d *desk)) {
	t.Helper()
	for _, way := range ways {
		t.Run(way.name, func(t *testing.T) {
			d := open(t, way.change)
			if d.app.url != "" {
				if err := d.UseInteractionsURL(t.Context(), d.app.url); err != nil {
					t.Fatal(err)
				}
			}
			story(t, d)
		})
	}
}

func with(text string) sim.Options { return sim.Options{"text": text} }

func TestACommandOpensATicket(t *testing.T) {
	everyWay(t, func(t *testing.T, d *desk) {
		says(t, d.As("ann").Types("#general", "/ticket", with("vpn is down")), "#1 is open: vpn is down")
		got := d.ticket()
		if got.Title != "vpn is down" || got.Requester.Name != "Ann Lee" || got.Origin.Platform != tickets.Discord || got.Origin.Team != d.GuildID() {
			t.Errorf("stored %+v", got)
		}
		says(t, d.As("ann").Types("#general", "/ticket", with("list")), "Your tickets", "vpn is down")
		says(t, d.As("ann").Types("#general", "/ticket", with("help")), "opens a ticket")
		if shown := d.As("ann").Types("#general", "/ticket", with("1")); !strings.Contains(shown.Text(), "Status: open") {
			t.Errorf("/ticket 1 shows %q", shown.Text())
		}
	})
}

func TestAnEmptyCommandOpensAForm(t *testing.T) {
	everyWay(t, func(t *testing.T, d *desk) {
		ann := d.As("ann")
		shown := ann.Types("@beckon", "/ticket")
		if shown.Modal == nil {
			t.Fatalf("no form: %+v", shown)
		}
		says(t, ann.Fills(shown.Modal, map[string]string{"What is wrong?": "screen", "Details": "It is black.", "How urgent is it?": "high"}), "#1 is open")
		if got := d.ticket(); got.Title != "screen" || got.Body != "It is black." || got.Urgency != tickets.High {
			t.Errorf("stored %+v", got)
		}
	})
}

func TestWhatAFormSaysIsNotLostWhenItIsNotStored(t *testing.T) {
	d := open(t)
	d.store.beforeCreate(func() error { return errors.New("disk full") })
	ann := d.As("ann")
	form := ann.Types("#general", "/ticket").Modal
	says(t, ann.Fills(form, map[string]string{"title": "screen", "body": "It is black."}), "Nothing was stored", "screen", "It is black.")
	if n := len(d.tickets()); n != 0 {
		t.Errorf("%d tickets", n)
	}
}

func TestAMessageBecomesATicketByItsMenu(t *testing.T) {
	everyWay(t, func(t *testing.T, d *desk) {
		m := d.As("bob").Says("#general", "printer on fire")
		shown := d.As("ann").UsesMenu(m, "Create ticket")
		if shown.Modal == nil || shown.Modal.Fields[0].Value != "printer on fire" {
			t.Fatalf("no form with the words: %+v", shown)
		}
		says(t, d.As("ann").Fills(shown.Modal, nil), "#1 is open")
		if got := d.ticket().Origin; got.Message != m.ID || got.Channel != m.ChannelID || !strings.HasSuffix(got.Link, m.ID) {
			t.Errorf("origin is %+v", got)
		}
		says(t, d.As("ann").UsesMenu(m, "Create ticket"), "already ticket #1")
	})
}

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

func TestWithoutTheIntentAThreadSaysThatItCannotBeRead(t *testing.T) {
	d := open(t)
	m := d.As("bob").Says("#general", "printer on fire")
	says(t, d.As("bob").Fills(d.As("bob").UsesMenu(m, "Create ticket").Modal, nil), "#1")
	d.As("bob").StartsThread(m, "printer")
	d.As("bob").RepliesIn(m, "second floor")
	d.reads("bob", m.ID, "Mention me in it")
	d.As("bob").RepliesIn(m, "@beckon it is the second floor")
	d.until("the mention is stored", func() bool { return len(d.ticket().Comments) == 1 })
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
}

func TestAModeratorWorksFromTheCard(t *testing.T) {
	everyWay(t, func(t *testing.T, d *desk) {
		says(t, d.As("ann").Types("#general", "/ticket", with("vpn is down")), "#1")
		mo := d.As("mo")
		card := d.gives("mo")
		says(t, mo.Clicks(card, "Claim"), "#1 is yours")
		d.reads("mo", "@beckon", "in progress")
		card, _ = mo.Now(card)
		form := mo.Clicks(card, "Resolve")
		if form.Modal == nil {
			t.Fatalf("Resolve opened no form: %+v", form)
		}
		says(t, mo.Fills(form.Modal, map[string]string{"What solved it?": "Restarted the gateway."}), "#1 is resolved")
		d.reads("mo", "@beckon", "resolved")
		if got := d.ticket(); got.Status != tickets.Resolved {
			t.Errorf("it is %s", got.Status)
		}
	})
}

func TestOfManyClaimsAtOnceOneWins(t *testing.T) {
	d := open(t)
	says(t, d.As("ann").Types("#general", "/ticket", with("vpn is down")), "#1")
	d.hires("bob", tickets.Moderator)
	cards := map[string]sim.DiscordMessage{"mo": d.gives("mo"), "bob": d.gives("bob")}
	clicks := make([]sim.DiscordShown, 20)
	var all sync.WaitGroup
	for i := range clicks {
		all.Go(func() {
			who := []string{"mo", "bob"}[i%2]
			clicks[i] = d.As(who).Clicks(cards[who], "Claim")
		})
	}
	all.Wait()
	winner := d.ticket().Assignee.Name
	for i, shown := range clicks {
		who := []string{"mo", "bob"}[i%2]
		switch {
		case shown.Error != "":
			t.Errorf("click %d: %s", i, shown.Error)
		case who != winner && !strings.Contains(shown.Text(), winner):
			t.Errorf("%s lost to %s but was told %q", who, winner, shown.Text())
		}
	}
}

func TestStrangersAndForgersAreRefused(t *testing.T) {
	d := open(t)
	says(t, d.As("ann").Types("#general", "/ticket", with("vpn is down")), "#1")
	card := d.gives("mo")
	t.Run("somebody who is in no server of ours", func(t *testing.T) {
		says(t, d.As("sam").Types("@beckon", "/ticket", with("let me in")), "Only members", "let me in")
		d.As("sam").Says("@beckon", "let me in")
		d.reads("sam", "@beckon", "Only members")
	})
	t.Run("an employee at a moderator's button", func(t *testing.T) {
		id := key.ID(tickets.VerbClaim, d.ticket().ID)
		m := d.forges(id)
		says(t, d.As("bob").Clicks(m, "Forged"), "Only moderators")
	})
	t.Run("a button with another's signature", func(t *testing.T) {
		m := d.forges(tickets.ButtonKey("another key").ID(tickets.VerbClaim, d.ticket().ID))
		says(t, d.As("mo").Clicks(m, "Forged"), "does not work any more")
	})
	if got := d.ticket(); !got.ClaimedAt.IsZero() || len(d.tickets()) != 1 {
		t.Errorf("something was done: %+v", got)
	}
	_ = card
}

// forges posts a message with one button in #general, as another app would.
func (d *desk) forges(id string) sim.DiscordMessage {
	d.t.Helper()
	p := newPoster(d.t, d.Discord)
	channel := d.AddChannel(sim.DiscordChannel{Name: "general"})
	body := map[string]any{"content": "forged", "components": []any{map[string]any{"type": 1, "components": []any{
		map[string]any{"type": 2, "style": 1, "label": "Forged", "custom_id": id}}}}}
	if _, err := p.api.Request("POST", "https://discord.com/api/v9/channels/"+channel+"/messages", body); err != nil {
		d.t.Fatal(err)
	}
	return d.reads("mo", "#general", "forged")
}

func TestSlowWorkIsAnsweredLater(t *testing.T) {
	everyWay(t, func(t *testing.T, d *desk) {
		release := make(chan struct{})
		d.store.beforeCreate(func() error { <-release; return nil })
		shown := d.As("ann").Types("#general", "/ticket", with("vpn is down"))
		if shown.Error != "" || len(shown.Messages) != 1 || !shown.Messages[0].Loading() {
			t.Fatalf("shown %+v", shown)
		}
		close(release)
		shown, err := d.As("ann").WaitsForAnswer(t.Context(), shown)
		if err != nil {
			t.Fatal(err)
		}
		says(t, shown, "#1 is open")
	})
}

func TestAnAnswerThatIsLostOnTheWay(t *testing.T) {
	const callback = "POST /interactions/{id}/{token}/callback"
	for _, c := range []struct {
		name  string
		fault sim.DiscordFault
		where string // "" in the answer
	}{
		{"502 before the effect", sim.DiscordFault{Fault: sim.Fault{Status: 502}}, ""},
		{"502 after the effect", sim.DiscordFault{StatusAfter: 502}, ""},
		{"the connection broke after the effect", sim.DiscordFault{Fault: sim.Fault{LoseReply: true}}, ""},
		{"429", sim.DiscordFault{Fault: sim.Fault{Status: 429}, RetryIn: 10 * time.Millisecond}, ""},
		{"10062: too late", sim.DiscordFault{Fault: sim.Fault{Code: "10062"}}, "@beckon"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := open(t)
			c.fault.Method = callback
			d.FailDiscord(c.fault)
			shown := d.As("ann").Types("#general", "/ticket", with("vpn is down"))
			if c.where != "" {
				d.reads("ann", c.where, "#1 is open")
			} else {
				says(t, shown, "#1 is open")
			}
			d.ticket()
		})
	}
}

func TestAGlobalLimitDelaysNoAnswer(t *testing.T) {
	d := open(t)
	says(t, d.As("ann").Types("@beckon", "/ticket", with("one")), "#1")                                    // she is known as a member from now on
	d.FailDiscord(sim.DiscordFault{Fault: sim.Fault{Status: 429}, RetryIn: 4 * time.Second, Global: true}) // more than an answer may take
	d.As("bob").Says("@beckon", "hello there")                                                             // whose membership must be asked
	d.until("the limit is met", func() bool {
		return slices.ContainsFunc(d.Calls(""), func(c sim.DiscordCall) bool { return c.Status == 429 })
	})
	says(t, d.As("ann").Types("@beckon", "/ticket", with("two")), "#2")
}

func TestLongWordsAreShownBackWhole(t *testing.T) {
	d := open(t)
	d.store.beforeCreate(func() error { return errors.New("disk full") })
	var long strings.Builder
	for i := range 900 {
		fmt.Fprintf(&long, "w%d ", i)
	}
	shown := d.As("ann").Types("#general", "/ticket", with(long.String()))
	shown, err := d.As("ann").WaitsForAnswer(t.Context(), shown)
	if err != nil {
		t.Fatal(err)
	}
	d.until("all of it is shown", func() bool {
		text := ""
		for _, m := range d.As("ann").Sees("#general") {
			text += m.Text()
		}
		return strings.Contains(text, "w0 ") && strings.Contains(text, "w899")
	})
	says(t, shown, "Nothing was stored")
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

func TestCommandsAreRegisteredOnlyWhenTheyChange(t *testing.T) {
	d := open(t)
	d.stops(d.app)
	d.starts()
	if got := d.CommandPuts(); got != 1 {
		t.Errorf("registered %d times, want 1", got)
	}
	if got := len(d.Commands("")); got != 2 {
		t.Errorf("%d commands, want 2", got)
	}
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
