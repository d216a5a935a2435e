package api

import (
	"encoding/json"
	"fmt"
	"maps"
	"testing"

	"github.com/beckon-desk/beckon/tickets"
)

func TestLeadsAreTheAdminsToName(t *testing.T) {
	d := newDesk(t)
	boss, mo, ann := d.hires("Boss", tickets.Admin), d.hires("Mo", tickets.Moderator), d.signsUp("Ann")
	put := func(body string) answer { return boss.does("PUT", "/api/admin/routing", body) }
	leads := func() map[tickets.Step]tickets.UserID {
		var got rulesView
		if err := json.Unmarshal(boss.gets("/api/admin/routing").mustBe(200).body, &got); err != nil {
			t.Fatal(err)
		}
		return got.Leads
	}
	want := map[tickets.Step]tickets.UserID{tickets.StepDeclined: boss.id, tickets.StepOverdue: mo.id}
	put(fmt.Sprintf(`{"leads":{"declined":%q,"unattended":"","overdue":%q}}`, boss.id, mo.id)).mustBe(200)
	if got := leads(); !maps.Equal(got, want) {
		t.Errorf("leads are %v, want %v", got, want)
	}
	put(`{"holidays":["2026-12-25"]}`).mustBe(200)
	if got := leads(); !maps.Equal(got, want) {
		t.Errorf("left out, leads are %v, want %v", got, want)
	}
	for _, bad := range []string{fmt.Sprintf(`{"leads":{"overdue":%q}}`, ann.id), `{"leads":{"overdue":"nobody"}}`, fmt.Sprintf(`{"leads":{"lost":%q}}`, mo.id)} {
		if got := put(bad).mustBe(400).failure(); got.Fields["leads"] == "" {
			t.Errorf("%s: got %+v, want the field leads", bad, got)
		}
	}
	put(`{"leads":{}}`).mustBe(200)
	if got := leads(); len(got) != 0 {
		t.Errorf("taken off, leads are %v", got)
	}
}
