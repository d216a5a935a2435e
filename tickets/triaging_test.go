package tickets_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/beckon-desk/beckon/tickets"
)

// reader is a triager whose summary is all it was given, and which may be
// interrupted while it reads.
type reader struct{ interrupt func() }

func (r *reader) Triage(_ context.Context, q tickets.Request) (tickets.Assessment, error) {
	if r.interrupt != nil {
		r.interrupt()
	}
	said := strings.Join(slices.Concat([]string{q.Title}, q.Facts), " | ")
	p := tickets.Medium
	if strings.Contains(said, "everybody") {
		p = tickets.High
	}
	return tickets.Assessment{Summary: said, Priority: p, By: "reader"}, nil
}

// studio is an office whose tickets are read by a reader, with one opened and
// read there.
type studio struct {
	*office
	ann, maya tickets.Actor
	reader    reader
	ticket    tickets.Ticket
}

func newStudio(t *testing.T) *studio {
	t.Helper()
	s := &studio{office: newOffice(t)}
	s.desk = tickets.New(tickets.Config{Store: s.store, Triager: &s.reader, Clock: func() time.Time { return s.now }})
	s.ann, s.maya = s.hires("Ann", tickets.Requester), s.hires("Maya", tickets.Moderator)
	s.ticket = s.assigned(s.ann)
	return s
}

// runs lets the engine do what was asked for: one triage for every such event
// that is not yet settled. It returns how many there were.
func (s *studio) runs() (n int) {
	s.t.Helper()
	events, err := s.store.PendingEvents(s.t.Context(), tickets.EventFilter{Limit: 100})
	s.must(err)
	var done []tickets.Settlement
	for _, e := range events {
		if e.Name == tickets.TicketCreated {
			s.must(s.desk.Triage(s.t.Context(), e.Ticket, 0))
			n++
		}
		done = append(done, tickets.Settlement{Event: e, Delivered: true})
	}
	s.must(s.store.SettleEvents(s.t.Context(), done))
	return n
}

func (s *studio) says(a tickets.Actor, text string) {
	s.t.Helper()
	s.now = s.now.Add(time.Second)
	_, err := s.desk.Reply(s.t.Context(), a, s.ticket.ID, tickets.NewComment{Text: text})
	s.must(err)
}

func TestWhatTheRequesterAddsIsTriaged(t *testing.T) {
	s := newStudio(t)
	s.runs()
	s.says(s.ann, "It drops for everybody.")
	s.says(s.maya, "Since when?")
	s.says(s.ann, "Since nine.")
	if n := s.runs(); n != 1 {
		t.Errorf("two messages before the next triage asked for %d, want 1", n)
	}
	got := s.reads(s.ticket)
	if got.Summary != "VPN drops | It drops for everybody. | Since nine." || got.Priority != tickets.High {
		t.Errorf("it is %s: %q; want it high, with what was added", got.Priority, got.Summary)
	}
}

// scribe is a triager that keeps what it was given and says a lot.
type scribe struct {
	given tickets.Request
	says  tickets.Assessment
}

func (s *scribe) Triage(_ context.Context, q tickets.Request) (tickets.Assessment, error) {
	s.given = q
	return s.says, nil
}

func TestATicketGoesToTheTriagerAndComesBackWhole(t *testing.T) {
	o := newOffice(t)
	ann := o.hires("Ann", tickets.Requester)
	s := &scribe{says: tickets.Assessment{
		Summary: "The VPN drops.", Priority: tickets.High, Reason: "It stops work.", Notes: "Look at the MTU.", Category: "network",
		Confidence: map[tickets.Field]float64{tickets.FieldSummary: 0.9, tickets.FieldPriority: 0.4}, Sentiment: "angry", Language: "en", Draft: "We are on it.",
		Similar: []tickets.Similar{{Number: 7, Title: "VPN"}}, By: "scribe", Model: "quill", Prompt: "1", Fallback: "The printer was busy.", Cause: tickets.CauseModelBusy,
		TokensIn: 321, TokensOut: 45,
	}}
	o.desk = tickets.New(tickets.Config{Store: o.store, Triager: s, Clock: func() time.Time { return o.now }})
	ticket, err := o.desk.Open(t.Context(), ann, tickets.NewTicket{Title: "VPN drops", Body: "Every ten minutes.", Urgency: tickets.High})
	o.must(err)
	o.must(o.desk.Triage(t.Context(), ticket.ID, 3))

	asked := tickets.Request{
		ID: ticket.ID, Title: "VPN drops", Body: "Every ten minutes.", Urgency: tickets.High, Requester: ann.User.ID, CreatedAt: ticket.CreatedAt, Attempt: 3,
	}
	if diff := cmp.Diff(asked, s.given, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("it was given (-want +got):\n%s", diff)
	}
	got, says := o.reads(ticket), s.says
	want := tickets.Triage{
		State: tickets.TriageDone, By: says.By, Model: says.Model, Prompt: says.Prompt, Fallback: says.Fallback, Cause: says.Cause, Reason: says.Reason,
		Confidence: 0.4, Confidences: says.Confidence, Sentiment: says.Sentiment, Language: says.Language, Draft: says.Draft, Similar: says.Similar,
		Proposed: tickets.Proposal{Priority: says.Priority, Category: says.Category}, TokensIn: says.TokensIn, TokensOut: says.TokensOut, At: o.now,
	}
	if diff := cmp.Diff(want, got.Triage, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("it said (-want +got):\n%s", diff)
	}
	if got.Summary != says.Summary || got.Notes != says.Notes || got.Priority != says.Priority || got.Category != says.Category {
		t.Errorf("the ticket is %s, %s: %q, %q", got.Priority, got.Category, got.Summary, got.Notes)
	}
}

