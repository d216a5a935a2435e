package notify

import (
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
)

var markdown = goldmark.New(goldmark.WithExtensions(extension.Strikethrough, Links))

// Links is the extension that makes links of addresses.
var Links = extension.NewLinkify(extension.WithLinkifyURLRegexp(bareLink))

// bareLink matches an address at the beginning of a text, also within a company
// (https://wiki/vpn), without the punctuation after it.
var bareLink = regexp.MustCompile(`^https?://(?:\([^\s<>()]*\)|[^\s<>()])*(?:\([^\s<>()]*\)|[^\s<>()\[\].,;:!?'"…])`)

// ParseMarkdown reads Markdown for a chat. Tables, which no chat has, stay words.
func ParseMarkdown(src []byte) ast.Node { return markdown.Parser().Parse(text.NewReader(src)) }

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
