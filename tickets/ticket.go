package tickets

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Ticket is one request for help and everything that happened to it.
// All times are UTC, truncated to the millisecond (MongoDB keeps no more); a
// store brings others to that. It may give an empty slice back as nil.
type Ticket struct {
	ID        ID       `json:"id"`
	Number    Number   `json:"number"`
	IntakeKey string   `json:"intakeKey,omitempty"` // stable key of the delivery that opened it; unique when set
	Title     string   `json:"title"`               // 1 to MaxTitle characters, one line
	Body      string   `json:"body,omitempty"`      // as it was typed: Origin says what its marks mean; at most MaxBody characters
	Files     []File   `json:"files,omitempty"`     // that came with it; those of messages are there
	Asked     Asked    `json:"asked,omitzero"`      // the chat message that opened it
	Status    Status   `json:"status"`
	Priority  Priority `json:"priority"`          // Medium until triage or a person says otherwise
	Urgency   Priority `json:"urgency,omitempty"` // what the requester said; "" when not asked
	Skills    []string `json:"skills,omitempty"`  // names from the desk's list
	Tags      []string `json:"tags,omitempty"`

	Summary   string   `json:"summary,omitempty"` // by the triager, one or two sentences
	Notes     string   `json:"notes,omitempty"`   // by the triager, Markdown for the moderator
	Category  string   `json:"category,omitempty"`
	Triage    Triage   `json:"triage"`
	Locked    []Field  `json:"locked,omitempty"` // fields a person has set; triage never overwrites them
	Routing   Routing  `json:"routing"`
	Due       Due      `json:"due,omitzero"`
	Origin    Place    `json:"origin"`              // where it was asked
	Threads   []Thread `json:"threads,omitempty"`   // conversations that belong to it; each leads to one ticket
	Rating    int      `json:"rating,omitempty"`    // 1 to 5 by the requester, 0 when not rated
	Followers []UserID `json:"followers,omitempty"` // told of replies and the resolution, besides the requester

	Requester Person  `json:"requester"`
	Assignee  *Person `json:"assignee,omitempty"`

	Comments []Comment `json:"comments,omitempty"`
	History  []Change  `json:"history,omitempty"`
	Notices  []Notice  `json:"notices,omitempty"`

	CreatedAt    time.Time `json:"createdAt"`
	UpdatedAt    time.Time `json:"updatedAt"`
	AssignedAt   time.Time `json:"assignedAt,omitzero"`
	ClaimedAt    time.Time `json:"claimedAt,omitzero"`
	FirstReplyAt time.Time `json:"firstReplyAt,omitzero"`
	ResolvedAt   time.Time `json:"resolvedAt,omitzero"`
	// Version is 1 at creation and grows by one with every change people can see.
	// The Service sets it; it is not the store's own guard against lost updates.
	Version int64 `json:"version"`
	// SweptAt is when the sweep last set the ticket going again.
	SweptAt time.Time `json:"sweptAt,omitzero"`

	// Outbox holds the events this write causes. A store makes them pending in
	// the same atomic write, and returns tickets with an empty Outbox.
	Outbox []Event `json:"outbox,omitempty"`
}

// Limits of what a person may write, in characters (code points).
const (
	MaxTitle   = 200
	MaxBody    = 20_000
	MaxComment = 10_000
	MaxNote    = 2_000
)

// Status is where a ticket stands.
type Status string

// The statuses, in the order of a ticket's life.
const (
	Open       Status = "open"        // nobody has claimed it; it may be assigned
	InProgress Status = "in_progress" // claimed
	Waiting    Status = "waiting"     // on the requester
	Resolved   Status = "resolved"    // answered; the requester may reopen
	Closed     Status = "closed"      // final
)

// Statuses lists every status in order.
var Statuses = []Status{Open, InProgress, Waiting, Resolved, Closed}

var liveStatuses = slices.DeleteFunc(slices.Clone(Statuses), func(s Status) bool { return !s.Live() })

// Live reports whether the ticket still wants work: open, in progress or waiting.
func (s Status) Live() bool { return s == Open || s == InProgress || s == Waiting }

// Words returns the status as people read it, such as "in progress".
func (s Status) Words() string { return strings.ReplaceAll(string(s), "_", " ") }

// ParseStatus returns the status spelled s.
func ParseStatus(s string) (Status, error) {
	if slices.Contains(Statuses, Status(s)) {
		return Status(s), nil
	}
	return "", invalid("status", "Status must be one of open, in_progress, waiting, resolved, closed.")
}

// Priority says how soon a ticket wants work.
type Priority string

