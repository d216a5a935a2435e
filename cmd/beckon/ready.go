package main

import (
	"maps"
	"sync"
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

// state returns what is wrong with each part, nil where nothing is.
func (r *readiness) state() map[string]error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return maps.Clone(r.parts)
}
