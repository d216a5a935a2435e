package discord

import (
	"context"

	"github.com/beckon-desk/beckon/bot"
	"github.com/beckon-desk/beckon/tickets"
)

// attached are the files of a message. Discord's addresses of them end in a day
// or so, therefore links alone would not do.
func (d *Discord) attached(files []wireAttachment) (all []bot.Attached) {
	source := bot.Source{
		Platform: "Discord", Origins: []string{"https://cdn.discordapp.com", "https://media.discordapp.net", d.base.Scheme + "://" + d.base.Host},
		HTTP: &d.hooks,
	}
	for _, f := range files {
		all = append(all, bot.Attached{Name: f.Filename, Line: f.line(), Size: f.Size}.At(source, f.URL))
	}
	return all
}

// carried are the files of the message that a form is about, as they are now;
// text is what the form says of them. Without the intent, Discord shows the
// message to us only when somebody asks for a ticket about it, so what it had then
// is remembered.
func (d *Discord) carried(ctx context.Context, about tickets.Place, text string) []bot.Attached {
	m, err := d.message(ctx, about)
	if codeOf(err) == codeUnknownMessage {
		return nil // deleted meanwhile, and its files with it
	}
	files := m.files()
	if len(files) == 0 {
		files, _, _ = d.shown.Get(about.Message)
	}
	all := d.attached(files)
	for i := range all {
		all[i].Line = lineLike(text, all[i].Line)
	}
	return all
}
