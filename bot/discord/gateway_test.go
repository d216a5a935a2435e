package discord_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/beckon-desk/beckon/bot/discord"
	"github.com/beckon-desk/beckon/bot/sim"
	"github.com/beckon-desk/beckon/tickets"
)

// opens types the command and expects its answer: the gateway works.
func (d *desk) opens(text string) {
	d.t.Helper()
	says(d.t, d.As("ann").Types("#general", "/ticket", with(text)), "is open: "+text)
}

// becomes waits until the text is the title of one ticket.
func (d *desk) becomes(text string) {
	d.t.Helper()
	d.until(text+" is a ticket", func() bool {
		n := 0
		for _, t := range d.tickets() {
			if t.Title == text {
				n++
			}
		}
		return n == 1
	})
}

func TestTheGatewayComesBack(t *testing.T) {
	for _, c := range []struct {
		name       string
		happens    func(d *desk)
		connection int // how many sessions are proven in all
		identifies int
	}{
		{"the connection breaks", func(d *desk) { d.DropGateway() }, 2, 1},
		{"op 7", func(d *desk) { d.AskReconnect() }, 2, 1},
		{"op 7 right after the resume", func(d *desk) { d.NextResumes(sim.ResumeReconnect); d.DropGateway() }, 2, 1},
		{"op 7 after every resume for a while", func(d *desk) {
			d.NextResumes(sim.ResumeReconnect, sim.ResumeReconnect)
			d.DropGateway()
		}, 2, 1},
		{"op 9, the session lives", func(d *desk) { d.InvalidateSessions(true) }, 2, 1},
		{"op 9, the session is gone", func(d *desk) { d.InvalidateSessions(false) }, 2, 2},
		{"op 9 to the resume", func(d *desk) { d.NextResumes(sim.ResumeRefused); d.DropGateway() }, 2, 2},
		{"op 9 to the resume, come again", func(d *desk) { d.NextResumes(sim.ResumeTryAgain); d.DropGateway() }, 2, 1},
		{"a zombie", func(d *desk) { d.SilenceGateway() }, 2, 1},
		{"closed with 4000", func(d *desk) { d.CloseGateway(4000) }, 2, 1},
		{"closed with 4007", func(d *desk) { d.CloseGateway(4007) }, 2, 2},
		{"closed with 4009", func(d *desk) { d.CloseGateway(4009) }, 2, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := open(t, func(s *sim.DiscordConfig, _ *discord.Config) { s.StrictResume = true })
			d.opens("before")
			d.As("bob").Says("@beckon", "hello") // who is known to write there from now on
			d.reads("bob", "@beckon", "Tell me what is wrong")
			c.happens(d)
			// Said while nobody listens, or just before.
			d.As("bob").Says("@beckon", "meanwhile")
			d.connected(c.connection)
			d.becomes("meanwhile")
			d.opens("after")
			if got := d.Identifies(); got != c.identifies {
				t.Errorf("identified %d times, want %d", got, c.identifies)
			}
			if got := len(d.tickets()); got != 3 {
				t.Errorf("%d tickets, want 3", got)
			}
		})
	}
}

func TestAZombieIsLeftAfterTwoHeartbeats(t *testing.T) {
	d := open(t)
	d.AckHeartbeats(false)
	d.until("the bot leaves the connection", func() bool {
		for _, f := range d.Frames() {
			if f.Closed && f.Conn == 1 {
				return true
			}
		}
		return false
	})
	beats := 0
	for _, f := range d.Frames() {
		if f.Conn == 1 && f.FromClient && f.Op == 1 && !f.Closed {
			beats++
		}
	}
	if beats < 2 || beats > 4 {
		t.Errorf("left after %d heartbeats", beats)
	}
	d.AckHeartbeats(true)
	d.connected(2)
	d.opens("after")
}

func TestAHeartbeatIsGivenWhenAsked(t *testing.T) {
	d := open(t, func(s *sim.DiscordConfig, _ *discord.Config) { s.Heartbeat = time.Hour })
	d.AskHeartbeat()
	d.until("it beats", func() bool {
		for _, f := range d.Frames() {
			if f.FromClient && f.Op == 1 {
				return true
			}
		}
		return false
	})
}

func TestSomeEndsAreForGood(t *testing.T) {
	for code, want := range map[int]string{4004: "DISCORD_TOKEN", 4010: "shard", 4013: "intents", 4014: "Message Content Intent"} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			d := open(t)
			d.CloseGateway(code)
			err := <-d.app.ended
			d.app.ended <- nil
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("ended with %v, want %q", err, want)
			}
			if got := d.Identifies(); got != 1 {
				t.Errorf("identified %d times", got)
			}
		})
	}
	t.Run("the token is changed while running", func(t *testing.T) {
		d := open(t)
		d.ResetToken("another")
		err := <-d.app.ended
		d.app.ended <- nil
		if err == nil || strings.Contains(err.Error(), "sim-discord-token") {
			t.Errorf("ended with %v", err)
		}
	})
}

