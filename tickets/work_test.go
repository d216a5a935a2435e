package tickets_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"

	"github.com/beckon-desk/beckon/tickets"
	"github.com/beckon-desk/beckon/tickets/sqlite"
)

// workDesk is a desk with four people, on a clock that stands still unless moved.
type workDesk struct {
	*tickets.Service
	t                     *testing.T
	ctx                   context.Context
	store                 tickets.Store
	clock                 time.Time
	ann, maya, jon, admin tickets.Actor
}

func newWorkDesk(t *testing.T) *workDesk {
	t.Helper()
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "desk.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	d := &workDesk{t: t, ctx: t.Context(), store: store, clock: time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)}
	d.Service = tickets.New(tickets.Config{
		Store: store, Triager: fixed{}, URL: "https://desk.test", Clock: func() time.Time { return d.clock }, BcryptCost: bcrypt.MinCost,
	})
	d.ann = d.person("Ann", "user")
	d.maya = d.person("Maya", "moderator", "VPN")
	d.jon = d.person("Jon", "moderator", "Printing")
	d.admin = d.person("Ada", "admin")
	return d
}

func (d *workDesk) person(name, role string, skills ...string) tickets.Actor {
	d.t.Helper()
	u, err := d.AddUser(d.ctx, strings.ToLower(name)+"@desk.test", name, role, skills)
	if err != nil {
		d.t.Fatal(err)
	}
	return tickets.Actor{User: u, Via: tickets.Web}
}

// fixed proposes the same for every ticket.
type fixed struct{}

func (fixed) Triage(context.Context, tickets.Request) (tickets.Assessment, error) {
	return tickets.Assessment{Summary: "s", Priority: tickets.High, Skills: []string{"VPN", "Alchemy"}, Notes: "n", By: "fixed"}, nil
}

// opens returns a ticket of Ann's.
func (d *workDesk) opens(title string) tickets.Ticket {
	d.t.Helper()
	t, err := d.Open(d.ctx, d.ann, tickets.NewTicket{Title: title})
	if err != nil {
		d.t.Fatal(err)
	}
	return t
}

// assigned returns a ticket of Ann's that Maya has on her desk.
func (d *workDesk) assigned() tickets.Ticket {
	d.t.Helper()
	t := d.opens("VPN drops")
	d.must(d.Triage(d.ctx, t.ID, 0))
	d.must(d.Assign(d.ctx, t.ID))
	return d.stored(t.ID)
}

func (d *workDesk) stored(id tickets.ID) tickets.Ticket {
	d.t.Helper()
	t, err := d.store.Ticket(d.ctx, id)
	if err != nil {
		d.t.Fatal(err)
	}
	return t
}

