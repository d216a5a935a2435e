package sim

import (
	"slices"
	"strings"
)

// The methods that read: people, conversations, the team.

func (s *Slack) authTest(*slackRequest) (object, error) {
	return object{"url": s.url + "/", "team": s.cfg.Domain, "user": s.app.Name, "team_id": s.st.TeamID, "user_id": s.st.BotUser,
		"bot_id": s.st.BotID, "is_enterprise_install": false}, nil
}

func (s *Slack) teamInfo(*slackRequest) (object, error) {
	return object{"team": object{"id": s.st.TeamID, "name": s.cfg.Domain, "domain": s.cfg.Domain, "email_domain": "", "url": s.url + "/"}}, nil
}

func (s *Slack) showEmail() bool { return slices.Contains(s.app.Scopes, "users:read.email") }

func (s *Slack) usersInfo(rq *slackRequest) (object, error) {
	u := s.st.Users[rq.str("user")]
	if u == nil {
		return nil, slackNo("user_not_found")
	}
	o := u.wire(s.showEmail())
	if rq.flag("include_locale") {
		o["locale"] = "en-US"
	}
	return object{"user": o}, nil
}

func (s *Slack) usersList(*slackRequest) (object, error) {
	members := []object{}
	for _, id := range sortedKeys(s.st.Users) {
		members = append(members, s.st.Users[id].wire(s.showEmail()))
	}
	return object{"members": members, "response_metadata": object{"next_cursor": ""}}, nil
}

func (s *Slack) usersLookup(rq *slackRequest) (object, error) {
	for _, u := range s.st.Users {
		if u.Email != "" && strings.EqualFold(u.Email, rq.str("email")) && !u.Stranger && !u.Deleted && !u.Bot {
			return object{"user": u.wire(true)}, nil
		}
	}
	return nil, slackNo("users_not_found")
}

func (s *Slack) conversationsOpen(rq *slackRequest) (object, error) {
	if ref := rq.str("channel"); ref != "" {
		c := s.st.Channels[ref]
		if c == nil || !c.IM || !c.has(s.st.BotUser) {
			return nil, slackNo("channel_not_found")
		}
		return object{"channel": object{"id": c.ID}, "already_open": true, "no_op": true}, nil
	}
	users := strings.Split(rq.str("users"), ",")
	if rq.str("users") == "" {
		return nil, slackNo("users_list_not_supplied")
	}
	if len(users) > 1 {
		return nil, slackNo("not_enough_users", "[ERROR] this Slack has no group direct messages")
	}
	c, opened, err := s.openDM(users[0])
	if err != nil {
		return nil, err
	}
	channel := object{"id": c.ID}
	if rq.flag("return_im") {
		channel = c.wire(s.st.BotUser)
	}
	return object{"channel": channel, "already_open": !opened, "no_op": !opened}, nil
}

// openDM opens the app's direct message with a user, or says why it may not.
func (s *Slack) openDM(user string) (*SlackChannel, bool, error) {
	u := s.st.Users[user]
	switch {
	case u == nil:
		return nil, false, slackNo("user_not_found")
	case u.Deleted:
		return nil, false, slackNo("user_disabled")
	case u.Bot:
		return nil, false, slackNo("cannot_dm_bot")
	case u.Stranger:
		return nil, false, slackNo("invalid_user_combination")
	}
	c, opened := s.dm(s.st.BotUser, user)
	return c, opened, nil
}

// readable finds a channel that the app may read.
func (s *Slack) readable(rq *slackRequest, what string) (*SlackChannel, error) {
	c := s.st.Channels[rq.str("channel")]
	if c == nil || (c.IM || c.Private) && !c.has(s.st.BotUser) {
		return nil, slackNo("channel_not_found")
	}
	if err := s.needScope(c, what); err != nil {
		return nil, err
	}
	if what == "history" && !c.has(s.st.BotUser) {
		return nil, slackNo("not_in_channel")
	}
	return c, nil
}

func (s *Slack) conversationsInfo(rq *slackRequest) (object, error) {
	c, err := s.readable(rq, "read")
	if err != nil {
		return nil, err
	}
	return object{"channel": c.wire(s.st.BotUser)}, nil
}

