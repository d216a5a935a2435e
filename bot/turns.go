package bot

import (
	"hash/maphash"
	"sync"
)

// turns lets what is said in one place be taken in one after the other, though
// platforms deliver it at once: the second message must find the ticket that
// the first one opened. Places share a few locks, which costs a little waiting.
type turns [64]sync.Mutex

var turnsSeed = maphash.MakeSeed()

func (t *turns) take(place string) (done func()) {
	m := &t[maphash.String(turnsSeed, place)%uint64(len(t))]
	m.Lock()
	return m.Unlock
}
