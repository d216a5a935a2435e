package slack

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"
)

// sign is Slack's signature, written out from its documentation.
func sign(secret, timestamp, body string) string {
	h := hmac.New(sha256.New, []byte(secret))
	h.Write([]byte("v0:" + timestamp + ":" + body))
	return "v0=" + hex.EncodeToString(h.Sum(nil))
}

func TestSignatureVector(t *testing.T) {
	const want = "v0=21376f9ede3811cce9f0585991fba1b0fed6031b0416f06dc4b4e58dabf081cb"
	if got := sign("test-signing-secret", "1700000000", "token=x&command=%2Fticket&text=printer+on+fire"); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestReceived(t *testing.T) {
	const body = "text=printer"
	at := func(d time.Duration) string { return strconv.FormatInt(time.Now().Add(d).Unix(), 10) }
	tests := []struct {
		name   string
		change func(*http.Request)
		body   string
		want   int
	}{
		{"signed now", func(*http.Request) {}, body, http.StatusOK},
		{"signed with the second secret", func(r *http.Request) {
			r.Header.Set("X-Slack-Signature", sign("new", r.Header.Get("X-Slack-Request-Timestamp"), body))
		}, body, http.StatusOK},
		{"another secret", func(r *http.Request) {
			r.Header.Set("X-Slack-Signature", sign("other", r.Header.Get("X-Slack-Request-Timestamp"), body))
		}, body, http.StatusUnauthorized},
		{"six minutes old", func(r *http.Request) { resign(r, at(-6*time.Minute), body) }, body, http.StatusUnauthorized},
		{"six minutes ahead", func(r *http.Request) { resign(r, at(6*time.Minute), body) }, body, http.StatusUnauthorized},
		{"four minutes old", func(r *http.Request) { resign(r, at(-4*time.Minute), body) }, body, http.StatusOK},
		{"no signature", func(r *http.Request) { r.Header.Del("X-Slack-Signature") }, body, http.StatusUnauthorized},
		{"no timestamp", func(r *http.Request) { r.Header.Del("X-Slack-Request-Timestamp") }, body, http.StatusUnauthorized},
		{"another body", func(*http.Request) {}, body + "x", http.StatusUnauthorized},
		{"with a query", func(r *http.Request) { r.URL.RawQuery = "payload=x" }, body, http.StatusBadRequest},
		{"too large", func(*http.Request) {}, strings.Repeat("x", maxBody+1), http.StatusRequestEntityTooLarge},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodPost, "/slack/commands", strings.NewReader(tt.body))
			resign(r, at(0), body)
			tt.change(r)
			w := httptest.NewRecorder()
			got := http.StatusOK
			read, no := received(w, r, []string{"old", "new"})
			if no != nil {
				got = no.status
			}
			if got != tt.want || no == nil && string(read) != body {
				t.Errorf("status %d, body %.20q; want %d", got, read, tt.want)
			}
		})
	}
}

func resign(r *http.Request, timestamp, body string) {
	r.Header.Set("X-Slack-Request-Timestamp", timestamp)
	r.Header.Set("X-Slack-Signature", sign("old", timestamp, body))
}
