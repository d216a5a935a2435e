package main

import (
	"go/build"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/beckon-desk/beckon/"

// allowed says which of our packages a package may import, and why. A folder
// stands for what is below it too, unless that has a line of its own.
var allowed = []struct {
	pkg     string
	imports []string
	why     string
}{
	{"tickets", nil, "the domain imports nothing of ours"},
	{"tickets/sqlite", []string{"tickets"}, "a store keeps the domain's records"},
	{"tickets/mongo", []string{"tickets"}, "a store keeps the domain's records"},
	{"tickets/transfer", []string{"tickets"}, "moves a desk between any two stores, or into a file"},
	{"tickets/storetest", []string{"tickets"}, "states what every store must do"},
	{"tickets/flow", []string{"tickets"}, "each durable step calls a verb of the Service"},
	{"ai", []string{"tickets", "ai/local"}, "a triager; the local one lives below"},
	{"ai/local", []string{"tickets"}, "a triager"},
	{"ai/local/eval", []string{"tickets", "ai", "ai/local"}, "measures triagers"},
	{"notify", []string{"tickets"}, "wording that channels share"},
	{"notify/email", []string{"tickets", "notify"}, "an adapter imports its core"},
	{"notify/slack", []string{"tickets", "notify"}, "an adapter imports its core"},
	{"notify/discord", []string{"tickets", "notify"}, "an adapter imports its core"},
	{"bot", []string{"tickets"}, "the conversation on no platform"},
	{"bot/slack", []string{"tickets", "bot"}, "an adapter imports its core"},
	{"bot/discord", []string{"tickets", "bot"}, "an adapter imports its core"},
	{"bot/sim", nil, "a fake that shares code with its subject proves nothing"},
	{"api", []string{"tickets"}, "the same verbs over HTTP"},
	{"api/web", nil, "only files"},
	{"cmd/beckon", []string{"*"}, "only cmd sees everything"},
}

// noChatLibraries may not import the libraries whose behaviour they imitate.
const noChatLibraries = "bot/sim"

// TestImports reads imports in-process: a go list child would escape the test cache.
func TestImports(t *testing.T) {
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(dir string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		if name := d.Name(); dir != root && (strings.HasPrefix(name, ".") || name == "node_modules" || name == "testdata" || name == "dist") {
			return filepath.SkipDir
		}
		p, err := build.Default.ImportDir(dir, 0)
		if err != nil {
			return nil // no Go files here
		}
		rel, _ := filepath.Rel(root, dir)
		checkImports(t, filepath.ToSlash(rel), p.Imports)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func checkImports(t *testing.T, pkg string, imports []string) {
	t.Helper()
	if pkg == "cmd/inngest" {
		return // a module of its own
	}
	i := longestPrefix(pkg)
	if i < 0 {
		t.Errorf("%s has no line in the table of allowed imports; add one with its reason", pkg)
		return
	}
	rule := allowed[i]
	for _, path := range imports {
		ours, isOurs := strings.CutPrefix(path, module)
		switch {
		case isOurs && !slices.Contains(rule.imports, "*") && !slices.Contains(rule.imports, ours) && !strings.HasPrefix(ours, rule.pkg+"/"):
			t.Errorf("%s imports %s, but: %s", pkg, ours, rule.why)
		case pkg == noChatLibraries && (strings.HasPrefix(path, "github.com/slack-go/") || strings.HasPrefix(path, "github.com/bwmarrin/")):
			t.Errorf("%s imports %s, but: %s", pkg, path, rule.why)
		}
	}
}

func longestPrefix(pkg string) int {
	best := -1
	for i, a := range allowed {
		if (pkg == a.pkg || strings.HasPrefix(pkg, a.pkg+"/")) && (best < 0 || len(a.pkg) > len(allowed[best].pkg)) {
			best = i
		}
	}
	return best
}

// TestOnlyCmdReadsTheWorld keeps flags and the environment out of every other package.
func TestOnlyCmdReadsTheWorld(t *testing.T) {
	for _, a := range allowed {
		if strings.HasPrefix(a.pkg, "cmd/") {
			continue
		}
		p, err := build.Default.ImportDir(filepath.Join("..", "..", filepath.FromSlash(a.pkg)), 0)
		if err == nil && slices.Contains(p.Imports, "flag") {
			t.Errorf("%s imports flag; only cmd reads flags", a.pkg)
		}
	}
}
