package flow

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/inngest/inngestgo"

	"github.com/beckon-desk/beckon/tickets"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// told is the event that asks for a receipt's message to be sent.
func told(id string, at time.Time) tickets.Event {
	return tickets.Event{ID: id, Name: tickets.TicketDeliver, Ticket: tickets.ID("ticket of " + id), Receipt: "receipt of " + id, At: at}
}

// receiptsOf are the receipts each outgoing event asks for; nil for another event.
func receiptsOf(t *testing.T, out []any) (receipts [][]string) {
	t.Helper()
	for _, e := range out {
		var rs []string
		for _, d := range deliveriesOf(e) {
			rs = append(rs, d.Receipt)
		}
		receipts = append(receipts, rs)
	}
	return receipts
}

func deliveriesOf(e any) []tickets.Delivery {
	ds, _ := e.(inngestgo.Event).Data["deliveries"].([]tickets.Delivery)
	return ds
}

func TestWhyTheServerTookNothing(t *testing.T) {
	for said, want := range map[string]tickets.Cause{ // by the SDK, of 401, 403 and 503
		"unauthorized: no such event key":        tickets.CauseSettings,
		"forbidden: not from this address":       tickets.CauseSettings,
		"unknown status code sending event: 503": tickets.CauseFailing,
	} {
		if got := tickets.CauseOf(unsent(errors.New(said))); got != want {
			t.Errorf("%s: %q, want %q", said, got, want)
		}
	}
}

func TestDeliveriesThatAreDueTravelAsOne(t *testing.T) {
	opened := tickets.Event{ID: "o", Name: tickets.TicketCreated, Ticket: "t", At: noon}
	for name, tt := range map[string]struct {
		events []tickets.Event
		want   [][]string
	}{
		"one":                            {[]tickets.Event{told("a", noon)}, [][]string{{"receipt of a"}}},
		"several, in their order":        {[]tickets.Event{told("a", noon), told("b", noon)}, [][]string{{"receipt of a", "receipt of b"}}},
		"behind new tickets":             {[]tickets.Event{told("a", noon), opened, told("b", noon)}, [][]string{nil, {"receipt of a", "receipt of b"}}},
		"each by itself when held":       {[]tickets.Event{told("a", noon.Add(time.Hour)), told("b", noon), told("c", noon.Add(time.Hour))}, [][]string{{"receipt of a"}, {"receipt of c"}, {"receipt of b"}}},
		"no deliveries, no event for it": {[]tickets.Event{opened}, [][]string{nil}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, receiptsOf(t, outgoing(tt.events, noon))); diff != "" {
				t.Errorf("outgoing (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTheServerKnowsASetOfDeliveriesAgain(t *testing.T) {
	id := func(events ...tickets.Event) string { return *outgoing(events, noon)[0].(inngestgo.Event).ID }
	a, b := told("a", noon), told("b", noon)
	if once, again := id(a, b), id(a, b); once != again {
		t.Errorf("the same set has the ids %s and %s", once, again)
	}
	if few, more := id(a), id(a, b); few == more {
		t.Error("a larger set has the same id: the server would ignore what is new in it")
	}
}
