package tickets

import (
	"context"
	"slices"
	"time"
)

// Filter chooses tickets. The zero value chooses all, newest first. Fields
// combine with and; the values within a list with or.
type Filter struct {
	Query                    string // Terms to find in Ticket.Words; every one must match, the last as a prefix. No terms, no condition. See SearchDepth
	Status                   []Status
	Priority                 []Priority
	Skills                   []string // tickets that carry at least one
	Tags                     []string
	Assignee                 UserID // "" for any
	Unassigned               bool   // only tickets without an assignee
	Requester                UserID
	Moving                   bool // only tickets that Ticket.Moving reports
	Category                 string
	CreatedFrom, CreatedTo   time.Time // half-open: From ≤ t < To; zero for no bound
	UpdatedFrom, UpdatedTo   time.Time
	ResolvedFrom, ResolvedTo time.Time
	DueFrom, DueTo           time.Time // of Ticket.DueBy: what has no due time is within no bounds
	Sort                     Sort
	Limit                    int    // 1 to MaxPage; 0 means DefaultPage
	Cursor                   string // as returned in Page.Next with the same filter and sort; anything else is Invalid
}

// Page sizes.
const (
	DefaultPage = 20
	MaxPage     = 200
)

// SearchDepth is how many of the tickets that match a Query, the newest, a list
// shows at least: sorting all would make words that half the desk has slow.
const SearchDepth = 1_000

// Sort orders a list; ties break by id, ascending where older comes first and
// descending where newer does.
type Sort string

// The orders a list can have. "-" is descending; the zero value is NewestFirst.
const (
	NewestFirst     Sort = "-created"
	OldestFirst     Sort = "created"
	RecentlyUpdated Sort = "-updated"
	LeastUpdated    Sort = "updated"
	HighestFirst    Sort = "-priority" // then oldest first, as a queue is worked
	LowestFirst     Sort = "priority"  // HighestFirst backwards: newest first within a priority
	DueFirst        Sort = "due"       // by Ticket.DueBy, what has no due time last
)

// Sorts lists every order.
var Sorts = []Sort{NewestFirst, OldestFirst, RecentlyUpdated, LeastUpdated, HighestFirst, LowestFirst, DueFirst}

// Page is one page of a list. Its tickets are rows: Comments, History and
// Notices are left out (nil) so that a list costs what it shows.
type Page struct {
	Tickets []Ticket
	Next    string // cursor of the next page, "" on the last
}

// GroupBy says what Store.Count counts by.
type GroupBy string

// What tickets can be counted by. A ticket with several skills counts once
// under each; one with no value counts under "".
const (
	ByNothing  GroupBy = ""         // one entry, "", with the total
	ByAssignee GroupBy = "assignee" // UserID
	ByStatus   GroupBy = "status"
	ByPriority GroupBy = "priority"
	BySkill    GroupBy = "skill"
	ByCategory GroupBy = "category"
	ByPlatform GroupBy = "platform" // of the origin
	ByDay      GroupBy = "day"      // of creation in UTC, 2006-01-02
)

// Get returns a ticket as the actor may see it: requesters see neither internal
// comments nor the moderators' notes. A ticket they may not see is NotFound.
func (s *Service) Get(ctx context.Context, a Actor, ref Ref) (Ticket, error) {
	t, err := s.store.Ticket(ctx, ref)
	if err == nil {
		err = a.maySee(&t)
	}
	if err != nil {
		return Ticket{}, s.notFound(err, ref)
	}
	return t.as(a.User), nil
}

// Find returns one page of the tickets that f chooses, among those the actor
// may see: a requester's list holds their own only.
func (s *Service) Find(ctx context.Context, a Actor, f Filter) (Page, error) {
	if err := f.Validate(); err != nil {
		return Page{}, err
	}
	if !a.User.Moderates() {
		if f.Requester = a.User.ID; f.asksDue() || f.Sort == DueFirst {
			return Page{}, errDueHidden
		}
		if len(Terms(f.Query)) > 0 {
			return s.searchOwn(ctx, a, f)
		}
	}
	page, err := s.store.Tickets(ctx, f)
	for i := range page.Tickets {
		page.Tickets[i] = page.Tickets[i].as(a.User)
	}
	return page, err
}

// Count counts the tickets that f chooses, among those the actor may see.
func (s *Service) Count(ctx context.Context, a Actor, f Filter, by GroupBy) (map[string]int, error) {
	if !a.User.Moderates() {
		if f.Requester = a.User.ID; f.asksDue() {
			return nil, errDueHidden
		}
		if len(Terms(f.Query)) > 0 {
			return s.countOwn(ctx, a, f, by)
		}
	}
	return s.store.Count(ctx, f, by)
}

// Validate reports an unknown status, priority, sort or an impossible limit.
func (f Filter) Validate() error {
	for _, v := range f.Status {
		if _, err := ParseStatus(string(v)); err != nil {
			return err
		}
	}
	for _, v := range f.Priority {
		if _, err := ParsePriority(string(v)); err != nil {
			return err
		}
	}
	if f.Sort != "" && !slices.Contains(Sorts, f.Sort) {
		return invalid("sort", "Sort must be one of created, updated, priority, one of them with a minus in front, or due.")
	}
	if f.Limit < 0 || f.Limit > MaxPage {
		return invalid("limit", "Limit must be between 1 and 200.")
	}
	return nil
}

// errDueHidden keeps a requester from learning by a list what a ticket does not
// show them.
var errDueHidden = fail(Forbidden, "Only moderators see when a ticket is due. Leave out the due time and the order by it.")

// asksDue reports whether f chooses by the due time.
func (f Filter) asksDue() bool { return !f.DueFrom.IsZero() || !f.DueTo.IsZero() }

// Statuses returns the statuses that tickets chosen by f can have; none for any.
// Only a live ticket has a due time, so a list of those need look at no other.
func (f Filter) Statuses() []Status {
	if !f.asksDue() {
		return f.Status
	}
	live := slices.DeleteFunc(slices.Clone(liveStatuses), func(s Status) bool { return len(f.Status) > 0 && !slices.Contains(f.Status, s) })
	if len(live) == 0 {
		return f.Status // and so chooses nothing
	}
	return live
}

// as returns the ticket as u may see it.
func (t Ticket) as(u User) Ticket {
	if u.Moderates() {
		return t
	}
	t.Notes, t.Locked, t.Routing, t.Notices, t.IntakeKey, t.Threads = "", nil, Routing{}, nil, "", nil
	t.Triage, t.Due = Triage{State: t.Triage.Shown()}, Due{}
	t.Comments = slices.DeleteFunc(slices.Clone(t.Comments), func(c Comment) bool { return c.Internal })
	t.History = slices.DeleteFunc(slices.Clone(t.History), func(c Change) bool { return !slices.Contains(publicVerbs, c.Verb) })
	return t
}

// publicVerbs are the lines of history a requester sees.
var publicVerbs = []string{"opened", "claimed", "replied", "resolved", "reopened", "closed"}

// HasThread reports whether the conversation belongs to a ticket, whoever asks.
// It tells no more than that.
func (s *Service) HasThread(ctx context.Context, th Thread) (bool, error) {
	if th == "" {
		return false, nil
	}
	_, err := s.store.Ticket(ctx, th)
	if KindOf(err) == NotFound {
		return false, nil
	}
	return err == nil, err
}
