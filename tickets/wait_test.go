package tickets

import (
	"testing"
	"time"
)

func TestPercentile(t *testing.T) {
	for _, tt := range []struct {
		name   string
		values []time.Duration
		p      float64
		want   time.Duration
	}{
		{"of nothing", nil, 0.5, 0},
		{"of one", []time.Duration{7}, 0.9, 7},
		{"the middle of an odd number", []time.Duration{9, 1, 5}, 0.5, 5},
		{"the lower middle of an even number", []time.Duration{4, 1, 3, 2}, 0.5, 2},
		{"nine in ten", []time.Duration{10, 9, 8, 7, 6, 5, 4, 3, 2, 1}, 0.9, 9},
		{"all", []time.Duration{3, 1, 2}, 1, 3},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := percentile(tt.values, tt.p); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
}

func TestFirstResponse(t *testing.T) {
	at := func(minutes int) time.Time { return time.Date(2026, 3, 2, 9, minutes, 0, 0, time.UTC) }
	for _, tt := range []struct {
		name             string
		claimed, replied time.Time
		want             time.Duration
		known            bool
	}{
		{"nobody did anything", time.Time{}, time.Time{}, 0, false},
		{"claimed", at(5), time.Time{}, 5 * time.Minute, true},
		{"answered without a claim", time.Time{}, at(3), 3 * time.Minute, true},
		{"answered, then claimed", at(5), at(3), 3 * time.Minute, true},
		{"claimed, then answered", at(3), at(5), 3 * time.Minute, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ticket := Ticket{CreatedAt: at(0), ClaimedAt: tt.claimed, FirstReplyAt: tt.replied}
			got, known := ticket.firstResponse()
			if known != tt.known || known && got != tt.want {
				t.Errorf("got %v %t, want %v %t", got, known, tt.want, tt.known)
			}
		})
	}
}
