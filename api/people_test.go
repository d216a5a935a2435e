package api

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/tickets"
)

func (a answer) names() []string {
	a.t.Helper()
	var page struct{ Users []account }
	a.into(&page)
	names := []string{}
	for _, u := range page.Users {
		names = append(names, u.Name)
	}
	return names
}

func TestPeopleAreFound(t *testing.T) {
	d := newDesk(t)
	boss, mo := d.hires("Boss", tickets.Admin), d.hires("Mo", tickets.Moderator, "VPN")
	d.signsUp("Ann")
	gone := d.signsUp("Gone")
	boss.patches("/api/users/"+string(gone.id), `{"active":false}`).mustBe(200)
	for _, tt := range []struct {
		query string
		want  []string
	}{
		{"", []string{"Ann", "Boss", "Gone", "Mo"}},
		{"?q=an", []string{"Ann"}},
		{"?role=admin,moderator", []string{"Boss", "Mo"}},
		{"?skill=VPN", []string{"Mo"}},
		{"?active=true&role=user", []string{"Ann"}},
		{"?limit=1", []string{"Ann"}},
	} {
		t.Run(tt.query, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, mo.gets("/api/users"+tt.query).mustBe(200).names()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	mo.gets("/api/users?role=boss").mustBe(400)
	mo.gets("/api/users?name=Ann").mustBe(400)
}

// Moderators see of others what assigning needs, admins all but secrets.
func TestAddressesAreForAdmins(t *testing.T) {
	d := newDesk(t)
	boss, mo, ann := d.hires("Boss", tickets.Admin), d.hires("Mo", tickets.Moderator), d.signsUp("Ann")
	for _, tt := range []struct {
		who  *person
		path string
		want bool
	}{
		{boss, "/api/users", true},
		{boss, "/api/users/" + string(ann.id), true},
		{mo, "/api/users?q=ann", false},
		{mo, "/api/users/" + string(ann.id), false},
		{mo, "/api/users/" + string(mo.id), true},
		{ann, "/api/users/" + string(ann.id), true},
	} {
		t.Run(tt.who.name+" "+tt.path, func(t *testing.T) {
			if got := strings.Contains(string(tt.who.gets(tt.path).mustBe(200).body), "@desk.test"); got != tt.want {
				t.Errorf("sees an address: %v, want %v", got, tt.want)
			}
		})
	}
	ann.gets("/api/users/" + string(mo.id)).mustBe(403)
}

func TestAdminsInvite(t *testing.T) {
	d := newDesk(t)
	boss, mo := d.hires("Boss", tickets.Admin), d.hires("Mo", tickets.Moderator)
	invitation := `{"email":"Kim@Desk.Test","name":"Kim","role":"moderator","skills":["VPN"]}`
	mo.posts("/api/users", invitation).mustBe(403)
	kim := boss.posts("/api/users", invitation).mustBe(201).user()
	if kim.Role != tickets.Moderator || !slices.Equal(kim.Skills, []string{"VPN"}) || *kim.Email != "kim@desk.test" {
		t.Errorf("got %+v", kim)
	}
	events, err := d.store.PendingEvents(t.Context(), tickets.EventFilter{Limit: tickets.MaxPage})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(events, func(e tickets.Event) bool { return e.Name == tickets.UserSignup && e.User == kim.ID }) {
		t.Errorf("no welcome is asked for: %v", events)
	}
	if got := boss.posts("/api/users", invitation).mustBe(409).failure(); got.Reason != "account_exists" {
		t.Errorf("got %+v, want advice for an admin, not for Kim", got)
	}
	boss.posts("/api/users", `{"email":"x","name":"X"}`).mustBe(400)
	boss.posts("/api/users", `{"email":"x@desk.test","name":"X","role":"boss"}`).mustBe(400)
	if got := boss.posts("/api/users", `{"email":"plain@desk.test","name":"Plain"}`).mustBe(201).user().Role; got != tickets.Requester {
		t.Errorf("got %s", got)
	}
}

// An admin may name a skill that the desk does not have, and it is added, unless
// what names it is refused.
func TestNothingIsLeftOfARefusal(t *testing.T) {
	d := newDesk(t)
	boss, ann := d.hires("Boss", tickets.Admin), d.signsUp("Ann")
	boss.posts("/api/users", `{"email":"ann@desk.test","name":"Ann","skills":["Taken"]}`).mustBe(409)
	boss.posts("/api/users", `{"email":"kim@desk.test","name":" ","skills":["Nameless"]}`).mustBe(400)
	boss.patches("/api/users/"+string(ann.id), `{"skills":["Away"],"away":[{"from":"2026-03-03T00:00:00Z","to":"2026-03-02T00:00:00Z"}]}`).mustBe(400)
	boss.patches("/api/me", `{"skills":["Last admin"],"role":"user"}`).mustBe(409)
	if skills, err := d.service.Skills(t.Context()); err != nil || len(skills) > 0 {
		t.Errorf("the desk has the skills %v, %v; want none", skills, err)
	}
}

func TestProfile(t *testing.T) {
	d := newDesk(t)
	ann := d.signsUp("Ann")
	got := ann.patches("/api/me", `{"name":"Ann B.","timeZone":"Europe/Berlin","theme":"dark","hours":{"days":[1,2],"start":540,"end":1020},
		"away":[{"from":"2026-03-02T08:00:00+01:00","to":"2026-03-03T00:00:00Z"}],
		"preferences":{"off":{"replied":["email"],"resolved":[]},"quiet":{"days":[],"start":1320,"end":420},"digest":true}}`).mustBe(200).user()
	email := "ann@desk.test"
	want := account{
		ID: ann.id, Name: "Ann B.", Role: tickets.Requester, Skills: []string{}, Email: &email, Active: true, AwayNow: true,
		TimeZone: "Europe/Berlin", Theme: "dark", Hours: hoursView{Days: []time.Weekday{1, 2}, Start: 540, End: 1020},
		Away:     []spanView{{time.Date(2026, 3, 2, 7, 0, 0, 0, time.UTC), time.Date(2026, 3, 3, 0, 0, 0, 0, time.UTC)}},
		Sessions: 1,
		Preferences: preferencesView{
			Off:    map[tickets.NoticeKind][]tickets.Platform{tickets.NoticeReplied: {tickets.Mail}},
			Quiet:  hoursView{Days: []time.Weekday{}, Start: 1320, End: 420},
			Digest: true,
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, ann.me()); diff != "" {
		t.Errorf("read again (-want +got):\n%s", diff)
	}
}

func TestWhatIsWrongWithAProfileIsNamed(t *testing.T) {
	d := newDesk(t)
	boss := d.hires("Boss", tickets.Admin)
	for _, tt := range []struct{ patch, field string }{
		{`{"name":""}`, "name"},
		{`{"timeZone":"Mars/Olympus"}`, "timeZone"},
		{`{"timeZone":"Local"}`, "timeZone"},
		{`{"theme":"pink"}`, "theme"},
		{`{"capacity":-1}`, "capacity"},
		{`{"hours":{"days":[7],"start":0,"end":60}}`, "hours"},
		{`{"hours":{"days":[],"start":0,"end":1441}}`, "hours"},
		{`{"away":[{"from":"2026-03-03T00:00:00Z","to":"2026-03-02T00:00:00Z"}]}`, "away"},
		{`{"away":[{"from":"2026-03-03T00:00:00Z","to":"9999-12-31T23:59:59-14:00"}]}`, "away"}, // a year of five digits in UTC, which is no JSON
		{`{"away":[{"from":"0000-01-01T00:00:00+14:00","to":"2026-03-03T00:00:00Z"}]}`, "away"},
		{`{"preferences":{"off":{"lunch":["email"]},"quiet":{"days":[],"start":0,"end":0},"digest":false}}`, "preferences"},
		{`{"preferences":{"off":{"":["pigeon"]},"quiet":{"days":[],"start":0,"end":0},"digest":false}}`, "preferences"},
		{`{"capacity":"many"}`, "capacity"},
		{`{"preferences":{"digest":"yes"}}`, "preferences.digest"},
		{`{"email":"new@desk.test"}`, "email"},
		{`{"passwordHash":"x"}`, "passwordHash"},
	} {
		t.Run(tt.patch, func(t *testing.T) {
			if got := boss.patches("/api/me", tt.patch).mustBe(400).failure(); got.Fields[tt.field] == "" {
				t.Errorf("got %+v, want the field %s", got, tt.field)
			}
		})
	}
}

func TestTimesAreWrittenInFull(t *testing.T) {
	got := newDesk(t).signsUp("Ann").patches("/api/me", `{"away":[{"from":"monday","to":"friday"}]}`).mustBe(400).failure()
	if !strings.Contains(got.Message, "2026-01-31T09:00:00Z") {
		t.Errorf("got %+v", got)
	}
}

func TestModeratorsChooseTheirOwnSkills(t *testing.T) {
	d := newDesk(t)
	mo, kim := d.hires("Mo", tickets.Moderator, "VPN"), d.hires("Kim", tickets.Moderator)
	kim.patches("/api/me", `{"skills":["vpn"],"capacity":3}`).mustBe(200)
	if got := kim.me(); !slices.Equal(got.Skills, []string{"VPN"}) || got.Capacity != 3 {
		t.Errorf("got %+v", got)
	}
	kim.patches("/api/users/"+string(mo.id), `{"skills":[]}`).mustBe(403)
}

func TestSkillsAreTheAdmins(t *testing.T) {
	d := newDesk(t)
	boss, ann := d.hires("Boss", tickets.Admin), d.signsUp("Ann")
	set := func(p *person, body string) answer { return p.does("PUT", "/api/skills", body) }
	want := `{"skills":[{"name":"C++","aliases":["cpp"],"description":"The language."},{"name":"VPN","aliases":[],"description":""}],"version":"` +
		tickets.SkillsVersion([]tickets.Skill{{Name: "C++", Aliases: []string{"cpp"}, Description: "The language."}, {Name: "VPN"}}) + `"}`
	a := set(boss, `{"skills":[{"name":" C++ ","aliases":[" c\u202epp","", " "],"description":"The language."},{"name":"VPN","aliases":[""]}]}`).mustBe(200)
	if got := strings.TrimSpace(string(a.body)); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := strings.TrimSpace(string(ann.gets("/api/skills").mustBe(200).body)); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	set(ann, `{"skills":[]}`).mustBe(403)
	set(boss, `{}`).mustBe(400)
	set(boss, `{"skills":[{"name":""}]}`).mustBe(400)
	set(boss, `{"skills":[{"name":"VPN"},{"name":"vpn"}]}`).mustBe(400)
}

func TestSkillsOthersChangedAreNotOverwritten(t *testing.T) {
	d := newDesk(t)
	ada, bea := d.hires("Ada", tickets.Admin), d.hires("Bea", tickets.Admin)
	var seen, merged, now skillList
	put := func(p *person, names, version string) answer {
		return p.does("PUT", "/api/skills", fmt.Sprintf(`{"skills":[%s],"version":%q}`, names, version))
	}
	put(ada, `{"name":"VPN"},{"name":"Tunnels"}`, "").mustBe(200).into(&seen)
	ada.posts("/api/skills/merge", `{"from":"Tunnels","into":"VPN"}`).mustBe(200).into(&merged)
	if got := put(bea, `{"name":"VPN"},{"name":"Tunnels"},{"name":"Email"}`, seen.Version).mustBe(409).failure(); got.Code != tickets.Conflict {
		t.Errorf("got %+v, want a conflict", got)
	}
	ada.gets("/api/skills").mustBe(200).into(&now)
	if diff := cmp.Diff(merged, now); diff != "" {
		t.Errorf("the list is not what the merge left (-want +got):\n%s", diff)
	}
	put(bea, `{"name":"VPN","aliases":["Tunnels"]},{"name":"Email"}`, now.Version).mustBe(200).into(&now)
	if len(now.Skills) != 2 || now.Version == merged.Version {
		t.Errorf("got %+v, want both skills in another version than %s", now, merged.Version)
	}
}

func TestAnEventAboutAPersonNamesThem(t *testing.T) {
	d := newDesk(t)
	boss, ann := d.hires("Boss", tickets.Admin), d.signsUp("Ann")
	var list eventList
	boss.gets("/api/admin/events").mustBe(200).into(&list)
	want := personView{ID: ann.id, Name: "Ann"}
	if !slices.ContainsFunc(list.Events, func(e eventView) bool { return e.Name == tickets.UserSignup && e.Person != nil && *e.Person == want }) {
		t.Errorf("got %+v, want a sign-up of %v among them", list.Events, want)
	}
}

func TestParkedEventsAreRetried(t *testing.T) {
	d := newDesk(t)
	boss, mo := d.hires("Boss", tickets.Admin), d.hires("Mo", tickets.Moderator)
	mo.opens("VPN is down")
	pending, err := d.store.PendingEvents(t.Context(), tickets.EventFilter{Limit: tickets.MaxPage})
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(pending, func(e tickets.Event) bool { return e.Name == tickets.TicketCreated })
	event := pending[i]
	event.Parked, event.Error, event.Attempts = true, "refused", 3
	if err := d.store.SettleEvents(t.Context(), []tickets.Settlement{{Event: event}}); err != nil {
		t.Fatal(err)
	}
	listed := func(parked bool) []eventView {
		var list eventList
		boss.gets(fmt.Sprintf("/api/admin/events?parked=%v", parked)).mustBe(200).into(&list)
		return list.Events
	}
	number, refused := tickets.Number(1), tickets.Event{Error: "refused"}.Why()
	want := []eventView{{ID: event.ID, Name: tickets.TicketCreated, Ticket: &number, At: d.clock.read(), Attempts: 3, Error: "refused", Cause: &refused, Parked: true}}
	if diff := cmp.Diff(want, listed(true)); diff != "" {
		t.Errorf("parked (-want +got):\n%s", diff)
	}
	retry := "/api/admin/events/" + event.ID + "/retry"
	mo.gets("/api/admin/events").mustBe(403)
	mo.posts(retry, "").mustBe(403)
	boss.posts(retry, "").mustBe(204)
	boss.posts(retry, "").mustBe(404)
	if got := listed(true); len(got) != 0 {
		t.Errorf("still parked: %v", got)
	}
	if !slices.ContainsFunc(listed(false), func(e eventView) bool { return e.ID == event.ID && e.Attempts == 0 && e.Error == "" && e.Cause == nil }) {
		t.Error("it does not wait to be tried again")
	}
}
