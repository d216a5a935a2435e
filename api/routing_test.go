package api

import (
	"encoding/json"
	"testing"

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
	if barred := map[string]string{got.People[0].Person.Name: got.People[0].Barred, got.People[2].Person.Name: got.People[2].Barred}; barred["Mo"] != "" || barred["Kim"] == "" {
		t.Errorf("the first and the last are %v, want Mo, and Kim barred", barred)
	}
	if len(got.Notices) != 1 || got.Notices[0].Kind != tickets.NoticeAssigned || got.Notices[0].To.Name != "Mo" {
		t.Errorf("notices would be %+v, want Mo's", got.Notices)
	}
	mo.posts("/api/admin/route", `{"text":"VPN drops"}`).mustBe(403)
	boss.posts("/api/admin/route", `{"text":" "}`).mustBe(400)
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
