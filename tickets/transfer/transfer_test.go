package transfer

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/beckon-desk/beckon/tickets"
	"github.com/beckon-desk/beckon/tickets/mongo"
	"github.com/beckon-desk/beckon/tickets/mongo/mongotest"
	"github.com/beckon-desk/beckon/tickets/sqlite"
)

var dawn = time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)

func inSQLite(t *testing.T) Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "desk.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func inMongo(t *testing.T) Store {
	t.Helper()
	s, err := mongo.Open(t.Context(), mongotest.NewURI(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func ok[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// worked fills a desk with what months leave behind, and returns its sum.
func worked(t *testing.T, s Store) Sum {
	t.Helper()
	for i := range 5 {
		ok[tickets.User](t)(s.CreateUser(t.Context(), tickets.User{
			ID: tickets.UserID(fmt.Sprintf("u%d", i)), Name: fmt.Sprintf("Zoë %d", i), Email: tickets.Email(fmt.Sprintf("p%d@desk.test", i)),
			Role: tickets.Roles[i%3], PasswordHash: []byte{0, 255, byte(i)}, Identities: []tickets.Identity{{Platform: tickets.Slack, Team: "T", ID: fmt.Sprint(i)}},
			Sessions: []tickets.Session{{ID: "s", Refresh: []byte{1}, CreatedAt: dawn}}, CreatedAt: dawn, UpdatedAt: dawn, Version: 3,
			Outbox: []tickets.Event{{ID: fmt.Sprintf("w%d", i), Name: tickets.UserSignup, User: tickets.UserID(fmt.Sprintf("u%d", i)), At: dawn}},
		}))
	}
	for i := range 30 {
		id := tickets.ID(fmt.Sprintf("t%02d", i))
		ticket := tickets.Ticket{
			ID: id, Number: tickets.Number(10 * (i + 1)), IntakeKey: "slack:" + string(id), Title: "Printer on fire", Body: strings.Repeat("ö", i),
			Status: tickets.Statuses[i%5], Priority: tickets.High, Requester: tickets.Person{ID: "u1", Name: "Zoë 1"}, Skills: []string{"VPN"},
			Threads: []tickets.Thread{tickets.Thread("slack:T:C:" + id)}, Comments: []tickets.Comment{{ID: "c", Text: "hot", At: dawn, Deleted: i%2 == 0}},
			CreatedAt: dawn.Add(time.Duration(i/3) * time.Hour), UpdatedAt: dawn, Version: int64(i + 1),
		}
		if i%3 == 0 {
			ticket.Outbox = []tickets.Event{
				{ID: "e" + string(id) + "b", Name: tickets.TicketCreated, Ticket: id, At: dawn, Parked: i%2 == 0, Attempts: i, Error: "refused"},
				{ID: "e" + string(id) + "a", Name: tickets.TicketNotice, Ticket: id, At: dawn, NextAt: dawn.Add(time.Hour)},
			}
		}
		if err := s.ImportTicket(t.Context(), ticket); err != nil {
			t.Fatal(err)
		}
	}
	for name, body := range map[string]string{"skills": `["VPN"]`, "binary": "\x00\xff", "empty": "", "lease/sweep": "mine", "canary/": "song",
		tickets.FileDocuments + "f1/0": strings.Repeat("\x00\xff\n", 300_000), tickets.FileDocuments + "f1/1": "the rest"} {
		ok[[]byte](t)(s.Document(t.Context(), name, func([]byte) ([]byte, error) { return []byte(body), nil }))
	}
	sum := sumOfStore(t, s)
	if want := (Sum{Documents: 3, Users: 5, Tickets: 30, Files: 1, Events: 25, Check: sum.Check}); sum != want {
		t.Fatalf("a desk of %+v, want %+v", sum, want)
	}
	return sum
}

func sumOfStore(t *testing.T, s Store) Sum {
	t.Helper()
	return ok[Sum](t)(sumOf(t.Context(), everything(s)))
}

// isWhole fails unless s is the desk that worked makes, and can be worked on.
func isWhole(t *testing.T, s, original Store, want Sum) {
	t.Helper()
	if got := sumOfStore(t, s); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	for _, ref := range []tickets.Ref{tickets.Number(70), tickets.Thread("slack:T:C:t06"), tickets.ID("t29")} {
		got, want := ok[tickets.Ticket](t)(s.Ticket(t.Context(), ref)), ok[tickets.Ticket](t)(original.Ticket(t.Context(), ref))
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("ticket %v (-want +got)\n%s", ref, diff)
		}
	}
	got := ok[tickets.User](t)(s.User(t.Context(), tickets.IdentityKey("slack:T:3")))
	if diff := cmp.Diff(ok[tickets.User](t)(original.User(t.Context(), tickets.UserID("u3"))), got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("user (-want +got)\n%s", diff)
	}
	if names := ok[[]string](t)(s.DocumentNames(t.Context())); len(names) != 5 {
		t.Errorf("documents %q, want three and the two of a file: no lease and no marker", names)
	}
	if next := ok[tickets.Ticket](t)(s.CreateTicket(t.Context(), tickets.Ticket{ID: "new", Title: "x", Status: tickets.Open, Priority: tickets.Low, CreatedAt: dawn, UpdatedAt: dawn})); next.Number <= 300 {
		t.Errorf("the next ticket has number %v, want one after 300", next.Number)
	}
}

func TestACopyIsTheSameDesk(t *testing.T) {
	for name, stores := range map[string][2]func(*testing.T) Store{
		"to MongoDB": {inSQLite, inMongo}, "to SQLite": {inMongo, inSQLite}, "from SQLite to SQLite": {inSQLite, inSQLite},
	} {
		t.Run(name, func(t *testing.T) {
			from, to := stores[0](t), stores[1](t)
			want := worked(t, from)
			if got := ok[Sum](t)(Copy(t.Context(), "x", from, to, nil)); got != want {
				t.Errorf("Copy says %+v, want %+v", got, want)
			}
			isWhole(t, to, from, want)
		})
	}
}

func TestABackupRestoresTheSameDesk(t *testing.T) {
	for name, open := range map[string]func(*testing.T) Store{"in SQLite": inSQLite, "in MongoDB": inMongo} {
		t.Run(name, func(t *testing.T) {
			from, to := inSQLite(t), open(t)
			want := worked(t, from)
			if got := ok[Sum](t)(Restore(t.Context(), bytes.NewReader(backup(t, from)), to, nil)); got != want {
				t.Errorf("Restore says %+v, want %+v", got, want)
			}
			isWhole(t, to, from, want)
		})
	}
}

func backup(t *testing.T, s Store) []byte {
	t.Helper()
	var file bytes.Buffer
	ok[Sum](t)(Backup(t.Context(), s, &file, dawn, nil))
	return file.Bytes()
}

// busy is a desk on which a ticket comes to name a new file while it is read.
type busy struct {
	Store
	t *testing.T
}

func (b busy) Tickets(ctx context.Context, f tickets.Filter) (tickets.Page, error) {
	ok[[]byte](b.t)(b.Document(ctx, tickets.FileDocuments+"new/0", func([]byte) ([]byte, error) { return []byte("pixels"), nil }))
	ok[tickets.Ticket](b.t)(b.UpdateTicket(ctx, tickets.ID("t00"), func(t *tickets.Ticket) error {
		t.Files = []tickets.File{{ID: "new", Name: "error.png", Type: "image/png", Size: 6}}
		return nil
	}))
	return b.Store.Tickets(ctx, f)
}

func TestABackupHasTheFilesThatItsTicketsName(t *testing.T) {
	from, to := inSQLite(t), inSQLite(t)
	worked(t, from)
	ok[Sum](t)(Restore(t.Context(), bytes.NewReader(backup(t, busy{from, t})), to, nil))
	if got := ok[tickets.Ticket](t)(to.Ticket(t.Context(), tickets.ID("t00"))); len(got.Files) != 1 {
		t.Fatal("the ticket does not name its file: the test proves nothing")
	}
	if got := ok[[]byte](t)(to.Document(t.Context(), tickets.FileDocuments+"new/0", nil)); string(got) != "pixels" {
		t.Errorf("the file holds %q", got)
	}
}

// between is a desk to which something happens once its first two people, in the
// order of their names, have been read, and before its events are.
type between struct {
	Store
	people, events func()
}

func (b between) Users(ctx context.Context, f tickets.UserFilter) (tickets.UserPage, error) {
	f.Limit = 2
	page, err := b.Store.Users(ctx, f)
	if f.Cursor == "" && b.people != nil {
		b.people()
	}
	return page, err
}

func (b between) PendingEvents(ctx context.Context, f tickets.EventFilter) ([]tickets.Event, error) {
	if b.events != nil && !f.Parked {
		b.events()
	}
	return b.Store.PendingEvents(ctx, f)
}

func TestABackupOfADeskAtWorkRestores(t *testing.T) {
	person := func(s Store, id tickets.UserID, change func(*tickets.User)) {
		ok[tickets.User](t)(s.UpdateUser(t.Context(), id, func(u *tickets.User) error {
			change(u)
			return nil
		}))
	}
	for name, happens := range map[string]func(Store) between{
		"somebody who was read is renamed": func(s Store) between {
			return between{Store: s, people: func() { person(s, "u0", func(u *tickets.User) { u.Name = "Zoë 9" }) }}
		},
		"somebody who was not read yet is renamed": func(s Store) between {
			return between{Store: s, people: func() { person(s, "u4", func(u *tickets.User) { u.Name = "Abe" }) }}
		},
		"a chat account and an address change hands": func(s Store) between {
			return between{Store: s, people: func() {
				person(s, "u0", func(u *tickets.User) { u.Email, u.Identities = "", nil })
				person(s, "u4", func(u *tickets.User) {
					u.Email, u.Identities = "p0@desk.test", append(u.Identities, tickets.Identity{Platform: tickets.Slack, Team: "T", ID: "0"})
				})
			}}
		},
		"a ticket is opened after the tickets are read": func(s Store) between {
			return between{Store: s, events: func() {
				ok[tickets.Ticket](t)(s.CreateTicket(t.Context(), tickets.Ticket{
					ID: "late", Status: tickets.Open, Outbox: []tickets.Event{{ID: "elate", Name: tickets.TicketCreated, Ticket: "late"}},
				}))
			}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			from, to := inSQLite(t), inSQLite(t)
			want := worked(t, from)
			got := ok[Sum](t)(Restore(t.Context(), bytes.NewReader(backup(t, happens(from))), to, nil))
			if changed := sumOfStore(t, from); changed == want {
				t.Fatal("nothing happened: the test proves nothing")
			}
			if want.Check = got.Check; got != want {
				t.Errorf("restored %+v, want %+v", got, want)
			}
		})
	}
}

func TestABackupFromBeforeThereWereFilesIsRead(t *testing.T) {
	from, to := inSQLite(t), inSQLite(t)
	ok[tickets.User](t)(from.CreateUser(t.Context(), tickets.User{ID: "u1", Name: "Zoë"}))
	text := strings.Replace(unzipped(t, backup(t, from)), `"version":2`, `"version":1`, 1)
	text = strings.Replace(text, `"files":0,`, "", 1)
	if got := ok[Sum](t)(Restore(t.Context(), bytes.NewReader(zipped(text)), to, nil)); got.Users != 1 {
		t.Errorf("got %v", got)
	}
}

func TestADeskThatIsThereIsNotOverwritten(t *testing.T) {
	from := inSQLite(t)
	worked(t, from)
	file := backup(t, from)
	for name, fill := range map[string]func(Store) error{
		"a ticket": func(s Store) error {
			return s.ImportTicket(t.Context(), tickets.Ticket{ID: "x", Number: 1, Status: tickets.Open})
		},
		"a person": func(s Store) error {
			_, err := s.CreateUser(t.Context(), tickets.User{ID: "x"})
			return err
		},
		"a document": func(s Store) error {
			_, err := s.Document(t.Context(), "skills", func([]byte) ([]byte, error) { return []byte("x"), nil })
			return err
		},
	} {
		to := inSQLite(t)
		if err := fill(to); err != nil {
			t.Fatal(err)
		}
		before := sumOfStore(t, to)
		_, err := Copy(t.Context(), "x", from, to, nil)
		_, err2 := Restore(t.Context(), bytes.NewReader(file), to, nil)
		if tickets.KindOf(err) != tickets.Conflict || tickets.KindOf(err2) != tickets.Conflict {
			t.Errorf("over %s: %v, %v; want Conflict", name, err, err2)
		}
		if after := sumOfStore(t, to); after != before {
			t.Errorf("over %s: it was changed", name)
		}
	}
}

// failing is a store whose imports fail after the first few.
type failing struct {
	Store
	left atomic.Int64
}

var errPlug = errors.New("somebody pulled the plug")

func (f *failing) CreateUser(ctx context.Context, u tickets.User) (tickets.User, error) {
	if f.left.Add(-1) < 0 {
		return u, errPlug
	}
	return f.Store.CreateUser(ctx, u)
}

func TestWhatWasCutShortGoesOn(t *testing.T) {
	from := inSQLite(t)
	want := worked(t, from)
	file := backup(t, from)
	for name, move := range map[string]func(Store) (Sum, error){
		"copy":    func(to Store) (Sum, error) { return Copy(t.Context(), "here", from, to, nil) },
		"restore": func(to Store) (Sum, error) { return Restore(t.Context(), bytes.NewReader(file), to, nil) },
	} {
		t.Run(name, func(t *testing.T) {
			to := inSQLite(t)
			plugged := &failing{Store: to}
			plugged.left.Store(2)
			if _, err := move(plugged); !errors.Is(err, errPlug) {
				t.Fatalf("got %v, want the failure", err)
			}
			if _, err := Copy(t.Context(), "elsewhere", inSQLite(t), to, nil); tickets.KindOf(err) != tickets.Conflict {
				t.Errorf("another desk into it: %v, want Conflict", err)
			}
			if err := Whole(t.Context(), to); tickets.KindOf(err) != tickets.Conflict {
				t.Errorf("it passes for a desk: %v, want Conflict", err)
			}
			_, err := Copy(t.Context(), "half", to, inSQLite(t), nil)
			_, err2 := Backup(t.Context(), to, io.Discard, dawn, nil)
			if tickets.KindOf(err) != tickets.Conflict || tickets.KindOf(err2) != tickets.Conflict {
				t.Errorf("half a desk is copied and backed up: %v, %v; want Conflict", err, err2)
			}
			if got := ok[Sum](t)(move(to)); got != want {
				t.Errorf("the second time: %+v, want %+v", got, want)
			}
			if err := Whole(t.Context(), to); err != nil {
				t.Errorf("when it is done: %v", err)
			}
		})
	}
}

// copied copies a desk that is changed once on the way, and checks that the copy is like it in the end.
func copied(t *testing.T, change func(from Store)) {
	t.Helper()
	from, to := inSQLite(t), inSQLite(t)
	worked(t, from)
	changed := false
	ok[Sum](t)(Copy(t.Context(), "x", from, to, func(done, _ int) {
		if !changed && done >= 30 {
			changed = true
			change(from)
		}
	}))
	if got, want := sumOfStore(t, to), sumOfStore(t, from); !changed || got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestADeskThatWorksOnIsReadAgain(t *testing.T) {
	copied(t, func(from Store) {
		ok[tickets.Ticket](t)(from.UpdateTicket(t.Context(), tickets.ID("t00"), func(t *tickets.Ticket) error {
			t.Title = "changed behind the copy's back"
			return nil
		}))
		if err := from.SettleEvents(t.Context(), []tickets.Settlement{{Event: tickets.Event{ID: "w0"}, Delivered: true}, {Event: tickets.Event{ID: "et03b", Parked: true}}}); err != nil {
			t.Error(err)
		}
	})
}

func TestACopyFollowsWhatIsRemovedAndWhatChangesHands(t *testing.T) {
	copied(t, func(from Store) {
		for _, name := range []string{"skills", tickets.FileDocuments + "f1/0", tickets.FileDocuments + "f1/1"} {
			ok[[]byte](t)(from.Document(t.Context(), name, func([]byte) ([]byte, error) { return nil, nil }))
		}
		var moved []tickets.Identity
		for _, id := range []tickets.UserID{"u4", "u0"} { // to whom is read first
			ok[tickets.User](t)(from.UpdateUser(t.Context(), id, func(u *tickets.User) error {
				u.Identities, moved = moved, u.Identities
				return nil
			}))
		}
	})
}

func TestANameThatTwoRecordsHaveIsNoRestore(t *testing.T) {
	from := inSQLite(t)
	worked(t, from)
	twice := func(ctx context.Context, each func(item) error) error {
		return everything(from)(ctx, func(it item) error {
			if it.User != nil {
				it.User.Email = "p0@desk.test"
			}
			return each(it)
		})
	}
	if _, err := move(t.Context(), "x", twice, 0, inSQLite(t), nil); !errors.Is(err, tickets.ErrExists) {
		t.Errorf("got %v, want to be told", err)
	}
}

func TestADeskThatNeverRestsIsGivenUp(t *testing.T) {
	from, to := inSQLite(t), inSQLite(t)
	worked(t, from)
	_, err := Copy(t.Context(), "x", from, to, func(done, _ int) {
		if done == 1 {
			ok[[]byte](t)(from.Document(t.Context(), "skills", func(old []byte) ([]byte, error) { return append(old, 'x'), nil }))
		}
	})
	if err == nil || !strings.Contains(err.Error(), "keeps changing") {
		t.Errorf("got %v, want a word about the changes", err)
	}
}

func TestAFileThatIsNotWholeIsRefused(t *testing.T) {
	from := inSQLite(t)
	worked(t, from)
	good := backup(t, from)
	lines := strings.SplitAfter(unzipped(t, good), "\n")
	without := func(i int) string { return strings.Join(lines[:i], "") + strings.Join(lines[i+1:], "") }
	for name, file := range map[string][]byte{
		"empty":             nil,
		"something else":    []byte("PK\x03\x04"),
		"other lines":       zipped(`{"hello": 1}`),
		"cut short":         good[:len(good)-9],
		"cut in half":       good[:len(good)/2],
		"changed in a byte": append(append(bytes.Clone(good[:len(good)/2]), good[len(good)/2]^1), good[len(good)/2+1:]...),
		"a record less":     zipped(without(5)),
		"without its end":   zipped(without(len(lines) - 2)),
		"another word":      zipped(strings.Replace(strings.Join(lines, ""), "Printer", "Scanner", 1)),
		"an empty line":     zipped(lines[0] + "{}\n" + strings.Join(lines[1:], "")),
		"a newer version":   zipped(strings.Replace(strings.Join(lines, ""), `"version":2`, `"version":3`, 1)),
	} {
		to := inSQLite(t)
		_, err := Restore(t.Context(), bytes.NewReader(file), to, nil)
		if tickets.KindOf(err) != tickets.Invalid {
			t.Errorf("%s: got %v, want Invalid", name, err)
		}
		if strings.HasPrefix(name, "a newer") != strings.Contains(tickets.MessageOf(err), "newer Beckon") {
			t.Errorf("%s: %v", name, err)
		}
		if names := ok[[]string](t)(to.DocumentNames(t.Context())); sumOfStore(t, to).Total() != 0 || len(names) != 0 {
			t.Errorf("%s: something was written", name)
		}
	}
	ok[Sum](t)(Restore(t.Context(), bytes.NewReader(zipped(strings.Join(lines, ""))), inSQLite(t), nil)) // the lines as they were
}

func unzipped(t *testing.T, file []byte) string {
	t.Helper()
	zip := ok[*gzip.Reader](t)(gzip.NewReader(bytes.NewReader(file)))
	return string(ok[[]byte](t)(io.ReadAll(zip)))
}

func zipped(text string) []byte {
	var b bytes.Buffer
	zip := gzip.NewWriter(&b)
	_, _ = io.WriteString(zip, text)
	_ = zip.Close()
	return b.Bytes()
}
