package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/beckon-desk/beckon/bot/sim"
)

func TestAModelThatFailsOnLabelledTicketsIsNotMeasured(t *testing.T) {
	labelled := filepath.Join(t.TempDir(), "labelled.jsonl")
	lines := `{"id":"1","title":"Paper jam","labels":{"queue":"Printers"}}` + "\n" + `{"id":"2","title":"VPN drops","labels":{"queue":"VPN"}}` + "\n"
	if err := os.WriteFile(labelled, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		failures, code int
		says           string
	}{
		"it answers":       {0, 0, ""},
		"it fails on one":  {1, 0, "1 of 2 tickets got no answer and count as wrong"},
		"it never answers": {2, 1, "the model answered none of 2 tickets, so there is nothing to report; the last time: Gemini refuses our requests"},
	} {
		t.Run(name, func(t *testing.T) {
			gemini, env := aModel(t)
			for range tt.failures {
				gemini.Fail(sim.GeminiFault{Status: 400})
			}
			code, stdout, stderr := runs(t, env, "eval", "--data", labelled, "--quick", "--triager", "gemini")
			if code != tt.code || !strings.Contains(stderr, tt.says) || (code == 0) != strings.Contains(stdout, "on 2 tickets") {
				t.Errorf("exit code %d, %q; want %d and %q, beside:\n%s", code, stderr, tt.code, tt.says, stdout)
			}
		})
	}
}
