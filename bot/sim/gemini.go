package sim

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// GeminiConfig says which key and models the fake knows. The zero value knows "gemini-3.5-flash-lite".
type GeminiConfig struct {
	Listen string   // host:port, "127.0.0.1:0" when empty
	Key    string   // the API key; made up when empty
	Models []string // without "models/"
}

// Gemini is the generateContent method of the Gemini API over REST. Without a script it answers with the smallest JSON
// that fits the schema it was asked for, or with "ok".
type Gemini struct {
	key     string
	models  []string
	url     string
	server  *http.Server
	changes changes
	running sync.WaitGroup
	faults  pending[GeminiFault, *GeminiFault]

	mu       sync.Mutex // guards all below
	answer   func(GeminiRequest) string
	requests []GeminiRequest
}

// GeminiRequest is one request as it came in.
type GeminiRequest struct {
	Model  string
	System string // the system instruction's text
	Prompt string // the text of all user parts, one per line
	Schema map[string]any
	Body   string // as it was sent
	At     time.Time
}

// GeminiFault is what one or more of the next requests get instead of an answer.
type GeminiFault struct {
	Times   int           // how many requests; 0 means 1
	Delay   time.Duration // answer that much later; alone, the answer is right but slow
	Status  int           // fail with this HTTP status (500, 503, 429 …)
	Reset   bool          // drop the connection without an answer
	Text    string        // answer with this text, fit for the schema or not
	Body    string        // answer 200 with this body, JSON or not
	Blocked string        // the prompt is blocked for this reason: "SAFETY", "OTHER"
	Finish  string        // the answer stops early: "SAFETY" and "PROHIBITED_CONTENT" without text, "MAX_TOKENS" in the middle
}

// NewGemini starts the fake and returns once it answers. Close it.
func NewGemini(cfg GeminiConfig) (*Gemini, error) {
	if cfg.Models == nil {
		cfg.Models = []string{"gemini-3.5-flash-lite"}
	}
	ln, err := net.Listen("tcp", cmp.Or(cfg.Listen, "127.0.0.1:0"))
	if err != nil {
		return nil, fmt.Errorf("sim: Gemini cannot listen: %w", err)
	}
	g := &Gemini{key: cmp.Or(cfg.Key, "sim-"+secret(12)), models: cfg.Models, url: "http://" + ln.Addr().String()}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1beta/models/{call}", g.serve)
	g.server = &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	g.running.Add(1)
	go func() {
		defer g.running.Done()
		_ = g.server.Serve(ln) // always ErrServerClosed after Close
	}()
	return g, nil
}

// Close stops the fake. It may be called twice.
func (g *Gemini) Close() error {
	err := g.server.Close()
	g.running.Wait()
	return err
}

// URL is the endpoint to give to a client, without a slash at the end.
func (g *Gemini) URL() string { return g.url }

// Key is the API key that is accepted.
func (g *Gemini) Key() string { return g.key }

// Answers sets the script: the text to answer a request with. When the request has a schema the text must be JSON that
// fits it, since the real model is held to it; to break it on purpose use Fail with Text.
func (g *Gemini) Answers(f func(GeminiRequest) string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.answer = f
}

// Fail lets requests suffer; see GeminiFault.
func (g *Gemini) Fail(f GeminiFault) { g.faults.add(f) }

// Heal takes back the faults that no request has met yet.
func (g *Gemini) Heal() { g.faults.clear() }

// Requests lists the requests so far that were well formed, oldest first.
func (g *Gemini) Requests() []GeminiRequest {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.requests)
}

// WaitFor returns nil as soon as cond holds, looking again after each request. The error wraps ctx.Err().
func (g *Gemini) WaitFor(ctx context.Context, cond func() bool) error {
	return g.changes.waitFor(ctx, cond)
}

// geminiFailure is an error as the API reports it.
type geminiFailure struct {
	code            int
	status, message string
}

func (f *geminiFailure) Error() string { return f.message }

