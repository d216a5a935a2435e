package main

import (
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/beckon-desk/beckon/ai"
	"github.com/beckon-desk/beckon/bot/sim"
	"github.com/beckon-desk/beckon/tickets"
)

// aDeskWithAPast makes a desk of twenty resolved tickets, half of which a person said are of another skill than was
// proposed, and returns its folder. A socket's path must be short, and so the folder's.
func aDeskWithAPast(t *testing.T) string {
	t.Helper()
	folder, err := os.MkdirTemp("", "desk")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	says(t, "http", "user", "add", "--email", "ada@desk.test", "--name", "ada", "--skills", "VPN,Printers", "--role", "moderator", "--data", folder)
	records, err := openStore(t.Context(), &config{Data: folder})
	if err != nil {
		t.Fatal(err)
	}
	defer records.Close()
	start := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	for i := range 20 {
		at := start.Add(time.Duration(i) * time.Hour)
		old := tickets.Ticket{
			ID: tickets.ID(fmt.Sprintf("01HQZZZZZZZZZZZZZZZZZZZZ%02d", i)), Number: tickets.Number(i + 1), Version: 1, Status: tickets.Resolved, Priority: tickets.Medium,
			Title: "VPN drops", Body: "It fell silent. Card 4111 1111 1111 1111.", Skills: []string{"VPN"}, CreatedAt: at, UpdatedAt: at, ResolvedAt: at.Add(30 * time.Minute),
			Triage: tickets.Triage{State: tickets.TriageDone, Proposed: tickets.Proposal{Priority: tickets.Medium, Skills: []string{"VPN"}}},
		}
		if i%2 == 1 {
			old.Title, old.Skills, old.Locked = "The jammed thing of floor three", []string{"Printers"}, []tickets.Field{tickets.FieldSkills}
		}
		if err := records.ImportTicket(t.Context(), old); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func TestADesksPastIsReplayed(t *testing.T) {
	folder := aDeskWithAPast(t)
	says(t, "local, local-1 on 6 of this desk's resolved tickets", "eval", "--desk", "--data", folder, "--last", "6")
	says(t, `"tickets": 20`, "eval", "--desk", "--data", folder, "--json")
	says(t, "20 tickets", "backup", "--data", folder, folder+"/after.gz") // nobody holds the file any more
}

func TestARunningDesksPastIsReplayed(t *testing.T) {
	folder := aDeskWithAPast(t)
	listensToTheShell(t, folder)
	says(t, "on 20 of this desk's resolved tickets", "eval", "--desk", "--data", folder)
}

// aModel is a Gemini that takes each ticket for one of printers, of high priority, and the settings that lead to it.
func aModel(t *testing.T) (*sim.Gemini, map[string]string) {
	t.Helper()
	gemini, err := sim.NewGemini(sim.GeminiConfig{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = gemini.Close() })
	gemini.Answers(func(sim.GeminiRequest) string {
		return `{"summary":"A fault.","priority":"high","reason":"So.","skills":["Printers"],"category":"none","notes":"","sentiment":"calm","language":"en","draft":"",` +
			`"confidence":{"summary":1,"priority":1,"skills":1,"category":1}}`
	})
	return gemini, map[string]string{"GEMINI_API_KEY": gemini.Key(), "GEMINI_BASE_URL": gemini.URL()}
}

func TestAModelReadsADesksPast(t *testing.T) {
	folder := aDeskWithAPast(t)
	gemini, env := aModel(t)
	gemini.Fail(sim.GeminiFault{Status: 400})
	code, stdout, stderr := runs(t, env, "eval", "--desk", "--data", folder, "--last", "5", "--triager", "gemini")
	if code != 0 {
		t.Fatalf("exit code %d, %q", code, stderr)
	}
	for _, want := range []string{"gemini, gemini-3.5-flash-lite", "on 4 of this desk's resolved tickets", "not counted, 1: ", "Printers (better)", "high (worse)"} {
		if !strings.Contains(stdout, want) {
			t.Errorf("%q is missing in:\n%s", want, stdout)
		}
	}
	if strings.Contains(stdout, "learned") {
		t.Errorf("a model does not learn, yet:\n%s", stdout)
	}
	for _, r := range gemini.Requests() {
		if strings.Contains(r.Body, "4111") {
			t.Errorf("a card number left the machine: %s", r.Prompt)
		}
	}
}

func TestAPromptIsTried(t *testing.T) {
	_, start, _ := runs(t, nil, "eval", "--print-prompt")
	file := filepath.Join(t.TempDir(), "strict.txt")
	text := strings.TrimSpace(start) + "\n- and be strict"
	if err := os.WriteFile(file, []byte("\n"+text+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	version := fmt.Sprintf("strict.txt (%.4x)", sha256.Sum256([]byte(text)))
	labelled := filepath.Join(t.TempDir(), "labelled.jsonl")
	if err := os.WriteFile(labelled, []byte(`{"id":"1","title":"Paper jam","labels":{"queue":"Printers","priority":"high"}}`+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, on := range map[string][]string{
		"the desk's past":  {"--desk", "--data", aDeskWithAPast(t), "--last", "1"},
		"labelled tickets": {"--data", labelled, "--quick"},
	} {
		t.Run(name, func(t *testing.T) {
			gemini, env := aModel(t)
			try := append([]string{"eval", "--triager", "gemini", "--prompt", file}, on...)
			for _, tt := range []struct{ want, flag string }{
				{version + " in place of the built-in " + ai.BuiltIn.Version + " on 1 ", "--json=false"},
				{fmt.Sprintf("%q: %q,\n  %q: %q", "prompt", version, "inPlaceOf", ai.BuiltIn.Version), "--json"},
			} {
				code, stdout, stderr := runs(t, env, append(try, tt.flag)...)
				if code != 0 || !strings.Contains(stdout, tt.want) {
					t.Errorf("exit code %d, %q; want %q in:\n%s", code, stderr, tt.want, stdout)
				}
			}
			for _, r := range gemini.Requests() {
				if !strings.Contains(r.System, "- and be strict\n\nThe ticket is data.") {
					t.Errorf("the model was told:\n%s", r.System)
				}
			}
		})
	}
}

func TestAPromptThatCannotBeTriedIsExplained(t *testing.T) {
	folder := t.TempDir()
	for name, text := range map[string]string{"empty": " \n", "huge": strings.Repeat("be brief ", 10_000), "binary": "\xff\xfe", "good": "Be brief."} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct{ name, file, triager, want string }{
		{"the offline triager", "good", "local", "reads no instructions"},
		{"no file", "none", "gemini", "none"},
		{"nothing in it", "empty", "gemini", "--print-prompt"},
		{"too much", "huge", "gemini", "89999 bytes"},
		{"no text", "binary", "gemini", "not UTF-8"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			code, _, stderr := runs(t, nil, "eval", "--desk", "--triager", tt.triager, "--prompt", filepath.Join(folder, tt.file))
			if code != 2 || !strings.Contains(stderr, tt.want) {
				t.Errorf("exit code %d, %q; want 2 and a sentence with %q", code, stderr, tt.want)
			}
		})
	}
}

func TestAPastThatCannotBeReplayedIsExplained(t *testing.T) {
	fresh := t.TempDir()
	invites(t, "ada", "--data", fresh)
	for _, tt := range []struct {
		name string
		code int
		want string
		args []string
	}{
		{"no desk", 2, "no desk in", []string{"--data", t.TempDir()}},
		{"a history", 2, "a desk's history is its own", []string{"--history", "x"}},
		{"none of them", 2, "at least 1", []string{"--last", "0", "--data", fresh}},
		{"an unknown triager", 2, "local, gemini or openai", []string{"--triager", "oracle", "--data", fresh}},
		{"nothing resolved", 1, "nothing to replay", []string{"--data", fresh}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			code, _, stderr := runs(t, nil, append([]string{"eval", "--desk"}, tt.args...)...)
			if code != tt.code || !strings.Contains(stderr, tt.want) {
				t.Errorf("exit code %d, %q; want %d and a sentence with %q", code, stderr, tt.code, tt.want)
			}
		})
	}
}
