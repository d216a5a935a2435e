package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

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
	cfg := &config{Data: folder}
	records, err := openStore(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = records.Close() })
	d := &desk{cfg: cfg, store: records, log: slog.New(slog.DiscardHandler)}
	d.service = tickets.New(tickets.Config{Store: records, Log: d.log})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.serveControl(ctx) }()
	untilItListens(t, cfg.socket(), ended)
	says(t, "on 20 of this desk's resolved tickets", "eval", "--desk", "--data", folder)
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestAModelReadsADesksPast(t *testing.T) {
	folder := aDeskWithAPast(t)
	gemini, err := sim.NewGemini(sim.GeminiConfig{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = gemini.Close() })
	gemini.Answers(func(sim.GeminiRequest) string {
		return `{"summary":"A fault.","priority":"high","reason":"So.","skills":["Printers"],"category":"none","notes":"","sentiment":"calm","language":"en","draft":"",` +
			`"confidence":{"summary":1,"priority":1,"skills":1,"category":1}}`
	})
	gemini.Fail(sim.GeminiFault{Status: 400})
	env := map[string]string{"GEMINI_API_KEY": gemini.Key(), "GEMINI_BASE_URL": gemini.URL()}
	code, stdout, stderr := runs(t, env, "eval", "--desk", "--data", folder, "--last", "5", "--triager", "gemini")
	if code != 0 {
		t.Fatalf("exit code %d, %q", code, stderr)
	}
	for _, want := range []string{"gemini, gemini-2.5-flash", "on 4 of this desk's resolved tickets", "not counted, 1: ", "Printers (better)", "high (worse)"} {
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
