// Package notify holds what channels have in common: their words, their patience
// with a platform, what they remember of people. The channels themselves are the
// packages below it.
package notify

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

// Words are what one message says beside the card. They are plain text that
// holds what people typed: every channel escapes them.
type Words struct {
	Title  string // what happened, one line: "Assigned to you: VPN drops"
	About  string // the ticket, where neither a card nor what it stands beneath says which: "#42 VPN drops"; "" elsewhere
	Lead   string // one or two sentences, the next action first
	Quote  string // what somebody wrote: a reply, a note, a reason; "" when nothing
	Action string // the words on the link to Message.Link
}

// WordsFor returns the words of a message. It is a pure function of the
// message: drawn again after the ticket changed, they say what is true then.
func WordsFor(m tickets.Message) Words {
	w := Words{Title: title(m), About: about(m), Lead: lead(m), Action: action(m)}
	if m.Kind != tickets.NoticeUnrouted {
		w.Quote = tickets.CleanText(m.Text)
	}
	return w
}

// Subject returns the title with the ticket's number before it, as mail
// subjects and notifications show it.
func Subject(m tickets.Message) string {
	if m.Ticket.ID == "" {
		return title(m)
	}
	return "[" + m.Ticket.Number.String() + "] " + title(m)
}

func title(m tickets.Message) string {
	t := headline(m)
	if m.Ticket.ID != "" {
		t += ": " + tickets.CleanLine(m.Ticket.Title)
	}
	return t
}

// about names the ticket of news that stands alone: people have several.
func about(m tickets.Message) string {
	if m.Ticket.ID == "" || m.Kind.ShowsCard() || m.Kind == tickets.NoticeWithdrawn || m.Parent.Message != "" {
		return ""
	}
	return m.Ticket.Number.String() + " " + tickets.CleanLine(m.Ticket.Title)
}

// HowToAnswer says how its reader answers a reply: written anywhere else, their
// words could open another ticket. It is "" for other messages.
func HowToAnswer(m tickets.Message) string {
	if m.Kind != tickets.NoticeReplied || m.To.ID != m.Ticket.Requester.ID {
		return ""
	}
	return "To answer, reply to this message."
}

func headline(m tickets.Message) string {
	switch m.Kind {
	case tickets.NoticeOpened:
		return "We have your ticket"
	case tickets.NoticeAssigned:
		return "Assigned to you"
	case tickets.NoticeUnrouted:
		return "Nobody can take this"
	case tickets.NoticeClaimed:
		return who(m.By) + " is on it"
	case tickets.NoticeReplied:
		return who(m.By) + " replied"
	case tickets.NoticeResolved:
		return "Resolved"
	case tickets.NoticeReopened:
		return "Reopened"
	case tickets.NoticeNudged:
		return "Still waiting for you"
	case tickets.NoticeEscalated:
		return "Nobody has acted on this"
	case tickets.NoticeOverdue:
		return "Overdue"
	case tickets.NoticeDigest:
		return "Your tickets today"
	case tickets.NoticeWelcome:
		return "Welcome to the help desk"
	case tickets.NoticePassword:
		return "Set your password"
	case tickets.NoticeAccess:
		if m.Change.Verb == "password" {
			return "Your password was changed"
		}
		return "A chat account was joined to yours"
	case tickets.NoticeTest:
		return "A test of the help desk"
	case tickets.NoticeWithdrawn:
		return "Not yours any more"
	}
	return "News of your ticket"
}

func lead(m tickets.Message) string {
	switch m.Kind {
	case tickets.NoticeOpened:
		return opened(m.Ticket)
	case tickets.NoticeClaimed:
		return who(m.By) + " is looking into it. You will hear from them."
	case tickets.NoticeReplied:
		return who(m.By) + " wrote:"
	case tickets.NoticeResolved:
		return resolved(m)
	case tickets.NoticeDigest:
		return "This is what you have, the most pressing first."
	case tickets.NoticeWelcome:
		return welcome(m.To)
	case tickets.NoticeWithdrawn:
		return "You can no longer see this ticket."
	case tickets.NoticeTest:
		return "There is nothing to do: you sent it to yourself, and it has arrived."
	case tickets.NoticePassword:
		return "Open the link to choose a new password. It works once, for 24 hours. If you did not ask for it, do nothing: your password stays as it is."
	case tickets.NoticeAccess:
		return access(m)
	}
	return work(m)
}

// access says what has changed, since when, and what to do if it was not the reader.
func access(m tickets.Message) string {
	at := m.Change.At.In(cmp.Or(m.Zone, time.UTC)).Format("Mon 2 Jan 2006, 15:04 MST")
	if m.Change.Verb == "password" {
		return "That was on " + at + ". If it was not you, choose another one now, which logs every browser out, and tell an admin."
	}
	return "It is the " + tickets.CleanLine(m.Change.Text) + ", since " + at + ": what is written there counts as written by you. If it is not yours, tell an admin."
}