func TestThePrivilegedIntentIsAskedForOnlyWhereChannelsAreWatched(t *testing.T) {
	const content = 1 << 15
	for _, watched := range []bool{false, true} {
		t.Run(fmt.Sprint(watched), func(t *testing.T) {
			d := open(t, func(s *sim.DiscordConfig, c *discord.Config) {
				if s.ContentOff = !watched; watched {
					watching("open")(s, c)
				}
			})
			for _, f := range d.Frames() {
				if f.Op != 2 || !f.FromClient {
					continue
				}
				var identify struct{ Intents int }
				if err := json.Unmarshal(f.Data, &identify); err != nil || (identify.Intents&content != 0) != watched {
					t.Errorf("identified with %s", f.Data)
				}
			}
		})
	}
	t.Run("and switching it off says so", func(t *testing.T) {
		d := open(t, watching("open"))
		d.SwitchContent(false)
		err := <-d.app.ended
		d.app.ended <- nil
		if err == nil || !strings.Contains(err.Error(), "MESSAGE_CONTENT is missing") {
			t.Errorf("ended with %v", err)
		}
	})
}

func TestWhatComesTwiceHasOneEffect(t *testing.T) {
	d := open(t)
	d.As("ann").Says("@beckon", "vpn is down")
	d.reads("ann", "@beckon", "#1 is open")
	d.NextResumes(sim.ResumeRepeats)
	d.DropGateway()
	d.connected(2)
	d.opens("after")
	if got := len(d.tickets()); got != 2 {
		t.Errorf("%d tickets, want 2", got)
	}
	answers := 0
	for _, m := range d.As("ann").Sees("@beckon") {
		if strings.Contains(m.Text(), "#1 is open") {
			answers++
		}
	}
	if answers != 1 {
		t.Errorf("answered %d times", answers)
	}
}

func TestAnUnknownComponentLosesNoClick(t *testing.T) {
	d := open(t)
	d.opens("vpn is down")
	card := d.gives("mo")
	d.Mystery(1)
	says(t, d.As("mo").Clicks(card, "Claim"), "#1 is yours")
	m := d.As("bob").Says("#general", "printer on fire")
	d.Mystery(1)
	if shown := d.As("bob").UsesMenu(m, "Create ticket"); shown.Modal == nil {
		t.Errorf("shown %+v", shown)
	}
}

func TestWhatIsSaidWhileTheDeskIsDownIsReadLater(t *testing.T) {
	for _, forgotten := range []bool{false, true} {
		t.Run(fmt.Sprintf("session forgotten %t", forgotten), func(t *testing.T) {
			d := open(t, watching("open"))
			d.As("bob").Says("#help", "first in the channel")
			d.becomes("first in the channel")
			d.As("ann").Says("@beckon", "first to the bot")
			d.becomes("first to the bot")
			d.stops(d.app)
			if forgotten {
				d.ForgetSessions()
			}
			d.As("bob").Says("#help", "said to nobody in the channel")
			d.Skip(10 * time.Minute) // past the time in which what one writes joins one ticket
			d.As("ann").Says("@beckon", "said to nobody but the bot")
			d.starts()
			d.becomes("said to nobody in the channel")
			d.until("the other message is stored", func() bool {
				for _, t := range d.tickets() {
					if strings.Contains(t.Title, "said to nobody but the bot") {
						return true
					}
				}
				return false
			})
			if got := len(d.tickets()); got != 4 {
				t.Errorf("%d tickets, want 4", got)
			}
		})
	}
}

func TestOneInstanceHoldsTheGatewayAndAnotherTakesOver(t *testing.T) {
	d := open(t)
	d.starts()
	d.opens("one")
	if got := d.Connected(); got != 1 {
		t.Errorf("%d connections, want 1", got)
	}
	t.Run("when the first stops", func(t *testing.T) {
		d.stops(d.app)
		d.connected(2)
		d.opens("two")
	})
	t.Run("when the second goes away without a word", func(t *testing.T) {
		d.starts()
		if err := d.store.steal(d.t.Context()); err != nil {
			t.Fatal(err)
		}
		d.connected(3)
		d.opens("three")
	})
	d.until("there is one connection", func() bool { return d.Connected() == 1 })
}

func TestTheGatewayIsHeldOnceTheRecordsAreBack(t *testing.T) {
	d := open(t)
	d.stops(d.app)
	d.store.refusesLeases(3)
	d.starts()
	d.connected(2)
	if said := d.log.String(); strings.Count(said, "could not be taken") != 3 || !strings.Contains(said, "the disk is full") {
		t.Errorf("the log does not say each time why nobody listens:\n%s", said)
	}
}

func TestAnInstanceThatWasKilledTakesItsOwnLease(t *testing.T) {
	d := open(t, func(_ *sim.DiscordConfig, c *discord.Config) { c.Instance = "the one" })
	d.stops(d.app)
	left, _, err := tickets.Acquire(t.Context(), d.store, "discord-gateway", "the one", time.Minute, time.Now()) // it was killed with this in hand
	if err != nil {
		t.Fatal(err)
	}
	d.starts()
	d.connected(2)
	if now, _, err := tickets.Acquire(t.Context(), d.store, "discord-gateway", "the one", time.Minute, time.Now()); err != nil || now.Token != left.Token {
		t.Errorf("the lease went from %+v to %+v (%v); want the same holder without a break", left, now, err)
	}
}

