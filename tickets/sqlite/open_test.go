package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/tickets"
)

func TestOpenAgainFindsEverything(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a folder, 100% ours?", "desk #1.db")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	s := openAt(t, path)
	want, err := s.CreateTicket(t.Context(), fresh(1))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path + "-wal"); err == nil {
		t.Error("closing left a write-ahead log behind")
	}
	got, err := openAt(t, path).Ticket(t.Context(), want.ID)
	if err != nil || got.Title != want.Title {
		t.Errorf("got %q, %v; want %q", got.Title, err, want.Title)
	}
	if files, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "desk #1.db*")); len(files) < 2 {
		t.Errorf("the file is not where it was asked for; there are %v", files)
	}
}

func TestOnlyItsOwnerReadsTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "desk.db")
	s := openAt(t, path)
	if _, err := s.CreateTicket(t.Context(), fresh(1)); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v; want mode 0600", filepath.Base(name), info, err)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	for _, c := range []struct {
		name, want string
		prepare    func(t *testing.T, path string)
	}{
		{"a file in use", fmt.Sprintf("in use by process %d. Stop it", os.Getpid()), func(t *testing.T, path string) { openAt(t, path) }},
		{"a newer schema", "a newer Beckon wrote this file (schema 99", func(t *testing.T, path string) {
			if err := openAt(t, path).Close(); err != nil {
				t.Fatal(err)
			}
			raw(t, path, "PRAGMA user_version = 99")
		}},
		{"another program's database", "not Beckon's", func(t *testing.T, path string) { raw(t, path, "CREATE TABLE t (x)") }},
		{"what is no database", "damaged, or is not a database", func(t *testing.T, path string) {
			if err := os.WriteFile(path, []byte(strings.Repeat("not a database ", 500)), 0o600); err != nil {
				t.Fatal(err)
			}
		}},
		{"a folder", "cannot be opened", func(t *testing.T, path string) {
			if err := os.Mkdir(path, 0o700); err != nil {
				t.Fatal(err)
			}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "desk.db")
			c.prepare(t, path)
			s, err := Open(t.Context(), path)
			if err == nil {
				_ = s.Close()
				t.Fatal("it opens")
			}
			if !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), path) {
				t.Errorf("got %q, want the path and %q", err, c.want)
			}
		})
	}
	if _, err := Open(t.Context(), filepath.Join(t.TempDir(), "missing", "desk.db")); err == nil || !strings.Contains(err.Error(), "is the folder there") {
		t.Errorf("in a missing folder: got %v", err)
	}
}

func TestAnOlderFileIsBroughtUpToDate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "desk.db")
	s := openAt(t, path)
	due := time.Date(2026, 3, 1, 9, 0, 0, 123_000_000, time.UTC)
	for i, at := range []time.Time{due.Add(time.Hour), {}, due, due.Add(-time.Hour)} {
		ticket := fresh(i)
		ticket.Due.At, ticket.Skills = at, []string{"VPN"}
		if i == 3 {
			ticket.Status = tickets.Resolved // and so not due any more
		}
		if _, err := s.CreateTicket(t.Context(), ticket); err != nil {
			t.Fatal(err)
		}
	}
	lists := []tickets.Filter{
		{Sort: tickets.DueFirst}, {Sort: tickets.DueFirst, Skills: []string{"VPN"}},
		{DueFrom: due, DueTo: due.Add(time.Millisecond)}, {DueTo: due.Add(2 * time.Hour)},
	}
	want := numbers(t, s, lists)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	raw(t, path, `DROP INDEX tickets_due; DROP INDEX tickets_assignee_due; DROP INDEX tickets_requester_due; DROP INDEX labels_due;
		ALTER TABLE tickets DROP COLUMN due; ALTER TABLE labels DROP COLUMN due; PRAGMA user_version = 1`)
	got := numbers(t, openAt(t, path), lists)
	if diff := cmp.Diff(want, got); diff != "" || len(got[2]) != 1 || got[2][0] != got[0][0] {
		t.Errorf("(-want +got), the one in the list of a millisecond first:\n%s\n%v", diff, got)
	}
}

// numbers returns which tickets the lists show, in order.
func numbers(t *testing.T, s *Store, lists []tickets.Filter) [][]tickets.Number {
	t.Helper()
	var all [][]tickets.Number
	for _, f := range lists {
		page, err := s.Tickets(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		var shown []tickets.Number
		for _, ticket := range page.Tickets {
			shown = append(shown, ticket.Number)
		}
		all = append(all, shown)
	}
	return all
}

func TestARefusedFileIsFreeForOthers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "desk.db")
	raw(t, path, "CREATE TABLE t (x)")
	if _, err := Open(t.Context(), path); err == nil {
		t.Fatal("it opens")
	}
	raw(t, path, "DROP TABLE t")
	openAt(t, path)
}

// raw runs SQL on the file behind the store's back.
func raw(t *testing.T, path, script string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err == nil {
		_, err = db.ExecContext(t.Context(), script)
		err = errors.Join(err, db.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestAClosedStoreSaysSo(t *testing.T) {
	s := openNew(t)
	if err := errors.Join(s.Close(), s.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := s.CreateTicket(t.Context(), fresh(1)); err == nil {
		t.Error("a ticket was created")
	}
	if _, err := s.Tickets(t.Context(), tickets.Filter{}); err == nil {
		t.Error("a list was read")
	}
}

func TestCloseKeepsWhatWasBegun(t *testing.T) {
	path := filepath.Join(t.TempDir(), "desk.db")
	s := openAt(t, path)
	fates := make(chan error, 50)
	started := make(chan struct{}, cap(fates))
	for i := range cap(fates) {
		go func() {
			started <- struct{}{}
			_, err := s.CreateTicket(context.Background(), fresh(i))
			fates <- err
		}()
	}
	<-started
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	kept := 0
	for range cap(fates) {
		if err := <-fates; err == nil {
			kept++
		}
	}
	got, err := openAt(t, path).Count(t.Context(), tickets.Filter{}, tickets.ByNothing)
	if err != nil || got[""] != kept {
		t.Errorf("acknowledged %d, found %d, %v", kept, got[""], err)
	}
}
