package ai

import (
	"regexp"
	"strings"
	"unicode"
)

// numbered are secrets told by their shape and their own check together, so
// that an order number is not taken for somebody's bank account.
var numbered = []struct {
	shape *regexp.Regexp
	sure  func(compact string) bool // given letters and digits only, in capitals
	by    string
}{
	{regexp.MustCompile(`\b[12](?: ?\d\d){2} ?(?:\d\d|2[ABab])(?: ?\d{3}){2} ?\d\d\b`), isFrenchID, "[identity number removed]"},
	{regexp.MustCompile(`\d{4,}(?:` + between4 + `\d{4}){2}` + between4 + `\d{4,}|\d{4,}` + between4 + `\d{6}` + between4 + `\d{5,}|\d{13,}`), isCard, "[card number removed]"}, // whatever stands beside it
	{regexp.MustCompile(`\b\d(?:[ -]?\d){12,18}\b`), isCard, "[card number removed]"},
	{regexp.MustCompile(`\b[1-9]\d(?: ?\d{3}){3}\b`), isGermanTaxID, "[identity number removed]"},
	{regexp.MustCompile(`\b(?:\d{8}|[XYZxyz]-?\d{7})-?[A-Za-z]\b`), isSpanishID, "[identity number removed]"},
	{regexp.MustCompile(`\b\d{3}-\d{2}-\d{4}\b`), isSocialSecurity, "[identity number removed]"},
}

// between4 is what people put between the groups of a card's number.
const between4 = `[ \t.:;/|*_·–—()-]{1,4}`

// withoutNumbers replaces bank accounts, cards and identity numbers.
func withoutNumbers(s string) string {
	s = withoutIBANs(s)
	for _, n := range numbered {
		s = withoutSure(s, n.shape, n.sure, n.by)
	}
	return s
}

// withoutSure replaces what has the shape and is sure. What is not may begin with
// another number: it is looked at again from the next group of digits.
func withoutSure(s string, shape *regexp.Regexp, sure func(compact string) bool, by string) string {
	var b strings.Builder
	for {
		at := shape.FindStringIndex(s)
		if at == nil {
			return b.String() + s
		}
		b.WriteString(s[:at[0]])
		hit := s[at[0]:at[1]]
		if s = s[at[1]:]; sure(compact(hit)) {
			b.WriteString(by)
			continue
		}
		if group := strings.IndexFunc(hit, func(r rune) bool { return !unicode.IsDigit(r) }); group > 0 {
			hit, s = hit[:group], hit[group:]+s
		}
		b.WriteString(hit)
	}
}

// compact leaves capitals and digits.
func compact(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9' || r >= 'A' && r <= 'Z':
			return r
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		}
		return -1
	}, s)
}

// ibanStart is where a bank account may begin: country, check digits, and what
// may be part of it, which is more than it has.
var ibanStart = regexp.MustCompile(`(?:\b|_|IBAN)([A-Za-z]{2} ?\d{2}(?:[ \t._/-]{0,2}[A-Za-z0-9]){11,30})`)

// ibanLengths is how many letters and digits a country's account numbers have.
var ibanLengths = map[string]int{
	"AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BI": 27, "BR": 29, "BY": 28, "CH": 21, "CR": 22, "CY": 28,
	"CZ": 24, "DE": 22, "DJ": 27, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18, "FK": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23,
	"GL": 18, "GR": 27, "GT": 28, "HN": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28,
	"LC": 32, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MN": 20, "MR": 27, "MT": 31, "MU": 30, "NI": 28,
	"NL": 18, "NO": 15, "OM": 23, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "RU": 33, "SA": 24, "SC": 31, "SE": 24, "SI": 19,
	"SK": 24, "SM": 27, "SO": 23, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20, "YE": 30,
}

func withoutIBANs(s string) string {
	var b strings.Builder
	for {
		at := ibanStart.FindStringSubmatchIndex(s)
		if at == nil {
			return b.String() + s
		}
		b.WriteString(s[:at[2]])
		hit := s[at[2]:at[3]]
		if end := ibanEnd(hit); end > 0 {
			b.WriteString("[bank account removed]")
			s = s[at[2]+end:]
			continue
		}
		b.WriteString(hit[:4])
		s = s[at[2]+4:]
	}
}

// ibanEnd returns where the account number that s begins with ends; 0 when s
// begins with none.
func ibanEnd(s string) int {
	end, n := 0, 0
	for length := ibanLengths[compact(s[:2])]; end < len(s) && n < length; end++ {
		n += len(compact(s[end : end+1]))
	}
	if whole := end == len(s) || compact(s[end:end+1]) == ""; !whole || !isIBAN(compact(s[:end])) {
		return 0
	}
	return end
}

// isIBAN checks the remainder by 97 of the number with its first four at the
// end and letters as 10 to 35, and that it is as long as its country's.
func isIBAN(s string) bool {
	if len(s) < 4 || len(s) != ibanLengths[s[:2]] {
		return false
	}
	rest := 0
	for _, c := range s[4:] + s[:4] {
		if c >= 'A' {
			rest = (rest*100 + int(c-'A') + 10) % 97
		} else {
			rest = (rest*10 + int(c-'0')) % 97
		}
	}
	return rest == 1
}

// schemes are the beginnings and lengths that card schemes give out: an IMEI, a
// time and a row of years have others.
var schemes = regexp.MustCompile(`^(?:4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|3[0689]\d{12,17}|35\d{14,17}|(?:5[06-9]|6\d)\d{11,17})$`)

// isCard reports whether the digits are a payment card's: as its scheme has them,
// the last as Luhn's check has it.
func isCard(s string) bool {
	sum := 0
	for i := range len(s) {
		d := int(s[len(s)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0 && schemes.MatchString(s)
}

// isSocialSecurity reports whether a number of this shape has been given out in
// the USA; it has no check digit.
func isSocialSecurity(s string) bool {
	area, group, serial := s[:3], s[3:5], s[5:]
	return area != "000" && area != "666" && area < "900" && group != "00" && serial != "0000"
}

// isSpanishID checks the letter of a DNI or NIE.
func isSpanishID(s string) bool {
	s = strings.NewReplacer("X", "0", "Y", "1", "Z", "2").Replace(s[:1]) + s[1:]
	return s[8] == "TRWAGMYFPDXBNJZSQVHLCKE"[number(s[:8])%23]
}

// isGermanTaxID checks the last digit of an Identifikationsnummer (ISO 7064,
// MOD 11,10), and that of the others one comes two or three times and no other
// more than once.
func isGermanTaxID(s string) bool {
	var times [10]int
	product := 10
	for _, c := range s[:10] {
		times[c-'0']++
		sum := (int(c-'0') + product) % 10
		if sum == 0 {
			sum = 10
		}
		product = sum * 2 % 11
	}
	repeated := 0
	for _, n := range times {
		if n > 3 {
			return false
		}
		if n > 1 {
			repeated++
		}
	}
	return repeated == 1 && (11-product)%10 == int(s[10]-'0')
}

// isFrenchID checks the key of a numéro de sécurité sociale. Corsica's letters
// count as digits less a little.
func isFrenchID(s string) bool {
	n := number(strings.NewReplacer("A", "0", "B", "0").Replace(s[:13]))
	switch s[6] {
	case 'A':
		n -= 1_000_000
	case 'B':
		n -= 2_000_000
	}
	month := number(s[3:5])
	return month >= 1 && month <= 12 && 97-n%97 == number(s[13:])
}

// number reads digits; there are never more than fit.
func number(digits string) (n int) {
	for _, c := range digits {
		n = n*10 + int(c-'0')
	}
	return n
}
