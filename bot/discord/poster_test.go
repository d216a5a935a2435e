package discord_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/bwmarrin/discordgo"

	"github.com/beckon-desk/beckon/bot/sim"
	"github.com/beckon-desk/beckon/tickets"
)

// poster sends the barest of cards; the real ones are notify's.
type poster struct{ api *discordgo.Session }

func newPoster(t testing.TB, d *sim.Discord) poster {
	api, err := discordgo.New("Bot " + d.Token())
	if err != nil {
		t.Fatal(err)
	}
	to, err := url.Parse(d.URL())
	if err != nil {
		t.Fatal(err)
	}
	api.Client = &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		r = r.Clone(r.Context())
		r.URL.Scheme, r.URL.Host, r.Host = to.Scheme, to.Host, to.Host
		return http.DefaultTransport.RoundTrip(r)
	})}
	return poster{api}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func (p poster) Reaches(u tickets.User) bool {
	_, ok := u.Identity(tickets.Discord)
	return ok
}

func (p poster) Notify(ctx context.Context, m tickets.Message) (tickets.Place, error) {
	i, _ := m.To.Identity(tickets.Discord)
	c, err := p.api.UserChannelCreate(i.ID, discordgo.WithContext(ctx))
	if err != nil {
		return tickets.Place{}, err
	}
	send := &discordgo.MessageSend{Content: p.text(m), Components: p.rows(m)}
	if m.Parent.Message != "" {
		send.Reference = &discordgo.MessageReference{MessageID: m.Parent.Message}
	}
	sent, err := p.api.ChannelMessageSendComplex(c.ID, send, discordgo.WithContext(ctx))
	if err != nil {
		return tickets.Place{}, err
	}
	return tickets.Place{Platform: tickets.Discord, Channel: c.ID, Message: sent.ID}, nil
}

func (p poster) Edit(ctx context.Context, m tickets.Message, at tickets.Place) error {
	text, rows := p.text(m), p.rows(m)
	_, err := p.api.ChannelMessageEditComplex(&discordgo.MessageEdit{Channel: at.Channel, ID: at.Message, Content: &text, Components: &rows}, discordgo.WithContext(ctx))
	return err
}

func (p poster) text(m tickets.Message) string {
	return fmt.Sprintf("%s card of %s: %s. %s", m.Kind, m.Card.Number, m.Card.Status.Words(), m.Text)
}

func (p poster) rows(m tickets.Message) []discordgo.MessageComponent {
	var row []discordgo.MessageComponent
	for _, v := range m.Card.Buttons {
		row = append(row, discordgo.Button{Label: v.Label(), Style: discordgo.PrimaryButton, CustomID: key.ID(v, m.Card.Ticket)})
	}
	if row == nil {
		return []discordgo.MessageComponent{}
	}
	return []discordgo.MessageComponent{discordgo.ActionsRow{Components: row}}
}
