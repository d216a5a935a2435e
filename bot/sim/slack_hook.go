package sim

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"strconv"
	"time"
)

// slackHook is a response_url: the right to answer an interaction five times in thirty minutes.
type slackHook struct {
	ID        string    `json:"id"`
	Channel   string    `json:"channel"`
	User      string    `json:"user"`
	MessageTS string    `json:"messageTs,omitempty"` // the message whose button was pressed
	ThreadTS  string    `json:"threadTs,omitempty"`
	Uses      int       `json:"uses"`
	Made      time.Time `json:"made"`
	Since     string    `json:"since"` // answers carry later stamps
}

const (
	hookUses = 5
	hookLife = 30 * time.Minute
)

// newHook gives the app a response_url for something the user did. Callers hold mu.
func (s *Slack) newHook(h slackHook) *slackHook {
	now := s.now()
	if len(s.st.Hooks)%pruneEvery == pruneEvery-1 {
		maps.DeleteFunc(s.st.Hooks, func(_ string, h *slackHook) bool { return now.Sub(h.Made) > 2*hookLife })
	}
	h.ID, h.Made, h.Since = s.nextID("r")+secret(8), now, s.nextTS()
	s.st.Hooks[h.ID] = &h
	return &h
}

func (s *Slack) hookURL(h *slackHook) string { return s.url + "/response/" + h.ID }

func (s *Slack) serveResponseURL(w http.ResponseWriter, r *http.Request) {
	rq := &slackRequest{method: "response_url", args: map[string]any{}}
	body, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, maxSlackBody))
	if err == nil {
		err = json.Unmarshal(body, &rq.args)
	}
	ft := s.faults.take(rq.method)
	ft.strike(r.Context())
	status := http.StatusOK
	switch {
	case ft.Status != 0:
		status, err = ft.Status, slackNo("http_"+strconv.Itoa(ft.Status))
		if status == http.StatusTooManyRequests {
			w.Header().Set("Retry-After", strconv.Itoa(max(ft.RetryAfter, 1)))
		}
	case ft.Code != "":
		err = slackNo(ft.Code)
	case err != nil:
		status, err = http.StatusBadRequest, slackNo("invalid_payload")
	default:
		status, err = s.useHook(r.PathValue("id"), rq)
	}
	code := s.record(rq, status, err)
	if ft.LoseReply {
		dropConnection()
	}
	writeSlackReply(w, status, nil, code, err)
}

func (s *Slack) useHook(hookID string, rq *slackRequest) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := s.st.Hooks[hookID]
	switch {
	case h == nil:
		return http.StatusNotFound, slackNo("invalid_url")
	case s.now().Sub(h.Made) >= hookLife:
		return http.StatusNotFound, slackNo("expired_url")
	case h.Uses >= hookUses:
		return http.StatusNotFound, slackNo("used_url")
	}
	h.Uses++
	return http.StatusOK, s.answer(h, rq)
}

// answer applies what the app said to an interaction, by response_url or in the body of the acknowledgement: it
// replaces or deletes the message that was pressed, or adds one. Callers hold mu.
func (s *Slack) answer(h *slackHook, rq *slackRequest) error {
	m, given, err := s.content(rq)
	if err != nil {
		return err
	}
	pressed := s.message(h.Channel, h.MessageTS)
	if rq.flag("delete_original") {
		if pressed == nil {
			return slackNo("message_not_found")
		}
		s.remove(pressed)
		return nil
	}
	if !given["text"] && len(m.Blocks) == 0 && !given["attachments"] {
		return slackNo("no_text")
	}
	if rq.flag("replace_original") && pressed != nil {
		given["text"] = true
		given["blocks"] = true // what is replaced is replaced whole
		s.edit(pressed, m, given, s.st.BotUser)
		return nil
	}
	m.Channel, m.Cause, m.ThreadTS = h.Channel, h.ID, rq.str("thread_ts")
	if rq.str("response_type") != "in_channel" {
		m.Ephemeral = h.User
		if m.ThreadTS == "" {
			m.ThreadTS = h.ThreadTS // a private answer shows where the button was
		}
	}
	_, err = s.post(s.own(m))
	return err
}
