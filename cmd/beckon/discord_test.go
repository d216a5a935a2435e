package main

import (
	"bytes"
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/beckon-desk/beckon/bot/sim"
	"github.com/beckon-desk/beckon/tickets"
)

// withDiscord gives a world a Discord with the demo's people in it, joined to
// their accounts.
func withDiscord(t *testing.T, into **sim.Discord) given {
	return discordThat(t, sim.DiscordConfig{AnswerWithin: patience, Heartbeat: 10 * time.Second}, into)
}

// discordThat is withDiscord for a Discord that is set up otherwise.
func discordThat(t *testing.T, cfg sim.DiscordConfig, into **sim.Discord) given {
	return func(w *world) {
		t.Helper()
		d, err := sim.NewDiscord(cfg)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = d.Close() })
		*into = d
		d.AddChannel(sim.DiscordChannel{Name: "general"})
		joined := map[string]tickets.Identity{}
		for _, p := range demoPeople {
			id := d.AddUser(sim.DiscordUser{Name: p.handle, Display: p.name})
			if p.role != tickets.Requester {
				joined[p.email] = tickets.Identity{Platform: tickets.Discord, ID: id, Name: p.handle}
			}
		}
		store, err := openStore(w.ctx, w.records())
		if err != nil {
			t.Fatal(err)
		}
		defer store.Close()
		if err := joinDiscord(w.ctx, store, joined); err != nil {
			t.Fatal(err)
		}
		w.env["DISCORD_TOKEN"], w.env["DISCORD_APPLICATION_ID"], w.env["DISCORD_API_URL"] = d.Token(), d.ApplicationID(), d.URL()
	}
}

// member is somebody at their Discord whose waiting fails the story.
type member struct {
	*sim.DiscordPerson
	t testing.TB
	w *world
	d *sim.Discord
}

// hears waits for a message from the bot that holds all the words.
func (m member) hears(words ...string) sim.DiscordMessage {
	m.t.Helper()
	ctx, cancel := context.WithTimeout(m.w.ctx, patience)
	defer cancel()
	got, err := m.WaitsFor(ctx, "@beckon", func(msg sim.DiscordMessage) bool {
		for _, word := range words {
			if !strings.Contains(msg.Text(), word) {
				return false
			}
		}
		return true
	})
	if err != nil {
		m.t.Fatalf("waiting for %q: %v", words, err)
	}
	return got
}

// seesThat waits until a message, as it is redrawn, holds the words.
func (m member) seesThat(msg sim.DiscordMessage, words string) sim.DiscordMessage {
	m.t.Helper()
	ctx, cancel := context.WithTimeout(m.w.ctx, patience)
	defer cancel()
	var now sim.DiscordMessage
	if err := m.d.WaitFor(ctx, func() bool {
		now, _ = m.Now(msg)
		return strings.Contains(now.Text(), words)
	}); err != nil {
		m.t.Fatalf("waiting for %q on a message that says %q: %v", words, now.Text(), err)
	}
	return now
}

func TestATicketFromDiscordThatModeratorsRaceForFromBothChats(t *testing.T) {
	t.Parallel()
	var d *sim.Discord
	w := newWorld(t, withDiscord(t, &d))
	in := func(handle string) member { return member{d.As(handle), t, w, d} }
	omar, maya, jon := in("omar"), w.as("maya"), in("jon") // maya sits in Slack, the others in Discord
	w.logsIn("moderator@demo.test").must("PATCH", "/api/me", map[string]any{"preferences": map[string]any{"off": map[string][]string{"assigned": {"discord"}}}}, nil)

	receipt := omar.Types("#general", "/ticket", sim.Options{"text": "The wifi on the third floor drops"})
	if !strings.Contains(receipt.Text(), "#1") {
		t.Fatalf("the receipt says %q: %s", receipt.Text(), receipt.Error)
	}
	own := omar.hears("wifi", "reply to this message")
	admin := w.logsIn("admin@demo.test")
	if got := admin.ticket(1); got.Origin != "discord" {
		t.Errorf("over the API the ticket is %+v", got)
	}

	slackCard, discordCard := w.twoCards(maya, in, admin.ticket(1).Assignee.Name)
	winner := w.race(d, slackCard, discordCard)
	maya.seesThat(slackCard, winner)
	jon.seesThat(discordCard, winner)
	omar.seesThat(own, winner)
	omar.hears(winner + " is on it")

	omar.RepliesTo(own, "It is only in the kitchen.")
	handle := map[string]string{"Maya Moderator": "maya", "Jon Moderator": "jon"}[winner]
	in(handle).hears("It is only in the kitchen.") // the conversation is where the requester is
}

