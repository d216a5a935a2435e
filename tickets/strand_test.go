package tickets_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/tickets"
)

// TestAnAnswerBringsBackWhatWaited has somebody ask back before the ticket is
// claimed, and its requester answer.
func TestAnAnswerBringsBackWhatWaited(t *testing.T) {
	for name, tt := range map[string]struct {
		does func(o *office, maya tickets.Actor, t tickets.Ticket) error // before Ada asks back
		want tickets.Status
	}{
		"to the queue when nobody has it": {func(o *office, maya tickets.Actor, t tickets.Ticket) error {
			o.sets(maya, tickets.UserPatch{Away: &[]tickets.Span{{From: o.now, To: o.now.AddDate(0, 0, 1)}}})
			_, err := o.desk.Decline(o.t.Context(), maya, t.ID, "")
			return err
		}, tickets.Open},
		"to its owner, who is yet to claim it": {func(*office, tickets.Actor, tickets.Ticket) error { return nil }, tickets.Open},
		"to its owner, who is on it": {func(o *office, maya tickets.Actor, t tickets.Ticket) error {
			_, err := o.desk.Claim(o.t.Context(), maya, t.ID)
			return err
		}, tickets.InProgress},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			ann, maya, ada := o.hires("Ann", tickets.Requester), o.hires("Maya", tickets.Moderator), o.hires("Ada", tickets.Admin)
			ticket := o.assigned(ann)
			o.must(tt.does(o, maya, ticket))
			for _, say := range []struct {
				by tickets.Actor
				tickets.NewComment
			}{{ada, tickets.NewComment{Text: "Which floor?", Waiting: true}}, {ann, tickets.NewComment{Text: "The third."}}} {
				_, err := o.desk.Reply(t.Context(), say.by, ticket.ID, say.NewComment)
				o.must(err)
			}
			if got := o.reads(ticket).Status; got != tt.want {
				t.Errorf("it is %s, want %s", got, tt.want)
			}
			o.must(o.desk.Triage(t.Context(), ticket.ID, 0))
			_, err := o.desk.Sweep(t.Context(), time.Minute)
			o.must(err)
			if o.owner(ticket) == "" {
				t.Error("nobody got it")
			}
		})
	}
}

func TestTakingAResolvedTicketFromItsOwnerDoesNotReopenIt(t *testing.T) {
	o := newOffice(t)
	ann, maya, ada := o.hires("Ann", tickets.Requester), o.hires("Maya", tickets.Moderator), o.hires("Ada", tickets.Admin)
	ticket := o.assigned(ann)
	_, err := o.desk.Resolve(t.Context(), maya, ticket.ID, "")
	o.must(err)
	nobody := tickets.UserID("")
	outcomes, _, err := o.desk.SetMany(t.Context(), ada, []tickets.Number{ticket.Number}, tickets.Bulk{Assignee: &nobody})
	o.must(err)
	if got := o.reads(ticket); outcomes[0].Kind != "" || got.Status != tickets.Resolved || got.Assignee != nil || got.ResolvedAt.IsZero() {
		t.Errorf("it is %s with %v (%+v), want resolved with nobody", got.Status, got.Assignee, outcomes[0])
	}
}

func TestWhoIsGivenATicketIsToldIfThereIsSomethingToDo(t *testing.T) {
	open, resolved := tickets.Open, tickets.Resolved
	for name, tt := range map[string]struct {
		patch tickets.Patch
		want  []tickets.NoticeKind
	}{
		"resolved as it is":      {tickets.Patch{}, nil},
		"reopened with it":       {tickets.Patch{Status: &open}, []tickets.NoticeKind{tickets.NoticeAssigned, tickets.NoticeReopened}},
		"still resolved with it": {tickets.Patch{Status: &resolved}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			ann, maya, ada := o.hires("Ann", tickets.Requester), o.hires("Maya", tickets.Moderator), o.hires("Ada", tickets.Admin)
			ticket := o.assigned(ann)
			_, err := o.desk.Resolve(t.Context(), maya, ticket.ID, "")
			o.must(err)
			jon := o.hires("Jon", tickets.Moderator)
			tt.patch.Assignee = &jon.User.ID
			_, err = o.desk.Set(t.Context(), ada, ticket.ID, tt.patch)
			o.must(err)
			var got []tickets.NoticeKind
			for _, n := range o.reads(ticket).Notices {
				if n.To == jon.User.ID {
					got = append(got, n.Kind)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("Jon is told (-want +got):\n%s", diff)
			}
		})
	}
}
