package tickets_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/tickets"
)

// png is the smallest thing that begins like a screenshot.
const png = "\x89PNG\x0D\x0A\x1A\x0A pixels"

// uploads has somebody attach a file.
func (d *workDesk) uploads(a tickets.Actor, name, content string) tickets.File {
	d.t.Helper()
	f, err := d.Upload(d.ctx, a, name, strings.NewReader(content))
	if err != nil {
		d.t.Fatal(err)
	}
	return f
}

// downloads returns what a file on a ticket holds.
func (d *workDesk) downloads(a tickets.Actor, ref tickets.Ref, id tickets.FileID) (string, error) {
	d.t.Helper()
	_, r, err := d.File(d.ctx, a, ref, id)
	if err != nil {
		return "", err
	}
	got, err := io.ReadAll(r)
	return string(got), err
}

// kept returns how many documents hold what files hold, and how many files wait.
func (d *workDesk) kept() (documents, waiting int) {
	d.t.Helper()
	names, err := d.store.(tickets.Importer).DocumentNames(d.ctx)
	if err != nil {
		d.t.Fatal(err)
	}
	for _, name := range names {
		if strings.HasPrefix(name, tickets.FileDocuments) {
			documents++
		}
	}
	if slices.Contains(names, "uploads") {
		raw, err := d.store.Document(d.ctx, "uploads", nil)
		d.must(err)
		waiting = bytes.Count(raw, []byte(`"at":`))
	}
	return documents, waiting
}

// sweeps lets time pass and sweeps.
func (d *workDesk) sweeps(after time.Duration) {
	d.t.Helper()
	d.clock = d.clock.Add(after)
	_, err := d.Sweep(d.ctx, time.Minute)
	d.must(err)
}

func TestAFileComesWithATicket(t *testing.T) {
	d := newWorkDesk(t)
	f := d.uploads(d.ann, `C:\Users\ann\Pictures\error.png`, png)
	if want := (tickets.File{ID: f.ID, Name: "error.png", Type: "image/png", Size: int64(len(png))}); f != want || !f.Picture() {
		t.Errorf("got %+v, want %+v", f, want)
	}
	opened, err := d.Open(d.ctx, d.ann, tickets.NewTicket{Title: "VPN drops", Files: []tickets.FileID{f.ID}})
	d.must(err)
	if diff := cmp.Diff([]tickets.File{f}, opened.Files); diff != "" {
		t.Errorf("the ticket's files (-want +got)\n%s", diff)
	}
	if got := opened.History[0]; got.Verb != "opened" || got.Text != "error.png" || got.By.Name != "Ann" {
		t.Errorf("the history says %+v", got)
	}
	if got, err := d.downloads(d.maya, opened.Number, f.ID); err != nil || got != png {
		t.Errorf("Maya reads %q, %v", got, err)
	}
	if documents, waiting := d.kept(); documents != 1 || waiting != 0 {
		t.Errorf("%d documents, %d files wait; want the one, and none waiting", documents, waiting)
	}
	d.sweeps(48 * time.Hour)
	if _, err := d.downloads(d.ann, opened.Number, f.ID); err != nil {
		t.Errorf("after two days: %v", err)
	}
	page, err := d.Find(d.ctx, d.maya, tickets.Filter{Query: "error.png"})
	if err != nil || len(page.Tickets) != 1 {
		t.Errorf("a search for its name finds %d tickets, %v", len(page.Tickets), err)
	}
}

