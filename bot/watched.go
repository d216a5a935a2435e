package bot

import (
	"context"

	"github.com/beckon-desk/beckon/tickets"
)

// Overheard takes in a message of a channel that is watched, outside any
// ticket's thread, or that begins a post in a forum. Each opens a ticket; with ask, its author is offered a
// button instead. Greetings, thanks and that all is well are nothing, and neither
// is what moderators and outsiders write there: they answer, they do not ask.
func (b *Bot) Overheard(ctx context.Context, s Said, ask bool) Answer {
	return b.unlessDeleted(ctx, s.Key, func() Answer { return b.overheard(ctx, s, ask) })
}

func (b *Bot) overheard(ctx context.Context, s Said, ask bool) Answer {
	if words := s.words(); smallTalk(words) || relieved(words) {
		return Answer{}
	}
	a, err := b.actor(ctx, s.By)
	switch {
	case tickets.KindOf(err) == tickets.Forbidden:
		return Answer{}
	case err != nil:
		return b.refused(err)
	case a.User.Moderates():
		return Answer{}
	case ask:
		return offer(s)
	}
	return b.openTicket(ctx, a, b.asked(ctx, a, s), "")
}

// Called takes in a message of a channel that mentions the bot, outside any
// ticket's thread; its Text is without the mention. Whoever wrote it is offered a
// ticket about it, and who says nothing else, or a command, is told what they can type. Of
// outsiders it takes no notice.
func (b *Bot) Called(ctx context.Context, s Said) Answer {
	return b.unlessDeleted(ctx, s.Key, func() Answer { return b.called(ctx, s) })
}

func (b *Bot) called(ctx context.Context, s Said) Answer {
	if words := s.words(); smallTalk(words) && words != "" || relieved(words) {
		return Answer{}
	}
	_, err := b.actor(ctx, s.By)
	switch {
	case tickets.KindOf(err) == tickets.Forbidden:
		return Answer{}
	case err != nil:
		return b.refused(err)
	}
	if parse(s.words()).verb != "open" { // no problem, and its answer is not for everybody's eyes
		return Answer{Text: help}
	}
	return offer(s)
}

// words are all that somebody says.
func (s Said) words() string { return tickets.CleanText(s.Title + "\n" + s.Text) }

func offer(s Said) Answer {
	return Answer{Text: "Shall I open a ticket about this?", Buttons: []Button{{Label: "Open a ticket", Draft: &Draft{Title: s.Title, Text: s.Text, Files: s.Files, Source: s.Message}}}}
}
