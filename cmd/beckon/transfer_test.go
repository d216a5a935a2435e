package main

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/beckon-desk/beckon/tickets"
	"github.com/beckon-desk/beckon/tickets/mongo/mongotest"
	"github.com/beckon-desk/beckon/tickets/transfer"
)

// says runs a command line that must succeed, and end with the words.
func says(t *testing.T, words string, args ...string) {
	t.Helper()
	code, stdout, stderr := runs(t, nil, args...)
	if code != 0 || !strings.Contains(stdout, words) {
		t.Fatalf("beckon %s: exit code %d, %q, %q; want %q", strings.Join(args, " "), code, stdout, stderr, words)
	}
}

// invites adds a person to the desk at a place.
func invites(t *testing.T, name string, place ...string) {
	t.Helper()
	says(t, "http", append([]string{"user", "add", "--email", name + "@desk.test", "--name", name}, place...)...)
}

func TestADeskMovesFromTheShell(t *testing.T) {
	folder := t.TempDir()
	first, second, third, file := filepath.Join(folder, "a"), filepath.Join(folder, "b"), filepath.Join(folder, "c"), filepath.Join(folder, "desk.gz")
	uri := mongotest.NewURI(t)
	invites(t, "ada", "--data", first)
	says(t, "0 tickets, 1 people", "backup", "--data", first, file)
	says(t, "0 tickets, 1 people", "restore", file, "--data", second) // as its help has it
	says(t, "0 tickets, 1 people", "copy", "--from", second, "--to", uri)
	invites(t, "bob", "--mongodb-uri", uri, "--data", filepath.Join(folder, "secret"))
	away, unused := mongotest.NewURI(t), filepath.Join(folder, "unused")
	says(t, "0 tickets, 1 people", "restore", file, "--mongodb-uri", away, "--data", unused)
	if _, err := os.Stat(unused); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a folder was made for records that are in MongoDB: %v", err)
	}
	says(t, "0 tickets, 2 people", "copy", "--from", uri, "--to", filepath.Join(third, "beckon.db"))
	says(t, "0 tickets, 2 people", "backup", "--data", third, file+"2")
	says(t, "BECKON_SECRET", "restore", file, "--data", filepath.Join(folder, "d")) // which no backup brings along
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the backup: %v, %v; want one that only its owner reads", info.Mode(), err)
	}
}

func TestAMoveThatCannotBeIsExplained(t *testing.T) {
	folder := t.TempDir()
	full, file := filepath.Join(folder, "full"), filepath.Join(folder, "desk.gz")
	invites(t, "ada", "--data", full)
	says(t, "1 people", "backup", "--data", full, file)
	for _, tt := range []struct {
		name string
		code int
		want string
		args []string
	}{
		{"from nowhere", 2, "no desk at", []string{"copy", "--from", filepath.Join(folder, "x"), "--to", full}},
		{"to nowhere", 2, "beckon copy --from data", []string{"copy", "--from", full}},
		{"onto itself", 2, "beckon copy --from data", []string{"copy", "--from", full, "--to", full}},
		{"onto itself by another name", 2, "beckon copy --from data", []string{"copy", "--from", full, "--to", filepath.Join(full, "beckon.db")}},
		{"over another desk", 1, "There is a desk already", []string{"restore", "--data", full, file}},
		{"a file there is", 2, "there already", []string{"backup", "--data", full, file}},
		{"a folder there is not", 1, "cannot be written", []string{"backup", "--data", full, filepath.Join(folder, "x", "y.gz")}},
		{"a desk there is not", 2, "no desk in", []string{"backup", "--data", filepath.Join(folder, "x"), file + "2"}},
		{"a backup there is not", 2, "no file", []string{"restore", "--data", filepath.Join(folder, "x"), file + "2"}},
		{"what is no backup", 1, "no backup", []string{"restore", "--data", filepath.Join(folder, "y"), filepath.Join(full, "beckon.db")}},
		{"no file", 2, "name one file", []string{"backup", "--data", full}},
		{"two files", 2, "name one file", []string{"restore", "--data", full, "a", "b"}},
		{"to no MongoDB", 1, "mongodb://host:27017/beckon", []string{"copy", "--from", full, "--to", "mongodb://?"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			code, _, stderr := runs(t, nil, tt.args...)
			if code != tt.code || !strings.Contains(stderr, tt.want) {
				t.Errorf("exit code %d, %q; want %d and a sentence with %q", code, stderr, tt.code, tt.want)
			}
		})
	}
}

