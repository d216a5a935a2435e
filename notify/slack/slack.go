// Package slack tells people by Slack direct message: a tickets.Notifier whose
// cards are redrawn when the ticket changes.
//
// Slack has no idempotency key. Each message carries its receipt's key as
// metadata, and a retry looks for that before it posts: what an earlier try has
// posted is brought up to date and kept. Where the history cannot be read (the
// im:history scope is missing) the retry posts again, which at worst shows one
// message twice, rather than lose it; the log says so.
package slack

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/beckon-desk/beckon/notify"
	"github.com/beckon-desk/beckon/tickets"
)

// Limits of one message. The Service takes a delivery for abandoned after a
// minute: all of it must fit within.
const (
	callLimit    = 10 * time.Second // one call of the Web API
	messageLimit = 45 * time.Second // everything for one message
)

// Config is what a Notifier needs.
type Config struct {
	Token   string            // of the bot, xoxb-…
	APIURL  string            // base of the Web API, with or without a slash at the end; "" for Slack's own
	Buttons tickets.ButtonKey // signs what buttons carry
	NoteDM  notify.NoteDM
	// Find looks for the Slack account of somebody who has never written to us, by
	// their mail address, and joins it to them. That there is none is an error that
	// wraps tickets.ErrNotFound. nil finds nobody.
	Find func(ctx context.Context, email tickets.Email) (tickets.Identity, error)
	Log  *slog.Logger // nil for the default logger
}

// Notifier sends direct messages. It is safe for concurrent use.
type Notifier struct {
	api     *slack.Client
	buttons tickets.ButtonKey
	noteDM  notify.NoteDM
	lookUp  func(ctx context.Context, email tickets.Email) (tickets.Identity, error)
	log     *slog.Logger
	pace    pacer
	sleep   func(ctx context.Context, d time.Duration) error // injected by tests
}

var (
	_ tickets.Notifier = (*Notifier)(nil)
	_ tickets.Editor   = (*Notifier)(nil)
)

