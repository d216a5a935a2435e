package tickets

import (
	"errors"
	"fmt"
	"strings"
)

// Sentinels a Store returns, possibly wrapped.
var (
	ErrNotFound = errors.New("not found")
	ErrExists   = errors.New("already exists")
)

// ErrUnchanged, returned by the function given to Store.UpdateTicket or
// Store.UpdateUser, means there is nothing to write: the update returns what is
// stored and no error. It makes a verb that has already had its effect a no-op.
var ErrUnchanged = errors.New("unchanged")

// Kind says what sort of failure an Error is; a surface maps it to its own
// status or wording.
type Kind string

// The kinds of failure a Service verb may return.
const (
	Invalid         Kind = "invalid"         // the input is wrong; Fields may say where
	Unauthenticated Kind = "unauthenticated" // nobody, or a wrong password
	Forbidden       Kind = "forbidden"       // somebody, but not allowed
	NotFound        Kind = "not_found"
	Conflict        Kind = "conflict"    // somebody else was first, or the state does not allow it
	TooMany         Kind = "too_many"    // slow down
	Unavailable     Kind = "unavailable" // try again later
	Internal        Kind = "internal"    // our fault
)

// Error is a failure with a sentence fit for people, kept apart from the
// detail fit for logs.
type Error struct {
	Kind    Kind
	Reason  Reason            // which sentence it is; ReasonOf knows it also when this is ""
	Args    []string          // what the sentence names, in its order
	Message string            // one sentence that says what to do
	Fields  map[string]string // for Invalid: field name → what is wrong with it
	Cause   Cause             // why a service did not do its part, where that is the failure
	Err     error             // for logs; may be nil
}

// Error returns the sentence for people, followed by the cause.
func (e *Error) Error() string {
	if e.Err != nil {
		return strings.TrimSuffix(e.Message, ".") + ": " + e.Err.Error()
	}
	return e.Message
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// KindOf returns the kind of err: that of the *Error within, NotFound or
// Conflict for the store's sentinels, otherwise Internal.
func KindOf(err error) Kind {
	var e *Error
	switch {
	case errors.As(err, &e):
		return e.Kind
	case errors.Is(err, ErrNotFound):
		return NotFound
	case errors.Is(err, ErrExists):
		return Conflict
	}
	return Internal
}

// MessageOf returns the sentence for people within err, or a general apology
// that leaks nothing.
func MessageOf(err error) string {
	var e *Error
	switch {
	case errors.As(err, &e):
		return e.Message
	case errors.Is(err, ErrNotFound):
		return "There is no such thing here."
	}
	return "Something went wrong on our side. Please try again."
}

func fail(kind Kind, format string, args ...any) *Error {
	e := &Error{Kind: kind, Reason: reasons[format], Message: fmt.Sprintf(format, args...)}
	for _, a := range args {
		e.Args = append(e.Args, fmt.Sprint(a))
	}
	return e
}

func invalid(field, format string, args ...any) *Error {
	e := fail(Invalid, format, args...)
	e.Fields = map[string]string{field: e.Message}
	return e
}
