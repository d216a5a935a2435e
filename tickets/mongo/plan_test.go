package mongo

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/beckon-desk/beckon/tickets"
	"github.com/beckon-desk/beckon/tickets/mongo/mongotest"
)

var (
	live = []tickets.Status{tickets.Open, tickets.InProgress, tickets.Waiting}

	// lists are those the product shows, by what they show.
	lists = map[string]tickets.Filter{
		"all":                  {},
		"live":                 {Status: live},
		"somebody's":           {Assignee: "m"},
		"somebody's live":      {Assignee: "m", Status: live},
		"the queue":            {Status: []tickets.Status{tickets.Open}, Unassigned: true},
		"a requester's":        {Requester: "u"},
		"of some skills, live": {Skills: []string{"VPN", "Java"}, Status: live},
		"of a tag":             {Tags: []string{"vip"}},
		"of a category":        {Category: "network"},
		"created lately":       {CreatedFrom: time.Unix(1, 0), CreatedTo: time.Unix(2, 0)},
		"a search":             {Query: "vpn drops"},
		"a requester's search": {Query: "vpn", Requester: "u"},
		"moving for some time": {Moving: true, UpdatedTo: time.Unix(1, 0)},
		"changed lately":       {UpdatedFrom: time.Unix(1, 0)},
		"resolved lately":      {ResolvedFrom: time.Unix(1, 0)},
		"overdue":              {DueTo: time.Unix(1, 0)},
		"somebody's overdue":   {Assignee: "m", DueTo: time.Unix(1, 0)},
	}
	people = map[string]tickets.UserFilter{
		"all":         {},
		"moderators":  {Roles: []tickets.Role{tickets.Moderator, tickets.Admin}, Active: true},
		"of a skill":  {Skill: "VPN"},
		"by a search": {Query: "ada"},
	}
)

func TestNoQueryScansACollection(t *testing.T) {
	s := openAt(t, mongotest.RealURI(t, "FerretDB does not say which index it uses"))
	create(t, s, newTicket("t", thread)) // a collection that is not there has no plan
	if _, err := s.CreateUser(t.Context(), tickets.User{ID: "u", Name: "Ada", Role: tickets.Requester}); err != nil {
		t.Fatal(err)
	}
	for name, f := range lists {
		for _, f.Sort = range tickets.Sorts {
			q, err := ticketsQuery(f)
			explained(t, s, fmt.Sprintf("%s by %s", name, f.Sort), find("tickets", q), err)
		}
		q, err := resolutionsQuery(f)
		explained(t, s, "how long it took to resolve what is "+name, find("tickets", q), err)
		for by := range groups {
			pipeline, err := countQuery(f, by)
			explained(t, s, fmt.Sprintf("%s counted by %s", name, by), bson.D{{Key: "aggregate", Value: "tickets"}, {Key: "pipeline", Value: pipeline}, {Key: "cursor", Value: bson.D{}}}, err)
		}
	}
	for name, f := range people {
		q, err := usersQuery(f)
		explained(t, s, "people, "+name, find("users", q), err)
	}
	for _, coll := range []string{"tickets", "users"} {
		for _, f := range []tickets.EventFilter{{}, {Parked: true}} {
			explained(t, s, "the outbox of "+coll, find(coll, pendingQuery(f)), nil)
		}
		settled := settleQuery([]tickets.Settlement{{Event: tickets.Event{ID: "e"}}})
		explained(t, s, "settling in "+coll, find(coll, query{filter: settled}), nil)
	}
}

// find returns the command of a query.
func find(coll string, q query) bson.D {
	command := bson.D{{Key: "find", Value: coll}, {Key: "filter", Value: q.filter}}
	if q.sort != nil {
		command = append(command, bson.E{Key: "sort", Value: q.sort})
	}
	if q.size > 0 {
		command = append(command, bson.E{Key: "limit", Value: q.size})
	}
	return command
}

// explained fails when the server would read a whole collection for a command.
func explained(t *testing.T, s *Store, name string, command bson.D, err error) {
	t.Helper()
	var plan bson.Raw
	if err == nil {
		plan, err = s.db.RunCommand(t.Context(), bson.D{{Key: "explain", Value: command}, {Key: "verbosity", Value: "queryPlanner"}}).Raw()
	}
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	stages := stagesOf(bson.RawValue{Type: bson.TypeEmbeddedDocument, Value: plan}, nil)
	t.Logf("%s: %s", name, strings.Join(stages, " "))
	if got := strings.Join(stages, " "); strings.Contains(got, "COLLSCAN") || len(stages) == 0 {
		t.Errorf("%s: the plan is %q", name, got)
	}
}

// stagesOf returns the stages of the winning plans within an explanation, outer first.
func stagesOf(v bson.RawValue, stages []string) []string {
	var elements []bson.RawElement
	if doc, ok := v.DocumentOK(); ok {
		elements, _ = doc.Elements()
	} else if array, ok := v.ArrayOK(); ok {
		elements, _ = bson.Raw(array).Elements()
	}
	for _, e := range elements {
		stage, isText := e.Value().StringValueOK()
		switch key := e.Key(); {
		case key == "rejectedPlans":
		case key == "stage" && isText:
			stages = append(stages, stage)
		default:
			stages = stagesOf(e.Value(), stages)
		}
	}
	return stages
}
