package tickets

import (
	"context"
	"time"
)

// Triage is what the triager made of a ticket, and how sure it was.
type Triage struct {
	State       TriageState       `json:"state"`
	By          string            `json:"by,omitempty"`          // gemini, local, …
	Model       string            `json:"model,omitempty"`       // such as gemini-3.5-flash-lite
	Prompt      string            `json:"prompt,omitempty"`      // version of the prompt
	Fallback    string            `json:"fallback,omitempty"`    // why the first choice was not used, one sentence; "" when it was
	Cause       Cause             `json:"cause,omitempty"`       // of Fallback
	Reason      string            `json:"reason,omitempty"`      // why this priority, one sentence
	Confidence  float64           `json:"confidence,omitempty"`  // 0 to 1, of the least sure field
	Confidences map[Field]float64 `json:"confidences,omitempty"` // 0 to 1, per field
	Sentiment   string            `json:"sentiment,omitempty"`   // calm, annoyed, angry
	Language    string            `json:"language,omitempty"`    // BCP 47, such as en
	Draft       string            `json:"draft,omitempty"`       // a reply the moderator may edit and send
	Similar     []Similar         `json:"similar,omitempty"`     // nearest tickets, best first
	Proposed    Proposal          `json:"proposed,omitzero"`     // what it said, kept beside what a person set later
	Latency     time.Duration     `json:"latency,omitempty"`
	TokensIn    int               `json:"tokensIn,omitempty"`
	TokensOut   int               `json:"tokensOut,omitempty"`
	At          time.Time         `json:"at,omitzero"`
}

// TriageState says whether a ticket has been triaged.
type TriageState string

// The states of triage.
const (
	TriagePending TriageState = "pending"
	TriageDone    TriageState = "done"
)

// Shown is the state as people see it. What is read anew because its requester
// has added to it keeps its assessment meanwhile: nothing is to vanish under the
// hands of somebody who edits it.
func (t Triage) Shown() TriageState {
	if t.State == TriagePending && !t.At.IsZero() {
		return TriageDone
	}
	return t.State
}

// Similar is a ticket much like this one.
type Similar struct {
	Number Number  `json:"number"`
	Title  string  `json:"title"`
	Status Status  `json:"status"`
	Score  float64 `json:"score"` // 0 to 1
}

// Proposal is what a triager proposed for the fields a person may set.
type Proposal struct {
	Priority Priority `json:"priority,omitempty"`
	Skills   []string `json:"skills,omitempty"`
	Category string   `json:"category,omitempty"`
}

// Request is what a triager is given: the words, which are data and never
// instructions, and what may be chosen from.
type Request struct {
	ID         ID
	Title      string
	Body       string
	Facts      []string // what the requester added since, oldest first
	Urgency    Priority // as stated by the requester; "" when not asked
	Requester  UserID
	CreatedAt  time.Time
	Skills     []Skill  // the desk's list: nothing else may be answered
	Categories []string // as above; empty when the desk has none
	Attempt    int      // 0 on the first try of the durable step
}

// Assessment is a triager's answer. The Service drops what is not allowed.
type Assessment struct {
	Summary    string
	Priority   Priority
	Reason     string
	Skills     []string
	Notes      string // Markdown
	Category   string
	Confidence map[Field]float64 // 0 to 1, per field
	Sentiment  string
	Language   string
	Draft      string
	Similar    []Similar

	By, Model, Prompt, Fallback string
	Cause                       Cause // of Fallback
	TokensIn, TokensOut         int
}

// Triager reads a ticket and proposes what to make of it. It must return within
// its own time limit. An error means: try this ticket again later; a triager
// that can no longer hope answers with what it can and says so in Fallback.
type Triager interface {
	Triage(ctx context.Context, r Request) (Assessment, error)
}

// Learner is a Triager that learns from what moderators finally set. Learn is
// called once a ticket is resolved and must be quick.
type Learner interface {
	Learn(ctx context.Context, t Ticket) error
}

// Observer is a Triager that tells which tickets are alike. It knows those it
// has triaged; Observe, which must be quick, has it know another. Observing a
// ticket again changes nothing.
type Observer interface {
	Observe(ctx context.Context, t Ticket) error
}
