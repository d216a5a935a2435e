package sim

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// The kinds of delivery, named as Socket Mode names them.
const (
	kindCommand     = "slash_commands"
	kindInteractive = "interactive"
	kindEvent       = "events_api"
)

// SlackDelivery is one attempt to deliver something to the app.
type SlackDelivery struct {
	Kind    string // "slash_commands", "interactive" or "events_api"
	EventID string // of events, the same on every attempt
	Attempt int    // 0 for the first
	Reason  string // "" when acknowledged, else as in X-Slack-Retry-Reason: http_timeout, http_error, connection_failed
	Status  int    // HTTP status, 0 on a socket
	Payload object
	Reply   string // what the app answered
	Took    time.Duration
}

// slackOutgoing is something to deliver.
type slackOutgoing struct {
	kind    string
	eventID string
	payload object // on slash commands: strings only
	attempt int
	reason  string // why the attempt before failed
}

// Sign gives X-Slack-Signature for a body sent at the time, in seconds.
func Sign(signingSecret, timestamp string, body []byte) string {
	mac := hmac.New(sha256.New, []byte(signingSecret))
	mac.Write([]byte("v0:" + timestamp + ":"))
	mac.Write(body)
	return "v0=" + hex.EncodeToString(mac.Sum(nil))
}

// deliver sends once over the configured transport and records how it went. The reply is what the app said in its
// acknowledgement; reason is "" when it acknowledged; noRetry tells that it asked not to be told again.
func (s *Slack) deliver(ctx context.Context, out slackOutgoing) (reply []byte, reason string, noRetry bool) {
	ctx, cancel := context.WithTimeout(ctx, s.cfg.AckWithin)
	defer cancel()
	began, status := time.Now(), 0
	s.mu.Lock()
	onSocket := s.app.SocketMode
	s.mu.Unlock()
	if onSocket {
		reply, reason = s.sendOnSocket(ctx, out)
	} else {
		reply, status, reason, noRetry = s.sendHTTP(ctx, out)
	}
	s.mu.Lock()
	s.deliveries = append(lately(s.deliveries), SlackDelivery{Kind: out.kind, EventID: out.eventID, Attempt: out.attempt, Reason: reason,
		Status: status, Payload: out.payload, Reply: string(reply), Took: time.Since(began)})
	s.mu.Unlock()
	s.changes.changed()
	return reply, reason, noRetry
}

// repeat is how often the knob asks to send this kind again.
func (s *Slack) repeat(kind string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.repeats[kind]
}

// act delivers what a person did; Slack does not retry these, the knob Repeat does. The first reply counts.
func (s *Slack) act(ctx context.Context, kind string, payload object) (reply []byte, reason string) {
	out := slackOutgoing{kind: kind, payload: payload}
	reply, reason, _ = s.deliver(ctx, out)
	for range s.repeat(kind) {
		s.deliver(ctx, out)
	}
	return reply, reason
}

func (s *Slack) sendHTTP(ctx context.Context, out slackOutgoing) (reply []byte, status int, reason string, noRetry bool) {
	target, kind, body := s.encode(out)
	if target == "" {
		return nil, 0, "connection_failed", false
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, target, bytes.NewReader(body))
	if err != nil {
		return nil, 0, "connection_failed", false
	}
	stamp := strconv.FormatInt(s.now().Unix(), 10)
	req.Header.Set("Content-Type", kind)
	req.Header.Set("User-Agent", "Slackbot 1.0 (+https://api.slack.com/robots)")
	req.Header.Set("X-Slack-Request-Timestamp", stamp)
	req.Header.Set("X-Slack-Signature", Sign(s.st.SigningSecret, stamp, body))
	if out.attempt > 0 {
		req.Header.Set("X-Slack-Retry-Num", strconv.Itoa(out.attempt))
		req.Header.Set("X-Slack-Retry-Reason", out.reason)
	}
	res, err := s.client.Do(req)
	if err == nil {
		defer res.Body.Close()
		reply, err = io.ReadAll(io.LimitReader(res.Body, maxSlackBody))
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return nil, 0, "http_timeout", false
	case err != nil:
		return nil, 0, "connection_failed", false
	case res.StatusCode == http.StatusOK || out.kind == kindEvent && res.StatusCode/100 == 2:
		return reply, res.StatusCode, "", false
	}
	return reply, res.StatusCode, "http_error", res.Header.Get("X-Slack-No-Retry") == "1"
}

// encode gives the URL, the content type and the body of a delivery by HTTP.
func (s *Slack) encode(out slackOutgoing) (target, kind string, body []byte) {
	const form = "application/x-www-form-urlencoded"
	s.mu.Lock()
	defer s.mu.Unlock()
	switch out.kind {
	case kindCommand:
		values := url.Values{}
		for k, v := range out.payload {
			values.Set(k, v.(string))
		}
		return s.app.CommandsURL, form, []byte(values.Encode())
	case kindInteractive:
		return s.app.InteractiveURL, form, []byte(url.Values{"payload": {string(mustJSON(out.payload))}}.Encode())
	}
	return s.app.EventsURL, "application/json", mustJSON(out.payload)
}

// VerifyEventsURL sends the challenge that Slack sends when an events URL is saved, and returns what is wrong with
// the answer.
func (s *Slack) VerifyEventsURL(ctx context.Context) error {
	challenge := secret(16)
	reply, reason, _ := s.deliver(ctx, slackOutgoing{kind: kindEvent, payload: object{"type": "url_verification", "challenge": challenge, "token": legacyToken}})
	var js struct{ Challenge string }
	_ = json.Unmarshal(reply, &js)
	switch {
	case reason != "":
		return errors.New("sim: the events URL did not answer the challenge: " + reason)
	case js.Challenge != challenge && string(bytes.TrimSpace(reply)) != challenge:
		return errors.New("sim: the events URL answered 200, but not with the challenge")
	}
	return nil
}

// Deliveries lists the attempts of a kind so far, oldest first; "" lists all.
func (s *Slack) Deliveries(kind string) []SlackDelivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []SlackDelivery
	for _, d := range s.deliveries {
		if kind == "" || d.Kind == kind {
			out = append(out, d)
		}
	}
	return out
}

// Repeat sends each later delivery of the kind n more times, acknowledged or not: "slash_commands", "interactive" or
// "events_api". Events carry the retry headers and the same event_id.
func (s *Slack) Repeat(kind string, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.repeats[kind] = n
}
