package sim

import (
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
)

// Lists of conversations, and the pages that lists come in.

// slackTypes are the types of conversation by which conversations.list chooses, and the scopes they ask for.
var slackTypes = map[string]string{"public_channel": "channels:read", "private_channel": "groups:read", "im": "im:read", "mpim": "mpim:read"}

// conversationsList lists what the app can see of the types asked for. As in Slack a page is filled before the types are
// looked at, so it may hold fewer than asked for, or nothing, and not be the last.
func (s *Slack) conversationsList(rq *slackRequest) (object, error) {
	types := strings.Split(rq.str("types"), ",")
	if rq.str("types") == "" {
		types = []string{"public_channel"}
	}
	for _, t := range types {
		scope, ok := slackTypes[t]
		switch {
		case !ok:
			return nil, slackNo("invalid_types")
		case !slices.Contains(s.app.Scopes, scope):
			return nil, &slackError{code: "missing_scope", more: object{"needed": scope, "provided": strings.Join(s.app.Scopes, ",")}}
		}
	}
	ids, next, err := slackPage(s, rq, sortedKeys(s.st.Channels))
	if err != nil {
		return nil, err
	}
	list := []object{}
	for _, id := range ids {
		c := s.st.Channels[id]
		seen := !c.IM && !c.Private || c.has(s.st.BotUser)
		if seen && slices.Contains(types, c.listed()) && !(c.Archived && rq.flag("exclude_archived")) {
			list = append(list, c.wire(s.st.BotUser))
		}
	}
	return object{"channels": list, "response_metadata": object{"next_cursor": next}}, nil
}

// listed is the type by which conversations.list knows the channel.
func (c *SlackChannel) listed() string {
	return map[string]string{"im": "im", "group": "private_channel", "channel": "public_channel"}[c.kind()]
}

// slackPage is the page of all that limit and cursor ask for, and the cursor of the next one, "" on the last.
func slackPage[T any](s *Slack, rq *slackRequest, all []T) (page []T, next string, err error) {
	limit, err := strconv.Atoi(rq.str("limit"))
	if rq.str("limit") == "" {
		limit, err = 100, nil
	}
	if err != nil || limit < 1 || limit > 1000 {
		return nil, "", slackNo("invalid_limit")
	}
	if s.cfg.MostPerPage > 0 {
		limit = min(limit, s.cfg.MostPerPage)
	}
	from := 0
	if cur := rq.str("cursor"); cur != "" {
		b, err := base64.StdEncoding.DecodeString(cur)
		if from, _ = strconv.Atoi(string(b)); err != nil || from <= 0 || from > len(all) {
			return nil, "", slackNo("invalid_cursor")
		}
	}
	to := min(from+limit, len(all))
	if to < len(all) {
		next = base64.StdEncoding.EncodeToString([]byte(strconv.Itoa(to)))
	}
	return all[from:to], next, nil
}
