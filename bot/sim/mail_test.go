package sim_test

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/smtp"
	"net/textproto"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/bot/sim"
)

const letter = "From: Beckon <desk@demo.test>\r\nTo: mo@demo.test\r\nDate: Mon, 02 Jan 2006 15:04:05 +0000\r\nMessage-ID: <n1@demo.test>\r\n" +
	"Subject: =?UTF-8?q?Ticket_#42_=E2=80=94_VPN?=\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n" +
	"--b\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nClaim it =E2=9C=93\r\n" +
	"--b\r\nContent-Type: text/html; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\nPGI+Q2xhaW0gaXQ8L2I+\r\n--b--\r\n"

func newMail(t *testing.T, cfg sim.MailConfig) *sim.Mail {
	t.Helper()
	m, err := sim.NewMail(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.Close() })
	return m
}

func sendMail(m *sim.Mail, auth smtp.Auth) error {
	return smtp.SendMail(m.Addr(), auth, "desk@demo.test", []string{"mo@demo.test"}, []byte(letter))
}

func TestMailIsKeptAndDecoded(t *testing.T) {
	dir := t.TempDir()
	m := newMail(t, sim.MailConfig{Dir: dir})
	if err := sendMail(m, nil); err != nil {
		t.Fatal(err)
	}
	got := m.Mails("MO@demo.test")
	if len(got) != 1 {
		t.Fatalf("got %d mails", len(got))
	}
	want := sim.Letter{ID: "000001", From: "desk@demo.test", To: []string{"mo@demo.test"}, Subject: "Ticket #42 — VPN", MessageID: "<n1@demo.test>",
		Text: "Claim it ✓", HTML: "<b>Claim it</b>", At: got[0].At, Raw: got[0].Raw}
	if diff := cmp.Diff(want, got[0]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	_ = m.Close()
	again := newMail(t, sim.MailConfig{Dir: dir})
	if diff := cmp.Diff(got, again.Mails("mo@demo.test")); diff != "" {
		t.Errorf("after a restart (-want +got):\n%s", diff)
	}
}

func TestMailFaults(t *testing.T) {
	for _, tc := range []struct {
		name     string
		fault    sim.Fault
		wantCode int // 0: the connection is lost
		wantKept int
	}{
		{"refused for now", sim.Fault{Method: "DATA", Status: 451}, 451, 0},
		{"no such mailbox", sim.Fault{Method: "RCPT", Status: 550, Code: "no such mailbox"}, 550, 0},
		{"sender refused", sim.Fault{Method: "MAIL", Status: 421}, 421, 0},
		{"the reply to DATA is lost", sim.Fault{Method: "DATA", LoseReply: true}, 0, 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			m := newMail(t, sim.MailConfig{})
			m.Fail(tc.fault)
			err := sendMail(m, nil)
			var refused *textproto.Error
			switch {
			case tc.wantCode != 0 && (!errors.As(err, &refused) || refused.Code != tc.wantCode):
				t.Errorf("got %v, want %d", err, tc.wantCode)
			case tc.wantCode == 0 && !errors.Is(err, io.EOF):
				t.Errorf("got %v, want a lost connection", err)
			}
			if got := len(m.Mails("")); got != tc.wantKept {
				t.Errorf("kept %d, want %d", got, tc.wantKept)
			}
			if err := sendMail(m, nil); err != nil {
				t.Errorf("the mail after: %v", err)
			}
		})
	}
}

func TestMailAsksForPasswordAndEncryption(t *testing.T) {
	m := newMail(t, sim.MailConfig{Username: "desk", Password: "pw", StartTLS: true})
	dial := func() *smtp.Client {
		c, err := smtp.Dial(m.Addr())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Close() })
		return c
	}
	code := func(err error) string {
		var refused *textproto.Error
		if errors.As(err, &refused) {
			return fmt.Sprint(refused.Code)
		}
		return fmt.Sprint(err)
	}
	c := dial()
	if got := code(c.Mail("desk@demo.test")); got != "530" {
		t.Errorf("in the clear: %s", got)
	}
	c = dial()
	if err := c.StartTLS(&tls.Config{RootCAs: m.CertPool(), ServerName: "127.0.0.1"}); err != nil {
		t.Fatal(err)
	}
	if got := code(c.Mail("desk@demo.test")); got != "530" {
		t.Errorf("without a password: %s", got)
	}
	if got := code(c.Auth(smtp.PlainAuth("", "desk", "wrong", "127.0.0.1"))); got != "535" {
		t.Errorf("with a wrong password: %s", got)
	}
	c = dial()
	if err := c.StartTLS(&tls.Config{RootCAs: m.CertPool(), ServerName: "127.0.0.1"}); err != nil {
		t.Fatal(err)
	}
	if err := c.Auth(smtp.PlainAuth("", "desk", "pw", "127.0.0.1")); err != nil {
		t.Fatal(err)
	}
	if err := c.Mail("desk@demo.test"); err != nil {
		t.Errorf("with all: %v", err)
	}
}

func TestMailRefusesWhatNobodyCouldRead(t *testing.T) {
	m := newMail(t, sim.MailConfig{})
	for name, cut := range map[string]string{"no From": "From: Beckon <desk@demo.test>\r\n", "no Date": "Date: Mon, 02 Jan 2006 15:04:05 +0000\r\n", "no end": "\r\n--b--\r\n"} {
		err := smtp.SendMail(m.Addr(), nil, "desk@demo.test", []string{"mo@demo.test"}, []byte(strings.Replace(letter, cut, "", 1)))
		var refused *textproto.Error
		if !errors.As(err, &refused) || refused.Code != 554 {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestMailClosesWhileItStarts(t *testing.T) {
	for range 50 {
		m, err := sim.NewMail(sim.MailConfig{})
		if err != nil {
			t.Fatal(err)
		}
		if err := m.Close(); err != nil {
			t.Fatal(err)
		}
		if err := m.Close(); err != nil {
			t.Errorf("a second time: %v", err)
		}
	}
}
