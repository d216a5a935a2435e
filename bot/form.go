package bot

import (
	"cmp"
	"strings"

	"github.com/beckon-desk/beckon/tickets"
)

// newForm asks for a new ticket.
func newForm(d Draft) *Form {
	title, body := d.headline()
	return &Form{
		FormRef: FormRef{Verb: VerbNew, Source: d.Source, Files: d.files()}, Title: "New ticket", Submit: "Open ticket", draft: d,
		Fields: []Field{
			{Name: "title", Label: "What is wrong?", Value: title, Max: tickets.MaxTitle},
			{Name: "body", Label: "Details", Hint: "What did you try, and what happened?", Value: body, Kind: Paragraph, Optional: true, Max: tickets.MaxBody},
			{Name: "urgency", Label: "How urgent is it?", Kind: Pick, Optional: true, Choices: urgencies},
		},
	}
}

// headline makes title and body of a draft. The lines that lead to its files stand
// in the body: the file may not be had when the form is sent.
func (d Draft) headline() (title, body string) {
	words, lines := d.Text, ""
	for _, f := range d.Files {
		if without := tickets.WithoutLine(words, f.Line); f.Line != "" && without != words {
			words, lines = without, lines+"\n"+f.Line
		}
	}
	if d.Title != "" {
		return d.Title, strings.TrimSpace(words + lines)
	}
	if title, body = tickets.Headline(words); title == "" && lines != "" {
		title = titleOf(d.Files)
	}
	return title, strings.TrimSpace(body + lines)
}

func (d Draft) files() (ids []string) {
	for _, f := range d.Files {
		if f.ID != "" {
			ids = append(ids, f.ID)
		}
	}
	return ids
}

var urgencies = []Choice{
	{string(tickets.High), "I cannot work"},
	{string(tickets.Medium), "It slows me down"},
	{string(tickets.Low), "It can wait"},
}

// verbForm asks for what a verb on a ticket needs, or returns nil for a verb
// that needs nothing.
func verbForm(v tickets.Verb, t tickets.Ticket, viewer tickets.User) *Form {
	f := Form{FormRef: FormRef{Verb: v, Ticket: t.ID}, Submit: v.Label(), Title: v.Label() + " " + t.Number.String()}
	switch v {
	case tickets.VerbDecline:
		f.Fields = []Field{{Name: "reason", Label: "Why?", Hint: "It goes to the next best person with your reason.", Kind: Paragraph, Optional: true, Max: tickets.MaxNote}}
	case tickets.VerbResolve:
		note := Field{Name: "note", Label: "What solved it?", Kind: Paragraph, Optional: true, Max: tickets.MaxNote}
		if t.Requester.ID != viewer.ID {
			note.Hint = cmp.Or(t.Requester.Name, "The requester") + " gets this note."
		}
		f.Fields = []Field{note}
	case tickets.VerbReply:
		f.Fields = []Field{{Name: "text", Label: "Reply to " + cmp.Or(replyTo(t, viewer), "the desk"), Kind: Paragraph, Max: tickets.MaxComment}}
		if viewer.Moderates() && t.Requester.ID != viewer.ID {
			f.Fields = append(f.Fields, Field{Name: "then", Label: "Then", Kind: Pick, Optional: true,
				Choices: []Choice{{"wait", "I wait for their answer"}}})
		}
	default:
		return nil
	}
	return &f
}

// replyTo is who reads what the viewer replies.
func replyTo(t tickets.Ticket, viewer tickets.User) string {
	switch {
	case t.Requester.ID != viewer.ID:
		return t.Requester.Name
	case t.Assignee != nil:
		return t.Assignee.Name
	}
	return ""
}

// Retry is the answer when the platform did not open the form: nothing is lost,
// and a button tries again with the same content.
func Retry(f Form) Answer {
	again := Button{Label: f.Submit, Verb: f.Verb, Ticket: f.Ticket}
	if f.Verb == VerbNew {
		again = Button{Label: "Open the form", Draft: &f.draft}
	}
	return Answer{Text: "The form did not open in time. Nothing is lost: press the button.", Buttons: []Button{again}}
}

// inForm shows an error at the field it concerns, or at the first, so that the
// form stays open with what was typed.
func inForm(err error, f []string) map[string]string {
	fields := fieldsOf(err)
	shown := map[string]string{}
	for _, name := range f {
		if why := fields[name]; why != "" {
			shown[name] = why
		}
	}
	if len(shown) == 0 {
		shown[f[0]] = tickets.MessageOf(err)
	}
	return shown
}
