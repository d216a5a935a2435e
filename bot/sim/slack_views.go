package sim

import (
	"maps"
	"slices"
	"time"
)

// slackTrigger is a right to open one view soon after what a person did.
type slackTrigger struct {
	user    string
	expires time.Time
	used    bool
}

// pruneEvery is how many triggers or response_urls are made between looks for those long dead.
const pruneEvery = 1000

// newTrigger gives the user a trigger_id. Callers hold mu.
func (s *Slack) newTrigger(user string) string {
	now := s.now()
	if len(s.triggers)%pruneEvery == pruneEvery-1 {
		maps.DeleteFunc(s.triggers, func(_ string, t *slackTrigger) bool { return now.Sub(t.expires) > time.Hour })
	}
	t := &slackTrigger{user: user, expires: now.Add(s.cfg.TriggerFor)}
	if s.expireNext {
		s.expireNext = false
		t.expires = now
	}
	tid := s.nextID("17.") + "." + secret(8)
	s.triggers[tid] = t
	return tid
}

// exchange uses a trigger up. Callers hold mu.
func (s *Slack) exchange(tid string) (user string, err error) {
	t := s.triggers[tid]
	switch {
	case t == nil:
		return "", slackNo("invalid_trigger_id")
	case t.used:
		return "", slackNo("exchanged_trigger_id")
	case !s.now().Before(t.expires):
		return "", slackNo("expired_trigger_id")
	}
	t.used = true
	return t.user, nil
}

// ExpireTriggers lets all triggers out there expire now.
func (s *Slack) ExpireTriggers() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range s.triggers {
		t.expires = s.now()
	}
}

// ExpireNextTrigger lets the next trigger be expired from the start, as when the network was slow.
func (s *Slack) ExpireNextTrigger() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expireNext = true
}

func (s *Slack) viewsOpen(rq *slackRequest) (object, error) { return s.openView(rq, false) }
func (s *Slack) viewsPush(rq *slackRequest) (object, error) { return s.openView(rq, true) }

const maxViewStack = 3

func (s *Slack) openView(rq *slackRequest, push bool) (object, error) {
	given, err := s.viewArgument(rq, "modal")
	if err != nil {
		return nil, err
	}
	if ext, _ := given["external_id"].(string); ext != "" && s.viewByExternal(ext) != nil {
		return nil, slackNo("duplicate_external_id")
	}
	user, err := s.exchange(rq.str("trigger_id"))
	if err != nil {
		return nil, err
	}
	stack := s.modals[user]
	switch {
	case push && len(stack) == 0:
		return nil, slackNo("not_found", "[ERROR] there is no open view to push onto")
	case push && len(stack) >= maxViewStack:
		return nil, slackNo("push_limit_reached")
	case !push:
		s.closeModals(user)
	}
	v := s.showModal(user, given)
	return object{"view": v.wire(s)}, nil
}

// viewArgument reads and checks the argument "view".
func (s *Slack) viewArgument(rq *slackRequest, kind string) (object, error) {
	raw, err := rq.structured("view")
	if err != nil {
		return nil, slackNo("invalid_arguments", "[ERROR] "+err.Error())
	}
	return s.checkView(raw, kind)
}

// showModal puts a checked view on top of what the user has open. Callers hold mu.
func (s *Slack) showModal(user string, given object) *SlackView {
	v := &SlackView{ID: s.nextID("V0"), User: user, Given: given, Hash: s.newHash()}
	v.RootID = v.ID
	if stack := s.modals[user]; len(stack) > 0 {
		v.PreviousID = stack[len(stack)-1]
		v.RootID = s.st.Views[v.PreviousID].RootID
	}
	v.State = initialState(given)
	s.st.Views[v.ID] = v
	s.modals[user] = append(s.modals[user], v.ID)
	s.changes.changed()
	return v
}

