package mongo

import (
	"testing"

	"github.com/beckon-desk/beckon/tickets"
	"github.com/beckon-desk/beckon/tickets/mongo/mongotest"
	"github.com/beckon-desk/beckon/tickets/storetest"
)

func TestStore(t *testing.T) {
	mongotest.Each(t, func(t *testing.T, newURI func(testing.TB) string) {
		storetest.Run(t, func(t *testing.T) tickets.Store { return openAt(t, newURI(t)) })
	})
}

// openAt opens the store at an address.
func openAt(t testing.TB, uri string) *Store {
	t.Helper()
	s, err := Open(t.Context(), uri)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}
