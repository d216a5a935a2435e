package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/beckon-desk/beckon/tickets"
)

// tally counts what people have seen, and holds the records that are left
// against it.
func (c *chaos) tally() {
	t := c.t
	t.Helper()
	left, people := c.leftOver()
	c.tallyAccepted(t, left)
	told := c.told()
	for _, u := range people {
		tallyReceipt(t, "welcome", u.Welcome, told[c.names(u.Welcome)])
		delete(told, c.names(u.Welcome))
		for _, done := range u.History { // that a chat account was joined is mailed, without a receipt
			delete(told, fmt.Sprintf("access.%s.%d", u.ID, done.At.UnixMilli()))
		}
	}
	cards, mails := c.cards(), c.mailed(left)
	for _, ticket := range left {
		tallyTicket(t, ticket)
		for _, n := range ticket.Notices {
			for _, r := range n.Receipts {
				tallyReceipt(t, fmt.Sprint(ticket.Number, ", ", n.Kind), r, told[c.names(r)])
				delete(told, c.names(r))
			}
		}
		tallyCards(t, ticket, cards[ticket.Number.String()], mails[ticket.Title])
	}
	for id, messages := range told {
		t.Errorf("no receipt knows of what was sent to %v (%s)", messages, id)
	}
}

// leftOver reads every ticket that is left, whole, by title, and the people who
// came and can be mailed. It checks that nothing waits.
func (c *chaos) leftOver() (all map[string]tickets.Ticket, people []tickets.User) {
	c.t.Helper()
	c.opened(func(store tickets.Store) {
		all = c.stored(store)
		for _, parked := range []bool{false, true} {
			events, err := store.PendingEvents(c.ctx, tickets.EventFilter{Parked: parked})
			if err != nil || len(events) > 0 {
				c.t.Errorf("%d events are left in the outbox (parked: %v): %+v, %v", len(events), parked, events, err)
			}
		}
		everybody, err := store.Users(c.ctx, tickets.UserFilter{Limit: tickets.MaxPage})
		if err != nil {
			c.t.Fatal(err)
		}
		emails := map[tickets.Email]bool{}
		for _, u := range everybody.Users {
			if u.Email == "" {
				continue
			}
			if emails[u.Email] {
				c.t.Errorf("there are two people with the address %s", u.Email)
			}
			emails[u.Email] = true
			people = append(people, u)
		}
	})
	return all, people
}

// opened looks into the records of a desk that has ended.
func (w *world) opened(look func(tickets.Store)) {
	w.t.Helper()
	store, err := openStore(w.ctx, w.records())
	if err != nil {
		w.t.Fatal(err)
	}
	defer store.Close()
	look(store)
}

// stored is every ticket by its title. No title was typed twice.
func (w *world) stored(store tickets.Store) map[string]tickets.Ticket {
	w.t.Helper()
	all := map[string]tickets.Ticket{}
	for f := (tickets.Filter{Limit: tickets.MaxPage}); ; {
		page, err := store.Tickets(w.ctx, f)
		if err != nil {
			w.t.Fatal(err)
		}
		for _, row := range page.Tickets {
			ticket, err := store.Ticket(w.ctx, row.ID)
			if err != nil {
				w.t.Fatal(err)
			}
			if other, twice := all[ticket.Title]; twice {
				w.t.Errorf("%q was typed once and is two tickets, %s and %s", ticket.Title, other.Number, ticket.Number)
			}
			all[ticket.Title] = ticket
		}
		if f.Cursor = page.Next; f.Cursor == "" {
			return all
		}
	}
}

// receiptOf reads the private answer to /ticket.
var receiptOf = regexp.MustCompile(`^(#\d+) is open: (.+)`)

// tallyAccepted checks that every ticket an employee was promised exists.
func (c *chaos) tallyAccepted(t testing.TB, left map[string]tickets.Ticket) {
	t.Helper()
	accepted := map[string]bool{}
	for _, handle := range c.employees {
		for _, m := range c.chat.sees(handle) {
			promise := receiptOf.FindStringSubmatch(m.text)
			if promise == nil || m.receipt != "" {
				continue
			}
			accepted[promise[2]] = true
			if got := left[promise[2]]; got.Number.String() != promise[1] {
				t.Errorf("%s was promised %s for %q; the records have it as %s", handle, promise[1], promise[2], got.Number)
			}
		}
	}
	if len(accepted) == 0 || len(accepted) < len(c.typed)/10 {
		t.Errorf("only %d of %d tickets were accepted: the test proves little", len(accepted), len(c.typed))
	}
	t.Logf("%d tickets were promised, %d exist", len(accepted), len(left))
}

// names is what a message of the receipt is known by.
func (c *chaos) names(r tickets.Receipt) string {
	if r.Channel == tickets.Mail {
		return r.ID
	}
	return c.chat.names(r)
}

