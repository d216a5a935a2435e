package discord

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/bwmarrin/discordgo"

	"github.com/beckon-desk/beckon/bot"
	"github.com/beckon-desk/beckon/tickets"
)

// One interaction each, by whichever way it came.

const otherApp = "This delivery is for another app or server."

// exchange is an interaction and what becomes of its answer.
type exchange struct {
	in    wireInteraction
	a     *bot.Answer // nil while the work goes on
	rest  []message   // that follow the first answer
	given chan struct{}
	err   error // of the first answer; set before given is closed
}

// onInteraction takes in an interaction of the gateway.
func (d *Discord) onInteraction(raw json.RawMessage) {
	var in wireInteraction
	if err := json.Unmarshal(raw, &in); err != nil || in.ID == "" {
		d.cfg.Log.Error("an interaction could not be read", "err", err)
		return
	}
	if !d.seen.Put(in.ID, struct{}{}) {
		return // once more, after a resume
	}
	r, x := d.answer(in)
	d.gave(x, d.callback(in, r))
}

// answer does what an interaction asks and returns the first answer to it,
// within Discord's time. Whoever gives it must then call gave.
func (d *Discord) answer(in wireInteraction) (response, *exchange) {
	x := &exchange{in: in, given: make(chan struct{})}
	a, ok := d.work.Soon(d.answerWithin,
		func(ctx context.Context) bot.Answer { return d.do(ctx, in) },
		func(ctx context.Context, a bot.Answer) { d.overdue(ctx, x, a) })
	if !ok {
		return response{Type: replyDeferred, Data: map[string]int{"flags": flagEphemeral}}, x
	}
	x.a = &a
	if a.Form != nil && in.Type != kindSubmit {
		return response{Type: replyModal, Data: d.form(*a.Form, in.ID)}, x
	}
	if silent(a) && in.Type == kindComponent {
		return response{Type: replyNothing}, x
	}
	list := d.private(a)
	x.rest = list[1:]
	return response{Type: replyMessage, Data: list[0]}, x
}

// private is an answer that one person sees. It is never empty.
func (d *Discord) private(a bot.Answer) []message {
	if a.Form != nil {
		a = bot.Retry(*a.Form)
	}
	if silent(a) {
		a.Text = "Done."
	}
	list := d.messages(a, tickets.Place{})
	for i := range list {
		list[i].Flags |= flagEphemeral
	}
	return list
}

// gave notes how the first answer went. What it did not say follows; when it
// did not arrive, the person is told by direct message, for the work is done.
func (d *Discord) gave(x *exchange, err error) {
	x.err = err
	close(x.given)
	switch {
	case err == nil && len(x.rest) > 0:
		d.work.Later(func(ctx context.Context) { d.more(ctx, x, x.rest) })
	case err == nil || x.a == nil: // what is missing, overdue says
	case codeOf(err) == codeAnswered:
		d.work.Later(func(ctx context.Context) { d.answeredBefore(ctx, x, *x.a) })
	default:
		d.cfg.Log.Warn("an interaction could not be answered in time; answering by direct message", "err", err)
		d.work.Later(func(ctx context.Context) { d.tell(ctx, x.in, d.private(*x.a)) })
	}
}

// answeredBefore brings the answer to an interaction that was answered before
// it came to us: perhaps by ourselves, with a promise, before we were killed.
func (d *Discord) answeredBefore(ctx context.Context, x *exchange, a bot.Answer) {
	d.cfg.Log.Warn("an interaction was answered before; if this desk was not just killed, does another program use its token?", "interaction", x.in.ID)
	// A component's first answer may be the card; and what went wrong just now
	// is not what they were told then.
	if x.in.Type == kindComponent || a.Form != nil || a.Err != nil {
		return
	}
	list := d.private(a)
	if err := d.follow(ctx, x.in, http.MethodPatch, list[0]); err != nil {
		d.cfg.Log.Warn("an answer that was promised did not reach its person", "err", err)
		return
	}
	d.more(ctx, x, list[1:])
}

// tell sends an answer by direct message.
func (d *Discord) tell(ctx context.Context, in wireInteraction, list []message) {
	u, _ := in.who()
	if err := d.direct(ctx, u.ID, in.key(), list); err != nil {
		d.cfg.Log.Warn("an answer did not reach its person", "user", u.ID, "err", err)
	}
}

// overdue gives the answer that came after the first one was due.
func (d *Discord) overdue(ctx context.Context, x *exchange, a bot.Answer) {
	select {
	case <-x.given:
	case <-ctx.Done():
		return
	}
	if codeOf(x.err) == codeAnswered {
		d.answeredBefore(ctx, x, a)
		return
	}
	list := d.private(a)
	err := x.err
	if err == nil {
		err = d.follow(ctx, x.in, http.MethodPatch, list[0])
	}
	if err != nil {
		d.tell(ctx, x.in, list)
		return
	}
	d.more(ctx, x, list[1:])
}

