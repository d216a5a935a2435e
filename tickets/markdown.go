package tickets

import (
	"html"
	"regexp"
	"strings"
	"unicode"
)

// pieces are what text is escaped by. A link is what chat clients and browsers
// make one of by themselves: marks within it do nothing, and escaping them would
// break it. Then there is what may ring for somebody, and any other character.
var pieces = regexp.MustCompile("https?://[^\\s<>|`*\\\\\\[\\]]+|<@|@(?i:everyone|here)|(?s:.)")

// noMention after an @ keeps a client from making a mention of it. A mail address
// has none: somebody may copy it.
const noMention = "\u200b"

// EscapeMarkdown returns plain text that a Markdown reader shows as it is:
// without formatting, with no link but bare ones, and with no mention. It is at
// most limit UTF-16 units long, clipped with "…" and never within an escape or a
// link: what is left of a link leads elsewhere.
func EscapeMarkdown(s string, limit int) string {
	var out strings.Builder
	size, kept, lineStart := 0, 0, true // kept is how much of out leaves room for "…"
	for _, piece := range pieces.FindAllString(s, -1) {
		escaped := escapePiece(piece, lineStart)
		if size += utf16Len(escaped); size > limit {
			return out.String()[:kept] + "…"
		}
		out.WriteString(escaped)
		if size < limit {
			kept = out.Len()
		}
		lineStart = piece == "\n" || lineStart && (piece == " " || piece == "\t")
	}
	return out.String()
}

func escapePiece(piece string, lineStart bool) string {
	switch piece {
	case `\`, "*", "_", "~", "`", "|", "[", "]", "<":
		return `\` + piece
	case "<@":
		return `\<@` + noMention
	case "#", "-", ">", "+":
		if lineStart {
			return `\` + piece
		}
	}
	if after, ok := strings.CutPrefix(piece, "@"); ok && after != "" {
		return "@" + noMention + after
	}
	return piece
}

// addresses begin what is a link, or may become one.
var addresses = regexp.MustCompile(`://|www\.|@|\]\(`)

// ClipMarkdown is Clip that shows links whole or not: what is left of one leads
// elsewhere.
func ClipMarkdown(s string, limit int) string {
	cut := Clip(s, limit)
	last := strings.LastIndexFunc(cut, unicode.IsSpace) + 1
	if cut == s || !addresses.MatchString(cut[last:]) {
		return cut
	}
	return strings.TrimRightFunc(cut[:last], unicode.IsSpace) + "…"
}

// unseen is what Markdown writes and does not show: the fences of code, within
// which all is shown, the backslash of an escape, bold.
var unseen = regexp.MustCompile("(?s:```\\w*\n(.*?)\n?```)|`([^`\n]+)`|\\\\([[:punct:]])|\\*\\*|`+")

// PlainMarkdown returns Markdown as words. Lists and links read well as they are
// written.
func PlainMarkdown(s string) string {
	return html.UnescapeString(unseen.ReplaceAllString(s, "$1$2$3"))
}
