package tickets

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"
)

// Tickets that nobody can take wait in the queue, the oldest first: whoever has
// room gets the oldest that is for them, be it the sweep that finds out or a
// newer ticket that is to be assigned.

// Assign gives an unassigned ticket to whom Route chooses, after those that have
// waited longer. When nobody can take it, it stays visibly in the queue and the
// admins are told, once. Whoever is to be told is planned here too, not by an
// event of its own: a run less for every ticket, and a crash in between is mended
// by calling Assign again.
func (s *Service) Assign(ctx context.Context, id ID) error {
	given, err := s.route(ctx, id)
	if err != nil {
		return err
	}
	return s.planAll(ctx, append(given, id))
}

func (s *Service) planAll(ctx context.Context, ids []ID) (failed error) {
	for _, id := range ids {
		if hopeless(failed) {
			break
		}
		failed = errors.Join(failed, s.Plan(ctx, id))
	}
	return failed
}

// route assigns a ticket and returns which others it has assigned before.
func (s *Service) route(ctx context.Context, id ID) (before []ID, err error) {
	s.routing.Lock()
	defer s.routing.Unlock()
	t, err := s.store.Ticket(ctx, id)
	if err != nil || t.Assignee != nil || !t.Status.Live() {
		return nil, err
	}
	people, err := s.candidates(ctx)
	if err != nil {
		return nil, err
	}
	if Route(t, people, s.now()).To != nil { // somebody has room: for an older one, perhaps
		before, err = s.serve(ctx, people, t.CreatedAt)
		if hopeless(err) {
			return before, err
		}
		if err != nil { // which is no reason for this one to wait
			s.log.Error("a ticket that has waited longer could not be given to anybody", "err", err)
		}
	}
	_, err = s.decide(ctx, id, people)
	return before, err
}

// drain assigns tickets that wait for somebody, oldest first, as far as people
// have room.
func (s *Service) drain(ctx context.Context) error {
	given, err := s.serveAll(ctx)
	if hopeless(err) {
		return err
	}
	return errors.Join(err, s.planAll(ctx, given))
}

func (s *Service) serveAll(ctx context.Context) ([]ID, error) {
	s.routing.Lock()
	defer s.routing.Unlock()
	people, err := s.candidates(ctx)
	if err != nil {
		return nil, err
	}
	return s.serve(ctx, people, time.Time{})
}

// serve assigns the tickets that wait, those opened before a moment or all for
// zero, oldest first, and keeps the loads of people true. It returns those that
// want planning.
func (s *Service) serve(ctx context.Context, people []Candidate, before time.Time) (changed []ID, err error) {
	f := Filter{Status: []Status{Open}, Unassigned: true, CreatedTo: before, Sort: OldestFirst}
	err = s.forEach(ctx, f, func(t Ticket) error {
		if t.Triage.State != TriageDone || t.Routing.waits(Route(t, people, s.now())) {
			return nil
		}
		did, err := s.decide(ctx, t.ID, people)
		if did {
			changed = append(changed, t.ID)
		}
		return err
	})
	return changed, err
}

// waits reports whether a decision changes nothing for a ticket that waits.
func (r Routing) waits(d Decision) bool {
	return d.To == nil && r.Alerted && slices.Equal(r.Why, d.Why)
}

// decide has the router decide on an unassigned ticket, carries that out, and
// counts it to whoever gets it. It reports whether anything changed.
func (s *Service) decide(ctx context.Context, id ID, people []Candidate) (changed bool, err error) {
	var d Decision
	if _, err = s.update(ctx, id, func(t *Ticket, now time.Time) error {
		changed, d = false, Decision{}
		if t.Assignee != nil || !t.Status.Live() {
			return ErrUnchanged
		}
		d = Route(*t, people, now)
		err := t.follow(d, now)
		changed = err == nil
		return err
	}); err != nil || d.To == nil {
		return changed, err
	}
	i := slices.IndexFunc(people, func(c Candidate) bool { return c.User.ID == d.To.ID })
	people[i].Live++
	people[i].User.LastTurn = s.now()
	return changed, s.tookTurn(ctx, d.To.ID)
}

// takeBack queues what is with people who moderate no more, so that it does not
// lie with somebody who will never see it. What waits on its requester stays
// until they have answered.
func (s *Service) takeBack(ctx context.Context) error {
	kept, err := s.store.Count(ctx, Filter{Status: attendedStatuses}, ByAssignee)
	if err != nil {
		return err
	}
	delete(kept, "")
	for u, err := range EachUser(ctx, s.store, UserFilter{Roles: []Role{Moderator, Admin}, Active: true}) {
		if err != nil {
			return err
		}
		delete(kept, string(u.ID))
	}
	for _, gone := range slices.Sorted(maps.Keys(kept)) {
		f := Filter{Status: attendedStatuses, Assignee: UserID(gone), Sort: OldestFirst}
		err = errors.Join(err, s.forEach(ctx, f, func(t Ticket) error { return s.takeFrom(ctx, t.ID, UserID(gone)) }))
		if hopeless(err) {
			break
		}
	}
	return err
}

// attendedStatuses are those in which it is for a ticket's owner to act.
var attendedStatuses = []Status{Open, InProgress}

func (s *Service) takeFrom(ctx context.Context, id ID, who UserID) error {
	_, err := s.update(ctx, id, func(t *Ticket, now time.Time) error {
		if !t.AssignedTo(who) || !slices.Contains(attendedStatuses, t.Status) {
			return ErrUnchanged
		}
		t.record(beckon, now, "unassigned", "from %s", t.Assignee.Name)
		t.queue(now)
		return nil
	})
	return err
}
