package tickets_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/tickets"
)

// conversation is a ticket of Ann's that Maya has claimed and Ann knows about.
func conversation(t *testing.T) (o *office, ticket tickets.Ticket, ann, maya tickets.Actor) {
	o = newOffice(t)
	ann, maya = o.hires("Ann", tickets.Requester), o.hires("Maya", tickets.Moderator)
	ticket = o.assigned(ann)
	_, err := o.desk.Claim(t.Context(), maya, ticket.ID)
	o.must(err)
	ticket = o.delivers(o.planned(ticket))
	o.sent[tickets.Mail].messages, o.sent[tickets.Slack].messages = nil, nil
	return o, ticket, ann, maya
}

// said are the texts of what was sent to somebody.
func (o *office) said(to tickets.Actor) (texts []string) {
	for _, channel := range o.sent {
		for _, m := range channel.messages {
			if m.To.ID == to.User.ID {
				texts = append(texts, string(m.Kind)+": "+m.Text)
			}
		}
	}
	slices.Sort(texts) // one may be a mail and the next a chat message
	return texts
}

func (o *office) replies(a tickets.Actor, ticket tickets.Ticket, text string) {
	o.t.Helper()
	_, err := o.desk.Reply(o.t.Context(), a, ticket.ID, tickets.NewComment{Text: text})
	o.must(err)
	o.now = o.now.Add(time.Second)
}

func TestABurstOfRepliesIsOneMessageWithAllWords(t *testing.T) {
	o, ticket, ann, maya := conversation(t)
	o.replies(maya, ticket, "Hello.")
	o.planned(ticket)
	o.replies(maya, ticket, "Please restart it.")
	o.replies(maya, ticket, "Twice.")
	o.delivers(o.planned(ticket))
	if diff := cmp.Diff([]string{"replied: Hello.\n\nPlease restart it.\n\nTwice."}, o.said(ann)); diff != "" {
		t.Errorf("Ann was told (-want +got):\n%s", diff)
	}
}

func TestWhatWasSentIsNotSaidAgain(t *testing.T) {
	o, ticket, ann, maya := conversation(t)
	o.replies(maya, ticket, "Hello.")
	o.delivers(o.planned(ticket))
	o.replies(maya, ticket, "Please restart it.")
	o.delivers(o.planned(ticket))
	if diff := cmp.Diff([]string{"replied: Hello.", "replied: Please restart it."}, o.said(ann)); diff != "" {
		t.Errorf("Ann was told (-want +got):\n%s", diff)
	}
}

func TestTheNewestStateIsTold(t *testing.T) {
	o := newOffice(t)
	ann, maya := o.hires("Ann", tickets.Requester), o.hires("Maya", tickets.Moderator)
	ticket := o.assigned(ann)
	_, err := o.desk.Claim(t.Context(), maya, ticket.ID)
	o.must(err)
	o.replies(maya, ticket, "I see it.")
	_, err = o.desk.Resolve(t.Context(), maya, ticket.ID, "Restarted.")
	o.must(err)
	o.delivers(o.planned(ticket))
	if diff := cmp.Diff([]string{"replied: I see it.", "resolved: Restarted."}, o.said(ann)); diff != "" {
		t.Errorf("Ann was told (-want +got):\n%s", diff)
	}
}
