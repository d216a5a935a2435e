package tickets_test

import (
	"testing"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

// jumps are what a clock may do between two looks at it.
var jumps = map[string]time.Duration{"not at all": 0, "a day ahead": 24 * time.Hour, "a day back": -24 * time.Hour}

func TestTheSweepFindsWhatIsStuckWhateverTheClockDoes(t *testing.T) {
	for name, jump := range jumps {
		t.Run(name, func(t *testing.T) {
			p := newPhone(t)
			_, err := p.desk.Open(t.Context(), p.ann, tickets.NewTicket{Title: "VPN drops"})
			p.must(err)
			for range 3 { // it stays stuck: each sweep that is due must find it again
				p.now = p.now.Add(jump + 10*time.Minute)
				stuck, err := p.desk.Sweep(t.Context(), time.Minute)
				if err != nil || stuck != 1 {
					t.Errorf("the sweep found %d stuck, %v; want 1", stuck, err)
				}
			}
		})
	}
}

func TestALeaseEndsWhateverTheClockDoes(t *testing.T) {
	const ttl = 15 * time.Second
	for name, tt := range map[string]struct {
		later time.Duration
		taken bool
	}{
		"at once":             {0, false},
		"shortly before":      {ttl - time.Second, false},
		"when it is over":     {ttl, true},
		"a day ahead":         {24 * time.Hour, true},
		"a day back":          {-24 * time.Hour, true},
		"a clock a bit apart": {-ttl / 2, false},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			first, held, err := tickets.Acquire(t.Context(), o.store, "gateway", "one", ttl, o.now)
			if err != nil || !held {
				t.Fatalf("the first got %+v, %v", first, err)
			}
			second, taken, err := tickets.Acquire(t.Context(), o.store, "gateway", "two", ttl, o.now.Add(tt.later))
			if err != nil || taken != tt.taken {
				t.Errorf("the second has it: %v, %v; want %v", taken, err, tt.taken)
			}
			if taken && second.Token <= first.Token {
				t.Errorf("the second's token %d does not fence off the first's %d", second.Token, first.Token)
			}
		})
	}
}

func TestAWelcomeThatWasLostIsAskedForAgain(t *testing.T) {
	for name, jump := range jumps {
		t.Run(name, func(t *testing.T) {
			p := newPhone(t)
			before := len(p.waiting(false))
			p.now = p.now.Add(jump + 2*time.Minute)
			_, err := p.desk.Sweep(t.Context(), 20*time.Second)
			p.must(err)
			if again := len(p.waiting(false)) - before; again != 2 {
				t.Errorf("%d welcomes were asked for again, want those of both people", again)
			}
			for _, a := range []tickets.Actor{p.ann, p.maya} {
				p.must(p.desk.Welcome(t.Context(), a.User.ID))
				p.must(p.desk.Welcome(t.Context(), a.User.ID))
			}
			if len(p.mail.sent) != 2 {
				t.Errorf("%d mails were sent, want one each", len(p.mail.sent))
			}
			p.now = p.now.Add(2 * time.Minute)
			before = len(p.waiting(false))
			_, err = p.desk.Sweep(t.Context(), 20*time.Second)
			p.must(err)
			if again := len(p.waiting(false)) - before; again != 0 {
				t.Errorf("%d people who have been welcomed are welcomed again", again)
			}
		})
	}
}

func TestATryIsOverWhateverTheClockDoes(t *testing.T) {
	for name, jump := range jumps {
		t.Run(name, func(t *testing.T) {
			p := newPhone(t)
			p.starts(tickets.Config{Instance: "one"})
			ticket := p.assigned(p.ann)
			r := receipt(t, ticket, tickets.NoticeAssigned, tickets.Slack)
			p.crashes(ticket, r, p.slack)
			p.starts(tickets.Config{Instance: "two"})
			p.now = p.now.Add(jump + 2*time.Minute)
			if _, err := p.delivers(ticket, r); err != nil || len(p.slack.sent) != 2 {
				t.Errorf("%d messages were begun, %v; want the second by the other instance", len(p.slack.sent), err)
			}
		})
	}
}