// told is to whom every message and mail went, by what it is known by.
func (c *chaos) told() map[string][]string {
	told := map[string][]string{}
	for _, handle := range slices.Concat(c.employees, c.staff) {
		for _, m := range c.chat.sees(handle) {
			if m.receipt != "" {
				told[m.receipt] = append(told[m.receipt], handle)
			}
		}
	}
	for _, l := range c.mail.Mails("") {
		id, _, _ := strings.Cut(strings.Trim(l.MessageID, "<>"), "@")
		told[id] = append(told[id], l.To...)
	}
	return told
}

func tallyTicket(t testing.TB, ticket tickets.Ticket) {
	t.Helper()
	if ticket.Moving() {
		t.Errorf("%s is stuck: triage %s, notices %+v", ticket.Number, ticket.Triage.State, ticket.Notices)
	}
	verbs, notices := map[string]int{}, map[tickets.NoticeKind]int{}
	for _, h := range ticket.History {
		verbs[h.Verb]++
	}
	for _, n := range ticket.Notices {
		notices[n.Kind]++
	}
	if verbs["triaged"] != 1 || verbs["assigned"] > 1 || ticket.Assignee == nil {
		t.Errorf("%s was triaged %d times and assigned %d times, to %v", ticket.Number, verbs["triaged"], verbs["assigned"], ticket.Assignee)
	}
	for verb, kind := range map[string]tickets.NoticeKind{
		"opened": tickets.NoticeOpened, "assigned": tickets.NoticeAssigned, "claimed": tickets.NoticeClaimed, "resolved": tickets.NoticeResolved,
	} {
		if verbs[verb] != notices[kind] {
			t.Errorf("%s was %s %d times, for which there are %d notices", ticket.Number, verb, verbs[verb], notices[kind])
		}
	}
}

// tallyReceipt holds what a receipt says against the messages that carry it.
func tallyReceipt(t testing.TB, what string, r tickets.Receipt, messages []string) {
	t.Helper()
	complain := func(why string) {
		t.Helper()
		t.Errorf("%s by %s: %s. The receipt says %s after %d tries, %q; there are %d messages", what, r.Channel, why, r.State, r.Attempts, r.Error, len(messages))
	}
	switch r.State {
	case tickets.ReceiptSent:
		twice := strings.Contains(r.Error, "twice") && len(messages) <= r.Attempts
		if len(messages) != 1 && !(twice && len(messages) > 0) {
			complain("not told exactly once")
		}
	case tickets.ReceiptUnconfirmed:
		if len(messages) > 1 && !strings.Contains(r.Error, "twice") {
			complain("told more than once")
		}
	case tickets.ReceiptSkipped:
		if len(messages) > 0 || r.Error == "" {
			complain("skipped, but told or without a reason")
		}
	default:
		complain("not told")
	}
}

// cards are what the staff sees of each ticket, by its number: the first lines of
// conversations with the desk.
func (c *chaos) cards() map[string][]string {
	cards := map[string][]string{}
	for _, handle := range c.staff {
		for _, m := range c.chat.sees(handle) {
			if number, _, _ := strings.Cut(m.text, " "); m.receipt != "" && !m.reply {
				cards[number] = append(cards[number], m.text)
			}
		}
	}
	return cards
}

// mailed is how many mails the staff has got about each ticket, by its title. A
// mail that came twice counts once: its receipt says so.
func (c *chaos) mailed(titles map[string]tickets.Ticket) map[string]int {
	mails, n := map[string]bool{}, map[string]int{}
	for _, p := range demoPeople {
		if p.role == tickets.Requester {
			continue
		}
		for _, l := range c.mail.Mails(p.email) {
			for title := range titles {
				if strings.Contains(l.Subject, title) && !mails[l.MessageID] {
					mails[l.MessageID] = true
					n[title]++
				}
			}
		}
	}
	return n
}

// tallyCards counts without the receipts: one card for the one who has the
// ticket, which shows how the ticket stands, and one mail, unless the work was
// done before that could leave.
func tallyCards(t testing.TB, ticket tickets.Ticket, cards []string, mails int) {
	t.Helper()
	if len(cards) != 1 || mails > 1 || mails == 0 && ticket.Status.Live() {
		t.Errorf("%s, which is %s, stands on %d cards and in %d mails of those who might work on it, want 1 and 1", ticket.Number, ticket.Status.Words(), len(cards), mails)
		return
	}
	if !strings.Contains(cards[0], ticket.Title) || !strings.Contains(cards[0], ticket.Status.Words()) {
		t.Errorf("%s, %q, is %s, but its card says %q", ticket.Number, ticket.Title, ticket.Status.Words(), cards[0])
	}
}
