package local

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// sampleTopics are what the desk of the tests is asked about.
var sampleTopics = []struct {
	skill, person, priority string
	words                   []string
}{
	{"VPN", "ana", "high", []string{"vpn", "tunnel", "gateway", "disconnects", "remote", "certificate"}},
	{"Printers", "bo", "low", []string{"printer", "toner", "paper", "tray", "jam", "scan"}},
	{"Mail", "cy", "medium", []string{"outlook", "mailbox", "inbox", "attachment", "calendar", "invite"}},
	{"Accounts", "di", "medium", []string{"password", "login", "locked", "account", "reset", "expired"}},
	{"Laptops", "ed", "low", []string{"laptop", "battery", "keyboard", "screen", "dock", "charger"}},
}

var sampleFiller = strings.Fields("please the since this morning again my office team cannot problem with it help floor today yesterday new when i")

var sampleStart = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

// learned is a ticket and what became of it.
type learned struct {
	Ticket
	Outcome
}

// sampleTickets returns n tickets an hour apart, their words drawn from their topic and from filler.
func sampleTickets(n int, seed uint64) []learned {
	r := rand.New(rand.NewPCG(seed, 1))
	out := make([]learned, n)
	for i := range out {
		topic := sampleTopics[r.IntN(len(sampleTopics))]
		var ws []string
		for range 8 {
			pool := sampleFiller
			if r.IntN(3) == 0 {
				pool = topic.words
			}
			ws = append(ws, pool[r.IntN(len(pool))])
		}
		ws = append(ws, topic.words[r.IntN(len(topic.words))])
		out[i] = learned{
			Ticket{ID: fmt.Sprintf("T%d-%d", seed, i), Title: strings.Join(ws[4:], " "), Body: strings.Join(ws, " "),
				Requester: fmt.Sprintf("r%d", r.IntN(40)), At: sampleStart.Add(time.Duration(i) * time.Hour)},
			Outcome{Skills: []string{topic.skill}, Assignee: topic.person, Priority: topic.priority},
		}
	}
	return out
}

var sampleLevels = []string{"low", "medium", "high"}

// taught returns a model that has learned the tickets.
func taught(lessons []learned) *Model {
	m := New(sampleLevels, nil)
	for _, l := range lessons {
		m.Learn(l.Ticket, l.Outcome, l.At.Add(24*time.Hour))
	}
	return m
}