func geminiInvalid(format string, args ...any) error {
	return &geminiFailure{http.StatusBadRequest, "INVALID_ARGUMENT", fmt.Sprintf(format, args...)}
}

func (g *Gemini) serve(w http.ResponseWriter, r *http.Request) {
	rq, err := g.read(r)
	if err == nil {
		g.mu.Lock()
		g.requests = append(g.requests, rq)
		g.mu.Unlock()
		g.changes.changed()
		var reply any
		if reply, err = g.reply(r.Context(), rq, strings.Contains(r.URL.Query().Get("$alt"), "enum-encoding=int")); err == nil {
			writeGemini(w, http.StatusOK, reply)
			return
		}
	}
	var f *geminiFailure
	if !errors.As(err, &f) {
		return // the caller has gone
	}
	writeGemini(w, f.code, object{"error": object{"code": f.code, "message": f.message, "status": f.status}})
}

func writeGemini(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.WriteHeader(status)
	if text, ok := body.(string); ok {
		_, _ = io.WriteString(w, text)
		return
	}
	_ = json.NewEncoder(w).Encode(body)
}

// read checks the request as the API does.
func (g *Gemini) read(r *http.Request) (GeminiRequest, error) {
	rq := GeminiRequest{At: time.Now()}
	switch key := cmp.Or(r.URL.Query().Get("key"), r.Header.Get("X-Goog-Api-Key")); key {
	case g.key:
	case "":
		return rq, &geminiFailure{http.StatusForbidden, "PERMISSION_DENIED", "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API."}
	default:
		return rq, geminiInvalid("API key not valid. Please pass a valid API key.")
	}
	model, verb, _ := strings.Cut(r.PathValue("call"), ":")
	if rq.Model = model; verb != "generateContent" || !slices.Contains(g.models, model) {
		return rq, &geminiFailure{http.StatusNotFound, "NOT_FOUND", fmt.Sprintf("models/%s is not found for API version v1beta, or is not supported for %s.", model, verb)}
	}
	b, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, 4<<20))
	if err != nil {
		return rq, geminiInvalid("Request payload size exceeds the limit.")
	}
	rq.Body = string(b)
	var body struct {
		Model             string          `json:"model"`
		Contents          []geminiContent `json:"contents"`
		SystemInstruction geminiContent   `json:"systemInstruction"`
		GenerationConfig  struct {
			ResponseMIMEType string         `json:"responseMimeType"`
			ResponseSchema   map[string]any `json:"responseSchema"`
			Temperature      *float64       `json:"temperature"`
			PresencePenalty  *float64       `json:"presencePenalty"`
			FrequencyPenalty *float64       `json:"frequencyPenalty"`
		} `json:"generationConfig"`
	}
	if err := json.Unmarshal(b, &body); err != nil {
		return rq, geminiInvalid("Invalid JSON payload received. %v", err)
	}
	if body.Model != "" && body.Model != "models/"+model {
		return rq, geminiInvalid("Model name in the body, %s, is not the one in the path.", body.Model)
	}
	if t := body.GenerationConfig.Temperature; t != nil && (*t < 0 || *t > 2) { // within it, it is ignored
		return rq, geminiInvalid("Temperature must be in the range [0.0, 2.0].")
	}
	if body.GenerationConfig.PresencePenalty != nil || body.GenerationConfig.FrequencyPenalty != nil {
		return rq, geminiInvalid("Penalty is not enabled for models/%s.", model)
	}
	rq.System = body.SystemInstruction.text()
	for i, c := range body.Contents {
		if !slices.Contains([]string{"", "user", "model"}, c.Role) {
			return rq, geminiInvalid("Please use a valid role: user, model.")
		}
		if len(c.Parts) == 0 {
			return rq, geminiInvalid("* GenerateContentRequest.contents[%d].parts: contents.parts must not be empty.", i)
		}
		rq.Prompt = strings.TrimSpace(rq.Prompt + "\n" + c.text())
	}
	if len(body.Contents) == 0 {
		return rq, geminiInvalid("* GenerateContentRequest.contents: contents is not specified")
	}
	if body.Contents[len(body.Contents)-1].Role == "model" {
		return rq, geminiInvalid("The last of contents must not have the role model.")
	}
	if rq.Schema = body.GenerationConfig.ResponseSchema; rq.Schema == nil {
		return rq, nil
	}
	if mime := body.GenerationConfig.ResponseMIMEType; mime != "application/json" {
		return rq, geminiInvalid("Response schema is only supported with response_mime_type application/json, not %q.", mime)
	}
	return rq, checkGeminiSchema(rq.Schema, "generation_config.response_schema")
}

