// Package discord tells people by Discord direct message: a tickets.Notifier
// whose cards are redrawn when the ticket changes.
//
// A message is posted once. Its nonce is made of the receipt's key and enforced,
// so that Discord answers a repeat of the last minutes with the first message;
// and the key stands in its link, where a later retry finds it.
//
// Somebody who refuses direct messages is remembered. When they moderate and
// there is a staff channel, their messages go there and mention only them.
package discord

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/beckon-desk/beckon/notify"
	"github.com/beckon-desk/beckon/tickets"
)

// Limits of one message. The Service takes a delivery for abandoned after a
// minute: all of it must fit within.
const (
	callLimit    = 10 * time.Second // one call
	messageLimit = 45 * time.Second // everything for one message
)

// Config is what a Notifier needs.
type Config struct {
	Token        string            // of the bot, without the word Bot
	URL          string            // in the place of https://discord.com; "" for that
	Buttons      tickets.ButtonKey // signs what buttons carry
	StaffChannel string            // id of the channel for moderators whose DMs are closed; "" for none
	NoteDM       notify.NoteDM
	Log          *slog.Logger // nil for the default logger
}

// Notifier sends direct messages. It is safe for concurrent use.
type Notifier struct {
	api     *discordgo.Session // never opened: for REST only
	buttons tickets.ButtonKey
	staff   string
	noteDM  notify.NoteDM
	log     *slog.Logger
	sleep   func(ctx context.Context, d time.Duration) error // injected by tests

	mu    sync.Mutex
	guild string // of the staff channel, once known
}

var (
	_ tickets.Notifier = (*Notifier)(nil)
	_ tickets.Editor   = (*Notifier)(nil)
)

// New returns a Notifier. It does not connect.
func New(c Config) (*Notifier, error) {
	if c.Token == "" {
		return nil, errors.New("DISCORD_TOKEN is missing: copy the bot's token from the developer portal")
	}
	api, err := discordgo.New("Bot " + c.Token)
	if err != nil {
		return nil, err
	}
	transport := http.RoundTripper(http.DefaultTransport)
	if c.URL != "" {
		to, err := url.Parse(strings.TrimSuffix(c.URL, "/"))
		if err != nil || to.Host == "" {
			return nil, errors.New("DISCORD_API_URL must be an absolute URL such as https://discord.com")
		}
		transport = redirect{to}
	}
	api.Client = &http.Client{Timeout: callLimit, Transport: transport}
	api.LogLevel, api.ShouldRetryOnRateLimit = -1, false
	if c.Log == nil {
		c.Log = slog.Default()
	}
	return &Notifier{api: api, buttons: c.Buttons, staff: c.StaffChannel, noteDM: c.NoteDM, log: c.Log, sleep: tickets.Sleep}, nil
}

// redirect sends every request to one host: discordgo's own addresses are global.
type redirect struct{ to *url.URL }

// RoundTrip implements http.RoundTripper.
func (t redirect) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Scheme, r.URL.Host, r.Host = t.to.Scheme, t.to.Host, t.to.Host
	return http.DefaultTransport.RoundTrip(r)
}

// Reaches reports whether the person has a Discord account that takes messages,
// or is told in the staff channel.
func (n *Notifier) Reaches(u tickets.User) bool {
	i, ok := u.Identity(tickets.Discord)
	return ok && (!i.NoDM || n.inStaffChannel(u))
}

func (n *Notifier) inStaffChannel(u tickets.User) bool { return n.staff != "" && u.Moderates() }

// Notify sends the message to the person's DM, as a reply to Message.Parent when
// there is one. When Discord refuses the DM of a moderator it goes to the staff
// channel, and the error wraps tickets.ErrElsewhere.
func (n *Notifier) Notify(ctx context.Context, m tickets.Message) (tickets.Place, error) {
	ctx, cancel := context.WithTimeout(ctx, messageLimit)
	defer cancel()
	to, ok := m.To.Identity(tickets.Discord)
	if !ok {
		return tickets.Place{}, tickets.Because(tickets.CauseNoAddress, fmt.Errorf("%w: %s has no Discord account", tickets.ErrPermanent, m.To.Name))
	}
	if to.NoDM && n.inStaffChannel(m.To) {
		return n.elsewhere(ctx, m)
	}
	at, err := n.direct(ctx, m, &to)
	if refusesDM[codeOf(err)] {
		n.noteDM.Remember(ctx, n.log, to, to.DM, true)
		if n.inStaffChannel(m.To) {
			return n.elsewhere(ctx, m)
		}
	}
	return at, meaning(err)
}

