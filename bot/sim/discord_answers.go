package sim

import "time"

// tokenFor is how long an interaction's token allows edits and follow-ups.
const tokenFor = 15 * time.Minute

// byToken finds the interaction of a webhook call: 10015 when the token is wrong, unused or older than 15 minutes.
func (d *Discord) byToken(r *restCall) (*interaction, error) {
	if r.PathValue("app") != d.cfg.ApplicationID {
		return nil, errUnknownWebhook
	}
	for _, in := range d.state.Interactions {
		if in.Token != r.PathValue("token") {
			continue
		}
		if in.Answered == 0 || d.now().Sub(in.Created) >= tokenFor {
			return nil, errUnknownWebhook
		}
		return in, nil
	}
	return nil, errUnknownWebhook
}

// ownAnswer finds the message of a webhook call: @original, or one of the follow-ups.
func (d *Discord) ownAnswer(r *restCall) (*interaction, *DiscordMessage, error) {
	in, err := d.byToken(r)
	if err != nil {
		return nil, nil, err
	}
	id := r.PathValue("message")
	if id == "@original" {
		id = in.Original
	}
	m := d.message(in.Channel, id)
	if m == nil || m.Answers != in.ID && id != in.Original {
		return nil, nil, errUnknownMessage
	}
	return in, m, nil
}

func (d *Discord) getAnswer(r *restCall) (any, error) {
	_, m, err := d.ownAnswer(r)
	if err != nil {
		return nil, err
	}
	return d.render(m, true), nil
}

func (d *Discord) patchAnswer(r *restCall) (any, error) {
	_, m, err := d.ownAnswer(r)
	if err != nil {
		return nil, err
	}
	b, err := r.messageBody()
	if err == nil {
		err = b.check(m.Loading(), m)
	}
	if err != nil {
		return nil, err
	}
	d.edit(m, b)
	return d.render(m, true), nil
}

func (d *Discord) deleteAnswer(r *restCall) (any, error) {
	_, m, err := d.ownAnswer(r)
	if err != nil {
		return nil, err
	}
	d.remove(m)
	return nil, nil
}

// postFollowUp adds a message to an interaction. The first one after a deferred answer takes its place, and is seen by
// whom the deferral said.
func (d *Discord) postFollowUp(r *restCall) (any, error) {
	in, err := d.byToken(r)
	if err != nil {
		return nil, err
	}
	b, err := r.messageBody()
	if err == nil {
		err = b.check(true, nil)
	}
	if err != nil {
		return nil, err
	}
	m := d.message(in.Channel, in.Original)
	if m != nil && m.Answers == in.ID && m.Loading() {
		d.edit(m, b)
	} else {
		m = d.answerMessage(in, b, 0)
	}
	if r.URL.Query().Get("wait") != "true" {
		return nil, nil
	}
	return d.render(m, true), nil
}
