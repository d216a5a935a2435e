package transfer

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

// A file is gzipped JSON lines: a header, each record on a line as the API names
// its fields, and at the end what there should have been.

// version is that of the file's format.
const version = 2 // since there are files; version 1 is read as well

type header struct {
	Beckon  string    `json:"beckon"` // "backup"
	Version int       `json:"version"`
	At      time.Time `json:"at"`
	About   int       `json:"about"` // how many tickets there were when it began
}

// line is one line of a file after the header.
type line struct {
	item
	End *Sum `json:"end,omitempty"`
}

// Backup writes the desk in from to one portable file. A desk that works
// meanwhile is written as each record was when its turn came; what an event
// missed by that would have set going, the restored desk's sweep does. It
// refuses a store that is not Whole.
func Backup(ctx context.Context, from Store, to io.Writer, at time.Time, progress Progress) (sum Sum, err error) {
	if err := Whole(ctx, from); err != nil {
		return sum, err
	}
	zip := gzip.NewWriter(to)
	out := json.NewEncoder(zip)
	total := sizeOf(ctx, from)
	if err := out.Encode(header{Beckon: "backup", Version: version, At: at.UTC().Truncate(time.Millisecond), About: total}); err != nil {
		return sum, err
	}
	err = everything(from)(ctx, func(it item) error {
		if progress != nil {
			progress(sum.Total(), max(total, sum.Total()))
		}
		if err := sum.add(it); err != nil {
			return err
		}
		return out.Encode(line{item: it})
	})
	if err != nil {
		return sum, err
	}
	if err := out.Encode(line{End: &sum}); err != nil {
		return sum, err
	}
	return sum, zip.Close()
}

// inFile is a file as a source. It fails unless the file holds what its last
// line says.
func inFile(file io.ReadSeeker) source {
	return func(ctx context.Context, each func(item) error) error {
		in, err := open(file)
		if err != nil {
			return err
		}
		var sum Sum
		for ctx.Err() == nil {
			var l line
			if err := in.Decode(&l); err != nil {
				return damaged(err)
			}
			if l.End != nil {
				if *l.End != sum {
					return damaged(fmt.Errorf("it holds %v, and should hold %v", sum, *l.End))
				}
				if err := in.Decode(&l); !errors.Is(err, io.EOF) { // reads on to the file's own checksum
					return damaged(err)
				}
				return nil
			}
			if l.item == (item{}) {
				return damaged(errors.New("a line says nothing"))
			}
			if err := errors.Join(sum.add(l.item), each(l.item)); err != nil {
				return err
			}
		}
		return ctx.Err()
	}
}

// open reads a file's header.
func open(file io.ReadSeeker) (*json.Decoder, error) {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	zip, err := gzip.NewReader(bufio.NewReader(file))
	if err != nil {
		return nil, notOurs(err)
	}
	in := json.NewDecoder(zip)
	var h header
	if err := in.Decode(&h); err != nil || h.Beckon != "backup" {
		return nil, notOurs(err)
	}
	if h.Version > version {
		return nil, &tickets.Error{Kind: tickets.Invalid, Message: fmt.Sprintf("A newer Beckon wrote this backup (version %d; this one knows up to %d). Restore it with that version or a later one.", h.Version, version)}
	}
	return in, nil
}

func notOurs(err error) error {
	return &tickets.Error{Kind: tickets.Invalid, Message: "This is no backup that Beckon wrote. Name a file that beckon backup made.", Err: err}
}

func damaged(err error) error {
	return &tickets.Error{Kind: tickets.Invalid, Message: "This backup is damaged or was cut short. Use another one.", Err: err}
}
