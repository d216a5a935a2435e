package ai

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"

	"github.com/beckon-desk/beckon/tickets"
)

// links decides which links a model may put before people.
type links map[string]bool

func newLinks(hosts []string) links {
	l := links{}
	for _, h := range hosts {
		l[strings.ToLower(strings.TrimSpace(h))] = true
	}
	return l
}

// allows reports whether a link leads to a known host or below one, and names no
// other address there, which the host may lead on to.
func (l links) allows(raw string) bool {
	u, err := url.Parse(raw)
	if err != nil || u.User != nil || u.Scheme != "https" && u.Scheme != "http" || leadsOn.MatchString(raw) {
		return false
	}
	host := strings.ToLower(u.Host)
	if l[host] {
		return true
	}
	for ok := true; ok && u.Scheme == "https" && u.Port() == ""; _, host, ok = strings.Cut(host, ".") {
		if l[host] {
			return true
		}
	}
	return false
}

var leadsOn = regexp.MustCompile(`(?i)[?#=/](?:https?(?::|%3a)|//|/?%2f%2f|%5c)|[?&](?:url|q|u|to|next|dest|redirect\w*|return\w*)=[^&]*(?:\.|%2e)[a-z]{2,}`)

const noLink = "[link removed]"

// address is whatever a program might make a link of: with a scheme, with www,
// or a name with a path.
var address = regexp.MustCompile(`(?i)\b[a-z][a-z0-9+.-]*:/{1,3}[^\s<>"')\]]+|\bwww\.[^\s<>"')\]]+|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}(?::\d+)?/[^\s<>"')\]]*|\b(?:javascript|data|vbscript|file|mailto):\S+`)

// noAddress are things that look like a name with a path and are none.
var noAddress = regexp.MustCompile(`(?i)^(?:[a-z0-9-]+\.js|asp\.net|ado\.net)/`)

// strip takes unknown addresses out.
func (l links) strip(s string) string {
	return address.ReplaceAllStringFunc(s, func(found string) string {
		if l.allows(strings.TrimRight(found, ".,;:!?")) || noAddress.MatchString(found) {
			return found
		}
		return noLink
	})
}

// text returns plain text without unknown addresses.
func (l links) text(s string) string { return l.strip(tickets.CleanText(s)) }

// line is text folded into one line.
func (l links) line(s string) string { return l.text(tickets.CleanLine(s)) }

var parser = goldmark.New(goldmark.WithExtensions(extension.Linkify)).Parser()

// markdown returns the Markdown with plain means only: no HTML, no pictures, no
// links but to known hosts. Taking something out may make a link of what is
// left, so it is done until nothing changes; a text that never settles is shown
// as code, where nothing is a link.
func (l links) markdown(s string) string {
	for range 4 {
		w := writer{src: []byte(s), links: l}
		w.blocks(parser.Parse(text.NewReader(w.src)), "")
		next := strings.TrimSpace(w.out.String())
		if next == s {
			return s
		}
		s = next
	}
	return "    " + strings.ReplaceAll(l.strip(s), "\n", "\n    ")
}

// notes is markdown of at most maxNotes characters. It is cut before it is
// cleaned: a cut afterwards could make another address of one.
func (l links) notes(s string) string {
	for limit := maxNotes; ; limit /= 2 {
		out := l.markdown(bounded(tickets.CleanText(s), limit))
		if utf8.RuneCountInString(out) <= maxNotes {
			return out
		}
	}
}

// writer writes a parsed text as Markdown again.
type writer struct {
	src   []byte
	links links
	out   strings.Builder
}

// blocks writes what stands in a block; every line but the first begins with indent.
func (w *writer) blocks(parent ast.Node, indent string) {
	for b := parent.FirstChild(); b != nil; b = b.NextSibling() {
		w.block(b, indent)
		if b.NextSibling() == nil {
			return
		}
		if _, tight := b.(*ast.TextBlock); !tight {
			w.out.WriteString("\n" + strings.TrimRight(indent, " "))
		}
		w.out.WriteString("\n" + indent)
	}
}

func (w *writer) block(b ast.Node, indent string) {
	switch b := b.(type) {
	case *ast.Heading:
		w.out.WriteString(strings.Repeat("#", b.Level) + " ")
		w.inline(b, indent)
	case *ast.FencedCodeBlock:
		w.code(b, indent)
	case *ast.CodeBlock:
		w.code(b, indent)
	case *ast.List:
		w.list(b, indent)
	case *ast.Blockquote:
		w.out.WriteString("> ")
		w.blocks(b, indent+"> ")
	case *ast.ThematicBreak:
		w.out.WriteString("---")
	case *ast.HTMLBlock:
	default:
		w.inline(b, indent)
	}
}

func (w *writer) code(b ast.Node, indent string) {
	body := w.links.strip(strings.TrimRight(string(b.Lines().Value(w.src)), "\n"))
	fence := "```"
	for strings.Contains(body, fence) {
		fence += "`"
	}
	w.out.WriteString(fence + "\n" + indent + strings.ReplaceAll(body, "\n", "\n"+indent) + "\n" + indent + fence)
}

func (w *writer) list(l *ast.List, indent string) {
	number := max(l.Start, 1)
	for item := l.FirstChild(); item != nil; item = item.NextSibling() {
		mark := "- "
		if l.IsOrdered() {
			mark = fmt.Sprintf("%d. ", number)
			number++
		}
		w.out.WriteString(mark)
		w.blocks(item, indent+strings.Repeat(" ", len(mark)))
		if item.NextSibling() != nil {
			w.out.WriteString("\n" + indent)
		}
	}
}

func (w *writer) inline(parent ast.Node, indent string) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			w.out.WriteString(w.links.strip(string(n.Segment.Value(w.src))))
			if n.HardLineBreak() {
				w.out.WriteString("\\")
			}
			if n.HardLineBreak() || n.SoftLineBreak() {
				w.out.WriteString("\n" + indent)
			}
		case *ast.CodeSpan:
			w.codeSpan(n)
		case *ast.Emphasis:
			mark := strings.Repeat("*", n.Level)
			w.out.WriteString(mark)
			w.inline(n, indent)
			w.out.WriteString(mark)
		case *ast.Link:
			w.link(n, indent)
		case *ast.AutoLink:
			w.autoLink(n)
		case *ast.RawHTML:
		default: // pictures: their description
			w.inline(n, indent)
		}
	}
}

func (w *writer) codeSpan(n *ast.CodeSpan) {
	var body strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			body.WriteString(w.links.strip(strings.ReplaceAll(string(t.Segment.Value(w.src)), "\n", " ")))
		}
	}
	if strings.Contains(body.String(), "`") {
		w.out.WriteString("`` " + body.String() + " ``")
		return
	}
	w.out.WriteString("`" + body.String() + "`")
}

func (w *writer) link(n *ast.Link, indent string) {
	to := string(n.Destination)
	if !w.links.allows(to) || strings.ContainsAny(to, " <>()\n") {
		w.inline(n, indent)
		return
	}
	w.out.WriteString("[")
	w.inline(n, indent)
	w.out.WriteString("](" + to + ")")
}

func (w *writer) autoLink(n *ast.AutoLink) {
	to := string(n.URL(w.src))
	if n.AutoLinkType == ast.AutoLinkEmail {
		w.out.Write(n.Label(w.src))
		return
	}
	if !w.links.allows(to) {
		w.out.WriteString(noLink)
		return
	}
	w.out.WriteString("<" + to + ">")
}
