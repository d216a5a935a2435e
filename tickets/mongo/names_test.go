package mongo

import (
	"errors"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/beckon-desk/beckon/tickets"
	"github.com/beckon-desk/beckon/tickets/mongo/mongotest"
)

const thread = tickets.Thread("slack:T:C:1")

func newTicket(id tickets.ID, threads ...tickets.Thread) tickets.Ticket {
	return tickets.Ticket{ID: id, Title: string(id), Status: tickets.Open, Priority: tickets.Medium, Threads: threads, Version: 1}
}

// impatient opens a store that waits for nobody, as after the patience of others.
func impatient(t *testing.T) *Store {
	t.Helper()
	s := openAt(t, mongotest.NewURI(t))
	s.tickets.names.patience = -1
	return s
}

// leaveClaim leaves a name claimed, as by a process that died or is about to write.
func leaveClaim(t *testing.T, s *Store, id string) claims {
	t.Helper()
	var mine claims
	if err := s.tickets.names.claim(t.Context(), &mine, id, []string{threadName(thread)}); err != nil {
		t.Fatal(err)
	}
	return mine
}

func create(t *testing.T, s *Store, ticket tickets.Ticket) tickets.Ticket {
	t.Helper()
	created, err := s.CreateTicket(t.Context(), ticket)
	if err != nil {
		t.Fatal(err)
	}
	return created
}

func leadsTo(t *testing.T, s *Store, want tickets.ID) {
	t.Helper()
	got, err := s.Ticket(t.Context(), thread)
	if err != nil || got.ID != want {
		t.Errorf("the thread leads to %q (%v), want %q", got.ID, err, want)
	}
}

func TestANameLeftByACreationThatDiedIsFree(t *testing.T) {
	s := impatient(t)
	leaveClaim(t, s, "dead")
	if _, err := s.Ticket(t.Context(), thread); !errors.Is(err, tickets.ErrNotFound) {
		t.Errorf("before: got %v, want ErrNotFound", err)
	}
	create(t, s, newTicket("new", thread))
	leadsTo(t, s, "new")
}

func TestACreationThatWasGivenUpCannotLandLater(t *testing.T) {
	s := impatient(t)
	leaveClaim(t, s, "slow")
	create(t, s, newTicket("quick", thread))
	_, err := s.tickets.coll.InsertOne(t.Context(), record{ID: "slow", Rev: bson.NewObjectID(), Names: []string{threadName(thread)}})
	if !exists(err) {
		t.Errorf("the slow creation got %v, want a duplicate", err)
	}
	leadsTo(t, s, "quick")
	if _, err := s.Ticket(t.Context(), tickets.ID("slow")); !errors.Is(err, tickets.ErrNotFound) {
		t.Errorf("the given up ticket: got %v, want ErrNotFound", err)
	}
	n, err := s.Count(t.Context(), tickets.Filter{}, tickets.ByNothing)
	if err != nil || n[""] != 1 {
		t.Errorf("%v tickets (%v), want 1", n, err)
	}
	if _, err := s.CreateTicket(t.Context(), newTicket("slow")); tickets.KindOf(err) != tickets.Unavailable {
		t.Errorf("the slow creation is told %v, want Unavailable", err)
	}
}

func TestANameClaimedByAnUpdateThatDiedIsFree(t *testing.T) {
	s := impatient(t)
	create(t, s, newTicket("old"))
	leaveClaim(t, s, "old")
	create(t, s, newTicket("new", thread))
	leadsTo(t, s, "new")
}

func TestAnUpdateThatWasFencedOffCannotLandLater(t *testing.T) {
	s := impatient(t)
	create(t, s, newTicket("slow"))
	old, _, err := s.tickets.load(t.Context(), "slow")
	if err != nil {
		t.Fatal(err)
	}
	leaveClaim(t, s, "slow")
	create(t, s, newTicket("quick", thread))
	result, err := s.tickets.coll.UpdateOne(t.Context(), bson.D{{Key: "_id", Value: old.ID}, {Key: "rev", Value: old.Rev}}, set("names", []string{threadName(thread)}))
	if err != nil || result.MatchedCount != 0 {
		t.Errorf("the slow update landed (%v)", err)
	}
	leadsTo(t, s, "quick")
	if _, err := s.UpdateTicket(t.Context(), tickets.ID("slow"), func(ticket *tickets.Ticket) error {
		ticket.Threads = []tickets.Thread{thread}
		return nil
	}); !errors.Is(err, tickets.ErrExists) {
		t.Errorf("its next try: %v, want ErrExists", err)
	}
}

func TestAClaimRepeatedWhileItIsContestedIsKept(t *testing.T) {
	s := impatient(t)
	create(t, s, newTicket("owner"))
	stale := leaveClaim(t, s, "owner")
	again := claim{Name: threadName(thread), Owner: "owner"}
	if err := s.tickets.names.claimOne(t.Context(), &claims{}, again); err != nil {
		t.Fatal(err)
	}
	s.tickets.names.release(t.Context(), stale)
	if owner, err := s.tickets.names.owner(t.Context(), again.Name); err != nil || owner != "owner" {
		t.Errorf("a release of the old claim took the new one: %q, %v", owner, err)
	}
}

func TestARefusedWriteLeavesNoNames(t *testing.T) {
	s := impatient(t)
	create(t, s, newTicket("first", thread))
	if _, err := s.CreateTicket(t.Context(), newTicket("second", "a", thread, "z")); !errors.Is(err, tickets.ErrExists) {
		t.Errorf("got %v, want ErrExists", err)
	}
	n, err := s.tickets.names.coll.CountDocuments(t.Context(), bson.D{})
	if err != nil || n != 2 { // the number and the thread of the first
		t.Errorf("%d names (%v), want 2", n, err)
	}
}

func TestAnUpdateSeesWhatAnotherProcessWrote(t *testing.T) {
	uri := mongotest.NewURI(t)
	s, other := openAt(t, uri), openAt(t, uri)
	create(t, s, newTicket("t"))
	tries := 0
	got, err := s.UpdateTicket(t.Context(), tickets.ID("t"), func(ticket *tickets.Ticket) error {
		if tries++; tries == 1 {
			if _, err := other.UpdateTicket(t.Context(), tickets.ID("t"), func(ticket *tickets.Ticket) error {
				ticket.Summary = "theirs"
				return nil
			}); err != nil {
				t.Error(err)
			}
		}
		ticket.Notes = "mine"
		return nil
	})
	if err != nil || tries != 2 || got.Summary != "theirs" || got.Notes != "mine" {
		t.Errorf("after %d tries %q and %q (%v), want both changes after 2", tries, got.Summary, got.Notes, err)
	}
}
