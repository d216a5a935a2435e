package bot

import (
	"context"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

// By says who did something in chat, where, and which delivery told us.
type By struct {
	Profile tickets.Profile
	Place   tickets.Place // the channel; Message names the thread it was in, "" outside threads
	Key     string        // stable key of the delivery: the same on every repeat of it
}

// Command is what somebody typed after the command's name.
type Command struct {
	By
	Text string
}

// Press is a click on a button of a ticket.
type Press struct {
	By
	Button string // as Bot.ButtonID made it; anything else is refused politely
}

// MessageAction asks for a ticket about a message, or for the form again.
type MessageAction struct {
	By
	Draft Draft
}

// Draft is what the form of a new ticket starts with.
type Draft struct {
	Title  string        // of the post whose words they are; "" where the words have none
	Text   string        // plain, as people read it
	Files  []Attached    // of the message it is about; they are not fetched for a form
	Source tickets.Place // where the ticket comes from; with Message when it is about a message
	Within tickets.Place // the conversation that the message is part of, where it is not its own
}

// Submission is a form as somebody sent it.
type Submission struct {
	By
	FormRef
	Values map[string]string // by Field.Name; a field left empty may be absent

	// Attached returns the files of the message that a new ticket is about, as they
	// are now; nil when there is no message. What cannot be had is left out.
	Attached func(context.Context) []Attached
}

// Said is a message somebody wrote: in a ticket's thread, or to the bot itself.
// By.Key must be made of the message's place, so that the same message told
// twice under different delivery ids has one effect.
type Said struct {
	By
	Title   string // of the post that the message begins; "" elsewhere
	Text    string
	Files   []Attached
	Message tickets.Place // the message itself
	Direct  bool          // written to the bot alone, in a direct message
	At      time.Time     // when it was written, by the platform's clock
}
