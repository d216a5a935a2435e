package mongo

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/beckon-desk/beckon/tickets"
	"github.com/beckon-desk/beckon/tickets/mongo/mongotest"
)

// victimEnv makes this test binary a process that writes to the address it holds
// until it is killed.
const victimEnv = "BECKON_TEST_MONGO_VICTIM"

func TestMain(m *testing.M) {
	if uri := os.Getenv(victimEnv); uri != "" {
		fmt.Fprintln(os.Stderr, victim(context.Background(), uri)) // returns only when something is wrong
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// chat is ticket i of a victim's run, as it is opened.
func chat(run string, i int) tickets.Ticket {
	id := tickets.ID(fmt.Sprintf("%s-%d-%x", run, i, rand.Uint64()))
	t := newTicket(id, firstThread(run, i))
	t.IntakeKey = fmt.Sprintf("slack:%s:%d", run, i)
	t.Outbox = []tickets.Event{{ID: string(id) + "created", Name: tickets.TicketCreated, Ticket: id}}
	return t
}

func firstThread(run string, i int) tickets.Thread {
	return tickets.Thread(fmt.Sprintf("slack:T:%s:%d", run, i))
}
func secondThread(run string, i int) tickets.Thread { return firstThread(run, i) + ".2" }

// claimed gives the ticket another thread, and an event, once.
func claimed(run string, i int) func(*tickets.Ticket) error {
	return func(t *tickets.Ticket) error {
		if t.Status == tickets.InProgress {
			return tickets.ErrUnchanged
		}
		t.Status = tickets.InProgress
		t.Threads = append(t.Threads, secondThread(run, i))
		t.Outbox = []tickets.Event{{ID: string(t.ID) + "claimed", Name: tickets.TicketNotice, Ticket: t.ID}}
		return nil
	}
}

// victim opens and claims tickets, and says a line after each.
func victim(ctx context.Context, uri string) error {
	s, err := Open(ctx, uri)
	if err != nil {
		return err
	}
	run := fmt.Sprintf("r%d", os.Getpid())
	fmt.Println(run)
	for i := 0; ; i++ {
		if _, err := s.CreateTicket(ctx, chat(run, i)); err != nil {
			return err
		}
		fmt.Println("opened")
		if _, err := s.UpdateTicket(ctx, firstThread(run, i), claimed(run, i)); err != nil {
			return err
		}
		fmt.Println("claimed")
	}
}

// killed runs a victim, kills it somewhere after some lines, and returns its
// name and how many lines it said.
func killed(t *testing.T, uri string, lines int, later time.Duration) (run string, said int) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), victimEnv+"="+uri)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	in := bufio.NewScanner(out)
	for in.Scan() {
		if run == "" {
			run = in.Text()
			continue
		}
		if said++; said == lines {
			break
		}
	}
	time.AfterFunc(later, func() { _ = cmd.Process.Kill() })
	rest, _ := io.ReadAll(out)
	said += strings.Count(string(rest), "\n")
	if err := cmd.Wait(); err == nil || said < lines {
		t.Fatalf("the victim ended by itself after %d lines: %v", said, err)
	}
	return run, said
}

func TestAKilledWriterLosesAndDoublesNothing(t *testing.T) {
	mongotest.Each(t, func(t *testing.T, newURI func(testing.TB) string) {
		uri := newURI(t)
		s := openAt(t, uri)
		s.tickets.names.patience = 200 * time.Millisecond // the dead never finish
		want := 0
		for range 20 {
			run, said := killed(t, uri, 1+rand.IntN(6), rand.N(8*time.Millisecond))
			for i := range said/2 + 1 { // the last one is delivered again, as Slack does
				outlives(t, s, run, i, said)
				want++
			}
		}
		if n, err := s.Count(t.Context(), tickets.Filter{}, tickets.ByNothing); err != nil || n[""] != want {
			t.Errorf("%v tickets (%v), want %d", n, err, want)
		}
		events, err := s.PendingEvents(t.Context(), tickets.EventFilter{Limit: 10_000})
		seen := map[string]bool{}
		for _, e := range events {
			seen[e.ID] = true
		}
		if err != nil || len(events) != 2*want || len(seen) != 2*want {
			t.Errorf("%d events, %d of them different (%v), want %d", len(events), len(seen), err, 2*want)
		}
	})
}

// outlives fails unless ticket i is as its writer was told, and can be finished
// by whoever comes after.
func outlives(t *testing.T, s *Store, run string, i, said int) {
	t.Helper()
	opened, finished := said > 2*i, said > 2*i+1
	found, err := s.Ticket(t.Context(), firstThread(run, i))
	if opened && (err != nil || finished && found.Status != tickets.InProgress) {
		t.Errorf("%s, ticket %d: %v, %v after the writer was told", run, i, found.Status, err)
	}
	again, err := s.CreateTicket(t.Context(), chat(run, i))
	if err != nil && !errors.Is(err, tickets.ErrExists) || opened && again.ID != found.ID {
		t.Errorf("%s, ticket %d delivered again: %q, %v; it was %q", run, i, again.ID, err, found.ID)
	}
	if _, err := s.UpdateTicket(t.Context(), firstThread(run, i), claimed(run, i)); err != nil {
		t.Errorf("%s, ticket %d claimed: %v", run, i, err)
	}
	if got, err := s.Ticket(t.Context(), secondThread(run, i)); err != nil || got.ID != again.ID {
		t.Errorf("%s, ticket %d by its second thread: %q, %v", run, i, got.ID, err)
	}
}
