package main

import (
	"context"
	"database/sql"
	"path/filepath"
	"sync"
	"testing"

	"github.com/beckon-desk/beckon/tickets/mongo/mongotest"
)

// records is what keeps the records of a chaos, and can go away for a while.
type records interface {
	lose() // nothing if they are away
	find() // nothing if they are there
}

// sqliteFile can be locked by somebody else, as by a backup or a curious admin:
// nobody writes meanwhile.
type sqliteFile struct {
	t    *testing.T
	path string

	mu   sync.Mutex
	lock *sql.DB // nil when nobody has it
}

func inSQLite(t *testing.T, w *world) records {
	return &sqliteFile{t: t, path: filepath.Join(w.env["BECKON_DATA"], "beckon.db")}
}

func (f *sqliteFile) lose() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.lock != nil {
		return
	}
	db, err := sql.Open("sqlite", "file:"+f.path+"?_pragma=busy_timeout(10000)")
	if err != nil {
		f.t.Error(err)
		return
	}
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(context.Background(), "BEGIN IMMEDIATE"); err != nil {
		f.t.Errorf("the records could not be locked: %v", err)
	}
	f.lock = db
}

func (f *sqliteFile) find() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.lock == nil {
		return
	}
	if err := f.lock.Close(); err != nil { // which rolls back
		f.t.Error(err)
	}
	f.lock = nil
}

// mongoServer can be killed and started again.
type mongoServer struct {
	t *testing.T
	*mongotest.Mortal
}

func inMongoDB(t *testing.T, w *world) records {
	m := mongoServer{t, mongotest.NewMortal(t)}
	w.env["BECKON_MONGODB_URI"] = m.URI("beckon")
	w.seeds()
	return m
}

func (m mongoServer) lose() { m.Kill() }

func (m mongoServer) find() {
	if err := m.Start(); err != nil {
		m.t.Error(err)
	}
}
