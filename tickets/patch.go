package tickets

import (
	"context"
	"slices"
	"strings"
	"time"
)

// Patch is what a moderator may set on a ticket. A nil field is left as it is.
type Patch struct {
	Title    *string
	Status   *Status
	Priority *Priority
	Skills   *[]string // names or aliases from the desk's list
	Tags     *[]string
	Category *string
	Summary  *string
	Notes    *string
	Assignee *UserID // "" takes it from whoever has it
	Version  int64   // when not 0, the change is a Conflict unless this is the stored version
}

// Set changes a ticket's fields by hand. What a person sets, triage leaves alone.
func (s *Service) Set(ctx context.Context, a Actor, ref Ref, p Patch) (Ticket, error) {
	if err := a.mustModerate(); err != nil {
		return Ticket{}, err
	}
	if err := p.tidy(); err != nil {
		return Ticket{}, err
	}
	names, err := s.checkPatch(ctx, p)
	if err != nil {
		return Ticket{}, err
	}
	return s.updateKnowing(ctx, ref, s.askStaff(ctx), func(t *Ticket, people []Candidate, now time.Time) error {
		return p.on(t, a, names, people, now)
	})
}

// on applies a checked patch to a ticket.
func (p Patch) on(t *Ticket, a Actor, names patchNames, people []Candidate, now time.Time) error {
	if p.Version != 0 && p.Version != t.Version {
		return fail(Conflict, "%s was changed meanwhile. Look at it again, then repeat your change.", t.Number)
	}
	if err := p.newTags(t); err != nil {
		return err
	}
	lines := len(t.History)
	p.words(t, a, now)
	if p.Priority != nil && *p.Priority != t.Priority {
		t.record(a, now, "set", "priority %s → %s", t.Priority, *p.Priority)
		t.Priority = *p.Priority
	}
	if p.Priority != nil {
		t.lock(FieldPriority)
	}
	if p.Skills != nil {
		t.record(a, now, "set", "skills %s → %s", listed(t.Skills), listed(names.skills))
		t.Skills = names.skills
		t.lock(FieldSkills)
	}
	if p.Assignee != nil {
		people = []Candidate{} // whoever is chosen keeps it
	}
	if p.Assignee != nil && !t.AssignedTo(*p.Assignee) && (t.Assignee != nil || names.to != nil) {
		t.handTo(a, names.to, now)
		if live := p.statusOf(t).Live(); live && names.to != nil && names.to.ID != a.User.ID {
			t.notify(NoticeAssigned, names.to.ID, a.User.Person(), "", now)
		}
	}
	if p.Status != nil && *p.Status != t.Status {
		if err := t.move(a, *p.Status, people, now); err != nil {
			return err
		}
	}
	if len(t.History) == lines {
		return ErrUnchanged
	}
	return nil
}

// statusOf is the status that the patch gives a ticket, or leaves it.
func (p Patch) statusOf(t *Ticket) Status {
	if p.Status != nil {
		return *p.Status
	}
	return t.Status
}

// patchNames is what a patch names, looked up.
type patchNames struct {
	skills []string
	to     *User
}

// checkPatch validates what does not depend on the ticket, and looks up names.
func (s *Service) checkPatch(ctx context.Context, p Patch) (names patchNames, err error) {
	if p.Priority != nil {
		if _, err := ParsePriority(string(*p.Priority)); err != nil {
			return patchNames{}, err
		}
	}
	if p.Status != nil {
		if _, err := ParseStatus(string(*p.Status)); err != nil {
			return patchNames{}, err
		}
	}
	if p.Title != nil {
		t := Ticket{Title: *p.Title}
		t.Normalise()
		if err := t.Validate(); err != nil {
			return patchNames{}, err
		}
	}
	if p.Skills != nil {
		if names.skills, err = s.knownSkills(ctx, *p.Skills); err != nil {
			return patchNames{}, err
		}
	}
	if p.Assignee != nil && *p.Assignee != "" {
		u, err := s.store.User(ctx, *p.Assignee)
		if err != nil || !u.Moderates() {
			return patchNames{}, invalid("assignee", "The assignee must be an active moderator or admin.")
		}
		names.to = &u
	}
	return names, nil
}

// words applies the free-text fields of a patch.
func (p Patch) words(t *Ticket, a Actor, now time.Time) {
	set := func(name string, field *string, value *string, f Field) {
		if value == nil {
			return
		}
		if v := CleanText(*value); v != *field {
			*field = v
			t.record(a, now, "set", "%s", name)
		}
		if f != "" {
			t.lock(f)
		}
	}
	set("title", &t.Title, p.Title, "")
	set("summary", &t.Summary, p.Summary, FieldSummary)
	set("notes", &t.Notes, p.Notes, FieldNotes)
	set("category", &t.Category, p.Category, FieldCategory)
	if p.Tags != nil && !slices.Equal(*p.Tags, t.Tags) {
		t.record(a, now, "set", "tags %s → %s", listed(t.Tags), listed(*p.Tags))
		t.Tags = *p.Tags
	}
}

// handTo gives the ticket to somebody by hand, or to nobody.
func (t *Ticket) handTo(a Actor, to *User, now time.Time) {
	if to == nil {
		t.record(a, now, "unassigned", "from %s", t.Assignee.Name)
		t.Routing.Refusals = append(t.Routing.Refusals, Refusal{By: *t.Assignee, Reason: "taken off by " + a.User.Name, At: now})
		if t.Status.Live() {
			t.queue(now)
		}
		t.Assignee, t.AssignedAt = nil, time.Time{}
		return
	}
	t.give(*to, now)
	t.ClaimedAt = time.Time{}
	if t.Status.Live() {
		t.Status = Open
	}
	t.Routing.Why, t.Routing.RunnersUp = []string{"chosen by " + a.User.Name}, nil
	t.record(a, now, "assigned", "to %s", to.Name)
}

// move sets the status by hand, with what that status means.
func (t *Ticket) move(a Actor, to Status, people []Candidate, now time.Time) error {
	switch {
	case to == Resolved:
		t.resolve(now)
		t.record(a, now, "resolved", "")
		t.tellRequester(a, NoticeResolved, "", now)
	case to == Closed:
		if t.ResolvedAt.IsZero() {
			t.ResolvedAt = now
		}
		t.Status = Closed
		t.record(a, now, "closed", "")
	case !t.Status.Live():
		if err := t.reopen(a, "", people, now); err != nil {
			return err
		}
		if t.Assignee == nil || t.Status == to {
			return nil
		}
		return t.move(a, to, people, now)
	case to == Open && !t.ClaimedAt.IsZero():
		t.record(a, now, "set", "status %s → %s", t.Status.Words(), to.Words())
		t.Status, t.ClaimedAt, t.Routing.Chase = to, time.Time{}, Chase{} // its owner has as long as at first
		t.emit(TicketNotice, now)
	case to == InProgress && t.ClaimedAt.IsZero():
		if t.Assignee != nil && !t.AssignedTo(a.User.ID) {
			return fail(Conflict, "%s is with %s, who has not claimed it yet.", t.Number, t.Assignee.Name)
		}
		t.give(a.User, now)
		t.ClaimedAt, t.Status = now, InProgress
		t.record(a, now, "claimed", "")
		t.tellRequester(a, NoticeClaimed, "", now)
	default:
		t.record(a, now, "set", "status %s → %s", t.Status.Words(), to.Words())
		t.Status = to
	}
	return nil
}

func listed(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}
