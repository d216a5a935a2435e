package tickets_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/tickets"
)

// writes opens a ticket with a chat message, whose key is "first".
func (o *office) writes(a tickets.Actor, text string) tickets.Ticket {
	o.t.Helper()
	title, body := tickets.Headline(text)
	a.Via = tickets.Slack
	t, err := o.desk.Open(o.t.Context(), a, tickets.NewTicket{
		Title: title, Body: body, Key: "first", Message: true, Origin: tickets.Place{Platform: tickets.Slack, Channel: "D", Message: "1"},
	})
	o.must(err)
	return t
}

// says adds a chat message to a ticket.
func (o *office) says(a tickets.Actor, t tickets.Ticket, key, text string, internal bool) {
	o.t.Helper()
	a.Via = tickets.Slack
	_, err := o.desk.Reply(o.t.Context(), a, t.ID, tickets.NewComment{Text: text, Key: key, Message: true, Internal: internal})
	o.must(err)
}

// edits has the platform tell of an edit made so many seconds after nine.
func (o *office) edits(key string, second int, text string) {
	o.t.Helper()
	at := time.Date(2026, 3, 2, 9, 0, second, 0, time.UTC)
	_, err := o.desk.Amend(o.t.Context(), tickets.Amendment{Key: key, Text: text, At: at})
	o.must(err)
}

func (o *office) deletes(key string) {
	o.t.Helper()
	_, err := o.desk.Retract(o.t.Context(), key)
	o.must(err)
}

// changes are the lines of the history with a verb.
func changes(t tickets.Ticket, verb string) (lines []string) {
	for _, c := range t.History {
		if c.Verb == verb {
			lines = append(lines, c.By.Name+" by "+string(c.Via)+": "+c.Text)
		}
	}
	return lines
}

func TestAnEditedMessageIsWhatTheTicketSays(t *testing.T) {
	o := newOffice(t)
	ann, maya := o.hires("Ann", tickets.Requester), o.hires("Maya", tickets.Moderator)
	ticket := o.writes(ann, "VPN drops")
	o.says(maya, ticket, "note", "her fault", true)
	o.says(maya, ticket, "answer", "Restart it.", false)
	closed := tickets.Closed
	_, err := o.desk.Set(t.Context(), maya, ticket.ID, tickets.Patch{Status: &closed})
	o.must(err)

	o.edits("first", 10, "WiFi drops\nonly in the kitchen")
	o.edits("note", 11, "the router's fault")
	o.edits("answer", 12, "Restart it twice.")

	got := o.reads(ticket)
	if got.Title != "WiFi drops" || got.Body != "WiFi drops\nonly in the kitchen" || got.Asked.EditedAt.Second() != 10 || got.Status != tickets.Closed {
		t.Errorf("the ticket is %q, %q, %+v, %s", got.Title, got.Body, got.Asked, got.Status)
	}
	if c := got.Comments; c[0].Text != "the router's fault" || !c[0].Internal || c[1].Text != "Restart it twice." || c[1].EditedAt.Second() != 12 {
		t.Errorf("comments %+v", c)
	}
	want := []string{
		"Ann by slack: VPN drops → WiFi drops\nonly in the kitchen",
		"Maya by slack: her fault → the router's fault",
		"Maya by slack: Restart it. → Restart it twice.",
	}
	if diff := cmp.Diff(want, changes(got, "edited")); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
	seen, err := o.desk.Get(t.Context(), ann, ticket.ID)
	if err != nil || len(changes(seen, "edited")) != 0 {
		t.Errorf("the requester sees what moderators once wrote: %+v, %v", seen.History, err)
	}
}

