package mongo

import (
	"context"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/beckon-desk/beckon/tickets"
)

// userFind is what lists of people choose and sort by.
type userFind struct {
	Role   tickets.Role `bson:"role"`
	Active bool         `bson:"active"`
	Skills []string     `bson:"skills"`
	Name   string       `bson:"name"` // folded, with the id at the end, as for tickets
}

// aboutUser says what the store needs to know of a person.
func aboutUser(u *tickets.User) about {
	a := about{id: string(u.ID), outbox: &u.Outbox, terms: termsOf(u.Name + "\n" + string(u.Email))}
	if u.Email != "" {
		a.names = append(a.names, emailName(u.Email))
	}
	for _, i := range u.Identities {
		a.names = append(a.names, identityName(i.Key()))
	}
	a.names = unique(a.names)
	a.find = userFind{
		Role: u.Role, Active: u.Active(), Skills: unique(u.Skills),
		Name: nameKey(tickets.UserMark{Name: tickets.Fold(u.Name), ID: u.ID}),
	}
	return a
}

func emailName(e tickets.Email) string            { return "email:" + string(e) }
func identityName(key tickets.IdentityKey) string { return "identity:" + string(key) }

// nameKey sorts by name, then id: what parts them sorts before all of a name.
func nameKey(m tickets.UserMark) string { return m.Name + "\x01" + string(m.ID) }

// CreateUser implements tickets.Store.
func (s *Store) CreateUser(ctx context.Context, u tickets.User) (tickets.User, error) {
	call, cancel := s.limit(ctx)
	defer cancel()
	created, err := s.users.create(call, u)
	return answer(ctx, created, err)
}

// User implements tickets.Store.
func (s *Store) User(ctx context.Context, ref tickets.UserRef) (tickets.User, error) {
	call, cancel := s.limit(ctx)
	defer cancel()
	id, name := userRef(ref)
	_, u, err := s.users.read(call, id, name)
	if err != nil {
		return tickets.User{}, fmt.Errorf("user %v: %w", ref, explain(ctx, err))
	}
	return u, nil
}

// userRef returns the id a reference is, or else the name.
func userRef(ref tickets.UserRef) (id, name string) {
	switch ref := ref.(type) {
	case tickets.UserID:
		return string(ref), ""
	case tickets.Email:
		return "", emailName(ref)
	case tickets.IdentityKey:
		return "", identityName(ref)
	}
	return "", ""
}

// UpdateUser implements tickets.Store, as UpdateTicket does.
func (s *Store) UpdateUser(ctx context.Context, ref tickets.UserRef, change func(*tickets.User) error) (tickets.User, error) {
	call, cancel := s.limit(ctx)
	defer cancel()
	id, name := userRef(ref)
	u, err := s.users.update(call, id, name, change, func(old, u *tickets.User) {
		u.ID, u.CreatedAt = old.ID, old.CreatedAt
	})
	return answer(ctx, u, err)
}

// Users implements tickets.Store.
func (s *Store) Users(ctx context.Context, f tickets.UserFilter) (tickets.UserPage, error) {
	call, cancel := s.limit(ctx)
	defer cancel()
	q, err := usersQuery(f)
	if err != nil {
		return tickets.UserPage{}, err
	}
	people, err := page[tickets.User](call, s.users.coll, q)
	if err != nil {
		return tickets.UserPage{}, explain(ctx, err)
	}
	result := tickets.UserPage{Users: people}
	if size := tickets.PageSize(f.Limit); len(people) > size {
		result.Users = people[:size]
		result.Next = f.After(people[size-1])
	}
	return result, nil
}

func usersQuery(f tickets.UserFilter) (query, error) {
	mark, err := f.Mark()
	if err != nil {
		return query{}, err
	}
	roles := unique(f.Roles)
	if len(roles) == 0 {
		roles = unique(tickets.Roles)
	}
	filter := bson.D{oneOf("find.role", roles)}
	if f.Skill != "" {
		filter = append(filter, bson.E{Key: "find.skills", Value: f.Skill})
	}
	if f.Active {
		filter = append(filter, bson.E{Key: "find.active", Value: true})
	}
	if mark != nil {
		filter = append(filter, bson.E{Key: "find.name", Value: bson.D{{Key: "$gt", Value: nameKey(*mark)}}})
	}
	var begins []bson.D
	for _, term := range tickets.Terms(f.Query) {
		begins = append(begins, beginsWith(term))
	}
	return query{filter: all(filter, begins), sort: bson.D{{Key: "find.name", Value: 1}}, fields: without, size: tickets.PageSize(f.Limit) + 1}, nil
}
