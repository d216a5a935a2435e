package sqlite

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

var kills = flag.Int("kills", 15, "how often a writing process is killed")

// victimEnv names the desk that a child of the tests is to write to.
const victimEnv = "BECKON_TEST_VICTIM"

// victim opens tickets and changes them as fast as it can until it is killed.
// It prints "number version" after each write is acknowledged.
func victim(path string) error {
	ctx := context.Background()
	s, err := Open(ctx, path)
	if err != nil {
		return err
	}
	base := time.Now().UnixNano() % 1e15
	var serial atomic.Int64
	errs := make(chan error)
	for range 16 {
		go func() {
			for {
				t, err := s.CreateTicket(ctx, fresh(int(base+serial.Add(1))))
				if err == nil {
					fmt.Printf("%d %d\n", t.Number, t.Version)
					t, err = s.UpdateTicket(ctx, t.ID, func(t *tickets.Ticket) error {
						t.Version, t.Title, t.Skills = 2, "changed "+prose(5), []string{"VPN"}
						return nil
					})
				}
				if err != nil {
					errs <- err
					return
				}
				fmt.Printf("%d %d\n", t.Number, t.Version)
			}
		}()
	}
	return <-errs
}

func TestSurvivesKill(t *testing.T) {
	path := filepath.Join(t.TempDir(), "desk.db")
	acknowledged := map[tickets.Number]int64{}
	for range *kills {
		kill(t, path, rand.IntN(120), acknowledged)
		s := openAt(t, path)
		checkIntegrity(t, s)
		for number, version := range acknowledged {
			got, err := s.Ticket(t.Context(), number)
			if err != nil || got.Version < version {
				t.Fatalf("%v: version %d, %v; %d was acknowledged", number, got.Version, err, version)
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if len(acknowledged) == 0 {
		t.Error("nothing was ever acknowledged: the test proves nothing")
	}
}

// kill starts a victim and kills it once it has acknowledged so many writes.
func kill(t *testing.T, path string, after int, acknowledged map[tickets.Number]int64) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), victimEnv+"="+path)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err == nil {
		err = child.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for n := 0; n < after && lines.Scan(); n++ {
		acknowledge(t, lines.Text(), acknowledged)
	}
	if err := child.Process.Kill(); err != nil {
		t.Errorf("the victim died by itself: %v", err)
	}
	for lines.Scan() { // said before it died
		acknowledge(t, lines.Text(), acknowledged)
	}
	_, _ = io.Copy(io.Discard, out)
	_ = child.Wait() // it was killed
}

func acknowledge(t *testing.T, line string, acknowledged map[tickets.Number]int64) {
	t.Helper()
	var number tickets.Number
	var version int64
	if _, err := fmt.Sscan(line, &number, &version); err != nil {
		t.Fatalf("%q: %v", line, err)
	}
	acknowledged[number] = max(acknowledged[number], version)
}

// checkIntegrity asks the engine about the file, and holds what hangs on the
// tickets against them.
func checkIntegrity(t *testing.T, s *Store) {
	t.Helper()
	var verdict string
	if err := s.stmts.db.QueryRowContext(t.Context(), "PRAGMA integrity_check").Scan(&verdict); err != nil || verdict != "ok" {
		t.Fatalf("integrity: %q, %v", verdict, err)
	}
	for _, query := range []string{
		"SELECT count(*) FROM pragma_foreign_key_check",
		"SELECT count(*) FROM tickets WHERE number NOT IN (SELECT rowid FROM words)",
		"SELECT count(*) FROM tickets WHERE number NOT IN (SELECT number FROM threads)",
		"SELECT count(*) FROM tickets WHERE json_extract(CAST(row AS TEXT), '$.id') || 'e' NOT IN (SELECT id FROM events)",
		"SELECT count(*) FROM tickets WHERE json_extract(CAST(row AS TEXT), '$.version') = 2 AND number NOT IN (SELECT number FROM labels)",
	} {
		var wrong int
		if err := s.stmts.db.QueryRowContext(t.Context(), query).Scan(&wrong); err != nil || wrong > 0 {
			t.Fatalf("%s: %d, %v", query, wrong, err)
		}
	}
	err := s.writer.write(t.Context(), func(tx *tx) error {
		return tx.exec("INSERT INTO words (words) VALUES ('integrity-check')")
	})
	if err != nil {
		t.Fatalf("full-text index: %v", err)
	}
}

func TestAFullDiskIsSurvived(t *testing.T) {
	s := openNew(t)
	pragma := func(p string) {
		t.Helper()
		if err := s.writer.write(t.Context(), func(tx *tx) error {
			var ignored int
			return tx.scan("PRAGMA "+p, nil, &ignored)
		}); err != nil {
			t.Fatal(err)
		}
	}
	pragma("max_page_count = 200") // the engine then fails as on a full disk
	var kept atomic.Int64
	var refused error
	var mu sync.Mutex
	var all sync.WaitGroup
	for c := range 8 {
		all.Go(func() {
			for i := range 200 {
				_, err := s.CreateTicket(t.Context(), fresh(1000*c+i))
				if err != nil {
					mu.Lock()
					defer mu.Unlock()
					refused = err
					return
				}
				kept.Add(1)
			}
		})
	}
	all.Wait()
	if tickets.KindOf(refused) != tickets.Unavailable || !strings.Contains(tickets.MessageOf(refused), "full") {
		t.Fatalf("got %v, want Unavailable and a word about the full disk", refused)
	}
	checkTotal(t, s, int(kept.Load()))
	pragma("max_page_count = 1000000")
	if _, err := s.CreateTicket(t.Context(), fresh(9999)); err != nil {
		t.Fatalf("after room was made: %v", err)
	}
	checkTotal(t, s, int(kept.Load())+1)
	checkIntegrity(t, s)
}

func checkTotal(t *testing.T, s *Store, want int) {
	t.Helper()
	got, err := s.Count(t.Context(), tickets.Filter{}, tickets.ByNothing)
	if err != nil || got[""] != want {
		t.Fatalf("found %d tickets, %v; %d were acknowledged", got[""], err, want)
	}
}

func TestAReadOnlyDeskCanStillBeRead(t *testing.T) {
	s := openNew(t)
	want, err := s.CreateTicket(t.Context(), fresh(1))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.writer.tx.exec("PRAGMA query_only = 1"); err != nil {
		t.Fatal(err)
	}
	_, err = s.CreateTicket(t.Context(), fresh(2))
	if tickets.KindOf(err) != tickets.Unavailable || !strings.Contains(tickets.MessageOf(err), "cannot be written") {
		t.Errorf("got %v, want Unavailable and what to do", err)
	}
	if got, err := s.Ticket(t.Context(), want.ID); err != nil || got.Number != want.Number {
		t.Errorf("got %v, %v", got.Number, err)
	}
}

func TestAWriteThatHasNotBegunIsTakenBack(t *testing.T) {
	s := openNew(t)
	busy, release := make(chan struct{}), make(chan struct{})
	first := make(chan error)
	go func() {
		first <- s.writer.write(context.Background(), func(*tx) error {
			close(busy)
			<-release
			return nil
		})
	}()
	<-busy
	ctx, cancel := context.WithCancel(t.Context())
	second := make(chan error)
	go func() {
		_, err := s.CreateTicket(ctx, fresh(1))
		second <- err
	}()
	cancel()
	if err := <-second; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled while the writer is busy", err)
	}
	close(release)
	if err := <-first; err != nil {
		t.Error(err)
	}
	checkTotal(t, s, 0)
}