func (d *workDesk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// wants checks the kind of an error and words in its sentence.
func wants(t *testing.T, err error, kind tickets.Kind, words string) {
	t.Helper()
	if err == nil || tickets.KindOf(err) != kind || !strings.Contains(tickets.MessageOf(err), words) {
		t.Errorf("got %v, want a %s that says %q", err, kind, words)
	}
}

func TestTriageKeepsOnlySkillsThatExist(t *testing.T) {
	d := newWorkDesk(t)
	got := d.assigned()
	if strings.Join(got.Skills, ",") != "VPN" || got.Priority != tickets.High || got.Triage.State != tickets.TriageDone {
		t.Errorf("skills %v, priority %s, triage %s; want VPN, high, done", got.Skills, got.Priority, got.Triage.State)
	}
}

func TestTriageLeavesAloneWhatAPersonHasSet(t *testing.T) {
	d := newWorkDesk(t)
	ticket := d.opens("VPN drops")
	low, none := tickets.Low, []string{}
	_, err := d.Set(d.ctx, d.maya, ticket.ID, tickets.Patch{Priority: &low, Skills: &none})
	d.must(err)
	d.must(d.Triage(d.ctx, ticket.ID, 0))
	got := d.stored(ticket.ID)
	if got.Priority != tickets.Low || len(got.Skills) != 0 || got.Triage.Proposed.Priority != tickets.High {
		t.Errorf("priority %s, skills %v, proposed %s; want what Maya set, and the proposal kept beside it", got.Priority, got.Skills, got.Triage.Proposed.Priority)
	}
}

func TestADeliveryThatComesAgainOpensNoSecondTicket(t *testing.T) {
	d := newWorkDesk(t)
	var all sync.WaitGroup
	numbers := make([]tickets.Number, 11)
	for i := range numbers {
		all.Go(func() {
			if t, err := d.Open(d.ctx, d.ann, tickets.NewTicket{Title: "VPN drops", Key: "slack:T1:trigger-1"}); err == nil {
				numbers[i] = t.Number
			}
		})
	}
	all.Wait()
	for _, n := range numbers {
		if n != 1 {
			t.Fatalf("the eleven deliveries became %v, want #1 each", numbers)
		}
	}
}

func TestTheFirstClaimWins(t *testing.T) {
	d := newWorkDesk(t)
	ticket := d.assigned()
	_, err := d.Claim(d.ctx, d.jon, ticket.ID)
	d.must(err)
	claimed := d.clock
	for since, ago := range map[time.Duration]string{-2 * time.Second: "1 s", 0: "1 s", 2 * time.Second: "2 s", 90 * time.Second: "1 min"} {
		d.clock = claimed.Add(since)
		_, err = d.Claim(d.ctx, d.maya, ticket.ID)
		wants(t, err, tickets.Conflict, "Jon claimed #1 "+ago+" ago.")
	}
	if again, err := d.Claim(d.ctx, d.jon, ticket.ID); err != nil || again.Version != d.stored(ticket.ID).Version {
		t.Errorf("claiming his own again: %v, want no change", err)
	}
}

func TestManyClaimsAtOnceHaveOneWinner(t *testing.T) {
	d := newWorkDesk(t)
	ticket := d.assigned()
	won := make(chan tickets.UserID, 200)
	var all sync.WaitGroup
	for i := range 200 {
		a := []tickets.Actor{d.maya, d.jon, d.admin}[i%3]
		all.Go(func() {
			if got, err := d.Claim(d.ctx, a, ticket.ID); err == nil {
				won <- got.Assignee.ID
			}
		})
	}
	all.Wait()
	close(won)
	winner := d.stored(ticket.ID).Assignee.ID
	for id := range won {
		if id != winner {
			t.Errorf("%s was told to have won, but %s has it", id, winner)
		}
	}
}

func TestNotMineGoesToTheNextBestAndNotBack(t *testing.T) {
	d := newWorkDesk(t)
	ticket := d.assigned()
	_, err := d.Decline(d.ctx, d.maya, ticket.ID, "I only do DNS")
	d.must(err)
	if got := d.stored(ticket.ID); got.Assignee != nil || len(got.Routing.Refusals) != 1 || got.Routing.Refusals[0].Reason != "I only do DNS" {
		t.Fatalf("after Not mine: assignee %v, refusals %+v", got.Assignee, got.Routing.Refusals)
	}
	d.must(d.Assign(d.ctx, ticket.ID))
	if got := d.stored(ticket.ID); got.Assignee == nil || got.Assignee.Name != "Ada" {
		t.Errorf("it went to %v, want Ada: nobody else knows VPN", got.Assignee)
	}
}

func TestWithNobodyToTakeItAdminsAreToldOnce(t *testing.T) {
	d := newWorkDesk(t)
	ticket := d.assigned()
	for _, a := range []tickets.Actor{d.maya, d.admin} {
		_, err := d.Decline(d.ctx, a, ticket.ID, "")
		d.must(err)
		d.must(d.Assign(d.ctx, ticket.ID))
	}
	d.must(d.Assign(d.ctx, ticket.ID))
	got := d.stored(ticket.ID)
	told := 0
	for _, n := range got.Notices {
		if n.Kind == tickets.NoticeUnrouted {
			told++
		}
	}
	if got.Assignee != nil || told != 1 || len(got.Routing.Why) == 0 {
		t.Errorf("assignee %v, told %d times, why %v; want nobody, once, a reason", got.Assignee, told, got.Routing.Why)
	}
}

func TestResolveAndReopen(t *testing.T) {
	d := newWorkDesk(t)
	ticket := d.assigned()
	_, err := d.Claim(d.ctx, d.maya, ticket.ID)
	d.must(err)
	_, err = d.Resolve(d.ctx, d.maya, ticket.ID, "Restarted the gateway.")
	d.must(err)
	if got := d.stored(ticket.ID); got.Status != tickets.Resolved || got.ResolvedAt.IsZero() {
		t.Fatalf("status %s, resolved at %s", got.Status, got.ResolvedAt)
	}
	_, err = d.Reopen(d.ctx, d.ann, ticket.ID, "It is back.")
	d.must(err)
	if got := d.stored(ticket.ID); got.Status != tickets.InProgress || !got.AssignedTo(d.maya.User.ID) || !got.ResolvedAt.IsZero() {
		t.Errorf("status %s, assignee %v; want in progress with Maya", got.Status, got.Assignee)
	}
}

func TestWhoResolvesTwiceLosesNoNote(t *testing.T) {
	d := newWorkDesk(t)
	for name, tt := range map[string]struct {
		by   tickets.Actor
		note string
		lost bool
	}{
		"the same again":             {d.maya, "Restarted the gateway.", false},
		"somebody who says nothing":  {d.jon, "", false},
		"somebody with another note": {d.jon, "Bought a new one.", true},
		"another note of the first":  {d.maya, "And the router.", true},
	} {
		t.Run(name, func(t *testing.T) {
			ticket := d.assigned()
			_, err := d.Resolve(d.ctx, d.maya, ticket.ID, "Restarted the gateway.")
			d.must(err)
			_, err = d.Resolve(d.ctx, tt.by, ticket.ID, tt.note)
			if tt.lost {
				wants(t, err, tickets.Conflict, ticket.Number.String()+" is resolved already")
			} else {
				d.must(err)
			}
		})
	}
}

func TestWhoResolvesAgainIsComparedWithTheLastTime(t *testing.T) {
	d := newWorkDesk(t)
	ticket := d.assigned()
	for _, note := range []string{"Restarted the gateway.", "Bought a new one."} {
		d.clock = d.clock.Add(time.Hour)
		_, err := d.Resolve(d.ctx, d.maya, ticket.ID, note)
		d.must(err)
		if note == "Restarted the gateway." {
			_, err = d.Reopen(d.ctx, d.ann, ticket.ID, "It is back.")
			d.must(err)
		}
	}
	_, err := d.Resolve(d.ctx, d.maya, ticket.ID, "Bought a new one.")
	d.must(err)
	_, err = d.Resolve(d.ctx, d.maya, ticket.ID, "Restarted the gateway.")
	wants(t, err, tickets.Conflict, "is resolved already")

	byHand, resolved := d.assigned(), tickets.Resolved
	_, err = d.Set(d.ctx, d.maya, byHand.ID, tickets.Patch{Status: &resolved})
	d.must(err)
	_, err = d.Resolve(d.ctx, d.maya, byHand.ID, "Restarted the gateway.")
	wants(t, err, tickets.Conflict, "is resolved already")
}

func TestWhoseTicketItIsThatSomebodyResolves(t *testing.T) {
	d := newWorkDesk(t)
	for name, tt := range map[string]struct {
		by   tickets.Actor
		has  bool // Maya has it
		want string
	}{
		"a moderator what nobody has":  {d.jon, false, "Jon"},
		"a moderator another's":        {d.jon, true, "Maya"},
		"its requester":                {d.ann, false, ""},
		"its requester Maya's":         {d.ann, true, "Maya"},
		"an admin what nobody has yet": {d.admin, false, "Ada"},
	} {
		ticket := d.opens("VPN drops")
		if tt.has {
			ticket = d.assigned()
		}
		_, err := d.Resolve(d.ctx, tt.by, ticket.ID, "")
		d.must(err)
		got := ""
		if a := d.stored(ticket.ID).Assignee; a != nil {
			got = a.Name
		}
		if got != tt.want {
			t.Errorf("%s: it is %q's, want %q", name, got, tt.want)
		}
	}
	own, err := d.Open(d.ctx, d.jon, tickets.NewTicket{Title: "My chair"})
	d.must(err)
	_, err = d.Resolve(d.ctx, d.jon, own.ID, "")
	d.must(err)
	if got := d.stored(own.ID); got.Assignee != nil {
		t.Errorf("what Jon asked for himself and resolved is %s's", got.Assignee.Name)
	}
}

func TestAnAdminReleasesAnybodysTicket(t *testing.T) {
	d := newWorkDesk(t)
	ticket := d.assigned()
	_, err := d.Release(d.ctx, d.jon, ticket.ID, "Maya is ill")
	wants(t, err, tickets.Forbidden, "with Maya")
	_, err = d.Release(d.ctx, d.admin, ticket.ID, "Maya is ill")
	d.must(err)
	if got := d.stored(ticket.ID); got.Assignee != nil || got.Routing.Refusals[0].By.Name != "Maya" {
		t.Errorf("it is with %v, handed on by %v", got.Assignee, got.Routing.Refusals)
	}
}

// A card may be pressed long after it was drawn.
func TestALateButtonChangesNothing(t *testing.T) {
	closes := func(d *workDesk, id tickets.ID) error {
		closed := tickets.Closed
		_, err := d.Set(d.ctx, d.maya, id, tickets.Patch{Status: &closed})
		return err
	}
	resolves := func(d *workDesk, id tickets.ID) error { _, err := d.Resolve(d.ctx, d.maya, id, ""); return err }
	declines := func(d *workDesk, id tickets.ID) error { _, err := d.Decline(d.ctx, d.maya, id, ""); return err }
	postpones := func(d *workDesk, id tickets.ID) error { _, err := d.Postpone(d.ctx, d.maya, id); return err }
	type deed = func(*workDesk, tickets.ID) error
	for name, tt := range map[string]struct {
		was, late deed
		words     string
	}{
		"Not mine of what is resolved":   {resolves, declines, "is already resolved"},
		"Not mine of what is closed":     {closes, declines, "is already closed"},
		"Not mine pressed twice":         {declines, declines, "Nobody has"},
		"Resolve of what is closed":      {closes, resolves, "is closed"},
		"More time for what is resolved": {resolves, postpones, "is already resolved"},
		"More time for what nobody has":  {declines, postpones, "Nobody has"},
		"Reopen by Ann of what is closed": {closes, func(d *workDesk, id tickets.ID) error {
			_, err := d.Reopen(d.ctx, d.ann, id, "")
			return err
		}, "open a new ticket"},
	} {
		t.Run(name, func(t *testing.T) {
			d := newWorkDesk(t)
			ticket := d.assigned()
			d.must(tt.was(d, ticket.ID))
			before := d.stored(ticket.ID)
			wants(t, tt.late(d, ticket.ID), tickets.Conflict, tt.words)
			if got := d.stored(ticket.ID); got.Version != before.Version {
				t.Errorf("it is %s now, with %v", got.Status, got.Assignee)
			}
		})
	}
}

func TestARequestersReplyBringsAResolvedTicketBack(t *testing.T) {
	d := newWorkDesk(t)
	ticket := d.assigned()
	_, err := d.Resolve(d.ctx, d.maya, ticket.ID, "")
	d.must(err)
	_, err = d.Reply(d.ctx, d.ann, ticket.ID, tickets.NewComment{Text: "It still drops."})
	d.must(err)
	if got := d.stored(ticket.ID); !got.Status.Live() {
		t.Errorf("status %s, want it live again", got.Status)
	}
}

func TestAModeratorsOwnTicketIsARequestersToThem(t *testing.T) {
	d := newWorkDesk(t)
	ticket, err := d.Open(d.ctx, d.jon, tickets.NewTicket{Title: "VPN drops"})
	d.must(err)
	_, err = d.Claim(d.ctx, d.maya, ticket.ID)
	d.must(err)
	_, err = d.Reply(d.ctx, d.maya, ticket.ID, tickets.NewComment{Text: "Which floor?", Waiting: true})
	d.must(err)
	_, err = d.Reply(d.ctx, d.jon, ticket.ID, tickets.NewComment{Text: "The third."})
	d.must(err)
	got := d.stored(ticket.ID)
	if last := got.Notices[len(got.Notices)-1]; got.Status != tickets.InProgress || last.Kind != tickets.NoticeReplied || last.To != d.maya.User.ID {
		t.Errorf("it is %s, and %s was told to %s; want it in progress, and Maya told", got.Status, last.Kind, last.To)
	}
}

func TestTheFirstAnswerEndsTheWait(t *testing.T) {
	d := newWorkDesk(t)
	ticket := d.assigned()
	say := func(a tickets.Actor, internal bool) time.Time {
		d.clock = d.clock.Add(time.Minute)
		_, err := d.Reply(d.ctx, a, ticket.ID, tickets.NewComment{Text: "Hello.", Internal: internal})
		d.must(err)
		return d.clock
	}
	say(d.ann, false)
	say(d.maya, true)
	first := say(d.maya, false)
	say(d.jon, false)
	if got := d.stored(ticket.ID).FirstReplyAt; !got.Equal(first) {
		t.Errorf("first answered at %s, want %s", got, first)
	}
}

func TestAnAnswerToWhatNobodyHasAsksForSomebody(t *testing.T) {
	d := newWorkDesk(t)
	ticket := d.opens("VPN drops")
	_, err := d.Reply(d.ctx, d.maya, ticket.ID, tickets.NewComment{Text: "Which floor?", Waiting: true})
	d.must(err)
	_, err = d.Reply(d.ctx, d.ann, ticket.ID, tickets.NewComment{Text: "The third."})
	d.must(err)
	events, err := d.store.PendingEvents(d.ctx, tickets.EventFilter{Limit: 100})
	d.must(err)
	queued := slices.ContainsFunc(events, func(e tickets.Event) bool { return e.Name == tickets.TicketQueued })
	if got := d.stored(ticket.ID); got.Status != tickets.Open || !queued {
		t.Errorf("it is %s, and the router is asked: %t; want it open, and asked", got.Status, queued)
	}
}

func TestAReplyThatComesAgainIsNotAddedAgain(t *testing.T) {
	d := newWorkDesk(t)
	ticket := d.assigned()
	for range 3 {
		_, err := d.Reply(d.ctx, d.ann, ticket.ID, tickets.NewComment{Text: "any news?", Key: "slack:Ev1"})
		d.must(err)
	}
	if got := d.stored(ticket.ID); len(got.Comments) != 1 {
		t.Errorf("there are %d comments, want 1", len(got.Comments))
	}
}

func TestWhatIsNotAllowed(t *testing.T) {
	d := newWorkDesk(t)
	ticket := d.assigned()
	omar := d.person("Omar", "user")
	high, closed, text := tickets.High, tickets.Closed, strings.Repeat("x", tickets.MaxComment+1)
	for name, tt := range map[string]struct {
		do    func() error
		kind  tickets.Kind
		words string
	}{
		"a requester claims": {func() error { _, err := d.Claim(d.ctx, d.ann, ticket.ID); return err }, tickets.Forbidden, "moderators"},
		"a requester sets a priority": {func() error {
			_, err := d.Set(d.ctx, d.ann, ticket.ID, tickets.Patch{Priority: &high})
			return err
		}, tickets.Forbidden, "moderators"},
		"a stranger reads":   {func() error { _, err := d.Get(d.ctx, omar, ticket.Number); return err }, tickets.NotFound, "#1"},
		"a stranger replies": {func() error { _, err := d.Reply(d.ctx, omar, ticket.ID, tickets.NewComment{Text: "hi"}); return err }, tickets.NotFound, ""},
		"a requester notes": {func() error {
			_, err := d.Reply(d.ctx, d.ann, ticket.ID, tickets.NewComment{Text: "hi", Internal: true})
			return err
		}, tickets.Forbidden, "internal"},
		"an empty reply":       {func() error { _, err := d.Reply(d.ctx, d.ann, ticket.ID, tickets.NewComment{Text: " \n"}); return err }, tickets.Invalid, "Write something"},
		"too long a reply":     {func() error { _, err := d.Reply(d.ctx, d.ann, ticket.ID, tickets.NewComment{Text: text}); return err }, tickets.Invalid, "10,000"},
		"an empty title":       {func() error { _, err := d.Open(d.ctx, d.ann, tickets.NewTicket{Title: "\u202e "}); return err }, tickets.Invalid, "what is wrong"},
		"handing on another's": {func() error { _, err := d.Decline(d.ctx, d.jon, ticket.ID, ""); return err }, tickets.Forbidden, "with Maya"},
		"an unknown ticket":    {func() error { _, err := d.Claim(d.ctx, d.maya, tickets.Number(99)); return err }, tickets.NotFound, "#99"},
		"a requester as assignee": {func() error {
			_, err := d.Set(d.ctx, d.maya, ticket.ID, tickets.Patch{Assignee: &d.ann.User.ID})
			return err
		}, tickets.Invalid, "moderator"},
		"a version that is old": {func() error {
			_, err := d.Set(d.ctx, d.maya, ticket.ID, tickets.Patch{Priority: &high, Version: 1})
			return err
		}, tickets.Conflict, "changed meanwhile"},
		"work on a closed ticket": {func() error {
			other := d.opens("Printer")
			_, err := d.Set(d.ctx, d.maya, other.ID, tickets.Patch{Status: &closed})
			d.must(err)
			_, err = d.Claim(d.ctx, d.maya, other.ID)
			return err
		}, tickets.Conflict, "closed"},
	} {
		t.Run(name, func(t *testing.T) { wants(t, tt.do(), tt.kind, tt.words) })
	}
}

func TestTheLastAdminStays(t *testing.T) {
	d := newWorkDesk(t)
	user, gone := tickets.Requester, false
	for name, p := range map[string]tickets.UserPatch{"demoted": {Role: &user}, "deactivated": {Active: &gone}} {
		_, err := d.SetUser(d.ctx, d.admin, d.admin.User.ID, p)
		t.Run(name, func(t *testing.T) { wants(t, err, tickets.Conflict, "last admin") })
	}
}

func TestTwoAdminsCannotDemoteEachOther(t *testing.T) {
	d := newWorkDesk(t)
	second := d.person("Bea", "admin")
	user := tickets.Requester
	var all sync.WaitGroup
	for _, pair := range [][2]tickets.Actor{{d.admin, second}, {second, d.admin}} {
		all.Go(func() { _, _ = d.SetUser(d.ctx, pair[0], pair[1].User.ID, tickets.UserPatch{Role: &user}) })
	}
	all.Wait()
	page, err := d.store.Users(d.ctx, tickets.UserFilter{Roles: []tickets.Role{tickets.Admin}, Active: true})
	d.must(err)
	if len(page.Users) == 0 {
		t.Error("no admin is left")
	}
}

func TestChatPeopleAreMatchedByProvenAddress(t *testing.T) {
	d := newWorkDesk(t)
	who := tickets.Profile{Identity: tickets.Identity{Platform: tickets.Slack, Team: "T1", ID: "U1"}, Email: "Maya@desk.test", Name: "maya", Internal: true}
	u, err := d.PersonFor(d.ctx, who)
	d.must(err)
	if u.ID != d.maya.User.ID {
		t.Errorf("it became %s, want Maya's account", u.Name)
	}
	who.Internal = false
	who.Identity.ID = "U2"
	_, err = d.PersonFor(d.ctx, who)
	wants(t, err, tickets.Forbidden, "members")
}

func TestWhoseNameCannotBeSeenIsCalledSomethingElse(t *testing.T) {
	d := newWorkDesk(t)
	for id, want := range map[string]string{"U1": "vic", "U2": "U2"} {
		i := tickets.Identity{Platform: tickets.Discord, ID: id, Name: map[string]string{"U1": "vic"}[id]}
		u, err := d.PersonFor(d.ctx, tickets.Profile{Identity: i, Name: "\u3164\u200b", Internal: true})
		d.must(err)
		if u.Name != want {
			t.Errorf("%s is called %q, want %q", id, u.Name, want)
		}
	}
}

func TestAnAccountMadeWithSomebodyElsesAddressIsTakenBack(t *testing.T) {
	for name, takesBack := range map[string]func(*workDesk, tickets.User) error{
		"by their Slack account": func(d *workDesk, u tickets.User) error {
			_, err := d.PersonFor(d.ctx, tickets.Profile{Identity: tickets.Identity{Platform: tickets.Slack, Team: "T1", ID: "U9"}, Email: string(u.Email), Name: "Vic", Internal: true})
			return err
		},
		"by a password link": func(d *workDesk, u tickets.User) error {
			_, link, err := d.NewLink(d.ctx, u.ID, tickets.Link{Purpose: tickets.LinkPassword}, tickets.PasswordLinkLife)
			d.must(err)
			_, err = d.SetPassword(d.ctx, link, "the victim's password")
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := newWorkDesk(t)
			u, err := d.SignUp(d.ctx, "victim@desk.test", "a thief's password", "Not the victim")
			d.must(err)
			session, _, err := d.StartSession(d.ctx, u.ID, "the thief's browser")
			d.must(err)
			thief := tickets.Profile{Identity: tickets.Identity{Platform: tickets.Discord, ID: "T"}, Name: "thief", Internal: true}
			chat, err := d.PersonFor(d.ctx, thief)
			d.must(err)
			link, err := d.IdentityLink(d.ctx, tickets.Actor{User: chat, Via: tickets.Discord}, thief.Identity)
			d.must(err)
			_, token, _ := strings.Cut(link, "#")
			_, err = d.JoinIdentity(d.ctx, tickets.Actor{User: u, Via: tickets.Web}, token)
			d.must(err)

			d.must(takesBack(d, u))
			_, err = d.LogIn(d.ctx, "victim@desk.test", "a thief's password", tickets.Device{})
			wants(t, err, tickets.Unauthenticated, "wrong")
			_, err = d.SessionUser(d.ctx, u.ID, session.ID)
			wants(t, err, tickets.Unauthenticated, "log in")
			if who, err := d.PersonFor(d.ctx, thief); err != nil || who.ID == u.ID {
				t.Errorf("the thief in Discord is %s, %v", who.Name, err)
			}
		})
	}
}

