package tickets

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// Lease is the right to do something alone for a while, across every instance
// that shares the store.
type Lease struct {
	Holder string    `json:"holder"`
	Until  time.Time `json:"until"`
	// Token grows with every change of holder: whoever acts on the lease's
	// behalf can be fenced off by it once somebody else has taken over.
	Token int64 `json:"token"`
}

// Acquire takes or renews the named lease for ttl from now. It returns the
// lease as stored and whether holder has it.
func Acquire(ctx context.Context, store DocumentStore, name, holder string, ttl time.Duration, now time.Time) (Lease, bool, error) {
	var l Lease
	_, err := store.Document(ctx, "lease/"+name, func(old []byte) ([]byte, error) {
		l = Lease{}
		if old != nil {
			if err := json.Unmarshal(old, &l); err != nil {
				return nil, fmt.Errorf("lease %s: %w", name, err)
			}
		}
		// No clock that agrees with ours within ttl can have promised more than 2·ttl:
		// one that was ahead has, and been set back.
		if l.Holder != holder && now.Before(l.Until) && !l.Until.After(now.Add(2*ttl)) {
			return nil, ErrUnchanged
		}
		if l.Holder != holder {
			l.Token++
		}
		l.Holder, l.Until = holder, now.Add(ttl).UTC()
		return json.Marshal(l)
	})
	return l, err == nil && l.Holder == holder && now.Before(l.Until), err
}

// Yield gives the named lease up at once, if holder has it.
func Yield(ctx context.Context, store DocumentStore, name, holder string) error {
	_, err := store.Document(ctx, "lease/"+name, func(old []byte) ([]byte, error) {
		var l Lease
		if old == nil || json.Unmarshal(old, &l) != nil || l.Holder != holder {
			return nil, ErrUnchanged
		}
		l.Holder, l.Until = "", time.Time{}
		return json.Marshal(l)
	})
	return err
}
