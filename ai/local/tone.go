package local

import "strings"

// languages are told apart by their commonest little words. No word is of one letter, nor one that stands in English texts,
// addresses or markup ("no", "do", "com", "a href").
var languages = []struct{ code, words string }{
	{"en", "the and is to of in for not my with this have can it on are please when"},
	{"de", "der die das und ist nicht ich mit ein eine für auf zu bei wir bitte kann kein wenn sich im dem den vom seit wird werden"},
	{"fr", "le la les et est pas je vous un une des pour avec dans sur nous merci ne mon"},
	{"es", "el la los es que en por para con mi una se al tengo puedo gracias favor"},
	{"pt", "não que em por para meu uma se ao está estou consigo obrigado você são foi"},
	{"it", "il la gli non che di per con mio una si al sono posso grazie nel della"},
	{"nl", "de het een en is niet ik met voor op te mijn kan geen wij graag bij dat van"},
}

// Language returns the BCP 47 code of the language a text seems to be in; "" when it is too short to tell, or when another
// is half as likely.
func Language(text string) string {
	counts := map[string]int{}
	for _, w := range wholeWords(text, 200) {
		counts[w]++
	}
	best, most, second := "", 1, 0
	for _, l := range languages {
		n := 0
		for _, w := range strings.Fields(l.words) {
			n += counts[w]
		}
		if n > most {
			best, most, second = l.code, n, most
		} else {
			second = max(second, n)
		}
	}
	if 2*second > most {
		return ""
	}
	return best
}

// tones are what people say when they lose patience. What merely happens again, or how long it takes, is asked calmly too.
var tones = func() *phrases {
	p := newPhrases()
	for id, text := range []string{
		`annoying|annoyed|frustrating|frustrated|frustration|disappointed|fed up|sick of|tired of|yet again|third time|fourth time|fifth time
		 |nobody answers|no one answers|nobody helps|waiting for days|waiting for weeks|way too often|far too long
		 |nervt|genervt|ärgerlich|verärgert|frustrierend|enttäuscht|schon wieder|zum dritten mal|niemand meldet|seit tagen|seit wochen`,
		`unacceptable|ridiculous|angry|furious|outrageous|outraged|disgrace|disgraceful|pathetic|incompetent|fuck|fucking|shit|bullshit|wtf
		 |inakzeptabel|unzumutbar|unverschämt|lächerlich|wütend|scheiße|eine frechheit`,
	} {
		for _, s := range strings.Split(text, "|") {
			p.add(strings.TrimSpace(s), id)
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
