package sim

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// SlackCall is one call of the Web API as it came in and what it was answered.
type SlackCall struct {
	Method string
	Args   map[string]any // form fields as strings, JSON as decoded; without the token
	Status int
	Error  string // "" when ok
	At     time.Time
}

// slackError is a refusal with its code and what response_metadata and the rest add.
type slackError struct {
	code     string
	messages []string
	more     object
}

func (e *slackError) Error() string { return e.code }

func slackNo(code string, messages ...string) error {
	return &slackError{code: code, messages: messages}
}

// slackMethod is one method of the Web API. do runs with the workspace locked.
type slackMethod struct {
	token string   // "bot", "app" or "" for none
	scope []string // one of these
	need  []string // required arguments
	do    func(*Slack, *slackRequest) (object, error)
}

var slackMethods map[string]slackMethod

func init() { // in init because the table's functions look at other tables
	slackMethods = map[string]slackMethod{
		"auth.test":             {token: "bot", do: (*Slack).authTest},
		"team.info":             {token: "bot", scope: []string{"team:read", "users:read"}, do: (*Slack).teamInfo},
		"users.info":            {token: "bot", scope: []string{"users:read"}, need: []string{"user"}, do: (*Slack).usersInfo},
		"users.list":            {token: "bot", scope: []string{"users:read"}, do: (*Slack).usersList},
		"users.lookupByEmail":   {token: "bot", scope: []string{"users:read.email"}, need: []string{"email"}, do: (*Slack).usersLookup},
		"conversations.open":    {token: "bot", scope: []string{"im:write"}, do: (*Slack).conversationsOpen},
		"conversations.info":    {token: "bot", scope: readScopes("read"), need: []string{"channel"}, do: (*Slack).conversationsInfo},
		"conversations.list":    {token: "bot", scope: []string{"channels:read", "groups:read", "im:read", "mpim:read"}, do: (*Slack).conversationsList},
		"conversations.members": {token: "bot", scope: readScopes("read"), need: []string{"channel"}, do: (*Slack).conversationsMembers},
		"conversations.history": {token: "bot", scope: readScopes("history"), need: []string{"channel"}, do: (*Slack).conversationsHistory},
		"conversations.replies": {token: "bot", scope: readScopes("history"), need: []string{"channel", "ts"}, do: (*Slack).conversationsReplies},
		"conversations.join":    {token: "bot", scope: []string{"channels:join"}, need: []string{"channel"}, do: (*Slack).conversationsJoin},
		"chat.postMessage":      {token: "bot", scope: []string{"chat:write"}, need: []string{"channel"}, do: (*Slack).chatPost},
		"chat.postEphemeral":    {token: "bot", scope: []string{"chat:write"}, need: []string{"channel", "user"}, do: (*Slack).chatEphemeral},
		"chat.update":           {token: "bot", scope: []string{"chat:write"}, need: []string{"channel", "ts"}, do: (*Slack).chatUpdate},
		"chat.delete":           {token: "bot", scope: []string{"chat:write"}, need: []string{"channel", "ts"}, do: (*Slack).chatDelete},
		"chat.getPermalink":     {token: "bot", need: []string{"channel", "message_ts"}, do: (*Slack).chatPermalink},
		"files.info":            {token: "bot", scope: []string{"files:read"}, need: []string{"file"}, do: (*Slack).filesInfo},
		"views.open":            {token: "bot", need: []string{"trigger_id", "view"}, do: (*Slack).viewsOpen},
		"views.push":            {token: "bot", need: []string{"trigger_id", "view"}, do: (*Slack).viewsPush},
		"views.update":          {token: "bot", need: []string{"view"}, do: (*Slack).viewsUpdate},
		"views.publish":         {token: "bot", need: []string{"user_id", "view"}, do: (*Slack).viewsPublish},
		"apps.connections.open": {token: "app", do: (*Slack).connectionsOpen},
		"oauth.v2.access":       {do: (*Slack).oauthAccess},
	}
}

// readScopes lists the scopes of which conversations.* needs one; which of them counts depends on the channel.
func readScopes(what string) []string {
	return []string{"channels:" + what, "groups:" + what, "im:" + what, "mpim:" + what, "channels:history", "groups:history", "im:history"}
}

func (s *Slack) serveMethod(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("method")
	rq, token, err := readSlackRequest(r, name)
	ft := s.faults.take(name)
	ft.strike(r.Context())
	reply, status := object{}, http.StatusOK
	switch {
	case ft.Status != 0:
		status = ft.Status
		if status == http.StatusTooManyRequests {
			w.Header().Set("Retry-After", strconv.Itoa(max(ft.RetryAfter, 1)))
			reply, err = nil, slackNo("ratelimited")
		} else {
			err = slackNo(fmt.Sprintf("http_%d", status))
		}
	case ft.Code != "":
		err = slackNo(ft.Code)
	case err == nil:
		if wait := s.overLimit(name); wait > 0 {
			status, err = http.StatusTooManyRequests, slackNo("ratelimited")
			w.Header().Set("Retry-After", strconv.Itoa(wait))
			break
		}
		reply, err = s.call(rq, token)
	}
	code := s.record(rq, status, err)
	if ft.LoseReply {
		dropConnection()
	}
	writeSlackReply(w, status, reply, code, err)
}

