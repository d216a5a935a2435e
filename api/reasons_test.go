package api

import (
	"encoding/json"
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

	"github.com/beckon-desk/beckon/tickets"
)

// openapi.json lists every reason and cause and its sentence; the web app's words
// are held against that.
func TestDocumentListsEveryReason(t *testing.T) {
	want := map[string]string{}
	for reason, sentence := range tickets.Sentences() {
		want[string(reason)] = sentence
	}
	for sentence, reason := range reasons {
		want[string(reason)] = sentence
	}
	inspects(t, "../cmd/beckon/*.go", func(n ast.Node) {
		if lit, ok := n.(*ast.CompositeLit); ok {
			if fields := textsOf(lit); fields["Reason"] != "" && fields["Reason"] != named {
				want[fields["Reason"]] = fields["Message"]
			}
		}
	})
	documents(t, "Reason", want)
}

// A new sentence needs a name, a name that nobody says is to go, and an error is
// made with failure, which knows the names.
func TestEverySentenceOfTheAPIHasItsReason(t *testing.T) {
	unsaid, byHand := maps.Clone(reasons), 0
	known := map[string]bool{
		named: true, // what fail and invalid hand on
		"Something went wrong on our side. Please try again.": true, // of which the code says enough
	}
	for _, sentence := range tickets.Sentences() {
		known[sentence] = true
	}
	inspects(t, "*.go", func(n ast.Node) {
		switch n := n.(type) {
		case *ast.CallExpr:
			if f := fmt.Sprint(n.Fun); f == "failure" || f == "invalid" || f == "&{q fail}" {
				sentence := textOf(n.Args[1])
				delete(unsaid, sentence)
				if reasons[sentence] == "" && !known[sentence] {
					t.Errorf("%q has no reason", sentence)
				}
			}
		case *ast.CompositeLit:
			if fmt.Sprint(n.Type) == "&{tickets Error}" {
				byHand++
			}
		}
	})
	if len(unsaid) > 0 || byHand != 1 {
		t.Errorf("nobody says %v; %d errors are made by hand, want only failure's", unsaid, byHand)
	}
}

func TestDocumentListsEveryCause(t *testing.T) {
	want := map[string]string{}
	for cause, sentence := range tickets.Causes() {
		want[string(cause)] = sentence
	}
	documents(t, "Cause", want)
}

func TestDocumentListsEveryEvent(t *testing.T) {
	var want []any
	inspects(t, "../tickets/event.go", func(n ast.Node) {
		if c, ok := n.(*ast.ValueSpec); ok && fmt.Sprint(c.Type) == "EventName" {
			want = append(want, textOf(c.Values[0]))
		}
	})
	slices.SortFunc(want, func(a, b any) int { return strings.Compare(a.(string), b.(string)) })
	if diff := cmp.Diff(want, schemaOf(t, "EventName").Enum); diff != "" {
		t.Errorf("enum of EventName (-want +got):\n%s", diff)
	}
}

// listing is a schema that lists names, and what each says where they say something.
type listing struct {
	Enum      []any             `json:"enum"`
	Sentences map[string]string `json:"x-sentences"`
}

func schemaOf(t *testing.T, name string) listing {
	t.Helper()
	var doc struct {
		Components struct{ Schemas map[string]listing }
	}
	if err := json.Unmarshal(openAPI, &doc); err != nil {
		t.Fatal(err)
	}
	return doc.Components.Schemas[name]
}

// documents compares what a schema lists, by name, with what the desk says.
func documents(t *testing.T, schema string, want map[string]string) {
	t.Helper()
	got := schemaOf(t, schema)
	if diff := cmp.Diff(want, got.Sentences); diff != "" {
		t.Errorf("x-sentences of %s (-want +got):\n%s", schema, diff)
	}
	var names []any
	for _, name := range slices.Sorted(maps.Keys(want)) {
		names = append(names, name)
	}
	if diff := cmp.Diff(names, got.Enum); diff != "" {
		t.Errorf("enum of %s (-want +got):\n%s", schema, diff)
	}
}

// inspects shows every node of some sources.
func inspects(t *testing.T, pattern string, see func(ast.Node)) {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil || len(paths) == 0 {
		t.Fatalf("no sources in %s: %v", pattern, err)
	}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool { see(n); return true })
	}
}

// textsOf returns the fields of a literal that are given as text.
func textsOf(lit *ast.CompositeLit) map[string]string {
	fields := map[string]string{}
	for _, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			fields[fmt.Sprint(kv.Key)] = textOf(kv.Value)
		}
	}
	return fields
}

const named = "%s" // what a sentence names

// textOf returns a text, with what is no literal as named.
func textOf(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, _ := strconv.Unquote(e.Value)
		return text
	case *ast.BinaryExpr:
		return textOf(e.X) + textOf(e.Y)
	}
	return named
}
