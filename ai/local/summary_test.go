package local

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestSummary(t *testing.T) {
	for _, tt := range []struct{ name, title, body, want string }{
		{"no body", "VPN is down", "", "VPN is down"},
		{"only noise", "VPN is down", "Hi,\nthanks\n> quoted text here\nhttps://example.test", "VPN is down"},
		{"greeting and thanks dropped", "VPN drops", "Hello team,\nThe VPN drops every ten minutes since Monday.\nThanks a lot for help", "The VPN drops every ten minutes since Monday."},
		{"logs dropped", "App crash", "The app crashes when I open a report.\nat com.acme.Foo.bar(Foo.java:12)\n[ERROR] 0x33 {code} 12:33:00", "The app crashes when I open a report."},
		{"versions are no ends", "Update", "Version 3.2.1 of the client fails to start.", "Version 3.2.1 of the client fails to start."},
		{"repeats once", "Mail", "The mail is not sent\nThe mail is not sent", "The mail is not sent."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Summary(tt.title, tt.body); got != tt.want {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

func TestSummaryPicksWhatTheTitleIsAbout(t *testing.T) {
	body := "I came in at nine as always. The weather was nice on my way. The printer on floor three jams on every page. " +
		"The printer shows error E5 when it jams. My colleague had coffee."
	got := Summary("Printer jams", body)
	if !strings.Contains(got, "jams on every page") || strings.Contains(got, "weather") || strings.Contains(got, "coffee") {
		t.Errorf("got %q", got)
	}
}

func TestSummaryIsBounded(t *testing.T) {
	got := Summary("x", strings.Repeat("größer wörter ", 400))
	if n := utf8.RuneCountInString(got); n > summaryLength || n < summaryLength/2 {
		t.Errorf("got %d characters, want at most %d and not much less", n, summaryLength)
	}
}

func TestToneAndLanguage(t *testing.T) {
	for _, tt := range []struct{ text, sentiment, language string }{
		{"The printer is out of paper in the office", "calm", "en"},
		{"This is the third time it fails and I am frustrated", "annoyed", "en"},
		{"This is unacceptable!!!", "angry", "en"},
		{"How long does it take until the printer works again?", "calm", "en"},
		{"Der Drucker streikt schon wieder, das nervt", "annoyed", "de"},
		{"Das ist eine Frechheit, bitte rufen Sie mich an", "angry", "de"},
		{"Bitte help me mit the printer and Kabel", "calm", ""},
		{"W/WebView: no, do open <a href='http://www.appc.com/o/a'>a</a> a e a", "calm", ""},
		{"Ich kann nicht auf das Laufwerk zugreifen, bitte um Hilfe", "calm", "de"},
		{"Je ne peux pas ouvrir le fichier sur le serveur", "calm", "fr"},
		{"vpn", "calm", ""},
	} {
		t.Run(tt.text, func(t *testing.T) {
			if got := Sentiment(tt.text); got != tt.sentiment {
				t.Errorf("sentiment: got %s, want %s", got, tt.sentiment)
			}
			if got := Language(tt.text); got != tt.language {
				t.Errorf("language: got %q, want %q", got, tt.language)
			}
		})
	}
}
