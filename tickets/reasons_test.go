package tickets

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A new sentence needs a name, and a name that nobody says is to go.
func TestEverySentenceHasItsReason(t *testing.T) {
	var said []string
	for _, file := range sources(t) {
		ast.Inspect(file, func(n ast.Node) bool {
			if s, ok := sentenceOf(n); ok {
				said = append(said, s)
			}
			return true
		})
	}
	slices.Sort(said)
	if diff := cmp.Diff(slices.Sorted(maps.Keys(reasons)), slices.Compact(said)); diff != "" {
		t.Errorf("reasons and what the verbs say differ (-named +said):\n%s", diff)
	}
}

func TestEachReasonIsOneSentence(t *testing.T) {
	if got, want := len(Sentences()), len(reasons); got != want {
		t.Errorf("%d reasons for %d sentences", got, want)
	}
}

func TestReasonOf(t *testing.T) {
	type said struct {
		Reason Reason
		Args   []string
	}
	for name, c := range map[string]struct {
		err  error
		want said
	}{
		"what the sentence names": {fail(Conflict, "%s is already %s.", Number(7), Resolved), said{"already_done", []string{"#7", "resolved"}}},
		"a field's":               {invalid("title", "Say in a few words what is wrong."), said{"title_missing", nil}},
		"one made elsewhere":      {&Error{Kind: Invalid, Message: "Please log in."}, said{"log_in", nil}},
		"one that brings its own": {&Error{Kind: Invalid, Reason: "own", Args: []string{"a"}, Message: "Own a."}, said{"own", []string{"a"}}},
		"within another error":    {fmt.Errorf("opening: %w", fail(Forbidden, "Only admins can do that.")), said{"admins_only", nil}},
		"a sentence without name": {&Error{Kind: Invalid, Message: "Something else."}, said{}},
		"no error of ours":        {errors.New("broken"), said{}},
	} {
		reason, args := ReasonOf(c.err)
		if diff := cmp.Diff(c.want, said{reason, args}); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// sources parses the package without its tests.
func sources(t *testing.T) []*ast.File {
	t.Helper()
	paths, err := filepath.Glob("*.go")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no sources: %v", err)
	}
	var files []*ast.File
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") || path == "errors.go" { // which makes errors of what the others say
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}

// sentenceOf returns the sentence that fail, invalid or an Error is given; of
// what is no literal, "".
func sentenceOf(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.CallExpr:
		if f, ok := n.Fun.(*ast.Ident); ok && (f.Name == "fail" || f.Name == "invalid") {
			return literal(n.Args[1]), true
		}
	case *ast.CompositeLit:
		if name, ok := n.Type.(*ast.Ident); !ok || name.Name != "Error" {
			return "", false
		}
		for _, e := range n.Elts {
			if kv, ok := e.(*ast.KeyValueExpr); ok && fmt.Sprint(kv.Key) == "Message" {
				return literal(kv.Value), true
			}
		}
	}
	return "", false
}

func literal(e ast.Expr) string {
	if l, ok := e.(*ast.BasicLit); ok {
		s, _ := strconv.Unquote(l.Value)
		return s
	}
	return ""
}
