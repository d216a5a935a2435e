package local

import (
	"strings"
)

// urgency is how soon a ticket wants work by what its words say.
type urgency int

const (
	calm urgency = iota - 1
	ordinary
	pressing
)

// stated is what the words of a ticket say about its priority.
type stated struct {
	urgency urgency
	reason  string // one sentence; "" when the words say nothing
}

// rule has phrases that speak for an urgency, in English and German. Phrases are whole words; English ones match in any
// inflection.
type rule struct {
	urgency urgency
	reason  string
	phrases string // separated by |
}

// rules in order of weight: the first that applies decides.
var rules = []rule{
	{pressing, "It may be a matter of security.", "security breach|data breach|breach|hacked|compromised|phishing|ransomware|malware|virus|" +
		"stolen laptop|laptop stolen|stolen phone|phone stolen|lost laptop|lost phone|data leak|leaked data|password leaked|leaked password|unauthorized access|unauthorised access|security incident|" +
		"suspicious email|suspicious login|vulnerability|" +
		"gehackt|kompromittiert|datenleck|datenpanne|schadsoftware|trojaner|sicherheitsvorfall|sicherheitslücke|laptop gestohlen|handy gestohlen|gestohlener laptop|" +
		"gestohlenes handy|laptop verloren|handy verloren|verdächtige mail|verdächtige e mail|verdächtige anmeldung|unbefugter zugriff"},
	{pressing, "Data may be lost.", "data loss|lost data|data lost|lost all|lost my files|files gone|files are gone|disappeared from the database|" +
		"accidentally deleted|corrupted database|database is corrupt|data corruption|backup failed|" +
		"datenverlust|daten verloren|daten weg|daten sind weg|dateien weg|dateien sind weg|versehentlich gelöscht|aus versehen gelöscht|datenbank beschädigt|" +
		"sicherung fehlgeschlagen"},
	{pressing, "Something that many depend on is down.", "outage|production down|production is down|prod down|prod is down|site is down|site down|" +
		"server down|server is down|servers are down|system down|system is down|network down|network is down|service down|completely down|is down for|are down|" +
		"service unavailable|everything is down|" +
		"ausfall|stromausfall|totalausfall|server ausgefallen|server ist ausgefallen|netz ist ausgefallen|netzwerk ausgefallen|netzwerk ist ausgefallen|" +
		"internet ausgefallen|internet ist ausgefallen|system ausgefallen|system ist ausgefallen|nichts geht mehr|geht gar nichts mehr|produktion steht still"},
	{pressing, "Many people are affected.", "everyone|everybody|whole team|entire team|whole company|entire company|whole office|entire office|whole floor|all users|" +
		"all employees|all customers|nobody can|no one can|none of us can|multiple users|many users|company wide|all of us|" +
		"niemand kann|keiner kann|ganze team|ganze abteilung|ganze büro|ganze firma|gesamte firma|alle mitarbeiter|alle kollegen|alle nutzer|alle benutzer|" +
		"alle kunden|bei uns allen|firmenweit|betrifft alle"},
	{pressing, "Somebody cannot work.", "cannot work|can not work|can t work|unable to work|stops me from working|work is blocked|blocked from working|blocker|" +
		"completely blocked|locked out|production stopped|stopped production|work stoppage|" +
		"kann nicht arbeiten|können nicht arbeiten|kann so nicht arbeiten|kann nicht mehr arbeiten|können nicht mehr arbeiten|nicht weiterarbeiten|ausgesperrt"},
	{pressing, "Pay or a deadline is at stake.", "payroll|salaries|not been paid|not paid|deadline today|due today|by end of day|audit tomorrow|customer demo|" +
		"losing customers|losing money|" +
		"gehälter|gehaltsabrechnung|lohnabrechnung|gehalt nicht|frist heute|heute fällig|bis heute abend|kunden verlieren"},
	{pressing, "The requester says it is urgent.", "urgent|urgently|asap|as soon as possible|immediately|emergency|critical|right now|right away|high priority|top priority|" +
		"sev1|p1|" +
		"dringend|dringende|dringenden|dringender|dringendes|eilig|sofort|umgehend|so schnell wie möglich|schnellstmöglich|notfall|kritisch|hohe priorität|höchste priorität"},
	{calm, "The requester says it can wait.", "when you have time|when you have a moment|when you get a chance|no rush|no hurry|not urgent|whenever|at your convenience|" +
		"low priority|nice to have|just wondering|just curious|minor|cosmetic|typo|some day|someday|" +
		"nicht dringend|nicht eilig|eilt nicht|keine eile|wenn sie zeit haben|wenn du zeit hast|wenn ihr zeit habt|bei gelegenheit|irgendwann|niedrige priorität|" +
		"tippfehler|nicht so wichtig"},
	{calm, "It is a question or a wish, not a fault.", "how do i|how can i|how to|is it possible|is there a way|question about|could you explain|feature request|would be nice|" +
		"it would be great|suggestion|" +
		"wie kann ich|wie kann man|wie mache ich|ist es möglich|gibt es eine möglichkeit|eine frage zu|frage zum|frage zur|wäre schön|wäre toll|vorschlag"},
}

var rulePhrases = func() *phrases {
	p := newPhrases()
	for i, r := range rules {
		for _, text := range strings.Split(r.phrases, "|") {
			p.add(text, i)
		}
	}
	return p
}()

// negations turn the phrase after them around.
var negations = map[string]bool{"not": true, "no": true, "never": true, "isn": true, "t": true, "non": true, "without": true, "low": true,
	"nicht": true, "kein": true, "keine": true, "keinen": true, "nie": true, "ohne": true}

// statedIn reads what the title and the body say. Words that deny a phrase ("not urgent", "no outage") silence it.
func statedIn(d *document) stated {
	best := len(rules)
	for _, ws := range [][]string{d.title, d.body} {
		rulePhrases.find(ws, func(id, at int) {
			if id < best && !(rules[id].urgency == pressing && denied(ws, at)) {
				best = id
			}
		})
	}
	if best == len(rules) {
		return stated{}
	}
	return stated{rules[best].urgency, rules[best].reason}
}

func denied(ws []string, at int) bool {
	for i := max(0, at-2); i < at; i++ {
		if negations[ws[i]] {
			return true
		}
	}
	return false
}

// position returns where an urgency stands on a scale of so many levels.
func (u urgency) position(levels int) int {
	share := [...]float64{0.2, 0.5, 0.8}[u+1]
	return int(share*float64(levels-1) + 0.5)
}

// scores says how well each level fits what is stated: less with each step away, and not much when nothing was said.
func (s stated) scores(levels int) []float32 {
	out := make([]float32, levels)
	weight := float32(0.7)
	if s.reason != "" {
		weight = 1.5
	}
	at := s.urgency.position(levels)
	for i := range out {
		out[i] = -weight * float32(max(i-at, at-i))
	}
	return out
}
