package sim_test

import (
	"io"
	"net/http"
	"testing"

	"github.com/beckon-desk/beckon/bot/sim"
)

func TestSlackGivesFilesToTheAppOnly(t *testing.T) {
	a := newSlackApp(t, sim.SlackConfig{})
	a.slack.As("ann").Shares("#general", "", sim.SlackFile{Name: "größer 1.png", Type: "image/png", Content: []byte("pixels")})
	event := a.events(1, "file_share")[0]["event"].(map[string]any)
	files := event["files"].([]any)
	file := files[0].(map[string]any)
	if event["subtype"] != "file_share" || event["text"] != "" || file["name"] != "größer 1.png" || file["size"] != 6.0 {
		t.Errorf("the event is %v", event)
	}
	for token, want := range map[string]int{a.slack.BotToken(): 200, a.slack.AppToken(): 302, "xoxb-wrong": 302, "": 302} {
		r, err := http.NewRequestWithContext(t.Context(), "GET", file["url_private"].(string), nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+token)
		resp, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if resp.StatusCode != want || want == 200 && string(body) != "pixels" {
			t.Errorf("with %.5q: %d %q, want %d", token, resp.StatusCode, body, want)
		}
	}
}

func TestSlackTellsOfFilesWhereTheAppIs(t *testing.T) {
	a := newSlackApp(t, sim.SlackConfig{})
	a.slack.AddChannel(sim.SlackChannel{Name: "elsewhere", Members: []string{"ann"}})
	picture := sim.SlackFile{Name: "a.png", Type: "image/png", Content: []byte("pixels")}
	ann := a.slack.As("ann")
	here, elsewhere, gone := ann.Shares("#general", "", picture), ann.Shares("#elsewhere", "", picture), ann.Shares("#general", "", picture)
	ann.Deletes(gone)
	for name, tt := range map[string]struct{ id, want string }{
		"here": {here.Files[0].ID, ""}, "elsewhere": {elsewhere.Files[0].ID, "file_not_found"}, "deleted": {gone.Files[0].ID, "file_not_found"}, "nobody's": {"F404", "file_not_found"},
	} {
		got := a.calls("files.info", map[string]string{"file": tt.id})
		if tt.want != "" && got["error"] != tt.want {
			t.Errorf("%s: got %v, want %s", name, got, tt.want)
		}
		if file, _ := got["file"].(map[string]any); tt.want == "" && (file["name"] != "a.png" || file["url_private"] == "" || file["permalink"] == "") {
			t.Errorf("%s: got %v", name, got)
		}
	}
}
