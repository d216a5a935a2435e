package discord

import (
	"fmt"
	"strings"

	"github.com/yuin/goldmark/ast"
	extension "github.com/yuin/goldmark/extension/ast"

	"github.com/beckon-desk/beckon/notify"
	"github.com/beckon-desk/beckon/tickets"
)

// longText is more than any piece of a message may hold: what is too long is cut in lines.
const longText = 4 * maxContent

// notes turns Markdown into Discord's, within limit UTF-16 units. Emphasis, code
// and lists stay; a link shows where it leads, so that nobody is led elsewhere
// than they read, and all else is shown as it was typed.
func notes(source string, limit int) string { return fitted(source, "", limit) }

// quoted is notes as a quote, with the blank lines between what was written.
func quoted(source string, limit int) string { return fitted(source, "> ", limit) }

// step is by how much a text is cut shorter until it fits with all its escapes.
const step = 50

// fitted is as much as fits of the Markdown, with a sign before each line.
func fitted(source, sign string, limit int) string {
	source = tickets.CleanText(source)
	for size := limit; size > 0; size -= step {
		src := []byte(tickets.ClipMarkdown(source, size))
		w := writer{src: src, airy: sign != ""}
		w.blocks(notify.ParseMarkdown(src), "")
		out := ""
		for i, line := range w.lines {
			if i > 0 {
				out += "\n"
			}
			out += sign + line
		}
		if len(w.lines) == 0 || units(out) <= limit {
			return out
		}
	}
	return ""
}

type writer struct {
	src   []byte
	airy  bool // blank lines stay
	lines []string
}

// blocks writes paragraphs and what else there is, each line after the indent.
func (w *writer) blocks(parent ast.Node, indent string) {
	for b := parent.FirstChild(); b != nil; b = b.NextSibling() {
		if w.airy && indent == "" && len(w.lines) > 0 && b.HasBlankPreviousLines() {
			w.lines = append(w.lines, "")
		}
		switch b := b.(type) {
		case *ast.List:
			w.list(b, indent)
		case *ast.Blockquote:
			w.blocks(b, "> "+strings.TrimLeft(indent, " "))
		case *ast.FencedCodeBlock, *ast.CodeBlock:
			for line := range strings.Lines(notify.TypedIn(b, w.src)) {
				w.add(indent, code(strings.TrimRight(line, "\n")))
			}
		case *ast.HTMLBlock:
			w.add(indent, escape(notify.TypedIn(b, w.src)))
		case *ast.Heading:
			w.add(indent, "**"+w.inline(b)+"**")
		default:
			w.add(indent, w.inline(b))
		}
	}
}

func (w *writer) list(l *ast.List, indent string) {
	number := l.Start
	for item := l.FirstChild(); item != nil; item = item.NextSibling() {
		sign := "- "
		if l.IsOrdered() {
			sign = fmt.Sprintf("%d. ", number)
			number++
		}
		first := len(w.lines)
		w.blocks(item, indent+"  ")
		if len(w.lines) > first {
			w.lines[first] = indent + sign + strings.TrimPrefix(w.lines[first], indent+"  ")
		}
	}
}

func (w *writer) add(indent, words string) {
	for line := range strings.SplitSeq(words, "\n") {
		if strings.TrimSpace(line) != "" {
			w.lines = append(w.lines, indent+line)
		}
	}
}

func (w *writer) inline(parent ast.Node) string {
	var out strings.Builder
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			words, end := notify.WordsOf(n, w.src)
			out.WriteString(escape(words) + end)
		case *ast.CodeSpan:
			//lint:ignore SA1019 the simplest that is right for a code span
			out.WriteString(code(string(n.Text(w.src))))
		case *ast.Emphasis:
			mark := strings.Repeat("*", n.Level)
			out.WriteString(mark + w.inline(n) + mark)
		case *extension.Strikethrough:
			out.WriteString("~~" + w.inline(n) + "~~")
		case *ast.Link:
			out.WriteString(strings.TrimSpace(w.inline(n) + " (" + escape(string(n.Destination)) + ")"))
		case *ast.Image:
			out.WriteString(strings.TrimSpace(w.inline(n) + " (" + escape(string(n.Destination)) + ")"))
		case *ast.AutoLink:
			out.WriteString(escape(string(n.Label(w.src))))
		case *ast.RawHTML:
			out.WriteString(escape(string(n.Segments.Value(w.src))))
		default:
			out.WriteString(w.inline(n))
		}
	}
	return out.String()
}

func escape(s string) string { return tickets.EscapeMarkdown(s, longText) }

// code shows words as they are; backticks would end it early.
func code(s string) string {
	s = strings.ReplaceAll(s, "\n", " ")
	if strings.Contains(s, "`") || strings.TrimSpace(s) == "" {
		return escape(s)
	}
	return "`" + s + "`"
}
