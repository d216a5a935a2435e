package tickets_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/crypto/bcrypt"

	"github.com/beckon-desk/beckon/tickets"
)

// mailroom is an office that reaches people by mail alone. Its clock starts at 0.
type mailroom struct {
	*office
	start     time.Time
	ann, maya tickets.Actor
	jon       tickets.Actor
	ticket    tickets.Ticket
	letters   map[tickets.UserID][]letter
}

// letter is a mail as it left.
type letter struct {
	at   time.Duration
	kind tickets.NoticeKind
	text string
}

func (l letter) String() string {
	return fmt.Sprintf("%s %s %s", l.at, l.kind, strings.ReplaceAll(l.text, "\n\n", " / "))
}

func (m *mailroom) Reaches(tickets.User) bool { return true }

func (m *mailroom) Notify(_ context.Context, msg tickets.Message) (tickets.Place, error) {
	m.letters[msg.To.ID] = append(m.letters[msg.To.ID], letter{m.now.Sub(m.start), msg.Kind, msg.Text})
	return tickets.Place{Platform: tickets.Mail}, nil
}

// newMailroom is one in which Maya has a ticket of Ann's, and knows.
func newMailroom(t *testing.T) *mailroom {
	m := &mailroom{office: newOffice(t), letters: map[tickets.UserID][]letter{}}
	m.desk = tickets.New(tickets.Config{
		Store: m.store, Triager: plain{}, Clock: func() time.Time { return m.now }, BcryptCost: bcrypt.MinCost,
		Notifiers: map[tickets.Platform]tickets.Notifier{tickets.Mail: m},
	})
	m.start = m.now
	m.ann, m.maya = m.hires("Ann", tickets.Requester), m.hires("Maya", tickets.Moderator)
	m.ticket = m.delivers(m.assigned(m.ann))
	m.jon = m.hires("Jon", tickets.Moderator)
	return m
}

// until lets time pass, and sends what is held back when it may leave.
func (m *mailroom) until(at time.Duration) {
	m.t.Helper()
	for end := m.start.Add(at); ; {
		next, due := end, ""
		for _, n := range m.reads(m.ticket).Notices {
			for _, r := range n.Receipts {
				if r.State == tickets.ReceiptDue && !r.NotBefore.After(next) {
					next, due = r.NotBefore, r.ID
				}
			}
		}
		if m.now = later(m.now, next); due == "" {
			return
		}
		m.must(m.desk.Deliver(m.t.Context(), m.ticket.ID, due))
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// does has something done at a time.
func (m *mailroom) does(at time.Duration, act func() error) {
	m.t.Helper()
	m.until(at)
	m.must(act())
	m.planned(m.ticket)
	m.until(at)
}

func (m *mailroom) reply(a tickets.Actor, text string) func() error {
	return func() error {
		_, err := m.desk.Reply(m.t.Context(), a, m.ticket.ID, tickets.NewComment{Text: text})
		return err
	}
}

func (m *mailroom) claim(a tickets.Actor) func() error {
	return func() error { _, err := m.desk.Claim(m.t.Context(), a, m.ticket.ID); return err }
}

func (m *mailroom) resolve(a tickets.Actor, note string) func() error {
	return func() error { _, err := m.desk.Resolve(m.t.Context(), a, m.ticket.ID, note); return err }
}

func (m *mailroom) got(a tickets.Actor) (lines []string) {
	for _, l := range m.letters[a.User.ID] {
		lines = append(lines, l.String())
	}
	return lines
}

func TestMailsAboutATicketLeaveAtMostOnceAMinute(t *testing.T) {
	const s = time.Second
	type story func(m *mailroom)
	for name, tt := range map[string]struct {
		does story
		to   func(*mailroom) tickets.Actor
		want []string
	}{
		"what is alone leaves at once": {
			func(m *mailroom) { m.does(5*s, m.claim(m.maya)) }, ann, []string{"5s claimed "}},
		"and what comes a minute later": {
			func(m *mailroom) { m.does(5*s, m.claim(m.maya)); m.does(65*s, m.reply(m.maya, "Hello.")) },
			ann, []string{"5s claimed ", "1m5s replied Hello."}},
		"what comes within it waits, and is one": {
			func(m *mailroom) {
				m.does(5*s, m.claim(m.maya))
				m.does(10*s, m.reply(m.maya, "Hello."))
				m.does(30*s, m.reply(m.maya, "Restart it."))
				m.does(64*s, m.resolve(m.maya, "It was the cable."))
			}, ann, []string{"5s claimed ", "1m5s resolved Hello. / Restart it. / It was the cable."}},
		"and after it the next minute begins": {
			func(m *mailroom) {
				m.does(5*s, m.claim(m.maya))
				m.does(10*s, m.reply(m.maya, "Hello."))
				m.does(66*s, m.reply(m.maya, "Restart it."))
				m.does(70*s, m.reply(m.maya, "Twice."))
			}, ann, []string{"5s claimed ", "1m5s replied Hello.", "2m5s replied Restart it. / Twice."}},
		"that it is claimed is told with the reply": {
			func(m *mailroom) {
				m.does(5*s, m.reply(m.maya, "Which floor?"))
				m.does(10*s, m.reply(m.maya, "I am coming."))
				m.does(12*s, m.claim(m.maya))
			}, ann, []string{"5s replied Which floor?", "1m5s replied I am coming."}},
		"that somebody took it up again is newer than that it was resolved": {
			func(m *mailroom) {
				m.does(5*s, m.claim(m.maya))
				m.does(10*s, m.resolve(m.maya, ""))
				m.does(12*s, func() error { _, err := m.desk.Reopen(m.t.Context(), m.maya, m.ticket.ID, ""); return err })
				m.does(13*s, func() error { _, err := m.desk.Release(m.t.Context(), m.maya, m.ticket.ID, ""); return err })
				m.does(14*s, m.claim(m.jon))
			}, ann, []string{"5s claimed ", "1m5s claimed "}},
		"what two people wrote is told with their names": {
			func(m *mailroom) {
				m.does(5*s, m.claim(m.maya))
				m.does(10*s, m.reply(m.maya, "Hello."))
				m.does(12*s, m.reply(m.jon, "Restart it."))
			}, ann, []string{"5s claimed ", "1m5s replied Maya: Hello. / Jon: Restart it."}},
		"work leaves at once, and what is said of it a minute later": {
			func(m *mailroom) { m.does(5*s, m.reply(m.ann, "Hurry.")); m.does(9*s, m.reply(m.ann, "Please.")) },
			maya, []string{"0s assigned ", "1m0s replied Hurry. / Please."}},
		"high priority waits for nothing": {
			func(m *mailroom) {
				high := tickets.High
				m.does(5*s, func() error {
					_, err := m.desk.Set(m.t.Context(), m.maya, m.ticket.ID, tickets.Patch{Priority: &high})
					return err
				})
				m.does(6*s, m.claim(m.maya))
				m.does(8*s, m.reply(m.maya, "Hello."))
			}, ann, []string{"6s claimed ", "8s replied Hello."}},
		"nor when it becomes so": {
			func(m *mailroom) {
				high := tickets.High
				m.does(6*s, m.claim(m.maya))
				m.does(8*s, m.reply(m.maya, "Hello."))
				m.does(20*s, func() error {
					_, err := m.desk.Set(m.t.Context(), m.maya, m.ticket.ID, tickets.Patch{Priority: &high})
					return err
				})
			}, ann, []string{"6s claimed ", "20s replied Hello."}},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMailroom(t)
			tt.does(m)
			m.until(4 * time.Minute)
			if diff := cmp.Diff(tt.want, m.got(tt.to(m))); diff != "" {
				t.Errorf("mails (-want +got):\n%s", diff)
			}
		})
	}
}