func TestTheNewestEditCountsInWhateverOrderTheyCome(t *testing.T) {
	type edit struct {
		second int
		text   string
	}
	first, second, back := edit{10, "one"}, edit{20, "two"}, edit{30, "Hello."}
	for name, tt := range map[string]struct {
		come []edit
		want string
	}{
		"in order":                      {[]edit{first, second}, "two"},
		"twice":                         {[]edit{first, second, first, second}, "two"},
		"the older later":               {[]edit{second, first}, "two"},
		"back to what it was":           {[]edit{first, back}, "Hello."},
		"back to what it was, at first": {[]edit{back, first, second}, "Hello."},
		"within one millisecond":        {[]edit{first, {10, "not an edit: Discord adds a picture"}}, "one"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, key := range []string{"first", "more"} {
				o := newOffice(t)
				ann := o.hires("Ann", tickets.Requester)
				ticket := o.writes(ann, "Hello.")
				o.says(ann, ticket, "more", "Hello.", false)
				for _, e := range tt.come {
					o.edits(key, e.second, e.text)
				}
				got := o.reads(ticket)
				text := got.Title
				if key == "more" {
					text = got.Comments[0].Text
				}
				if text != tt.want {
					t.Errorf("the %s message says %q, want %q", key, text, tt.want)
				}
				o.now = o.now.Add(time.Minute)
				for _, e := range tt.come { // all again
					o.edits(key, e.second, e.text)
				}
				if again := o.reads(ticket); again.Version != got.Version {
					t.Errorf("edits that are known changed the ticket")
				}
			}
		})
	}
}

func TestADeletedMessageLeavesATombstone(t *testing.T) {
	for _, order := range []string{"after its edit", "before its edit"} {
		t.Run(order, func(t *testing.T) {
			o := newOffice(t)
			ann := o.hires("Ann", tickets.Requester)
			ticket := o.writes(ann, "VPN drops\nmy password is swordfish")
			o.says(ann, ticket, "more", "it is swordfish", false)
			for range 2 {
				if order == "after its edit" {
					o.edits("first", 10, "VPN drops\nmy password is swordfish2")
					o.edits("more", 11, "it is swordfish2")
				}
				o.deletes("first")
				o.deletes("more")
				o.edits("first", 12, "swordfish3")
				o.edits("more", 13, "swordfish3")
				o.says(ann, ticket, "more", "it is swordfish", false) // delivered once more
			}
			got := o.reads(ticket)
			if got.Title != "VPN drops" || got.Body != "" || !got.Asked.Deleted {
				t.Errorf("the ticket is %q, %q, %+v", got.Title, got.Body, got.Asked)
			}
			if c := got.Comments; len(c) != 1 || c[0].Text != "" || !c[0].Deleted || c[0].By.Name != "Ann" {
				t.Errorf("comments %+v", c)
			}
			if diff := cmp.Diff([]string{"Ann by slack: the message that opened it", "Ann by slack: a message"}, changes(got, "deleted")); diff != "" {
				t.Errorf("history (-want +got):\n%s", diff)
			}
			for _, c := range got.History {
				if strings.Contains(c.Text, "swordfish") {
					t.Errorf("the history still says %q", c.Text)
				}
			}
		})
	}
}

// The triager has read it, and may have repeated it.
func TestWhatTheTriagerSaidOfADeletedMessageIsGone(t *testing.T) {
	for name, tt := range map[string]struct {
		deleted string
		notes   string // set by Maya, and hers
	}{
		"of the one that opened it": {"first", ""},
		"of a later one":            {"more", ""},
		"but Maya's notes":          {"more", "ask Ann for another password"},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			o.desk = tickets.New(tickets.Config{Store: o.store, Clock: func() time.Time { return o.now }, Triager: &scribe{says: tickets.Assessment{
				Summary: "swordfish", Priority: tickets.Low, Notes: "swordfish", Draft: "swordfish", Reason: "swordfish",
			}}})
			ann, maya := o.hires("Ann", tickets.Requester), o.hires("Maya", tickets.Moderator)
			ticket := o.writes(ann, "VPN drops\nmy password is swordfish")
			o.says(ann, ticket, "more", "it is swordfish", false)
			o.must(o.desk.Triage(t.Context(), ticket.ID, 0))
			_, err := o.desk.Claim(t.Context(), maya, ticket.ID) // so that it is not read again
			o.must(err)
			if tt.notes != "" {
				_, err := o.desk.Set(t.Context(), maya, ticket.ID, tickets.Patch{Notes: &tt.notes})
				o.must(err)
			}
			if got := o.reads(ticket); got.Triage.Draft != "swordfish" {
				t.Fatalf("before, the draft is %q", got.Triage.Draft)
			}
			o.deletes(tt.deleted)
			if got := o.reads(ticket); got.Summary+got.Triage.Draft+got.Triage.Reason != "" || got.Notes != tt.notes {
				t.Errorf("summary %q, notes %q, draft %q, reason %q", got.Summary, got.Notes, got.Triage.Draft, got.Triage.Reason)
			}
		})
	}
}

