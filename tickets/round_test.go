package tickets_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/crypto/bcrypt"

	"github.com/beckon-desk/beckon/tickets"
)

// weekend is an office with two admins and nobody at work. Two instances share
// the records, and take turns. Time starts on Saturday.
type weekend struct {
	*office
	ann, ada, eve tickets.Actor
	start         time.Time
	desks         []*tickets.Service
	woken         []tickets.Event // that the engine holds
	records       *shaky
	fails         func(tickets.Message) error
	instance      int

	mu     sync.Mutex
	rounds map[tickets.UserID][]alert
}

// alert is a message that told of a ticket that somebody is to step in.
type alert struct {
	kind   tickets.NoticeKind
	at     time.Duration
	ticket tickets.Number
	alike  int
	alone  bool // it is not told in rounds: of high priority, or the reader's own
}

func (m alert) String() string { return fmt.Sprintf("%s %s and %d more", m.at, m.ticket, m.alike) }

// alarming are the kinds of notice that are told in rounds.
var alarming = []tickets.NoticeKind{tickets.NoticeUnrouted, tickets.NoticeEscalated, tickets.NoticeOverdue}

func (w *weekend) Reaches(tickets.User) bool { return true }

func (w *weekend) Notify(_ context.Context, m tickets.Message) (tickets.Place, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var err error
	if w.fails != nil {
		err = w.fails(m)
	}
	if slices.Contains(alarming, m.Kind) && (err == nil || errors.Is(err, tickets.ErrUnconfirmed)) {
		w.rounds[m.To.ID] = append(w.rounds[m.To.ID], alert{
			m.Kind, w.now.Sub(w.start), m.Ticket.Number, m.Alike, m.Ticket.Priority == tickets.High || m.Kind == tickets.NoticeOverdue && m.Ticket.AssignedTo(m.To.ID)})
	}
	return tickets.Place{Platform: tickets.Mail}, err
}

func newWeekend(t *testing.T) *weekend {
	w := &weekend{office: newOffice(t), rounds: map[tickets.UserID][]alert{}}
	w.records = &shaky{Store: w.store}
	for range 2 {
		w.desks = append(w.desks, tickets.New(tickets.Config{
			Store: w.records, Triager: plain{}, Clock: func() time.Time { return w.now }, BcryptCost: bcrypt.MinCost,
			Notifiers: map[tickets.Platform]tickets.Notifier{tickets.Mail: w},
		}))
	}
	w.ann, w.ada, w.eve = w.hires("Ann", tickets.Requester), w.hires("Ada", tickets.Admin), w.hires("Eve", tickets.Admin)
	w.now = time.Date(2026, 3, 7, 0, 0, 0, 0, time.UTC)
	w.start = w.now
	return w
}

// until lets time pass, and does what the outbox asks for when it is due.
func (w *weekend) until(at time.Duration) {
	w.t.Helper()
	for end := w.start.Add(at); ; {
		pending, err := w.store.PendingEvents(w.t.Context(), tickets.EventFilter{Limit: tickets.MaxPage})
		w.must(err)
		var settled []tickets.Settlement
		for _, e := range pending {
			settled = append(settled, tickets.Settlement{Event: e, Delivered: true})
		}
		w.must(w.store.SettleEvents(w.t.Context(), settled))
		w.woken = append(w.woken, pending...)
		slices.SortStableFunc(w.woken, func(a, b tickets.Event) int { return a.At.Compare(b.At) })
		if len(w.woken) == 0 || w.woken[0].At.After(end) {
			w.now = end
			return
		}
		e := w.woken[0]
		w.woken = w.woken[1:]
		w.now = later(w.now, e.At)
		if err := w.acts(e); err != nil {
			if w.fails == nil {
				w.t.Fatal(err)
			}
			w.records.fall(false)
			e.At = w.now.Add(again)
			w.woken = append(w.woken, e)
		}
	}
}

// again is after how long the engine tries again what has failed.
const again = 10 * time.Second

