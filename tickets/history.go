package tickets

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// maxHistory bounds a person's history: it is read with every request of theirs.
const maxHistory = 60

// record adds a line to the person's history. When it is full, the verb that it
// has most of loses its oldest line: nobody can push out who changed their role
// with log-ins or new names.
func (u *User) record(a Actor, now time.Time, verb, format string, args ...any) {
	u.History = append(u.History, Change{At: now, By: a.User.Person(), Via: a.Via, Verb: verb, Text: fmt.Sprintf(format, args...)})
	for len(u.History) > maxHistory {
		count, most := map[string]int{}, 0
		for _, c := range u.History {
			count[c.Verb]++
			most = max(most, count[c.Verb])
		}
		i := slices.IndexFunc(u.History, func(c Change) bool { return count[c.Verb] == most })
		u.History = slices.Delete(u.History, i, i+1)
	}
}

// record notes what of a patch an audit is interested in. What people set for
// their own comfort is not.
func (p UserPatch) record(u *User, a Actor, now time.Time) {
	if p.Role != nil && *p.Role != u.Role {
		u.record(a, now, "role", "%s → %s", u.Role, *p.Role)
	}
	if p.Active != nil && *p.Active != u.Active() {
		verb := "deactivated"
		if *p.Active {
			verb = "reactivated"
		}
		u.record(a, now, verb, "")
	}
	var said []string
	if p.Name != nil && CleanLine(*p.Name) != u.Name {
		said = append(said, fmt.Sprintf("name %s → %s", u.Name, CleanLine(*p.Name)))
	}
	if p.Skills != nil && !slices.Equal(*p.Skills, u.Skills) {
		said = append(said, fmt.Sprintf("skills %s → %s", listed(u.Skills), listed(*p.Skills)))
	}
	if p.Capacity != nil && *p.Capacity != u.Capacity {
		said = append(said, fmt.Sprintf("capacity %d → %d", u.Capacity, *p.Capacity))
	}
	if len(said) > 0 {
		u.record(a, now, "set", "%s", strings.Join(said, "; "))
	}
}

// noteDeed records on the actor what they did to the desk as a whole.
func (s *Service) noteDeed(ctx context.Context, a Actor, verb, format string, args ...any) error {
	if a.User.ID == "" {
		return nil // Beckon itself
	}
	_, err := s.store.UpdateUser(ctx, a.User.ID, func(u *User) error {
		u.record(a, s.now(), verb, format, args...)
		return nil
	})
	return err
}
