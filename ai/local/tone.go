package local

import "strings"

// languages are told apart by their commonest little words.
var languages = []struct{ code, words string }{
	{"en", "the and is to of in for not my with this have can it on are please when i"},
	{"de", "der die das und ist nicht ich mit ein eine für auf zu bei wir bitte kann kein wenn"},
	{"fr", "le la les et est pas je vous un une des pour avec dans sur nous merci ne mon"},
	{"es", "el la los y es no que en por para con mi una se al tengo puedo gracias favor"},
	{"pt", "o a os e não que em por para com meu uma se ao está estou consigo obrigado do"},
	{"it", "il la gli e è non che di per con mio una si al sono posso grazie nel della"},
	{"nl", "de het een en is niet ik met voor op te mijn kan geen wij graag bij dat van"},
}

// Language returns the BCP 47 code of the language a text seems to be in; "" when it is too short to tell.
func Language(text string) string {
	counts := map[string]int{}
	for _, w := range wholeWords(text, 200) {
		counts[w]++
	}
	best, most := "", 1
	for _, l := range languages {
		n := 0
		for _, w := range strings.Fields(l.words) {
			n += counts[w]
		}
		if n > most {
			best, most = l.code, n
		}
	}
	return best
}

var tones = func() *phrases {
	p := newPhrases()
	for id, text := range []string{
		"annoying|annoyed|frustrating|frustrated|again|still not|still doesn t|third time|second time|several times|how long|disappointed|fed up|waiting for days",
		"unacceptable|ridiculous|angry|furious|outrageous|useless|terrible|disgrace|fuck|shit|wtf|joke",
	} {
		for _, s := range strings.Split(text, "|") {
			p.add(s, id)
		}
	}
	return p
}()

// Sentiment returns calm, annoyed or angry, by the words and the exclamation marks.
func Sentiment(text string) string {
	level := 0
	tones.find(stems(wholeWords(text, 300)), func(id, _ int) { level = max(level, id+1) })
	if strings.Contains(text, "!!!") {
		level++
	}
	return [...]string{"calm", "annoyed", "angry", "angry"}[level]
}
