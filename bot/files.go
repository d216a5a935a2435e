package bot

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

// Attached is a file that came with a message.
type Attached struct {
	ID    string // by which a form carries it; "" where forms carry none
	Name  string
	Line  string // of the message's Text, which leads to the file; not needed once the desk has it
	Size  int64  // in bytes, as the platform says
	Fetch func(context.Context) (io.ReadCloser, error)
}

// Source is where a platform keeps the files of messages.
type Source struct {
	Platform string       // as people call it
	Origins  []string     // such as https://files.slack.com: nothing is fetched from elsewhere
	Token    string       // that is shown there, and nowhere else; "" where the address itself is the right to the file
	Hint     string       // what may be amiss when a file is refused; "" for nothing
	HTTP     *http.Client // has a time limit and follows nobody
}

// Fetch gets the file at an address. Being led away is a refusal.
func (s Source) Fetch(ctx context.Context, address string) (io.ReadCloser, error) {
	at, err := url.Parse(address)
	if err != nil || !slices.Contains(s.Origins, at.Scheme+"://"+at.Host) {
		return nil, fmt.Errorf("the file is not kept by %s, but at %q", s.Platform, address)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	if s.Token != "" {
		r.Header.Set("Authorization", "Bearer "+s.Token)
	}
	resp, err := s.HTTP.Do(r)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		_ = resp.Body.Close()
		return nil, fmt.Errorf("%s answers %s%s", s.Platform, resp.Status, s.Hint)
	}
	return resp.Body, nil
}

// At has the file fetched from an address when it is wanted.
func (f Attached) At(s Source, address string) Attached {
	f.Fetch = func(ctx context.Context) (io.ReadCloser, error) { return s.Fetch(ctx, address) }
	return f
}

// fetchLimit is how long a message waits for its files.
const fetchLimit = 8 * time.Second

// keep has the desk keep the files that come with a text that is to be taken in,
// and returns those it has, and what the text says besides. What is too large, of
// a kind the desk does not take, or too slow stays where it is, with its line.
func (b *Bot) keep(ctx context.Context, a tickets.Actor, text string, files []Attached) (besides string, kept []tickets.FileID) {
	ctx, cancel := context.WithTimeout(ctx, fetchLimit)
	defer cancel()
	files = files[:min(len(files), tickets.MaxFiles)]
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
	n := tickets.NewTicket{Origin: s.Message, Key: s.Key, Message: true, At: s.At}
	var text string
	text, n.Files = b.keep(ctx, a, s.Text, s.Files)
	if n.Title, n.Body = tickets.CleanLine(s.Title), text; n.Title != "" {
		return n
	}
	if n.Title, n.Body = tickets.Headline(text); n.Title == "" && len(n.Files) > 0 {
		n.Title = titleOf(s.Files)
	}
	return n
}

// titleOf is the title of what comes without words.
func titleOf(files []Attached) string {
	return tickets.Clip(tickets.FileName(files[0].Name), tickets.MaxTitle)
}

// lines are those of a message's text that lead to its files, by their names.
func lines(files []Attached) map[string][]string {
	m := map[string][]string{}
	for _, f := range files {
		name := tickets.FileName(f.Name)
		m[name] = append(m[name], f.Line)
	}
	return m
}
