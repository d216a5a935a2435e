package ai

import (
	"regexp"
	"strings"
)

// People keep secrets in lists, too: "Passwords: hunter2, summer24", or a line for
// each below "Tokens:", with marks, with labels. What one name tells of the first
// entry holds for the others: those go that are no words. A list is a name in the
// plural or one before a mark, a sign, and entries that are one value each: where
// an entry goes on in words, as in "Passwords: 1. I opened the portal", it ends.

const (
	plurals = `passwörter|kennwörter|mots de passe|wachtwoorden|hasła|пароли`
	label   = `(?:\pL[\pL\pN ._-]{0,30}[:=][ \t]*)?`
	between = `[ \t]*[,;|][ \t]*|[ \t]+(?:[/&+]|and|or|und|oder|et|ou|y|o)[ \t]+|[ \t]+` + entry + `[ \t]+`
	bullet  = `(?:` + entry + `|[*+])[ \t]+`
)

var (
	// listed finds the name and the sign before a list; a group ends where it begins.
	listed = regexp.MustCompile(`(?i)` + boundary + `(?:(?:(?:` + secretNames + `|` + codeNames + `)s|` + plurals + `)(` + sign + `)|` +
		`(?:` + secretNames + `|` + codeNames + `)(` + sign + `)` + entry + `[ \t]+)`)
	// oneOfList is an entry; the group is its value.
	oneOfList = regexp.MustCompile(`^(?:` + bullet + `)?` + label + `(\[[a-z ]*removed\]|` + secret[1:])
	nextEntry = regexp.MustCompile(`(?i)^(?:` + between + `)`)
	nextLine  = regexp.MustCompile(`^[ \t]*[,;]?[ \t]*\r?\n[ \t]*`)
	endOfLine = regexp.MustCompile(`^[ \t]*\r?(?:\n|\z)`)
)

// leastListed is how many characters a value has, at least, that is taken for a
// secret because others beside it are.
const leastListed = 4

// withoutLists replaces the values of lists whose names tell.
func withoutLists(s string) string {
	var out strings.Builder
	end := 0
	for _, at := range listed.FindAllStringSubmatchIndex(s, -1) {
		from, to := at[2], at[3]
		if from < 0 {
			from, to = at[4], at[5]
		}
		if from < end {
			continue
		}
		lines := strings.Contains(s[from:to], "\n")
		for _, v := range valuesOf(s[to:], lines) {
			out.WriteString(s[end:to+v[0]] + "[removed]")
			end = to + v[1]
		}
	}
	return out.String() + s[end:]
}

// valuesOf returns where the secrets of a list stand that a text begins with, whose
// entries may be on lines of their own.
func valuesOf(list string, lines bool) (secrets [][2]int) {
	at, loose := 0, false // loose: it need not be the last word, since it goes on from a secret
	for {
		m := oneOfList.FindStringSubmatchIndex(list[at:])
		if m == nil {
			return secrets
		}
		from, to := at+m[2], at+m[3]
		next := nextEntry.FindString(list[to:])
		further := next != ""
		if !further && lines {
			next = nextLine.FindString(list[to:])
		}
		value, alone := list[from:to], next != "" || endOfLine.MatchString(list[to:])
		if strings.HasPrefix(value, "//") || !alone && !loose {
			return secrets
		}
		if !strings.HasPrefix(value, "[") && isSecret(value, leastListed) {
			secrets = append(secrets, [2]int{from, to})
		}
		if next == "" {
			return secrets
		}
		at, loose = to+len(next), further && len(secrets) > 0
	}
}
