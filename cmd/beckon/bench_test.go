package main

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// benchWorld is a world whose failures end the benchmark.
func benchWorld(b *testing.B) (*world, *client) {
	b.Helper()
	w := newWorld(b, with("BECKON_LOG_LEVEL", "warn"))
	admin := w.logsIn("admin@demo.test")
	var people struct{ Users []struct{ ID string } }
	admin.must(http.MethodGet, "/api/users?limit=200", nil, &people)
	for _, u := range people.Users { // the most there is: five bursts fit in
		admin.must(http.MethodPatch, "/api/users/"+u.ID, map[string]int{"capacity": 1000}, nil)
	}
	return w, admin
}

// opens opens a ticket over the API and returns its number.
func (c *client) opens(title string) int {
	c.w.t.Helper()
	var answer struct{ Ticket apiTicket }
	c.must(http.MethodPost, "/api/tickets", map[string]string{"title": title}, &answer)
	return answer.Ticket.Number
}

// BenchmarkCreatedToAssigned is one ticket at a time, from the request that
// opens it to its assignment, on the managed Inngest server.
func BenchmarkCreatedToAssigned(b *testing.B) {
	_, admin := benchWorld(b)
	for b.Loop() {
		for n := admin.opens("VPN drops"); admin.ticket(n).Assignee == nil; {
			time.Sleep(2 * time.Millisecond)
		}
	}
}

// BenchmarkBurst opens 200 tickets at once and reports how many are assigned a
// second, what processor time a ticket takes in the Inngest server and in this
// process (the desk, its simulators and its client), which says more on a machine
// that does other things too, and the program's own memory afterwards.
func BenchmarkBurst(b *testing.B) {
	const burst = 200
	_, admin := benchWorld(b)
	var rate float64
	rounds := 0
	desk, server := processorTime("self"), processorTime(child())
	for b.Loop() {
		start := time.Now()
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				for range burst / 8 {
					admin.opens("VPN drops")
				}
			})
		}
		all.Wait()
		for {
			var waiting struct{ Counts map[string]int }
			admin.must(http.MethodGet, "/api/tickets/counts?unassigned=true&by=status", nil, &waiting)
			if len(waiting.Counts) == 0 {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		rate += burst / time.Since(start).Seconds()
		rounds++
	}
	b.ReportMetric(rate/float64(rounds), "tickets/s")
	each := float64(rounds * burst)
	b.ReportMetric((processorTime(child())-server)/each, "server-ms/ticket")
	b.ReportMetric((processorTime("self")-desk)/each, "desk-ms/ticket")
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.HeapInuse)/(1<<20), "heap-MiB")
}

// child is the process that this one has started, "" where that cannot be seen.
func child() string {
	lists, _ := filepath.Glob("/proc/self/task/*/children")
	for _, list := range lists {
		if pids, err := os.ReadFile(list); err == nil && len(pids) > 0 {
			return strings.Fields(string(pids))[0]
		}
	}
	return ""
}

// processorTime is what a process has used of it, in milliseconds; 0 where that
// cannot be seen.
func processorTime(pid string) float64 {
	stat, err := os.ReadFile(filepath.Join("/proc", pid, "stat"))
	if err != nil || pid == "" {
		return 0
	}
	_, after, _ := strings.Cut(string(stat), ") ") // the name before it may hold anything
	fields := strings.Fields(after)
	var user, system float64
	if _, err := fmt.Sscan(fields[11]+" "+fields[12], &user, &system); err != nil {
		return 0
	}
	return 10 * (user + system) // in hundredths of a second
}
