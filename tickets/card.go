package tickets

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"
	"time"
)

// Verb is something a button does.
type Verb string

// The verbs a card can offer. The words on buttons are the same everywhere.
const (
	VerbClaim    Verb = "claim"
	VerbDecline  Verb = "decline"
	VerbPostpone Verb = "postpone"
	VerbRelease  Verb = "release"
	VerbReply    Verb = "reply"
	VerbResolve  Verb = "resolve"
	VerbReopen   Verb = "reopen"
)

var verbs = []Verb{VerbClaim, VerbDecline, VerbPostpone, VerbRelease, VerbReply, VerbResolve, VerbReopen}

// Label returns the words on the verb's button.
func (v Verb) Label() string {
	switch v {
	case VerbDecline:
		return "Not mine"
	case VerbPostpone:
		return "Need more time"
	}
	return strings.ToUpper(string(v[:1])) + string(v[1:])
}

// Card is what a message shows of a ticket to one person, on no platform. Its
// texts are what people typed: every adapter escapes them.
type Card struct {
	Ticket    ID
	Number    Number
	Title     string
	Status    Status
	Fields    []CardField // short facts, in order
	Summary   string      // one or two sentences, "" until triaged, and where it is but the title
	Notes     string      // Markdown, for moderators only
	Buttons   []Verb      // in order; the first is the one most people want
	Footer    string      // "Why me?" for the assignee, else ""
	Link      string      // absolute URL of the ticket's page
	Revision  int64       // the ticket's version
	UpdatedAt time.Time
}

// CardField is one labelled fact on a card.
type CardField struct{ Label, Value string }

// CardFor returns the ticket's card as viewer should see it. link is the
// absolute URL of the ticket's page.
func CardFor(t Ticket, viewer User, link string) Card {
	c := Card{
		Ticket: t.ID, Number: t.Number, Title: t.Title, Status: t.Status,
		Fields: []CardField{{"Status", t.Status.Words()}, {"Owner", ownerWords(t)}},
		Link:   link, Revision: t.Version, UpdatedAt: t.UpdatedAt,
		Buttons: verbsFor(t, viewer),
	}
	if !viewer.Moderates() {
		return c
	}
	c.Fields = append(c.Fields, CardField{"From", t.Requester.Name}, CardField{"Priority", string(t.Priority)})
	if t.Status.Live() && !t.Due.At.IsZero() {
		c.Fields = append(c.Fields, CardField{"Due", t.Due.At.In(viewer.Location()).Format("Mon 2 Jan, 15:04")})
	}
	if len(t.Files) > 0 {
		c.Fields = append(c.Fields, CardField{"Files", Clip(fileNames(t.Files), 200)})
	}
	if len(t.Skills) > 0 {
		c.Fields = append(c.Fields, CardField{"Skills", strings.Join(t.Skills, ", ")})
	}
	c.Notes = t.Notes
	if !strings.EqualFold(t.Summary, t.Title) { // as of tickets that say no more than their title
		c.Summary = t.Summary
	}
	if t.Triage.Sentiment == "annoyed" || t.Triage.Sentiment == "angry" {
		c.Fields = append(c.Fields, CardField{"Sounds", t.Triage.Sentiment})
	}
	if t.Triage.Fallback != "" {
		c.Fields = append(c.Fields, CardField{"Triage", t.Triage.Fallback})
	}
	if last := len(t.Routing.Refusals) - 1; last >= 0 && t.unclaimed() {
		c.Fields = append(c.Fields, CardField{"Handed on", t.Routing.Refusals[last].words()})
	}
	if t.AssignedTo(viewer.ID) && t.unclaimed() && len(t.Routing.Why) > 0 {
		c.Footer = t.Routing.words()
	}
	return c
}

// words answers "why me?", and says who would get the ticket instead.
func (r Routing) words() string {
	s := "Why me? " + strings.Join(r.Why, "; ")
	if len(r.RunnersUp) == 0 {
		return s
	}
	names := make([]string, len(r.RunnersUp))
	for i, p := range r.RunnersUp {
		names[i] = p.Name
	}
	return s + ". Next best: " + strings.Join(names, ", ")
}

// words says who handed a ticket on, and why if they said so.
func (r Refusal) words() string {
	if r.Reason == "" {
		return "by " + r.By.Name
	}
	return "by " + r.By.Name + ": " + Clip(CleanLine(r.Reason), 200)
}

func ownerWords(t Ticket) string {
	switch {
	case t.Assignee == nil && !t.Status.Live():
		return "nobody"
	case t.Assignee == nil:
		return "nobody yet"
	case t.unclaimed():
		return t.Assignee.Name + " (not claimed yet)"
	}
	return t.Assignee.Name
}

// unclaimed reports whether the ticket may yet be claimed.
func (t *Ticket) unclaimed() bool { return t.ClaimedAt.IsZero() && t.Status.Live() }

// verbsFor returns the buttons viewer can use on the ticket now: those of whoever
// works on tickets, and of whoever has asked for it.
func verbsFor(t Ticket, viewer User) []Verb {
	can := workOn(t, viewer)
	if t.Requester.ID != viewer.ID || !t.Status.Live() || t.AssignedTo(viewer.ID) {
		return can
	}
	return append(can, VerbReply, VerbResolve)
}

func workOn(t Ticket, viewer User) []Verb {
	mine := t.AssignedTo(viewer.ID)
	switch {
	case t.Status == Closed:
		return nil
	case t.Status == Resolved:
		if t.Requester.ID == viewer.ID || viewer.Moderates() {
			return []Verb{VerbReopen}
		}
		return nil
	case !viewer.Moderates():
		return nil
	case mine && t.canPostpone():
		return []Verb{VerbClaim, VerbDecline, VerbPostpone, VerbResolve}
	case t.ClaimedAt.IsZero() && mine:
		return []Verb{VerbClaim, VerbDecline, VerbResolve}
	case t.ClaimedAt.IsZero():
		return []Verb{VerbClaim}
	case mine:
		return []Verb{VerbResolve, VerbReply, VerbRelease}
	}
	return nil
}

// ButtonKey signs what buttons carry, so that an id from another installation
// or a hand-made payload is refused.
type ButtonKey []byte

const buttonVersion = "v1"

// ID returns the button's id: "v1:verb:ticket:mac", 48 characters or so, safe
// within Discord's 100. It holds no secret.
func (k ButtonKey) ID(v Verb, t ID) string {
	s := buttonVersion + ":" + string(v) + ":" + string(t)
	return s + ":" + k.mac(s)
}

// Parse returns what the button with this id does, and reports whether the id
// is one of ours.
func (k ButtonKey) Parse(id string) (Verb, ID, bool) {
	parts := strings.Split(id, ":")
	if len(parts) != 4 || parts[0] != buttonVersion {
		return "", "", false
	}
	want := k.mac(strings.Join(parts[:3], ":"))
	known := slices.Contains(verbs, Verb(parts[1]))
	return Verb(parts[1]), ID(parts[2]), known && hmac.Equal([]byte(want), []byte(parts[3]))
}

func (k ButtonKey) mac(s string) string {
	h := hmac.New(sha256.New, k)
	h.Write([]byte(s))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:9])
}
