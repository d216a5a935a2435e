package main

import (
	"net/http"
	"runtime"
	"sync"
	"testing"
	"time"
)

// benchWorld is a world whose failures end the benchmark.
func benchWorld(b *testing.B) (*world, *client) {
	b.Helper()
	w := newWorld(b, with("BECKON_LOG_LEVEL", "warn"))
	return w, w.logsIn("admin@demo.test")
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
// second, and the program's own memory afterwards.
func BenchmarkBurst(b *testing.B) {
	const burst = 200
	_, admin := benchWorld(b)
	var rate float64
	rounds := 0
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
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.HeapInuse)/(1<<20), "heap-MiB")
}
