package api

import (
	"testing"

	"github.com/beckon-desk/beckon/tickets"
	"github.com/beckon-desk/beckon/tickets/mongo"
	"github.com/beckon-desk/beckon/tickets/mongo/mongotest"
)

// eachTwoDesks runs a test on two desks behind listeners of their own that share
// nothing but a database.
func eachTwoDesks(t *testing.T, test func(t *testing.T, one, two *desk)) {
	mongotest.Each(t, func(t *testing.T, newURI func(testing.TB) string) {
		uri := newURI(t)
		desks := [2]*desk{}
		for i := range desks {
			store, err := mongo.Open(t.Context(), uri)
			if err != nil {
				t.Fatal(err)
			}
			desks[i] = newDeskOn(t, store, false)
		}
		test(t, desks[0], desks[1])
	})
}

// at is the same person, with the same login, at another instance.
func (p *person) at(d *desk) *person {
	there := *p
	there.d = d
	return &there
}

// hears waits for word of a ticket. Others may come first, told again.
func (w *watch) hears(n tickets.Number) (e event) {
	w.t.Helper()
	for e = w.next(); e.number != n; e = w.next() {
		if e.name != "ticket" || e.number > n {
			w.t.Fatalf("got %q of %s while waiting for %s", e.name, e.number, n)
		}
	}
	return e
}

func TestStreamTellsOfWhatAnotherInstanceChanges(t *testing.T) {
	eachTwoDesks(t, func(t *testing.T, one, two *desk) {
		mo, ann := one.hires("Mo", tickets.Moderator), one.signsUp("Ann")
		mos, anns := mo.at(two).watches(""), ann.at(two).watches("")
		mos.expects("ready")
		anns.expects("ready")
		ann.opens("VPN is down")
		mos.expects("ticket #1")
		anns.expects("ticket #1")
		mo.opens("Mo's own")
		mos.expects("ticket #2")
		ann.at(two).opens("The printer, too")
		mos.expects("ticket #3")
		anns.expects("ticket #3") // and nothing of #2
	})
}

func TestStreamResumesOnAnotherInstance(t *testing.T) {
	eachTwoDesks(t, func(t *testing.T, one, two *desk) {
		mo := one.hires("Mo", tickets.Moderator)
		first := mo.watches("")
		first.expects("ready")
		mo.opens("Seen")
		last := first.hears(1)
		one.closes()
		mo.at(two).opens("Missed")
		again := mo.at(two).watches(last.id)
		again.expects("ticket #1", "ticket #2", "ready")
		mo.at(two).opens("New")
		again.hears(3)
	})
}
