package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestEveryCommandHasHelp(t *testing.T) {
	for _, c := range commands() {
		t.Run(c.name, func(t *testing.T) {
			for _, asked := range [][]string{{c.name, "--help"}, {"help", c.name}} {
				code, help, stderr := runs(t, nil, asked...)
				if code != 0 || stderr != "" || !strings.HasPrefix(help, "Usage: beckon "+c.name) {
					t.Errorf("%v: exit code %d, %q on stderr, help:\n%s", asked, code, stderr, help)
				}
			}
		})
	}
}

func TestHelpTellsTheDemosOwnDefaults(t *testing.T) {
	_, help, _ := runs(t, nil, "demo", "--help")
	for _, want := range []string{"[BECKON_DATA] (default data/demo)", "[BECKON_LOG_LEVEL] (default warn)"} {
		if !strings.Contains(help, want) {
			t.Errorf("it does not say %q:\n%s", want, help)
		}
	}
	_, help, _ = runs(t, nil, "discord", "invite", "--help")
	if got := strings.Count(help, "  --"); got != 1 {
		t.Errorf("an invitation needs one setting; it lists %d:\n%s", got, help)
	}
}

func TestWhatIsLeftOutIsAskedFor(t *testing.T) {
	for _, tt := range []struct {
		name string
		args []string
		want string
	}{
		{"who is added", []string{"user", "add"}, "--email ann@company.com --name"},
		{"what to do with people", []string{"user"}, "beckon user add --email"},
		{"what to do with Discord", []string{"discord"}, "beckon discord invite"},
		{"the flag before a ticket's words", []string{"route", "VPN is down"}, "after --explain"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			code, _, stderr := runs(t, map[string]string{"BECKON_DATA": t.TempDir()}, tt.args...)
			if code != 2 || !strings.Contains(stderr, tt.want) {
				t.Errorf("exit code %d, %q; want 2 and a sentence with %q", code, stderr, tt.want)
			}
		})
	}
}

func TestFlagsStandApartFromWhatTheyMean(t *testing.T) {
	_, help, _ := runs(t, nil, "serve", "--help")
	for line := range strings.Lines(help) {
		if strings.HasPrefix(line, "  --") && (line[31] != ' ' || line[32] == ' ') {
			t.Errorf("out of line: %s", line)
		}
	}
}

func TestAMistakeIsSaidOnce(t *testing.T) {
	_, _, stderr := runs(t, nil, "serve", "--colour", "red")
	if got := strings.Count(stderr, "colour"); got != 1 {
		t.Errorf("the flag that does not exist is named %d times:\n%s", got, stderr)
	}
}

func TestTheBuildIsNamed(t *testing.T) {
	for _, asked := range []string{"version", "--version"} {
		code, said, _ := runs(t, nil, asked)
		if code != 0 || !strings.HasPrefix(said, "beckon ") || !strings.Contains(said, " go1.") {
			t.Errorf("%s: exit code %d, %q", asked, code, said)
		}
	}
}

func TestTheImageNamesItsRelease(t *testing.T) {
	release = "v1.2.3-4-gabcdef0"
	t.Cleanup(func() { release = "" })
	if _, said, _ := runs(t, nil, "version"); !strings.HasPrefix(said, "beckon "+release+" go1.") {
		t.Errorf("it says %q", said)
	}
	raw, err := os.ReadFile(filepath.Join("deploy", "Dockerfile"))
	if err != nil || !strings.Contains(string(raw), "-X main.release=$VERSION") {
		t.Errorf("the image is built without it: %v", err)
	}
}