func TestAFileIsSeenByThoseWhoSeeItsMessage(t *testing.T) {
	d := newWorkDesk(t)
	ticket := d.opens("VPN drops")
	note, reply := d.uploads(d.maya, "note.png", png), d.uploads(d.maya, "reply.png", png)
	_, err := d.Reply(d.ctx, d.maya, ticket.Number, tickets.NewComment{Internal: true, Files: []tickets.FileID{note.ID}})
	d.must(err)
	_, err = d.Reply(d.ctx, d.maya, ticket.Number, tickets.NewComment{Text: "Look here.", Files: []tickets.FileID{reply.ID}})
	d.must(err)
	eve := d.person("Eve", "user")
	for _, tt := range []struct {
		who  tickets.Actor
		file tickets.FileID
		sees bool
	}{
		{d.maya, note.ID, true}, {d.jon, note.ID, true}, {d.ann, note.ID, false}, {eve, note.ID, false},
		{d.jon, reply.ID, true}, {d.ann, reply.ID, true}, {eve, reply.ID, false}, {d.maya, "nothing", false},
	} {
		_, err := d.downloads(tt.who, ticket.Number, tt.file)
		if tt.sees != (err == nil) || !tt.sees && tickets.KindOf(err) != tickets.NotFound {
			t.Errorf("%s, %s: %v; want it seen: %v", tt.who.User.Name, tt.file, err, tt.sees)
		}
	}
	other := d.opens("Another")
	if _, err := d.downloads(d.maya, other.Number, reply.ID); tickets.KindOf(err) != tickets.NotFound {
		t.Errorf("by another ticket's number: %v, want NotFound", err)
	}
}

func TestAMessageMayBeAFileAlone(t *testing.T) {
	d := newWorkDesk(t)
	ticket := d.assigned()
	f := d.uploads(d.ann, "trace.log", "12:00 timeout")
	got, err := d.Reply(d.ctx, d.ann, ticket.Number, tickets.NewComment{Files: []tickets.FileID{f.ID}})
	d.must(err)
	if c := got.Comments[0]; c.Text != "" || len(c.Files) != 1 || c.Files[0] != f {
		t.Errorf("got %+v", c)
	}
	if _, err := d.Reply(d.ctx, d.ann, ticket.Number, tickets.NewComment{}); tickets.KindOf(err) != tickets.Invalid {
		t.Errorf("neither: %v, want Invalid", err)
	}
}

func TestARepeatedDeliveryHasItsFilesOnce(t *testing.T) {
	d := newWorkDesk(t)
	f, g := d.uploads(d.ann, "a.png", png), d.uploads(d.ann, "b.png", png)
	var number tickets.Number
	for range 2 {
		ticket, err := d.Open(d.ctx, d.ann, tickets.NewTicket{Title: "VPN drops", Key: "web:1", Files: []tickets.FileID{f.ID}})
		d.must(err)
		if number != 0 && ticket.Number != number {
			t.Errorf("a repeat opened %s", ticket.Number)
		}
		number = ticket.Number
		ticket, err = d.Reply(d.ctx, d.ann, number, tickets.NewComment{Key: "web:2", Files: []tickets.FileID{g.ID}})
		d.must(err)
		if len(ticket.Files) != 1 || len(ticket.Comments) != 1 {
			t.Errorf("%d files, %d comments", len(ticket.Files), len(ticket.Comments))
		}
	}
}

