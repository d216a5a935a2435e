package sim

import (
	"maps"
	"slices"
	"strings"
)

const legacyToken = "legacy" // the deprecated verification token; apps must not rely on it

// emitMessage tells the app of a message event in a channel that it is a member of. Callers hold mu.
func (s *Slack) emitMessage(channel string, event object) {
	c := s.st.Channels[channel]
	if !c.has(s.st.BotUser) {
		return
	}
	event = maps.Clone(event)
	event["channel"], event["channel_type"] = c.ID, c.kind()
	if event["event_ts"] == nil {
		event["event_ts"] = event["ts"]
	}
	if author, _ := event["user"].(string); author != "" && s.st.Users[author] != nil && s.st.Users[author].TeamID != s.st.TeamID {
		event["user_team"], event["source_team"] = s.st.Users[author].TeamID, s.st.Users[author].TeamID
	}
	subscription := map[string]string{"im": "message.im", "group": "message.groups", "channel": "message.channels"}[c.kind()]
	if slices.Contains(s.app.Events, subscription) && s.needScope(c, "history") == nil {
		s.send(c, event)
	}
	text, _ := event["text"].(string)
	if event["subtype"] == nil && !c.IM && slices.Contains(s.app.Events, "app_mention") && strings.Contains(text, "<@"+s.st.BotUser+">") {
		twin := maps.Clone(event)
		twin["type"] = "app_mention"
		delete(twin, "channel_type")
		s.send(c, twin)
	}
}

// emit tells the app of an event that belongs to no channel. Callers hold mu.
func (s *Slack) emit(channel string, event object) {
	if !slices.Contains(s.app.Events, event["type"].(string)) {
		return
	}
	if event["event_ts"] == nil {
		event["event_ts"] = s.nextTS()
	}
	s.send(s.st.Channels[channel], event)
}

// send wraps an event and queues it, once or, by the knob, again under other event ids. Callers hold mu.
func (s *Slack) send(c *SlackChannel, event object) {
	if s.ctx.Err() != nil || s.revoked {
		return
	}
	for range 1 + s.duplicates {
		envelope := object{"token": legacyToken, "team_id": s.st.TeamID, "context_team_id": s.st.TeamID, "api_app_id": s.st.AppID,
			"type": "event_callback", "event_id": s.nextID("Ev"), "event_time": s.now().Unix(), "event": event,
			"is_ext_shared_channel": c != nil && c.Shared, "event_context": "4-" + secret(6),
			"authorizations": []object{{"enterprise_id": nil, "team_id": s.st.TeamID, "user_id": s.st.BotUser, "is_bot": true, "is_enterprise_install": false}}}
		key := ""
		if c != nil {
			key = c.ID
		}
		before, done := s.tails[key], make(chan struct{})
		s.tails[key] = done
		s.running.Add(1)
		go s.deliverEvent(slackOutgoing{kind: kindEvent, eventID: envelope["event_id"].(string), payload: envelope}, before, done)
	}
}

// deliverEvent waits its turn in the channel, tries, and retries on Slack's schedule until acknowledged.
func (s *Slack) deliverEvent(out slackOutgoing, before, done chan struct{}) {
	defer s.running.Done()
	if before != nil {
		<-before // closed by the event before, also at the end of the simulator
	}
	_, reason, noRetry := s.deliver(s.ctx, out)
	close(done)
	for _, wait := range s.cfg.Retries {
		if reason == "" || noRetry || !pause(s.ctx, wait) {
			break
		}
		out.attempt, out.reason = out.attempt+1, reason
		_, reason, noRetry = s.deliver(s.ctx, out)
	}
	for range s.repeat(kindEvent) {
		out.attempt, out.reason = out.attempt+1, "http_timeout"
		s.deliver(s.ctx, out)
	}
}

// DuplicateEvents lets each later event come n more times under another event_id, as a mention does that is
// subscribed twice.
func (s *Slack) DuplicateEvents(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.duplicates = n
}

// Redeliver sends an event once more, with the same event_id and retry headers, and returns after the attempt.
// An event that was never sent is a mistake in the script and panics.
func (s *Slack) Redeliver(eventID string) {
	for _, d := range s.Deliveries(kindEvent) {
		if d.EventID == eventID {
			s.deliver(s.ctx, slackOutgoing{kind: kindEvent, eventID: eventID, payload: d.Payload, attempt: 1, reason: "http_timeout"})
			return
		}
	}
	panic("sim: there was no event " + eventID)
}
