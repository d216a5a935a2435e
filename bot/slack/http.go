package slack

import (
	"encoding/json"
	"net/http"
	"net/url"
)

// Handler serves Slack's request URLs: POST /slack/commands, /slack/interactive
// and /slack/events. Requests that Slack has not signed are answered 401.
func (s *Slack) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /slack/commands", s.verified(s.serveCommand))
	mux.HandleFunc("POST /slack/interactive", s.verified(s.serveInteraction))
	mux.HandleFunc("POST /slack/events", s.verified(s.serveEvent))
	return mux
}

func (s *Slack) verified(serve func(http.ResponseWriter, []byte)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, no := received(w, r, s.cfg.SigningSecrets)
		if no != nil {
			s.cfg.Log.Warn("a request in Slack's name was refused", "status", no.status, "path", r.URL.Path, "err", no.err)
			http.Error(w, http.StatusText(no.status), no.status)
			return
		}
		serve(w, body)
	}
}

func (s *Slack) serveCommand(w http.ResponseWriter, body []byte) {
	form, err := url.ParseQuery(string(body))
	if err != nil {
		http.Error(w, "not a form", http.StatusBadRequest)
		return
	}
	if m := s.onCommand(commandOf(form)); m != nil {
		s.acknowledge(w, m)
	}
}

func (s *Slack) serveInteraction(w http.ResponseWriter, body []byte) {
	form, err := url.ParseQuery(string(body))
	if err != nil || form.Get("payload") == "" {
		http.Error(w, "no payload", http.StatusBadRequest)
		return
	}
	s.acknowledge(w, s.onInteraction([]byte(form.Get("payload"))))
}

func (s *Slack) serveEvent(w http.ResponseWriter, body []byte) {
	var hello wireEnvelope
	if json.Unmarshal(body, &hello) == nil && hello.Type == "url_verification" {
		s.acknowledge(w, map[string]string{"challenge": hello.Challenge})
		return
	}
	if err := s.onEvent(body); err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable) // Slack brings it again
		return
	}
	s.acknowledge(w, nil)
}

// acknowledge answers 200 with a body, or an empty one for nil.
func (s *Slack) acknowledge(w http.ResponseWriter, body any) {
	if body == nil {
		w.WriteHeader(http.StatusOK)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(body); err != nil {
		s.cfg.Log.Info("Slack did not wait for its answer", "err", err)
	}
}
