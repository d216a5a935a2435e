package mongo

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/beckon-desk/beckon/tickets"
	"github.com/beckon-desk/beckon/tickets/mongo/mongotest"
)

func TestDatabaseOf(t *testing.T) {
	for uri, want := range map[string]string{
		"mongodb://localhost":                          "beckon",
		"mongodb://localhost/":                         "beckon",
		"mongodb://localhost/?maxPoolSize=1":           "beckon",
		"mongodb://localhost?replicaSet=a/b":           "beckon",
		"mongodb://a:1,b:2/desk?replicaSet=rs":         "desk",
		"mongodb+srv://u:p%2F@cluster.test/help%2Dout": "help-out",
	} {
		if got := databaseOf(uri); got != want {
			t.Errorf("databaseOf(%q) = %q, want %q", uri, got, want)
		}
	}
}

func TestOpenRefusesWhatIsNoAddress(t *testing.T) {
	for _, uri := range []string{"", "localhost:27017", "mongodb://", "postgres://user:hunter2@localhost", "mongodb://u:hunter2@a,b:x/?w=zero&ssl=7"} {
		_, err := Open(t.Context(), uri)
		if err == nil || strings.Contains(err.Error(), "hunter2") || !strings.Contains(err.Error(), "mongodb://host:27017/beckon") {
			t.Errorf("Open(%q) = %v, want an error that shows what an address looks like, and no password", uri, err)
		}
	}
}

func TestOpenSaysThatNobodyAnswers(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = silent.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	_, err = Open(ctx, "mongodb://"+silent.Addr().String()+"/?serverSelectionTimeoutMS=50")
	if tickets.KindOf(err) != tickets.Unavailable || !strings.Contains(err.Error(), silent.Addr().String()) {
		t.Errorf("got %v, want Unavailable, and the address", err)
	}
}

func TestACallWaitsAsLongAsTheAddressSays(t *testing.T) {
	uri, _, _ := strings.Cut(mongotest.NewURI(t), "?")
	for query, want := range map[string]time.Duration{
		"":                 callLimit,
		"?timeoutMS=90000": 90 * time.Second,
		"?timeoutMS=0":     callLimit, // not for ever
	} {
		if got := openAt(t, uri+query).patience; got != want {
			t.Errorf("with %q a call waits %s, want %s", query, got, want)
		}
	}
	s := openAt(t, uri)
	s.patience = time.Nanosecond
	if _, err := s.Ticket(t.Context(), tickets.Number(1)); tickets.KindOf(err) != tickets.Unavailable {
		t.Errorf("a call that has waited long enough: got %v, want Unavailable", err)
	}
}

func TestOpenRefusesANewerSchema(t *testing.T) {
	uri := mongotest.NewURI(t)
	s := openAt(t, uri)
	if _, err := s.meta.UpdateOne(t.Context(), byID(desk), set("schema", schema+1)); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), uri); err == nil || !strings.Contains(err.Error(), "newer Beckon") {
		t.Errorf("got %v, want a word about the newer Beckon", err)
	}
}

func TestAnOlderDeskIsBroughtUpToDate(t *testing.T) {
	for name, left := range map[string]int{"stopped for the upgrade": 1, "upgraded while another instance wrote on": schema} {
		t.Run(name, func(t *testing.T) {
			uri := mongotest.NewURI(t)
			s := openAt(t, uri)
			due := time.Date(2026, 3, 1, 9, 0, 0, 123_000_000, time.UTC)
			for i := range migrateBatch + 3 { // more than one batch
				ticket := newTicket(tickets.ID(fmt.Sprintf("t%03d", i)))
				switch i {
				case 0:
					ticket.Due.At, ticket.Status = due.Add(-time.Hour), tickets.Resolved // and so not due any more
				case 1, migrateBatch:
					ticket.Due.At = due.Add(-time.Duration(i) * time.Millisecond)
				}
				create(t, s, ticket)
			}
			all := bson.D{{Key: "find.status", Value: bson.D{{Key: "$exists", Value: true}}}}
			if _, err := s.tickets.coll.UpdateMany(t.Context(), all, bson.D{{Key: "$unset", Value: bson.D{{Key: "find.due", Value: ""}}}}); err != nil {
				t.Fatal(err)
			}
			if _, err := s.meta.UpdateOne(t.Context(), byID(desk), set("schema", left)); err != nil {
				t.Fatal(err)
			}
			page, err := openAt(t, uri).Tickets(t.Context(), tickets.Filter{Sort: tickets.DueFirst, Limit: 3})
			var got []tickets.ID
			for _, ticket := range page.Tickets {
				got = append(got, ticket.ID)
			}
			if want := []tickets.ID{"t050", "t001", "t000"}; err != nil || !slices.Equal(got, want) {
				t.Errorf("got %v, %v; want %v", got, err, want)
			}
			if n, err := s.meta.CountDocuments(t.Context(), bson.D{{Key: "schema", Value: schema}}); n != 1 || err != nil {
				t.Errorf("the schema is not the present one: %d, %v", n, err)
			}
		})
	}
}

func TestACallAfterCloseFails(t *testing.T) {
	s := openAt(t, mongotest.NewURI(t))
	for range 2 {
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Ticket(t.Context(), tickets.ID("x")); tickets.KindOf(err) != tickets.Unavailable {
		t.Errorf("got %v, want Unavailable", err)
	}
}

func TestATicketThatGrowsTooLargeIsRefusedInWords(t *testing.T) {
	s := openAt(t, mongotest.NewURI(t))
	create(t, s, newTicket("t"))
	_, err := s.UpdateTicket(t.Context(), tickets.ID("t"), func(ticket *tickets.Ticket) error {
		ticket.Body = strings.Repeat("x", 17<<20)
		return nil
	})
	if tickets.KindOf(err) != tickets.Conflict || !strings.Contains(tickets.MessageOf(err), "too large") {
		t.Errorf("got %.200v, want Conflict and a word about the size", err)
	}
	if got, err := s.Ticket(t.Context(), tickets.ID("t")); err != nil || got.Body != "" {
		t.Errorf("after: %v, body of %d", err, len(got.Body))
	}
}

func TestTimeKeysSortAsTimesDo(t *testing.T) {
	last := ""
	for _, at := range []time.Time{{}, time.Unix(-1e9, 0), time.Unix(0, 0), time.Unix(0, 1e6), time.Unix(1e9, 0), time.Unix(9e9, 0), time.Unix(2e11, 0)} {
		key := timeKey(at)
		if key <= last || len(key) != 15 {
			t.Errorf("%v has the key %q, after %q", at, key, last)
		}
		last = key
	}
	if raw, err := encode(struct{ At time.Time }{}); err != nil || len(raw) != len(bson.Raw{5, 0, 0, 0, 0}) {
		t.Errorf("a zero time is stored: %v, %v", raw, err)
	}
}