// work is the lead of what is meant for somebody to act on. What others did
// meanwhile comes first: then there is nothing left to do.
func work(m tickets.Message) string {
	t, mine := m.Ticket, m.Ticket.AssignedTo(m.To.ID)
	toLead := m.Kind == tickets.NoticeUnrouted || m.Kind == tickets.NoticeEscalated || m.Kind == tickets.NoticeOverdue
	switch {
	case !t.Status.Live():
		return "It is " + t.Status.Words() + ". " + cmp.Or(alike(m), "There is nothing left to do.")
	case mine && !t.ClaimedAt.IsZero() && m.Kind != tickets.NoticeReopened:
		return "You are on it. Resolve it when it is done."
	case t.Assignee == nil && !toLead:
		return "It is back in the queue. There is nothing left for you to do."
	case t.Assignee != nil && !mine && m.Kind == tickets.NoticeOverdue:
		return and("It is with "+t.Assignee.Name+". Ask them, claim it, or choose somebody.", alike(m))
	case t.Assignee != nil && !mine && (m.Kind != tickets.NoticeEscalated || !t.ClaimedAt.IsZero()):
		return t.Assignee.Name + " has it now. " + cmp.Or(alike(m), "There is nothing left for you to do.")
	}
	switch m.Kind {
	case tickets.NoticeUnrouted:
		return and("Claim it, or choose somebody. Nobody can take it by themselves"+inBrackets(m.Text)+".", alike(m))
	case tickets.NoticeEscalated:
		return and("Claim it, or choose somebody: it has waited too long.", alike(m))
	case tickets.NoticeOverdue:
		return and("Claim it, or choose somebody: its time is over.", alike(m))
	case tickets.NoticeNudged:
		if slices.Contains(m.Card.Buttons, tickets.VerbPostpone) {
			return "Say that you are on it, ask for more time, or hand it back. " + otherwise(t)
		}
		return "Say that you are on it, or hand it back. It is waiting for you."
	case tickets.NoticeReopened:
		return "Please look again: " + who(m.By) + " reopened it."
	}
	return "Claim it, or press Not mine to hand it on." // the card's footer says why
}

// alike says of how many tickets the same could be said; "" for none.
func alike(m tickets.Message) string {
	one, many := "One more waits in the queue.", "%d more wait in the queue."
	switch m.Kind {
	case tickets.NoticeEscalated:
		one, many = "One more waits to be claimed.", "%d more wait to be claimed."
	case tickets.NoticeOverdue:
		one, many = "One more is overdue.", "%d more are overdue."
	}
	switch m.Alike {
	case 0:
		return ""
	case 1:
		return one
	}
	return fmt.Sprintf(many, m.Alike)
}

// and joins sentences of which the second may be "".
func and(first, second string) string { return strings.TrimSpace(first + " " + second) }

// otherwise says what comes of a reminder that nobody acts on: a ticket goes to
// somebody else by itself once.
func otherwise(t tickets.Ticket) string {
	if slices.ContainsFunc(t.Routing.Refusals, func(r tickets.Refusal) bool { return r.Late }) {
		return "Otherwise it goes up a step."
	}
	return "Otherwise it goes to somebody else."
}

// Label returns the words on a verb's button. A reminder asks its reader
// something, so there the buttons answer.
func Label(m tickets.Message, v tickets.Verb) string {
	if m.Kind == tickets.NoticeNudged && m.Ticket.AssignedTo(m.To.ID) {
		switch v {
		case tickets.VerbClaim:
			return "On it"
		case tickets.VerbDecline:
			return "Hand back"
		}
	}
	return v.Label()
}

func opened(t tickets.Ticket) string {
	switch {
	case !t.Status.Live():
		return "It is " + t.Status.Words() + "."
	case t.Assignee == nil:
		return "To add to it, reply to this message. You will hear when somebody takes it."
	case t.ClaimedAt.IsZero():
		return "To add to it, reply to this message. It is with " + t.Assignee.Name + ", who has not claimed it yet."
	}
	return "To add to it, reply to this message. " + t.Assignee.Name + " is on it."
}

func resolved(m tickets.Message) string {
	if m.Ticket.Status.Live() {
		return "It is open again."
	}
	return "Not fixed? Reopen it. " + who(m.By) + " resolved it."
}

// welcome asks for what the link in the mail does; see Service.Welcome.
func welcome(u tickets.User) string {
	switch {
	case len(u.PasswordHash) == 0:
		return "Choose a password to log in on the web. The link works once, for 24 hours. In chat you need none."
	case !u.Verified:
		return "Confirm that this address is yours. The link works once, for 7 days. If you did not sign up, do nothing."
	}
	return "Ask for help, and see what became of it, in one place."
}

func action(m tickets.Message) string {
	switch {
	case m.Kind == tickets.NoticePassword, m.Kind == tickets.NoticeWelcome && len(m.To.PasswordHash) == 0:
		return "Choose a password"
	case m.Kind == tickets.NoticeWelcome && !m.To.Verified:
		return "Confirm my address"
	case m.Kind == tickets.NoticeAccess && m.Change.Verb == "password":
		return "Choose another password"
	case m.Kind == tickets.NoticeAccess:
		return "Open your profile"
	case m.Kind == tickets.NoticeDigest:
		return "Open the queue"
	case m.Kind == tickets.NoticeWelcome || m.Kind == tickets.NoticeTest || m.Kind == tickets.NoticeWithdrawn:
		return "Open the help desk"
	case m.Kind == tickets.NoticeReplied:
		return "Open " + m.Ticket.Number.String() + " to reply"
	case len(m.Card.Buttons) > 0 && m.Card.Buttons[0] == tickets.VerbClaim:
		return "Open " + m.Ticket.Number.String() + " to claim it"
	case len(m.Card.Buttons) > 0 && m.Card.Buttons[0] == tickets.VerbReopen:
		return "Open " + m.Ticket.Number.String() + " to reopen it"
	}
	return "Open " + m.Ticket.Number.String()
}

// who names whoever caused a notice; without a person it is the desk itself.
func who(p tickets.Person) string {
	if name := tickets.CleanLine(p.Name); name != "" {
		return name
	}
	return "The help desk"
}

func inBrackets(s string) string {
	if s = strings.TrimSuffix(tickets.CleanLine(s), "."); s == "" {
		return ""
	}
	return " (" + s + ")"
}
