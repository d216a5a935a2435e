package bot

import (
	"regexp"
	"strings"
	"unicode"
)

// pleasantries are the words that greetings and thanks are made of. Words that
// can answer a question (yes, no, done) are not among them.
var pleasantries = wordsOf(`hi hello hey hiya yo there good morning afternoon evening day all everyone team bot beckon
	thanks thank thx ty tx cheers you u so very much a lot many again for the your help ok okay k great cool nice perfect awesome
	brilliant excellent lovely super fantastic wonderful no problem worries np bye goodbye cya see later welcome pleasure
	hallo moin servus danke vielen dank guten morgen tag abend tschüss merci bonjour salut gracias hola ciao grazie`)

func wordsOf(list string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		m[w] = true
	}
	return m
}

// anchors are pleasantries that make a text one; without any, "no problem for
// you" could be an answer.
var anchors = regexp.MustCompile(`(?i)\b(hi|hello|hey|hiya|yo|morning|afternoon|evening|thanks|thank|thx|ty|tx|cheers|ok|okay|k|great|cool|nice|perfect|awesome|brilliant|excellent|lovely|super|fantastic|wonderful|np|worries|bye|goodbye|cya|welcome|hallo|moin|servus|danke|dank|morgen|tag|abend|merci|bonjour|salut|gracias|hola|ciao|grazie)\b`)

// cures are the words by which people say that something works again, and
// cureTalk what they may say around them.
var (
	cures    = wordsOf(`works worked working fixed solved helped geht funktioniert klappt läuft behoben geholfen`)
	cureTalk = wordsOf(`it that this everything is s now fine well perfectly me alles jetzt nun wieder hat`)
)

var emojiCode = regexp.MustCompile(`:[a-z0-9_+'-]+:`)

// smallTalk reports whether a text is but a greeting, thanks or an emoji: not
// something to open a ticket for.
func smallTalk(text string) bool {
	words := spoken(text)
	for _, w := range words {
		if !pleasantries[w] {
			return false
		}
	}
	return len(words) == 0 || anchors.MatchString(text)
}

// relieved reports whether a text says that all is well and nothing else: "Works
// again now, thank you!" A "not" or a "but" makes it another, and so does a question.
func relieved(text string) bool {
	cured := false
	for i, w := range spoken(text) {
		if i == 0 && w == "is" || !cures[w] && !cureTalk[w] && !pleasantries[w] {
			return false
		}
		cured = cured || cures[w]
	}
	return cured && !strings.Contains(text, "?")
}

// spoken are the words of a text, small, without codes of emoji.
func spoken(text string) []string {
	return strings.FieldsFunc(strings.ToLower(emojiCode.ReplaceAllString(text, " ")), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}
