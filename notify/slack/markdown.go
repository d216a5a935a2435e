package slack

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/slack-go/slack"
	"github.com/yuin/goldmark/ast"
	extension "github.com/yuin/goldmark/extension/ast"

	"github.com/beckon-desk/beckon/notify"
	"github.com/beckon-desk/beckon/tickets"
)

// maxElements is how many elements a block of rich text holds.
const maxElements = 100

// richText turns Markdown into Slack's rich text, which is never parsed for
// mentions. HTML in it is shown as it was typed, pictures as links. Beyond limit
// UTF-16 units of Markdown the rest is left out.
func richText(source string, limit int) []slack.RichTextElement {
	src := []byte(tickets.ClipMarkdown(tickets.CleanText(source), limit))
	w := writer{src: src}
	w.blocks(notify.ParseMarkdown(src), 0)
	return w.out[:min(len(w.out), maxElements)]
}

// quoted is richText as a quote. Slack has no lists and no code within one: a
// border has them look so.
func quoted(source string, limit int) []slack.RichTextElement {
	var out []slack.RichTextElement
	var quote *slack.RichTextQuote // that the words go on in
	for _, e := range richText(source, limit) {
		words, ok := e.(*slack.RichTextSection)
		switch e := e.(type) {
		case *slack.RichTextList:
			e.Border = 1
		case *slack.RichTextPreformatted:
			e.Border = 1
		}
		switch {
		case !ok:
			out, quote = append(out, e), nil
		case quote == nil:
			quote = &slack.RichTextQuote{Type: slack.RTEQuote, Elements: words.Elements}
			out = append(out, quote)
		default:
			quote.Elements = append(append(quote.Elements, piece("\n", style{})...), words.Elements...)
		}
	}
	return out
}

type writer struct {
	src []byte
	out []slack.RichTextElement
}

func (w *writer) blocks(parent ast.Node, indent int) {
	for b := parent.FirstChild(); b != nil; b = b.NextSibling() {
		switch b := b.(type) {
		case *ast.List:
			w.list(b, indent)
		case *ast.Blockquote:
			w.add(&slack.RichTextQuote{Type: slack.RTEQuote, Elements: w.lines(b, style{}, true)})
		case *ast.FencedCodeBlock, *ast.CodeBlock:
			if code := w.typed(b); code != "" {
				w.add(&slack.RichTextPreformatted{Type: slack.RTEPreformatted, Elements: []slack.RichTextSectionElement{slack.NewRichTextSectionTextElement(code, nil)}})
			}
		case *ast.HTMLBlock:
			w.add(slack.NewRichTextSection(piece(w.typed(b), style{})...))
		case *ast.Heading:
			w.section(b, style{Bold: true})
		default:
			w.section(b, style{})
		}
	}
}

// section adds a paragraph, with a line's space to what follows.
func (w *writer) section(b ast.Node, s style) {
	elements := w.inline(b, s)
	if len(elements) > 0 && b.NextSibling() != nil {
		elements = append(elements, piece("\n", style{})...)
	}
	w.add(slack.NewRichTextSection(elements...))
}

// list adds the items; a list within an item follows it, one step further in,
// and the rest of the items after that.
func (w *writer) list(l *ast.List, indent int) {
	kind, number := slack.RTEListBullet, 0
	if l.IsOrdered() {
		kind, number = slack.RTEListOrdered, max(0, l.Start-1)
	}
	part := slack.NewRichTextList(kind, indent)
	part.Offset = number
	for item := l.FirstChild(); item != nil; item = item.NextSibling() {
		number++
		words := w.lines(item, style{}, false)
		if len(words) == 0 {
			words = piece(" ", style{}) // an item may not be empty
		}
		part.Elements = append(part.Elements, slack.NewRichTextSection(words...))
		for b := item.FirstChild(); b != nil; b = b.NextSibling() {
			if inner, ok := b.(*ast.List); ok {
				w.add(part)
				w.list(inner, min(indent+1, 8))
				part = slack.NewRichTextList(kind, indent)
				part.Offset = number
			}
		}
	}
	w.add(part)
}

