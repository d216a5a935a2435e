package bot_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/bot"
	"github.com/beckon-desk/beckon/tickets"
	"github.com/beckon-desk/beckon/tickets/sqlite"
)

var key = tickets.ButtonKey("a key for tests")

// world is a desk with a bot on no platform at all.
type world struct {
	t     *testing.T
	bot   *bot.Bot
	desk  *tickets.Service
	store tickets.Store
	now   time.Time
}

func open(t *testing.T) *world {
	t.Helper()
	store, err := sqlite.Open(context.Background(), filepath.Join(t.TempDir(), "beckon.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	w := &world{t: t, store: store, now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	w.desk = tickets.New(tickets.Config{Store: store, URL: "https://desk.test", Clock: func() time.Time { return w.now },
		Notifiers: map[tickets.Platform]tickets.Notifier{tickets.Mail: mailbox{}, tickets.Discord: messages{}}})
	w.bot = bot.New(bot.Config{Desk: w.desk, Key: key})
	t.Cleanup(w.bot.Wait)
	if _, err := w.desk.AddUser(t.Context(), "mo@x.test", "Mo", "moderator", nil); err != nil {
		t.Fatal(err)
	}
	return w
}

// mailbox reaches whoever has an address, and takes nothing: here nobody delivers.
type mailbox struct{ tickets.Notifier }

func (mailbox) Reaches(u tickets.User) bool { return u.Email != "" }

// messages reach whoever has not closed theirs.
type messages struct{ tickets.Notifier }

func (messages) Notify(context.Context, tickets.Message) (tickets.Place, error) {
	return tickets.Place{Platform: tickets.Discord, Channel: "dm", Message: "card"}, nil
}

func (messages) Edit(context.Context, tickets.Message, tickets.Place) error { return nil }

func (messages) Reaches(u tickets.User) bool {
	i, ok := u.Identity(tickets.Discord)
	return ok && !i.NoDM
}

// by is something that a person does; message is its id, "" for none.
func by(name, message string) bot.By {
	return bot.By{
		Key:   "discord:" + message,
		Place: tickets.Place{Platform: tickets.Discord, Channel: "general"},
		Profile: tickets.Profile{Name: name, Email: name + "@x.test", Internal: true,
			Identity: tickets.Identity{Platform: tickets.Discord, ID: name, Name: name}},
	}
}

// writes is a direct message at the present time.
func (w *world) writes(name, message, text string) bot.Said {
	s := bot.Said{By: by(name, message), Text: text, Direct: true, At: w.now}
	s.Place.Channel = "dm-" + name
	s.Message = tickets.Place{Platform: tickets.Discord, Channel: "dm-" + name, Message: message}
	return s
}

// replies is a direct message in the thread that starts at a message.
func (w *world) replies(name, thread, message, text string) bot.Said {
	s := w.writes(name, message, text)
	s.Place.Message = thread
	return s
}

func (w *world) tickets() []tickets.Ticket {
	w.t.Helper()
	page, err := w.store.Tickets(w.t.Context(), tickets.Filter{Sort: tickets.OldestFirst})
	if err != nil {
		w.t.Fatal(err)
	}
	for i, row := range page.Tickets {
		if page.Tickets[i], err = w.store.Ticket(w.t.Context(), row.ID); err != nil {
			w.t.Fatal(err)
		}
	}
	return page.Tickets
}

func (w *world) mo() tickets.Actor {
	w.t.Helper()
	u, err := w.store.User(w.t.Context(), tickets.Email("mo@x.test"))
	if err != nil {
		w.t.Fatal(err)
	}
	return tickets.Actor{User: u, Via: tickets.Web}
}

