package tickets_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/beckon-desk/beckon/tickets"
)

// stopLink returns the token of the unsubscribe link in the newest mail.
func (o *office) stopLink() string {
	o.t.Helper()
	messages := o.sent[tickets.Mail].messages
	if len(messages) == 0 {
		o.t.Fatal("no mail was sent")
	}
	u, err := url.Parse(messages[len(messages)-1].Unsubscribe)
	o.must(err)
	if u.Path != tickets.UnsubscribePath {
		o.t.Fatalf("the link is %q", u)
	}
	return u.Query().Get("token")
}

func TestOneKindOfMailIsStoppedByItsLink(t *testing.T) {
	o := newOffice(t)
	ann, maya := o.hires("Ann", tickets.Requester), o.hires("Maya", tickets.Moderator)
	o.delivers(o.assigned(ann))
	token := o.stopLink()
	for range 2 {
		if kind, err := o.desk.Unsubscribe(t.Context(), token); kind != tickets.NoticeAssigned || err != nil {
			t.Fatalf("stopped %q, %v", kind, err)
		}
	}
	o.sent[tickets.Mail].messages, o.sent[tickets.Slack].messages = nil, nil
	o.delivers(o.assigned(ann))
	if mails, chats := o.sent[tickets.Mail].kinds(maya.User.ID), o.sent[tickets.Slack].kinds(maya.User.ID); len(mails) != 0 || len(chats) != 1 {
		t.Errorf("then Maya got %v by mail and %v by chat, want nothing and one", mails, chats)
	}
}

func TestAnUnsubscribeLinkCannotBeForged(t *testing.T) {
	o := newOffice(t)
	ann, maya := o.hires("Ann", tickets.Requester), o.hires("Maya", tickets.Moderator)
	o.delivers(o.assigned(ann))
	token := o.stopLink()
	for name, forged := range map[string]string{
		"another person": strings.Replace(token, string(maya.User.ID), string(ann.User.ID), 1),
		"another kind":   strings.Replace(token, "assigned", "replied", 1),
		"cut off":        token[:len(token)-1],
		"none":           "",
	} {
		if _, err := o.desk.Unsubscribe(t.Context(), forged); tickets.KindOf(err) != tickets.Invalid {
			t.Errorf("%s: %v, want invalid", name, err)
		}
	}
	if u, err := o.desk.Person(t.Context(), ann, ann.User.ID); err != nil || len(u.Preferences.Off) != 0 {
		t.Errorf("Ann's switches are %v, %v", u.Preferences.Off, err)
	}
}
