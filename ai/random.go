package ai

import (
	"regexp"
	"strings"
	"unicode"
)

// Keys and tokens whose makers mark them in no known way are told by being
// random: nobody names a thing "q7Xc2VbnR9tLk4WzP0aY". Hashes, GUIDs and serial
// numbers, which have letters of one size, are not taken for them.

var unbroken = regexp.MustCompile(`[A-Za-z0-9_+=~-]{20,}`)

// leastRandom is how many letters and digits in a row may be random.
const leastRandom = 20

func withoutRandom(s string) string {
	return unbroken.ReplaceAllStringFunc(s, func(word string) string {
		for part := range strings.FieldsFuncSeq(word, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			if len(part) >= leastRandom && isRandom(part) {
				return "[token removed]"
			}
		}
		return word
	})
}

// isRandom reports whether capitals, small letters and digits follow each other as
// by chance: more often than in words that are written together, where a small
// letter after a capital says nothing.
func isRandom(s string) bool {
	changes := 0
	var of [3]int
	for i := range len(s) {
		of[class(s[i])]++
		if i > 0 && class(s[i]) != class(s[i-1]) && !(class(s[i-1]) == 0 && class(s[i]) == 1) {
			changes++
		}
	}
	return min(of[0], of[1]) > 2 && of[2] > 1 && changes*10 >= 3*len(s)
}

// class tells capitals, small letters and digits apart.
func class(c byte) int {
	switch {
	case c >= 'a':
		return 1
	case c >= 'A':
		return 0
	}
	return 2
}
