package local

// phrases finds sequences of whole stemmed words in a text.
type phrases struct {
	byFirst map[string][]phrase
}

type phrase struct {
	words []string // stemmed
	id    int
}

func newPhrases() *phrases { return &phrases{byFirst: map[string][]phrase{}} }

// add has the words of text found as id. A text without words is ignored.
func (p *phrases) add(text string, id int) {
	ws := stems(wholeWords(text, 20))
	if len(ws) > 0 {
		p.byFirst[ws[0]] = append(p.byFirst[ws[0]], phrase{ws, id})
	}
}

// find calls found for each phrase in the stemmed words, in order, with the place of its first word.
func (p *phrases) find(ws []string, found func(id, at int)) {
	for i, w := range ws {
		for _, ph := range p.byFirst[w] {
			if startsWith(ws[i:], ph.words) {
				found(ph.id, i)
			}
		}
	}
}

func startsWith(ws, prefix []string) bool {
	if len(ws) < len(prefix) {
		return false
	}
	for i, w := range prefix {
		if ws[i] != w {
			return false
		}
	}
	return true
}
