package notify

import (
	"strings"
	"testing"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

var (
	mo  = tickets.User{ID: "mo", Name: "Mo", Role: tickets.Moderator}
	ann = tickets.Person{ID: "ann", Name: "Ann"}

	noon   = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	berlin = time.FixedZone("CET", 3600)
)

// message is a notice to mo of Ann's ticket, which is with mo and not yet claimed.
func message(kind tickets.NoticeKind, differ ...func(*tickets.Message)) tickets.Message {
	owner := mo.Person()
	t := tickets.Ticket{ID: "01T", Number: 42, Title: "VPN drops", Status: tickets.Open, Requester: ann, Assignee: &owner}
	m := tickets.Message{Key: "01R", Kind: kind, To: mo, Ticket: t, Link: "https://desk.test/tickets/42"}
	for _, d := range differ {
		d(&m)
	}
	m.Card = tickets.CardFor(m.Ticket, m.To, m.Link)
	return m
}

func claimed(m *tickets.Message) {
	m.Ticket.ClaimedAt, m.Ticket.Status = time.Unix(1, 0), tickets.InProgress
}
func unassigned(m *tickets.Message)     { m.Ticket.Assignee = nil }
func withBob(m *tickets.Message)        { m.Ticket.Assignee = &tickets.Person{ID: "bob", Name: "Bob"} }
func done(m *tickets.Message)           { m.Ticket.Status = tickets.Resolved }
func nudged(m *tickets.Message)         { m.Ticket.Routing.Chase.Nudged = true }
func late(m *tickets.Message)           { m.Ticket.Routing.Refusals = []tickets.Refusal{{Late: true}} }
func byAnn(m *tickets.Message)          { m.By = ann }
func more(n int) func(*tickets.Message) { return func(m *tickets.Message) { m.Alike = n } }
func says(text string) func(*tickets.Message) {
	return func(m *tickets.Message) { m.Text = text }
}
func newcomer(verified bool, hash string) func(*tickets.Message) {
	return func(m *tickets.Message) {
		m.Ticket = tickets.Ticket{}
		m.To = tickets.User{ID: "new", Verified: verified, PasswordHash: []byte(hash)}
	}
}

func TestWords(t *testing.T) {
	for name, tt := range map[string]struct {
		m                             tickets.Message
		subject, lead, quote, actions string
	}{
		"opened, nobody yet": {message(tickets.NoticeOpened, unassigned), "[#42] We have your ticket: VPN drops",
			"To add to it, reply to this message. You will hear when somebody takes it.", "", "Open #42 to claim it"},
		"opened, then assigned": {message(tickets.NoticeOpened, withBob), "[#42] We have your ticket: VPN drops",
			"To add to it, reply to this message. It is with Bob, who has not claimed it yet.", "", "Open #42 to claim it"},
		"opened, then claimed": {message(tickets.NoticeOpened, claimed), "[#42] We have your ticket: VPN drops",
			"To add to it, reply to this message. Mo is on it.", "", "Open #42"},
		"assigned": {message(tickets.NoticeAssigned), "[#42] Assigned to you: VPN drops",
			"Claim it, or press Not mine to hand it on.", "", "Open #42 to claim it"},
		"assigned by hand": {message(tickets.NoticeAssigned, byAnn), "[#42] Assigned to you: VPN drops",
			"Claim it, or press Not mine to hand it on.", "", "Open #42 to claim it"},
		"assigned, then claimed": {message(tickets.NoticeAssigned, claimed), "[#42] Assigned to you: VPN drops",
			"You are on it. Resolve it when it is done.", "", "Open #42"},
		"assigned, then handed on": {message(tickets.NoticeAssigned, withBob), "[#42] Assigned to you: VPN drops",
			"Bob has it now. There is nothing left for you to do.", "", "Open #42 to claim it"},
		"assigned, then queued": {message(tickets.NoticeAssigned, unassigned), "[#42] Assigned to you: VPN drops",
			"It is back in the queue. There is nothing left for you to do.", "", "Open #42 to claim it"},
		"assigned, then resolved": {message(tickets.NoticeAssigned, done), "[#42] Assigned to you: VPN drops",
			"It is resolved. There is nothing left to do.", "", "Open #42 to reopen it"},
		"unrouted": {message(tickets.NoticeUnrouted, unassigned, says("2 away; 1 full")), "[#42] Nobody can take this: VPN drops",
			"Claim it, or choose somebody. Nobody can take it by themselves (2 away; 1 full).", "", "Open #42 to claim it"},
		"unrouted, then taken": {message(tickets.NoticeUnrouted, withBob), "[#42] Nobody can take this: VPN drops",
			"Bob has it now. There is nothing left for you to do.", "", "Open #42 to claim it"},
		"unrouted, and one more": {message(tickets.NoticeUnrouted, unassigned, says("2 away"), more(1)), "[#42] Nobody can take this: VPN drops",
			"Claim it, or choose somebody. Nobody can take it by themselves (2 away). One more waits in the queue.", "", "Open #42 to claim it"},
		"unrouted, then taken, and others are not": {message(tickets.NoticeUnrouted, withBob, more(7)), "[#42] Nobody can take this: VPN drops",
			"Bob has it now. 7 more wait in the queue.", "", "Open #42 to claim it"},
		"unrouted, then resolved, and others are not": {message(tickets.NoticeUnrouted, done, more(7)), "[#42] Nobody can take this: VPN drops",
			"It is resolved. 7 more wait in the queue.", "", "Open #42 to reopen it"},
		"claimed": {message(tickets.NoticeClaimed, claimed, byAnn), "[#42] Ann is on it: VPN drops",
			"Ann is looking into it. You will hear from them.", "", "Open #42"},
		"replied": {message(tickets.NoticeReplied, claimed, byAnn, says("It works\nnow")), "[#42] Ann replied: VPN drops",
			"Ann wrote:", "It works\nnow", "Open #42 to reply"},
		"resolved": {message(tickets.NoticeResolved, done, byAnn, says("New router")), "[#42] Resolved: VPN drops",
			"Not fixed? Reopen it. Ann resolved it.", "New router", "Open #42 to reopen it"},
		"resolved, then reopened": {message(tickets.NoticeResolved, byAnn), "[#42] Resolved: VPN drops",
			"It is open again.", "", "Open #42 to claim it"},
		"reopened": {message(tickets.NoticeReopened, claimed, byAnn, says("No")), "[#42] Reopened: VPN drops",
			"Please look again: Ann reopened it.", "No", "Open #42"},
		"overdue": {message(tickets.NoticeOverdue), "[#42] Overdue: VPN drops",
			"Claim it, or choose somebody: its time is over.", "", "Open #42 to claim it"},
		"overdue, on it": {message(tickets.NoticeOverdue, claimed), "[#42] Overdue: VPN drops",
			"You are on it. Resolve it when it is done.", "", "Open #42"},
		"overdue, with somebody else": {message(tickets.NoticeOverdue, withBob), "[#42] Overdue: VPN drops",
			"It is with Bob. Ask them, claim it, or choose somebody.", "", "Open #42 to claim it"},
		"overdue, with nobody": {message(tickets.NoticeOverdue, unassigned), "[#42] Overdue: VPN drops",
			"Claim it, or choose somebody: its time is over.", "", "Open #42 to claim it"},
		"nudged": {message(tickets.NoticeNudged), "[#42] Still waiting for you: VPN drops",
			"Say that you are on it, or hand it back. It is waiting for you.", "", "Open #42 to claim it"},
		"nudged, and may ask for more time": {message(tickets.NoticeNudged, nudged), "[#42] Still waiting for you: VPN drops",
			"Say that you are on it, ask for more time, or hand it back. Otherwise it goes to somebody else.", "", "Open #42 to claim it"},
		"nudged, after somebody else was": {message(tickets.NoticeNudged, nudged, late), "[#42] Still waiting for you: VPN drops",
			"Say that you are on it, ask for more time, or hand it back. Otherwise it goes up a step.", "", "Open #42 to claim it"},
		"escalated": {message(tickets.NoticeEscalated, withBob), "[#42] Nobody has acted on this: VPN drops",
			"Claim it, or choose somebody: it has waited too long.", "", "Open #42 to claim it"},
		"escalated, with others": {message(tickets.NoticeEscalated, withBob, more(1)), "[#42] Nobody has acted on this: VPN drops",
			"Claim it, or choose somebody: it has waited too long. One more waits to be claimed.", "", "Open #42 to claim it"},
		"escalated, then claimed by somebody else": {message(tickets.NoticeEscalated, withBob, claimed, more(7)), "[#42] Nobody has acted on this: VPN drops",
			"Bob has it now. 7 more wait to be claimed.", "", "Open #42"},
		"overdue, with nobody, and others are": {message(tickets.NoticeOverdue, unassigned, more(1)), "[#42] Overdue: VPN drops",
			"Claim it, or choose somebody: its time is over. One more is overdue.", "", "Open #42 to claim it"},
		"overdue, with somebody else, and others are": {message(tickets.NoticeOverdue, withBob, more(7)), "[#42] Overdue: VPN drops",
			"It is with Bob. Ask them, claim it, or choose somebody. 7 more are overdue.", "", "Open #42 to claim it"},
		"welcome, no password": {message(tickets.NoticeWelcome, newcomer(true, "")), "Welcome to the help desk",
			"Choose a password to log in on the web. The link works once, for 24 hours. In chat you need none.", "", "Choose a password"},
		"welcome, unproven mailbox": {message(tickets.NoticeWelcome, newcomer(false, "hash")), "Welcome to the help desk",
			"Confirm that this address is yours. The link works once, for 7 days. If you did not sign up, do nothing.", "", "Confirm my address"},
		"welcome, all set": {message(tickets.NoticeWelcome, newcomer(true, "hash")), "Welcome to the help desk",
			"Ask for help, and see what became of it, in one place.", "", "Open the help desk"},
		"a test": {message(tickets.NoticeTest, newcomer(true, "hash")), "A test of the help desk",
			"There is nothing to do: you sent it to yourself, and it has arrived.", "", "Open the help desk"},
		"withdrawn": {tickets.Message{Kind: tickets.NoticeWithdrawn}, "Not yours any more",
			"You can no longer see this ticket.", "", "Open the help desk"},
		"password": {message(tickets.NoticePassword, newcomer(true, "hash")), "Set your password",
			"Open the link to choose a new password. It works once, for 24 hours. If you did not ask for it, do nothing: your password stays as it is.", "", "Choose a password"},
		"password changed": {tickets.Message{Kind: tickets.NoticeAccess, Zone: berlin, Change: tickets.Change{At: noon, Verb: "password", Text: "changed"}}, "Your password was changed",
			"That was on Mon 2 Mar 2026, 13:00 CET. If it was not you, choose another one now, which logs every browser out, and tell an admin.", "", "Choose another password"},
		"chat account joined": {tickets.Message{Kind: tickets.NoticeAccess, Change: tickets.Change{At: noon, Verb: "linked", Text: "slack account ann"}}, "A chat account was joined to yours",
			"It is the slack account ann, since Mon 2 Mar 2026, 12:00 UTC: what is written there counts as written by you. If it is not yours, tell an admin.", "", "Open your profile"},
	} {
		t.Run(name, func(t *testing.T) {
			w := WordsFor(tt.m)
			for _, c := range []struct{ what, got, want string }{
				{"subject", Subject(tt.m), tt.subject}, {"lead", w.Lead, tt.lead}, {"quote", w.Quote, tt.quote}, {"action", w.Action, tt.actions},
			} {
				if c.got != c.want {
					t.Errorf("%s\n got %q\nwant %q", c.what, c.got, c.want)
				}
			}
		})
	}
}

func TestButtonsOfAReminderAnswerIt(t *testing.T) {
	for name, tt := range map[string]struct {
		m    tickets.Message
		want string
	}{
		"reminded":                   {message(tickets.NoticeNudged, nudged), "On it, Hand back, Need more time, Resolve"},
		"reminded for the last time": {message(tickets.NoticeNudged), "On it, Hand back, Resolve"},
		"then claimed":               {message(tickets.NoticeNudged, claimed), "Resolve, Reply, Release"},
		"then handed on":             {message(tickets.NoticeNudged, withBob), "Claim"},
		"any other card":             {message(tickets.NoticeAssigned, nudged), "Claim, Not mine, Need more time, Resolve"},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, v := range tt.m.Card.Buttons {
				got = append(got, Label(tt.m, v))
			}
			if got := strings.Join(got, ", "); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestWordsOfHostileNamesStayOnOneLine(t *testing.T) {
	m := message(tickets.NoticeClaimed, func(m *tickets.Message) {
		m.By = tickets.Person{ID: "x", Name: "Eve\r\nBcc: all@corp.test\u202E"}
		m.Ticket.Title = "a\r\nb"
	})
	if got := Subject(m); strings.ContainsAny(got, "\r\n\u202E") {
		t.Errorf("subject %q holds a line break or an override", got)
	}
}
