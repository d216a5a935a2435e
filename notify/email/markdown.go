package email

import (
	"bytes"
	"fmt"
	"html/template"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/beckon-desk/beckon/notify"
)

var (
	markdown = goldmark.New(
		goldmark.WithExtensions(extension.Strikethrough, extension.Table, notify.Links),
		goldmark.WithParserOptions(parser.WithASTTransformers(util.Prioritized(plainly{}, 100))),
		goldmark.WithRendererOptions(html.WithHardWraps())) // as on the web, where people see their lines before they send them
	allowed = markdownPolicy()
)

// plainly has HTML read as it was typed, pictures be links, and links say where they
// lead when their words read as another address.
type plainly struct{}

// Transform implements parser.ASTTransformer.
func (plainly) Transform(doc *ast.Document, r text.Reader, _ parser.Context) {
	var found []ast.Node
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			found = append(found, n)
		}
		return ast.WalkContinue, nil
	})
	for _, n := range found {
		switch n := n.(type) {
		case *ast.RawHTML:
			n.Parent().ReplaceChild(n.Parent(), n, words(n.Segments.Value(r.Source())))
		case *ast.HTMLBlock:
			p := ast.NewParagraph()
			p.AppendChild(p, words([]byte(notify.TypedIn(n, r.Source()))))
			n.Parent().ReplaceChild(n.Parent(), n, p)
		case *ast.Image:
			link := ast.NewLink()
			link.Destination = n.Destination
			for c := n.FirstChild(); c != nil; c = n.FirstChild() {
				link.AppendChild(link, c)
			}
			if !link.HasChildren() {
				link.AppendChild(link, words(n.Destination))
			}
			n.Parent().ReplaceChild(n.Parent(), n, link)
		case *ast.Link:
			//lint:ignore SA1019 the simplest that is right for the words of a link
			if to := string(n.Destination); notify.Misleads(string(n.Text(r.Source())), to) {
				n.Parent().InsertAfter(n.Parent(), n, words([]byte(" ("+to+")")))
			}
		}
	}
}

// words is text that means nothing but itself.
func words(b []byte) *ast.String {
	s := ast.NewString(b)
	s.SetRaw(true)
	return s
}

// markdownPolicy allows text and links. No pictures: one would tell its server
// who reads the mail, and when.
func markdownPolicy() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "strong", "em", "del", "code", "pre", "ul", "ol", "li", "blockquote", "hr",
		"h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td")
	p.AllowAttrs("href").OnElements("a")
	p.AllowURLSchemes("http", "https", "mailto")
	p.RequireParseableURLs(true)
	p.RequireNoFollowOnLinks(true)
	p.RequireNoReferrerOnLinks(true)
	return p
}

// render turns Markdown that anybody may have written into harmless HTML.
func render(text string) (template.HTML, error) {
	var out bytes.Buffer
	if err := markdown.Convert([]byte(text), &out); err != nil {
		return "", fmt.Errorf("notes: %w", err)
	}
	return template.HTML(allowed.SanitizeBytes(out.Bytes())), nil // sanitised on this line
}