// more adds messages to an answer.
func (d *Discord) more(ctx context.Context, x *exchange, list []message) {
	for _, m := range list {
		if err := d.follow(ctx, x.in, http.MethodPost, m); err != nil {
			d.cfg.Log.Warn("the rest of an answer did not reach its person", "err", err)
			return
		}
	}
}

// do does what an interaction asks.
func (d *Discord) do(ctx context.Context, in wireInteraction) bot.Answer {
	if in.ApplicationID != d.cfg.Application {
		d.cfg.Log.Warn("an interaction for another application was refused", "application", in.ApplicationID)
		return bot.Answer{Text: otherApp}
	}
	u, nick := in.who()
	p, err := d.profile(ctx, u, nick, in.GuildID, in.Member != nil)
	if err != nil {
		return d.unserved(err, in.typed())
	}
	by := bot.By{Profile: p, Place: place(in.GuildID, in.ChannelID, ""), Key: in.key()}
	switch {
	case in.Type == kindCommand && in.Data.Type == commandSlash:
		return d.cfg.Bot.Command(ctx, bot.Command{By: by, Text: in.text()})
	case in.Type == kindCommand && in.Data.Type == commandMessage:
		m := in.Data.Resolved.Messages[in.Data.TargetID]
		if files := m.files(); len(files) > 0 {
			d.shown.Put(in.Data.TargetID, files)
		}
		draft := bot.Draft{Title: d.titled(ctx, in.ChannelID, in.Data.TargetID), Text: m.words(), Files: d.attached(m.files()), Source: place(in.GuildID, in.ChannelID, in.Data.TargetID)}
		draft.Within = d.conversation(ctx, draft.Source)
		return d.cfg.Bot.MessageAction(ctx, bot.MessageAction{By: by, Draft: draft})
	case in.Type == kindComponent:
		return d.press(ctx, in, by)
	case in.Type == kindSubmit:
		return d.submit(ctx, in, by)
	}
	return bot.Answer{Text: "This is something the help desk does not know. Type /ticket for a new ticket."}
}

// press does what a button says, or a menu.
func (d *Discord) press(ctx context.Context, in wireInteraction, by bot.By) bot.Answer {
	if in.Data.Kind == componentSelect && len(in.Data.Values) == 1 {
		return d.cfg.Bot.Command(ctx, bot.Command{By: by, Text: in.Data.Values[0]})
	}
	verb, rest, ok := d.signed(in.Data.CustomID)
	if !ok || verb != bot.VerbNew {
		return d.cfg.Bot.Press(ctx, bot.Press{By: by, Button: in.Data.CustomID})
	}
	draft := bot.Draft{Source: by.Place}
	if from, use := source(in.GuildID, rest); from.Message != "" {
		m, err := d.message(ctx, from)
		if err != nil && codeOf(err) != codeUnknownMessage {
			d.cfg.Log.Warn("a message could not be read again; its form opens without the words", "err", err)
		}
		m.Content = d.mention.ReplaceAllString(m.Content, "")
		draft.Title, draft.Text, draft.Files = d.titled(ctx, from.Channel, from.Message), m.words(), d.attached(m.files())
		if use == isSource {
			draft.Source, draft.Within = from, d.conversation(ctx, from)
		}
	}
	return d.cfg.Bot.MessageAction(ctx, bot.MessageAction{By: by, Draft: draft})
}

// settle has an offer to open a ticket say what became of it: everybody in the
// channel has it before their eyes, and its button is of no more use.
func (d *Discord) settle(ctx context.Context, channel, offer string, opened tickets.Number) {
	done := d.messages(bot.Answer{Text: "This is ticket " + opened.String() + " now."}, tickets.Place{})[0]
	if err := d.call(ctx, http.MethodPatch, discordgo.EndpointChannelMessage(channel, offer), nil, done, nil); err != nil && codeOf(err) != codeUnknownMessage {
		d.cfg.Log.Warn("an offer still stands though its ticket is open", "channel", channel, "err", err)
	}
}

// submit does what a form asks. Discord has closed it by then, so what was
// typed is shown back when it was not stored.
func (d *Discord) submit(ctx context.Context, in wireInteraction, by bot.By) bot.Answer {
	form, key, ok := d.formRef(in)
	if !ok {
		return bot.Answer{Text: "This form does not work any more. Type /ticket to begin anew. These were your words:", Words: in.typed()}
	}
	by.Key = key
	sub := bot.Submission{By: by, FormRef: form, Values: in.values()}
	if form.Source.Message != "" {
		sub.Attached = func(ctx context.Context) []bot.Attached { return d.carried(ctx, form.Source, sub.Values["body"]) }
		sub.Source = d.conversation(ctx, form.Source)
	}
	a := d.cfg.Bot.Submit(ctx, sub)
	if offer := in.Message; a.Opened != 0 && form.Source.Message != "" && offer != nil && offer.Flags&flagEphemeral == 0 {
		d.work.Later(func(ctx context.Context) { d.settle(ctx, in.ChannelID, offer.ID, a.Opened) })
	}
	if len(a.Errors) > 0 || a.Err != nil {
		if a.Words = in.typed(); a.Words != "" {
			a.Text += "\nNothing was stored. These were your words:"
		}
	}
	return a
}