// lines are what a quote or an item holds, one paragraph per line. Lists, which
// Slack has no room for there, are lines too where listed; else they are left out.
func (w *writer) lines(parent ast.Node, s style, listed bool) []slack.RichTextSectionElement {
	var out []slack.RichTextSectionElement
	for b := parent.FirstChild(); b != nil; b = b.NextSibling() {
		if b.Kind() == ast.KindList && !listed {
			continue
		}
		if len(out) > 0 {
			out = append(out, piece("\n", style{})...)
		}
		switch b := b.(type) {
		case *ast.FencedCodeBlock, *ast.CodeBlock, *ast.HTMLBlock:
			out = append(out, piece(w.typed(b), style{Code: true})...)
		case *ast.Blockquote:
			out = append(out, w.lines(b, s, true)...)
		case *ast.List:
			out = append(out, w.items(b, s)...)
		default:
			out = append(out, w.inline(b, s)...)
		}
	}
	return out
}

// items are a list's as lines.
func (w *writer) items(l *ast.List, s style) []slack.RichTextSectionElement {
	var out []slack.RichTextSectionElement
	number := l.Start
	for item := l.FirstChild(); item != nil; item = item.NextSibling() {
		sign := "• "
		if l.IsOrdered() {
			sign = fmt.Sprintf("%d. ", number)
			number++
		}
		if len(out) > 0 {
			sign = "\n" + sign
		}
		out = append(append(out, piece(sign, style{})...), w.lines(item, s, true)...)
	}
	return out
}

// typed is a block of code or HTML, without the line's end.
func (w *writer) typed(b ast.Node) string {
	return strings.TrimRight(notify.TypedIn(b, w.src), "\n")
}

type style = slack.RichTextSectionTextStyle

func (w *writer) inline(parent ast.Node, s style) []slack.RichTextSectionElement {
	var out []slack.RichTextSectionElement
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			words, end := notify.WordsOf(n, w.src)
			out = append(out, piece(words+end, s)...)
		case *ast.CodeSpan:
			code := s
			code.Code = true
			//lint:ignore SA1019 the simplest that is right for a code span
			out = append(out, piece(string(n.Text(w.src)), code)...)
		case *ast.Emphasis:
			in := s
			in.Bold, in.Italic = s.Bold || n.Level == 2, s.Italic || n.Level == 1
			out = append(out, w.inline(n, in)...)
		case *extension.Strikethrough:
			in := s
			in.Strike = true
			out = append(out, w.inline(n, in)...)
		case *ast.Link:
			out = append(out, w.link(string(n.Destination), n, s)...)
		case *ast.Image:
			out = append(out, w.link(string(n.Destination), n, s)...)
		case *ast.AutoLink:
			out = append(out, linkTo(string(n.URL(w.src)), string(n.Label(w.src)), s)...)
		case *ast.RawHTML:
			out = append(out, piece(string(n.Segments.Value(w.src)), s)...)
		default:
			out = append(out, w.inline(n, s)...)
		}
	}
	return out
}

func (w *writer) link(to string, n ast.Node, s style) []slack.RichTextSectionElement {
	var label strings.Builder
	for _, e := range w.inline(n, s) {
		if t, ok := e.(*slack.RichTextSectionTextElement); ok {
			label.WriteString(t.Text)
		}
	}
	return linkTo(to, label.String(), s)
}

// linkTo is a link where it leads to the web or a mailbox, else its words. Words
// that read as another address stand before it.
func linkTo(to, label string, s style) []slack.RichTextSectionElement {
	if !linkable(to) {
		return piece(label, s)
	}
	if notify.Misleads(label, to) {
		return append(append(piece(label+" (", s), linkTo(to, to, s)...), piece(")", s)...)
	}
	return []slack.RichTextSectionElement{slack.NewRichTextSectionLinkElement(to, label, styleOf(s))}
}

// linkable reports whether Slack takes the address for a link: of one that is
// malformed it refuses the whole message.
func linkable(address string) bool {
	u, err := url.Parse(address)
	if err != nil || len(address) > maxText {
		return false
	}
	return (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" || u.Scheme == "mailto" && u.Opaque != ""
}

func piece(words string, s style) []slack.RichTextSectionElement {
	if words == "" {
		return nil // Slack refuses an empty text
	}
	return []slack.RichTextSectionElement{slack.NewRichTextSectionTextElement(words, styleOf(s))}
}

func styleOf(s style) *style {
	if s == (style{}) {
		return nil
	}
	return &s
}

// add keeps what has something in it.
func (w *writer) add(e slack.RichTextElement) {
	switch e := e.(type) {
	case *slack.RichTextSection:
		if len(e.Elements) == 0 {
			return
		}
	case *slack.RichTextQuote:
		if len(e.Elements) == 0 {
			return
		}
	case *slack.RichTextList:
		if len(e.Elements) == 0 {
			return
		}
	}
	w.out = append(w.out, e)
}