func TestANewPasswordEndsTheLinksThatCouldSetAnother(t *testing.T) {
	for name, set := range map[string]func(*workDesk, string) error{
		"by a link": func(d *workDesk, link string) error {
			_, err := d.SetPassword(d.ctx, link, "a new password")
			return err
		},
		"by hand": func(d *workDesk, _ string) error {
			return d.ChangePassword(d.ctx, d.maya, "the old password", "a new password", "")
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := newWorkDesk(t)
			link := func() string {
				_, token, err := d.NewLink(d.ctx, d.maya.User.ID, tickets.Link{Purpose: tickets.LinkPassword}, tickets.PasswordLinkLife)
				d.must(err)
				return token
			}
			_, err := d.SetPassword(d.ctx, link(), "the old password")
			d.must(err)
			stolen, own := link(), link()
			d.must(set(d, own))
			_, err = d.SetPassword(d.ctx, stolen, "a thief's password")
			wants(t, err, tickets.Invalid, "used or has expired")
		})
	}
}

func TestNobodyIsFloodedWithPasswordLinks(t *testing.T) {
	for _, email := range []string{"maya@desk.test", "nobody@desk.test"} { // neither tells whether there is an account
		d := newWorkDesk(t)
		asks := func() (asked int) {
			for d.AskPasswordLink(d.ctx, email) == nil {
				asked++
			}
			return asked
		}
		if got := asks(); got != 5 {
			t.Errorf("%s: %d links at once, want 5", email, got)
		}
		wants(t, d.AskPasswordLink(d.ctx, email), tickets.TooMany, "Wait")
		d.clock = d.clock.Add(time.Hour)
		if got := asks(); got != 5 {
			t.Errorf("%s: %d links an hour later, want 5", email, got)
		}
		d.clock = d.clock.Add(10 * time.Minute)
		if got := asks(); got != 1 {
			t.Errorf("%s: %d links ten minutes later, want 1", email, got)
		}
		_, err := d.LogIn(d.ctx, email, "wrong password", tickets.Device{})
		wants(t, err, tickets.Unauthenticated, "wrong")
	}
}

