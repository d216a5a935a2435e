package ai

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"sync/atomic"

	"github.com/beckon-desk/beckon/tickets"
)

// OpenAIConfig is what OpenAI needs.
type OpenAIConfig struct {
	BaseURL string // up to and including /v1, such as http://127.0.0.1:11434/v1 for Ollama
	Key     string // "" for servers that want none
	Model   string // such as llama3.1:8b
	Options
}

// OpenAI is a triager that asks any server that speaks OpenAI's chat protocol:
// Ollama, vLLM and others, on a machine of one's own if wished. It is safe for
// concurrent use.
type OpenAI struct {
	url, model string
	http       *http.Client
	options    Options
	fixed      atomic.Bool // the model's temperature is
}

var _ tickets.Triager = (*OpenAI)(nil)

// ownModel is its name in messages.
const ownModel = "The model server"

// NewOpenAI returns the triager. It does not connect.
func NewOpenAI(c OpenAIConfig) (*OpenAI, error) {
	if err := checkURL("OPENAI_BASE_URL", c.BaseURL); err != nil {
		return nil, err
	}
	if c.Model == "" {
		return nil, errors.New("OPENAI_MODEL is missing: name a model that the server has")
	}
	bearer := ""
	if c.Key != "" {
		bearer = "Bearer " + c.Key
	}
	return &OpenAI{
		url: strings.TrimSuffix(c.BaseURL, "/") + "/chat/completions", model: c.Model,
		http: client(ownModel, "Authorization", bearer, c.limit()), options: c.Options,
	}, nil
}

// Triage asks the model. Its errors are *Failure.
func (o *OpenAI) Triage(ctx context.Context, r tickets.Request) (tickets.Assessment, error) {
	a, err := o.options.triage(ctx, ownModel, r, o.ask)
	if err != nil {
		return tickets.Assessment{}, err
	}
	a.By, a.Model = "openai", o.model
	return a, nil
}

type chatMessage struct {
	Role    string `json:"role"`
	Content string `json:"content"`
	Refusal string `json:"refusal,omitempty"`
}

// ask wants the likeliest answer, since small models wander, but some large ones refuse to be told a temperature.
func (o *OpenAI) ask(ctx context.Context, p prompt) (reply, error) {
	fixed := o.fixed.Load()
	said, err := o.complete(ctx, p, fixed)
	var f *Failure
	if !fixed && errors.As(err, &f) && f.status == http.StatusBadRequest {
		if said, err = o.complete(ctx, p, true); err == nil {
			o.fixed.Store(true)
		}
	}
	return said, err
}

func (o *OpenAI) complete(ctx context.Context, p prompt, fixed bool) (reply, error) {
	rq := map[string]any{
		"model": o.model, "stream": false,
		"messages": []chatMessage{{Role: "system", Content: p.system}, {Role: "user", Content: p.user}},
		"response_format": map[string]any{
			"type": "json_schema", "json_schema": map[string]any{"name": "triage", "strict": true, "schema": p.schema},
		},
	}
	if !fixed {
		rq["temperature"] = 0
	}
	body, err := json.Marshal(rq)
	if err != nil {
		return reply{}, err
	}
	return o.post(ctx, body)
}

func (o *OpenAI) post(ctx context.Context, body []byte) (reply, error) {
	rq, err := http.NewRequestWithContext(ctx, http.MethodPost, o.url, bytes.NewReader(body))
	if err != nil {
		return reply{}, err
	}
	rq.Header.Set("Content-Type", "application/json")
	resp, err := o.http.Do(rq)
	if err != nil {
		return reply{}, err
	}
	defer resp.Body.Close()
	var said struct {
		Choices []struct {
			Message      chatMessage `json:"message"`
			FinishReason string      `json:"finish_reason"`
		} `json:"choices"`
		Usage struct {
			In  int `json:"prompt_tokens"`
			Out int `json:"completion_tokens"`
		} `json:"usage"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&said); err != nil {
		return reply{}, err
	}
	if len(said.Choices) == 0 {
		return reply{}, &Failure{Kind: Garbled, Model: ownModel}
	}
	c := said.Choices[0]
	if c.FinishReason == "content_filter" || c.Message.Refusal != "" {
		return reply{}, &Failure{Kind: Blocked, Model: ownModel}
	}
	return reply{text: c.Message.Content, truncated: c.FinishReason == "length", tokensIn: said.Usage.In, tokensOut: said.Usage.Out}, nil
}
