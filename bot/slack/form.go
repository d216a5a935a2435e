package slack

import (
	"github.com/slack-go/slack"

	"github.com/beckon-desk/beckon/bot"
	"github.com/beckon-desk/beckon/tickets"
)

// modal is a form, with what it carries to its submission. Its fields begin with
// that many characters at most.
func modal(f bot.Form, responseURL string, most int) slack.ModalViewRequest {
	m := metadata{Verb: f.Verb, Ticket: f.Ticket, Channel: f.Source.Channel, Message: f.Source.Message, Link: f.Source.Link, Files: f.Files, Response: responseURL}
	view := slack.ModalViewRequest{
		Type: slack.VTModal, Title: plain(f.Title, maxTitle), Submit: plain(f.Submit, maxTitle), Close: plain("Cancel", maxTitle),
		CallbackID: verbAction + string(f.Verb), PrivateMetadata: compact(m),
	}
	for _, field := range f.Fields {
		view.Blocks.BlockSet = append(view.Blocks.BlockSet, input(field, most))
	}
	return view
}

// input is one field of a form; its block_id is the field's name.
func input(f bot.Field, most int) *slack.InputBlock {
	var hint *slack.TextBlockObject
	if f.Hint != "" {
		hint = plain(f.Hint, maxField)
	}
	b := slack.NewInputBlock(f.Name, plain(f.Label, maxField), hint, element(f, most))
	b.Optional = f.Optional
	return b
}

func element(f bot.Field, most int) slack.BlockElement {
	if f.Kind == bot.Pick {
		var options []*slack.OptionBlockObject
		var chosen *slack.OptionBlockObject
		for _, c := range f.Choices {
			options = append(options, slack.NewOptionBlockObject(c.Value, plain(c.Label, maxLabel), nil))
			if c.Value == f.Value {
				chosen = options[len(options)-1]
			}
		}
		e := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain("Choose", maxHeader), fieldAction, options...)
		e.InitialOption = chosen
		return e
	}
	e := slack.NewPlainTextInputBlockElement(nil, fieldAction)
	e.Multiline = f.Kind == bot.Paragraph
	if f.Max <= maxInput { // more Slack cannot bound; then the desk says when it is too long
		e.MaxLength = f.Max
	}
	e.InitialValue = tickets.Clip(f.Value, min(f.Max, most))
	return e
}

// fieldErrors is the acknowledgement of a form that stays open.
func fieldErrors(errs map[string]string) *slack.ViewSubmissionResponse {
	shown := map[string]string{}
	for field, why := range errs {
		shown[field] = tickets.Clip(why, maxError)
	}
	return slack.NewErrorsViewSubmissionResponse(shown)
}