func TestWrongPasswordsAreSlowedDownForUnknownAddressesToo(t *testing.T) {
	for _, email := range []string{"maya@desk.test", "nobody@desk.test"} {
		d := newWorkDesk(t)
		var last error
		for range 11 {
			_, last = d.LogIn(d.ctx, email, "wrong password", tickets.Device{})
		}
		wants(t, last, tickets.TooMany, "Wait")
	}
}

// unread is a store in which nobody can be looked up.
type unread struct{ tickets.Store }

func (unread) User(context.Context, tickets.UserRef) (tickets.User, error) {
	return tickets.User{}, errDown
}

func TestALogInWhileTheRecordsDoNotAnswerBlamesNoPassword(t *testing.T) {
	desk := tickets.New(tickets.Config{Store: unread{newWorkDesk(t).store}})
	for range 11 { // nor is it a try too many
		_, err := desk.LogIn(t.Context(), "maya@desk.test", "right or wrong", tickets.Device{})
		wants(t, err, tickets.Unavailable, "records do not answer")
	}
}

func TestARefreshTokenThatWasTradedBefore(t *testing.T) {
	const moment = 9 * time.Second
	for name, tt := range map[string]struct {
		trades []int // which of the tokens got so far is traded; the first is the log-in's
		later  time.Duration
		ends   bool
	}{
		"its answer was lost":                       {[]int{0, 0}, moment, false},
		"and that one's as well":                    {[]int{0, 0, 0}, moment, false},
		"and work went on with the third":           {[]int{0, 0, 0, 3}, moment, false},
		"nobody waits for an answer so long":        {[]int{0, 0}, 10 * time.Second, true},
		"another was traded since":                  {[]int{0, 1, 0}, moment, true},
		"the answer was not lost, but overtaken":    {[]int{0, 0, 1}, moment, true},
		"the answer was lost, and somebody has two": {[]int{0, 0, 2, 1}, moment, true},
	} {
		t.Run(name, func(t *testing.T) {
			d := newWorkDesk(t)
			session, token, err := d.StartSession(d.ctx, d.maya.User.ID, "browser")
			d.must(err)
			got := []string{token}
			for i, n := range tt.trades {
				if i == len(tt.trades)-1 {
					d.clock = d.clock.Add(tt.later)
				}
				var next string
				if _, _, next, err = d.RefreshSession(d.ctx, got[n]); err == nil {
					got = append(got, next)
				}
			}
			_, alive := d.SessionUser(d.ctx, d.maya.User.ID, session.ID)
			if !tt.ends {
				d.must(err)
				d.must(alive)
				_, _, _, err = d.RefreshSession(d.ctx, got[len(got)-1])
				d.must(err)
				return
			}
			wants(t, err, tickets.Unauthenticated, "log in")
			wants(t, alive, tickets.Unauthenticated, "log in")
		})
	}
}

