package tickets

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"time"
)

// Mark is the ticket a page of a list ended with. The next page holds what
// sorts after it.
type Mark struct {
	Rank int       `json:"r"` // Priority.Rank
	At   time.Time `json:"t"` // CreatedAt, or UpdatedAt or DueBy (zero for none) in a list sorted by that
	ID   ID        `json:"i"`
}

// UserMark is the person a page of a list ended with.
type UserMark struct {
	Name string `json:"n"` // folded
	ID   UserID `json:"i"`
}

// After returns the cursor of the page that follows one ending with t.
func (f Filter) After(t Ticket) string {
	m := Mark{Rank: t.Priority.Rank(), At: t.CreatedAt, ID: t.ID}
	switch f.Sort {
	case RecentlyUpdated, LeastUpdated:
		m.At = t.UpdatedAt
	case DueFirst:
		m.At = t.DueBy()
	}
	return encodeCursor(f.fingerprint(), m)
}

// Mark returns where the page that f asks for begins, nil for the first. A
// cursor that was not made for this filter and sort is Invalid.
func (f Filter) Mark() (*Mark, error) { return decodeCursor[Mark](f.Cursor, f.fingerprint) }

// After returns the cursor of the page that follows one ending with u.
func (f UserFilter) After(u User) string {
	return encodeCursor(f.fingerprint(), UserMark{Name: Fold(u.Name), ID: u.ID})
}

// Mark returns where the page that f asks for begins, nil for the first. A
// cursor that was not made for this filter is Invalid.
func (f UserFilter) Mark() (*UserMark, error) {
	return decodeCursor[UserMark](f.Cursor, f.fingerprint)
}

// PageSize returns how many entries a page holds for a filter's Limit.
func PageSize(limit int) int {
	if limit <= 0 {
		return DefaultPage
	}
	return min(limit, MaxPage)
}

// cursor is what the opaque text holds: whose it is, and where to go on.
type cursor[M any] struct {
	List uint64 `json:"l"`
	Mark M      `json:"m"`
}

func encodeCursor[M any](list uint64, m M) string {
	raw, _ := json.Marshal(cursor[M]{list, m}) // plain values: cannot fail
	return base64.RawURLEncoding.EncodeToString(raw)
}

func decodeCursor[M any](text string, list func() uint64) (*M, error) {
	if text == "" {
		return nil, nil
	}
	var c cursor[M]
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || json.Unmarshal(raw, &c) != nil || c.List != list() {
		return nil, invalid("cursor", "This cursor belongs to another list. Ask for the first page again, without a cursor.")
	}
	return &c.Mark, nil
}

// fingerprint tells lists apart: everything of the filter but the page. The
// zero sort and NewestFirst are one list.
func (f Filter) fingerprint() uint64 {
	f.Limit, f.Cursor = 0, ""
	if f.Sort == "" {
		f.Sort = NewestFirst
	}
	for _, t := range []*time.Time{&f.CreatedFrom, &f.CreatedTo, &f.UpdatedFrom, &f.UpdatedTo, &f.ResolvedFrom, &f.ResolvedTo, &f.DueFrom, &f.DueTo} {
		*t = t.UTC().Round(0)
	}
	return fingerprint(f)
}

func (f UserFilter) fingerprint() uint64 {
	f.Limit, f.Cursor = 0, ""
	return fingerprint(f)
}

func fingerprint(filter any) uint64 {
	h := fnv.New64a()
	fmt.Fprintf(h, "%+v", filter)
	return h.Sum64()
}
