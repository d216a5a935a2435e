package tickets

import (
	"context"
	"errors"
	"io"
	"slices"
	"time"
)

// A file comes before the ticket or the message it is for: so that a form may
// show that it has arrived, and a text is not lost with a file that fails. What
// has come and is on no ticket yet stands in one document, uploads. A ticket
// that is to name a file says so there first; only then is it written. Whatever
// dies in between, the sweep finds the file in uploads a day later, asks the
// ticket, and removes the file or the entry. So no name is ever without its
// file, and no file for long without a name.

const uploadsDocument = "uploads"

const (
	// uploadLife is how long a file waits for its ticket.
	uploadLife = 24 * time.Hour
	// maxWaiting is how many files of one person may wait for a ticket.
	maxWaiting = 3 * MaxFiles
)

// upload is a file that no ticket is known to name.
type upload struct {
	File
	By    UserID    `json:"by"`
	At    time.Time `json:"at"`              // when it came, or a ticket last asked for it
	Whole bool      `json:"whole,omitempty"` // all of it has come
	For   []ID      `json:"for,omitempty"`   // tickets that may name it
	Gone  bool      `json:"gone,omitempty"`  // it is being removed; nobody can have it any more
}

// Upload keeps a file for a ticket or a message of the actor's that is to come
// within a day. What it is, its content says; the name is only a name. An empty
// one, one of more than MaxFile bytes, one of a kind that is not taken and one
// too many that waits fail as Invalid, saying what to do, and leave nothing.
func (s *Service) Upload(ctx context.Context, a Actor, name string, from io.Reader) (File, error) {
	if !a.User.Active() {
		return File{}, fail(Forbidden, "This account is deactivated. Ask an admin to bring it back.")
	}
	chunk, err := readChunk(from)
	if err != nil {
		return File{}, err
	}
	kind, err := sniffed(chunk)
	if err != nil {
		return File{}, err
	}
	f := File{ID: FileID(newULID(s.now())), Name: FileName(name), Type: kind}
	if err := s.reserve(ctx, a, f); err != nil {
		return File{}, err
	}
	if f.Size, err = s.writeChunks(ctx, f.ID, chunk, from); err == nil {
		err = s.changeUpload(ctx, f.ID, func(u *upload) { u.Size, u.Whole = f.Size, true })
	}
	if err != nil {
		s.abandon(ctx, f.ID)
		return File{}, err
	}
	return f, nil
}

func readChunk(from io.Reader) ([]byte, error) { return io.ReadAll(io.LimitReader(from, fileChunk)) }

// writeChunks stores the first chunk and those that follow, and returns their size.
func (s *Service) writeChunks(ctx context.Context, id FileID, chunk []byte, from io.Reader) (size int64, err error) {
	to := chunks{ctx: ctx, store: s.store, id: id}
	for n := int64(0); len(chunk) > 0; n++ {
		if size += int64(len(chunk)); size > MaxFile {
			return 0, invalid("file", "The file is too large; 10 MB at most. Send a part of it, or a link to where it is.")
		}
		if err := to.write(n, chunk); err != nil {
			return 0, err
		}
		if chunk, err = readChunk(from); err != nil {
			return 0, err
		}
	}
	return size, nil
}

// Discard removes a file of the actor's that waits for its ticket. One that is
// gone already is no error.
func (s *Service) Discard(ctx context.Context, a Actor, id FileID) error {
	mine := false
	err := s.changeUploads(ctx, func(all []upload) ([]upload, error) {
		mine = false
		for i, u := range all {
			if u.ID == id && u.By == a.User.ID && len(u.For) == 0 { // what a ticket may name is the sweep's to judge
				mine, all[i].Gone = true, true
			}
		}
		return all, nil
	})
	if err != nil || !mine {
		return err
	}
	return s.removeFile(ctx, id)
}

// reserve notes that a file is coming, before any of it is stored.
func (s *Service) reserve(ctx context.Context, a Actor, f File) error {
	return s.changeUploads(ctx, func(all []upload) ([]upload, error) {
		waiting := 0
		for _, u := range all {
			if u.By == a.User.ID && len(u.For) == 0 {
				waiting++
			}
		}
		if waiting >= maxWaiting {
			return nil, invalid("file", "You have attached %d files and not sent them yet. Send or remove those first.", waiting)
		}
		return append(all, upload{File: f, By: a.User.ID, At: s.now()}), nil
	})
}

