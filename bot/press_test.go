package bot_test

import (
	"slices"
	"strings"
	"testing"

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
