package main

import (
	"context"
	"errors"
	"maps"
	"sync"

	"github.com/beckon-desk/beckon/api"
)

// readiness knows which parts of the desk answer. A part is ready when its
// error is nil.
type readiness struct {
	mu    sync.Mutex
	parts map[string]error
	all   chan struct{} // closed when every part has been ready at once
	watch *health       // told as well; nil for nobody
}

// newReadiness expects the named parts, none of which is ready yet.
func newReadiness(parts ...string) *readiness {
	r := &readiness{parts: map[string]error{}, all: make(chan struct{})}
	for _, p := range parts {
		r.parts[p] = errStarting
	}
	return r
}

type startingError struct{}

func (startingError) Error() string { return "starting" }

var errStarting error = startingError{}

// set records the state of a part.
func (r *readiness) set(part string, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.parts[part] = err
	if r.watch != nil {
		r.watch.set(part, err)
	}
	for _, err := range r.parts {
		if err != nil {
			return
		}
	}
	select {
	case <-r.all:
	default:
		close(r.all)
	}
}

// partStop is not ready once the desk has been told to stop.
const partStop = "desk"

var errStopping = errors.New("it is about to stop")

// now tells how the parts stand, and whether the desk wants requests: from when
// every part has answered until ctx has ended.
func (r *readiness) now(ctx context.Context) api.Readiness {
	r.mu.Lock()
	defer r.mu.Unlock()
	parts := maps.Clone(r.parts)
	if ctx.Err() != nil {
		parts[partStop] = errStopping
		return api.Readiness{Parts: parts}
	}
	select {
	case <-r.all:
		return api.Readiness{Ready: true, Parts: parts}
	default:
		return api.Readiness{Parts: parts}
	}
}
