package tickets

import (
	"sync"
	"time"
)

// sending is what this process is sending at the moment: with it, a process that
// could not record how a try ended knows that the try is over. The zero value is
// ready.
type sending struct {
	mu   sync.Mutex
	keys map[string]bool
}

// begin notes that what key stands for is being sent until end is called. It is
// refused while somebody else in this process sends it.
func (s *sending) begin(key string) (end func(), ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.keys[key] {
		return nil, false
	}
	if s.keys == nil {
		s.keys = map[string]bool{}
	}
	s.keys[key] = true
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.keys, key)
	}, true
}

// sentOrBusy reports whether the message must not be begun now, to whoever has
// noted in s.sending that they would. A try is over that was begun by this
// instance, before or after it was last started; or long ago, or by a clock that
// has been set back since.
func (s *Service) sentOrBusy(r Receipt, now time.Time) bool {
	if r.State != ReceiptSending {
		return r.ID != "" && r.State.Settled()
	}
	if s.alone || s.instance != "" && r.Sender == s.instance {
		return false
	}
	return now.Sub(r.At).Abs() < sendingLimit
}
