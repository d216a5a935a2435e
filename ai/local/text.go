package local

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// words splits a text into lower-case words in order: runs of letters and digits, and the names that carry signs
// ("c++", "c#", ".net"). At most limit words are returned. Only underscores part whole words: "JavaScript" does not give
// "java". In parted, compound names come as written and then in parts: "TiUIWindow" gives "tiuiwindow", "ti", "ui",
// "window"; "job_3049" gives "job_3049", "job", "3049".
func words(text string, limit int) (whole, parted []string) {
	whole, parted = make([]string, 0, 64), make([]string, 0, 64)
	for at := 0; at < len(text) && len(whole) < limit; {
		var raw string
		raw, at = nextWord(text, at)
		raw = strings.Trim(raw, "_")
		if raw == "" {
			continue
		}
		word := strings.ToLower(raw)
		parted = append(parted, word)
		if isSimple(raw) {
			whole = append(whole, word)
			continue
		}
		parted = appendParts(parted, raw)
		for w := range strings.SplitSeq(word, "_") {
			if w != "" {
				whole = append(whole, w)
			}
		}
	}
	return whole[:min(len(whole), limit)], parted[:min(len(parted), limit)]
}

// nextWord returns the first word from i on, as written, and where it ends; "" when there is none.
func nextWord(text string, i int) (raw string, end int) {
	for i < len(text) {
		r, size := decode(text[i:])
		if r == '.' && i+1 < len(text) && isLetter(text[i+1]) && (i == 0 || !isWordByte(text[i-1])) {
			if end := wordEnd(text, i+1); strings.EqualFold(text[i+1:end], "net") {
				return text[i:end], end
			}
		}
		if isWordRune(r) {
			end := wordEnd(text, i)
			if end-i <= 2 {
				end = signs(text, end)
			}
			return text[i:end], end
		}
		i += size
	}
	return "", i
}

func wholeWords(text string, limit int) []string {
	whole, _ := words(text, limit)
	return whole
}

// appendParts adds the parts of a compound name.
func appendParts(out []string, raw string) []string {
	start, parts, at := 0, 0, len(out)
	flush := func(end int) {
		if part := strings.Trim(raw[start:end], "_"); part != "" {
			out = append(out, strings.ToLower(part))
			parts++
		}
		start = end
	}
	var before rune
	for i, r := range raw {
		if i > 0 {
			next := nextRune(raw, i+utf8.RuneLen(r))
			switch {
			case r == '_' || before == '_',
				unicode.IsDigit(r) != unicode.IsDigit(before),
				unicode.IsUpper(r) && unicode.IsLower(before),
				unicode.IsUpper(r) && unicode.IsUpper(before) && unicode.IsLower(next):
				flush(i)
			}
		}
		before = r
	}
	flush(len(raw))
	if parts < 2 {
		return out[:at]
	}
	return out
}

// isSimple reports whether a word is ASCII letters, all small but perhaps the first: most are.
func isSimple(raw string) bool {
	for i := 1; i < len(raw); i++ {
		if raw[i] < 'a' || raw[i] > 'z' {
			return false
		}
	}
	return isLetter(raw[0])
}

func nextRune(s string, i int) rune {
	if i >= len(s) {
		return 0
	}
	r, _ := utf8.DecodeRuneInString(s[i:])
	return r
}

func wordEnd(s string, i int) int {
	for i < len(s) {
		r, size := decode(s[i:])
		if !isWordRune(r) {
			return i
		}
		i += size
	}
	return i
}

// signs returns the end of the "++" or "#" that directly follows a word, or end when there is none.
func signs(s string, end int) int {
	switch {
	case strings.HasPrefix(s[end:], "++"):
		return end + 2
	case strings.HasPrefix(s[end:], "#"):
		return end + 1
	}
	return end
}

// decode returns the first character of s, quickly where it is ASCII, as nearly all are.
func decode(s string) (r rune, size int) {
	if s[0] < utf8.RuneSelf {
		return rune(s[0]), 1
	}
	return utf8.DecodeRuneInString(s)
}

func isWordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return isWordByte(byte(r))
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

func isLetter(b byte) bool   { return b|0x20 >= 'a' && b|0x20 <= 'z' }
func isWordByte(b byte) bool { return b == '_' || isLetter(b) || b >= '0' && b <= '9' || b >= 0x80 }

// stem strips the commonest English endings, so that "blocked", "blocking" and "blocks" meet. It is crude on purpose:
// both sides of every comparison pass through it.
func stem(w string) string {
	if len(w) < 4 || w[len(w)-1] < 'a' || w[len(w)-1] > 'z' {
		return w
	}
	switch {
	case strings.HasSuffix(w, "ies"):
		w = w[:len(w)-3] + "y"
	case strings.HasSuffix(w, "sses"):
		w = w[:len(w)-2]
	case strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") && !strings.HasSuffix(w, "us") && !strings.HasSuffix(w, "is"):
		w = w[:len(w)-1]
	}
	for _, end := range [...]string{"ing", "edly", "ed", "ment", "ation", "ion", "ly", "al"} {
		if base, ok := strings.CutSuffix(w, end); ok && len(base) >= 3 && strings.ContainsAny(base, "aeiouy") {
			w = base
			if n := len(w); n > 3 && w[n-1] == w[n-2] && !strings.ContainsRune("lsz", rune(w[n-1])) {
				w = w[:n-1]
			}
			break
		}
	}
	if len(w) > 4 && (w[len(w)-1] == 'e' || w[len(w)-1] == 'y') {
		w = w[:len(w)-1]
	}
	return w
}

// stopWords say nothing about what a ticket is about.
var stopWords = func() map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(`a an and are as at be been but by can could do does for from had has have he her him
		his how i if in into is it its just me my of on or our out so than that the their them then there these they this
		to too up us was we were what when where which who why will with would you your`) {
		set[w], set[stem(w)] = true, true
	}
	return set
}()
