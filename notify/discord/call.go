package discord

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/beckon-desk/beckon/notify"
	"github.com/beckon-desk/beckon/tickets"
)

// call makes one call, and again when Discord asks for a short wait. discordgo
// would wait without end, and past the end of ctx.
func (n *Notifier) call(ctx context.Context, do func() error) error {
	return notify.Patiently(ctx, n.sleep, func(err error) (time.Duration, bool) {
		var limited *discordgo.RateLimitError
		if !errors.As(err, &limited) {
			return 0, false
		}
		return limited.RetryAfter, true
	}, do)
}

// nonce is what Discord knows a message by for some minutes: 25 characters at most.
func nonce(key string) string {
	h := sha256.Sum256([]byte(key))
	return base64.RawURLEncoding.EncodeToString(h[:18])
}

func (n *Notifier) post(ctx context.Context, b body, channel string) (id string, err error) {
	to := discordgo.EndpointChannelMessages(channel)
	err = n.call(ctx, func() error {
		raw, err := n.api.RequestWithBucketID("POST", to, b, to, discordgo.WithContext(ctx))
		if codeOf(err) == replyUnseen && b.Reference != nil {
			b.Reference = nil
			raw, err = n.api.RequestWithBucketID("POST", to, b, to, discordgo.WithContext(ctx))
		}
		if err != nil {
			return err
		}
		var sent struct {
			ID string `json:"id"`
		}
		if err := json.Unmarshal(raw, &sent); err != nil || sent.ID == "" {
			return fmt.Errorf("a message was answered without its id: %w", tickets.ErrUnconfirmed)
		}
		id = sent.ID
		return nil
	})
	return id, err
}

// replyUnseen: we may not reply to what we may not read.
const replyUnseen = 160002

func (n *Notifier) update(ctx context.Context, b body, at tickets.Place) error {
	return n.call(ctx, func() error {
		_, err := n.api.RequestWithBucketID("PATCH", discordgo.EndpointChannelMessage(at.Channel, at.Message), b,
			discordgo.EndpointChannelMessage(at.Channel, ""), discordgo.WithContext(ctx))
		return err
	})
}

// How far back a retry looks.
const (
	lookPage  = 100
	lookPages = 3
)

// find returns the id of the message that an earlier try for the same receipt
// has posted, or "" when there is none.
func (n *Notifier) find(ctx context.Context, m tickets.Message, channel string) (string, error) {
	before := ""
	for range lookPages {
		var page []struct {
			ID         string          `json:"id"`
			Content    string          `json:"content"`
			Components json.RawMessage `json:"components"`
		}
		q := url.Values{"limit": {fmt.Sprint(lookPage)}}
		if before != "" {
			q.Set("before", before)
		}
		to := discordgo.EndpointChannelMessages(channel)
		err := n.call(ctx, func() error {
			raw, err := n.api.RequestWithBucketID("GET", to+"?"+q.Encode(), nil, to, discordgo.WithContext(ctx))
			if err == nil {
				err = json.Unmarshal(raw, &page)
			}
			return err
		})
		if err != nil {
			return "", err
		}
		for _, p := range page {
			if strings.Contains(p.Content+string(p.Components), mark(m.Key)) {
				return p.ID, nil
			}
		}
		if len(page) < lookPage {
			break
		}
		before = page[len(page)-1].ID
	}
	return "", nil
}
