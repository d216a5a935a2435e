package slack_test

import (
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/bot/sim"
	"github.com/beckon-desk/beckon/bot/slack"
	"github.com/beckon-desk/beckon/tickets"
)

const png = "\x89PNG\x0D\x0A\x1A\x0A pixels"

func picture(name string) sim.SlackFile {
	return sim.SlackFile{Name: name, Type: "image/png", Content: []byte(png)}
}

// holds returns what a file on the one ticket holds.
func (d *desk) holds(f tickets.File) string {
	d.t.Helper()
	_, r, err := d.service.File(d.t.Context(), tickets.Actor{User: d.user("mo@x.test")}, d.ticket().ID, f.ID)
	if err != nil {
		d.t.Fatal(err)
	}
	content, err := io.ReadAll(r)
	if err != nil {
		d.t.Fatal(err)
	}
	return string(content)
}

func namesOf(files []tickets.File) (names []string) {
	for _, f := range files {
		names = append(names, f.Name)
	}
	return names
}

func TestFilesComeWithMessages(t *testing.T) {
	d := open(t)
	d.DuplicateEvents(1)
	ann := d.As("ann")
	m := ann.Shares("@beckon", "the VPN shows this", picture("größer 1.png"))
	d.reads("ann", "@beckon", "#1 is open: the VPN shows this")
	log := sim.SlackFile{Name: "vpn.log", Type: "text/plain", Content: []byte("12:00 timeout")}
	reply := ann.SharesIn(m, "", picture("a.png"), log)
	d.until("the reply", func() bool { return len(d.ticket().Comments) == 1 })
	d.settled(4)

	got := d.ticket()
	if diff := cmp.Diff([]string{"größer 1.png"}, namesOf(got.Files)); diff != "" || got.Body != "" || d.holds(got.Files[0]) != png {
		t.Errorf("the ticket has %+v, body %q", got.Files, got.Body)
	}
	c := got.Comments[0]
	if diff := cmp.Diff([]string{"a.png", "vpn.log"}, namesOf(c.Files)); diff != "" || len(got.Comments) != 1 || c.Text != "" || d.holds(c.Files[1]) != "12:00 timeout" {
		t.Errorf("the comments are %+v", got.Comments)
	}
	ann.Edits(m, "the VPN shows this every time")
	d.until("the edit", func() bool { return d.ticket().Title == "the VPN shows this every time" })
	if got := d.ticket(); got.Body != "" || len(got.Files) != 1 {
		t.Errorf("after the edit: body %q, files %+v", got.Body, got.Files)
	}
	ann.Deletes(reply)
	d.until("the deletion", func() bool { return d.ticket().Comments[0].Deleted })
	if got := d.ticket().Comments[0]; len(got.Files) != 0 {
		t.Errorf("after the deletion: %+v", got)
	}
}

func TestAScreenshotAloneIsATicket(t *testing.T) {
	d := open(t)
	d.As("ann").Shares("@beckon", "", picture("error.png"))
	d.reads("ann", "@beckon", "#1 is open: error.png")
	if got := d.ticket(); got.Body != "" || len(got.Files) != 1 {
		t.Errorf("body %q, files %+v", got.Body, got.Files)
	}
}

func TestAFileThatCannotBeKeptIsLinked(t *testing.T) {
	for name, tt := range map[string]struct {
		knob func(*desk)
		file sim.SlackFile
	}{
		"without the scope": {func(*desk) {}, picture("a.png")},
		"when Slack fails":  {func(d *desk) { d.Fail(sim.Fault{Method: "files-pri", Status: 500}) }, picture("a.png")},
		"when it breaks":    {func(d *desk) { d.Fail(sim.Fault{Method: "files-pri", Reset: true, Times: 9}) }, picture("a.png")},
		"of another kind":   {func(*desk) {}, sim.SlackFile{Name: "a.exe", Type: "image/png", Content: []byte("MZ\x90\x00\x03\x00")}},
		"too large":         {func(*desk) {}, sim.SlackFile{Name: "a.png", Type: "image/png", Content: []byte(png + strings.Repeat("x", tickets.MaxFile))}},
	} {
		t.Run(name, func(t *testing.T) {
			d := open(t, func(c *sim.SlackConfig, _ *slack.Config) {
				if name == "without the scope" {
					c.App.Scopes = []string{"commands", "chat:write", "im:write", "im:history", "users:read", "users:read.email", "channels:history", "groups:history"}
				}
			})
			tt.knob(d)
			ann := d.As("ann")
			m := ann.Shares("@beckon", "the VPN shows this", tt.file)
			d.reads("ann", "@beckon", "#1 is open: the VPN shows this")
			got := d.ticket()
			if len(got.Files) != 0 || !strings.Contains(got.Body, "File: "+tt.file.Name+" "+d.URL()) {
				t.Errorf("files %+v, body %q; want a link", got.Files, got.Body)
			}
			ann.Edits(m, "the VPN shows that")
			d.until("the edit", func() bool { return strings.HasPrefix(d.ticket().Body, "the VPN shows that") })
			if got := d.ticket(); !strings.Contains(got.Body, "File: "+tt.file.Name) {
				t.Errorf("after an edit the body is %q; want the link still", got.Body)
			}
		})
	}
}