func TestAFolderIsNotTakenForAMongoDBThatIsSetElsewhere(t *testing.T) {
	folder := t.TempDir()
	full, file := filepath.Join(folder, "full"), filepath.Join(folder, "desk.gz")
	invites(t, "ada", "--data", full)
	elsewhere := map[string]string{"BECKON_MONGODB_URI": "mongodb://127.0.0.1:9/beckon?serverSelectionTimeoutMS=1"}
	for _, args := range [][]string{
		{"backup", file}, {"restore", file}, {"route", "--explain", "VPN"}, {"eval", "--desk"},
		{"user", "add", "--email", "bob@desk.test", "--name", "Bob"},
	} {
		args = append(args, "--data", full)
		code, _, stderr := runs(t, elsewhere, args...)
		if code != 2 || !strings.Contains(stderr, "BECKON_MONGODB_URI") {
			t.Errorf("beckon %s: exit code %d, %q; want to be asked which is meant", args[0], code, stderr)
		}
	}
	if code, _, stderr := runs(t, elsewhere, "backup", file, "--data", full, "--mongodb-uri", ""); code != 0 {
		t.Errorf("of the folder: exit code %d, %q", code, stderr)
	}
	if code, _, stderr := runs(t, elsewhere, "backup", file+"2"); code != 1 {
		t.Errorf("of the MongoDB, which is not there: exit code %d, %q", code, stderr)
	}
}

func TestARunningDeskIsBackedUp(t *testing.T) {
	folder, err := os.MkdirTemp("", "desk") // short: a socket's path must be
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	invites(t, "ada", "--data", folder)
	listensToTheShell(t, folder)
	says(t, "1 people", "backup", "--data", folder, filepath.Join(folder, "desk.gz"))
	code, _, stderr := runs(t, nil, "backup", "--data", folder, filepath.Join(folder, "x", "desk.gz"))
	if code != 1 || !strings.Contains(stderr, "cannot be written") {
		t.Errorf("into a folder that is not there: exit code %d, %q", code, stderr)
	}
	code, _, stderr = runs(t, nil, "copy", "--from", folder, "--to", folder+"2")
	if code != 1 || !strings.Contains(stderr, "in use") {
		t.Errorf("copying it: exit code %d, %q", code, stderr)
	}
}

func TestTwoBackupsToOneFileDoNotMeet(t *testing.T) {
	folder := t.TempDir()
	first, file := filepath.Join(folder, "a"), filepath.Join(folder, "desk.gz")
	invites(t, "ada", "--data", first)
	records, err := openStore(t.Context(), &config{Data: first})
	if err != nil {
		t.Fatal(err)
	}
	defer records.Close()
	writes := func(progress transfer.Progress) {
		t.Helper()
		if _, err := writeBackup(t.Context(), records, file, progress); err != nil {
			t.Error(err)
		}
	}
	var meanwhile sync.Once
	writes(func(int, int) { meanwhile.Do(func() { writes(nil) }) })
	says(t, "1 people", "restore", "--data", filepath.Join(folder, "b"), file)
	if left, err := filepath.Glob(file + ".*"); err != nil || len(left) != 0 {
		t.Errorf("left behind: %q, %v", left, err)
	}
}

func TestHalfADeskIsNotServed(t *testing.T) {
	folder := t.TempDir()
	first, second, file := filepath.Join(folder, "a"), filepath.Join(folder, "b"), filepath.Join(folder, "desk.gz")
	invites(t, "ada", "--data", first)
	says(t, "1 people", "backup", "--data", first, file)
	cut, stop := context.WithCancel(t.Context())
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	c := &config{Data: second}
	if err := os.Mkdir(second, 0o700); err != nil {
		t.Fatal(err)
	}
	records, err := openStore(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := transfer.Restore(cut, f, records, func(int, int) { stop() }); err == nil {
		t.Fatal("the restore was not cut short: the test proves nothing")
	}
	if err := records.Close(); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"serve", "--listen", "127.0.0.1:0", "--data", second}, {"user", "add", "--email", "bob@desk.test", "--name", "Bob", "--data", second}} {
		if code, _, stderr := runs(t, nil, args...); code != 1 || !strings.Contains(stderr, "cut short") {
			t.Errorf("beckon %s: exit code %d, %q; want to be told", args[0], code, stderr)
		}
	}
	says(t, "1 people", "restore", "--data", second, file)
	invites(t, "bob", "--data", second)
}

// listensToTheShell runs as much of the desk in the folder as answers the shell,
// until the test ends.
func listensToTheShell(t *testing.T, folder string) {
	t.Helper()
	cfg := &config{Data: folder}
	records, err := openStore(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = records.Close() })
	d := &desk{cfg: cfg, store: records, log: slog.New(slog.DiscardHandler)}
	d.service = tickets.New(tickets.Config{Store: records, Log: d.log})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.serveControl(ctx) }()
	untilItListens(t, cfg.socket(), ended)
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

// untilItListens tries a socket until somebody answers, or the server has ended.
func untilItListens(t *testing.T, socket string, ended <-chan error) {
	t.Helper()
	for {
		conn, err := net.Dial("unix", socket)
		if err == nil {
			_ = conn.Close()
			return
		}
		select {
		case err := <-ended:
			t.Fatalf("the server ended: %v", err)
		default:
			runtime.Gosched()
		}
	}
}
