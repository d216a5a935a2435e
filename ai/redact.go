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
	{regexp.MustCompile(`(?is)[-–—]{2,} ?BEGIN [A-Z0-9 ]*PRIVATE KEY( BLOCK)? ?[-–—]{2,}.*?([-–—]{2,} ?END [A-Z0-9 ]*PRIVATE KEY( BLOCK)? ?[-–—]{2,}|\z)`), "[private key removed]"},
	{regexp.MustCompile(`(?s)\bPrivate-Lines:.*?(Private-MAC:[^\n]*|\z)`), "[private key removed]"}, // PuTTY
	{regexp.MustCompile(`\b([a-zA-Z][a-zA-Z0-9+.-]*://)[^\s/@:]*:[^\s/"'<>,]+@`), "${1}[password removed]@"},
	{regexp.MustCompile(`\beyJ[A-Za-z0-9_-]{8,}(?:\.\n?[A-Za-z0-9_-]{4,}|\.\.[A-Za-z0-9_-]+)+`), "[token removed]"},
	{regexp.MustCompile(`(?i)\b(authorization["']?\s*[:=]\s*["']?(?:bearer|basic)\s+)[^\s"',]+`), "${1}[token removed]"},
	{regexp.MustCompile(`(?i)\b((?:bearer|basic)\s+)(?:[a-z+/-]*[0-9=_~.][a-z0-9._~+/=-]{7,}|[a-z+/-]{24,})`), "${1}[token removed]"},
	{regexp.MustCompile(`\b(?:AKIA|ASIA|AROA|AIDA|ABIA|ACCA)[A-Z0-9]{16}\b(?:[\s,:;|]+[A-Za-z0-9/+]{40}\b)?`), "[key removed]"},
	{regexp.MustCompile(`\b(?:gh[opsur]_|npm_|hf_|gsk_|pplx-|r8_|do[opr]_v1_|shp(?:at|ca|pa|ss)_|dckr_[op]at_|whsec_|rubygems_|lin_api_|ntn_|figd_|PMAK-|sntry[su]_|` +
		`sb[ps]_|sgp_|glsa_|dp\.[a-z]+\.|xkeysib-|NRAK-)[A-Za-z0-9]{20,}[A-Za-z0-9_-]*`), "[token removed]"},
	{regexp.MustCompile(`\b(?:github_pat_|gl(?:pat|dt|rt|cbt|ptt|oas|soat|agent|imt|ffct|ft)-|nvapi-|xai-|hv[bs]\.|GOCSPX-|AQ\.|1//0|AT(?:ATT|CTT|BB)|SG\.|pypi-|sb_secret_|pscale_[a-z]+_|` +
		`tskey-[a-z]+-|pat-[a-z]{2}\d-|amzn\.mws\.)[A-Za-z0-9._=-]{20,}`), "[token removed]"},
	{regexp.MustCompile(`\b(?:key-|SK|dapi)[0-9a-f]{32}\b`), "[key removed]"},
	{regexp.MustCompile(`\b(?:xox[a-z]-[A-Za-z0-9-]{10,}|xapp-[A-Za-z0-9-]{10,}|xoxe\.[A-Za-z0-9.-]{10,})`), "[token removed]"},
	{regexp.MustCompile(`\b(?:https://)?(?:hooks\.(?:slack|zapier)\.com|[\w.-]*webhook\.office\.com|(?:\w+\.)?discord(?:app)?\.com/api/(?:v\d+/)?webhooks)/\S+`), "[webhook removed]"},
	{regexp.MustCompile(`\b[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,}`), "[token removed]"},
	{regexp.MustCompile(`\bAIza[A-Za-z0-9_-]{35}`), "[key removed]"},
	{regexp.MustCompile(`\bya29\.[A-Za-z0-9_-]{20,}`), "[token removed]"},
	{regexp.MustCompile(`\b(?:sk|rk|pk)[-_](?:live_|test_|proj-|ant-|or-)?[A-Za-z0-9_-]{16,}`), "[key removed]"},
	{regexp.MustCompile(`\b(?:AGE-SECRET-KEY-1[A-Z0-9]{20,}|ops_eyJ[A-Za-z0-9_-]{10,})`), "[key removed]"},
	{regexp.MustCompile(`(?i)(\bcv[vc]2?\s+)\d{3,4}\b`), "${1}[removed]"},
	{regexp.MustCompile(`\b\d{6}(?:-\d{6}){7}\b`), "[key removed]"}, // BitLocker
	{regexp.MustCompile(`(?i)([?&;](?:sig|signature|x-(?:amz|goog)-(?:signature|security-token)|auth|sid|session(?:id)?|code|key|jwt|otp)=)[^\s&#"'<>]+`), "${1}[removed]"},
	{regexp.MustCompile(`(?i)\b((?:set-)?cookie:\s*)[^\s=;]+=[^\n]+`), "${1}[removed]"},
	{regexp.MustCompile(`(?i)\b(authorization:\s*(?:token|api-?key|digest|negotiate|aws4-hmac-sha256)\s+)[^\n]+`), "${1}[token removed]"},
	{regexp.MustCompile(`(\bcurl\s(?:[^\n|]*\s)?(?:-u|--user)[ =]?(?:"[^\s:"]+:|'[^\s:']+:))[^"'\n]+`), "${1}[password removed]"},
	{regexp.MustCompile(`(\bcurl\s(?:[^\n|]*\s)?-u[^\s:"']+:)[^\s"'\[/][^\s"']*`), "${1}[password removed]"},
	{regexp.MustCompile(`(\s(?:-u|--user)[ =]["']?[^\s:"']+:)[^\s"'\[/][^\s"']*`), "${1}[password removed]"},
	{regexp.MustCompile(`(?i)((?:(?:recovery|backup)[ _-]?codes?|passphrase|(?:seed|recovery)[ _-]phrase|mnemonic)["'*_]*\s*[:=]["'*_]*\s*)[^\s\[][^\n]*`), "${1}[removed]"},
	{regexp.MustCompile(`(?i)(\b(?:ssn|social security (?:number|no\.?))\D{0,6})\d{3}[ -]?\d{2}[ -]?\d{4}\b`), "${1}[identity number removed]"},
	{regexp.MustCompile(`(?i)\b((?:j|php|asp\.net_)?sess(?:ion)?_?id=|connect\.sid=)[^\s;"',]+`), "${1}[removed]"},
	{regexp.MustCompile(`(?i)\b(identified by\s+|convertto-securestring\s+(?:-string\s+)?)("[^"\n]+"|'[^'\n]+'|[^\s;\[]+)`), "${1}[password removed]"},
	{regexp.MustCompile(`\b((?:sshpass|docker login|podman login|mysql\w*|mariadb|az login|plink|pscp)\b(?:[^\n|]*?\s)?-p[ =]?)("[^"\n]+"|'[^'\n]+'|[^\s"'\[]+)`), "${1}[password removed]"},
	{regexp.MustCompile(`\b((?:sqlplus\s+|oracle:thin:)[^\s/@]+/)[^\s@]+`), "${1}[password removed]"},
}

