package ai

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/tickets"
)

// glue keeps made-up secrets from looking like real ones to whoever scans the source.
func glue(parts ...string) string { return strings.Join(parts, "") }

func TestRedact(t *testing.T) {
	for name, tt := range map[string]struct{ text, want string }{
		"nothing":                  {"VPN drops every ten minutes on 10.20.30.40", "VPN drops every ten minutes on 10.20.30.40"},
		"card":                     {"charged 4111 1111 1111 1111 twice", "charged [card number removed] twice"},
		"card with dashes":         {"5500-0055-5555-5559.", "[card number removed]."},
		"amex":                     {"378282246310005", "[card number removed]"},
		"card with its code":       {"4111 1111 1111 1111 123 12/27", "[card number removed] 123 12/27"},
		"card in one, its code":    {"4111111111111111 123", "[card number removed] 123"},
		"amex with its code":       {"3782 822463 10005 1234", "[card number removed] 1234"},
		"card after a number":      {"order 12345 4111 1111 1111 1111", "order 12345 [card number removed]"},
		"card after a year":        {"in 2026 4111 1111 1111 1111", "in 2026 [card number removed]"},
		"card after a date":        {"2026-11-23 4111-1111-1111-1111", "2026-11-23 [card number removed]"},
		"two cards":                {"4111 1111 1111 1111 5500 0055 5555 5559", "[card number removed] [card number removed]"},
		"card, other blanks":       {"4111\u20071111\u20031111\u00a01111", "[card number removed]"},
		"card, no-break hyphens":   {"4111\u20111111\u20111111\u20111111", "[card number removed]"},
		"card, wide":               {"４１１１ １１１１\u3000１１１１ １１１１", "[card number removed]"},
		"card, other digits":       {"٤١١١ ١١١١ ١١١١ ١١١١", "[card number removed]"},
		"card, invisible between":  {"4111\u200b1111\u00ad1111\ufeff1111", "[card number removed]"},
		"name, wide":               {"Ｐａｓｓｗｏｒｄ：hunter2", "Password：[removed]"},
		"name, invisible between":  {"pa\u200bssword: hunter2", "password: [removed]"},
		"card, many marks":         {"4111 - 1111 / 1111  1111", "[card number removed]"},
		"card beside letters":      {"VISA4111111111111111, _4111111111111111_", "VISA[card number removed], _[card number removed]_"},
		"card, magnetic stripe":    {"%B4111111111111111^DOE/JOHN^2712", "%B[card number removed]^DOE/JOHN^2712"},
		"no card: IMEI":            {"IMEI 490154203237518", "IMEI 490154203237518"},
		"no card: years":           {"2019 2020 2021 2038", "2019 2020 2021 2038"},
		"no card: time":            {"log 20261123143608", "log 20261123143608"},
		"no card: Luhn":            {"4111 1111 1111 1112", "4111 1111 1111 1112"},
		"no card: scheme":          {"serial 9111111111111111115", "serial 9111111111111111115"},
		"no card: too long":        {"411111111111111111111111", "411111111111111111111111"},
		"password, colon":          {"Password: hunter2, user ann", "Password: [removed], user ann"},
		"password, equals":         {"pwd=abc;x=1", "pwd=[removed];x=1"},
		"password, quoted":         {`"password": "my dog's name"`, `"password": [removed]`},
		"password is":              {"my password is hunter2!", "my password is [removed]"},
		"password is quoted":       {"my password is 'sunshine'", "my password is [removed]"},
		"password is a word":       {"my password is expired.", "my password is expired."},
		"password was a word":      {"The password was rejected", "The password was rejected"},
		"German":                   {"Kennwort: geheim", "Kennwort: [removed]"},
		"pin":                      {"PIN: 1234", "PIN: [removed]"},
		"api key":                  {"api_key = abcdef", "api_key = [removed]"},
		"token":                    {"access token: abc.def", "access token: [removed]"},
		"ordinary token":           {"the token does not work", "the token does not work"},
		"bearer":                   {"Authorization: Bearer abcdefghijklmnop", "Authorization: Bearer [token removed]"},
		"AWS":                      {glue("AK", "IAIOSFODNN7EXAMPLE") + " fails", "[key removed] fails"},
		"GitHub":                   {glue("gh", "p_", strings.Repeat("a1", 18)), "[token removed]"},
		"Slack":                    {glue("xo", "xb-1234567890-abcdef"), "[token removed]"},
		"Slack webhook":            {glue("https://hooks.slack", ".com/services/T0/B0/xyz"), "[webhook removed]"},
		"Google":                   {glue("AI", "za", strings.Repeat("x", 35)), "[key removed]"},
		"OpenAI":                   {glue("s", "k-proj-", strings.Repeat("x", 20)), "[key removed]"},
		"Stripe":                   {glue("s", "k_live_", strings.Repeat("x", 24)), "[key removed]"},
		"JWT":                      {"eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl end", "[token removed] end"},
		"Discord":                  {glue("M", strings.Repeat("x", 23), ".abcdef.", strings.Repeat("y", 27)), "[token removed]"},
		"private key":              {"-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----\nhelp", "[private key removed]\nhelp"},
		"private key, cut":         {"key:\n-----BEGIN OPENSSH PRIVATE KEY-----\nabc", "key:\n[private key removed]"},
		"private key, fine dashes": {"—–BEGIN RSA PRIVATE KEY—–\nabc\n—–END RSA PRIVATE KEY—–\nhelp", "[private key removed]\nhelp"},
		"private key, PuTTY":       {"Private-Lines: 1\nabc\nPrivate-MAC: def\nhelp", "[private key removed]\nhelp"},
		"public key":               {"-----BEGIN PUBLIC KEY-----\nabc\n-----END PUBLIC KEY-----", "-----BEGIN PUBLIC KEY-----\nabc\n-----END PUBLIC KEY-----"},
		"password in an address":   {"postgres://ann:s3cret@db.corp.test/app", "postgres://[password removed]@db.corp.test/app"},
		"at in a password":         {"postgres://ann:p@ss:w0rd@db.corp.test/app", "postgres://[password removed]@db.corp.test/app"},
		"address without password": {"see https://corp.test/a:b", "see https://corp.test/a:b"},
		"IBAN":                     {"pay DE89 3704 0044 0532 0130 00 by Friday", "pay [bank account removed] by Friday"},
		"IBAN, small and joined":   {"gb29nwbk60161331926819.", "[bank account removed]."},
		"IBAN, capitals after it":  {"NO93 8601 1117 947 BIC DNBANOKK", "[bank account removed] BIC DNBANOKK"},
		"two IBANs":                {"DE89370400440532013000 NL91ABNA0417164300", "[bank account removed] [bank account removed]"},
		"IBAN after a lookalike":   {"AB12 DE89 3704 0044 0532 0130 00", "AB12 [bank account removed]"},
		"IBAN, other marks":        {"DE89.3704.0044.0532.0130.00 or DE 89  3704  0044  0532  0130  00", "[bank account removed] or [bank account removed]"},
		"IBAN beside its name":     {"IBAN_DE89370400440532013000 IBANDE89370400440532013000", "IBAN_[bank account removed] IBAN[bank account removed]"},
		"no IBAN: check":           {"DE88 3704 0044 0532 0130 00", "DE88 3704 0044 0532 0130 00"},
		"no IBAN: country":         {"ZZ89 3704 0044 0532 0130 00", "ZZ89 3704 0044 0532 0130 00"},
		"no IBAN: longer":          {"DE8937040044053201300012", "DE8937040044053201300012"},
		"a word and a number":      {"error AB12 happens every time we open the page", "error AB12 happens every time we open the page"},
		"US":                       {"SSN 123-45-6789", "SSN [identity number removed]"},
		"no SSN: never given out":  {"part 900-12-3456", "part 900-12-3456"},
		"no SSN: group":            {"123-00-6789", "123-00-6789"},
		"DNI":                      {"mi DNI es 12345678Z", "mi DNI es [identity number removed]"},
		"NIE":                      {"X1234567-L", "[identity number removed]"},
		"no DNI: letter":           {"asset 12345678A", "asset 12345678A"},
		"German tax id":            {"Steuer-ID 86 095 742 719", "Steuer-ID [identity number removed]"},
		"more German tax ids":      {"47036892816, 65929970489, 25768131411", "[identity number removed], [identity number removed], [identity number removed]"},
		"no German tax id: check":  {"86095742718", "86095742718"},
		"no German tax id: digits": {"order 12345678903", "order 12345678903"},
		"French":                   {"2 55 08 14 168 025 38", "[identity number removed]"},
		"Corsican":                 {"1 85 05 2A 123 456 33", "[identity number removed]"},
		"no French number: key":    {"255081416802539", "255081416802539"},
		"no French number: month":  {"255131416802500", "255131416802500"},
		"mail and phone stay":      {"ann@corp.test, +49 170 1234567", "ann@corp.test, +49 170 1234567"},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, Redaction{}.Text(tt.text)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestBankAccountsOfFewPeople has the examples of the IBAN registry for countries
// that came late to it, or have few accounts.
func TestBankAccountsOfFewPeople(t *testing.T) {
	for _, iban := range []string{
		"BI4210000100010000332045181", "BY13NBRB3600900000002Z00AB00", "DJ2100010000000154000100186", "FK88SC123456789012", "GT82TRAJ01020000001210029690",
		"IQ98NBIQ850123456789012", "LC55HEMM000100010012001200023015", "LY83002048000020100120361", "MN121234123456789123",
		"MR1300020001010000123456753", "MU17BOMM0101101030300200000MUR", "NI45BAPR00000013000003558124", "OM810180000001299123456", "PS92PALS000000000400123456702",
		"RU0204452560040702810412345678901", "SC18SSCB11010000000000001497USD", "SO211000001001000100141", "ST23000100010051845310146", "SV62CENR00000000000000700025",
		"TL380080012345678910157", "VA59001123000012345678", "VG96VPVG0000012345678901", "HN88CABF00000000000250005469", "YE15CBYE0001018861234567891234",
	} {
		if got := (Redaction{}).Text("pay " + iban + " today"); got != "pay [bank account removed] today" {
			t.Errorf("got %q", got)
		}
	}
}

// TestKeysOfToday has keys as their makers mark them, and some that nobody marks.
func TestKeysOfToday(t *testing.T) {
	const hex, mixed = "0f8fad5bd9cb469fa16570867728950e", "q7Xc2VbnR9tLk4WzP0aYs5Jd8Hf3Gm6T"
	for _, parts := range [][2]string{
		{"ABI", "AQWERTYUIOPASDFGH"}, {"AQ", "." + mixed}, {"GOCS", "PX-" + mixed}, {"1/", "/0" + mixed}, {"gl", "rt-" + mixed}, {"gl", "ptt-" + mixed},
		{"xa", "i-" + mixed}, {"gs", "k_" + mixed}, {"nva", "pi-" + mixed}, {"r8", "_" + mixed}, {"whs", "ec_" + mixed}, {"rubyg", "ems_" + hex}, {"dckr", "_pat_" + mixed},
		{"doo", "_v1_" + hex}, {"shp", "ss_" + hex}, {"dap", "i" + hex}, {"ke", "y-" + hex}, {"hv", "b." + mixed}, {"ATA", "TT3xFfGF0" + mixed}, {"sb", "p_" + hex},
		{"pat", "-na1-4ea38b7b-f563-7709-4bae-87aea0e2c4b1"}, {"eyJhbGciOiJkaXIifQ", "..abcDEF123.cipherCIPHERtext.tagTAGtag"},
		{"ya", "29." + hex}, {"AGE-SEC", "RET-KEY-1QWERTYUIOPASDFGHJKLZXCV"}, {"ops", "_eyJ0aGlzaXNvbmx5"}, {"AS", "IAIOSFODNN7EXAMPLE"}, {"gh", "o_" + hex}, {"gs", "k_" + hex},
		{"whs", "ec_" + hex}, {"snt", "ryu_" + hex}, {"xke", "ysib-" + hex}, {"gl", "ft-" + hex}, {"nva", "pi-" + hex}, {"AT", "BB" + hex}, {"tsk", "ey-auth-" + hex}, {"sk_", "test_" + hex},
		{"", mixed}, {"lk_", mixed + "_" + mixed}, {"secretly ", mixed + "=="}, {"cGFzc3dvcmQ9", "SHVudGVyMiF4"},
	} {
		if got := (Redaction{}).Text("we use " + glue(parts[0], parts[1]) + " in the job"); strings.Contains(got, parts[1][1:]) || !strings.HasSuffix(got, "removed] in the job") {
			t.Errorf("%s%s became %q", parts[0], parts[1], got)
		}
	}
}

// TestNamedSecrets has the ways in which people write what only a name tells.
func TestNamedSecrets(t *testing.T) {
	for text, want := range map[string]string{
		"DB_PASSWORD=hunter2":                                         "DB_PASSWORD=[removed]",
		"export SMTP_PASS=hunter2":                                    "export SMTP_PASS=[removed]",
		"aws_secret_access_key = wJalr/K7MDENG+bPx":                   "aws_secret_access_key = [removed]",
		"Endpoint=x;AccountKey=Zm9vYmFyYmF6==;Suffix=y":               "Endpoint=x;AccountKey=[removed];Suffix=y",
		"dbPassword: hunter2":                                         "dbPassword: [removed]",
		"**Password:** hunter2":                                       "**Password:** [removed]",
		"`password`: `hunter2`":                                       "`password`: `[removed]`",
		"password → hunter2":                                          "password → [removed]",
		"Passwort：geheim":                                             "Passwort：[removed]",
		"пароль: qwerty":                                              "пароль: [removed]",
		"密码:abc123":                                                   "密码:[removed]",
		"senha: abc123":                                               "senha: [removed]",
		"pw: Sommer2024!":                                             "pw: [removed]",
		"Mein Passwort: Sommer 2024, bitte":                           "Mein Passwort: [removed], bitte",
		"Passwort lautet Sommer2024":                                  "Passwort lautet [removed]",
		"password hunter2 does not work":                              "password [removed] does not work",
		"log in with --password hunter2":                              "log in with --password [removed]",
		"password - hunter2":                                          "password - [removed]",
		"my password (hunter2) is refused":                            "my password ([removed] is refused",
		"the password for the VPN is hunter2":                         "the password for the VPN is [removed]",
		"password for bob: hunter2":                                   "password for bob: [removed]",
		"Password:\nsummer":                                           "Password:\n[removed]",
		"Passwords:\n1. hunter2":                                      "Passwords:\n1. [removed]",
		"Mein Passwort:\n- Sommer24":                                  "Mein Passwort:\n- [removed]",
		"API keys: 2) 'my dog' works":                                 "API keys: 2) [removed] works",
		"reset code:\n1. 123456":                                      "reset code:\n1. [removed]",
		"password: 1.hunter2":                                         "password: [removed]",
		"credentials bob:hunter2":                                     "credentials [removed]",
		"PIN 4711":                                                    "PIN [removed]",
		"cvv 123, exp 12/29":                                          "cvv [removed], exp 12/29",
		"my verification code is 123456":                              "my verification code is [removed]",
		"TAN: 123456":                                                 "TAN: [removed]",
		"recovery codes: abcd-efgh ijkl-mnop":                         "recovery codes: [removed]",
		"curl -u bob:hunter2 https://x.test":                          "curl -u bob:[password removed] https://x.test",
		`curl -u "bob:my dog" https://x.test`:                         `curl -u "bob:[password removed]" https://x.test`,
		"curl -ubob:hunter2 https://x.test":                           "curl -ubob:[password removed] https://x.test",
		"sshpass -p hunter2 ssh bob@10.0.0.4":                         "sshpass -p [password removed] ssh bob@10.0.0.4",
		"mysql -u root -p'my dog' app":                                "mysql -u root -p[password removed] app",
		"docker login -u bob -p hunter2 r.corp.test":                  "docker login -u bob -p [password removed] r.corp.test",
		"sqlplus scott/tiger@orcl":                                    "sqlplus scott/[password removed]@orcl",
		"ALTER USER bob IDENTIFIED BY 'tiger';":                       "ALTER USER bob IDENTIFIED BY [password removed];",
		"password “my dog” and password: «my cat»":                    "password [removed] and password: [removed]",
		"my password's hunter2, it was still hunter1":                 "my password's [removed], it was still hunter1",
		"the password was still hunter1":                              "the password was still [removed]",
		"the password I use is hunter2":                               "the password I use is [removed]",
		"Passwort (neu): hunter2":                                     "Passwort (neu): [removed]",
		"Passwort neu: hunter2":                                       "Passwort neu: [removed]",
		"password (case sensitive): hunter2":                          "password (case sensitive): [removed]",
		"das Passwort vom Drucker ist hunter2":                        "das Passwort vom Drucker ist [removed]",
		"le mot de passe du wifi est hunter2":                         "le mot de passe du wifi est [removed]",
		"mdp : hunter2":                                               "mdp : [removed]",
		"mi clave es hunter2":                                         "mi clave es [removed]",
		"contrasena: hunter2":                                         "contrasena: [removed]",
		"la mia password è hunter2":                                   "la mia password è [removed]",
		"parola: hunter2":                                             "parola: [removed]",
		"şifre: hunter2":                                              "şifre: [removed]",
		"密码是hunter2":                                                  "密码是[removed]",
		`@"apikey": @"123456789"`:                                     `@"apikey": @[removed]`,
		"https://drive.corp.test/d/q7Xc2VbnR9tLk4WzP0aYs5Jd/view":     "https://drive.corp.test/d/[token removed]/view",
		"pasword: hunter2":                                            "pasword: [removed]",
		"p/w: hunter2":                                                "p/w: [removed]",
		"Pwd.: hunter2":                                               "Pwd.: [removed]",
		"| password | hunter2 |":                                      "| password | [removed] |",
		"user,password\npassword,hunter2":                             "user,password\npassword,[removed]",
		"password [hunter2] is refused":                               "password [[removed] is refused",
		"password `hunter2` is refused":                               "password `[removed]` is refused",
		"password: |\n  hunter2":                                      "password: |\n  [removed]",
		"- name: DB_PASSWORD\n  value: hunter2":                       "- name: DB_PASSWORD\n  value: [removed]",
		`{"name":"DB_PASSWORD","value":"hunter2"}`:                    `{"name":"DB_PASSWORD","value":[removed]}`,
		`{\"password\":\"hunter2\"}`:                                  `{\"password\":\[removed]}`,
		"<password>hunter2</password>":                                "<password>[removed]",
		`<add key="password" value="hunter2"/>`:                       `<add key="password" value=[removed]/>`,
		`setPassword("hunter2")`:                                      `setPassword([removed])`,
		"define('DB_PASSWORD', 'hunter2');":                           "define('DB_PASSWORD', [removed]);",
		"a=1&password%3Dhunter2":                                      "a=1&password%3D[removed]",
		"encryption key: hunter2":                                     "encryption key: [removed]",
		"SECRET_KEY_BASE=hunter2":                                     "SECRET_KEY_BASE=[removed]",
		"PSK: hunter2":                                                "PSK: [removed]",
		"product key: ABCDE-FGHIJ-KLMNO":                              "product key: [removed]",
		"passphrase: correct horse battery staple":                    "passphrase: [removed]",
		"pin number 4711, PUK: 12344711":                              "pin number [removed], PUK: [removed]",
		"door code 4711":                                              "door code [removed]",
		"Bestätigungscode lautet 004711":                              "Bestätigungscode lautet [removed]",
		"code de vérification : 004711":                               "code de vérification : [removed]",
		"código de seguridad es 004711":                               "código de seguridad es [removed]",
		"G-004711 is your verification code":                          "[removed] is your verification code",
		"your code is 004711":                                         "your code is [removed]",
		"X-Key: 'Authorization: abc123'":                              "X-Key: 'Authorization: [removed]'",
		"Authorization: Basic Ym9iOmE=":                               "Authorization: Basic [token removed]",
		"JSESSIONID=abcdef; path=/":                                   "JSESSIONID=[removed]; path=/",
		"hooks.slack.com/services/T0/B0/x fails":                      "[webhook removed] fails",
		"https://corp.webhook.office.com/webhookb2/a@b/x":             "[webhook removed]",
		"Cookie: sid=abc; theme=dark\nthen it fails":                  "Cookie: [removed]\nthen it fails",
		"https://x.test/c?sv=20&sig=abc%2F&e=1 fails":                 "https://x.test/c?sv=20&sig=[removed]&e=1 fails",
		"key 123456-123456-123456-123456-123456-123456-123456-123456": "key [key removed]",
		"card 4111\u00a01111\u00a01111\u00a01111":                     "card [card number removed]",
		"card 4111.1111.1111.1111 or 4111–1111–1111–1111":             "card [card number removed] or [card number removed]",
		"SSN: 123 45 6789":                                            "SSN: [identity number removed]",
		"social security number 123456789":                            "social security number [identity number removed]",
		"mine is 123-45-6789":                                         "mine is [identity number removed]",
		"charged 4 111 11 1111 1111 11":                               "charged [card number removed]",
		"charged 2223003122003222":                                    "charged [card number removed]",
		"it sends bearer abcd1234efgh":                                "it sends bearer [token removed]",
		"Authorization: Token for me":                                 "Authorization: Token [token removed]",
		"https://x.test/c?X-Amz-Signature=abc&e=1":                    "https://x.test/c?X-Amz-Signature=[removed]&e=1",
		"https://x.test/c?jwt=abc&e=1":                                "https://x.test/c?jwt=[removed]&e=1",
		"wget --user ann:hunter2 fails":                               "wget --user ann:[password removed] fails",
		"pscp -p hunter2 fails":                                       "pscp -p [password removed] fails",
		"passcode: hunter2":                                           "passcode: [removed]",
		"access key: hunter2":                                         "access key: [removed]",
		"activation key: hunter2":                                     "activation key: [removed]",
		"service key: hunter2":                                        "service key: [removed]",
		"WLAN-Schlüssel: hunter2":                                     "WLAN-Schlüssel: [removed]",
		"wachtwoord: hunter2":                                         "wachtwoord: [removed]",
		"jelszó: hunter2":                                             "jelszó: [removed]",
		"كلمة السر: hunter2":                                          "كلمة السر: [removed]",
		"access code: 004711":                                         "access code: [removed]",
		"CVC: 123":                                                    "CVC: [removed]",
		"Tür-Code: 4711":                                              "Tür-Code: [removed]",
		"code secret: 4711":                                           "code secret: [removed]",
		"codice di sicurezza: 4711":                                   "codice di sicurezza: [removed]",
		"lösenord är hunter2":                                         "lösenord är [removed]",
		"パスワードはhunter2":                                               "パスワードは[removed]",
		"비밀번호는hunter2":                                                "비밀번호는[removed]",
		"004711 is the code":                                          "[removed] is the code",
		"le code est 004711":                                          "le code est [removed]",
		"mein Code ist 004711":                                        "mein Code ist [removed]",
	} {
		if diff := cmp.Diff(want, (Redaction{}).Text(text)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

// TestListedSecrets has the ways in which people write several under one name.
func TestListedSecrets(t *testing.T) {
	for text, want := range map[string]string{
		"passwords: alpha1!, beta2!, gamma3!":                      "passwords: [removed], [removed], [removed]",
		"passwords: alpha1!, tokens: beta2!":                       "passwords: [removed], tokens: [removed]",
		"tokens: alpha1!, access and refresh":                      "tokens: [removed], access and refresh",
		"passwords: alpha1!, beta2! and gamma3! all fail":          "passwords: [removed], [removed] and [removed] all fail",
		"passwords: summer, winter24; autumn24":                    "passwords: [removed], [removed]; [removed]",
		"PINs: 4711, 0815":                                         "PINs: [removed], [removed]",
		"reset codes: 123456 / 234567":                             "reset codes: [removed] / [removed]",
		"Passwörter: Sommer24, Winter25":                           "Passwörter: [removed], [removed]",
		"Passwords:\nalpha1!\nbeta2!\ngamma3!":                     "Passwords:\n[removed]\n[removed]\n[removed]",
		"Passwords:\n- alpha1!\n- beta2!\n\nThey fail on 10.2.3.4": "Passwords:\n- [removed]\n- [removed]\n\nThey fail on 10.2.3.4",
		"Passwords:\r\nalpha1!\r\nbeta2!":                          "Passwords:\r\n[removed]\r\n[removed]",
		"My password:\n1. hunter2\n2. hunter3":                     "My password:\n1. [removed]\n2. [removed]",
		"Passwords: 1) alpha1! 2) beta2!":                          "Passwords: 1) [removed] 2) [removed]",
		"**Passwords:**\n* VPN: alpha1!\n* Mail: beta2!":           "**Passwords:**\n* VPN: [removed]\n* Mail: [removed]",
		"Passwords:\n- VPN: alpha1!\n- Mail: beta2!":               "Passwords:\n- VPN: [removed]\n- Mail: [removed]",
		"API keys: prod=abc123def, test=xyz789ghi":                 "API keys: prod=[removed], test=[removed]",
		"credentials:\nbob:hunter2\nann:summer24":                  "credentials:\nbob:[removed]\nann:[removed]",
		`passwords: "my dog", 'my cat'`:                            "passwords: [removed], [removed]",
	} {
		got := (Redaction{}).Text(text)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
		if twice := (Redaction{}).Text(got); twice != got {
			t.Errorf("%q, then %q", got, twice)
		}
	}
}

// TestOrdinaryWordsStay: what a triager needs to read is not to go with the secrets.
func TestOrdinaryWordsStay(t *testing.T) {
	for _, text := range []string{
		"I forgot my password, please help", "password reset does not work since Monday", "Passwort vergessen", "my password expired 3 days ago",
		"I changed my password 2 days ago", "the API token 401 error again", "The token was revoked", "token https://corp.test/help does not open",
		"the password for Jira is not accepted", "password (forgotten) again", "no access key arrived", "the PIN pad is broken", "pin it to the top",
		"error code: 123456", "status code is 500", "key: value pairs are wrong", "the cookie banner does not go away", "two-factor codes never arrive",
		"What I did to change my password:\n1. I opened the portal\n2. It failed", "my password:\n- I opened the portal",
		"I forgot my password\n1. I opened the portal", "Neues Passwort: 1) Portal geöffnet", "about the token:\n• it is 2 days old",
		"How I change passwords:\n1. I open https://corp.test/pw\n2. 0x80070005 comes up", "rules for passwords:\n- at least 12 characters\n- no 3 letters in a row",
		"Questions about PINs: 1. how long, 2. how often",
		"My credentials: user bob, host 10.0.0.1, VPN 5.2",
		"mot de passe oublié", "mon mot de passe est expiré", "mi clave no funciona", "clave: no funciona", "he olvidado mi contraseña", "parola dimenticata", "el código no llega",
		"password is 8 characters long", "reset code is 6 digits", "host key verification failed", "error code is 500123", "the code is on page 12", "the \"password\", which expired",
		"verification code not received after 10 minutes", "the door code does not work", "Authorization: required", "Passwort neu setzen: https://corp.test/pw", "mdp oublié",
		"passport 2026 application", "session key expired", "PUK needed", "the product key is not accepted", "MFA > Settings > Phone", "token(s) and password(s) expired",
		"basic authentication-methods are off", "bearer authentication misconfigured", "key-management-service-outage", "npm_config_registry is not set",
		"sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "request 4EA38B7B-F563-7709-4BAE-87AEA0E2C4B1", "Report_4ea38b7bf56377094bae87aea0e2c4b1",
		"see pull/662/files#diff-6487ccfa4909144bbc33134e4d85bdddR159", "isWatchAppV1Extension", "hasWatchAppV2orNewer", "run -u http://corp.test -d x",
		"java.lang.IllegalStateExceptionHandler2Test", "SamsungGalaxyS23Ultra5G", "/Users/bob/Projects/App2/Build3/HttpClientV2Handler", "serial C02XG2JHJGH5C02XG2JH",
		"pod web-7d4b9c6f5-x2x8z-7d4b9c6f5", "DESKTOP-4F7G9K2-LAB3-ROOM12-PC07",
		"build 4111.1111.1111.1112 of 10.20.30.40", "order 12345678, 2026-11-23 14:36", "https://corp.test/a?page=2&sort=key",
	} {
		if got := (Redaction{}).Text(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}

func TestRedactPeople(t *testing.T) {
	for text, want := range map[string]string{
		"write to ann.b+x@corp.co.test.":                          "write to [mail address removed].",
		"call +49 170 1234567 now":                                "call [phone number removed] now",
		"call (030) 1234-5678 or 0049301234567":                   "call [phone number removed] or [phone number removed]",
		"ann@müller.de, ann [at] corp.test, ann＠corp.test":        "[mail address removed], [mail address removed], [mail address removed]",
		"call (555) 234-5678, 1-800-234-5678, 555.234.5678":       "call [phone number removed], [phone number removed], [phone number removed]",
		"call 06.12.34.56.78 or +49 (0)170 / 12 34 567":           "call [phone number removed] or [phone number removed]",
		"asset 00012345, order 0001234567, npm i react@18.2.0":    "asset 00012345, order 0001234567, npm i react@18.2.0",
		"version 124.0.6367.207, size 0.1234567, time 1763900000": "version 124.0.6367.207, size 0.1234567, time 1763900000",
		"on 2026-11-22 14:36 host 10.0.0.12":                      "on 2026-11-22 14:36 host 10.0.0.12",
		"error 0x80070005, ticket 12345678":                       "error 0x80070005, ticket 12345678",
	} {
		if diff := cmp.Diff(want, Redaction{Emails: true, Phones: true}.Text(text)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

// TestSecretsInTheNextMessage: people answer their own sentence.
func TestSecretsInTheNextMessage(t *testing.T) {
	for name, tt := range map[string]struct{ said, want []string }{
		"the title names it":  {[]string{"My VPN password:", "hunter2 is refused"}, []string{"My VPN password:", "[removed] is refused"}},
		"over an empty body":  {[]string{"my PIN is", "", "4711"}, []string{"my PIN is", "", "[removed]"}},
		"words stay":          {[]string{"I forgot my password", "Please help me", "It is urgent"}, []string{"I forgot my password", "Please help me", "It is urgent"}},
		"a key without end":   {[]string{"-----BEGIN PRIVATE KEY-----\nabc", "help"}, []string{"[private key removed]", "help"}},
		"numbers stay apart":  {[]string{"4111 1111", "1111 1111"}, []string{"4111 1111", "1111 1111"}},
		"a line ends with it": {[]string{"Cookie: sid=abc", "then it fails"}, []string{"Cookie: [removed]", "then it fails"}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, Redaction{}.texts(tt.said)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	user := newPrompt(tickets.Request{Title: "My VPN password:", Body: "hunter2", Facts: []string{"and the PIN is", "4711"}}, BuiltIn, Redaction{}).user
	if strings.Contains(user, "hunter2") || strings.Contains(user, "4711") {
		t.Errorf("it was sent: %s", user)
	}
}

func TestRedactTwiceIsTheSame(t *testing.T) {
	once := Redaction{Emails: true, Phones: true}.Text("DB_PASSWORD=x1 the token for CI is abcd1234, PIN 4711 password: hunter2 token=abc ann@corp.test 4111111111111111 api key: [x]")
	if twice := (Redaction{Emails: true, Phones: true}).Text(once); twice != once {
		t.Errorf("got %q, then %q", once, twice)
	}
}
