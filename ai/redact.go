package ai

import (
	"regexp"
	"strings"
	"unicode"
)

// Redaction takes out of a text what must not leave the machine. Numbers of
// cards, bank accounts and identities, keys, tokens and passwords always go; the
// rest is the desk's choice.
type Redaction struct {
	Emails bool // mail addresses too
	Phones bool // phone numbers too
}

// secrets are found by their shape alone. The first group, if any, is kept.
var secrets = []struct {
	shape *regexp.Regexp
	by    string
}{
	{regexp.MustCompile(`(?s)-----BEGIN [A-Z0-9 ]*PRIVATE KEY( BLOCK)?-----.*?(-----END [A-Z0-9 ]*PRIVATE KEY( BLOCK)?-----|\z)`), "[private key removed]"},
	{regexp.MustCompile(`\b([a-zA-Z][a-zA-Z0-9+.-]*://)[^\s/@:]*:[^\s/@]+@`), "${1}[password removed]@"},
	{regexp.MustCompile(`\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(\.[A-Za-z0-9_-]*)?`), "[token removed]"},
	{regexp.MustCompile(`(?i)\b((?:bearer|basic)\s+)[A-Za-z0-9._~+/=-]{12,}`), "${1}[token removed]"},
	{regexp.MustCompile(`\b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{16}\b`), "[key removed]"},
	{regexp.MustCompile(`\b(?:gh[opsur]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[A-Za-z0-9_-]{20,})`), "[token removed]"},
	{regexp.MustCompile(`\b(?:xox[a-z]-[A-Za-z0-9-]{10,}|xapp-[A-Za-z0-9-]{10,}|xoxe\.[A-Za-z0-9.-]{10,})`), "[token removed]"},
	{regexp.MustCompile(`\bhttps://hooks\.slack\.com/\S+`), "[webhook removed]"},
	{regexp.MustCompile(`\bhttps://(?:\w+\.)?discord(?:app)?\.com/api/webhooks/\S+`), "[webhook removed]"},
	{regexp.MustCompile(`\b[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,}`), "[token removed]"},
	{regexp.MustCompile(`\bAIza[A-Za-z0-9_-]{35}`), "[key removed]"},
	{regexp.MustCompile(`\bya29\.[A-Za-z0-9_-]{20,}`), "[token removed]"},
	{regexp.MustCompile(`\b(?:sk|rk|pk)[-_](?:live_|test_|proj-|ant-|or-)?[A-Za-z0-9_-]{16,}`), "[key removed]"},
	{regexp.MustCompile(`\b(?:npm_|hf_|dop_v1_|shpat_|SG\.|pypi-)[A-Za-z0-9._-]{20,}`), "[token removed]"},
}

// named are values told by what is said before them. A value after a sign is
// taken whatever it looks like; after "is" only when it looks like no word.
var named = regexp.MustCompile(`(?i)\b((?:pass(?:word|wd|phrase|code)?|pwd|passwort|kennwort|contraseña|mot de passe|pin(?: code)?|secret(?: key)?|` +
	`(?:api|access|secret|private|license)[ _-]?key|(?:api|access|auth|refresh|bearer|session)?[ _-]?token|client[ _-]?secret|otp|2fa code|recovery code)s?["']?` +
	`(\s*(?:=>|:=|[:=])\s*|\s+(?:is|was|ist|war|es|est)\s*:?\s+))("[^"\n]+"|'[^'\n]+'|[^\s,;"']+)`)

var (
	emails = regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+`)
	phones = regexp.MustCompile(`(?:\+|\b00|\(0|\b0)\d?(?:[ ()/-]{0,2}\d){7,14}\b`)
)

// Text returns s with every secret replaced by a word for it.
func (r Redaction) Text(s string) string {
	for _, secret := range secrets {
		s = secret.shape.ReplaceAllString(s, secret.by)
	}
	s = named.ReplaceAllStringFunc(s, func(hit string) string {
		part := named.FindStringSubmatch(hit)
		before, sign, value := part[1], strings.TrimSpace(part[2]), part[3]
		if strings.HasPrefix(value, "[") || !strings.ContainsAny(sign, ":=") && !unlikeAWord(value) {
			return hit
		}
		return before + "[removed]"
	})
	s = withoutNumbers(s)
	if r.Emails {
		s = emails.ReplaceAllString(s, "[mail address removed]")
	}
	if r.Phones {
		s = phones.ReplaceAllString(s, "[phone number removed]")
	}
	return s
}

// unlikeAWord tells hunter2 and "my dog" from expired.
func unlikeAWord(value string) bool {
	if strings.ContainsAny(value[:1], `"'`) {
		return true
	}
	value = strings.TrimRight(value, ".!?)")
	return strings.IndexFunc(value, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' && r != '’' && r != '\'' }) >= 0
}
