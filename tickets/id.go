package tickets

import (
	"strconv"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"
)

// ID identifies a ticket. It is a ULID: 26 characters that sort by creation.
type ID string

// UserID identifies a person. It is a ULID.
type UserID string

// Number is what people call a ticket by: #1, #2, … without gaps that matter.
type Number int64

// String returns the number as people write it, such as "#42".
func (n Number) String() string { return "#" + strconv.FormatInt(int64(n), 10) }

// ParseNumber reads "42" or "#42". It reports false for anything that is not a
// positive whole number.
func ParseNumber(s string) (Number, bool) {
	n, err := strconv.ParseInt(strings.TrimPrefix(strings.TrimSpace(s), "#"), 10, 64)
	return Number(n), err == nil && n > 0
}

// IntakeKey names a ticket by the stable key of the delivery that opened it.
type IntakeKey string

// Ref names one ticket: an ID, a Number, a Thread that belongs to it or its
// IntakeKey.
type Ref interface{ isTicketRef() }

func (ID) isTicketRef()     {}
func (Number) isTicketRef() {}
func (Thread) isTicketRef() {}

func (IntakeKey) isTicketRef() {}

// UserRef names one person: a UserID, an Email or an IdentityKey.
type UserRef interface{ isUserRef() }

func (UserID) isUserRef()      {}
func (Email) isUserRef()       {}
func (IdentityKey) isUserRef() {}

// newULID returns an identifier that sorts after those made earlier.
func newULID(at time.Time) string {
	return ulid.MustNew(ulid.Timestamp(at), ulid.DefaultEntropy()).String()
}
