package main

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/beckon-desk/beckon/bot/sim"
)

// blow is one thing that goes wrong.
type blow struct {
	at    time.Duration
	what  string
	lands func()
}

func described(blows []blow) string {
	var s strings.Builder
	for _, b := range blows {
		fmt.Fprintf(&s, "%8s %s\n", b.at.Round(time.Millisecond), b.what)
	}
	return s.String()
}

// round is how long it takes until every sort of blow has come once.
const round = 8 * time.Second

// schedule draws the blows: in each round every sort of the heavy ones, and some
// small faults besides, at moments of their own.
func (c *chaos) schedule(r *rand.Rand, length time.Duration) []blow {
	var blows []blow
	for begin := time.Duration(0); begin+round <= length; begin += round {
		land := func(b blow) {
			b.at = begin + time.Duration(r.Int64N(int64(round)))
			blows = append(blows, b)
		}
		land(blow{what: "kill -9 of Beckon", lands: c.desk.kill})
		land(blow{what: "kill -9 of Inngest", lands: c.desk.killInngest})
		for _, a := range c.kept.ails() {
			land(c.ails(a, time.Duration(500+r.IntN(2500))*time.Millisecond))
		}
		land(c.chat.breaks(r))
		for range 12 {
			land(c.stumble(r))
		}
	}
	slices.SortFunc(blows, func(a, b blow) int { return int(a.at - b.at) })
	return blows
}

// ails has the records suffer for some time.
func (c *chaos) ails(a ailment, lasts time.Duration) blow {
	return blow{what: fmt.Sprintf("%s for %s", a.what, lasts), lands: func() {
		a.begins()
		c.ailing.Go(func() {
			time.Sleep(lasts)
			a.ends()
		})
	}}
}

// stumble draws a fault of the chat, the mail server or the model.
func (c *chaos) stumble(r *rand.Rand) blow {
	f := fault(r)
	f.Times = 1 + r.IntN(3)
	switch r.IntN(5) {
	case 0, 1:
		return c.chat.stumbles(r, f)
	case 2, 3:
		f.Method = []string{"DATA", "RCPT", "MAIL"}[r.IntN(3)]
		if f.Status != 0 {
			f.Status = 451 // the same in SMTP: not now
		}
		if f.Method == "DATA" && f.Reset { // nobody could tell it from a lost reply
			f.Reset, f.LoseReply = false, true
		}
		return blow{what: fmt.Sprintf("SMTP: %+v", f), lands: func() { c.mail.Fail(f) }}
	}
	g := sim.GeminiFault{Times: f.Times, Delay: f.Delay, Status: f.Status, Reset: f.Reset || f.LoseReply}
	return blow{what: fmt.Sprintf("Gemini: %+v", g), lands: func() { c.gemini.Fail(g) }}
}

// fault draws one of what a third party may do to a call.
func fault(r *rand.Rand) sim.Fault {
	return []sim.Fault{
		{Delay: time.Duration(100+r.IntN(1900)) * time.Millisecond},
		{Status: http.StatusTooManyRequests},
		{Status: http.StatusInternalServerError},
		{Reset: true},
		{LoseReply: true},
	}[r.IntN(5)]
}
