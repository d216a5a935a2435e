package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/beckon-desk/beckon/bot/sim"
	"github.com/beckon-desk/beckon/tickets"
)

// chat is where the people of a chaos are, and what goes wrong there.
type chat interface {
	hires(handles []string)            // into the workspace, as far as they are not there
	address(handle string) string      // the mail address the chat vouches for, or ""
	types(handle, title string) string // /ticket, and what was answered
	works(handle string, r *rand.Rand) // presses what some card offers
	sees(handle string) []seen         // all that stands before their eyes
	names(tickets.Receipt) string      // what a message of that receipt is known by: see seen.receipt
	stumbles(*rand.Rand, sim.Fault) blow
	heals()
	breaks(*rand.Rand) blow
}

// seen is a message that somebody sees.
type seen struct {
	text    string
	receipt string // what it is known by when it tells news of the desk; "" for an answer
	reply   bool   // it stands in the conversation about a card
}

// drawn is one of the cards that ask for work, by lot, and the button that
// does it; "" when there is none.
func drawn[M interface{ Buttons() []string }](all []M, r *rand.Rand) (card M, button string) {
	cards := slices.DeleteFunc(all, func(m M) bool {
		return !slices.Contains(m.Buttons(), "Claim") && !slices.Contains(m.Buttons(), "Resolve")
	})
	if len(cards) == 0 {
		return card, ""
	}
	card = cards[r.IntN(len(cards))]
	if slices.Contains(card.Buttons(), "Claim") {
		return card, "Claim"
	}
	return card, "Resolve"
}

// slackChat is the world's Slack.
type slackChat struct{ s *sim.Slack }

func inSlack(_ *testing.T, w *world) chat { return slackChat{w.slack} }

func (c slackChat) hires(handles []string) {
	for _, h := range handles {
		if c.address(h) != "" {
			c.s.AddUser(sim.SlackUser{Name: h, RealName: "Temp " + h, Email: c.address(h)})
		}
	}
	c.s.AddChannel(sim.SlackChannel{Name: "general", Members: handles})
}

// address is known of those who come new.
func (c slackChat) address(handle string) string {
	if !strings.HasPrefix(handle, "temp") {
		return ""
	}
	return handle + "@demo.test"
}

func (c slackChat) types(handle, title string) string {
	return c.s.As(handle).Types("general", "/ticket "+title).Text()
}

func (c slackChat) works(handle string, r *rand.Rand) {
	p := c.s.As(handle)
	card, button := drawn(p.Sees("@beckon"), r)
	if button == "" {
		return
	}
	if form := p.Clicks(card, button).Modal; form != nil {
		if strings.Contains(form.Visible(), "What solved it?") {
			p.Fills(form, map[string]string{"What solved it?": "Turned it off and on."}).Submits()
		}
		p.Closes(form)
	}
}

func (c slackChat) sees(handle string) (all []seen) {
	for _, place := range []string{"general", "@beckon"} {
		for _, m := range c.s.As(handle).Sees(place) {
			payload, _ := m.Metadata["event_payload"].(map[string]any)
			receipt, _ := payload["receipt"].(string)
			all = append(all, seen{m.Visible(), receipt, m.ThreadTS != ""})
		}
	}
	return all
}

func (c slackChat) names(r tickets.Receipt) string { return r.ID }

func (c slackChat) stumbles(r *rand.Rand, f sim.Fault) blow {
	f.Method = []string{"chat.postMessage", "chat.update", ""}[r.IntN(3)]
	return blow{what: fmt.Sprintf("Slack: %+v", f), lands: func() { c.s.Fail(f) }}
}

func (c slackChat) heals() { c.s.Heal() }

// breaks has Slack deliver again what was answered.
func (c slackChat) breaks(r *rand.Rand) blow {
	times := 1 + r.IntN(5)
	return blow{what: fmt.Sprintf("Slack delivers a command %d times more", times), lands: func() { c.s.Repeat("slash_commands", times) }}
}

// discordChat is a Discord in the place of the world's Slack.
type discordChat struct{ d *sim.Discord }

func inDiscord(t *testing.T, w *world) chat {
	var c discordChat
	discordThat(t, sim.DiscordConfig{Heartbeat: time.Second}, &c.d)(w) // so that its silence is noticed soon
	for _, name := range []string{"SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_API_URL"} {
		delete(w.env, name)
	}
	return c
}

func (c discordChat) hires(handles []string) {
	for _, h := range handles {
		if strings.HasPrefix(h, "temp") {
			c.d.AddUser(sim.DiscordUser{Name: h, Display: "Temp " + h})
		}
	}
}

func (c discordChat) address(string) string { return "" } // Discord tells none

func (c discordChat) types(handle, title string) string {
	return rendered(c.d.As(handle).Types("#general", "/ticket", sim.Options{"text": title}).Text())
}

func (c discordChat) works(handle string, r *rand.Rand) {
	p := c.d.As(handle)
	card, button := drawn(p.Sees("@beckon"), r)
	if button == "" {
		return
	}
	if form := p.Clicks(card, button).Modal; form != nil {
		p.Fills(form, map[string]string{"What solved it?": "Turned it off and on."})
		p.ClosesModal()
	}
}

// rendered is a text as a client shows it: without the backslashes before marks.
func rendered(text string) string { return strings.Trim(strings.ReplaceAll(text, `\`, ""), "*") }

func (c discordChat) sees(handle string) (all []seen) {
	for _, place := range []string{"#general", "@beckon"} {
		for _, m := range c.d.As(handle).Sees(place) {
			s := seen{text: rendered(m.Text()), reply: m.MessageReference != nil}
			if strings.Contains(fmt.Sprint(m.Components), "#n-") || strings.Contains(m.Content, "#n-") {
				s.receipt = m.ID
			}
			all = append(all, s)
		}
	}
	return all
}

func (c discordChat) names(r tickets.Receipt) string { return r.Place.Message }

func (c discordChat) stumbles(r *rand.Rand, f sim.Fault) blow {
	f.Method = []string{"POST /channels/{id}/messages", "PATCH /channels/{id}/messages/{id}", "POST /interactions/{id}/{token}/callback", ""}[r.IntN(4)]
	return blow{what: fmt.Sprintf("Discord: %+v", f), lands: func() { c.d.Fail(f) }}
}

func (c discordChat) heals() { c.d.Heal() }

// breaks ends or silences the gateway's connection.
func (c discordChat) breaks(r *rand.Rand) blow {
	return []blow{
		{what: "the gateway's connection breaks", lands: c.d.DropGateway},
		{what: "the gateway falls silent", lands: c.d.SilenceGateway},
		{what: "the gateway asks to reconnect", lands: c.d.AskReconnect},
		{what: "the gateway closes with 4000", lands: func() { c.d.CloseGateway(4000) }},
		{what: "the gateway's session ends", lands: func() { c.d.InvalidateSessions(false) }},
	}[r.IntN(5)]
}
