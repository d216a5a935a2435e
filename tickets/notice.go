package tickets

import (
	"context"
	"errors"
	"slices"
	"time"
)

// Notice is one thing one person is to be told about a ticket. It is written
// with the change that causes it; receipts are added when it is planned, one
// per channel that reaches the person.
type Notice struct {
	ID       string     `json:"id"` // ULID
	Kind     NoticeKind `json:"kind"`
	To       UserID     `json:"to"`             // "" for every admin, resolved when planned
	By       Person     `json:"by,omitzero"`    // who caused it; zero for Beckon itself
	Text     string     `json:"text,omitempty"` // the note, the reason
	Said     []string   `json:"said,omitempty"` // ids of the comments it tells, as they are when it is sent
	At       time.Time  `json:"at"`
	Planned  bool       `json:"planned,omitempty"`
	Receipts []Receipt  `json:"receipts,omitempty"`
}

// NoticeKind says what a notice tells.
type NoticeKind string

// The kinds of notice.
const (
	NoticeOpened    NoticeKind = "opened"    // to the requester: we have it, here is where to talk about it
	NoticeAssigned  NoticeKind = "assigned"  // to the assignee: this one is for you
	NoticeUnrouted  NoticeKind = "unrouted"  // to admins: nobody can take this
	NoticeClaimed   NoticeKind = "claimed"   // to the requester: somebody is on it
	NoticeReplied   NoticeKind = "replied"   // to the other side of the conversation
	NoticeResolved  NoticeKind = "resolved"  // to the requester and followers
	NoticeReopened  NoticeKind = "reopened"  // to the assignee
	NoticeNudged    NoticeKind = "nudged"    // to the assignee: nobody has acted on this
	NoticeEscalated NoticeKind = "escalated" // to the lead, or to admins
	NoticeOverdue   NoticeKind = "overdue"   // to the assignee, and to the lead or to admins
	NoticeDigest    NoticeKind = "digest"    // to somebody who asked for it: the tickets they have; belongs to no ticket
	NoticeWelcome   NoticeKind = "welcome"   // to a new person; belongs to no ticket
	NoticePassword  NoticeKind = "password"  // a one-time password link; belongs to no ticket
	NoticeAccess    NoticeKind = "access"    // who can come in with one's account has changed; belongs to no ticket
)

// ShowsCard reports whether a chat message of the kind shows the whole ticket,
// and so is redrawn when it changes. The others are said once, in the thread of
// the card or about no ticket.
func (k NoticeKind) ShowsCard() bool {
	switch k {
	case NoticeClaimed, NoticeReplied, NoticeDigest, NoticeWelcome, NoticePassword, NoticeAccess, NoticeTest, NoticeWithdrawn:
		return false
	}
	return true
}

// Receipt answers "was I told?": one notice to one person over one channel.
type Receipt struct {
	ID       string       `json:"id"` // ULID; the stable key of the outbound message
	To       UserID       `json:"to"`
	Channel  Platform     `json:"channel"`
	State    ReceiptState `json:"state"`
	Place    Place        `json:"place,omitzero"`  // where the message stands, once sent
	Error    string       `json:"error,omitempty"` // the last failure, fit for a moderator to read
	Cause    Cause        `json:"cause,omitempty"` // of Error, when a try had it; Why knows the others
	Attempts int          `json:"attempts,omitempty"`
	Sender   string       `json:"sender,omitempty"`   // the instance that is sending it
	Doubtful bool         `json:"doubtful,omitempty"` // a try may have arrived, though nobody said so; of a mail, which cannot be looked for, Error says so once sent
	Revision int64        `json:"revision,omitempty"` // ticket version the message shows
	At       time.Time    `json:"at,omitzero"`        // of the last change of State
	// NotBefore is when a due message may be sent: at the end of quiet hours, of a
	// burst, of a pause between rounds.
	NotBefore time.Time `json:"notBefore,omitzero"`
}

