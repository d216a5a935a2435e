package sim

import (
	"encoding/json"
	"fmt"
	"maps"
	"strings"
)

const trouble = "We had some trouble connecting. Try again?"

// topModal is a copy of what the user has open on top, nil when nothing is. Callers hold mu.
func (s *Slack) topModal(user string) *SlackView {
	stack := s.modals[user]
	if len(stack) == 0 {
		return nil
	}
	return s.copyView(s.st.Views[stack[len(stack)-1]])
}

// copyView gives a view that later changes leave alone.
func (s *Slack) copyView(v *SlackView) *SlackView {
	if v == nil {
		return nil
	}
	c := *v
	c.State = viewState{}
	for b, actions := range v.State {
		c.State[b] = maps.Clone(actions)
	}
	return &c
}

// Modal is the view on top of the person's screen, nil when none is open.
func (p *Person) Modal() *SlackView {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return p.s.topModal(p.ID)
}

// Title is what the view is headed with.
func (v *SlackView) Title() string {
	t, _ := v.Given["title"].(object)
	text, _ := t["text"].(string)
	return text
}

// Visible is what a reader sees of the view, one line per piece.
func (v *SlackView) Visible() string {
	return strings.TrimSpace(v.Title() + "\n" + SlackMessage{Blocks: v.blocks()}.Visible())
}

func (v *SlackView) blocks() []object {
	l, _ := v.Given["blocks"].([]any)
	return jsonObjects(l)
}

// Filling is a modal with what a person entered so far.
type Filling struct {
	p      *Person
	view   *SlackView
	values map[string]string
}

// Fills enters values into the fields of the modal, by label, block_id or action_id. A choice is named by its text or
// value; several of a multiple choice are joined by ", ". A field that is not there panics.
func (p *Person) Fills(v *SlackView, values map[string]string) Filling {
	return Filling{p: p, view: v, values: values}
}

// Submits presses the modal's submit button. Values that the form itself refuses (too short, required and empty) are
// in Shown.Errors and the app hears nothing, as in Slack.
func (f Filling) Submits() Shown {
	state, err := f.view.filled(f.values)
	if err != nil {
		panic("sim: " + err.Error())
	}
	return f.p.s.submit(f.p.ID, f.view.ID, state)
}

// Closes leaves the modal; the app hears of it when it asked for that.
func (p *Person) Closes(v *SlackView) Shown { return p.s.closeView(p.ID, v.ID, false) }

// ClicksIn presses a button inside a modal or an App Home.
func (p *Person) ClicksIn(v *SlackView, label string) Shown {
	for _, b := range v.blocks() {
		for _, e := range blockElements(b) {
			if pressable(e, label) {
				return p.s.pressInView(p.ID, v.ID, b, e)
			}
		}
	}
	return Shown{Error: fmt.Sprintf("there is no button %q in %q", label, v.Visible())}
}

func (s *Slack) pressInView(user, viewID string, b, e object) Shown {
	s.mu.Lock()
	v := s.st.Views[viewID]
	if home := s.st.Homes[user]; v == nil && home != nil && home.ID == viewID {
		v = home
	}
	if v == nil || v.User != user {
		s.mu.Unlock()
		return Shown{Error: "this view is gone"}
	}
	payload := s.interaction("block_actions", s.st.Users[user])
	payload["container"], payload["view"] = object{"type": "view", "view_id": v.ID}, v.wire(s)
	payload["actions"] = []object{s.action(b, e)}
	s.mu.Unlock()
	return s.pressed(user, nil, payload)
}

// submit sends view_submission and does what the app answers.
func (s *Slack) submit(user, viewID string, state viewState) Shown {
	s.mu.Lock()
	v := s.st.Views[viewID]
	if v == nil || v.User != user {
		s.mu.Unlock()
		return Shown{Error: "this form is gone"}
	}
	v.State = state
	if errs := v.refused(state); len(errs) > 0 {
		labelled := v.byLabel(errs)
		s.mu.Unlock()
		sh := s.shown(user, nil, "")
		sh.Errors = labelled
		return sh
	}
	payload := s.interaction("view_submission", s.st.Users[user])
	payload["view"], payload["response_urls"] = v.wire(s), []any{}
	s.mu.Unlock()

	reply, reason := s.act(s.ctx, kindInteractive, payload)
	if reason != "" {
		return s.shown(user, nil, trouble)
	}
	errs, failure := s.afterSubmit(v, reply)
	sh := s.shown(user, nil, failure)
	sh.Errors = errs
	return sh
}

func (v *SlackView) byLabel(errs map[string]string) map[string]string {
	out := map[string]string{}
	for _, b := range v.blocks() {
		if why := errs[fmt.Sprint(b["block_id"])]; why != "" {
			out[fieldLabel(b)] = why
		}
	}
	return out
}

// afterSubmit applies the body of the acknowledgement of a view_submission.
func (s *Slack) afterSubmit(v *SlackView, reply []byte) (errs map[string]string, failure string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var js struct {
		Action string            `json:"response_action"`
		Errors map[string]string `json:"errors"`
		View   any               `json:"view"`
	}
	text := strings.TrimSpace(string(reply))
	if text != "" && json.Unmarshal([]byte(text), &js) != nil || js.Action == "" && text != "" && text != "{}" && text != "null" {
		return nil, trouble
	}
	if s.st.Views[v.ID] == nil && js.Action != "clear" { // the app or the person closed it meanwhile
		return nil, ""
	}
	switch js.Action {
	case "":
		s.closeModal(v)
	case "clear":
		s.closeModals(v.User)
	case "errors":
		errs = v.byLabel(js.Errors)
		if len(js.Errors) == 0 || len(errs) != len(js.Errors) { // keyed by something that is no input block
			return nil, trouble
		}
	case "update", "push":
		given, err := s.checkView(js.View, "modal")
		if err != nil || js.Action == "push" && len(s.modals[v.User]) >= maxViewStack {
			return nil, trouble
		}
		if js.Action == "update" {
			s.replaceView(v, given)
		} else {
			s.showModal(v.User, given)
		}
	default:
		return nil, trouble
	}
	return errs, ""
}

// closeView takes a view, or with all the whole stack, off the screen and tells the app when it asked for that.
func (s *Slack) closeView(user, viewID string, all bool) Shown {
	s.mu.Lock()
	v := s.st.Views[viewID]
	if v == nil || v.User != user {
		s.mu.Unlock()
		return Shown{}
	}
	all = all || v.Given["clear_on_close"] == true
	tell := v.Given["notify_on_close"] == true
	payload := s.interaction("view_closed", s.st.Users[user])
	delete(payload, "trigger_id")
	payload["view"], payload["is_cleared"] = v.wire(s), all
	if all {
		s.closeModals(user)
	} else {
		s.closeModal(v)
	}
	s.mu.Unlock()
	if tell {
		s.act(s.ctx, kindInteractive, payload)
	}
	return s.shown(user, nil, "")
}
