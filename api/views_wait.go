package api

import (
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

// waitView is what the requester of an unclaimed ticket can expect.
type waitView struct {
	Ahead int        `json:"ahead"`
	Usual *usualView `json:"usual"` // null when too few tickets have been answered to say
}

// usualView says how long tickets of the kind have waited, in seconds.
type usualView struct {
	P50 int64 `json:"p50"`
	P90 int64 `json:"p90"`
	Of  int   `json:"of"`
}

func viewWait(w *tickets.Wait) *waitView {
	if w == nil {
		return nil
	}
	v := waitView{Ahead: w.Ahead}
	if u := w.Usual; u != nil {
		v.Usual = &usualView{P50: seconds(u.P50), P90: seconds(u.P90), Of: u.Of}
	}
	return &v
}

func seconds(d time.Duration) int64 { return int64(d.Round(time.Second) / time.Second) }
