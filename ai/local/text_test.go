package local

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWords(t *testing.T) {
	for _, tt := range []struct {
		name, text  string
		want, whole []string
	}{
		{"plain", "VPN drops, again!", []string{"vpn", "drops", "again"}, []string{"vpn", "drops", "again"}},
		{"signs", "C++ and C# on .NET", []string{"c++", "and", "c#", "on", ".net"}, []string{"c++", "and", "c#", "on", ".net"}},
		{"a sentence's end is no sign", "use ASP. Net gone", []string{"use", "asp", "net", "gone"}, []string{"use", "asp", "net", "gone"}},
		{"compound", "TiUIWindow", []string{"tiuiwindow", "ti", "ui", "window"}, []string{"tiuiwindow"}},
		{"underscore", "job_3049", []string{"job_3049", "job", "3049"}, []string{"job", "3049"}},
		{"other alphabets", "Größe für Zürich", []string{"größe", "für", "zürich"}, []string{"größe", "für", "zürich"}},
		{"nothing", " …—! ", []string{}, []string{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			whole, parted := words(tt.text, 50)
			if diff := cmp.Diff(tt.want, parted); diff != "" {
				t.Errorf("words (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.whole, whole); diff != "" {
				t.Errorf("whole words (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWordsStopAtTheLimit(t *testing.T) {
	whole, parted := words("a b twoWords d e f", 4)
	if len(whole) != 4 || len(parted) != 4 {
		t.Errorf("got %q whole and %q parted, want 4 of each", whole, parted)
	}
}

func TestStemJoinsInflections(t *testing.T) {
	for _, group := range [][]string{
		{"block", "blocks", "blocked", "blocking"},
		{"password", "passwords"},
		{"install", "installed", "installing", "installation"},
		{"policy", "policies"},
		{"arrive", "arrives", "arrived"},
	} {
		for _, w := range group[1:] {
			if stem(w) != stem(group[0]) {
				t.Errorf("stem(%q) = %q, want %q as of %q", w, stem(w), stem(group[0]), group[0])
			}
		}
	}
}

func TestStemKeepsApart(t *testing.T) {
	for _, pair := range [][2]string{{"java", "javascript"}, {"bus", "bu"}, {"access", "acce"}, {"ios", "io"}} {
		if stem(pair[0]) == stem(pair[1]) {
			t.Errorf("%q and %q share the stem %q", pair[0], pair[1], stem(pair[0]))
		}
	}
}
