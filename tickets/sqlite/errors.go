package sqlite

import (
	"database/sql"
	"errors"
	"fmt"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/beckon-desk/beckon/tickets"
)

// explain makes of the engine's error what the desk understands: a sentinel, or
// a sentence that says what to do.
func explain(err error) error {
	var e *sqlite.Error
	var explained *tickets.Error
	if err == nil || errors.As(err, &explained) {
		return err
	}
	if errors.Is(err, sql.ErrNoRows) {
		return tickets.ErrNotFound
	}
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code() {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
		return fmt.Errorf("%w: %w", tickets.ErrExists, err)
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE: // which is what opening says
		return unavailable("The disk with the desk's records is full. Nothing is lost; free some space and try again.", err)
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_READONLY:
		return unavailable("The desk's records cannot be written. Let Beckon write to its data folder, then try again.", err)
	case sqlite3.SQLITE_IOERR:
		return unavailable("The disk with the desk's records does not answer as it should. Check it, then try again.", err)
	case sqlite3.SQLITE_CANTOPEN:
		return unavailable("The desk's records cannot be opened. Check that the data folder is there and that Beckon may write to it.", err)
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return unavailable("The file with the desk's records is damaged, or is not a database. Restore the last backup.", err)
	case sqlite3.SQLITE_BUSY:
		return unavailable("The desk's records are in use by another program. Close it, then try again.", err)
	}
	return err
}

func unavailable(message string, err error) error {
	return &tickets.Error{Kind: tickets.Unavailable, Message: message, Err: err}
}