func (w *weekend) acts(e tickets.Event) error {
	w.instance++
	ctx, desk := w.t.Context(), w.desks[w.instance%len(w.desks)]
	switch e.Name {
	case tickets.TicketCreated:
		return errors.Join(desk.Triage(ctx, e.Ticket, 0), desk.Assign(ctx, e.Ticket))
	case tickets.TicketQueued:
		return desk.Assign(ctx, e.Ticket)
	case tickets.TicketNotice:
		return desk.Plan(ctx, e.Ticket)
	case tickets.TicketDeliver:
		return desk.Deliver(ctx, e.Ticket, e.Receipt)
	case tickets.TicketChase:
		return desk.Chase(ctx, e.Ticket)
	}
	return nil
}

// asks has Ann open a ticket at a time.
func (w *weekend) asks(at time.Duration) tickets.Ticket {
	w.t.Helper()
	w.until(at)
	t, err := w.desks[0].Open(w.t.Context(), w.ann, tickets.NewTicket{Title: fmt.Sprint("Opened after ", at)})
	w.must(err)
	w.until(at)
	return t
}

func (w *weekend) got(a tickets.Actor, kind tickets.NoticeKind) (lines []string) {
	for _, m := range w.rounds[a.User.ID] {
		if m.kind == kind {
			lines = append(lines, m.String())
		}
	}
	return lines
}

// tells checks what both admins were told of a kind.
func (w *weekend) tells(kind tickets.NoticeKind, want ...string) {
	w.t.Helper()
	for _, a := range []tickets.Actor{w.ada, w.eve} {
		if diff := cmp.Diff(want, w.got(a, kind)); diff != "" {
			w.t.Errorf("%s was told (-want +got):\n%s", a.User.Name, diff)
		}
	}
}

func TestAWeekendOfTicketsIsAFewMessages(t *testing.T) {
	w := newWeekend(t)
	for i := range 60 {
		w.asks(time.Duration(i) * 48 * time.Minute)
	}
	w.until(56 * time.Hour)
	w.tells(tickets.NoticeUnrouted, "0s #1 and 0 more", "1h0m0s #2 and 1 more", "3h0m0s #3 and 3 more", "7h0m0s #5 and 8 more", "15h0m0s #10 and 18 more",
		"23h0m0s #20 and 28 more", "31h0m0s #30 and 38 more", "39h0m0s #40 and 48 more", "47h0m0s #50 and 58 more", "55h0m0s #60 and 59 more")
}

func TestWhatWaitsForARound(t *testing.T) {
	high := tickets.High
	type story func(w *weekend, second tickets.Ticket)
	for name, tt := range map[string]struct {
		does story // half an hour after the first ticket and ten minutes after the second
		want []string
	}{
		"is told in it": {func(*weekend, tickets.Ticket) {}, []string{"0s #1 and 0 more", "1h0m0s #2 and 1 more"}},
		"is told with what comes later": {func(w *weekend, _ tickets.Ticket) { w.asks(40 * time.Minute) },
			[]string{"0s #1 and 0 more", "1h0m0s #2 and 2 more"}},
		"is not told when somebody takes it": {func(w *weekend, second tickets.Ticket) {
			_, err := w.desks[0].Claim(t.Context(), w.ada, second.ID)
			w.must(err)
		}, []string{"0s #1 and 0 more"}},
		"leaves the round to another then": {func(w *weekend, second tickets.Ticket) {
			w.asks(40 * time.Minute)
			_, err := w.desks[0].Claim(t.Context(), w.ada, second.ID)
			w.must(err)
		}, []string{"0s #1 and 0 more", "1h0m0s #3 and 1 more"}},
		"is told at once when it becomes pressing": {func(w *weekend, second tickets.Ticket) {
			_, err := w.desks[0].Set(t.Context(), w.ada, second.ID, tickets.Patch{Priority: &high})
			w.must(err)
		}, []string{"0s #1 and 0 more", "30m0s #2 and 1 more"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWeekend(t)
			w.asks(0)
			second := w.asks(20 * time.Minute)
			w.until(30 * time.Minute)
			tt.does(w, second)
			w.until(12 * time.Hour)
			w.tells(tickets.NoticeUnrouted, tt.want...)
		})
	}
}

