package storetest

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/beckon-desk/beckon/tickets"
)

// rows returns the first page that f chooses.
func (d desk) rows(f tickets.Filter) []tickets.Ticket {
	d.t.Helper()
	return must[tickets.Page](d.t)(d.Tickets(d.ctx, f)).Tickets
}

// titles returns the titles of the first page that f chooses.
func (d desk) titles(f tickets.Filter) []string {
	d.t.Helper()
	var titles []string
	for _, t := range d.rows(f) {
		titles = append(titles, t.Title)
	}
	return titles
}

// total returns how many tickets there are.
func (d desk) total() int {
	d.t.Helper()
	return must[map[string]int](d.t)(d.Count(d.ctx, tickets.Filter{}, tickets.ByNothing))[""]
}

// turns through all pages of limit and returns the ids in order.
func (d desk) turns(f tickets.Filter, limit int) []tickets.ID {
	d.t.Helper()
	var ids []tickets.ID
	for f.Limit = limit; ; {
		page := must[tickets.Page](d.t)(d.Tickets(d.ctx, f))
		if len(page.Tickets) > limit || page.Next != "" && len(page.Tickets) < limit {
			d.t.Fatalf("a page of %d holds %d, next %q", limit, len(page.Tickets), page.Next)
		}
		for _, t := range page.Tickets {
			ids = append(ids, t.ID)
		}
		if f.Cursor = page.Next; f.Cursor == "" {
			return ids
		}
	}
}

// each sets one thing in a filter; together they set every field.
var each = []tickets.Filter{
	{},
	{Query: "printer fi"},
	{Status: []tickets.Status{tickets.Open}},
	{Status: []tickets.Status{tickets.InProgress, tickets.Open, tickets.Waiting, tickets.Open}},
	{Priority: []tickets.Priority{tickets.High}},
	{Priority: []tickets.Priority{tickets.Low, tickets.High}},
	{Skills: []string{"VPN"}},
	{Skills: []string{"Java", "VPN", "C++"}},
	{Tags: []string{"urgent", "vip"}},
	{Assignee: "mod1"},
	{Unassigned: true},
	{Requester: "eve"},
	{Moving: true},
	{Category: "network"},
	{CreatedFrom: dawn.Add(3 * time.Minute).In(elsewhere), CreatedTo: dawn.Add(9 * time.Minute)},
	{UpdatedFrom: dawn.Add(5 * time.Minute), UpdatedTo: dawn.Add(14 * time.Minute)},
	{UpdatedTo: dawn.Add(8*time.Minute + time.Nanosecond)},
	{ResolvedFrom: dawn.Add(2 * time.Minute)},
	{ResolvedTo: dawn.Add(30 * time.Minute)},
	{DueFrom: dawn.Add(2 * time.Minute).In(elsewhere)},
	{DueTo: dawn.Add(3*time.Minute + time.Nanosecond)},
	{DueFrom: dawn.Add(1 * time.Minute), DueTo: dawn.Add(4 * time.Minute), Status: []tickets.Status{tickets.Resolved, tickets.Open}},
}

// both sets in a what b sets.
func both(a, b tickets.Filter) tickets.Filter {
	from, into := reflect.ValueOf(b), reflect.ValueOf(&a).Elem()
	for i := range from.NumField() {
		if !from.Field(i).IsZero() {
			into.Field(i).Set(from.Field(i))
		}
	}
	return a
}

