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

// finder is a triager that finds the skills whose names stand in what was said last.
type finder struct{ skills []string }

func (c *finder) Triage(_ context.Context, q tickets.Request) (tickets.Assessment, error) {
	said := append([]string{q.Title}, q.Facts...)
	needs := slices.DeleteFunc(slices.Clone(c.skills), func(s string) bool { return !strings.Contains(said[len(said)-1], s) })
	return tickets.Assessment{Priority: tickets.Medium, Skills: needs, By: "finder"}, nil
}

// clinic is an office in which Maya knows VPN and Jon knows SAP, and Maya has been
// given a ticket of Ann's that is about VPN.
type clinic struct {
	*office
	finder              finder
	ann, maya, jon, ada tickets.Actor
	ticket              tickets.Ticket
}

func newClinic(t *testing.T) *clinic {
	t.Helper()
	c := &clinic{office: newOffice(t), finder: finder{skills: []string{"VPN", "SAP"}}}
	c.desk = tickets.New(tickets.Config{Store: c.store, Triager: &c.finder, Clock: func() time.Time { return c.now }})
	c.ann, c.ada = c.hires("Ann", tickets.Requester), c.hires("Ada", tickets.Admin)
	c.maya = c.knowing("Maya", "VPN")
	c.ticket = c.assigned(c.ann)
	c.jon = c.knowing("Jon", "SAP")
	return c
}

func (c *clinic) knowing(name, skill string) tickets.Actor {
	c.t.Helper()
	u, err := c.desk.SetUser(c.t.Context(), c.ada, c.hires(name, tickets.Moderator).User.ID, tickets.UserPatch{Skills: &[]string{skill}})
	c.must(err)
	return tickets.Actor{User: u, Via: tickets.Web}
}

// says has Ann add to her ticket, which is then read and routed.
func (c *clinic) says(text string) {
	c.t.Helper()
	c.now = c.now.Add(time.Minute)
	_, err := c.desk.Reply(c.t.Context(), c.ann, c.ticket.ID, tickets.NewComment{Text: text})
	c.must(err)
	c.isRead()
}

func (c *clinic) isRead() {
	c.t.Helper()
	c.must(c.desk.Triage(c.t.Context(), c.ticket.ID, 0))
	c.must(c.desk.Assign(c.t.Context(), c.ticket.ID))
}

func (c *clinic) set(p tickets.Patch) {
	c.t.Helper()
	_, err := c.desk.Set(c.t.Context(), c.ada, c.ticket.ID, p)
	c.must(err)
}

func TestATicketThatNeedsOtherSkillsNow(t *testing.T) {
	for name, tt := range map[string]struct {
		does func(c *clinic)
		want string // who has it
	}{
		"goes to who knows them": {func(c *clinic) { c.says("It is SAP.") }, "Jon"},
		"goes there when it is read on demand": {func(c *clinic) {
			c.finder.skills = nil
			c.says("It is SAP.")
			c.finder.skills = []string{"SAP"}
			c.demands(c.ada)
		}, "Jon"},
		"goes on when it needs others again": {func(c *clinic) {
			c.says("It is SAP.")
			c.says("No, the VPN.")
		}, "Maya"},
		"stays with who knows one of them":   {func(c *clinic) { c.says("It is SAP over VPN.") }, "Maya"},
		"stays when it needs none after all": {func(c *clinic) { c.says("Since nine.") }, "Maya"},
		"stays when nobody there knows them": {func(c *clinic) { c.leaves(c.jon); c.says("It is SAP.") }, "Maya"},
		"stays with who was chosen by hand": {func(c *clinic) {
			nobody := tickets.UserID("")
			c.set(tickets.Patch{Assignee: &nobody})
			c.set(tickets.Patch{Assignee: &c.maya.User.ID})
			c.says("It is SAP.")
		}, "Maya"},
		"stays when its skills were set":       {func(c *clinic) { c.set(tickets.Patch{Skills: &[]string{"VPN"}}); c.says("It is SAP.") }, "Maya"},
		"stays with who has made a note of it": {func(c *clinic) { c.notes(); c.says("It is SAP.") }, "Maya"},
		"stays with who has claimed it":        {func(c *clinic) { c.claims(); c.says("It is SAP."); c.demands(c.ada) }, "Maya"},
		"stays with who had resolved it":       {func(c *clinic) { c.resolves(); c.says("It is SAP.") }, "Maya"},
		"stays with who asks for it to be read": {func(c *clinic) {
			c.finder.skills = nil
			c.says("It is SAP.")
			c.finder.skills = []string{"SAP"}
			c.demands(c.maya)
		}, "Maya"},
	} {
		t.Run(name, func(t *testing.T) {
			c := newClinic(t)
			tt.does(c)
			if got := c.owner(c.ticket); got != tt.want {
				t.Errorf("it is with %q, want %s; it needs %v", got, tt.want, c.reads(c.ticket).Skills)
			}
		})
	}
}

func (c *clinic) leaves(a tickets.Actor) {
	c.sets(a, tickets.UserPatch{Away: &[]tickets.Span{{From: c.now, To: c.now.AddDate(0, 0, 7)}}})
}

func (c *clinic) notes() {
	_, err := c.desk.Reply(c.t.Context(), c.maya, c.ticket.ID, tickets.NewComment{Text: "Which client?", Internal: true})
	c.must(err)
}

func (c *clinic) claims() {
	_, err := c.desk.Claim(c.t.Context(), c.maya, c.ticket.ID)
	c.must(err)
}

func (c *clinic) resolves() {
	_, err := c.desk.Resolve(c.t.Context(), c.maya, c.ticket.ID, "")
	c.must(err)
}

func (c *clinic) demands(a tickets.Actor) {
	_, err := c.desk.Retriage(c.t.Context(), a, c.ticket.ID)
	c.must(err)
	c.isRead()
}

func TestATicketThatNeedsOtherSkillsIsHandedOnOnceAndSaysWhy(t *testing.T) {
	c := newClinic(t)
	before := len(c.planned(c.ticket).Notices)
	c.says("It is SAP.")
	c.isRead() // the engine does it twice
	got := c.planned(c.ticket)
	if diff := cmp.Diff([]string{"was with Maya, who knows none of SAP", "knows SAP", "has nothing open"}, got.Routing.Why); diff != "" {
		t.Errorf("why Jon (-want +got):\n%s", diff)
	}
	var kinds []tickets.NoticeKind
	for _, n := range got.Notices[before:] {
		kinds = append(kinds, n.Kind)
		if n.To == c.maya.User.ID && n.Kind != tickets.NoticeReplied {
			t.Errorf("Maya, who had it, is told %s", n.Kind)
		}
	}
	if want := []tickets.NoticeKind{tickets.NoticeReplied, tickets.NoticeAssigned}; !slices.Equal(kinds, want) {
		t.Errorf("what is told: %v, want %v", kinds, want)
	}
	if len(got.Routing.Refusals) != 0 {
		t.Errorf("it counts as handed on: %v", got.Routing.Refusals)
	}
}
