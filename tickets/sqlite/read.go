package sqlite

import (
	"context"
	"database/sql"
	"sync"
)

// maxStatements bounds how many prepared queries are kept; the lists the desk
// shows need a few dozen.
const maxStatements = 256

// statements prepares each query once per connection.
type statements struct {
	db *sql.DB
	mu sync.RWMutex
	m  map[string]*sql.Stmt
}

func (s *statements) get(ctx context.Context, query string) (*sql.Stmt, error) {
	s.mu.RLock()
	stmt := s.m[query]
	s.mu.RUnlock()
	if stmt != nil {
		return stmt, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if stmt = s.m[query]; stmt != nil || len(s.m) >= maxStatements {
		return stmt, nil
	}
	stmt, err := s.db.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	if s.m == nil {
		s.m = map[string]*sql.Stmt{}
	}
	s.m[query] = stmt
	return stmt, nil
}

func (s *statements) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, stmt := range s.m {
		_ = stmt.Close()
	}
	s.m = nil
	return s.db.Close()
}

// query calls each for every row.
func (s *statements) query(ctx context.Context, query string, args []any, each func(*sql.Rows) error) error {
	stmt, err := s.get(ctx, query)
	if err != nil {
		return err
	}
	var rows *sql.Rows
	if stmt != nil {
		rows, err = stmt.QueryContext(ctx, args...)
	} else {
		rows, err = s.db.QueryContext(ctx, query, args...)
	}
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := each(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// one calls read for the one row a key has; sql.ErrNoRows when there is none.
// That is too short to interrupt, so ctx is looked at once and the watch on it
// spared.
func (s *statements) one(ctx context.Context, query string, key any, read func(*sql.Rows) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	found := false
	err := s.query(context.Background(), query, []any{key}, func(rows *sql.Rows) error {
		found = true
		return read(rows)
	})
	if err == nil && !found {
		return sql.ErrNoRows
	}
	return err
}
