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
	text := r.Title + "\n" + r.Body                                  // all of it: where it is cut depends on how much was redacted
	for _, fact := range r.Facts[max(0, len(r.Facts)-shownFacts):] { // no more than the model would see
		text += "\n" + fact
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
	`\b(ignorier\w*|vergiss|missachte\w*)\b.{0,40}(anweisung|\bregeln|vorgaben|instruktion|\balles (oben|davor|bisher|vorher))`,
	`\b(ignore[zr]?|oublie[zr]?)\b.{0,40}\b(instructions|consignes|regles)`,
	`\b(ignor[ae]|olvida|omite|esqueca|dimentica)\b.{0,40}\b(instrucciones|reglas|indicaciones|istruzioni|regole|instrucoes|regras)`,
	`\b(negeer|vergeet)\b.{0,40}\b(instructies|regels|opdrachten)|\b(zignoruj|zapomnij)\b.{0,40}\b(instrukcj|polecen|zasad)|\btalimat\S*.{0,30}\b(yok say|unut|goz ardi)|\bbo qua\b.{0,40}\b(huong dan|chi dan|lenh)`,
	`(忽略|无视|忘记|無視|忘れ).{0,12}(指令|指示|说明|提示)|(以前|上記|これまで).{0,8}(指示|命令).{0,6}(無視|忘れ)|(지시|명령|지침).{0,8}(무시|잊)`,
	`(игнорир|забуд)\S*.{0,40}(инструкци|указани|правил)|(تجاهل|انس).{0,30}(تعليمات|اوامر|أوامر)|(התעלם|תתעלם|שכח).{0,30}(הוראות|הנחיות)|(निर्देश|अनुदेश).{0,30}(अनदेखा|नजरअंदाज|भूल)`,
	// Told who it is.
	`\byou are (now|no longer|actually|really)\b|\byou are (an?|the|my) (ai|llm|assistant|language model|triage|triager|model|bot|classifier|agent|dan)\b`,
	`\b(as|to|dear|hey|hello|hi|attention|note (to|for)|message (to|for)|for) (the |any |all |an? )?(ai|llm|language model|triager?|triage (model|bot|assistant|system|engine)|classifier|gemini|chat ?gpt|gpt|copilot)\b`,
	`\b(pretend|imagine|suppose)\b.{0,10}\byou('re| are| were)\b`,
	`\b(act|behave|respond|answer|pretend|roleplay) (as|like) (if )?(an?|the|you)\b.{0,30}\b(ai|model|admin|system|developer|assistant|unrestricted|no rules)\b`,
	`\b(developer|dan|god|debug|maintenance|sudo|admin) mode\b.{0,20}\b(on|enabled?|activated?|now)\b|\b(enable|enter|activate|switch to) (developer|dan|god|debug|maintenance|sudo|admin) mode\b|\bjailbreak\b|\bprompt injection\b`,
	`\b(du bist|sie sind) (jetzt|nun|ab jetzt|ein|eine)\b.{0,20}\b(assistent|ki|bot|modell|ki-modell|sprachmodell)|\btu es (maintenant|desormais)\b|\b(ahora eres|eres ahora|adesso sei|agora voce e)\b|(отныне|теперь) ты `,
	`\b(an (die|das)|liebe[rs]?|hinweis fur (die|das)) (ki|sprachmodell|ki-modell)\b|\b(a l'|chere |pour l')ia\b|\b(para|a) la ia\b|\bper l'ia\b|\bpara a ia\b`,
	// Told what to answer.
	`["']?\b(priority|severity|urgency|skills?|category|assignee|confidence|sentiment)["']?\s*(:=|=>|[:=])\s*["'\[{]?\s*(low|medium|high|urgent|critical|highest|lowest|p0|p1|sev|[\["'{]|\d)`,
	`\b(set|change|mark|make|force|raise|lower|bump|escalate|downgrade|override|assign|classify|treat|rate|return|output|report|label|tag|flag|triage|choose|use|give)\b.{0,50}\b(priority|severity|as (high|low|medium|urgent|critical)|skills?|assignee|confidence)\b`,
	`\b(priority|prio|severity) (should|must|has to|shall|is to|ought to) be\b|\b(correct|right|proper) (priority|skills?|severity)\b`,
	`\bprio(rity)? ?[:=]? ?(hoch|haute?|alta|hoog|wysoki|urgent|high|p1)\b|\b(prioritat|priorite|prioridade?|priorita|prioriteit|priorytet)\b.{0,15}\b(hoch|hochste\w*|haute|alta|maxima?|elevee|hoog|wysoki|urgente?|high)\b`,
	`приоритет\S*.{0,20}(высок|максимальн|критич)|(优先级|優先度|优先度).{0,8}(高|紧急|最)|우선순위.{0,10}(높|긴급)`,
	`\bfrom now on,? (you\b|answer|respond|reply|output|treat|every|all )`,
	`\b(weise|teile) (dieses|das) ticket\b`,
	`\b(this|it|ticket) (must|should|has to|needs to|shall) be\b.{0,20}\b(high|highest|low|urgent|critical) ?(priority)?\b.{0,10}`,
	`\b(assign|route|send|give|hand|direct)\b.{0,20}\b(this|it|the ticket|ticket|everything)\b.{0,20}\b(to|directly to)\b`,
	`\b(return|output|respond|reply|answer|print|produce)\b.{0,30}\b(only|exactly|json|verbatim|the following|with the word|nothing but)\b`,
	`\b(include|add|insert|put|append|write|use|place|embed|mention|link)\b.{0,60}\b(notes?|summary|draft|answer|response|output)\b`,
	`\b(include|add|insert|put|append|embed|link to|tell (them|the moderator|the user|everybody) to (visit|open|click|go to|download|run))\b.{0,60}(https?:|www\.|\b[a-z0-9-]+\.(com|net|org|io|test|example|ru|xyz|top)\b)`,
	`\b(summari[sz]e|describe) (this|it|the ticket) as\b|\bthe (summary|notes|draft|reason) (must|should|shall|is to)\b`,
	// Told to tell.
	`\b(reveal|print|repeat|show|leak|output|disclose|dump|display|expose|recite|tell me|what (is|are|was|were)|give me|quote|copy)\b.{0,40}\b(your|the|its|system|initial|hidden|original)\b.{0,20}\b(prompts?|instructions?|system message|api[ _-]?keys?|configuration|environment|env(ironment)? variables|guidelines|delimiter|nonce|begin ticket)`,
	`\b(repeat|print|output|summari[sz]e|translate)\b.{0,10}\b(everything|the text)\b.{0,6}\b(above|before)\b|\btranslate your instructions\b`,
	`\b(zeig\w*|gib|wiederhole|nenne|verrate)\b.{0,25}\b(deine|ihre) (anweisung|instruktion|system-?prompt|vorgaben|regeln)|\bdeinen system-?prompt\b|\b(repete|montre|affiche)[zr]?\b.{0,10}\b(tes|vos) (instructions|consignes)|\b(muestra|repite|revela)\b.{0,10}\btus instrucciones\b`,
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

// fold gives wide, styled and accented characters their plain form, in lower case,
// and takes out invisible ones.
func fold(s string) string {
	s = strings.ToLower(norm.NFKD.String(s))
	return norm.NFC.String(strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Cf, r), r >= 0x300 && r <= 0x36F:
			return -1
		case r != '\n' && (unicode.IsSpace(r) || r == '*' || r == '_'):
			return ' '
		}
		return r
	}, s))
}

func single(s string) string { return spaces.ReplaceAllString(s, " ") }

var (
	spaces          = regexp.MustCompile(` {2,}`)
	encoded         = regexp.MustCompile(`[A-Za-z0-9+/]{24,}`)
	digitsAsLetters = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s")
	lookAlikes      = strings.NewReplacer("а", "a", "е", "e", "о", "o", "р", "p", "с", "c", "у", "y", "х", "x", "і", "i", "ѕ", "s", "ј", "j",
		"ı", "i", "ɪ", "i", "ɢ", "g", "ɴ", "n", "ʀ", "r", "ᴏ", "o", "ᴘ", "p", "ᴇ", "e", "ᴠ", "v", "ᴜ", "u", "ᴛ", "t", "ᴄ", "c", "ᴀ", "a", "ʟ", "l", "ᴅ", "d", "ꜱ", "s", "ʏ", "y", "ʜ", "h", "ᴍ", "m",
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
