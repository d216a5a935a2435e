package bot_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/beckon-desk/beckon/bot"
	"github.com/beckon-desk/beckon/tickets"
)

func TestWhoLosesAClaimIsToldWhoWonAndWhatIsNext(t *testing.T) {
	w := open(t)
	if _, err := w.desk.AddUser(t.Context(), "jo@x.test", "Jo", "moderator", nil); err != nil {
		t.Fatal(err)
	}
	opens := func(title string) tickets.ID {
		t.Helper()
		w.bot.Command(t.Context(), bot.Command{By: by("ann", title), Text: title})
		all := w.tickets()
		return all[len(all)-1].ID
	}
	claims := func(who string, id tickets.ID) bot.Answer {
		t.Helper()
		return w.bot.Press(t.Context(), bot.Press{By: by(who, ""), Button: w.bot.ButtonID(tickets.VerbClaim, id)})
	}
	first := opens("the printer is jammed")
	claims("mo", first)
	if a := claims("jo", first); !strings.HasPrefix(a.Text, "Mo claimed #1") || strings.Contains(a.Text, "Next") || len(a.Buttons) > 0 {
		t.Errorf("with nothing to do Jo is told %q, %+v", a.Text, a.Buttons)
	}
	second := opens("the coffee is cold")
	jo, err := w.store.User(t.Context(), tickets.Email("jo@x.test"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.desk.Set(t.Context(), w.mo(), second, tickets.Patch{Assignee: &jo.ID}); err != nil {
		t.Fatal(err)
	}
	a := claims("jo", first)
	if !strings.HasPrefix(a.Text, "Mo claimed #1") || !strings.HasSuffix(a.Text, "\nNext for you: #2, the coffee is cold") {
		t.Errorf("Jo is told %q; want who won, and what is next", a.Text)
	}
	if len(a.Buttons) == 0 || a.Buttons[0].Verb != tickets.VerbClaim || a.Buttons[0].Ticket != second {
		t.Errorf("Jo is offered %+v, want to claim #2", a.Buttons)
	}
}

func TestAnOldCardAsksForNothingThatIsLost(t *testing.T) {
	w := open(t)
	w.bot.Command(t.Context(), bot.Command{By: by("ann", "1"), Text: "the printer is jammed"})
	id := w.tickets()[0].ID
	if _, err := w.desk.Resolve(t.Context(), w.mo(), id, "pulled it out"); err != nil {
		t.Fatal(err)
	}
	press := func(v tickets.Verb) bot.Answer {
		return w.bot.Press(t.Context(), bot.Press{By: by("mo", ""), Button: w.bot.ButtonID(v, id)})
	}
	for _, v := range []tickets.Verb{tickets.VerbResolve, tickets.VerbDecline} {
		if got := press(v); got.Form != nil || got.Text != "#1 is already resolved." || got.Card == nil || got.Card.Buttons[0] != tickets.VerbReopen {
			t.Errorf("%s of what is resolved is answered %+v", v, got)
		}
	}
	if got := press(tickets.VerbReply); got.Form == nil {
		t.Errorf("a reply to what is resolved is answered %+v", got)
	}
}

func TestWhoAskedAnswersAndEndsTheirTicketByButton(t *testing.T) {
	w := open(t)
	w.bot.Command(t.Context(), bot.Command{By: by("ann", "1"), Text: "the printer is jammed"})
	id := w.tickets()[0].ID
	if got := w.bot.Command(t.Context(), bot.Command{By: by("ann", "2"), Text: "1"}).Card.Buttons; !slices.Equal(got, []tickets.Verb{tickets.VerbReply, tickets.VerbResolve}) {
		t.Fatalf("the card has %v", got)
	}
	values := map[string]string{"text": "It is the big one.", "note": "It works."}
	for _, v := range []tickets.Verb{tickets.VerbReply, tickets.VerbResolve} {
		asked := w.bot.Press(t.Context(), bot.Press{By: by("ann", ""), Button: w.bot.ButtonID(v, id)})
		if asked.Form == nil || len(asked.Form.Fields) != 1 || asked.Form.Fields[0].Hint != "" {
			t.Fatalf("%s is answered %+v", v, asked)
		}
		sent := w.bot.Submit(t.Context(), bot.Submission{By: by("ann", "form "+string(v)), FormRef: asked.Form.FormRef, Values: values})
		if sent.Err != nil || len(sent.Errors) > 0 {
			t.Errorf("%s, sent, is answered %+v", v, sent)
		}
	}
	if got := w.tickets()[0]; got.Status != tickets.Resolved || len(got.Comments) != 1 || got.Comments[0].Internal {
		t.Errorf("the ticket is %s with %+v", got.Status, got.Comments)
	}
}

func TestWhoNeedsMoreTimeHasItByButton(t *testing.T) {
	w := open(t)
	w.bot.Command(t.Context(), bot.Command{By: by("ann", "1"), Text: "the printer is jammed"})
	given := w.gives()
	w.now = given.Routing.Chase.At
	if err := w.desk.Chase(t.Context(), given.ID); err != nil {
		t.Fatal(err)
	}
	nudged := w.tickets()[0]
	w.now = w.now.Add(time.Minute)
	got := w.bot.Press(t.Context(), bot.Press{By: by("mo", ""), Button: w.bot.ButtonID(tickets.VerbPostpone, given.ID)})
	if before, after := nudged.Routing.Chase.At, w.tickets()[0].Routing.Chase.At; got.Text != "You have more time for #1." || !after.After(before) {
		t.Errorf("told %q, and has until %s after %s", got.Text, after, before)
	}
}

func TestAFormThatIsSentAgainMeanwhileWaitsForItsTicket(t *testing.T) {
	w := open(t)
	fetching, fetched, asked := make(chan struct{}, 2), make(chan struct{}), 0
	sub := bot.Submission{
		By: by("ann", "form"), FormRef: bot.FormRef{Verb: bot.VerbNew}, Values: map[string]string{"title": "It is jammed"},
		Attached: func(context.Context) []bot.Attached {
			asked++ // in turn, or the race detector minds
			fetching <- struct{}{}
			<-fetched
			return []bot.Attached{attached("a.txt", "a")}
		},
	}
	answers := make(chan bot.Answer, 2)
	send := func() { answers <- w.bot.Submit(t.Context(), sub) }
	go send()
	<-fetching
	go send()
	close(fetched)
	for range 2 {
		if a := <-answers; a.Opened != 1 {
			t.Errorf("answered %+v, want that #1 is open", a)
		}
	}
	if got := w.tickets(); len(got) != 1 || len(got[0].Files) != 1 || asked != 1 {
		t.Errorf("stored %+v after %d fetches", got, asked)
	}
}

func TestAMessageThatIsSomebodyElsesTicketMayBeOnesOwnToo(t *testing.T) {
	w := open(t)
	of := func(who string) bot.Submission {
		return bot.Submission{By: by(who, "form of "+who), Values: map[string]string{"title": "It is jammed"},
			FormRef: bot.FormRef{Verb: bot.VerbNew, Source: tickets.Place{Platform: tickets.Discord, Channel: "general", Message: "1"}}}
	}
	for _, who := range []string{"ann", "bob"} {
		if a := w.bot.Submit(t.Context(), of(who)); a.Opened == 0 {
			t.Errorf("%s is answered %+v", who, a)
		}
	}
	got := w.tickets()
	if len(got) != 2 || got[0].Origin.Message != "1" || got[1].Origin.Message != "" {
		t.Errorf("stored %+v", got)
	}
}