// monday is when people are at work after the weekend.
const monday = 57 * time.Hour

func TestFiftyOverdueAtOnceAreTwoMessages(t *testing.T) {
	w := newWeekend(t)
	maya := w.hires("Maya", tickets.Moderator)
	for i := range 50 {
		ticket := w.asks(time.Duration(i) * time.Hour)
		if i%10 > 0 {
			continue
		}
		_, err := w.desks[0].Claim(t.Context(), maya, ticket.ID)
		w.must(err)
	}
	w.until(monday + 100*time.Hour) // all are due on Tuesday at 17:00
	w.tells(tickets.NoticeOverdue, "89h0m0s #1 and 49 more", "90h0m0s #2 and 49 more")
	own := []string{"89h0m0s #1 and 0 more", "89h0m0s #11 and 0 more", "89h0m0s #21 and 0 more", "89h0m0s #31 and 0 more", "89h0m0s #41 and 0 more"}
	if diff := cmp.Diff(own, w.got(maya, tickets.NoticeOverdue)); diff != "" {
		t.Errorf("Maya, whose they are, was told (-want +got):\n%s", diff)
	}
}

func TestWhatNobodyActsOnIsToldInRounds(t *testing.T) {
	w := newWeekend(t)
	away := []tickets.Span{{From: w.start, To: w.start.AddDate(0, 1, 0)}}
	for _, a := range []tickets.Actor{w.ada, w.eve} {
		w.sets(a, tickets.UserPatch{Away: &away}) // or they would get the tickets
	}
	w.hires("Maya", tickets.Moderator)
	var last tickets.Ticket
	for range 20 {
		last = w.asks(monday)
	}
	w.until(monday + 90*time.Minute)
	_, err := w.desks[0].Claim(t.Context(), w.ada, last.ID) // before it is escalated
	w.must(err)
	w.until(monday + 24*time.Hour)
	w.tells(tickets.NoticeEscalated, "59h0m0s #1 and 18 more", "60h0m0s #2 and 18 more")
}

func TestWhatIsOverdueWaitsForARound(t *testing.T) {
	low, high := tickets.Low, tickets.High
	first, both := []string{"105h10m0s #1 and 0 more"}, []string{"105h10m0s #1 and 0 more", "106h10m0s #2 and 1 more"}
	for name, tt := range map[string]struct {
		does func(*weekend, tickets.Actor, tickets.ID) error // half an hour after the first was due and ten minutes after the second
		want []string
	}{
		"is told in it": {func(*weekend, tickets.Actor, tickets.ID) error { return nil }, both},
		"is not told when it is resolved": {func(w *weekend, maya tickets.Actor, id tickets.ID) error {
			_, err := w.desks[0].Resolve(w.t.Context(), maya, id, "")
			return err
		}, first},
		"is not told when it waits on its requester": {func(w *weekend, maya tickets.Actor, id tickets.ID) error {
			_, err := w.desks[0].Reply(w.t.Context(), maya, id, tickets.NewComment{Text: "Which floor?", Waiting: true})
			return err
		}, first},
		"is not told when it has more time": {func(w *weekend, maya tickets.Actor, id tickets.ID) error {
			_, err := w.desks[0].Set(w.t.Context(), maya, id, tickets.Patch{Priority: &low})
			return err
		}, first},
		"is told at once when it becomes pressing": {func(w *weekend, maya tickets.Actor, id tickets.ID) error {
			_, err := w.desks[0].Set(w.t.Context(), maya, id, tickets.Patch{Priority: &high})
			return err
		}, []string{"105h10m0s #1 and 0 more", "105h40m0s #2 and 1 more"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWeekend(t)
			maya := w.hires("Maya", tickets.Moderator)
			for _, at := range []time.Duration{10 * time.Minute, 30 * time.Minute} { // due after 16 hours of business
				_, err := w.desks[0].Claim(t.Context(), maya, w.asks(monday+at).ID)
				w.must(err)
			}
			w.until(monday + 48*time.Hour + 40*time.Minute)
			second, err := w.store.Ticket(t.Context(), tickets.Number(2))
			w.must(err)
			w.must(tt.does(w, maya, second.ID))
			w.until(monday + 60*time.Hour)
			w.tells(tickets.NoticeOverdue, tt.want...)
		})
	}
}

