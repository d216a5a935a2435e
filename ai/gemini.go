package ai

import (
	"context"
	"errors"
	"strings"

	"github.com/google/generative-ai-go/genai"
	"google.golang.org/api/option"

	"github.com/beckon-desk/beckon/tickets"
)

// Google has deprecated this client library. It stands in this one file, behind
// tickets.Triager.

// DefaultGeminiModel is asked unless the desk names another: small tasks such as sorting are what Google makes it for.
const DefaultGeminiModel = "gemini-3.5-flash-lite"

// gemini is its name in messages, and in Assessment.By in lower case.
const gemini = "Gemini"

// GeminiConfig is what Gemini needs.
type GeminiConfig struct {
	Key     string // API key
	Model   string // "" means DefaultGeminiModel
	BaseURL string // "" for Google's own
	Options
}

// Gemini is a triager that asks Google's Gemini. It is safe for concurrent use.
type Gemini struct {
	model   string
	client  *genai.Client
	options Options
}

var _ tickets.Triager = (*Gemini)(nil)

// NewGemini returns the triager. It does not connect.
func NewGemini(c GeminiConfig) (*Gemini, error) {
	if c.Key == "" {
		return nil, errors.New("GEMINI_API_KEY is missing: make one at https://aistudio.google.com/apikey")
	}
	opts := []option.ClientOption{option.WithAPIKey(c.Key), option.WithHTTPClient(client(gemini, "X-Goog-Api-Key", c.Key, c.limit()))}
	if c.BaseURL != "" {
		if err := checkURL("GEMINI_BASE_URL", c.BaseURL); err != nil {
			return nil, err
		}
		opts = append(opts, option.WithEndpoint(strings.TrimSuffix(c.BaseURL, "/")))
	}
	api, err := genai.NewClient(context.Background(), opts...)
	if err != nil {
		return nil, errors.New("the Gemini client cannot be made: check GEMINI_API_KEY and GEMINI_BASE_URL")
	}
	if c.Model == "" {
		c.Model = DefaultGeminiModel
	}
	return &Gemini{model: c.Model, client: api, options: c.Options}, nil
}

// Close frees the client's connections.
func (g *Gemini) Close() error { return g.client.Close() }

// Triage asks the model. Its errors are *Failure.
func (g *Gemini) Triage(ctx context.Context, r tickets.Request) (tickets.Assessment, error) {
	a, err := g.options.triage(ctx, gemini, r, g.ask)
	if err != nil {
		return tickets.Assessment{}, err
	}
	a.By, a.Model = "gemini", g.model
	return a, nil
}

func (g *Gemini) ask(ctx context.Context, p prompt) (_ reply, err error) {
	defer func() { // the library panics over a part of a kind it does not know
		if recover() != nil {
			err = &Failure{Kind: Garbled, Model: gemini}
		}
	}()
	m := g.client.GenerativeModel(g.model)
	m.SystemInstruction = genai.NewUserContent(genai.Text(p.system))
	m.ResponseMIMEType, m.ResponseSchema = "application/json", geminiSchema(&p.schema)
	resp, err := m.GenerateContent(ctx, genai.Text(p.user))
	var blocked *genai.BlockedError
	if errors.As(err, &blocked) {
		return reply{}, &Failure{Kind: Blocked, Model: gemini}
	}
	if err != nil {
		return reply{}, err
	}
	return geminiReply(resp)
}

func geminiReply(resp *genai.GenerateContentResponse) (reply, error) {
	if len(resp.Candidates) == 0 {
		return reply{}, &Failure{Kind: Blocked, Model: gemini}
	}
	c := resp.Candidates[0]
	if c.FinishReason > genai.FinishReasonMaxTokens { // safety, recitation, a blocklist, and what the library has no name for
		return reply{}, &Failure{Kind: Blocked, Model: gemini}
	}
	said := reply{truncated: c.FinishReason == genai.FinishReasonMaxTokens}
	if c.Content != nil {
		for _, part := range c.Content.Parts {
			if t, ok := part.(genai.Text); ok {
				said.text += string(t)
			}
		}
	}
	if u := resp.UsageMetadata; u != nil {
		said.tokensIn, said.tokensOut = int(u.PromptTokenCount), int(u.TotalTokenCount-u.PromptTokenCount) // thinking included
	}
	return said, nil
}

var geminiTypes = map[string]genai.Type{
	"string": genai.TypeString, "number": genai.TypeNumber, "array": genai.TypeArray, "object": genai.TypeObject,
}

// geminiSchema is the schema as Gemini wants it. It has no word for "no other
// properties"; reading the answer ignores them.
func geminiSchema(s *schema) *genai.Schema {
	if s == nil {
		return nil
	}
	out := &genai.Schema{Type: geminiTypes[s.Type], Description: s.Description, Enum: s.Enum, Items: geminiSchema(s.Items), Required: s.Required}
	if len(s.Enum) > 0 {
		out.Format = "enum"
	}
	for name, p := range s.Properties {
		if out.Properties == nil {
			out.Properties = map[string]*genai.Schema{}
		}
		out.Properties[name] = geminiSchema(p)
	}
	return out
}