// claimFiles returns the actor's files with these ids. From then on they are
// the ticket's, if that comes to name them.
func (s *Service) claimFiles(ctx context.Context, a Actor, id ID, ids []FileID) (files []File, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	if len(ids) > MaxFiles {
		return nil, invalid("files", "Ten files at most. Send the others in a reply.")
	}
	err = s.changeUploads(ctx, func(all []upload) ([]upload, error) {
		files = nil
		for _, wanted := range ids {
			i := slices.IndexFunc(all, func(u upload) bool {
				return u.ID == wanted && u.By == a.User.ID && u.Whole && !u.Gone
			})
			if i < 0 {
				return nil, invalid("files", "One of the files is no longer here. Attach it again.")
			}
			if slices.Contains(files, all[i].File) {
				return nil, invalid("files", "A file is attached twice. Remove one of them.")
			}
			all[i].At = s.now()
			if !slices.Contains(all[i].For, id) {
				all[i].For = append(all[i].For, id)
			}
			files = append(files, all[i].File)
		}
		return all, nil
	})
	return files, err
}

// named forgets that files waited, now that the ticket names them. Without it
// the sweep does so in a day.
func (s *Service) named(ctx context.Context, t Ticket, files []File) {
	if len(files) == 0 {
		return
	}
	err := s.changeUploads(ctx, func(all []upload) ([]upload, error) {
		return slices.DeleteFunc(all, func(u upload) bool { return slices.Contains(files, u.File) }), nil
	})
	if err != nil {
		s.log.Warn("the sweep forgets later that files waited", "ticket", t.Number, "err", err)
	}
}

// sweepFiles removes files that no ticket came to name.
func (s *Service) sweepFiles(ctx context.Context) error {
	all, err := ReadDocument[[]upload](ctx, s.store, uploadsDocument)
	if err != nil {
		return err
	}
	for _, u := range all {
		if s.now().Sub(u.At) < uploadLife && !u.Gone {
			continue
		}
		isNamed, err := s.isNamed(ctx, u)
		if err != nil {
			return err
		}
		if isNamed {
			s.named(ctx, Ticket{}, []File{u.File})
			continue
		}
		gone := false
		if err := s.changeUpload(ctx, u.ID, func(now *upload) {
			now.Gone = now.Gone || now.At.Equal(u.At) // or somebody wants it after all
			gone = now.Gone
		}); err != nil {
			return err
		}
		if gone {
			if err := s.removeFile(ctx, u.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// isNamed reports whether a ticket names the file.
func (s *Service) isNamed(ctx context.Context, u upload) (bool, error) {
	for _, id := range u.For {
		t, err := s.store.Ticket(ctx, id)
		if errors.Is(err, ErrNotFound) {
			continue // it was never written
		}
		if err != nil {
			return false, err
		}
		for f := range t.allFiles {
			if f.ID == u.ID {
				return true, nil
			}
		}
	}
	return false, nil
}

// abandon removes what has come of a file that will not be whole.
func (s *Service) abandon(ctx context.Context, id FileID) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	err := s.changeUpload(ctx, id, func(u *upload) { u.Gone = true })
	if err == nil {
		err = s.removeFile(ctx, id)
	}
	if err != nil {
		s.log.Warn("the sweep removes later what has come of a file", "file", id, "err", err)
	}
}

// removeFile removes a file that nobody can have any more, and then its entry.
func (s *Service) removeFile(ctx context.Context, id FileID) error {
	if err := (&chunks{ctx: ctx, store: s.store, id: id}).remove(); err != nil {
		return err
	}
	return s.changeUploads(ctx, func(all []upload) ([]upload, error) {
		return slices.DeleteFunc(all, func(u upload) bool { return u.ID == id }), nil
	})
}

// changeUpload alters the entry of one file, if there is one.
func (s *Service) changeUpload(ctx context.Context, id FileID, change func(*upload)) error {
	return s.changeUploads(ctx, func(all []upload) ([]upload, error) {
		for i := range all {
			if all[i].ID == id {
				change(&all[i])
			}
		}
		return all, nil
	})
}

func (s *Service) changeUploads(ctx context.Context, change func([]upload) ([]upload, error)) error {
	return changeDocument(ctx, s.store, uploadsDocument, func(all *[]upload) (err error) {
		*all, err = change(*all)
		return err
	})
}
