package bot

import (
	"regexp"
	"strings"
	"unicode"
)

// pleasantries are the words that greetings and thanks are made of. Words that
// can answer a question (yes, no, done) are not among them.
var pleasantries = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`hi hello hey hiya yo there good morning afternoon evening day all everyone team bot beckon
		thanks thank thx ty tx cheers you u so very much a lot many again for the your help ok okay k great cool nice perfect awesome
		brilliant excellent lovely super fantastic wonderful no problem worries np bye goodbye cya see later welcome pleasure
		hallo moin servus danke vielen dank guten morgen tag abend tschüss merci bonjour salut gracias hola ciao grazie`) {
		m[w] = true
	}
	return m
}()

// anchors are pleasantries that make a text one; without any, "no problem for
// you" could be an answer.
var anchors = regexp.MustCompile(`(?i)\b(hi|hello|hey|hiya|yo|morning|afternoon|evening|thanks|thank|thx|ty|tx|cheers|ok|okay|k|great|cool|nice|perfect|awesome|brilliant|excellent|lovely|super|fantastic|wonderful|np|worries|bye|goodbye|cya|welcome|hallo|moin|servus|danke|dank|morgen|tag|abend|merci|bonjour|salut|gracias|hola|ciao|grazie)\b`)

var emojiCode = regexp.MustCompile(`:[a-z0-9_+'-]+:`)

// smallTalk reports whether a text is but a greeting, thanks or an emoji: not
// something to open a ticket for.
func smallTalk(text string) bool {
	words := strings.FieldsFunc(strings.ToLower(emojiCode.ReplaceAllString(text, " ")), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	for _, w := range words {
		if !pleasantries[w] {
			return false
		}
	}
	return len(words) == 0 || anchors.MatchString(text)
}
