package tickets

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestButtonsOfACard(t *testing.T) {
	maya := User{ID: "maya", Role: Moderator}
	jon := User{ID: "jon", Role: Moderator}
	ann := User{ID: "ann", Role: Requester}
	assigned := Ticket{Status: Open, Requester: Person{ID: "ann"}, Assignee: &Person{ID: "maya"}}
	asked := assigned
	asked.Requester.ID = "jon"
	claimed := assigned
	claimed.Status, claimed.ClaimedAt = InProgress, monday
	resolved := claimed
	resolved.Status = Resolved
	closed := claimed
	closed.Status = Closed
	for _, tt := range []struct {
		name   string
		ticket Ticket
		viewer User
		want   []Verb
	}{
		{"assigned, its assignee", assigned, maya, []Verb{VerbClaim, VerbDecline, VerbResolve}},
		{"assigned, another moderator", assigned, jon, []Verb{VerbClaim}},
		{"assigned, the requester", assigned, ann, []Verb{VerbReply, VerbResolve}},
		{"claimed, the requester", claimed, ann, []Verb{VerbReply, VerbResolve}},
		{"assigned, a stranger", assigned, User{ID: "eve", Role: Requester}, nil},
		{"assigned, a moderator who asked", asked, jon, []Verb{VerbClaim, VerbReply, VerbResolve}},
		{"assigned, a moderator who asked and has it", Ticket{Status: Open, Requester: Person{ID: "maya"}, Assignee: &Person{ID: "maya"}}, maya, []Verb{VerbClaim, VerbDecline, VerbResolve}},
		{"claimed, its owner", claimed, maya, []Verb{VerbResolve, VerbReply, VerbRelease}},
		{"claimed, another moderator", claimed, jon, nil},
		{"resolved, the requester", resolved, ann, []Verb{VerbReopen}},
		{"resolved, its owner", resolved, maya, []Verb{VerbReopen}},
		{"resolved, a stranger", resolved, User{ID: "eve", Role: Requester}, nil},
		{"closed, its owner", closed, maya, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, CardFor(tt.ticket, tt.viewer, "").Buttons); diff != "" {
				t.Errorf("buttons (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRequestersCardHidesTheModeratorsWork(t *testing.T) {
	ticket := Ticket{Title: "VPN", Summary: "s", Notes: "secret", Skills: []string{"VPN"}, Requester: Person{ID: "ann"}}
	c := CardFor(ticket, User{ID: "ann"}, "")
	if c.Notes != "" || c.Summary != "" || len(c.Fields) != 2 {
		t.Errorf("the requester's card shows notes %q, summary %q, fields %v", c.Notes, c.Summary, c.Fields)
	}
}

func TestCardDoesNotRepeatTheTitle(t *testing.T) {
	maya := User{ID: "maya", Role: Moderator}
	for summary, want := range map[string]string{"Laptop battery": "", "It swells.": "It swells."} {
		if got := CardFor(Ticket{Title: "Laptop battery", Summary: summary}, maya, "").Summary; got != want {
			t.Errorf("of the summary %q the card shows %q, want %q", summary, got, want)
		}
	}
}

func TestCardSaysThatItsRequesterLosesPatience(t *testing.T) {
	for sentiment, want := range map[string]bool{"": false, "calm": false, "annoyed": true, "angry": true} {
		c := CardFor(Ticket{Triage: Triage{Sentiment: sentiment}}, User{Role: Moderator}, "")
		if got := slices.Contains(c.Fields, CardField{"Sounds", sentiment}); got != want {
			t.Errorf("%q: the card says so: %v, want %v", sentiment, got, want)
		}
	}
}

func TestCardSaysWhoseTheTicketIs(t *testing.T) {
	for name, tt := range map[string]struct {
		ticket Ticket
		want   string
	}{
		"nobody's":                 {Ticket{Status: Open}, "nobody yet"},
		"given to her":             {Ticket{Status: Open, Assignee: &Person{Name: "Maya"}}, "Maya (not claimed yet)"},
		"hers":                     {Ticket{Status: InProgress, Assignee: &Person{Name: "Maya"}, ClaimedAt: monday}, "Maya"},
		"resolved without a claim": {Ticket{Status: Resolved, Assignee: &Person{Name: "Maya"}}, "Maya"},
		"closed, nobody's":         {Ticket{Status: Closed}, "nobody"},
	} {
		if got := CardFor(tt.ticket, User{}, "").Fields[1].Value; got != tt.want {
			t.Errorf("%s: got %q, want %q", name, got, tt.want)
		}
	}
}

func TestCardAnswersWhyMe(t *testing.T) {
	maya := User{ID: "maya", Role: Moderator}
	with := func(next ...Person) Ticket {
		return Ticket{Status: Open, Assignee: &Person{ID: "maya"}, Routing: Routing{Why: []string{"knows VPN", "has nothing open"}, RunnersUp: next}}
	}
	claimed, resolved := with(), with()
	claimed.ClaimedAt, resolved.Status = monday, Resolved
	for name, tt := range map[string]struct {
		ticket Ticket
		viewer User
		want   string
	}{
		"nobody else can take it": {with(), maya, "Why me? knows VPN; has nothing open"},
		"others would be next":    {with(Person{Name: "Jon"}, Person{Name: "Noor"}), maya, "Why me? knows VPN; has nothing open. Next best: Jon, Noor"},
		"somebody else reads it":  {with(), User{ID: "jon", Role: Moderator}, ""},
		"it is claimed":           {claimed, maya, ""},
		"it is resolved":          {resolved, maya, ""},
	} {
		if got := CardFor(tt.ticket, tt.viewer, "").Footer; got != tt.want {
			t.Errorf("%s: got %q, want %q", name, got, tt.want)
		}
	}
}

func TestCardSaysWhoHandedItOnAndWhy(t *testing.T) {
	maya, ann := User{ID: "maya", Role: Moderator}, User{ID: "ann"}
	by := func(name, reason string) Refusal { return Refusal{By: Person{Name: name}, Reason: reason} }
	for name, tt := range map[string]struct {
		ticket Ticket
		viewer User
		want   string
	}{
		"nobody":                    {Ticket{Status: Open}, maya, ""},
		"somebody, with a reason":   {Ticket{Status: Open, Routing: Routing{Refusals: []Refusal{by("Jon", "I do printers.")}}}, maya, "by Jon: I do printers."},
		"somebody, without":         {Ticket{Status: Open, Routing: Routing{Refusals: []Refusal{by("Jon", "")}}}, maya, "by Jon"},
		"the last of several":       {Ticket{Status: Open, Routing: Routing{Refusals: []Refusal{by("Jon", "no"), by("Noor", "nor I")}}}, maya, "by Noor: nor I"},
		"it is claimed since":       {Ticket{Status: InProgress, ClaimedAt: monday, Routing: Routing{Refusals: []Refusal{by("Jon", "no")}}}, maya, ""},
		"it is resolved since":      {Ticket{Status: Resolved, Routing: Routing{Refusals: []Refusal{by("Jon", "no")}}}, maya, ""},
		"the requester is not told": {Ticket{Status: Open, Requester: ann.Person(), Routing: Routing{Refusals: []Refusal{by("Jon", "no")}}}, ann, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := ""
			for _, f := range CardFor(tt.ticket, tt.viewer, "").Fields {
				if f.Label == "Handed on" {
					got = f.Value
				}
			}
			if got != tt.want {
				t.Errorf("it says %q, want %q", got, tt.want)
			}
		})
	}
}

func TestButtonKey(t *testing.T) {
	key, id := ButtonKey("secret"), ID("01J8Z0000000000000000000AA")
	button := key.ID(VerbClaim, id)
	if len(button) > 100 {
		t.Errorf("a button's id has %d characters; Discord takes 100", len(button))
	}
	if verb, ticket, ok := key.Parse(button); verb != VerbClaim || ticket != id || !ok {
		t.Errorf("Parse = %s %s %t, want claim %s true", verb, ticket, ok, id)
	}
	other := ButtonKey("another installation")
	for name, forged := range map[string]string{
		"another verb":         strings.Replace(button, "claim", "resolve", 1),
		"another ticket":       strings.Replace(button, "AA", "AB", 1),
		"another installation": other.ID(VerbClaim, id),
		"an unknown verb":      key.ID("erase", id),
		"no mac":               strings.TrimSuffix(button, button[strings.LastIndex(button, ":"):]),
		"nothing":              "",
	} {
		if _, _, ok := key.Parse(forged); ok {
			t.Errorf("a button with %s was taken for ours", name)
		}
	}
}
