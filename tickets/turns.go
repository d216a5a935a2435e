package tickets

import (
	"context"
	"hash/maphash"
	"sync"
)

// Turns lets changes of one record take turns within a process, for stores. The
// zero value is ready. Records share a turn now and then, which costs time and
// nothing else, but whoever holds a turn must not wait for another.
type Turns struct {
	once  sync.Once
	seed  maphash.Seed
	gates [512]chan struct{}
}

// Take waits for the record's turn; done ends it. It fails only when ctx ends first.
func (t *Turns) Take(ctx context.Context, record string) (done func(), err error) {
	t.once.Do(func() {
		t.seed = maphash.MakeSeed()
		for i := range t.gates {
			t.gates[i] = make(chan struct{}, 1)
		}
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	gate := t.gates[maphash.String(t.seed, record)%uint64(len(t.gates))]
	select {
	case gate <- struct{}{}:
		return func() { <-gate }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
