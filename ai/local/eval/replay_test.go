package eval

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/tickets"
)

// teller answers what it is given and writes down what it is asked and taught, in turn.
type teller struct {
	answer func(tickets.Request) tickets.Assessment
	log    []string
}

func (t *teller) Triage(ctx context.Context, r tickets.Request) (tickets.Assessment, error) {
	t.log = append(t.log, "asked "+r.Title)
	return t.answer(r), ctx.Err()
}

func (t *teller) Learn(_ context.Context, past tickets.Ticket) error {
	t.log = append(t.log, "taught "+past.Title)
	return nil
}

func always(a tickets.Assessment) *teller {
	return &teller{answer: func(tickets.Request) tickets.Assessment { return a }}
}

// past is a ticket that came and was resolved so many hours after the desk opened.
func past(number, came, resolved int) tickets.Ticket {
	start := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	return tickets.Ticket{Number: tickets.Number(number), Title: fmt.Sprint(number), Status: tickets.Resolved, Priority: tickets.Medium,
		CreatedAt: start.Add(time.Duration(came) * time.Hour), ResolvedAt: start.Add(time.Duration(resolved) * time.Hour)}
}

func TestReplayTeachesOnlyWhatWasResolvedByThen(t *testing.T) {
	for _, tt := range []struct {
		name string
		last int
		want []string
	}{
		{"all", 10, []string{"asked 1", "asked 2", "taught 2", "asked 3", "taught 1", "asked 4"}},
		{"the newest two", 2, []string{"taught 2", "asked 3", "taught 1", "asked 4"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ask := always(tickets.Assessment{})
			r := Replay{Ask: ask, Last: tt.last, Past: []tickets.Ticket{past(3, 3, 9), past(1, 0, 4), past(4, 5, 6), past(2, 1, 3)}}
			if _, err := r.Run(t.Context()); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, ask.log); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestReplayComparesThenAndNow(t *testing.T) {
	ended := func(number int, then, final tickets.Proposal, set ...tickets.Field) tickets.Ticket {
		p := past(number, number, 20)
		p.Triage.Proposed, p.Priority, p.Skills, p.Category, p.Locked = then, final.Priority, final.Skills, final.Category, set
		return p
	}
	of := func(p tickets.Priority, category string, skills ...string) tickets.Proposal {
		return tickets.Proposal{Priority: p, Skills: skills, Category: category}
	}
	ask := always(tickets.Assessment{Priority: tickets.High, Skills: []string{"VPN", "Mail"}, TokensIn: 100, TokensOut: 7, Model: "m", Prompt: "p"})
	got, err := Replay{Triager: "gemini", Ask: ask, Last: 10, Past: []tickets.Ticket{
		ended(1, of(tickets.High, "", "Mail", "VPN"), of(tickets.High, "", "VPN", "Mail")),                                       // the same
		ended(2, of(tickets.Low, "", "VPN"), of(tickets.High, "", "Mail", "VPN"), tickets.FieldPriority, tickets.FieldSkills),    // better
		ended(3, of(tickets.Low, "Network", "VPN", "Mail"), of(tickets.Medium, "Network", "Mail", "VPN"), tickets.FieldPriority), // neither, and worse
	}}.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got.Tickets != 3 || got.TokensIn != 300 || got.TokensOut != 21 || got.Model != "m" || got.Prompt != "p" {
		t.Errorf("got %d tickets by %s with %s, %d and %d tokens", got.Tickets, got.Model, got.Prompt, got.TokensIn, got.TokensOut)
	}
	if diff := cmp.Diff([]Standing{
		{Field: tickets.FieldPriority, All: Verdicts{N: 3, Then: 1, Now: 2}, ByPeople: Verdicts{N: 2, Then: 0, Now: 1}},
		{Field: tickets.FieldSkills, All: Verdicts{N: 3, Then: 2, Now: 3}, ByPeople: Verdicts{N: 1, Then: 0, Now: 1}},
		{Field: tickets.FieldCategory, All: Verdicts{N: 1, Then: 1, Now: 0}},
	}, got.Fields); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]Changed{
		{2, tickets.FieldPriority, "low", "high", "high"}, {2, tickets.FieldSkills, "VPN", "Mail, VPN", "Mail, VPN"},
		{3, tickets.FieldPriority, "low", "high", "medium"}, {3, tickets.FieldCategory, "Network", "", "Network"},
	}, got.Changes); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
	var b bytes.Buffer
	if err := got.WriteText(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"gemini, m, p on 3", "4 proposals would change: 2 to what the ticket ended with, 1 away from it", "high (better)",
		"high (neither; it ended with medium)", "none (worse)", "300 tokens in, 21 out"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is missing in:\n%s", want, b.String())
		}
	}
}

func TestReplayCountsWhatTheTriagerDidNotAnswer(t *testing.T) {
	ask := &teller{answer: func(r tickets.Request) tickets.Assessment {
		if r.Title == "2" {
			return tickets.Assessment{Priority: tickets.High, Fallback: "It failed."}
		}
		return tickets.Assessment{Priority: tickets.Medium}
	}}
	got, err := Replay{Ask: ask, Last: 10, Past: []tickets.Ticket{past(1, 1, 9), past(2, 2, 9)}}.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got.Tickets != 1 || got.PassedOver["It failed."] != 1 || got.Fields[0].All.N != 1 {
		t.Errorf("got %d tickets, passed over %v", got.Tickets, got.PassedOver)
	}
}

func TestReplayThatCannotBe(t *testing.T) {
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if _, err := (Replay{Ask: always(tickets.Assessment{}), Past: []tickets.Ticket{past(1, 1, 2)}}).Run(stopped); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: got %v, want context.Canceled", err)
	}
	if _, err := (Replay{Ask: always(tickets.Assessment{})}).Run(t.Context()); err == nil || !strings.Contains(err.Error(), "nothing to replay") {
		t.Errorf("no tickets: got %v", err)
	}
}

func TestReplayOffersTheCategoriesThatTheDeskHas(t *testing.T) {
	var offered []string
	ask := &teller{answer: func(r tickets.Request) tickets.Assessment { offered = r.Categories; return tickets.Assessment{} }}
	access, none, printers := past(1, 0, 1), past(2, 1, 2), past(3, 2, 3)
	access.Category, printers.Category = "Access", "Printers"
	if _, err := (Replay{Ask: ask, Last: 1, Past: []tickets.Ticket{access, none, printers, access}}).Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"Access", "Printers"}, offered); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
