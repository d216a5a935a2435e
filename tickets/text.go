package tickets

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
)

// CleanText normalises line ends, drops control characters and the bidirectional
// overrides that make text read as something it is not, and trims. Text of which
// nothing can be seen is none.
func CleanText(s string) string {
	if strings.IndexFunc(s, visible) < 0 {
		return ""
	}
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r == '\r' {
			return '\n'
		}
		if r != '\n' && r != '\t' && unicode.IsControl(r) || isBidiOverride(r) {
			return -1
		}
		return r
	}, s))
}

func visible(r rune) bool {
	return !unicode.In(r, unicode.C, unicode.Z, unicode.Other_Default_Ignorable_Code_Point)
}

// WithoutLine returns the text without the last of its lines that is that one.
func WithoutLine(text, line string) string {
	lines := strings.Split(text, "\n")
	for i, l := range slices.Backward(lines) {
		if l == line {
			return strings.TrimSpace(strings.Join(slices.Delete(lines, i, i+1), "\n"))
		}
	}
	return text
}

// CleanLine is CleanText folded into one line.
func CleanLine(s string) string { return strings.Join(strings.Fields(CleanText(s)), " ") }

func isBidiOverride(r rune) bool {
	return r >= '\u202A' && r <= '\u202E' || r >= '\u2066' && r <= '\u2069'
}

// Clip shortens s to at most limit UTF-16 units, the stricter of the ways chat
// platforms count, ending it with "…" when something was cut.
func Clip(s string, limit int) string {
	if utf16Len(s) <= limit {
		return s
	}
	units := 0
	for i, r := range s {
		if units += utf16.RuneLen(r); units > limit-1 {
			return strings.TrimRightFunc(s[:i], unicode.IsSpace) + "…"
		}
	}
	return s
}

func utf16Len(s string) (n int) {
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// Headline makes a title of what a person typed: the whole text when it is one
// short line, else its first line or sentence, clipped. The rest is the body.
func Headline(text string) (title, body string) {
	text = CleanText(text)
	first, _, _ := strings.Cut(text, "\n")
	first = CleanLine(first)
	if title = Clip(first, 120); title == CleanLine(text) {
		return title, ""
	}
	return title, text
}
