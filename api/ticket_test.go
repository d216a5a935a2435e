package api

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/tickets"
)

func TestNewTicketShowsAllItCarries(t *testing.T) {
	d := newDesk(t)
	ann := d.signsUp("Ann")
	a := ann.posts("/api/tickets", `{"title":" VPN  is down ","body":"Since *nine*.","urgency":"high"}`).mustBe(201)
	if got := a.header.Get("Location"); got != "/api/tickets/1" {
		t.Errorf("got Location %q", got)
	}
	got, high, now := a.ticket(), tickets.High, d.clock.read()
	want := ticketView{
		rowView: rowView{
			Number: 1, Title: "VPN is down", Body: "Since *nine*.", Status: tickets.Open, Priority: tickets.Medium, Urgency: &high,
			Skills: []string{}, Tags: []string{}, Locked: []tickets.Field{}, Requester: personView{ann.id, "Ann"}, Origin: tickets.Web,
			Triage:    triageView{State: tickets.TriagePending, Confidences: map[tickets.Field]float64{}, Proposed: proposalView{Skills: []string{}}},
			CreatedAt: now, UpdatedAt: now, Version: 1,
		},
		Verbs: []tickets.Verb{tickets.VerbReply, tickets.VerbResolve}, Files: []fileView{}, Comments: []commentView{}, Notices: []noticeView{}, Similar: []similarView{},
		History: []historyView{{changeView: changeView{At: now, By: &personView{ann.id, "Ann"}, Via: tickets.Web, Verb: "opened"}}},
		Routing: routingView{Why: []string{}, RunnersUp: []personView{}, Refusals: []refusalView{}},
		Wait:    &waitView{},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(ticketView{}, historyView{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestHistoryNamesTheCommentThatSaysTheSame(t *testing.T) {
	d := newDesk(t)
	ann, mo := d.signsUp("Ann"), d.hires("Mo", tickets.Moderator)
	ann.posts("/api/tickets", `{"title":"VPN is down"}`).mustBe(201)
	mo.posts("/api/tickets/1/claim", `{}`).mustBe(200)
	mo.posts("/api/tickets/1/resolve", `{"note":"Plugged it in."}`).mustBe(200)
	got := ann.posts("/api/tickets/1/comments", `{"text":"Not so."}`).mustBe(201).ticket()
	said := map[string]string{}
	for _, h := range got.History {
		said[h.Verb+": "+h.Text] = h.Comment
	}
	if note, reply := said["resolved: Plugged it in."], said["reopened: Not so."]; note != "" || reply != got.Comments[0].ID {
		t.Errorf("the note is the comment %q, the reply %q; want none and %q", note, reply, got.Comments[0].ID)
	}
}

func TestWhatIsWrongWithATicketIsNamed(t *testing.T) {
	d := newDesk(t)
	ann := d.signsUp("Ann")
	for _, tt := range []struct{ name, body, field string }{
		{"no title", `{"body":"x"}`, "title"},
		{"a blank title", `{"title":"  "}`, "title"},
		{"a long title", fmt.Sprintf(`{"title":%q}`, strings.Repeat("x", 201)), "title"},
		{"long details", fmt.Sprintf(`{"title":"x","body":%q}`, strings.Repeat("x", 20_001)), "body"},
		{"an unknown urgency", `{"title":"x","urgency":"panic"}`, "urgency"},
		{"a number for a title", `{"title":1}`, "title"},
		{"a status of one's own", `{"title":"x","status":"closed"}`, "status"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := ann.posts("/api/tickets", tt.body).mustBe(400).failure()
			if got.Code != tickets.Invalid || got.Fields[tt.field] == "" {
				t.Errorf("got %+v, want the field %s", got, tt.field)
			}
		})
	}
}

func TestSameKeyOpensOneTicket(t *testing.T) {
	d := newDesk(t)
	ann, bob := d.signsUp("Ann"), d.signsUp("Bob")
	open := func(p *person, key string) tickets.Number {
		return p.does("POST", "/api/tickets", `{"title":"VPN is down"}`, "Idempotency-Key: "+key).mustBe(201).ticket().Number
	}
	first := open(ann, "k1")
	if again := open(ann, "k1"); again != first {
		t.Errorf("the same key opened %s and %s", first, again)
	}
	if other := open(ann, "k2"); other == first {
		t.Errorf("another key led to %s too", other)
	}
	if other := open(bob, "k1"); other == first {
		t.Error("another person's key led to Ann's ticket")
	}
	ann.does("POST", "/api/tickets", `{"title":"x"}`, "Idempotency-Key: "+strings.Repeat("k", 201)).mustBe(400)
}

func TestSameKeyWritesOneComment(t *testing.T) {
	d := newDesk(t)
	ann := d.signsUp("Ann")
	path := ann.opens("VPN is down")
	ann.does("POST", path+"/comments", `{"text":"Still."}`, "Idempotency-Key: k1").mustBe(201)
	got := ann.does("POST", path+"/comments", `{"text":"Still."}`, "Idempotency-Key: k1").mustBe(201).ticket()
	if len(got.Comments) != 1 {
		t.Errorf("got %d comments", len(got.Comments))
	}
}

func TestOneClaimWins(t *testing.T) {
	d := newDesk(t)
	path := d.signsUp("Ann").opens("VPN is down")
	var people []*person
	for i := range 8 {
		people = append(people, d.hires(fmt.Sprintf("Mo%d", i), tickets.Moderator))
	}
	answers := make([]answer, len(people)*5)
	var wg sync.WaitGroup
	for i := range answers {
		wg.Go(func() { answers[i] = people[i%len(people)].posts(path+"/claim", "") })
	}
	wg.Wait()
	won := people[0].gets(path).mustBe(200).ticket().Assignee
	for i, a := range answers {
		switch mine := people[i%len(people)].id == won.ID; {
		case mine && a.status != 200:
			t.Errorf("the winner got %d: %s", a.status, a.body)
		case !mine && a.status != 409:
			t.Errorf("a loser got %d: %s", a.status, a.body)
		case !mine && !strings.Contains(a.failure().Message, won.Name):
			t.Errorf("a loser is not told who won: %s", a.body)
		}
	}
}

func TestAnOldVersionChangesNothing(t *testing.T) {
	d := newDesk(t)
	mo := d.hires("Mo", tickets.Moderator)
	path := mo.opens("VPN is down")
	read := mo.gets(path).mustBe(200)
	tag := read.header.Get("ETag")
	if want := fmt.Sprintf("%q", fmt.Sprint(read.ticket().Version)); tag != want {
		t.Errorf("got ETag %s, want %s", tag, want)
	}
	mo.patches(path, `{"priority":"high"}`).mustBe(200)
	mo.does("PATCH", path, `{"priority":"low"}`, "If-Match: "+tag).mustBe(409)
	mo.does("PATCH", path, `{"priority":"low"}`, "If-Match: W/"+tag).mustBe(409)
	mo.patches(path, `{"priority":"low","version":1}`).mustBe(409)
	if got := mo.gets(path).ticket().Priority; got != tickets.High {
		t.Errorf("got %s", got)
	}
	mo.does("PATCH", path, `{"priority":"low"}`, `If-Match: "2"`).mustBe(200)
	mo.does("PATCH", path, `{"priority":"low"}`, `If-Match: *`).mustBe(200)
	mo.does("PATCH", path, `{"priority":"low"}`, `If-Match: latest`).mustBe(400)
}

func TestSettingFields(t *testing.T) {
	for _, tt := range []struct {
		patch string
		want  func(ticketView) bool
	}{
		{`{"title":"New"}`, func(v ticketView) bool { return v.Title == "New" }},
		{`{"summary":"S"}`, func(v ticketView) bool { return v.Summary == "S" }},
		{`{"notes":"N"}`, func(v ticketView) bool { return v.Notes == "N" }},
		{`{"category":"C"}`, func(v ticketView) bool { return v.Category == "C" }},
		{`{"tags":["a"," b ","a"]}`, func(v ticketView) bool { return cmp.Equal(v.Tags, []string{"a", "b"}) }},
		{`{"skills":["vpn"]}`, func(v ticketView) bool { return cmp.Equal(v.Skills, []string{"VPN"}) }},
		{`{"priority":"low"}`, func(v ticketView) bool { return v.Priority == tickets.Low }},
		{`{"status":"in_progress"}`, func(v ticketView) bool { return v.Status == tickets.InProgress && v.ClaimedAt != nil }},
		{`{"assignee":null}`, func(v ticketView) bool { return v.Assignee == nil && v.Status == tickets.Open }},
		{`{"assignee":""}`, func(v ticketView) bool { return v.Assignee == nil }},
		{`{}`, func(v ticketView) bool { return v.Version == 2 }},
	} {
		t.Run(tt.patch, func(t *testing.T) {
			d := newDesk(t)
			mo, ann := d.hires("Mo", tickets.Moderator, "VPN"), d.signsUp("Ann")
			path := ann.opens("VPN is down")
			mo.patches(path, fmt.Sprintf(`{"assignee":%q}`, mo.id)).mustBe(200)
			if got := mo.patches(path, tt.patch).mustBe(200).ticket(); !tt.want(got) {
				t.Errorf("got %+v", got)
			}
			ann.patches(path, tt.patch).mustBe(403)
		})
	}
}

func TestWhatCannotBeSetIsNamed(t *testing.T) {
	d := newDesk(t)
	mo, ann := d.hires("Mo", tickets.Moderator), d.signsUp("Ann")
	path := ann.opens("VPN is down")
	for _, tt := range []struct{ patch, field string }{
		{`{"status":"done"}`, "status"},
		{`{"priority":"urgent"}`, "priority"},
		{`{"skills":["Juggling"]}`, "skills"},
		{`{"tags":[""]}`, "tags"},
		{fmt.Sprintf(`{"category":%q}`, strings.Repeat("x", 61)), "category"},
		{fmt.Sprintf(`{"summary":%q}`, strings.Repeat("x", 501)), "summary"},
		{fmt.Sprintf(`{"assignee":%q}`, ann.id), "assignee"},
		{`{"assignee":"nobody"}`, "assignee"},
		{`{"assignee":7}`, "assignee"},
		{`{"number":7}`, "number"},
	} {
		t.Run(tt.patch, func(t *testing.T) {
			if got := mo.patches(path, tt.patch).mustBe(400).failure(); got.Fields[tt.field] == "" {
				t.Errorf("got %+v, want the field %s", got, tt.field)
			}
		})
	}
}

func TestHandingOn(t *testing.T) {
	for _, verb := range []string{"release", "decline"} {
		t.Run(verb, func(t *testing.T) {
			d := newDesk(t)
			mo := d.hires("Mo", tickets.Moderator)
			path := d.signsUp("Ann").opens("VPN is down")
			mo.posts(path+"/claim", "").mustBe(200)
			got := mo.posts(path+"/"+verb, `{"reason":"No idea."}`).mustBe(200).ticket()
			if got.Assignee != nil || len(got.Routing.Refusals) != 1 || got.Routing.Refusals[0].Reason != "No idea." {
				t.Errorf("got %v, %+v", got.Assignee, got.Routing.Refusals)
			}
			if got := mo.posts(path+"/"+verb, `{"because":"No idea."}`).mustBe(400).failure(); got.Fields["because"] == "" {
				t.Errorf("got %+v", got)
			}
			if got := mo.posts(path+"/"+verb, `{"reason":7}`).mustBe(400).failure(); got.Fields["reason"] == "" {
				t.Errorf("got %+v", got)
			}
			mo.posts(path+"/"+verb, "").mustBe(409) // nobody has it any more
		})
	}
}

func TestRatingAResolvedTicket(t *testing.T) {
	d := newDesk(t)
	mo, ann := d.hires("Mo", tickets.Moderator), d.signsUp("Ann")
	path := ann.opens("VPN is down")
	ann.posts(path+"/rate", `{"rating":5}`).mustBe(409)
	mo.posts(path+"/resolve", "").mustBe(200)
	mo.posts(path+"/rate", `{"rating":5}`).mustBe(403)
	ann.posts(path+"/rate", `{"rating":6}`).mustBe(400)
	if got := ann.posts(path+"/rate", `{"rating":4}`).mustBe(200).ticket().Rating; got == nil || *got != 4 {
		t.Errorf("got %v", got)
	}
}

func TestFollowing(t *testing.T) {
	d := newDesk(t)
	mo, ann, bob := d.hires("Mo", tickets.Moderator), d.signsUp("Ann"), d.signsUp("Bob")
	path := ann.opens("VPN is down")
	bob.posts(path+"/follow", "").mustBe(404)
	if !mo.posts(path+"/follow", "").mustBe(200).ticket().Following {
		t.Error("Mo does not follow")
	}
	if mo.posts(path+"/unfollow", "").mustBe(200).ticket().Following {
		t.Error("Mo still follows")
	}
}

func TestWhoModeratesNoMoreReadsNothingByFollowing(t *testing.T) {
	d := newDesk(t)
	ada, mo, ann := d.hires("Ada", tickets.Admin), d.hires("Mo", tickets.Moderator), d.signsUp("Ann")
	path := ann.opens("VPN is down")
	mo.posts(path+"/follow", "").mustBe(200)
	ada.patches("/api/users/"+string(mo.id), `{"role":"user"}`).mustBe(200)
	for name, a := range map[string]answer{
		"reads it": mo.gets(path), "answers it": mo.posts(path+"/comments", `{"text":"Still here"}`), "follows it on": mo.posts(path+"/follow", ""),
	} {
		if a.status != 404 {
			t.Errorf("%s: got status %d, want 404", name, a.status)
		}
	}
}

func TestTriageAnew(t *testing.T) {
	d := newDesk(t)
	mo, ann := d.hires("Mo", tickets.Moderator, "VPN"), d.signsUp("Ann")
	path := ann.opens("VPN is down")
	d.triaged(path)
	got := mo.gets(path).mustBe(200).ticket()
	if got.Triage.By != "local" || got.Triage.Model != "test" || got.Triage.Confidence != 0.9 || len(got.Similar) != 1 {
		t.Errorf("got %+v, similar %v", got.Triage, got.Similar)
	}
	if got := mo.posts(path+"/retriage", "").mustBe(200).ticket().Triage.State; got != tickets.TriagePending {
		t.Errorf("got %s", got)
	}
	ann.posts(path+"/retriage", "").mustBe(403)
}

// What moderators say among themselves never reaches the requester, whichever
// verb the requester uses.
func TestRequestersSeeTheirSideOnly(t *testing.T) {
	d := newDesk(t)
	mo, ann, bob := d.hires("Mo", tickets.Moderator, "VPN"), d.signsUp("Ann"), d.signsUp("Bob")
	path := ann.opens("VPN is down")
	d.triaged(path)
	mo.posts(path+"/comments", `{"text":"Secret thought.","internal":true}`).mustBe(201)
	if body := string(mo.gets(path).body); !strings.Contains(body, "Secret thought.") || !strings.Contains(body, "MTU") {
		t.Errorf("the moderator sees %s", body)
	}
	for _, a := range []answer{
		ann.gets(path), ann.gets("/api/tickets"),
		ann.posts(path+"/comments", `{"text":"Hello?"}`), ann.posts(path+"/follow", ""),
		ann.posts(path+"/resolve", ""), ann.posts(path+"/rate", `{"rating":5}`), ann.posts(path+"/reopen", ""),
	} {
		if a.status >= 300 || strings.Contains(string(a.body), "Secret") || strings.Contains(string(a.body), "MTU") {
			t.Errorf("got %d %s", a.status, a.body)
		}
	}
	for _, verb := range []string{"", "/comments", "/resolve", "/reopen", "/rate"} {
		method, body := "POST", map[string]string{"/comments": `{"text":"x"}`, "/rate": `{"rating":1}`}[verb]
		if verb == "" {
			method = "GET"
		}
		bob.does(method, path+verb, body).mustBe(404)
	}
	ann.posts(path+"/comments", `{"text":"x","internal":true}`).mustBe(403)
	ann.posts(path+"/claim", "").mustBe(403)
}

func TestReceiptsNameThePersonTold(t *testing.T) {
	d := newDesk(t)
	mo, boss := d.hires("Mo", tickets.Moderator), d.hires("Boss", tickets.Admin)
	path := boss.opens("VPN is down") // nobody but Mo may take it, and Mo hands it on
	mo.posts(path+"/claim", "").mustBe(200)
	mo.posts(path+"/decline", "").mustBe(200)
	id := d.idOf(path)
	if err := d.service.Assign(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if err := d.service.Plan(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	told := map[string]bool{}
	for _, n := range mo.gets(path).mustBe(200).ticket().Notices {
		for _, r := range n.Receipts {
			told[string(n.Kind)+" "+r.To.Name+" "+string(r.State)] = true
		}
	}
	if !told["unrouted Boss skipped"] {
		t.Errorf("got %v", told)
	}
}
