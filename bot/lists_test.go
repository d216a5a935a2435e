package bot_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/beckon-desk/beckon/bot"
	"github.com/beckon-desk/beckon/tickets"
)

func TestAMenuNamesWhatIsListedOnce(t *testing.T) {
	w := open(t)
	n := 0
	opens := func(who string) tickets.Ref {
		n++
		got := w.bot.Command(t.Context(), bot.Command{By: by(who, fmt.Sprint(n)), Text: "the printer is jammed"})
		return got.Opened
	}
	lists := func() bot.Answer { return w.bot.Command(t.Context(), bot.Command{By: by("mo", ""), Text: "list"}) }
	if got := lists(); len(got.Choices) > 0 {
		t.Errorf("of nothing there is a menu %v", got.Choices)
	}
	own := opens("mo")
	if _, err := w.desk.Claim(t.Context(), w.mo(), own); err != nil {
		t.Fatal(err)
	}
	waiting := opens("ann")
	if got, want := lists(), []bot.Choice{{Value: "#1", Label: "#1 the printer is jammed"}, {Value: "#2", Label: "#2 the printer is jammed"}}; len(got.Lists) != 3 || !slices.Equal(got.Choices, want) {
		t.Errorf("%d lists have the menu %v, want three and %v", len(got.Lists), got.Choices, want)
	}
	if got := w.bot.Home(t.Context(), by("mo", "")); len(got.Lists) != 3 || len(got.Choices) > 0 {
		t.Errorf("their own page has %d lists and the menu %v, want three lists and none", len(got.Lists), got.Choices)
	}
	for range 10 { // with Mo
		if _, err := w.desk.Claim(t.Context(), w.mo(), waiting); err != nil {
			t.Fatal(err)
		}
		waiting = opens("ann")
	}
	for range 12 { // with nobody
		opens("ann")
	}
	for range 10 { // asked for by Mo
		opens("mo")
	}
	got := lists()
	for _, l := range got.Lists {
		if len(l.Cards) != 10 || !l.More {
			t.Errorf("%s lists %d, and more: %v; want ten of more", l.Heading, len(l.Cards), l.More)
		}
	}
	if len(got.Choices) != 25 {
		t.Errorf("%d choices, want the 25 that Discord takes", len(got.Choices))
	}
}