func TestAnAsideOfARequesterWhoModeratesIsNotForTheTriager(t *testing.T) {
	s := newStudio(t)
	s.ticket = s.assigned(s.maya)
	_, err := s.desk.Reply(t.Context(), s.maya, s.ticket.ID, tickets.NewComment{Text: "Bob's password is swordfish.", Internal: true})
	s.must(err)
	s.says(s.maya, "Since nine.")
	s.runs()
	if got := s.reads(s.ticket).Summary; got != "VPN drops | Since nine." {
		t.Errorf("it was given %q", got)
	}
}

func TestWhatNeedsNoOtherTriageAsksForNone(t *testing.T) {
	for name, do := range map[string]func(*studio){
		"somebody else wrote":      func(s *studio) { s.says(s.maya, "Which gateway?") },
		"somebody has claimed it":  func(s *studio) { s.claims(); s.says(s.ann, "It drops for everybody.") },
		"it waits for an answer":   func(s *studio) { s.claims(); s.waits(); s.says(s.ann, "Gateway two.") },
		"it was resolved by Maya":  func(s *studio) { s.claims(); s.resolves(); s.says(s.ann, "It is back.") },
		"Maya wrote an aside":      func(s *studio) { s.notes() },
		"the requester rates it":   func(s *studio) { s.claims(); s.resolves(); s.rates() },
		"the requester follows it": func(s *studio) { s.follows() },
	} {
		t.Run(name, func(t *testing.T) {
			s := newStudio(t)
			s.runs()
			do(s)
			if n := s.runs(); n != 0 {
				t.Errorf("it was triaged %d more times, want none", n)
			}
		})
	}
}

func (s *studio) claims() {
	_, err := s.desk.Claim(s.t.Context(), s.maya, s.ticket.ID)
	s.must(err)
}

func (s *studio) waits() {
	_, err := s.desk.Reply(s.t.Context(), s.maya, s.ticket.ID, tickets.NewComment{Text: "Which gateway?", Waiting: true})
	s.must(err)
}

func (s *studio) resolves() {
	_, err := s.desk.Resolve(s.t.Context(), s.maya, s.ticket.ID, "")
	s.must(err)
}

func (s *studio) notes() {
	_, err := s.desk.Reply(s.t.Context(), s.maya, s.ticket.ID, tickets.NewComment{Text: "Ask the network team.", Internal: true})
	s.must(err)
}

func (s *studio) rates() {
	_, err := s.desk.Rate(s.t.Context(), s.ann, s.ticket.ID, 5)
	s.must(err)
}

func (s *studio) follows() {
	_, err := s.desk.Follow(s.t.Context(), s.ann, s.ticket.ID, true)
	s.must(err)
}

func TestAFactThatComesWhileTheTicketIsReadIsNotMissed(t *testing.T) {
	s := newStudio(t)
	s.runs()
	_, err := s.desk.Retriage(t.Context(), s.maya, s.ticket.ID)
	s.must(err)
	s.reader.interrupt = func() {
		s.reader.interrupt = nil
		s.says(s.ann, "It drops for everybody.")
	}
	var read []string
	for s.runs() > 0 {
		read = append(read, s.reads(s.ticket).Summary)
	}
	if diff := cmp.Diff([]string{"VPN drops", "VPN drops | It drops for everybody."}, read); diff != "" {
		t.Errorf("read, one after the other (-want +got):\n%s", diff)
	}
}

func TestWhatAPersonHasSetOutlastsAFreshTriage(t *testing.T) {
	s := newStudio(t)
	s.runs()
	low := tickets.Low
	_, err := s.desk.Set(t.Context(), s.maya, s.ticket.ID, tickets.Patch{Priority: &low})
	s.must(err)
	s.says(s.ann, "It drops for everybody.")
	s.runs()
	if got := s.reads(s.ticket); got.Priority != tickets.Low || got.Triage.Proposed.Priority != tickets.High {
		t.Errorf("it is %s, proposed %s; want it low as Maya set it, and high proposed", got.Priority, got.Triage.Proposed.Priority)
	}
}

