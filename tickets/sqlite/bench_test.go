package sqlite

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

var (
	deskSize = flag.Int("tickets", 1000, "how many tickets the benchmarks' desk holds before they begin")
	deskPath = flag.String("desk", "", "file to keep the benchmarks' desk in, so that a large one is made once")
)

// bench is the desk all benchmarks share; making a large one takes minutes.
var bench struct {
	once  sync.Once
	dir   string
	store *Store
	err   error
}

func TestMain(m *testing.M) {
	if path := os.Getenv(victimEnv); path != "" {
		fmt.Fprintln(os.Stderr, victim(path)) // returns only when something is wrong
		os.Exit(1)
	}
	flag.Parse()
	code := m.Run()
	if bench.store != nil {
		_ = bench.store.Close()
		_ = os.RemoveAll(bench.dir)
	}
	os.Exit(code)
}

func benchDesk(b *testing.B) *Store {
	b.Helper()
	bench.once.Do(func() {
		path := *deskPath
		if path == "" {
			bench.dir, bench.err = os.MkdirTemp("", "desk")
			path = filepath.Join(bench.dir, "desk.db")
		}
		if bench.err == nil {
			bench.store, bench.err = Open(context.Background(), path)
		}
		if bench.err == nil {
			bench.err = populate(bench.store, *deskSize)
		}
	})
	if bench.err != nil {
		b.Fatal(bench.err)
	}
	b.ReportAllocs()
	return bench.store
}

// populate brings the desk to size tickets, three in a hundred of them live.
func populate(s *Store, size int) error {
	have, err := s.Count(context.Background(), tickets.Filter{}, tickets.ByNothing)
	if err != nil {
		return err
	}
	var next atomic.Int64
	next.Store(int64(have[""]))
	errs := make(chan error, 128)
	for range cap(errs) {
		go func() {
			for i := next.Add(1); i <= int64(size); i = next.Add(1) {
				if _, err := s.CreateTicket(context.Background(), worked(int(i))); err != nil {
					errs <- err
					return
				}
			}
			errs <- nil
		}()
	}
	for range cap(errs) {
		if e := <-errs; e != nil {
			err = e
		}
	}
	return err
}

var vocabulary = strings.Fields(`printer network laptop password outlook calendar screen keyboard docking station
	wifi vpn certificate expired folder permission share drive slow crash update restart error login account locked
	phone headset camera meeting room projector badge access door invoice software licence install browser tab cache
	proxy firewall mailbox quota backup restore disk memory battery charger cable monitor flicker sound microphone`)

func prose(words int) string {
	out := make([]string, words)
	for i := range out {
		out[i] = vocabulary[rand.IntN(len(vocabulary))]
	}
	return strings.Join(out, " ")
}

var epoch = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)

// fresh is a ticket as it is opened from chat.
func fresh(i int) tickets.Ticket {
	at := epoch.Add(time.Duration(i) * time.Minute)
	requester := tickets.Person{ID: tickets.UserID(fmt.Sprintf("01JEMPLOYEE%015d", i%5000)), Name: "Eve Employee"}
	id := tickets.ID(fmt.Sprintf("01J%023d", i))
	return tickets.Ticket{
		ID: id, IntakeKey: "slack:T024BE7LD:" + string(id), Title: prose(7), Body: prose(60), Status: tickets.Open,
		Priority: tickets.Medium, Urgency: tickets.High, Triage: tickets.Triage{State: tickets.TriagePending},
		Routing: tickets.Routing{QueuedAt: at}, Requester: requester,
		Origin:    tickets.Place{Platform: tickets.Slack, Team: "T024BE7LD", Channel: "C0123456", Message: fmt.Sprintf("%d.0001", i)},
		Threads:   []tickets.Thread{tickets.Thread(fmt.Sprintf("slack:T024BE7LD:C0123456:%d.0001", i))},
		History:   []tickets.Change{{At: at, By: requester, Via: tickets.Slack, Verb: "opened"}},
		Notices:   []tickets.Notice{{ID: string(id) + "n", Kind: tickets.NoticeOpened, To: requester.ID, At: at}},
		CreatedAt: at, UpdatedAt: at, Version: 1,
		Outbox: []tickets.Event{{ID: string(id) + "e", Name: tickets.TicketCreated, Ticket: id, At: at}},
	}
}

