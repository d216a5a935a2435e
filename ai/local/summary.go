package local

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	summaryLength = 280 // characters
	summaryParts  = 2   // sentences
)

// noise is what a summary never quotes: greetings, thanks, signatures, mail headers, quotes, code and logs.
var noise = regexp.MustCompile(`(?i)^(hi|hello|hey|dear|good (morning|afternoon|evening)|thanks|thank you|many thanks|cheers|regards|kind regards|best|best regards|` +
	`sincerely|sent from|from:|to:|cc:|subject:|sent:|received from|>|\{code|\[|at [\w.$]+\(|\d{4}-\d\d-\d\d|https?://|---|===|please (help|advise)\W*$)`)

// marks are Markdown's, which mean nothing in a summary.
var marks = strings.NewReplacer("**", "", "__", "", "`", "")

// Summary picks the one or two sentences of a ticket that say most, in their order, in at most 280 characters. Every word
// is the requester's own. A ticket without a useful body is summed up by its title.
func Summary(title, body string) string {
	title = strings.Join(strings.Fields(title), " ")
	said := sentences(body)
	chosen := central(title, said)
	text := strings.Join(chosen, " ")
	if text == "" {
		return clip(title, summaryLength)
	}
	return clip(text, summaryLength)
}

// sentences splits a text at line ends and sentence ends and drops noise and repeats.
func sentences(text string) []string {
	var out []string
	seen := map[string]bool{}
	for _, line := range strings.Split(marks.Replace(text), "\n") {
		for _, s := range splitLine(line) {
			s = strings.Join(strings.Fields(strings.TrimLeft(s, "-*#•0123456789.) \t")), " ")
			key := strings.ToLower(s)
			if len(strings.Fields(s)) < 3 || seen[key] || noise.MatchString(s) || !mostlyWords(s) {
				continue
			}
			seen[key] = true
			out = append(out, s)
		}
	}
	return out[:min(len(out), 40)]
}

func splitLine(line string) []string {
	var out []string
	start := 0
	for i, r := range line {
		if next := i + utf8.RuneLen(r); strings.ContainsRune(".!?", r) && (next >= len(line) || line[next] == ' ') {
			out = append(out, line[start:next])
			start = next
		}
	}
	return append(out, line[start:])
}

// mostlyWords tells language from logs: letters and spaces make up most of it.
func mostlyWords(s string) bool {
	plain, all := 0, 0
	for _, r := range s {
		all++
		if unicode.IsLetter(r) || r == ' ' || r == '\'' || r == ',' {
			plain++
		}
	}
	return plain*5 >= all*4
}

// central returns the sentences that share most with the title and with the rest, early ones first among equals.
func central(title string, said []string) []string {
	spread := map[string]float64{}
	wordsOf := make([][]string, len(said))
	for i, s := range said {
		for _, w := range contentWords(s) {
			spread[w]++
			wordsOf[i] = append(wordsOf[i], w)
		}
	}
	inTitle := map[string]bool{}
	for _, w := range contentWords(title) {
		inTitle[w] = true
	}
	order := make([]int, len(said))
	scores := make([]float64, len(said))
	for i, ws := range wordsOf {
		order[i] = i
		for _, w := range ws {
			scores[i] += math.Log(1 + spread[w])
			if inTitle[w] {
				scores[i]++
			}
		}
		scores[i] /= math.Sqrt(float64(len(ws)) + 6)
		scores[i] *= 1 + 0.6/float64(i+1)
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(scores[b], scores[a]) })
	picked := order[:min(len(order), summaryParts)]
	if len(picked) == 2 && utf8.RuneCountInString(said[picked[0]])+utf8.RuneCountInString(said[picked[1]]) >= summaryLength {
		picked = picked[:1]
	}
	slices.Sort(picked)
	out := make([]string, len(picked))
	for i, p := range picked {
		out[i] = closed(said[p])
	}
	return out
}

func contentWords(s string) []string {
	var out []string
	for _, w := range stems(wholeWords(s, 60)) {
		if !stopWords[w] && !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}

// closed ends a sentence with a full stop unless it has an end.
func closed(s string) string {
	s = strings.TrimRight(s, " ,;:-")
	if r, _ := utf8.DecodeLastRuneInString(s); strings.ContainsRune(".!?…", r) {
		return s
	}
	return s + "."
}

// clip shortens s to limit characters at a word's end.
func clip(s string, limit int) string {
	if utf8.RuneCountInString(s) <= limit {
		return s
	}
	cut := string([]rune(s)[:limit-1])
	if at := strings.LastIndexByte(cut, ' '); at > limit/2 {
		cut = cut[:at]
	}
	return strings.TrimRight(cut, " ,;:") + "…"
}
