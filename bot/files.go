package bot

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

// Attached is a file that came with a message.
type Attached struct {
	Name  string
	Line  string // of the message's Text, which leads to the file; not needed once the desk has it
	Size  int64  // in bytes, as the platform says
	Fetch func(context.Context) (io.ReadCloser, error)
}

// fetchLimit is how long a message waits for its files.
const fetchLimit = 8 * time.Second

// keep has the desk keep the files of a message that is to be taken in, and
// returns those it has, and what the message says besides. What is too large, of
// a kind the desk does not take, or too slow stays where it is, with its line.
func (b *Bot) keep(ctx context.Context, a tickets.Actor, s Said) (text string, kept []tickets.FileID) {
	ctx, cancel := context.WithTimeout(ctx, fetchLimit)
	defer cancel()
	files := s.Files[:min(len(s.Files), tickets.MaxFiles)]
	ids := make([]tickets.FileID, len(files))
	var all sync.WaitGroup
	for i, f := range files {
		all.Go(func() {
			var err error
			if ids[i], err = b.keepOne(ctx, a, f); err != nil {
				b.log.Info("a file from chat stays there", "user", a.User.ID, "size", f.Size, "err", err)
			}
		})
	}
	all.Wait()
	text = s.Text
	for i, id := range ids {
		if id != "" {
			text, kept = tickets.WithoutLine(text, files[i].Line), append(kept, id)
		}
	}
	return text, kept
}

var errTooLarge = errors.New("it is too large")

func (b *Bot) keepOne(ctx context.Context, a tickets.Actor, f Attached) (tickets.FileID, error) {
	if f.Size > tickets.MaxFile {
		return "", errTooLarge
	}
	content, err := f.Fetch(ctx)
	if err != nil {
		return "", err
	}
	defer func() { _ = content.Close() }()
	kept, err := b.desk.Upload(ctx, a, f.Name, content)
	return kept.ID, err
}

// asked is the ticket that a message opens.
func (b *Bot) asked(ctx context.Context, a tickets.Actor, s Said) tickets.NewTicket {
	n := tickets.NewTicket{Origin: s.Message, Key: s.Key, Message: true}
	var text string
	text, n.Files = b.keep(ctx, a, s)
	if n.Title, n.Body = tickets.Headline(text); n.Title == "" && len(n.Files) > 0 {
		n.Title = tickets.Clip(tickets.CleanLine(s.Files[0].Name), tickets.MaxTitle)
	}
	return n
}

// lines are those of a message's text that lead to its files.
func lines(files []Attached) map[string]string {
	m := map[string]string{}
	for _, f := range files {
		m[tickets.FileName(f.Name)] = f.Line
	}
	return m
}
