package api

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/tickets"
)

func TestAdminsAreToldWhatWouldBecomeOfATicket(t *testing.T) {
	d := newDesk(t)
	boss := d.hires("Boss", tickets.Admin)
	mo := d.hires("Mo", tickets.Moderator, "VPN")
	d.hires("Kim", tickets.Moderator)
	var got explanationView
	if err := json.Unmarshal(boss.posts("/api/admin/route", `{"text":"VPN drops","at":"2026-03-02T10:00:00+01:00"}`).mustBe(200).body, &got); err != nil {
		t.Fatal(err)
	}
	if got.To == nil || got.To.ID != mo.id || got.Title != "VPN drops" || got.At.Format("15:04") != "09:00" {
		t.Errorf("%q goes to %+v at %s, want Mo at 09:00", got.Title, got.To, got.At)
	}
	if due := time.Date(2026, 3, 2, 13, 0, 0, 0, time.UTC); got.Priority != tickets.High || got.DueAt == nil || !got.DueAt.Equal(due) {
		t.Errorf("with %s priority it is due at %v, want %v: four hours of high priority", got.Priority, got.DueAt, due)
	}
	if barred := map[string]string{got.People[0].Person.Name: got.People[0].Barred, got.People[2].Person.Name: got.People[2].Barred}; barred["Mo"] != "" || barred["Kim"] == "" {
		t.Errorf("the first and the last are %v, want Mo, and Kim barred", barred)
	}
	if len(got.Notices) != 1 || got.Notices[0].Kind != tickets.NoticeAssigned || got.Notices[0].To.Name != "Mo" {
		t.Errorf("notices would be %+v, want Mo's", got.Notices)
	}
	mo.posts("/api/admin/route", `{"text":"VPN drops"}`).mustBe(403)
	boss.posts("/api/admin/route", `{"text":" "}`).mustBe(400)
	for _, far := range []string{"0001-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "9999-12-31T00:00:00Z"} {
		if f := boss.posts("/api/admin/route", `{"text":"VPN drops","at":"`+far+`"}`).mustBe(400).failure(); f.Fields["at"] == "" || f.Reason != "bad_moment" {
			t.Errorf("at %s: got %+v, want a sentence for the time", far, f)
		}
	}
	if n := len(d.tickets()); n != 0 {
		t.Errorf("explaining opened %d tickets", n)
	}
}

// tickets is every ticket of the desk.
func (d *desk) tickets() []tickets.Ticket {
	d.t.Helper()
	page, err := d.store.Tickets(d.t.Context(), tickets.Filter{})
	if err != nil {
		d.t.Fatal(err)
	}
	return page.Tickets
}

func TestRoutingRulesAreTheAdmins(t *testing.T) {
	d := newDesk(t)
	boss, mo := d.hires("Boss", tickets.Admin), d.hires("Mo", tickets.Moderator)
	put := func(p *person, body string) answer { return p.does("PUT", "/api/admin/routing", body) }
	rules := func(a answer) string { return strings.TrimSpace(string(a.mustBe(200).body)) }
	if got, want := rules(boss.gets("/api/admin/routing")), `{"patience":{"high":"15m0s","low":"4h0m0s","medium":"1h0m0s"},"due":{"high":"4h0m0s","low":"40h0m0s","medium":"16h0m0s"},`+
		`"business":{"days":[1,2,3,4,5],"start":540,"end":1020},"timeZone":"","holidays":[],"leads":{},"version":1}`; got != want {
		t.Errorf("at first the rules are %s, want %s", got, want)
	}
	want := `{"patience":{"high":"5m0s","low":"4h0m0s","medium":"0s"},"due":{"high":"2h0m0s","low":"40h0m0s","medium":"16h0m0s"},` +
		`"business":{"days":[],"start":480,"end":960},"timeZone":"Europe/Berlin","holidays":["2026-01-01","2026-12-25"],"leads":{},"version":2}`
	if got := rules(put(boss, `{"patience":{"high":"5m","medium":"0s"},"due":{"high":"2h"},"business":{"days":[],"start":480,"end":960},"timeZone":"Europe/Berlin","holidays":["2026-12-25","2026-01-01","2026-12-25"]}`)); got != want {
		t.Errorf("set, the rules are %s, want %s", got, want)
	}
	if got := rules(boss.gets("/api/admin/routing")); got != want {
		t.Errorf("read again, the rules are %s, want %s", got, want)
	}
	put(mo, `{}`).mustBe(403)
	mo.gets("/api/admin/routing").mustBe(403)
	for _, bad := range []string{`{"patience":{"high":"soon"}}`, `{"patience":{"urgent":"1h"}}`, `{"patience":{"low":"-1h"}}`, `{"patience":{"low":"9999h"}}`, `{"holidays":["Christmas"]}`,
		`{"due":{"high":"0.5s"}}`, `{"timeZone":"Mars"}`, `{"business":{"days":[7],"start":0,"end":60}}`} {
		put(boss, bad).mustBe(400)
	}
}

func TestRoutingRulesAreNotOverwrittenUnseen(t *testing.T) {
	d := newDesk(t)
	ada, bea := d.hires("Ada", tickets.Admin), d.hires("Bea", tickets.Admin)
	put := func(p *person, body string) answer { return p.does("PUT", "/api/admin/routing", body) }
	put(ada, `{"version":1,"timeZone":"Europe/Berlin"}`).mustBe(200)
	if got := put(bea, `{"version":1,"timeZone":"Europe/Paris"}`).mustBe(409).failure(); got.Code != tickets.Conflict {
		t.Errorf("got %+v, want a conflict", got)
	}
	var now rulesView
	put(bea, `{"version":2,"timeZone":"Europe/Paris","patience":{"high":"5m"}}`).mustBe(200).into(&now)
	put(bea, `{"version":3,"timeZone":"Europe/Paris","patience":{"high":"5m"}}`).mustBe(200).into(&now)
	if now.TimeZone != "Europe/Paris" || now.Version != 3 {
		t.Errorf("the rules are %+v, want Paris in version 3: what changes nothing is no version", now)
	}
	want := []string{"Bea routing Bea: patience with high 15m0s → 5m0s; time zone Europe/Berlin → Europe/Paris", "Ada routing Ada: time zone UTC → Europe/Berlin"}
	slices.Sort(want) // the clock stands still
	got := ada.gets("/api/admin/audit?verb=routing").mustBe(200).deeds()
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("audit (-want +got):\n%s", diff)
	}
}

func TestWrongRulesNameTheirField(t *testing.T) {
	d := newDesk(t)
	ada := d.hires("Ada", tickets.Admin)
	for body, field := range map[string]string{
		`{"patience":{"low":"9999h"}}`: "patience.low", `{"due":{"high":"-1h"}}`: "due.high", `{"timeZone":"Mars"}`: "timeZone", `{"holidays":["Christmas"]}`: "holidays",
	} {
		if got := ada.does("PUT", "/api/admin/routing", body).mustBe(400).failure(); got.Fields[field] == "" {
			t.Errorf("%s: got %v, want the field %s", body, got.Fields, field)
		}
	}
}

func TestADamagedUnsubscribeLinkIsRefused(t *testing.T) {
	d := newDesk(t)
	d.stranger().gets("/api/unsubscribe?token=01K.assigned.bad").mustBe(400)
	d.stranger().posts("/api/unsubscribe?token=01K.assigned.bad", "").mustBe(400)
	d.stranger().posts("/api/unsubscribe", "").mustBe(400)
}