func TestFilesComeWithAFormAboutTheirMessage(t *testing.T) {
	for name, tt := range map[string]struct {
		happens func(*desk, sim.SlackMessage)
		files   []string
		body    bool // leads to the files
	}{
		"as they are":       {func(*desk, sim.SlackMessage) {}, []string{"a.png", "b.png"}, false},
		"deleted meanwhile": {func(d *desk, m sim.SlackMessage) { d.As("bob").Deletes(m) }, nil, true},
		"refused": {func(d *desk, _ sim.SlackMessage) {
			d.Fail(sim.Fault{Method: "files.info", Code: "file_not_found", Times: 2})
		}, nil, true},
	} {
		t.Run(name, func(t *testing.T) {
			d := open(t)
			d.AddChannel(sim.SlackChannel{Name: "#ours", Members: []string{"ann", "bob", "beckon"}})
			m := d.As("bob").Shares("#ours", "the VPN shows this", picture("a.png"), picture("b.png"))
			form := d.As("ann").MessageShortcut(m, "Create ticket").Modal
			tt.happens(d, m)
			d.As("ann").Fills(form, nil).Submits()
			d.reads("ann", "#ours", "#1 is open: the VPN shows this")
			got := d.ticket()
			if diff := cmp.Diff(tt.files, namesOf(got.Files)); diff != "" || strings.Contains(got.Body, "File: a.png ") != tt.body {
				t.Errorf("body %q, files (-want +got):\n%s", got.Body, diff)
			}
		})
	}
}

func TestAFormThatOpensLateHasTheFilesToo(t *testing.T) {
	d := open(t)
	ann := d.As("ann")
	m := ann.Shares("#general", "the VPN shows this", picture("a.png"))
	d.ExpireNextTrigger()
	sh := ann.MessageShortcut(m, "Create ticket")
	ann.Fills(ann.Clicks(sh.Messages[0], "Open the form").Modal, nil).Submits()
	d.reads("ann", "#general", "#1 is open: the VPN shows this")
	if got := d.ticket(); len(got.Files) != 1 || strings.Contains(got.Body, "a.png") {
		t.Errorf("body %q, files %+v", got.Body, got.Files)
	}
}

func TestFilesWhereOtherWorkspacesReadAlong(t *testing.T) {
	d := open(t)
	ann, bob := d.As("ann"), d.As("bob")
	m := bob.Shares("#general", "the VPN shows this", picture("a.png"))
	ann.Fills(ann.MessageShortcut(m, "Create ticket").Modal, nil).Submits()
	d.reads("ann", "#general", "#1 is open: the VPN shows this")
	if got := d.ticket(); got.Body != "" || len(got.Files) != 1 || d.holds(got.Files[0]) != png {
		t.Errorf("body %q, files %+v", got.Body, got.Files)
	}
	ann.SharesIn(m, "", picture("b.png"))
	d.until("the reply", func() bool { return len(d.ticket().Comments) == 1 })
	if got := d.ticket().Comments[0]; got.Text != "" || len(got.Files) != 1 || got.Files[0].Name != "b.png" {
		t.Errorf("the comment is %+v", got)
	}
	d.Fail(sim.Fault{Method: "files.info", Code: "file_not_found", Times: 1})
	ann.SharesIn(m, "and this", picture("c.png"))
	d.until("the reply", func() bool { return len(d.ticket().Comments) == 2 })
	if got := d.ticket().Comments[1]; got.Text != "and this" || len(got.Files) != 0 {
		t.Errorf("of a file that Slack does not show, the comment is %+v", got)
	}
}
