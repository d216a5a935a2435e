package email

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/wneessen/go-mail"
)

func TestParseServer(t *testing.T) {
	for raw, want := range map[string]server{
		"smtp://mail.corp.test":                         {host: "mail.corp.test", port: "587", starttls: mail.TLSOpportunistic},
		"smtp://mail.corp.test:25/":                     {host: "mail.corp.test", port: "25", starttls: mail.TLSOpportunistic},
		"smtp://u:p%40s%2Fs@mail.corp.test":             {host: "mail.corp.test", port: "587", user: "u", password: "p@s/s", starttls: mail.TLSMandatory},
		"smtp://u:p@10.0.0.5:25":                        {host: "10.0.0.5", port: "25", user: "u", password: "p", starttls: mail.TLSMandatory},
		"smtps://u:p@mail.corp.test?tls=none":           {host: "mail.corp.test", port: "465", user: "u", password: "p", implicitTLS: true, starttls: mail.NoTLS},
		"smtp://u:p@localhost:1025":                     {host: "localhost", port: "1025", user: "u", password: "p", starttls: mail.TLSOpportunistic},
		"smtp://u:p@[::1]:1025":                         {host: "::1", port: "1025", user: "u", password: "p", starttls: mail.TLSOpportunistic},
		"smtps://u:p@mail.corp.test":                    {host: "mail.corp.test", port: "465", user: "u", password: "p", implicitTLS: true, starttls: mail.TLSMandatory},
		"smtp://mail.corp.test?tls=mandatory":           {host: "mail.corp.test", port: "587", starttls: mail.TLSMandatory},
		"smtp://mail.corp.test?tls=none":                {host: "mail.corp.test", port: "587", starttls: mail.NoTLS},
		" smtp://mail.corp.test:25?tls=opportunistic\n": {host: "mail.corp.test", port: "25", starttls: mail.TLSOpportunistic},
	} {
		got, err := parseServer(raw)
		if err != nil {
			t.Errorf("%q: %v", raw, err)
		} else if diff := cmp.Diff(want, got, cmp.AllowUnexported(server{})); diff != "" {
			t.Errorf("%q (-want +got):\n%s", raw, diff)
		}
	}
}

func TestBadURLsAreRefusedWithoutTheirPassword(t *testing.T) {
	for raw, want := range map[string]string{
		"":                                                  "must start with smtp://",
		"mail.corp.test:587":                                "cannot be read",
		"http://u:hunter2@mail.corp.test":                   "must start with smtp://",
		"smtp://u:hunter2@":                                 "cannot be read",
		"smtp://u:hunter2@mail.corp.test:0":                 "cannot be read",
		"smtp://u:hunter2@mail.corp.test:x":                 "cannot be read",
		"smtp://u:hunter2/x@mail.corp.test":                 "cannot be read",
		"smtp://u:hunter2#x@mail.corp.test":                 "cannot be read",
		"smtp://u:%zzhunter2@mail.corp.test":                "cannot be read",
		"smtp://u@mail.corp.test":                           "but not both",
		"smtp://u:hunter2@mail.corp.test?tls=no":            "must be opportunistic",
		"smtp://u:hunter2@mail.corp.test?verify=hunter2":    "not known",
		"smtp://u:hunter2@mail.corp.test?tls=none":          "in the clear",
		"smtp://u:hunter2@mail.corp.test?tls=opportunistic": "in the clear",
	} {
		_, err := New(Config{URL: raw, From: "desk@corp.test"})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want one that says %q", raw, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("the error holds the password: %v", err)
		}
	}
}

func TestBadSenderIsRefused(t *testing.T) {
	for _, from := range []string{"", "desk", "a@b, c@d"} {
		if _, err := New(Config{URL: "smtp://localhost", From: from}); err == nil || !strings.Contains(err.Error(), "MAIL_FROM") {
			t.Errorf("%q: error %v, want one that names MAIL_FROM", from, err)
		}
	}
}
