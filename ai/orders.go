package ai

import (
	"encoding/base64"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/beckon-desk/beckon/tickets"
)

// givesOrders reports whether a ticket's words are addressed to the model that
// would read them. It is meant to be quick to suspect: the price of a mistake is
// that the built-in triage reads the ticket instead.
func givesOrders(r tickets.Request) bool {
	text := r.Title + "\n" + shorten(r.Body, shownBody)
	for _, fact := range r.Facts[max(0, len(r.Facts)-shownFacts):] { // no more than the model would see
		text += "\n" + shorten(fact, shownFact)
	}
	if hidesText(text) {
		return true
	}
	for _, reading := range readings(text) {
		for _, o := range orders {
			if o.MatchString(reading) {
				return true
			}
		}
	}
	return false
}

// orders are what is said to a model, in lower case.
var orders = compile(
	// Instead of what it was told.
	`\b(ignore|disregard|forget|override|bypass|skip|drop|stop following|do not follow|don'?t follow)\b.{0,40}\b(instructions?|rules?|prompts?|guidelines?|directions?|directives?|context|policy|constraints|training)\b`,
	`\b(ignore|disregard|forget)\s+(all|any|everything|anything|the)?\s*(of )?(that is |that was )?(the )?(above|previous|prior|before|earlier|preceding)\b`,
	`\b(new|updated|revised|real|actual|following) (system )?(instructions?|task|directives?)( for you)?\s*(:|is\b|are\b)`,
	`\b(ignorier\w*|vergiss|missachte)\b.{0,40}\b(anweisung|regeln|vorgaben|instruktion)`,
	`\b(ignore[zr]?|oublie[zr]?)\b.{0,40}\b(instructions|consignes|règles)`,
	`\b(ignora|olvida|omite)\b.{0,40}\b(instrucciones|reglas|indicaciones|istruzioni|instruções)`,
	`(忽略|无视|忘记).{0,12}(指令|指示|说明|提示)|(以前|上記|これまで).{0,8}(指示|命令).{0,6}(無視|忘れ)`,
	`(игнорир|забуд)\S*.{0,40}(инструкци|указани|правил)`,
	// Told who it is.
	`\byou are (now|no longer|actually|really)\b|\byou are (an?|the|my) (ai|llm|assistant|language model|triage|triager|model|bot|classifier|agent|dan)\b`,
	`\b(as|to|dear|hey|hello|hi|attention|note (to|for)|message (to|for)|for) (the |any |all |an? )?(ai|llm|language model|triager?|triage (model|bot|assistant|system|engine)|classifier|gemini|chat ?gpt|gpt|copilot)\b`,
	`\b(pretend|imagine|suppose)\b.{0,10}\byou('re| are| were)\b`,
	`\b(act|behave|respond|answer|pretend|roleplay) (as|like) (if )?(an?|the|you)\b.{0,30}\b(ai|model|admin|system|developer|assistant|unrestricted|no rules)\b`,
	`\b(developer|dan|god|debug|maintenance|sudo|admin) mode\b.{0,20}\b(on|enabled?|activated?|now)\b|\b(enable|enter|activate|switch to) (developer|dan|god|debug|maintenance|sudo|admin) mode\b|\bjailbreak\b|\bprompt injection\b`,
	// Told what to answer.
	`["']?\b(priority|severity|urgency|skills?|category|assignee|confidence|sentiment)["']?\s*(:=|=>|[:=])\s*["'\[{]?\s*(low|medium|high|urgent|critical|highest|lowest|p0|p1|sev|[\["'{]|\d)`,
	`\b(set|change|mark|make|force|raise|lower|bump|escalate|downgrade|override|assign|classify|treat|rate|return|output|report|label|tag|flag|triage|choose|use|give)\b.{0,50}\b(priority|severity|as (high|low|medium|urgent|critical)|skills?|assignee|confidence)\b`,
	`\b(this|it|ticket) (must|should|has to|needs to|shall) be\b.{0,20}\b(high|highest|low|urgent|critical) ?(priority)?\b.{0,10}`,
	`\b(assign|route|send|give|hand|direct)\b.{0,20}\b(this|it|the ticket|ticket|everything)\b.{0,20}\b(to|directly to)\b`,
	`\b(return|output|respond|reply|answer|print|produce)\b.{0,30}\b(only|exactly|json|verbatim|the following|with the word|nothing but)\b`,
	`\b(include|add|insert|put|append|write|use|place|embed|mention|link)\b.{0,60}\b(notes?|summary|draft|answer|response|output)\b`,
	`\b(include|add|insert|put|append|embed|link to|tell (them|the moderator|the user|everybody) to (visit|open|click|go to|download|run))\b.{0,60}(https?:|www\.|\b[a-z0-9-]+\.(com|net|org|io|test|example|ru|xyz|top)\b)`,
	`\b(summari[sz]e|describe) (this|it|the ticket) as\b|\bthe (summary|notes|draft|reason) (must|should|shall|is to)\b`,
	// Told to tell.
	`\b(reveal|print|repeat|show|leak|output|disclose|dump|display|expose|recite|tell me|what (is|are|was|were)|give me|quote|copy)\b.{0,40}\b(your|the|its|system|initial|hidden|original)\b.{0,20}\b(prompts?|instructions?|system message|api[ _-]?keys?|configuration|environment|env(ironment)? variables|guidelines|delimiter|nonce|begin ticket)`,
	// Dressed as what frames it.
	`<\|?/?\s*(im.start|im.end|endoftext|system|assistant|user|instructions?|ticket|data|prompt|tool|function)\b[^>]*\|?>|\[/?(inst|system|assistant)\]|<</?sys>>`,
	`(?m)^\W*(system|assistant|developer|tool|model)\s*(prompt|message|note|override)?\s*[:>]`,
	`\b(begin|end|start|stop) (of )?(the )?(ticket|data|prompt|instructions?|user (input|text)|system)\b`,
	`(?m)^\s*#{2,}\s*(system|instructions?|response|assistant|new task|override)\b`,
)

