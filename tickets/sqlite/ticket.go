package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

// CreateTicket implements tickets.Store.
func (s *Store) CreateTicket(ctx context.Context, t tickets.Ticket) (tickets.Ticket, error) {
	return s.insert(ctx, t, nil)
}

// ImportTicket implements tickets.Importer.
func (s *Store) ImportTicket(ctx context.Context, t tickets.Ticket) error {
	if t.Number <= 0 {
		return &tickets.Error{Kind: tickets.Invalid, Message: "A ticket to import needs its number."}
	}
	_, err := s.insert(ctx, t, int64(t.Number))
	return err
}

// insert stores a new ticket under a number, or the next one if that is nil.
func (s *Store) insert(ctx context.Context, t tickets.Ticket, as any) (tickets.Ticket, error) {
	events := t.Outbox
	t, row, log, err := prepare(t)
	if err != nil {
		return tickets.Ticket{}, err
	}
	columns := append([]any{as, t.ID, orNull(t.IntakeKey), t.CreatedAt.UnixMilli()}, columnsOf(&t)...)
	columns = append(columns, row, log)
	terms := termsOf(t.Words())
	var number int64
	var exists bool
	err = s.writer.write(ctx, func(tx *tx) error {
		inserted, err := tx.run(insertTicket, columns...)
		if err != nil {
			return err
		}
		n, err := inserted.RowsAffected()
		if err != nil {
			return err
		}
		if exists = n == 0; exists {
			return tx.scan("SELECT number FROM tickets WHERE intake_key = ?", []any{t.IntakeKey}, &number)
		}
		if number, err = inserted.LastInsertId(); err != nil {
			return err
		}
		if err := tx.exec("INSERT INTO words (rowid, terms) VALUES (?, ?)", number, terms); err != nil {
			return err
		}
		return relate(tx, number, &tickets.Ticket{}, &t, events)
	})
	switch {
	case err != nil:
		return tickets.Ticket{}, err
	case exists:
		if t, err = s.Ticket(ctx, tickets.Number(number)); err == nil {
			err = fmt.Errorf("intake key: %w", tickets.ErrExists)
		}
		return t, err
	}
	t.Number = tickets.Number(number)
	return t, nil
}

// Neither statement has a RETURNING clause: it makes the engine set a savepoint,
// and that the full-text index be written out.
const insertTicket = `INSERT INTO tickets (number, id, intake_key, created, status, priority, rank, assignee, requester, category,
	platform, moving, updated, resolved, due, row, log) VALUES (?,?,?,?, ?,?,?,?,?,?, ?,?,?,?,?, ?,?)
	ON CONFLICT (intake_key) DO NOTHING`

const updateTicket = `UPDATE tickets SET status = ?, priority = ?, rank = ?, assignee = ?, requester = ?, category = ?,
	platform = ?, moving = ?, updated = ?, resolved = ?, due = ?, row = ?, log = ? WHERE number = ?`

// columnsOf returns the columns that may change, in the order of both statements.
func columnsOf(t *tickets.Ticket) []any {
	assignee := ""
	if t.Assignee != nil {
		assignee = string(t.Assignee.ID)
	}
	var resolved any
	if !t.ResolvedAt.IsZero() {
		resolved = t.ResolvedAt.UnixMilli()
	}
	return []any{
		t.Status, t.Priority, sqlRank(t.Priority.Rank()), orNull(assignee), t.Requester.ID, t.Category,
		t.Origin.Platform, t.Moving(), t.UpdatedAt.UnixMilli(), resolved, sqlDue(t.DueBy()),
	}
}

// sqlRank turns a Priority.Rank round: a queue is in ascending order of it.
func sqlRank(rank int) int { return len(tickets.Priorities) - 1 - rank }

