package tickets

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Skill is something a ticket may need and a moderator may have.
type Skill struct {
	Name        string   `json:"name"`              // as shown, such as "VPN" or "C++"
	Aliases     []string `json:"aliases,omitempty"` // other words for it
	Description string   `json:"description,omitempty"`
}

// MaxSkill is the longest name of a skill, in characters.
const MaxSkill = 60

// skillKey is what two spellings of one skill share: case and spacing folded.
// Whole terms only: "Java" and "JavaScript" differ, and "C++" is ordinary.
func skillKey(name string) string { return strings.ToLower(CleanLine(name)) }

// isSkill reports whether key is the name's key. The router asks this thousands
// of times, nearly always of names that need no cleaning.
func isSkill(name, key string) bool {
	if isPlain(name) {
		return len(name) == len(key) && strings.EqualFold(name, key)
	}
	return skillKey(name) == key
}

// isPlain reports whether a name is printable ASCII with single spaces between.
func isPlain(name string) bool {
	for i := range len(name) {
		c := name[i]
		if c < ' ' || c > '~' || c == ' ' && (i == 0 || i == len(name)-1 || name[i-1] == ' ') {
			return false
		}
	}
	return true
}

// SkillIn returns the desk's own spelling of a skill, found by name or alias.
func SkillIn(list []Skill, name string) (string, bool) {
	key := skillKey(name)
	for _, s := range list {
		if skillKey(s.Name) == key || slices.ContainsFunc(s.Aliases, func(a string) bool { return skillKey(a) == key }) {
			return s.Name, true
		}
	}
	return "", false
}

// known returns the skills among names that the desk has, in its own spelling,
// each once, in the order given; unknown ones are returned apart.
func known(list []Skill, names []string) (have, unknown []string) {
	for _, n := range names {
		s, ok := SkillIn(list, n)
		switch {
		case !ok:
			unknown = append(unknown, n)
		case !slices.Contains(have, s):
			have = append(have, s)
		}
	}
	return have, unknown
}

// ValidateSkills reports what is wrong with a list of skills that replaces
// another: an empty or long name, a new one with a comma (which parts skills
// wherever they are listed), or two skills that share a name or alias. The field
// is what of the input is said to be wrong.
func ValidateSkills(field string, list, kept []Skill) error {
	seen := map[string]string{}
	for _, s := range list {
		comma := strings.Contains(s.Name, ",") && !slices.ContainsFunc(kept, func(k Skill) bool { return k.Name == s.Name })
		if n := utf8.RuneCountInString(CleanLine(s.Name)); n == 0 || n > MaxSkill || comma {
			return invalid(field, "A skill's name has 1 to 60 characters and no comma.")
		}
		for _, name := range append([]string{s.Name}, s.Aliases...) {
			key := skillKey(name)
			if other, taken := seen[key]; taken && other != s.Name {
				return invalid(field, "%s already means %s. Merge the two, or choose another word.", name, other)
			}
			seen[key] = s.Name
		}
	}
	return nil
}
