package api

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/tickets"
)

func TestSavedViews(t *testing.T) {
	d := newDesk(t)
	ann, bob := d.signsUp("Ann"), d.signsUp("Bob")
	views := func(p *person) []savedView {
		var v savedViews
		p.gets("/api/me/views").mustBe(200).into(&v)
		return v.Views
	}
	if diff := cmp.Diff([]savedView{}, views(ann)); diff != "" {
		t.Errorf("at first (-want +got):\n%s", diff)
	}
	ann.does("PUT", "/api/me/views", `{"views":[{"name":" Urgent  ones ","query":"?priority=high&q=a%20b"},{"name":"All","query":""}]}`).mustBe(200)
	if diff := cmp.Diff([]savedView{{"Urgent ones", "priority=high&q=a%20b"}, {"All", ""}}, views(ann)); diff != "" {
		t.Errorf("saved (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]savedView{}, views(bob)); diff != "" {
		t.Errorf("somebody else's (-want +got):\n%s", diff)
	}
	many := strings.TrimSuffix(strings.Repeat(`{"name":"x","query":""},`, 51), ",")
	for _, tt := range []struct{ views, field string }{
		{`null`, "views"}, {`[` + many + `]`, "views"}, {`[{"name":"","query":""}]`, "name"},
		{`[{"name":"Mine","query":""},{"name":"mine","query":"q=x"}]`, "name"},
		{`[{"name":"x","query":"q=%zz"}]`, "query"}, {`[{"name":"x","query":"` + strings.Repeat("q", 1001) + `"}]`, "query"},
	} {
		if got := ann.does("PUT", "/api/me/views", `{"views":`+tt.views+`}`).mustBe(400).failure(); got.Fields[tt.field] == "" {
			t.Errorf("%.40s: got %+v, want the field %s", tt.views, got, tt.field)
		}
	}
	if got := len(views(ann)); got != 2 {
		t.Errorf("after what was refused: got %d views, want 2", got)
	}
}

func TestSkillsAreMerged(t *testing.T) {
	d := newDesk(t)
	ada, ann := d.hires("Ada", tickets.Admin), d.signsUp("Ann")
	ada.does("PUT", "/api/skills", `{"skills":[{"name":"VPN","aliases":["tunnel"]},{"name":"Remote access","aliases":["home office"]}]}`).mustBe(200)
	mo := d.hires("Mo", tickets.Moderator, "Remote access")
	bea := d.hires("Bea", tickets.Moderator, "Remote access", "VPN")
	live, done := ann.opens("Live"), ann.opens("Done")
	for _, path := range []string{live, done} {
		mo.patches(path, `{"skills":["Remote access"]}`).mustBe(200)
	}
	mo.posts(done+"/resolve", "").mustBe(200)
	body := `{"from":"remote access","into":"VPN"}`
	mo.posts("/api/skills/merge", body).mustBe(403)
	for i, want := range []mergedAnswer{{People: 2, Tickets: 1}, {}} { // a second time there is nothing left to do
		want.Into, want.skillList = "VPN", viewSkills([]tickets.Skill{{Name: "VPN", Aliases: []string{"tunnel", "Remote access", "home office"}}})
		var got mergedAnswer
		ada.posts("/api/skills/merge", body).mustBe(200).into(&got)
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(mergedAnswer{})); diff != "" {
			t.Errorf("merge %d (-want +got):\n%s", i, diff)
		}
	}
	got := fmt.Sprint(mo.me().Skills, bea.me().Skills, mo.gets(live).ticket().Skills, mo.gets(done).ticket().Skills)
	if want := "[VPN] [VPN] [VPN] [Remote access]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	mo.patches(live, `{"skills":["home office"]}`).mustBe(200)
	if got := mo.gets(live).ticket().Skills; !cmp.Equal(got, []string{"VPN"}) {
		t.Errorf("by the other's alias: got %v", got)
	}
	if got := ada.posts("/api/skills/merge", `{"from":"VPN","into":"DNS"}`).mustBe(400).failure(); got.Fields["into"] == "" {
		t.Errorf("got %+v, want the field into", got)
	}
}

func TestSearchShowsWhereItFound(t *testing.T) {
	d := newDesk(t)
	mo, ann := d.hires("Mo", tickets.Moderator), d.signsUp("Ann")
	path := ann.opens("The VPN drops")
	mo.posts(path+"/comments", `{"text":"Restart the modem"}`).mustBe(201)
	for _, tt := range []struct {
		query string
		want  []matchView
	}{
		{"", []matchView{}},
		{"?q=vpn", []matchView{{"title", "The VPN drops", []string{"VPN"}}}},
		{"?q=modem", []matchView{{"comments", "", []string{}}}},
	} {
		var got ticketPage
		ann.gets("/api/tickets" + tt.query).mustBe(200).into(&got)
		if len(got.Tickets) != 1 {
			t.Fatalf("%s: got %d tickets", tt.query, len(got.Tickets))
		}
		if diff := cmp.Diff(tt.want, got.Tickets[0].Matches); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.query, diff)
		}
	}
}
