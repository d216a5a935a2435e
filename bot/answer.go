package bot

import "github.com/beckon-desk/beckon/tickets"

// Answer is what one person is told or asked in return, privately. Its texts
// are plain and may hold what people typed: the adapter escapes and clips them.
// The zero Answer says nothing.
type Answer struct {
	Text    string
	Words   string // the person's own words, shown back so that they are not lost
	Card    *tickets.Card
	Talk    []Saying // what was said on the card's ticket
	Lists   []List
	Choices []Choice // a menu beneath the lists; who chooses asks for it as with a Command of that Value
	Buttons []Button

	Opened tickets.Number // the ticket that was opened, 0 for none

	Form   *Form             // to be opened
	Errors map[string]string // of a Submission: by Field.Name what is wrong; the form stays open

	Err error // set when our side failed: nothing was done, and the delivery may be repeated
}

// Saying is what somebody said, with their name. Without a text, Who is all there is to say.
type Saying struct{ Who, Text string }

// List is some tickets under a heading, a line each.
type List struct {
	Heading string
	Cards   []tickets.Card
	More    bool // there are more than these
}

// Button is one of: a verb on a ticket, a link, or the form of a new ticket.
type Button struct {
	Label  string
	Verb   tickets.Verb // with Ticket
	Ticket tickets.ID
	URL    string
	Draft  *Draft
}

// FormRef says what a form is about. The adapter carries it from the Form that
// was opened to the Submission.
type FormRef struct {
	Verb   tickets.Verb  // what submitting does; VerbNew for a new ticket
	Ticket tickets.ID    // for all but VerbNew
	Source tickets.Place // for VerbNew: where the ticket comes from
	Files  []string      // for VerbNew: ids of the files of the message that it is about, if they have any
}

// VerbNew opens a ticket. It is on no card: only forms have it.
const VerbNew tickets.Verb = "new"

// Form asks a person for a few values.
type Form struct {
	FormRef
	Title  string // at most 24 characters
	Submit string // the word on the button that sends it
	Fields []Field

	draft Draft // that it was made of, to make it again
}

// Field is one value of a form.
type Field struct {
	Name     string // key in Submission.Values and Answer.Errors
	Label    string
	Hint     string // "" for none
	Value    string // what it starts with
	Kind     FieldKind
	Choices  []Choice // for a Pick
	Optional bool
	Max      int // characters, for Line and Paragraph
}

// FieldKind says how a value is entered.
type FieldKind int

// The kinds of field.
const (
	Line      FieldKind = iota // one line of text
	Paragraph                  // several lines
	Pick                       // one of Choices
)

// Choice is one possible value of a Pick, or of a menu.
type Choice struct{ Value, Label string }
