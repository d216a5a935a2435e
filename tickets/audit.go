package tickets

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"
)

// AuditFilter chooses lines of the audit. Fields combine with and.
type AuditFilter struct {
	From, To time.Time // half-open; a zero From means AuditSpan before To, a zero To now
	By       UserID    // "" for anybody
	Verb     string    // "" for any
	Limit    int       // 0 means DefaultPage
	Cursor   string    // as returned in AuditPage.Next with the same filter
}

// AuditSpan is how far back the audit looks when it is not said.
const AuditSpan = 7 * 24 * time.Hour

// maxAudited is the most tickets one audit reads.
const maxAudited = 5_000

// AuditEntry is one thing somebody did, to a ticket or to a person.
type AuditEntry struct {
	Change
	Number Number // of the ticket; 0 when it is about a person
	Person Person // whom it is about; zero when it is about a ticket

	key string // tells entries of the same moment apart, for the cursor
}

// AuditPage is one page of the audit, newest first.
type AuditPage struct {
	Entries []AuditEntry
	Next    string // cursor of the next page, "" on the last
}

// AuditMark is the line a page of the audit ended with.
type AuditMark struct {
	At  time.Time `json:"t"`
	Key string    `json:"k"`
}

// Audit returns who did what, when and from where: the histories of tickets and
// of people, newest first. Admins only. There is no index of deeds: a ticket
// that was touched in the range has been updated since its start, so those are
// read, and everybody's history, which is short. A range since whose start more
// than 5,000 tickets have changed is Invalid: choose a later start.
func (s *Service) Audit(ctx context.Context, a Actor, f AuditFilter) (AuditPage, error) {
	if err := a.mustAdmin(); err != nil {
		return AuditPage{}, err
	}
	mark, err := decodeCursor[AuditMark](f.Cursor, f.fingerprint)
	if err != nil {
		return AuditPage{}, err
	}
	list := f.fingerprint()
	if f.To.IsZero() {
		f.To = slices.MaxFunc([]time.Time{s.now(), f.From}, time.Time.Compare).Add(time.Millisecond) // of a time to come there is nothing yet
	}
	if f.From.IsZero() {
		f.From = f.To.Add(-AuditSpan)
	}
	if !f.From.Before(f.To) {
		return AuditPage{}, invalid("from", "The range must end after it begins.")
	}
	entries, err := s.deeds(ctx, f)
	if err != nil {
		return AuditPage{}, err
	}
	slices.SortFunc(entries, AuditEntry.compare)
	if mark != nil {
		last := AuditEntry{Change: Change{At: mark.At}, key: mark.Key}
		entries = slices.DeleteFunc(entries, func(e AuditEntry) bool { return e.compare(last) <= 0 })
	}
	page := AuditPage{Entries: entries}
	if size := cmp.Or(f.Limit, DefaultPage); len(entries) > size {
		page.Entries = entries[:size]
		end := page.Entries[size-1]
		page.Next = encodeCursor(list, AuditMark{At: end.At, Key: end.key})
	}
	return page, nil
}

func (f AuditFilter) fingerprint() uint64 {
	f.Limit, f.Cursor = 0, ""
	f.From, f.To = f.From.UTC().Round(0), f.To.UTC().Round(0)
	return fingerprint(f)
}

// compare orders the newest first.
func (e AuditEntry) compare(other AuditEntry) int {
	return cmp.Or(-e.At.Compare(other.At), cmp.Compare(e.key, other.key))
}

func (f AuditFilter) wants(c Change) bool {
	return !c.At.Before(f.From) && c.At.Before(f.To) && (f.By == "" || c.By.ID == f.By) && (f.Verb == "" || c.Verb == f.Verb)
}

// deeds gathers all that f chooses.
func (s *Service) deeds(ctx context.Context, f AuditFilter) ([]AuditEntry, error) {
	entries, err := s.deedsOnTickets(ctx, f)
	if err != nil {
		return nil, err
	}
	for u, err := range EachUser(ctx, s.store, UserFilter{}) {
		if err != nil {
			return nil, err
		}
		for _, c := range u.History {
			if f.wants(c) {
				entries = append(entries, AuditEntry{Change: c, Person: u.Person(), key: "u" + string(u.ID) + "." + c.Verb})
			}
		}
	}
	return entries, nil
}

func (s *Service) deedsOnTickets(ctx context.Context, f AuditFilter) ([]AuditEntry, error) {
	touched := Filter{UpdatedFrom: f.From, CreatedTo: f.To, Sort: RecentlyUpdated, Limit: MaxPage}
	counts, err := s.store.Count(ctx, touched, ByNothing)
	if err != nil {
		return nil, err
	}
	if n := counts[""]; n > maxAudited {
		return nil, invalid("from", "%d tickets have changed since then; the audit reads 5,000. Choose a later start.", n)
	}
	var entries []AuditEntry
	for {
		page, err := s.store.Tickets(ctx, touched)
		if err != nil {
			return nil, err
		}
		whole, err := s.whole(ctx, page.Tickets)
		if err != nil {
			return nil, err
		}
		for _, t := range whole {
			for i, c := range t.History {
				if f.wants(c) { // the later line of one moment first
					entries = append(entries, AuditEntry{Change: c, Number: t.Number, key: fmt.Sprintf("t%015d.%06d", t.Number, 999_999-i)})
				}
			}
		}
		if touched.Cursor = page.Next; touched.Cursor == "" {
			return entries, nil
		}
	}
}

// whole reads what a list leaves out of its rows.
func (s *Service) whole(ctx context.Context, rows []Ticket) ([]Ticket, error) {
	whole := make([]Ticket, len(rows))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(bulkAtOnce)
	for i, row := range rows {
		group.Go(func() (err error) {
			whole[i], err = s.store.Ticket(ctx, row.ID)
			return err
		})
	}
	return whole, group.Wait()
}
