package email

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/tickets"
)

var clock = time.Date(2026, 3, 4, 10, 0, 0, 0, time.UTC)

// message tells Mo that Ann's ticket is theirs.
func message(differ ...func(*tickets.Message)) tickets.Message {
	mo := tickets.User{ID: "mo", Name: "Mo", Email: "mo@corp.test", Role: tickets.Moderator}
	owner := mo.Person()
	m := tickets.Message{
		Key: "01KRECEIPT", Kind: tickets.NoticeAssigned, To: mo, Link: "https://desk.test/tickets/42", Zone: time.FixedZone("CET", 3600),
		Ticket: tickets.Ticket{
			ID: "01KTICKET", Number: 42, Title: "VPN drops every ten minutes", Status: tickets.Open, Priority: tickets.High,
			Requester: tickets.Person{ID: "ann", Name: "Ann"}, Assignee: &owner, UpdatedAt: clock, Skills: []string{"VPN"},
			Summary: "The tunnel drops.", Notes: "Look at the **MTU** first.",
			Routing: tickets.Routing{Why: []string{"knows VPN"}},
		},
	}
	for _, d := range differ {
		d(&m)
	}
	if m.Ticket.ID != "" {
		m.Card = tickets.CardFor(m.Ticket, m.To, m.Link)
	}
	return m
}

