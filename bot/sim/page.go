package sim

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// What the pages and the people of both platforms have in common.

const nobody = "nobody of that name"

// serveSeen answers with all that somebody sees, as JSON. seen is called with mu held and returns nil when there is
// nobody of that name.
func serveSeen(w http.ResponseWriter, mu sync.Locker, seen func() object) {
	mu.Lock()
	o := seen()
	b := mustJSON(o) // while nobody changes it
	mu.Unlock()
	if o == nil {
		http.Error(w, nobody, http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(b)
}

// readAct reads what is done on a page, and answers itself when that cannot be read.
func readAct(w http.ResponseWriter, r *http.Request, act any) bool {
	err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(act)
	if err != nil {
		http.Error(w, "not an act: "+err.Error(), http.StatusBadRequest)
	}
	return err == nil
}

// waitsFor returns the newest message of a place that holds, waiting for it. The error says what could be seen instead.
func waitsFor[M any](ctx context.Context, wait func(context.Context, func() bool) error, who, place string, sees func() []M, holds func(M) bool, says func(M) string) (M, error) {
	var found M
	err := wait(ctx, func() bool {
		for _, m := range slices.Backward(sees()) {
			if holds(m) {
				found = m
				return true
			}
		}
		return false
	})
	if err == nil {
		return found, nil
	}
	var seen []string
	for _, m := range sees() {
		seen = append(seen, fmt.Sprintf("%q", says(m)))
	}
	return found, fmt.Errorf("in %s %s saw %s: %w", place, who, strings.Join(seen, ", "), err)
}
