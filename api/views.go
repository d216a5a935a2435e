package api

import (
	"slices"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

// Views are what clients are shown, and all they are shown: stored types carry
// secrets and are never encoded themselves. A list is never null; a moment that
// has not come, and a choice not made, is.

type personView struct {
	ID   tickets.UserID `json:"id"`
	Name string         `json:"name"`
}

// rowView is a ticket in a list.
type rowView struct {
	Number       tickets.Number    `json:"number"`
	Title        string            `json:"title"`
	Body         string            `json:"body"`
	Status       tickets.Status    `json:"status"`
	Priority     tickets.Priority  `json:"priority"`
	Urgency      *tickets.Priority `json:"urgency"`
	Summary      string            `json:"summary"`
	Skills       []string          `json:"skills"`
	Tags         []string          `json:"tags"`
	Category     string            `json:"category"`
	Notes        string            `json:"notes"`
	Triage       triageView        `json:"triage"`
	Locked       []tickets.Field   `json:"locked"`
	Requester    personView        `json:"requester"`
	Assignee     *personView       `json:"assignee"`
	Origin       tickets.Platform  `json:"origin"`
	Rating       *int              `json:"rating"`
	Following    bool              `json:"following"`
	CreatedAt    time.Time         `json:"createdAt"`
	UpdatedAt    time.Time         `json:"updatedAt"`
	AssignedAt   *time.Time        `json:"assignedAt"`
	ClaimedAt    *time.Time        `json:"claimedAt"`
	FirstReplyAt *time.Time        `json:"firstReplyAt"`
	ResolvedAt   *time.Time        `json:"resolvedAt"`
	DueAt        *time.Time        `json:"dueAt"`
	Version      int64             `json:"version"`
}

type triageView struct {
	State       tickets.TriageState       `json:"state"`
	By          string                    `json:"by"`
	Model       string                    `json:"model"`
	Confidence  float64                   `json:"confidence"`
	Confidences map[tickets.Field]float64 `json:"confidences"`
	Fallback    string                    `json:"fallback"`
	Cause       *tickets.Cause            `json:"cause"` // of fallback
	Reason      string                    `json:"reason"`
	Sentiment   string                    `json:"sentiment"`
	Language    string                    `json:"language"`
	Draft       string                    `json:"draft"`
	Proposed    proposalView              `json:"proposed"`
	At          *time.Time                `json:"at"`
}

type proposalView struct {
	Priority *tickets.Priority `json:"priority"`
	Skills   []string          `json:"skills"`
	Category string            `json:"category"`
}

// ticketView is one ticket with all that belongs to it.
type ticketView struct {
	rowView
	Verbs      []tickets.Verb `json:"verbs"` // what the viewer's buttons are, the likeliest first
	OriginLink *string        `json:"originLink"`
	Asked      askedView      `json:"asked"`
	Files      []fileView     `json:"files"` // that came with it; those of messages are there
	Comments   []commentView  `json:"comments"`
	History    []historyView  `json:"history"`
	Notices    []noticeView   `json:"notices"`
	Routing    routingView    `json:"routing"`
	Similar    []similarView  `json:"similar"`
	Wait       *waitView      `json:"wait"` // null unless it waits for somebody to claim it
}

// askedView is what became of the chat message that opened the ticket.
type askedView struct {
	EditedAt *time.Time `json:"editedAt"`
	Deleted  bool       `json:"deleted"`
}

type commentView struct {
	ID       string           `json:"id"`
	By       personView       `json:"by"`
	Text     string           `json:"text"` // "" only beside files
	Files    []fileView       `json:"files"`
	Internal bool             `json:"internal"`
	Via      tickets.Platform `json:"via"`
	At       time.Time        `json:"at"`
	EditedAt *time.Time       `json:"editedAt"`
	Deleted  bool             `json:"deleted"`
}

// changeView is what somebody did; By is null for Beckon itself.
type changeView struct {
	At   time.Time        `json:"at"`
	By   *personView      `json:"by"`
	Via  tickets.Platform `json:"via"`
	Verb string           `json:"verb"`
	Text string           `json:"text"`
}

// historyView is a line of a ticket's history.
type historyView struct {
	changeView
	Comment string `json:"comment"` // the id of the one that says what Text says; "" for none
}

type noticeView struct {
	Kind     tickets.NoticeKind `json:"kind"`
	By       *personView        `json:"by"`
	At       time.Time          `json:"at"`
	Receipts []receiptView      `json:"receipts"`
}

type receiptView struct {
	To        personView           `json:"to"`
	Channel   *tickets.Platform    `json:"channel"` // null when no channel reaches the person
	State     tickets.ReceiptState `json:"state"`
	Error     string               `json:"error"`
	Cause     *tickets.Cause       `json:"cause"` // of error; null when it is not known
	Attempts  int                  `json:"attempts"`
	At        time.Time            `json:"at"`
	NotBefore *time.Time           `json:"notBefore"` // when a due message may be sent, if it waits
}

type routingView struct {
	Why       []string      `json:"why"`
	RunnersUp []personView  `json:"runnersUp"`
	Refusals  []refusalView `json:"refusals"`
	QueuedAt  *time.Time    `json:"queuedAt"`
}

type refusalView struct {
	By     personView `json:"by"`
	Reason string     `json:"reason"`
	At     time.Time  `json:"at"`
}

type similarView struct {
	Number tickets.Number `json:"number"`
	Title  string         `json:"title"`
	Status tickets.Status `json:"status"`
	Score  float64        `json:"score"`
}

func viewPerson(p tickets.Person) personView { return personView{ID: p.ID, Name: p.Name} }

// viewActor is null for Beckon itself.
func viewActor(p tickets.Person) *personView {
	if p.ID == "" {
		return nil
	}
	return &personView{ID: p.ID, Name: p.Name}
}

func viewRow(t tickets.Ticket, viewer tickets.User) rowView {
	v := rowView{
		Number: t.Number, Title: t.Title, Body: t.Origin.Platform.Markdown(t.Body), Status: t.Status, Priority: t.Priority,
		Urgency: optional(t.Urgency), Summary: t.Summary, Skills: list(t.Skills), Tags: list(t.Tags),
		Category: t.Category, Notes: t.Notes, Triage: viewTriage(t.Triage), Locked: list(t.Locked),
		Requester: viewPerson(t.Requester), Origin: t.Origin.Platform, Rating: optional(t.Rating),
		Following: slices.Contains(t.Followers, viewer.ID), CreatedAt: t.CreatedAt.UTC(), UpdatedAt: t.UpdatedAt.UTC(),
		AssignedAt: moment(t.AssignedAt), ClaimedAt: moment(t.ClaimedAt),
		FirstReplyAt: moment(t.FirstReplyAt), ResolvedAt: moment(t.ResolvedAt), DueAt: moment(t.Due.At), Version: t.Version,
	}
	if t.Assignee != nil {
		v.Assignee = viewActor(*t.Assignee)
	}
	return v
}

func viewTriage(t tickets.Triage) triageView {
	v := triageView{
		State: t.Shown(), By: t.By, Model: t.Model, Confidence: t.Confidence, Confidences: t.Confidences,
		Fallback: t.Fallback, Cause: optional(t.Cause), Reason: t.Reason, Sentiment: t.Sentiment, Language: t.Language, Draft: t.Draft,
		Proposed: proposalView{Priority: optional(t.Proposed.Priority), Skills: list(t.Proposed.Skills), Category: t.Proposed.Category},
		At:       moment(t.At),
	}
	if v.Confidences == nil {
		v.Confidences = map[tickets.Field]float64{}
	}
	return v
}

// viewTicket shows one ticket to viewer. names knows the people its receipts
// are for.
func viewTicket(t tickets.Ticket, viewer tickets.User, names map[tickets.UserID]string) ticketView {
	return ticketView{
		rowView:    viewRow(t, viewer),
		Verbs:      list(tickets.CardFor(t, viewer, "").Buttons),
		OriginLink: optional(t.Origin.Link),
		Asked:      askedView{EditedAt: moment(t.Asked.EditedAt), Deleted: t.Asked.Deleted},
		Files:      each(t.Files, viewFile),
		Comments:   each(t.Comments, viewComment),
		History:    each(t.History, viewHistory),
		Notices:    each(t.Notices, func(n tickets.Notice) noticeView { return viewNotice(n, names) }),
		Routing: routingView{
			Why: list(t.Routing.Why), RunnersUp: each(t.Routing.RunnersUp, viewPerson),
			Refusals: each(t.Routing.Refusals, viewRefusal), QueuedAt: moment(t.Routing.QueuedAt),
		},
		Similar: each(t.Triage.Similar, func(s tickets.Similar) similarView { return similarView(s) }),
	}
}

func viewComment(c tickets.Comment) commentView {
	return commentView{
		ID: c.ID, By: viewPerson(c.By), Text: c.Via.Markdown(c.Text), Files: each(c.Files, viewFile), Internal: c.Internal, Via: c.Via,
		At: c.At.UTC(), EditedAt: moment(c.EditedAt), Deleted: c.Deleted,
	}
}

func viewChange(c tickets.Change) changeView {
	return changeView{At: c.At.UTC(), By: viewActor(c.By), Via: c.Via, Verb: c.Verb, Text: c.Text}
}

func viewHistory(c tickets.Change) historyView {
	v := historyView{viewChange(c), c.Comment}
	if c.Verb == "resolved" || c.Verb == "reopened" { // somebody's words, which stand among the comments
		v.Text = c.Via.Markdown(c.Text)
	}
	return v
}

func viewRefusal(r tickets.Refusal) refusalView {
	return refusalView{By: viewPerson(r.By), Reason: r.Reason, At: r.At.UTC()}
}

func viewNotice(n tickets.Notice, names map[tickets.UserID]string) noticeView {
	return noticeView{
		Kind: n.Kind, By: viewActor(n.By), At: n.At.UTC(),
		Receipts: each(n.Receipts, func(r tickets.Receipt) receiptView {
			return receiptView{
				To: personView{ID: r.To, Name: names[r.To]}, Channel: optional(r.Channel), State: r.State,
				Error: r.Error, Cause: optional(r.Why()), Attempts: r.Attempts, At: r.At.UTC(), NotBefore: moment(r.NotBefore),
			}
		}),
	}
}

// list is s, never null in JSON.
func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

func each[T, V any](s []T, view func(T) V) []V {
	out := make([]V, len(s))
	for i, v := range s {
		out[i] = view(v)
	}
	return out
}

// optional is null in JSON for a zero value.
func optional[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

// moment is null in JSON for a time that has not come.
func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}
