package api

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/tickets"
)

const png = "\x89PNG\x0D\x0A\x1A\x0A pixels"

// sends sends a file as a browser does.
func (p *person) sends(name, content string) answer {
	p.d.t.Helper()
	return p.does("POST", "/api/files?name="+url.QueryEscape(name), content, "Content-Type: application/octet-stream")
}

// uploads sends a file that is taken.
func (p *person) uploads(name, content string) fileView {
	p.d.t.Helper()
	var got struct{ File fileView }
	p.sends(name, content).mustBe(201).into(&got)
	return got.File
}

// opensWith opens a ticket with files and returns its path.
func (p *person) opensWith(files ...fileView) string {
	p.d.t.Helper()
	got := p.posts("/api/tickets", fmt.Sprintf(`{"title":"VPN is down","files":[%s]}`, idsOf(files))).mustBe(201).ticket()
	return fmt.Sprintf("/api/tickets/%d", got.Number)
}

func idsOf(files []fileView) string {
	var ids []string
	for _, f := range files {
		ids = append(ids, fmt.Sprintf("%q", f.ID))
	}
	return strings.Join(ids, ",")
}

func TestAFileGoesWithATicketAndItsMessages(t *testing.T) {
	d := newDesk(t)
	ann, mo := d.signsUp("Ann"), d.hires("Mo", tickets.Moderator)
	shot, log := ann.uploads("fehler – größer.png", png), ann.uploads("vpn.log", "12:00 timeout")
	if want := (fileView{ID: shot.ID, Name: "fehler – größer.png", Type: "image/png", Size: int64(len(png)), Picture: true}); shot != want {
		t.Errorf("got %+v, want %+v", shot, want)
	}
	path := ann.opensWith(shot)
	got := ann.posts(path+"/comments", fmt.Sprintf(`{"text":"","files":[%q]}`, log.ID)).mustBe(201).ticket()
	if diff := cmp.Diff([][]fileView{{shot}, {log}}, [][]fileView{got.Files, got.Comments[0].Files}); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for f, want := range map[fileView]struct{ content, disposition string }{
		shot: {png, "inline; filename*=utf-8''fehler%20%E2%80%93%20gr%C3%B6%C3%9Fer.png"},
		log:  {"12:00 timeout", "attachment; filename=vpn.log"},
	} {
		a := mo.gets(path + "/files/" + string(f.ID)).mustBe(200)
		if string(a.body) != want.content || a.header.Get("Content-Disposition") != want.disposition || a.header.Get("Content-Type") != f.Type {
			t.Errorf("got %q, %v", a.body, a.header)
		}
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
			"Cache-Control": "private, no-cache", "Cross-Origin-Resource-Policy": "same-origin",
		} {
			if got := a.header.Get(name); got != want {
				t.Errorf("%s: got %q, want %q", name, got, want)
			}
		}
	}
}

// What a browser would run as XML is text for it.
func TestAFileIsGivenOutAsTheTypeThatItWasTakenAs(t *testing.T) {
	d := newDesk(t)
	ann := d.signsUp("Ann")
	f := ann.uploads("logo.svg", `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`)
	if got := ann.gets(ann.opensWith(f) + "/files/" + string(f.ID)).mustBe(200).header.Get("Content-Type"); got != "text/plain; charset=utf-8" {
		t.Errorf("got %q", got)
	}
}

func TestAFileIsGivenOutUnderANameOfItsKind(t *testing.T) {
	d := newDesk(t)
	ann := d.signsUp("Ann")
	f := ann.uploads("invoice.html", strings.Repeat("An invoice. ", 50)+"<script>alert(1)</script>")
	if f.Name != "invoice.html.txt" {
		t.Errorf("it is called %q", f.Name)
	}
	a := ann.gets(ann.opensWith(f) + "/files/" + string(f.ID)).mustBe(200)
	if got := a.header.Get("Content-Disposition"); got != "attachment; filename=invoice.html.txt" {
		t.Errorf("got %q", got)
	}
}

func TestAFileIsReadInPartsAndNotTwice(t *testing.T) {
	d := newDesk(t)
	ann := d.signsUp("Ann")
	content := png + strings.Repeat("0123456789", 200_000)
	f := ann.uploads("big.png", content)
	at := ann.opensWith(f) + "/files/" + string(f.ID)
	whole := ann.gets(at).mustBe(200)
	if string(whole.body) != content {
		t.Errorf("got %d bytes, want %d", len(whole.body), len(content))
	}
	if part := ann.does("GET", at, "", "Range: bytes=1048570-1048589").mustBe(206); string(part.body) != content[1048570:1048590] {
		t.Errorf("got %q", part.body)
	}
	if again := ann.does("GET", at, "", "If-None-Match: "+whole.header.Get("ETag")).mustBe(304); len(again.body) > 0 {
		t.Errorf("got %d bytes again", len(again.body))
	}
	d.signsUp("Eve").does("GET", at, "", "If-None-Match: "+whole.header.Get("ETag")).mustBe(404)
}

