package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/beckon-desk/beckon/tickets"
)

// CreateUser implements tickets.Store.
func (s *Store) CreateUser(ctx context.Context, u tickets.User) (tickets.User, error) {
	return s.putUser(ctx, tickets.User{}, u)
}

// UpdateUser implements tickets.Store. Changes of one person take turns, so
// change runs once, in the caller's goroutine.
func (s *Store) UpdateUser(ctx context.Context, ref tickets.UserRef, change func(*tickets.User) error) (tickets.User, error) {
	u, done, err := s.userTurn(ctx, ref)
	if err != nil {
		return tickets.User{}, err
	}
	defer done()
	old, err := s.User(ctx, u.ID) // a copy that change cannot reach
	if err != nil {
		return tickets.User{}, err
	}
	if err := change(&u); errors.Is(err, tickets.ErrUnchanged) {
		return old, nil
	} else if err != nil {
		return tickets.User{}, err
	}
	u.ID, u.CreatedAt = old.ID, old.CreatedAt
	return s.putUser(ctx, old, u)
}

// userTurn reads the person once it is their turn to be changed.
func (s *Store) userTurn(ctx context.Context, ref tickets.UserRef) (u tickets.User, done func(), err error) {
	id, known := ref.(tickets.UserID)
	if !known {
		if u, err = s.User(ctx, ref); err != nil {
			return u, nil, err
		}
		id = u.ID
	}
	if done, err = s.turns.Take(ctx, string(id)); err != nil {
		return u, nil, err
	}
	if u, err = s.User(ctx, ref); err == nil && u.ID != id {
		err = fmt.Errorf("%w: %v has just moved to another person", tickets.ErrNotFound, ref)
	}
	if err != nil {
		done()
	}
	return u, done, err
}

// putUser stores u in place of old, which is zero for a new person.
func (s *Store) putUser(ctx context.Context, old, u tickets.User) (tickets.User, error) {
	events := u.Outbox
	u.Outbox = nil
	u, doc, err := prepareUser(u)
	if err != nil {
		return tickets.User{}, err
	}
	columns := []any{orNull(string(u.Email)), tickets.Fold(u.Name), u.Role, u.Active(), doc, u.ID}
	put := "UPDATE users SET email = ?, name = ?, role = ?, active = ?, doc = ? WHERE id = ? RETURNING number"
	if old.ID == "" {
		put = "INSERT INTO users (email, name, role, active, doc, id) VALUES (?,?,?,?,?,?) RETURNING number"
	}
	err = s.writer.write(ctx, func(tx *tx) error {
		var number int64
		if err := tx.scan(put, columns, &number); err != nil {
			return err
		}
		if err := relateUser(tx, number, &old, &u); err != nil {
			return err
		}
		return addEvents(tx, events)
	})
	if err != nil {
		return tickets.User{}, fmt.Errorf("user %s: %w", u.ID, err)
	}
	return u, nil
}

// prepareUser returns the person as they will be stored, sharing nothing with
// the caller's, and their document.
func prepareUser(u tickets.User) (stored tickets.User, doc []byte, err error) {
	if doc, err = json.Marshal(u); err != nil {
		return stored, nil, err
	}
	if err = unmarshal(doc, &stored); err != nil {
		return stored, nil, err
	}
	inUTC(&stored)
	doc, err = json.Marshal(stored)
	return stored, doc, err
}

// relateUser writes what hangs on a person: identities, skills and the words
// they are found by.
func relateUser(tx *tx, number int64, old, u *tickets.User) error {
	before, after := identityKeys(old), identityKeys(u)
	if err := replace(tx, "identities", "identity", number, before, after); err != nil {
		return err
	}
	if err := replace(tx, "user_skills", "skill", number, unique(old.Skills), unique(u.Skills)); err != nil {
		return err
	}
	words := u.Name + "\n" + string(u.Email)
	if words == old.Name+"\n"+string(old.Email) {
		return nil
	}
	return tx.exec("INSERT OR REPLACE INTO user_words (rowid, terms) VALUES (?, ?)", number, termsOf(words))
}

func identityKeys(u *tickets.User) []string {
	var keys []string
	for _, i := range u.Identities {
		keys = append(keys, string(i.Key()))
	}
	return unique(keys)
}

func unique(values []string) []string {
	values = slices.Clone(values)
	slices.Sort(values)
	return slices.Compact(values)
}

