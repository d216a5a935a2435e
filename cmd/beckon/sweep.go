package main

import (
	"context"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

// sweepLease is the right to sweep. Should two sweep at once, as when one is very
// slow, they only do work twice: whatever a sweep does is one conditional write.
const sweepLease = "sweep"

// sweep sets going what has stopped moving: now and then, on one instance at a
// time, and at once when the engine has lost its memory. Whoever asks for its turn
// learns whether the records answer.
func (d *desk) sweep(ctx context.Context) {
	holder := d.cfg.instance()
	defer d.yieldSweep(holder)
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		grace := sweepGrace
		select {
		case <-ctx.Done():
			return
		case <-d.lost:
			grace = 0
		case <-tick.C:
		}
		lease, mine, err := tickets.Acquire(ctx, d.store, sweepLease, holder, sweepHeld, time.Now())
		if ctx.Err() == nil {
			d.ready.set(partStore, err)
		}
		tick.Reset(nextLook(lease, mine, time.Now()))
		if err == nil && !mine && grace > 0 {
			continue // another instance does it
		}
		stuck := 0
		if err == nil {
			stuck, err = d.service.Sweep(ctx, grace)
		}
		switch {
		case err != nil && ctx.Err() == nil:
			d.log.Error("sweep failed; the next one tries again", "err", err)
		case stuck > 0:
			d.log.Info("set tickets going again", "tickets", stuck)
		}
	}
}

// nextLook is how soon to look for the lease again: when another's runs out, if
// that is before it is time to sweep.
func nextLook(l tickets.Lease, mine bool, now time.Time) time.Duration {
	if mine || l.Holder == "" {
		return sweepEvery
	}
	return min(max(l.Until.Sub(now), time.Second), sweepEvery)
}

// yieldSweep lets another instance sweep at once.
func (d *desk) yieldSweep(holder string) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := tickets.Yield(ctx, d.store, sweepLease, holder); err != nil {
		d.log.Warn("another instance takes over the sweep when its lease has run out", "err", err)
	}
}
