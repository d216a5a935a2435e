package sim

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// discordPage is the window as a person's browser uses it.
type discordPage struct {
	t   *testing.T
	d   *Discord
	who string
}

func (p discordPage) state() object {
	p.t.Helper()
	w := httptest.NewRecorder()
	p.d.Window().Handler.ServeHTTP(w, httptest.NewRequest("GET", "/state?as="+p.who, nil))
	var out object
	if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil || w.Code != http.StatusOK {
		p.t.Fatalf("state: %d %s %v", w.Code, w.Body, err)
	}
	return out
}

// act does something and returns what went wrong with it.
func (p discordPage) act(what object) string {
	p.t.Helper()
	what["as"] = p.who
	raw, _ := json.Marshal(what)
	r := httptest.NewRequest("POST", "/act", bytes.NewReader(raw))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	p.d.Window().Handler.ServeHTTP(w, r)
	var out object
	if w.Code != http.StatusOK {
		return w.Body.String()
	}
	_ = json.Unmarshal(w.Body.Bytes(), &out)
	return str(out, "error")
}

func (p discordPage) channel(name string) object {
	p.t.Helper()
	for _, c := range objects(p.state()["channels"]) {
		if str(c, "name") == name {
			return c
		}
	}
	return nil
}

func (p discordPage) messages(name string) []object {
	p.t.Helper()
	all, _ := p.state()["messages"].(object)
	return objects(all[str(p.channel(name), "id")])
}

func TestDiscordPageShowsWhatThePersonSees(t *testing.T) {
	d := discordWorld(t, DiscordConfig{})
	d.As("mo").Says("#help", "@ann look here")
	d.As("mo").Says("#staff", "secret")
	ann := discordPage{t, d, "ann"}
	if ann.channel("staff") != nil {
		t.Error("ann sees #staff")
	}
	help := ann.channel("help")
	if help["unread"] != 1.0 || help["pings"] != 1.0 {
		t.Errorf("#help has %v unread and %v pings, want 1 and 1", help["unread"], help["pings"])
	}
	if wrong := ann.act(object{"do": "read", "channel": help["id"]}); wrong != "" {
		t.Fatal(wrong)
	}
	if help = ann.channel("help"); help["unread"] != 0.0 {
		t.Errorf("after reading #help has %v unread", help["unread"])
	}
	if news := ann.channel("news"); news["writable"] != false {
		t.Errorf("#news is writable for ann: %v", news["writable"])
	}
}

func TestDiscordPageActs(t *testing.T) {
	d := discordWorld(t, DiscordConfig{})
	register(t, d, ticketCommand(), object{"name": "Create ticket", "type": 3})
	answering(t, d, func(in object) object {
		data, _ := in["data"].(object)
		switch {
		case in["type"] == 3.0:
			return object{"type": 7, "data": object{"content": "claimed", "components": []object{}}}
		case in["type"] == 5.0:
			return object{"type": 4, "data": object{"content": "T-1", "components": []object{row(button("Claim", "c"))}}}
		case data["type"] == 3.0:
			return object{"type": 4, "data": object{"content": "noted", "flags": 64}}
		}
		return form(true)
	})
	ann, mo := discordPage{t, d, "ann"}, discordPage{t, d, "mo"}
	help := channelID(d, "help")
	must := func(wrong string) {
		t.Helper()
		if wrong != "" {
			t.Fatal(wrong)
		}
	}
	must(ann.act(object{"do": "type", "channel": help, "text": "/ticket", "options": object{"title": "vpn"}}))
	modal, _ := ann.state()["modal"].(object)
	must(ann.act(object{"do": "submit", "modal": modal["Interaction"], "values": object{"title": "vpn is down"}}))
	m := mo.messages("help")[0]
	must(mo.act(object{"do": "press", "channel": help, "message": m["id"], "component": "c"}))
	if m = ann.messages("help")[0]; str(m, "content") != "claimed" {
		t.Errorf("the card says %v", m["content"])
	}
	must(ann.act(object{"do": "type", "channel": help, "text": "thanks", "message": m["id"]}))
	mine := ann.messages("help")[1]
	must(mo.act(object{"do": "menu", "channel": help, "message": mine["id"], "name": "Create ticket"}))
	if got := len(mo.messages("help")) - len(ann.messages("help")); got != 1 {
		t.Errorf("mo sees %d messages more than ann, want the one private answer", got)
	}
	must(ann.act(object{"do": "edit", "channel": help, "message": mine["id"], "text": "thank you"}))
	must(ann.act(object{"do": "thread", "channel": help, "message": m["id"], "name": "T-1"}))
	must(ann.act(object{"do": "delete", "channel": help, "message": mine["id"]}))
	private := mo.messages("help")[1]
	must(mo.act(object{"do": "dismiss", "channel": help, "message": private["id"]}))
	if got := len(mo.messages("help")); got != 1 {
		t.Errorf("mo sees %d messages in the end, want 1", got)
	}
	must(ann.act(object{"do": "dms", "text": "closed"}))
	if ann.state()["closedDM"] != true {
		t.Error("ann's DMs are open")
	}
}

func TestDiscordPageRefuses(t *testing.T) {
	d := discordWorld(t, DiscordConfig{})
	m := d.As("mo").Says("#help", "mine")
	staff := d.As("mo").Says("#staff", "secret")
	ann := discordPage{t, d, "ann"}
	tests := map[string]object{
		"a command that is not there": {"do": "type", "channel": m.ChannelID, "text": "/nonsense"},
		"an empty message":            {"do": "type", "channel": m.ChannelID, "text": ""},
		"writing where one may not":   {"do": "type", "channel": channelID(d, "news"), "text": "x"},
		"a channel out of sight":      {"do": "type", "channel": staff.ChannelID, "text": "x"},
		"a message out of sight":      {"do": "menu", "channel": staff.ChannelID, "message": staff.ID, "name": "x"},
		"another's message":           {"do": "edit", "channel": m.ChannelID, "message": m.ID, "text": "x"},
		"deleting it":                 {"do": "delete", "channel": m.ChannelID, "message": m.ID},
		"a message that is gone":      {"do": "press", "channel": m.ChannelID, "message": "1", "component": "x"},
		"a form that is not open":     {"do": "submit", "modal": "1"},
		"nonsense":                    {"do": "nonsense", "channel": m.ChannelID, "message": m.ID},
	}
	for name, what := range tests {
		t.Run(name, func(t *testing.T) {
			if wrong := ann.act(what); wrong == "" {
				t.Error("it was done")
			}
		})
	}
	if wrong := (discordPage{t, d, "nobody"}).act(object{"do": "dms"}); wrong == "" {
		t.Error("nobody acted")
	}
}

func TestDiscordPagePeople(t *testing.T) {
	d := discordWorld(t, DiscordConfig{})
	d.AddUser(DiscordUser{Name: "robot", Bot: true})
	want := []Face{{ID: "ann", Name: "Ann"}, {ID: "mo", Name: "Mo"}}
	if diff := cmp.Diff(want, d.Window().People()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