// replace brings a table of (value, number) from the old values to the new.
func replace(tx *tx, table, column string, number int64, before, after []string) error {
	for _, v := range before {
		if !slices.Contains(after, v) {
			if err := tx.exec("DELETE FROM "+table+" WHERE "+column+" = ? AND number = ?", v, number); err != nil {
				return err
			}
		}
	}
	for _, v := range after {
		if !slices.Contains(before, v) {
			if err := tx.exec("INSERT INTO "+table+" ("+column+", number) VALUES (?, ?)", v, number); err != nil {
				return fmt.Errorf("%s %s: %w", column, v, err)
			}
		}
	}
	return nil
}

// User implements tickets.Store.
func (s *Store) User(ctx context.Context, ref tickets.UserRef) (tickets.User, error) {
	query, key := "", any(nil)
	switch ref := ref.(type) {
	case tickets.UserID:
		query, key = "SELECT doc FROM users WHERE id = ?", string(ref)
	case tickets.Email:
		query, key = "SELECT doc FROM users WHERE email = ?", string(ref)
	case tickets.IdentityKey:
		query, key = "SELECT doc FROM users WHERE number = (SELECT number FROM identities WHERE identity = ?)", string(ref)
	default:
		return tickets.User{}, fmt.Errorf("%w: a person by %T", tickets.ErrNotFound, ref)
	}
	var u tickets.User
	err := s.stmts.one(ctx, query, key, func(rows *sql.Rows) (err error) {
		u, err = scanUser(rows)
		return err
	})
	if err != nil {
		return tickets.User{}, fmt.Errorf("user %v: %w", ref, explain(err))
	}
	return u, nil
}

// scanUser reads a row that begins with the document.
func scanUser(rows *sql.Rows, rest ...any) (u tickets.User, err error) {
	var doc sql.RawBytes
	if err = rows.Scan(append([]any{&doc}, rest...)...); err == nil {
		err = unmarshal(doc, &u)
	}
	return u, err
}

// Users implements tickets.Store.
func (s *Store) Users(ctx context.Context, f tickets.UserFilter) (tickets.UserPage, error) {
	query, args, err := usersQuery(f)
	if err != nil {
		return tickets.UserPage{}, err
	}
	var page tickets.UserPage
	err = s.stmts.query(ctx, query, args, func(rows *sql.Rows) error {
		u, err := scanUser(rows, unread{}, unread{})
		page.Users = append(page.Users, u)
		return err
	})
	if err != nil {
		return tickets.UserPage{}, explain(err)
	}
	if size := tickets.PageSize(f.Limit); len(page.Users) > size {
		page.Users = page.Users[:size]
		page.Next = f.After(page.Users[size-1])
	}
	return page, nil
}

// usersQuery returns the SQL of one page of people, and one more.
func usersQuery(f tickets.UserFilter) (string, []any, error) {
	mark, err := f.Mark()
	if err != nil {
		return "", nil, err
	}
	var where conditions
	match := matchOfAll(f.Query)
	if match != "" {
		where.add("number IN (SELECT rowid FROM user_words WHERE user_words MATCH ?)", match)
	}
	found := match != "" || f.Skill != "" // by an index that has no order
	if f.Skill != "" {
		where.add("number IN (SELECT number FROM user_skills WHERE skill = ?)", f.Skill)
	}
	if f.Active {
		where.add("active = 1")
	}
	if mark != nil {
		where.add("(name, id) > (?, ?)", mark.Name, string(mark.ID))
	}
	roles, source := unique(texts(f.Roles)), "users INDEXED BY users_name"
	walks := []conditions{where}
	switch {
	case len(roles) > 0 && !found:
		source, walks = "users INDEXED BY users_role", nil
		for _, role := range roles {
			w := where.clone()
			w.add("role = ?", role)
			walks = append(walks, w)
		}
	case found:
		source = "users"
		walks[0].in("role", roles)
	}
	var arms []string
	var args []any
	for _, w := range walks {
		arms = append(arms, "SELECT doc, name, id FROM "+source+w.String())
		args = append(args, w.args...)
	}
	query := strings.Join(arms, " UNION ALL ") + " ORDER BY name, id LIMIT ?"
	return query, append(args, tickets.PageSize(f.Limit)+1), nil
}
