package tickets

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// FileID identifies a file. It is a ULID.
type FileID string

// File is a screenshot, a log, a document that somebody put on a ticket. It
// never changes. What it holds is kept apart from the ticket, in documents of
// the store: see FileDocuments.
type File struct {
	ID   FileID `json:"id"`
	Name string `json:"name"` // 1 to MaxFileName characters, without a path
	Type string `json:"type"` // media type, as the content shows; one of those that are taken
	Size int64  `json:"size"` // bytes, 1 to MaxFile
}

// Limits of files.
const (
	MaxFile     = 10 << 20 // bytes of one
	MaxFiles    = 10       // with one ticket or one message
	MaxFileName = 120      // characters
)

// mediaTypes are what is taken, as http.DetectContentType finds it in the first
// bytes, and what it is kept as. What a browser might run is taken as plain text
// (XML, and so SVG) or not at all (HTML).
var mediaTypes = map[string]string{
	"image/png": "image/png", "image/jpeg": "image/jpeg", "image/gif": "image/gif", "image/webp": "image/webp",
	"application/pdf": "application/pdf", "application/zip": "application/zip", "application/x-gzip": "application/gzip",
	"video/mp4": "video/mp4", "video/webm": "video/webm",
	"text/plain; charset=utf-8": plainText, "text/xml; charset=utf-8": plainText,
	"text/plain; charset=utf-16le": "text/plain; charset=utf-16le", "text/plain; charset=utf-16be": "text/plain; charset=utf-16be",
}

const plainText = "text/plain; charset=utf-8"

// endings are how names of what is taken end. What else a name says, such as .bat
// or .html of plain text, a computer would run that opens files by their names.
var endings = map[string][]string{
	"image/png": {".png"}, "image/jpeg": {".jpg", ".jpeg"}, "image/gif": {".gif"}, "image/webp": {".webp"},
	"application/pdf": {".pdf"}, "application/gzip": {".gz", ".tgz"},
	"application/zip": {".zip", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp"},
	"video/mp4":       {".mp4", ".m4v"}, "video/webm": {".webm"},
	"text/plain": {".txt", ".log", ".csv", ".md", ".json", ".xml", ".yaml", ".yml", ".ini", ".conf", ".cfg", ".toml"},
}

// DownloadName returns the name under which somebody else may keep the file. It
// ends as files of its type do.
func (f File) DownloadName() string {
	kind, _, _ := strings.Cut(f.Type, ";")
	own := endings[kind]
	if len(own) == 0 || slices.Contains(own, strings.ToLower(path.Ext(f.Name))) {
		return f.Name
	}
	return f.Name + own[0]
}

// Picture reports whether a browser can show the file where it is: a picture of
// a kind that can do nothing but be looked at.
func (f File) Picture() bool { return strings.HasPrefix(f.Type, "image/") }

// sniffed returns the media type to keep a file as that begins so.
func sniffed(first []byte) (string, error) {
	kept, taken := mediaTypes[http.DetectContentType(first)]
	switch {
	case len(first) == 0:
		return "", invalid("file", "The file is empty. Choose another one.")
	case !taken:
		return "", invalid("file", "Files of this kind are not taken. Send a picture (PNG, JPEG, GIF, WebP), a PDF, plain text, an MP4 or WebM video, an Office document, or put it into a ZIP archive.")
	}
	return kept, nil
}

// FileName makes of what somebody calls a file a name without a path, clipped
// before its ending.
func FileName(name string) string {
	name = CleanLine(name)
	name = strings.TrimSpace(name[strings.LastIndexAny(name, `/\`)+1:])
	if strings.Trim(name, ". ") == "" {
		return "file"
	}
	if utf8.RuneCountInString(name) <= MaxFileName {
		return name
	}
	end := path.Ext(name)
	if len(end) > 10 {
		end = ""
	}
	stem := []rune(strings.TrimSuffix(name, end))
	return string(stem[:MaxFileName-1-utf8.RuneCountInString(end)]) + "…" + end
}

// FileDocuments begin the names of the documents in which the store keeps what
// files hold: "file/<id>/<n>", n from 0 on, each of fileChunk bytes but the last.
// They are written once, before a ticket names the file, and removed when none
// came to name it.
const FileDocuments = "file/"

// fileChunk is how much of a file is held in memory at a time, and in one
// document: less than any server's limit (Cosmos DB has 2 MB).
const fileChunk = 1 << 20

func chunkName(id FileID, n int64) string { return fmt.Sprintf("%s%s/%d", FileDocuments, id, n) }

// File returns a file of a ticket that the actor may see, and what it holds,
// which is read from the store piece by piece while ctx lasts. A file on an
// internal note is there for moderators only.
func (s *Service) File(ctx context.Context, a Actor, ref Ref, id FileID) (File, io.ReadSeeker, error) {
	t, err := s.Get(ctx, a, ref)
	if err != nil {
		return File{}, nil, err
	}
	for f := range t.allFiles {
		if f.ID != id {
			continue
		}
		r := &chunks{ctx: ctx, store: s.store, id: id}
		_, err := r.ReadAt(make([]byte, 1), 0) // what is not there is to be said before an answer has begun
		return f, io.NewSectionReader(r, 0, f.Size), err
	}
	return File{}, nil, fail(NotFound, "There is no such file on %s.", t.Number)
}

// allFiles yields the files of the ticket and of its messages.
func (t *Ticket) allFiles(yield func(File) bool) {
	for _, f := range t.Files {
		if !yield(f) {
			return
		}
	}
	for _, c := range t.Comments {
		for _, f := range c.Files {
			if !c.Deleted && !yield(f) {
				return
			}
		}
	}
}

// fileNames returns the names of files as people read them in a row.
func fileNames(files []File) string {
	var all []string
	for _, f := range files {
		all = append(all, f.Name)
	}
	return strings.Join(all, ", ")
}

// Words are a message as it is told elsewhere: its files are named. They are ""
// when it was deleted.
func (c Comment) Words() string {
	if len(c.Files) == 0 {
		return c.Text
	}
	return strings.TrimSpace(c.Text + "\n\n📎 " + fileNames(c.Files))
}

// chunks are what a file holds. They serve one reader at a time.
type chunks struct {
	ctx   context.Context // of the call that reads: an io.Reader has none of its own
	store DocumentStore
	id    FileID
	n     int64  // which chunk is held
	held  []byte // nil before the first
}

// ReadAt implements io.ReaderAt.
func (c *chunks) ReadAt(p []byte, at int64) (read int, err error) {
	for read < len(p) {
		n, within := at/fileChunk, at%fileChunk
		if c.held == nil || c.n != n {
			if c.held, err = c.store.Document(c.ctx, chunkName(c.id, n), nil); err != nil {
				return read, err
			}
			c.n = n
		}
		if within >= int64(len(c.held)) {
			return read, fmt.Errorf("file %s ends at byte %d, before it should: %w", c.id, at, io.ErrUnexpectedEOF)
		}
		got := copy(p[read:], c.held[within:])
		read, at = read+got, at+int64(got)
	}
	return read, nil
}

// write stores one chunk.
func (c *chunks) write(n int64, chunk []byte) error {
	_, err := c.store.Document(c.ctx, chunkName(c.id, n), func([]byte) ([]byte, error) { return slices.Clone(chunk), nil })
	return err
}

// remove removes every chunk there may be.
func (c *chunks) remove() error {
	for n := range int64(MaxFile / fileChunk) {
		_, err := c.store.Document(c.ctx, chunkName(c.id, n), func(old []byte) ([]byte, error) {
			if old == nil {
				return nil, ErrUnchanged
			}
			return nil, nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
