package main

import (
	"testing"

	"github.com/beckon-desk/beckon/bot/sim"
)

const gone = "This message was deleted."

func TestWhatWasToldInSlackFollowsItsAuthor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ann, maya := w.as("ann"), w.as("maya")
	ann.types("/ticket VPN drops every ten minutes")
	maya.Clicks(maya.hears("VPN drops"), "Claim")
	said := ann.RepliesIn(ann.hears("VPN drops", "in progress"), "It is only on the third floor.")
	copied := maya.hears("third floor")
	heard := len(maya.Sees("@beckon"))

	ann.Edits(said, "It is only on the fourth floor.")
	maya.seesThat(copied, "fourth floor")
	ann.Deletes(said)
	maya.seesThat(copied, gone)
	if n := len(maya.Sees("@beckon")); n != heard {
		t.Errorf("Maya has %d messages, had %d: nothing is said a second time", n, heard)
	}
}

func TestWhatWasToldInDiscordFollowsItsAuthor(t *testing.T) {
	t.Parallel()
	var d *sim.Discord
	w := newWorld(t, withDiscord(t, &d))
	in := func(handle string) member { return member{d.As(handle), t, w, d} }
	omar := in("omar")
	omar.Types("#general", "/ticket", sim.Options{"text": "VPN drops every ten minutes"})
	own := omar.hears("VPN drops", "reply to this message")
	maya := in("maya")
	maya.Clicks(maya.hears("VPN drops"), "Claim")
	omar.hears("is on it")
	said := omar.RepliesTo(own, "It is only in the kitchen.")
	copied := maya.hears("kitchen")
	heard := len(maya.Sees("@beckon"))

	omar.Edits(said, "It is only in the canteen.")
	maya.seesThat(copied, "canteen")
	omar.Deletes(said)
	now := maya.seesThat(copied, gone)
	if n := len(maya.Sees("@beckon")); n != heard || len(now.Pinged) != 0 {
		t.Errorf("Maya has %d messages, had %d, and was rung for by %v: nothing is said a second time", n, heard, now.Pinged)
	}
}
