package local

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/beckon-desk/beckon/tickets"
)

const (
	draftLikeness = 0.4 // of a resolved ticket, before what helped there is suggested here
	quotedWords   = 4   // "Done." helps nobody else
	quotedLength  = 600 // characters
)

// draft is a reply for the moderator to edit and send: what helped in the most similar resolved ticket, quoted with its
// number, or else thanks and questions for what the ticket leaves open. It claims nothing that nobody said.
func draft(t Ticket, language string, similar []likeness) string {
	say, ok := phrasings[language]
	if !ok {
		say = phrasings["en"]
	}
	for _, s := range similar {
		if s.Status.Live() || s.Score < draftLikeness {
			continue
		}
		helped := whatHelped(s.ticket)
		if other := Language(helped); helped == "" || language != "" && other != "" && other != language {
			continue
		}
		return fmt.Sprintf("%s\n\n%s\n\n%s\n\n%s", say.hello, fmt.Sprintf(say.before, s.Number), quoted(helped), say.after)
	}
	ask := say.missing(t)
	if len(ask) == 0 {
		return say.hello + "\n\n" + say.thanks
	}
	return fmt.Sprintf("%s\n\n%s %s\n\n- %s", say.hello, say.thanks, say.please, strings.Join(ask, "\n- "))
}

// whatHelped returns the note a ticket was resolved with, or else the last reply to the requester; "" when there is none
// that says enough and may be passed on.
func whatHelped(t tickets.Ticket) string {
	for _, c := range slices.Backward(t.History) {
		if c.Verb == "resolved" && passable(c.Text) {
			return c.Text
		}
	}
	for _, c := range slices.Backward(t.Comments) {
		if !c.Internal && !c.Deleted && c.By.ID != t.Requester.ID && passable(c.Text) {
			return c.Text
		}
	}
	return ""
}

// personal is what was meant for the other requester alone: addresses, long numbers, anything about passwords.
var personal = regexp.MustCompile(`(?i)\S@\S|\d{5}|passw|kennwort|passphrase|\bpin\b|token|secret|https?://`)

func passable(s string) bool {
	return len(strings.Fields(s)) >= quotedWords && !personal.MatchString(s)
}

// quoted puts a text into Markdown's quotes, cut at the end of a word.
func quoted(s string) string {
	s = strings.TrimSpace(s)
	if utf8.RuneCountInString(s) > quotedLength {
		cut := string([]rune(s)[:quotedLength])
		s = cut[:max(strings.LastIndexAny(cut, " \n"), 0)] + " …"
	}
	return "> " + strings.ReplaceAll(s, "\n", "\n> ")
}

// phrasing is how a draft is put in one language.
type phrasing struct {
	hello, before, after, thanks, please string
	more, when, message                  string // questions
}

var phrasings = map[string]phrasing{
	"en": {
		hello: "Hello,", before: "this looks like %s, which we have solved before. What helped there:", after: "Does that help you too?",
		thanks: "thank you for telling us.", please: "So that we can help, please tell us:",
		more: "what you did, what happened, and what you expected", when: "since when it has been so", message: "the exact words of the error message, or a picture of it",
	},
	"de": {
		hello: "Hallo,", before: "das sieht aus wie %s, was wir schon einmal gelöst haben. Dort half:", after: "Hilft das auch hier?",
		thanks: "danke für die Meldung.", please: "Damit wir helfen können, schreibt uns bitte noch:",
		more: "was getan wurde, was passiert ist und was erwartet war", when: "seit wann es so ist", message: "den genauen Wortlaut der Fehlermeldung oder ein Bild davon",
	},
}

var (
	saysWhen    = regexp.MustCompile(`(?i)\b(since|today|yesterday|ago|morning|afternoon|evening|week|month|monday|tuesday|wednesday|thursday|friday|every|always|seit|heute|gestern|woche|immer|morgens?|montag|dienstag|mittwoch|donnerstag|freitag)\b|\d{1,2}[:.]\d{2}`)
	saysError   = regexp.MustCompile(`(?i)\b(error|exception|fehler\w*|failed|code)\b`)
	saysMessage = regexp.MustCompile("[\"“”„«»`]|(?i)\\b(error|exception|code|fehler\\w*)\\b\\W*(0x[0-9a-f]+|\\d+|:)")
)

// enoughWords is how long a description is that says what was done and what happened.
const enoughWords = 12

// missing returns what to ask. A question or a wish is not asked since when it is so.
func (p phrasing) missing(t Ticket) (ask []string) {
	text := t.Title + "\n" + t.Body
	d := &document{title: stems(wholeWords(t.Title, titleWords)), body: stems(wholeWords(t.Body, bodyWords))}
	if s := statedIn(d); s.urgency == calm && s.reason != "" {
		return nil
	}
	if len(strings.Fields(text)) < enoughWords {
		ask = append(ask, p.more)
	}
	if !saysWhen.MatchString(text) {
		ask = append(ask, p.when)
	}
	if saysError.MatchString(text) && !saysMessage.MatchString(text) {
		ask = append(ask, p.message)
	}
	return ask
}
