package main

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/beckon-desk/beckon/tickets/mongo/mongotest"
)

// records is what keeps the records of a chaos.
type records interface{ ails() []ailment }

// ailment is something that goes wrong with the records for a while. Both its
// ends may come twice.
type ailment struct {
	what         string
	begins, ends func()
}

// sqliteFile is the desk's own file. Somebody else can lock it, as a backup or a
// curious admin does, so that nobody writes meanwhile; and its disk can be full.
type sqliteFile struct {
	t    *testing.T
	dir  string
	disk error // why the file is on no disk of its own, or nil

	mu   sync.Mutex
	lock *sql.DB // nil when nobody has it
}

func inSQLite(t *testing.T, w *world) records {
	f := &sqliteFile{t: t}
	f.dir, f.disk = w.movesToDisk(t, 64+int(*chaosFor/time.Second))
	if f.disk != nil {
		t.Logf("without a full disk: %v", f.disk)
	}
	return f
}

func (f *sqliteFile) ails() []ailment {
	all := []ailment{{"somebody locks the records", f.locks, f.unlocks}}
	if f.disk == nil {
		all = append(all, ailment{"the disk is full", func() { fill(f.t, f.dir) }, func() { _ = os.Remove(filler(f.dir)) }})
	}
	return all
}

func (f *sqliteFile) locks() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.lock != nil {
		return
	}
	db, err := sql.Open("sqlite", "file:"+filepath.Join(f.dir, "beckon.db")+"?_pragma=busy_timeout(10000)")
	if err != nil {
		f.t.Error(err)
		return
	}
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(context.Background(), "BEGIN IMMEDIATE"); err != nil {
		f.t.Logf("the records could not be locked: %v", err) // the disk may be full
	}
	f.lock = db
}

func (f *sqliteFile) unlocks() {
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

// mountSmallDisk mounts a disk of so many megabytes on a folder, where that is known how.
var mountSmallDisk = func(*testing.T, string, int) error { return errors.New("only Linux has a disk in memory") }

// movesToDisk puts the records of a desk that has not started on a disk of their
// own. With an error they stay where they are, in dir.
func (w *world) movesToDisk(t *testing.T, megabytes int) (dir string, err error) {
	t.Helper()
	dir = t.TempDir()
	if err := mountSmallDisk(t, dir, megabytes); err != nil {
		return w.env["BECKON_DATA"], err
	}
	if err := os.CopyFS(dir, os.DirFS(w.env["BECKON_DATA"])); err != nil { // with its people
		t.Fatal(err)
	}
	w.env["BECKON_DATA"] = dir
	return dir, nil
}

func filler(dir string) string { return filepath.Join(dir, "filler") }

// fill leaves no room on a disk until its filler is removed.
func fill(t *testing.T, dir string) {
	t.Helper()
	f, err := os.OpenFile(filler(dir), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Error(err)
		return
	}
	defer f.Close()
	for _, step := range []int{1 << 20, 1 << 12, 1} {
		for err = nil; err == nil; _, err = f.Write(make([]byte, step)) {
			continue
		}
	}
}

// mongoServer can be killed and started again, and can hang.
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

func (m mongoServer) ails() []ailment {
	return []ailment{
		{"MongoDB is killed", m.Kill, func() {
			if err := m.Start(); err != nil {
				m.t.Error(err)
			}
		}},
		{"MongoDB hangs", m.Freeze, m.Thaw},
	}
}
