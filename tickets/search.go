package tickets

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// Fold returns s with case and diacritics folded, so that "Ångström" and
// "angstrom" are the same.
func Fold(s string) string {
	if isASCII(s) {
		return strings.ToLower(s)
	}
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(cases.Fold().String(norm.NFKD.String(s))))
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// Terms returns the words of a text as every search compares them: folded runs
// of letters and digits, in order. A run that plus or hash signs follow counts
// with them as well, so that "C++" and "C#" are words of their own: "c", "c++".
// All other punctuation only separates.
func Terms(text string) []string {
	var terms []string
	for s := Fold(text); ; {
		start := strings.IndexFunc(s, isWord)
		if start < 0 {
			return terms
		}
		s = s[start:]
		end := spanOf(s, isWord)
		terms = append(terms, s[:end])
		if signs := spanOf(s[end:], isSign); signs > 0 {
			end += signs
			terms = append(terms, s[:end])
		}
		s = s[end:]
	}
}

// spanOf returns the length of the run at the start of s that is of one sort.
func spanOf(s string, sort func(rune) bool) int {
	if end := strings.IndexFunc(s, func(r rune) bool { return !sort(r) }); end >= 0 {
		return end
	}
	return len(s)
}

func isWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mc, r)
}
func isSign(r rune) bool { return r == '+' || r == '#' }

// Words returns everything a search of tickets looks through: title, body,
// summary, the comments that have not been deleted, and the names of files.
func (t *Ticket) Words() string {
	parts := []string{t.Title, t.Body, t.Summary}
	for _, c := range t.Comments {
		if !c.Deleted {
			parts = append(parts, c.Text)
		}
	}
	for f := range t.allFiles {
		parts = append(parts, f.Name)
	}
	return strings.Join(parts, "\n")
}
