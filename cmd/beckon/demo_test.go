package main

import "testing"

func TestTheDemosBotHearsItsChannels(t *testing.T) {
	c := config{Data: t.TempDir(), URL: "http://127.0.0.1:0"}
	w, err := demoSlack(&c)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	for _, channel := range []string{"#general", "#random"} {
		w.As("ann").Says(channel, "@beckon VPN drops")
		if len(w.As("beckon").Sees(channel)) == 0 {
			t.Errorf("the bot is not in %s, and does not hear who mentions it there", channel)
		}
	}
}
