package api

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/tickets"
)

// deeds says each line of the audit as "who verb what: text".
func (a answer) deeds() []string {
	a.t.Helper()
	var page auditPage
	a.into(&page)
	deeds := []string{}
	for _, e := range page.Entries {
		who, what := "Beckon", ""
		if e.By != nil {
			who = e.By.Name
		}
		if e.Person != nil {
			what = e.Person.Name
		}
		if e.Ticket != nil {
			what = fmt.Sprintf("%d", *e.Ticket)
		}
		deeds = append(deeds, strings.TrimRight(who+" "+e.Verb+" "+what+": "+e.Text, ": "))
	}
	return deeds
}

func TestAuditShowsWhoDidWhat(t *testing.T) {
	d := newDesk(t)
	ada, mo, ann := d.hires("Ada", tickets.Admin), d.hires("Mo", tickets.Moderator), d.signsUp("Ann")
	d.clock.pass(time.Minute)
	since := d.clock.read()
	tick := func() { d.clock.pass(time.Second) }
	path := ann.opens("VPN drops")
	tick()
	mo.posts(path+"/claim", "").mustBe(200)
	tick()
	claimed := d.clock.read()
	ada.patches("/api/users/"+string(ann.id), `{"role":"moderator","name":"Ann B","theme":"dark"}`).mustBe(200)
	tick()
	ada.patches("/api/users/"+string(ann.id), `{"active":false}`).mustBe(200)
	tick()
	ada.does("PUT", "/api/skills", `{"skills":[{"name":"VPN"}]}`).mustBe(200)
	tick()
	mo.posts(path+"/resolve", "").mustBe(200)
	tick()
	mo.posts("/api/auth/logout", "").mustBe(204)
	tick()
	d.logsIn("Mo")
	agent := "Go-http-client/1.1"
	from := "from=" + since.Format(time.RFC3339)
	all := []string{
		"Mo logged in Mo: " + agent, "Mo logged out Mo: here", "Mo resolved 1", "Ada skills Ada: the desk's list, now 1",
		"Ada deactivated Ann B", "Ada role Ann B: user → moderator", "Ada set Ann B: name Ann → Ann B", "Mo claimed 1", "Ann opened 1",
	}
	for _, tt := range []struct {
		query string
		want  []string
	}{
		{from, all},
		{from + "&by=me", []string{all[3], all[4], all[5], all[6]}},
		{from + "&by=" + string(mo.id), []string{all[0], all[1], all[2], all[7]}},
		{from + "&verb=role", all[5:6]},
		{from + "&to=" + claimed.Format(time.RFC3339), all[7:]},
		{"from=" + claimed.Format(time.RFC3339) + "&to=" + claimed.Add(time.Second).Format(time.RFC3339), all[5:7]},
		{"from=" + claimed.AddDate(1, 0, 0).Format(time.RFC3339), []string{}}, // has yet to come
	} {
		t.Run(tt.query, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, ada.gets("/api/admin/audit?"+tt.query).mustBe(200).deeds()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	t.Run("in pages", func(t *testing.T) {
		var got []string
		for cursor := ""; ; {
			a := ada.gets("/api/admin/audit?limit=2&" + from + cursor).mustBe(200)
			var page auditPage
			a.into(&page)
			got = append(got, a.deeds()...)
			if page.Next == nil {
				break
			}
			cursor = "&cursor=" + *page.Next
		}
		if diff := cmp.Diff(all, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func TestAuditAsATable(t *testing.T) {
	d := newDesk(t)
	ada, ann := d.hires("Ada", tickets.Admin), d.signsUp("Ann")
	path := ann.opens("VPN drops")
	ada.posts(path+"/claim", "").mustBe(200)
	d.clock.pass(time.Second)
	ada.posts(path+"/release", `{"reason":"=HYPERLINK(\"evil\")"}`).mustBe(200)
	for name, a := range map[string]answer{
		"by parameter": ada.gets("/api/admin/audit?verb=released&format=csv").mustBe(200),
		"by header":    ada.does("GET", "/api/admin/audit?verb=released", "", "Accept: text/csv").mustBe(200),
	} {
		t.Run(name, func(t *testing.T) {
			rows, err := csv.NewReader(strings.NewReader(string(a.body))).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			want := [][]string{
				{"at", "by", "by_id", "via", "verb", "ticket", "person", "person_id", "text"},
				{"2026-03-02T09:00:01Z", "Ada", string(ada.id), "web", "released", "1", "", "", `'=HYPERLINK("evil")`},
			}
			if diff := cmp.Diff(want, rows); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if got := a.header.Get("Content-Type"); got != "text/csv; charset=utf-8" {
				t.Errorf("got Content-Type %q", got)
			}
			if got := a.header.Get("Content-Disposition"); got != `attachment; filename="beckon-audit.csv"` {
				t.Errorf("got Content-Disposition %q", got)
			}
		})
	}
}

func TestATableOfTheAuditNamesTicketsAndPeople(t *testing.T) {
	d := newDesk(t)
	ada, ann := d.hires("Ada", tickets.Admin), d.signsUp("Ann")
	ada.patches("/api/users/"+string(ann.id), `{"active":false}`).mustBe(200)
	got := strings.Split(string(ada.gets("/api/admin/audit?verb=deactivated&format=csv").mustBe(200).body), "\n")[1]
	if want := fmt.Sprintf("2026-03-02T09:00:00Z,Ada,%s,web,deactivated,,Ann,%s,", ada.id, ann.id); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestATableOfTheAuditIsWholeUnlessItIsToBeShort(t *testing.T) {
	d := newDesk(t)
	ada := d.hires("Ada", tickets.Admin)
	u, err := d.store.User(t.Context(), ada.id)
	if err != nil {
		t.Fatal(err)
	}
	for range tickets.MaxPage + 1 {
		if _, err := d.service.Open(t.Context(), tickets.Actor{User: u, Via: tickets.Web}, tickets.NewTicket{Title: "x"}); err != nil {
			t.Fatal(err)
		}
	}
	for query, want := range map[string]int{"": tickets.MaxPage + 1, "&limit=200": 200, "&limit=1": 1} {
		rows, err := csv.NewReader(bytes.NewReader(ada.gets("/api/admin/audit?verb=opened&format=csv" + query).mustBe(200).body)).ReadAll()
		if got := len(rows) - 1; err != nil || got != want {
			t.Errorf("%q: got %d lines, %v, want %d", query, got, err, want)
		}
	}
	if got := len(ada.gets("/api/admin/audit?verb=opened").mustBe(200).deeds()); got != tickets.DefaultPage {
		t.Errorf("got %d lines to read, want %d", got, tickets.DefaultPage)
	}
}

func TestAuditIsForAdminsAndNamesWhatIsWrong(t *testing.T) {
	d := newDesk(t)
	ada, mo := d.hires("Ada", tickets.Admin), d.hires("Mo", tickets.Moderator)
	mo.gets("/api/admin/audit").mustBe(403)
	for _, tt := range []struct{ query, field string }{
		{"from=2026-03-02&to=2026-03-01", "from"}, {"from=then", "from"}, {"format=xml", "format"}, {"cursor=x", "cursor"}, {"who=me", "who"},
		{"limit=0", "limit"}, {"limit=201", "limit"}, {"limit=many", "limit"},
	} {
		if got := ada.gets("/api/admin/audit?" + tt.query).mustBe(400).failure(); got.Fields[tt.field] == "" {
			t.Errorf("%s: got %+v, want the field %s", tt.query, got, tt.field)
		}
	}
}
