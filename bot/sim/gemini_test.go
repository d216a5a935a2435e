package sim_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/bot/sim"
)

const geminiSchema = `{"type":6,"properties":{"priority":{"type":1,"enum":["low","high"]},"skills":{"type":"ARRAY","items":{"type":1}}},"required":["priority"]}`

func newGemini(t *testing.T) *sim.Gemini {
	t.Helper()
	g, err := sim.NewGemini(sim.GeminiConfig{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = g.Close() })
	return g
}

// asksGemini sends a prompt with a schema as the Go client does, and gives the status and the body.
func asksGemini(t *testing.T, g *sim.Gemini, key, schema string) (int, string) {
	t.Helper()
	body := `{"model":"models/gemini-3.5-flash-lite","systemInstruction":{"parts":[{"text":"be brief"}]},"contents":[{"role":"user","parts":[{"text":"vpn down"}]}],
	 "generationConfig":{"temperature":0,"responseMimeType":"application/json","responseSchema":` + schema + `}}`
	res, err := http.Post(g.URL()+"/v1beta/models/gemini-3.5-flash-lite:generateContent?%24alt=json%3Benum-encoding%3Dint&key="+key, "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, _ := io.ReadAll(res.Body)
	return res.StatusCode, string(b)
}

// geminiText is the text and the finish reason of an answer.
func geminiText(t *testing.T, body string) (string, any) {
	t.Helper()
	var js struct {
		Candidates []struct {
			FinishReason any
			Content      struct{ Parts []struct{ Text string } }
		}
	}
	if err := json.Unmarshal([]byte(body), &js); err != nil || len(js.Candidates) != 1 {
		t.Fatalf("%v: %s", err, body)
	}
	if len(js.Candidates[0].Content.Parts) == 0 {
		return "", js.Candidates[0].FinishReason
	}
	return js.Candidates[0].Content.Parts[0].Text, js.Candidates[0].FinishReason
}

func TestGeminiAnswersWithinTheSchema(t *testing.T) {
	g := newGemini(t)
	_, body := asksGemini(t, g, g.Key(), geminiSchema)
	if text, finish := geminiText(t, body); text != `{"priority":"low","skills":[]}` || finish != 1.0 {
		t.Errorf("without a script: %s, finish %v", text, finish)
	}
	g.Answers(func(rq sim.GeminiRequest) string {
		if rq.System != "be brief" || rq.Prompt != "vpn down" {
			t.Errorf("got %+v", rq)
		}
		return `{"priority":"high"}`
	})
	_, body = asksGemini(t, g, g.Key(), geminiSchema)
	if text, _ := geminiText(t, body); text != `{"priority":"high"}` {
		t.Errorf("got %s", text)
	}
	for _, broken := range []string{`{"priority":"urgent"}`, `{"skills":[]}`, `{"priority":"low","x":1}`, `{"priority":"low","skills":[1]}`, `low`} {
		g.Answers(func(sim.GeminiRequest) string { return broken })
		if status, body := asksGemini(t, g, g.Key(), geminiSchema); status != 500 || !strings.Contains(body, "does not fit the schema") {
			t.Errorf("script says %s: got %d %s", broken, status, body)
		}
	}
}

func TestGeminiRefuses(t *testing.T) {
	g := newGemini(t)
	for _, tc := range []struct {
		name, key, schema string
		want              int
		say               string
	}{
		{"no key", "", geminiSchema, 403, "PERMISSION_DENIED"},
		{"wrong key", "x", geminiSchema, 400, "API key not valid"},
		{"schema without type", g.Key(), `{"properties":{}}`, 400, "response_schema.type: must be specified"},
		{"unknown type", g.Key(), `{"type":"MAP"}`, 400, "type: must be specified"},
		{"object without properties", g.Key(), `{"type":6}`, 400, "should be non-empty for OBJECT type"},
		{"array without items", g.Key(), `{"type":5}`, 400, "items: missing field"},
		{"required and not defined", g.Key(), `{"type":6,"properties":{"a":{"type":1}},"required":["b"]}`, 400, `property \"b\" is not defined`},
		{"unknown field", g.Key(), `{"type":1,"additionalProperties":false}`, 400, "Unknown name"},
		{"empty enum value", g.Key(), `{"type":1,"enum":[""]}`, 400, "enum: cannot be empty"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			status, body := asksGemini(t, g, tc.key, tc.schema)
			if status != tc.want || !strings.Contains(body, tc.say) {
				t.Errorf("got %d %s, want %d with %s", status, body, tc.want, tc.say)
			}
		})
	}
	for _, tc := range []struct {
		name, model, body string
		want              int
	}{
		{"a retired model", "gemini-2.5-flash", `{}`, 404},
		{"a penalty", "gemini-3.5-flash-lite", `{"contents":[{"parts":[{"text":"x"}]}],"generationConfig":{"presencePenalty":0.5}}`, 400},
		{"an answer begun", "gemini-3.5-flash-lite", `{"contents":[{"parts":[{"text":"x"}]},{"role":"model","parts":[{"text":"y"}]}]}`, 400},
	} {
		res, err := http.Post(g.URL()+"/v1beta/models/"+tc.model+":generateContent?key="+g.Key(), "application/json", strings.NewReader(tc.body))
		if err != nil {
			t.Fatal(err)
		}
		if res.Body.Close(); res.StatusCode != tc.want {
			t.Errorf("%s: %s, want %d", tc.name, res.Status, tc.want)
		}
	}
	if n := len(g.Requests()); n != 0 {
		t.Errorf("%d refused requests were kept as good ones", n)
	}
}

func TestGeminiFaults(t *testing.T) {
	g := newGemini(t)
	for _, tc := range []struct {
		name  string
		fault sim.GeminiFault
		want  int
		say   string
	}{
		{"500", sim.GeminiFault{Status: 500}, 500, "INTERNAL"},
		{"429", sim.GeminiFault{Status: 429}, 429, "RESOURCE_EXHAUSTED"},
		{"garbage for JSON", sim.GeminiFault{Text: "Sure! Here you go"}, 200, "Here you go"},
		{"garbage on the wire", sim.GeminiFault{Body: "<html>"}, 200, "<html>"},
		{"blocked", sim.GeminiFault{Blocked: "SAFETY"}, 200, `"blockReason":1`},
		{"stopped for safety", sim.GeminiFault{Finish: "SAFETY"}, 200, `"finishReason":3`},
		{"truncated", sim.GeminiFault{Finish: "MAX_TOKENS"}, 200, `"finishReason":2`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			g.Fail(tc.fault)
			if status, body := asksGemini(t, g, g.Key(), geminiSchema); status != tc.want || !strings.Contains(body, tc.say) {
				t.Errorf("got %d %s", status, body)
			}
			if status, body := asksGemini(t, g, g.Key(), geminiSchema); status != 200 || !cmp.Equal(strings.Contains(body, "priority"), true) {
				t.Errorf("the request after: %d %s", status, body)
			}
		})
	}
}

func TestGeminiSlow(t *testing.T) {
	g := newGemini(t)
	g.Fail(sim.GeminiFault{Delay: time.Hour})
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		_ = g.WaitFor(t.Context(), func() bool { return len(g.Requests()) == 1 })
		cancel()
	}()
	req, _ := http.NewRequestWithContext(ctx, "POST", g.URL()+"/v1beta/models/gemini-3.5-flash-lite:generateContent?key="+g.Key(), strings.NewReader(`{"contents":[{"parts":[{"text":"x"}]}]}`))
	if _, err := http.DefaultClient.Do(req); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
