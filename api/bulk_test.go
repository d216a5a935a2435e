package api

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/beckon-desk/beckon/tickets"
)

// setsMany changes the tickets at the paths at once.
func (p *person) setsMany(set string, paths ...string) bulkAnswer {
	p.d.t.Helper()
	var numbers []string
	for _, path := range paths {
		numbers = append(numbers, fmt.Sprintf("%d", p.d.numberOf(path)))
	}
	var v bulkAnswer
	p.posts("/api/tickets/bulk", fmt.Sprintf(`{"numbers":[%s],"set":%s}`, strings.Join(numbers, ","), set)).mustBe(200).into(&v)
	return v
}

func (p *person) undoes(u *undoView) bulkAnswer {
	p.d.t.Helper()
	if u == nil {
		p.d.t.Fatal("got nothing to undo")
	}
	var v bulkAnswer
	p.posts("/api/tickets/undo", fmt.Sprintf(`{"token":%q}`, u.Token)).mustBe(200).into(&v)
	return v
}

// results says of each ticket how it went.
func (b bulkAnswer) results() (results []tickets.Kind) {
	for _, r := range b.Results {
		results = append(results, r.Result)
	}
	return results
}

// standing is what a bulk change can alter.
func (p *person) standing(path string) string {
	p.d.t.Helper()
	t := p.gets(path).mustBe(200).ticket()
	owner := "nobody"
	if t.Assignee != nil {
		owner = t.Assignee.Name
	}
	claimed := ""
	if t.ClaimedAt != nil {
		claimed = " claimed"
	}
	return fmt.Sprintf("%s %s %v %v %s%s", t.Status, t.Priority, t.Tags, t.Locked, owner, claimed)
}

