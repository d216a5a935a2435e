package tickets

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// View is a list of tickets that a person has given a name.
type View struct {
	Name  string `json:"name"`  // 1 to MaxViewName characters, unique among theirs
	Query string `json:"query"` // the part of the list's address after ?; "" for the whole list
}

// Limits of saved views.
const (
	MaxViews     = 50
	MaxViewName  = 60    // characters
	MaxViewQuery = 1_000 // bytes
)

// SetViews replaces the actor's saved views, in their order.
func (s *Service) SetViews(ctx context.Context, a Actor, views []View) ([]View, error) {
	if len(views) > MaxViews {
		return nil, invalid("views", "Save 50 views at most. Remove one first.")
	}
	views = slices.Clone(views)
	var names []string
	for i := range views {
		v := &views[i]
		if err := v.tidy(); err != nil {
			return nil, err
		}
		if slices.Contains(names, Fold(v.Name)) {
			return nil, invalid("name", "There are two views called %s. Give each a name of its own.", v.Name)
		}
		names = append(names, Fold(v.Name))
	}
	u, err := s.store.UpdateUser(ctx, a.User.ID, func(u *User) error {
		if !u.Active() {
			return errSession
		}
		u.Views = views
		return nil
	})
	return u.Views, err
}

func (v *View) tidy() error {
	v.Name, v.Query = CleanLine(v.Name), strings.TrimPrefix(strings.TrimSpace(v.Query), "?")
	if n := utf8.RuneCountInString(v.Name); n == 0 || n > MaxViewName {
		return invalid("name", "A view's name has 1 to 60 characters.")
	}
	if len(v.Query) > MaxViewQuery {
		return invalid("query", "This view has too many conditions to be saved.")
	}
	if _, err := url.ParseQuery(v.Query); err != nil {
		return invalid("query", "A view's query is the part of a list's address after the question mark.")
	}
	return nil
}