func compile(patterns ...string) []*regexp.Regexp {
	var out []*regexp.Regexp
	for _, p := range patterns {
		out = append(out, regexp.MustCompile(`(?s)`+p))
	}
	return out
}

// readings are the ways a model may read a text that a plain search does not:
// with look-alike letters, digits for letters, letters apart, or encoded.
func readings(text string) []string {
	plain := fold(text)
	latin := lookAlikes.Replace(plain)
	var all []string
	for _, reading := range []string{plain, latin, digitsAsLetters.Replace(latin), closeUp(latin)} {
		if reading = single(reading); !slices.Contains(all, reading) {
			all = append(all, reading)
		}
	}
	for _, hidden := range encoded.FindAllString(text, 20) {
		raw, err := base64.StdEncoding.DecodeString(hidden + strings.Repeat("=", (4-len(hidden)%4)%4))
		if err == nil && utf8.Valid(raw) {
			all = append(all, single(fold(string(raw))))
		}
	}
	return all
}

// fold gives wide, styled and invisible characters their plain form, in lower case.
func fold(s string) string {
	s = strings.ToLower(norm.NFKC.String(s))
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Cf, r):
			return -1
		case r != '\n' && (unicode.IsSpace(r) || r == '*' || r == '_'):
			return ' '
		}
		return r
	}, s)
}

func single(s string) string { return spaces.ReplaceAllString(s, " ") }

var (
	spaces          = regexp.MustCompile(` {2,}`)
	encoded         = regexp.MustCompile(`[A-Za-z0-9+/]{24,}`)
	digitsAsLetters = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s")
	lookAlikes      = strings.NewReplacer("а", "a", "е", "e", "о", "o", "р", "p", "с", "c", "у", "y", "х", "x", "і", "i", "ѕ", "s", "ј", "j",
		"ο", "o", "α", "a", "ε", "e", "ι", "i", "ρ", "p", "ν", "v", "’", "'", "‘", "'")
	apart = regexp.MustCompile(`\b(?:\pL[ .\-]){3,}\pL\b`)
)

// closeUp reads "i g n o r e" as "ignore". Two spaces part the words.
func closeUp(s string) string {
	return apart.ReplaceAllStringFunc(s, func(word string) string {
		return strings.Map(func(r rune) rune {
			if unicode.IsLetter(r) {
				return r
			}
			return -1
		}, word)
	})
}

// hidesText reports characters that only a machine reads: the tags block, or
// runs of invisible ones.
func hidesText(s string) bool {
	run := 0
	for _, r := range s {
		switch {
		case r >= 0xE0000 && r <= 0xE007F:
			return true
		case r >= 0x200B && r <= 0x200F || r == 0x2060 || r == 0xFEFF:
			if run++; run >= 8 {
				return true
			}
		default:
			run = 0
		}
	}
	return false
}
