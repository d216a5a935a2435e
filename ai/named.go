package ai

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Some secrets look like nothing; what is said before them tells. People write
// them in sentences, in settings (DB_PASSWORD=…), in marked-up notes
// (**Password:** …) and in their own language.
const (
	secretNames = `[\pL\pN]*?(?:password|passwd|passphrase|passcode|secret(?:[ _-]?key)?|(?:api|access|account|shared|private|licen[sc]e|recovery)[ _-]?key|token)` +
		`|pass|pwd|pw|pin(?:[ _-]?code)?|passwort|kennwort|contraseña|mot de passe|senha|wachtwoord|hasło|lösenord|пароль|密码|密碼|パスワード|비밀번호`
	codeNames = `(?:verification|security|login|access|auth(?:entication)?|one[ -]time|2fa|mfa|otp|reset|sms|confirmation)[ _-]?code|otp|2fa|mfa|m?tan|cv[vc]2?|credential|creds|zugangsdaten`

	boundary = `(?:^|[^\pL\pN])`
	secret   = `("[^"\n]+"|'[^'\n]+'|[^\s,;"'` + "`" + `]+)`
	marks    = `[\s*_` + "`" + `(]*` // as Markdown has them around a name or a value
	sign     = `["')\]]*` + marks + `(?:=>|:=|->|[:=：＝→])` + marks
	entry    = `(?:\d{1,2}[.)]|[-–•])` // begins an entry of a list
	verb     = `(?:is|was|ist|war|lautet|est?|son)`
)

// named are values after a name. After a sign one is taken whatever it looks
// like; after "is", a dash or nothing, and of a code, only when it is no word and
// long enough: "PIN 4711", but "token 401" and "password expired". So it is in the
// first entry of a list, which may hold passwords, or what was tried.
var named = []struct {
	shape *regexp.Regexp // the group is the value
	least int            // characters of a value that is no word; 0 takes any
}{
	{regexp.MustCompile(`(?i)` + boundary + `(?:` + secretNames + `|` + codeNames + `)s?` + sign + entry + `[ \t]+` + secret), 4},
	{regexp.MustCompile(`(?i)` + boundary + `(?:` + secretNames + `)s?` + sign + secret), 0},
	{regexp.MustCompile(`(?i)` + boundary + `(?:` + secretNames + `)s?(?:\s+` + verb + `\s*:?\s+|\s+[-–—(]\s*)` + secret), 2},
	{regexp.MustCompile(`(?i)` + boundary + `(?:` + secretNames + `)s?\s(?:for|to|of|für|von|zu|pour|para)\s[^\n:=,;.]{1,40}?(?:` + sign + `|\s+` + verb + `\s+)` + secret), 4},
	{regexp.MustCompile(`(?i)` + boundary + `(?:` + codeNames + `)s?(?:` + sign + `|\s+` + verb + `\s*:?\s+)` + secret), 3},
	{regexp.MustCompile(`(?i)` + boundary + `(?:` + secretNames + `|` + codeNames + `)s?\s+` + secret), 4},
}

// withoutNamed replaces the values that their names tell.
func withoutNamed(s string) string {
	for _, n := range named {
		var out strings.Builder
		end := 0
		for _, at := range n.shape.FindAllStringSubmatchIndex(s, -1) {
			value := s[at[2]:at[3]]
			isLabel := strings.HasSuffix(value, ":") && strings.HasPrefix(s[at[3]:], " [")
			if isLabel || strings.HasPrefix(value, "[") || strings.Contains(value, "removed]") || begins.MatchString(s[at[2]:]) || n.least > 0 && !isSecret(value, n.least) {
				continue
			}
			out.WriteString(s[end:at[2]] + "[removed]")
			end = at[3]
			if n.least == 0 && !unlikeAWord(value) { // "Summer 2026"
				end += len(secondWord.FindString(s[end:]))
			}
		}
		s = out.String() + s[end:]
	}
	return s
}

// begins tells the mark of a list's entry from a value.
var begins = regexp.MustCompile(`^` + entry + `[ \t]+\S`)

var secondWord = regexp.MustCompile(`^ [^\s\pL.,;:/]{2,8}\b[!?]?`)

// isSecret reports whether a value after no sign may be one.
func isSecret(value string, least int) bool {
	return unlikeAWord(value) && !strings.Contains(value, "://") && utf8.RuneCountInString(strings.TrimRight(value, ".!?):")) >= least
}

// unlikeAWord tells hunter2 and "my dog" from expired.
func unlikeAWord(value string) bool {
	if strings.ContainsAny(value[:1], `"'`) {
		return true
	}
	value = strings.TrimLeft(strings.TrimRight(value, ".!?):"), "(")
	return strings.IndexFunc(value, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' && r != '’' && r != '\'' }) >= 0
}
