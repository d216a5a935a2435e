package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"github.com/beckon-desk/beckon/tickets"
)

// Document implements tickets.Store. Changes of one document take turns.
func (s *Store) Document(ctx context.Context, name string, change func(old []byte) ([]byte, error)) ([]byte, error) {
	if change == nil {
		return s.document(ctx, name)
	}
	done, err := s.turns.Take(ctx, "document "+name)
	if err != nil {
		return nil, err
	}
	defer done()
	old, err := s.document(ctx, name)
	if err != nil {
		return nil, err
	}
	body, err := change(old)
	if errors.Is(err, tickets.ErrUnchanged) {
		return s.document(ctx, name)
	}
	if err != nil {
		return nil, err
	}
	err = s.writer.write(ctx, func(tx *tx) error {
		if body == nil {
			return tx.exec("DELETE FROM documents WHERE name = ?", name)
		}
		return tx.exec("INSERT INTO documents (name, body) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET body = excluded.body", name, body)
	})
	if err != nil {
		return nil, err
	}
	return body, nil
}

func (s *Store) document(ctx context.Context, name string) (body []byte, err error) {
	err = s.stmts.one(ctx, "SELECT body FROM documents WHERE name = ?", name, func(rows *sql.Rows) error {
		err := rows.Scan(&body)
		body = append([]byte{}, body...) // the driver reads an empty one as nil
		return err
	})
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return body, explain(err)
}

// DocumentNames implements tickets.Importer.
func (s *Store) DocumentNames(ctx context.Context) ([]string, error) {
	var names []string
	err := s.stmts.query(ctx, "SELECT name FROM documents ORDER BY name", nil, func(rows *sql.Rows) error {
		var name string
		err := rows.Scan(&name)
		names = append(names, name)
		return err
	})
	return names, explain(err)
}
