package discord_test

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/beckon-desk/beckon/bot/discord"
	"github.com/beckon-desk/beckon/bot/sim"
)

// posts sends a body to the interactions endpoint and returns the status.
func (d *desk) posts(body string, at time.Time, change func(http.Header)) int {
	d.t.Helper()
	r, err := http.NewRequestWithContext(d.t.Context(), http.MethodPost, d.app.url, strings.NewReader(body))
	if err != nil {
		d.t.Fatal(err)
	}
	stamp := strconv.FormatInt(at.Unix(), 10)
	r.Header.Set("X-Signature-Timestamp", stamp)
	r.Header.Set("X-Signature-Ed25519", d.Sign(stamp, []byte(body)))
	if change != nil {
		change(r.Header)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		d.t.Fatal(err)
	}
	_ = resp.Body.Close()
	return resp.StatusCode
}

func TestOnlyDiscordsOwnRequestsAreTaken(t *testing.T) {
	d := open(t, ways[1].change)
	const ping = `{"type":1}`
	now := time.Now()
	for _, c := range []struct {
		name   string
		body   string
		at     time.Time
		change func(http.Header)
		want   int
	}{
		{"a ping", ping, now, nil, 200},
		{"an hour old", ping, now.Add(-time.Hour), nil, 401},
		{"from the future", ping, now.Add(time.Hour), nil, 401},
		{"signed for another body", ping, now, func(h http.Header) { h.Set("X-Signature-Ed25519", d.Sign("1", []byte("x"))) }, 401},
		{"a short signature", ping, now, func(h http.Header) { h.Set("X-Signature-Ed25519", "abcd") }, 401},
		{"no signature", ping, now, func(h http.Header) { h.Del("X-Signature-Ed25519") }, 401},
		{"no timestamp", ping, now, func(h http.Header) { h.Del("X-Signature-Timestamp") }, 401},
		{"no interaction", "[]", now, nil, 400},
		{"too large", string(bytes.Repeat([]byte("x"), 2<<20)), now, nil, 413},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := d.posts(c.body, c.at, c.change); got != c.want {
				t.Errorf("got %d, want %d", got, c.want)
			}
		})
	}
}

func TestAReplayedInteractionHasNoEffect(t *testing.T) {
	d := open(t, ways[1].change)
	if err := d.UseInteractionsURL(t.Context(), d.app.url); err != nil {
		t.Fatal(err)
	}
	d.opens("vpn is down")
	all := d.Deliveries()
	body := string(all[len(all)-1].Body)
	if got := d.posts(body, time.Now(), nil); got != http.StatusConflict {
		t.Errorf("got %d, want %d", got, http.StatusConflict)
	}
	d.ticket()
}

func TestAWrongKeyIsRefusedAtTheStart(t *testing.T) {
	for _, key := range []string{"abc", "abcd", strings.Repeat("z", 64), strings.Repeat("0", 66)} {
		if _, err := discord.New(discord.Config{Token: "t", Application: "1", PublicKey: key}); err == nil || !strings.Contains(err.Error(), "DISCORD_PUBLIC_KEY") {
			t.Errorf("key %q: %v", key, err)
		}
	}
}

func TestParseWatch(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", "[]"},
		{"200000000000000001, 200000000000000002:ask", "[{200000000000000001 false} {200000000000000002 true}]"},
		{"#help", "error"}, {"200000000000000001:loud", "error"}, {":ask", "error"},
	} {
		got, err := discord.ParseWatch(c.in)
		shown := fmt.Sprint(got)
		if err != nil {
			shown = "error"
		}
		if shown != c.want {
			t.Errorf("ParseWatch(%q) = %s (%v), want %s", c.in, shown, err, c.want)
		}
	}
}

func TestMembersOfOtherServersAreNotServed(t *testing.T) {
	d := open(t, func(_ *sim.DiscordConfig, c *discord.Config) { c.Guilds = []string{"100000000000000009"} })
	if shown := d.As("ann").Types("#general", "/ticket", with("vpn is down")); !strings.Contains(shown.Text(), "Only members") {
		t.Errorf("another server's member is told %q", shown.Text())
	}
	d.As("ann").Says("@beckon", "vpn is down")
	d.reads("ann", "@beckon", "Only members")
}
