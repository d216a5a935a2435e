package tickets

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

const skillsDocument = "skills"

// Skills returns the desk's skills in the order the admins keep them.
func (s *Service) Skills(ctx context.Context) ([]Skill, error) {
	return ReadDocument[[]Skill](ctx, s.store, skillsDocument)
}

// SkillsVersion tells one list of skills from another. It is of what the list
// says, so that a list that was changed and changed back is the same.
func SkillsVersion(list []Skill) string {
	h := sha256.New()
	for _, s := range list {
		fmt.Fprintf(h, "%q %q %q\n", s.Name, s.Aliases, s.Description)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// SetSkills replaces the desk's skills. When version is not empty, it is a
// Conflict unless that is the SkillsVersion of the stored list. Admins only.
func (s *Service) SetSkills(ctx context.Context, a Actor, list []Skill, version string) error {
	if err := a.mustAdmin(); err != nil {
		return err
	}
	for i := range list {
		list[i].Name = CleanLine(list[i].Name)
		list[i].Description = CleanText(list[i].Description)
		var aliases []string
		for _, alias := range list[i].Aliases {
			if alias = CleanLine(alias); alias != "" {
				aliases = append(aliases, alias)
			}
		}
		list[i].Aliases = aliases
	}
	if err := changeDocument(ctx, s.store, skillsDocument, func(kept *[]Skill) error {
		if version != "" && version != SkillsVersion(*kept) {
			return fail(Conflict, "Somebody else has changed the skills meanwhile. Look at theirs, then save yours again.")
		}
		if err := ValidateSkills("name", list, *kept); err != nil {
			return err
		}
		*kept = list
		return nil
	}); err != nil {
		return err
	}
	return s.noteDeed(ctx, a, "skills", "the desk's list, now %d", len(list))
}

// knownSkills returns the names in the desk's spelling, or Invalid naming those
// it does not have.
func (s *Service) knownSkills(ctx context.Context, names []string) ([]string, error) {
	list, err := s.Skills(ctx)
	if err != nil {
		return nil, err
	}
	have, unknown := known(list, names)
	if len(unknown) > 0 {
		return nil, invalid("skills", "The desk has no skill called %s. Ask an admin to add it.", strings.Join(unknown, ", "))
	}
	return have, nil
}

// ensureSkills is knownSkills for those who may extend the desk's list: what it
// does not have is added.
func (s *Service) ensureSkills(ctx context.Context, names []string) ([]string, error) {
	var have []string
	err := changeDocument(ctx, s.store, skillsDocument, func(list *[]Skill) error {
		kept := *list
		_, unknown := known(kept, names)
		for _, name := range unknown {
			*list = append(*list, Skill{Name: CleanLine(name)})
		}
		have, _ = known(*list, names)
		if len(unknown) == 0 {
			return ErrUnchanged
		}
		return ValidateSkills("skills", *list, kept)
	})
	return have, err
}