// closeModals takes everything off the user's screen. Callers hold mu.
func (s *Slack) closeModals(user string) {
	for _, vid := range s.modals[user] {
		delete(s.st.Views, vid)
	}
	delete(s.modals, user)
	s.changes.changed()
}

// closeModal takes one view off the screen. Callers hold mu.
func (s *Slack) closeModal(v *SlackView) {
	delete(s.st.Views, v.ID)
	s.modals[v.User] = slices.DeleteFunc(s.modals[v.User], func(vid string) bool { return vid == v.ID })
	s.changes.changed()
}

func (s *Slack) newHash() string { return s.nextTS() + "." + secret(4) }

func (s *Slack) viewByExternal(ext string) *SlackView {
	for _, v := range s.st.Views {
		if v.Given["external_id"] == ext {
			return v
		}
	}
	return nil
}

func (s *Slack) viewsUpdate(rq *slackRequest) (object, error) {
	v := s.st.Views[rq.str("view_id")]
	if v == nil && rq.str("external_id") != "" {
		v = s.viewByExternal(rq.str("external_id"))
	}
	if v == nil {
		return nil, slackNo("not_found")
	}
	given, err := s.viewArgument(rq, "modal")
	if err != nil {
		return nil, err
	}
	if h := rq.str("hash"); h != "" && h != v.Hash {
		return nil, slackNo("hash_conflict")
	}
	s.replaceView(v, given)
	return object{"view": v.wire(s)}, nil
}

// replaceView shows another content in the same view; what was filled in fields that stay (same block_id and
// action_id) stays. Callers hold mu.
func (s *Slack) replaceView(v *SlackView, given object) {
	state := initialState(given)
	for blockID, actions := range state {
		for actionID := range actions {
			if old := v.State[blockID][actionID]; old != nil {
				actions[actionID] = old
			}
		}
	}
	v.Given, v.State, v.Hash = given, state, s.newHash()
	s.changes.changed()
}

func (s *Slack) viewsPublish(rq *slackRequest) (object, error) {
	u := s.st.Users[rq.str("user_id")]
	if u == nil {
		return nil, slackNo("invalid_arguments", "[ERROR] invalid user_id")
	}
	given, err := s.viewArgument(rq, "home")
	if err != nil {
		return nil, err
	}
	v := s.st.Homes[u.ID]
	if h := rq.str("hash"); h != "" && (v == nil || h != v.Hash) {
		return nil, slackNo("hash_conflict")
	}
	if v == nil {
		v = &SlackView{ID: s.nextID("V0"), User: u.ID}
		v.RootID = v.ID
		s.st.Homes[u.ID] = v
	}
	s.replaceView(v, given)
	return object{"view": v.wire(s)}, nil
}

// initialState is what the fields of a view hold before anybody touched them.
func initialState(given object) viewState {
	state := viewState{}
	blocks, _ := given["blocks"].([]any)
	for _, b := range jsonObjects(blocks) {
		for _, e := range blockElements(b) {
			kind, _ := e["type"].(string)
			if formElements[kind] == nil {
				continue
			}
			blockID, actionID := b["block_id"].(string), e["action_id"].(string)
			if state[blockID] == nil {
				state[blockID] = map[string]object{}
			}
			state[blockID][actionID] = initialValue(kind, e)
		}
	}
	return state
}

// initialValue is the state of one element as view.state.values shows it.
func initialValue(kind string, e object) object {
	v := object{"type": kind}
	switch kind {
	case "static_select", "radio_buttons":
		v["selected_option"] = e["initial_option"]
	case "checkboxes", "multi_static_select":
		v["selected_options"] = orEmpty(e["initial_options"])
	case "users_select":
		v["selected_user"] = e["initial_user"]
	case "multi_users_select":
		v["selected_users"] = orEmpty(e["initial_users"])
	case "datepicker":
		v["selected_date"] = e["initial_date"]
	default:
		v["value"] = e["initial_value"]
	}
	return v
}

func orEmpty(v any) any {
	if v == nil {
		return []any{}
	}
	return v
}
