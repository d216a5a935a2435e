package inngestd

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestBuilderPutsTheServerWhereItIsLookedFor(t *testing.T) {
	got, err := build(t.Context(), os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	if want, err := builtBinary(); got != want || err != nil {
		t.Errorf("built %q, looked for at %q, %v", got, want, err)
	}
}

func TestAServerIsFoundFromWhereBeckonWasStarted(t *testing.T) {
	folder := t.TempDir()
	t.Chdir(folder)
	put(t, filepath.Join(folder, "bin", "inngest"), "#!/bin/sh\necho 1.15.2-abc\n")
	got, err := Find(t.Context(), "bin/inngest", t.Output())
	if err != nil || !filepath.IsAbs(got) {
		t.Errorf("got %q, %v; want a path that holds in every folder", got, err)
	}
}

func TestFind(t *testing.T) {
	const good, old = "#!/bin/sh\necho 1.15.2-abc\n", "#!/bin/sh\necho 1.11.9-abc\n"
	tests := []struct {
		name   string
		built  string            // script in the cache folder
		onPATH map[string]string // scripts
		want   string            // base name of what is found; "" for none
	}{
		{"built before PATH", good, map[string]string{"inngest": good}, "inngest-1.12.1-"},
		{"PATH when nothing is built", "", map[string]string{"inngest": good}, "inngest"},
		{"PATH when the built one is broken", "#!/bin/sh\nexit 1\n", map[string]string{"inngest": good}, "inngest"},
		{"inngest-cli when inngest is too old", "", map[string]string{"inngest": old, "inngest-cli": good}, "inngest-cli"},
		{"only an old one", "", map[string]string{"inngest": old}, ""},
		{"nothing at all", "", nil, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cache, bin := t.TempDir(), t.TempDir()
			t.Setenv("XDG_CACHE_HOME", cache)
			t.Setenv("HOME", cache)
			t.Setenv("PATH", bin)
			if tt.built != "" {
				path, err := builtBinary()
				if err != nil {
					t.Fatal(err)
				}
				put(t, path, tt.built)
			}
			for name, content := range tt.onPATH {
				put(t, filepath.Join(bin, name), content)
			}
			got, err := Find(t.Context(), "", t.Output())
			switch {
			case tt.want == "":
				if !errors.Is(err, errNoServer) {
					t.Errorf("got %q, %v, want errNoServer", got, err)
				}
			case err != nil || !strings.HasPrefix(filepath.Base(got), tt.want):
				t.Errorf("got %q, %v, want %s", got, err, tt.want)
			}
		})
	}
}

func TestUsable(t *testing.T) {
	for said, want := range map[string]bool{
		"1.12.1-beckon.3": true,
		"v1.12.1-abcdef":  true,
		"1.12.2":          true,
		"1.13.0-abc":      true,
		"dev-":            true,
		"1.12.0-abc":      false,
		"1.9.9":           false,
		"0.99.99":         false,
		"2.0.0-abc":       false,
		"command unknown": false,
		"":                false,
	} {
		if got := usable(said); got != want {
			t.Errorf("usable(%q) = %v, want %v", said, got, want)
		}
	}
}

func put(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o755); err != nil {
		t.Fatal(err)
	}
}
