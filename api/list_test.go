package api

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/tickets"
)

func (a answer) titles() []string {
	a.t.Helper()
	var page ticketPage
	a.into(&page)
	titles := []string{}
	for _, t := range page.Tickets {
		titles = append(titles, t.Title)
	}
	return titles
}

// nextDay lets a day pass, after which everybody comes back.
func (d *desk) nextDay(everybody ...*person) {
	d.t.Helper()
	d.clock.pass(24 * time.Hour)
	for _, p := range everybody {
		p.enter(p.posts("/api/auth/refresh", "").mustBe(200))
	}
}

// TestDefect16ListsAreChosenFrom shows search, filters, sort, and that they
// combine; the store's own suite has the rest.
func TestDefect16ListsAreChosenFrom(t *testing.T) {
	d := newDesk(t)
	mo, ann, bob := d.hires("Mo", tickets.Moderator, "VPN"), d.signsUp("Ann"), d.signsUp("Bob")
	vpn := ann.opens("VPN drops")
	d.nextDay(mo, ann, bob)
	printer := bob.opens("Printer jams")
	d.nextDay(mo, ann, bob)
	screen := ann.opens("Screen is dark")
	mo.patches(vpn, `{"priority":"high","skills":["VPN"],"tags":["remote"],"category":"Network"}`).mustBe(200)
	mo.patches(printer, `{"priority":"low"}`).mustBe(200)
	mo.posts(vpn+"/claim", "").mustBe(200)
	mo.posts(screen+"/resolve", "").mustBe(200)
	for _, tt := range []struct {
		query string
		want  []string
	}{
		{"", []string{"Screen is dark", "Printer jams", "VPN drops"}},
		{"sort=created", []string{"VPN drops", "Printer jams", "Screen is dark"}},
		{"sort=-priority", []string{"VPN drops", "Screen is dark", "Printer jams"}},
		{"q=print", []string{"Printer jams"}},
		{"q=%28C%2B%2B", []string{}},
		{"status=open", []string{"Printer jams"}},
		{"status=open,resolved", []string{"Screen is dark", "Printer jams"}},
		{"status=open&status=in_progress", []string{"Printer jams", "VPN drops"}},
		{"priority=high", []string{"VPN drops"}},
		{"skill=VPN", []string{"VPN drops"}},
		{"tag=remote", []string{"VPN drops"}},
		{"category=Network", []string{"VPN drops"}},
		{"assignee=me&status=in_progress", []string{"VPN drops"}},
		{"assignee=none", []string{"Printer jams"}},
		{"unassigned=true", []string{"Printer jams"}},
		{"assignee=" + string(mo.id), []string{"Screen is dark", "VPN drops"}},
		{"requester=" + string(bob.id), []string{"Printer jams"}},
		{"requester=me", []string{}},
		{"createdFrom=2026-03-03", []string{"Screen is dark", "Printer jams"}},
		{"createdFrom=2026-03-03&createdTo=2026-03-04T00:00:00Z", []string{"Printer jams"}},
		{"resolvedFrom=2026-03-01", []string{"Screen is dark"}},
		{"requester=" + string(ann.id) + "&priority=high", []string{"VPN drops"}},
	} {
		t.Run(tt.query, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, mo.gets("/api/tickets?"+tt.query).mustBe(200).titles()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	if diff := cmp.Diff([]string{"Screen is dark", "VPN drops"}, ann.gets("/api/tickets?requester="+string(bob.id)).mustBe(200).titles()); diff != "" {
		t.Errorf("a requester's list (-want +got):\n%s", diff)
	}
}

func TestListsAreInTheOrderOfDueTimes(t *testing.T) {
	d := newDesk(t)
	mo, ann := d.hires("Mo", tickets.Moderator), d.signsUp("Ann") // Monday, 9:00: of business time, high has 4 hours, medium 16, low 40
	low, waits, high, medium, done := ann.opens("Low"), ann.opens("Waits"), ann.opens("High"), ann.opens("Medium"), ann.opens("Done")
	mo.patches(low, `{"priority":"low"}`).mustBe(200)
	mo.patches(high, `{"priority":"high"}`).mustBe(200)
	mo.patches(medium, `{"category":"Network"}`).mustBe(200)
	mo.patches(waits, `{"priority":"high","status":"waiting"}`).mustBe(200)
	mo.patches(done, `{"priority":"high","status":"resolved"}`).mustBe(200)
	for _, tt := range []struct {
		query string
		want  []string
	}{
		{"sort=due", []string{"High", "Medium", "Low", "Waits", "Done"}},
		{"sort=due&dueTo=2026-03-03", []string{"High"}},
		{"sort=due&dueFrom=2026-03-03&dueTo=2026-03-04", []string{"Medium"}},
		{"sort=-created&dueTo=2030-01-01", []string{"Medium", "High", "Low"}},
		{"dueTo=2026-03-03&status=waiting", []string{}},
	} {
		t.Run(tt.query, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, mo.gets("/api/tickets?"+tt.query).mustBe(200).titles()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	var page ticketPage
	mo.gets("/api/tickets?sort=due&limit=2").mustBe(200).into(&page)
	if diff := cmp.Diff([]string{"Low", "Waits", "Done"}, mo.gets("/api/tickets?sort=due&cursor="+*page.Next).mustBe(200).titles()); diff != "" {
		t.Errorf("the second page (-want +got):\n%s", diff)
	}
	var counts countsAnswer
	mo.gets("/api/tickets/counts?dueTo=2026-03-03").mustBe(200).into(&counts)
	if diff := cmp.Diff(map[string]int{"": 1}, counts.Counts); diff != "" {
		t.Errorf("overdue by the end of the day (-want +got):\n%s", diff)
	}
	for _, path := range []string{"/api/tickets?sort=due", "/api/tickets?dueTo=2026-03-03", "/api/tickets/counts?dueFrom=2026-03-03"} {
		ann.gets(path).mustBe(403) // requesters are not shown due times, nor told by an order
	}
}

func TestDefect16ListsHavePages(t *testing.T) {
	d := newDesk(t)
	ann := d.signsUp("Ann")
	var want []string
	for i := range 5 {
		title := fmt.Sprintf("Ticket %d", i)
		ann.opens(title)
		d.clock.pass(time.Second)
		want = append([]string{title}, want...)
	}
	var got []string
	path := "/api/tickets?limit=2"
	for cursor := ""; ; {
		a := ann.gets(path + cursor).mustBe(200)
		var page ticketPage
		a.into(&page)
		got = append(got, a.titles()...)
		if page.Next == nil {
			break
		}
		cursor = "&cursor=" + *page.Next
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWhatIsWrongWithAListIsNamed(t *testing.T) {
	d := newDesk(t)
	ann := d.signsUp("Ann")
	for _, tt := range []struct{ query, field string }{
		{"status=done", "status"},
		{"priority=urgent", "priority"},
		{"sort=title", "sort"},
		{"limit=0", "limit"},
		{"limit=201", "limit"},
		{"limit=many", "limit"},
		{"unassigned=maybe", "unassigned"},
		{"createdFrom=yesterday", "createdFrom"},
		{"dueTo=now", "dueTo"},
		{"stauts=open", "stauts"},
		{"cursor=x", "cursor"},
	} {
		t.Run(tt.query, func(t *testing.T) {
			if got := ann.gets("/api/tickets?" + tt.query).mustBe(400).failure(); got.Fields[tt.field] == "" {
				t.Errorf("got %+v, want the field %s", got, tt.field)
			}
		})
	}
	ann.gets("/api/tickets?q=%zz").mustBe(400)
	ann.gets("/api/tickets/counts?by=colour").mustBe(400)
	ann.gets("/api/tickets/counts?status=done").mustBe(400)
}

func TestCounts(t *testing.T) {
	d := newDesk(t)
	mo, ann := d.hires("Mo", tickets.Moderator), d.signsUp("Ann")
	ann.opens("One")
	mo.posts(ann.opens("Two")+"/claim", "").mustBe(200)
	mo.opens("Three")
	for _, tt := range []struct {
		who   *person
		query string
		want  map[string]int
	}{
		{mo, "", map[string]int{"": 3}},
		{mo, "?by=status", map[string]int{"open": 2, "in_progress": 1}},
		{mo, "?by=assignee&status=in_progress", map[string]int{string(mo.id): 1}},
		{mo, "?by=day", map[string]int{"2026-03-02": 3}},
		{ann, "?by=status", map[string]int{"open": 1, "in_progress": 1}},
	} {
		t.Run(tt.who.name+tt.query, func(t *testing.T) {
			var got countsAnswer
			tt.who.gets("/api/tickets/counts" + tt.query).mustBe(200).into(&got)
			if diff := cmp.Diff(tt.want, got.Counts); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestListsCarryRowsOnly(t *testing.T) {
	d := newDesk(t)
	ann := d.signsUp("Ann")
	path := ann.opens("VPN is down")
	ann.posts(path+"/comments", `{"text":"A long story."}`).mustBe(201)
	if body := string(ann.gets("/api/tickets").mustBe(200).body); strings.Contains(body, "A long story.") {
		t.Errorf("got %s", body)
	}
}
