package tickets

import (
	"strings"
	"testing"
)

func TestClip(t *testing.T) {
	for _, tt := range []struct {
		in    string
		limit int
		want  string
	}{
		{"short", 5, "short"},
		{"longer", 5, "long…"},
		{"a word that", 7, "a word…"},
		{"👍👍👍", 6, "👍👍👍"},
		{"👍👍👍", 5, "👍👍…"}, // each is two UTF-16 units
		{"", 3, ""},
	} {
		if got := Clip(tt.in, tt.limit); got != tt.want {
			t.Errorf("Clip(%q, %d) = %q, want %q", tt.in, tt.limit, got, tt.want)
		}
	}
}

func TestHeadline(t *testing.T) {
	long := strings.Repeat("word ", 60)
	for _, tt := range []struct{ name, in, title, body string }{
		{"one line", "  vpn is down ", "vpn is down", ""},
		{"several lines", "vpn is down\r\nsince noon", "vpn is down", "vpn is down\nsince noon"},
		{"one long line", long, Clip(strings.TrimSpace(long), 120), strings.TrimSpace(long)},
		{"bidi override", "invoice\u202Efdp.exe", "invoicefdp.exe", ""},
		{"nothing", " \n ", "", ""},
		{"nothing to see", "\u200b\u202e \ufeff\u3164", "", ""},
		{"joined letters", "می\u200cخواهم", "می\u200cخواهم", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if title, body := Headline(tt.in); title != tt.title || body != tt.body {
				t.Errorf("Headline = %q, %q, want %q, %q", title, body, tt.title, tt.body)
			}
		})
	}
}

func TestParseEmail(t *testing.T) {
	for in, want := range map[string]Email{
		" Ann@Company.COM ": "ann@company.com",
		"ann+vpn@b.example": "ann+vpn@b.example",
	} {
		if got, err := ParseEmail(in); got != want || err != nil {
			t.Errorf("ParseEmail(%q) = %q, %v, want %q", in, got, err, want)
		}
	}
	for _, in := range []string{"", "ann", "ann@host", "Ann <ann@b.example>", "a@b.example\r\nBcc: c@d.example", strings.Repeat("a", 250) + "@b.example", "ann@[10.0.0.5]", "ann\u200b@desk.test", "ann\u202e@desk.test", "ann@desk.test\u2060"} {
		if got, err := ParseEmail(in); KindOf(err) != Invalid {
			t.Errorf("ParseEmail(%q) = %q, %v, want Invalid", in, got, err)
		}
	}
}
