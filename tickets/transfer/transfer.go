// Package transfer moves a whole desk: from one store to another (Copy), into
// one portable file (Backup), and back (Restore). Records go as they are, with
// their numbers, password hashes and pending events; leases and signs of life
// stay behind, for they belong to running processes. What arrived is read again and compared
// before anything is called done, and what was cut short goes on where it was
// when it is run again.
package transfer

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/beckon-desk/beckon/tickets"
)

// Store is what a desk is moved between. Every store of ours is one.
type Store interface {
	tickets.Store
	tickets.Importer
}

// Sum says how much was moved, and holds a checksum of it that does not depend
// on the order.
type Sum struct {
	Documents int    `json:"documents"`
	Users     int    `json:"users"`
	Tickets   int    `json:"tickets"`
	Events    int    `json:"events"`
	Files     int    `json:"files"`
	Check     Digest `json:"check"`
}

// Digest is the exclusive or of the SHA-256 of records.
type Digest [sha256.Size]byte

// MarshalText returns the digest in hexadecimal.
func (d Digest) MarshalText() ([]byte, error) { return []byte(hex.EncodeToString(d[:])), nil }

// UnmarshalText reads what MarshalText wrote.
func (d *Digest) UnmarshalText(text []byte) error {
	if n, err := hex.Decode(d[:], text); err != nil || n != len(d) {
		return fmt.Errorf("%q is no checksum", text)
	}
	return nil
}

// String returns the counts as people read them.
func (s Sum) String() string {
	return fmt.Sprintf("%d tickets, %d people, %d files, %d documents, %d events", s.Tickets, s.Users, s.Files, s.Documents, s.Events)
}

// Total returns how many records there are of any kind.
func (s Sum) Total() int { return s.Documents + s.Users + s.Tickets + s.Events + s.Files }

// Progress is told, now and then, how much has been done of about how much.
type Progress func(done, total int)

// item is one record on its way: one of the fields is set.
type item struct {
	Document *document       `json:"document,omitempty"`
	User     *tickets.User   `json:"user,omitempty"`
	Ticket   *tickets.Ticket `json:"ticket,omitempty"`
	Event    *tickets.Event  `json:"event,omitempty"`
}

type document struct {
	Name string `json:"name"`
	Body []byte `json:"body"`
}

// add counts an item, and mixes it into the checksum.
func (s *Sum) add(it item) error {
	line, err := json.Marshal(it)
	if err != nil {
		return err
	}
	for i, b := range sha256.Sum256(line) {
		s.Check[i] ^= b
	}
	switch {
	case it.Document != nil && strings.HasSuffix(it.Document.Name, "/0") && holdsFile(it.Document.Name):
		s.Files++
	case it.Document != nil && holdsFile(it.Document.Name): // more of one that is counted
	case it.Document != nil:
		s.Documents++
	case it.User != nil:
		s.Users++
	case it.Ticket != nil:
		s.Tickets++
	case it.Event != nil:
		s.Events++
	}
	return nil
}

// source gives every record of a desk, in the order in which it is to be put:
// documents, people, tickets, what files hold, events.
type source func(ctx context.Context, each func(item) error) error

// sumOf reads a source through.
func sumOf(ctx context.Context, from source) (sum Sum, err error) {
	err = from(ctx, sum.add)
	return sum, err
}

// Copy makes the desk in to the desk in from. It refuses a desk that is not
// empty, unless an earlier Copy from the same place, which name tells apart,
// was cut short. A desk that goes on working while it is copied is read again
// until nothing has changed; after passes without that, Copy gives up and may
// be run again when it is quieter.
func Copy(ctx context.Context, name string, from, to Store, progress Progress) (Sum, error) {
	if err := Whole(ctx, from); err != nil {
		return Sum{}, err
	}
	return move(ctx, "copy "+name, everything(from), sizeOf(ctx, from), to, progress)
}

// Restore puts the desk that a Backup wrote into an empty store. It reads the
// file through before it writes anything, and refuses one that is damaged, cut
// short or from a newer Beckon.
func Restore(ctx context.Context, file io.ReadSeeker, to Store, progress Progress) (Sum, error) {
	sum, err := sumOf(ctx, inFile(file))
	if err != nil {
		return Sum{}, err
	}
	name, err := sum.Check.MarshalText()
	if err != nil {
		return Sum{}, err
	}
	return move(ctx, "restore "+string(name), inFile(file), sum.Total(), to, progress)
}

// passes is how often a desk that keeps changing is read.
const passes = 5

func move(ctx context.Context, what string, from source, total int, to Store, progress Progress) (Sum, error) {
	if err := begin(ctx, what, to); err != nil {
		return Sum{}, err
	}
	var taken *error
	for range passes {
		p := put{to: to, progress: progress, total: total}
		if err := p.all(ctx, from); err != nil {
			return Sum{}, err
		}
		if taken = p.taken.Load(); taken != nil || p.changed.Load() > 0 {
			continue // read again: is what arrived what is there now?
		}
		have, err := sumOf(ctx, everything(to))
		if err != nil {
			return Sum{}, err
		}
		if have != p.sum {
			return have, fmt.Errorf("the desk that was written (%v) is not the one that was read (%v), though each record arrived. Empty it and begin again", have, p.sum)
		}
		return have, end(ctx, to)
	}
	if taken != nil {
		return Sum{}, *taken
	}
	return Sum{}, errors.New("the desk keeps changing while it is read. Run this again when it is quieter, or stop the desk; what was copied is not copied again")
}

// marker is the document that says what is being moved into a desk.
const marker = "transfer"

// begin marks a store as one that a desk is being moved into. It refuses a store
// that has a desk already.
func begin(ctx context.Context, what string, to Store) error {
	have, err := to.Document(ctx, marker, nil)
	if err != nil {
		return err
	}
	if string(have) == what {
		return nil
	}
	if have != nil {
		return &tickets.Error{Kind: tickets.Conflict, Message: "Another desk was being moved there and that was cut short. Run the same command again to finish it, or name an empty place."}
	}
	held, err := sumOf(ctx, everything(to))
	if err != nil {
		return err
	}
	if held.Total() > 0 {
		return &tickets.Error{Kind: tickets.Conflict, Message: fmt.Sprintf("There is a desk already (%v). Name an empty place; nothing was changed.", held)}
	}
	_, err = to.Document(ctx, marker, func([]byte) ([]byte, error) { return []byte(what), nil })
	return err
}

// Whole fails with Conflict when a desk was being moved into a store and that was
// cut short. Such a store is no desk yet: what is written there is lost when
// the move is finished.
func Whole(ctx context.Context, s tickets.DocumentStore) error {
	have, err := s.Document(ctx, marker, nil)
	if err == nil && have != nil {
		err = &tickets.Error{Kind: tickets.Conflict, Message: "A desk was being moved here and that was cut short. Run the same beckon restore or beckon copy again to finish it, or begin in an empty place."}
	}
	return err
}

func end(ctx context.Context, to Store) error {
	_, err := to.Document(ctx, marker, func([]byte) ([]byte, error) { return nil, nil })
	return err
}

// stays reports whether a document is of no use to another desk: it says what
// running processes are doing.
func stays(name string) bool {
	return name == marker || strings.HasPrefix(name, "lease/") || strings.HasPrefix(name, "canary/")
}