func (s *Slack) conversationsMembers(rq *slackRequest) (object, error) {
	c, err := s.readable(rq, "read")
	if err != nil {
		return nil, err
	}
	return object{"members": c.Members, "response_metadata": object{"next_cursor": ""}}, nil
}

func (s *Slack) conversationsJoin(rq *slackRequest) (object, error) {
	c := s.st.Channels[rq.str("channel")]
	switch {
	case c == nil || c.Private || c.IM:
		return nil, slackNo("channel_not_found")
	case c.Archived:
		return nil, slackNo("is_archived")
	case !c.has(s.st.BotUser):
		c.Members = append(c.Members, s.st.BotUser)
	}
	return object{"channel": c.wire(s.st.BotUser)}, nil
}

func (s *Slack) conversationsHistory(rq *slackRequest) (object, error) {
	c, err := s.readable(rq, "history")
	if err != nil {
		return nil, err
	}
	var found []*SlackMessage
	for _, m := range slices.Backward(s.st.Messages[c.ID]) { // newest first, as Slack does
		if m.Ephemeral == "" && (m.root() || m.Subtype == "thread_broadcast") {
			found = append(found, m)
		}
	}
	return s.pageOf(rq, found)
}

func (s *Slack) conversationsReplies(rq *slackRequest) (object, error) {
	c, err := s.readable(rq, "history")
	if err != nil {
		return nil, err
	}
	head := s.message(c.ID, rq.str("ts"))
	if head == nil || head.Ephemeral != "" {
		return nil, slackNo("thread_not_found")
	}
	root := head.TS
	if head.ThreadTS != "" {
		root = head.ThreadTS
	}
	var found []*SlackMessage
	for _, m := range s.st.Messages[c.ID] {
		if m.Ephemeral == "" && (m.TS == root || m.ThreadTS == root) {
			found = append(found, m)
		}
	}
	return s.pageOf(rq, found)
}

// pageOf answers with the messages between oldest and latest, at most limit of them, from cursor on. What begins a
// thread is with its replies, whenever it was written.
func (s *Slack) pageOf(rq *slackRequest, found []*SlackMessage) (object, error) {
	oldest, latest := rq.str("oldest"), rq.str("latest")
	found = slices.DeleteFunc(found, func(m *SlackMessage) bool {
		same := rq.flag("inclusive") && (m.TS == oldest || m.TS == latest) || rq.method == "conversations.replies" && m.root()
		return !same && (oldest != "" && oldest != "0" && m.TS <= oldest || latest != "" && m.TS >= latest)
	})
	found, next, err := slackPage(s, rq, found)
	if err != nil {
		return nil, err
	}
	list := []object{}
	for _, m := range found {
		list = append(list, s.historic(m, rq.flag("include_all_metadata")))
	}
	return object{"messages": list, "has_more": next != "", "response_metadata": object{"next_cursor": next}}, nil
}

// historic is a message as history shows it: with the count of its replies and, when asked for, all its metadata.
func (s *Slack) historic(m *SlackMessage, metadata bool) object {
	o := m.wire(s)
	if m.Metadata != nil {
		o["metadata"] = object{"event_type": m.Metadata["event_type"]}
		if metadata {
			o["metadata"] = m.Metadata
		}
	}
	if m.ThreadTS != m.TS {
		return o
	}
	users, n, last := []string{}, 0, ""
	for _, r := range s.st.Messages[m.Channel] {
		if r.ThreadTS == m.TS && r.TS != m.TS && r.Ephemeral == "" {
			n, last = n+1, r.TS
			if !slices.Contains(users, r.User) {
				users = append(users, r.User)
			}
		}
	}
	o["reply_count"], o["reply_users"], o["reply_users_count"], o["latest_reply"] = n, users, len(users), last
	return o
}

// root tells a message that stands in the channel from a reply in a thread.
func (m *SlackMessage) root() bool { return m.ThreadTS == "" || m.ThreadTS == m.TS }

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
