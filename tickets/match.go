package tickets

import (
	"slices"
	"strings"
	"unicode"
)

// Match is where a search found its words in a ticket.
type Match struct {
	Field   string   // title, body or summary; comments for what a row does not hold
	Excerpt string   // the text around the first of them, on one line; "" for comments
	Words   []string // as they are spelled in the text, each once
}

// Matches says where a search's words stand in a ticket that it found. Words
// that none of the row's texts has must be in its comments.
func (t *Ticket) Matches(query string) []Match {
	terms := Terms(query)
	if len(terms) == 0 {
		return nil
	}
	var matches []Match
	for _, f := range []struct{ name, text string }{{"title", t.Title}, {"body", t.Body}, {"summary", t.Summary}} {
		if m := matchIn(f.text, terms); len(m.Words) > 0 {
			m.Field = f.name
			matches = append(matches, m)
		}
	}
	if !holds(strings.Join([]string{t.Title, t.Body, t.Summary}, "\n"), terms) {
		matches = append(matches, Match{Field: "comments"})
	}
	return matches
}

const (
	excerptBefore = 40  // characters before the first word found, at least
	excerptLength = 160 // characters, about
	matchedWords  = 10  // spellings, at most
)

func matchIn(text string, terms []string) (m Match) {
	text = CleanLine(text)
	first := -1
	for at := 0; at < len(text); {
		start := strings.IndexFunc(text[at:], isWord)
		if start < 0 {
			break
		}
		start += at
		at = start + spanOf(text[start:], isSpelled)
		at += spanOf(text[at:], isSign)
		word := text[start:at]
		if !slices.ContainsFunc(Terms(word), func(w string) bool { return isHit(w, terms) }) {
			continue
		}
		if first < 0 {
			first = start
		}
		if !slices.Contains(m.Words, word) && len(m.Words) < matchedWords {
			m.Words = append(m.Words, word)
		}
	}
	if first >= 0 {
		m.Excerpt = excerpt(text, first)
	}
	return m
}

// isSpelled is isWord with the marks that folding drops.
func isSpelled(r rune) bool { return isWord(r) || unicode.Is(unicode.Mn, r) }

func isHit(word string, terms []string) bool {
	return slices.Contains(terms, word) || strings.HasPrefix(word, terms[len(terms)-1])
}

// excerpt returns the line's part around a byte offset, cut at spaces.
func excerpt(line string, at int) string {
	before := []rune(line[:at])
	start := len(string(before[:max(0, len(before)-excerptBefore)]))
	if start > 0 {
		start = strings.LastIndex(line[:start], " ") + 1
	}
	part := bounded(line[start:], excerptLength)
	if start > 0 {
		part = "…" + part
	}
	return part
}