func TestFilesThatCannotBeHadAreRefused(t *testing.T) {
	d := newWorkDesk(t)
	mine, taken, gone := d.uploads(d.ann, "a.png", png), d.uploads(d.ann, "b.png", png), d.uploads(d.ann, "c.png", png)
	_, err := d.Open(d.ctx, d.ann, tickets.NewTicket{Title: "VPN drops", Files: []tickets.FileID{taken.ID}})
	d.must(err)
	d.must(d.Discard(d.ctx, d.jon, gone.ID)) // not Jon's: nothing happens
	if documents, _ := d.kept(); documents != 3 {
		t.Errorf("%d files are kept, want 3", documents)
	}
	d.must(d.Discard(d.ctx, d.ann, gone.ID))
	d.must(d.Discard(d.ctx, d.ann, gone.ID))
	d.must(d.Discard(d.ctx, d.ann, taken.ID)) // a ticket's: nothing happens
	if documents, _ := d.kept(); documents != 2 {
		t.Errorf("%d files are kept, want 2", documents)
	}
	var many []tickets.FileID
	for range tickets.MaxFiles + 1 {
		many = append(many, d.uploads(d.maya, "x.png", png).ID)
	}
	for name, tt := range map[string]struct {
		who   tickets.Actor
		files []tickets.FileID
	}{
		"another person's": {d.jon, []tickets.FileID{mine.ID}}, "another ticket's": {d.ann, []tickets.FileID{taken.ID}},
		"one removed": {d.ann, []tickets.FileID{mine.ID, gone.ID}}, "one twice": {d.ann, []tickets.FileID{mine.ID, mine.ID}},
		"unknown": {d.ann, []tickets.FileID{"x"}}, "eleven": {d.maya, many},
	} {
		before, err := d.Count(d.ctx, d.admin, tickets.Filter{}, tickets.ByNothing)
		d.must(err)
		_, err = d.Open(d.ctx, tt.who, tickets.NewTicket{Title: "VPN drops", Files: tt.files})
		if e := (*tickets.Error)(nil); !errors.As(err, &e) || e.Kind != tickets.Invalid || e.Fields["files"] == "" {
			t.Errorf("%s: got %v, want Invalid files", name, err)
		}
		after, err := d.Count(d.ctx, d.admin, tickets.Filter{}, tickets.ByNothing)
		d.must(err)
		if after[""] != before[""] {
			t.Errorf("%s: a ticket was opened all the same", name)
		}
	}
	_, err = d.Open(d.ctx, d.ann, tickets.NewTicket{Title: "VPN drops", Files: []tickets.FileID{mine.ID}})
	d.must(err)
}

func TestWhatAFileIsItsContentSays(t *testing.T) {
	d := newWorkDesk(t)
	for _, tt := range []struct{ name, content, want string }{
		{"a.png", png, "image/png"},
		{"photo", "\xFF\xD8\xFF\xE0 jpeg", "image/jpeg"},
		{"harmless.png", "%PDF-1.7", "application/pdf"},
		{"report.docx", "PK\x03\x04 word", "application/zip"},
		{"a.log", "12:00 tunnel down", "text/plain; charset=utf-8"},
		{"a.svg", `<?xml version="1.0"?><svg onload="alert(1)"/>`, "text/plain; charset=utf-8"},
		{"a.svg", `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`, "text/plain; charset=utf-8"},
		{"a.png", "<!DOCTYPE html><script>alert(1)</script>", ""},
		{"a.png", "<script>alert(1)</script>", ""},
		{"setup.png", "MZ\x90\x00\x03\x00\x00\x00", ""},
		{"a.wasm", "\x00asm\x01\x00\x00\x00", ""},
		{"empty.txt", "", ""},
	} {
		f, err := d.Upload(d.ctx, d.ann, tt.name, strings.NewReader(tt.content))
		switch e := (*tickets.Error)(nil); {
		case tt.want != "" && (err != nil || f.Type != tt.want):
			t.Errorf("%q: got %q, %v; want %q", tt.content, f.Type, err, tt.want)
		case tt.want == "" && (!errors.As(err, &e) || e.Kind != tickets.Invalid || e.Fields["file"] == ""):
			t.Errorf("%q: got %q, %v; want Invalid", tt.content, f.Type, err)
		}
	}
}

func TestTheNameOfAFileIsOnlyAName(t *testing.T) {
	d := newWorkDesk(t)
	for _, tt := range []struct{ given, want string }{
		{"Bildschirmfoto 2026.png", "Bildschirmfoto 2026.png"},
		{"../../etc/passwd", "passwd"},
		{`..\..\boot.ini`, "boot.ini"},
		{"", "file"}, {"..", "file"}, {"a/", "file"}, {" \x00 ", "file"},
		{"in\r\nvoice.pdf", "in voice.pdf"},
		{"photo\u202Egnp.exe", "photognp.exe"},
		{strings.Repeat("ö", 300) + ".png", strings.Repeat("ö", 115) + "….png"},
		{"a." + strings.Repeat("x", 300), "a." + strings.Repeat("x", 117) + "…"},
	} {
		if got := d.uploads(d.ann, tt.given, png).Name; got != tt.want {
			t.Errorf("%q became %q, want %q", tt.given, got, tt.want)
		}
	}
}

