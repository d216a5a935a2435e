package ai

import (
	"encoding/json"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/beckon-desk/beckon/tickets"
)

// Bounds of what is taken from an answer, in characters. The Service has its
// own; these keep a model from filling them.
const (
	maxSummary = 500
	maxReason  = 300
	maxNotes   = 4_000
	maxDraft   = 4_000
	maxAnswer  = 64 << 10 // of the JSON, in bytes
	maxEnum    = 100      // more skills than this are not listed in the schema
)

// schema is the part of JSON Schema that both protocols share.
type schema struct {
	Type        string             `json:"type"`
	Description string             `json:"description,omitempty"`
	Enum        []string           `json:"enum,omitempty"`
	Items       *schema            `json:"items,omitempty"`
	Properties  map[string]*schema `json:"properties,omitempty"`
	Required    []string           `json:"required,omitempty"`
	Closed      *bool              `json:"additionalProperties,omitempty"` // false: no other properties
}

func textSchema() *schema                    { return &schema{Type: "string"} }
func choiceSchema(choices ...string) *schema { return &schema{Type: "string", Enum: choices} }

func objectSchema(properties map[string]*schema) schema {
	closed := false
	s := schema{Type: "object", Properties: properties, Closed: &closed}
	for name := range properties {
		s.Required = append(s.Required, name)
	}
	slices.Sort(s.Required)
	return s
}

// answerSchema is what may be answered to a request.
func answerSchema(r tickets.Request) schema {
	skill, category := textSchema(), textSchema()
	if n := len(r.Skills); n > 0 && n <= maxEnum {
		for _, s := range r.Skills {
			skill.Enum = append(skill.Enum, s.Name)
		}
	}
	if n := len(r.Categories); n > 0 && n <= maxEnum {
		category.Enum = append(slices.Clone(r.Categories), "none")
	}
	number := &schema{Type: "number"}
	confidence := objectSchema(map[string]*schema{"summary": number, "priority": number, "skills": number, "category": number})
	return objectSchema(map[string]*schema{
		"summary": textSchema(), "priority": choiceSchema("low", "medium", "high"), "reason": textSchema(),
		"skills": {Type: "array", Items: skill}, "category": category, "notes": textSchema(),
		"sentiment": choiceSchema("calm", "annoyed", "angry"), "language": textSchema(), "draft": textSchema(), "confidence": &confidence,
	})
}

// answer is the JSON that a model is asked for. Whatever else it says is dropped.
type answer struct {
	Summary    string                    `json:"summary"`
	Priority   string                    `json:"priority"`
	Reason     string                    `json:"reason"`
	Skills     []string                  `json:"skills"`
	Category   string                    `json:"category"`
	Notes      string                    `json:"notes"`
	Sentiment  string                    `json:"sentiment"`
	Language   string                    `json:"language"`
	Draft      string                    `json:"draft"`
	Confidence map[tickets.Field]float64 `json:"confidence"`
}

// read makes an assessment of a model's answer, or says what is wrong with it.
func (p prompt) read(text string, r tickets.Request, l links) (tickets.Assessment, FailureKind) {
	if strings.Contains(text, p.fence) {
		return tickets.Assessment{}, Misled
	}
	var said answer
	if len(text) > maxAnswer || !decode(text, &said) || tickets.CleanLine(said.Summary) == "" {
		return tickets.Assessment{}, Garbled
	}
	none := links{} // only notes may link
	a := tickets.Assessment{
		Summary: bounded(none.line(said.Summary), maxSummary), Priority: priority(said.Priority), Reason: bounded(none.line(said.Reason), maxReason),
		Skills: skills(r.Skills, said.Skills), Notes: l.notes(said.Notes),
		Draft: bounded(none.text(said.Draft), maxDraft), Confidence: confidences(said.Confidence),
	}
	if slices.Contains(r.Categories, said.Category) {
		a.Category = said.Category
	} else {
		delete(a.Confidence, tickets.FieldCategory) // in nothing; it would make the whole look unsure
	}
	if slices.Contains([]string{"calm", "annoyed", "angry"}, said.Sentiment) {
		a.Sentiment = said.Sentiment
	}
	if languageTag.MatchString(said.Language) {
		a.Language = said.Language
	}
	return a, ""
}

var languageTag = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$`)

// decode reads exactly one JSON object. Models that know no schema like to
// fence it as code.
func decode(text string, v any) bool {
	text = strings.TrimSpace(text)
	if inner, ok := strings.CutPrefix(text, "```"); ok {
		text = strings.TrimSuffix(strings.TrimPrefix(inner, "json"), "```")
	}
	d := json.NewDecoder(strings.NewReader(text))
	if d.Decode(v) != nil {
		return false
	}
	_, err := d.Token()
	return err == io.EOF
}

func priority(s string) tickets.Priority {
	p, err := tickets.ParsePriority(strings.ToLower(strings.TrimSpace(s)))
	if err != nil {
		return tickets.Medium
	}
	return p
}

// skills keeps those that the desk has, in its spelling, at most three.
func skills(list []tickets.Skill, said []string) []string {
	var have []string
	for _, name := range said {
		if s, ok := tickets.SkillIn(list, name); ok && !slices.Contains(have, s) && len(have) < 3 {
			have = append(have, s)
		}
	}
	return have
}

// confidences keeps the fields we asked about, from 0 to 1.
func confidences(said map[tickets.Field]float64) map[tickets.Field]float64 {
	kept := map[tickets.Field]float64{}
	for _, f := range []tickets.Field{tickets.FieldSummary, tickets.FieldPriority, tickets.FieldSkills, tickets.FieldCategory} {
		if v, ok := said[f]; ok {
			kept[f] = min(max(v, 0), 1)
		}
	}
	return kept
}

// bounded cuts at limit characters.
func bounded(s string, limit int) string {
	r := []rune(s)
	if len(r) <= limit {
		return s
	}
	return strings.TrimSpace(string(r[:limit-1])) + "…"
}
