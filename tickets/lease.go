package tickets

import (
	"context"
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
	err := changeDocument(ctx, store, leaseDocument(name), func(kept *Lease) error {
		l = *kept
		// No clock that agrees with ours within ttl can have promised more than 2·ttl:
		// one that was ahead has, and been set back.
		if l.Holder != holder && now.Before(l.Until) && !l.Until.After(now.Add(2*ttl)) {
			return ErrUnchanged
		}
		if l.Holder != holder {
			l.Token++
		}
		l.Holder, l.Until = holder, now.Add(ttl).UTC()
		*kept = l
		return nil
	})
	return l, err == nil && l.Holder == holder && now.Before(l.Until), err
}

// Yield gives the named lease up at once, if holder has it.
func Yield(ctx context.Context, store DocumentStore, name, holder string) error {
	return changeDocument(ctx, store, leaseDocument(name), func(l *Lease) error {
		if l.Holder != holder {
			return ErrUnchanged
		}
		l.Holder, l.Until = "", time.Time{}
		return nil
	})
}

func leaseDocument(name string) string { return "lease/" + name }
