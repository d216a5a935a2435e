package tickets

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Service is the desk: one method for every verb, with the rules inside. Its
// methods are safe for concurrent use and return *Error for anything a person
// should read.
type Service struct {
	store     Store
	triager   Triager
	notifiers map[Platform]Notifier
	url       string
	clock     func() time.Time
	log       *slog.Logger

	closed   bool
	alone    bool
	instance string
	sending  sending

	bcryptCost int
	linkKey    []byte

	pending    chan struct{} // signalled when a write left events in the outbox
	live       hub
	drawing    turnstile // one at a time redraws a ticket's cards, so that none goes back to an older state
	logins     throttle  // tries at a password, per address or device
	links      throttle  // password links asked for, per address: each is a mail to somebody who may not have asked
	usual      memo[*Usual]
	insights   memo[Insight]
	categories memo[[]string]
	decoyOnce  sync.Once
	decoyHash  []byte
	late       atomic.Int64 // when missed deadlines were last looked for, in Unix milliseconds
	routing    sync.Mutex   // one assignment at a time, so that loads are true when compared
}

// Config is what a Service needs.
type Config struct {
	Store     Store
	Triager   Triager
	Notifiers map[Platform]Notifier
	URL       string           // public base URL of the dashboard, without a trailing slash
	Clock     func() time.Time // nil for the machine's clock
	Log       *slog.Logger     // nil for the default logger
	Closed    bool             // nobody signs up by themselves: people come by invitation and by chat
	Alone     bool             // no other process uses the store: what nobody here is sending is sent by nobody
	Instance  string           // names this process among those that share the store, the same after a restart: so too what it had begun to send

	LinkKey []byte // signs unsubscribe links; nil for none

	BcryptCost int // of password hashes; 0 for the library's default. Tests lower it: hashing is slow on purpose
}

// New returns a Service.
func New(c Config) *Service {
	if c.Clock == nil {
		c.Clock = time.Now
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	return &Service{
		store: c.Store, triager: c.Triager, notifiers: c.Notifiers, url: strings.TrimSuffix(c.URL, "/"), closed: c.Closed, alone: c.Alone, instance: c.Instance,
		logins: throttle{burst: 10, every: 30 * time.Second}, links: throttle{burst: 5, every: 10 * time.Minute},
		clock: c.Clock, log: c.Log, bcryptCost: c.BcryptCost, linkKey: c.LinkKey, pending: make(chan struct{}, 1),
	}
}

// Actor is who does something, and from where. The zero User is Beckon itself.
type Actor struct {
	User User
	Via  Platform
}

// beckon is the actor of automatic changes.
var beckon = Actor{Via: System}

// Pending is signalled (with a buffer of one) whenever a write left events in
// the outbox. The relay waits on it.
func (s *Service) Pending() <-chan struct{} { return s.pending }

// TicketURL returns the absolute URL of a ticket's page.
func (s *Service) TicketURL(n Number) string { return fmt.Sprintf("%s/tickets/%d", s.url, n) }

// now is the present as every store can keep it.
func (s *Service) now() time.Time { return s.clock().UTC().Truncate(time.Millisecond) }

// update applies a person's or Beckon's change to a ticket and tells whoever
// waits for changes.
func (s *Service) update(ctx context.Context, ref Ref, change func(*Ticket, time.Time) error) (Ticket, error) {
	var before int64
	rules, err := s.rules(ctx)
	if err != nil {
		return Ticket{}, err
	}
	t, err := s.store.UpdateTicket(ctx, ref, func(t *Ticket) error {
		before = t.Version
		priority, now := t.Priority, s.now()
		if err := change(t, now); err != nil {
			return err
		}
		t.UpdatedAt = now
		t.Version++
		t.adjust(rules, priority, now)
		return nil
	})
	if err != nil {
		return Ticket{}, s.notFound(err, ref)
	}
	if t.Version != before {
		s.changed(t)
	}
	return t, nil
}

// adjust does to a ticket what every change of it may call for.
func (t *Ticket) adjust(rules Rules, was Priority, now time.Time) {
	t.reckon(rules, now)
	if c := t.chase(); t.Priority != was && t.Assignee != nil && !c.Nudged && !c.Over {
		t.Routing.Chase = Chase{} // the patience with it is another now
		t.emit(TicketNotice, now)
	}
	if t.Priority == High {
		t.unhold(now)
	}
	if due := t.runsOut(); t.Routing.Wake.After(now) && due.Before(t.Routing.Wake) && !due.IsZero() {
		t.arm(now) // it has less time now than was waited for
	}
	if len(t.stale()) > 0 {
		t.emit(TicketNotice, now) // posted copies are out of date now
	}
}

// changed wakes the relay and the live listeners after a write.
func (s *Service) changed(t Ticket) {
	s.wake()
	s.live.publish(t.update())
}

func (s *Service) wake() {
	select {
	case s.pending <- struct{}{}:
	default:
	}
}

func (s *Service) notFound(err error, ref Ref) error {
	if KindOf(err) != NotFound {
		return err
	}
	if n, ok := ref.(Number); ok {
		e := fail(NotFound, "There is no ticket %s.", n)
		e.Err = err
		return e
	}
	return &Error{Kind: NotFound, Message: "There is no such ticket.", Err: err}
}

// record adds a line to the ticket's history.
func (t *Ticket) record(a Actor, now time.Time, verb, format string, args ...any) {
	t.History = append(t.History, Change{At: now, By: a.User.Person(), Via: a.Via, Verb: verb, Text: fmt.Sprintf(format, args...)})
}

func (a Actor) mustModerate() error {
	if !a.User.Moderates() {
		return fail(Forbidden, "Only moderators can do that.")
	}
	return nil
}

func (a Actor) mustAdmin() error {
	if !a.User.Active() || a.User.Role != Admin {
		return fail(Forbidden, "Only admins can do that.")
	}
	return nil
}

// maySee reports whether the actor may read the ticket at all: it is theirs, or
// they moderate. To others it does not exist, to those who followed it as
// moderators too.
func (a Actor) maySee(t *Ticket) error {
	if a.User.Moderates() || a.User.Active() && t.Requester.ID == a.User.ID {
		return nil
	}
	return fmt.Errorf("%w: not visible to %s", ErrNotFound, a.User.ID)
}
