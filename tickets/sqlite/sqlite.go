// Package sqlite keeps the desk's records in one SQLite file (tickets.Store).
//
// Every write is durable (WAL, synchronous=FULL) before it is acknowledged.
// One goroutine writes: it puts whatever waits into one transaction, so that
// clients share the cost of reaching the disk, and an operation that fails
// undoes only itself. Readers have connections of their own and never wait for
// the writer. Changes of one record take turns, so a change function runs once.
//
// A ticket is two JSON documents, what lists show and what they leave out,
// beside the columns that indexes need. One process may use a file at a time.
package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"

	"github.com/gofrs/flock"
	_ "modernc.org/sqlite" // the driver

	"github.com/beckon-desk/beckon/tickets"
)

var (
	_ tickets.Store    = (*Store)(nil)
	_ tickets.Importer = (*Store)(nil)
)

// Store is a tickets.Store in one file. Make it with Open.
type Store struct {
	lock   *flock.Flock
	stmts  statements // the readers
	writer *writer
	turns  tickets.Turns
	close  sync.Once
	closed error
}

// Open opens the file at path, making it (for its owner's eyes) and bringing its
// schema up to date as needed. It fails, naming what to do, when another process
// uses the file, when a newer Beckon has written it, or when it is not Beckon's.
func Open(ctx context.Context, path string) (*Store, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	lock, err := lockFile(path)
	if err != nil {
		return nil, err
	}
	// SQLite would make a file that everybody on the machine may read; the two it
	// puts beside it take after it. What is wrong with the place it says itself.
	if f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600); err == nil {
		_ = f.Close()
	}
	s, err := open(ctx, path)
	if err != nil {
		_ = lock.Unlock()
		return nil, fmt.Errorf("open %s: %w", path, explain(err))
	}
	s.lock = lock
	return s, nil
}

func open(ctx context.Context, path string) (*Store, error) {
	write, err := sql.Open("sqlite", dsn(path, "cache_size(-32000)", "wal_autocheckpoint(4000)", "journal_size_limit(67108864)"))
	if err != nil {
		return nil, err
	}
	write.SetMaxOpenConns(1)
	if err := migrate(ctx, write); err != nil {
		_ = write.Close()
		return nil, err
	}
	w, err := startWriter(ctx, write)
	if err != nil {
		_ = write.Close()
		return nil, err
	}
	read, err := sql.Open("sqlite", dsn(path, "query_only(1)", "cache_size(-8000)"))
	if err != nil {
		_ = w.stop()
		return nil, err
	}
	readers := max(4, 2*runtime.GOMAXPROCS(0))
	read.SetMaxOpenConns(readers)
	read.SetMaxIdleConns(readers)
	return &Store{writer: w, stmts: statements{db: read}}, nil
}

// Close waits for the writes that have begun, then closes the file and lets
// other processes have it. Calls that come later fail.
func (s *Store) Close() error {
	s.close.Do(func() {
		err := s.stmts.close()
		if werr := s.writer.stop(); err == nil {
			err = werr
		}
		if uerr := s.lock.Unlock(); err == nil {
			err = uerr
		}
		s.closed = err
	})
	return s.closed
}

// dsn names the file with what every connection sets. The file is not mapped
// into memory: that would halve the CPU of reading one ticket (63 to 32 µs), but
// count the file once per connection as memory in use, and turn a read error of
// the disk into the death of the process.
func dsn(path string, pragmas ...string) string {
	q := url.Values{"_txlock": {"immediate"}}
	for _, p := range append([]string{
		"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)",
		"temp_store(MEMORY)",
	}, pragmas...) {
		q.Add("_pragma", p)
	}
	return (&url.URL{Scheme: "file", OmitHost: true, Path: filepath.ToSlash(path), RawQuery: q.Encode()}).String()
}

// lockFile takes the lock beside the database. The operating system frees it
// when the process ends, however it ends.
func lockFile(path string) (*flock.Flock, error) {
	name := path + ".lock"
	lock := flock.New(name)
	got, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("open %s: cannot lock it (is the folder there, and may Beckon write to it?): %w", path, err)
	}
	if !got {
		who := "another process"
		if raw, err := os.ReadFile(name); err == nil {
			if pid, err := strconv.Atoi(strings.TrimSpace(string(raw))); err == nil {
				who = fmt.Sprintf("process %d", pid)
			}
		}
		return nil, fmt.Errorf("open %s: in use by %s. Stop it, or give this one a data folder of its own", path, who)
	}
	// Where locks forbid writing, the other side just does not learn the pid.
	_ = os.WriteFile(name, []byte(strconv.Itoa(os.Getpid())), 0o600)
	return lock, nil
}
