package tickets

import (
	"context"
	"slices"
	"time"
)

// Merged is what came of merging two skills.
type Merged struct {
	Into    string // the skill that is left, in the desk's spelling
	People  int    // who had the other
	Tickets int    // live ones that asked for the other
}

// MergeSkills makes one skill of two: the name and the aliases of from become
// aliases of into, and people and live tickets that carry from carry into. A
// merge that was cut short is finished by asking for it again. Admins only.
func (s *Service) MergeSkills(ctx context.Context, a Actor, from, into string) (Merged, error) {
	if err := a.mustAdmin(); err != nil {
		return Merged{}, err
	}
	var old, kept string
	if err := changeDocument(ctx, s.store, skillsDocument, func(list *[]Skill) (err error) {
		*list, old, kept, err = merge(*list, from, into)
		return err
	}); err != nil {
		return Merged{}, err
	}
	m := Merged{Into: kept}
	var err error
	if m.People, err = s.moveSkillOfPeople(ctx, a, old, kept); err != nil {
		return m, err
	}
	if m.Tickets, err = s.moveSkillOfTickets(ctx, a, old, kept); err != nil {
		return m, err
	}
	return m, s.noteDeed(ctx, a, "skills", "%s is %s now", old, kept)
}

// merge returns the list with from taken up by into, and both names as they are
// stored. It returns the list as it is when that has been done already.
func merge(list []Skill, from, into string) (merged []Skill, old, kept string, err error) {
	kept, ok := SkillIn(list, into)
	if !ok {
		return nil, "", "", invalid("into", "The desk has no skill called %s.", CleanLine(into))
	}
	target := slices.IndexFunc(list, func(s Skill) bool { return s.Name == kept })
	i := slices.IndexFunc(list, func(s Skill) bool { return skillKey(s.Name) == skillKey(from) })
	if i < 0 {
		alias := slices.IndexFunc(list[target].Aliases, func(a string) bool { return skillKey(a) == skillKey(from) })
		if alias < 0 {
			return nil, "", "", invalid("from", "The desk has no skill called %s.", CleanLine(from))
		}
		return list, list[target].Aliases[alias], kept, nil
	}
	if i == target {
		return nil, "", "", invalid("from", "These two are one skill already.")
	}
	source, to := list[i], list[target]
	to.Aliases = slices.Clone(to.Aliases)
	for _, name := range append([]string{source.Name}, source.Aliases...) {
		if _, taken := SkillIn([]Skill{to}, name); !taken {
			to.Aliases = append(to.Aliases, name)
		}
	}
	if to.Description == "" {
		to.Description = source.Description
	}
	list = slices.Clone(list)
	list[target] = to
	return slices.Delete(list, i, i+1), source.Name, kept, nil
}

// moveSkillOfPeople walks a list that each change takes its person off.
func (s *Service) moveSkillOfPeople(ctx context.Context, a Actor, old, kept string) (moved int, err error) {
	for {
		page, err := s.store.Users(ctx, UserFilter{Skill: old, Limit: MaxPage})
		if err != nil || len(page.Users) == 0 {
			return moved, err
		}
		for _, u := range page.Users {
			if _, err := s.store.UpdateUser(ctx, u.ID, func(u *User) error {
				skills := replaced(u.Skills, old, kept)
				UserPatch{Skills: &skills}.apply(u, a, s.now())
				return nil
			}); err != nil {
				return moved, err
			}
			moved++
		}
	}
}

func (s *Service) moveSkillOfTickets(ctx context.Context, a Actor, old, kept string) (moved int, err error) {
	for {
		page, err := s.store.Tickets(ctx, Filter{Skills: []string{old}, Status: liveStatuses, Limit: MaxPage})
		if err != nil || len(page.Tickets) == 0 {
			return moved, err
		}
		for _, row := range page.Tickets {
			if _, err := s.update(ctx, row.ID, func(t *Ticket, now time.Time) error {
				if !slices.Contains(t.Skills, old) {
					return ErrUnchanged
				}
				t.Skills, t.Triage.Proposed.Skills = replaced(t.Skills, old, kept), replaced(t.Triage.Proposed.Skills, old, kept)
				t.record(a, now, "set", "skill %s → %s", old, kept)
				return nil
			}); err != nil {
				return moved, err
			}
			moved++
		}
	}
}

// replaced returns the names with one in place of another, each once.
func replaced(names []string, old, kept string) []string {
	var out []string
	for _, n := range names {
		if n == old {
			n = kept
		}
		if !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}
