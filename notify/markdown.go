package notify

import (
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

var markdown = goldmark.New(goldmark.WithExtensions(extension.Strikethrough, Links))

// Links is the extension that makes links of addresses.
var Links = extension.NewLinkify(extension.WithLinkifyURLRegexp(bareLink))

// bareLink matches an address at the beginning of a text, also within a company
// (https://wiki/vpn), without the punctuation after it.
var bareLink = regexp.MustCompile(`^https?://(?:\([^\s<>()]*\)|[^\s<>()])*(?:\([^\s<>()]*\)|[^\s<>()\[\].,;:!?'"…])`)

// ParseMarkdown reads Markdown for a chat. Tables, which no chat has, stay words.
func ParseMarkdown(src []byte) ast.Node { return markdown.Parser().Parse(text.NewReader(src)) }

// WordsOf returns the characters of a text node as a reader sees them, and what
// ends it: a line break, as on the web, where people see their lines before they
// send them, or nothing.
func WordsOf(n *ast.Text, src []byte) (words, end string) {
	words = string(util.UnescapePunctuations(util.ResolveEntityNames(util.ResolveNumericReferences(n.Segment.Value(src)))))
	if n.HardLineBreak() || n.SoftLineBreak() {
		end = "\n"
	}
	return words, end
}

// TypedIn returns a block of code or HTML as it was typed.
func TypedIn(b ast.Node, src []byte) string {
	typed := string(b.Lines().Value(src))
	if h, ok := b.(*ast.HTMLBlock); ok && h.HasClosure() {
		typed += string(h.ClosureLine.Value(src))
	}
	return typed
}

// addressLike matches what a reader takes for an address.
var addressLike = regexp.MustCompile(`(?i)://|\w\.[a-z]{2}|@`)

// Misleads reports whether the words of a link read as another address than that
// to which it leads.
func Misleads(words, to string) bool {
	return addressLike.MatchString(words) && bare(words) != bare(to)
}

func bare(address string) string {
	address = strings.ToLower(strings.TrimSpace(address))
	for _, scheme := range []string{"https://", "http://", "mailto:"} {
		address = strings.TrimPrefix(address, scheme)
	}
	return strings.TrimSuffix(address, "/")
}
