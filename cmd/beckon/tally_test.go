package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/beckon-desk/beckon/bot/sim"
	"github.com/beckon-desk/beckon/tickets"
)

// tally counts what people have seen, and holds the records that are left
// against it.
func (c *chaos) tally(t *testing.T) {
	t.Helper()
	left, welcomes := c.records()
	c.tallyAccepted(t, left)
	told := c.told()
	for _, r := range welcomes {
		tallyReceipt(t, "welcome", r, told[r.ID])
		delete(told, r.ID)
	}
	for _, ticket := range left {
		tallyTicket(t, ticket)
		for _, n := range ticket.Notices {
			for _, r := range n.Receipts {
				tallyReceipt(t, fmt.Sprint(ticket.Number, ", ", n.Kind), r, told[r.ID])
				delete(told, r.ID)
			}
		}
		c.tallyCards(t, ticket)
	}
	for id, messages := range told {
		t.Errorf("nobody knows of receipt %s, but %d messages were sent for it", id, len(messages))
	}
}

// records reads every ticket from the file, whole, by title, and how the people
// who came were welcomed. It checks that nothing waits.
func (c *chaos) records() (all map[string]tickets.Ticket, welcomes []tickets.Receipt) {
	c.t.Helper()
	c.opened(func(store tickets.Store) {
		all = c.stored(store)
		for _, parked := range []bool{false, true} {
			events, err := store.PendingEvents(c.ctx, tickets.EventFilter{Parked: parked})
			if err != nil || len(events) > 0 {
				c.t.Errorf("%d events are left in the outbox (parked: %v): %+v, %v", len(events), parked, events, err)
			}
		}
		people, err := store.Users(c.ctx, tickets.UserFilter{Limit: tickets.MaxPage})
		if err != nil {
			c.t.Fatal(err)
		}
		emails := map[tickets.Email]bool{}
		for _, u := range people.Users {
			if emails[u.Email] {
				c.t.Errorf("there are two people with the address %s", u.Email)
			}
			emails[u.Email] = true
			welcomes = append(welcomes, u.Welcome)
		}
	})
	return all, welcomes
}

// opened looks into the file of a desk that has ended.
func (w *world) opened(look func(tickets.Store)) {
	w.t.Helper()
	store, err := openStore(w.ctx, &config{Data: w.env["BECKON_DATA"]})
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
func (c *chaos) tallyAccepted(t *testing.T, left map[string]tickets.Ticket) {
	t.Helper()
	accepted := 0
	for _, handle := range c.employees {
		for _, m := range c.slack.As(handle).Sees("general") {
			promise := receiptOf.FindStringSubmatch(m.Visible())
			if promise == nil {
				continue
			}
			accepted++
			if got := left[promise[2]]; got.Number.String() != promise[1] {
				t.Errorf("%s was promised %s for %q; the records have it as %s", handle, promise[1], promise[2], got.Number)
			}
		}
	}
	if accepted < len(c.typed)/3 {
		t.Errorf("only %d of %d tickets were accepted: the test proves little", accepted, len(c.typed))
	}
	t.Logf("%d tickets were promised, %d exist", accepted, len(left))
}

// told is every message and mail there is, by the receipt it carries.
func (c *chaos) told() map[string][]string {
	told := map[string][]string{}
	for _, handle := range slices.Concat(c.employees, c.staff) {
		for _, m := range c.slack.As(handle).Sees("@beckon") {
			payload, _ := m.Metadata["event_payload"].(map[string]any)
			if id, _ := payload["receipt"].(string); id != "" {
				told[id] = append(told[id], handle)
			}
		}
	}
	for _, l := range c.mail.Mails("") {
		id, _, _ := strings.Cut(strings.Trim(l.MessageID, "<>"), "@")
		told[id] = append(told[id], l.To...)
	}
	return told
}

func tallyTicket(t *testing.T, ticket tickets.Ticket) {
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
func tallyReceipt(t *testing.T, what string, r tickets.Receipt, messages []string) {
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

// tallyCards counts without the receipts: one card for the one who has the
// ticket, which shows how the ticket stands, and one mail.
func (c *chaos) tallyCards(t *testing.T, ticket tickets.Ticket) {
	t.Helper()
	var cards []sim.SlackMessage
	mails := map[string]bool{}
	for _, p := range demoPeople {
		if p.role == tickets.Requester {
			continue
		}
		for _, m := range c.slack.As(p.handle).Sees("@beckon") {
			headline, _, _ := strings.Cut(m.Visible(), "\n")
			if m.ThreadTS == "" && strings.Contains(headline, ticket.Title) {
				cards = append(cards, m)
			}
		}
		for _, l := range c.mail.Mails(p.email) {
			if strings.Contains(l.Subject, ticket.Title) {
				mails[l.MessageID] = true
			}
		}
	}
	if len(cards) != 1 || len(mails) != 1 {
		t.Errorf("%s stands on %d cards and in %d mails of those who might work on it, want 1 and 1", ticket.Number, len(cards), len(mails))
		return
	}
	if !strings.Contains(cards[0].Visible(), ticket.Status.Words()) {
		t.Errorf("%s is %s, but its card says %q", ticket.Number, ticket.Status.Words(), cards[0].Visible())
	}
}