func TestAPasswordLinkWorksOnce(t *testing.T) {
	d := newWorkDesk(t)
	_, token, err := d.NewLink(d.ctx, d.maya.User.ID, tickets.Link{Purpose: tickets.LinkPassword}, time.Hour)
	d.must(err)
	_, err = d.SetPassword(d.ctx, token, "a new password")
	d.must(err)
	_, err = d.SetPassword(d.ctx, token, "another password")
	wants(t, err, tickets.Invalid, "used or has expired")
	_, err = d.LogIn(d.ctx, "maya@desk.test", "a new password", tickets.Device{})
	d.must(err)
}

func TestALinkExpires(t *testing.T) {
	d := newWorkDesk(t)
	_, token, err := d.NewLink(d.ctx, d.maya.User.ID, tickets.Link{Purpose: tickets.LinkPassword}, time.Hour)
	d.must(err)
	d.clock = d.clock.Add(time.Hour)
	_, err = d.SetPassword(d.ctx, token, "a new password")
	wants(t, err, tickets.Invalid, "expired")
}

func ExampleNumber() {
	n, ok := tickets.ParseNumber("#42")
	fmt.Println(n, ok)
	// Output: #42 true
}

func TestWhoAnswersTheirOwnTicketIsNotTold(t *testing.T) {
	d := newWorkDesk(t)
	ticket, err := d.Open(d.ctx, d.maya, tickets.NewTicket{Title: "My own VPN drops"})
	d.must(err)
	_, err = d.Claim(d.ctx, d.maya, ticket.ID)
	d.must(err)
	ticket, err = d.Reply(d.ctx, d.maya, ticket.ID, tickets.NewComment{Text: "Since Monday."})
	d.must(err)
	for _, n := range ticket.Notices {
		if n.Kind == tickets.NoticeReplied {
			t.Errorf("Maya is to be told of her own reply: %+v", n)
		}
	}
}
