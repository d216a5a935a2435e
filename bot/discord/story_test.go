package discord_test

import (
	"context"
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
		says(t, d.As("ann").Types("#general", "/ticket", with("wifi is down\nin *every* room @everyone")), "#2 is open")
		says(t, d.As("ann").Types("#general", "/ticket", with("2")), "**Ann Lee**\n> wifi is down\n> in \\*every\\* room @\u200beveryone")
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
		d.app.AnswersWithin(50 * time.Millisecond)
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
			d := open(t, func(s *sim.DiscordConfig, _ *discord.Config) {
				if c.where != "" {
					s.AnswerWithin = 100 * time.Millisecond // she waits for an answer that does not come
				}
			})
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

func TestWhoWasPromisedAnAnswerGetsItAfterARestart(t *testing.T) {
	d := open(t)
	d.app.AnswersWithin(50 * time.Millisecond)
	release := make(chan struct{})
	d.store.beforeCreate(func() error { <-release; return nil })
	ann := d.As("ann")
	promised := ann.Types("#general", "/ticket", with("vpn is down"))
	const change = "PATCH /webhooks/{app}/{token}/messages/{message}"
	d.Fail(sim.Fault{Method: change, Code: "10062"}) // as if we were killed before we gave it
	d.Fail(sim.Fault{Method: "POST /users/@me/channels", Code: "50007"})
	close(release)
	d.until("the answer is lost", func() bool { return len(d.Calls(change)) == 1 })
	d.stops(d.app)
	d.NextResumes(sim.ResumeRepeats)
	d.starts()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	shown, err := ann.WaitsForAnswer(ctx, promised)
	if err != nil {
		t.Fatalf("%v; log:\n%s", err, d.log)
	}
	says(t, shown, "#1 is open")
	d.ticket()
}

func TestAGlobalLimitDelaysNoAnswer(t *testing.T) {
	d := open(t)
	says(t, d.As("ann").Types("@beckon", "/ticket", with("one")), "#1")                              // she is known as a member from now on
	d.FailDiscord(sim.DiscordFault{Fault: sim.Fault{Status: 429}, RetryIn: time.Hour, Global: true}) // more than an answer may take
	d.As("bob").Says("@beckon", "hello there")                                                       // whose membership must be asked
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

func TestSomebodyWithClosedDMsIsToldSo(t *testing.T) {
	d := open(t)
	says(t, d.As("ann").Types("#general", "/ticket", with("one")), "#1", "by direct message")
	if err := d.service.NoteDM(t.Context(), d.user("ann").Identities[0].Key(), "", true); err != nil {
		t.Fatal(err)
	}
	says(t, d.As("ann").Types("#general", "/ticket", with("two")), "#2", "Your direct messages are closed to us")
}

func TestAListShowsATicketThatIsChosen(t *testing.T) {
	everyWay(t, func(t *testing.T, d *desk) {
		ann, mo := d.As("ann"), d.As("mo")
		ann.Types("#general", "/ticket", with("vpn is down"))
		ann.Types("#general", "/ticket", with("Badge "+strings.Repeat("is lost @everyone ", 10)))
		for _, who := range []*sim.DiscordPerson{ann, mo} {
			list := who.Types("#general", "/ticket", with("list"))
			asked := who.Types("#general", "/ticket", with("1"))
			got := who.Selects(list.Messages[0], "Show a ticket", "#1 vpn is down")
			says(t, got, "#1 vpn is down", "Status: open")
			if got.Text() != asked.Text() || got.Messages[0].VisibleTo != who.ID {
				t.Errorf("shown to %q %q, want as by /ticket 1 %q", got.Messages[0].VisibleTo, got.Text(), asked.Text())
			}
		}
		if all := d.tickets(); len(all) != 2 {
			t.Errorf("there are %d tickets, want 2", len(all))
		}
	})
}
