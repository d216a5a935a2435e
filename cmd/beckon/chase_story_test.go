package main

import (
	"net/http"
	"strings"
	"testing"
)

// patienceOf sets how long every ticket waits for its assignee.
func (w *world) patienceOf(length string) {
	w.t.Helper()
	rules := map[string]any{"patience": map[string]string{"low": length, "medium": length, "high": length}}
	w.logsIn("admin@demo.test").must(http.MethodPut, "/api/admin/routing", rules, nil)
}

func TestATicketNobodyActsOnComesBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.patienceOf("1s")
	w.as("ann").types("/ticket VPN drops every ten minutes")
	maya, ada := w.as("maya"), w.as("ada")
	maya.seesThat(maya.hears("VPN drops"), "There is nothing left for you to do.")
	ada.hears("VPN drops", "it has waited too long")
	got := w.logsIn("admin@demo.test").ticket(1)
	if got.Assignee == nil || got.Assignee.Name == "Maya Moderator" || got.Status != "open" {
		t.Errorf("in the end it is %s with %+v, want open with somebody else than Maya", got.Status, got.Assignee)
	}
	if got.receipt("nudged", "slack").State == "" {
		t.Error("Maya was not nudged before it was handed on")
	}
}

func TestANudgedModeratorGetsMoreTime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.patienceOf("20s") // until the nudge: time to be more patient then, on the busiest of machines
	w.as("ann").types("/ticket VPN drops every ten minutes")
	maya := w.as("maya")
	maya.hears("VPN drops")
	w.patienceOf("1h") // from the nudge on
	nudge := maya.hears("ask for more time", "VPN drops")
	if shown := maya.Clicks(nudge, "Need more time"); shown.Error != "" || !strings.Contains(shown.Text(), "more time for #1") {
		t.Fatalf("Need more time answered %q, %s", shown.Text(), shown.Error)
	}
	maya.Clicks(maya.seesThat(nudge, "Hand back"), "On it")
	maya.seesThat(nudge, "You are on it.")
}

func TestExplainingARouteWhileTheDeskRuns(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	code, report, stderr := runs(t, w.env, "route", "--explain", "VPN drops every ten minutes")
	report = strings.Join(strings.Fields(report), " ")
	if code != 0 || !strings.Contains(report, "goes to Maya Moderator: knows VPN") || !strings.Contains(report, "assigned Maya Moderator slack assigned Maya Moderator email") {
		t.Errorf("exit code %d, %s\n%s", code, stderr, report)
	}
}

func TestTheOwnerAndTheAdminsHearOfAMissedDueTime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	dueIn := func(length string) {
		never := map[string]string{"low": "0s", "medium": "0s", "high": "0s"}
		lengths := map[string]string{"low": length, "medium": length, "high": length}
		always := map[string]any{"days": []int{}, "start": 0, "end": 1440}
		rules := map[string]any{"patience": never, "due": lengths, "business": always}
		w.logsIn("admin@demo.test").must(http.MethodPut, "/api/admin/routing", rules, nil)
	}
	dueIn("1h")
	w.as("ann").types("/ticket VPN drops every ten minutes")
	w.as("maya").hears("VPN drops", "Claim")
	dueIn("1s") // for whatever changes from now on
	w.as("ann").RepliesIn(w.as("ann").hears("VPN drops"), "Still.")
	w.as("maya").hears("VPN drops", "its time is over")
	w.as("ada").hears("VPN drops", "It is with Maya Moderator. Ask them")
}