// gives hands the only ticket to Mo, who gets a card.
func (w *world) gives() tickets.Ticket {
	w.t.Helper()
	w.bot.Command(w.t.Context(), bot.Command{By: by("mo", ""), Text: "help"}) // so that they are known here
	ada, err := w.desk.AddUser(w.t.Context(), "ada@x.test", "Ada", "admin", nil)
	if err != nil {
		w.t.Fatal(err)
	}
	mo := w.mo().User.ID
	t, err := w.desk.Set(w.t.Context(), tickets.Actor{User: ada, Via: tickets.Web}, w.tickets()[0].ID, tickets.Patch{Assignee: &mo})
	if err == nil {
		err = w.desk.Plan(w.t.Context(), t.ID)
	}
	for _, n := range w.tickets()[0].Notices {
		for _, r := range n.Receipts {
			if err == nil && r.Channel == tickets.Discord {
				err = w.desk.Deliver(w.t.Context(), t.ID, r.ID)
			}
		}
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return w.tickets()[0]
}

func TestMessagesAtOnceAreOneTicket(t *testing.T) {
	w := open(t)
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			w.bot.Said(t.Context(), w.writes("ann", fmt.Sprint(i), fmt.Sprintf("the printer is jammed, part %d", i)))
		})
	}
	all.Wait()
	got := w.tickets()
	if len(got) != 1 || len(got[0].Comments) != 19 {
		t.Errorf("%d tickets, want 1 with 19 comments", len(got))
	}
}

func TestWhatIsTakenInLateBelongsWhereItWasWritten(t *testing.T) {
	w := open(t)
	first := w.writes("ann", "1", "the printer is jammed")
	w.now = w.now.Add(time.Minute)
	second := w.writes("ann", "2", "it is the big one")
	w.now = w.now.Add(time.Hour) // in which nobody listens
	w.bot.Said(t.Context(), first)
	w.bot.Said(t.Context(), second)
	w.bot.Said(t.Context(), w.writes("ann", "3", "the coffee is cold"))
	w.bot.Said(t.Context(), second) // once more
	got := map[string]int{}
	for _, tk := range w.tickets() {
		got[tk.Title] = len(tk.Comments)
	}
	if diff := cmp.Diff(map[string]int{"the printer is jammed": 1, "the coffee is cold": 0}, got); diff != "" {
		t.Errorf("comments by ticket (-want +got)\n%s", diff)
	}
}

func TestLaterMessagesAreTheirOwnTickets(t *testing.T) {
	w := open(t)
	first := w.writes("ann", "1", "the printer is jammed")
	w.bot.Said(t.Context(), first)
	w.now = w.now.Add(10 * time.Minute)
	w.bot.Said(t.Context(), w.writes("ann", "2", "the coffee is cold"))
	w.bot.Said(t.Context(), first) // once more, late
	var titles []string
	for _, tk := range w.tickets() {
		titles = append(titles, tk.Title)
		if len(tk.Comments) > 0 {
			t.Errorf("%s has comments %+v", tk.Number, tk.Comments)
		}
	}
	if diff := cmp.Diff([]string{"the printer is jammed", "the coffee is cold"}, titles); diff != "" {
		t.Errorf("titles (-want +got)\n%s", diff)
	}
}

func TestAnAnswerReachesTheTicketThatWaitsForIt(t *testing.T) {
	w := open(t)
	opens := func(message, text string) tickets.ID {
		t.Helper()
		w.now = w.now.Add(time.Hour)
		w.bot.Said(t.Context(), w.writes("ann", message, text))
		all := w.tickets()
		return all[len(all)-1].ID
	}
	asks := func(id tickets.ID) {
		t.Helper()
		if _, err := w.desk.Reply(t.Context(), w.mo(), id, tickets.NewComment{Text: "Which one?", Waiting: true}); err != nil {
			t.Fatal(err)
		}
		w.now = w.now.Add(time.Hour)
	}
	printer, first := opens("1", "the printer is jammed"), w.writes("ann", "1", "the printer is jammed")
	asks(printer)
	answer := w.writes("ann", "2", "the big one")
	for range 2 { // the second is but a repeat
		w.bot.Said(t.Context(), answer)
	}
	got := w.tickets()
	if len(got) != 1 || len(got[0].Comments) != 2 || got[0].Comments[1].Text != "the big one" || got[0].Status == tickets.Waiting {
		t.Fatalf("stored %+v", got)
	}
	asks(printer)
	for _, repeat := range []bot.Said{first, answer} {
		w.bot.Said(t.Context(), repeat)
	}
	if got := w.tickets(); len(got) != 1 || len(got[0].Comments) != 3 {
		t.Fatalf("after repeats there are %d tickets, the first with %+v", len(got), got[0].Comments)
	}
	late := w.writes("ann", "5", "the lamp is dark")
	late.At = w.now.Add(-90 * time.Minute) // before that was asked
	w.bot.Said(t.Context(), late)
	if got := w.tickets(); len(got) != 2 || got[1].Title != "the lamp is dark" {
		t.Fatalf("what was written before the question: stored %+v", got)
	}
	w.bot.Command(t.Context(), bot.Command{By: by("ann", "3"), Text: "the coffee is cold"}) // nothing waits for a command
	asks(w.tickets()[2].ID)
	opens("4", "the window is stuck") // two wait: nobody knows which is meant
	if got := w.tickets(); len(got) != 4 || got[3].Title != "the window is stuck" {
		t.Errorf("with two that wait, stored %+v", got)
	}
}