// ReceiptState says how far a message got.
type ReceiptState string

// The states of a receipt.
const (
	ReceiptDue         ReceiptState = "due"
	ReceiptSending     ReceiptState = "sending" // begun; if found so later, its fate is unknown
	ReceiptSent        ReceiptState = "sent"
	ReceiptUnconfirmed ReceiptState = "unconfirmed" // handed over, the confirmation was lost; not sent again
	ReceiptFailed      ReceiptState = "failed"      // for good
	ReceiptSkipped     ReceiptState = "skipped"     // not wanted, or overtaken by events; Error says which
)

// Settled reports whether nothing more will be tried.
func (s ReceiptState) Settled() bool { return s != ReceiptDue && s != ReceiptSending }

// Message is everything a Notifier needs to tell one person one thing.
type Message struct {
	Key         string // the receipt's id: stable over retries
	Kind        NoticeKind
	To          User
	By          Person
	Text        string
	Ticket      Ticket         // zero for NoticeWelcome, NoticePassword and NoticeAccess
	Card        Card           // what to show of the ticket to this person; zero as above
	Change      Change         // what has changed, of NoticeAccess; zero for the others
	Parent      Place          // the first message of this person's conversation about the ticket on this channel; zero when this is it
	Alike       int            // how many other tickets nobody has, nobody has claimed or are overdue now, where that is what the reader is to mend
	Link        string         // absolute URL of the ticket's page, or of what the notice asks to open
	Unsubscribe string         // absolute URL that switches mail of this kind off, in a mail; it takes a POST at once, and a GET to be asked
	Retry       bool           // an earlier try may have reached the person: look before sending again
	Zone        *time.Location // the reader's, for times
}

// Errors a Notifier wraps to say what a failure means. Any other error is
// taken to be passing, and the message is tried again.
var (
	// ErrPermanent: trying again cannot help (no such address, DMs closed).
	ErrPermanent = errors.New("cannot be delivered")
	// ErrUnconfirmed: handed over in full, but the confirmation was lost;
	// sending again would likely deliver twice.
	ErrUnconfirmed = errors.New("delivery not confirmed")
	// ErrElsewhere: delivered, but not where the person asked for (their DMs are
	// closed; it stands in a staff channel). The receipt is sent and says so.
	ErrElsewhere = errors.New("delivered elsewhere")
	// ErrNotNow: nothing was tried, since the channel takes no more at the moment.
	// It does not count as a try.
	ErrNotNow = errors.New("not now")
)

// Notifier carries messages over one channel.
type Notifier interface {
	// Reaches reports whether the channel knows an address for the person.
	Reaches(u User) bool
	// Notify sends the message and returns where it stands. It honours ctx.
	Notify(ctx context.Context, m Message) (Place, error)
}

// Editor is a Notifier that can redraw a message it has sent.
type Editor interface {
	Edit(ctx context.Context, m Message, at Place) error
}

// notify writes a notice with the change that causes it, and asks for it to be planned.
func (t *Ticket) notify(kind NoticeKind, to UserID, by Person, text string, now time.Time) {
	t.note(kind, to, by, text, now)
	t.emit(TicketNotice, now)
}

// note writes a notice that whoever writes it plans at once.
func (t *Ticket) note(kind NoticeKind, to UserID, by Person, text string, now time.Time) {
	t.Notices = append(t.Notices, Notice{ID: newULID(now), Kind: kind, To: to, By: by, Text: text, At: now})
}

// receipt returns the receipt with the given id and its notice, or nils.
func (t *Ticket) receipt(id string) (*Notice, *Receipt) {
	for i := range t.Notices {
		n := &t.Notices[i]
		if j := slices.IndexFunc(n.Receipts, func(r Receipt) bool { return r.ID == id }); j >= 0 {
			return n, &n.Receipts[j]
		}
	}
	return nil, nil
}
