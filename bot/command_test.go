package bot

import (
	"testing"
)

func TestParse(t *testing.T) {
	tests := []struct {
		text string
		want request
	}{
		{"", request{verb: "form"}},
		{"  \n ", request{verb: "form"}},
		{"list", request{verb: "list"}},
		{" Mine ", request{verb: "list"}},
		{"help", request{verb: "help"}},
		{"?", request{verb: "help"}},
		{" Link", request{verb: "link"}},
		{"link to the wiki is dead", request{verb: "open", text: "link to the wiki is dead"}},
		{"42", request{verb: "show", number: 42}},
		{"#42", request{verb: "show", number: 42}},
		{"0", request{verb: "open", text: "0"}},
		{"-1", request{verb: "open", text: "-1"}},
		{"42 is broken again", request{verb: "open", text: "42 is broken again"}},
		{"list of users is empty", request{verb: "open", text: "list of users is empty"}},
		{"help me with the VPN", request{verb: "open", text: "help me with the VPN"}},
		{"VPN\u202e drops\x00", request{verb: "open", text: "VPN drops"}},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			if got := parse(tt.text); got != tt.want {
				t.Errorf("parse(%q) = %+v, want %+v", tt.text, got, tt.want)
			}
		})
	}
}

func TestRelieved(t *testing.T) {
	for text, want := range map[string]bool{
		"works now": true, "Works again now, thank you!": true, "it's fixed, thanks a lot :tada:": true, "That helped, perfect": true,
		"it is working again": true, "everything works fine now": true, "geht wieder, danke": true, "Hat geholfen!": true, "Läuft jetzt wieder 👍": true,
		"thanks": false, "works for me but not for Bob": false, "it works not": false, "nothing works": false, "is it fixed now": false, "works?": false,
		"it worked yesterday": false, "geht nicht": false, "geht es wieder": false, "the fixed one": false, "": false,
	} {
		if got := relieved(text); got != want {
			t.Errorf("relieved(%q) = %v, want %v", text, got, want)
		}
	}
}

func TestSmallTalk(t *testing.T) {
	tests := []struct {
		text string
		want bool
	}{
		{"hi", true},
		{"Hello there!", true},
		{"Good morning", true},
		{"Thanks so much, you all!!", true},
		{"thank you :pray:", true},
		{":+1:", true},
		{"👍", true},
		{"ok, great", true},
		{"Vielen Dank", true},
		{"no", false},
		{"yes please", false},
		{"no thanks to the VPN", false},
		{"hi, my VPN is down", false},
		{"help", false},
		{"your team", false},
		{"error 500", false},
		{"谢谢", false}, // better a ticket too many than words lost
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			if got := smallTalk(tt.text); got != tt.want {
				t.Errorf("smallTalk(%q) = %v, want %v", tt.text, got, tt.want)
			}
		})
	}
}
