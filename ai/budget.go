package ai

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

// budget counts the requests of a day, in UTC: in the desk's records, so that
// neither a restart nor another instance spends it twice; without records, in
// memory.
type budget struct {
	records tickets.DocumentStore // nil for none
	mu      sync.Mutex
	kept    spending // without records
}

// spending is what was asked of the model on a day.
type spending struct {
	Day      string `json:"day"`
	Requests int    `json:"requests"`
}

const spendingDocument = "model-budget"

// take reports whether one more request may be made today; limit 0 means always.
// It fails when the records do.
func (b *budget) take(ctx context.Context, limit int, now time.Time) (within bool, err error) {
	if limit == 0 {
		return true, nil
	}
	if b.records == nil {
		b.mu.Lock()
		defer b.mu.Unlock()
		return b.kept.add(limit, now), nil
	}
	_, err = b.records.Document(ctx, spendingDocument, func(old []byte) ([]byte, error) {
		var s spending
		if json.Unmarshal(old, &s) != nil {
			s = spending{} // none yet, or damaged: the day begins anew
		}
		if within = s.add(limit, now); !within {
			return nil, tickets.ErrUnchanged
		}
		return json.Marshal(s)
	})
	return within && err == nil, err
}

// add counts one more request, if the limit allows it.
func (s *spending) add(limit int, now time.Time) bool {
	if day := now.UTC().Format(time.DateOnly); day != s.Day {
		*s = spending{Day: day}
	}
	if s.Requests >= limit {
		return false
	}
	s.Requests++
	return true
}