func TestARoundWaitsForTheEndOfQuietHours(t *testing.T) {
	w := newWeekend(t)
	w.sets(w.ada, tickets.UserPatch{Preferences: &tickets.Preferences{Quiet: tickets.Hours{Start: 30, End: 8 * 60}}})
	w.asks(0)
	w.asks(20 * time.Minute)
	w.until(12 * time.Hour)
	for a, want := range map[*tickets.Actor]string{&w.ada: "8h0m0s #2 and 1 more", &w.eve: "1h0m0s #2 and 1 more"} {
		if diff := cmp.Diff([]string{"0s #1 and 0 more", want}, w.got(*a, tickets.NoticeUnrouted)); diff != "" {
			t.Errorf("%s was told (-want +got):\n%s", a.User.Name, diff)
		}
	}
}

func TestWhatWaitsForARoundHoldsUpNoOtherMail(t *testing.T) {
	w := newWeekend(t)
	w.asks(0)
	second := w.asks(20 * time.Minute) // Ada is to be told after an hour
	_, err := w.desks[0].Set(t.Context(), w.eve, second.ID, tickets.Patch{Assignee: &w.ada.User.ID})
	w.must(err)
	w.until(30 * time.Minute)
	var heard time.Duration
	w.fails = func(m tickets.Message) error {
		if m.Kind == tickets.NoticeReplied && m.To.ID == w.ada.User.ID {
			heard = w.now.Sub(w.start)
		}
		return nil
	}
	_, err = w.desks[0].Reply(t.Context(), w.ann, second.ID, tickets.NewComment{Text: "It is urgent."})
	w.must(err)
	w.until(12 * time.Hour)
	if want := 30 * time.Minute; heard != want {
		t.Errorf("Ada hears of Ann's reply after %s, want %s", heard, want)
	}
}

func TestARoundNobodyHeardOfHoldsNothingBack(t *testing.T) {
	w := newWeekend(t)
	w.fails = func(m tickets.Message) error {
		if m.Ticket.Number == 1 {
			return fmt.Errorf("%w: the address is refused", tickets.ErrPermanent)
		}
		return nil
	}
	w.asks(0)
	w.asks(10 * time.Minute)
	w.until(12 * time.Hour)
	w.tells(tickets.NoticeUnrouted, "10m0s #2 and 1 more")
}

func TestARoundCutOffByACrashIsTakenUpAgain(t *testing.T) {
	w := newWeekend(t)
	crash := map[tickets.UserID]error{w.ada.User.ID: errDown, w.eve.User.ID: errDown}
	w.fails = func(m tickets.Message) error {
		err := crash[m.To.ID]
		delete(crash, m.To.ID)
		w.records.fall(err != nil)
		return err
	}
	w.asks(0)
	w.asks(10 * time.Minute)
	w.settles(12 * time.Hour)
	w.tells(tickets.NoticeUnrouted, "10m0s #1 and 1 more", "1h0m0s #2 and 1 more")
}