func ann(m *mailroom) tickets.Actor  { return m.ann }
func maya(m *mailroom) tickets.Actor { return m.maya }

// TestNoBurstIsManyMails has people do things at random: whatever they do, a
// further mail leaves a minute after the last, and no word of the other side is
// lost or told twice.
func TestNoBurstIsManyMails(t *testing.T) {
	work := []tickets.NoticeKind{tickets.NoticeAssigned, tickets.NoticeUnrouted, tickets.NoticeEscalated}
	for seed := range uint64(20) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			m, r := newMailroom(t), rand.New(rand.NewPCG(seed, 1))
			said := map[tickets.UserID][]string{}
			at := time.Duration(0)
			for i := range 25 {
				at += time.Duration(r.IntN(40)) * time.Second
				a := []tickets.Actor{m.ann, m.maya, m.jon}[r.IntN(3)]
				words := fmt.Sprintf("word%02d", i)
				act := m.reply(a, words)
				switch r.IntN(6) {
				case 0:
					act, words = m.claim(a), ""
				case 1:
					act, words = m.resolve(a, ""), ""
				case 2:
					act, words = func() error { _, err := m.desk.Release(t.Context(), a, m.ticket.ID, ""); return err }, ""
				}
				m.does(at, func() error { _ = act(); return nil }) // some may not do that now
				said[a.User.ID] = append(said[a.User.ID], words)
			}
			m.until(at + 3*time.Minute)
			for who, letters := range m.letters {
				for i := 1; i < len(letters); i++ {
					if gap := letters[i].at - letters[i-1].at; gap < time.Minute && !slices.Contains(work, letters[i].kind) {
						t.Errorf("%s after %s", letters[i], letters[i-1])
					}
				}
				if who != m.ann.User.ID {
					continue
				}
				told := strings.Join(m.got(m.ann), "\n")
				for _, words := range slices.Concat(said[m.maya.User.ID], said[m.jon.User.ID]) {
					if n := strings.Count(told, words); words != "" && n != 1 {
						t.Errorf("Ann is told %q %d times:\n%s", words, n, told)
					}
				}
			}
			for _, n := range m.reads(m.ticket).Notices {
				for _, receipt := range n.Receipts {
					if !receipt.State.Settled() {
						t.Errorf("the notice %s is still %s", n.Kind, receipt.State)
					}
				}
			}
		})
	}
}
