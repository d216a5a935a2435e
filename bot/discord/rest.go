package discord

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/bwmarrin/discordgo"

	"github.com/beckon-desk/beckon/bot"
	"github.com/beckon-desk/beckon/tickets"
)

// redirect sends every request to one host: discordgo's own addresses are global.
type redirect struct{ to *url.URL }

// RoundTrip implements http.RoundTripper.
func (t redirect) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Scheme, r.URL.Host, r.Host = t.to.Scheme, t.to.Host, t.to.Host
	return http.DefaultTransport.RoundTrip(r)
}

// Discord's error codes that mean something to us.
const (
	codeUnknownChannel     = 10003
	codeUnknownGuild       = 10004
	codeUnknownMember      = 10007
	codeUnknownMessage     = 10008
	codeUnknownUser        = 10013
	codeUnknownWebhook     = 10015 // an answer's token: too early, or too late
	codeUnknownInteraction = 10062 // too late
	codeAnswered           = 40060 // by another process
	codeMissingAccess      = 50001
	codeReplyUnseen        = 160002 // to a message that we may not read
)

// codeOf returns Discord's error code within err, or 0.
func codeOf(err error) int {
	var rest *discordgo.RESTError
	var hook *hookError
	switch {
	case errors.As(err, &rest) && rest.Message != nil:
		return rest.Message.Code
	case errors.As(err, &hook):
		return hook.code
	}
	return 0
}

func unauthorised(err error) bool {
	var rest *discordgo.RESTError
	return errors.As(err, &rest) && rest.Response != nil && rest.Response.StatusCode == http.StatusUnauthorized
}

// call makes a REST call and decodes its answer into our own types. It waits
// when Discord asks for it, within ctx, which discordgo would not.
func (d *Discord) call(ctx context.Context, method, endpoint string, query url.Values, body, into any) error {
	address := endpoint
	if len(query) > 0 {
		address += "?" + query.Encode()
	}
	for {
		raw, err := d.api.RequestWithBucketID(method, address, body, endpoint, discordgo.WithContext(ctx))
		var limited *discordgo.RateLimitError
		switch {
		case errors.As(err, &limited):
			if d.pause(ctx, limited.RetryAfter) != nil {
				return err
			}
			continue
		case err != nil || into == nil:
			return err
		}
		return json.Unmarshal(raw, into)
	}
}

// post sends a message to a channel; key is stable over repeats. A message it
// would reply to that is gone, or hidden from us, costs only the reference.
func (d *Discord) post(ctx context.Context, channel string, m message, key string) error {
	h := sha256.Sum256([]byte(key))
	m.Nonce, m.EnforceNonce = base64.RawURLEncoding.EncodeToString(h[:18]), true
	body := struct {
		message
		Reference any `json:"message_reference,omitempty"`
	}{message: m}
	if m.Reference != nil {
		body.Reference = map[string]any{"message_id": m.Reference.MessageID, "fail_if_not_exists": false}
	}
	err := d.call(ctx, http.MethodPost, discordgo.EndpointChannelMessages(channel), nil, body, nil)
	if codeOf(err) == codeReplyUnseen {
		body.Reference = nil
		err = d.call(ctx, http.MethodPost, discordgo.EndpointChannelMessages(channel), nil, body, nil)
	}
	return err
}

// direct sends messages to a person's DM channel.
func (d *Discord) direct(ctx context.Context, user, key string, list []message) error {
	var dm wireChannel
	err := d.call(ctx, http.MethodPost, discordgo.EndpointUserChannels("@me"), nil, map[string]string{"recipient_id": user}, &dm)
	for i, m := range list {
		if err == nil {
			m.Flags &^= flagEphemeral
			err = d.post(ctx, dm.ID, m, fmt.Sprint(key, " ", i))
		}
	}
	return err
}

