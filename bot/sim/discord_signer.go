package sim

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// DiscordDelivery is one signed POST to the app's interactions URL.
type DiscordDelivery struct {
	At     time.Time
	Body   json.RawMessage
	Status int // 0 when there was no answer in time
	Answer []byte
	Err    string // why it counts as no answer; "" when it is one
}

// Deliveries lists the signed POSTs so far, in the order of their answers.
func (d *Discord) Deliveries() []DiscordDelivery {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]DiscordDelivery(nil), d.deliveries...)
}

// UseInteractionsURL sends interactions to the app's URL instead of over the gateway, as the developer portal does when
// one saves the URL: only after the app has answered a PING, and has refused with 401 one that is signed wrongly. ""
// goes back to the gateway.
func (d *Discord) UseInteractionsURL(ctx context.Context, url string) error {
	if url != "" {
		if err := d.probe(ctx, url); err != nil {
			return err
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.outURL = url
	return nil
}

func (d *Discord) probe(ctx context.Context, url string) error {
	ping, _ := json.Marshal(object{"id": d.freshID(), "application_id": d.cfg.ApplicationID, "type": interactionPing, "token": secret(32), "version": 1})
	got := d.push(ctx, url, ping, true)
	var pong struct {
		Type int `json:"type"`
	}
	if got.Status != http.StatusOK || json.Unmarshal(got.Answer, &pong) != nil || pong.Type != answerPong {
		return fmt.Errorf(`sim: interactions endpoint %s could not be verified: answer a PING with 200 and {"type":1}, got %d %s %s`, url, got.Status, got.Answer, got.Err)
	}
	if got := d.push(ctx, url, ping, false); got.Status != http.StatusUnauthorized {
		return fmt.Errorf("sim: interactions endpoint %s could not be verified: answer a wrong signature with 401, got %d %s", url, got.Status, got.Err)
	}
	return nil
}

func (d *Discord) freshID() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.id()
}

// ProbeSignature posts a PING with a wrong signature, as Discord does from time to time, and returns the status of the
// answer; it must be 401.
func (d *Discord) ProbeSignature(ctx context.Context) int {
	d.mu.Lock()
	url := d.outURL
	d.mu.Unlock()
	return d.push(ctx, url, []byte(`{"type":1}`), false).Status
}

// SkewSignatures adds this to the timestamp of later signed requests, which stay validly signed: a replay from an hour
// ago is -time.Hour.
func (d *Discord) SkewSignatures(by time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.skew = by
}

// Sign is the hex signature of a body at a timestamp, as it goes into X-Signature-Ed25519.
func (d *Discord) Sign(timestamp string, body []byte) string {
	return hex.EncodeToString(ed25519.Sign(d.key, append([]byte(timestamp), body...)))
}

// push posts a body, signed right or wrong, and waits no longer than Discord does.
func (d *Discord) push(ctx context.Context, url string, body []byte, signedRight bool) DiscordDelivery {
	d.mu.Lock()
	stamp := strconv.FormatInt(d.now().Add(d.skew).Unix(), 10)
	d.mu.Unlock()
	out := DiscordDelivery{At: time.Now(), Body: body}
	signature := d.Sign(stamp, body)
	if !signedRight {
		signature = d.Sign(stamp, append([]byte("!"), body...))
	}
	ctx, cancel := context.WithTimeout(ctx, d.cfg.AnswerWithin)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		out.Err = err.Error()
		return d.delivered(out)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "Discord-Interactions/1.0 (+https://discord.com)")
	r.Header.Set("X-Signature-Ed25519", signature)
	r.Header.Set("X-Signature-Timestamp", stamp)
	answer, err := d.client.Do(r)
	if err != nil {
		out.Err = err.Error()
		return d.delivered(out)
	}
	defer func() { _ = answer.Body.Close() }()
	out.Status = answer.StatusCode
	if out.Answer, err = io.ReadAll(io.LimitReader(answer.Body, 8<<20)); err != nil {
		out.Err = err.Error()
	}
	return d.delivered(out)
}

func (d *Discord) delivered(out DiscordDelivery) DiscordDelivery {
	d.mu.Lock()
	d.deliveries = append(d.deliveries, out)
	d.mu.Unlock()
	d.changes.changed()
	return out
}

// deliver posts an interaction and takes the body of the response as its first answer; 202 says that the answer comes
// by callback. Callers hold d.mu.
func (d *Discord) deliver(in *interaction, payload object) {
	body, err := json.Marshal(payload)
	if err != nil {
		panic(fmt.Sprintf("sim: an interaction cannot be written: %v", err)) // only the simulator's own types come here
	}
	url := d.outURL
	d.posts.Add(1)
	go func() {
		defer d.posts.Done()
		out := d.push(d.ctx, url, body, true)
		d.mu.Lock()
		defer d.mu.Unlock()
		defer d.changes.changed()
		if out.Status == http.StatusAccepted || in.Answered != 0 {
			return
		}
		var answer struct {
			Type int             `json:"type"`
			Data json.RawMessage `json:"data"`
		}
		switch {
		case out.Status != http.StatusOK:
			in.Refused = fmt.Sprintf("the app answered %d %s", out.Status, out.Err)
		case json.Unmarshal(out.Answer, &answer) != nil:
			in.Refused = "the app's answer is no JSON"
		case in.open(d):
			if err := d.answer(in, answer.Type, answer.Data, nil); err != nil {
				in.Refused = err.Error()
			}
		}
	}()
}
