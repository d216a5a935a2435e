package local

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSimilar(t *testing.T) {
	m := New(sampleLevels, nil)
	add := func(id, title string, done bool) {
		m.Observe(Ticket{ID: id, Title: title})
		if done {
			m.Learn(Ticket{ID: id, Title: title}, Outcome{Skills: []string{"x"}}, sampleStart)
		}
	}
	add("open", "Projector in room Lyra shows a purple stripe", false)
	add("resolved", "Purple stripe on the projector in Lyra", true)
	add("other", "Coffee machine leaks", true)
	for i := range 50 {
		add(fmt.Sprint("filler", i), fmt.Sprintf("Ticket about thing%d and matter%d", i, i), false)
	}
	got := m.Similar(Ticket{ID: "open", Title: "Projector in room Lyra shows a purple stripe"}, 3)
	if len(got) != 1 || got[0].ID != "resolved" || !got[0].Resolved {
		t.Errorf("got %+v, want only the resolved one, and not the ticket itself", got)
	}
	if got := m.Similar(Ticket{ID: "new", Title: "Espresso everywhere"}, 3); len(got) != 0 {
		t.Errorf("got %+v for a ticket like no other", got)
	}
}

func TestIndexForgetsWhatLeavesTheWindow(t *testing.T) {
	x := newIndex(10)
	k := newCatalogue()
	for i := range 5000 {
		k.admit(x, fmt.Sprint(i), terms([]string{"shared", fmt.Sprint("own", i)}, nil))
	}
	if len(k.ring) != 10 || len(k.serials) != 10 {
		t.Errorf("%d tickets and %d IDs kept, want 10", len(k.ring), len(k.serials))
	}
	if got := x.nearest(terms([]string{"own4000"}, nil), 3, &scratch{}, nil); len(got) != 0 {
		t.Errorf("found %v, which has left the window", got)
	}
	got := x.nearest(terms([]string{"own4995"}, nil), 3, &scratch{}, nil)
	if len(got) != 1 || got[0].serial != 4995 {
		t.Errorf("got %v, want ticket 4995", got)
	}
}

func TestNearestPrefersTheNewestOfEquals(t *testing.T) {
	x := newIndex(100)
	for range 6 {
		x.add(terms([]string{"alpha", "beta"}, nil))
	}
	x.add(terms([]string{"gamma"}, nil))
	for range 10 {
		x.add(terms([]string{"filler"}, nil))
	}
	var got []uint32
	for _, n := range x.nearest(terms([]string{"alpha", "beta"}, nil), 3, &scratch{}, nil) {
		got = append(got, n.serial)
	}
	if diff := cmp.Diff([]uint32{5, 4, 3}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// zipfTickets returns tickets of 40 words each whose words are as unevenly common as those of a language.
func zipfTickets(n int) []Ticket {
	r := rand.New(rand.NewPCG(1, 2))
	z := rand.NewZipf(r, 1.1, 4, 40_000)
	out := make([]Ticket, n)
	for i := range out {
		var b strings.Builder
		for range 40 {
			fmt.Fprintf(&b, "w%dx ", z.Uint64())
		}
		out[i] = Ticket{ID: fmt.Sprint(i), Title: b.String()[:30], Body: b.String()}
	}
	return out
}

func BenchmarkSimilar(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			m := New(sampleLevels, nil)
			all := zipfTickets(n)
			for _, t := range all {
				m.Observe(t)
			}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				m.Similar(all[i%n], 5)
			}
		})
	}
}