// The priorities, lowest first.
const (
	Low    Priority = "low"
	Medium Priority = "medium"
	High   Priority = "high"
)

// Priorities lists every priority, lowest first.
var Priorities = []Priority{Low, Medium, High}

// Rank returns 0, 1 or 2 from low to high; an unknown priority counts as medium.
func (p Priority) Rank() int {
	if i := slices.Index(Priorities, p); i >= 0 {
		return i
	}
	return 1
}

// ParsePriority returns the priority spelled s.
func ParsePriority(s string) (Priority, error) {
	if slices.Contains(Priorities, Priority(s)) {
		return Priority(s), nil
	}
	return "", invalid("priority", "Priority must be one of low, medium, high.")
}

// Field names a part of a ticket that triage may propose and a person may set.
type Field string

// The fields a person's word locks against triage.
const (
	FieldPriority Field = "priority"
	FieldSkills   Field = "skills"
	FieldSummary  Field = "summary"
	FieldNotes    Field = "notes"
	FieldCategory Field = "category"
)

// Platform is a way people and Beckon reach each other.
type Platform string

// The platforms. System is Beckon itself acting.
const (
	Slack   Platform = "slack"
	Discord Platform = "discord"
	Mail    Platform = "email"
	Web     Platform = "web"
	System  Platform = "system"
)

// Place is a spot in a platform. All but Platform is opaque to everything
// except that platform's adapters.
type Place struct {
	Platform Platform `json:"platform"`
	Team     string   `json:"team,omitempty"`    // Slack team, Discord guild
	Channel  string   `json:"channel,omitempty"` // channel or DM
	Message  string   `json:"message,omitempty"` // the message itself, or the thread's first
	Link     string   `json:"link,omitempty"`    // opens it in a browser, when known
}

// Thread is the conversation at a place, as one comparable key. A ticket is
// found by any of its threads.
type Thread string

// Thread returns the key of the conversation that starts at p, or "" when p
// names no message.
func (p Place) Thread() Thread {
	if p.Message == "" {
		return ""
	}
	return Thread(string(p.Platform) + ":" + p.Team + ":" + p.Channel + ":" + p.Message)
}

// Person is a name beside an id, as shown on a ticket.
type Person struct {
	ID   UserID `json:"id"`
	Name string `json:"name"`
}

// Asked is the chat message that opened a ticket, and what became of it.
type Asked struct {
	At       time.Time `json:"at,omitzero"`       // when it was written, by the platform's clock; zero when that was not said
	EditedAt time.Time `json:"editedAt,omitzero"` // when it was last edited; title and body say what it says since
	Deleted  bool      `json:"deleted,omitempty"` // it is gone, and the body with it
}

// Comment is one message of a ticket's conversation.
type Comment struct {
	ID       string    `json:"id"`
	Key      string    `json:"key,omitempty"` // stable key of the delivery; a repeat is not added again
	By       Person    `json:"by"`
	Text     string    `json:"text"` // as it was typed: Via says what its marks mean; "" only beside files
	Files    []File    `json:"files,omitempty"`
	Internal bool      `json:"internal,omitempty"` // seen by moderators and admins only
	Via      Platform  `json:"via"`
	At       time.Time `json:"at"`
	EditedAt time.Time `json:"editedAt,omitzero"`
	Deleted  bool      `json:"deleted,omitempty"` // a tombstone: the text is gone
	Revised  int64     `json:"revised,omitempty"` // the ticket's version since which it says something else than before, or nothing
}

// Change is one line of a ticket's history: who did what, when, from where.
type Change struct {
	At   time.Time `json:"at"`
	By   Person    `json:"by"` // zero for Beckon itself
	Via  Platform  `json:"via"`
	Verb string    `json:"verb"`           // opened, triaged, assigned, claimed, released, declined, replied, set, resolved, reopened, edited, deleted, …
	Text string    `json:"text,omitempty"` // the particulars, such as "priority medium → high"
	// Comment is the id of the comment that the line tells of, if it holds its words.
	Comment string `json:"comment,omitempty"`
}

// Normalise trims and cleans what a person typed, in place.
func (t *Ticket) Normalise() {
	t.Title = CleanLine(t.Title)
	t.Body = CleanText(t.Body)
}

// Validate reports what is wrong with a new ticket's words, naming the field.
func (t *Ticket) Validate() error {
	switch n := utf8.RuneCountInString(t.Title); {
	case n == 0:
		return invalid("title", "Say in a few words what is wrong.")
	case n > MaxTitle:
		return invalid("title", "The title is too long; 200 characters at most. Put the rest in the details.")
	}
	if utf8.RuneCountInString(t.Body) > MaxBody {
		return invalid("body", "The details are too long; 20,000 characters at most.")
	}
	return nil
}

