package sim

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

func TestDiscordGivesFilesToWhoeverHasTheWholeAddress(t *testing.T) {
	d := discordWorld(t, DiscordConfig{})
	m := d.As("ann").Shares("#help", "", DiscordFile{Name: "größer 1.png", Type: "image/png", Content: []byte("pixels")})
	file := m.Attachments[0]
	address := str(file, "url")
	if str(file, "filename") != "größer_1.png" || file["size"] != 6.0 {
		t.Errorf("the attachment is %v", file)
	}
	get := func(address string) (int, string) {
		resp, err := http.Get(address)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		body, _ := io.ReadAll(resp.Body)
		return resp.StatusCode, string(body)
	}
	if status, body := get(address); status != 200 || body != "pixels" {
		t.Errorf("got %d %q", status, body)
	}
	bare, _, _ := strings.Cut(address, "?")
	if status, _ := get(bare); status != 404 {
		t.Errorf("without its mark: %d, want 404", status)
	}
	d.As("ann").Deletes(m)
	if status, _ := get(address); status != 404 {
		t.Errorf("after the message is deleted: %d, want 404", status)
	}
}
