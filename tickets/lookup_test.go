package tickets_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/tickets"
)

// An address that a moderator is not shown must not be told by who is found,
// nor by there being a next page.
func TestModeratorsFindPeopleByTheirNames(t *testing.T) {
	d := newWorkDesk(t) // everybody's address is their first name at desk.test
	for _, name := range []string{"Omar", "Zoe"} {
		_, err := d.AddUser(d.ctx, name+"@desk.test", name+" Annan", "user", nil)
		d.must(err)
	}
	finds := func(a tickets.Actor, query string, size int) (pages []string) {
		t.Helper()
		for f := (tickets.UserFilter{Query: query, Limit: size}); ; {
			page, err := d.People(d.ctx, a, f)
			d.must(err)
			var names []string
			for _, u := range page.Users {
				names = append(names, u.Name)
			}
			pages = append(pages, strings.Join(names, ", "))
			if f.Cursor = page.Next; f.Cursor == "" {
				return pages
			}
		}
	}
	for name, tt := range map[string]struct {
		by    tickets.Actor
		query string
		size  int
		want  []string
	}{
		"a name":                                {d.maya, "omar", 0, []string{"Omar Annan"}},
		"the beginnings of two":                 {d.maya, "ann om", 0, []string{"Omar Annan"}},
		"an address":                            {d.maya, "jon@desk", 0, []string{""}},
		"a part of all addresses, page by page": {d.maya, "desk", 1, []string{"Maya"}}, // her own
		"a name, page by page":                  {d.maya, "ann", 1, []string{"Ann", "Omar Annan", "Zoe Annan"}},
		"an address, for an admin":              {d.admin, "jon@desk", 0, []string{"Jon"}},
		"everybody":                             {d.maya, "", 0, []string{"Ada, Ann, Jon, Maya, Omar Annan, Zoe Annan"}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, finds(tt.by, tt.query, tt.size)); diff != "" {
				t.Errorf("pages (-want +got):\n%s", diff)
			}
		})
	}
}
