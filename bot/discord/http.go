package discord

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"time"
)

// Path is where Handler answers.
const Path = "/discord/interactions"

const (
	maxBody = 1 << 20
	maxAge  = 5 * time.Minute // of a signed request, either way
)

// Handler answers interactions that come by signed HTTP requests, as the
// alternative to the gateway for a bot that needs no messages. Config.PublicKey
// must be set.
func (d *Discord) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || r.URL.Path != Path {
			http.NotFound(w, r)
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err != nil {
			http.Error(w, "the request could not be read", http.StatusRequestEntityTooLarge)
			return
		}
		if !d.signedBy(r.Header, body) { // Discord tries this on purpose
			http.Error(w, "invalid request signature", http.StatusUnauthorized)
			return
		}
		var in wireInteraction
		if err := json.Unmarshal(body, &in); err != nil {
			http.Error(w, "the interaction could not be read", http.StatusBadRequest)
			return
		}
		if in.Type == kindPing {
			write(w, response{Type: replyPong})
			return
		}
		if in.ID == "" || !d.seen.Put(in.ID, struct{}{}) {
			http.Error(w, "this interaction was taken in before", http.StatusConflict)
			return
		}
		answer, x := d.answer(in)
		d.gave(x, write(w, answer))
	})
}

// signedBy checks Discord's signature of the raw body, and its age.
func (d *Discord) signedBy(h http.Header, body []byte) bool {
	stamp := h.Get("X-Signature-Timestamp")
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil || d.key == nil {
		return false
	}
	if age := d.cfg.Now().Sub(time.Unix(seconds, 0)); age > maxAge || age < -maxAge {
		return false
	}
	signature, err := hex.DecodeString(h.Get("X-Signature-Ed25519"))
	if err != nil || len(signature) != ed25519.SignatureSize {
		return false
	}
	return ed25519.Verify(d.key, bytes.Join([][]byte{[]byte(stamp), body}, nil), signature)
}

func write(w http.ResponseWriter, r response) error {
	raw, err := json.Marshal(r)
	if err == nil {
		w.Header().Set("Content-Type", "application/json")
		_, err = w.Write(raw)
	}
	if f, ok := w.(http.Flusher); ok {
		f.Flush()
	}
	return err
}
