package api

import (
	"testing"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

func TestWhatIsEditedOrDeletedInChatShows(t *testing.T) {
	d := newDesk(t)
	ann := d.signsUp("Ann")
	u, err := d.store.User(t.Context(), ann.id)
	if err != nil {
		t.Fatal(err)
	}
	a := tickets.Actor{User: u, Via: tickets.Slack}
	if _, err := d.service.Open(t.Context(), a, tickets.NewTicket{Title: "VPN is down", Key: "first", Message: true}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.service.Reply(t.Context(), a, tickets.Number(1), tickets.NewComment{Text: "Still.", Key: "more", Message: true}); err != nil {
		t.Fatal(err)
	}
	at := d.clock.read().Add(time.Minute)
	for _, key := range []string{"first", "more"} {
		if _, err := d.service.Amend(t.Context(), tickets.Amendment{Key: key, Text: "*WiFi* is down", At: at}); err != nil {
			t.Fatal(err)
		}
	}
	got := ann.gets("/api/tickets/1").ticket()
	if c := got.Comments[0]; got.Asked.EditedAt == nil || !got.Asked.EditedAt.Equal(at) || got.Title != "*WiFi* is down" || !c.EditedAt.Equal(at) || c.Text != "**WiFi** is down" {
		t.Errorf("edited: %+v, %q, %+v", got.Asked, got.Title, c)
	}
	for _, key := range []string{"first", "more"} {
		if _, err := d.service.Retract(t.Context(), key); err != nil {
			t.Fatal(err)
		}
	}
	got = ann.gets("/api/tickets/1").ticket()
	if c := got.Comments[0]; !got.Asked.Deleted || !c.Deleted || c.Text != "" {
		t.Errorf("deleted: %+v, %+v", got.Asked, c)
	}
}

func TestWhatIsSaidInSlackWithResolvingAndReopeningIsReadAsOtherWords(t *testing.T) {
	d := newDesk(t)
	ann := d.signsUp("Ann")
	u, err := d.store.User(t.Context(), ann.id)
	if err != nil {
		t.Fatal(err)
	}
	a := tickets.Actor{User: u, Via: tickets.Slack}
	if _, err := d.service.Open(t.Context(), a, tickets.NewTicket{Title: "VPN is down"}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.service.Resolve(t.Context(), a, tickets.Number(1), "It *works*."); err != nil {
		t.Fatal(err)
	}
	if _, err := d.service.Reopen(t.Context(), a, tickets.Number(1), "It _does not_."); err != nil {
		t.Fatal(err)
	}
	said := map[string]string{}
	for _, c := range ann.gets("/api/tickets/1").ticket().History {
		said[c.Verb] = c.Text
	}
	if said["resolved"] != "It **works**." || said["reopened"] != "It *does not*." {
		t.Errorf("the history says %q", said)
	}
}
