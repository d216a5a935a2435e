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
	secretNames = `[\pL\pN]*?(?:p[a4]ss?-?w[o0]r[dt]|passwrod|passwd|passphrase|passcode|secret(?:[ _-]access)?(?:[ _-]?key)?(?:_base)?|token|psk|` +
		`(?:api|access|account|shared|private|licen[sc]e|recovery|encryption|signing|master|session|app|product|activation|wi-?fi|wlan|wpa[23]?|network|subscription|service|host|storage)[ _-]?key)` +
		`|pass|pwd|pw|p/w|pin(?:[ _-]?code| number| no\.?)?|kennwort|(?:wlan|wi-?fi|lizenz|produkt)-?schlüssel|contrase[ñn]a|clave secreta|mot de passe|mdp|parola d'ordine|senha|wachtwoord|hasło|lösenord|adgangskode|salasana|heslo|jelszó|şifre|` +
		`mật khẩu|kata sandi|κωδικός|пароль|密码|密碼|パスワード|비밀번호|كلمة المرور|كلمة السر|סיסמה|סיסמא`
	codeNames = `(?:verification|security|login|access|auth(?:entication)?|one[ -]time|2fa|mfa|otp|reset|sms|confirmation|authenticator|door|alarm)[ _-]?code|otp|2fa|mfa|m?tan|puk|cv[vc]2?|credential|creds|zugangsdaten|clave|parola|` +
		`(?:bestätigungs|sicherheits|einmal|zugangs|verifizierungs|tür)-?code|code (?:de (?:vérification|sécurité|confirmation)|d'accès|secret)|código(?: de (?:verificación|seguridad|acceso))?|` +
		`codice di (?:verifica|sicurezza)|код (?:подтверждения|доступа)|验证码|authorization|_auth`

	boundary = `(?:^|[^\pL\pN])`
	secret   = `("[^"\n]+"|'[^'\n]+'|[“„][^“”\n]+[“”]|«[^»\n]+»|‘[^’\n]+’|[^\s,;"'` + "`" + `]+)`
	marks    = `[\s*_` + "`" + `(]*` // as Markdown has them around a name or a value
	sign     = `[\\"')\]]*[.]*` + marks + `(?:=>|:=|->|[:=：＝→]|%3[AD])` + marks + `[\\@]?(?:[|>][-+]?\s+)?`
	entry    = `(?:\d{1,2}[.)]|[-–•])` // begins an entry of a list
	verb     = `(?:is|was|ist|war|lautet|heißt|est?|son|è|é|är)(?:\s+(?:still|now|bisher|jetzt|noch))?`
	pair     = `["'],\s*(?:["']?value["']?\s*[:=]\s*)?|["']?\s+value\s*[:=]\s*|>|\s*\|\s*|[;,]` // of a table, of code, of XML
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
	{regexp.MustCompile(`(?i)` + boundary + `(?:` + secretNames + `)s?(?:['’]s\s+|\s+` + verb + `\s*:?\s+|\s+[-–—(\[]\s*|\()` + secret), 2},
	{regexp.MustCompile(`(?i)` + boundary + `(?:` + secretNames + `)s?\s\(?(?:for|to|of|that|i|we|case|für|von|vom|zu|zum|neu|alt|new|pour|du|para|del|della)\b[^\n:=,;.]{0,40}?(?:` + sign + `|\s+` + verb + `\s+)` + secret), 4},
	{regexp.MustCompile(`(?i)` + boundary + `(?:` + codeNames + `)s?(?:` + sign + `|\s+` + verb + `\s*:?\s+)` + secret), 3},
	{regexp.MustCompile(`(?i)` + boundary + `(?:` + secretNames + `|` + codeNames + `)s?(?:` + pair + `|\s+` + marks + `)` + secret), 4},
	{regexp.MustCompile(`(?:密码|密碼|パスワード|비밀번호|验证码)\s?(?:是|为|は|는|은)\s?` + secret), 4},
	{regexp.MustCompile(`(?i)\b((?:g-)?\d{4,8})\s(?:is|as)\s(?:your|my|the)\s[^.\n]{0,30}\bcode\b`), 4},
	{regexp.MustCompile(`(?i)\b(?:the|your|my|der|mein|le|mon|el|mi) code\s(?:is|lautet|ist|est|es)\s*:?\s(\d{6,8})\b`), 6},
}

// withoutNamed replaces the values that their names tell.
func withoutNamed(s string) string {
	for _, n := range named {
		var out strings.Builder
		end, from := 0, 0
		for {
			at := n.shape.FindStringSubmatchIndex(s[from:])
			if at == nil {
				break
			}
			start, stop := from+at[2], from+at[3]
			value := s[start:stop]
			isLabel := strings.HasSuffix(value, ":") && strings.HasPrefix(s[stop:], " [")
			if isLabel || strings.HasPrefix(value, "[") || strings.Contains(value, "removed]") || begins.MatchString(s[start:]) || n.least > 0 && !isSecret(value, n.least) {
				from = max(start-1, from+1) // it may be a name itself
				continue
			}
			out.WriteString(s[end:start] + "[removed]")
			end = stop
			if n.least == 0 && !unlikeAWord(value) { // "Summer 2026"
				end += len(secondWord.FindString(s[end:]))
			}
			from = end
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
	if strings.IndexAny(value, "\"'“„«‘") == 0 {
		return true
	}
	value = strings.TrimLeft(strings.TrimRight(value, ".!?):"), "(")
	return strings.IndexFunc(value, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' && r != '’' && r != '\'' }) >= 0
}