func TestWhatIsEditedOrDeletedWhileTheSessionIsLostReachesTheTicket(t *testing.T) {
	for name, tt := range map[string]struct {
		silence func(d *desk, happens func())
	}{
		"the desk was down": {func(d *desk, happens func()) { d.stops(d.app); d.ForgetSessions(); happens(); d.starts() }},
		"the session was lost": {func(d *desk, happens func()) {
			d.NextResumes(sim.ResumeRefused)
			d.DropGateway()
			happens()
			d.connected(2)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			d := open(t, watching("open"))
			ann, bob := d.As("ann"), d.As("bob")
			asked := bob.Says("#help", "printer on fire")
			d.becomes("printer on fire")
			m := ann.Says("@beckon", "vpn is down")
			d.becomes("vpn is down")
			more := ann.Says("@beckon", "my password is swordfish")
			d.reads("ann", "@beckon", "Added to #2")
			d.reads("bob", "#help", "#1 is open")
			told := len(ann.Sees("@beckon")) + len(bob.Sees("#help"))

			tt.silence(d, func() {
				ann.Edits(m, "wifi is down")
				ann.Deletes(more)
				bob.Deletes(asked)
			})
			d.until("all of it is on the tickets", func() bool {
				all := d.tickets()
				return all[0].Asked.Deleted && all[1].Title == "wifi is down" && all[1].Comments[0].Deleted
			})
			if n := len(ann.Sees("@beckon")) + len(bob.Sees("#help")) + 2; n != told {
				t.Errorf("there are %d messages with those deleted, were %d: nobody is answered again", n, told)
			}
		})
	}
}

func TestAMentionIsAnsweredOnceThoughTheChannelIsReadAgain(t *testing.T) {
	d := open(t)
	ann := d.As("ann")
	m := ann.Says("#general", "@beckon the wiki is down")
	says(t, ann.Fills(ann.Clicks(d.reads("ann", "#general", "Shall I open"), "Open a ticket").Modal, nil), "#1 is open")
	ann.RepliesTo(m, "@beckon any news?")
	d.until("the reply is on the ticket", func() bool { return len(d.ticket().Comments) == 1 })
	ann.Says("#general", "@beckon")
	d.reads("ann", "#general", "/ticket list – your tickets")
	told := len(ann.Sees("#general"))

	d.stops(d.app)
	d.ForgetSessions()
	d.Skip(20 * time.Minute) // past the time in which Discord knows a nonce
	d.starts()
	d.As("bob").Says("#general", "@beckon so is the printer")
	d.reads("bob", "#general", "Shall I open")
	if now := len(ann.Sees("#general")); now != told+2 {
		t.Errorf("there are %d messages, were %d and one more with its answer", now, told)
	}
}

func TestWhatCannotBeLookedAtAgainIsNotTakenForDeleted(t *testing.T) {
	for name, happens := range map[string]func(d *desk){
		"the history is hidden": func(d *desk) {
			d.AddRole(sim.DiscordRole{Name: "@everyone", Permissions: sim.PermissionViewChannel | sim.PermissionSendMessages})
		},
		"Discord is in trouble": func(d *desk) { d.Fail(sim.Fault{Method: "GET /channels/{channel}/messages", Status: 500}) },
	} {
		t.Run(name, func(t *testing.T) {
			d := open(t, watching("open"))
			d.As("bob").Says("#help", "printer on fire")
			d.becomes("printer on fire")
			d.reads("bob", "#help", "#1 is open")
			d.stops(d.app)
			d.ForgetSessions()
			happens(d)
			d.starts()
			d.connected(2)
			d.As("bob").Says("#help", "printer is out of paper")
			d.becomes("printer is out of paper")
			if d.tickets()[0].Asked.Deleted {
				t.Error("the message counts as deleted")
			}
		})
	}
}

func TestAChannelThatIsGoneIsReadNoMore(t *testing.T) {
	d := open(t, watching("open"))
	d.As("ann").Says("#help", "the VPN drops")
	d.reads("ann", "#help", "#1 is open")
	reads := func() int { return len(d.Calls("GET /channels/" + helpChannel + "/messages")) }
	d.RemoveChannel("#help")
	d.InvalidateSessions(false)
	d.until("the log says so", func() bool { return strings.Contains(d.log.String(), "a channel is gone") })
	once := reads()
	d.InvalidateSessions(false)
	d.until("it looks at the channel as at one it does not know", func() bool { return strings.Contains(d.log.String(), "a watched channel cannot be read") })
	if got := reads(); got != once+1 {
		t.Errorf("it was read %d times more, want once, as a channel to begin at", got-once)
	}
	if strings.Contains(d.log.String(), "could not be read again") {
		t.Errorf("the log says:\n%s", d.log)
	}
	if got := d.ticket(); got.Title != "the VPN drops" {
		t.Errorf("the ticket is %+v", got)
	}
}
