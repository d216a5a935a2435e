package tickets

import (
	"regexp"
	"strings"
)

// bareURL is what chat clients and browsers make a link of by themselves. Marks
// within it do nothing, and escaping them would break it.
var bareURL = regexp.MustCompile("https?://[^\\s<>|`*\\\\\\[\\]~]+")

// EscapeMarkdown returns plain text that a Markdown reader shows as it is:
// without formatting, with no link but bare ones, and with no mention. It is at
// most limit UTF-16 units long, clipped with "…" and never within an escape.
func EscapeMarkdown(s string, limit int) string {
	var out strings.Builder
	size, lineStart := 0, true
	put := func(piece string) bool {
		if size += utf16Len(piece); size > limit-1 {
			out.WriteString("…")
			return false
		}
		out.WriteString(piece)
		return true
	}
	if full := escapeMarkdown(s, &lineStart); utf16Len(full) <= limit {
		return full
	}
	lineStart = true
	for _, r := range s {
		if !put(escapeMarkdown(string(r), &lineStart)) {
			break
		}
	}
	return out.String()
}

// escapeMarkdown escapes a piece of text. lineStart says whether a line begins
// with it, and is brought up to date.
func escapeMarkdown(s string, lineStart *bool) string {
	var out strings.Builder
	rest := 0
	for _, link := range append(bareURL.FindAllStringIndex(s, -1), []int{len(s), len(s)}) {
		for _, r := range s[rest:link[0]] {
			out.WriteString(escapeRune(r, *lineStart))
			*lineStart = r == '\n' || *lineStart && (r == ' ' || r == '\t')
		}
		if out.WriteString(s[link[0]:link[1]]); link[0] < link[1] {
			*lineStart = false
		}
		rest = link[1]
	}
	return out.String()
}

func escapeRune(r rune, lineStart bool) string {
	switch r {
	case '\\', '*', '_', '~', '`', '|', '[', ']', '<':
		return `\` + string(r)
	case '#', '-', '>', '+':
		if lineStart {
			return `\` + string(r)
		}
	case '@':
		return "@\u200b" // no client makes a mention of it then
	}
	return string(r)
}