func TestTheFilesOfADeletedMessageAreGone(t *testing.T) {
	o := newOffice(t)
	ann := o.hires("Ann", tickets.Requester)
	ticket := o.writes(ann, "VPN drops")
	f, err := o.desk.Upload(t.Context(), ann, "passwords.txt", strings.NewReader("swordfish"))
	o.must(err)
	_, err = o.desk.Reply(t.Context(), ann, ticket.ID, tickets.NewComment{Key: "more", Message: true, Files: []tickets.FileID{f.ID}})
	o.must(err)
	if _, _, err := o.desk.File(t.Context(), ann, ticket.ID, f.ID); err != nil {
		t.Fatalf("before: %v", err)
	}
	o.deletes("more")
	if got := o.reads(ticket).Comments[0]; !got.Deleted || len(got.Files) != 0 {
		t.Errorf("the comment is %+v", got)
	}
	page, err := o.store.Document(t.Context(), tickets.FileDocuments+string(f.ID)+"/0", nil)
	if err != nil || page != nil {
		t.Errorf("what the file held is still stored: %q, %v", page, err)
	}
}

func TestWhatASpokenReopeningSaidIsForgottenWithIt(t *testing.T) {
	o := newOffice(t)
	ann, maya := o.hires("Ann", tickets.Requester), o.hires("Maya", tickets.Moderator)
	ticket := o.writes(ann, "VPN drops")
	_, err := o.desk.Resolve(t.Context(), maya, ticket.ID, "")
	o.must(err)
	o.says(ann, ticket, "more", "swordfish does not work", false)
	if got := changes(o.reads(ticket), "reopened"); len(got) != 1 || !strings.Contains(got[0], "swordfish") {
		t.Fatalf("reopened: %q", got)
	}
	o.deletes("more")
	if diff := cmp.Diff([]string{"Ann by slack: "}, changes(o.reads(ticket), "reopened")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestATitleSetByHandOutlivesAnEdit(t *testing.T) {
	o := newOffice(t)
	ann, maya := o.hires("Ann", tickets.Requester), o.hires("Maya", tickets.Moderator)
	ticket, title := o.writes(ann, "it is broken"), "The VPN is down"
	_, err := o.desk.Set(t.Context(), maya, ticket.ID, tickets.Patch{Title: &title})
	o.must(err)
	o.edits("first", 10, "it is broken, from home")
	if got := o.reads(ticket); got.Title != title || got.Body != "it is broken, from home" {
		t.Errorf("the ticket is %q, %q", got.Title, got.Body)
	}
}

func TestNewsTellsWhatAMessageSaysWhenItIsSent(t *testing.T) {
	o, ticket, ann, maya := conversation(t)
	o.says(maya, ticket, "a", "Hello.", false)
	o.planned(ticket)
	o.says(maya, ticket, "b", "Restart it.", false)
	o.says(maya, ticket, "c", "You idiot.", false)
	o.edits("b", 10, "Please restart it.")
	o.deletes("c")
	o.delivers(o.planned(ticket))
	if diff := cmp.Diff([]string{"replied: Hello.\n\nPlease restart it."}, o.said(ann)); diff != "" {
		t.Errorf("Ann was told (-want +got):\n%s", diff)
	}
}

func TestADeletedMessageIsNotTold(t *testing.T) {
	o, ticket, ann, maya := conversation(t)
	o.says(maya, ticket, "a", "You idiot.", false)
	o.planned(ticket)
	o.deletes("a")
	o.delivers(o.planned(ticket))
	if got := o.said(ann); len(got) != 0 {
		t.Errorf("Ann was told %q", got)
	}
}

func TestAnAmendmentThatCannotBe(t *testing.T) {
	for name, tt := range map[string]struct {
		key, text string
		want      tickets.Kind
	}{
		"of a message that nobody knows":    {"another", "x", tickets.NotFound},
		"to nothing":                        {"more", " \n", tickets.Invalid},
		"to nothing, of the opening":        {"first", " \n", tickets.Invalid},
		"to a whole book":                   {"more", strings.Repeat("x", tickets.MaxComment+1), tickets.Invalid},
		"by somebody who has been sent off": {"off", "x", tickets.Forbidden},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			ann, ada, bob := o.hires("Ann", tickets.Requester), o.hires("Ada", tickets.Admin), o.hires("Bob", tickets.Moderator)
			ticket := o.writes(ann, "VPN drops")
			o.says(ann, ticket, "more", "it does", false)
			o.says(bob, ticket, "off", "does it?", false)
			off := false
			_, err := o.desk.SetUser(t.Context(), ada, bob.User.ID, tickets.UserPatch{Active: &off})
			o.must(err)
			before := o.reads(ticket)
			_, err = o.desk.Amend(t.Context(), tickets.Amendment{Key: tt.key, Text: tt.text, At: o.now})
			if tickets.KindOf(err) != tt.want {
				t.Errorf("got %v, want %v", err, tt.want)
			}
			if diff := cmp.Diff(before, o.reads(ticket)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	o := newOffice(t)
	if _, err := o.desk.Retract(t.Context(), "another"); tickets.KindOf(err) != tickets.NotFound {
		t.Errorf("retracting what nobody knows is %v, want NotFound", err)
	}
}

// slow is a triager during whose work something happens.
type slow struct {
	plain
	during func()
	read   []string
}

func (s *slow) Triage(ctx context.Context, r tickets.Request) (tickets.Assessment, error) {
	s.read = append(s.read, r.Title)
	s.during()
	return s.plain.Triage(ctx, r)
}

func TestATicketThatIsEditedWhileItIsTriagedIsReadAgain(t *testing.T) {
	o := newOffice(t)
	triager := &slow{}
	o.desk = tickets.New(tickets.Config{Store: o.store, Triager: triager, Clock: func() time.Time { return o.now }})
	ann := o.hires("Ann", tickets.Requester)
	ticket := o.writes(ann, "VPN drops")
	triager.during = func() { o.edits("first", 10, "WiFi drops") }
	if err := o.desk.Triage(t.Context(), ticket.ID, 0); err == nil {
		t.Fatal("the triage of the older words was stored")
	}
	triager.during = func() {}
	o.must(o.desk.Triage(t.Context(), ticket.ID, 1))
	if want := []string{"VPN drops", "WiFi drops"}; !slices.Equal(triager.read, want) {
		t.Errorf("the triager read %q, want %q", triager.read, want)
	}
}

// chatted is Ann's conversation with Maya by Slack, in which Ann has been told two messages.
func chatted(t *testing.T) (*phone, tickets.Ticket) {
	p := newPhone(t)
	p.ann.Via = tickets.Slack
	ticket := p.assigned(p.ann)
	p.must(p.desk.DeliverAll(t.Context(), p.due(ticket)))
	for _, m := range []struct{ key, text string }{{"a", "Restart it."}, {"b", "You idiot."}} {
		p.says(p.maya, ticket, m.key, m.text, false)
		p.must(p.desk.DeliverAll(t.Context(), p.due(p.planned(ticket))))
	}
	p.must(p.desk.Refresh(t.Context(), ticket.ID))
	p.slack.sent, p.slack.redrawn = nil, nil
	return p, ticket
}

// reread are the texts that the messages of a kind say since they were redrawn.
func (l *line) reread(kind tickets.NoticeKind) (texts []string) {
	for _, m := range l.redrawn {
		if m.Kind == kind {
			texts = append(texts, m.Text)
		}
	}
	return texts
}

func TestWhatWasToldFollowsItsAuthor(t *testing.T) {
	for name, tt := range map[string]struct {
		happens func(*phone)
		want    []string
	}{
		"edited":             {func(p *phone) { p.edits("a", 10, "Please *restart* it.") }, []string{"Please **restart** it."}},
		"edited to the same": {func(p *phone) { p.edits("a", 10, "Restart it.") }, nil},
		"deleted":            {func(p *phone) { p.deletes("b") }, []string{"This message was deleted."}},
		"deleted twice":      {func(p *phone) { p.deletes("b"); p.deletes("b") }, []string{"This message was deleted."}},
		"both":               {func(p *phone) { p.edits("a", 10, "Please restart it."); p.deletes("b") }, []string{"Please restart it.", "This message was deleted."}},
	} {
		t.Run(name, func(t *testing.T) {
			p, ticket := chatted(t)
			tt.happens(p)
			p.planned(ticket)
			p.must(p.desk.Refresh(t.Context(), ticket.ID))
			p.must(p.desk.Refresh(t.Context(), ticket.ID))
			if diff := cmp.Diff(tt.want, p.slack.reread(tickets.NoticeReplied)); diff != "" {
				t.Errorf("redrawn (-want +got):\n%s", diff)
			}
			if n := len(p.slack.sent) + len(p.due(ticket)); n != 0 {
				t.Errorf("%d messages were sent besides, or are to be", n)
			}
			if got := p.reads(ticket); got.Moving() {
				t.Error("the ticket is not at rest")
			}
		})
	}
}

func TestWhatIsEditedWhileItIsToldIsPutRight(t *testing.T) {
	p, ticket := chatted(t)
	p.says(p.maya, ticket, "c", "Nevermind.", false)
	p.planned(ticket)
	p.slack.hear = func(tickets.Message) error { p.edits("c", 20, "Never mind."); return nil }
	p.must(p.desk.DeliverAll(t.Context(), p.due(ticket)))
	p.must(p.desk.Refresh(t.Context(), ticket.ID))
	if diff := cmp.Diff([]string{"Never mind."}, p.slack.reread(tickets.NoticeReplied)); diff != "" {
		t.Errorf("redrawn (-want +got):\n%s", diff)
	}
}

func TestWhatWasToldTogetherSaysWhichPartIsGone(t *testing.T) {
	p, ticket := chatted(t)
	p.says(p.maya, ticket, "c", "Sorry.", false)
	p.planned(ticket)
	p.says(p.maya, ticket, "d", "Moron.", false)
	p.planned(ticket)
	p.must(p.desk.DeliverAll(t.Context(), p.due(ticket)))
	p.deletes("d")
	p.must(p.desk.Refresh(t.Context(), ticket.ID))
	if diff := cmp.Diff([]string{"Sorry.\n\nThis message was deleted."}, p.slack.reread(tickets.NoticeReplied)); diff != "" {
		t.Errorf("redrawn (-want +got):\n%s", diff)
	}
}

func TestLiveMessagesAreThoseOfLiveTickets(t *testing.T) {
	o := newOffice(t)
	ann, maya := o.hires("Ann", tickets.Requester), o.hires("Maya", tickets.Moderator)
	ticket := o.writes(ann, "VPN drops")
	o.says(ann, ticket, "more", "it does", false)
	o.replies(maya, ticket, "said on the web")
	live := func() []string {
		keys, err := o.desk.LiveMessages(t.Context())
		o.must(err)
		return keys
	}
	if diff := cmp.Diff([]string{"first", "more"}, live()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	_, err := o.desk.Resolve(t.Context(), maya, ticket.ID, "")
	o.must(err)
	if got := live(); len(got) != 0 {
		t.Errorf("once resolved there are %q", got)
	}
}