// population stores tickets of every sort, with ties in every order.
func (d desk) population() model {
	var all model
	of := func(i int, values ...string) []string { return values[:i%(len(values)+1)] }
	for i := range 48 {
		all = append(all, d.opens(func(t *tickets.Ticket) {
			t.ID = tickets.ID(fmt.Sprintf("01J%023d", 1000*(i*37%48)+i)) // not in the order of creation
			t.Title = []string{"The printer is on fire", "Printer: firmware", "VPN drops"}[i%3]
			t.Status = tickets.Statuses[i%5]
			t.Priority = tickets.Priorities[i*7%3]
			t.Skills = of(i/2, "VPN", "C++", "Java")
			t.Tags = of(i/3, "urgent", "new")
			t.Requester.ID = []tickets.UserID{"eve", "bob"}[i/4%2]
			t.Origin.Platform = []tickets.Platform{tickets.Slack, tickets.Discord, tickets.Web}[i/5%3]
			t.Category = []string{"network", "", "hardware"}[i/7%3]
			if i%4 != 0 {
				t.Assignee = &tickets.Person{ID: []tickets.UserID{"mod1", "mod2"}[i/6%2]}
			}
			if i%6 == 0 {
				t.Triage.State = tickets.TriagePending
			}
			t.CreatedAt = dawn.Add(time.Duration(i/4) * time.Minute)
			t.UpdatedAt = dawn.Add(time.Duration(i*5%48/3) * time.Minute)
			if t.Status == tickets.Resolved || t.Status == tickets.Closed {
				t.ResolvedAt = dawn.Add(time.Duration(i%4) * time.Minute)
			}
			if i%7 != 0 {
				t.Due.At = dawn.Add(time.Duration(i%6) * time.Minute)
			}
		}))
	}
	return all
}

func testList(t *testing.T, d desk) {
	d.run(t, "of an empty desk is empty", func(d desk) {
		page := must[tickets.Page](d.t)(d.Tickets(d.ctx, tickets.Filter{}))
		same(d.t, page, tickets.Page{})
	})
	d.run(t, "shows rows: every field but comments, history and notices", func(d desk) {
		given, want := fullTicket(d.t)
		want.Number = must[tickets.Ticket](d.t)(d.CreateTicket(d.ctx, given)).Number
		want.Comments, want.History, want.Notices = nil, nil, nil
		got := d.rows(tickets.Filter{})[0]
		same(d.t, got, want)
		if got.Comments != nil || got.History != nil || got.Notices != nil {
			d.t.Error("comments, history or notices are there")
		}
	})
	d.run(t, "has twenty tickets unless asked otherwise, at most two hundred", func(d desk) {
		for range tickets.DefaultPage + 1 {
			d.opens()
		}
		same(d.t, len(d.rows(tickets.Filter{})), tickets.DefaultPage)
		same(d.t, len(d.rows(tickets.Filter{Limit: tickets.MaxPage})), tickets.DefaultPage+1)
		for _, limit := range []int{-1, tickets.MaxPage + 1} {
			_, err := d.Tickets(d.ctx, tickets.Filter{Limit: limit})
			same(d.t, tickets.KindOf(err), tickets.Invalid)
		}
	})
	d.run(t, "chooses, sorts and pages as the model does", func(d desk) { testFilters(d, d.population()) })
	d.run(t, "is counted as the model counts", func(d desk) { testCounts(d, d.population()) })
	d.run(t, "tells how long it took to resolve what it chooses", func(d desk) { testResolutions(d, d.population()) })
	d.run(t, "refuses a cursor that is not its own", func(d desk) { testCursors(d) })
	d.run(t, "goes on where it was while tickets come and go", func(d desk) {
		all := d.population()
		f := tickets.Filter{Limit: 10, Sort: tickets.OldestFirst}
		page := must[tickets.Page](d.t)(d.Tickets(d.ctx, f))
		d.changes(page.Tickets[9].ID, func(t *tickets.Ticket) { t.Status = tickets.Closed })
		d.opens(func(t *tickets.Ticket) { t.CreatedAt = dawn.Add(-time.Hour) })
		f.Cursor, f.Limit = page.Next, tickets.MaxPage
		var rest []tickets.ID
		for _, t := range d.rows(f) {
			rest = append(rest, t.ID)
		}
		same(d.t, rest, all.list(tickets.Filter{Sort: tickets.OldestFirst})[10:])
	})
}