func TestARepeatAfterTheEndChangesNothing(t *testing.T) {
	w := open(t)
	first, second := w.writes("ann", "1", "the printer is jammed"), w.writes("ann", "2", "it is the big one")
	w.bot.Said(t.Context(), first)
	w.bot.Said(t.Context(), second)
	if _, err := w.desk.Resolve(t.Context(), w.mo(), w.tickets()[0].ID, "pulled it out"); err != nil {
		t.Fatal(err)
	}
	want := w.tickets()
	w.bot.Said(t.Context(), first)
	w.bot.Said(t.Context(), second)
	if diff := cmp.Diff(want, w.tickets()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestTheDeactivatedAreToldSoAndShownNothing(t *testing.T) {
	w := open(t)
	w.bot.Said(t.Context(), w.writes("ann", "1", "the printer is jammed"))
	ann, err := w.store.UpdateUser(t.Context(), by("ann", "").Profile.Identity.Key(), func(u *tickets.User) error { u.DeactivatedAt = w.now; return nil })
	if err != nil {
		t.Fatal(err)
	}
	channel := w.writes("ann", "2", "my chair is broken")
	channel.Direct = false
	thread := w.replies("ann", "1", "3", "any news?")
	thread.Direct = false
	claim := w.bot.ButtonID(tickets.VerbClaim, w.tickets()[0].ID)
	for name, got := range map[string]bot.Answer{
		"a message": w.bot.Said(t.Context(), w.writes("ann", "4", "my chair is broken")),
		"greetings": w.bot.Said(t.Context(), w.writes("ann", "5", "hi")),
		"the form":  w.bot.Command(t.Context(), bot.Command{By: by("ann", "6")}),
		"the list":  w.bot.Command(t.Context(), bot.Command{By: by("ann", "7"), Text: "list"}),
		"a ticket":  w.bot.Command(t.Context(), bot.Command{By: by("ann", "8"), Text: "1"}),
		"a button":  w.bot.Press(t.Context(), bot.Press{By: by("ann", ""), Button: claim}),
		"home":      w.bot.Home(t.Context(), by("ann", "")),
	} {
		if got.Text != "This account is deactivated. Ask an admin to bring it back." || got.Form != nil || got.Card != nil || len(got.Lists) > 0 {
			t.Errorf("%s is answered %+v", name, got)
		}
	}
	for name, got := range map[string]bot.Answer{
		"in a watched channel": w.bot.Overheard(t.Context(), channel, false), "and asked": w.bot.Overheard(t.Context(), channel, true),
		"in a thread": w.bot.Said(t.Context(), thread),
	} {
		if got.Text != "" {
			t.Errorf("%s everybody reads %q of %s", name, got.Text, ann.Name)
		}
	}
	if got := w.tickets(); len(got) != 1 || len(got[0].Comments) > 0 {
		t.Errorf("stored %+v", got)
	}
}

func TestWritingToTheBotMakesOneReachable(t *testing.T) {
	w := open(t)
	w.bot.Command(t.Context(), bot.Command{By: by("ann", "1"), Text: "list"})
	id := by("ann", "").Profile.Identity.Key()
	if err := w.desk.NoteDM(t.Context(), id, "", true); err != nil {
		t.Fatal(err)
	}
	w.bot.Said(t.Context(), w.writes("ann", "2", "hello"))
	u, err := w.store.User(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if i := u.Identities[0]; i.NoDM || i.DM != "dm-ann" {
		t.Errorf("identity %+v, want reachable at dm-ann", i)
	}
}

func TestInternalNotesStayInternal(t *testing.T) {
	tests := []struct {
		name     string
		who      string
		direct   bool
		internal bool
	}{
		{"the requester", "ann", true, false},
		{"a moderator in their own messages", "mo", true, true},
		{"a moderator in the channel where it was asked", "mo", false, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := open(t)
			w.bot.Said(t.Context(), w.writes("ann", "1", "the printer is jammed"))
			s := w.replies("ann", "1", "2", "look inside")
			s.Profile, s.Direct = by(tt.who, "").Profile, tt.direct
			a := w.bot.Said(t.Context(), s)
			got := w.tickets()[0].Comments
			if len(got) != 1 || got[0].Internal != tt.internal {
				t.Fatalf("comments %+v", got)
			}
			if hinted := strings.Contains(a.Text, "press Reply"); hinted != tt.internal {
				t.Errorf("told %q", a.Text)
			}
		})
	}
}

func TestATicketThatIsAskedForShowsItsNotesAsWords(t *testing.T) {
	w := open(t)
	w.bot.Said(t.Context(), w.writes("ann", "1", "the printer is jammed"))
	for notes, want := range map[string]string{
		"**Resolved before**\n- #7 Lamp \\[Lyra\\] &lt;on>": "Resolved before\n- #7 Lamp [Lyra] <on>",
		"Clear `/var/spool/cups_a`, see https://x.test/a_b": "Clear /var/spool/cups_a, see https://x.test/a_b",
		"Type \\*\\* twice": "Type ** twice",
	} {
		if _, err := w.desk.Set(t.Context(), w.mo(), w.tickets()[0].ID, tickets.Patch{Notes: &notes}); err != nil {
			t.Fatal(err)
		}
		if got := w.bot.Command(t.Context(), bot.Command{By: by("mo", "2"), Text: "1"}); got.Card == nil || got.Card.Notes != want {
			t.Errorf("of %q it shows %+v", notes, got)
		}
	}
}

func TestATicketThatIsAskedForShowsWhatWasSaid(t *testing.T) {
	w := open(t)
	w.bot.Said(t.Context(), w.writes("ann", "1", "the printer is jammed\nIt says E42 and \"<!channel>\"."))
	asks := func(who string) (said []string) {
		t.Helper()
		for _, s := range w.bot.Command(t.Context(), bot.Command{By: by(who, "2"+who), Text: "1"}).Talk {
			said = append(said, s.Who+": "+s.Text)
		}
		return said
	}
	begins := "ann: the printer is jammed\nIt says E42 and \"<!channel>\"."
	if got := asks("mo"); !slices.Equal(got, []string{begins}) {
		t.Errorf("a moderator reads %q", got)
	}
	for i, text := range []string{"Which one?", "An aside", "3", "4", "5", strings.Repeat("long ", 1000)} {
		if _, err := w.desk.Reply(t.Context(), w.mo(), w.tickets()[0].ID, tickets.NewComment{Text: text, Internal: i == 1}); err != nil {
			t.Fatal(err)
		}
	}
	mod, own := asks("mo"), asks("ann")
	if len(mod) != 7 || mod[0] != begins || mod[1] != "… 1 more in the browser: " || mod[2] != "Mo (for moderators only): An aside" || len(mod[6]) > 1000 {
		t.Errorf("a moderator reads %q", mod)
	}
	if len(own) != 6 || own[0] != begins || own[1] != "Mo: Which one?" || strings.Contains(strings.Join(own, ""), "aside") {
		t.Errorf("who asked reads %q", own)
	}
}

func TestFormsSayWhatIsWrongWhereItIs(t *testing.T) {
	w := open(t)
	w.bot.Said(t.Context(), w.writes("ann", "1", "the printer is jammed"))
	id := w.tickets()[0].ID
	tests := []struct {
		name   string
		who    string
		ref    bot.FormRef
		values map[string]string
		want   map[string]string
	}{
		{"no title", "ann", bot.FormRef{Verb: bot.VerbNew}, map[string]string{"body": "x"}, map[string]string{"title": "Say in a few words what is wrong."}},
		{"long details", "ann", bot.FormRef{Verb: bot.VerbNew}, map[string]string{"title": "x", "body": strings.Repeat("x", tickets.MaxBody+1)},
			map[string]string{"body": "The details are too long; 20,000 characters at most."}},
		{"an empty reply", "ann", bot.FormRef{Verb: tickets.VerbReply, Ticket: id}, nil, map[string]string{"text": "Write something first."}},
		{"not one's own to hand on", "ann", bot.FormRef{Verb: tickets.VerbDecline, Ticket: id}, nil, map[string]string{"reason": "Only moderators can do that."}},
		{"nobody has it", "mo", bot.FormRef{Verb: tickets.VerbDecline, Ticket: id}, nil, map[string]string{"reason": "Nobody has #1; there is nothing to hand on."}},
		{"a long note", "mo", bot.FormRef{Verb: tickets.VerbResolve, Ticket: id}, map[string]string{"note": strings.Repeat("x", tickets.MaxNote+1)},
			map[string]string{"note": "The note is too long; 2,000 characters at most."}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := w.bot.Submit(t.Context(), bot.Submission{By: by(tt.who, tt.name), FormRef: tt.ref, Values: tt.values})
			if diff := cmp.Diff(tt.want, a.Errors); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestRetryKeepsTheDraft(t *testing.T) {
	w := open(t)
	draft := bot.Draft{Text: "the printer is jammed\nand hot", Source: tickets.Place{Platform: tickets.Discord, Channel: "c", Message: "7"}}
	a := w.bot.MessageAction(t.Context(), bot.MessageAction{By: by("ann", "1"), Draft: draft})
	if diff := cmp.Diff(&draft, bot.Retry(*a.Form).Buttons[0].Draft); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestWhoSaysThatItWorksReopensNothing(t *testing.T) {
	w := open(t)
	w.bot.Said(t.Context(), w.writes("ann", "1", "the printer is jammed"))
	if _, err := w.desk.Resolve(t.Context(), w.mo(), w.tickets()[0].ID, "pulled it out"); err != nil {
		t.Fatal(err)
	}
	w.now = w.now.Add(time.Hour)
	if got := w.bot.Said(t.Context(), w.replies("ann", "1", "2", "Works again now, thank you!")); got.Text != "Glad to help. #1 stays resolved." {
		t.Errorf("in the thread the answer is %+v", got)
	}
	if got := w.bot.Said(t.Context(), w.writes("ann", "3", "Works again now, thank you!")); !strings.HasPrefix(got.Text, "Good to hear.") {
		t.Errorf("outside it the answer is %+v", got)
	}
	channel := w.writes("ann", "5", "Works again now, thank you!")
	channel.Direct = false
	if got := w.bot.Overheard(t.Context(), channel, false); got.Text != "" {
		t.Errorf("in a watched channel the answer is %+v", got)
	}
	if got := w.tickets(); len(got) != 1 || got[0].Status != tickets.Resolved {
		t.Fatalf("stored %+v", got)
	}
	w.bot.Said(t.Context(), w.replies("ann", "1", "4", "it works but is slow"))
	if got := w.tickets()[0]; got.Status == tickets.Resolved || len(got.Comments) != 1 {
		t.Errorf("what is not well did not reopen it: %+v", got)
	}
}

func TestCommandsAreAnsweredInDirectMessages(t *testing.T) {
	w := open(t)
	w.bot.Said(t.Context(), w.writes("ann", "1", "the printer is jammed"))
	for _, who := range []string{"ann", "mo"} {
		if got := w.bot.Said(t.Context(), w.writes(who, "2"+who, "Help")); !strings.Contains(got.Text, "/ticket list – your tickets") {
			t.Errorf("%s asks for help and is answered %+v", who, got)
		}
		if got := w.bot.Said(t.Context(), w.writes(who, "3"+who, "list")); len(got.Lists) != 1 {
			t.Errorf("%s asks for the list and is answered %+v", who, got)
		}
		if got := w.bot.Said(t.Context(), w.writes(who, "4"+who, "link")); !strings.HasPrefix(got.Text, "This chat account already belongs to ") {
			t.Errorf("%s asks for the link and is answered %+v", who, got)
		}
	}
	if got := w.tickets(); len(got) != 1 || len(got[0].Comments) > 0 {
		t.Errorf("stored %+v", got)
	}
}

func TestAReceiptPromisesWhatWillCome(t *testing.T) {
	w := open(t)
	opens := func(key string, off map[tickets.NoticeKind][]tickets.Platform) string {
		t.Helper()
		u, err := w.desk.PersonFor(t.Context(), by("ann", "").Profile)
		if err == nil {
			_, err = w.store.UpdateUser(t.Context(), u.ID, func(u *tickets.User) error { u.Preferences.Off = off; return nil })
		}
		if err != nil {
			t.Fatal(err)
		}
		return w.bot.Command(t.Context(), bot.Command{By: by("ann", key), Text: "the printer is jammed"}).Text
	}
	here := []tickets.Platform{tickets.Discord}
	for name, tt := range map[string]struct {
		off  map[tickets.NoticeKind][]tickets.Platform
		want bool
	}{
		"all on":     {nil, true},
		"others off": {map[tickets.NoticeKind][]tickets.Platform{"": {tickets.Mail}, tickets.NoticeClaimed: here}, true},
		"all off":    {map[tickets.NoticeKind][]tickets.Platform{"": here}, false},
		"one by one": {map[tickets.NoticeKind][]tickets.Platform{tickets.NoticeClaimed: here, tickets.NoticeReplied: here, tickets.NoticeResolved: here}, false},
	} {
		if got := opens(name, tt.off); strings.Contains(got, "We keep you posted by direct message.") != tt.want {
			t.Errorf("%s: told %q", name, got)
		}
	}
	off := func(ps ...tickets.Platform) map[tickets.NoticeKind][]tickets.Platform {
		return map[tickets.NoticeKind][]tickets.Platform{"": ps}
	}
	elsewhere, nowhere := "We keep you posted by mail.", "/ticket list shows what became of it."
	for name, tt := range map[string]struct {
		off    map[tickets.NoticeKind][]tickets.Platform
		closed bool
		want   string
	}{
		"this chat off":           {off(here...), false, elsewhere},
		"all chats and mail":      {off(tickets.Discord, tickets.Mail), false, nowhere},
		"closed":                  {nil, true, elsewhere},
		"closed, and mail is off": {off(tickets.Mail), true, nowhere},
	} {
		if err := w.desk.NoteDM(t.Context(), by("ann", "").Profile.Identity.Key(), "", tt.closed); err != nil {
			t.Fatal(err)
		}
		if got := opens("then "+name, tt.off); !strings.HasSuffix(got, tt.want) || strings.Contains(got, "direct messages are closed") != tt.closed {
			t.Errorf("%s: told %q", name, got)
		}
	}
}

func TestWhoeverMentionsTheBotIsOfferedATicket(t *testing.T) {
	w := open(t)
	calls := func(who, text string) bot.Answer {
		t.Helper()
		s := w.writes(who, "1", text)
		s.Direct = false
		return w.bot.Called(t.Context(), s)
	}
	for _, who := range []string{"ann", "mo"} {
		got := calls(who, "the printer is jammed")
		if len(got.Buttons) != 1 || got.Buttons[0].Draft == nil || got.Buttons[0].Draft.Text != "the printer is jammed" || got.Buttons[0].Draft.Source.Message != "1" {
			t.Errorf("%s is answered %+v", who, got)
		}
	}
	for text, want := range map[string]bool{"": true, " help ": true, "list": true, "#42": true, "link": true, "thanks a lot!": false} {
		if got := calls("ann", text); strings.Contains(got.Text, "/ticket list") != want || len(got.Buttons) > 0 || got.Text != "" != want {
			t.Errorf("to %q the answer is %+v", text, got)
		}
	}
	outsider := w.writes("eve", "2", "let me in")
	outsider.Direct, outsider.Profile.Internal = false, false
	for _, text := range []string{"let me in", ""} {
		if outsider.Text = text; w.bot.Called(t.Context(), outsider).Text != "" {
			t.Errorf("an outsider is answered to %q", text)
		}
	}
	if got := w.tickets(); len(got) > 0 {
		t.Errorf("stored %+v", got)
	}
}