// New returns a Notifier. It does not connect.
func New(c Config) (*Notifier, error) {
	if c.Token == "" {
		return nil, errors.New("SLACK_BOT_TOKEN is missing: copy the Bot User OAuth Token from the app's page")
	}
	opts := []slack.Option{slack.OptionHTTPClient(&http.Client{Timeout: callLimit})}
	if c.APIURL != "" {
		opts = append(opts, slack.OptionAPIURL(strings.TrimSuffix(c.APIURL, "/")+"/"))
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	return &Notifier{api: slack.New(c.Token, opts...), buttons: c.Buttons, noteDM: c.NoteDM, lookUp: c.Find, log: c.Log, sleep: tickets.Sleep}, nil
}

// Reaches reports whether the person has a Slack account that takes messages,
// or one may be found by their address. An address that nobody has proven may
// be somebody else's, so it leads nowhere while a password guards the account.
func (n *Notifier) Reaches(u tickets.User) bool {
	if i, ok := u.Identity(tickets.Slack); ok {
		return !i.NoDM
	}
	return n.lookUp != nil && u.Email != "" && (u.Verified || len(u.PasswordHash) == 0)
}

// account returns the person's Slack account, found by their address if need be.
func (n *Notifier) account(ctx context.Context, u tickets.User) (tickets.Identity, error) {
	if i, ok := u.Identity(tickets.Slack); ok {
		return i, nil
	}
	if !n.Reaches(u) {
		return tickets.Identity{}, tickets.Because(tickets.CauseNoAddress, fmt.Errorf("%w: %s has no Slack account", tickets.ErrPermanent, u.Name))
	}
	i, err := n.lookUp(ctx, u.Email)
	if errors.Is(err, tickets.ErrNotFound) {
		return tickets.Identity{}, tickets.Because(tickets.CauseNoAddress, fmt.Errorf("%w: no Slack account has the address of %s", tickets.ErrPermanent, u.Name))
	}
	return i, err
}

// Notify sends the message to the person's DM, within the thread of
// Message.Parent when there is one. The place's Team is that of the person's
// identity, as inbound deliveries name it.
func (n *Notifier) Notify(ctx context.Context, m tickets.Message) (tickets.Place, error) {
	ctx, cancel := context.WithTimeout(ctx, messageLimit)
	defer cancel()
	to, err := n.account(ctx, m.To)
	if err != nil {
		return tickets.Place{}, err
	}
	at, err := n.deliver(ctx, m, to)
	if code(err) == "channel_not_found" && to.DM != "" { // what we remembered is gone
		to.DM, m.Parent = "", tickets.Place{}
		at, err = n.deliver(ctx, m, to)
	}
	if refusesDM[code(err)] {
		n.noteDM.Remember(ctx, n.log, to, to.DM, true)
	}
	return at, meaning(err)
}

// Edit draws a message anew.
func (n *Notifier) Edit(ctx context.Context, m tickets.Message, at tickets.Place) error {
	ctx, cancel := context.WithTimeout(ctx, messageLimit)
	defer cancel()
	return meaning(n.update(ctx, m, at))
}

func (n *Notifier) deliver(ctx context.Context, m tickets.Message, to tickets.Identity) (tickets.Place, error) {
	at := tickets.Place{Platform: tickets.Slack, Team: to.Team}
	thread := ""
	if m.Parent.Platform == tickets.Slack {
		at.Channel, thread = m.Parent.Channel, m.Parent.Message
	}
	if at.Channel == "" {
		dm, err := n.dm(ctx, to)
		if err != nil {
			return tickets.Place{}, err
		}
		at.Channel = dm
	}
	if m.Retry {
		ts, err := n.find(ctx, m.Key, at.Channel, thread)
		if err == nil && ts == "" && thread != "" { // the earlier try may have come before what began the thread
			ts, err = n.find(ctx, m.Key, at.Channel, "")
		}
		if err != nil {
			return tickets.Place{}, err
		}
		if ts != "" {
			at.Message = ts
			return at, n.update(ctx, m, at)
		}
	}
	ts, err := n.post(ctx, m, at.Channel, thread)
	if threadGone[code(err)] {
		m.Parent = tickets.Place{}
		ts, err = n.post(ctx, m, at.Channel, "")
	}
	if err != nil {
		return tickets.Place{}, err
	}
	at.Message = ts
	return at, nil
}

// dm returns the person's DM channel, opening it the first time.
func (n *Notifier) dm(ctx context.Context, to tickets.Identity) (string, error) {
	if to.DM != "" {
		return to.DM, nil
	}
	var dm string
	err := n.call(ctx, func() error {
		c, _, _, err := n.api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{to.ID}})
		if err == nil && c == nil {
			return errors.New("answered without a channel")
		}
		if err == nil {
			dm = c.ID
		}
		return err
	})
	if err == nil {
		n.noteDM.Remember(ctx, n.log, to, dm, false)
	}
	return dm, err
}

func (n *Notifier) post(ctx context.Context, m tickets.Message, channel, thread string) (ts string, err error) {
	opts := append(n.render(m), slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl(),
		slack.MsgOptionMetadata(slack.SlackMetadata{EventType: receiptEvent, EventPayload: map[string]any{receiptKey: m.Key}}))
	if thread != "" {
		opts = append(opts, slack.MsgOptionTS(thread))
	}
	if err := n.pace.wait(ctx, channel); err != nil {
		return "", err
	}
	err = n.call(ctx, func() error {
		_, ts, err = n.api.PostMessageContext(ctx, channel, opts...)
		return err
	})
	return ts, err
}

func (n *Notifier) update(ctx context.Context, m tickets.Message, at tickets.Place) error {
	// Without parse=none an edit, unlike a post, makes links and mentions of what people typed.
	opts := append(n.render(m), slack.MsgOptionParse(false))
	return n.call(ctx, func() error {
		_, _, _, err := n.api.UpdateMessageContext(ctx, at.Channel, at.Message, opts...)
		return err
	})
}