func TestManyAreSetAndRestored(t *testing.T) {
	d := newDesk(t)
	mo, bea, ann := d.hires("Mo", tickets.Moderator), d.hires("Bea", tickets.Moderator), d.signsUp("Ann")
	idle := ann.opens("Idle")
	worked := ann.opens("Worked on")
	bea.posts(worked+"/claim", "").mustBe(200)
	bea.patches(worked, `{"tags":["vip","old"],"priority":"low"}`).mustBe(200)
	solved := ann.opens("Solved")
	mo.posts(solved+"/resolve", "").mustBe(200)
	for _, tt := range []struct {
		set, path, want string
	}{
		{`{"priority":"high"}`, idle, "open high [] [priority] nobody"},
		{`{"priority":"high"}`, worked, "in_progress high [vip old] [priority] Bea claimed"},
		{`{"status":"resolved"}`, worked, "resolved low [vip old] [priority] Bea claimed"},
		{`{"status":"closed"}`, idle, "closed medium [] [] nobody"},
		{`{"status":"open"}`, solved, "open medium [] [] Mo"},
		{`{"status":"in_progress"}`, idle, "in_progress medium [] [] Mo claimed"},
		{`{"assignee":"` + string(mo.id) + `"}`, worked, "open low [vip old] [priority] Mo"},
		{`{"assignee":"` + string(mo.id) + `"}`, idle, "open medium [] [] Mo"},
		{`{"assignee":null}`, worked, "open low [vip old] [priority] nobody"},
		{`{"addTags":["new","vip"],"removeTags":["old"]}`, worked, "in_progress low [vip new] [priority] Bea claimed"},
		{`{"priority":"high","status":"waiting","addTags":["x"]}`, worked, "waiting high [vip old x] [priority] Bea claimed"},
	} {
		t.Run(tt.set, func(t *testing.T) {
			before := mo.standing(tt.path)
			v := mo.setsMany(tt.set, tt.path)
			if diff := cmp.Diff([]tickets.Kind{done}, v.results()); diff != "" {
				t.Fatalf("(-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.want, mo.standing(tt.path)); diff != "" {
				t.Errorf("set (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff([]tickets.Kind{done}, mo.undoes(v.Undo).results()); diff != "" {
				t.Fatalf("(-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(before, mo.standing(tt.path)); diff != "" {
				t.Errorf("undone (-want +got):\n%s", diff)
			}
		})
	}
}

func TestOneOfManyHoldsUpNoOther(t *testing.T) {
	d := newDesk(t)
	mo, bea, ann := d.hires("Mo", tickets.Moderator), d.hires("Bea", tickets.Moderator), d.signsUp("Ann")
	free, taken := ann.opens("Free"), ann.opens("Taken")
	bea.patches(taken, `{"assignee":"`+string(bea.id)+`"}`).mustBe(200)
	v := mo.setsMany(`{"status":"in_progress"}`, free, taken, "/api/tickets/99", free)
	if diff := cmp.Diff([]tickets.Kind{done, tickets.Conflict, tickets.NotFound}, v.results()); diff != "" {
		t.Fatalf("(-want +got):\n%s", diff)
	}
	if got, want := v.Results[1].Message, "#2 is with Bea, who has not claimed it yet."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if diff := cmp.Diff([]tickets.Kind{done}, mo.undoes(v.Undo).results()); diff != "" {
		t.Errorf("undone (-want +got):\n%s", diff)
	}
}

func TestUndoLeavesWhatOthersChanged(t *testing.T) {
	d := newDesk(t)
	mo, bea, ann := d.hires("Mo", tickets.Moderator), d.hires("Bea", tickets.Moderator), d.signsUp("Ann")
	for _, tt := range []struct {
		name, set string
		meanwhile func(path string)
		want      tickets.Kind
		standing  string
	}{
		{"the same field", `{"priority":"high"}`, func(path string) { bea.patches(path, `{"priority":"low"}`).mustBe(200) },
			tickets.Conflict, "open low [] [priority] nobody"},
		{"another field", `{"priority":"high"}`, func(path string) { bea.posts(path+"/claim", "").mustBe(200) },
			done, "in_progress medium [] [] Bea claimed"},
		{"the owner", `{"assignee":"` + string(mo.id) + `"}`, func(path string) { mo.posts(path+"/claim", "").mustBe(200) },
			tickets.Conflict, "in_progress medium [] [] Mo claimed"},
		{"the status", `{"status":"resolved"}`, func(path string) { ann.posts(path+"/reopen", "").mustBe(200) },
			tickets.Conflict, "open medium [] [] nobody"},
		{"other tags", `{"addTags":["x"]}`, func(path string) { bea.patches(path, `{"tags":["x","y"]}`).mustBe(200) },
			done, "open medium [y] [] nobody"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := ann.opens(tt.name)
			v := mo.setsMany(tt.set, path)
			tt.meanwhile(path)
			if diff := cmp.Diff([]tickets.Kind{tt.want}, mo.undoes(v.Undo).results()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.standing, mo.standing(path)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestUndoIsForWhoeverDidItAndOnceAndSoon(t *testing.T) {
	d := newDesk(t)
	mo, bea, ann := d.hires("Mo", tickets.Moderator), d.hires("Bea", tickets.Moderator), d.signsUp("Ann")
	path := ann.opens("VPN drops")
	undo := func(p *person, u *undoView) int {
		return p.posts("/api/tickets/undo", fmt.Sprintf(`{"token":%q}`, u.Token)).status
	}
	first := mo.setsMany(`{"priority":"high"}`, path).Undo
	if got := undo(bea, first); got != http.StatusConflict {
		t.Errorf("somebody else: got %d", got)
	}
	if got := undo(ann, first); got != http.StatusForbidden {
		t.Errorf("a requester: got %d", got)
	}
	mo.undoes(first)
	if got := undo(mo, first); got != http.StatusConflict {
		t.Errorf("twice: got %d", got)
	}
	late := mo.setsMany(`{"priority":"high"}`, path).Undo
	d.clock.pass(15 * time.Minute)
	d.nextMorning(mo)
	if got := undo(mo, late); got != http.StatusConflict {
		t.Errorf("late: got %d", got)
	}
	if v := mo.setsMany(`{"priority":"high"}`, path); v.Undo != nil {
		t.Errorf("nothing changed: got %+v", v.Undo)
	}
}

func TestWhatIsWrongWithABulkChangeIsNamed(t *testing.T) {
	d := newDesk(t)
	mo, ann := d.hires("Mo", tickets.Moderator), d.signsUp("Ann")
	ann.opens("VPN drops")
	for _, tt := range []struct{ body, field string }{
		{`{"numbers":[],"set":{"priority":"high"}}`, "numbers"},
		{`{"numbers":[1],"set":{}}`, "set"},
		{`{"numbers":[1],"set":{"priority":"urgent"}}`, "priority"},
		{`{"numbers":[1],"set":{"status":"done"}}`, "status"},
		{`{"numbers":[1],"set":{"assignee":"` + string(ann.id) + `"}}`, "assignee"},
		{`{"numbers":[1],"set":{"addTags":[""]}}`, "tags"},
	} {
		if got := mo.posts("/api/tickets/bulk", tt.body).mustBe(400).failure(); got.Fields[tt.field] == "" {
			t.Errorf("%s: got %+v, want the field %s", tt.body, got, tt.field)
		}
	}
	ann.posts("/api/tickets/bulk", `{"numbers":[1],"set":{"priority":"high"}}`).mustBe(403)
}