// worked is a ticket as it is once people have worked on it.
func worked(i int) tickets.Ticket {
	t := fresh(i)
	at := t.CreatedAt.Add(time.Duration(rand.IntN(100_000)) * time.Second)
	moderator := tickets.Person{ID: tickets.UserID(fmt.Sprintf("01JMODERATOR%014d", i%40)), Name: "Max Moderator"}
	t.Outbox = nil
	t.Status = []tickets.Status{tickets.Closed, tickets.Resolved}[rand.IntN(2)]
	if rand.IntN(100) < 3 {
		t.Status = tickets.Statuses[rand.IntN(3)]
	}
	t.Priority = tickets.Priorities[rand.IntN(3)]
	t.Skills = []string{[]string{"VPN", "Printers", "Accounts", "Laptops", "C++"}[rand.IntN(5)]}
	t.Category = "it"
	t.Summary, t.Notes = prose(15), prose(30)
	t.Triage = tickets.Triage{State: tickets.TriageDone, By: "local", Reason: prose(8), Confidence: 0.7, At: at,
		Confidences: map[tickets.Field]float64{tickets.FieldPriority: 0.7, tickets.FieldSkills: 0.9}, Language: "en"}
	if t.Status != tickets.Open || rand.IntN(2) == 0 {
		t.Assignee, t.AssignedAt = &moderator, at
		t.Routing.Why = []string{"knows VPN", "has 3 of 20 open"}
	}
	t.UpdatedAt = at
	if !t.Status.Live() {
		t.ResolvedAt = at
	}
	for n := range 6 {
		t.History = append(t.History, tickets.Change{At: at, By: moderator, Via: tickets.Web, Verb: "set", Text: prose(n)})
	}
	t.Comments = []tickets.Comment{{ID: "1", By: moderator, Text: prose(25), Via: tickets.Web, At: at}, {ID: "2", By: t.Requester, Text: prose(20), Via: tickets.Slack, At: at}}
	t.Notices = append(t.Notices, tickets.Notice{ID: "n2", Kind: tickets.NoticeAssigned, To: moderator.ID, At: at})
	for n := range t.Notices {
		t.Notices[n].Planned = true
		t.Notices[n].Receipts = []tickets.Receipt{{ID: "r", To: moderator.ID, Channel: tickets.Slack, State: tickets.ReceiptSent, Place: t.Origin, At: at}}
	}
	return t
}

