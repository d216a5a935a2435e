package api

import (
	"encoding/csv"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/tickets"
)

func TestInsight(t *testing.T) {
	d := newDesk(t)
	mo, ann := d.hires("Mo", tickets.Moderator, "VPN", "Printer"), d.signsUp("Ann")
	answered := ann.opens("Answered and resolved")
	d.triaged(answered) // high, VPN
	d.clock.pass(10 * time.Minute)
	mo.posts(answered+"/claim", "").mustBe(200)
	d.clock.pass(50 * time.Minute)
	d.nextMorning(mo, ann)
	mo.posts(answered+"/resolve", "").mustBe(200)
	corrected := ann.opens("Corrected")
	d.triaged(corrected)
	mo.patches(corrected, `{"priority":"low","skills":["Printer"]}`).mustBe(200)
	d.clock.pass(24 * time.Hour)
	d.nextMorning(mo, ann)
	mo.posts(corrected+"/resolve", "").mustBe(200)
	mine := ann.opens("Still open")
	mo.posts(mine+"/claim", "").mustBe(200)
	d.clock.pass(12 * time.Hour)
	d.nextMorning(mo, ann)

	var got insightView
	mo.gets("/api/insight?from=2026-03-02&to=2026-03-05").mustBe(200).into(&got)
	figures := []string{got.Bucket}
	for _, v := range got.Volume {
		figures = append(figures, fmt.Sprintf("opened %s %d web %d", v.From.Format(time.DateOnly), v.Total, v.Sources[tickets.Web]))
	}
	say := func(n *int64) string {
		if n == nil {
			return "-"
		}
		return (time.Duration(*n) * time.Second).String()
	}
	for _, x := range got.Response {
		figures = append(figures, fmt.Sprintf("response %d %s %s", x.Of, say(x.P50), say(x.P90)))
	}
	for _, x := range got.Resolution {
		figures = append(figures, fmt.Sprintf("resolution %d %s %s", x.Of, say(x.P50), say(x.P90)))
	}
	for _, bars := range [][]barView{got.Backlog, got.Priorities, got.Skills} {
		for _, b := range bars {
			figures = append(figures, fmt.Sprintf("%s: %d", b.Name, b.Count))
		}
	}
	for _, l := range got.Load {
		figures = append(figures, fmt.Sprintf("%s has %d of %d", l.Person.Name, l.Live, l.Capacity))
	}
	for _, x := range got.Acceptance {
		figures = append(figures, fmt.Sprintf("%s %d of %d", x.Field, x.Accepted, x.Proposed))
	}
	for _, x := range got.Readings {
		figures = append(figures, fmt.Sprintf("%s %s read %d in %d ms, tokens %d and %d", x.By, x.Model, x.Count, x.P50Millis, x.TokensIn, x.TokensOut))
	}
	want := []string{
		"day", "opened 2026-03-02 2 web 2", "opened 2026-03-03 1 web 1", "opened 2026-03-04 0 web 0",
		"response 1 10m0s 10m0s", "response 1 0s 0s", "response 0 - -",
		"resolution 1 1h0m0s 1h0m0s", "resolution 1 24h0m0s 24h0m0s", "resolution 0 - -",
		"under a day: 1", "1 to 3 days: 0", "3 to 7 days: 0", "7 to 30 days: 0", "30 days or more: 0",
		"high: 1", "low: 1", "medium: 1", ": 1", "Printer: 1", "VPN: 1",
		"Mo has 1 of 500", "priority 1 of 2", "skills 1 of 2", "category 0 of 0",
		"local test read 2 in 0 ms, tokens 0 and 0",
	}
	if diff := cmp.Diff(want, figures); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, tt := range []struct {
		name, query string
		want        []string
	}{
		{"opened on a day", got.Volume[0].Tickets, []string{"Corrected", "Answered and resolved"}},
		{"resolved on a day", got.Resolution[1].Tickets, []string{"Corrected"}},
		{"of an age", *got.Backlog[0].Tickets, []string{"Still open"}},
		{"with somebody", got.Load[0].Tickets, []string{"Still open"}},
		{"of a priority", *got.Priorities[0].Tickets, []string{"Answered and resolved"}},
		{"of a skill", *got.Skills[1].Tickets, []string{"Corrected"}},
	} {
		t.Run("the tickets "+tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, mo.gets("/api/tickets?"+tt.query).mustBe(200).titles()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	t.Run("by the days of a zone", func(t *testing.T) {
		d.clock.pass(time.Minute) // figures are kept for as long
		var here insightView
		mo.gets("/api/insight?from=2026-03-02&to=2026-03-05&timeZone=Pacific/Kiritimati").mustBe(200).into(&here)
		var days []string
		for _, v := range here.Volume {
			days = append(days, fmt.Sprintf("%s %d", v.From.Format(time.RFC3339), v.Total))
		}
		want := []string{"2026-03-02T00:00:00+14:00 1", "2026-03-03T00:00:00+14:00 1", "2026-03-04T00:00:00+14:00 1"}
		if diff := cmp.Diff(want, days); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
	t.Run("as a table", func(t *testing.T) {
		table := mo.gets("/api/insight?from=2026-03-02&to=2026-03-05&format=csv").mustBe(200)
		rows, err := csv.NewReader(strings.NewReader(string(table.body))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		want := []string{ // series, from, to, name, count, p50, p90, and the tickets
			"volume,2026-03-02,2026-03-03,slack,0,,,Corrected; Answered and resolved",
			"volume,2026-03-02,2026-03-03,discord,0,,,Corrected; Answered and resolved",
			"volume,2026-03-02,2026-03-03,email,0,,,Corrected; Answered and resolved",
			"volume,2026-03-02,2026-03-03,web,2,,,Corrected; Answered and resolved",
			"volume,2026-03-03,2026-03-04,slack,0,,,Still open",
			"volume,2026-03-03,2026-03-04,discord,0,,,Still open",
			"volume,2026-03-03,2026-03-04,email,0,,,Still open",
			"volume,2026-03-03,2026-03-04,web,1,,,Still open",
			"volume,2026-03-04,2026-03-05,slack,0,,,",
			"volume,2026-03-04,2026-03-05,discord,0,,,",
			"volume,2026-03-04,2026-03-05,email,0,,,",
			"volume,2026-03-04,2026-03-05,web,0,,,",
			"response,2026-03-02,2026-03-03,,1,600,600,Corrected; Answered and resolved",
			"response,2026-03-03,2026-03-04,,1,0,0,Still open",
			"response,2026-03-04,2026-03-05,,0,,,",
			"resolution,2026-03-02,2026-03-03,,1,3600,3600,Answered and resolved",
			"resolution,2026-03-03,2026-03-04,,1,86400,86400,Corrected",
			"resolution,2026-03-04,2026-03-05,,0,,,",
			"backlog,,,under a day,1,,,Still open",
			"backlog,,,1 to 3 days,0,,,",
			"backlog,,,3 to 7 days,0,,,",
			"backlog,,,7 to 30 days,0,,,",
			"backlog,,,30 days or more,0,,,",
			"priority,,,high,1,,,Answered and resolved",
			"priority,,,low,1,,,Corrected",
			"priority,,,medium,1,,,Still open",
			"skill,,,,1,,,",
			"skill,,,Printer,1,,,Corrected",
			"skill,,,VPN,1,,,Answered and resolved",
			"load,,,Mo,1,,,Still open",
			"proposed,,,priority,2,,,",
			"accepted,,,priority,1,,,",
			"proposed,,,skills,2,,,",
			"accepted,,,skills,1,,,",
			"proposed,,,category,0,,,",
			"accepted,,,category,0,,,",
			"read,,,local test,2,0.000,,",
			"tokens_in,,,local test,0,,,",
			"tokens_out,,,local test,0,,,",
		}
		var lines []string
		for _, row := range rows[1:] {
			for i, at := range row[:3] {
				row[i] = strings.TrimSuffix(at, "T00:00:00Z")
			}
			if row[7] != "" {
				row[7] = strings.Join(mo.gets("/api/tickets?"+row[7]).mustBe(200).titles(), "; ")
			}
			lines = append(lines, strings.Join(row, ","))
		}
		if diff := cmp.Diff(want, lines); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func TestInsightIsForModeratorsAndNamesWhatIsWrong(t *testing.T) {
	d := newDesk(t)
	mo, ann := d.hires("Mo", tickets.Moderator), d.signsUp("Ann")
	ann.gets("/api/insight").mustBe(403)
	for _, query := range []string{"from=2026-03-02&to=2026-03-02", "from=2020-01-01&to=2026-01-01", "from=then",
		"from=9999-12-31&to=9999-12-31T23:59:59-14:00", "to=0000-01-02"} {
		if got := mo.gets("/api/insight?" + query).mustBe(400).failure(); got.Fields["from"] == "" {
			t.Errorf("%s: got %+v, want the field from", query, got)
		}
	}
	if got := mo.gets("/api/insight?timeZone=Mars/Olympus").mustBe(400).failure(); got.Fields["timeZone"] == "" {
		t.Errorf("got %+v, want the field timeZone", got)
	}
	var usual, year insightView
	mo.gets("/api/insight").mustBe(200).into(&usual)
	if len(usual.Volume) != 28 || usual.To.Format(time.DateOnly) != "2026-03-03" {
		t.Errorf("got %d days to %v, want 28 to the end of today", len(usual.Volume), usual.To)
	}
	mo.gets("/api/insight?to=2026-04-05&timeZone=Europe/Berlin").mustBe(200).into(&usual) // the clocks change on 29 March
	if got := usual.From.Format(time.RFC3339); got != "2026-03-08T00:00:00+01:00" {
		t.Errorf("got 28 days from %s, want from the midnight of that day", got)
	}
	mo.gets("/api/insight?from=2025-03-03&to=2026-03-03").mustBe(200).into(&year)
	if year.Bucket != "week" || len(year.Volume) != 53 {
		t.Errorf("got %d × %s, want 53 weeks", len(year.Volume), year.Bucket)
	}
}

func TestFilterAsAQueryIsReadAsTheSame(t *testing.T) {
	at := time.Date(2026, 3, 2, 9, 0, 0, 123_000_000, time.UTC)
	for _, f := range []tickets.Filter{
		{},
		{Query: "vpn & more", Status: []tickets.Status{tickets.Open, tickets.Waiting}, Priority: []tickets.Priority{tickets.High}},
		{Skills: []string{"C++", "C#"}, Tags: []string{"a b"}, Category: "Remote", Assignee: "01A", Requester: "01B"},
		{Unassigned: true, CreatedFrom: at, CreatedTo: at, UpdatedFrom: at, UpdatedTo: at, ResolvedFrom: at, ResolvedTo: at, DueFrom: at, DueTo: at},
	} {
		q := newQuery(httptest.NewRequest("GET", "/api/tickets?"+queryOf(f), nil))
		got := q.filter("me")
		if err := q.done(); err != nil {
			t.Errorf("%s: %v", queryOf(f), err)
		}
		for _, list := range []*[]string{&got.Skills, &got.Tags} {
			if len(*list) == 0 {
				*list = nil
			}
		}
		if len(got.Status) == 0 {
			got.Status, got.Priority = nil, nil
		}
		if diff := cmp.Diff(f, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}
