package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"math"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

// addEvents makes events pending, in order.
func addEvents(tx *tx, events []tickets.Event) error {
	for _, e := range events {
		doc, err := encodeEvent(&e)
		if err != nil {
			return err
		}
		err = tx.exec("INSERT INTO events (id, parked, next_at, doc) VALUES (?, ?, ?, ?)", e.ID, e.Parked, due(e.NextAt), doc)
		if err != nil {
			return err
		}
	}
	return nil
}

func encodeEvent(e *tickets.Event) ([]byte, error) {
	inUTC(e)
	return json.Marshal(e)
}

func due(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// PendingEvents implements tickets.Store.
func (s *Store) PendingEvents(ctx context.Context, f tickets.EventFilter) ([]tickets.Event, error) {
	before := int64(math.MaxInt64)
	if !f.Due.IsZero() {
		before = f.Due.UnixMilli()
	}
	limit := f.Limit
	if limit <= 0 {
		limit = tickets.DefaultPage
	}
	var events []tickets.Event
	err := s.stmts.query(ctx, pendingEvents, []any{f.Parked, before, limit}, func(rows *sql.Rows) error {
		var doc sql.RawBytes
		var e tickets.Event
		if err := rows.Scan(&doc); err != nil {
			return err
		}
		if err := unmarshal(doc, &e); err != nil {
			return err
		}
		events = append(events, e)
		return nil
	})
	return events, explain(err)
}

const pendingEvents = "SELECT doc FROM events INDEXED BY events_pending WHERE parked = ? AND next_at <= ? ORDER BY seq LIMIT ?"

// SettleEvents implements tickets.Store.
func (s *Store) SettleEvents(ctx context.Context, outcomes []tickets.Settlement) error {
	if len(outcomes) == 0 {
		return ctx.Err()
	}
	return s.writer.write(ctx, func(tx *tx) error {
		for _, o := range outcomes {
			if err := settle(tx, o); err != nil {
				return err
			}
		}
		return nil
	})
}

func settle(tx *tx, o tickets.Settlement) error {
	if o.Delivered {
		return tx.exec("DELETE FROM events WHERE id = ?", o.Event.ID)
	}
	var doc []byte
	err := tx.scan("SELECT doc FROM events WHERE id = ?", []any{o.Event.ID}, &doc)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	var e tickets.Event
	if err == nil {
		err = unmarshal(doc, &e)
	}
	if err != nil {
		return err
	}
	e.Attempts, e.NextAt, e.Error, e.Parked = o.Event.Attempts, o.Event.NextAt, o.Event.Error, o.Event.Parked
	if doc, err = encodeEvent(&e); err != nil {
		return err
	}
	return tx.exec("UPDATE events SET parked = ?, next_at = ?, doc = ? WHERE id = ?", e.Parked, due(e.NextAt), doc, e.ID)
}
