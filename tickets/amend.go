package tickets

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// What was said in chat may be edited or deleted there afterwards, and the
// ticket follows: nobody is to answer words that are no longer said. Platforms
// tell of it late, twice or out of order, so the platform's own time of an edit
// decides which text is the newest.

// Amendment is the newer text of a chat message that was taken in before.
type Amendment struct {
	Key  string    // of the delivery that brought the message
	Text string    // all of it
	At   time.Time // when it was edited, by the platform's clock

	// Lines of Text that lead to files, by their names, which several may share.
	// Of files that came with the message and are kept, they are left out.
	Lines map[string][]string
}

// maxFormer bounds each text in the history's line of an edit, in characters.
const maxFormer = MaxNote

// Amend has the ticket say what a chat message says since it was edited, in its
// title and body if the message opened it, else in its comment. The history
// keeps the former text. An edit that is known, or older than one that is, or
// of a message that was deleted, changes nothing. The ticket may be closed.
// When no ticket knows the message, the error is of the kind NotFound; when the
// author's account is deactivated, Forbidden.
func (s *Service) Amend(ctx context.Context, m Amendment) (Ticket, error) {
	m.Text, m.At = CleanText(m.Text), m.At.UTC().Truncate(time.Millisecond)
	t, err := s.store.Ticket(ctx, saidAs(m.Key))
	if err != nil {
		return Ticket{}, s.notFound(err, saidAs(m.Key))
	}
	author := t.Requester
	if c := t.said(m.Key); c != nil {
		author = c.By
	}
	if u, err := s.store.User(ctx, author.ID); err != nil || !u.Active() {
		return Ticket{}, fail(Forbidden, "This account is deactivated. Ask an admin to bring it back.")
	}
	return s.update(ctx, t.ID, func(t *Ticket, now time.Time) error {
		if c := t.said(m.Key); c != nil {
			return t.amendComment(c, m, now)
		}
		return t.amendOpening(m, now)
	})
}

// Retract leaves a tombstone where a chat message was that has been deleted:
// its text and files are gone, from the history too, and so is what the triager wrote
// of the requester's; only the title of a ticket that it opened stays, since people
// know the ticket by it. Repeats change nothing. When no ticket knows the message, the
// error is of the kind NotFound.
func (s *Service) Retract(ctx context.Context, key string) (Ticket, error) {
	t, err := s.store.Ticket(ctx, saidAs(key))
	if err != nil {
		return Ticket{}, s.notFound(err, saidAs(key))
	}
	files := t.Files
	if c := t.said(key); c != nil {
		files = c.Files
	}
	for _, f := range files { // first, since nobody would know them afterwards
		if err := s.removeFile(ctx, f.ID); err != nil {
			return Ticket{}, err
		}
	}
	return s.update(ctx, saidAs(key), func(t *Ticket, now time.Time) error {
		c := t.said(key)
		if c == nil && t.Asked.Deleted || c != nil && c.Deleted {
			return ErrUnchanged
		}
		if c == nil {
			t.Body, t.Files, t.Asked.Deleted = "", nil, true
			t.forget("")
			t.unread(now)
			t.record(t.Requester.from(t.Origin.Platform), now, "deleted", "the message that opened it")
			return nil
		}
		c.Text, c.Files, c.Deleted, c.Revised = "", nil, true, t.Version+1 // as update will make it
		t.forget(c.ID)
		if c.By.ID == t.Requester.ID && !c.Internal {
			t.unread(now)
		}
		t.record(c.By.from(c.Via), now, "deleted", "a message")
		return nil
	})
}

// saidAs is what a ticket is found by that has taken in a chat message.
func saidAs(key string) Thread { return Thread(saidPrefix + key) }

const saidPrefix = "said:"

// LiveMessages returns the keys of the chat messages that were taken in by live
// tickets, of MaxPage at most, those that changed last.
func (s *Service) LiveMessages(ctx context.Context) (keys []string, err error) {
	page, err := s.store.Tickets(ctx, Filter{Status: liveStatuses, Sort: RecentlyUpdated, Limit: MaxPage})
	for _, t := range page.Tickets {
		for _, th := range t.Threads {
			if key, ok := strings.CutPrefix(string(th), saidPrefix); ok {
				keys = append(keys, key)
			}
		}
	}
	return keys, err
}

// said returns the comment that a message became, nil when it became none.
func (t *Ticket) said(key string) *Comment {
	if i := slices.IndexFunc(t.Comments, func(c Comment) bool { return c.Key == key }); i >= 0 {
		return &t.Comments[i]
	}
	return nil
}

// from is the person as who did something, for the history.
func (p Person) from(via Platform) Actor {
	return Actor{User: User{ID: p.ID, Name: p.Name}, Via: via}
}

