package local

import (
	"math"
	"slices"
	"strings"
	"unicode"
)

// Skill is one of the labels a ticket may get, with the words people use for it.
type Skill struct {
	Name        string
	Aliases     []string
	Description string
}

// matcher finds skills by their own words: whole stemmed words of names and aliases, and, weaker, of descriptions.
type matcher struct {
	skills []Skill
	words  map[string][]skillWord
	full   []float32        // per skill: the score when every word of its name is there
	names  *phrases         // names and aliases in full
	parts  map[string][]int // skills by the parts of names like "Mail/Calendar"
}

type skillWord struct {
	skill  int
	weight float32
}

const (
	nameWeight        = 1
	descriptionWeight = 0.35
	synonymWeight     = 0.8
	lightWeight       = 0.4
	lengthPower       = 0.8 // of how long a name is, how much its score is divided by
	lengthScale       = 1.8
	fullWeight        = 0.35 // of a name in full, beyond its words: little, since a longer name may say more of the ticket
	formWeight        = 3    // of what the form says: more than any words
)

// newMatcher returns a matcher for the skills. The same skills give the same matcher whatever their order of words.
func newMatcher(skills []Skill) *matcher {
	m := &matcher{skills: skills, words: map[string][]skillWord{}, full: make([]float32, len(skills)), names: newPhrases(), parts: map[string][]int{}}
	own := make([]map[string]float32, len(skills))
	sharing := map[string]int{}
	for i, s := range skills {
		for _, part := range partsOf(s.Name) {
			m.parts[part] = append(m.parts[part], i)
		}
		own[i] = ownWords(s)
		for w := range own[i] {
			sharing[w]++
		}
		for _, name := range append([]string{s.Name}, s.Aliases...) {
			m.names.add(name, i)
			if apart := takenApart(name); apart != name {
				m.names.add(apart, i)
			}
		}
	}
	for i, words := range own {
		var square float64
		for _, w := range sortedKeys(words) {
			v := words[w] * float32(math.Log(1+float64(len(skills))/float64(sharing[w])))
			m.words[w] = append(m.words[w], skillWord{i, v})
			square += float64(v * v)
		}
		m.full[i] = lengthScale * float32(math.Pow(square, lengthPower/2))
	}
	return m
}

// takenApart spaces a name like "MobileWeb" as people may write it: "Mobile Web".
func takenApart(name string) string {
	var b strings.Builder
	var before rune
	for _, r := range name {
		if unicode.IsUpper(r) && unicode.IsLower(before) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		before = r
	}
	return b.String()
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// ownWords returns the stemmed words that speak for a skill.
func ownWords(s Skill) map[string]float32 {
	own := map[string]float32{}
	take := func(text string, weight float32) {
		for _, w := range wholeWords(text, 200) {
			if stopWords[w] {
				continue
			}
			st := stem(w)
			weight := weight
			if lightWords[st] {
				weight *= lightWeight
			}
			own[st] = max(own[st], weight)
			if r := root(st); r != "" {
				own[r] = max(own[r], weight*rootWeight)
			}
			for _, syn := range synonyms[st] {
				own[syn] = max(own[syn], weight*synonymWeight)
			}
		}
	}
	take(s.Name, nameWeight)
	for _, a := range s.Aliases {
		take(a, nameWeight)
	}
	take(s.Description, descriptionWeight)
	return own
}

// scores adds up, for each skill, the weight of its words that the ticket has, relative to all of its words. A name in
// full counts on top.
func (m *matcher) scores(d *document, out []float32) {
	clear(out)
	seen := make(map[string]bool, 2*(len(d.title)+len(d.body)))
	take := func(ws []string, weight float32) {
		for _, w := range ws {
			if seen[w] {
				continue
			}
			seen[w] = true
			m.hit(w, weight, out)
			if r := root(w); r != "" && !seen[r] {
				seen[r] = true
				m.hit(r, weight, out)
			}
		}
	}
	take(d.title, 1)
	take(d.body, 0.5)
	for i, weight := range m.named(d) {
		if weight > 0 {
			out[i] += weight * fullWeight
		}
	}
}

// named returns, for each skill, 1 when the title has its name or an alias in full, 0.5 when only the body has.
func (m *matcher) named(d *document) []float32 {
	out := make([]float32, len(m.skills))
	m.names.find(d.body, func(id, _ int) { out[id] = 0.5 })
	m.names.find(d.title, func(id, _ int) { out[id] = 1 })
	return out
}

func (m *matcher) hit(w string, weight float32, out []float32) {
	for _, sw := range m.words[w] {
		out[sw.skill] += weight * sw.weight * sw.weight / m.full[sw.skill]
	}
}

const rootWeight = 0.5

// root returns what longer words of one family share, so that "verify" meets "verification"; "" for short words.
func root(stem string) string {
	if len(stem) < 5 {
		return ""
	}
	return "~" + stem[:5]
}

// partsOf returns what a name like "Mail/Calendar" is made of, in small letters.
func partsOf(name string) []string {
	parts := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return strings.ContainsRune("/>:|", r) })
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}

// form adds to the scores of the skills whose name has, as a whole part, what the intake form says: a requester who chose
// the product "Mail" means one of the skills "Mail/Calendar" and "Mail/Rules".
func (m *matcher) form(fields []string, out []float32) {
	for _, f := range fields {
		for _, i := range m.parts[strings.ToLower(strings.TrimSpace(f))] {
			out[i] += formWeight
		}
	}
}

// lightWords are so common in names and tickets that they tell little.
var lightWords = func() map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(`get make use take need want work go give show see try put keep let help not no via about by up into
		possible able way thing issue problem support new app account`) {
		set[stem(w)] = true
	}
	return set
}()