// parallel runs op from n clients at once and reports how many were done a second.
func parallel(b *testing.B, clients int, op func(i int) error) {
	var next atomic.Int64
	var all sync.WaitGroup
	before := cpuTime()
	b.ResetTimer()
	for range clients {
		all.Go(func() {
			for i := next.Add(1); i <= int64(b.N); i = next.Add(1) {
				if err := op(int(i)); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "ops/s")
	b.ReportMetric(float64((cpuTime()-before).Microseconds())/float64(b.N), "cpu-µs/op")
}

// cpuTime is what the process has used of all cores, which a busy machine
// distorts less than the time on the clock.
func cpuTime() time.Duration {
	var r syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &r)
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// made counts the tickets that benchmarks make, beyond those of the desk.
var made atomic.Int64

// later is a fresh ticket that is newer than all before.
func later() tickets.Ticket {
	n, now := made.Add(1), time.Now()
	t := fresh(int(n))
	t.ID = tickets.ID(fmt.Sprintf("01K%014d%09d", now.UnixMilli(), n))
	t.IntakeKey = "slack:" + string(t.ID)
	t.Threads = []tickets.Thread{tickets.Thread("slack:T024BE7LD:C0123456:" + string(t.ID))}
	t.CreatedAt, t.UpdatedAt = now, now
	t.Outbox[0].ID, t.Outbox[0].Ticket = string(t.ID)+"e", t.ID
	return t
}

func BenchmarkCreate(b *testing.B) {
	s := benchDesk(b)
	for _, clients := range []int{1, 64} {
		b.Run(fmt.Sprintf("clients=%d", clients), func(b *testing.B) {
			parallel(b, clients, func(int) error {
				_, err := s.CreateTicket(b.Context(), later())
				return err
			})
		})
	}
}

func BenchmarkUpdate(b *testing.B) {
	s := benchDesk(b)
	for _, clients := range []int{1, 64} {
		b.Run(fmt.Sprintf("clients=%d", clients), func(b *testing.B) {
			parallel(b, clients, func(i int) error {
				_, err := s.UpdateTicket(b.Context(), tickets.Number(1+rand.IntN(*deskSize)), func(t *tickets.Ticket) error {
					t.Version++
					t.UpdatedAt = t.UpdatedAt.Add(time.Second)
					return nil
				})
				return err
			})
		})
	}
}

func BenchmarkRead(b *testing.B) {
	s := benchDesk(b)
	parallel(b, 8, func(i int) error {
		_, err := s.Ticket(b.Context(), tickets.Number(1+rand.IntN(*deskSize)))
		return err
	})
}

func BenchmarkList(b *testing.B) {
	s := benchDesk(b)
	live := []tickets.Status{tickets.Open, tickets.InProgress, tickets.Waiting}
	for _, l := range []struct {
		name string
		f    tickets.Filter
	}{
		{"all", tickets.Filter{}},
		{"queue", tickets.Filter{Status: []tickets.Status{tickets.Open}, Unassigned: true, Sort: tickets.HighestFirst}},
		{"live", tickets.Filter{Status: live, Sort: tickets.RecentlyUpdated}},
		{"mine", tickets.Filter{Status: live, Assignee: "01JMODERATOR00000000000007", Sort: tickets.HighestFirst}},
		{"asked", tickets.Filter{Requester: "01JEMPLOYEE000000000000007"}},
		{"skill", tickets.Filter{Status: live, Skills: []string{"VPN"}, Sort: tickets.HighestFirst}},
		{"high", tickets.Filter{Priority: []tickets.Priority{tickets.High}}},
		{"search", tickets.Filter{Query: "printer vpn prox"}},
	} {
		b.Run(l.name, func(b *testing.B) {
			parallel(b, 8, func(i int) error {
				_, err := s.Tickets(b.Context(), l.f)
				return err
			})
		})
	}
}

func BenchmarkCount(b *testing.B) {
	s := benchDesk(b)
	live := []tickets.Status{tickets.Open, tickets.InProgress, tickets.Waiting}
	b.Run("load", func(b *testing.B) {
		parallel(b, 2, func(int) error {
			_, err := s.Count(b.Context(), tickets.Filter{Status: live}, tickets.ByAssignee)
			return err
		})
	})
	b.Run("status", func(b *testing.B) {
		parallel(b, 2, func(int) error {
			_, err := s.Count(b.Context(), tickets.Filter{}, tickets.ByStatus)
			return err
		})
	})
}

// BenchmarkInsight surveys the last four weeks of the desk, in which somebody
// has opened a ticket every minute.
func BenchmarkInsight(b *testing.B) {
	s := benchDesk(b)
	to := epoch.Add(time.Duration(*deskSize) * time.Minute)
	admin := tickets.Actor{User: tickets.User{ID: "01JADMIN", Role: tickets.Admin}}
	for b.Loop() {
		desk := tickets.New(tickets.Config{Store: s, Clock: func() time.Time { return to }}) // a new one remembers none
		if _, err := desk.Insight(b.Context(), admin, to.AddDate(0, 0, -28), to, time.UTC); err != nil {
			b.Fatal(err)
		}
	}
}