// direct delivers to the person's own DM channel, and notes it in to.
func (n *Notifier) direct(ctx context.Context, m tickets.Message, to *tickets.Identity) (tickets.Place, error) {
	known := to.DM
	dm, err := n.dm(ctx, *to)
	if err != nil {
		return tickets.Place{}, err
	}
	to.DM = dm
	at, err := n.deliver(ctx, m, tickets.Place{Platform: tickets.Discord, Channel: dm}, "")
	if codeOf(err) == discordgo.ErrCodeUnknownChannel && known != "" { // what we remembered is gone
		to.DM = ""
		return n.direct(ctx, m, to)
	}
	return at, err
}

// elsewhere delivers to the staff channel and says so.
func (n *Notifier) elsewhere(ctx context.Context, m tickets.Message) (tickets.Place, error) {
	guild, err := n.staffGuild(ctx)
	if err != nil {
		return tickets.Place{}, meaning(err)
	}
	to, _ := m.To.Identity(tickets.Discord)
	at, err := n.deliver(ctx, m, tickets.Place{Platform: tickets.Discord, Team: guild, Channel: n.staff}, to.ID)
	if err != nil {
		return at, meaning(err)
	}
	return at, tickets.Because(tickets.CauseElsewhere, fmt.Errorf("%w: their Discord DMs are closed, so it stands in the staff channel", tickets.ErrElsewhere))
}

// Edit draws a message anew.
func (n *Notifier) Edit(ctx context.Context, m tickets.Message, at tickets.Place) error {
	ctx, cancel := context.WithTimeout(ctx, messageLimit)
	defer cancel()
	mention := ""
	if to, ok := m.To.Identity(tickets.Discord); ok && at.Channel == n.staff {
		mention = to.ID
	}
	return meaning(n.update(ctx, n.render(within(m, at.Channel), mention), at))
}

// deliver posts the message at a place, or brings up to date what an earlier
// try has posted there.
func (n *Notifier) deliver(ctx context.Context, m tickets.Message, at tickets.Place, mention string) (tickets.Place, error) {
	m = within(m, at.Channel)
	b := n.render(m, mention)
	if m.Retry {
		id, err := n.find(ctx, m, at.Channel)
		if err != nil {
			return tickets.Place{}, err
		}
		if at.Message = id; id != "" {
			return at, n.update(ctx, b, at)
		}
	}
	if m.Parent.Message != "" {
		b.Reference = &reference{Message: m.Parent.Message}
	}
	b.Nonce, b.EnforceNonce = nonce(m.Key), true
	id, err := n.post(ctx, b, at.Channel)
	at.Message = id
	return at, err
}

// within is the message without a parent that stands in another channel: nothing
// can reply to that, nor does a reader see it above.
func within(m tickets.Message, channel string) tickets.Message {
	if m.Parent.Platform != tickets.Discord || m.Parent.Channel != channel {
		m.Parent = tickets.Place{}
	}
	return m
}

// dm returns the person's DM channel, opening it the first time. Discord opens
// one even for somebody who refuses messages.
func (n *Notifier) dm(ctx context.Context, to tickets.Identity) (string, error) {
	if to.DM != "" {
		return to.DM, nil
	}
	var dm string
	err := n.call(ctx, func() error {
		c, err := n.api.UserChannelCreate(to.ID, discordgo.WithContext(ctx))
		if err == nil {
			dm = c.ID
		}
		return err
	})
	if err == nil {
		n.noteDM.Remember(ctx, n.log, to, dm, to.NoDM)
	}
	return dm, err
}

// staffGuild returns the server of the staff channel.
func (n *Notifier) staffGuild(ctx context.Context) (string, error) {
	n.mu.Lock()
	guild := n.guild
	n.mu.Unlock()
	if guild != "" {
		return guild, nil
	}
	err := n.call(ctx, func() error {
		c, err := n.api.Channel(n.staff, discordgo.WithContext(ctx))
		if err == nil {
			guild = c.GuildID
		}
		return err
	})
	n.mu.Lock()
	defer n.mu.Unlock()
	n.guild = guild
	return guild, err
}
