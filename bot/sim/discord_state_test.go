package sim

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestSnowflakes(t *testing.T) {
	var s snowflakes
	at := time.UnixMilli(1462015105796)
	if got, want := s.next(at), "175928847298985984"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := s.next(at), "175928847298985985"; got != want {
		t.Errorf("in the same millisecond: got %s, want %s", got, want)
	}
	if got, want := s.next(at.Add(-time.Hour)), "175928847298985986"; got != want {
		t.Errorf("when the clock went back: got %s, want %s", got, want)
	}
}

func TestDiscordGoesOnFromItsFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "discord.json")
	before := discordWorld(t, DiscordConfig{File: file})
	register(t, before, ticketCommand())
	m := before.As("ann").Says("#help", "printer on fire")
	before.As("mo").ClosesDMs()
	if err := before.Close(); err != nil {
		t.Fatal(err)
	}
	after := discordWorld(t, DiscordConfig{File: file}) // its people and channels exist already
	if diff := cmp.Diff([]DiscordMessage{m}, after.As("ann").Sees("#help"), cmp.AllowUnexported(DiscordMessage{})); diff != "" {
		t.Errorf("#help (-before +after):\n%s", diff)
	}
	if got := after.Commands(""); len(got) != 1 {
		t.Errorf("commands after: %v", got)
	}
	if got := after.As("ann").ID; got != before.As("ann").ID {
		t.Errorf("ann is %s, was %s", got, before.As("ann").ID)
	}
	dm := rest(t, after, "POST", "/users/@me/channels", object{"recipient_id": after.As("mo").ID})
	if got := rest(t, after, "POST", "/channels/"+str(dm.object, "id")+"/messages", object{"content": "x"}); got.code() != 50007 {
		t.Errorf("mo's DMs are open after the restart: %d %s", got.status, got.raw)
	}
	if next := after.As("ann").Says("#help", "again"); cmpSnowflake(next.ID, m.ID) <= 0 {
		t.Errorf("id %s after %s", next.ID, m.ID)
	}
}

func TestDiscordSavesByItself(t *testing.T) {
	file := filepath.Join(t.TempDir(), "discord.json")
	d := discordWorld(t, DiscordConfig{File: file})
	m := d.As("ann").Says("#help", "save me")
	ctx := discordContext(t)
	for {
		select {
		case <-d.saved:
		case <-ctx.Done():
			t.Fatal("the message was not saved")
		}
		state, found, err := loadDiscord(file)
		if err != nil || !found {
			t.Fatalf("found %v, %v", found, err)
		}
		if len(state.Messages[m.ChannelID]) == 1 {
			return
		}
	}
}

func TestDiscordRefusesADamagedFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "discord.json")
	if err := os.WriteFile(file, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := NewDiscord(DiscordConfig{File: file}); err == nil {
		t.Error("a damaged file was accepted")
	}
}