func (t *Ticket) amendComment(c *Comment, m Amendment, now time.Time) error {
	if err := validComment(m.Text); err != nil && (m.Text != "" || len(c.Files) == 0) {
		return err
	}
	if c.Deleted || !m.At.After(c.EditedAt) {
		return ErrUnchanged
	}
	before := c.Text
	if c.Text, c.EditedAt = m.beside(c.Files), m.At; c.Text != before {
		c.Revised = t.Version + 1 // as update will make it
	}
	t.edited(c.By.from(c.Via), c.ID, before, c.Text, now)
	if !c.Internal && c.Text != before {
		t.addedTo(c.By.ID, now)
	}
	return nil
}

// amendOpening writes the newer text of the message that opened the ticket. A
// title that was not made of the text, or that somebody has set by hand, stays.
func (t *Ticket) amendOpening(m Amendment, now time.Time) error {
	if t.Asked.Deleted || !m.At.After(t.Asked.EditedAt) {
		return ErrUnchanged
	}
	m.Text = m.beside(t.Files)
	next := Ticket{Body: m.Text, Title: t.Title}
	made, _ := Headline(t.opening())
	if made == t.Title && !slices.ContainsFunc(t.History, func(c Change) bool { return c.Verb == "set" && c.Text == "title" }) {
		if next.Title, next.Body = Headline(m.Text); next.Title == "" && len(t.Files) > 0 {
			next.Title = t.Title // the words are gone, what they came with is not
		}
	}
	if err := next.Validate(); err != nil {
		return err
	}
	before := t.opening()
	t.Title, t.Body, t.Asked.EditedAt = next.Title, next.Body, m.At
	t.edited(t.Requester.from(t.Origin.Platform), "", before, t.opening(), now)
	if t.opening() != before {
		t.addedTo(t.Requester.ID, now)
	}
	return nil
}

// opening is the text that the ticket was opened with.
func (t *Ticket) opening() string {
	if t.Body == "" {
		return t.Title
	}
	return t.Body
}

// edited notes in the history what a message said before and says now.
func (t *Ticket) edited(a Actor, comment, before, after string, now time.Time) {
	if before == after {
		return
	}
	t.record(a, now, "edited", "%s → %s", bounded(before, maxFormer), bounded(after, maxFormer))
	t.History[len(t.History)-1].Comment = comment
}

// forget takes the texts of a comment, or the former ones of the opening ("" for
// the comment), out of the history.
func (t *Ticket) forget(comment string) {
	for i := range t.History {
		if c := &t.History[i]; c.Comment == comment && (comment != "" || c.Verb == "edited") {
			c.Text = ""
		}
	}
}

// unread takes away the triager's texts, in which words of the requester may stand
// that are deleted now. Those that a person has set stay.
func (t *Ticket) unread(now time.Time) {
	if !t.Has(FieldSummary) {
		t.Summary = ""
	}
	if !t.Has(FieldNotes) {
		t.Notes = ""
	}
	t.Triage.Reason, t.Triage.Draft = "", ""
	t.addedTo(t.Requester.ID, now)
}

// retracted stands where somebody was told a message that has been deleted since.
const retracted = "This message was deleted."

// news is what a notice tells in words: those of the comments it is about, as
// they are now, with their authors' names when they are not whom it is by, and
// its own text. What was deleted is only missed where it has been told.
func (t *Ticket) news(n Notice, told bool) string {
	said := slices.DeleteFunc(slices.Clone(t.Comments), func(c Comment) bool { return c.Deleted && !told || !slices.Contains(n.Said, c.ID) })
	several := slices.ContainsFunc(said, func(c Comment) bool { return c.By.ID != n.By.ID })
	var texts []string
	for _, c := range said {
		text := c.Via.Markdown(c.Words())
		if c.Deleted {
			text = retracted
		}
		if several {
			text = c.By.Name + ": " + text
		}
		texts = append(texts, text)
	}
	if n.Text != "" {
		texts = append(texts, n.Text)
	}
	return strings.Join(texts, "\n\n")
}

// beside is what the message says beside the files that are kept.
func (m Amendment) beside(files []File) string {
	kept := map[string]int{}
	for _, f := range files {
		kept[f.Name]++
	}
	for name, lines := range m.Lines {
		if len(lines) > kept[name] {
			continue // nobody can tell which of them leads to what is not kept
		}
		for _, line := range lines {
			m.Text = WithoutLine(m.Text, line)
		}
	}
	return m.Text
}

func validComment(text string) error {
	switch size := utf8.RuneCountInString(text); {
	case size == 0:
		return invalid("text", "Write something first.")
	case size > MaxComment:
		return invalid("text", "The message is too long; 10,000 characters at most.")
	}
	return nil
}