type geminiContent struct {
	Role  string `json:"role"`
	Parts []struct {
		Text string `json:"text"`
	} `json:"parts"`
}

func (c geminiContent) text() string {
	var parts []string
	for _, p := range c.Parts {
		parts = append(parts, p.Text)
	}
	return strings.Join(parts, "\n")
}

// reply gives the body for a good request, with enums as numbers when the client asked for that.
func (g *Gemini) reply(ctx context.Context, rq GeminiRequest, numbers bool) (any, error) {
	f, answer := g.take()
	if !pause(ctx, f.Delay) {
		return nil, ctx.Err()
	}
	switch {
	case f.Reset:
		dropConnection()
	case f.Status == http.StatusTooManyRequests:
		return nil, &geminiFailure{f.Status, "RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota)."}
	case f.Status != 0:
		return nil, &geminiFailure{f.Status, "INTERNAL", "An internal error has occurred."}
	case f.Body != "":
		return f.Body, nil
	case f.Blocked != "":
		return object{"promptFeedback": object{"blockReason": geminiEnum(f.Blocked, numbers, "SAFETY", "OTHER")}}, nil
	}
	text := f.Text
	if text == "" {
		var err error
		if text, err = geminiText(rq, answer); err != nil {
			return nil, err
		}
	}
	content := object{"role": "model", "parts": []object{{"text": text}, {"text": "", "thoughtSignature": "c2lt"}}}
	switch f.Finish {
	case "MAX_TOKENS":
		content["parts"] = []object{{"text": text[:len(text)/2]}}
	case "SAFETY", "PROHIBITED_CONTENT":
		content = nil
	}
	candidate := object{"index": 0, "finishReason": geminiEnum(cmp.Or(f.Finish, "STOP"), numbers, "STOP", "MAX_TOKENS", "SAFETY", "RECITATION", "OTHER", "LANGUAGE", "BLOCKLIST", "PROHIBITED_CONTENT")}
	if content != nil {
		candidate["content"] = content
	}
	return object{"candidates": []object{candidate}, "modelVersion": rq.Model,
		"usageMetadata": object{"promptTokenCount": len(rq.Prompt) / 4, "candidatesTokenCount": len(text) / 4, "totalTokenCount": (len(rq.Prompt) + len(text)) / 4}}, nil
}

func (g *Gemini) take() (GeminiFault, func(GeminiRequest) string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.faults.first(func(GeminiFault) bool { return true }), g.answer
}

func (f *GeminiFault) times() *int { return &f.Times }

func geminiEnum(name string, number bool, names ...string) any {
	if i := slices.Index(names, name); number && i >= 0 {
		return i + 1 // 0 is "unspecified"
	}
	return name
}

func geminiText(rq GeminiRequest, answer func(GeminiRequest) string) (string, error) {
	if answer == nil {
		if rq.Schema == nil {
			return "ok", nil
		}
		return string(mustJSON(smallest(rq.Schema))), nil
	}
	text := answer(rq)
	if rq.Schema == nil {
		return text, nil
	}
	var v any
	err := json.Unmarshal([]byte(text), &v)
	if err == nil {
		err = fits(rq.Schema, v, "$")
	}
	if err != nil {
		return "", &geminiFailure{http.StatusInternalServerError, "INTERNAL", "sim: the scripted answer does not fit the schema: " + err.Error()}
	}
	return text, nil
}