func testFilters(d desk, all model) {
	set := reflect.New(reflect.TypeFor[tickets.Filter]()).Elem()
	for i, a := range each {
		for j, b := range each[:i+1] {
			f := both(a, b)
			set = reflect.ValueOf(both(set.Interface().(tickets.Filter), f))
			sorts := []tickets.Sort{tickets.Sorts[(i+j)%len(tickets.Sorts)]}
			if i == j {
				sorts = append([]tickets.Sort{""}, tickets.Sorts...)
			}
			for _, f.Sort = range sorts {
				want := all.list(f)
				if i == j && len(want) == 0 || f.Sort == "" && i > 0 && len(want) == len(all) {
					d.t.Errorf("%+v chooses %d of %d: a test that proves nothing", f, len(want), len(all))
				}
				limit := 20
				if i == j {
					limit = 7
				}
				same(d.t, d.turns(f, limit), want)
				if d.t.Failed() {
					d.t.Fatalf("with %+v", f)
				}
			}
		}
	}
	for i := range set.NumField() {
		name := set.Type().Field(i).Name
		if set.Field(i).IsZero() && !strings.Contains("Sort Limit Cursor", name) {
			d.t.Errorf("no test sets Filter.%s", name)
		}
	}
	same(d.t, d.turns(tickets.Filter{}, 1), all.list(tickets.Filter{}))
	same(d.t, d.turns(tickets.Filter{}, 48), all.list(tickets.Filter{}))
}

func testCounts(d desk, all model) {
	for _, by := range []tickets.GroupBy{
		tickets.ByNothing, tickets.ByAssignee, tickets.ByStatus, tickets.ByPriority, tickets.BySkill,
		tickets.ByCategory, tickets.ByPlatform, tickets.ByDay,
	} {
		for _, f := range append(each, tickets.Filter{Category: "none such"}) {
			f.Sort, f.Limit = tickets.OldestFirst, 1 // neither matters
			got := must[map[string]int](d.t)(d.Count(d.ctx, f, by))
			same(d.t, got, all.count(f, by))
			if d.t.Failed() {
				d.t.Fatalf("by %q with %+v", by, f)
			}
		}
	}
	d.opens(func(t *tickets.Ticket) { t.CreatedAt = dawn.Add(20 * time.Hour).In(elsewhere) })
	same(d.t, must[map[string]int](d.t)(d.Count(d.ctx, tickets.Filter{}, tickets.ByDay)), map[string]int{"2026-03-01": 48, "2026-03-02": 1})
	if _, err := d.Count(d.ctx, tickets.Filter{}, "colour"); err == nil {
		d.t.Error("counting by colour succeeds")
	}
}

func testResolutions(d desk, all model) {
	for i, a := range each {
		for _, b := range each[:i+1] {
			f := both(a, b)
			f.Sort, f.Limit, f.Cursor = tickets.OldestFirst, 1, "of no list" // none matters
			got := must[[]time.Duration](d.t)(d.Resolutions(d.ctx, f))
			slices.Sort(got)
			same(d.t, got, all.resolutions(f))
			if d.t.Failed() {
				d.t.Fatalf("with %+v", f)
			}
		}
	}
	_, err := d.Resolutions(d.ctx, tickets.Filter{Status: []tickets.Status{"lost"}})
	same(d.t, tickets.KindOf(err), tickets.Invalid)
}

func testCursors(d desk) {
	d.population()
	next := func(f tickets.Filter) string {
		f.Limit = 2
		return must[tickets.Page](d.t)(d.Tickets(d.ctx, f)).Next
	}
	mine := next(tickets.Filter{})
	for name, f := range map[string]tickets.Filter{
		"nonsense":           {Cursor: "nonsense"},
		"not base64":         {Cursor: "%%%"},
		"cut short":          {Cursor: mine[:len(mine)-3]},
		"of another sort":    {Cursor: mine, Sort: tickets.RecentlyUpdated},
		"of another filter":  {Cursor: mine, Unassigned: true},
		"of a filtered list": {Cursor: next(tickets.Filter{Status: []tickets.Status{tickets.Open}})},
	} {
		_, err := d.Tickets(d.ctx, f)
		if tickets.KindOf(err) != tickets.Invalid || !strings.Contains(tickets.MessageOf(err), "cursor") {
			d.t.Errorf("a cursor %s: got %v, want Invalid and a word about the cursor", name, err)
		}
	}
	for name, f := range map[string]tickets.Filter{
		"another page size":         {Cursor: mine, Limit: 5},
		"the default sort by name":  {Cursor: mine, Sort: tickets.NewestFirst},
		"an empty list for no list": {Cursor: mine, Skills: []string{}},
	} {
		if _, err := d.Tickets(d.ctx, f); err != nil {
			d.t.Errorf("with %s: %v", name, err)
		}
	}
}
