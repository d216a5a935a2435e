package discord_test

import (
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/bot/discord"
	"github.com/beckon-desk/beckon/bot/sim"
	"github.com/beckon-desk/beckon/tickets"
)

const png = "\x89PNG\x0D\x0A\x1A\x0A pixels"

func picture(name string) sim.DiscordFile {
	return sim.DiscordFile{Name: name, Type: "image/png", Content: []byte(png)}
}

func namesOf(files []tickets.File) (names []string) {
	for _, f := range files {
		names = append(names, f.Name)
	}
	return names
}

func TestFilesComeWithMessages(t *testing.T) {
	d := open(t)
	ann := d.As("ann")
	m := ann.Shares("@beckon", "the VPN shows this", picture("größer 1.png"))
	d.reads("ann", "@beckon", "#1 is open")
	ann.Shares("@beckon", "", picture("a.png"), sim.DiscordFile{Name: "vpn.log", Type: "text/plain", Content: []byte("12:00 timeout")})
	d.reads("ann", "@beckon", "Added to #1")

	got := d.ticket()
	if diff := cmp.Diff([]string{"größer_1.png"}, namesOf(got.Files)); diff != "" || got.Title != "the VPN shows this" || got.Body != "" {
		t.Errorf("the ticket has %+v, title %q, body %q", got.Files, got.Title, got.Body)
	}
	c := got.Comments[0]
	if diff := cmp.Diff([]string{"a.png", "vpn.log"}, namesOf(c.Files)); diff != "" || c.Text != "" {
		t.Errorf("the comment is %+v", c)
	}
	_, r, err := d.service.File(t.Context(), tickets.Actor{User: d.user("ann"), Via: tickets.Discord}, got.ID, c.Files[1].ID)
	if err != nil {
		t.Fatal(err)
	}
	if content, err := io.ReadAll(r); err != nil || string(content) != "12:00 timeout" {
		t.Errorf("the log holds %q, %v", content, err)
	}
	ann.Edits(m, "the VPN shows this every time")
	d.until("the edit is stored", func() bool { return d.ticket().Title == "the VPN shows this every time" })
	if got := d.ticket(); got.Body != "" || len(got.Files) != 1 {
		t.Errorf("after the edit: body %q, files %+v", got.Body, got.Files)
	}
}

func TestAScreenshotInAWatchedChannelIsATicket(t *testing.T) {
	d := open(t, watching("open"))
	d.As("ann").Shares("#help", "", picture("error.png"))
	d.reads("ann", "#help", "#1 is open")
	if got := d.ticket(); got.Title != "error.png" || got.Body != "" || len(got.Files) != 1 {
		t.Errorf("title %q, body %q, files %+v", got.Title, got.Body, got.Files)
	}
}

func TestAFileThatCannotBeKeptIsLinked(t *testing.T) {
	for name, tt := range map[string]struct {
		status int
		file   sim.DiscordFile
	}{
		"when it is gone": {404, picture("a.png")},
		"of another kind": {0, sim.DiscordFile{Name: "a.exe", Content: []byte("MZ\x90\x00\x03\x00")}},
		"too large":       {0, sim.DiscordFile{Name: "a.png", Content: []byte(png + strings.Repeat("x", tickets.MaxFile))}},
	} {
		t.Run(name, func(t *testing.T) {
			d := open(t)
			if tt.status != 0 {
				d.Fail(sim.Fault{Method: "GET /attachments/{channel}/{id}/{name}", Status: tt.status})
			}
			d.As("ann").Shares("@beckon", "the VPN shows this", tt.file)
			d.reads("ann", "@beckon", "#1 is open")
			if got := d.ticket(); len(got.Files) != 0 || !strings.Contains(got.Body, tt.file.Name+": "+d.URL()+"/attachments/") {
				t.Errorf("files %+v, body %q; want a link", got.Files, got.Body)
			}
		})
	}
}

func TestFilesComeWithAFormAboutTheirMessage(t *testing.T) {
	for name, tt := range map[string]struct {
		intent  bool
		happens func(*desk, sim.DiscordMessage)
		files   []string
		body    bool // leads to the files
	}{
		"with the intent":    {true, func(*desk, sim.DiscordMessage) {}, []string{"a.png"}, false},
		"without the intent": {false, func(*desk, sim.DiscordMessage) {}, []string{"a.png"}, false},
		"deleted meanwhile":  {true, func(d *desk, m sim.DiscordMessage) { d.As("bob").Deletes(m) }, nil, true},
		"gone from Discord": {true, func(d *desk, _ sim.DiscordMessage) {
			d.Fail(sim.Fault{Method: "GET /attachments/{channel}/{id}/{name}", Status: 404})
		}, nil, true},
	} {
		t.Run(name, func(t *testing.T) {
			d := open(t, func(c *sim.DiscordConfig, _ *discord.Config) { c.ContentOff = !tt.intent })
			m := d.As("bob").Shares("#general", "the VPN shows this", picture("a.png"))
			form := d.As("ann").UsesMenu(m, "Create ticket").Modal
			tt.happens(d, m)
			says(t, d.As("ann").Fills(form, nil), "#1 is open")
			got := d.ticket()
			if diff := cmp.Diff(tt.files, namesOf(got.Files)); diff != "" || got.Title != "the VPN shows this" || strings.Contains(got.Body, "a.png: ") != tt.body {
				t.Errorf("title %q, body %q, files (-want +got):\n%s", got.Title, got.Body, diff)
			}
		})
	}
}

func TestAScreenshotIsATicketByItsForm(t *testing.T) {
	d := open(t)
	m := d.As("bob").Shares("#general", "", picture("a.png"))
	says(t, d.As("ann").Fills(d.As("ann").UsesMenu(m, "Create ticket").Modal, nil), "#1 is open: a.png")
	if got := d.ticket(); got.Body != "" || len(got.Files) != 1 {
		t.Errorf("body %q, files %+v", got.Body, got.Files)
	}
}

func TestAMessageThatIsForwardedIsReadWhole(t *testing.T) {
	d := open(t)
	ann := d.As("ann")
	said := d.As("bob").Shares("#general", "the wiki is down, @mo", picture("a.png"))
	ann.Forwards(said, "@beckon")
	d.reads("ann", "@beckon", "#1 is open: the wiki is down, @Mo Diaz")
	got := d.ticket()
	if want := "the wiki is down, @Mo Diaz\nForwarded from https://discord.com/channels/" + said.GuildID + "/" + said.ChannelID + "/" + said.ID; got.Body != want || len(got.Files) != 1 {
		t.Errorf("body %q, files %+v; want %q and the file", got.Body, got.Files, want)
	}
	ann.Forwards(d.As("bob").Says("#general", "still so"), "@beckon")
	d.until("the second is on the ticket", func() bool { return len(d.ticket().Comments) == 1 })
	if got := d.ticket().Comments[0].Text; !strings.HasPrefix(got, "still so\nForwarded from ") {
		t.Errorf("the comment is %q", got)
	}
}

func TestAMessageThatIsForwardedToAWatchedChannelIsATicket(t *testing.T) {
	d := open(t, watching("ask"))
	ann := d.As("ann")
	said := d.As("bob").Shares("#general", "the wiki is down", picture("a.png"))
	ann.Forwards(said, "#help")
	offer := d.reads("ann", "#help", "Shall I open a ticket about this?")
	says(t, ann.Fills(ann.Clicks(offer, "Open a ticket").Modal, nil), "#1 is open: the wiki is down")
	if got := d.ticket(); len(got.Files) != 1 {
		t.Errorf("files %+v", got.Files)
	}
}
