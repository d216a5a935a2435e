package main

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/beckon-desk/beckon/bot/sim"
)

func TestATicketFromSlackToItsEnd(t *testing.T) {
	for _, way := range []struct {
		name    string
		changes []given
	}{
		{"by request URLs", nil},
		{"over Socket Mode", []given{overSocketMode}},
	} {
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, way.changes...)
			ann, maya := w.as("ann"), w.as("maya")

			if receipt := ann.types("/ticket VPN drops every ten minutes"); !strings.Contains(receipt, "#1") {
				t.Fatalf("the receipt says %q, without the ticket's number", receipt)
			}
			card := maya.hears("VPN drops every ten minutes", "Ann Employee")
			if got := strings.Join(card.Buttons(), ", "); !strings.HasPrefix(got, "Claim, Not mine") {
				t.Errorf("the card's buttons are %s", got)
			}
			w.getsMail("moderator@demo.test", "VPN drops every ten minutes")

			if shown := maya.Clicks(card, "Claim"); shown.Error != "" {
				t.Fatalf("Claim: %s", shown.Error)
			}
			maya.seesThat(card, "in progress")
			own := ann.hears("VPN drops every ten minutes", "in progress")
			ann.hears("Maya Moderator")

			form := maya.Clicks(maya.seesThat(card, "in progress"), "Resolve")
			if form.Modal == nil {
				t.Fatalf("Resolve opened no form: %+v", form)
			}
			if shown := maya.Fills(form.Modal, map[string]string{"What solved it?": "Restarted the gateway."}).Submits(); shown.Error != "" || len(shown.Errors) > 0 {
				t.Fatalf("the note was refused: %+v", shown)
			}
			ann.hears("Restarted the gateway.")
			resolved := ann.seesThat(own, "resolved")

			if shown := ann.Clicks(resolved, "Reopen"); shown.Error != "" {
				t.Fatalf("Reopen: %s", shown.Error)
			}
			ann.seesThat(own, "in progress")
			maya.seesThat(card, "in progress")

			before := w.logsIn("admin@demo.test").ticket(1)
			if before.Status != "in_progress" || before.Assignee == nil || before.Assignee.Name != "Maya Moderator" || before.Origin != "slack" {
				t.Errorf("over the API the ticket is %+v", before)
			}
			w.stop()
			w.start()
			if after := w.logsIn("employee@demo.test").ticket(1); after.Status != before.Status || after.Title != before.Title {
				t.Errorf("after a restart the ticket is %+v, was %+v", after, before)
			}
		})
	}
}

func TestAReplyInTheThreadReachesTheOtherSide(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ann, maya := w.as("ann"), w.as("maya")
	ann.types("/ticket VPN drops every ten minutes")
	maya.Clicks(maya.hears("VPN drops"), "Claim")
	own := ann.hears("VPN drops", "in progress")
	ann.RepliesIn(own, "It is only on the third floor.")
	maya.hears("It is only on the third floor.")
}

func TestTwoHundredClaimsAtOnceHaveOneWinner(t *testing.T) {
	w := newWorld(t)
	w.as("ann").types("/ticket The wifi on the third floor drops")
	// Handed on twice, so that three people look at a card with a Claim button.
	cards := map[string]sim.SlackMessage{}
	for _, handle := range []string{"maya", "jon"} {
		cards[handle] = w.as(handle).hears("wifi")
		w.as(handle).handsOn(cards[handle])
	}
	cards["ada"] = w.as("ada").hears("wifi")
	racers := []struct{ handle, name string }{{"maya", "Maya Moderator"}, {"jon", "Jon Moderator"}, {"ada", "Ada Admin"}}
	clicks := make([]sim.Shown, 200)
	var all sync.WaitGroup
	for i := range clicks {
		all.Go(func() {
			handle := racers[i%len(racers)].handle
			clicks[i] = w.slack.As(handle).Clicks(cards[handle], "Claim")
		})
	}
	all.Wait()
	ticket := w.logsIn("admin@demo.test").ticket(1)
	if ticket.Status != "in_progress" || ticket.Assignee == nil {
		t.Fatalf("nobody won: %+v", ticket)
	}
	winner := ticket.Assignee.Name
	for i, shown := range clicks {
		who := racers[i%len(racers)].name
		if shown.Error != "" {
			t.Errorf("click %d went wrong: %s", i, shown.Error)
		}
		if who != winner && !strings.Contains(shown.Text(), winner) {
			t.Errorf("%s lost to %s but was told %q", who, winner, shown.Text())
		}
	}
	for _, r := range racers {
		w.as(r.handle).seesThat(cards[r.handle], winner)
	}
}