func TestAFileIsSeenByThoseWhoSeeItsMessage(t *testing.T) {
	d := newDesk(t)
	ann, mo := d.signsUp("Ann"), d.hires("Mo", tickets.Moderator)
	path := ann.opens("VPN is down")
	f := mo.uploads("staff.png", png)
	mo.posts(path+"/comments", fmt.Sprintf(`{"text":"look","internal":true,"files":[%q]}`, f.ID)).mustBe(201)
	at := path + "/files/" + string(f.ID)
	mo.gets(at).mustBe(200)
	ann.gets(at).mustBe(404)
	d.signsUp("Eve").gets(at).mustBe(404)
	d.stranger().gets(at).mustBe(401)
	mo.gets(path + "/files/nothing").mustBe(404)
	mo.gets("/api/tickets/x/files/" + string(f.ID)).mustBe(404)
}

func TestAFileOfOnesOwnIsTakenBack(t *testing.T) {
	d := newDesk(t)
	ann, bob := d.signsUp("Ann"), d.signsUp("Bob")
	f := ann.uploads("a.png", png)
	bob.posts("/api/tickets", fmt.Sprintf(`{"title":"x","files":[%q]}`, f.ID)).mustBe(400)
	bob.does("DELETE", "/api/files/"+string(f.ID), "").mustBe(204)
	path := ann.opensWith(f) // Bob's wish did nothing
	g := ann.uploads("b.png", png)
	ann.does("DELETE", "/api/files/"+string(g.ID), "").mustBe(204)
	got := ann.posts(path+"/comments", fmt.Sprintf(`{"text":"","files":[%q]}`, g.ID)).mustBe(400).failure()
	if got.Fields["files"] == "" {
		t.Errorf("got %+v, want the field files", got)
	}
}

func TestAFileThatIsNotTakenIsExplained(t *testing.T) {
	d := newDesk(t)
	ann := d.signsUp("Ann")
	for _, tt := range []struct {
		name, content, says string
		status              int
	}{
		{"empty", "", "empty", 400},
		{"a program", "MZ\x90\x00\x03\x00\x00\x00", "ZIP archive", 400},
		{"a web page", "<html><script>alert(1)</script></html>", "ZIP archive", 400},
		{"too large", png + strings.Repeat("x", tickets.MaxFile+1-len(png)), "10 MB", 413},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := ann.sends("a.png", tt.content).mustBe(tt.status).failure(); !strings.Contains(got.Message, tt.says) {
				t.Errorf("got %q, want a sentence with %q", got.Message, tt.says)
			}
		})
	}
	ann.sends("a.png", png+strings.Repeat("x", tickets.MaxFile-len(png))).mustBe(201)
	d.stranger().sends("a.png", png).mustBe(401)
}

func TestAFileThatDoesNotArriveIsExplained(t *testing.T) {
	d := newDesk(t)
	ann := d.signsUp("Ann")
	u, err := d.store.User(t.Context(), ann.id)
	if err != nil {
		t.Fatal(err)
	}
	for fault, want := range map[error]tickets.Reason{
		io.ErrUnexpectedEOF:    "file_broke_off",
		os.ErrDeadlineExceeded: "file_took_too_long",
	} {
		r := httptest.NewRequest("POST", "/api/files?name=a.png", io.MultiReader(strings.NewReader(png), iotest.ErrReader(fault)))
		err := d.api.uploadFile(httptest.NewRecorder(), r, caller{Actor: tickets.Actor{User: u, Via: tickets.Web}})
		if got, _ := tickets.ReasonOf(err); got != want || tickets.KindOf(err) != tickets.Invalid {
			t.Errorf("%v: got %v, %q, want %s", fault, err, got, want)
		}
	}
}

// endless is a body whose length is not said.
type endless struct{ io.Reader }

func TestAFileOfUnknownLengthIsTakenUpToTheLimit(t *testing.T) {
	d := newDesk(t)
	ann := d.signsUp("Ann")
	for size, want := range map[int]int{1 << 20: 201, tickets.MaxFile - len(png): 201, tickets.MaxFile + 1 - len(png): 413} {
		body := endless{io.MultiReader(strings.NewReader(png), strings.NewReader(strings.Repeat("x", size)))}
		r, err := http.NewRequestWithContext(t.Context(), "POST", d.url+"/api/files?name=a.png", body)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+ann.token)
		resp, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("%d bytes: got %d, want %d", size, resp.StatusCode, want)
		}
	}
}

func TestAFileThatBreaksOffIsNotAFaultOfOurs(t *testing.T) {
	d := newDesk(t)
	ann := d.signsUp("Ann")
	conn, err := net.Dial("tcp", strings.TrimPrefix(d.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "POST /api/files?name=a.png HTTP/1.1\r\nHost: desk.test\r\nAuthorization: Bearer %s\r\nContent-Length: 100\r\n\r\n%s", ann.token, png)
	if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err == nil {
		defer resp.Body.Close()
		if resp.StatusCode >= 500 {
			t.Errorf("got %d", resp.StatusCode)
		}
	}
	d.closes()
	if strings.Contains(d.log.String(), "request failed") {
		t.Errorf("it was logged as ours: %s", d.log)
	}
}