func TestClosedDMsAreShownOnTheReceipt(t *testing.T) {
	t.Parallel()
	var d *sim.Discord
	staff := ""
	w := newWorld(t, withDiscord(t, &d), func(w *world) {
		staff = d.AddChannel(sim.DiscordChannel{Name: "staff"})
		w.env["DISCORD_STAFF_CHANNEL"] = staff
		d.As("maya").ClosesDMs()
	})
	d.As("omar").Types("#general", "/ticket", sim.Options{"text": "VPN drops every ten minutes"})
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	m, err := d.As("ada").WaitsForText(ctx, "staff", "VPN drops")
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Pinged) != 1 || m.Pinged[0] != d.As("maya").ID {
		t.Errorf("it rang for %v", m.Pinged)
	}
	if shown := d.As("maya").Clicks(m, "Claim"); shown.Error != "" {
		t.Errorf("Claim in the staff channel: %s", shown.Error)
	}
	admin := w.logsIn("admin@demo.test")
	w.until("the receipt says where it stands", func() bool {
		for _, n := range admin.ticket(1).Notices {
			for _, r := range n.Receipts {
				if r.Channel == "discord" && r.State == "sent" && strings.Contains(r.Error, "staff channel") {
					return true
				}
			}
		}
		return false
	})
}

func TestInvite(t *testing.T) {
	for _, c := range []struct {
		args      []string
		app, want string
		code      int
	}{
		{[]string{"discord", "invite"}, "900", "https://discord.com/oauth2/authorize?client_id=900&permissions=274877975552&scope=bot+applications.commands\n", 0},
		{[]string{"discord", "invite"}, "", "", 2},
		{[]string{"discord"}, "900", "", 2},
	} {
		var out, failed bytes.Buffer
		env := map[string]string{"DISCORD_APPLICATION_ID": c.app}
		code := run(t.Context(), c.args, environ(env), strings.NewReader(""), &out, &failed)
		if code != c.code || out.String() != c.want {
			t.Errorf("%v printed %q %q and ended with %d", c.args, out.String(), failed.String(), code)
		}
	}
}

// twoCards has whoever got the ticket first hand it on, so that maya in Slack
// and jon in Discord both look at a card with a Claim button.
func (w *world) twoCards(maya *person, in func(string) member, first string) (slackCard sim.SlackMessage, discordCard sim.DiscordMessage) {
	w.t.Helper()
	switch first {
	case "Maya Moderator":
		slackCard = maya.hears("wifi")
		maya.handsOn(slackCard)
		discordCard = in("jon").hears("wifi", "Claim it")
	case "Jon Moderator":
		discordCard = in("jon").hears("wifi", "Claim it")
		form := in("jon").Clicks(discordCard, "Not mine")
		if shown := in("jon").Fills(form.Modal, nil); shown.Error != "" {
			w.t.Fatalf("Not mine: %s", shown.Error)
		}
		slackCard = maya.hears("wifi")
	default:
		w.t.Fatalf("it went to %s, want somebody who knows networks", first)
	}
	return slackCard, discordCard
}

// race has both claim at once, many times over, and returns who won.
func (w *world) race(d *sim.Discord, slackCard sim.SlackMessage, discordCard sim.DiscordMessage) (winner string) {
	w.t.Helper()
	var all sync.WaitGroup
	var inSlack [20]sim.Shown
	var inDiscord [20]sim.DiscordShown
	for i := range inSlack {
		all.Go(func() { inSlack[i] = w.slack.As("maya").Clicks(slackCard, "Claim") })
		all.Go(func() { inDiscord[i] = d.As("jon").Clicks(discordCard, "Claim") })
	}
	all.Wait()
	got := w.logsIn("admin@demo.test").ticket(1)
	if got.Status != "in_progress" || got.Assignee == nil {
		w.t.Fatalf("nobody won: %+v", got)
	}
	winner = got.Assignee.Name
	for i := range inSlack {
		if inSlack[i].Error+inDiscord[i].Error != "" {
			w.t.Errorf("click %d went wrong: %s%s", i, inSlack[i].Error, inDiscord[i].Error)
		}
		if winner != "Maya Moderator" && !strings.Contains(inSlack[i].Text(), winner) || winner != "Jon Moderator" && !strings.Contains(inDiscord[i].Text(), winner) {
			w.t.Errorf("the loser to %s was told %q / %q", winner, inSlack[i].Text(), inDiscord[i].Text())
		}
	}
	return winner
}