func TestManyAtOnceAreOneRound(t *testing.T) {
	w := newWeekend(t)
	var due []tickets.Delivery
	for range 20 {
		ticket, err := w.desks[0].Open(t.Context(), w.ann, tickets.NewTicket{Title: "VPN drops"})
		w.must(err)
		w.must(w.desks[0].Triage(t.Context(), ticket.ID, 0))
		w.must(w.desks[0].Assign(t.Context(), ticket.ID))
		for _, r := range receipts(w.reads(ticket), tickets.NoticeUnrouted) {
			due = append(due, tickets.Delivery{Ticket: ticket.ID, Receipt: r.ID})
		}
	}
	var all sync.WaitGroup
	for _, desk := range w.desks {
		all.Go(func() {
			if err := desk.DeliverAll(t.Context(), due); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	for _, a := range []tickets.Actor{w.ada, w.eve} {
		if got := w.rounds[a.User.ID]; len(got) != 1 || got[0].alike != 19 {
			t.Errorf("%s was told %v, want once, of 20", a.User.Name, got)
		}
	}
}

// TestNoTicketIsLostBetweenRounds has tickets come and go at random, and become
// overdue, while mail fails now and then: in the end every ticket has been told, by
// itself or in a round that came after it, and rounds were an hour apart.
func TestNoTicketIsLostBetweenRounds(t *testing.T) {
	for seed := range uint64(3) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			w, r := newWeekend(t), rand.New(rand.NewPCG(seed, 7))
			w.fails = func(tickets.Message) error {
				return []error{nil, nil, nil, errors.New("the mail server hangs"), tickets.ErrPermanent, tickets.ErrUnconfirmed}[r.IntN(6)]
			}
			var all []tickets.Ticket
			at := time.Duration(0)
			for range 30 {
				at += time.Duration(r.IntN(40)) * time.Minute
				all = append(all, w.asks(at))
				old, high := all[r.IntN(len(all))], tickets.High
				switch r.IntN(4) {
				case 0:
					_, _ = w.desks[0].Claim(t.Context(), w.ada, old.ID) // it may be hers already
				case 1:
					_, err := w.desks[0].Set(t.Context(), w.ada, old.ID, tickets.Patch{Priority: &high})
					w.must(err)
				}
			}
			w.until(monday + 30*time.Hour)
			w.settles(monday + 60*time.Hour) // when all are overdue
			for _, a := range []tickets.Actor{w.ada, w.eve} {
				for _, kind := range alarming {
					w.apart(a, kind)
				}
				for _, ticket := range all {
					w.accountsFor(a, w.reads(ticket))
				}
			}
		})
	}
}

// settles lets time pass, and the sweep find what failed meanwhile.
func (w *weekend) settles(end time.Duration) {
	w.t.Helper()
	for at := w.now.Sub(w.start); at < end; at += time.Hour {
		w.until(at)
		_, err := w.desks[1].Sweep(w.t.Context(), time.Minute)
		w.must(err)
	}
}

func (w *weekend) apart(a tickets.Actor, kind tickets.NoticeKind) {
	w.t.Helper()
	last := -time.Hour
	for _, m := range w.rounds[a.User.ID] {
		if m.alone || m.kind != kind {
			continue
		}
		if m.at-last < time.Hour-10*again { // one may have left at the tenth try
			w.t.Errorf("%s was told of what is %s at %s, and again at %s", a.User.Name, kind, last, m)
		}
		last = m.at
	}
}

// accountsFor checks that what became of a ticket's notice to an admin is true.
func (w *weekend) accountsFor(a tickets.Actor, ticket tickets.Ticket) {
	w.t.Helper()
	for _, n := range ticket.Notices {
		for _, r := range n.Receipts {
			switch {
			case r.To != a.User.ID || !slices.Contains(alarming, n.Kind):
			case !r.State.Settled():
				w.t.Errorf("%s: the message to %s is still %s", ticket.Number, a.User.Name, r.State)
			case r.Why() != "in_round":
			case !slices.ContainsFunc(w.rounds[a.User.ID], func(m alert) bool { return m.kind == n.Kind && !w.start.Add(m.at).Before(n.At) }):
				w.t.Errorf("%s: %s, but %s was told nothing after it", ticket.Number, r.Error, a.User.Name)
			}
		}
	}
}