func notifier(t *testing.T, url string, differ ...func(*Config)) *Notifier {
	t.Helper()
	c := Config{URL: url, From: "Help desk <desk@corp.test>", Timeout: time.Minute, Clock: func() time.Time { return clock }}
	for _, d := range differ {
		d(&c)
	}
	n, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// letter is a mail as its reader's program takes it apart.
type letter struct {
	header     netmail.Header
	text, html string
}

func read(t *testing.T, d delivered) letter {
	t.Helper()
	m, err := netmail.ReadMessage(strings.NewReader(d.data))
	if err != nil {
		t.Fatalf("not a mail: %v\n%s", err, d.data)
	}
	l := letter{header: m.Header}
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	for parts := multipart.NewReader(m.Body, params["boundary"]); ; {
		p, err := parts.NextRawPart()
		if err == io.EOF {
			return l
		}
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(quotedprintable.NewReader(p))
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(p.Header.Get("Content-Type"), "text/html") {
			l.html = string(body)
		} else {
			l.text = strings.ReplaceAll(string(body), "\r\n", "\n")
		}
	}
}

func (l letter) subject(t *testing.T) string {
	t.Helper()
	s, err := new(mime.WordDecoder).DecodeHeader(l.header.Get("Subject"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func send(t *testing.T, n *Notifier, s *sink, m tickets.Message) letter {
	t.Helper()
	if _, err := n.Notify(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	got := s.received()
	if len(got) == 0 {
		t.Fatal("no mail arrived")
	}
	return read(t, got[len(got)-1])
}

func TestMailSaysWhatToDo(t *testing.T) {
	s := start(t, manners{})
	n := notifier(t, s.url())
	l := send(t, n, s, message())
	if got, want := l.subject(t), "[#42] Assigned to you: VPN drops every ten minutes"; got != want {
		t.Errorf("subject %q, want %q", got, want)
	}
	want := `Claim it, or press Not mine to hand it on.

Open #42 to claim it:
https://desk.test/tickets/42

#42 VPN drops every ten minutes
Status: open
Owner: Mo (not claimed yet)
From: Ann
Priority: high
Skills: VPN

The tunnel drops.

Notes

Look at the MTU first.

Why me? knows VPN

As it stood on Wed 4 Mar 2026, 11:00 CET; the page shows what is true now.
`
	if diff := cmp.Diff(want, l.text); diff != "" {
		t.Errorf("text (-want +got):\n%s", diff)
	}
	for _, want := range []string{`href="https://desk.test/tickets/42"`, "Open #42 to claim it", "<strong>MTU</strong>", `lang="en"`, "prefers-color-scheme: dark", "Why me? knows VPN"} {
		if !strings.Contains(l.html, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for header, want := range map[string]string{
		"From": `"Help desk" <desk@corp.test>`, "To": `"Mo" <mo@corp.test>`, "Message-Id": "<01KRECEIPT@corp.test>",
		"References": "<ticket.01KTICKET@corp.test>", "In-Reply-To": "", "Auto-Submitted": "auto-generated", "Date": "Wed, 04 Mar 2026 10:00:00 +0000",
	} {
		if got := l.header.Get(header); got != want {
			t.Errorf("%s: %q, want %q", header, got, want)
		}
	}
	if got, want := s.received()[0].from, "MAIL FROM:<desk@corp.test> BODY=8BITMIME"; got != want {
		t.Errorf("envelope %q, want %q", got, want)
	}
}

func TestMailsOfOneTicketMakeOneThread(t *testing.T) {
	s := start(t, manners{})
	n := notifier(t, s.url())
	first, err := n.Notify(t.Context(), message())
	if err != nil {
		t.Fatal(err)
	}
	if want := (tickets.Place{Platform: tickets.Mail, Message: "<01KRECEIPT@corp.test>"}); first != want {
		t.Errorf("place %+v, want %+v", first, want)
	}
	l := send(t, n, s, message(func(m *tickets.Message) { m.Key, m.Parent = "01KNEXT", first }))
	if got, want := l.header.Get("In-Reply-To"), first.Message; got != want {
		t.Errorf("In-Reply-To %q, want %q", got, want)
	}
	if got, want := l.header.Get("References"), "<ticket.01KTICKET@corp.test> "+first.Message; got != want {
		t.Errorf("References %q, want %q", got, want)
	}
}

func TestMailWithoutTicket(t *testing.T) {
	s := start(t, manners{})
	l := send(t, notifier(t, s.url()), s, message(func(m *tickets.Message) {
		m.Kind, m.Ticket, m.Link = tickets.NoticeWelcome, tickets.Ticket{}, "https://desk.test/verify#u.secret"
		m.To.PasswordHash = []byte("hash")
	}))
	want := "Confirm that this address is yours. The link works once, for 7 days. If you did not sign up, do nothing.\n\nConfirm my address:\nhttps://desk.test/verify#u.secret\n"
	if diff := cmp.Diff(want, l.text); diff != "" {
		t.Errorf("text (-want +got):\n%s", diff)
	}
	if l.header.Get("References") != "" || !strings.Contains(l.html, `href="https://desk.test/verify#u.secret"`) {
		t.Errorf("want the link and no thread, got references %q", l.header.Get("References"))
	}
}

func TestAddressBeyondASCII(t *testing.T) {
	s := start(t, manners{})
	send(t, notifier(t, s.url()), s, message(func(m *tickets.Message) { m.To.Email = "jürgen@corp.test" }))
	if got := s.received()[0]; got.to != "RCPT TO:<jürgen@corp.test>" || !strings.HasSuffix(got.from, " SMTPUTF8") {
		t.Errorf("envelope %q to %q", got.from, got.to)
	}
}

func TestAddressBeyondASCIIIsNotForEveryServer(t *testing.T) {
	s := start(t, manners{ascii: true})
	_, err := notifier(t, s.url()).Notify(t.Context(), message(func(m *tickets.Message) { m.To.Email = "jürgen@corp.test" }))
	if !errors.Is(err, tickets.ErrPermanent) || tickets.CauseOf(err) != tickets.CauseBadAddress || s.sawVerb("MAIL") {
		t.Errorf("got %v, having begun: %t", err, s.sawVerb("MAIL"))
	}
	send(t, notifier(t, s.url()), s, message())
}

func TestHostileWordsStayWords(t *testing.T) {
	s := start(t, manners{})
	l := send(t, notifier(t, s.url()), s, message(func(m *tickets.Message) {
		m.To.Name = "Mo\r\nBcc: all@corp.test"
		m.Ticket.Title = "x\r\nBcc: all@corp.test\r\n\r\n<script>alert(1)</script>"
		m.Ticket.Notes = "<img src=https://evil.test/p.png> [go](javascript:alert(1)) [ok](https://docs.test/a) <script>x</script>"
		m.Kind, m.Text = tickets.NoticeReplied, "<b>bold</b>\n.\r\nQUIT"
		m.Parent = tickets.Place{Platform: tickets.Mail, Message: "<a@b>\r\nBcc: all@corp.test"}
	}))
	if bcc := l.header["Bcc"]; bcc != nil {
		t.Errorf("a header was smuggled in: %q", bcc)
	}
	for _, bad := range []string{"<script", "<img", "javascript:", "<b>bold"} {
		if strings.Contains(l.html, bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
	if !strings.Contains(l.html, `href="https://docs.test/a" rel="nofollow noreferrer"`) {
		t.Errorf("the harmless link is gone:\n%s", l.html)
	}
	if !strings.Contains(unix(l.html), "&lt;b&gt;bold&lt;/b&gt;<br>\n.<br>\nQUIT<") {
		t.Errorf("the reply's lines run into one:\n%s", l.html)
	}
	if !strings.Contains(l.text, "> .\n> QUIT") || len(s.received()) != 1 {
		t.Errorf("the reply was cut short:\n%s", l.text)
	}
}

func TestAReplyIsShownAsItsAuthorSawIt(t *testing.T) {
	s := start(t, manners{})
	l := send(t, notifier(t, s.url()), s, message(func(m *tickets.Message) {
		m.Kind = tickets.NoticeReplied
		m.Text = "Try **this** on <host>:\n\n- a `x*y\\*`\n- [docs](https://docs.test)\n\n[https://bank.test](https://evil.test) ![chart](https://x.test/c.png) https://wiki/a"
	}))
	for _, want := range []string{
		"<p>Try <strong>this</strong> on &lt;host&gt;:</p>\n<ul>\n<li>a <code>x*y\\*</code></li>", `<a href="https://docs.test" rel="nofollow noreferrer">docs</a></li>`,
		`>https://bank.test</a> (https://evil.test) <a href="https://x.test/c.png" rel="nofollow noreferrer">chart</a>`, `>https://wiki/a</a></p>`,
	} {
		if !strings.Contains(unix(l.html), want) {
			t.Errorf("the page lacks %q:\n%s", want, l.html)
		}
	}
	if want := "> Try this on <host>:\n>\n> - a x*y\\*\n> - [docs](https://docs.test)\n>"; !strings.Contains(strings.ReplaceAll(l.text, "> \n", ">\n"), want) {
		t.Errorf("the text lacks %q:\n%s", want, l.text)
	}
}

func unix(text string) string { return strings.ReplaceAll(text, "\r\n", "\n") }

func TestLongWordsAreClipped(t *testing.T) {
	s := start(t, manners{})
	l := send(t, notifier(t, s.url()), s, message(func(m *tickets.Message) {
		m.Ticket.Title = strings.Repeat("ü", tickets.MaxTitle)
		m.Kind, m.Text = tickets.NoticeReplied, strings.Repeat("é ", tickets.MaxComment/2)
		m.Ticket.Notes = strings.Repeat("n ", 4_000)
	}))
	if n := len([]rune(l.subject(t))); n > maxSubject {
		t.Errorf("subject of %d characters, want at most %d", n, maxSubject)
	}
	if n := len([]rune(l.text)); n > maxQuote+maxNotes+1_000 {
		t.Errorf("text of %d characters", n)
	}
}

func TestFailures(t *testing.T) {
	for name, tt := range map[string]struct {
		sink      manners
		want      error // nil when the failure is passing
		cause     tickets.Cause
		says      string // part of the error
		delivered int
	}{
		"greeting refused":            {manners{greeting: "554 go away"}, nil, tickets.CauseFailing, "not ready (554 go away)", 0},
		"greeting busy":               {manners{greeting: "421 busy"}, nil, tickets.CauseFailing, "not ready (421 busy)", 0},
		"sender refused":              {manners{say: map[string]string{"MAIL": "550 5.7.1 not you"}}, tickets.ErrPermanent, tickets.CauseLoginRefused, "refuses the sender desk@corp.test (550 5.7.1 not you)", 0},
		"sender put off":              {manners{say: map[string]string{"MAIL": "451 later"}}, nil, tickets.CauseFailing, "puts the sender desk@corp.test off (451 later)", 0},
		"log-in wanted":               {manners{say: map[string]string{"MAIL": "530 authenticate"}}, nil, tickets.CauseLoginRefused, "check the user and password in SMTP_URL", 0},
		"recipient unknown":           {manners{say: map[string]string{"RCPT": "550 5.1.1 who?"}}, tickets.ErrPermanent, tickets.CauseBadAddress, "refuses the address mo@corp.test (550 5.1.1 who?)", 0},
		"recipient greylisted":        {manners{say: map[string]string{"RCPT": "450 4.2.0 greylisted"}}, nil, tickets.CauseFailing, "puts the address mo@corp.test off", 0},
		"data refused":                {manners{say: map[string]string{"DATA": "554 no"}}, tickets.ErrPermanent, tickets.CauseRefused, "refuses the mail", 0},
		"content refused":             {manners{say: map[string]string{".": "552 too big"}}, tickets.ErrPermanent, tickets.CauseRefused, "refuses the mail (552 too big)", 0},
		"content put off":             {manners{say: map[string]string{".": "452 disk full"}}, nil, tickets.CauseFailing, "puts the mail off (452 disk full)", 0},
		"connection lost within DATA": {manners{dieInData: true}, nil, tickets.CauseUnreachable, "cannot be used", 0},
		"reply lost after DATA":       {manners{loseReply: true}, tickets.ErrUnconfirmed, tickets.CauseUnconfirmed, "its reply was lost", 1},
		"server dumb at hello":        {manners{silent: "EHLO"}, nil, tickets.CauseSlow, "did not answer in time", 0},
		"server dumb at recipient":    {manners{silent: "RCPT"}, nil, tickets.CauseSlow, "did not answer in time", 0},
		"server dumb after DATA":      {manners{silent: "."}, tickets.ErrUnconfirmed, tickets.CauseUnconfirmed, "its reply was lost", 1},
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t, tt.sink)
			n := notifier(t, s.url(), func(c *Config) { c.Timeout = time.Minute })
			ctx, giveUp := context.WithCancel(t.Context())
			defer giveUp()
			if s.silent != "" { // whoever waits for an answer gives up once there will be none
				go func() { <-s.dumb; giveUp() }()
			}
			m := message()
			if s.dieInData { // more than any buffer on the way holds, so that the loss is met while writing
				m.Card.Notes = ""
				m.Kind, m.Text = tickets.NoticeReplied, strings.Repeat("x", 4_000)
				m.Card.Fields = append(m.Card.Fields, tickets.CardField{Label: "Big", Value: strings.Repeat("y", 4<<20)})
			}
			_, err := n.Notify(ctx, m)
			if err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Fatalf("error %v, want one that says %q", err, tt.says)
			}
			if got := tickets.CauseOf(err); got != tt.cause {
				t.Errorf("cause %s, want %s", got, tt.cause)
			}
			for _, sentinel := range []error{tickets.ErrPermanent, tickets.ErrUnconfirmed} {
				if got, want := errors.Is(err, sentinel), sentinel == tt.want; got != want {
					t.Errorf("is %v: %t, want %t (%v)", sentinel, got, want, err)
				}
			}
			if got := len(s.received()); got != tt.delivered {
				t.Errorf("%d mails arrived, want %d", got, tt.delivered)
			}
		})
	}
}

func TestWhatTheConnectionDidNotTakeHasNotArrived(t *testing.T) {
	ours, theirs := net.Pipe()
	theirs.Close()
	wire := &conn{Conn: ours}
	_, lost := wire.Write([]byte(".\r\n"))
	if err := (server{}).meaning(t.Context(), wire, &stageError{handedOver: true, what: "the mail", err: lost}); errors.Is(err, tickets.ErrUnconfirmed) {
		t.Errorf("error %v, want one after which it is sent again", err)
	}
}

func TestNobodyListens(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ln.Close()
	_, err = notifier(t, "smtp://"+ln.Addr().String()).Notify(t.Context(), message())
	if err == nil || errors.Is(err, tickets.ErrPermanent) || errors.Is(err, tickets.ErrUnconfirmed) {
		t.Errorf("error %v, want a passing one", err)
	}
}

func TestSlowServerIsGivenUp(t *testing.T) {
	s := start(t, manners{silent: "RCPT"})
	n := notifier(t, s.url(), func(c *Config) { c.Timeout = 50 * time.Millisecond })
	if _, err := n.Notify(t.Context(), message()); err == nil || !strings.Contains(err.Error(), "did not answer in time") {
		t.Errorf("error %v, want one that says the server was too slow", err)
	}
}

func TestLogIn(t *testing.T) {
	server, trusting := certificate(t)
	for name, tt := range map[string]struct {
		sink     manners
		url      func(host string) string
		wantErr  string
		secure   bool
		loggedIn bool
	}{
		"STARTTLS when offered":           {manners{tls: server}, func(h string) string { return "smtp://" + h }, "", true, false},
		"mandatory, not offered":          {manners{}, func(h string) string { return "smtp://" + h + "?tls=mandatory" }, "does not support STARTTLS", false, false},
		"switched off":                    {manners{tls: server}, func(h string) string { return "smtp://" + h + "?tls=none" }, "", false, false},
		"TLS from the start":              {manners{tls: server, implicit: true, user: "u p@ss"}, func(h string) string { return "smtps://u:p%40ss@" + h }, "", true, true},
		"password over TLS":               {manners{tls: server, user: "u p@ss"}, func(h string) string { return "smtp://u:p%40ss@" + h }, "", true, true},
		"password in the clear, loopback": {manners{user: "u p@ss"}, func(h string) string { return "smtp://u:p%40ss@" + h }, "", false, true},
		"server that quotes":              {manners{user: "u p@ss", quotes: true}, func(h string) string { return "smtp://u:p%40ss@" + h }, "is not ready (501)", false, true},
		"wrong password":                  {manners{user: "u other"}, func(h string) string { return "smtp://u:p%40ss@" + h }, "refuses our login (535): check the user and password in SMTP_URL", false, true},
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t, tt.sink)
			n := notifier(t, tt.url(s.ln.Addr().String()), func(c *Config) { c.TLS = trusting })
			_, err := n.Notify(t.Context(), message())
			if tt.wantErr != "" {
				if err == nil || !strings.Contains(err.Error(), tt.wantErr) || errors.Is(err, tickets.ErrPermanent) {
					t.Errorf("error %v, want a passing one that says %q", err, tt.wantErr)
				}
				if strings.Contains(err.Error(), "p@ss") || strings.Contains(err.Error(), "AHUAcEBzcw") {
					t.Errorf("the error holds the password: %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := s.received()[0].secure; got != tt.secure {
				t.Errorf("sent over TLS: %t, want %t", got, tt.secure)
			}
			if got := s.sawVerb("AUTH"); got != tt.loggedIn {
				t.Errorf("logged in: %t, want %t", got, tt.loggedIn)
			}
		})
	}
}

func TestAServerThatRepeatsThePasswordIsNotQuoted(t *testing.T) {
	for _, form := range []string{"p@ss", "cEBzcw==", "AHUAcEBzcw=="} {
		s := start(t, manners{user: "u p@ss", say: map[string]string{"MAIL": "550 not after " + form}})
		_, err := notifier(t, "smtp://u:p%40ss@"+s.ln.Addr().String()).Notify(t.Context(), message())
		if err == nil || !strings.HasSuffix(err.Error(), "refuses the sender desk@corp.test (550)") {
			t.Errorf("error %v, want one with the number alone", err)
		}
	}
}

func TestSomebodyWithoutAnAddress(t *testing.T) {
	n := notifier(t, "smtp://localhost")
	if n.Reaches(tickets.User{}) || !n.Reaches(message().To) {
		t.Error("mail reaches whoever has an address, and nobody else")
	}
	_, err := n.Notify(t.Context(), message(func(m *tickets.Message) { m.To.Email = "" }))
	if !errors.Is(err, tickets.ErrPermanent) || tickets.CauseOf(err) != tickets.CauseNoAddress {
		t.Errorf("error %v", err)
	}
}

func TestUntrustedServerGetsNothing(t *testing.T) {
	server, _ := certificate(t)
	s := start(t, manners{tls: server, user: "u p"})
	n := notifier(t, "smtp://u:p@"+s.ln.Addr().String(), func(c *Config) { c.TLS = &tls.Config{} })
	if _, err := n.Notify(t.Context(), message()); err == nil || s.sawVerb("AUTH") {
		t.Errorf("error %v and password sent %t, want a refusal before the password", err, s.sawVerb("AUTH"))
	}
}

func TestMailCanBeStoppedByOneClick(t *testing.T) {
	s := start(t, manners{})
	n := notifier(t, s.url())
	m := message()
	m.Unsubscribe = "https://desk.test/api/unsubscribe?token=01KUSER.assigned.c2lnbmVk"
	l := send(t, n, s, m)
	for header, want := range map[string]string{"List-Unsubscribe": "<" + m.Unsubscribe + ">", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} {
		if got := l.header.Get(header); got != want {
			t.Errorf("%s: %q, want %q", header, got, want)
		}
	}
	if want := "No more mail about tickets assigned to you:\n" + m.Unsubscribe; !strings.Contains(l.text, want) {
		t.Errorf("the text lacks %q:\n%s", want, l.text)
	}
	if !strings.Contains(l.html, `href="`+m.Unsubscribe+`"`) {
		t.Error("the page lacks the link")
	}
}