// call checks who asks and for what, and runs the method.
func (s *Slack) call(rq *slackRequest, token string) (object, error) {
	m := slackMethods[rq.method]
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.changes.changed()
	if err := s.authorise(m, token); err != nil {
		return nil, err
	}
	for _, arg := range m.need {
		if v := rq.args[arg]; v == nil || v == "" {
			return nil, missingArgument(rq.method, arg)
		}
	}
	return m.do(s, rq)
}

// missingArgument picks the code that Slack uses for the argument.
func missingArgument(method, arg string) error {
	switch {
	case arg == "channel":
		return slackNo("channel_not_found")
	case arg == "user" && method == "users.info":
		return slackNo("user_not_found")
	case arg == "ts" && method != "conversations.replies", arg == "message_ts":
		return slackNo("message_not_found")
	}
	return slackNo("invalid_arguments", "[ERROR] missing required field: "+arg)
}

func (s *Slack) authorise(m slackMethod, token string) error {
	if m.token == "" {
		return nil
	}
	bot := token == s.st.BotToken || slices.Contains(s.st.Granted, token)
	app := token == s.st.AppToken
	switch {
	case token == "":
		return slackNo("not_authed")
	case s.revoked && (bot || app):
		return slackNo("token_revoked")
	case !bot && !app:
		return slackNo("invalid_auth")
	case bot != (m.token == "bot"):
		return slackNo("not_allowed_token_type")
	}
	if m.scope == nil || slices.ContainsFunc(m.scope, func(sc string) bool { return slices.Contains(s.app.Scopes, sc) }) {
		return nil
	}
	return &slackError{code: "missing_scope", more: object{"needed": m.scope[0], "provided": strings.Join(s.app.Scopes, ",")}}
}

// needScope refuses when the app lacks the scope that this kind of channel asks for, such as "im:history".
func (s *Slack) needScope(c *SlackChannel, what string) error {
	family := map[string]string{"im": "im", "group": "groups", "channel": "channels"}[c.kind()]
	if slices.Contains(s.app.Scopes, family+":"+what) || what == "read" && slices.Contains(s.app.Scopes, family+":history") {
		return nil
	}
	return &slackError{code: "missing_scope", more: object{"needed": family + ":" + what, "provided": strings.Join(s.app.Scopes, ",")}}
}

// overLimit counts the call against PerMinute and gives the seconds to wait when it is one too many.
func (s *Slack) overLimit(method string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	limit := s.cfg.PerMinute[method]
	if limit == 0 {
		return 0
	}
	now := s.now()
	recent := slices.DeleteFunc(s.windows[method], func(t time.Time) bool { return now.Sub(t) >= time.Minute })
	s.windows[method] = recent
	if len(recent) >= limit {
		return max(1, int((time.Minute-now.Sub(recent[0]))/time.Second))
	}
	s.windows[method] = append(recent, now)
	return 0
}

func (s *Slack) record(rq *slackRequest, status int, err error) (code string) {
	if err != nil {
		code = err.Error()
	}
	s.mu.Lock()
	s.calls = append(lately(s.calls), SlackCall{Method: rq.method, Args: rq.args, Status: status, Error: code, At: s.now()})
	s.mu.Unlock()
	s.changes.changed()
	return code
}

// lately bounds a record that grows for ever: past ten thousand entries the older half is forgotten.
func lately[T any](l []T) []T {
	const most = 10_000
	if len(l) < most {
		return l
	}
	return slices.Clone(l[most/2:])
}

func writeSlackReply(w http.ResponseWriter, status int, reply object, code string, err error) {
	if reply == nil {
		reply = object{}
	}
	reply["ok"] = err == nil
	if err != nil {
		reply["error"] = code
		if se, ok := err.(*slackError); ok {
			for k, v := range se.more {
				reply[k] = v
			}
			if len(se.messages) > 0 {
				reply["response_metadata"] = object{"messages": se.messages}
			}
		}
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(reply)
}

// Calls lists the calls of a method so far, oldest first; "" lists all.
func (s *Slack) Calls(method string) []SlackCall {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []SlackCall
	for _, c := range s.calls {
		if method == "" || c.Method == method {
			out = append(out, c)
		}
	}
	return out
}

// Fail makes calls of the Web API (and of "response_url") suffer; see Fault.
func (s *Slack) Fail(f Fault) { s.faults.add(f) }

// Heal takes back the faults that no call has met yet.
func (s *Slack) Heal() { s.faults.clear() }
