package sim

import (
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

func TestDiscordSignature(t *testing.T) {
	d := discordWorld(t, DiscordConfig{})
	if got, want := d.PublicKey(), "79b5562e8fe654f94078b112e8a98ba7901f853ae695bed7e0e3910bad049664"; got != want {
		t.Errorf("public key %s, want %s", got, want)
	}
	want := "f586f8c3650c3322ac5f08321a41265709aaf2e6941e7c2e4c27f7afc3234f07d974a7724f4b21106869234183284cc22cd004eff9b8c56f1c260118412d650c"
	if got := d.Sign("1700000000", []byte(`{"type":1}`)); got != want {
		t.Errorf("signature %s, want %s", got, want)
	}
}

// endpoint is an app with an interactions URL: it checks signatures, answers PINGs, and leaves the rest to answer.
func interactionsApp(t *testing.T, d *Discord, answer http.HandlerFunc) string {
	t.Helper()
	key, err := hex.DecodeString(d.PublicKey())
	if err != nil {
		t.Fatal(err)
	}
	app := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		signature, _ := hex.DecodeString(r.Header.Get("X-Signature-Ed25519"))
		if !ed25519.Verify(key, append([]byte(r.Header.Get("X-Signature-Timestamp")), body...), signature) {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		var in object
		_ = json.Unmarshal(body, &in)
		if in["type"] == 1.0 {
			writeJSON(w, http.StatusOK, object{"type": 1})
			return
		}
		answer(w, r)
	}))
	t.Cleanup(app.Close)
	return app.URL
}

func TestDiscordInteractionsOverHTTP(t *testing.T) {
	tests := map[string]struct {
		answer    http.HandlerFunc
		text, err string
	}{
		"in the response": {func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, 200, says("hello")) }, "hello", ""},
		"no answer":       {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) }, "", NoResponse},
		"no JSON":         {func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") }, "", NoResponse},
		"a wrong kind":    {func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, 200, object{"type": 7}) }, "", NoResponse},
		"a refused one":   {func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, 200, says("")) }, "", NoResponse},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			d := discordWorld(t, DiscordConfig{})
			register(t, d, ticketCommand())
			if err := d.UseInteractionsURL(discordContext(t), interactionsApp(t, d, tt.answer)); err != nil {
				t.Fatal(err)
			}
			c := connect(t, d, deskIntents)
			got := d.As("ann").Types("#help", "/ticket")
			if got.Text() != tt.text || got.Error != tt.err {
				t.Errorf("ann was shown %+v", got)
			}
			d.As("ann").Says("#help", "after")
			for f := c.next(); f.T != "MESSAGE_CREATE" || str(f.data(t), "content") != "after"; f = c.next() {
				if f.T == "INTERACTION_CREATE" {
					t.Error("the interaction came over the gateway as well")
				}
			}
		})
	}
}

func TestDiscordInteractionOverHTTPAnsweredByCallback(t *testing.T) {
	d := discordWorld(t, DiscordConfig{})
	register(t, d, ticketCommand())
	url := interactionsApp(t, d, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusAccepted) })
	if err := d.UseInteractionsURL(discordContext(t), url); err != nil {
		t.Fatal(err)
	}
	shown := make(chan DiscordShown, 1)
	go func() { shown <- d.As("ann").Types("#help", "/ticket") }()
	if err := d.WaitFor(discordContext(t), func() bool { return len(d.Deliveries()) == 3 }); err != nil { // PING, probe, this
		t.Fatal(err)
	}
	var in object
	if err := json.Unmarshal(d.Deliveries()[2].Body, &in); err != nil {
		t.Fatal(err)
	}
	rest(t, d, "POST", callback(in), says("by callback"))
	if got := <-shown; got.Text() != "by callback" {
		t.Errorf("ann was shown %+v", got)
	}
}

func TestDiscordSavesOnlyAGoodInteractionsURL(t *testing.T) {
	tests := map[string]http.HandlerFunc{
		"no PONG":            func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) },
		"accepts everything": func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, 200, object{"type": 1}) },
	}
	for name, handler := range tests {
		t.Run(name, func(t *testing.T) {
			d := discordWorld(t, DiscordConfig{})
			app := httptest.NewServer(handler)
			defer app.Close()
			if err := d.UseInteractionsURL(discordContext(t), app.URL); err == nil {
				t.Error("the URL was saved")
			}
		})
	}
}

func TestDiscordProbesAndSkews(t *testing.T) {
	d := discordWorld(t, DiscordConfig{})
	stamps := make(chan string, 1)
	register(t, d, ticketCommand())
	url := interactionsApp(t, d, func(w http.ResponseWriter, r *http.Request) {
		stamps <- r.Header.Get("X-Signature-Timestamp")
		writeJSON(w, 200, says("hello"))
	})
	if err := d.UseInteractionsURL(discordContext(t), url); err != nil {
		t.Fatal(err)
	}
	if got := d.ProbeSignature(discordContext(t)); got != http.StatusUnauthorized {
		t.Errorf("probe answered %d", got)
	}
	d.SkewSignatures(-time.Hour)
	d.As("ann").Types("#help", "/ticket")
	stamp := <-stamps
	if age := time.Now().Unix() - int64(snowflakeNumber(stamp)); age < 3590 || age > 3700 {
		t.Errorf("signed at %s, %d seconds ago, want an hour", stamp, age)
	}
}