// message reads a message again; its text is empty when the bot may not see it.
func (d *Discord) message(ctx context.Context, p tickets.Place) (m wireMessage, err error) {
	err = d.call(ctx, http.MethodGet, discordgo.EndpointChannelMessage(p.Channel, p.Message), nil, nil, &m)
	return m, err
}

// hookError is what Discord says against an answer.
type hookError struct {
	status, code int
	wait         time.Duration // how long to wait, when it asks for it
}

func (e *hookError) Error() string {
	return fmt.Sprintf("Discord answers %d (%d)", e.status, e.code)
}

const userAgent = "DiscordBot (https://github.com/beckon-desk/beckon, 1)"

// hook calls one of the addresses that belong to an interaction. They need no
// token of ours, and Discord exempts them from the bot's limits.
func (d *Discord) hook(ctx context.Context, method, path string, body any) error {
	raw, err := json.Marshal(body)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, method, d.base.String()+"/api/v10"+path, bytes.NewReader(raw))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", userAgent)
	resp, err := d.hooks.Do(r)
	if err != nil {
		return withoutURL(err)
	}
	defer resp.Body.Close()
	answer, _ := io.ReadAll(io.LimitReader(resp.Body, 64<<10))
	if resp.StatusCode/100 == 2 {
		return nil
	}
	var said struct {
		Code  int     `json:"code"`
		After float64 `json:"retry_after"`
	}
	_ = json.Unmarshal(answer, &said) // a page of Cloudflare's has neither
	return &hookError{status: resp.StatusCode, code: said.Code, wait: time.Duration(said.After * float64(time.Second))}
}

// withoutURL is an error fit for logs: an interaction's address is a right to answer it.
func withoutURL(err error) error {
	if u := (*url.Error)(nil); errors.As(err, &u) {
		return u.Err
	}
	return err
}

// callback gives the first answer. An answer that was lost on the way is given
// again, which finds the interaction answered if it was not.
func (d *Discord) callback(in wireInteraction, r response) error {
	ctx, cancel := context.WithTimeout(d.work.Context(), d.cfg.AnswerWithin)
	defer cancel()
	for try := 0; ; try++ {
		err := d.hook(ctx, http.MethodPost, "/interactions/"+in.ID+"/"+in.Token+"/callback", r)
		var hook *hookError
		known := errors.As(err, &hook) && hook.status < 500 && hook.status != http.StatusTooManyRequests
		switch {
		case try > 0 && codeOf(err) == codeAnswered:
			return nil
		case err == nil || known || try == 3:
			return err
		}
		wait := 100 * time.Millisecond
		if hook != nil && hook.wait > 0 {
			wait = hook.wait
		}
		if d.pause(ctx, wait) != nil {
			return err
		}
	}
}

// follow changes the first answer (PATCH) or adds to it (POST), within the
// quarter of an hour that Discord allows.
func (d *Discord) follow(ctx context.Context, in wireInteraction, method string, m message) error {
	path := "/webhooks/" + d.cfg.Application + "/" + in.Token
	if method == http.MethodPatch {
		path += "/messages/@original"
		m.Flags &^= flagEphemeral // which the first answer has settled
	}
	for try := 0; ; try++ {
		err := d.hook(ctx, method, path, m)
		var hook *hookError
		again := errors.As(err, &hook) && (hook.status >= 500 && method == http.MethodPatch || hook.status == http.StatusTooManyRequests || hook.code == codeUnknownWebhook)
		if err == nil || !again || try == 4 {
			return err
		}
		if d.pause(ctx, max(hook.wait, 300*time.Millisecond)) != nil {
			return err
		}
	}
}

// unserved is the answer when it is not known who asks.
func (d *Discord) unserved(err error, words string) bot.Answer {
	d.cfg.Log.Error("Discord does not say who asks", "err", err)
	a := bot.Answer{Text: "Discord does not say who you are just now. Please try again in a minute.", Err: err}
	if words = tickets.CleanText(words); words != "" {
		a.Text += "\nNothing was stored. These were your words:"
		a.Words = words
	}
	return a
}