func TestALargeFileIsWholeAndALargerOneIsRefused(t *testing.T) {
	d := newWorkDesk(t)
	content := png + strings.Repeat("0123456789abcdef", tickets.MaxFile/16)
	_, err := d.Upload(d.ctx, d.ann, "big.png", strings.NewReader(content[:tickets.MaxFile+1]))
	if tickets.KindOf(err) != tickets.Invalid {
		t.Errorf("one byte too many: %v, want Invalid", err)
	}
	if documents, waiting := d.kept(); documents != 0 || waiting != 0 {
		t.Errorf("%d documents and %d entries are left of it", documents, waiting)
	}
	content = content[:tickets.MaxFile]
	f := d.uploads(d.ann, "big.png", content)
	ticket, err := d.Open(d.ctx, d.ann, tickets.NewTicket{Title: "VPN drops", Files: []tickets.FileID{f.ID}})
	d.must(err)
	if got, err := d.downloads(d.ann, ticket.Number, f.ID); err != nil || got != content {
		t.Errorf("it came back as %d bytes, %v", len(got), err)
	}
	_, r, err := d.File(d.ctx, d.ann, ticket.Number, f.ID)
	d.must(err)
	for _, at := range []int64{5 << 20, 0, 3<<20 - 7, tickets.MaxFile - 9} {
		part := make([]byte, 9)
		if _, err := r.Seek(at, io.SeekStart); err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(r, part); err != nil || string(part) != content[at:at+9] {
			t.Errorf("at %d: %q, %v", at, part, err)
		}
	}
}

func TestAFileThatBreaksOffLeavesNothing(t *testing.T) {
	d := newWorkDesk(t)
	broken := errors.New("the connection broke")
	ctx, cancel := context.WithCancel(d.ctx)
	_, err := d.Upload(ctx, d.ann, "a.png", io.MultiReader(strings.NewReader(png+strings.Repeat("x", 2<<20)), failing{func() error {
		cancel()
		return broken
	}}))
	if !errors.Is(err, broken) {
		t.Errorf("got %v, want what broke", err)
	}
	if documents, waiting := d.kept(); documents != 0 || waiting != 0 {
		t.Errorf("%d documents and %d entries are left of it", documents, waiting)
	}
}

// failing is a reader that only fails.
type failing struct{ why func() error }

func (f failing) Read([]byte) (int, error) { return 0, f.why() }

func TestTheSweepRemovesFilesThatNoTicketCameToName(t *testing.T) {
	d := newWorkDesk(t)
	d.uploads(d.ann, "forgotten.png", png)
	d.sweeps(23 * time.Hour)
	late := d.uploads(d.ann, "late.png", png)
	if documents, _ := d.kept(); documents != 2 {
		t.Errorf("%d files after 23 hours, want both", documents)
	}
	d.sweeps(2 * time.Hour)
	if documents, waiting := d.kept(); documents != 1 || waiting != 1 {
		t.Errorf("%d files, %d wait; want the later one", documents, waiting)
	}
	d.sweeps(-48 * time.Hour) // a clock set back removes nothing
	if documents, _ := d.kept(); documents != 1 {
		t.Errorf("%d files after the clock was set back, want 1", documents)
	}
	_, err := d.Open(d.ctx, d.ann, tickets.NewTicket{Title: "VPN drops", Files: []tickets.FileID{late.ID}})
	d.must(err)
}