func TestAnEditOfWhatTheRequesterWroteIsTriaged(t *testing.T) {
	for name, key := range map[string]string{"the message that opened it": "first", "a later one": "second"} {
		t.Run(name, func(t *testing.T) {
			s := newStudio(t)
			s.ticket = s.writes(s.ann, "Mail is slow")
			s.office.says(s.ann, s.ticket, "second", "Since nine.", false)
			s.runs()
			s.edits(key, 30, "Mail is slow for everybody.")
			s.runs()
			if got := s.reads(s.ticket); got.Priority != tickets.High {
				t.Errorf("it is %s, want it high, for it says everybody: %q", got.Priority, got.Summary)
			}
		})
	}
}

func TestWhatWasMadeOfADeletedMessageGoesWithIt(t *testing.T) {
	for name, claimed := range map[string]bool{"before a claim": false, "after it": true} {
		t.Run(name, func(t *testing.T) {
			s := newStudio(t)
			s.ticket = s.writes(s.ann, "Mail is slow")
			s.office.says(s.ann, s.ticket, "second", "My password is swordfish.", false)
			s.runs()
			if got := s.reads(s.ticket).Summary; !strings.Contains(got, "swordfish") {
				t.Fatalf("read as %q", got)
			}
			if claimed {
				s.claims()
			}
			s.deletes("second")
			if got := s.reads(s.ticket).Summary; got != "" {
				t.Errorf("it still says %q", got)
			}
			s.runs()
			if got, want := s.reads(s.ticket).Summary, map[bool]string{false: "Mail is slow"}[claimed]; got != want {
				t.Errorf("it says %q in the end, want %q", got, want)
			}
		})
	}
}

func TestASummarySetByHandOutlivesADeletion(t *testing.T) {
	s := newStudio(t)
	s.ticket = s.writes(s.ann, "Mail is slow")
	summary := "The mail server is full."
	_, err := s.desk.Set(t.Context(), s.maya, s.ticket.ID, tickets.Patch{Summary: &summary})
	s.must(err)
	s.deletes("first")
	if got := s.reads(s.ticket).Summary; got != summary {
		t.Errorf("it says %q", got)
	}
}

// clerk is a triager that keeps which categories it may choose from.
type clerk struct {
	plain
	offered []string
}

func (c *clerk) Triage(ctx context.Context, r tickets.Request) (tickets.Assessment, error) {
	c.offered = r.Categories
	return c.plain.Triage(ctx, r)
}

func TestTheCategoriesOfTheDeskAreOnOffer(t *testing.T) {
	s, c := newStudio(t), &clerk{}
	s.desk = tickets.New(tickets.Config{Store: s.store, Triager: c, Clock: func() time.Time { return s.now }})
	for _, category := range []string{"Printers", "Access", "Access", "Retired"} {
		ticket := s.assigned(s.ann)
		if _, err := s.desk.Set(t.Context(), s.maya, ticket.ID, tickets.Patch{Category: &category}); err != nil {
			t.Fatal(err)
		}
	}
	if len(c.offered) != 0 {
		t.Errorf("a desk without categories offers %q", c.offered)
	}
	s.now = s.now.Add(2 * time.Minute) // what it has learned lately shows a minute later
	s.assigned(s.ann)
	if diff := cmp.Diff([]string{"Access", "Printers", "Retired"}, c.offered); diff != "" {
		t.Errorf("on offer, the most frequent first (-want +got):\n%s", diff)
	}
	s.now = s.now.AddDate(1, 0, 1)
	s.assigned(s.ann)
	if len(c.offered) != 0 {
		t.Errorf("a year later %q is still on offer", c.offered)
	}
}

func TestAnAssessmentStaysInSightUntilTheNextIsThere(t *testing.T) {
	for name, tt := range map[string]struct {
		again func(*studio)
		want  tickets.TriageState
	}{
		"the requester added to it": {func(s *studio) { s.says(s.ann, "Since nine.") }, tickets.TriageDone},
		"a moderator asked for it": {func(s *studio) {
			_, err := s.desk.Retriage(s.t.Context(), s.maya, s.ticket.ID)
			s.must(err)
		}, tickets.TriagePending},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStudio(t)
			s.runs()
			tt.again(s)
			for _, who := range []tickets.Actor{s.maya, s.ann} {
				seen, err := s.desk.Get(t.Context(), who, s.ticket.ID)
				s.must(err)
				if got := seen.Triage.Shown(); got != tt.want {
					t.Errorf("%s sees it %s, want %s", who.User.Name, got, tt.want)
				}
			}
			if n := s.runs(); n != 1 || s.reads(s.ticket).Triage.Shown() != tickets.TriageDone {
				t.Errorf("then it was triaged %d times and is %s", n, s.reads(s.ticket).Triage.Shown())
			}
		})
	}
}