// handsOn presses "Not mine" and sends the form.
func (p *person) handsOn(card sim.SlackMessage) {
	p.w.t.Helper()
	shown := p.Clicks(card, "Not mine")
	if shown.Modal == nil {
		p.w.t.Fatalf("Not mine opened no form: %+v", shown)
	}
	if shown = p.Fills(shown.Modal, nil).Submits(); shown.Error != "" || len(shown.Errors) > 0 {
		p.w.t.Fatalf("Not mine was refused: %+v", shown)
	}
}

func TestTicketsSurviveTheDeathOfInngestInABurst(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const burst = 50
	for i := range burst {
		who := []string{"ann", "omar"}[i%2] // each is told one thing a second, whatever becomes of theirs
		w.as(who).types(fmt.Sprintf("/ticket %s fault number %d.", []string{"VPN", "Printer", "Password"}[i%3], i+1))
		if i == burst/2 {
			w.killInngest()
		}
	}
	admin := w.logsIn("admin@demo.test")
	settled := 0
	w.until("all tickets are assigned and everybody is told", func() bool {
		for ; settled < burst; settled++ {
			if ticket := admin.ticket(settled + 1); ticket.Assignee == nil || !ticket.told() {
				return false
			}
		}
		return true
	})
	for n := range burst {
		ticket := admin.ticket(n + 1)
		for _, p := range demoPeople {
			if p.name != ticket.Assignee.Name {
				continue
			}
			words := ticket.Title
			if cards := w.cards(p.handle, words); cards != 1 {
				t.Errorf("%s has %d cards of %q, want 1", p.name, cards, words)
			}
			if mails := w.mails(p.email, words); mails != 1 {
				t.Errorf("%s has %d mails about %q, want 1", p.name, mails, words)
			}
		}
	}
}

// told reports whether every notice of the ticket is settled.
func (t apiTicket) told() bool {
	assigned := false
	for _, n := range t.Notices {
		assigned = assigned || n.Kind == "assigned"
		if len(n.Receipts) == 0 && !(n.Kind == "opened" && t.Origin == "web") { // whoever opens one on the web sees it there
			return false
		}
		for _, r := range n.Receipts {
			if r.State == "due" || r.State == "sending" {
				return false
			}
		}
	}
	return assigned
}

// cards counts the cards in somebody's DM with the bot whose headline holds the words.
func (w *world) cards(handle, words string) (n int) {
	for _, m := range w.as(handle).Sees("@beckon") {
		headline, _, _ := strings.Cut(m.Visible(), "\n") // notes below may name similar tickets
		if m.ThreadTS == "" && strings.Contains(headline, words) {
			n++
		}
	}
	return n
}

func (w *world) mails(address, words string) (n int) {
	for _, l := range w.mail.Mails(address) {
		if strings.Contains(l.Subject, words) {
			n++
		}
	}
	return n
}

var inngestRuns = regexp.MustCompile(`msg="the Inngest server runs".* pid=(\d+)`)

// killInngest kills the server that the desk has started, as a crash would.
func (w *world) killInngest() {
	w.t.Helper()
	all := inngestRuns.FindAllStringSubmatch(w.desk.logged.String(), -1)
	if len(all) == 0 {
		w.t.Fatal("the desk did not say which process its Inngest server is")
	}
	pid, err := strconv.Atoi(all[len(all)-1][1])
	if err != nil {
		w.t.Fatal(err)
	}
	p, err := os.FindProcess(pid)
	if err == nil {
		err = p.Signal(syscall.SIGKILL)
	}
	if err != nil {
		w.t.Fatalf("kill Inngest: %v", err)
	}
}