// sqlDue returns a due time in milliseconds; none comes after all there are.
func sqlDue(at time.Time) int64 {
	if at.IsZero() {
		return math.MaxInt64
	}
	return at.UnixMilli()
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// prepare returns the ticket as it will be stored, sharing nothing that has
// times with the caller's, and its documents.
func prepare(t tickets.Ticket) (stored tickets.Ticket, row, log []byte, err error) {
	t = t.Clone()
	t.Outbox = nil
	inUTC(&t)
	row, log, err = encode(t)
	return t, row, log, err
}

func termsOf(words string) string { return strings.Join(tickets.Terms(words), " ") }

// relate writes what hangs on a ticket: labels, threads and events.
func relate(tx *tx, number int64, old, t *tickets.Ticket, events []tickets.Event) error {
	if err := relabel(tx, number, old, t); err != nil {
		return err
	}
	for _, th := range t.Threads {
		if !slices.Contains(old.Threads, th) {
			if err := tx.exec("INSERT INTO threads (thread, number) VALUES (?, ?)", th, number); err != nil {
				return fmt.Errorf("thread %s: %w", th, err)
			}
		}
	}
	for _, th := range old.Threads {
		if !slices.Contains(t.Threads, th) {
			if err := tx.exec("DELETE FROM threads WHERE thread = ?", th); err != nil {
				return err
			}
		}
	}
	return addEvents(tx, events)
}

func relabel(tx *tx, number int64, old, t *tickets.Ticket) error {
	before, after := old.Labels(), t.Labels()
	if len(before) > 0 {
		err := tx.exec("UPDATE labels SET status = ?, rank = ?, updated = ?, due = ? WHERE number = ?",
			t.Status, sqlRank(t.Priority.Rank()), t.UpdatedAt.UnixMilli(), sqlDue(t.DueBy()), number)
		if err != nil {
			return err
		}
	}
	for _, l := range before {
		if !slices.Contains(after, l) {
			if err := tx.exec("DELETE FROM labels WHERE number = ? AND label = ?", number, l); err != nil {
				return err
			}
		}
	}
	for _, l := range after {
		if !slices.Contains(before, l) {
			err := tx.exec("INSERT INTO labels (label, number, status, rank, created, updated, due, id) VALUES (?,?,?,?,?,?,?,?)",
				l, number, t.Status, sqlRank(t.Priority.Rank()), t.CreatedAt.UnixMilli(), t.UpdatedAt.UnixMilli(), sqlDue(t.DueBy()), t.ID)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func prefixed(prefix string, values []string) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = prefix + v
	}
	return out
}

// Ticket implements tickets.Store.
func (s *Store) Ticket(ctx context.Context, ref tickets.Ref) (tickets.Ticket, error) {
	return s.load(ctx, ref)
}

func (s *Store) load(ctx context.Context, ref tickets.Ref) (tickets.Ticket, error) {
	query, key := "", any(nil)
	switch ref := ref.(type) {
	case tickets.ID:
		query, key = "SELECT number, row, log FROM tickets WHERE id = ?", string(ref)
	case tickets.Number:
		query, key = "SELECT number, row, log FROM tickets WHERE number = ?", int64(ref)
	case tickets.IntakeKey:
		query, key = "SELECT number, row, log FROM tickets WHERE intake_key = ?", string(ref)
	case tickets.Thread:
		query, key = "SELECT number, row, log FROM tickets WHERE number = (SELECT number FROM threads WHERE thread = ?)", string(ref)
	default:
		return tickets.Ticket{}, fmt.Errorf("%w: a ticket by %T", tickets.ErrNotFound, ref)
	}
	var number int64
	var row, log sql.RawBytes
	var t tickets.Ticket
	err := s.stmts.one(ctx, query, key, func(rows *sql.Rows) (err error) {
		if err = rows.Scan(&number, &row, &log); err == nil {
			t, err = decode(number, row, log)
		}
		return err
	})
	if err != nil {
		return tickets.Ticket{}, fmt.Errorf("ticket %v: %w", ref, explain(err))
	}
	return t, nil
}

// UpdateTicket implements tickets.Store. Changes of one ticket take turns, so
// change runs once, in the caller's goroutine.
func (s *Store) UpdateTicket(ctx context.Context, ref tickets.Ref, change func(*tickets.Ticket) error) (tickets.Ticket, error) {
	t, done, err := s.turnFor(ctx, ref)
	if err != nil {
		return tickets.Ticket{}, err
	}
	defer done()
	old := t.Clone()
	if err := change(&t); errors.Is(err, tickets.ErrUnchanged) {
		return s.load(ctx, old.ID)
	} else if err != nil {
		return tickets.Ticket{}, err
	}
	t.ID, t.Number, t.IntakeKey, t.CreatedAt = old.ID, old.Number, old.IntakeKey, old.CreatedAt
	return s.rewrite(ctx, &old, t)
}

// turnFor reads the ticket once it is its turn to be changed.
func (s *Store) turnFor(ctx context.Context, ref tickets.Ref) (t tickets.Ticket, done func(), err error) {
	id, known := ref.(tickets.ID)
	if !known {
		if t, err = s.load(ctx, ref); err != nil {
			return t, nil, err
		}
		id = t.ID
	}
	if done, err = s.turns.Take(ctx, string(id)); err != nil {
		return t, nil, err
	}
	if t, err = s.load(ctx, ref); err == nil && t.ID != id {
		err = fmt.Errorf("%w: thread %v has just moved to another ticket", tickets.ErrNotFound, ref)
	}
	if err != nil {
		done()
	}
	return t, done, err
}

// rewrite stores t in place of old.
func (s *Store) rewrite(ctx context.Context, old *tickets.Ticket, t tickets.Ticket) (tickets.Ticket, error) {
	events := t.Outbox
	t, row, log, err := prepare(t)
	if err != nil {
		return tickets.Ticket{}, err
	}
	columns := append(columnsOf(&t), row, log, int64(t.Number))
	words, reword := t.Words(), false
	if words != old.Words() {
		words, reword = termsOf(words), true
	}
	err = s.writer.write(ctx, func(tx *tx) error {
		if err := tx.exec(updateTicket, columns...); err != nil {
			return err
		}
		if reword {
			if err := tx.exec("INSERT OR REPLACE INTO words (rowid, terms) VALUES (?, ?)", int64(t.Number), words); err != nil {
				return err
			}
		}
		return relate(tx, int64(t.Number), old, &t, events)
	})
	if err != nil {
		return tickets.Ticket{}, err
	}
	return t, nil
}