var (
	emails = regexp.MustCompile(`[\pL\pN._%+-]+(?:@|\s?[\[(]at[\])]\s?)[\pL\pN-]+(?:\.[\pL\pN-]+)*\.\pL[\pL\pN-]+`)
	phones = regexp.MustCompile(`\+[ .]?\d(?:[ ()/.-]{0,3}\d){7,14}\b|(?:\b00|\(0|\b0)[1-9](?:[ ()/-]{0,3}\d){6,13}\b|\b0[1-9](?:\.\d\d){4}\b|` +
		`(?:\b1[ .-])?(?:\(\d{3}\) ?|\b\d{3}[.-])\d{3}[.-]\d{4}\b`) // the last as in North America
)

// plain makes one kind of the blanks, hyphens, digits and wide letters that a
// secret may be written with, and takes out what is not seen.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r < unicode.MaxASCII:
			return r
		case unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector):
			return -1
		case unicode.Is(unicode.Zs, r):
			return ' '
		case r >= '\u2010' && r <= '\u2012' || r == '\u2212':
			return '-'
		case unicode.Is(unicode.Nd, r):
			return digit(r)
		case r >= 'Ａ' && r <= 'Ｚ', r >= 'ａ' && r <= 'ｚ', r == '＠':
			return r - 'Ａ' + 'A'
		}
		return r
	}, s)
}

// digit is a digit of any script as one of ours: each script has its ten in a row.
func digit(r rune) rune {
	zero := r
	for unicode.Is(unicode.Nd, zero-1) {
		zero--
	}
	return '0' + (r-zero)%10
}

// nextMessage parts messages. It is a blank that no ticket's text holds.
const nextMessage = "\n\f\n"

// texts is Text of messages that follow each other: "my password is:" may be one,
// and the password the next.
func (r Redaction) texts(messages []string) []string {
	said := strings.Split(r.Text(strings.Join(messages, nextMessage)), nextMessage)
	if len(said) == len(messages) {
		return said
	}
	said = nil // what was removed reached over several
	for _, m := range messages {
		said = append(said, r.Text(m))
	}
	return said
}

// Text returns s with every secret replaced by a word for it.
func (r Redaction) Text(s string) string {
	s = plain(s)
	for _, secret := range secrets {
		s = secret.shape.ReplaceAllString(s, secret.by)
	}
	s = withoutLists(s)
	s = withoutNamed(s)
	s = withoutNumbers(s)
	s = withoutRandom(s)
	if r.Emails {
		s = emails.ReplaceAllString(s, "[mail address removed]")
	}
	if r.Phones {
		s = phones.ReplaceAllString(s, "[phone number removed]")
	}
	return s
}
