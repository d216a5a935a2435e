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

// switches sets the channels that somebody has switched off for a kind of notice.
func (o *office) switches(a tickets.Actor, kind tickets.NoticeKind, off ...tickets.Platform) tickets.Actor {
	o.t.Helper()
	return o.sets(a, tickets.UserPatch{Preferences: &tickets.Preferences{Off: map[tickets.NoticeKind][]tickets.Platform{kind: off}}})
}

func TestNewsComeOverTheChannelThatWasLeftOn(t *testing.T) {
	for name, tt := range map[string]struct {
		off         []tickets.Platform
		chat, mails int
	}{
		"both are on":  {nil, 1, 0},
		"mail only":    {[]tickets.Platform{tickets.Slack}, 0, 1},
		"chat only":    {[]tickets.Platform{tickets.Mail}, 1, 0},
		"none is left": {[]tickets.Platform{tickets.Slack, tickets.Mail}, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			ann, maya := o.hires("Ann", tickets.Requester), o.hires("Maya", tickets.Moderator)
			ann = o.switches(ann, tickets.NoticeReplied, tt.off...)
			ann.Via = tickets.Slack
			ticket := o.delivers(o.assigned(ann))
			o.sent[tickets.Mail].messages, o.sent[tickets.Slack].messages = nil, nil
			o.replies(maya, ticket, "Which gateway?")
			o.delivers(o.planned(ticket))
			chat, mails := o.sent[tickets.Slack].kinds(ann.User.ID), o.sent[tickets.Mail].kinds(ann.User.ID)
			if len(chat) != tt.chat || len(mails) != tt.mails {
				t.Errorf("Ann got %v by chat and %v by mail, want %d and %d", chat, mails, tt.chat, tt.mails)
			}
		})
	}
}

func TestWhatIsSwitchedOffBeforeItLeavesIsNotSent(t *testing.T) {
	o := newOffice(t)
	ann, maya := o.hires("Ann", tickets.Requester), o.hires("Maya", tickets.Moderator)
	ticket := o.assigned(ann)
	o.switches(maya, tickets.NoticeAssigned, tickets.Mail)
	ticket = o.delivers(ticket)
	if mails, chats := o.sent[tickets.Mail].kinds(maya.User.ID), o.sent[tickets.Slack].kinds(maya.User.ID); len(mails) != 0 || len(chats) != 1 {
		t.Errorf("Maya got %v by mail and %v by chat, want nothing and one", mails, chats)
	}
	if r := receipt(t, ticket, tickets.NoticeAssigned, tickets.Mail); r.State != tickets.ReceiptSkipped || r.Error == "" {
		t.Errorf("the receipt is %+v, want it skipped, with the reason", r)
	}
}

func TestNothingIsSentToAnAccountThatWasDeactivatedMeanwhile(t *testing.T) {
	o := newOffice(t)
	ann, maya, boss := o.hires("Ann", tickets.Requester), o.hires("Maya", tickets.Moderator), o.hires("Ada", tickets.Admin)
	ticket := o.assigned(ann)
	gone := false
	_, err := o.desk.SetUser(t.Context(), boss, maya.User.ID, tickets.UserPatch{Active: &gone})
	o.must(err)
	o.delivers(ticket)
	if got := append(o.sent[tickets.Mail].kinds(maya.User.ID), o.sent[tickets.Slack].kinds(maya.User.ID)...); len(got) != 0 {
		t.Errorf("Maya got %v, want nothing", got)
	}
}
