package tickets

import (
	"errors"
	"net"
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	// sendingLimit is how long a begun delivery may take before it counts as
	// abandoned and may be tried again.
	sendingLimit = time.Minute
	// maxAttempts is how often one message is tried before it has failed for good.
	maxAttempts = 10
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

// begin records that a try to send begins, and reports whether there was one
// before. A mail cannot be looked for, so after a try of unknown fate it may
// arrive twice.
func (s *Service) begin(r *Receipt, now time.Time) (retry bool) {
	r.Doubtful = r.cutOff()
	r.State, r.At, r.Sender = ReceiptSending, now, s.instance
	r.Attempts++
	return r.Attempts > 1
}

// cutOff reports whether a try to send was, or its answer lost, so that it may have
// arrived all the same.
func (r Receipt) cutOff() bool { return r.Doubtful || r.State == ReceiptSending }

// needless is why somebody is not told any more: much may pass between an event
// and its message, as until the end of quiet hours or until another channel has
// failed.
type needless struct{ why Cause }

func (n needless) Error() string { return causes[n.why] }

// Cause returns what has come between.
func (n needless) Cause() Cause { return n.why }

// Unwrap says that trying again cannot help.
func (needless) Unwrap() error { return ErrPermanent }

// skip records that there is nothing to send any more.
func (r *Receipt) skip(why Cause, now time.Time) {
	r.State, r.Cause, r.Error, r.At = ReceiptSkipped, why, causes[why], now
}

// settle records how a try to send ended.
func (r *Receipt) settle(at Place, err error, now time.Time) {
	r.At, r.Error, r.Cause, r.Sender = now, "", CauseOf(err), ""
	if err != nil {
		r.Error = bounded(CleanLine(err.Error()), maxReason)
	}
	if r.Doubtful && r.Channel == Mail && (err == nil || errors.Is(err, ErrUnconfirmed)) {
		if err == nil {
			r.Cause = causeTwice
		}
		r.Error = strings.TrimPrefix(r.Error+"; an earlier try was cut off: it may have arrived twice", "; ")
	}
	switch {
	case errors.As(err, new(needless)):
		r.State = ReceiptSkipped
	case err == nil || errors.Is(err, ErrElsewhere):
		r.State, r.Place, r.Doubtful = ReceiptSent, at, r.Doubtful && r.Channel == Mail
	case errors.Is(err, ErrUnconfirmed):
		r.State = ReceiptUnconfirmed
	case errors.Is(err, ErrNotNow):
		r.State, r.Attempts = ReceiptDue, r.Attempts-1
	case errors.Is(err, ErrPermanent) || r.Attempts >= maxAttempts:
		r.State = ReceiptFailed
	default:
		r.State, r.Doubtful = ReceiptDue, r.Doubtful || r.Channel != Mail && unanswered(err)
	}
}

// unanswered reports whether a chat may have taken a message though the try has
// failed. Of mail it is known: see ErrUnconfirmed.
func unanswered(err error) bool {
	var call *net.OpError
	if errors.As(err, &call) && call.Op == "dial" {
		return false
	}
	return slices.Contains([]Cause{CauseSlow, CauseUnreachable, CauseFailing, causeOther}, CauseOf(err))
}

// passing reports whether a try to send has failed so that another may not.
func passing(err error) bool {
	return err != nil && !errors.Is(err, ErrPermanent) && !errors.Is(err, ErrUnconfirmed) && !errors.Is(err, ErrElsewhere)
}