// AssignedTo reports whether id is the assignee.
func (t *Ticket) AssignedTo(id UserID) bool { return t.Assignee != nil && t.Assignee.ID == id }

// concerns reports whether the ticket is somebody's own, or they follow it or
// have it assigned.
func (t *Ticket) concerns(id UserID) bool {
	return t.Requester.ID == id || t.AssignedTo(id) || slices.Contains(t.Followers, id)
}

// Has reports whether a person has set the field, so that triage must not.
func (t *Ticket) Has(f Field) bool { return slices.Contains(t.Locked, f) }

func (t *Ticket) lock(f Field) {
	if !t.Has(f) {
		t.Locked = append(t.Locked, f)
	}
}

func (t *Ticket) addThread(th Thread) {
	if th != "" && !slices.Contains(t.Threads, th) {
		t.Threads = append(t.Threads, th)
	}
}

// Moving reports whether the ticket still wants something from the durable
// flow: triage, a notice that is not yet settled, or a card to be redrawn. A
// ticket that stays so is stuck.
func (t *Ticket) Moving() bool {
	return t.Triage.State == TriagePending || slices.ContainsFunc(t.Notices, Notice.unsettled) || len(t.stale()) > 0
}

// Clone returns a copy that shares no slice or pointer with t.
func (t Ticket) Clone() Ticket {
	t.Skills, t.Tags, t.Locked = slices.Clone(t.Skills), slices.Clone(t.Tags), slices.Clone(t.Locked)
	t.Threads, t.Followers = slices.Clone(t.Threads), slices.Clone(t.Followers)
	t.Files, t.Comments, t.History = slices.Clone(t.Files), slices.Clone(t.Comments), slices.Clone(t.History)
	for i := range t.Comments {
		t.Comments[i].Files = slices.Clone(t.Comments[i].Files)
	}
	t.Outbox = slices.Clone(t.Outbox)
	t.Notices = slices.Clone(t.Notices)
	for i := range t.Notices {
		t.Notices[i].Receipts, t.Notices[i].Said = slices.Clone(t.Notices[i].Receipts), slices.Clone(t.Notices[i].Said)
	}
	t.Routing = t.Routing.clone()
	t.Triage.Similar = slices.Clone(t.Triage.Similar)
	t.Triage.Confidences = maps.Clone(t.Triage.Confidences)
	t.Triage.Proposed.Skills = slices.Clone(t.Triage.Proposed.Skills)
	if t.Assignee != nil {
		a := *t.Assignee
		t.Assignee = &a
	}
	return t
}

// TicketStore keeps tickets. Every method honours ctx, is safe for concurrent
// use, and returns values the caller may keep and change.
type TicketStore interface {
	// CreateTicket stores a new ticket, with its Outbox, and returns it with
	// Number assigned (larger than every earlier one). If a
	// ticket with the same non-empty IntakeKey exists, that one is returned
	// with ErrExists and nothing is written. An ID or a Thread that another
	// ticket holds is an error that wraps ErrExists, with a zero Ticket.
	CreateTicket(ctx context.Context, t Ticket) (Ticket, error)

	// Ticket returns the whole ticket, or ErrNotFound.
	Ticket(ctx context.Context, ref Ref) (Ticket, error)

	// Tickets returns one page of the tickets that f chooses. Paging by cursor
	// neither repeats nor skips a ticket that does not change meanwhile.
	Tickets(ctx context.Context, f Filter) (Page, error)

	// UpdateTicket reads the ticket, lets change alter it, and writes it with
	// its Outbox if nobody else wrote in between; otherwise it starts again,
	// so change may run more than once and must only alter its argument. An
	// error from change is returned as it is and nothing is written, except
	// ErrUnchanged, which returns what is stored and nil. ID, Number,
	// IntakeKey and CreatedAt cannot be changed. A Thread that
	// another ticket holds is an error that wraps ErrExists.
	UpdateTicket(ctx context.Context, ref Ref, change func(*Ticket) error) (Ticket, error)

	// Count counts the tickets that f chooses (Sort, Limit and Cursor are
	// ignored), by the given property. What no ticket has is left out, except
	// that ByNothing always has its one entry.
	Count(ctx context.Context, f Filter, by GroupBy) (map[string]int, error)

	// Resolutions returns how long it took from the creation to the resolution
	// of each ticket that f chooses (Sort, Limit and Cursor are ignored) and
	// that is resolved, in no order. It reads no more than that.
	Resolutions(ctx context.Context, f Filter) ([]time.Duration, error)
}