// forgetful is a store that dies at the write after a ticket's.
type forgetful struct {
	tickets.Store
	dies string // the kind of write: "ticket", or what follows it
	dead bool
}

var errDied = errors.New("the process died")

func (f *forgetful) CreateTicket(ctx context.Context, t tickets.Ticket) (tickets.Ticket, error) {
	f.dead = true
	if f.dies == "ticket" {
		return t, errDied
	}
	return f.Store.CreateTicket(ctx, t)
}

func (f *forgetful) Document(ctx context.Context, name string, change func([]byte) ([]byte, error)) ([]byte, error) {
	if f.dead && name == "uploads" {
		return nil, errDied
	}
	return f.Store.Document(ctx, name, change)
}

func TestAFileIsNeverNamedWithoutBeingThere(t *testing.T) {
	for _, dies := range []string{"ticket", "what follows it"} {
		t.Run(fmt.Sprintf("dying at the %s", dies), func(t *testing.T) {
			d := newWorkDesk(t)
			f := d.uploads(d.ann, "a.png", png)
			doomed := tickets.New(tickets.Config{Store: &forgetful{Store: d.store, dies: dies}, Triager: fixed{}, Clock: func() time.Time { return d.clock }})
			ask := tickets.NewTicket{Title: "VPN drops", Key: "web:1", Files: []tickets.FileID{f.ID}}
			_, err := doomed.Open(d.ctx, d.ann, ask)
			if died := dies == "ticket"; died != errors.Is(err, errDied) {
				t.Fatalf("got %v", err)
			}
			ticket, err := d.Open(d.ctx, d.ann, ask) // the client tries again
			d.must(err)
			d.sweeps(25 * time.Hour)
			if documents, waiting := d.kept(); documents != 1 || waiting != 0 {
				t.Errorf("%d documents, %d wait; want the file, and none waiting", documents, waiting)
			}
			if got, err := d.downloads(d.ann, ticket.Number, f.ID); err != nil || got != png {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
	t.Run("when nobody tries again", func(t *testing.T) {
		d := newWorkDesk(t)
		f := d.uploads(d.ann, "a.png", png)
		doomed := tickets.New(tickets.Config{Store: &forgetful{Store: d.store, dies: "ticket"}, Triager: fixed{}, Clock: func() time.Time { return d.clock }})
		if _, err := doomed.Open(d.ctx, d.ann, tickets.NewTicket{Title: "VPN drops", Files: []tickets.FileID{f.ID}}); !errors.Is(err, errDied) {
			t.Fatal(err)
		}
		d.sweeps(25 * time.Hour)
		if documents, waiting := d.kept(); documents != 0 || waiting != 0 {
			t.Errorf("%d documents, %d wait; want none", documents, waiting)
		}
	})
}

func TestNobodyFillsTheStoreWithFilesForNoTicket(t *testing.T) {
	d := newWorkDesk(t)
	for n := range 30 {
		d.uploads(d.ann, fmt.Sprintf("%d.png", n), png)
	}
	if _, err := d.Upload(d.ctx, d.ann, "31.png", strings.NewReader(png)); tickets.KindOf(err) != tickets.Invalid {
		t.Errorf("got %v, want Invalid", err)
	}
	d.uploads(d.jon, "his.png", png)
}

func TestModeratorsAreToldOfFilesWhereTheyAreNotShown(t *testing.T) {
	d := newWorkDesk(t)
	f := d.uploads(d.ann, "error.png", png)
	ticket, err := d.Open(d.ctx, d.ann, tickets.NewTicket{Title: "VPN drops", Files: []tickets.FileID{f.ID}})
	d.must(err)
	card := tickets.CardFor(d.stored(ticket.ID), d.maya.User, "")
	if !slices.Contains(card.Fields, tickets.CardField{Label: "Files", Value: "error.png"}) {
		t.Errorf("the card has %+v", card.Fields)
	}
}
