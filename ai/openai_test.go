package ai

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/tickets"
)

// server answers each chat request with status and body, and keeps the last request.
type server struct {
	*httptest.Server
	body   map[string]any
	header http.Header
	path   string
}

func newServer(t *testing.T, status int, answer string) *server {
	t.Helper()
	s := &server{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw, _ := io.ReadAll(r.Body)
		_ = json.Unmarshal(raw, &s.body)
		s.header, s.path = r.Header.Clone(), r.URL.Path
		if status == 302 {
			w.Header().Set("Location", "/elsewhere")
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, answer)
	}))
	t.Cleanup(s.Close)
	return s
}

func completion(text, finish string) string {
	raw, _ := json.Marshal(map[string]any{
		"choices": []any{map[string]any{"message": map[string]any{"role": "assistant", "content": text}, "finish_reason": finish}},
		"usage":   map[string]any{"prompt_tokens": 321, "completion_tokens": 45},
	})
	return string(raw)
}

func newOpenAI(t *testing.T, url string) *OpenAI {
	t.Helper()
	o, err := NewOpenAI(OpenAIConfig{BaseURL: url + "/v1/", Key: "hunter2", Model: "llama", Options: Options{Limit: time.Minute}})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestOpenAIAssesses(t *testing.T) {
	s := newServer(t, 200, completion(said(nil), "stop"))
	got, err := newOpenAI(t, s.URL).Triage(t.Context(), request())
	if err != nil {
		t.Fatal(err)
	}
	if got.By != "openai" || got.Model != "llama" || got.Priority != tickets.Low || got.TokensIn != 321 || got.TokensOut != 45 || got.Prompt != BuiltIn.Version {
		t.Errorf("got %+v", got)
	}
	if s.path != "/v1/chat/completions" || s.header.Get("Authorization") != "Bearer hunter2" || s.header.Get("Content-Type") != "application/json" {
		t.Errorf("path %q, headers %v", s.path, s.header)
	}
	format := s.body["response_format"].(map[string]any)["json_schema"].(map[string]any)
	if format["strict"] != true || format["schema"].(map[string]any)["additionalProperties"] != false {
		t.Errorf("response_format %v", format)
	}
	for i, want := range []struct{ role, says string }{{"system", BuiltIn.Text}, {"user", "VPN drops"}} {
		m := s.body["messages"].([]any)[i].(map[string]any)
		if m["role"] != want.role || !strings.Contains(m["content"].(string), want.says) {
			t.Errorf("message %d is %v, want one of the %s that says %q", i, m, want.role, want.says)
		}
	}
}

func TestOpenAIIsGivenWhatTheDeskAllows(t *testing.T) {
	s := newServer(t, 200, completion(said(map[string]any{"notes": "See https://docs.test/a"}), "stop"))
	o, err := NewOpenAI(OpenAIConfig{BaseURL: s.URL, Model: "llama", Options: Options{Redact: Redaction{Emails: true}, Links: []string{"docs.test"}}})
	if err != nil {
		t.Fatal(err)
	}
	got, err := o.Triage(t.Context(), request(func(r *tickets.Request) { r.Body = "ann@corp.test, password: hunter2" }))
	if err != nil {
		t.Fatal(err)
	}
	if sent, _ := json.Marshal(s.body); strings.Contains(string(sent), "ann@corp.test") || strings.Contains(string(sent), "hunter2") {
		t.Errorf("it was sent: %s", sent)
	}
	if got.Notes != "See <https://docs.test/a>" {
		t.Errorf("notes %q", got.Notes)
	}
}

func TestOpenAIFails(t *testing.T) {
	for name, tt := range map[string]struct {
		status int
		answer string
		want   FailureKind
	}{
		"500":          {500, "oh", Unreachable},
		"429":          {429, "slow down", Busy},
		"400":          {400, "not so", Refused},
		"401":          {401, "who?", Refused},
		"404":          {404, "no", Refused},
		"302":          {302, "", Refused},
		"not JSON":     {200, "<html>", Garbled},
		"cut":          {200, `{"choices":[{"mess`, Unreachable},
		"no choice":    {200, `{"choices":[]}`, Garbled},
		"garbage":      {200, completion("high!", "stop"), Garbled},
		"length":       {200, completion(said(nil), "length"), Truncated},
		"filtered":     {200, completion("", "content_filter"), Blocked},
		"refusal":      {200, `{"choices":[{"message":{"refusal":"I cannot"},"finish_reason":"stop"}]}`, Blocked},
		"empty answer": {200, "", Unreachable},
	} {
		t.Run(name, func(t *testing.T) {
			s := newServer(t, tt.status, tt.answer)
			_, err := newOpenAI(t, s.URL).Triage(t.Context(), request())
			var f *Failure
			if !errors.As(err, &f) || f.Kind != tt.want {
				t.Fatalf("error %v, want %s", err, tt.want)
			}
			if strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "http") {
				t.Errorf("the error holds the key or an address: %v", err)
			}
		})
	}
}

func TestOpenAIAsksModelsThatRefuseATemperature(t *testing.T) {
	var told []bool
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var rq map[string]any
		_ = json.NewDecoder(r.Body).Decode(&rq)
		_, ok := rq["temperature"]
		if told = append(told, ok); ok {
			w.WriteHeader(400)
			_, _ = io.WriteString(w, `{"error":{"message":"Unsupported value","type":"invalid_request_error","param":"temperature","code":"unsupported_value"}}`)
			return
		}
		_, _ = io.WriteString(w, completion(said(nil), "stop"))
	}))
	t.Cleanup(s.Close)
	o := newOpenAI(t, s.URL)
	for range 2 {
		if _, err := o.Triage(t.Context(), request()); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]bool{true, false, false}, told); diff != "" {
		t.Errorf("requests with a temperature (-want +got):\n%s", diff)
	}
}

func TestOpenAISettings(t *testing.T) {
	for want, c := range map[string]OpenAIConfig{
		"OPENAI_BASE_URL must be": {BaseURL: "http://u:hunter2@host/v1", Model: "m"},
		"OPENAI_MODEL is missing": {BaseURL: "http://127.0.0.1:11434/v1"},
	} {
		if _, err := NewOpenAI(c); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("error %v, want one that says %q", err, want)
		}
	}
}
